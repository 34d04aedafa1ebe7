"""The effective dose of one examination, by the best evidence there is, with everything it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from appropriateness.dose import intervals
from appropriateness.dose.examinations import Examination
from appropriateness.dose.factors import Converted, from_dap, from_dlp
from appropriateness.dose.intervals import DoseInterval
from appropriateness.knowledge.doses import DoseKnowledge, ExaminationKind, Population
from appropriateness.knowledge.procedures import RadiationLevel
from appropriateness.provenance import Citation

Evidence = Literal["stated", "dlp", "dap", "published", "proxy", "radiation_level", "no_ionising_radiation", "unknown"]
EVIDENCE_ORDER: tuple[Evidence, ...] = (
    "stated", "dlp", "dap", "no_ionising_radiation", "published", "proxy", "radiation_level", "unknown",
)  # fmt: skip
EVIDENCE = {
    "stated": "effective dose as stated",
    "dlp": "dose-length product x k",
    "dap": "dose-area product x factor",
    "no_ionising_radiation": "no ionising radiation",
    "published": "published interval",
    "proxy": "published for other punctures",
    "radiation_level": "band of the radiation level",
    "unknown": "unknown",
}
ABOVE_THE_SCALE = 6
"""Stands for a dose beyond the highest relative radiation level; there is no such level."""
Radiation = Mapping[int, RadiationLevel]


@dataclass(frozen=True, slots=True)
class Estimate:
    """`interval` None: unknown, which is counted and shown, never zero. `levels` are those the interval touches.

    `basis` says in sentences what was used; `cites` where from.
    """

    examination: Examination
    interval: DoseInterval | None
    evidence: Evidence
    basis: tuple[str, ...]
    cites: tuple[Citation, ...]
    levels: tuple[int, ...]

    @property
    def shown(self) -> str:
        """In one line: "11 (6.5-15) mSv, RRL levels 3-4"; a device quantity and the reason where there is no dose."""
        if self.interval is not None:
            return ", ".join(part for part in (intervals.words(self.interval), level_words(self.levels)) if part)
        why = self.basis[0] if self.basis else "No dose is stated."
        measured = "; ".join(quantities(self.examination, rounded=True))
        return f"{measured}; {why[0].lower()}{why[1:]}".removesuffix(".") if measured else why.removesuffix(".")


def level_words(levels: tuple[int, ...]) -> str:
    """ "RRL level 4", "RRL levels 3-4", "above the RRL scale"; nothing where no level applies."""
    named = [level for level in levels if level != ABOVE_THE_SCALE]
    words = ""
    if named:
        words = f"RRL level {named[0]}" if len(named) == 1 else f"RRL levels {named[0]}-{named[-1]}"
    if ABOVE_THE_SCALE in levels:
        words = f"{words} and above the RRL scale" if words else "above the RRL scale"
    return words


def quantities(examination: Examination, rounded: bool = False) -> tuple[str, ...]:
    """What a device measured, in words with units: always before any mSv."""
    digits = ".2g" if rounded else ".4g"
    items: list[str] = []
    if examination.dlp_mgycm is not None:
        items.append(f"DLP {_plain(examination.dlp_mgycm, '.4g')} mGy.cm")
    if examination.dap_gycm2 is not None:
        items.append(f"DAP {_plain(examination.dap_gycm2, digits)} Gy.cm2")
    if examination.activity_mbq is not None:
        agent = f" {examination.agent}" if examination.agent else ""
        items.append(f"activity {_plain(examination.activity_mbq, '.4g')} MBq{agent}")
    return tuple(items)


def _plain(value: float, digits: str) -> str:
    return f"{float(format(value, digits)):g}" if value < 1e6 else f"{value:.0f}"


def estimate(examination: Examination, doses: DoseKnowledge, radiation: Radiation) -> Estimate:
    """The first of the evidence order that applies. What was measured but cannot be converted is said, not guessed."""
    tried: list[str] = []
    if examination.effective_msv is not None:
        return _stated(examination, examination.effective_msv, doses, radiation)
    ways: tuple[tuple[Evidence, Converted], ...] = (
        ("dlp", from_dlp(examination, doses)),
        ("dap", from_dap(examination, doses)),
    )
    for evidence, converted in ways:
        if converted.interval is not None:
            return _measured(examination, converted.interval, evidence, converted.basis, doses, radiation)
        tried.extend(converted.basis)
    kind = doses.examination.get(examination.kind or "")
    if kind is None:
        why = tried or [_not_known(examination)]
        return Estimate(examination, None, "unknown", tuple(why), (), ())
    return _typical(examination, kind, tuple(tried), radiation)


def _not_known(examination: Examination) -> str:
    if examination.activity_mbq is not None:
        return "No mSv since the report states no effective dose."
    return "No dose is stated, and the study is not one whose dose is listed."


def _stated(examination: Examination, msv: float, doses: DoseKnowledge, radiation: Radiation) -> Estimate:
    share = doses.interval_share
    interval = DoseInterval((1 - share.value) * msv, (1 + share.value) * msv, msv)
    reference = f", by {examination.effective_reference}" if examination.effective_reference else ", method not stated"
    basis = (f"Effective dose as stated{reference}.", share.say)
    return _measured(examination, interval, "stated", basis, doses, radiation)


def _measured(
    examination: Examination,
    interval: DoseInterval,
    evidence: Evidence,
    basis: tuple[str, ...],
    doses: DoseKnowledge,
    radiation: Radiation,
) -> Estimate:
    cites = [doses.dap_factor.cite] if evidence == "dap" else [doses.interval_share.cite]
    if evidence == "dlp":
        cites += [table.cite for table in doses.k_tables if any(table.label in line for line in basis)]
    levels = levels_of(interval, radiation, examination.population)
    return Estimate(examination, interval, evidence, basis, tuple(cites), levels)


def _typical(examination: Examination, kind: ExaminationKind, tried: tuple[str, ...], radiation: Radiation) -> Estimate:
    """What is published for the kind of examination: adult intervals for adults, a child's band for a child."""
    level = kind.level
    if examination.population == "paediatric":
        band = level.paediatric if level is not None else None
        if level is None or band is None:
            why = (*tried, "No dose of this examination in children is stated; an adult value is never scaled.")
            return Estimate(examination, None, "unknown", why, (), ())
        found = radiation[band].paediatric
        basis = (*tried, "Band of the relative radiation level for children.")
        evidence: Evidence = "no_ionising_radiation" if band == 0 else "radiation_level"
        interval = DoseInterval(found.low, found.high, 0 if band == 0 else None).times(examination.times)
        return Estimate(
            examination, interval, evidence, basis, (level.cite,), (band,) if examination.times == 1 else ()
        )
    if kind.adult is None:
        return Estimate(examination, None, "unknown", (*tried, "No published value was found."), (), ())
    typical = kind.adult
    interval = DoseInterval(typical.low, typical.high, typical.central).times(examination.times)
    open_end = typical.basis == "radiation_level"
    levels = levels_of(interval, radiation, "adult", open_end) if examination.times == 1 else ()
    return Estimate(examination, interval, typical.basis, (*tried, typical.say), (typical.cite,), levels)


def levels_of(
    interval: DoseInterval, radiation: Radiation, population: Population, open_end: bool = False
) -> tuple[int, ...]:
    """The levels an interval touches. Bands are read half-open, the top one closed; only exactly nothing is level 0.

    `open_end`: the upper end is itself the edge of a band and belongs to the next one.
    """
    if interval.nothing:
        return (0,)
    bands = [(n, level.adult if population == "adult" else level.paediatric) for n, level in radiation.items() if n]
    top, highest = bands[-1]
    found = []
    for number, band in bands:
        starts_below_end = interval.high > band.low or (interval.high == band.low and not open_end)
        reaches_band = interval.low < band.high or (number == top and interval.low == band.high)
        if starts_below_end and reaches_band:
            found.append(number)
    if interval.high > highest.high:
        found.append(ABOVE_THE_SCALE)
    return tuple(found)
