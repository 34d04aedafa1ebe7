"""Dose: what earlier examinations add up to, what a study to come would add, and the paths from here side by side."""

from __future__ import annotations

from datetime import date

import streamlit as st

from appropriateness.documents import dose_chart as drawn
from appropriateness.documents import examination_list, pdf
from appropriateness.dose.estimates import Estimate, estimate
from appropriateness.dose.examinations import Examination
from appropriateness.dose.history import history
from appropriateness.dose.pathways import proposed
from appropriateness.dose.sums import totals
from appropriateness.dose.timeline import Timeline, timelines
from appropriateness.engine.case import Case
from appropriateness.engine.consultation import consult
from appropriateness.knowledge.doses import ADULT_YEARS
from appropriateness.quantities import Interval
from appropriateness.truth import Truth
from appropriateness.web import dose_chart, dose_input, dose_paths, dose_view, html
from appropriateness.web.current_case import contradiction, current_case
from appropriateness.web.loaded import doses, knowledge

MOST_DRAWN = 300  # more rows are summed but not drawn; the latest are


def page() -> None:
    st.html(
        html.joined(
            html.tag("h1", "Radiation dose of a history"),
            html.tag("p", "Earlier results matter for the next study. Earlier dose changes no option and no order."),
        )
    )
    case, messages = current_case()
    with st.container(key="dose_input"):
        records, rows, problems, asking = dose_input.draw()
        name = dose_input.proposed_study(doses())
    _show(dose_view.problems(problems))
    examinations = history(records, rows)
    found = tuple(estimate(row, doses(), knowledge().radiation) for row in examinations)
    coming = _coming(name, case)
    if asking:
        pass
    elif found or coming:
        _answer(found, coming)
        _exports(examinations, (*found, *coming))
    else:
        text = "Add dose reports or type what is known: every examination counts, also one without a dose."
        st.html(html.tag("p", text, css="quiet"))
    _paths(case, messages)
    st.html(dose_view.statements(doses(), knowledge()))


def _show(part: html.Markup) -> None:
    """A part that may be empty."""
    if part:
        st.html(part)


def _coming(name: str | None, case: Case | None) -> tuple[Estimate, ...]:
    if name is None:
        return ()
    return (estimate(proposed(name, doses(), _age(case)), doses(), knowledge().radiation),)


def _age(case: Case | None) -> int | None:
    """The age where the case gives it, or some age of a child where that is all it says; None: not stated."""
    age = case.known.get("age_years") if case is not None else None
    if not isinstance(age, Interval):
        return None
    return int(max(age.low, 0)) if age.exact or age.is_below(ADULT_YEARS) is Truth.TRUE else None


def _answer(found: tuple[Estimate, ...], coming: tuple[Estimate, ...]) -> None:
    after = totals([*found, *coming]) if coming else ()
    st.html(html.joined(dose_view.total(totals(found), after, doses()), dose_view.counts(found, doses())))
    for timeline in timelines([*found, *coming]):
        latest = Timeline(timeline.population, timeline.steps[-MOST_DRAWN:])
        if len(timeline.steps) > MOST_DRAWN:
            text = f"The latest {MOST_DRAWN} of {len(timeline.steps):,} rows are drawn; the sum covers all."
            st.html(html.tag("p", text, css="quiet"))
        st.plotly_chart(
            dose_chart.chart(latest),
            key=f"dose_chart.{timeline.population}",
            alt=f"Cumulative effective dose. {drawn.description(timeline)}",
        )
        st.html(dose_view.table(latest, doses(), knowledge()))
    _show(dose_view.outside(found))


def _exports(examinations: tuple[Examination, ...], estimates: tuple[Estimate, ...]) -> None:
    day = date.today().isoformat()
    with st.container(key="dose_take", horizontal=True):
        if examinations:
            st.download_button(
                "List for the patient, PDF", lambda: pdf.write(examination_list.paper(examinations)),
                file_name=f"my-examinations-{day}.pdf", mime="application/pdf", on_click="ignore", key="dose_pdf",
            )  # fmt: skip
            st.download_button(
                "List for the patient, CSV", examination_list.as_csv(examinations),
                file_name=f"my-examinations-{day}.csv", mime="text/csv", on_click="ignore", key="dose_csv",
            )  # fmt: skip
        for timeline in timelines(estimates):
            who = "" if timeline.population == "adult" else " as a child"
            st.download_button(
                f"Chart{who}, SVG", drawn.svg(timeline), file_name=f"dose-{timeline.population}-{day}.svg",
                mime="image/svg+xml", on_click="ignore", key=f"dose_svg.{timeline.population}",
            )  # fmt: skip


def _paths(case: Case | None, messages: dict[str, str]) -> None:
    st.html(html.tag("h2", "Compare paths from the present decision"))
    if case is None:
        st.html(contradiction(messages))
        return
    consultation = consult(case, knowledge(), date.today())
    shown = consultation.decision.shown
    if consultation.decision.emergency:
        st.html(html.tag("p", "An emergency comes first: see the Order page before any path.", css="fault"))
    if not shown:
        text = "No scenario is decided yet. Answer the questions on the Order page, and its paths stand here."
        st.html(html.tag("p", text, css="quiet"))
    for state in shown:
        st.html(dose_paths.compared(state.scenario.id, consultation, doses(), knowledge().radiation, _age(case)))


page()
