"""The last answers, by their facts: a record system asks about the same order again at every pick."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from datetime import date
from typing import TypeVar

from appropriateness.cds_hooks.drafts import Draft
from appropriateness.cds_hooks.matters import Matter, matter_of
from appropriateness.cds_hooks.rating import Rating, rating_of
from appropriateness.engine.case import Case
from appropriateness.engine.consultation import Consultation, consult
from appropriateness.knowledge.base import KnowledgeBase

MOST_REMEMBERED = 512
Advice = tuple[Rating | None, Matter | None]
Key = TypeVar("Key")
Found = TypeVar("Found")


class Remembered:
    """Answers are pure: the same facts, knowledge, day and study give the same one. Facts only, no identity."""

    def __init__(self) -> None:
        self._consultations: OrderedDict[tuple[object, ...], Consultation] = OrderedDict()
        self._advice: OrderedDict[tuple[object, ...], Advice] = OrderedDict()

    def consult(self, case: Case, knowledge: KnowledgeBase, on: date) -> Consultation:
        key = (knowledge.digest, on, tuple(case.answers.items()))
        return _found(self._consultations, key, lambda: consult(case, knowledge, on))

    def advice(self, draft: Draft, consultation: Consultation) -> Advice:
        """The rating an order may carry and what a card would say of it."""

        def advised() -> Advice:
            rating = rating_of(draft.procedures, consultation)
            return rating, matter_of(draft, consultation, rating)

        key = (consultation, draft.procedures, draft.region, draft.part_of)
        return _found(self._advice, key, advised)


def _found(known: OrderedDict[Key, Found], key: Key, make: Callable[[], Found]) -> Found:
    found = known.get(key)
    if found is None:
        found = known[key] = make()
        if len(known) > MOST_REMEMBERED:
            known.popitem(last=False)
    else:
        known.move_to_end(key)
    return found
