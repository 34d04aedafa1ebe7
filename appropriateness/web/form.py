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
UNKNOWN = "Not known"


def draw(open_groups: Collection[str], messages: Mapping[str, str]) -> None:
    """Draw all groups; those in `open_groups` begin open. `messages` stand beside the fields they name.

    Each field puts its value into the sheet as it is drawn, so what is drawn afterwards sees the new answers.
    """
    for group, title in GROUPS.items():
        facts = [fact for fact in knowledge().facts.values() if fact.group == group]
        sheet = state.sheet()
        faulty = any(fact.id in messages or fact.id in sheet.refused for fact in facts)
        opened = st.expander(title, expanded=group in open_groups or faulty, key=f"group.{group}", on_change="rerun")
        if not (opened.open or faulty):
            continue
        with opened:
            for fact in facts:
                if fact.id not in _COARSE or fact.id in sheet.answers:
                    _field(fact)
                    _message(fact, messages)


def _message(fact: Fact, messages: Mapping[str, str]) -> None:
    refused = state.sheet().refused.get(fact.id)
    text = refused.message if refused else messages.get(fact.id)
    if text:
        st.html(html.tag("p", text, css="fault", role="alert"))
    elif fact.id in state.aged():
        st.html(html.tag("p", "Not used until confirmed: it was given some time ago.", css="quiet"))


def _field(fact: Fact) -> None:
    match fact:
        case BooleanFact():
            _boolean(fact)
        case ChoiceFact():
            _choice(fact)
        case ChoicesFact():
            _choices(fact)
        case QuantityFact():
            _quantity(fact)


def _boolean(fact: BooleanFact) -> None:
    options = {UNKNOWN: None, "No": False, "Yes": True}
    now = state.sheet().answers.get(fact.id)
    default = next(word for word, value in options.items() if value is now)
    chosen = st.segmented_control(
        fact.label, list(options), default=default, required=True, key=state.field_key(fact.id)
    )
    if chosen is not None and options[chosen] is not now:
        state.answer(fact.id, options[chosen])


def _choice(fact: ChoiceFact) -> None:
    now = state.sheet().answers.get(fact.id)
    one_of = tuple(now.get("one_of", ())) if isinstance(now, Mapping) else ()
    words: list[object] = [None, *([one_of] if one_of else []), *fact.values]
    current: object = one_of or now

    def label(word: object) -> str:
        if word is None:
            return UNKNOWN
        return " or ".join(fact.values[each] for each in ((word,) if isinstance(word, str) else one_of)).capitalize()

    chosen = st.selectbox(
        fact.label,
        words,
        index=words.index(current) if current in words else 0,
        format_func=label,
        key=state.field_key(fact.id),
    )
    if chosen != current:
        state.answer(fact.id, chosen)


def _choices(fact: ChoicesFact) -> None:
    refused = state.sheet().refused.get(fact.id)
    now = state.sheet().answers.get(fact.id)
    listed = refused.text.split() if refused else [now] if isinstance(now, str) else list(now or ())  # type: ignore[call-overload]
    chosen = st.multiselect(
        fact.label,
        list(fact.values),
        default=listed,
        format_func=lambda word: fact.values[word].capitalize(),
        placeholder=UNKNOWN,
        key=state.field_key(fact.id),
    )
    if sorted(chosen) != sorted(listed):
        keep(fact, None if not chosen else chosen[0] if len(chosen) == 1 else chosen, " ".join(chosen))


def _quantity(fact: QuantityFact) -> None:
    refused = state.sheet().refused.get(fact.id)
    shown = refused.text if refused else typed_quantity.written(state.sheet().answers.get(fact.id), fact)
    typed = st.text_input(
        f"{fact.label} ({fact.unit})", value=shown, placeholder=hint(fact), max_chars=60, key=state.field_key(fact.id)
    )
    if (typed or "").strip() != shown.strip():
        take(fact, typed or "")


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
