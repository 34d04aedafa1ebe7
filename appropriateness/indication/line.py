"""The things a text mentions, in order, and how one finds its neighbour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from appropriateness.indication.context import Mention
from appropriateness.indication.intervals import Time
from appropriateness.indication.tokens import Token
from appropriateness.knowledge.lexicon import Event, Finding, Passed, Result, Study

DATED = ("procedure", "dura", "patch", "headache", "onset", "delivery", "dose")
NEEDLES = ("procedure", "dura")
WELL = frozenset({"fine", "well", "ok", "great", "asymptomatic", "good", "free"})
BEGINS = frozenset({"onset", "began", "started", "starting", "developed", "appeared", "commenced", "beginning"})
_REASONS = frozenset({"because", "account", "b/c", "for", "investigate", "evaluate", "d/t", "due"})
LINKS = frozenset({"since", "after", "following", "post", "from", "s/p"})


@dataclass(frozen=True, slots=True)
class Line:
    """Mentions in the order of the text; every look-up stays inside what is there."""

    mentions: Sequence[Mention]
    times: Sequence[Time]
    tokens: tuple[Token, ...]

    def event(self, mention: Mention) -> str | None:
        return mention.entry.event if isinstance(mention.entry, Event) else None

    def before(self, time: Time) -> list[Mention]:
        """The mentions that end before the time in its sentence."""
        first, sentence = time.first, self.tokens[time.first].sentence
        return [m for m in self.mentions if m.last < first and self.tokens[m.last].sentence == sentence]

    def after(self, time: Time) -> list[Mention]:
        """The mentions that begin after the time in its sentence."""
        last, sentence = time.last, self.tokens[time.last].sentence
        return [m for m in self.mentions if m.first > last and self.tokens[m.first].sentence == sentence]

    def next_event(self, place: int, within: int, kinds: tuple[str, ...] = DATED) -> Mention | None:
        for mention in self.mentions:
            if place < mention.first <= place + within and self.same_sentence(place, mention.first):
                if self.event(mention) in kinds:
                    return mention
                if isinstance(mention.entry, Study):
                    return None
        return None

    def previous(self, place: int, kinds: tuple[str, ...]) -> Mention | None:
        return next(
            (m for m in reversed(self.mentions) if m.last < place and self.event(m) in kinds and m.negated is None),
            None,
        )

    def nearest_in_sentence(self, time: Time, kinds: tuple[str, ...]) -> Mention | None:
        near = [
            m
            for m in self.mentions
            if self.event(m) in kinds and m.affirmed and self.same_sentence(m.first, time.first)
        ]
        return min(near, key=lambda m: min(abs(m.last - time.first), abs(m.first - time.last)), default=None)

    def only(self, kinds: tuple[str, ...]) -> Mention | None:
        return next(
            (m for m in self.mentions if self.event(m) in kinds and m.negated is None and m.why in (None, "uncertain")),
            None,
        )

    def headache_denied(self) -> bool:
        """Whether every headache that is named is denied: what is worse on sitting is something else."""
        headaches = [m for m in self.mentions if self.event(m) == "headache"]
        return bool(headaches) and all(m.negated is not None for m in headaches)

    def told_by_posture(self) -> Mention | None:
        """What tells of a headache that is never named: "head fine in bed, since Sunday"."""
        return next(
            (m for m in self.mentions
             if isinstance(m.entry, Finding) and m.affirmed and m.entry.says.get("headache_present") is True), None,
        )  # fmt: skip

    def outside_brackets(self, mentions: list[Mention], time: Time) -> list[Mention]:
        """The mentions that stand in no bracket closed before the time: "LP (IIH r/o) 3 days ago"."""
        if not mentions or ")" not in self.words(mentions[0].first, time.first):
            return mentions
        closed: set[int] = set()
        opened: int | None = None
        alone = {(m.first - 1, m.last + 1) for m in mentions}  # "repeat needle (LP) 16 Nov"
        for place, token in enumerate(self.tokens[: time.first]):
            if token.word == "(":
                opened = place
            elif token.word == ")" and opened is not None:
                closed |= set() if (opened, place) in alone else set(range(opened, place))
                opened = None
        outside = [m for m in mentions if m.first not in closed]
        return outside or mentions

    def open_bracket(self, time: Time) -> int | None:
        """The place of the bracket that the time stands in, if it stands in one."""
        sentence = self.tokens[time.first].sentence
        for place in range(time.first - 1, max(-1, time.first - 14), -1):
            token = self.tokens[place]
            if token.word in "()" or token.sentence != sentence:
                return place if token.word == "(" else None
        return None

    def begins_before(self, time: Time) -> bool:
        """Whether the headache is said to begin at this time: an onset word before it, and no time between."""
        told = max((t.last + 1 for t in self.times if t.last < time.first), default=0) if time.form == "ago" else 0
        near = self.tokens[max(0, time.first - 6, told) : time.first]
        if {"ie", "e"} & {token.word for token in near}:
            near = self.tokens[max(0, time.first - 12) : time.first]  # "began 5 months ago i.e. 4 wks after surgery"
        if any(token.word in BEGINS and token.sentence == self.tokens[time.first].sentence for token in near):
            return True
        words = [token.word for token in near]
        if "until" in words and not WELL.isdisjoint(words):
            return True  # "fine until 3 days after her epidural"
        return any(
            (self.event(m) == "onset" or _sets_in(m)) and told <= m.first and m.last < time.first
            and time.first - m.last <= (_SETS_IN if _sets_in(m) else 6)
            and self.same_sentence(m.first, time.first) for m in self.mentions
        )  # fmt: skip

    def event_before(self, time: Time) -> str | None:
        """The kind of what stands just before the time."""
        before = self.before(time)
        return self.event(before[-1]) if before and self.clear(before[-1].last, time.first, 1) else None

    def linked(self, event: Mention) -> bool:
        """Whether a headache is told of as coming after it; one denied or long over is not."""
        told = [m for m in self.mentions if self.event(m) in ("headache", "onset") and m.why != "past"]
        told = [m for m in told if m.negated is None and self.same_sentence(m.first, event.first)]
        return self.link_before(event) is not None and bool(told)

    def link_before(self, event: Mention) -> int | None:
        for place in range(event.first - 1, max(-1, event.first - 5), -1):
            if self.tokens[place].sentence != self.tokens[event.first].sentence or self.tokens[place].word == ",":
                return None  # "worse since Wed, LP 9 days ago"
            if self.tokens[place].word in LINKS:
                return place
        return None

    def clear(self, last: int, first: int, within: int) -> bool:
        between = self.unbracketed(last + 1, first)
        return len(between) <= within and not any(word in (",", ";", ".") for word in between)

    def unbracketed(self, first: int, end: int) -> list[str]:
        """The words between two places without those in brackets: "trial leads (percutaneous, T9) 12/11"."""
        words = self.words(first, end)
        while "(" in words and ")" in words[words.index("(") :]:
            opened = words.index("(")
            del words[opened : words.index(")", opened) + 1]
        return words

    def words(self, first: int, end: int) -> list[str]:
        return [token.word for token in self.tokens[first:end]]

    def word(self, place: int) -> str:
        return self.tokens[place].word if 0 <= place < len(self.tokens) else ""

    def done_for_the_headache(self) -> bool:
        """Whether a puncture is said to have been done because of the headache: "LP b/c of the HA"."""
        for mention in self.mentions:
            if self.event(mention) != "procedure" or not mention.affirmed:
                continue
            behind = " ".join(self.words(mention.last + 1, mention.last + 10))
            if "because of it" in behind or "because of this" in behind:
                return True
            after = self.next_event(mention.last, 8, ("headache",))
            between = self.words(max(mention.last + 1, after.first - 4), after.first) if after is not None else []
            if not _REASONS.isdisjoint(between):
                return True
        return False

    def named_after_a_puncture(self) -> Mention | None:
        """A headache whose name says that a puncture came before it: PDPH."""
        return next((m for m in self.mentions if isinstance(m.entry, Event) and m.entry.event == "headache"
                     and m.entry.says and m.affirmed), None)  # fmt: skip

    def is_short_sentence(self, time: Time) -> bool:
        """Whether a sentence says hardly more than the time: "~10 days." """
        sentence = self.tokens[time.first].sentence
        others = [
            place
            for place in range(max(0, time.first - 6), min(len(self.tokens), time.last + 7))
            if self.tokens[place].sentence == sentence and not time.first <= place <= time.last
        ]
        return sum(not self.tokens[place].is_mark for place in others) <= 1

    def same_sentence(self, one: int, other: int) -> bool:
        return self.tokens[one].sentence == self.tokens[other].sentence


def about_headache(mention: Mention, event: str | None) -> bool:
    entry = mention.entry
    of_it = isinstance(entry, Finding) and (entry.about == "headache" or "headache_onset" in entry.says)
    return event in ("headache", "onset") or of_it


_SETS_IN = 12
"""Tokens within which a time is that of a headache said to be sudden."""


def _sets_in(mention: Mention) -> bool:
    entry = mention.entry
    return mention.affirmed and isinstance(entry, Finding) and entry.says.get("headache_onset") == "thunderclap"


def of_the_illness(mention: Mention) -> bool:
    """Whether it names the illness, which is as old as its headache: "SIH since 2023"."""
    entry = mention.entry
    named = isinstance(entry, Passed) and entry.id == "suspicion"
    named = named or (isinstance(entry, Result) and entry.id == "bare_sih")
    chronic = mention.because is not None and mention.because.of.id in ("chronic", "history")
    return named and mention.negated is None and (mention.why is None or (mention.why == "past" and chronic))
