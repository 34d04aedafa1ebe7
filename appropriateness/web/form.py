"""The facts as fields, grouped. Every field can say "not known"; a wrong entry keeps its text and says why."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import streamlit as st

from appropriateness.knowledge.facts import Fact
from appropriateness.web import fields, html, state
from appropriateness.web.loaded import knowledge

GROUPS = {
    "patient": "Patient",
    "headache": "Headache",
    "spinal_procedure": "Spinal procedure",
    "patch": "Patch and repair",
    "red_flags": "Red flags",
    "imaging": "Imaging so far",
    "safety": "Safety before a study",
}
_COARSE = frozenset({"adult", "patched", "papilloedema_or_visual_loss"})
"""Facts that a form need not ask, because it asks the finer ones; shown where a link or an example gave them."""
_OPEN_AT_FIRST = frozenset({"patient", "headache", "spinal_procedure"})


def absorb() -> None:
    """Take what was entered since the page was drawn. Done before anything is drawn from the answers."""
    for fact in knowledge().facts.values():
        key = state.field_key(fact.id)
        if key in st.session_state and not fields.same(st.session_state[key], _shown(fact)):
            take(fact, st.session_state[key])


def take(fact: Fact, entered: object, elsewhere: bool = False) -> None:
    """Take an entry: an answer, unknown where empty, or refused with its reason and its text kept."""
    try:
        value = fields.answer(fact, entered)
    except ValueError as fault:
        state.refuse(fact.id, fields.text(entered), str(fault), elsewhere)
        return
    sheet = state.sheet()
    if elsewhere or fact.id in sheet.refused or value != sheet.answers.get(fact.id):
        state.answer(fact.id, value, elsewhere)


def draw(matter: Collection[str], messages: Mapping[str, str]) -> None:
    """Draw all groups. One that holds a fact in `matter` or a wrong entry opens; `messages` stand beside their fields.

    A group once open stays open until it is closed by hand.
    """
    sheet = state.sheet()
    for group, title in GROUPS.items():
        facts = [fact for fact in knowledge().facts.values() if fact.group == group]
        key = f"group.{group}"
        faulty = any(fact.id in messages or fact.id in sheet.refused for fact in facts)
        if key not in st.session_state:
            st.session_state[key] = group in _OPEN_AT_FIRST or any(fact.id in sheet.answers for fact in facts)
        if faulty or _newly_matters(group, {fact.id for fact in facts}.intersection(matter)):
            st.session_state[key] = True
        opened = st.expander(title, key=key, on_change="rerun")
        if opened.open:
            with opened:
                for fact in facts:
                    if fact.id not in _COARSE or fact.id in sheet.answers:
                        _field(fact)
                        _message(fact, messages, fact.id in matter)


def _newly_matters(group: str, facts: set[str]) -> bool:
    """Whether a fact of the group has become one that decides since the page was last drawn."""
    key = f"matters.{group}"
    before: set[str] = st.session_state.get(key, set())
    st.session_state[key] = facts
    return bool(facts - before)


def _message(fact: Fact, messages: Mapping[str, str], matters: bool) -> None:
    refused = state.sheet().refused.get(fact.id)
    text = refused.message if refused else messages.get(fact.id)
    if text:
        st.html(html.tag("p", text, css="fault", role="alert"))
    elif fact.id in state.aged():
        st.html(html.tag("p", "Not used until confirmed: it was given some time ago.", css="quiet"))
    elif fact.id in state.sheet().read_as:
        st.html(html.tag("p", f"Changed by you. The text was read as: {state.sheet().read_as[fact.id]}.", css="quiet"))
    elif matters:
        st.html(html.tag("p", "Can change the answer.", css="quiet"))


def _field(fact: Fact) -> None:
    fields.draw(fact, state.field_key(fact.id), _shown(fact))


def _shown(fact: Fact) -> object:
    """What stands in the field: what was refused, else what was answered."""
    refused = state.sheet().refused.get(fact.id)
    return fields.entry(fact, state.sheet().answers.get(fact.id), refused.text if refused else None)
