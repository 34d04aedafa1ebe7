"""Patches that a number alone stands for: "first EBP useless, second took the edge off", "(1st 31/10, 2nd 9/11)"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from appropriateness.indication.context import Mention
from appropriateness.indication.intervals import Time
from appropriateness.indication.tokens import Token, word_at
from appropriateness.knowledge.lexicon import Event

_ENDINGS = frozenset({"st", "nd", "rd", "th"})
_GOES_ON = frozenset({
    "by", "took", "gave", "did", "didn't", "made", "on", "in", "held", "helped", "worked", "had", "lasted", "only",
    "at", "was", "no", "nil", "none", "complete", "partial", "some", "failed", "with", "one", "ones", "for", "better",
    "same", "(", ":", "=", "-", ",", "one's", "done", "given", "useless", "brilliant", "successful", "nothing", "again",
})  # fmt: skip
"""What may follow the number of a patch; "second opinion" and "first noticed" number something else."""
_NOT_GIVEN = frozenset({
    "planned", "pencilled", "booked", "offered", "declined", "refused", "requested", "pending", "for", "?", "want",
    "wants", "a", "plan", "considering", "consider", "if", "needs", "tomorrow", "scheduled",
})  # fmt: skip
_FIRST_FEW = {"two": 2, "three": 3, "four": 4, "2": 2, "3": 3, "4": 4}
_MOST = 5
"""Numbers above are rather those of a day."""
_NEAR = 2
"""Sentences behind that of a patch in which a number is still one of a patch."""


def with_numbered(
    mentions: Sequence[Mention],
    times: Sequence[Time],
    tokens: tuple[Token, ...],
    ordinals: Mapping[str, int],
    patch: Event,
) -> list[Mention]:
    """The mentions with one more for each number that stands for a patch given."""
    told = [m for m in mentions if _is_patch(m) and (m.affirmed or (m.number or 0) > 1)]
    if not told:
        return list(mentions)
    used = {place for m in mentions for place in range(m.first, m.last + 1)}
    used |= {place for time in times for place in range(time.first, time.last + 1)}
    given = [m for m in told if m.affirmed]
    found = list(mentions)
    for place, token in enumerate(tokens):
        number, last = _numbered(tokens, place, ordinals)
        if not 0 < number <= _MOST or not used.isdisjoint(range(place, last + 1)):
            continue
        if not any(m.last < place and 0 <= token.sentence - tokens[m.last].sentence <= _NEAR for m in told):
            continue
        opens = place == 0 or tokens[place - 1].sentence != token.sentence
        near = {"" if opens else word_at(tokens, place - 1), word_at(tokens, last + 1), word_at(tokens, last + 2)}
        follows = word_at(tokens, last + 1)
        goes_on = follows in _GOES_ON or (follows[:1].isdecimal() and not tokens[last + 1].glued)
        if goes_on and near.isdisjoint(_NOT_GIVEN) and (given or number < max(m.number or 0 for m in told)):
            found.append(Mention(patch, place, last, frozenset(range(place, last + 1)), number))
    return sorted(found, key=lambda m: (m.first, m.last))


def _is_patch(mention: Mention) -> bool:
    return isinstance(mention.entry, Event) and mention.entry.event == "patch" and mention.entry.patches != 0


def _numbered(tokens: tuple[Token, ...], place: int, ordinals: Mapping[str, int]) -> tuple[int, int]:
    """The number told at the place, and the last token of it: "second", "2nd", "#2"; 0 where none is."""
    word = tokens[place].word
    if word == "first" and word_at(tokens, place + 1) in _FIRST_FEW:
        return _FIRST_FEW[word_at(tokens, place + 1)], place + 1
    if word in ordinals:
        return ordinals[word], place
    if word != "#" and not word.isdecimal():
        return 0, place
    behind = word_at(tokens, place + 1)
    if word == "#" and behind.isdecimal() and len(behind) == 1 and tokens[place + 1].glued:
        return int(behind), place + 1
    counted = word.isdecimal() and len(word) == 1 and behind in _ENDINGS and tokens[place + 1].glued
    return (int(word), place + 1) if counted and int(word) else (0, place)
