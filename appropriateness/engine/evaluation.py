"""Criteria, compiled once per knowledge base: each carries its check, its sentences and the facts it reads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from appropriateness.engine.known import Known
from appropriateness.provenance import Basis, Citation
from appropriateness.truth import Truth

TRUE, FALSE, UNKNOWN = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN


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

    `holds`, `fails`: its bits of what is known. `absent`: the bit, among what is presumed, that it does not hold: every
    definition that is presumed absent is taken as false there where it is unknown. `claim` is the sentence that is
    checked, `denial` its opposite. `facts` are all facts it may read, in vocabulary order. `assumed` gives, where it is
    true, what it takes for granted and what could still turn it false.
    """

    holds: int
    fails: int
    absent: int
    assumed: Assumptions
    claim: str
    denial: str
    facts: tuple[str, ...]
    cite: Citation | None = None
    basis: Basis = "stated"
    note: str | None = None
    see: str | None = None

    def check(self, known: Known) -> Truth:
        if known.bits & self.holds:
            return TRUE
        return FALSE if known.bits & self.fails else UNKNOWN

    def undecided(self, known: Known) -> tuple[str, ...]:
        """The facts that could settle it: those nothing is known of, or that are known only roughly."""
        exact = known.exact
        return tuple([fact for fact in self.facts if fact not in exact])


@dataclass(frozen=True, eq=False, slots=True)
class Rule:
    """Holds where every `require` is true and no `unless` is true. An unknown `unless` is assumed not to hold.

    `absent`: the bits of which any, among what is presumed, closes it.
    """

    require: tuple[Criterion, ...]
    unless: tuple[Criterion, ...]
    facts: frozenset[str]
    holds: int
    fails: int
    absent: int

    def check(self, known: Known) -> Truth:
        """False where a requirement fails or an exception holds; else true where every requirement is; else unknown."""
        if known.bits & self.holds:
            return TRUE
        return FALSE if known.bits & self.fails else UNKNOWN

    def raised(self, known: Known) -> bool:
        """Whether an unknown rule stays open once what is presumed absent counts as absent."""
        return not known.presumed & self.absent

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
