"""One fact as a field: what stands in it for an answer, the control that takes it, the answer an entry stands for."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from appropriateness import wording
from appropriateness.engine.case import read_value
from appropriateness.knowledge.facts import BooleanFact, ChoiceFact, ChoicesFact, Fact, QuantityFact
from appropriateness.web import typed_quantity
from appropriateness.web.loaded import knowledge

UNKNOWN = "Not known"
_CLAIM = {UNKNOWN: None, "No": False, "Yes": True}
_OR = "|"


def entry(fact: Fact, answer: object, refused: str | None = None) -> object:
    """What stands in the field for an answer; for a text that was refused, that text."""
    match fact:
        case BooleanFact():
            return next(word for word, value in _CLAIM.items() if value is answer)
        case ChoiceFact():
            return _OR.join(answer["one_of"]) if isinstance(answer, Mapping) else answer or ""
        case ChoicesFact():
            if refused is not None:
                return refused.split()
            return [answer] if isinstance(answer, str) else [str(word) for word in answer or ()]  # type: ignore[attr-defined]
        case QuantityFact():
            return refused if refused is not None else typed_quantity.written(answer, fact)


def same(one: object, other: object) -> bool:
    """Whether two entries of one field say the same."""
    if isinstance(one, list) and isinstance(other, list):
        return sorted(map(str, one)) == sorted(map(str, other))
    return text(one).strip() == text(other).strip()


def text(entered: object) -> str:
    """An entry as the text that is kept where it cannot be used."""
    return " ".join(map(str, entered)) if isinstance(entered, (list, tuple)) else str(entered or "")


def answer(fact: Fact, entered: object) -> object:
    """The plain data an entry stands for; None: unknown. Raises ValueError with what to enter instead."""
    value = _value(fact, entered)
    if value is not None:
        try:
            read_value(fact, value)
        except ValueError as fault:
            raise ValueError(wording.with_labels(str(fault), knowledge())) from None
    return value


def _value(fact: Fact, entered: object) -> object:
    match fact:
        case BooleanFact():
            return _CLAIM.get(str(entered))
        case ChoiceFact():
            words = text(entered).split(_OR)
            return {"one_of": words} if len(words) > 1 else words[0] or None
        case ChoicesFact():
            words = [str(word) for word in entered] if isinstance(entered, (list, tuple)) else []
            return None if not words else words[0] if len(words) == 1 else words
        case QuantityFact():
            typed = text(entered)
            return typed_quantity.parse(typed, fact) if typed.strip() else None


def label(fact: Fact) -> str:
    """What the field asks for, with its unit."""
    return f"{fact.label} ({fact.unit})" if isinstance(fact, QuantityFact) else fact.label


def words(fact: Fact, shown: object) -> dict[str, str]:
    """The entries to choose from, as they read; empty where anything can be typed."""
    match fact:
        case BooleanFact():
            return {word: word for word in _CLAIM}
        case ChoiceFact():
            several = [str(shown)] if _OR in str(shown) else []
            return {"": UNKNOWN} | {word: _choice(fact, word) for word in [*several, *fact.values]}
        case ChoicesFact():
            return {word: name.capitalize() for word, name in fact.values.items()}
    return {}


def _choice(fact: ChoiceFact, entered: str) -> str:
    return " or ".join(fact.values[word] for word in entered.split(_OR)).capitalize()


def draw(fact: Fact, key: str, shown: object, on_change: Callable[[], None]) -> None:
    """One field outside the form, with that entry in it at first."""
    named = words(fact, shown)
    match fact:
        case BooleanFact():
            st.segmented_control(
                fact.label, list(named), default=str(shown), required=True, key=key, on_change=on_change
            )
        case ChoiceFact():
            at = list(named).index(str(shown))
            st.selectbox(fact.label, list(named), index=at, format_func=named.get, key=key, on_change=on_change)
        case ChoicesFact():
            st.multiselect(
                fact.label, list(named), default=shown, format_func=named.get, placeholder=UNKNOWN, key=key,
                on_change=on_change,
            )  # fmt: skip
        case QuantityFact():
            st.text_input(
                label(fact), value=text(shown), placeholder=hint(fact), max_chars=60, key=key, on_change=on_change
            )


def hint(fact: Fact) -> str:
    """What an empty field says, or stands for."""
    if isinstance(fact, QuantityFact):
        return f"{UNKNOWN}; e.g. {'72, 3 d or 60-84' if fact.unit == 'hours' else '34 or 30-40'}"
    return f"None ticked: {UNKNOWN.lower()}" if isinstance(fact, ChoicesFact) else UNKNOWN
