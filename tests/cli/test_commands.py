"""`check-knowledge`, `criteria`, `facts`, and what every command does where the knowledge is broken."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from appropriateness.knowledge.loading import DATA
from tests.cli.conftest import Run, run_apart
from tests.conftest import KNOWLEDGE

EVERY_COMMAND = pytest.mark.parametrize(
    "command", [["consult"], ["consult", "--json"], ["criteria"], ["facts"], ["check-knowledge"]]
)


@dataclass(frozen=True)
class Fault:
    """`old` is replaced once by `new`, or a file is written or removed; the fault is reported where `new` stands."""

    file: str
    old: str
    new: str
    code: str
    says: str


IATROGENIC, REBOUND = "scenarios/iatrogenic_over_72h.yaml", "scenarios/rebound_after_patch.yaml"
FAULTS = {
    "fact misspelt": Fault(
        IATROGENIC,
        "fact: hours_since_procedure",
        "fact: hours_since_proceedure",
        "UNKNOWN_FACT",
        'Did you mean "hours_since_procedure"?',
    ),
    "definition misspelt": Fault(
        REBOUND, "{is: patched,", "{is: patchd,", "UNKNOWN_DEFINITION", 'Did you mean "patched"?'
    ),
    "witness misspelt": Fault(
        IATROGENIC,
        "{witness: appendix_transcript, rating: 1",
        "{witness: apendix_transcript, rating: 1",
        "UNKNOWN_SOURCE",
        'Did you mean "appendix_transcript"?',
    ),
    "key misspelt": Fault("edition.yaml", "standing:", "standign:", "UNKNOWN_KEY", 'Did you mean "standing"?'),
    "operator misspelt": Fault(REBOUND, "at_least: 18", "at_leats: 18", "", "at_leats"),
    "rating beyond nine": Fault(
        IATROGENIC, "rating: 1, evidence", "rating: 11, evidence", "WRONG_SHAPE", "less than or equal to 9"
    ),
    "key given twice": Fault(
        "edition.yaml",
        "schema: edition/1",
        "schema: edition/1\nschema: edition/1",
        "DUPLICATE_KEY",
        '"schema" is given twice',
    ),
    "yes without quotes": Fault(
        "facts.yaml", '"yes": "with contrast"', '"yes": yes', "UNQUOTED_WORD", 'write "yes" in quotes'
    ),
    "YAML that cannot be read": Fault(
        "flags.yaml", "schema: flags/1", "schema: flags/1: x", "BROKEN_YAML", "the YAML cannot be read"
    ),
    "another schema": Fault("safety.yaml", "schema: safety/1", "schema: safety/2", "WRONG_SHAPE", "safety/1"),
}
EACH_FAULT = pytest.mark.parametrize("fault", [pytest.param(fault, id=name) for name, fault in FAULTS.items()])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the knowledge that may be broken."""
    return Path(shutil.copytree(DATA, tmp_path / "data"))


def _break(folder: Path, fault: Fault) -> int:
    """Put the fault in; gives the line on which it stands."""
    path = folder / fault.file
    text = path.read_text(encoding="utf-8")
    assert fault.old in text, "the knowledge has changed; choose another fault"
    path.write_text(text.replace(fault.old, fault.new, 1), encoding="utf-8")
    return text[: text.index(fault.old)].count("\n") + 1


@EACH_FAULT
def test_a_fault_in_the_knowledge_is_named_with_its_file_and_line(run: Run, folder: Path, fault: Fault) -> None:
    line = _break(folder, fault) + fault.new.count("\n")
    ran = run("check-knowledge", folder)
    assert ran.code == 3 and ran.out == "" and "Traceback" not in ran.err
    told = [said for said in ran.err.splitlines() if said.startswith(f"{fault.file}:{line} {fault.code}")]
    assert any(fault.says in said for said in told), f"line {line}: {ran.err}"
    assert ran.err.splitlines()[-1].endswith(f"in {folder}: the knowledge cannot be used.")


@EVERY_COMMAND
def test_no_command_answers_from_knowledge_that_is_broken(run: Run, folder: Path, command: list[str]) -> None:
    _break(folder, FAULTS["fact misspelt"])
    ran = run("--data", folder, *command, stdin='{"age_years": 12}')
    assert ran.code == 3 and ran.out == ""
    assert re.search(r"^scenarios/iatrogenic_over_72h\.yaml:\d+ UNKNOWN_FACT: ", ran.err, re.MULTILINE)


@EVERY_COMMAND
def test_a_folder_that_is_not_there_is_no_knowledge(run: Run, tmp_path: Path, command: list[str]) -> None:
    ran = run("--data", tmp_path / "nowhere", *command, stdin='{"age_years": 12}')
    assert ran.code == 3 and ran.out == ""
    assert ran.err.startswith(f"{tmp_path / 'nowhere'} NO_FOLDER: there is no such folder.")


def test_a_folder_without_knowledge_has_every_missing_file_named(run: Run, tmp_path: Path) -> None:
    ran = run("check-knowledge", tmp_path)
    assert ran.code == 3
    for name in ("facts.yaml", "flags.yaml", "sources.yaml", "edition.yaml"):
        assert f"{name} NO_FILE: the file is missing; restore it as UTF-8 text." in ran.err


