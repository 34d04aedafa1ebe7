"""Check a study: files are read once, their series kept for the session, the files themselves forgotten."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import streamlit as st

from appropriateness.dicom.bounded import Refused, Source, sources_of
from appropriateness.dicom.series import StudyRead, read_study
from appropriateness.knowledge.protocol_library import ProtocolLibrary
from appropriateness.knowledge.protocols import Protocol
from appropriateness.protocol_check.planned import PlannedListError, read_planned
from appropriateness.protocol_check.report import Excepted, StudyCheck, check
from appropriateness.web import study_view
from appropriateness.web.html import joined, tag

_READ, _EXCEPTIONS = "protocol_study", "protocol_exceptions"
PRIVACY = (
    "Only headers are read. Names, numbers and birth dates of patients are neither shown nor kept; nothing is stored, "
    "and what was read is gone when this page is closed."
)
LARGE = "A study larger than the upload limit is checked on the command line: appropriateness check-protocol."


def draw(protocol: Protocol, library: ProtocolLibrary) -> None:
    """Upload, read, compare."""
    if not protocol.can_be_checked:
        st.html(tag("p", "This study has no MR series to look for. Choose an MRI study to check."))
        return
    with st.container(key="protocol_upload"):
        files = st.file_uploader(
            "DICOM files, a ZIP of them, or a CSV of planned series", accept_multiple_files=True, key="protocol_files"
        )
        st.html(tag("p", f"{PRIVACY} {LARGE}", css="quiet"))
    if not files:
        st.session_state.pop(_READ, None)
        return
    study = _study(files)
    if isinstance(study, str):
        st.html(tag("p", study, css="fault", role="alert"))
        return
    hidden = sum(item.may_hide_an_object for item in study.refused)
    report = check(protocol, study.series, library.signatures, library.site, _exceptions(protocol), hidden)
    refused = [(item.name, item.reason) for item in study.refused]
    st.html(joined(study_view.summary(report), study_view.coverage(report)))
    _except(report)
    st.html(joined(study_view.details(report), study_view.aside(report, refused)))


def _study(files: list[Any]) -> StudyRead | str:
    """What the files hold, read once for as long as the same files stand in the field; or why nothing can be said."""
    names = tuple(file.file_id for file in files)
    kept = st.session_state.get(_READ)
    if kept is None or kept[0] != names:
        kept = st.session_state[_READ] = (names, _read(files))
    return kept[1]


def _read(files: list[Any]) -> StudyRead | str:
    lists = [file for file in files if file.name.lower().endswith((".csv", ".tsv"))]
    if lists and len(files) > 1:
        return "A list of planned series is checked by itself: give the list, or the images."
    if lists:
        try:
            return StudyRead(read_planned(lists[0].getvalue()), (), 1, 0, 1)
        except PlannedListError as fault:
            return str(fault)
    bar = st.progress(0.0, text="Reading headers")
    total = max(1, sum(file.size for file in files))
    study = read_study(_counted(sources_of((file.name, file.getvalue()) for file in files), bar, total))
    bar.empty()
    if study.question:
        return study.question
    if not study.series:
        listed = " ".join(f"{item.name}: {item.reason}" for item in study.refused[:20])
        return f"No DICOM image was read. {listed}"
    return study


def _counted(items: Iterable[Source | Refused], bar: Any, total: int) -> Iterator[Source | Refused]:
    """The same items, with the bar moved on every fifty."""
    done = 0
    for number, item in enumerate(items, start=1):
        done += item.size if isinstance(item, Source) else 0
        if number % 50 == 0:
            bar.progress(min(1.0, done / total), text=f"Reading headers: {number} files")
        yield item


def _exceptions(protocol: Protocol) -> Mapping[str, Excepted]:
    return st.session_state.setdefault(_EXCEPTIONS, {}).get(protocol.id, {})


def _except(report: StudyCheck) -> None:
    """Record that a missing sequence need not be met: why, and who said so."""
    missing = {one.sequence.id: one.sequence.name for one in report.findings if one.outcome == "not_met"}
    recorded = _exceptions(report.protocol)
    if not missing and not recorded:
        return
    with st.container(key="protocol_except"), st.expander("Record an exception"):
        if missing:
            with st.form("protocol_exception", clear_on_submit=True, border=False):
                name = st.selectbox("Sequence", list(missing), format_func=missing.__getitem__)
                reason = st.text_input(
                    "Reason", max_chars=200, help="For example: contrast declined. No patient's name."
                )
                person = st.text_input("Who decided", max_chars=80, help="A role or the name of a colleague.")
                if st.form_submit_button("Record") and name and reason.strip() and person.strip():
                    _record(report.protocol, {**recorded, name: Excepted(reason.strip(), person.strip())})
        if recorded:
            st.button("Take all exceptions back", on_click=_record, args=(report.protocol, {}))


def _record(protocol: Protocol, exceptions: Mapping[str, Excepted]) -> None:
    st.session_state[_EXCEPTIONS] = {**st.session_state.get(_EXCEPTIONS, {}), protocol.id: dict(exceptions)}
    st.rerun()
