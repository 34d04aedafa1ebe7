"""Order: what is known of the patient on one side, what comes next on the other."""

from __future__ import annotations

from datetime import date

import streamlit as st

from appropriateness import wording
from appropriateness.engine.consultation import Consultation, consult
from appropriateness.errors import KnowledgeError
from appropriateness.web import (
    answer,
    asking,
    broken,
    dose_links,
    form,
    html,
    indication,
    options,
    protocol_links,
    saving,
    state,
    surroundings,
)
from appropriateness.web.current_case import contradiction, current_case
from appropriateness.web.loaded import knowledge


def page() -> None:
    st.html(html.tag("h1", "Suspected spinal CSF leak: which study, if any, comes next?"))
    with st.container(key="entry", horizontal=True, vertical_alignment="bottom"):
        with st.container(key="indication"):
            indication.box()
        with st.container(key="start"):
            _start()
    # Each part has a container of its own, empty or not: what comes and goes above a field must not take its focus.
    with st.container(key="findings"):
        indication.findings()
    with st.container(key="case"):
        _case()


@st.fragment
def _case() -> None:
    """The answer and the form: all that follows an entry in the form, drawn anew without the rest of the page."""
    try:
        case, messages = current_case()
        consultation = consult(case, knowledge(), date.today()) if case else None
        _draw(consultation, messages)
        state.publish()
    except KnowledgeError as fault:
        broken.draw(fault)


def _draw(consultation: Consultation | None, messages: dict[str, str]) -> None:
    with st.container(key="first"):
        _link_notices()
        if consultation is None:
            st.html(contradiction(messages))
        elif consultation.decision.flags:
            st.html(answer.banners(consultation))
    with st.container(key="flags", horizontal=True, vertical_alignment="center"):
        if consultation is not None:
            asking.red_flags(consultation.questions)
    with st.container(key="deciding"):
        found, known = st.columns([3, 2], gap="large")
    if consultation is not None:
        with found:
            with st.container(key="summary"):
                _summary(consultation)
            with st.container(key="rest"):
                _rest(consultation)
    with known:
        with st.container(key="ask"):
            if consultation is not None:
                asking.draw(consultation.questions)
        with st.container(key="facts"):
            st.html(html.tag("h2", "What is known"))
            form.draw(_deciding(consultation), messages)


def _deciding(consultation: Consultation | None) -> set[str]:
    """The facts whose answer can change the outcome and are asked for now; red flags have a control of their own."""
    asked = consultation.questions if consultation else ()
    return {question.fact for question in asked if not question.red_flags}


def _start() -> None:
    """Two rows beside the text box: what is done with the text and the case, and the examples."""
    with st.container(key="start_text", horizontal=True):
        indication.buttons()
        st.button("Clear", on_click=_clear, disabled=state.sheet().empty)
        if state.put_aside():
            st.button("Bring the last case back", on_click=state.bring_back)
    examples = {example.id: example for example in knowledge().examples}
    with st.container(key="start_example", horizontal=True):
        chosen = st.selectbox(
            "Start from an example", [None, *examples], index=0, key="example", label_visibility="collapsed",
            format_func=lambda name: "Start from an example" if name is None else examples[name].title,
        )  # fmt: skip
        st.button(
            "Load the example",
            on_click=lambda: state.start(examples[chosen].facts) if chosen else None,
            disabled=chosen is None,
        )


def _clear() -> None:
    indication.clear()
    state.start({})


def _link_notices() -> None:
    for problem in state.sheet().link_problems:
        st.html(html.tag("p", wording.with_labels(problem, knowledge()), css="fault", role="alert"))
    aged = state.aged()
    if not aged:
        return
    facts = knowledge().facts
    named = wording.joined([wording.decapitalised(facts[name].label) for name in aged])
    known = [hours for hours in aged.values() if hours is not None]
    passed = {round(hours) for hours in known}
    when = f"about {_hours(passed.pop())} ago" if len(passed) == 1 and len(known) == len(aged) else "earlier"
    st.html(
        html.tag(
            "section",
            html.tag("p", html.tag("b", f"Given {when}: {named}."), " Not used until confirmed."),
            css="banner urgent",
        )
    )
    with st.container(horizontal=True, key="confirm"):
        if len(known) == len(aged):
            st.button(f"Add {when.removeprefix('about ').removesuffix(' ago')}" if when != "earlier"
                      else "Add the hours that have passed", on_click=_confirm, args=(True,))  # fmt: skip
        st.button("Keep as written", on_click=_confirm, args=(False,))
        st.button("Leave the times out", on_click=_confirm, args=(None,))


def _confirm(move_on: bool | None) -> None:
    state.confirm(move_on)
    indication.keep_up()


def _hours(hours: int) -> str:
    return "1 hour" if hours == 1 else f"{hours} hours"


def _summary(consultation: Consultation) -> None:
    """What was left out, and the answer."""
    refused = state.sheet().refused
    if refused:
        names = wording.joined([wording.decapitalised(knowledge().facts[name].label) for name in refused])
        st.html(html.tag("p", f"Left out until corrected: {names}.", css="fault", role="alert"))
    st.html(answer.summary(consultation))
    st.page_link("appropriateness/web/views/documents.py", label="Order text, letters and a sheet for the patient")


def _rest(consultation: Consultation) -> None:
    """The options of every scenario shown, and what stands around them."""
    for shown in consultation.decision.shown:
        word = "" if shown.state == "matched" else " (possible)"
        several = len(consultation.decision.shown) > 1
        title = html.tag("h3", f"{shown.scenario.title}{word}") if several else ""
        tables = options.tables(shown.scenario.id, consultation)
        st.html(html.joined(title, tables, answer.why_scenario(shown, consultation)))
        protocol_links.draw(shown.scenario.id, consultation)
        dose_links.draw(shown.scenario.id, consultation)
    # Apart, so that what an answer does not change stays as it is, opened parts open.
    for part in (
        (surroundings.gates(consultation), answer.redirect(consultation), surroundings.safety(consultation)),
        (
            *(surroundings.pathway(shown.scenario, consultation) for shown in consultation.decision.shown),
            surroundings.positions(consultation),
            surroundings.pointers(consultation),
            surroundings.disagreements(consultation),
        ),
        (answer.would_change(consultation), answer.facts_used(consultation), surroundings.colophon(consultation)),
    ):
        if drawn := html.joined(*part):
            st.html(drawn)
    if state.sheet().answers:
        st.html(html.tag("p", "The address carries the case, facts only: copy it to share or keep it.", css="quiet"))
    saving.draw(consultation)


page()
