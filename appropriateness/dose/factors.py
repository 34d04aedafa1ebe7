"""From a dose-length or dose-area product to an interval of effective dose, or the reason why not.

Nothing is converted where region or factor is not stated; what was used and substituted is said in `basis`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from appropriateness.dose.examinations import Examination
from appropriateness.dose.intervals import NO_DOSE, DoseInterval
from appropriateness.dose.records import IrradiationEvent
from appropriateness.knowledge.doses import DoseKnowledge, KCell, KTable, Population, Region

ADDS_UP_WITHIN = 0.01
"""Events whose sum differs from the accumulated total by more than this share are not split by region."""
WEIGHTS = {
    "icrp60": "tissue weights of ICRP 60",
    "icrp103": "tissue weights of ICRP 103",
    "not_stated": "tissue weights not stated",
}


@dataclass(frozen=True, slots=True)
class Converted:
    """The interval and how it was found, or None and why not."""

    interval: DoseInterval | None
    basis: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Factor:
    """k as an interval, in mSv per mGy.cm."""

    low: float
    central: float | None
    high: float
    basis: tuple[str, ...]


class _UnusableError(Exception):
    """Why no factor applies, in a sentence."""


def from_dlp(examination: Examination, doses: DoseKnowledge) -> Converted:
    """DLP x k by region. The accumulated total is the reference; events only say which regions it is made of."""
    dlp = examination.dlp_mgycm
    if dlp is None:
        return Converted(None, ())
    if dlp == 0:
        return Converted(NO_DOSE, ("The device wrote a dose-length product of zero.",))
    try:
        return _converted(dlp, examination, doses)
    except _UnusableError as why:
        return Converted(None, (str(why),))


def _converted(dlp: float, examination: Examination, doses: DoseKnowledge) -> Converted:
    events = [event for event in examination.events if event.dlp_mgycm is None or event.dlp_mgycm > 0]
    main = [event for event in events if event.type == "scan"]
    if not main:
        main = [event for event in events if event.type == "stationary"]
    if events and not main:
        raise _UnusableError("No mSv since only localisers were recorded.")
    side = [event for event in events if event not in main]
    if not main:
        region = _typed_region(examination, doses)
        if region is None:
            raise _UnusableError("No mSv since the body region is not stated.")
        found = {region.id: _factor(region, examination, doses, [examination.phantom_cm])}
        return _times(dlp, found[region.id], ())
    by_region: dict[str, list[IrradiationEvent]] = {}
    for event in main:
        by_region.setdefault(_region_of(event, examination, doses, len(main)), []).append(event)
    factors = {
        name: _factor(
            doses.region[name], examination, doses, [e.phantom_cm or examination.phantom_cm for e in by_region[name]]
        )
        for name in sorted(by_region)
    }
    notes = tuple(_side_notes(side, main))
    if len({(f.low, f.central, f.high) for f in factors.values()}) == 1:
        basis = tuple(dict.fromkeys(line for factor in factors.values() for line in factor.basis))
        first = next(iter(factors.values()))
        return _times(dlp, _Factor(first.low, first.central, first.high, basis), notes)
    return _several(dlp, by_region, factors, side, notes)


def _several(
    dlp: float,
    by_region: dict[str, list[IrradiationEvent]],
    factors: dict[str, _Factor],
    side: Sequence[IrradiationEvent],
    notes: tuple[str, ...],
) -> Converted:
    """Several regions: each scan under its own factor; what belongs to none runs from the lowest to the highest."""
    everything = [event.dlp_mgycm for events in (*by_region.values(), side) for event in events]
    lowest, highest = min(f.low for f in factors.values()), max(f.high for f in factors.values())
    basis = tuple(dict.fromkeys(line for factor in factors.values() for line in factor.basis))
    stated = sum(value or 0 for value in everything)
    if None in everything or abs(stated - dlp) > ADDS_UP_WITHIN * dlp:
        line = "Several regions, and the events do not add up to the total: from the lowest to the highest factor."
        return Converted(DoseInterval(lowest * dlp, highest * dlp), (*basis, line, *notes))
    low = high = central = 0.0
    defensible = not side
    for name, events in by_region.items():
        part, factor = sum(event.dlp_mgycm or 0 for event in events), factors[name]
        low, high = low + factor.low * part, high + factor.high * part
        central += (factor.central or 0) * part
        defensible = defensible and factor.central is not None
    rest = sum(event.dlp_mgycm or 0 for event in side)
    line = "Several regions, each scan under its own factor."
    interval = DoseInterval(low + lowest * rest, high + highest * rest, central if defensible else None)
    return Converted(interval, (*basis, line, *notes))


def _side_notes(side: Sequence[IrradiationEvent], main: Sequence[IrradiationEvent]) -> Iterable[str]:
    for type_, word in (("localizer", "Localisers"), ("stationary", "Scans of one place (bolus tracking or a needle)")):
        found = [event for event in side if event.type == type_]
        if found:
            part = sum(event.dlp_mgycm or 0 for event in found)
            yield f"{word} are in the total, {part:.4g} mGy.cm, under the factor of the main scan."
    if main and all(event.type == "stationary" for event in main):
        yield "All scans stayed in one place, as for guiding a needle; the factor was made for whole scans."


def _typed_region(examination: Examination, doses: DoseKnowledge) -> Region | None:
    kind = doses.examination.get(examination.kind or "")
    name = examination.region or (kind.region if kind else None)
    return doses.region.get(name or "")


def _region_of(event: IrradiationEvent, examination: Examination, doses: DoseKnowledge, scans: int) -> str:
    name = doses.region_of_code.get(event.region_code or "")
    if name is not None:
        return name
    typed = _typed_region(examination, doses)
    if typed is not None:
        return typed.id
    if event.region_code is None:
        raise _UnusableError("No mSv since the body region is not stated.")
    raise _UnusableError("No mSv since no factor belongs to a body region of the report.")


def _factor(region: Region, examination: Examination, doses: DoseKnowledge, phantoms: Sequence[int | None]) -> _Factor:
    population = examination.population
    wanted = region.adult if population == "adult" else region.paediatric
    if wanted is None:
        who = "an adult" if population == "adult" else "a child"
        raise _UnusableError(f"No mSv since no factor of {who} for the {region.label} was verified.")
    table, cells = _cells(wanted, population, examination.age_years, doses)
    for cell in cells:
        _check_phantom(table, cell, region, phantoms)
    share, spread = doses.interval_share.value, {item.region: item for item in doses.k_spread.regions}
    low, high = (1 - share) * min(c.k for c in cells), (1 + share) * max(c.k for c in cells)
    if population == "adult" and wanted in spread:
        low, high = min(low, spread[wanted].low), max(high, spread[wanted].high)
    return _Factor(
        low, cells[0].k if len(cells) == 1 else None, high, tuple(_lines(region, table, cells, wanted, phantoms))
    )


def _lines(
    region: Region, table: KTable, cells: Sequence[KCell], wanted: str, phantoms: Sequence[int | None]
) -> Iterable[str]:
    values = " to ".join(f"{cell.k:g}" for cell in sorted(cells, key=lambda cell: cell.k))
    ages = f", age {' to '.join(str(cell.age_years) for cell in cells)}" if table.population == "paediatric" else ""
    name = wanted.replace("_", " ")
    yield f"k {values} mSv per mGy.cm for {name}{ages} ({table.label}, {WEIGHTS[table.tissue_weights]})."
    if region.substitution and table.population == "adult":
        yield region.substitution
    elif region.id != wanted and table.population == "paediatric":
        yield f"The factor for {name} is used for the {region.label}."
    if cells[0].phantom_cm is None and table.needs_phantom_cm is None:
        yield "Which phantom the factor belongs to is not stated."
    elif None in phantoms:
        yield f"The report does not state the phantom; the factor is for {cells[0].phantom_cm} cm."


def _cells(
    wanted: str, population: Population, age: int | None, doses: DoseKnowledge
) -> tuple[KTable, tuple[KCell, ...]]:
    """The cell, or for a child between two ages of the table both neighbours: nothing is interpolated."""
    for table in doses.k_tables:
        cells = [cell for cell in table.cells if cell.region == wanted]
        if not table.central or table.population != population or not cells:
            continue
        if population == "adult":
            return table, (cells[0],)
        assert age is not None
        below = [cell for cell in cells if (cell.age_years or 0) <= age]
        above = [cell for cell in cells if (cell.age_years or 0) >= age]
        if below and above:
            pair = (max(below, key=lambda c: c.age_years or 0), min(above, key=lambda c: c.age_years or 0))
            return table, pair if pair[0] is not pair[1] else pair[:1]
        raise _UnusableError(f"No mSv since the table of factors for children ends before the age of {age}.")
    raise _UnusableError("No mSv since no factor for this region was verified.")


def _check_phantom(table: KTable, cell: KCell, region: Region, phantoms: Sequence[int | None]) -> None:
    needed = table.needs_phantom_cm
    if needed is not None and any(phantom != needed for phantom in phantoms):
        message = f"a child's factors are used only with a product stated for the {needed} cm phantom"
        raise _UnusableError(f"No mSv since {message}.")
    wrong = [p for p in phantoms if p is not None and cell.phantom_cm is not None and p != cell.phantom_cm]
    if wrong:
        raise _UnusableError(
            f"No mSv since the product is for the {wrong[0]} cm phantom and the factor for {region.label} "
            f"for the {cell.phantom_cm} cm phantom."
        )


def _times(dlp: float, factor: _Factor, notes: tuple[str, ...]) -> Converted:
    central = None if factor.central is None else factor.central * dlp
    return Converted(DoseInterval(factor.low * dlp, factor.high * dlp, central), (*factor.basis, *notes))


def from_dap(examination: Examination, doses: DoseKnowledge) -> Converted:
    """DAP x an interval of factors, for adults and where the factor belongs; an interval without central value."""
    dap, factor = examination.dap_gycm2, doses.dap_factor
    if dap is None:
        return Converted(None, ())
    if dap == 0:
        return Converted(NO_DOSE, ("The device wrote a dose-area product of zero.",))
    if examination.population != "adult":
        return Converted(None, ("No mSv since the factor for dose-area products is for adults.",))
    if examination.kind not in factor.examinations:
        codes = [e.region_code for e in examination.events if e.dap_gycm2 is None or e.dap_gycm2 > 0]
        regions = {doses.region_of_code.get(code or "") for code in codes}
        typed = _typed_region(examination, doses)
        if typed is not None and (not codes or None in regions):
            regions = (regions - {None}) | {typed.id}
        if not regions or None in regions:
            return Converted(None, ("No mSv since the body region is not stated.",))
        if not regions <= set(factor.regions):
            return Converted(None, ("No mSv since no factor for a dose-area product of this region was verified.",))
    line = f"{factor.low:g} to {factor.high:g} {factor.unit}. {factor.say}"
    return Converted(DoseInterval(factor.low * dap, factor.high * dap), (line,))
