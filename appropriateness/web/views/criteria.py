"""Criteria: the topic in one picture, each cell's provenance, and every rule as a readable sentence."""

from __future__ import annotations

import streamlit as st

from appropriateness import site_words, wording
from appropriateness.engine.evaluation import Rule
from appropriateness.engine.rulebook import CompiledFlag, CompiledRedirect, rulebook
from appropriateness.web import overview, readings
from appropriateness.web.html import Markup, folded, joined, tag
from appropriateness.web.loaded import knowledge
from appropriateness.web.marks import mark, radiation


def page() -> None:
    st.html(joined(tag("h1", "Criteria"), tag("p", site_words.standing(knowledge()))))
    shown = _filters()
    found = overview.cells(knowledge(), shown)
    if not found:
        st.html(tag("p", "No study fits these filters. Widen one of them.", css="fault"))
        return
    st.html(_legend())
    dark = st.context.theme.type == "dark"
    chosen = st.plotly_chart(
        overview.picture(found, "#e8edf2" if dark else "#17212b"),
        key="picture",
        on_select="rerun",
        selection_mode="points",
        theme=None,
        config={"displayModeBar": False},
        alt="Scenarios by studies; the table below says the same in words.",
    )
    _provenance(found, chosen)
    st.html(folded("The same as a table", _table(found), css="part"))
    st.download_button(
        "Download as CSV",
        overview.frame(found, knowledge()).to_csv(index=False),
        "criteria.csv",
        "text/csv",
        on_click="ignore",
    )
    st.html(_rules())


def _filters() -> overview.Filter:
    def modality_name(name: str | None) -> str:
        return overview.MODALITIES[name] if name else "All"

    def needle_name(needle: bool | None) -> str:
        return {None: "With or without", False: "Without", True: "With"}[needle]

    def level_name(level: int | None) -> str:
        return "Any" if level is None else wording.level_words(level, knowledge()).capitalize()

    with st.container(horizontal=True, key="filters"):
        modality = st.selectbox("Modality", [None, *overview.MODALITIES], format_func=modality_name)
        needle = st.selectbox("Needle", [None, False, True], format_func=needle_name)
        level = st.selectbox("Relative radiation level up to", [None, 0, 3, 4, 5], format_func=level_name)
    return overview.Filter(modality, needle, level)


def _legend() -> Markup:
    names = ("usually_appropriate", "may_be_appropriate", "usually_not_appropriate", "contested", "not_rated")
    keys = (joined(mark(name), f"{overview.LETTERS[name]} {wording.CATEGORIES[name]}") for name in names)
    return tag("p", *(tag("span", key, css="key") for key in keys))


def _provenance(found: list[overview.Cell], chosen: object) -> None:
    """The cell clicked in the picture, or the one named below it."""
    points = chosen.selection.points if hasattr(chosen, "selection") else []  # type: ignore[attr-defined]
    data = points[0].get("customdata") if points else None
    clicked = (data[0], data[1]) if data else None
    scenarios = list(dict.fromkeys(cell.scenario.id for cell in found))
    procedures = list(dict.fromkeys(cell.procedure.id for cell in found))
    first = clicked or ("iatrogenic_over_72h", "dsm_complete_spine")
    base = knowledge()
    with st.container(horizontal=True, key="cell"):
        scenario = st.selectbox(
            "Scenario", scenarios, index=scenarios.index(first[0]) if first[0] in scenarios else 0,
            format_func=lambda name: base.scenarios[name].short, key=f"scenario.{clicked}",
        )  # fmt: skip
        procedure = st.selectbox(
            "Study", procedures, index=procedures.index(first[1]) if first[1] in procedures else 0,
            format_func=lambda name: base.procedures[name].label, key=f"procedure.{clicked}",
        )  # fmt: skip
    cell = next(cell for cell in found if cell.scenario.id == scenario and cell.procedure.id == procedure)
    st.html(_cell(cell))


def _cell(cell: overview.Cell) -> Markup:
    level = cell.procedure.rrl.adult
    drawn = radiation(level, wording.level_words(level, knowledge()))
    head = tag("p", mark(cell.category), tag("b", cell.words), " ", drawn)
    if cell.row is None:
        why = (
            "No ACR variant covers this scenario."
            if cell.scenario.acr_variant is None
            else f"Variant {cell.scenario.acr_variant} as we hold it has no row for this study."
        )
        return tag("section", head, tag("p", why), css="answer")
    settled = site_words.settled(cell.row, knowledge())
    return tag(
        "section",
        head,
        tag("p", mark("true"), tag("b", settled)) if settled is not None else "",
        tag("p", wording.why_words(cell.row)),
        *(readings.reading(item, knowledge()) for item in cell.row.source.readings),
        readings.cited(cell.row.source.cite, knowledge()),
        css="answer",
        aria_label="Provenance of this rating",
    )


def _table(found: list[overview.Cell]) -> Markup:
    scenarios = list(dict.fromkeys(cell.scenario.short for cell in found))
    by_procedure: dict[str, list[overview.Cell]] = {}
    for cell in found:
        by_procedure.setdefault(cell.procedure.label, []).append(cell)
    rows = [
        tag("tr", tag("th", label, scope="row"), *(tag("td", mark(cell.category), cell.words) for cell in mine))
        for label, mine in by_procedure.items()
    ]
    head = tag("tr", tag("th", "Study", scope="col"), *(tag("th", name, scope="col") for name in scenarios))
    caption = tag("caption", "Category and panel rating")
    made = tag("table", caption, tag("thead", head), tag("tbody", *rows), css="grid")
    return tag("div", made, css="wide", tabindex="0", role="region", aria_label="Table of ratings")


def _rules() -> Markup:
    rules = rulebook(knowledge())
    scenarios = [
        folded(item.scenario.title, _rule(item.rule), tag("p", item.scenario.summary.say, css="quiet"))
        for item in rules.scenarios
    ]
    return joined(
        tag("h2", "Scenarios"),
        *scenarios,
        tag("h2", "Red flags, before any table"),
        *(_flag(item) for item in rules.flags),
        tag("h2", "Redirects, before any scenario"),
        *(_redirect(item) for item in rules.redirects),
    )


def _flag(item: CompiledFlag) -> Markup:
    flag = item.flag
    cite = readings.cited(flag.cite, knowledge(), flag.checked)
    return folded(joined(mark(flag.level), flag.message), _rule(item.rule), tag("p", flag.action), cite)


def _redirect(item: CompiledRedirect) -> Markup:
    redirect = item.redirect
    cite = readings.cited(redirect.cite, knowledge(), redirect.checked)
    return folded(redirect.title, _rule(item.rule), tag("p", redirect.say), cite)


def _rule(rule: Rule) -> Markup:
    required = [tag("li", tag("small", "requires: "), item.claim, _note(item.note)) for item in rule.require]
    excepted = [tag("li", tag("small", "unless: "), item.claim, _note(item.note)) for item in rule.unless]
    return tag("ul", *required, *excepted)


def _note(note: str | None) -> Markup:
    return tag("small", f" {note}") if note else Markup("")


page()
