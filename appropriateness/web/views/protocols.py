"""Protocols: what the scanner must run, a check of what was planned or acquired, and the sheet to book from."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import streamlit as st

from appropriateness import headline
from appropriateness.documents.study import first_choice
from appropriateness.engine.consultation import Consultation, consult
from appropriateness.knowledge.protocol_library import ProtocolLibrary
from appropriateness.knowledge.protocols import Protocol
from appropriateness.protocol_wording import VENDORS
from appropriateness.web import answer, checking, html, protocol_view, scheduling
from appropriateness.web.current_case import contradiction, current_case
from appropriateness.web.loaded import knowledge, protocols
from appropriateness.web.protocol_links import chosen_procedure

ORDER = Path(__file__).with_name("order.py")
PARTS = ("What to run", "Check a study", "Scheduler sheet")


def page() -> None:
    st.html(html.tag("h1", "Protocols"))
    case, messages = current_case()
    if case is None:
        st.html(contradiction(messages))
        st.page_link(ORDER, label="Correct the answers on the Order page")
        return
    consultation, library = consult(case, knowledge(), date.today()), protocols()
    procedure = chosen_procedure() or first_choice(consultation)
    if procedure is not None and not library.of_procedure(procedure):
        procedure = None
    if consultation.decision.flags:
        st.html(answer.banners(consultation))
    if case.answers:
        st.html(html.tag("p", html.tag("b", headline.answer_sentence(consultation, "if no red flag is present"))))
        st.page_link(ORDER, label="Change the case on the Order page")
    with st.container(key="protocol_controls", horizontal=True, vertical_alignment="bottom"):
        part = st.segmented_control("Show", PARTS, default=PARTS[0], key="protocol_part", required=True, wrap=True)
        protocol = _protocol(procedure, library, consultation) if part != PARTS[2] else None
        vendor = st.selectbox("Names used on", [None, *VENDORS.values()], key="protocol_vendor", width=200,
                              format_func=lambda name: "No maker" if name is None else name)  # fmt: skip
    if protocol is None:
        scheduling.draw(procedure, library, consultation, vendor)
    elif part == PARTS[1]:
        checking.draw(protocol, library)
    else:
        st.html(protocol_view.protocol(protocol, library, vendor))


def _protocol(procedure: str | None, library: ProtocolLibrary, consultation: Consultation) -> Protocol:
    names = list(library.protocols)
    own = library.of_procedure(procedure) if procedure else ()
    chosen = st.selectbox(
        "Study", names, index=names.index(own[0].id) if own else 0, width=420, key=f"protocol_study.{procedure}",
        format_func=lambda name: library.protocols[name].title,
    )  # fmt: skip
    return library.protocols[chosen]


page()
