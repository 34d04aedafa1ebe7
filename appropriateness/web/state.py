"""What one session knows: an immutable sheet of answers, and how it travels in the address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType

import streamlit as st

from appropriateness.web import links
from appropriateness.web.loaded import knowledge

_SHEET, _LINK, _EPOCHS = "sheet", "link", "epochs"


@dataclass(frozen=True)
class Refused:
    """Something typed that could not be used: the text as it stands in the field, and why."""

    text: str
    message: str


@dataclass(frozen=True)
class Sheet:
    """The answers as plain data, what was typed but refused, and times of an old link still to be confirmed."""

    answers: Mapping[str, object] = field(default_factory=dict)
    refused: Mapping[str, Refused] = field(default_factory=dict)
    unconfirmed: Mapping[str, object] = field(default_factory=dict)
    unconfirmed_hours: float | None = None
    link_problems: tuple[str, ...] = ()


def sheet() -> Sheet:
    return st.session_state[_SHEET]


def begin() -> None:
    """First thing in a run: a new session, or one whose address was changed, takes its answers from the address."""
    parameters = st.query_params.to_dict()
    if _SHEET not in st.session_state or (parameters.get("v") and parameters != st.session_state[_LINK]):
        _store(_opened(parameters))
        st.session_state[_LINK] = parameters
        for name in knowledge().facts:
            renew(name)


def _opened(parameters: dict[str, str]) -> Sheet:
    opened = links.decode(parameters, knowledge(), datetime.now())
    stale = links.elapsed_facts(opened.answers, knowledge())
    if not stale or opened.age_hours == 0:
        return Sheet(opened.answers, link_problems=opened.problems)
    fresh = {name: value for name, value in opened.answers.items() if name not in stale}
    return Sheet(fresh, unconfirmed=stale, unconfirmed_hours=opened.age_hours, link_problems=opened.problems)


def publish() -> None:
    """Last thing in a run: the address carries the case, so that reload, back and sharing keep it."""
    current = sheet()
    answers = {**current.answers, **current.unconfirmed}
    wanted = links.encode(answers, knowledge(), datetime.now())
    shown = st.query_params.to_dict()
    if current.unconfirmed or _same_case(wanted, shown):
        wanted = shown
    elif wanted != shown:
        st.query_params.from_dict(wanted)
    st.session_state[_LINK] = wanted


def _same_case(one: dict[str, str], other: dict[str, str]) -> bool:
    """Whether two addresses differ in nothing but the hour; the hour moves only with an answer."""
    return {**one, "at": ""} == {**other, "at": ""}


def answer(fact: str, value: object, elsewhere: bool = False) -> None:
    """Keep an answer; None makes it unknown. `elsewhere`: given outside the form, whose field is then drawn anew."""
    current = sheet()
    answers = {name: known for name, known in current.answers.items() if name != fact}
    if value is not None:
        answers[fact] = value
    refused = {name: item for name, item in current.refused.items() if name != fact}
    waiting = {name: item for name, item in current.unconfirmed.items() if name != fact}
    _store(replace(current, answers=answers, refused=refused, unconfirmed=waiting, link_problems=()))
    if elsewhere:
        renew(fact)


def refuse(fact: str, text: str, message: str, elsewhere: bool = False) -> None:
    """Keep what was typed in its field; the fact itself becomes unknown, every other answer stays."""
    current = sheet()
    answers = {name: value for name, value in current.answers.items() if name != fact}
    _store(replace(current, answers=answers, refused={**current.refused, fact: Refused(text, message)}))
    if elsewhere:
        renew(fact)


def start(answers: Mapping[str, object]) -> None:
    """Begin anew from these answers."""
    _store(Sheet(dict(answers)))
    for name in knowledge().facts:
        renew(name)


def confirm(hours: float | None) -> None:
    """Take over the times of an old link: as written (0), moved on by `hours`, or not at all (None)."""
    current = sheet()
    facts = knowledge().facts
    moved = {} if hours is None else {n: links.later(v, facts[n], hours) for n, v in current.unconfirmed.items()}
    _store(Sheet({**current.answers, **moved}, link_problems=()))
    for name in current.unconfirmed:
        renew(name)


def field_key(fact: str) -> str:
    """The key of a fact's field; it changes when the answer was changed elsewhere, so that the field shows it."""
    return f"{fact}.{st.session_state.setdefault(_EPOCHS, {}).get(fact, 0)}"


def renew(fact: str) -> None:
    epochs = st.session_state.setdefault(_EPOCHS, {})
    epochs[fact] = epochs.get(fact, 0) + 1


def _store(new: Sheet) -> None:
    st.session_state[_SHEET] = Sheet(
        MappingProxyType(dict(new.answers)),
        MappingProxyType(dict(new.refused)),
        MappingProxyType(dict(new.unconfirmed)),
        new.unconfirmed_hours,
        new.link_problems,
    )
