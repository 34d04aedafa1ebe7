"""Paths from the present decision: first study, its result, what a source names next; dose, needles and visits of each.

Comparing paths changes no option and no order.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from appropriateness.dose.estimates import Estimate, Radiation, estimate
from appropriateness.dose.examinations import Examination
from appropriateness.dose.sums import Total, totals
from appropriateness.knowledge.doses import (
    DoseKnowledge,
    ExaminationKind,
    FollowUp,
    ProcedureDose,
    Result,
)
from appropriateness.knowledge.procedures import Procedure

RESULTS: tuple[Result, ...] = ("positive", "negative", "indeterminate")


@dataclass(frozen=True, slots=True)
class Route:
    """One way on after a result, counted from the first study on. `follow_up` None: no source held here names one."""

    follow_up: FollowUp | None
    total: Total
    needles: int
    visits: int


@dataclass(frozen=True, slots=True)
class Path:
    """A first study with its routes by result. Studies made in one visit, such as head and spine MRI, are one."""

    label: str
    first: tuple[Estimate, ...]
    routes: dict[Result, tuple[Route, ...]]


@dataclass(frozen=True, slots=True)
class FirstStudy:
    """What a path begins with: one procedure, or several in one visit."""

    label: str
    procedures: tuple[Procedure, ...]


def proposed(name: str, doses: DoseKnowledge, age_years: int | None = None) -> Examination:
    """A procedure or a kind of examination as a row to come. Raises KeyError where the name is neither."""
    link = doses.procedure.get(name) or ProcedureDose(procedure=name, examination=name)
    kind = doses.examination[link.examination]
    return _session(kind, age_years, link.times, (link.say,) if link.say else ())


def _session(
    kind: ExaminationKind, age_years: int | None, times: int = 1, notices: tuple[str, ...] = ()
) -> Examination:
    return Examination(
        label=kind.label,
        origin="proposed",
        kind=kind.id,
        modality=kind.modality,
        age_years=age_years,
        times=times,
        notices=notices,
    )


def paths(
    scenario: str, firsts: Iterable[FirstStudy], doses: DoseKnowledge, radiation: Radiation, age_years: int | None
) -> tuple[Path, ...]:
    """The path of each first study, in the order given."""
    return tuple(_path(scenario, first, doses, radiation, age_years) for first in firsts)


def _path(scenario: str, first: FirstStudy, doses: DoseKnowledge, radiation: Radiation, age_years: int | None) -> Path:
    begun = tuple(estimate(proposed(item.id, doses, age_years), doses, radiation) for item in first.procedures)
    after = {doses.procedure[item.id].after for item in first.procedures}
    needles = sum(item.needle for item in first.procedures)

    def route(follow_up: FollowUp | None) -> Route:
        kinds = [doses.examination[name] for name in follow_up.examinations] if follow_up else []
        then = [estimate(_session(kind, age_years), doses, radiation) for kind in kinds]
        added = totals([*begun, *then])[0]
        return Route(follow_up, added, needles + sum(kind.needle for kind in kinds), 1 + len(then))

    def after_result(result: Result) -> tuple[Route, ...]:
        found = [f for f in doses.follow_ups if {f.after} == after and f.result == result and scenario in f.scenarios]
        return tuple(route(follow_up) for follow_up in found) or (route(None),)

    return Path(first.label, begun, {result: after_result(result) for result in RESULTS})
