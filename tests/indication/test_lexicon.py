"""Every entry of the lexicon reads its own example, and the file is refused where it is wrong."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from appropriateness.engine.case import read_value
from appropriateness.errors import KnowledgeError
from appropriateness.indication.vocabulary import vocabulary
from appropriateness.knowledge.lexicon import Entry, Finding, load_lexicon
from appropriateness.knowledge.loading import DATA
from tests.conftest import KNOWLEDGE
from tests.indication.measuring import LEXICON, reading_of

ENTRIES = [pytest.param(entry, id=entry.id) for entry in LEXICON.entries]


@pytest.mark.parametrize("entry", ENTRIES)
def test_an_entry_reads_its_example(entry: Entry) -> None:
    """A finding is taken out where a cue forbids it, so an entry that says nothing must read nothing of its own."""
    expected = entry.reads or getattr(entry, "says", {})
    found = reading_of(entry.example).values
    for fact, value in expected.items():
        assert fact in found, f"{entry.example}: {fact} is not read"
        assert read_value(KNOWLEDGE.facts[fact], found[fact]) == read_value(KNOWLEDGE.facts[fact], value)
    if not expected:
        stray = set(found) - {"headache_present", "worse_upright"}
        assert not stray, f"{entry.example}: {stray} read"


@pytest.mark.parametrize("entry", ENTRIES)
def test_an_entry_is_needed_for_its_example(entry: Entry) -> None:
    found = vocabulary(LEXICON)
    assert entry.words and all(phrase == phrase.strip() for phrase in entry.words)
    assert found.phrases.vocabulary


@pytest.mark.parametrize(
    "entry", [pytest.param(e, id=e.id) for e in LEXICON.entries if isinstance(e, Finding) and e.about is None]
)
def test_a_finding_of_another_person_is_not_read(entry: Finding) -> None:
    found = reading_of(f"Her sister had {entry.words[0].split('|')[0].replace('*', '')}.").values
    claims = {fact for fact, value in entry.says.items() if value is True}
    assert claims.isdisjoint(fact for fact, value in found.items() if value is True)


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
