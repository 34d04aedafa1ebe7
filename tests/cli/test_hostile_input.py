"""Input that is broken, enormous or built to do harm: one sentence of refusal, never a crash, never without an end."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from tests.cli.conftest import Ran, Run, run_apart

pytestmark = pytest.mark.durability

MANY = 10 * 1024 * 1024
CHILD = '{"id": %d, "facts": {"age_years": 12}}'


def refused(ran: Ran, most: int = 4000) -> str:
    """What is said of an input that is refused as a whole: one line of `most` characters at most."""
    assert ran.code == 2, ran.err[-2000:]
    assert len(ran.lines) == 1 and set(ran.lines[0]) >= {"id", "error"}
    assert len(ran.out) <= most and "Traceback" not in ran.err
    return str(ran.lines[0]["error"])


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\t", "\ufeff", "\r\n", "\ufeff \n"])
def test_an_empty_input_says_what_to_give(consult: Run, text: str) -> None:
    assert refused(consult(text)).startswith("The input is empty. Give a case such as")


def test_an_empty_list_and_an_empty_file_are_no_cases(consult: Run) -> None:
    assert refused(consult("[]")) == "The list holds no case."
    for text in ("# only a remark", "---", "null", "~"):
        assert "a case is a set of facts" in refused(consult(text)), text


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("age_years: 34\nworse_upright: [true\n", 3),
        ("age_years: 34\nworse_upright: true: false\n", 2),
        ("age_years: 34\n  worse_upright: true\n", 2),
        ("age_years: 34\n\tworse_upright: true\n", 2),
        ("facts:\n  age_years: 34\n\tsex: female\n", 3),
        ("\n\n\nage_years: 34\nage_years: 35\n", 5),
        ("# remark\n\nage_years: 34\nage_years: 35\n", 4),
        ("- age_years: 34\nworse_upright: true\n", 2),
        ("age_years: 34\n---\nage_years: 35\n", 2),
        ("age_years: *nobody\n", 1),
        ("age_years: 34\nage_years: 35\n", 2),
        ("age_years: 34\n[a, b]: 35\n", 2),
        ("age_years: 034\n", 1),
        ("%YAML 9.9\n---\nage_years: 34\n", 1),
    ],
)
def test_broken_yaml_is_refused_with_its_line(consult: Run, text: str, line: int) -> None:
    assert f"Line {line}: " in refused(consult(text))


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('{"age_years": 34', "line 1, column 17"),
        ('{"age_years": 34} }', "line 1, column 19"),
        ('{"age_years": 34, "age_years": 35}', '"age_years" is given twice'),
        ('{"age_years": 34,\n "sex": "female"', "line 2"),
        ('[{"age_years": 34}', "line 1"),
    ],
)
def test_broken_json_is_refused_with_its_place(consult: Run, text: str, place: str) -> None:
    assert place in refused(consult(text))


def test_a_bad_json_line_is_counted_from_the_top_of_the_input(consult: Run) -> None:
    ran = consult("\n\n\n" + "\n".join([CHILD % 1, '{"id": 2, ', CHILD % 3]))
    assert ran.code == 2 and "line 5 is not JSON" in ran.lines[1]["error"]


def test_yaml_that_is_indented_throughout_is_read_as_it_stands(consult: Run) -> None:
    assert consult("    id: x\n    facts:\n      age_years: 12\n").out == consult(CHILD.replace("%d", '"x"')).out


def test_a_tab_between_key_and_value_is_blank_space(consult: Run) -> None:
    assert consult("age_years:\t12\n").out == consult("age_years: 12\n").out


LONG = pytest.mark.durability


def _random_bytes() -> bytes:
    return random.Random(72).randbytes(MANY)


@pytest.mark.parametrize(
    "given",
    [
        pytest.param(lambda: _random_bytes(), id="random bytes"),
        pytest.param(lambda: b"\x00" * MANY, marks=LONG, id="zeros"),
        pytest.param(lambda: b"\xff\xfe" + "age_years: 34\n".encode("utf-16-le"), marks=LONG, id="another encoding"),
        pytest.param(lambda: b"PK\x03\x04" + _random_bytes()[:5000], id="an archive"),
        pytest.param(lambda: b"x" * MANY, id="one word"),
        pytest.param(lambda: b"a b c\n" * (MANY // 6), marks=LONG, id="prose"),
        pytest.param(lambda: b": " * (MANY // 2), marks=LONG, id="colons"),
        pytest.param(lambda: b'"' + b"x" * MANY, marks=LONG, id="a quote that never ends"),
        pytest.param(lambda: b"%" * MANY, marks=LONG, id="directives"),
        pytest.param(lambda: b"\n" * MANY + b"x", marks=LONG, id="empty lines"),
        pytest.param(lambda: b"# remark\n" * (MANY // 9), marks=LONG, id="remarks"),
        pytest.param(lambda: b'{"age_years": ' + b"1" * MANY + b"}", id="one number"),
        pytest.param(lambda: b'{"' + b"k" * MANY + b'": 1}', marks=LONG, id="one key"),
        pytest.param(lambda: b'{"age_years": "' + b"x" * MANY + b'"}', marks=LONG, id="one text"),
        pytest.param(lambda: b'{"age_years": [' + b"1," * (MANY // 2) + b"1]}", id="one list"),
    ],
)
def test_ten_megabytes_of_anything_are_refused_in_one_sentence(consult: Run, given: object) -> None:
    assert callable(given)
    refused(consult(given()))


def test_a_case_in_one_line_of_ten_megabytes_is_answered(consult: Run) -> None:
    ran = consult('{"id": "long", "facts": {"age_years": ' + " " * MANY + "12}}")
    assert ran.code == 0 and ran.ids == ["long"]


def test_ten_megabytes_of_json_lines_are_all_answered(consult: Run) -> None:
    padding = " " * (MANY // 500)
    lines = [(CHILD % number).replace(": {", ": {" + padding) for number in range(500)]
    assert sum(map(len, lines)) > MANY
    ran = consult("\n".join(lines))
    assert ran.code == 0 and ran.ids == list(range(500))


@pytest.mark.durability
def test_many_short_json_lines_are_all_answered_and_only_the_line_too_long_is_refused(consult: Run) -> None:
    lines = [CHILD % number for number in range(2000)]
    lines[1000] = lines[1000].replace(": {", ": {" + " " * 300_000)
    ran = consult("\n".join(lines))
    assert ran.code == 2 and len(ran.lines) == 2000
    assert [line["error"] for line in ran.errors] == [
        f"line 1001 has {len(lines[1000])} characters; a case may have 262144."
    ]


def test_a_document_above_its_limit_is_refused_with_the_way_out(consult: Run) -> None:
    error = refused(consult('[{"age_years": 12}' + " " * (33 * 1024 * 1024) + "]"))
    assert "33554432" in error and error.endswith("Use JSON lines.")


DEEP = 100_000


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("[" * DEEP, marks=LONG, id="JSON that never closes"),
        pytest.param("[" * DEEP + "]" * DEEP, marks=LONG, id="JSON list"),
        pytest.param('{"a":' * DEEP + "1" + "}" * DEEP, id="JSON object"),
        pytest.param('{"id": 1, "facts": {"age_years": ' + "[" * DEEP + "]" * DEEP + "}}", id="inside a fact"),
        pytest.param("- " * DEEP + "x", marks=LONG, id="YAML list"),
        pytest.param("age_years: " + "[" * DEEP, marks=LONG, id="YAML in one line"),
        pytest.param("? " * DEEP + "x", marks=LONG, id="YAML key"),
        pytest.param("{" * MANY, marks=LONG, id="braces"),
        pytest.param("age_years: " + "[" * 500 + "]" * 500, id="only fairly deep"),
    ],
)
def test_deep_nesting_is_refused_and_does_not_end_the_process(text: str) -> None:
    refused(run_apart("consult", "--json", stdin=text.encode()))


def test_a_deep_json_line_leaves_the_others_answered() -> None:
    deep = '{"id": "deep", "facts": {"age_years": ' + "[" * DEEP + "]" * DEEP + "}}"
    ran = run_apart("consult", "--json", stdin="\n".join([CHILD % 1, deep, CHILD % 2]).encode())
    assert ran.code == 2 and len(ran.lines) == 3 and (ran.ids[0], ran.ids[2]) == (1, 2)
    assert "nested too deeply" in ran.lines[1]["error"]


def _bomb(levels: int) -> str:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, levels)]
    return "\n".join(lines)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(_bomb(9), marks=LONG, id="aliases of aliases"),
        pytest.param(_bomb(60), id="many levels"),
        pytest.param("- &a [*a]", marks=LONG, id="a list that holds itself"),
        pytest.param("&a {facts: *a}", id="a case that holds itself"),
    ],
)
def test_a_few_lines_of_aliases_cannot_grow_into_gigabytes(text: str) -> None:
    refused(run_apart("consult", "--json", stdin=text.encode()), most=200 * len(text) + 4000)


@LONG
def test_a_case_with_hundreds_of_thousands_of_keys_is_refused_like_any_other() -> None:
    keys = ", ".join(f'"k{number}": 1' for number in range(MANY // 15))
    error = refused(run_apart("consult", "--json", stdin=f'{{"id": 1, "facts": {{{keys}}}}}'.encode()))
    assert error.startswith("A case has at most 400 facts")


def test_a_case_of_many_unknown_facts_has_each_of_them_named(consult: Run) -> None:
    facts = {f"worse_upright_{number}": True for number in range(400)}
    ran = consult(json.dumps({"id": 1, "facts": facts}))
    assert ran.code == 2 and len(ran.lines[0]["problems"]) == 400


def test_the_error_stream_names_the_input_once_and_shows_no_traceback(tmp_path: Path) -> None:
    path = tmp_path / "noise"
    path.write_bytes(_random_bytes()[:100_000])
    ran = run_apart("consult", path)
    assert ran.code == 2 and ran.out == ""
    assert len(ran.err.splitlines()) == 1 and len(ran.err) < 500
