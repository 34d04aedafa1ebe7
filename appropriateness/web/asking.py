"""The open questions, each with the control that answers it."""

from __future__ import annotations

import streamlit as st

from appropriateness import wording
from appropriateness.engine.questions import Question
from appropriateness.knowledge.facts import BooleanFact, ChoiceFact, ChoicesFact, QuantityFact
from appropriateness.web import fields, form, html, indication, state
from appropriateness.web.loaded import knowledge


def draw(questions: tuple[Question, ...]) -> None:
    """The facts that decide, each as a field of its own."""
    for question in questions:
        if not question.red_flags:
            _fact(question)


def red_flags(questions: tuple[Question, ...]) -> None:
    """The unasked red flags as one question with one control, before the answer that depends on them."""
    for question in questions:
        if question.red_flags:
            _red_flags(question.red_flags)


def _red_flags(names: tuple[str, ...]) -> None:
    labels = [wording.alarm(knowledge().facts[name]) for name in names]
    listed = ", ".join([labels[0], *(wording.decapitalised(label) for label in labels[1:])])
    st.html(
        html.tag(
            "p",
            html.tag("b", "Is any of these present? "),
            f"{listed}. ",
            html.tag("small", "If one is, enter it under red flags."),
        )
    )
    st.button("None of these is present", key="none_present", type="primary", on_click=none_present, args=(names,))


def none_present(names: tuple[str, ...]) -> None:
    """Answer each of the red flags with the value that means it is not there."""
    for name in names:
        fact = knowledge().facts[name]
        if isinstance(fact, BooleanFact):
            state.answer(name, fact.absent, elsewhere=True)
        elif isinstance(fact, ChoiceFact) and fact.absent:
            absent = fact.absent[0] if len(fact.absent) == 1 else {"one_of": list(fact.absent)}
            state.answer(name, absent, elsewhere=True)
    indication.keep_up()


def _answer(name: str, value: object) -> None:
    state.answer(name, value, elsewhere=True)
    indication.keep_up()


def _typed(fact: QuantityFact, key: str) -> None:
    form.take(fact, st.session_state[key] or "", elsewhere=True)
    indication.keep_up()


def _fact(question: Question) -> None:
    fact = knowledge().facts[question.fact]
    why = wording.question_why(question)
    key = f"ask.{state.field_key(fact.id)}"
    match fact:
        case BooleanFact():
            st.html(html.tag("p", html.tag("b", fact.question)))
            with st.container(horizontal=True, gap="small"):
                st.button("Yes", key=f"{key}.yes", on_click=_answer, args=(fact.id, True))
                st.button("No", key=f"{key}.no", on_click=_answer, args=(fact.id, False))
        case ChoiceFact() | ChoicesFact():
            st.selectbox(
                fact.question,
                [None, *fact.values],
                format_func=lambda word: fields.UNKNOWN if word is None else fact.values[word].capitalize(),
                key=key,
                on_change=lambda: _answer(fact.id, st.session_state[key]),
            )
        case QuantityFact():
            st.text_input(
                f"{fact.question} ({fact.unit})",
                placeholder=fields.hint(fact),
                max_chars=60,
                key=key,
                on_change=lambda: _typed(fact, key),
            )
    st.html(html.tag("p", why, css="quiet"))
