"""How the link with posture changed: a posture lost or turned round later in the text was so before, and since when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from appropriateness.indication.context import Mention
from appropriateness.indication.intervals import HOURS, Time
from appropriateness.indication.proposals import Proposal
from appropriateness.indication.tokens import Token
from appropriateness.knowledge.lexicon import Entry, Event, Finding, Passed

IN_POSTURES = {"worse_upright", "better_lying", "worse_lying"}
_RECENT = 7 * HOURS["day"]
"""Hours within which a posture was lost "recently"; our own reading, not a clinical threshold."""
_NEAR = 6
_SINCE = frozenset({
    "since", "for", "from", "over", "last", "past", "until", "till", "til", "within", "in", "during", "x", "by", "of",
})  # fmt: skip
_NOW = frozenset({"now", "today", "since", "currently", "presently", "day", "week", "nowadays"})
_LATER = frozenset({"now", "new", "then", "since", "today", "currently", "reversed", "after", "until", "till"})


def as_it_was(mention: Mention, mentions: Sequence[Mention], tokens: tuple[Token, ...]) -> Mention:
    """A posture that is lost later in the text was there at the onset; one that is turned round later is no more.

    One that is told after "constant" is there still: "now constant for 5 weeks, clearly worse standing".
    """
    entry = mention.entry
    if not isinstance(entry, Finding) or not mention.affirmed or entry.about != "headache":
        return mention
    if _is_the_same_now(mention, mentions, tokens):
        return replace(mention, entry=replace(entry, says={**entry.says, "posture_pattern_lost": True}))
    behind = [m for m in mentions if m.first > mention.last and m.affirmed]
    later = [m.entry for m in behind]
    if _lost(entry):
        still = any(_upright(each) for each in later) and not any(map(_lost, later))
        return replace(mention, entry=replace(entry, says={})) if still else mention
    if not IN_POSTURES & {fact for fact, value in entry.says.items() if value is True}:
        return mention
    if "worse_lying" not in entry.says and any(_turned_round(mention, m, tokens) for m in behind):
        return replace(mention, entry=replace(entry, says={}))
    if "worse_lying" in entry.says or "orthostatic_at_onset" in entry.says:
        return mention
    if not (any(map(_lost, later)) or any(_is_the_same_now(m, mentions, tokens) for m in behind)):
        return mention
    return replace(mention, entry=replace(entry, says={"orthostatic_at_onset": True}))


def _is_the_same_now(mention: Mention, mentions: Sequence[Mention], tokens: tuple[Token, ...]) -> bool:
    """Whether postures make no difference now that did before: "day one only upright; day six the same flat"."""
    says = _says(mention.entry)
    if not mention.affirmed or says.get("worse_upright") is not False or says.get("better_lying") is not False:
        return False
    sentence = tokens[mention.first].sentence
    now = any(t.word in _NOW for t in tokens[: mention.first] if t.sentence == sentence)
    before = (m.entry for m in mentions if m.last < mention.first and m.affirmed)
    return now and any(_upright(each) or "orthostatic_at_onset" in _says(each) for each in before)


def _upright(entry: Entry) -> bool:
    return True in (_says(entry).get("worse_upright"), _says(entry).get("better_lying"))


def _lost(entry: Entry) -> bool:
    return _says(entry).get("posture_pattern_lost") is True


def _turned_round(before: Mention, after: Mention, tokens: tuple[Token, ...]) -> bool:
    """Whether lying is what hurts later on; "better lying, worse lying" at one time is a contradiction."""
    if _says(after.entry).get("worse_lying") is not True:
        return False
    between = tokens[before.last : after.first]
    later = tokens[before.last].sentence != tokens[after.first].sentence or any(t.word in _LATER for t in between)
    return later or "better_lying" not in _says(before.entry)


def since_when(mentions: Sequence[Mention], times: Sequence[Time], tokens: tuple[Token, ...]) -> Iterator[Proposal]:
    """When the posture was lost, where a time stands beside it: "no longer postural since this morning"."""
    ever = any(m.affirmed and _lost(m.entry) for m in mentions)
    for mention in mentions:
        lost = _lost(mention.entry) or (ever and _says(mention.entry).get("better_lying") is False)
        if not (mention.affirmed and lost) or "posture_pattern_change" in _says(mention.entry):
            continue
        others = [m for m in mentions if not _lets_through(m.entry)]
        before = max((m.last for m in others if m.last < mention.first), default=-1)
        after = min((m.first for m in others if m.first > mention.last), default=None)
        for time in times:
            behind = 0 < time.first - mention.last <= _NEAR and (after is None or time.first < after)
            ahead = 0 < mention.first - time.last <= _NEAR and before < time.first
            if tokens[time.first].sentence != tokens[mention.first].sentence or not (behind or ahead):
                continue
            between = tokens[min(mention.last, time.last) : max(mention.first, time.first)]
            if time.lead not in _SINCE and any(token.word == "," for token in between):
                continue
            if time.high <= _RECENT:
                yield _change("lost_recently", mention, time)
            elif time.unit in ("month", "year") and time.lead not in ("since", "until", "till"):
                yield _change("faded_over_months", mention, time)


def _lets_through(entry: Entry) -> bool:
    """Whether a time on the far side of it may still be that of the change."""
    return isinstance(entry, Passed) or (isinstance(entry, Event) and entry.event == "headache")


def _says(entry: Entry) -> Mapping[str, object]:
    return entry.says if isinstance(entry, Finding) else {}


def _change(value: str, mention: Mention, time: Time) -> Proposal:
    first, last = min(mention.first, time.first), max(mention.last, time.last)
    return Proposal("posture_pattern_change", value, first, last, weak=True)
