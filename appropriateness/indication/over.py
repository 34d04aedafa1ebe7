"""Whether the headache is over: "gone for good", "fully settled", "no headache now", with no word of a return."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from appropriateness.indication.changes import IN_POSTURES
from appropriateness.indication.clauses import clauses
from appropriateness.indication.context import Mention
from appropriateness.indication.phrases import Found
from appropriateness.indication.tokens import Token
from appropriateness.knowledge.lexicon import Cue, Entry, Event, Finding, Passed

_BACK = frozenset({
    "back", "again", "return", "returned", "returns", "returning", "recur", "recurs", "recurred", "recurrent",
    "recurrence", "relapse", "relapsed", "reappeared", "crept", "rebound", "still", "until", "till", "restarted",
})  # fmt: skip
"""Words after which a headache that went is not over."""
_OBJECTS = frozenset({"her", "him", "me", "them", "work", "working", "taking", "the", "his", "my", "on"})
_DAILY = frozenset({
    "waking", "awakening", "wakening", "mornings", "lunch", "lunchtime", "noon", "midday", "each", "every",
    "night", "nights", "asleep", "sleeping",
})  # fmt: skip
_AT_ONCE = 3
"""Tokens behind a headache within which its end is said: "now well, headache has resolved"."""


def by_clause(
    found: Sequence[Found[Entry]], tokens: tuple[Token, ...], classes: Mapping[str, frozenset[str]], gone: Finding
) -> Iterator[Found[Entry]]:
    """What clauses about the headache say of its end in words that no phrase of the lexicon has."""
    ends = [place for place, token in enumerate(tokens) if token.word in classes["over"]]
    taken = {place: item for item in found for place in item.used}
    ends = [place for place in ends if place not in taken and not _has_an_object(place, tokens)]
    if not ends or any(token.word in _BACK for token in tokens[ends[-1] :]):
        return
    spoilt = classes["not_over"] | classes["posture_up"] | classes["posture_down"]
    for first, end in clauses(tokens, frozenset()):
        here = [place for place in ends if first <= place < end]
        if not here or any(token.word in spoilt for token in tokens[first:end]):
            continue
        others = [taken[place].of for place in range(first, end) if place in taken]
        if not all(_lets_it_be(entry) for entry in others):
            continue
        if any(map(_is_headache, others)) or _is_headache(_before(first, found, tokens)):
            yield Found(gone, here[0], here[-1], frozenset(here))


def _has_an_object(place: int, tokens: tuple[Token, ...]) -> bool:
    """Whether what ends is something else: "headache stopped her working"."""
    return place + 1 < len(tokens) and tokens[place + 1].word in _OBJECTS


def _lets_it_be(entry: Entry) -> bool:
    """Whether what else the clause names leaves it about the headache."""
    stops = isinstance(entry, Cue) and entry.cue == "stop"
    return (
        stops
        or _is_headache(entry)
        or isinstance(entry, Passed)
        or (isinstance(entry, Event) and entry.event == "patch")
    )


def _before(first: int, found: Sequence[Found[Entry]], tokens: tuple[Token, ...]) -> Entry | None:
    """What was named last before a clause, in its sentence."""
    before = [i for i in found if i.last < first and tokens[i.last].sentence == tokens[first].sentence]
    before = [item for item in before if not isinstance(item.of, Cue)]
    return before[-1].of if before else None


def _is_headache(entry: Entry | None) -> bool:
    if isinstance(entry, Event):
        return entry.event in ("headache", "onset")
    return isinstance(entry, Finding) and entry.about == "headache"


def over(mentions: Sequence[Mention], tokens: tuple[Token, ...]) -> Mention | None:
    """What says that the headache is over; None where a headache, a posture or a return is told of later."""
    said = [m for m in mentions if m.affirmed and _ends_it(m, mentions, tokens)]
    if any(m.affirmed and isinstance(m.entry, Finding) and is_over(m.entry) for m in mentions):
        said += [m for m in mentions if m.negated is not None and _names_it(m)]
    last = max(said, key=lambda m: m.first, default=None)
    return None if last is None or any(_goes_on(m, last, mentions) for m in mentions) else last


def _ends_it(mention: Mention, mentions: Sequence[Mention], tokens: tuple[Token, ...]) -> bool:
    entry = mention.entry
    if not isinstance(entry, Finding):
        return False
    if entry.says.get("headache_present") is False:
        return True
    if not says_it_went(entry) or goes_daily(mention, tokens):
        return False
    beside = any(_names_it(m) and 0 <= mention.first - m.last <= 1 for m in mentions)
    if beside and entry.says.get("patch_response") == "complete":
        return True
    return is_over(entry) and _close(mention, mentions, tokens)


def _close(end: Mention, mentions: Sequence[Mention], tokens: tuple[Token, ...]) -> bool:
    """Whether the headache named last is what ends: in the same sentence, with nothing else between."""
    before = [m for m in mentions if m.first < end.first and tokens[m.first].sentence == tokens[end.first].sentence]
    named = [m for m in before if _names_it(m)]
    if not named or named[-1].why in ("past", "someone_else"):
        return False
    between = [m for m in before if m.first > named[-1].last]
    return all(_is_headache(m.entry) or m.negated is not None for m in between)


def _names_it(mention: Mention) -> bool:
    return isinstance(mention.entry, Event) and mention.entry.event == "headache"


def _goes_on(mention: Mention, end: Mention, mentions: Sequence[Mention]) -> bool:
    """Whether a headache that is there, a posture or a return is told of behind the end of it."""
    entry = mention.entry
    if mention.first <= end.last or not mention.affirmed:
        return False
    if isinstance(entry, Event):
        over_too = any(0 < m.first - mention.last <= _AT_ONCE for m in mentions if _says_so(m.entry))
        return entry.event == "headache" and not over_too
    return isinstance(entry, Finding) and (entry.id == "patch_returned" or in_a_posture(entry))


def _says_so(entry: Entry) -> bool:
    return isinstance(entry, Finding) and is_over(entry)


def in_a_posture(entry: Entry) -> bool:
    """Whether it says that the headache is there in a posture, or gone in one."""
    return isinstance(entry, Finding) and any(entry.says.get(fact) is True for fact in IN_POSTURES)


def says_it_went(entry: Entry) -> bool:
    """Whether it tells of a headache that went, not only that there is none."""
    return isinstance(entry, Finding) and (is_over(entry) or entry.says.get("patch_response") == "complete")


def goes_daily(mention: Mention, tokens: tuple[Token, ...]) -> bool:
    """Whether the headache goes at a time of each day: "gone on waking, there by lunch"."""
    behind = tokens[mention.last : mention.last + _AT_ONCE + 1]
    return any(token.word in _DAILY and token.sentence == behind[0].sentence for token in behind)


def is_over(entry: Finding) -> bool:
    """Whether it says that the headache is over: "PDPH resolved"."""
    return "resolved" in (entry.says.get("headache_course"), entry.unpatched.get("headache_course"))
