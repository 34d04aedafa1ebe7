"""A case: what is known of one patient at one time. A fact that is absent is unknown."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from appropriateness.engine.consistency import Settled, settle
from appropriateness.engine.known import Several
from appropriateness.errors import CaseError, FactProblem, did_you_mean
from appropriateness.knowledge.base import KnowledgeBase
from appropriateness.knowledge.facts import BooleanFact, ChoiceFact, ChoicesFact, Fact, QuantityFact
from appropriateness.quantities import Interval

Value = bool | frozenset[str] | Interval
"""A boolean; the values a choice may still have (usually one) or that several choices have; a quantity."""

MAX_FACTS = 400


@dataclass(frozen=True, eq=False)
class Case:
    """Answers that fit the vocabulary and do not contradict each other.

    `answers` holds what was given, in vocabulary order; `known` adds what follows from it; `implied` says from what.
    """

    answers: Mapping[str, Value]
    known: Mapping[str, Value]
    implied: Mapping[str, tuple[str, ...]]

    @property
    def answered(self) -> frozenset[str]:
        return frozenset(self.answers)

    def with_answer(self, fact: str, value: Value, knowledge: KnowledgeBase) -> Case:
        """The same case with one more (or a narrower) answer. Raises CaseError where it contradicts the others."""
        return case_of({**self.answers, fact: value}, knowledge)


def case_of(answers: Mapping[str, Value], knowledge: KnowledgeBase) -> Case:
    """Build a case from values of the right kind. Raises CaseError where they contradict each other."""
    ordered = {name: answers[name] for name in knowledge.facts if name in answers}
    settled: Settled = settle(ordered, knowledge)
    if settled.problems:
        raise CaseError(settled.problems)
    return Case(MappingProxyType(ordered), MappingProxyType(settled.known), MappingProxyType(settled.implied))


def read_case(facts: object, knowledge: KnowledgeBase) -> Case:
    """Build a case from plain data: numbers, intervals, words, lists, booleans; null means unknown.

    Raises CaseError with every problem found: unknown facts, wrong types, impossible numbers, contradictions.
    """
    if not isinstance(facts, Mapping):
        raise CaseError([FactProblem((), f"A case is a set of facts with their values, not {_kind(facts)}.")])
    if len(facts) > MAX_FACTS:
        raise CaseError([FactProblem((), f"A case has at most {MAX_FACTS} facts, this one has {len(facts)}.")])
    answers: dict[str, Value] = {}
    problems: list[FactProblem] = []
    for name, raw in facts.items():
        if not isinstance(name, str) or name not in knowledge.facts:
            word = str(name)[:80]
            problems.append(FactProblem((word,), f'"{word}" is not a fact.{did_you_mean(word, knowledge.facts)}'))
            continue
        if raw is None:
            continue
        try:
            answers[name] = read_value(knowledge.facts[name], raw)
        except ValueError as fault:
            problems.append(FactProblem((name,), str(fault)))
    if problems:
        raise CaseError(problems)
    return case_of(answers, knowledge)


def read_value(fact: Fact, raw: object) -> Value:
    """Turn plain data into a value of `fact`. Raises ValueError with a full sentence that names the fact."""
    match fact:
        case BooleanFact():
            if not isinstance(raw, bool):
                raise ValueError(f"{fact.id} is true or false, not {_kind(raw)}.")
            return raw
        case ChoiceFact():
            return _choice(fact, raw)
        case ChoicesFact():
            return _choices(fact, raw)
        case QuantityFact():
            return _quantity(fact, raw)


def _choice(fact: ChoiceFact, raw: object) -> frozenset[str]:
    if isinstance(raw, Mapping):
        if set(raw) != {"one_of"} or not isinstance(raw["one_of"], (list, tuple)) or not raw["one_of"]:
            raise ValueError(f"{fact.id} takes a word, or one_of with the words it may be.")
        words = raw["one_of"]
    elif isinstance(raw, (list, tuple)):
        raise ValueError(f"{fact.id} takes one word, not a list. If it is one of several, write one_of with the words.")
    else:
        words = [raw]
    possible: set[str] = set()
    for word in words:
        possible |= _standing_for(fact, _known_word(fact, word))
    return frozenset(possible)


def _standing_for(fact: ChoiceFact, word: str) -> set[str]:
    vague = fact.kind_unknown
    if vague is None or word != vague.value:
        return {word}
    return set(fact.values) - {vague.value, *vague.excludes}


def _choices(fact: ChoicesFact, raw: object) -> frozenset[str]:
    words = list(raw) if isinstance(raw, (list, tuple)) else [raw]
    if not words:
        raise ValueError(f"{fact.id} needs at least one value; leave the fact out where nothing is known.")
    named = [_known_word(fact, word) for word in words]
    for alone in fact.exclusive:
        if alone in named and len(set(named)) > 1:
            raise ValueError(f'{fact.id} cannot be "{alone}" and something else at once.')
    return Several(named)


def _known_word(fact: ChoiceFact | ChoicesFact, word: object) -> str:
    if not isinstance(word, str):
        quoted = ' Write "yes" or "no" in quotes.' if isinstance(word, bool) and "yes" in fact.values else ""
        raise ValueError(f"{fact.id} takes a word, not {_kind(word)}. Allowed: {', '.join(fact.values)}.{quoted}")
    if word not in fact.values:
        raise ValueError(
            f'{fact.id} cannot be "{word[:80]}".{did_you_mean(word[:80], fact.values)} '
            f"Allowed: {', '.join(fact.values)}."
        )
    return word


def _quantity(fact: QuantityFact, raw: object) -> Interval:
    if not isinstance(raw, Mapping):
        return Interval.exactly(_number(fact, raw))
    unknown = set(raw) - {"at_least", "below"}
    if unknown or not raw:
        raise ValueError(f"{fact.id} takes a number in {fact.unit}, or at_least and below.")
    low = _number(fact, raw["at_least"]) if raw.get("at_least") is not None else fact.at_least
    high = _number(fact, raw["below"], upper=True) if raw.get("below") is not None else math.inf
    if not low < high:
        raise ValueError(f"{fact.id}: at_least {low:g} is not below {high:g}.")
    if fact.whole and high - low == 1:
        return Interval.exactly(low)
    return Interval.between(low, high)


def _number(fact: QuantityFact, raw: object, upper: bool = False) -> float:
    if isinstance(raw, bool) or not isinstance(raw, (int, float)) or not _finite(raw):
        raise ValueError(f"{fact.id} is a number in {fact.unit}, not {_kind(raw)}.")
    if fact.whole and raw != int(raw):
        raise ValueError(f"{fact.id} is a whole number of {fact.unit}, not {raw:g}.")
    if not fact.at_least <= raw <= (math.inf if upper and raw > fact.at_most else fact.at_most):
        raise ValueError(
            f"{fact.id} is {raw:g}, which cannot be: it runs from {fact.at_least:g} to {fact.at_most:g} {fact.unit}."
        )
    return float(raw)


def _finite(raw: int | float) -> bool:
    try:
        return math.isfinite(raw)
    except OverflowError:
        return False


def _kind(raw: object) -> str:
    if raw is None:
        return "nothing"
    if isinstance(raw, bool):
        return "true" if raw else "false"
    if isinstance(raw, (int, float)):
        return f"the number {raw:g}" if _finite(raw) else "a number that no field can hold"
    if isinstance(raw, str):
        return f'the text "{raw[:60]}"'
    return "a list" if isinstance(raw, Iterable) and not isinstance(raw, Mapping) else "a set of keys and values"


def plain(fact: Fact, value: Value) -> object:
    """The value as plain data that `read_value` reads back to the same value."""
    if isinstance(value, bool):
        return value
    if isinstance(value, Interval):
        if value.exact:
            return int(value.low) if value.low == int(value.low) else value.low
        ends: dict[str, float | int] = {}
        if isinstance(fact, QuantityFact) and value.low > fact.at_least:
            ends["at_least"] = int(value.low) if value.low == int(value.low) else value.low
        if math.isfinite(value.high):
            ends["below"] = int(value.high) if value.high == int(value.high) else value.high
        return ends or {"at_least": fact.at_least if isinstance(fact, QuantityFact) else 0}
    words = [
        word for word in (fact.values if not isinstance(fact, (BooleanFact, QuantityFact)) else ()) if word in value
    ]
    if isinstance(fact, ChoicesFact):
        return words[0] if len(words) == 1 else words
    if isinstance(fact, ChoiceFact) and fact.kind_unknown and value == _standing_for(fact, fact.kind_unknown.value):
        return fact.kind_unknown.value
    return words[0] if len(words) == 1 else {"one_of": words}
