"""Typed rows and CSV as people really write them; what is wrong is named by line, the rest is kept."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appropriateness.dose import cells
from appropriateness.dose.rows import MAX_ROWS, TEMPLATE, ReadRows, read_csv
from tests.dose.knowledge import STUDIES

TODAY = date(2026, 11, 20)


def read(text: str | bytes) -> ReadRows:
    content = text.encode() if isinstance(text, str) else text
    return read_csv(content, "history.csv", TODAY, STUDIES)


def problems(text: str | bytes) -> list[str]:
    return [str(problem) for problem in read(text).problems]


def test_the_template_reads_without_a_remark() -> None:
    found = read(TEMPLATE)
    assert not found.problems
    mri, abdomen, myelogram = (row for _, row in found.rows)
    assert (mri.kind, mri.label, mri.result) == (
        "mri", "MRI head without and with IV contrast", "signs of low pressure",
    )  # fmt: skip
    assert (abdomen.dlp_mgycm, abdomen.region, abdomen.phantom_cm) == (502.4, "abdomen", 32)
    assert (myelogram.kind, myelogram.dap_gycm2) == ("dsm_complete_spine", 38.5)


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_separator_and_byte_order_mark_make_no_difference(separator: str, encoding: str) -> None:
    text = "date,study,place,dlp\n2026-01-02,ct_head,Spital Zürich,900.5\n".replace(",", separator)
    found = read(text.encode(encoding))
    assert not found.problems and found.rows[0][1].place == "Spital Zürich" and found.rows[0][1].dlp_mgycm == 900.5


@pytest.mark.parametrize("line", ['"724,52"', "724.52", "724,520"])
def test_a_decimal_comma_is_read_where_it_can_only_be_one(line: str) -> None:
    found = read(f"date;study;dlp\n2026-01-02;CT abdomen;{line}\n2026-01-03;CT abdomen;12,5\n")
    assert not found.problems and found.rows[0][1].dlp_mgycm == pytest.approx(724.52)


@pytest.mark.parametrize(("text", "comma"), [("1,234", False), ("1.234", True)])
def test_a_number_that_could_mean_two_things_is_refused(text: str, comma: bool) -> None:
    with pytest.raises(ValueError, match=r"could be 1234 or 1\.234"):
        cells.number(text, "dlp_mgycm", comma)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("2027-01-01,ct_head,", 'the date "2027-01-01" lies in the future'),
        ("2026-02-30,ct_head,", 'there is no date "2026-02-30"'),
        ("03/04/2026,ct_head,", "is not clear; write it as 2026-11-20"),
        ("1800-01-01,ct_head,", "before X-rays were known"),
        ("2026-01-01,ct_head,-5", "a dose is never negative"),
        ("2026-01-01,ct_head,nan", "write a number such as 724.52"),
        ("2026-01-01,ct_head,inf", "write a number such as 724.52"),
        ("2026-01-01,ct_head,1e9", "more than any examination"),
        ("2026-01-01,ct_head,500 mGycm", "without its unit"),
        ("2026-01-01,,5", "no study is named"),
    ],
)
def test_a_faulty_row_is_named_with_its_line_and_the_others_are_kept(line: str, message: str) -> None:
    found = read(f"date,study,dlp\n2026-01-01,ct_head,900\n{line}\n2026-01-02,ct_chest,300\n")
    (problem,) = (str(problem) for problem in found.problems)
    assert problem.startswith("history.csv line 3: ") and message in problem and "left out" in problem
    assert [row.kind for _, row in found.rows] == ["ct_head", "ct_chest"]


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("age_years", "-1", "a whole number from 0 to 130"), ("age_years", "4.5", "a whole number"),
        ("phantom_cm", "20", "16 (head) or 32 (body)"), ("region", "abdomne", 'Did you mean "abdomen"?'),
    ],
)  # fmt: skip
def test_what_is_no_age_phantom_or_region_is_refused(column: str, value: str, message: str) -> None:
    assert message in problems(f"date,study,{column}\n2026-01-01,ct_head,{value}\n")[0]


def test_a_date_may_be_a_month_or_a_year_and_is_shown_as_given() -> None:
    found = read("date,study\n2019,ct_head\n2020-05,ct_head\n20210304,ct_head\n05.06.2022,ct_head\n,ct_head\n")
    assert [row.when for _, row in found.rows] == ["2019", "2020-05", "2021-03-04", "2022-06-05", ""]


def test_a_study_that_is_not_listed_is_kept_as_unknown_with_a_hint() -> None:
    found = read("date,study\n2020-05,ct_haed\n")
    assert len(found.rows) == 1 and 'Did you mean "ct_head"?' in str(found.problems[0])


def test_an_unknown_column_is_named() -> None:
    assert problems("date,study,dosis\n2020,ct_head,1\n") == [
        'history.csv line 1: the column "dosis" is not known and was left out.'
    ]


@pytest.mark.parametrize("text", ["", "\n\n", "hello\nworld\n", "a,b\n1,2\n"])
def test_what_is_no_history_is_said_to_be_none(text: str) -> None:
    found = read(text)
    assert not found.rows and found.problems


def test_binary_content_is_refused() -> None:
    assert "it is not text" in problems(b"\x00\x01\x02" * 100)[0]


def test_a_million_rows_are_cut_with_the_line_and_in_little_time() -> None:
    content = b"date,study\n" + b"2020-01-01,ct_head\n" * 1_000_000
    started = time.process_time()
    found = read(content)
    assert len(found.rows) == MAX_ROWS
    assert f"history.csv line {MAX_ROWS + 2}" in str(found.problems[0]) and "10,000 rows" in str(found.problems[0])
    assert time.process_time() - started < 10


def test_many_faults_are_listed_up_to_a_number_and_counted() -> None:
    found = problems("date,study\n" + "2099-01-01,ct_head\n" * 300)
    assert len(found) == 101 and found[-1] == "history.csv: 200 further problems are not listed."


def test_patients_in_a_column_are_told_apart_and_not_kept() -> None:
    found = read("date,study,patient\n2020,ct_head,A\n2021,ct_head,B\n2022,ct_head,a\n")
    marks = [mark for mark, _ in found.rows]
    assert marks[0] == marks[2] != marks[1] and "A" not in marks


@settings(max_examples=50)
@given(st.binary(max_size=400) | st.text(max_size=200).map(lambda text: f"date,study,dlp\n{text}".encode()))
def test_no_content_ends_the_reading(content: bytes) -> None:
    found = read(content)
    assert all(row.on is None or row.on <= TODAY for _, row in found.rows)
