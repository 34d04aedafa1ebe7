"""`consult`: every form in which cases may be given, what comes back, and how the command ends."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from appropriateness.wire import consultations, json_lines
from appropriateness.wording import OUTCOMES
from tests.cli.conftest import CHECKOUT, ON, Run, run_apart
from tests.conftest import answer

FACTS: dict[str, Any] = {
    "age_years": 34,
    "worse_upright": True,
    "spinal_procedure": "lumbar_puncture",
    "hours_since_procedure": {"at_least": 40, "below": 60},
    "brain_mri": "not_done",
}
YAML_FACTS = """\
age_years: 34
worse_upright: true
spinal_procedure: lumbar_puncture
hours_since_procedure: {at_least: 40, below: 60}
brain_mri: not_done
"""
YAML_CASE = "id: one\nfacts:\n" + "".join(f"  {line}\n" for line in YAML_FACTS.splitlines())
CASE = {"id": "one", "facts": FACTS}
FORMS = {
    "YAML case": YAML_CASE,
    "YAML case with its facts bare": "id: one\n" + YAML_FACTS,
    "YAML list": "- " + YAML_CASE.replace("\n", "\n  "),
    "YAML in one line": "{id: one, facts: {age_years: 34, worse_upright: true, spinal_procedure: lumbar_puncture, "
    "hours_since_procedure: {at_least: 40, below: 60}, brain_mri: not_done}}",
    "JSON case": json.dumps(CASE),
    "JSON case on many lines": json.dumps(CASE, indent=2),
    "JSON case with its facts bare": json.dumps({"id": "one", **FACTS}),
    "JSON list": json.dumps([CASE]),
    "JSON list on many lines": json.dumps([CASE], indent=2),
}
EACH_FORM = pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in FORMS.items()])
CHILD = '{"id": "%s", "facts": {"age_years": 12}}'


@EACH_FORM
def test_every_form_of_one_case_gives_the_same_line(consult: Run, text: str) -> None:
    ran = consult(text)
    assert ran.code == 0 and ran.err == ""
    assert ran.out == json_lines.line(consultations.document(answer(FACTS), "one")) + "\n"


@EACH_FORM
def test_a_file_and_standard_input_give_the_same_answer(run: Run, tmp_path: Path, text: str) -> None:
    path = tmp_path / "cases"
    path.write_text(text, encoding="utf-8")
    piped = run("consult", *ON, stdin=text)
    assert run("consult", path, *ON) == run("consult", "-", *ON, stdin=text) == piped
    assert piped.code == 0 and piped.out.startswith("== one\n")


@EACH_FORM
@pytest.mark.parametrize("change", ["byte order mark", "carriage returns", "blank space around"])
def test_marks_that_editors_leave_behind_change_nothing(consult: Run, text: str, change: str) -> None:
    changed = {
        "byte order mark": "\ufeff" + text,
        "carriage returns": text.replace("\n", "\r\n"),
        "blank space around": f"\n \n{text}\n\n",
    }[change]
    assert consult(changed) == consult(text)


def test_a_case_without_a_name_is_answered_with_null_for_its_id(consult: Run) -> None:
    ran = consult(YAML_FACTS)
    assert ran.code == 0 and ran.ids == [None]


def test_a_case_that_says_nothing_is_answered_with_questions(consult: Run) -> None:
    for text in ("{}", '{"id": "x"}', "id: x", '{"id": "x", "facts": {}}', '{"facts": {"age_years": null}}'):
        ran = consult(text)
        assert ran.code == 0, text
        assert ran.lines[0]["outcome"] == "needs_facts" and ran.lines[0]["questions"], text


def test_json_lines_are_answered_in_their_order_whatever_stands_between_them(consult: Run) -> None:
    ran = consult("\n".join([CHILD % "b", "", "   ", CHILD % "a", json.dumps(CASE), ""]))
    assert ran.code == 0 and ran.ids == ["b", "a", "one"]


def test_a_list_with_one_case_on_each_line_is_still_a_list(consult: Run) -> None:
    listed = f"[\n{CHILD % 'a'},\n{CHILD % 'b'},\n{CHILD % 'c'}\n]\n"
    for text in (listed, listed.replace("\n{", "\n  {"), listed.replace("]\n", "\n\n]")):
        ran = consult(text)
        assert ran.code == 0 and ran.ids == ["a", "b", "c"], text


def test_every_line_of_json_is_one_whole_answer(consult: Run) -> None:
    cases = [{"id": number, "facts": FACTS | {"age_years": 20 + number}} for number in range(5)]
    ran = consult(json.dumps(cases, indent=1))
    assert [line["schema"] for line in ran.lines] == ["consultation/1"] * 5
    assert ran.ids == [0, 1, 2, 3, 4]


def test_the_text_says_the_same_outcome_as_the_json(run: Run) -> None:
    text = run("consult", *ON, stdin=YAML_CASE)
    line = run("consult", "--json", *ON, stdin=YAML_CASE).lines[0]
    assert " ".join(line["headline"].split()) in " ".join(text.out.split())
    assert line["outcome"] in OUTCOMES


def test_the_date_is_kept_with_the_answer_and_changes_nothing_else(consult: Run) -> None:
    one, other = consult(YAML_CASE).lines[0], consult(YAML_CASE, "--on", "1999-01-02").lines[0]
    assert (one.pop("on"), other.pop("on")) == ("2026-11-20", "1999-01-02")
    assert one == other


def test_without_a_date_the_consultation_is_of_today(run: Run) -> None:
    before = date.today()
    said = date.fromisoformat(run("consult", "--json", stdin=YAML_CASE).lines[0]["on"])
    assert before <= said <= date.today()


@pytest.mark.parametrize("word", ["tomorrow", "2026-02-30", "20.11.2026", ""])
def test_a_date_that_is_none_is_refused_with_the_way_to_write_it(run: Run, word: str) -> None:
    ran = run("consult", "--json", "--on", word, stdin=YAML_CASE)
    assert ran.code == 2 and ran.out == ""
    assert f'"{word}" is not a date; write it as 2026-11-20' in ran.err


@pytest.mark.durability
@pytest.mark.parametrize(
    ("at", "bad"),
    [(0, '{"id": "bad", "facts": {"age_years": 400}}'), (499, '{"id": "bad", "facts": {'), (999, "nonsense")],
    ids=["first", "in the middle", "last"],
)
def test_one_bad_line_leaves_the_other_999_cases_answered(consult: Run, bad: str, at: int) -> None:
    lines = [CHILD % number for number in range(1000)]
    lines[at] = bad
    ran = consult("\n".join(lines))
    assert ran.code == 2 and len(ran.lines) == 1000
    assert [index for index, line in enumerate(ran.lines) if "error" in line] == [at]
    assert ran.errors[0]["id"] == ("bad" if "age_years" in bad else None)
    assert f"line {at + 1}" in ran.errors[0]["error"] or "age_years is 400" in ran.errors[0]["error"]
    assert len(ran.err.splitlines()) == 1


@pytest.mark.parametrize("lines", [["good", "bad"], ["good", "bad", "bad"], ["bad", "good", "bad", "good"]])
def test_a_good_line_is_answered_however_many_bad_ones_stand_beside_it(consult: Run, lines: list[str]) -> None:
    text = {"good": CHILD % "good", "bad": '{"id": "bad", "facts": {"age_years": '}
    ran = consult("\n".join(text[line] for line in lines))
    assert ran.code == 2
    assert ["error" if "error" in line else line["id"] for line in ran.lines] == [
        "good" if line == "good" else "error" for line in lines
    ]


def test_the_command_ends_with_0_where_all_were_answered_and_with_2_where_one_was_not(run: Run) -> None:
    good, bad = "- {age_years: 12}\n", "- {age_years: 400}\n"
    for flag in ([], ["--json"]):
        assert run("consult", *flag, stdin=good * 2).code == 0
        assert run("consult", *flag, stdin=good + bad).code == 2
        assert run("consult", *flag, stdin=bad * 2).code == 2


def test_in_plain_text_a_refusal_goes_to_the_error_stream_only(run: Run) -> None:
    ran = run("consult", *ON, stdin="- {id: child, age_years: 12}\n- {id: old, age_years: 400}\n")
    assert ran.out.startswith("== child\n") and "== old" not in ran.out
    assert ran.err == "old: age_years is 400, which cannot be: it runs from 0 to 120 years.\n"


@pytest.mark.parametrize(("path", "why"), [("nowhere.yaml", "No such file or directory"), (".", "Is a directory")])
def test_a_file_that_cannot_be_read_is_named_with_the_reason(run: Run, tmp_path: Path, path: str, why: str) -> None:
    ran = run("consult", "--json", tmp_path / path)
    assert ran.code == 2 and ran.out == ""
    assert ran.err.startswith(f"{tmp_path / path} cannot be read: {why}.")


@pytest.mark.parametrize("arguments", [[], ["consul"], ["consult", "--jsn"], ["consult", "a", "b"]])
def test_a_command_that_does_not_exist_is_refused_with_the_usage(run: Run, arguments: list[str]) -> None:
    ran = run(*arguments)
    assert ran.code == 2 and ran.out == "" and ran.err.startswith("usage: appropriateness")


def test_from_the_shell_it_answers_refuses_and_ends_as_inside() -> None:
    ran = run_apart("consult", "--json", *ON, stdin=YAML_CASE.encode())
    assert (ran.code, ran.ids, ran.err) == (0, ["one"], "")
    ran = run_apart("consult", "--json", *ON, stdin=b'[{"id": 1, "age_years": 12}, {"id": 2, "sex": 5}]')
    assert (ran.code, ran.ids, len(ran.errors)) == (2, [1, 2], 1)


def test_a_reader_that_stops_early_gets_no_complaint(tmp_path: Path) -> None:
    path = tmp_path / "many.jsonl"
    path.write_text("\n".join([json.dumps(CASE)] * 200), encoding="utf-8")
    command = [sys.executable, "-m", "appropriateness.cli", "consult", "--json", str(path)]
    with subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None and process.stderr is not None
        first = json.loads(process.stdout.readline())
        process.stdout.close()
        complaint = process.stderr.read()
    assert first["id"] == "one" and complaint == b"" and process.returncode == 0
