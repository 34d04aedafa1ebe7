"""Records: what was asked and answered over time, why people departed, what could not be answered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import streamlit as st

from appropriateness import settings, wording
from appropriateness.records import exporting, statistics
from appropriateness.records.opening import StoreError
from appropriateness.records.reasons import OVERRIDE_REASONS
from appropriateness.records.statistics import Counted
from appropriateness.records.store import Store, Wanted
from appropriateness.web import kept, record_charts
from appropriateness.web.html import folded, joined, tag

REASONS = {**OVERRIDE_REASONS, "other": "Another reason", statistics.NO_REASON: "No reason given"}
UNMET = {
    **{name: wording.OUTCOMES[name] for name in statistics.UNMET},
    statistics.INDICATION_REFUSED: "Indication read, no scenario fits",
}
ORIGINS = {"service": "The record system", "page": "Saved on the page"}


def page() -> None:
    st.html(tag("h1", "Records"))
    try:
        store = kept.store()
    except StoreError as fault:
        st.html(tag("p", str(fault), css="fault", role="alert"))
        return
    if store is None:
        st.html(tag("p", f"This installation keeps no records. Set {settings.RECORDS} to a file to keep them."))
        return
    st.html(
        tag("p", "What was asked and answered, by day (UTC). No record holds a name, a number or a text.", css="quiet")
    )
    try:
        _counts(store, _filters())
    except StoreError as fault:
        st.html(tag("p", str(fault), css="fault", role="alert"))


def _filters() -> Wanted:
    with st.container(horizontal=True, key="filters"):
        since = st.date_input("From", value=None, key="since", max_value=date.today())
        until = st.date_input("To", value=None, key="until", max_value=date.today())
        origin = st.selectbox(
            "Asked from", [None, *ORIGINS], key="origin", format_func=lambda name: ORIGINS[name] if name else "Anywhere"
        )
        outcome = st.selectbox(
            "Outcome", [None, *wording.OUTCOMES], key="outcome",
            format_func=lambda name: wording.OUTCOMES[name] if name else "Any",
        )  # fmt: skip
    return Wanted(
        since.isoformat() if since is not None else None,
        until.isoformat() if until is not None else None,
        outcome,
        origin,
    )


def _counts(store: Store, wanted: Wanted) -> None:
    found = statistics.outcomes(store, wanted)
    total = sum(item.number for item in found)
    st.html(tag("p", tag("b", "1 record" if total == 1 else f"{total} records"), role="status"))
    _part("Outcomes", found, wording.OUTCOMES, "No record fits, or none has been kept yet.")
    _part("Why people departed from the answer", statistics.reasons(store, wanted), REASONS, "Nobody has departed.")
    _part(
        "Refusals and unmet scenarios",
        statistics.unmet(store, wanted),
        UNMET,
        "Nothing was refused or left without a scenario.",
    )
    if total:
        st.download_button(
            "Download as CSV", lambda: "\n".join(exporting.csv_lines(store, wanted)), "records.csv", "text/csv",
            on_click="ignore",
        )  # fmt: skip


def _part(title: str, found: list[Counted], names: Mapping[str, str], nothing: str) -> None:
    st.html(tag("h2", title))
    if not found:
        st.html(tag("p", nothing, css="quiet"))
        return
    dark = st.context.theme.type == "dark"
    st.plotly_chart(
        record_charts.bars(found, names, "#e8edf2" if dark else "#17212b"),
        key=f"chart.{title}",
        theme=None,
        config={"displayModeBar": False},
        alt=f"{title} by day; the table below says the same.",
    )
    st.html(joined(folded("The same as a table", record_charts.table(found, names, f"{title} by day"), css="part")))


page()
