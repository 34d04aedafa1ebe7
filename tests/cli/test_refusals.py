"""What is wrong inside one case: it is refused with its id and a sentence, and the cases beside it are answered."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from tests.cli.conftest import Run

CHILD = {"id": "child", "facts": {"age_years": 12}}
STRANGE_TEXTS = {
    "HTML": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "Markdown": "[press](javascript:alert(1)) **bold** `code`",
    "quotes": "\"quoted\" 'and' \\ escaped",
    "line break": "one\ntwo\r\nthree",
    "terminal control": "\x1b[2J\x1b[31mred\x07\x00",
    "right to left": "\u202egnirts\u202c \u0627\u0628\u062c",
    "line separators of Unicode": "one\u2028two\u2029three\x85four\x0bfive\x0csix",
    "outside the basic plane": "\U0001f9e0",
}
STEERING = set("\x1b\x07\x00\u202e")
EACH_STRANGE_TEXT = pytest.mark.parametrize("text", [pytest.param(t, id=name) for name, t in STRANGE_TEXTS.items()])


@pytest.mark.parametrize(
    ("facts", "sentences"),
    [
        ({"age_years": 400}, ["age_years is 400, which cannot be: it runs from 0 to 120 years."]),
        ({"platelets": -3}, ["platelets is -3, which cannot be: it runs from 0 to 3000 10^9/L."]),
        ({"worse_uprite": True}, ['"worse_uprite" is not a fact. Did you mean "worse_upright"?']),
        ({"sex": "femal"}, ['sex cannot be "femal". Did you mean "female"? Allowed: female, male.']),
        ({"seizure": "false"}, ['seizure is true or false, not the text "false".']),
        ({"seizure": 1}, ["seizure is true or false, not the number 1."]),
        ({"age_years": "34"}, ['age_years is a number in years, not the text "34".']),
        ({"age_years": True}, ["age_years is a number in years, not true."]),
        ({"age_years": [34]}, ["age_years is a number in years, not a list."]),
        ({"patch_count": 0.5}, ["patch_count is a whole number of patches, not 0.5."]),
        ({"seizure": {"a": 1}}, ["seizure is true or false, not a set of keys and values."]),
        ({"sex": ["female"]}, ["sex takes one word, not a list."]),
        ({"brain_mri": []}, ["brain_mri needs at least one value"]),
        ({"brain_mri": ["normal", "subdural"]}, ['brain_mri cannot be "normal" and something else at once.']),
        ({"brain_mri": [["subdural"]]}, ["brain_mri takes a word, not a list."]),
        ({"age_years": {"at_least": 60, "below": 50}}, ["age_years: at_least 60 is not below 50."]),
        ({"age_years": {"from": 60}}, ["age_years takes a number in years, or at_least and below."]),
        (
            {"better_lying": True, "worse_lying": True},
            ["better_lying and worse_lying contradict each other", "Correct one of them."],
        ),
        ({"age_years": 400, "platelets": -3, "sax": 1}, ["age_years is 400", "platelets is -3", '"sax" is not a fact']),
    ],
)  # fmt: skip
def test_it_says_what_is_wrong_and_what_would_be_right(
    consult: Run, facts: dict[str, Any], sentences: list[str]
) -> None:
    for text in (json.dumps([{"id": 7, "facts": facts}, CHILD]), json.dumps({"id": 7, **facts})):
        ran = consult(text)
        assert ran.code == 2 and ran.errors == ran.lines[:1]
        assert ran.errors[0]["id"] == 7
        assert all(sentence in ran.errors[0]["error"] for sentence in sentences), ran.errors[0]["error"]
        assert {fact for problem in ran.errors[0]["problems"] for fact in problem["facts"]} == set(facts)


@pytest.mark.parametrize("word", ["NaN", "Infinity", "-Infinity", "1e999", "9" * 400, "-" + "9" * 400])
def test_a_number_that_is_none_or_beyond_counting_is_refused(consult: Run, word: str) -> None:
    case = f'{{"id": "bad", "facts": {{"age_years": {word}}}}}'
    for text in (case, f"[{case}]", f"{case}\n{json.dumps(CHILD)}\n{json.dumps(CHILD)}"):
        ran = consult(text)
        assert ran.code == 2 and len(ran.errors) == 1
        assert "age_years is a number in years" in ran.out or "is not a number" in ran.out


def test_yes_without_quotes_is_the_word_yes_in_a_case(consult: Run) -> None:
    ran = consult("id: one\nfacts: {brain_mri: signs_of_hypotension, brain_mri_contrast: yes, age_years: 40}\n")
    quoted = consult('id: one\nfacts: {brain_mri: signs_of_hypotension, brain_mri_contrast: "yes", age_years: 40}\n')
    assert ran.code == 0 and ran.out == quoted.out


def test_true_where_yes_is_meant_is_refused_with_the_remedy(consult: Run) -> None:
    ran = consult('{"brain_mri_contrast": true}')
    assert ran.code == 2
    assert 'brain_mri_contrast takes a word, not true. Allowed: yes, no. Write "yes" or "no"' in ran.lines[0]["error"]


TWICE = {
    "YAML": """\
