"""Knowledge with one expression less or altered: every rule of the base, spoilt in one place at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from appropriateness.knowledge.base import KnowledgeBase
from appropriateness.knowledge.criteria import All, AnyOf, Definition, Expression, Is, NoneOf, Predicate
from appropriateness.knowledge.facts import QuantityFact

Parts = tuple[Expression, ...]
_FIELD = {All: "all_", AnyOf: "any_", NoneOf: "none_"}


@dataclass(frozen=True)
class Mutant:
    """One knowledge base with one change. `facts`: what the spoilt rule reads, definitions followed."""

    name: str
    kind: str
    rule: str
    facts: frozenset[str]
    knowledge: Callable[[], KnowledgeBase]


def mutants(base: KnowledgeBase) -> Iterator[Mutant]:
    """Every rule with each expression removed, or negated where it is the only requirement, or altered.

    Altered: a threshold moved by one in either direction, a list of words one word shorter.
    """
    for kind in ("scenarios", "definitions"):
        held = getattr(base, kind)
        for name, rule in held.items():
            for label, facts, changed in _rules(rule, base):
                yield Mutant(label, kind, name, facts, _put(base, kind, {**held, name: changed}))
    for kind in ("flags", "redirects", "safety"):
        rules = getattr(base, kind)
        for index, rule in enumerate(rules):
            for label, facts, changed in _rules(rule, base):
                spoilt = (*rules[:index], changed, *rules[index + 1 :])
                yield Mutant(label, kind, rule.id, facts, _put(base, kind, spoilt))


def _put(base: KnowledgeBase, kind: str, changed: Any) -> Callable[[], KnowledgeBase]:
    return lambda: replace(base, **{kind: changed})


def _rules(rule: Any, base: KnowledgeBase) -> Iterator[tuple[str, frozenset[str], Any]]:
    if hasattr(rule, "require"):
        fields = [(field, getattr(rule, field), field == "require") for field in ("require", "unless")]
    else:
        fields = [("when", (rule.when,), True)] if rule.when is not None else []
    facts = frozenset(fact for _, parts, _ in fields for part in parts for fact in facts_of(part, base))
    for field, parts, required in fields:
        for label, changed in _spoilt(parts, required, base):
            value = changed[0] if field == "when" else changed
            yield f"{rule.id}: {field}{label}", facts, replace(rule, **{field: value})


def _spoilt(parts: Parts, required: bool, base: KnowledgeBase) -> Iterator[tuple[str, Parts]]:
    """`parts` with one expression less or altered at any depth: what was done, and what it leaves."""
    for index, part in enumerate(parts):
        before, after = parts[:index], parts[index + 1 :]
        place = f"[{index}]"
        if len(parts) > 1 or not required:
            yield f"{place} without {words(part)}", (*before, *after)
        else:
            yield f"{place} opposite of {words(part)}", (NoneOf(none_=(part,)),)
        if isinstance(part, Predicate):
            for label, altered in _altered(part, base):
                yield f"{place} {label}", (*before, altered, *after)
        inside = _FIELD.get(type(part))
        if inside is None:
            continue
        for label, changed in _spoilt(getattr(part, inside), True, base):
            if "opposite" in label and label.startswith("[0] "):
                continue  # the only part of all, any or none goes with the whole
            spoilt = replace(part, **{inside: changed})
            yield f"{place}.{inside.rstrip('_')}{label}", (*before, spoilt, *after)


def _altered(predicate: Predicate, base: KnowledgeBase) -> Iterator[tuple[str, Predicate]]:
    several = predicate.one_of if predicate.one_of is not None and len(predicate.one_of) > 1 else ()
    for word in several:
        fewer = tuple(other for other in several if other != word)
        yield f"{predicate.fact} not {word}", replace(predicate, one_of=fewer)
    fact = base.facts[predicate.fact]
    for operator in ("at_least", "below"):
        threshold = getattr(predicate, operator)
        for moved in (threshold - 1, threshold + 1) if isinstance(fact, QuantityFact) and threshold is not None else ():
            if fact.at_least <= moved <= fact.at_most:
                yield f"{predicate.fact} {operator} {moved:g}", replace(predicate, **{operator: moved})


def words(expression: Expression) -> str:
    """The expression in one line."""
    match expression:
        case Predicate():
            operator = next(o for o in ("equals", "one_of", "at_least", "below") if getattr(expression, o) is not None)
            return f"{expression.fact} {operator} {getattr(expression, operator)}"
        case Is():
            return expression.is_
    inside = _FIELD[type(expression)]
    return f"{inside.rstrip('_')}[{', '.join(words(part) for part in getattr(expression, inside))}]"


def facts_of(expression: Expression, base: KnowledgeBase) -> frozenset[str]:
    """Every fact the expression reads, those of its definitions included."""
    match expression:
        case Predicate():
            return frozenset({expression.fact})
        case Is():
            definition: Definition = base.definitions[expression.is_]
            parts: Parts = (*definition.require, *definition.unless)
        case _:
            parts = getattr(expression, _FIELD[type(expression)])
    return frozenset(fact for part in parts for fact in facts_of(part, base))