def test_a_file_that_no_part_of_the_knowledge_reads_is_refused(run: Run, folder: Path) -> None:
    (folder / "flag.yaml").write_text("schema: flags/1\n", encoding="utf-8")
    ran = run("check-knowledge", folder)
    assert ran.code == 3
    assert 'flag.yaml UNKNOWN_FILE: no part of the knowledge is called so. Did you mean "flags.yaml"?' in ran.err


def test_a_file_that_is_no_text_is_refused(run: Run, folder: Path) -> None:
    (folder / "safety.yaml").write_bytes(b"\xff\xfe\x00schema")
    ran = run("check-knowledge", folder)
    assert ran.code == 3 and "safety.yaml NO_FILE: the file cannot be read" in ran.err


def test_all_faults_are_named_at_once(run: Run, folder: Path) -> None:
    names = ["key misspelt", "rating beyond nine", "another schema"]
    for name in names:
        _break(folder, FAULTS[name])
    ran = run("check-knowledge", folder)
    assert all(any(said.startswith(f"{FAULTS[name].file}:") for said in ran.err.splitlines()) for name in names)


def test_good_knowledge_is_summed_up_with_its_digest_and_its_standing(run: Run, folder: Path) -> None:
    ran = run("check-knowledge")
    assert ran.code == 0 and ran.err == ""
    assert f"{len(KNOWLEDGE.scenarios)} scenarios" in ran.out and f"{len(KNOWLEDGE.facts)} facts" in ran.out
    assert KNOWLEDGE.digest in ran.out and KNOWLEDGE.edition.standing in ran.out
    assert run("check-knowledge", folder) == run("--data", folder, "check-knowledge") == ran


def test_the_digest_changes_with_every_byte_of_the_knowledge(run: Run, folder: Path) -> None:
    with (folder / "safety.yaml").open("a", encoding="utf-8") as file:
        file.write("# one remark more\n")
    ran = run("check-knowledge", folder)
    assert ran.code == 0 and KNOWLEDGE.digest not in ran.out


def test_the_criteria_of_all_scenarios_are_those_of_each_in_turn(run: Run) -> None:
    each = [run("criteria", name) for name in KNOWLEDGE.scenarios]
    assert all(ran.code == 0 and ran.err == "" for ran in each)
    assert run("criteria").out == "\n".join(ran.out for ran in each)


@pytest.mark.parametrize("name", list(KNOWLEDGE.scenarios))
def test_the_criteria_say_what_a_scenario_requires_and_what_rules_it_out(run: Run, name: str) -> None:
    scenario, out = KNOWLEDGE.scenarios[name], run("criteria", name).out
    assert out.startswith(f"{name}\n") and scenario.title in " ".join(out.split())
    assert out.count("requires: ") == len(scenario.require) and out.count("unless:   ") == len(scenario.unless)


def test_a_scenario_that_does_not_exist_gets_the_nearest_spelling(run: Run) -> None:
    ran = run("criteria", "rebound_after_pach")
    assert ran.code == 2 and ran.out == ""
    assert ran.err == '"rebound_after_pach" is not a scenario. Did you mean "rebound_after_patch"?\n'
    ran = run("criteria", "knee")
    assert ran.code == 2 and ran.err == '"knee" is not a scenario.\n'


def test_the_vocabulary_lists_every_fact_with_what_it_takes(run: Run) -> None:
    lines = run("facts").out.splitlines()
    assert [line.split()[0] for line in lines] == list(KNOWLEDGE.facts)
    told = {line.split()[0]: line.split(maxsplit=1)[1] for line in lines}
    assert told["seizure"] == "true, false"
    assert told["platelets"] == "0 to 3000 10^9/L, or {at_least, below}"
    assert told["sex"] == "female, male"
    assert told["brain_mri"].startswith("one or several of not_done, normal, ")


def test_the_vocabulary_as_json_lists_every_fact_on_a_line_of_its_own(run: Run) -> None:
    ran = run("facts", "--json")
    assert ran.code == 0 and [line["id"] for line in ran.lines] == list(KNOWLEDGE.facts)
    for line in ran.lines:
        assert line["kind"] in ("boolean", "choice", "choices", "quantity")
        assert line["label"] and "?" in line["question"]
        assert ("unit" in line) == (line["kind"] == "quantity")
        assert ("values" in line) == (line["kind"] in ("choice", "choices"))


@pytest.mark.durability
def test_every_value_the_vocabulary_offers_is_taken_by_a_consultation(run: Run) -> None:
    cases = []
    for line in run("facts", "--json").lines:
        values = [True, False] if line["kind"] == "boolean" else list(line.get("values", ()))
        cases += [{"id": line["id"], "facts": {line["id"]: value}} for value in values]
        cases += [
            {"id": line["id"], "facts": {line["id"]: line[end]}} for end in ("at_least", "at_most") if end in line
        ]
    ran = run("consult", "--json", stdin="\n".join(map(json.dumps, cases)))
    assert ran.errors == [] and ran.ids == [case["id"] for case in cases]


def test_from_the_shell_broken_knowledge_ends_with_3(folder: Path) -> None:
    _break(folder, FAULTS["key misspelt"])
    ran = run_apart("--data", folder, "consult", "--json", stdin=b"{}")
    assert ran.code == 3 and ran.out == "" and "edition.yaml:" in ran.err
