"""What one session knows: an immutable sheet of answers, and how it travels in the address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from types import MappingProxyType

import streamlit as st

from appropriateness.knowledge.facts import QuantityFact
from appropriateness.web.loaded import knowledge
from appropriateness.wire import links

_SHEET, _LINK, _PAGE, _EPOCHS, _PUT_ASIDE, _VIGNETTE = "sheet", "link", "page", "epochs", "put_aside", "vignette"
_TEACH = "teach"
FRESH_FOR = timedelta(hours=1)
"""How long an elapsed time counts as it was given; then it has to be confirmed, on an open page as in a link."""
_ONE_SITTING = timedelta(minutes=15)
"""Times given within it carry the hour of the first."""


@dataclass(frozen=True)
class Refused:
    """Something typed that could not be used: the text as it stands in the field, and why."""

    text: str
    message: str


@dataclass(frozen=True)
class Sheet:
    """The answers as plain data, when each elapsed time was given (None: nobody knows), and what was refused.

    `read_as`: what a text was read as, for each answer a person put in its place.
    """

    answers: Mapping[str, object] = field(default_factory=dict)
    given: Mapping[str, datetime | None] = field(default_factory=dict)
    refused: Mapping[str, Refused] = field(default_factory=dict)
    link_problems: tuple[str, ...] = ()
    read_as: Mapping[str, str] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        return not (self.answers or self.refused)

    def aged(self, now: datetime) -> dict[str, float | None]:
        """The elapsed times that have to be confirmed, with the hours that have passed (None: unknown)."""
        return {
            name: None if time is None else (now - time) / timedelta(hours=1)
            for name, time in self.given.items()
            if time is None or now - time >= FRESH_FOR
        }

    def usable(self, now: datetime) -> dict[str, object]:
        """The answers that count: all but the times still to be confirmed."""
        aged = self.aged(now)
        return {name: value for name, value in self.answers.items() if name not in aged}


def sheet() -> Sheet:
    return st.session_state[_SHEET]


def usable() -> dict[str, object]:
    return sheet().usable(datetime.now())


def aged() -> dict[str, float | None]:
    return sheet().aged(datetime.now())


def begin(page: str) -> None:
    """First thing in a run: a new session, or one whose address was changed, takes its answers from the address.

    Going to another page empties the address and keeps the case; going back to an empty address does not.
    """
    parameters = {name: st.query_params.get_all(name) for name in st.query_params}
    turned = st.session_state.get(_PAGE, page) != page
    st.session_state[_PAGE] = page
    if _SHEET in st.session_state and (parameters == st.session_state[_LINK] or (turned and not parameters)):
        return
    opened = links.decode(parameters, knowledge(), datetime.now())
    _put_aside()
    _store(Sheet(opened.answers, opened.given, link_problems=opened.problems))
    show_vignette(opened.vignette)
    st.session_state[_LINK] = parameters
    _renew_all()


def publish() -> None:
    """Last thing in a run: the address carries the case, so that reload, back and sharing keep it."""
    current = sheet()
    shown = vignette() if st.session_state[_PAGE] == _TEACH else None
    wanted = links.encode_vignette(shown) if shown else links.encode(current.answers, current.given, knowledge())
    if wanted != st.query_params.to_dict():
        st.query_params.from_dict(wanted)
    st.session_state[_LINK] = {name: [text] for name, text in wanted.items()}


def vignette() -> str | None:
    """The vignette the address names on the page to teach with; the case stays in the session meanwhile."""
    return st.session_state.get(_VIGNETTE)


def show_vignette(name: str | None) -> None:
    st.session_state[_VIGNETTE] = name


def answer(fact: str, value: object, elsewhere: bool = False, read_as: str | None = None) -> None:
    """Keep an answer; None makes it unknown. `elsewhere`: given outside the form, whose field is then drawn anew.

    `read_as`: what the reader of the indication had proposed instead.
    """
    current = sheet()
    answers = _without(current.answers, fact)
    given = _without(current.given, fact)
    if value is not None:
        answers[fact] = value
        if links.elapsed(knowledge().facts[fact]):
            given[fact] = _sitting(given)
    proposals = _without(current.read_as, fact)
    if read_as is not None:
        proposals[fact] = read_as
    refused = _without(current.refused, fact)
    _store(Sheet(answers, given, refused, read_as=proposals))
    if elsewhere:
        renew(fact)


def _sitting(given: Mapping[str, datetime | None]) -> datetime:
    """The minute to keep with a time given now."""
    now = datetime.now().replace(second=0, microsecond=0)
    return min((time for time in given.values() if time and timedelta(0) <= now - time <= _ONE_SITTING), default=now)


def refuse(fact: str, text: str, message: str, elsewhere: bool = False) -> None:
    """Keep what was typed in its field; the fact itself becomes unknown, every other answer stays."""
    current = sheet()
    refused = {**current.refused, fact: Refused(text, message)}
    _store(
        replace(
            current,
            answers=_without(current.answers, fact),
            given=_without(current.given, fact),
            refused=refused,
            read_as=_without(current.read_as, fact),
        )
    )
    if elsewhere:
        renew(fact)


def start(answers: Mapping[str, object]) -> None:
    """Begin anew from these answers, their times as of now."""
    now = datetime.now().replace(second=0, microsecond=0)
    _put_aside()
    _store(Sheet(dict(answers), links.given_at(answers, now, knowledge())))
    _renew_all()


def put_aside() -> Sheet | None:
    """The case that was cleared or left by going back, while nothing else has been entered."""
    return st.session_state.get(_PUT_ASIDE) if sheet().empty else None


def bring_back() -> None:
    """Go on with the case that was put aside."""
    kept = st.session_state.pop(_PUT_ASIDE, None)
    if kept is not None:
        _store(kept)
        _renew_all()


def _put_aside() -> None:
    current = st.session_state.get(_SHEET)
    if current is not None and not current.empty:
        st.session_state[_PUT_ASIDE] = current


def confirm(move_on: bool | None) -> None:
    """Take over the times to be confirmed: moved on by what has passed, as written (False), or not at all (None)."""
    current = sheet()
    now = datetime.now().replace(second=0, microsecond=0)
    answers, given = dict(current.answers), dict(current.given)
    for name, hours in current.aged(now).items():
        fact = knowledge().facts[name]
        value = answers.pop(name)
        del given[name]
        if move_on is not None:
            moves = move_on and hours is not None and isinstance(fact, QuantityFact)
            answers[name] = links.later(value, fact, hours) if moves else value  # type: ignore[arg-type]
            given[name] = now
        renew(name)
    _store(Sheet(answers, given, current.refused, read_as=current.read_as))


def field_key(fact: str) -> str:
    """The key of a fact's field; it changes when the answer was changed elsewhere, so that the field shows it."""
    return f"{fact}.{st.session_state.setdefault(_EPOCHS, {}).get(fact, 0)}"


def field_keys() -> dict[str, str]:
    """The keys of all facts' fields."""
    epochs = st.session_state.setdefault(_EPOCHS, {})
    return {name: f"{name}.{epochs.get(name, 0)}" for name in knowledge().facts}


def renew(fact: str) -> None:
    epochs = st.session_state.setdefault(_EPOCHS, {})
    epochs[fact] = epochs.get(fact, 0) + 1


def _renew_all() -> None:
    for name in knowledge().facts:
        renew(name)


def _without(items: Mapping[str, object], name: str) -> dict:
    return {key: value for key, value in items.items() if key != name}


def _store(new: Sheet) -> None:
    frozen = (MappingProxyType(dict(part)) for part in (new.answers, new.given, new.refused))
    st.session_state[_SHEET] = Sheet(*frozen, new.link_problems, MappingProxyType(dict(new.read_as)))
