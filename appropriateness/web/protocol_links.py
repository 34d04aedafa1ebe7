"""From an option on the Order page to its protocol, with the case."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from appropriateness.engine.consultation import Consultation
from appropriateness.web.loaded import protocols

PROTOCOLS = Path(__file__).with_name("views") / "protocols.py"
_CHOSEN = "protocol_procedure"


def chosen_procedure() -> str | None:
    """The study whose protocol was asked for last in this session."""
    return st.session_state.get(_CHOSEN)


def draw(scenario: str, consultation: Consultation) -> None:
    """One button for each study of a scenario that can be ordered and has a protocol."""
    library = protocols()
    found = [one.row.procedure for one in consultation.options_of(scenario) if one.group == "can_be_ordered"]
    found += [
        one.procedure
        for one in consultation.unrated
        if one.scenario == scenario and one.group == "can_be_ordered" and not one.conditional
    ]
    offered = {one.id: one.short for one in found if library.of_procedure(one.id)}
    if not offered:
        return
    with st.container(key=f"protocols_{scenario}", horizontal=True):
        for name, label in offered.items():
            if st.button(f"Protocol: {label}", key=f"protocol.{scenario}.{name}", type="tertiary"):
                st.session_state[_CHOSEN] = name
                st.switch_page(PROTOCOLS)
