"""Order: what is known of the patient on one side, what comes next on the other."""

from __future__ import annotations

from datetime import date

import streamlit as st

from appropriateness import wording
from appropriateness.engine.case import Case, read_case
from appropriateness.engine.consultation import Consultation, consult
from appropriateness.errors import CaseError
from appropriateness.web import answer, asking, form, html, options, state, surroundings
from appropriateness.web.loaded import knowledge

_MESSAGES = "messages"


def page() -> None:
    st.html(html.tag("h1", "Suspected spinal CSF leak: which study, if any, comes next?"))
    _start()
    answered, known = st.columns([3, 2], gap="large")
    with known, st.container(key="facts"):
        questions = st.container(key="ask")
        st.html(html.tag("h2", "What is known"))
        form.draw({"patient", "headache", "spinal_procedure", "patch"}, st.session_state.get(_MESSAGES, {}))
    case, messages = _case()
    if messages != st.session_state.get(_MESSAGES, {}):
        st.session_state[_MESSAGES] = messages
        st.rerun()
    with answered:
        _link_notices()
        if case is None:
            _contradiction(messages)
            return
        consultation = consult(case, knowledge(), date.today())
        _answer(consultation)
    with questions:
        asking.draw(consultation.questions)


def _case() -> tuple[Case | None, dict[str, str]]:
    """The case of the sheet; where its answers contradict each other, the message for each fact named."""
    try:
        return read_case(dict(state.sheet().answers), knowledge()), {}
    except CaseError as fault:
        return None, {fact: problem.message for problem in fault.problems for fact in problem.facts}


def _contradiction(messages: dict[str, str]) -> None:
    lines = [html.tag("p", message) for message in dict.fromkeys(messages.values())]
    title = html.tag("h2", "These answers contradict each other")
    st.html(html.tag("section", title, *lines, css="banner", role="alert"))


def _start() -> None:
    with st.container(key="start", horizontal=True, vertical_alignment="bottom"):
        examples = {example.id: example for example in knowledge().examples}
        chosen = st.selectbox(
            "Start from an example", [None, *examples], index=0, key="example", width=420,
            format_func=lambda name: "Choose a published case" if name is None else examples[name].title,
        )  # fmt: skip
        st.button(
            "Load the example",
            on_click=lambda: state.start(examples[chosen].facts) if chosen else None,
            disabled=chosen is None,
        )
        st.button("Clear", on_click=lambda: state.start({}), disabled=not state.sheet().answers)
    if state.sheet().answers:
        st.html(
            html.tag(
                "p", "The address of this page carries the case, facts only: copy it to share or keep it.", css="quiet"
            )
        )


def _link_notices() -> None:
    sheet = state.sheet()
    for problem in sheet.link_problems:
        st.html(html.tag("p", problem, css="fault", role="alert"))
    if not sheet.unconfirmed:
        return
    facts = knowledge().facts
    named = wording.joined([f"{facts[name].label.lower()}" for name in sheet.unconfirmed])
    hours = sheet.unconfirmed_hours
    when = f"about {hours:g} hours ago" if hours is not None else "at an unknown time"
    st.html(
        html.tag(
            "section",
            html.tag(
                "p", html.tag("b", f"This link was made {when}."), f" Its times are not used until confirmed: {named}."
            ),
            css="banner urgent",
        )
    )
    with st.container(horizontal=True, key="confirm"):
        if hours is not None:
            st.button(f"Add {hours:g} hours", on_click=state.confirm, args=(hours,))
        st.button("Keep as written", on_click=state.confirm, args=(0,))
        st.button("Leave the times out", on_click=state.confirm, args=(None,))


def _answer(consultation: Consultation) -> None:
    refused = state.sheet().refused
    if refused:
        names = wording.joined([knowledge().facts[name].label.lower() for name in refused])
        st.html(html.tag("p", f"Left out until corrected: {names}.", css="fault", role="alert"))
    st.html(html.joined(answer.banners(consultation), answer.summary(consultation)))
    decision = consultation.decision
    for shown in decision.shown:
        word = "" if shown.state == "matched" else " (possible)"
        title = html.tag("h3", f"{shown.scenario.title}{word}") if len(decision.shown) > 1 else ""
        st.html(
            html.joined(
                title, options.tables(shown.scenario.id, consultation), answer.why_scenario(shown, consultation)
            )
        )
    parts = [
        surroundings.gates(consultation),
        answer.redirect(consultation),
        surroundings.safety(consultation),
        *(surroundings.pathway(shown.scenario, consultation) for shown in decision.shown),
        surroundings.positions(consultation),
        surroundings.pointers(consultation),
        surroundings.disagreements(consultation),
        answer.would_change(consultation),
        answer.facts_used(consultation),
        surroundings.colophon(consultation),
    ]
    st.html(html.joined(*parts))


page()
