"""What follows from the answers, and whether they can stand together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from appropriateness.engine import times
from appropriateness.engine.circuit import Circuit, passed
from appropriateness.engine.known import Several
from appropriateness.engine.rulebook import CompiledImplication, rulebook
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


@dataclass(slots=True)
class Followed:
    """Answers to which implications were applied, and the bits of what these read.

    `pending`: those not applied yet; `waiting`: the bits of which one has to be set for any of them to apply. `told`:
    what was not among the answers it began with.
    """

    known: dict[str, Any]
    bits: int
    pending: Sequence[CompiledImplication]
    waiting: int
    implied: dict[str, tuple[str, ...]]
    problems: list[FactProblem]
    told: dict[str, Any]

    def tell(self, fact: str, value: Any, circuit: Circuit) -> None:
        self.known[fact] = self.told[fact] = value
        self.bits = passed(circuit.first, self.bits & ~circuit.reach[fact].bits | circuit.marks[fact](value))


def settle(answers: Mapping[str, Any], knowledge: KnowledgeBase) -> Settled:
    """Apply every implication until nothing changes, then derive times, then look for contradictions."""
    return concluded(follow(answers, knowledge), knowledge)


def follow(answers: Mapping[str, Any], knowledge: KnowledgeBase) -> Followed:
    """Apply every implication until nothing changes."""
    rules = rulebook(knowledge)
    bits = passed(rules.circuit.first, rules.circuit.marked(answers))
    followed = Followed(dict(answers), bits, rules.implications, rules.implied, {}, [], {})
    _apply(followed, knowledge)
    return followed


def follow_further(before: Followed, fact: str, value: Any, knowledge: KnowledgeBase) -> Followed:
    """What `follow` finds with one more, or a narrower, answer. What was followed before is not followed again."""
    rules = rulebook(knowledge)
    pending = [item for item in rules.followed_from[fact] if not before.bits & item.when.holds]
    followed = Followed(dict(before.known), before.bits, pending, before.waiting, dict(before.implied), [], {})
    followed.tell(fact, value, rules.circuit)
    _apply(followed, knowledge)
    return followed


def _apply(followed: Followed, knowledge: KnowledgeBase) -> None:
    """Once applied, an implication says nothing new: answers only get narrower."""
    circuit, known, implied = rulebook(knowledge).circuit, followed.known, followed.implied
    while followed.bits & followed.waiting:
        pending, waiting = [], 0
        for implication in followed.pending:
            holds = implication.when.holds
            if not followed.bits & holds:
                pending.append(implication)
                waiting |= holds
                continue
            name = implication.then.fact
            current = known.get(name)
            narrowed = _narrow(knowledge.facts[name], current, implication.then)
            if narrowed is None:
                grounds = (*_grounds(implication.when.facts, implied), *_grounds((name,), implied))
                followed.problems.append(_conflict(grounds, implication.because))
            elif narrowed != current:
                followed.tell(name, narrowed, circuit)
                implied[name] = _grounds(implication.when.facts, implied)
        followed.pending, followed.waiting = pending, waiting


def concluded(followed: Followed, knowledge: KnowledgeBase) -> Settled:
    """Derive times, then look for contradictions."""
    rules, known, implied, problems = rulebook(knowledge), followed.known, followed.implied, followed.problems
    if not times.GROUNDS.isdisjoint(known):
        for name, value, grounds in times.derived(known, knowledge.derived_times):
            followed.tell(name, value, rules.circuit)
            implied[name] = grounds
        problems.extend(times.contradictions(known, knowledge.derived_times))
    for order in knowledge.orders:
        lower, higher = known.get(order.lower), known.get(order.higher)
        if lower is not None and higher is not None and lower.low >= higher.high:
            problems.append(_conflict((order.lower, order.higher), order.because))
    for contradiction in rules.contradictions:
        if followed.bits & contradiction.when.holds:
            problems.append(_conflict(_grounds(contradiction.when.facts, implied), contradiction.because))
    return Settled(known, implied, tuple(problems))


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
