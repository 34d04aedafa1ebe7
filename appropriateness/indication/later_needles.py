"""Needles given after the headache began, where one before it is told of as well: that one is its cause."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from appropriateness.indication import inferred
from appropriateness.indication.context import Mention
from appropriateness.indication.intervals import tidy
from appropriateness.indication.line import NEEDLES
from appropriateness.indication.proposals import Proposal
from appropriateness.indication.timeline import Timeline

_SEVERAL = 2
Later = dict[int, tuple[float, float]]
"""The place of each such needle, and between how many and how many hours ago it was."""


def later_needles(timeline: Timeline) -> Later:
    """ "Epidural 1 Nov, headache since the 2nd, LP 10 Nov": the LP."""
    needles = [m for m in timeline.mentions if timeline.event(m) in NEEDLES and m.affirmed]
    if len({m.first for m in needles}) < _SEVERAL:
        return {}
    onsets: list[Proposal] = []
    given: Later = {}
    for time, items in timeline.placed:
        for item in items:
            if not isinstance(item, Proposal):
                continue
            if item.fact == "hours_since_onset":
                onsets.append(item)
            told = [m for m in needles if item.first <= m.first and m.last <= item.last]
            if item.fact == "hours_since_procedure" and len(told) == 1:
                given[told[0].first] = (time.low, time.high)
    begun = inferred.ends(inferred.narrowed(onsets))
    if begun is None:
        return {}
    later = {first: ends for first, ends in given.items() if ends[1] <= begun[0]}
    return later if len(later) < len(given) else {}


def left_out(mentions: list[Mention], later: Later) -> list[Mention]:
    """The mentions, those needles marked as no cause."""
    return [replace(m, why="later") if m.first in later else m for m in mentions] if later else mentions


def last_needle(later: Later) -> Iterator[Proposal]:
    """The time since the last of them."""
    if later:
        first, (low, high) = min(later.items(), key=lambda item: item[1])
        value: object = tidy(low) if low == high else {"at_least": tidy(low), "below": tidy(high)}
        yield Proposal("hours_since_last_needle", value, first, first)
