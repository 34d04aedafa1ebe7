"""What follows from the answers, and whether they can stand together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from appropriateness.engine import times
from appropriateness.engine.evaluation import TRUE, Known, Several
from appropriateness.engine.rulebook import rulebook
from appropriateness.errors import FactProblem
from appropriateness.knowledge.base import KnowledgeBase
from appropriateness.knowledge.criteria import Predicate
from appropriateness.knowledge.facts import BooleanFact, ChoicesFact, Fact, QuantityFact
from appropriateness.quantities import Interval


@dataclass(frozen=True, slots=True)
class Settled:
    """`known` is the answers and what follows from them; `implied` names, for each fact that follows, its grounds."""

    known: dict[str, Any]
    implied: dict[str, tuple[str, ...]]
    problems: tuple[FactProblem, ...]


def settle(answers: Mapping[str, Any], knowledge: KnowledgeBase) -> Settled:
    """Apply every implication until nothing changes, then derive times, then look for contradictions."""
    rules = rulebook(knowledge)
    known = Known(answers)
    implied: dict[str, tuple[str, ...]] = {}
    problems: list[FactProblem] = []
    refused: set[str] = set()
    changed = True
    while changed:
        changed = False
        for implication in rules.implications:
            if implication.id in refused or implication.when.check(known) is not TRUE:
                continue
            name = implication.then.fact
            current = known.get(name)
            narrowed = _narrow(knowledge.facts[name], current, implication.then)
            if narrowed is None:
                refused.add(implication.id)
                problems.append(
                    _conflict(
                        (*_grounds(implication.when.facts, implied), *_grounds((name,), implied)), implication.because
                    )
                )
            elif narrowed != current:
                known[name] = narrowed
                implied[name] = _grounds(implication.when.facts, implied)
                changed = True
    for name, value, grounds in times.derived(known, knowledge.derived_times):
        known[name] = value
        implied[name] = grounds
    problems.extend(times.contradictions(known, knowledge.derived_times))
    for order in knowledge.orders:
        lower, higher = known.get(order.lower), known.get(order.higher)
        if lower is not None and higher is not None and lower.low >= higher.high:
            problems.append(_conflict((order.lower, order.higher), order.because))
    for contradiction in rules.contradictions:
        if contradiction.when.check(known) is TRUE:
            problems.append(_conflict(_grounds(contradiction.when.facts, implied), contradiction.because))
    return Settled(dict(known), implied, tuple(problems))


def _grounds(facts: tuple[str, ...], implied: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The answers that facts rest on: themselves where they were given, else what they follow from."""
    return tuple(dict.fromkeys(ground for fact in facts for ground in implied.get(fact, (fact,))))


def _conflict(facts: tuple[str, ...], because: str) -> FactProblem:
    named = tuple(dict.fromkeys(facts))
    subject = " and ".join(named) if len(named) > 1 else f"{named[0]} and what follows from it"
    return FactProblem(named, f"{subject} contradict each other: {because}. Correct one of them.")


def _narrow(fact: Fact, current: Any, to: Predicate) -> Any:
    """`current` narrowed to what the predicate allows; None where nothing is left."""
    if isinstance(fact, BooleanFact):
        return to.equals if current is None or current is to.equals else None
    if isinstance(fact, QuantityFact):
        if isinstance(to.equals, (int, float)):
            allowed = Interval.exactly(float(to.equals))
        elif to.at_least is not None:
            allowed = Interval.between(at_least=to.at_least)
        else:
            allowed = Interval.between(at_least=fact.at_least, below=to.below if to.below is not None else fact.at_most)
        return allowed if current is None else allowed.intersection(current)
    if isinstance(fact, ChoicesFact):
        found = Several((str(to.equals),))
        if current is None:
            return found
        return None if current & set(fact.exclusive) else Several(current | found)
    words = frozenset(to.one_of if to.one_of is not None else (str(to.equals),))
    return words if current is None else (words & current) or None
