"""The last consultations, by their facts: a record system asks about the same order again at every pick."""

from __future__ import annotations

from collections import OrderedDict
from datetime import date

from appropriateness.engine.case import Case
from appropriateness.engine.consultation import Consultation, consult
from appropriateness.knowledge.base import KnowledgeBase

MOST_REMEMBERED = 512
_Key = tuple[str, date, tuple[object, ...]]


class Remembered:
    """Consultations are pure, so the same facts, knowledge and day give the same one. Facts only, no identity."""

    def __init__(self) -> None:
        self._known: OrderedDict[_Key, Consultation] = OrderedDict()

    def consult(self, case: Case, knowledge: KnowledgeBase, on: date) -> Consultation:
        key = (knowledge.digest, on, tuple(case.answers.items()))
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = consult(case, knowledge, on)
            if len(self._known) > MOST_REMEMBERED:
                self._known.popitem(last=False)
        else:
            self._known.move_to_end(key)
        return found
