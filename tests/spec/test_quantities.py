"""Numbers somebody knows only roughly, compared in three-valued truth."""

from __future__ import annotations

from math import inf

import pytest

from appropriateness.quantities import Interval
from appropriateness.truth import Truth

T, F, U = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN
DAY_3 = Interval.between(at_least=60, below=84)


@pytest.mark.parametrize(
    ("value", "at_least_72"),
    [
        (Interval.exactly(71.9), F),
        (Interval.exactly(72), T),
        (Interval.between(at_least=72), T),
        (Interval.between(below=72), F),
        (Interval(24, 72), U),
        (Interval.between(at_least=24, below=72.1), U),
        (DAY_3, U),
    ],
)
def test_the_edge_belongs_to_at_least_and_never_to_below(value: Interval, at_least_72: Truth) -> None:
    assert value.is_at_least(72) is at_least_72
    assert value.is_below(72) is at_least_72.negated()


def test_an_excluded_upper_end_is_never_reached() -> None:
    assert Interval.between(at_least=0, below=18).is_at_least(18) is F
    assert Interval(0, 18).is_at_least(18) is U


@pytest.mark.parametrize(
    ("value", "is_zero"),
    [
        (Interval.exactly(0), T),
        (Interval.exactly(1), F),
        (Interval.between(at_least=0, below=2), U),
        (Interval.between(at_least=-5, below=0), F),
        (Interval(-5, 0), U),
        (Interval.between(at_least=1), F),
    ],
)
def test_an_interval_equals_a_number_only_where_it_is_that_number(value: Interval, is_zero: Truth) -> None:
    assert value.is_exactly(0) is is_zero


@pytest.mark.parametrize("ends", [(2, 1, False), (1, 1, True), (inf, -inf, False)])
def test_an_interval_without_values_cannot_be_made(ends: tuple[float, float, bool]) -> None:
    with pytest.raises(ValueError, match="lower end below its upper end"):
        Interval(*ends)


def test_an_exact_value_is_an_interval_of_one() -> None:
    assert Interval.exactly(48).exact
    assert Interval.exactly(48) == Interval(48, 48)
    assert not DAY_3.exact


def test_an_interval_may_be_open_to_either_side() -> None:
    assert Interval.between(at_least=18) == Interval(18, inf, high_open=True)
    assert Interval.between(below=0) == Interval(-inf, 0, high_open=True)
    assert Interval.between(at_least=18).is_below(1e9) is U


@pytest.mark.parametrize(
    ("one", "other", "both"),
    [
        (Interval(0, 10), Interval(5, 20), Interval(5, 10)),
        (Interval.between(0, 10), Interval(5, 20), Interval.between(5, 10)),
        (Interval.between(0, 10), Interval(0, 10), Interval.between(0, 10)),
        (Interval.between(0, 10), Interval(10, 20), None),
        (Interval(0, 10), Interval(10, 20), Interval.exactly(10)),
        (Interval(0, 10), Interval(11, 20), None),
        (Interval.exactly(3), Interval.between(at_least=0), Interval.exactly(3)),
    ],
)
def test_an_intersection_keeps_what_is_in_both(one: Interval, other: Interval, both: Interval | None) -> None:
    assert one.intersection(other) == both
    assert other.intersection(one) == both


def test_an_interval_contains_its_parts_and_itself_but_not_its_excluded_end() -> None:
    assert DAY_3.contains(DAY_3)
    assert DAY_3.contains(Interval.exactly(60))
    assert not DAY_3.contains(Interval.exactly(84))
    assert not DAY_3.contains(Interval(50, 70))


def test_a_difference_spans_every_pair_of_values() -> None:
    assert Interval(100, 120).minus(Interval(10, 30)) == Interval(70, 110)
    assert Interval.exactly(48).minus(Interval.exactly(24)) == Interval.exactly(24)
    assert Interval.between(at_least=100).minus(Interval.exactly(24)) == Interval(76, inf)


def test_a_difference_includes_every_difference_of_values_with_an_excluded_end() -> None:
    difference = Interval.between(0, 10).minus(Interval.between(0, 5))
    assert difference.contains(Interval.exactly(9.999))
    assert difference.contains(Interval.exactly(-4.999))


def test_an_interval_is_widened_by_the_larger_of_share_and_amount() -> None:
    assert Interval(10, 1000).widened(share=0.2, at_least=12) == Interval(-2, 1200)
    assert Interval(-1000, -10).widened(share=0.2, at_least=12) == Interval(-1200, 2)


def test_an_infinite_end_stays_where_it_is() -> None:
    assert Interval.between(at_least=100).widened(share=0.2, at_least=12) == Interval(80, inf)
