"""Adding up a history: an interval, how many examinations it covers, and how many have no dose."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from appropriateness.dose import intervals
from appropriateness.dose.estimates import Estimate
from appropriateness.dose.intervals import DoseInterval
from appropriateness.knowledge.doses import Background, Population


@dataclass(frozen=True, slots=True)
class Total:
    """The sum over one population; adult and paediatric examinations are never in one sum.

    `interval` covers the `counted` examinations that have a dose; `unknown` ones are outside it and say so. `central`
    is given only where every examination has one. A total has no relative radiation level.
    """

    population: Population
    interval: DoseInterval
    counted: int
    unknown: int

    @property
    def examinations(self) -> int:
        return self.counted + self.unknown

    def and_then(self, interval: DoseInterval | None) -> Total:
        """This total with one examination more; None is one without a dose, which takes away the central value."""
        if interval is None:
            return Total(
                self.population, DoseInterval(self.interval.low, self.interval.high), self.counted, self.unknown + 1
            )
        return Total(self.population, intervals.total([self.interval, interval]), self.counted + 1, self.unknown)

    @property
    def shown(self) -> str:
        """ "17-72 mSv; 3 of 5 examinations have a dose, 2 unknown"."""
        have = "has" if self.counted == 1 else "have"
        named = "examination" if self.examinations == 1 else "examinations"
        counts = f"{self.counted} of {self.examinations} {named} {have} a dose, {self.unknown} unknown"
        return f"{intervals.words(self.interval)}; {counts}" if self.counted else f"no sum; {counts}"


def totals(estimates: Iterable[Estimate]) -> tuple[Total, ...]:
    """One total for each population present, adults first."""
    listed = list(estimates)
    populations: tuple[Population, ...] = ("adult", "paediatric")
    return tuple(
        _total(population, [item for item in listed if item.examination.population == population])
        for population in populations
        if any(item.examination.population == population for item in listed)
    )


def _total(population: Population, estimates: Sequence[Estimate]) -> Total:
    known = [item.interval for item in estimates if item.interval is not None]
    unknown = len(estimates) - len(known)
    added = intervals.total(known)
    if unknown:
        added = DoseInterval(added.low, added.high)
    return Total(population, added, len(known), unknown)


def background_years(interval: DoseInterval, background: Background) -> tuple[float, float]:
    """How many years of natural background the ends of the interval come to; for scale only."""
    return interval.low / background.msv_per_year, interval.high / background.msv_per_year
