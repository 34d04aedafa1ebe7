"""The store of consultations for the pages: opened once, asked for a record, told what was refused."""

from __future__ import annotations

import uuid
from contextlib import suppress

import streamlit as st

from appropriateness.engine.consultation import Consultation
from appropriateness.records.keeping import KeepingError
from appropriateness.records.opening import StoreError
from appropriateness.records.record import new_record
from appropriateness.records.statistics import INDICATION_REFUSED
from appropriateness.records.store import Store
from appropriateness.settings import records_place


def store() -> Store | None:
    """The store of this installation; None where it keeps no records. Raises StoreError."""
    place = records_place()
    return _opened(place) if place is not None else None


def save(consultation: Consultation, reason: str | None) -> str:
    """Keep a consultation; its consult id. Raises StoreError or KeepingError where it is not kept."""
    place = store()
    if place is None:
        raise StoreError("This installation keeps no records.")
    identifier = str(uuid.uuid4())
    place.write([new_record(consultation, identifier, "page", reason)])
    return identifier


def count_refusal() -> None:
    """Count that the reader found no scenario in a text; nothing of the text. A count that fails stops no answer."""
    with suppress(StoreError, KeepingError):
        place = store()
        if place is not None:
            place.count(INDICATION_REFUSED)


@st.cache_resource(show_spinner=False)
def _opened(place: str) -> Store:
    return Store(place)
