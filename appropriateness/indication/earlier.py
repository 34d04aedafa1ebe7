"""What is told of an earlier year: a procedure long past, an episode that is over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from appropriateness.indication.context import Mention
from appropriateness.indication.intervals import HOURS, Time
from appropriateness.indication.tokens import Token
from appropriateness.knowledge.lexicon import Event, Finding, Result, Study

_IMAGED_LATE = 3 * HOURS["year"]
"""Hours within which imaging still tells of this headache."""
_LATELY = 60 * 24
"""Hours within which a needle told of as history is what the headache may come from."""
_WELL = frozenset({
    "well", "fine", "cured", "clear", "trouble", "problem", "problems", "nothing", "none", "asymptomatic", "free", "ok",
    "symptoms", "symptom", "headaches", "recovery",
})  # fmt: skip
"""Words before a "since" that make it the end of an episode: "cured, well ever since", "no trouble since"."""
_HISTORY = frozenset({"h/o", "hx", "history"})
_BEHIND = 6
"""Tokens behind a headache or a needle told as history within which its time makes it the complaint, or its cause."""
PRESENT = frozenset({"now", "currently", "today", "presently", "anymore"})
LINKS = frozenset({"since", "after", "following", "post", "from", "s/p"})
_GOING_ON = frozenset({
    "since", "still", "ongoing", "began", "started", "onset", "chronic", "persistent", "persists", "ever", "continues",
    "recurrent", "recurs", "returned", "daily",
})  # fmt: skip
"""Words with which a headache of an earlier year may be that of now."""


def _in_a_year(mention: Mention, times: Sequence[Time]) -> bool:
    """Whether "back" only leads to a year: "a headache back in 2017" has not come back."""
    return mention.entry.id == "patch_returned" and any(
        time.form == "year" and time.lead == "in" and time.first == mention.last + 1 for time in times
    )


def with_past(mentions: list[Mention], times: Sequence[Time], tokens: tuple[Token, ...]) -> list[Mention]:
    """The mentions, those marked past that a year or a time of a year or more stands beside.

    A headache is not (it may be that old), nor a procedure the headache is said to date from.
    """
    mentions = [m for m in mentions if not _in_a_year(m, times)]
    old: set[int] = set()
    years = {tokens[time.first].sentence for time in times if time.form == "year"}
    told_of = {tokens[m.first].sentence for m in mentions if m.why == "past"} & years
    """Sentences about an earlier episode: "Hx of PDPH in 2015 after epidural, treated with EBP"."""
    lately = {tokens[time.first].sentence for time in times if time.form == "year" and time.low < HOURS["year"]}
    elsewhen = years - _of_now(mentions, times, tokens)
    """Sentences about an earlier year, in which a needle is old: "Depressed in 2018 after an epidural"."""
    for time in times:
        if not (time.form == "year" or (time.form in ("ago", "span") and time.over_a_year)):
            continue
        beside = _beside(time, mentions, tokens)
        bare = (
            beside is not None and isinstance(beside.entry, Finding) and time.first - beside.last == 1 and not time.lead
        )
        if time.form == "span" and time.lead not in ("x", "for") and not bare:
            continue
        if time.form == "span" and beside is not None and not isinstance(beside.entry, Finding):
            continue
        if beside is not None and isinstance(beside.entry, (Study, Result)) and time.low < _IMAGED_LATE:
            continue
        if beside is not None and _treats_this_leak(beside, time, mentions):
            continue
        if beside is not None and not _dates_the_headache(beside, mentions, tokens):
            old.add(beside.first)
            old |= {m.first for m in mentions if _linked(time, m, tokens)}
    lately_done = {
        m.first for m in mentions if _of_a_history(m) and any(_just_behind(time, m, tokens) for time in times)
    }
    present = {m.because.first for m in mentions if m.because is not None and _is_the_complaint(m, times, tokens)}
    told_now = {m.first for m in mentions if m.because is not None and m.because.first in present and _of_pain(m)}
    mentions = [replace(m, why=None, because=None) if m.first in lately_done | told_now else m for m in mentions]
    episodes = _episodes(mentions, times, tokens)
    for mention in mentions if years else ():
        episode = tokens[mention.first].sentence in told_of and not PRESENT & _words_before(mention, tokens)
        episode = episode and not any(time.form != "year" and abs(time.first - mention.last) <= 3 for time in times)
        episode = episode and not _dates_the_headache(mention, mentions, tokens)
        needle = isinstance(mention.entry, Event) and mention.entry.event in ("procedure", "dura")
        patch = isinstance(mention.entry, Event) and mention.entry.event == "patch"
        patch = patch and tokens[mention.first].sentence not in lately and not _came_again(mentions)
        if (episode and (needle or patch)) or (needle and tokens[mention.first].sentence in elsewhen):
            old.add(mention.first)
    return [
        replace(m, why="past", because=None)
        if m.why in (None, "past") and ((m.first in old and not _lasting(m)) or _told_in(m, episodes, tokens))
        else m
        for m in mentions
    ]


def _treats_this_leak(mention: Mention, time: Time, mentions: Sequence[Mention]) -> bool:
    """Whether a patch or repair of an earlier year is one of the leak of now: it failed, or the headache is back."""
    event = mention.entry.event if isinstance(mention.entry, Event) else None
    lately = event == "patch" and time.low < HOURS["year"]  # "2 patches in 2025", told in 2026
    return lately or (event in ("patch", "repair") and _came_again(mentions))


_AGAIN = frozenset({"patch_returned", "pattern_reversed", "patch_no_relief", "bare_leak"})


def _came_again(mentions: Sequence[Mention]) -> bool:
    """Whether the text tells of a return, a reversal or a patch that failed, or names the leak."""
    return any(m.entry.id in _AGAIN and m.negated is None and m.why is None for m in mentions)


def _linked(time: Time, mention: Mention, tokens: tuple[Token, ...]) -> bool:
    """Whether a finding is told as what came before a dated study: "CT in 2016 after a car crash"."""
    between = [token.word for token in tokens[time.last + 1 : mention.first]]
    return isinstance(mention.entry, Finding) and bool(between) and set(between) <= LINKS | {"a", "the", "her", "his"}


def _of_a_history(mention: Mention) -> bool:
    """Whether a needle is past only because a history is what it is told in: "h/o spinal 8 days back"."""
    needle = isinstance(mention.entry, Event) and mention.entry.event in ("procedure", "dura")
    told = mention.because is not None and mention.because.of.id == "history"
    return needle and mention.why == "past" and mention.negated is None and told


def _is_the_complaint(mention: Mention, times: Sequence[Time], tokens: tuple[Token, ...]) -> bool:
    """Whether a history is that of the headache of now, as it lasts since days: "h/o headache since 5 days"."""
    headache = isinstance(mention.entry, Event) and mention.entry.event == "headache"
    cue = mention.because
    if not headache or mention.why != "past" or cue is None or tokens[cue.first].word not in _HISTORY:
        return False
    return any(
        0 < time.first - mention.last <= _BEHIND
        and tokens[time.first].sentence == tokens[mention.first].sentence
        and (time.form == "span" or time.lead in ("since", "x", "for", "from"))
        and 0 < time.high <= _LATELY
        for time in times
    )


def _of_pain(mention: Mention) -> bool:
    entry = mention.entry
    return (isinstance(entry, Event) and entry.event == "headache") or (
        isinstance(entry, Finding) and entry.about == "headache"
    )


def _just_behind(time: Time, mention: Mention, tokens: tuple[Token, ...]) -> bool:
    """Whether a time of the last weeks dates the mention it stands behind."""
    between = [token.word for token in tokens[mention.last + 1 : time.first]]
    near = (
        0 < time.first - mention.last <= _BEHIND
        and not {",", ";"} & set(between)
        and tokens[time.first].sentence == tokens[mention.first].sentence
    )
    return near and time.form == "ago" and 0 < time.high <= _LATELY


def _of_now(mentions: list[Mention], times: Sequence[Time], tokens: tuple[Token, ...]) -> set[int]:
    """Sentences that name the headache or a time of late."""
    headaches = {tokens[m.first].sentence for m in mentions if _lasting(m)}
    return headaches | {tokens[time.first].sentence for time in times if time.form != "year"}


def _episodes(mentions: list[Mention], times: Sequence[Time], tokens: tuple[Token, ...]) -> set[int]:
    """Sentences about a headache of an earlier year, where another sentence has the headache of now.

    "PDPH in 2016 with EBP then, cured. Now headache upright for 3 weeks."
    """
    headaches = {
        tokens[m.first].sentence for m in mentions if isinstance(m.entry, Event) and m.entry.event == "headache"
    }
    found: set[int] = set()
    for time in times:
        if time.form != "year" or time.lead in ("since", "from"):
            continue
        sentence = tokens[time.first].sentence
        beside = _beside(time, mentions, tokens)
        told = beside is not None and isinstance(beside.entry, Event) and beside.entry.event in ("headache", "dura")
        both = sentence in headaches and len(headaches) > 1
        if not (told and both):
            continue
        words = {token.word for token in tokens if token.sentence == sentence}
        if _well_since([token.word for token in tokens if token.sentence == sentence]):
            words -= {"since", "ever"}
        others = any(each.form != "year" and tokens[each.first].sentence == sentence for each in times)
        if not others and words.isdisjoint(PRESENT | _GOING_ON):
            found.add(sentence)
    return found


def _well_since(words: list[str]) -> bool:
    since = [place for place, word in enumerate(words) if word == "since"]
    return any(not _WELL.isdisjoint(words[max(0, place - 3) : place]) for place in since)


def _told_in(mention: Mention, episodes: set[int], tokens: tuple[Token, ...]) -> bool:
    entry = mention.entry
    of_it = isinstance(entry, Event) or (
        isinstance(entry, Finding) and (entry.about is not None or "headache_onset" in entry.says)
    )
    return of_it and tokens[mention.first].sentence in episodes


def _words_before(mention: Mention, tokens: tuple[Token, ...]) -> set[str]:
    """The words of its sentence before the mention."""
    sentence = tokens[mention.first].sentence
    return {token.word for token in tokens[: mention.first] if token.sentence == sentence}


def _lasting(mention: Mention) -> bool:
    entry = mention.entry
    if isinstance(entry, Event):
        return entry.event in ("headache", "onset")
    return isinstance(entry, Finding) and (entry.lasting or entry.about == "headache")


def _beside(time: Time, mentions: list[Mention], tokens: tuple[Token, ...]) -> Mention | None:
    sentence = tokens[time.first].sentence

    def clear(first: int, last: int, within: int) -> bool:
        words = [token.word for token in tokens[first:last]]
        return len(words) <= within and "," not in words and ";" not in words

    left = [m for m in mentions if m.last < time.first and tokens[m.last].sentence == sentence]
    if left and clear(left[-1].last + 1, time.first, 6):
        return left[-1]
    right = [m for m in mentions if m.first > time.last and tokens[m.first].sentence == sentence]
    return right[0] if right and clear(time.last + 1, right[0].first, 6) else None


def _dates_the_headache(mention: Mention, mentions: list[Mention], tokens: tuple[Token, ...]) -> bool:
    entry = mention.entry
    if not isinstance(entry, Event) or entry.event not in ("procedure", "dura"):
        return False
    linked = any(token.word in LINKS for token in tokens[max(0, mention.first - 4) : mention.first])
    sentence = tokens[mention.first].sentence
    return linked and any(
        isinstance(m.entry, Event)
        and m.entry.event == "headache"
        and m.why != "past"
        and m.negated is None
        and tokens[m.first].sentence == sentence
        for m in mentions
    )
