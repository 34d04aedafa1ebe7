"""A session: a few vignettes one after the other, what was answered, and the result to keep."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from random import Random

from appropriateness.teaching.answers import Expected
from appropriateness.teaching.feedback import Commitment, Marks, marks

LENGTH = 5
HEADS = (
    "number", "vignette", "scenario_given", "scenario_accepted", "scenario_right", "study_given", "study_accepted",
    "study_right", "urgency_given", "urgency_accepted", "urgency_right", "date", "knowledge",
)  # fmt: skip


@dataclass(frozen=True)
class Result:
    """One vignette answered: what was given, what counts as right, and the marks."""

    vignette: str
    given: Commitment
    right: Expected

    @property
    def marks(self) -> Marks:
        return marks(self.given, self.right)


@dataclass(frozen=True)
class Session:
    """The vignettes of a session in their order, and the results so far; a result once given stays."""

    vignettes: tuple[str, ...]
    results: tuple[Result, ...] = ()

    @property
    def current(self) -> str | None:
        """The vignette to answer next; None when all are answered."""
        return self.vignettes[len(self.results)] if len(self.results) < len(self.vignettes) else None

    def with_result(self, result: Result) -> Session:
        """Raises ValueError where the result is not of the current vignette."""
        if result.vignette != self.current:
            raise ValueError(f'the vignette to answer now is "{self.current}", not "{result.vignette}"')
        return replace(self, results=(*self.results, result))

    @property
    def right(self) -> int:
        return sum(result.marks.count for result in self.results)

    @property
    def asked(self) -> int:
        return 3 * len(self.results)


def draw(vignettes: Sequence[str], chance: Random, length: int = LENGTH) -> Session:
    """A new session of different vignettes, drawn by `chance`."""
    return Session(tuple(chance.sample(list(vignettes), min(length, len(vignettes)))))


def as_csv(session: Session, on: date, edition: str) -> str:
    """The results, one row a vignette, in ids; several accepted answers are separated by a space."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(HEADS)
    for number, result in enumerate(session.results, start=1):
        given, right, mark = result.given, result.right, result.marks
        rows.writerow(
            [number, result.vignette, given.scenario, _ids(right.scenarios), _yes(mark.scenario),
             given.study, _ids(right.studies), _yes(mark.study),
             given.urgency, right.urgency, _yes(mark.urgency), on.isoformat(), edition]
        )  # fmt: skip
    return text.getvalue()


def _ids(names: frozenset[str]) -> str:
    return " ".join(sorted(names))


def _yes(right: bool) -> str:
    return "yes" if right else "no"
