"""The same case with one more answer: only what that answer touches is looked at again."""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import Any

from appropriateness.engine import times
from appropriateness.engine.case import Case, Value
from appropriateness.engine.consistency import Followed, concluded, follow, follow_further
from appropriateness.engine.known import Known
from appropriateness.engine.rulebook import rulebook
from appropriateness.knowledge.base import KnowledgeBase
from appropriateness.knowledge.criteria import Predicate
from appropriateness.knowledge.integrity import parts
from appropriateness.quantities import Interval


class WhatIf:
    """Asks what would be known of one case if a fact had this or that value."""

    def __init__(self, case: Case, known: Known, knowledge: KnowledgeBase) -> None:
        self._case, self._known, self._knowledge = case, known, knowledge
        self._rules, self._linked = rulebook(knowledge), linked_facts(knowledge)
        self._compared = compared_facts(knowledge)

    @cached_property
    def _followed(self) -> Followed:
        return follow(self._case.answers, self._knowledge)

    def known_with(self, fact: str, value: Value) -> Known | None:
        """What would be known; None where the other answers rule that value out."""
        known: Any = self._case.known
        current = known.get(fact)
        if isinstance(current, Interval) and isinstance(value, Interval):
            narrowed = current.intersection(value)
            if narrowed is None:
                return None
            value = narrowed
        circuit = self._rules.circuit
        if fact not in self._linked:
            return circuit.changed(self._known, {**known, fact: value}, (fact,))
        followed = follow_further(self._followed, fact, value, self._knowledge)
        if not followed.problems and self._compared.isdisjoint(followed.told):
            found = circuit.changed(self._known, {**known, **followed.told}, followed.told)
            return None if found.bits & self._rules.contradicted else found
        settled = concluded(followed, self._knowledge)
        if settled.problems:
            return None
        told = settled.known
        changed = [name for name, new in told.items() if (old := known.get(name)) is not new and old != new]
        changed += [name for name in known if name not in told]
        return circuit.changed(self._known, told, changed)


@lru_cache(maxsize=8)
def compared_facts(knowledge: KnowledgeBase) -> frozenset[str]:
    """Facts whose values are compared with those of others, or computed from them."""
    return times.FACTS.union(name for order in knowledge.orders for name in (order.lower, order.higher))


@lru_cache(maxsize=8)
def linked_facts(knowledge: KnowledgeBase) -> frozenset[str]:
    """Facts whose answer can say something of another fact, or contradict one."""
    linked = set(compared_facts(knowledge))
    for rule in (*knowledge.implications, *knowledge.contradictions):
        linked.update(part.fact for _, part in parts(rule) if isinstance(part, Predicate))
    return frozenset(linked)
