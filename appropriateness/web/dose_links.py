"""From an option on the Order page to its dose, with the case."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from appropriateness.engine.consultation import Consultation
from appropriateness.web.dose_paths import first_studies

DOSE = Path(__file__).with_name("views") / "dose.py"
_CHOSEN = "dose_procedure"


def chosen_procedure() -> str | None:
    """The study whose dose was asked for last in this session."""
    return st.session_state.get(_CHOSEN)


def draw(scenario: str, consultation: Consultation) -> None:
    """One button for each study of a scenario that a path can begin with."""
    studies = [study for first in first_studies(scenario, consultation) for study in first.procedures]
    if not studies:
        return
    with st.container(key=f"doses_{scenario}", horizontal=True):
        for study in studies:
            if st.button(f"Dose: {study.short}", key=f"dose.{scenario}.{study.id}", type="tertiary"):
                st.session_state[_CHOSEN] = study.id
                st.switch_page(DOSE)
