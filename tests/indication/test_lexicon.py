"""Every entry of the lexicon reads its own example, and the file is refused where it is wrong."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from appropriateness.engine.case import read_value
from appropriateness.errors import KnowledgeError
from appropriateness.knowledge.lexicon import Entry, Finding, load_lexicon
from appropriateness.knowledge.loading import DATA
from tests.conftest import KNOWLEDGE
from tests.indication.measuring import LEXICON, reading_of


def fault_of(entry: Entry) -> str | None:
    """What is wrong with the reading of an entry's example. One that says nothing must read nothing of its own."""
    expected = entry.reads or getattr(entry, "says", {})
    found = reading_of(entry.example).values
    for fact, value in expected.items():
        if fact not in found:
            return f"{entry.id}: {fact} is not read in {entry.example!r}"
        if read_value(KNOWLEDGE.facts[fact], found[fact]) != read_value(KNOWLEDGE.facts[fact], value):
            return f"{entry.id}: {fact} is read as {found[fact]} in {entry.example!r}"
    stray = set(found) - {"headache_present", "worse_upright"}
    return f"{entry.id}: {stray} read in {entry.example!r}" if stray and not expected else None


def test_every_entry_reads_its_example() -> None:
    assert [fault for entry in LEXICON.entries if (fault := fault_of(entry))] == []


def test_every_phrase_is_written_tidily() -> None:
    untidy = [phrase for entry in LEXICON.entries for phrase in entry.words if phrase != " ".join(phrase.split())]
    assert untidy == []


def test_no_finding_of_another_person_is_read() -> None:
    read: list[str] = []
    for entry in LEXICON.entries:
        if isinstance(entry, Finding) and entry.about is None:
            text = f"Her sister had {entry.words[0].split('|')[0].replace('*', '')}."
            found = reading_of(text).values
            read += [
                f"{text}: {fact}" for fact, value in entry.says.items() if value is True and found.get(fact) is True
            ]
    assert read == []


def broken(folder: Path, change: tuple[str, str]) -> list[str]:
    shutil.copytree(DATA, folder / "data")
    path = folder / "data" / "lexicon.yaml"
    text = path.read_text(encoding="utf-8")
    assert change[0] in text
    path.write_text(text.replace(*change, 1), encoding="utf-8")
    with pytest.raises(KnowledgeError) as fault:
        load_lexicon(folder / "data", KNOWLEDGE)
    return [str(problem) for problem in fault.value.problems]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("says: {seizure: true}", "says: {seizures: true}"), '"seizures" is not declared in facts.yaml'),
        (("says: {seizure: true}", 'says: {seizure: "yes"}'), "seizure cannot be 'yes'"),
        (("{worse} ~5 {upright}", "{worst} ~5 {upright}"), '"worst" is not a class of words'),
        (("id: seizure,", "id: fever,"), '"fever" is an entry already'),
        (("to: acr_headache_8", "to: acr_headache_80"), '"acr_headache_80" is not an adjacent topic'),
    ],
)
def test_a_fault_in_the_lexicon_is_named_with_its_line(tmp_path: Path, change: tuple[str, str], said: str) -> None:
    problems = broken(tmp_path, change)
    assert any(said in problem and problem.startswith("lexicon.yaml:") for problem in problems), problems