- {id: a, age_years: 12}
- {id: b, age_years: 34, age_years: 12}
- {id: c, age_years: 12}
""",
    "JSON": """[{"id": "a", "age_years": 12},
{"id": "b", "age_years": 34, "age_years": 12},
{"id": "c", "age_years": 12}]
""",
    "JSON lines": """{"id": "a", "age_years": 12}
{"id": "b", "age_years": 34, "age_years": 12}
{"id": "c", "age_years": 12}
""",
}


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in TWICE.items()])
def test_a_fact_given_twice_spoils_its_own_case_only(consult: Run, text: str) -> None:
    ran = consult(text)
    assert ran.code == 2
    assert ["error" in line for line in ran.lines] == [False, True, False]
    assert (ran.ids[0], ran.ids[2]) == ("a", "c")
    error = ran.errors[0]["error"]
    assert '"age_years" is given twice' in error and re.search(r"\b(line|case) 2\b", error, re.IGNORECASE)


@pytest.mark.parametrize("key", ["note", "fact", "age_years"])
def test_a_key_beside_id_and_facts_is_refused_and_not_passed_over(consult: Run, key: str) -> None:
    ran = consult(json.dumps([{"id": "x", "facts": {"age_years": 12}, key: 1}, CHILD]))
    assert ran.code == 2 and ran.ids == ["x", "child"]
    assert f'not "{key}"' in ran.errors[0]["error"]


@pytest.mark.parametrize("facts", [None, 5, "age_years: 34", ["age_years"], True])
def test_facts_that_are_no_set_of_answers_are_refused(consult: Run, facts: object) -> None:
    ran = consult(json.dumps([{"id": "x", "facts": facts}, CHILD]))
    assert ran.code == 2 and ran.ids == ["x", "child"]
    assert "A case is a set of facts with their values" in ran.errors[0]["error"]


@pytest.mark.parametrize("item", ["null", "5", '"age_years"', "[]", "true", "[[]]"])
def test_a_list_entry_that_is_no_case_is_refused_in_its_place(consult: Run, item: str) -> None:
    ran = consult(f"[{json.dumps(CHILD)}, {item}, {json.dumps(CHILD)}]")
    assert ran.code == 2 and ran.ids == ["child", None, "child"]
    assert "case 2" in ran.errors[0]["error"] and "a case is a set of facts" in ran.errors[0]["error"]


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ("7", 7), ("-1.5", -1.5), ("0", 0), ('""', ""), ('"007"', "007"), ("null", None), ("true", None), ("[1]", None),
        ('{"a": 1}', None), ("1e999", None), ('"' + "x" * 5000 + '"', "x" * 200), ("1" + "0" * 400, 10**400),
    ],
)  # fmt: skip
def test_an_id_is_a_word_or_a_number_and_anything_else_is_null(consult: Run, given: str, sent: object) -> None:
    ran = consult(f'[{{"id": {given}, "facts": {{"age_years": 12}}}}, {json.dumps(CHILD)}]')
    assert ran.code == 0 and ran.ids == [sent, "child"]


@EACH_STRANGE_TEXT
@pytest.mark.parametrize("facts", [{"age_years": 12}, {"age_years": 400}], ids=["answered", "refused"])
def test_an_id_comes_back_as_it_was_given_on_one_line(consult: Run, text: str, facts: dict[str, Any]) -> None:
    ran = consult(json.dumps({"id": text, "facts": facts}))
    assert ran.ids == [text]
    assert len(ran.out.splitlines()) == 1, "a reader that splits lines as Unicode does would cut the answer in two"


@EACH_STRANGE_TEXT
def test_an_unknown_fact_is_named_as_it_was_given_on_one_line(consult: Run, text: str) -> None:
    ran = consult(json.dumps({"id": 1, "facts": {text: True}}))
    assert ran.code == 2 and ran.lines[0]["problems"][0]["facts"] == [text]
    assert len(ran.out.splitlines()) == 1


@EACH_STRANGE_TEXT
def test_json_lines_may_hold_any_text_that_json_may_hold(consult: Run, text: str) -> None:
    line = json.dumps({"id": text, "facts": {"age_years": 12}}, ensure_ascii=False)
    assert consult(f"{line}\n{json.dumps(CHILD)}\n{json.dumps(CHILD)}\n").ids == [text, "child", "child"]


@EACH_STRANGE_TEXT
@pytest.mark.parametrize("facts", [{"age_years": 12}, {"age_years": 400}], ids=["answered", "refused"])
def test_an_id_cannot_write_a_line_of_its_own_or_steer_the_terminal(run: Run, text: str, facts: dict[str, Any]) -> None:
    strange = run("consult", stdin=json.dumps({"id": text, "facts": facts}))
    plain = run("consult", stdin=json.dumps({"id": "plain", "facts": facts}))
    assert len((strange.out + strange.err).splitlines()) == len((plain.out + plain.err).splitlines())
    assert STEERING.isdisjoint(strange.out + strange.err)


@EACH_STRANGE_TEXT
def test_a_word_that_is_refused_cannot_either(run: Run, text: str) -> None:
    for facts in ({"sex": text}, {text: True}, {"age_years": text}):
        ran = run("consult", stdin=json.dumps({"id": "plain", "facts": facts}))
        assert ran.code == 2 and ran.out == ""
        assert len(ran.err.splitlines()) == 1 and STEERING.isdisjoint(ran.err)


def test_half_a_character_in_an_id_does_not_stop_the_answers(consult: Run) -> None:
    ran = consult('[{"id": "a\\ud800", "facts": {"age_years": 12}}, ' + json.dumps(CHILD) + "]")
    assert ran.code == 0 and ran.ids[1] == "child"
