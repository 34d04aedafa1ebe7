"""Knowledge with one fault is refused with file, line, code and sentence.

Each file of tests/bad_files is one fault, done to a copy of data/. Its keys:
`file`, and how it is spoilt: `replace` with `with`, or `write` (its whole content), `rename_to`, or `delete`;
`message` or `messages`: all that is said. LINE is the line where `replace` (or else the text `line_of`) begins;
LINE+2 is two lines further down.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from appropriateness.errors import KnowledgeError
from appropriateness.knowledge.loading import DATA, load
from tests.conftest import some_of, yaml_file

FAULTS = sorted((Path(__file__).parents[1] / "bad_files").glob("*.yaml"))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DATA, tmp_path / "data"))


def refusals(folder: Path) -> list[str]:
    with pytest.raises(KnowledgeError) as caught:
        load(folder)
    return [str(problem) for problem in caught.value.problems]


def change(path: Path, old: str, new: str) -> int:
    """Replace the only occurrence of `old`; return the line on which it begins."""
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{path.name} holds {old!r} {text.count(old)} times"
    path.write_text(text.replace(old, new), encoding="utf-8")
    return line_of(text, old)


def line_of(text: str, part: str) -> int:
    assert text.count(part) == 1, f"{part!r} stands there {text.count(part)} times"
    return text[: text.index(part)].count("\n") + 1


def spoil(folder: Path, fault: dict[str, Any]) -> int:
    """Do what the fault file says; return the line it calls LINE."""
    path = folder / fault["file"]
    if "replace" in fault:
        before = path.read_text(encoding="utf-8")
        line = change(path, fault["replace"], fault["with"])
        return line_of(before, fault["line_of"]) if "line_of" in fault else line
    if "write" in fault:
        path.parent.mkdir(exist_ok=True)
        path.write_text(fault["write"], encoding="utf-8")
    elif "rename_to" in fault:
        path.rename(folder / fault["rename_to"])
    else:
        assert fault["delete"] is True
        path.unlink()
    return 1


def with_line(message: str, line: int) -> str:
    return re.sub(r"LINE([+-]\d+)?", lambda found: str(line + int(found[1] or 0)), message, count=1)


@pytest.mark.parametrize("path", some_of(FAULTS, every=6), ids=lambda path: path.stem)
def test_one_fault_is_refused_with_exactly_what_is_wrong(path: Path, data: Path) -> None:
    fault = yaml_file(path)
    line = spoil(data, fault)
    expected = fault["messages"] if "messages" in fault else [fault["message"]]
    assert refusals(data) == [with_line(message, line) for message in expected]


def test_the_copy_that_is_spoilt_is_sound_to_begin_with(data: Path) -> None:
    assert load(data).digest == load(DATA).digest


def test_a_change_of_one_byte_changes_the_digest(data: Path) -> None:
    change(data / "flags.yaml", '"Call obstetrics now."', '"Call obstetrics now!"')
    assert load(data).digest != load(DATA).digest


def test_all_faults_are_named_at_once_in_the_order_of_files_and_lines(data: Path) -> None:
    change(data / "flags.yaml", "[{fact: seizure, equals: true}]", "[{fact: seizure, equals: 1}]")
    change(data / "flags.yaml", "{fact: cranial_nerve_palsy, equals: other}", "{fact: cranial_nerve_palsy, below: 3}")
    change(data / "redirects.yaml", "{fact: age_years, below: 18}", "{fact: age_years, below: 180}")
    named = [re.fullmatch(r'(\S+):\d+ WRONG_OPERAND: "(\w+)".*', message) for message in refusals(data)]
    assert [found.groups() for found in named if found] == [
        ("flags.yaml", "seizure"), ("flags.yaml", "cranial_nerve_palsy"), ("redirects.yaml", "age_years"),
    ]  # fmt: skip


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert refusals(tmp_path / "nowhere") == [f"{tmp_path / 'nowhere'} NO_FOLDER: there is no such folder."]


def test_a_file_that_is_not_utf8_text_is_refused(data: Path) -> None:
    (data / "edition.yaml").write_bytes(b'schema: edition/1\nedition: "\xff\xfe"\n')
    (message,) = refusals(data)
    assert message.startswith("edition.yaml NO_FILE: the file cannot be read")
    assert message.endswith("restore it as UTF-8 text.")


def test_a_scenario_with_the_wrong_ending_is_not_left_out_in_silence(data: Path) -> None:
    (data / "scenarios" / "sih_initial.yaml").rename(data / "scenarios" / "sih_initial.yml")
    assert any("sih_initial.yml" in message for message in refusals(data))


@pytest.mark.durability
@pytest.mark.parametrize(
    ("file", "old", "new", "word"),
    [
        ("facts.yaml", "absent: [sudden, gradual]", "absent: [suden, gradual]", "suden"),
        ("facts.yaml", "excludes: [none]", "excludes: [nothing]", "nothing"),
        ("facts.yaml", "kind_unknown: {value: unknown_kind", "kind_unknown: {value: some_kind", "some_kind"),
        (
            "facts.yaml",
            'What did brain MRI show?", exclusive: [not_done',
            'What did brain MRI show?", exclusive: [undone',
            "undone",
        ),
        ("procedures.yaml", "rrl: {adult: 3, paediatric: 4", "rrl: {adult: 3, paediatric: 9", "paediatric"),
        ("radiation.yaml", "  - level: 5\n", "  - level: 4\n", "level"),
        ("examples.yaml", "hours_procedure_to_onset: 24", "hours_procedure_to_onse: 24", "hours_procedure_to_onse"),
        ("examples.yaml", "mr_device: unidentified", "mr_device: unidentifed", "unidentifed"),
    ],
    ids=["absent value", "excluded value", "vague value", "exclusive value", "level", "levels", "fact", "answer"],
)
def test_a_name_that_only_a_consultation_would_miss_is_refused_when_loading(
    data: Path, file: str, old: str, new: str, word: str
) -> None:
    change(data / file, old, new)
    assert any(file in message and word in message for message in refusals(data))
