"""What goes into a dose history: files, rows typed on the page, and the study to come. Kept in this session only."""

from __future__ import annotations

from datetime import date

import streamlit as st

from appropriateness.dose.examinations import Examination
from appropriateness.dose.history import PatientShare, by_patient
from appropriateness.dose.records import DoseRecord
from appropriateness.dose.rows import TEMPLATE, read_rows
from appropriateness.dose.study_names import StudyNames
from appropriateness.dose_files import ReadFiles, read_uploads
from appropriateness.knowledge.doses import DoseKnowledge
from appropriateness.web import html
from appropriateness.web.dose_links import chosen_procedure
from appropriateness.web.loaded import doses, knowledge

_TYPED, _READ, _CLEARED, _FAULT = "dose_typed", "dose_read", "dose_cleared", "dose_fault"
_FIELDS = {
    "date": ("Date", "2026-03-02, 2026-03 or 2026"),
    "place": ("Place", ""),
    "result": ("Result", "what was found"),
    "age_years": ("Age then, years", ""),
    "dlp_mgycm": ("DLP, mGy.cm", ""),
    "dap_gycm2": ("DAP, Gy.cm2", ""),
}
_ONE_PERSON = "all of them: they are one person"


def draw() -> tuple[list[DoseRecord], list[Examination], tuple[str, ...], bool]:
    """Reports and rows of one patient, what was not read, and whether it must first be said who is meant."""
    studies = StudyNames(doses(), knowledge().procedures)
    files = _files(studies)
    _typing(studies)
    typed = read_rows(_typed(), "typed", date.today(), studies)
    shares = by_patient(files.records, [*files.rows, *typed.rows])
    chosen = _patient(shares)
    records = [record for share in chosen for record in share.records]
    rows = [row for share in chosen for row in share.rows]
    return records, rows, files.problems, bool(shares) and not chosen


def _files(studies: StudyNames) -> ReadFiles:
    uploaded = st.file_uploader(
        "Dose reports (DICOM), CSV, FHIR, or a ZIP of them", accept_multiple_files=True, key="dose_upload",
        help="Read in memory for this session. No name and no number of the patient is kept.",
    )  # fmt: skip
    st.download_button(
        "CSV to fill in", TEMPLATE, file_name="imaging-history.csv", mime="text/csv", on_click="ignore",
        key="dose_template",
    )  # fmt: skip
    marks = (date.today(), knowledge().digest, tuple(file.file_id for file in uploaded))
    kept = st.session_state.get(_READ)
    if kept is None or kept[0] != marks:
        read = read_uploads([(file.name, file.getvalue()) for file in uploaded], date.today(), studies)
        kept = st.session_state[_READ] = (marks, read)
    return kept[1]


def _typed() -> list[tuple[str, dict[str, str]]]:
    return [("typed row", cells) for cells in st.session_state.get(_TYPED, ())]


def _typing(studies: StudyNames) -> None:
    """One examination typed by hand; it is taken only if it can be read."""
    count = st.session_state.setdefault(_CLEARED, 0)
    with st.expander("Type an examination", expanded=False, key="dose_typing"):
        kinds = {kind.id: kind.label for kind in doses().examinations}
        with st.container(horizontal=True, vertical_alignment="bottom", key="dose_fields"):
            study = st.selectbox(
                "Study", [None, *kinds], index=0, key=f"dose_study.{count}", width=380,
                format_func=lambda name: "Choose a study" if name is None else kinds[name],
            )  # fmt: skip
            cells = {
                name: st.text_input(label, placeholder=example, key=f"dose_{name}.{count}", width=180)
                for name, (label, example) in _FIELDS.items()
            }
        if st.button("Add the examination", key="dose_add"):
            _add({"study": study or "", **{name: text or "" for name, text in cells.items()}}, studies)
        if fault := st.session_state.get(_FAULT):
            st.html(html.tag("p", fault, css="fault", role="alert"))
        if st.session_state.get(_TYPED):
            st.button("Remove the last typed row", on_click=_remove, key="dose_remove")


def _add(cells: dict[str, str], studies: StudyNames) -> None:
    found = read_rows([("This row", cells)], "typed", date.today(), studies)
    st.session_state[_FAULT] = "" if found.rows else " ".join(str(problem) for problem in found.problems)
    if found.rows:
        st.session_state[_TYPED] = (*st.session_state.get(_TYPED, ()), cells)
        st.session_state[_CLEARED] += 1
    st.rerun()


def _remove() -> None:
    st.session_state[_TYPED] = st.session_state[_TYPED][:-1]


def _patient(shares: tuple[PatientShare, ...]) -> tuple[PatientShare, ...]:
    """The one patient there is; of several the one chosen, and nobody until one is."""
    if len(shares) < 2:
        return shares
    text = f"The files are about {len(shares)} patients, or about one under several numbers. Nothing is added up yet."
    st.html(html.tag("p", html.tag("b", text), css="banner urgent", role="alert"))
    options = [*range(len(shares)), _ONE_PERSON]
    chosen = st.radio(
        "Whose history is this?", options, index=None, key="dose_patient",
        format_func=lambda item: item if isinstance(item, str) else f"Patient {item + 1}: {_plain(shares[item].words)}",
    )  # fmt: skip
    if chosen is None:
        return ()
    return shares if chosen == _ONE_PERSON else (shares[chosen],)


def _plain(text: str) -> str:
    """Text for a label that is read as Markdown, with its signs made harmless."""
    return "".join(f"\\{letter}" if letter in "\\`*_{}[]()#+!|<>~$:-" else letter for letter in text)


def proposed_study(knowledge_doses: DoseKnowledge) -> str | None:
    """The study to come, as an id of a procedure or of one of its techniques."""
    names = {item.procedure: knowledge().procedures[item.procedure].label for item in knowledge_doses.procedures}
    for item in knowledge_doses.procedures:
        names |= {other: knowledge_doses.examination[other].label for other in item.otherwise}
    choices = [None, *names]
    asked = chosen_procedure()
    return st.selectbox(
        "Proposed study", choices, index=choices.index(asked) if asked in names else 0, width=520,
        key=f"dose_proposed.{asked}", format_func=lambda name: "No study" if name is None else names[name],
    )  # fmt: skip
