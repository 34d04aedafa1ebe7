"""The scheduler sheet: choose the studies of a visit, see them in time, print or take the sheet along."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import streamlit as st

from appropriateness.documents import pdf, plain_text, scheduler_sheet
from appropriateness.documents.scheduler_sheet import Slot
from appropriateness.engine.consultation import Consultation
from appropriateness.knowledge.protocol_library import ProtocolLibrary
from appropriateness.web import paper_view
from appropriateness.web.html import Markup, joined, tag


def draw(procedure: str | None, library: ProtocolLibrary, consultation: Consultation, vendor: str | None) -> None:
    """The sheet for the chosen study, with those that belong on the same visit offered beside it."""
    labels = consultation.knowledge.procedures
    offered = {
        f"{order.procedure}/{protocol.id}": f"{labels[order.procedure].label}: {protocol.short}"
        for protocol in library.protocols.values()
        for order in protocol.procedures
    }
    with st.container(key="protocol_visit"):
        chosen = st.multiselect(
            "Studies of this visit, in sequence", list(offered), default=_together(procedure, library, consultation),
            format_func=offered.__getitem__, key=f"protocol_visit.{procedure}",
        )  # fmt: skip
    if not chosen:
        st.html(tag("p", "Choose at least one study."))
        return
    pairs = [(one.partition("/")[0], one.partition("/")[2]) for one in chosen]
    slots = scheduler_sheet.slots_of(pairs, library, consultation)
    paper = scheduler_sheet.build(slots, library, consultation, vendor)
    st.html(timeline(slots))
    with st.container(key="protocol_take", horizontal=True, vertical_alignment="center"):
        name = f"scheduler-sheet-{date.today().isoformat()}"
        st.download_button(
            "Download as PDF", lambda: pdf.write(paper), file_name=f"{name}.pdf", mime="application/pdf",
            on_click="ignore", key="sheet_pdf",
        )  # fmt: skip
        st.download_button(
            "Download as text", plain_text.write(paper), file_name=f"{name}.txt", mime="text/plain", on_click="ignore",
            key="sheet_txt",
        )  # fmt: skip
        st.html(tag("p", "Or print this page: only the sheet is printed.", css="quiet"))
    st.html(paper_view.shown(paper))


def _together(procedure: str | None, library: ProtocolLibrary, consultation: Consultation) -> list[str]:
    """The study and its partner on one visit, where this case can order that partner too."""
    if procedure is None or not library.of_procedure(procedure):
        return []
    free = {one.row.procedure.id for one in consultation.options if one.group == "can_be_ordered"}
    visits = [visit.procedures for visit in library.booking.visits if procedure in visit.procedures]
    partners = [name for visit in visits for name in visit if name != procedure and name in free]
    wanted = [procedure, *partners[:1]]
    wanted.sort(key=lambda name: consultation.knowledge.procedures[name].contrast != "none")
    return [f"{name}/{library.of_procedure(name)[0].id}" for name in wanted if library.of_procedure(name)]


def timeline(slots: Sequence[Slot]) -> Markup:
    """The visit as a row of blocks as long as they last; a study without minutes has the width of the shortest."""
    known = [slot.minutes for slot in slots if slot.minutes]
    least = min(known, default=30)
    blocks = [
        tag(
            "li",
            tag("b", slot.protocol.short),
            tag("span", f"{slot.minutes} min" if slot.minutes else "minutes not stated"),
            tag("small", slot.minutes_basis),
            style=f"flex-grow:{slot.minutes or least}",
        )
        for slot in slots
    ]
    total = f"{sum(known)} minutes" if len(known) == len(slots) else f"at least {sum(known)} minutes"
    return joined(
        tag("p", f"The visit: {total}, without preparation and recovery.", css="quiet"),
        tag("ol", *blocks, css="timeline"),
    )
