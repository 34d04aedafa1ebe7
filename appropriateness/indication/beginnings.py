"""Whether a time is when a headache begins after a needle, or when something goes on or is over."""

from __future__ import annotations

from appropriateness.indication.context import Mention
from appropriateness.indication.intervals import Time
from appropriateness.indication.line import BEGINS, NEEDLES
from appropriateness.indication.owners import Owners
from appropriateness.knowledge.lexicon import Finding

_LASTING = frozenset({"still", "continues", "continued", "ongoing", "remains", "remained"})

_STRIKES = frozenset({"got", "gets", "bang", "struck", "hit", "developed", "began"})
_AGAIN = frozenset({"that", "this", "it", "these", "which"})


class Beginnings(Owners):
    """Asks of a time beside a needle whether the headache is said to begin then."""

    def counted_on(self, time: Time) -> bool:
        """Whether a headache's time after a puncture is followed by today's: "HA 2 days after LP, now day 6"."""
        behind = self.event_before(time)
        return behind == "headache" and any(
            later.form == "day"
            and later.first > time.last
            and self.word(later.first - 1) in ("now", "today", "currently")
            for later in self.times
        )

    def said_again(self, time: Time) -> Mention | None:
        """The needle named before that a headache is told to follow: "LP Monday; a week after that it began"."""
        if self.word(time.last + 1) not in _AGAIN or any(
            m.first == time.last + 2 and self.event(m) == "headache" for m in self.mentions
        ):
            return None
        last = self.previous(time.first, (*NEEDLES, "patch", "delivery"))
        begins = any(
            self.event(m) in ("headache", "onset") and m.affirmed and self.same_sentence(m.first, time.first)
            for m in self.mentions
        )
        return last if begins and last is not None and self.event(last) in NEEDLES and last.affirmed else None

    def still(self, time: Time) -> bool:
        """Whether what is told of this time is that something goes on: "Three weeks later the headache persists"."""
        sentence = self.tokens[time.first].sentence
        words = [token.word for token in self.tokens[time.last + 1 : time.last + 9] if token.sentence == sentence]
        return any(word.startswith("persist") or word in _LASTING for word in words)

    def of_the_needle(self, time: Time) -> Mention | None:
        """The puncture that a headache began within so many hours of: named next, or in the sentence before."""
        if time.bound != "most" or time.form != "span":
            return None
        if self.word(time.last + 1) == "of":
            event = self.next_event(time.last, within=6)
            return event if event is not None and self.event(event) in NEEDLES else None
        begun = any(self.event(m) == "onset" and 0 < m.first - time.last <= 3 for m in self.mentions)
        begun = begun or (time.lead == "within" and any(t.form == "ago" and t.last < time.first for t in self.times))
        return self.previous(time.first, NEEDLES) if begun else None

    def dates_from(self, time: Time) -> bool:
        """Whether "since" stands a little before, with no event between: "since mobilising on day 2"."""
        near = range(max(0, time.first - 3), time.first)
        since = next((place for place in near if self.word(place) == "since"), None)
        return since is not None and not any(since < m.first < time.first and self.event(m) for m in self.mentions)

    def begins_behind(self, time: Time) -> bool:
        """Whether a headache is said to begin just behind the time: "day 7, when the headache started"."""
        words = self.words(time.last + 1, time.last + 6)
        headache = any(self.event(m) == "headache" and 0 < m.first - time.last <= 4 for m in self.mentions)
        return headache and "when" in words and any(word in BEGINS for word in words)

    def struck_behind(self, needle: Mention) -> bool:
        """Whether a headache is said to strike behind the needle: "20 hrs after the spinal she sat up and bang"."""
        headache = self.next_event(needle.last, within=9, kinds=("headache",))
        return headache is not None and not _STRIKES.isdisjoint(
            self.words(max(needle.last + 1, headache.first - 3), headache.first)
        )

    def tells_of_relief(self, time: Time) -> bool:
        """Whether the sentence speaks of what a patch did; a day in it counts from the patch."""
        return any(
            isinstance(m.entry, Finding) and m.entry.about == "patch" and self.same_sentence(m.first, time.first)
            for m in self.mentions
        )
