"""Teach: commit to scenario, study and urgency, then open the answer; change one fact and see whether it holds."""

from __future__ import annotations

from datetime import date
from random import Random

import streamlit as st

from appropriateness import wording
from appropriateness.engine.case import read_case
from appropriateness.engine.consultation import Consultation, consult
from appropriateness.errors import did_you_mean
from appropriateness.knowledge.teaching import NearMiss, Vignette
from appropriateness.teaching.answers import expected
from appropriateness.teaching.feedback import Commitment, difference
from appropriateness.teaching.session import LENGTH, Result, Session, as_csv, draw
from appropriateness.web import answer, html, lessons, state
from appropriateness.web.current_case import contradiction, current_case, link_problems
from appropriateness.web.loaded import knowledge, teaching

_SESSION, _COMMITTED = "teach_session", "teach_committed"
OWN_CASE = "own_case"  # stands for the case of the Order page where a vignette's name would stand


def page() -> None:
    st.html(html.tag("h1", "Teach: commit first, then open the answer"))
    if state.sheet().link_problems:
        st.html(link_problems())
    _choose()
    session = _session()
    name = state.vignette()
    if session is not None and name is None and session.current is None:
        _finished(session)
    elif name is not None and name not in teaching().vignettes:
        known = did_you_mean(name, teaching().vignettes)
        st.html(html.tag("p", f'There is no vignette called "{name}".{known}', css="fault", role="alert"))
    elif name is not None:
        vignette = teaching().vignettes[name]
        _position(session, name)
        st.html(html.joined(html.tag("h2", vignette.title), html.tag("p", vignette.story, css="story")))
        _commit_and_reveal(name, consult(read_case(vignette.facts, knowledge()), knowledge(), date.today()), vignette)
    elif state.sheet().answers:
        _own_case()
    else:
        text = f"Choose a vignette, or start a session of {LENGTH}. Nothing is counted but what you keep."
        st.html(html.tag("p", text))
    for lesson in teaching().lessons.values():
        st.html(html.folded(f"Lesson in sources. {lesson.title}", lessons.lesson(lesson), css="part"))


def _choose() -> None:
    vignettes = teaching().vignettes
    with st.container(key="teach_choice", horizontal=True, vertical_alignment="bottom"):
        st.button(f"Start a session of {LENGTH}", on_click=_start_session, type="primary")
        chosen = st.selectbox(
            f"One of {len(vignettes)} vignettes", [None, *vignettes], key="teach_pick", width=420,
            format_func=lambda name: "Choose a vignette" if name is None else vignettes[name].title,
        )  # fmt: skip
        st.button("Open the vignette", on_click=_open, args=(chosen,), disabled=chosen is None)
        if state.sheet().answers:
            st.button("Use the case of the Order page", on_click=_open, args=(None,))


def _start_session() -> None:
    session = draw(list(teaching().vignettes), Random())
    st.session_state[_SESSION], st.session_state[_COMMITTED] = session, {}
    state.show_vignette(session.current)


def _open(name: str | None) -> None:
    """Leave the session, open one vignette (None: the case of the Order page) unanswered."""
    st.session_state[_SESSION] = None
    st.session_state[_COMMITTED] = {}
    state.show_vignette(name)


def _session() -> Session | None:
    return st.session_state.get(_SESSION)


def _position(session: Session | None, name: str) -> None:
    if session is not None and name in session.vignettes:
        place = session.vignettes.index(name) + 1
        st.html(html.tag("p", f"Case {place} of {len(session.vignettes)}", css="kicker"))
    st.html(html.tag("p", "The address carries this vignette and no case of yours: copy it to share.", css="quiet"))


def _own_case() -> None:
    """The case of the Order page as a vignette; the address carries it."""
    case, messages = current_case()
    if case is None:
        st.html(contradiction(messages))
        return
    facts = [html.tag("li", wording.fact_sentence(n, v, knowledge())) for n, v in case.answers.items()]
    quiet = html.tag("p", "The address carries this case, facts only: copy it to share.", css="quiet")
    st.html(html.joined(html.tag("h2", "The case of the Order page"), quiet, html.tag("ul", *facts)))
    _commit_and_reveal(OWN_CASE, consult(case, knowledge(), date.today()), None)


def _commit_and_reveal(name: str, consultation: Consultation, vignette: Vignette | None) -> None:
    mark = name if vignette is not None else f"{name}.{state.usable()}"
    committed = st.session_state.setdefault(_COMMITTED, {}).get(mark)
    if committed is None:
        _ask(mark, name, consultation)
        return
    st.html(html.joined(lessons.verdicts(committed, expected(consultation)), lessons.why(committed, consultation)))
    st.html(html.joined(answer.banners(consultation), answer.summary(consultation)))
    if vignette is not None:
        st.html(lessons.to_learn(vignette))
        for number, near in enumerate(vignette.near_misses):
            _near_miss(vignette, near, number, consultation)
    session = _session()
    if session is not None and name in session.vignettes:
        label = "Next case" if session.current is not None else "See the result"
        st.button(label, type="primary", on_click=state.show_vignette, args=(session.current,))


def _ask(mark: str, name: str, consultation: Consultation) -> None:
    """The three questions; nothing opens before all are answered."""
    given = {}
    for field, kind, title in lessons.QUESTIONS:
        labels = teaching().labels(kind, knowledge())
        given[field] = st.selectbox(
            title, [None, *labels], key=f"teach.{field}.{mark}", width=520,
            format_func=lambda answer, labels=labels: "Choose an answer" if answer is None else labels[answer],
        )  # fmt: skip
    ready = None not in given.values()
    st.button(
        "Commit and open the answer", type="primary", disabled=not ready, on_click=_commit,
        args=(mark, name, Commitment(**given) if ready else None, consultation),
    )  # fmt: skip


def _commit(mark: str, name: str, given: Commitment, consultation: Consultation) -> None:
    st.session_state[_COMMITTED] = {**st.session_state[_COMMITTED], mark: given}
    session = _session()
    if session is not None and session.current == name:
        st.session_state[_SESSION] = session.with_result(Result(name, given, expected(consultation)))


def _near_miss(vignette: Vignette, near: NearMiss, number: int, before: Consultation) -> None:
    """The same patient with one fact changed: think, then open."""
    after = consult(read_case({**vignette.facts, near.fact: near.value}, knowledge()), knowledge(), date.today())
    fact = knowledge().facts[near.fact]
    values = [
        wording.value_words(near.fact, each.case.answers[near.fact], knowledge()) if near.fact in each.case.answers
        else wording.TRUTHS["unknown"]
        for each in (before, after)
    ]  # fmt: skip
    st.html(html.joined(html.tag("h3", f"And if: {near.story}"), html.tag("p", "Does the answer change?", css="quiet")))
    shown = st.segmented_control(
        fact.label, [0, 1], default=0, key=f"near.{vignette.id}.{number}",
        format_func=lambda index: f"{values[index]}{' (as told)' if index == 0 else ''}",
    )  # fmt: skip
    if shown == 1:
        st.html(lessons.near_miss(difference(before, after), after, near.lesson))


def _finished(session: Session) -> None:
    st.html(lessons.results(session))
    today = date.today()
    st.download_button(
        "Keep the result (CSV)", as_csv(session, today, knowledge().edition.edition),
        file_name=f"teaching-session-{today.isoformat()}.csv", mime="text/csv", on_click="ignore", key="teach_csv",
    )  # fmt: skip


page()
