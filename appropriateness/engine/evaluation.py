"""Criteria, compiled once per knowledge base: each carries its check, its sentences and the facts it reads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from appropriateness.provenance import Basis, Citation
from appropriateness.quantities import Interval
from appropriateness.truth import Truth

TRUE, FALSE, UNKNOWN = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN


class Several(frozenset[str]):
    """The values of a fact that may have several at once; other sets are the values of which one holds."""


class Known(dict[str, Any]):
    """What is known of one case, with the truth of each definition remembered while it is being consulted."""

    __slots__ = ("truths",)

    def __init__(self, values: Mapping[str, Any]) -> None:
        super().__init__(values)
        self.truths: dict[str, Truth] = {}


Check = Callable[[Known], Truth]


@dataclass(frozen=True, slots=True)
class Assumption:
    """What is taken to hold although nobody said so, as a sentence, and the facts that would tell."""

    sentence: str
    facts: tuple[str, ...]


Assumptions = Callable[[Known], tuple[Assumption, ...]]


def no_assumptions(known: Known) -> tuple[Assumption, ...]:
    return ()


@dataclass(frozen=True, eq=False, slots=True)
class Criterion:
    """One compiled expression: the check and its sentences are one object.

    `claim` is the sentence that is checked, `denial` its opposite. `facts` are all facts it may read, in vocabulary
    order. `presumed` is the check with every definition that is presumed absent taken as false where it is unknown.
    `assumed` gives, where the check is true, what it takes for granted and what could still turn it false.
    """

    check: Check
    presumed: Check
    assumed: Assumptions
    claim: str
    denial: str
    facts: tuple[str, ...]
    cite: Citation | None = None
    basis: Basis = "stated"
    note: str | None = None
    see: str | None = None

    def undecided(self, known: Known) -> tuple[str, ...]:
        """The facts that could settle it: those nothing is known of, or that are known only roughly."""
        return tuple(fact for fact in self.facts if fact not in known or _rough(known[fact]))


def _rough(value: object) -> bool:
    """An interval, or one of several words."""
    if isinstance(value, Interval):
        return not value.exact
    return isinstance(value, frozenset) and len(value) > 1 and not isinstance(value, Several)


@dataclass(frozen=True, eq=False, slots=True)
class Rule:
    """Holds where every `require` is true and no `unless` is true. An unknown `unless` is assumed not to hold."""

    require: tuple[Criterion, ...]
    unless: tuple[Criterion, ...]
    facts: frozenset[str]

    def check(self, known: Known) -> Truth:
        """False where a requirement fails or an exception holds; else true where every requirement is; else unknown."""
        if self.facts.isdisjoint(known):
            return UNKNOWN
        result = TRUE
        for criterion in self.require:
            truth = criterion.check(known)
            if truth is FALSE:
                return FALSE
            if truth is UNKNOWN:
                result = UNKNOWN
        for criterion in self.unless:
            if criterion.check(known) is TRUE:
                return FALSE
        return result

    def raised(self, known: Known) -> bool:
        """Whether an unknown rule stays open once what is presumed absent counts as absent."""
        return all(criterion.presumed(known) is not FALSE for criterion in self.require)

    def assumed(self, known: Known) -> tuple[Assumption, ...]:
        """For a rule that holds: what it takes for granted. Each assumption has to be printed."""
        found: dict[Assumption, None] = {}
        for criterion in self.require:
            found.update(dict.fromkeys(criterion.assumed(known)))
        for criterion in self.unless:
            if criterion.check(known) is UNKNOWN:
                found[Assumption(criterion.denial, criterion.undecided(known))] = None
        return tuple(found)

    def reasons(self, known: Known) -> list[tuple[Truth, Criterion, str]]:
        """Every criterion as a sentence that has to be true for the rule to hold, with its truth."""
        required = [(criterion.check(known), criterion, criterion.claim) for criterion in self.require]
        excepted = [(criterion.check(known).negated(), criterion, criterion.denial) for criterion in self.unless]
        return required + excepted
