"""A history step by step: what each examination adds, and what it has come to; chart and table share these numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from appropriateness.dose.estimates import Estimate
from appropriateness.dose.intervals import NO_DOSE, DoseInterval
from appropriateness.dose.sums import Total, totals
from appropriateness.knowledge.doses import Population


@dataclass(frozen=True, slots=True)
class Step:
    """One examination, numbered from 1 over the whole history, with the total up to and including it."""

    number: int
    estimate: Estimate
    so_far: Total

    @property
    def interval(self) -> DoseInterval | None:
        return self.estimate.interval

    @property
    def tick(self) -> str:
        """What stands under it on the axis: its number and date, nothing anybody typed."""
        row = self.estimate.examination
        when = "to come" if row.origin == "proposed" else row.when or "undated"
        return f"{self.number}: {when}"


@dataclass(frozen=True, slots=True)
class Timeline:
    population: Population
    steps: tuple[Step, ...]

    @property
    def top(self) -> float:
        """The highest dose drawn, at least 1 mSv."""
        return max([1.0, *(step.so_far.interval.high for step in self.steps)])


def timelines(estimates: Iterable[Estimate]) -> tuple[Timeline, ...]:
    """One timeline for each population present, in the order of the rows."""
    listed = list(enumerate(estimates, start=1))
    found = []
    for total in totals(estimate for _, estimate in listed):
        own = [(n, item) for n, item in listed if item.examination.population == total.population]
        found.append(Timeline(total.population, tuple(_steps(total.population, own))))
    return tuple(found)


def _steps(population: Population, rows: list[tuple[int, Estimate]]) -> Iterator[Step]:
    so_far = Total(population, NO_DOSE, 0, 0)
    for number, item in rows:
        so_far = so_far.and_then(item.interval)
        yield Step(number, item, so_far)
