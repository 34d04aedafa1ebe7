"""Times that follow from other times: procedure, onset, last needle. Derived times are intervals, never points."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from appropriateness.errors import FactProblem
from appropriateness.knowledge.files import DerivedTimes
from appropriateness.quantities import Interval

PROCEDURE, ONSET, GAP = "hours_since_procedure", "hours_since_onset", "hours_procedure_to_onset"
NEEDLE, PATCH, HEADACHE = "hours_since_last_needle", "hours_since_patch", "headache_present"

FACTS = frozenset({PROCEDURE, ONSET, GAP, NEEDLE, PATCH, HEADACHE})
"""What is read or derived here."""

GROUNDS = frozenset({PROCEDURE, GAP, PATCH})
"""Without any of these nothing follows and nothing contradicts."""

Derived = tuple[str, Interval, tuple[str, ...]]


def derived(known: Mapping[str, Any], margin: DerivedTimes) -> Iterator[Derived]:
    """Yield each time that can be narrowed, with its new interval and the facts it follows from."""
    procedure, onset, gap = known.get(PROCEDURE), known.get(ONSET), known.get(GAP)
    if known.get(HEADACHE) is not False and procedure is not None:
        if onset is not None:
            gap = _narrowed(gap, _difference(procedure, onset, margin))
        elif gap is not None:
            since = _difference(procedure, gap, margin).intersection(Interval.between(at_least=0))
            if since is not None:
                yield ONSET, since, (PROCEDURE, GAP)
        gap = _narrowed(gap, Interval(-math.inf, procedure.high, procedure.high_open))
        if gap != known.get(GAP):
            yield GAP, gap, tuple(fact for fact in (PROCEDURE, ONSET, GAP) if fact in known)
    elif known.get(HEADACHE) is not False and gap is not None:
        procedure = _since_procedure(gap, onset, margin)
        if procedure is not None and procedure.low > 0:
            yield PROCEDURE, procedure, (GAP,) if onset is None else (ONSET, GAP)
    yield from _last_needle(known)


def _since_procedure(gap: Interval, onset: Interval | None, margin: DerivedTimes) -> Interval | None:
    """From procedure to onset and from onset to now: the onset is not to come. None where the procedure would be."""
    since = Interval.between(at_least=0) if onset is None else onset
    return _difference(since, Interval(-gap.high, -gap.low), margin).intersection(Interval.between(at_least=0))


def _narrowed(current: Interval | None, to: Interval) -> Interval:
    """What both allow; where nothing is left the current answer, whose contradiction is named elsewhere."""
    return to if current is None else current.intersection(to) or current


def _difference(one: Interval, other: Interval, margin: DerivedTimes) -> Interval:
    """`one` minus `other`, both perhaps rounded: each end is widened by the larger margin of the two it comes from."""

    def width(*ends: float) -> float:
        return max([margin.hours, *(abs(end) * margin.share for end in ends if math.isfinite(end))])

    found = one.minus(other)
    return Interval(found.low - width(one.low, other.high), found.high + width(one.high, other.low))


def _last_needle(known: Mapping[str, Any]) -> Iterator[Derived]:
    """The last needle was no longer ago than the procedure or the patch."""
    for fact in (PROCEDURE, PATCH):
        since = known.get(fact)
        if since is None or since.high == math.inf:
            continue
        bound = Interval(0.0, since.high, since.high_open)
        current = known.get(NEEDLE)
        narrowed = bound if current is None else current.intersection(bound)
        if narrowed is not None and narrowed != current:
            yield NEEDLE, narrowed, (fact,) if current is None else (fact, NEEDLE)


def contradictions(known: Mapping[str, Any], margin: DerivedTimes) -> Iterator[FactProblem]:
    """A headache cannot begin after now, nor the last needle lie before an earlier one; rounding is allowed for."""
    procedure, gap, needle = known.get(PROCEDURE), known.get(GAP), known.get(NEEDLE)
    if procedure is not None and gap is not None and known.get(HEADACHE) is not False:
        latest = procedure.widened(margin.share, margin.hours)
        if gap.low > latest.high:
            yield _problem(PROCEDURE, GAP, "the headache cannot have begun later than now")
    yield from _sum_of_times(known, margin)
    for fact in (PROCEDURE, PATCH):
        since = known.get(fact)
        if since is not None and needle is not None and needle.low > since.widened(margin.share, margin.hours).high:
            yield _problem(NEEDLE, fact, "the last needle cannot lie further back than this one")


def _sum_of_times(known: Mapping[str, Any], margin: DerivedTimes) -> Iterator[FactProblem]:
    """From procedure to onset and from onset to now make up the time since the procedure."""
    procedure, onset, gap = known.get(PROCEDURE), known.get(ONSET), known.get(GAP)
    if onset is None or gap is None or known.get(HEADACHE) is False:
        return
    if procedure is None:
        if _since_procedure(gap, onset, margin) is None:
            yield _problem(ONSET, GAP, "the procedure cannot lie ahead")
        return
    if _difference(procedure, onset, margin).intersection(gap) is None:
        facts = (PROCEDURE, GAP, ONSET)
        because = "the times do not add up. Correct one of them."
        yield FactProblem(facts, f"{', '.join(facts)} contradict each other: {because}")


def _problem(one: str, other: str, because: str) -> FactProblem:
    return FactProblem((one, other), f"{one} and {other} contradict each other: {because}. Correct one of them.")
