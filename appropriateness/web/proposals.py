"""The facts read in a text, each to be taken as it is, changed where it stands, or left out."""

from __future__ import annotations

import streamlit as st

from appropriateness import wording
from appropriateness.engine.case import read_value
from appropriateness.indication.reading import ProposedFact, Reading
from appropriateness.web import fields
from appropriateness.web.html import tag
from appropriateness.web.loaded import knowledge
from appropriateness.web.state import Refused

_ROUND, _OWN, _OPEN = "proposals.round", "proposals.own", "proposals.open"


def begin() -> None:
    """Offer what was just read: everything taken, nothing changed, no field open."""
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
    st.session_state[_OWN] = {}
    st.session_state[_OPEN] = None


def taken(reading: Reading) -> dict[str, object]:
    """The facts to enter the case, each with the value it has now."""
    return {
        item.fact: _value(item)
        for item in reading.facts
        if st.session_state.get(_key("take", item.fact), True) and _refused(item.fact) is None
    }


def changed(item: ProposedFact) -> bool:
    """Whether a person put another value in the place of the one that was read."""
    return _value(item) != item.value


def words(item: ProposedFact, value: object) -> str:
    """The fact with that value as the form would say it, without its full stop."""
    return wording.fact_sentence(item.fact, read_value(knowledge().facts[item.fact], value), knowledge()).rstrip(".")


def draw(reading: Reading) -> None:
    """One box a fact: a tick to take it, and a button that opens its field."""
    st.html(tag("p", "Read as facts. Untick what is wrong, change what is not quite right.", css="quiet"))
    with st.container(key="chips", horizontal=True, gap="small"):
        for item in reading.facts:
            _chip(item)


def _chip(item: ProposedFact) -> None:
    fact, opened = knowledge().facts[item.fact], st.session_state.get(_OPEN) == item.fact
    own = ", changed" if changed(item) else ""
    with st.container(key=f"chip_{item.fact}", width="content"):
        with st.container(key=f"line_{item.fact}", horizontal=True, vertical_alignment="center", gap="small"):
            st.checkbox(f"{words(item, _value(item))}{own}", value=True, key=_key("take", item.fact), wrap=True)
            # The coloured part is for those who hear the page: every button says which fact it is about.
            label = f"{'Done' if opened else 'Change'} :gray[{wording.decapitalised(fact.label)}]"
            st.button(label, key=_key("open", item.fact), type="tertiary", on_click=_toggle, args=(item.fact,))
        if opened:
            refused = _refused(item.fact)
            shown = fields.entry(fact, _value(item), refused.text if refused else None)
            fields.draw(fact, _key("value", item.fact), shown, on_change=lambda: _take(item))
            if refused is not None:
                st.html(tag("p", refused.message, " Not taken until corrected.", css="fault", role="alert"))
            elif changed(item):
                st.html(tag("p", f"The text was read as: {words(item, item.value)}.", css="quiet"))


def _take(item: ProposedFact) -> None:
    """Keep what was entered; an emptied field leaves the fact out, an entry that cannot be used is kept as text."""
    fact = knowledge().facts[item.fact]
    entered = st.session_state[_key("value", item.fact)]
    own = dict(st.session_state[_OWN])
    own.pop(item.fact, None)
    try:
        value = fields.answer(fact, entered)
    except ValueError as fault:
        own[item.fact] = Refused(fields.text(entered), str(fault))
    else:
        if value is not None and value != item.value:
            own[item.fact] = value
        st.session_state[_key("take", item.fact)] = value is not None
    st.session_state[_OWN] = own


def _toggle(fact: str) -> None:
    st.session_state[_OPEN] = None if st.session_state.get(_OPEN) == fact else fact


def _value(item: ProposedFact) -> object:
    own = st.session_state.get(_OWN, {}).get(item.fact, item.value)
    return item.value if isinstance(own, Refused) else own


def _refused(fact: str) -> Refused | None:
    own = st.session_state.get(_OWN, {}).get(fact)
    return own if isinstance(own, Refused) else None


def _key(what: str, fact: str) -> str:
    return f"offer.{st.session_state.get(_ROUND, 0)}.{what}.{fact}"
