"""YAML without surprises: what a strict reader takes, what it refuses, and on which line."""

from __future__ import annotations

import pytest

from appropriateness.strict_yaml import MAX_DEPTH, Document, parse


def codes(text: str, quoted: bool = True) -> list[str]:
    return [problem.code for problem in parse(text, quoted).problems]


def only(document: Document) -> tuple[int, str, str]:
    assert len(document.problems) == 1, document.problems
    problem = document.problems[0]
    return problem.line, problem.code, problem.message


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("true", True), ("false", False), ("null", None), ("~", None),
        ("0", 0), ("18", 18), ("-3", -3), ("+4", 4), ("1.4", 1.4), ("1e3", 1000.0), (".5", 0.5), ("2.", 2.0),
        ("lumbar_puncture", "lumbar_puncture"), ("'18'", "18"), ('"true"', "true"), ("2026-11-20", "2026-11-20"),
        (".inf", ".inf"), (".nan", ".nan"), ("1e999", "1e999"), ("1_000", "1_000"), ("12:30", "12:30"),
    ],
)  # fmt: skip
def test_a_plain_value_is_what_it_looks_like(text: str, value: object) -> None:
    document = parse(f"key: {text}\n")
    assert document.problems == ()
    assert document.data == {"key": value}
    assert type(document.data["key"]) is type(value)


@pytest.mark.parametrize("word", ["yes", "no", "on", "off", "y", "n", "Yes", "NO", "Off"])
def test_a_word_that_other_readers_take_for_a_boolean_must_be_quoted(word: str) -> None:
    document = parse(f"contrast: {word}\n")
    line, code, message = only(document)
    assert (line, code) == (1, "UNQUOTED_WORD")
    assert f'write "{word}" in quotes' in message
    assert document.data == {"contrast": word}


@pytest.mark.parametrize("word", ["yes", "no", "on", "off"])
def test_what_people_type_may_leave_the_quotes_out_and_is_still_no_boolean(word: str) -> None:
    assert parse(f"contrast: {word}\n", quoted=False).data == {"contrast": word}
    assert codes(f"contrast: {word}\n", quoted=False) == []


def test_unquoted_prose_is_refused_in_knowledge_and_allowed_where_people_type() -> None:
    assert only(parse("say: Resolve before the needle.\n"))[:2] == (1, "UNQUOTED_TEXT")
    assert parse("say: Resolve first\n", quoted=False).data == {"say": "Resolve first"}


@pytest.mark.parametrize("style", ['"two words"', "'two words'", "|-\n  two words", ">-\n  two\n  words"])
def test_every_quoted_style_of_prose_is_accepted(style: str) -> None:
    document = parse(f"say: {style}\n")
    assert document.problems == ()
    assert document.data == {"say": "two words"}


@pytest.mark.parametrize("number", ["010", "007", "-08", "0o17", "0x1F", "0b11", "0_1"])
def test_a_number_that_could_be_read_as_octal_is_refused(number: str) -> None:
    assert only(parse(f"hours: {number}\n"))[:2] == (1, "NOT_DECIMAL")


def test_a_leading_zero_is_refused_where_people_type_too() -> None:
    assert codes("hours: 010\n", quoted=False) == ["NOT_DECIMAL"]


def test_a_key_given_twice_is_refused_on_its_own_line_and_the_first_is_kept() -> None:
    document = parse("age_years: 30\nsex: male\nage_years: 40\n")
    assert only(document) == (3, "DUPLICATE_KEY", '"age_years" is given twice; keep one.')
    assert document.data == {"age_years": 30, "sex": "male"}


def test_a_key_given_twice_deep_inside_is_found() -> None:
    assert only(parse("a:\n  - b: 1\n    c: 2\n    b: 3\n"))[:2] == (4, "DUPLICATE_KEY")


@pytest.mark.parametrize("key", ["[1, 2]", "{a: b}"])
def test_a_key_must_be_a_plain_word(key: str) -> None:
    assert codes(f"? {key}\n: value\n") == ["BAD_KEY"]


def test_a_number_that_is_a_key_stays_a_word() -> None:
    assert parse("1: one\n").data == {"1": "one"}


def test_broken_yaml_is_one_problem_on_the_line_where_it_breaks() -> None:
    document = parse("schema: facts/1\nfacts: [1, 2\n")
    line, code, message = only(document)
    assert (line, code) == (3, "BROKEN_YAML")
    assert message.startswith("the YAML cannot be read: ")
    assert document.data is None


@pytest.mark.parametrize("text", ["a: \t- b\n  c", "a: b: c\n", "%YAML 9\n", "--- 1\n--- 2\n", "\x00", '"open'])
def test_no_broken_text_raises(text: str) -> None:
    document = parse(text)
    assert document.data is None
    assert codes(text) == ["BROKEN_YAML"]


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n", "---\n"])
def test_an_empty_file_holds_nothing_and_no_fault(text: str) -> None:
    assert parse(text).data is None
    assert parse(text).problems == ()


def test_a_value_that_contains_itself_is_refused_and_reading_ends() -> None:
    document = parse("&loop\na: *loop\n")
    assert [problem.code for problem in document.problems] == ["ALIAS"]
    assert document.data == {"a": None}


def test_an_alias_is_refused_because_the_reader_of_a_file_has_to_see_the_value() -> None:
    assert codes("base: &base {age_years: 30}\ncase: *base\n") == ["ALIAS"]
    assert codes("case: *nobody\n", quoted=False) == ["ALIAS"]


def test_a_short_file_that_aliases_blow_up_is_refused_quickly() -> None:
    lines = ["a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 8)}]" for n in range(1, 6)]
    document = parse("\n".join(lines))
    assert document.problems, "299,592 values come out of six lines"


def test_nesting_has_a_limit_and_a_deeper_file_is_refused() -> None:
    assert codes("[" * (MAX_DEPTH - 1) + "]" * (MAX_DEPTH - 1)) == []
    assert set(codes("[" * (MAX_DEPTH + 2) + "]" * (MAX_DEPTH + 2))) == {"TOO_DEEP"}


def test_very_deep_nesting_is_refused_rather_than_crashing() -> None:
    assert set(codes("[" * 20_000 + "]" * 20_000)) <= {"TOO_DEEP", "BROKEN_YAML"}
    assert codes("[" * 20_000 + "]" * 20_000)


def test_every_value_knows_its_line() -> None:
    document = parse('schema: "x"\nrules:\n  - id: one\n    when: {fact: a}\n  - id: two\n')
    assert document.line(("schema",)) == 1
    assert document.line(("rules",)) == 3
    assert document.line(("rules", 0, "when", "fact")) == 4
    assert document.line(("rules", 1)) == 5


def test_a_value_that_is_not_there_has_the_line_of_its_nearest_parent() -> None:
    document = parse("rules:\n  - id: one\n  - id: two\n")
    assert document.line(("rules", 1, "say")) == 3
    assert document.line(("nowhere",)) == 1


def test_all_problems_are_found_in_one_reading() -> None:
    assert codes("a: yes\nb: two words\nc: 010\na: 1\n") == [
        "UNQUOTED_WORD", "UNQUOTED_TEXT", "NOT_DECIMAL", "DUPLICATE_KEY",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "number",
    ["9" * 400, "-" + "9" * 5000, "1e400", "9" * 400 + ".0"],
    ids=["400 digits", "5000 digits below zero", "an exponent", "400 digits and a point"],
)
def test_a_number_too_large_to_hold_never_becomes_infinite(number: str) -> None:
    assert parse(f"a: {number}\n").data["a"] == number
