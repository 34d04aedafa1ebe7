"""How a study may be written in a history: an id, a label, or a procedure that can be ordered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from appropriateness.errors import did_you_mean
from appropriateness.knowledge.doses import DoseKnowledge
from appropriateness.knowledge.procedures import Procedure

MOST_HINTS = 200


@dataclass(frozen=True, slots=True)
class NamedStudy:
    """A study that is listed: how it is shown, the kind of examination it counts as, and how many of it."""

    label: str
    kind: str
    times: int = 1


class StudyNames:
    """Every name a study goes by, without regard to capitals."""

    def __init__(self, doses: DoseKnowledge, procedures: Mapping[str, Procedure]) -> None:
        self.doses = doses
        self.names: dict[str, NamedStudy] = {}
        self.hints: dict[str, str] = {}
        for link in doses.procedures:
            procedure = procedures[link.procedure]
            study = NamedStudy(procedure.label, link.examination, link.times)
            for name in (procedure.label, procedure.short, procedure.id):
                self.names[name.casefold()] = study
        for kind in doses.examinations:
            for name in (kind.label, kind.id):
                self.names.setdefault(name.casefold(), NamedStudy(kind.label, kind.id))

    def find(self, text: str) -> NamedStudy | None:
        return self.names.get(" ".join(text.casefold().split()))

    def hint(self, text: str) -> str:
        """A sentence with the nearest name, or nothing; only for the first so many, because looking is slow."""
        word = text.casefold()[:80]
        if word not in self.hints and len(self.hints) < MOST_HINTS:
            self.hints[word] = did_you_mean(word, self.names)
        return self.hints.get(word, "")
