"""Facts taken from a record, each with where it was found; together they make a case, or contradict each other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from appropriateness.engine.case import Case, Value, case_of, read_value
from appropriateness.engine.known import Several
from appropriateness.errors import CaseError, FactProblem
from appropriateness.knowledge.base import KnowledgeBase
from appropriateness.quantities import Interval

Origin = Literal["code", "text", "record"]


@dataclass(frozen=True, slots=True)
class Taken:
    """One fact as plain data. `found` is what a reader is shown: a code, the exact words, or the kind of record.

    `origin`: a coded reason of the order, words of the order, or a resource of the record.
    """

    fact: str
    value: object
    origin: Origin
    found: str


def gather(taken: Iterable[Taken], knowledge: KnowledgeBase) -> Case:
    """The case that all of them make together; several answers to one question narrow it down.

    Raises CaseError where two contradict each other; the message names both and where they were found.
    """
    answers: dict[str, Value] = {}
    first: dict[str, Taken] = {}
    problems: list[FactProblem] = []
    for item in taken:
        try:
            value = read_value(knowledge.facts[item.fact], item.value)
        except ValueError as fault:
            problems.append(FactProblem((item.fact,), f"{item.found}: {fault}"))
            continue
        both = _both(answers[item.fact], value) if item.fact in answers else value
        if both is None:
            label = knowledge.facts[item.fact].label
            message = f"{label}: {first[item.fact].found} and {item.found} contradict each other."
            problems.append(FactProblem((item.fact,), message))
            continue
        first.setdefault(item.fact, item)
        answers[item.fact] = both
    if problems:
        raise CaseError(problems)
    return case_of(answers, knowledge)


def _both(one: Value, other: Value) -> Value | None:
    """What two answers to one question leave; None where nothing is left."""
    if isinstance(one, Interval) and isinstance(other, Interval):
        return one.intersection(other)
    if isinstance(one, Several) and isinstance(other, Several):
        return Several(one | other)
    if isinstance(one, frozenset) and isinstance(other, frozenset):
        return (one & other) or None
    return one if one == other else None
