"""Whose a time is: the thing it stands beside, in its sentence or, alone in one, the headache."""

from __future__ import annotations

from dataclasses import replace

from appropriateness.indication.asides import Asides
from appropriateness.indication.context import Mention
from appropriateness.indication.intervals import Time
from appropriateness.indication.line import NEEDLES, about_headache, of_the_illness
from appropriateness.knowledge.lexicon import Event, Finding, Passed

FACTS = {
    "procedure": "hours_since_procedure", "dura": "hours_since_procedure", "patch": "hours_since_patch",
    "headache": "hours_since_onset", "onset": "hours_since_onset", "delivery": "postpartum_days",
    "dose": "hours_since_last_dose",
}  # fmt: skip
"""The fact that a time of each kind of event gives."""
DURATION_LEADS = frozenset({"x", "for", "over", "past", "last", "lasted", "lasting", "duration", "during", "*"})
_NEAR, _OF_A_NEEDLE = 5, 10
"""Tokens between a thing and its time; more where a needle is the last that was named."""
_OF_AN_ILLNESS, _BY_NAME = 3, 6
_A_WORD = 4
_OPENS = 3
"""Tokens behind a thing within which its bracket opens: "EBPs this year (Feb, May)"."""
_JOIN = frozenset(
    {
        "about",
        "since",
        "with",
        "onset",
        "this",
        "these",
        "last",
        "past",
        "approx",
        "only",
        "total",
        "nearly",
        "around",
        "roughly",
        "least",
        "than",
        "some",
        "hist",
        "history",
        "ongoing",
        "daily",
        "still",
        "constant",
    }
)
"""Words before a duration that are not what lasted."""
_SAID_OF = frozenset({"(", "-", ":", "on", "was", "is", "being", "=", "given", "done", "about", "~"})
"""Words that may stand between "the last one" and its time."""
_IT = frozenset({"that", "this", "it", "which", "done", "performed", "given"})
_WAS = frozenset(
    {"was", "is", "all", "about", "on", "the", "had", "happened", "took", "place", "roughly", "nearly", "now"}
)
_ORDINALS = frozenset({"second", "third", "fourth", "fifth", "rd", "th", "most"})


