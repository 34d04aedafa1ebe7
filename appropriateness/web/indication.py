"""The indication as it is typed: what was read in it, offered for acceptance; nothing enters the case before that."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import streamlit as st

from appropriateness import wording
from appropriateness.engine.case import read_case
from appropriateness.engine.consultation import Consultation, consult
from appropriateness.errors import CaseError
from appropriateness.indication.reading import Reading, read
from appropriateness.knowledge.lexicon import Refusal
from appropriateness.web import answer, kept, proposals, state
from appropriateness.web.html import Markup, joined, listing, tag
from appropriateness.web.loaded import knowledge, lexicon

LABEL = "Type or paste the indication"
_TEXT, _READ, _EMPTY = "indication.text", "indication.read", "indication.empty"


@dataclass(frozen=True)
class _Pending:
    """A text that was read and whose facts wait for a person; kept in this session only, until it is accepted."""

    text: str
    reading: Reading


def box() -> None:
    """The text box."""
    st.text_area(LABEL, key=_TEXT, height=68, placeholder="45F, LP 2d ago, HA worse upright, gone lying. No fever.")


def buttons() -> None:
    """The controls of the text box."""
    st.session_state[_EMPTY] = state.sheet().empty
    st.button("Read the text", on_click=_read, type="primary" if state.sheet().empty else "secondary")
    if st.session_state.get(_READ) is not None:
        st.button("Close", on_click=close)


def findings() -> None:
    """Once a text was read, what was found in it, to be accepted."""
    pending = st.session_state.get(_READ)
    if pending is not None:
        with st.container(key="proposed", border=True):
            _proposed(pending)


def keep_up() -> None:
    """Ends a callback that changed the case: the whole page is drawn anew where this row would say something else."""
    if st.session_state.get(_READ) is not None or st.session_state.get(_EMPTY) != state.sheet().empty:
        st.rerun()


def clear() -> None:
    """Forget the text and what was read in it."""
    st.session_state[_TEXT] = ""
    close()


def close() -> None:
    st.session_state[_READ] = None


def _read() -> None:
    text = st.session_state.get(_TEXT) or ""
    reading = read(text, lexicon(), knowledge(), date.today())
    if reading.refusal is not None:
        _count(reading.refusal.id)
    st.session_state[_READ] = _Pending(text, reading)
    proposals.begin()


def _count(reason: str) -> None:
    """How often a text is refused, by day where records are kept; the log has the reason. No text is kept."""
    kept.count_refusal()
    logging.getLogger(__name__).info("refused: %s", reason)


def _proposed(pending: _Pending) -> None:
    reading = pending.reading
    values = proposals.taken(reading)
    preview = _answer({**state.usable(), **values})
    if isinstance(preview, Consultation) and preview.decision.flags:
        st.html(joined(tag("p", "If what was read is right:", css="quiet"), answer.banners(preview)))
    if reading.refusal is not None and _refused(reading):
        st.html(_none_fits(reading.refusal))
    if reading.facts or reading.ignored:
        st.html(tag("p", *_marked(pending), css="typed"))
    if reading.facts:
        proposals.draw(reading)
        _buttons(len(values), len(reading.facts))
    if reading.ignored:
        lines = [joined(tag("q", left.words), " ", tag("small", left.because)) for left in reading.ignored]
        st.html(joined(tag("p", tag("b", "Read but left out"), css="heading"), listing(lines)))
    speaking = _speaking(preview)
    if reading.facts and speaking:
        st.html(speaking)


def _buttons(chosen: int, several: int) -> None:
    """Accept, or accept nothing; where a case stands already, a new text may be another patient's."""
    with st.container(horizontal=True, key="accept"):
        label = f"Accept all {several}" if chosen == several else f"Accept {chosen} of {several}"
        st.button(label, type="primary", on_click=_accept, disabled=not chosen)
        if not state.sheet().empty:
            st.button("Start a new case with them", on_click=_accept, args=(True,), disabled=not chosen)
        st.button("Accept none", on_click=close)
    beside = "" if state.sheet().empty else "They are added to the case below. "
    st.html(tag("p", f"{beside}Accepted facts stand in the form below, where each can be changed.", css="quiet"))


def _accept(anew: bool = False) -> None:
    pending = st.session_state[_READ]
    values = proposals.taken(pending.reading)
    if anew:
        state.start({})
    for item in pending.reading.facts:
        if item.fact in values:
            read_as = proposals.words(item, item.value) if proposals.changed(item) else None
            state.answer(item.fact, values[item.fact], elsewhere=True, read_as=read_as)
    close()


def _answer(answers: Mapping[str, object]) -> Consultation | CaseError:
    try:
        return consult(read_case(answers, knowledge()), knowledge(), date.today())
    except CaseError as fault:
        return fault


def _refused(reading: Reading) -> bool:
    """Whether the text alone, whatever the case already says, decides nothing."""
    alone = _answer(reading.values)
    return isinstance(alone, CaseError) or reading.refuses(alone.decision.outcome)


def _none_fits(refusal: Refusal) -> Markup:
    lines = [tag("h2", refusal.title), tag("p", refusal.say), tag("p", tag("b", "Instead: "), refusal.instead)]
    if refusal.to is not None:
        topic = knowledge().adjacent[refusal.to]
        lines.append(tag("p", f"{topic.topic}, variant {topic.number}: {topic.when}", css="quiet"))
    return tag("section", *lines, css="answer none_fits", role="status", aria_label="None fits")


def _speaking(preview: Consultation | CaseError) -> Markup:
    """The scenarios the facts point to, with what speaks for each."""
    if isinstance(preview, CaseError):
        messages = (wording.with_labels(problem.message, knowledge()) for problem in preview.problems)
        return tag("div", *(tag("p", message, css="fault") for message in messages))
    lines = []
    for scenario in preview.decision.scenarios:
        if scenario.state != "matched" and not (scenario.state == "possible" and scenario.raised):
            continue
        reasons = scenario.compiled.rule.reasons(preview.known)
        speaks = [sentence for truth, _, sentence in reasons if truth.value == "true"]
        word = "fits" if scenario.state == "matched" else "possible"
        lines.append(joined(tag("b", f"{scenario.scenario.short} ({word}): "), " ".join(speaks)))
    if not lines:
        return Markup("")
    return joined(tag("p", tag("b", "What these facts point to"), css="heading"), listing(lines))


def _marked(pending: _Pending) -> Iterator[Markup | str]:
    """The text with the words that were read and those left out marked."""
    text, reading = pending.text, pending.reading
    read_at = {place for item in reading.facts for place in range(item.start, item.end)}
    left_at = {place for item in reading.ignored for place in range(item.start, item.end)} - read_at
    start = 0
    for place in range(1, len(text) + 1):
        kind = (start in read_at, start in left_at)
        if place < len(text) and (place in read_at, place in left_at) == kind:
            continue
        piece = text[start:place]
        yield tag("mark", piece) if kind[0] else tag("s", piece) if kind[1] else piece
        start = place
