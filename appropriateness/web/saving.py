"""Save this consultation: under the answer on the order page, where this installation keeps records."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from appropriateness.engine.consultation import Consultation
from appropriateness.records.keeping import KeepingError
from appropriateness.records.opening import StoreError
from appropriateness.records.reasons import OVERRIDE_REASONS
from appropriateness.settings import records_place
from appropriateness.web import kept
from appropriateness.web.html import tag
from appropriateness.wire import consultations, json_lines

_SAVED = "saved"


@dataclass(frozen=True)
class _Saved:
    """What was saved last, under which id; or why it was not."""

    what: object
    identifier: str | None
    fault: str = ""


_NOTHING = _Saved(None, None)


def draw(consultation: Consultation) -> None:
    """A button, a reason for whoever departs from the answer, and the consult id once it is kept."""
    if records_place() is None:
        return
    facts = json_lines.line(consultations.facts(consultation.case, consultation.knowledge))
    with st.container(key="save", horizontal=True, vertical_alignment="bottom"):
        reason = st.selectbox(
            "If you depart from this answer, why", [None, *OVERRIDE_REASONS], key="departure", width=340,
            format_func=lambda code: OVERRIDE_REASONS[code] if code else "Not departing from it",
        )  # fmt: skip
        now = (facts, reason, consultation.knowledge.digest)
        saved = st.session_state.get(_SAVED, _NOTHING)
        st.button(
            "Save this consultation",
            on_click=_save,
            args=(consultation, reason, now),
            disabled=saved.what == now and saved.identifier is not None,
            help="Keeps the facts and the answer, no name.",
        )
    if saved.what != now:
        return
    if saved.identifier is None:
        st.html(tag("p", f"Not saved. {saved.fault}", css="fault", role="alert"))
    else:
        said = f"Saved as {saved.identifier}. Quote this id to have the answer replayed."
        st.html(tag("p", said, css="quiet", role="status"))


def _save(consultation: Consultation, reason: str | None, what: object) -> None:
    try:
        st.session_state[_SAVED] = _Saved(what, kept.save(consultation, reason))
    except (StoreError, KeepingError) as fault:
        st.session_state[_SAVED] = _Saved(what, None, str(fault))
