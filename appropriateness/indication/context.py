"""What is denied, past, somebody else's or only feared: what is found, with the cues that reach it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from appropriateness.indication.lists import kind_of
from appropriateness.indication.phrases import Found
from appropriateness.indication.reach import reaches
from appropriateness.indication.scope import Reach
from appropriateness.indication.tokens import Token
from appropriateness.knowledge.lexicon import Cue, Entry, Event, Finding, Quantity, Result

Why = Literal["negated", "past", "someone_else", "hypothetical", "uncertain", "later"]
_ORDER: tuple[Why, ...] = ("someone_else", "hypothetical", "past", "uncertain")


@dataclass(frozen=True, slots=True)
class Mention:
    """Something found, and how it is meant: affirmed where `negated` is None and `why` is None.

    `negated` and `because` are the cues; `why` says why it cannot be taken as true of this patient now.
    """

    entry: Entry
    first: int
    last: int
    used: frozenset[int]
    number: float | None = None
    negated: Found[Entry] | None = None
    why: Why | None = None
    because: Found[Entry] | None = None

    @property
    def affirmed(self) -> bool:
        return self.negated is None and self.why is None


def mentions(found: Sequence[Found[Entry]], tokens: tuple[Token, ...], ages: frozenset[int]) -> list[Mention]:
    """Everything found that is no cue, with the cues that reach it. `ages`: the places where an age is told."""
    found = [_denying(item, found[place - 1] if place else None, tokens) for place, item in enumerate(found)]
    told = [item for item in found if not isinstance(item.of, Cue)]
    around = reaches(found, told, tokens, ages)
    return [_as_it_began(_mention(item, around), tokens) for item in told]


_UNTIL_THEN = frozenset({"until", "till", "til", "initially", "first"})
_BEGINS_THEN = frozenset({"sudden", "onset", "started", "developed", "began", "came", "gradual", "severe", "it"})
_AT_ONCE_THEN = 3


def _as_it_began(mention: Mention, tokens: tuple[Token, ...]) -> Mention:
    """A headache denied only for a time is there: "no headache until day 3", "no headache for four days, then"."""
    if mention.negated is None or not (isinstance(mention.entry, Event) and mention.entry.event == "headache"):
        return mention
    sentence = tokens[mention.last].sentence
    behind = [token.word for token in tokens[mention.last + 1 :] if token.sentence == sentence]
    then = behind.index("then") if "then" in behind else len(behind)
    begins = not _BEGINS_THEN.isdisjoint(behind[then : then + _AT_ONCE_THEN])
    later = not _UNTIL_THEN.isdisjoint(behind[:_AT_ONCE_THEN]) or begins
    return replace(mention, negated=None) if later and mention.why is None else mention


_NEGATIVE = frozenset({"neg", "negative", "ve"})
_MARKS = frozenset({":", "-", "=", "is", "was", "were", "are"})
_DENIAL = Cue(id="found_negative", words=("negative",), example="Kernig negative", cue="negated", reach="before")


def _denying(item: Found[Entry], before: Found[Entry] | None, tokens: tuple[Token, ...]) -> Found[Entry]:
    """A "negative" that stands behind a finding denies it; behind a study it is what the study showed."""
    negative = isinstance(item.of, Result) and tokens[item.last].word in _NEGATIVE and tokens[item.first].word != "+"
    if not negative or before is None or kind_of(before) not in ("finding", "result"):
        return item
    if isinstance(before.of, Result) and before.of.contrast is not None:
        return item  # "MRI brain with contrast negative"
    joined = all(token.word in _MARKS for token in tokens[before.last + 1 : item.first])
    near = joined and tokens[before.last].sentence == tokens[item.first].sentence
    return replace(item, of=_DENIAL) if near else item


def _mention(item: Found[Entry], around: list[Reach]) -> Mention:
    over = [reach for reach in around if reach.low <= item.first < reach.high]
    lasting = isinstance(item.of, Finding) and (item.of.lasting or item.of.says.keys() == {"orthostatic_at_onset"})
    denied = (reach.cue for reach in over if reach.kind == "negated" and not _spares_health(reach.cue, item))
    negated = next(denied, None)
    for why in _ORDER:
        cue = next((reach.cue for reach in over if reach.kind == why and not _spares(reach.cue, item)), None)
        if cue is not None and not (why == "past" and (lasting or negated is not None)):
            return Mention(item.of, item.first, item.last, item.used, item.number, negated, why, cue)
    return Mention(item.of, item.first, item.last, item.used, item.number, negated)


_AT_ONCE = 3
"""Tokens within which a finding that all is well can be denied: "not fully alert"; "no bulge, legs fine" does not."""


def _spares_health(cue: Found[Entry], item: Found[Entry]) -> bool:
    """Whether a denial stands too far from a finding or a result that all is well to turn it round."""
    well = kind_of(item) == "healthy" or (isinstance(item.of, Result) and "normal" in item.of.on.values())
    return well and not abs(item.first - cue.last) < _AT_ONCE


def _spares(cue: Found[Entry], item: Found[Entry]) -> bool:
    """Whether the cue says nothing of this: a chronic headache is there now; who is asked for is already drowsy."""
    measured = isinstance(item.of, Quantity) and item.of.fact == "gcs"
    if measured and isinstance(cue.of, Cue) and cue.of.cue in ("hypothetical", "uncertain") and not cue.of.lists:
        return True  # "wondering about GCS drop to 12"; "return if GCS below 14" is an if
    spared = cue.of.spares if isinstance(cue.of, Cue) else ()
    of_headache = kind_of(item) == "headache" or (isinstance(item.of, Finding) and item.of.about is not None)
    return ("headache" in spared and of_headache) or ("alarm" in spared and _alarms(item))


_ALARMS = frozenset({
    "altered_consciousness", "gcs", "seizure", "new_focal_deficit", "cranial_nerve_palsy", "sphincter_or_saddle",
    "limb_weakness_or_numbness", "new_back_or_leg_pain", "fever", "neck_stiffness", "papilloedema", "visual_loss",
    "papilloedema_or_visual_loss",
})  # fmt: skip
"""Facts that nobody asks or waits for: beside a request they are there."""


def _alarms(item: Found[Entry]) -> bool:
    if isinstance(item.of, Quantity):
        return item.of.fact in _ALARMS
    return isinstance(item.of, Finding) and not _ALARMS.isdisjoint(item.of.says)
