"""The one study that is a needle as well: a myelogram of late that the headache follows is its procedure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from appropriateness.indication.context import Mention
from appropriateness.indication.earlier import LINKS
from appropriateness.indication.intervals import Time
from appropriateness.indication.tokens import Token
from appropriateness.knowledge.lexicon import Event, Result, Study

_LATE = 24 * 21
"""Hours within which a myelogram is taken as what the headache came from; an older one is a study of its own."""
_NEAR, _DATED = 6, 6
_IN_BRACKETS = 14
"""Tokens that a bracket between a myelogram and its time may hold."""
_FOLLOWS = frozenset({"now", "today", "am", "morning", "then", "developed", "subsequently", "ever", *LINKS})


def with_myelograms(
    mentions: list[Mention], times: Sequence[Time], tokens: tuple[Token, ...], needle: Event
) -> list[Mention]:
    """The mentions, a myelogram that has a date, no result, and a headache that follows it read as a procedure."""
    return [replace(m, entry=needle) if _is_the_needle(m, mentions, times, tokens) else m for m in mentions]


def _is_the_needle(mention: Mention, mentions: list[Mention], times: Sequence[Time], tokens: tuple[Token, ...]) -> bool:
    entry = mention.entry
    if not isinstance(entry, Study) or entry.studies != ("myelography",) or not mention.affirmed:
        return False
    sentence = tokens[mention.first].sentence
    dated = any(
        0 < time.first - _behind(mention.last, tokens) <= _DATED
        and time.low <= _LATE
        and tokens[time.first].sentence == sentence
        for time in times
    )
    shown = any(isinstance(m.entry, Result) and tokens[m.first].sentence == sentence for m in mentions)
    if not dated or shown:
        return False
    headaches = [m.first for m in mentions if isinstance(m.entry, Event) and m.entry.event == "headache" and m.affirmed]
    follows = [place for place in headaches if place > mention.last]
    if not follows or min(headaches) < mention.first:
        return False
    near = tokens[mention.last : min(len(tokens), follows[0] + _NEAR)]
    return any(token.word in _FOLLOWS for token in near)


def _behind(place: int, tokens: tuple[Token, ...]) -> int:
    """The place, or that of the bracket closed behind it: "CT myelogram (no MRI: pacemaker) 28 h ago"."""
    if place + 1 < len(tokens) and tokens[place + 1].word == "(":
        closed = (p for p in range(place + 2, min(len(tokens), place + _IN_BRACKETS)) if tokens[p].word == ")")
        return next(closed, place)
    return place
