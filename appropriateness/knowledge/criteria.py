"""Criteria as data: predicates on facts, joined by all, any and none, with a closed set of operators.

A rule holds where every `require` is true and no `unless` is true. An unknown `unless` does not block: whoever
uses the rule must print it as an assumption.
"""

from __future__ import annotations

from typing import Annotated, Any

from appropriateness.provenance import Basis, Cite, Identifier, Text
from appropriateness.shape import Limits, Model, OneOf

Operand = bool | int | float | str


class Expression(Model):
    """What every expression may carry beside its logic."""

    say: Text | None = None
    deny: Text | None = None
    cite: Cite | None = None
    basis: Basis = "stated"
    note: Text | None = None
    see: Identifier | None = None


class Predicate(Expression):
    """One operator on one fact; the operand is in the fact's unit."""

    fact: Identifier
    equals: Operand | None = None
    one_of: tuple[Identifier, ...] | None = None
    at_least: float | None = None
    below: float | None = None

    def __post_init__(self) -> None:
        given = [n for n in ("equals", "one_of", "at_least", "below") if getattr(self, n) is not None]
        if len(given) != 1:
            raise ValueError("a predicate takes exactly one of equals, one_of, at_least, below")


class Is(Expression):
    """The definition of that name holds."""

    is_: Identifier


class All(Expression):
    all_: Annotated[tuple[AnyExpression, ...], Limits(min_length=1)]


class AnyOf(Expression):
    any_: Annotated[tuple[AnyExpression, ...], Limits(min_length=1)]


class NoneOf(Expression):
    none_: Annotated[tuple[AnyExpression, ...], Limits(min_length=1)]


_KINDS: dict[str, type[Expression]] = {"fact": Predicate, "is": Is, "all": All, "any": AnyOf, "none": NoneOf}


def _kind(value: Any) -> type[Expression] | None:
    """Which kind of expression this is; None where it is none, or more than one."""
    found = [kind for key, kind in _KINDS.items() if isinstance(value, dict) and key in value]
    return found[0] if len(found) == 1 else None


AnyExpression = Annotated[
    Predicate | Is | All | AnyOf | NoneOf,
    OneOf(_kind, "an expression has exactly one of the keys fact, is, all, any, none"),
]

Expressions = tuple[AnyExpression, ...]


class Definition(Model):
    """A named rule that other rules refer to with `is`.

    `presumed_absent`: where nothing is known, a scenario that requires it is possible but not raised.
    """

    id: Identifier
    claim: Text
    denial: Text
    require: Annotated[Expressions, Limits(min_length=1)]
    unless: Expressions = ()
    presumed_absent: bool = False
    cite: Cite | None = None
    basis: Basis = "stated"
    note: Text | None = None


class Implication(Model):
    """Where every `when` is true, the fact of `then` is narrowed to what `then` allows.

    Where the case already says otherwise, it is contradictory and refused with every fact named.
    """

    id: Identifier
    when: Annotated[Expressions, Limits(min_length=1)]
    then: Predicate
    because: Text


class Order(Model):
    """Two quantities of which one is always below the other."""

    lower: Identifier
    higher: Identifier
    because: Text


class Contradiction(Model):
    """Facts that cannot all hold: a case in which every `when` is true is refused."""

    id: Identifier
    when: Annotated[Expressions, Limits(min_length=2)]
    because: Text