class Owners(Asides):
    """Finds for a time the mention it belongs to."""

    def owner(self, time: Time) -> Mention | None:
        """The thing a time stands beside: just before it, just after it, else in its sentence."""
        before, after = self.outside_brackets(self.before(time), time), self.after(time)
        before = [m for m in before if not (isinstance(m.entry, Passed) and not m.entry.topic)]
        before = [m for m in before if not self._of_no_patch(m)]
        after = [m for m in after if not isinstance(m.entry, Passed) or m.entry.topic]
        left, right = (max(before, key=lambda m: m.last) if before else None), (after[0] if after else None)
        if (own := self._only_needle_in_bracket(time)) is not None:
            return own
        inside = (m for m in self.mentions if m.first < time.first and time.last < m.last and self.event(m) in FACTS)
        if (around := next(inside, None)) is not None:
            return around  # "epidural 2 wks ago for sciatica" is one phrase
        if not left and (told := self._told_before(time)) is not None:
            return told
        if self._of_the_last_one(time):
            return self.previous(time.first, ("patch", "procedure"))
        if time.form == "span":
            return self._owner_of_span(time, left, right, before)
        if left is not None and self.event(left) in (None, "elsewhere"):
            left = self._done_for(left, before) or left
        if left is not None and about_headache(left, self.event(left)) and self._after_something(left, time):
            began = self.event(left) == "onset" and self.only(NEEDLES) is None
            return left if began else None
        far = left is not None and self.event(left) in NEEDLES and self.clear(left.last, time.first, _OF_A_NEEDLE)
        if left is not None and (
            far
            or self.clear(left.last, time.first, _NEAR)
            or self._set_off(left, time)
            or self._in_its_bracket(left, time)
        ):
            owner = self._headache_behind(left, before, time)
            if owner is not None:
                return owner
        if right is not None and self.clear(time.last, right.first, _NEAR):
            return right
        opens = time.first == 0 or not self.same_sentence(time.first - 1, time.first)
        if opens:
            return next((m for m in after if self.event(m) in FACTS), None)
        if left is None or not (
            about_headache(left, self.event(left)) or self._headache_behind(left, before, time) is not left
        ):
            return None
        here = {self.event(m) for m in (*before, *after) if m.affirmed and isinstance(m.entry, Event)}
        return self.only(("headache",)) if "headache" in here and here <= {"headache", "onset"} else None

    def _told_before(self, time: Time) -> Mention | None:
        """The needle, patch or birth of the sentence before that "That was 3 weeks ago" speaks of."""
        if time.form != "ago":
            return None
        sentence, opens = self.tokens[time.first].sentence, time.first
        while opens > 0 and self.tokens[opens - 1].sentence == sentence and self.word(opens - 1) in _IT | _WAS:
            opens -= 1
        words = self.words(opens, time.first)
        begins = opens == 0 or self.tokens[opens - 1].sentence != sentence
        if not begins or not words or words[0] not in _IT:
            return None
        event = self.previous(time.first, (*NEEDLES, "patch", "delivery"))
        near = event is not None and self.tokens[event.last].sentence >= sentence - 1
        return event if near else None

    def _of_the_last_one(self, time: Time) -> bool:
        """Whether the time follows "the last one", "the last" or "the 2nd", said of a patch or procedure before."""
        words = [word for word in self.words(max(0, time.first - 4), time.first) if word not in _SAID_OF]
        if words[-2:] == ["last", "one"] or words[-1:] in (["latest"], ["recent"]):
            return True
        numbered = words[-1:] == ["last"] or (words[-1:][:1] and words[-1] in _ORDINALS) or words[-1:] == ["nd"]
        return bool(numbered) and ("the" in words or self.word(time.first - 2) == ",")

    def _set_off(self, left: Mention, time: Time) -> bool:
        """Whether commas set the time off behind a needle or patch: "LP, 4 days ago, headache"."""
        between, behind = self.words(left.last + 1, time.first), self.word(time.last + 1)
        named = between[-1:] == [","] and len(between) <= _BY_NAME and time.form == "ago"
        named = named and self.link_before(left) is not None  # "after SCS implant, Medtronic, 6 weeks ago,"
        return (
            (between == [","] or named)
            and behind in (",", ".", ";", "", "\n")
            and self.event(left) in (*NEEDLES, "patch", "delivery")
        )

    def _in_its_bracket(self, left: Mention, time: Time) -> bool:
        """Whether the time stands in the bracket that opens just behind the mention: "LP (neuro, 10d)"."""
        between = self.words(left.last + 1, time.first)
        return "(" in between[:_OPENS] and ")" not in between

    def _only_needle_in_bracket(self, time: Time) -> Mention | None:
        """The one needle or patch that stands with the time in a bracket: "(spinal, hernia repair, 8/11)"."""
        opened = self.open_bracket(time)
        if opened is None or time.form == "span":
            return None
        inside = [m for m in self.mentions if opened < m.first and m.last < time.first]
        dated = [m for m in inside if self.event(m) in (*NEEDLES, "patch") and m.affirmed]
        return dated[0] if len(dated) == 1 else None

    def _in_a_bracket_of_its_own(self, time: Time) -> bool:
        """Whether the time stands in a bracket that no headache stands in or beside."""
        opened = self.open_bracket(time)
        if opened is None:
            return False
        closed = next((p for p in range(time.last + 1, len(self.tokens)) if self.word(p) == ")"), len(self.tokens))
        return not any(
            m.last == opened - 1 or opened < m.first < closed or m.first == closed + 1
            for m in self.mentions if about_headache(m, self.event(m))
        )  # fmt: skip

    def _of_no_patch(self, mention: Mention) -> bool:
        """Whether it tells of what a patch did where there is no patch: "LP unsuccessful yesterday"."""
        of_one = isinstance(mention.entry, Finding) and mention.entry.id == "patch_no_relief"
        return of_one and self.only(("patch",)) is None

    def _of_a_word_before(self, time: Time) -> bool:
        """Whether a bare duration is that of a word no phrase knows, before any headache: "caffeine 2 days, HA"."""
        word = self.word(time.first - 1)
        known = any(m.first <= time.first - 1 <= m.last for m in self.mentions)
        if known or not word.isalpha() or len(word) < _A_WORD or word in DURATION_LEADS | _JOIN:
            return False
        told = [
            m for m in self.mentions if about_headache(m, self.event(m)) and self.same_sentence(m.first, time.first)
        ]
        return bool(told) and all(m.first > time.last for m in told) and self.word(time.last + 1) in (",", ";", ".")

    def _after_something(self, left: Mention, time: Time) -> bool:
        """Whether what the time stands beside is unknown: "headache after the valve was lowered 2 weeks ago"."""
        between = self.words(left.last + 1, time.first)
        return time.form == "ago" and len(between) > 3 and between[0] in ("after", "following", "post", "s/p")

    def _done_for(self, reason: Mention, before: list[Mention]) -> Mention | None:
        """The procedure whose reason stands between it and its time: "LP for ?IIH 2d ago"; "LP (MS w/u) 2d ago"."""
        earlier = [m for m in before if m.last < reason.first and self.event(m) in (*NEEDLES, "patch")]
        between = self.words(earlier[-1].last + 1, reason.first + 1) if earlier else []
        joined = bool({"for", "(", "to", "at"} & set(between)) and len(between) <= 5 and not {",", ";"} & set(between)
        return replace(earlier[-1], last=reason.last) if joined else None

    def _posture(self) -> Mention | None:
        """The posture that stands for a headache no word names: "orthostatic features, no procedure, 5/52"."""
        postures = (m for m in self.mentions if m.affirmed and about_headache(m, None))
        return next(postures, None) if self.only(("headache",)) is None else None

    def _headache_behind(self, left: Mention, before: list[Mention], time: Time) -> Mention | None:
        """The mention a time stands behind; behind a posture it is the headache that counts."""
        if isinstance(left.entry, Finding) and (left.entry.about == "headache" or "headache_onset" in left.entry.says):
            earlier = [m for m in before if self.event(m) in ("headache", "onset")]
            return earlier[-1] if earlier else self.only(("headache",))
        return left

    def _owner_of_span(
        self, time: Time, left: Mention | None, right: Mention | None, before: list[Mention]
    ) -> Mention | None:
        counted = left is not None and self.event(left) in NEEDLES and left.last + 1 == time.first
        if counted and left is not None and time.lead == "x" and self.tokens[left.first - 1].word in ("s/p", "post"):
            return left  # "s/p LP x 6d"
        bare = time.lead not in DURATION_LEADS
        if self._in_a_bracket_of_its_own(time):
            return None  # "drain out 15/11 (was in x 3d), headache"
        if bare and self._of_a_word_before(time):
            return None
        if left is not None and of_the_illness(left) and time.first - left.last <= _OF_AN_ILLNESS:
            return left  # "SIH, 4 years"
        for mention in (right, left):
            if (
                mention is not None
                and self.event(mention) == "delivery"
                and self.clear(min(mention.last, time.last), max(mention.first, time.first), 1)
            ):
                return mention
        if left is not None and bare and self.event(left) in (*NEEDLES, "patch") and time.first - left.last <= 2:
            follows = right is not None and self.event(right) == "headache" and self.clear(time.last, right.first, 3)
            if not follows:
                return left
        alone = self.clear(left.last, time.first, 4) and self.word(time.last + 1) == "," if left is not None else False
        if left is not None and alone and self.event(left) is None and not about_headache(left, None):
            return None  # "soaking dressings with clear fluid x2d, headache upright"
        if left is not None and time.first - left.last <= 2 and not about_headache(left, self.event(left)):
            near_headache = right is not None and about_headache(right, self.event(right))
            if not near_headache and "," not in self.words(left.last + 1, time.first):
                return None
        for mention in (left, right):
            if mention is not None and self.event(mention) == "headache":
                return mention
        inside = [
            m
            for m in self.mentions
            if self.event(m) in ("headache", "onset") and self.same_sentence(m.first, time.first)
        ]
        if inside:
            return inside[0]
        if any(about_headache(m, self.event(m)) for m in (left, right) if m is not None):
            told = left if left is not None and about_headache(left, self.event(left)) else right
            return self.only(("headache",)) or told
        alone = ((left is None or left.negated is not None) and right is None) or not bare
        return self.only(("headache",)) or self._posture() if alone else None
