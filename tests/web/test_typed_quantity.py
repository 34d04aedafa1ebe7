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
        ("3 d", 72), ("3d", 72), ("3 days", 72), ("1.5 d", 36), ("1,5 d", 36), ("2 weeks", 336), ("1 wk", 168),
        ("1 month", 720), ("2 mo", 1440), ("1 y", 8766), ("0", 0), ("+5", 5), ("0.5", 0.5),
        ("60-84", {"at_least": 60, "below": 84}), ("60 - 84", {"at_least": 60, "below": 84}),
        ("60–84", {"at_least": 60, "below": 84}), ("60 to 84", {"at_least": 60, "below": 84}),
        ("60..84", {"at_least": 60, "below": 84}), ("2-3 weeks", {"at_least": 336, "below": 504}),
        ("2 d - 3 d", {"at_least": 48, "below": 72}), ("12 h to 2 d", {"at_least": 12, "below": 48}),
        (">= 72", {"at_least": 72}), ("≥72", {"at_least": 72}), ("> 3 d", {"at_least": 72}),
        ("at least 3 days", {"at_least": 72}), ("over 72", {"at_least": 72}), ("more than 3 d", {"at_least": 72}),
        ("< 84", {"below": 84}), ("under 84", {"below": 84}), ("below 3 d", {"below": 72}),
        ("less than 1 week", {"below": 168}),
    ],
)  # fmt: skip
def test_a_time_reads_as_it_is_typed(typed: str, value: object) -> None:
    assert parse(typed, HOURS) == value


@pytest.mark.parametrize(
    ("fact", "typed", "value"),
    [
        ("age_years", "34", 34), ("age_years", "30-40", {"at_least": 30, "below": 40}),
        ("postpartum_days", "3", 3), ("postpartum_days", "48 h", 2), ("postpartum_days", "2 weeks", 14),
        ("gestation_weeks", "14", 14), ("gestation_weeks", "98 days", 14), ("hours_procedure_to_onset", "-5", -5),
        ("hours_procedure_to_onset", "-2 d", -48), ("hours_procedure_to_onset", "-5--3", {"at_least": -5, "below": -3}),
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
    assert parse(written(value), QUANTITIES[name]) == value


def test_an_unknown_quantity_is_written_as_nothing() -> None:
    assert written(None) == ""


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
