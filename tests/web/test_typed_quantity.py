"""Quantities as people type them; what cannot be read is refused, never guessed."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appropriateness.engine.case import read_value
from appropriateness.knowledge.facts import QuantityFact
from appropriateness.web.typed_quantity import parse, written
from tests.conftest import KNOWLEDGE
from tests.web.test_links import values

QUANTITIES = {name: fact for name, fact in KNOWLEDGE.facts.items() if isinstance(fact, QuantityFact)}
HOURS = QUANTITIES["hours_since_procedure"]


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("72", 72), (" 72 ", 72), ("72h", 72), ("72 h", 72), ("72 hrs", 72), ("1 hour", 1), ("72 HOURS", 72),
        ("3.0 d", 72), ("1.5 d", 36), ("1,5 d", 36), ("2 weeks", 336), ("1 wk", 168), ("0 d", 0),
        ("1 month", 720), ("2 mo", 1440), ("1 y", 8766), ("0", 0), ("+5", 5), ("0.5", 0.5), ("0.125", 0.125),
        ("60-84", {"at_least": 60, "below": 84}), ("60 - 84", {"at_least": 60, "below": 84}),
        ("60–84", {"at_least": 60, "below": 84}), ("60 to 84", {"at_least": 60, "below": 84}),
        ("60..84", {"at_least": 60, "below": 84}), ("2-3 weeks", {"at_least": 336, "below": 504}),
        (">= 72", {"at_least": 72}), ("≥72", {"at_least": 72}), ("> 3 d", {"at_least": 72}),
        ("at least 3 days", {"at_least": 72}), ("over 72", {"at_least": 72}), ("more than 3 d", {"at_least": 72}),
        ("< 84", {"below": 84}), ("under 84", {"below": 84}), ("below 3 d", {"below": 72}),
        ("less than 1 week", {"below": 168}), ("up to 84", {"below": 84}), ("1200", 1200), ("1200.5", 1200.5),
    ],
)  # fmt: skip
def test_a_time_reads_as_it_is_typed(typed: str, value: object) -> None:
    assert parse(typed, HOURS) == value


@pytest.mark.parametrize(
    ("typed", "low", "high"),
    [
        ("3 d", 60, 84), ("3d", 60, 84), ("3 days", 60, 84), ("1 d", 12, 36), ("5 days", 108, 132),
        ("2 d - 3 d", 36, 84), ("2-3 days", 36, 84), ("12 h to 2 d", 12, 60),
    ],
)  # fmt: skip
def test_a_time_in_whole_days_is_known_to_the_day_and_never_to_the_hour(typed: str, low: float, high: float) -> None:
    assert parse(typed, HOURS) == {"at_least": low, "below": high}


@pytest.mark.parametrize("typed", ["1,200", "1.200", "71.999", "71,999", "150,000", "60-1,200", ">= 1.500"])
def test_a_number_that_may_hold_thousands_or_a_fraction_is_refused_with_both_readings(typed: str) -> None:
    with pytest.raises(ValueError, match=r"can be read as \d+ or as \d+\.\d{3}\. Type \d+, or \d+\.\d{3}0 where"):
        parse(typed, HOURS)


@pytest.mark.parametrize("typed", ["71.9999", "71.99", "71.9990"])
def test_no_time_is_rounded_over_an_edge(typed: str) -> None:
    assert parse(typed, HOURS) == float(typed) < 72


@pytest.mark.parametrize(
    ("fact", "typed", "value"),
    [
        ("gcs", "14-15", {"at_least": 14, "below": 16}), ("gcs", "13-14", {"at_least": 13, "below": 15}),
        ("gcs", "<= 14", {"below": 15}), ("gcs", "< 15", {"below": 15}), ("gcs", "> 13", {"at_least": 14}),
        ("patch_count", "1-2", {"at_least": 1, "below": 3}), ("patch_count", "up to 2", {"below": 3}),
        ("age_years", "17-18", {"at_least": 17, "below": 19}), ("age_years", "30-40", {"at_least": 30, "below": 41}),
    ],
)  # fmt: skip
def test_both_ends_of_a_range_that_counts_belong_to_it(fact: str, typed: str, value: object) -> None:
    assert parse(typed, QUANTITIES[fact]) == value


@pytest.mark.parametrize(("typed", "age"), [("216 months", 18), ("215 months", 215 / 12), ("18 mo", 1.5)])
def test_an_age_in_months_is_twelve_to_the_year(typed: str, age: float) -> None:
    assert parse(typed, QUANTITIES["age_years"]) == age


@pytest.mark.parametrize(
    ("fact", "typed", "value"),
    [
        ("age_years", "34", 34),
        ("postpartum_days", "3", 3), ("postpartum_days", "48 h", 2), ("postpartum_days", "2 weeks", 14),
        ("gestation_weeks", "14", 14), ("gestation_weeks", "98 days", 14), ("hours_procedure_to_onset", "-5", -5),
        ("hours_procedure_to_onset", "-2 d", {"at_least": -60, "below": -36}),
        ("hours_procedure_to_onset", "-5--3", {"at_least": -5, "below": -3}),
        ("hours_procedure_to_onset", "-5 to 3", {"at_least": -5, "below": 3}), ("inr", "1,2", 1.2),
        ("platelets", ">=100", {"at_least": 100}),
    ],
)  # fmt: skip
def test_a_number_without_a_unit_is_in_the_unit_of_its_fact(fact: str, typed: str, value: object) -> None:
    assert parse(typed, QUANTITIES[fact]) == value


@pytest.mark.parametrize(
    "typed",
    [
        "", " ", "soon", "yesterday", "3 fortnights", "3 dd", "d 3", "three days", "60 84", "60--", "-", ">=", "< >",
        "1.2.3", "1 2", "72 h 30", "0x10", "1e3", "nan", "inf", "∞", "72%", "72!", "72; drop", "60-84-90", ">= 60-84",
    ],
)  # fmt: skip
def test_what_is_not_a_quantity_is_refused_with_what_was_typed_and_the_unit(typed: str) -> None:
    with pytest.raises(ValueError) as refused:
        parse(typed, HOURS)
    assert f'"{typed.strip()}"' in str(refused.value) and "hours" in str(refused.value)


@pytest.mark.parametrize(
    "name", [name for name, fact in QUANTITIES.items() if fact.unit not in ("hours", "days", "weeks", "years")]
)
def test_a_time_unit_is_refused_where_the_fact_is_no_time(name: str) -> None:
    with pytest.raises(ValueError, match=QUANTITIES[name].label):
        parse("3 d", QUANTITIES[name])


def test_what_one_is_told_to_type_instead_can_be_read() -> None:
    for fact in QUANTITIES.values():
        with pytest.raises(ValueError) as refused:
            parse("?", fact)
        examples = str(refused.value).split("for example ")[1].rstrip(".").replace(" or ", ", ").split(", ")
        assert len(examples) >= 3
        for typed in examples:
            parse(typed, fact)


@given(st.sampled_from(list(QUANTITIES)).flatmap(lambda name: st.tuples(st.just(name), values(QUANTITIES[name]))))
@settings(deadline=None, derandomize=True)
def test_a_quantity_that_is_written_out_is_typed_back_to_itself(item: tuple[str, Any]) -> None:
    name, value = item
    assert parse(written(value, QUANTITIES[name]), QUANTITIES[name]) == value


def test_an_unknown_quantity_is_written_as_nothing() -> None:
    assert written(None, HOURS) == ""


@given(
    st.sampled_from(list(QUANTITIES)), st.text(max_size=60) | st.from_regex(r"[-+<>=≥ .,0-9a-z]{1,60}", fullmatch=True)
)
@settings(deadline=None, derandomize=True, max_examples=300)
def test_whatever_is_typed_is_a_number_an_interval_or_refused(name: str, typed: str) -> None:
    try:
        value = parse(typed, QUANTITIES[name])
        read_value(QUANTITIES[name], value)
    except ValueError as refused:
        assert str(refused).strip()
    else:
        assert isinstance(value, (int, float, dict))


def test_a_number_beyond_all_bounds_is_refused_by_the_fact() -> None:
    with pytest.raises(ValueError, match="hours_since_procedure"):
        read_value(HOURS, parse("9" * 60, HOURS))
