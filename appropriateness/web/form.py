"""The facts as fields, grouped. Every field can say "not known"; a wrong entry keeps its text and says why."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import streamlit as st

from appropriateness import wording
from appropriateness.engine.case import read_value
from appropriateness.knowledge.facts import BooleanFact, ChoiceFact, ChoicesFact, Fact, QuantityFact
from appropriateness.web import html, state, typed_quantity
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
UNKNOWN = "Not known"
_CLAIM = {UNKNOWN: None, "No": False, "Yes": True}


def absorb() -> None:
    """Take what was entered since the page was drawn. Done before anything is drawn from the answers."""
    for fact in knowledge().facts.values():
        key = state.field_key(fact.id)
        if key in st.session_state:
            _absorb(fact, st.session_state[key])


def _absorb(fact: Fact, entry: object) -> None:
    now = state.sheet().answers.get(fact.id)
    match fact:
        case BooleanFact():
            if entry in _CLAIM and _CLAIM[str(entry)] is not now:
                state.answer(fact.id, _CLAIM[str(entry)])
        case ChoiceFact():
            if entry != _chosen(now):
                state.answer(fact.id, entry or None)
        case ChoicesFact():
            words = [str(word) for word in entry] if isinstance(entry, (list, tuple)) else []
            if sorted(words) != sorted(_listed(fact)):
                keep(fact, None if not words else words[0] if len(words) == 1 else words, " ".join(words))
        case QuantityFact():
            typed = str(entry or "")
            if typed.strip() != _shown(fact).strip():
                take(fact, typed)


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
    elif matters:
        st.html(html.tag("p", "Can change the answer.", css="quiet"))


def _field(fact: Fact) -> None:
    key, now = state.field_key(fact.id), state.sheet().answers.get(fact.id)
    match fact:
        case BooleanFact():
            default = next(word for word, value in _CLAIM.items() if value is now)
            st.segmented_control(fact.label, list(_CLAIM), default=default, required=True, key=key)
        case ChoiceFact():
            _choice(fact, key, _chosen(now))
        case ChoicesFact():
            st.multiselect(
                fact.label,
                list(fact.values),
                default=_listed(fact),
                format_func=lambda word: fact.values[word].capitalize(),
                placeholder=UNKNOWN,
                key=key,
            )
        case QuantityFact():
            label = f"{fact.label} ({fact.unit})"
            st.text_input(label, value=_shown(fact), placeholder=hint(fact), max_chars=60, key=key)


def _choice(fact: ChoiceFact, key: str, current: object) -> None:
    several = [current] if isinstance(current, tuple) else []
    words: list[object] = ["", *several, *fact.values]

    def label(word: object) -> str:
        named = word if isinstance(word, tuple) else (word,)
        return " or ".join(fact.values[each] for each in named).capitalize() if word else UNKNOWN

    st.selectbox(fact.label, words, index=words.index(current), format_func=label, key=key)


def _chosen(answer: object) -> object:
    """The entry of a list that stands for the answer: a word, several words it may be, or an empty one."""
    return tuple(answer["one_of"]) if isinstance(answer, Mapping) else answer or ""


def _listed(fact: ChoicesFact) -> list[str]:
    """The words that stand in the field: those refused, else those answered."""
    refused = state.sheet().refused.get(fact.id)
    if refused:
        return refused.text.split()
    answer = state.sheet().answers.get(fact.id)
    return [answer] if isinstance(answer, str) else [str(word) for word in answer or ()]  # type: ignore[attr-defined]


def _shown(fact: QuantityFact) -> str:
    """The text that stands in the field: the one refused, else the answer as it would be typed."""
    refused = state.sheet().refused.get(fact.id)
    return refused.text if refused else typed_quantity.written(state.sheet().answers.get(fact.id), fact)


def hint(fact: QuantityFact) -> str:
    return f"{UNKNOWN}; e.g. {'72, 3 d or 60-84' if fact.unit == 'hours' else '34 or 30-40'}"


def take(fact: QuantityFact, typed: str, elsewhere: bool = False) -> None:
    """Take what was typed: a value, unknown where empty, or refused with its reason and its text kept."""
    if not typed.strip():
        state.answer(fact.id, None, elsewhere)
        return
    try:
        value = typed_quantity.parse(typed, fact)
    except ValueError as fault:
        state.refuse(fact.id, typed, str(fault), elsewhere)
        return
    if elsewhere or value != state.sheet().answers.get(fact.id):
        keep(fact, value, typed, elsewhere)


def keep(fact: Fact, value: object, text: str, elsewhere: bool = False) -> None:
    """Keep a value that the vocabulary allows; refuse another with its reason, keeping the text."""
    try:
        if value is not None:
            read_value(fact, value)
    except ValueError as fault:
        state.refuse(fact.id, text, wording.with_labels(str(fault), knowledge()), elsewhere)
    else:
        state.answer(fact.id, value, elsewhere)
