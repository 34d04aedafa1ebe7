"""The truth tables of three-valued logic: tests and documentation at once."""

from __future__ import annotations

from itertools import product

import pytest

from appropriateness.truth import Truth, all_of, any_of, none_of

T, F, U = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN

AND = [
    (T, T, T), (T, F, F), (T, U, U),
    (F, T, F), (F, F, F), (F, U, F),
    (U, T, U), (U, F, F), (U, U, U),
]  # fmt: skip
OR = [
    (T, T, T), (T, F, T), (T, U, T),
    (F, T, T), (F, F, F), (F, U, U),
    (U, T, T), (U, F, U), (U, U, U),
]  # fmt: skip
THREE_CLAIMS = list(product((T, F, U), repeat=3))
THREE_ANSWERS = list(product((T, F), repeat=3))


@pytest.mark.parametrize(("one", "other", "both"), AND)
def test_all_is_false_with_any_false_else_unknown_with_any_unknown(one: Truth, other: Truth, both: Truth) -> None:
    assert all_of([one, other]) is both


@pytest.mark.parametrize(("one", "other", "either"), OR)
def test_any_is_true_with_any_true_else_unknown_with_any_unknown(one: Truth, other: Truth, either: Truth) -> None:
    assert any_of([one, other]) is either


@pytest.mark.parametrize(("truth", "opposite"), [(T, F), (F, T), (U, U)])
def test_the_opposite_of_unknown_is_unknown(truth: Truth, opposite: Truth) -> None:
    assert truth.negated() is opposite


def test_none_holds_only_where_every_claim_is_known_to_be_false() -> None:
    assert none_of([F, F]) is T
    assert none_of([F, U]) is U
    assert none_of([U, T]) is F


def test_nothing_at_all_satisfies_all_and_none_but_not_any() -> None:
    assert all_of([]) is T
    assert none_of([]) is T
    assert any_of([]) is F


@pytest.mark.parametrize("truths", THREE_CLAIMS)
def test_all_and_any_are_each_other_seen_through_negation(truths: tuple[Truth, ...]) -> None:
    assert all_of(truths).negated() is any_of(truth.negated() for truth in truths)
    assert none_of(truths) is all_of(truth.negated() for truth in truths)


@pytest.mark.parametrize("truths", THREE_CLAIMS)
def test_the_order_of_claims_never_matters(truths: tuple[Truth, ...]) -> None:
    assert all_of(truths) is all_of(reversed(truths))
    assert any_of(truths) is any_of(reversed(truths))


@pytest.mark.parametrize("truths", THREE_ANSWERS)
@pytest.mark.parametrize("blank", [0, 1, 2])
def test_answering_an_unknown_claim_never_reverses_a_settled_result(truths: tuple[Truth, ...], blank: int) -> None:
    before = [U if index == blank else truth for index, truth in enumerate(truths)]
    for joined in (all_of, any_of, none_of):
        assert joined(before) in (joined(truths), U)


@pytest.mark.parametrize("truth", Truth)
def test_a_truth_cannot_be_used_as_a_yes_or_no(truth: Truth) -> None:
    with pytest.raises(TypeError, match="has no boolean value"):
        bool(truth)


def test_one_false_claim_settles_all_without_reading_the_rest() -> None:
    claims = iter([F, T, T])
    assert all_of(claims) is F
    assert list(claims) == [T, T]
