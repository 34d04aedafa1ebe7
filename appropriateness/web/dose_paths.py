"""Paths from the present decision side by side: dose, needles and visits after each result. No order is changed."""

from __future__ import annotations

from appropriateness.dose import intervals
from appropriateness.dose.estimates import Radiation
from appropriateness.dose.pathways import RESULTS, FirstStudy, Path, Route, paths
from appropriateness.engine.consultation import Consultation
from appropriateness.knowledge.doses import DoseKnowledge
from appropriateness.web.html import Markup, joined, tag
from appropriateness.web.readings import cited

_SHOWN = ("can_be_ordered", "sources_disagree", "not_rated")


def first_studies(scenario: str, consultation: Consultation) -> tuple[FirstStudy, ...]:
    """The studies a path can begin with, in the order of the options; head and spine MRI of a pair are one visit."""
    rated = [o.row.procedure for o in consultation.options_of(scenario) if o.group in _SHOWN]
    unrated = [o.procedure for o in consultation.unrated if o.scenario == scenario and not o.conditional]
    free = {procedure.id: procedure for procedure in (*rated, *unrated)}
    pairs = consultation.knowledge.scenarios[scenario].pairs
    pair = next((pair for pair in pairs if set(pair) <= set(free)), None)
    found = []
    if pair is not None:
        studies = tuple(free.pop(name) for name in pair)
        found.append(FirstStudy(" and ".join(study.label for study in studies), studies))
    return (*found, *(FirstStudy(study.label, (study,)) for study in free.values()))


def compared(
    scenario: str, consultation: Consultation, doses: DoseKnowledge, radiation: Radiation, age_years: int | None
) -> Markup:
    """One row a first study, one column a result."""
    found = paths(scenario, first_studies(scenario, consultation), doses, radiation, age_years)
    if not found:
        return tag("p", "No study can be ordered first in this scenario, so there is no path to compare.")
    heads = ("First study", "Alone", *(f"If {result}" for result in RESULTS))
    rows = (_row(path, consultation) for path in found)
    title = consultation.knowledge.scenarios[scenario].short
    made = tag(
        "table",
        tag("caption", f"{title}: paths side by side, in the order of the options"),
        tag("thead", tag("tr", *(tag("th", head, scope="col") for head in heads))),
        tag("tbody", *rows),
        css="grid",
    )
    return tag("div", made, css="wide", tabindex="0", role="region", aria_label=f"Paths: {title}")


def _row(path: Path, consultation: Consultation) -> Markup:
    alone = joined(*(tag("div", item.shown) for item in path.first))
    cells = (tag("td", *(_route(route, consultation) for route in path.routes[result])) for result in RESULTS)
    return tag("tr", tag("th", path.label, scope="row"), tag("td", alone), *cells)


def _route(route: Route, consultation: Consultation) -> Markup:
    if route.follow_up is None:
        return tag("div", "No next study is named by the sources held here.", css="tags")
    total = route.total
    sessions = "1 session" if total.unknown == 1 else f"{total.unknown} sessions"
    if not total.unknown:
        dose = intervals.words(total.interval)
    elif total.interval.nothing:
        dose = f"dose unknown for {sessions}"
    else:
        dose = f"{intervals.words(total.interval)}, and {sessions} of unknown dose"
    needles = "1 needle" if route.needles == 1 else f"{route.needles} needles"
    visits = "1 visit" if route.visits == 1 else f"{route.visits} visits"
    cite = cited(route.follow_up.cite, consultation.knowledge, route.follow_up.checked)
    return tag(
        "div",
        tag("b", f"{route.follow_up.label[:1].upper()}{route.follow_up.label[1:]}: "),
        f"{dose}; {needles}, {visits}. ",
        cite,
        css="route",
    )
