"""Papers: a decision as an order text, a letter or a sheet for the patient, edited here and taken along."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import streamlit as st

from appropriateness import headline, wording
from appropriateness.documents import building, pdf, plain_text
from appropriateness.documents.study import Study, first_choice, studies
from appropriateness.engine.consultation import Consultation, consult
from appropriateness.knowledge.documents import Template
from appropriateness.web import answer, html, state
from appropriateness.web.current_case import contradiction, current_case, link_problems
from appropriateness.web.loaded import documents, knowledge

ORDER = Path(__file__).with_name("order.py")
PRIVACY = (
    "What is typed here stands in this paper alone. It is not stored, not part of the address of this page, and gone "
    "when the page is left or closed. Names belong on the printed paper or in your record system."
)


def page() -> None:
    st.html(html.tag("h1", "Papers for this decision"))
    if state.sheet().link_problems:
        st.html(link_problems())
    case, messages = current_case()
    if case is None:
        st.html(contradiction(messages))
        st.page_link(ORDER, label="Correct the answers on the Order page")
        return
    consultation = consult(case, knowledge(), date.today())
    st.html(html.joined(answer.banners(consultation), _decision(consultation)))
    st.page_link(ORDER, label="Change the case on the Order page")
    with st.container(key="paper_choice", horizontal=True, vertical_alignment="bottom"):
        template = _template()
        study = _study(template, consultation)
    st.html(html.tag("p", template.purpose, css="quiet"))
    notes = st.text_area(
        "Notes to stand in the paper", key="paper_notes", max_chars=building.MOST_NOTES, height=80, help=PRIVACY
    )
    st.html(html.tag("p", PRIVACY, css="quiet"))
    try:
        paper = building.build(template, documents(), consultation, study, notes or "")
    except ValueError as fault:
        st.html(html.tag("p", str(fault), css="fault", role="alert"))
        return
    _edit_and_take(template, plain_text.write(paper, width=None))


def _decision(consultation: Consultation) -> html.Markup:
    """The answer in a line, so that nobody takes along a paper for another case; and what the paper leaves out."""
    parts = [html.tag("p", html.tag("b", headline.answer_sentence(consultation, "if no red flag is present")))]
    if not consultation.case.answers:
        parts.append(html.tag("p", "Nothing is known of the case yet: what a paper needs is marked as not stated."))
    waiting = [knowledge().facts[name].label.lower() for name in state.aged()]
    if waiting:
        text = f"Not used until confirmed on the Order page: {wording.joined(waiting)}."
        parts.append(html.tag("p", text, css="fault", role="alert"))
    return html.tag("section", *parts, css=f"answer {consultation.decision.outcome}", aria_label="Answer")


def _template() -> Template:
    papers = documents().papers
    titles = {name: paper.title.split(":")[0] for name, paper in papers.items()}
    chosen = st.selectbox("Paper", list(papers), key="paper_kind", format_func=titles.__getitem__, width=320)
    return papers[chosen]


def _study(template: Template, consultation: Consultation) -> str | None:
    """The study the paper is about; none is chosen for anybody where sources disagree or something stops it."""
    if template.study == "none":
        return None
    offered = {study.procedure.id: _label(study) for study in studies(consultation)}
    for name, procedure in knowledge().procedures.items():
        offered.setdefault(name, f"{procedure.label} (not in the tables shown)")
    choices = [None, *offered]
    chosen: str | None = st.selectbox(
        "Study", choices, index=choices.index(first_choice(consultation)), width=520,
        format_func=lambda name: "No study" if name is None else offered[name],
        key=f"paper_study.{_mark(str(state.usable()))}",
    )  # fmt: skip
    return chosen


def _label(study: Study) -> str:
    words = {"flag": "red flag", "elsewhere": "another source", **wording.GROUPS}
    return f"{study.procedure.label} ({wording.decapitalised(words[study.place])})"


def _edit_and_take(template: Template, text: str) -> None:
    """The text in a field, and the buttons that take along what stands in it. A new text replaces the edited one."""
    edited = st.text_area(
        "The paper, to be edited", text, height=560, max_chars=building.MOST_TEXT, key=f"paper_text.{_mark(text)}",
        help="A change of the case, the study or the notes starts the text afresh.",
    )  # fmt: skip
    current = edited or ""
    if len(current) > building.MOST_TEXT:
        said = f"The paper has {len(current)} characters, more than {building.MOST_TEXT}. Shorten it to take it along."
        st.html(html.tag("p", said, css="fault", role="alert"))
        return
    name = f"{template.id.replace('_', '-')}-{date.today().isoformat()}"
    with st.container(key="paper_take", horizontal=True):
        st.download_button(
            "Download as PDF", lambda: pdf.write(plain_text.read(current)), file_name=f"{name}.pdf",
            mime="application/pdf", on_click="ignore", key="paper_pdf",
        )  # fmt: skip
        st.download_button(
            "Download as text", current, file_name=f"{name}.txt", mime="text/plain", on_click="ignore", key="paper_txt"
        )
    st.html(html.tag("p", "To copy: click into the text, select all (Ctrl+A or ⌘A), copy (Ctrl+C or ⌘C).", css="quiet"))


def _mark(text: str) -> str:
    """A short name for a text, so that a field shows the text it was made for."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


page()
