"""The last answers, by their facts: a record system asks about the same order again at every pick."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from datetime import date
from typing import TypeVar

from appropriateness.cds_hooks.drafts import Draft
from appropriateness.cds_hooks.matters import Matter, matter_of
from appropriateness.cds_hooks.rating import Rating, rating_of
from appropriateness.engine.case import Case
from appropriateness.engine.consultation import Consultation, consult
from appropriateness.fhir.taken import Taken, gather
from appropriateness.knowledge.base import KnowledgeBase

MOST_REMEMBERED = 512
Advice = tuple[Rating | None, Matter | None]
Key = TypeVar("Key")
Found = TypeVar("Found")


class Remembered:
    """Answers are pure: the same facts, knowledge, day and study give the same one. Facts only, no identity."""

    def __init__(self) -> None:
        self._by_facts: OrderedDict[tuple[object, ...], Consultation] = OrderedDict()
        self._consultations: OrderedDict[tuple[object, ...], Consultation] = OrderedDict()
        self._ratings: OrderedDict[tuple[object, ...], Rating | None] = OrderedDict()
        self._advice: OrderedDict[tuple[object, ...], Advice] = OrderedDict()

    def consult(self, taken: Sequence[Taken], knowledge: KnowledgeBase, on: date) -> Consultation:
        """The answer to what was taken from order and record. Raises CaseError where that contradicts itself."""
        key = (knowledge.digest, on, *((item.fact, repr(item.value)) for item in taken))
        return _found(self._by_facts, key, lambda: self._of_case(gather(taken, knowledge), knowledge, on))

    def _of_case(self, case: Case, knowledge: KnowledgeBase, on: date) -> Consultation:
        key = (knowledge.digest, on, tuple(case.answers.items()))
        return _found(self._consultations, key, lambda: consult(case, knowledge, on))

    def rating(self, procedures: tuple[str, ...], consultation: Consultation) -> Rating | None:
        """The rating a study may carry."""
        return _found(self._ratings, (consultation, procedures), lambda: rating_of(procedures, consultation))

    def advice(self, draft: Draft, consultation: Consultation) -> Advice:
        """The rating an order may carry and what a card would say of it."""

        def advised() -> Advice:
            rating = self.rating(draft.procedures, consultation)
            return rating, matter_of(draft, consultation, rating)

        key = (consultation, draft.procedures, draft.region, draft.part_of)
        return _found(self._advice, key, advised)


def _found(known: OrderedDict[Key, Found], key: Key, make: Callable[[], Found]) -> Found:
    if key in known:
        known.move_to_end(key)
        return known[key]
    found = known[key] = make()
    if len(known) > MOST_REMEMBERED:
        known.popitem(last=False)
    return found
