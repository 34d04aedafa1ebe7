"""Times that tell of something else than when an event was: how soon a posture tells, how long a patch helped."""

from __future__ import annotations

from appropriateness.indication.context import Mention
from appropriateness.indication.intervals import Time
from appropriateness.indication.line import WELL, Line, about_headache
from appropriateness.indication.mothers import BABIES, MOTHERS
from appropriateness.knowledge.lexicon import Finding, Passed, Result, Study

_TURNED = frozenset({
    "gone", "resolved", "settled", "cleared", "vanished", "free", "longer", "anymore", "lasted", "held", "kept", "left",
    "lost", "relief", "wore", "disappeared", "bliss", "took", "takes", "peaked",
})  # fmt: skip
"""Words before a time that make it how long something else lasted, or when the headache was over."""
_TURNING = frozenset({
    "worse", "worsening", "worsened", "better", "improving", "improved", "easing", "eased", "escalating", "climbing",
    "down", "up", "new", "different", "constant", "temp", "temperature", "fever", "febrile", "pyrexia",
})  # fmt: skip
"""Words that make it a turn where it is told as the last stretch: "worse last 2 days"; not "worse over 3 weeks"."""
_STRETCH = frozenset({"since", "last", "past"})
_TURNS_AHEAD = frozenset({"not", "no", "nothing", "longer", "constant", "gone", "unremitting", "anymore"})
_A_WEEK = 7 * 24
_A_CHILD = 90 * 24
"""Hours up to which the age of a child tells when its mother gave birth."""
_RELIEF = frozenset({"relief", "respite", "benefit", "bliss", "improvement", "freedom", "remission", "peace"})
_JOINS = frozenset({"with", "w/", "and", "but", "+", "&", "plus"})
_BETWEEN = frozenset({"interval", "latency", "latent", "lag", "gap", "elapsed"})
_CLAUSE = frozenset({",", ";", ":", "(", ")", ">"})

_UNTIL = ("until", "till", "til")


def _turns(entry: Finding) -> bool:
    course = not {"headache_course", "posture_pattern_lost"}.isdisjoint((*entry.says, *entry.unpatched))
    return course or entry.says.get("better_lying") is False


_SECOND_DAY = 37
_STAYED = frozenset({"was", "been", "stayed", "left", "kept", "remained", "drain", "catheter"})
_STRAINS = frozenset({
    "fall", "fell", "accident", "mva", "mvc", "rta", "rtc", "crash", "whiplash", "injury", "trauma", "collision",
    "lifting", "coughing", "sneezing", "sneeze", "straining", "yoga", "chiropractor", "chiropractic", "massage",
    "gym", "workout", "deadlift", "marathon", "rollercoaster", "coaster", "manipulation", "concussion", "surfing",
})  # fmt: skip
"""What a headache may be dated from that is no needle."""
_HALF_A_DAY = 13
"""Hours; a posture tells within them: "up for longer than half an hour"."""


class Asides(Line):
    """Finds the times that are no event's."""

    def of_a_turn(self, time: Time) -> bool:
        """Whether the time tells of a turn of the headache, not of its onset: "no longer postural since Weds"."""
        clause: list[int] = []
        ends = {m.last for m in self.mentions if self.event(m) == "headache"}
        for place in range(time.first - 1, max(-1, time.first - 9), -1):
            if self.word(place) in _CLAUSE or not self.same_sentence(place, time.first) or place in ends:
                break
            clause.append(place)
        ahead: list[int] = []
        for place in range(time.last + 1, min(len(self.tokens), time.last + 5)):
            if self.word(place) in _CLAUSE or not self.same_sentence(place, time.first):
                break
            ahead.append(place)
        postures = {p for m in self.mentions if m.affirmed and _is_posture(m) for p in m.used}
        words = {self.word(place) for place in clause if place not in postures}
        coming = {self.word(place) for place in ahead[:4] if place not in postures}
        stretch = (
            time.lead in _STRETCH or self.word(time.first - 1) in _STRETCH or ("now" in words and time.high <= _A_WEEK)
        )
        return not words.isdisjoint(_TURNED | _TURNING if stretch else _TURNED) or (
            stretch and not coming.isdisjoint(_TURNS_AHEAD)
        )

    def inside_a_course(self, time: Time) -> bool:
        """Whether the time is a part of the course told around it: "plateaued 4 days then intensifying"."""
        return any(
            isinstance(m.entry, Finding)
            and "headache_course" in m.entry.says
            and m.first < time.first <= time.last < m.last
            for m in self.mentions
        )

    def age_of_the_child(self, time: Time) -> bool:
        """Whether the time is the age of a child of the patient: "bub 5/52 old", "mother of a 4-day-old"."""
        if self.word(time.last) != "old" or time.high > _A_CHILD or self.only(("headache",)) is None:
            return False
        before = self.words(max(0, time.first - 4), time.first)
        return not (BABIES | MOTHERS).isdisjoint((*before, *self.words(time.last + 1, time.last + 3)))

    def counted_from(self, time: Time) -> bool:
        """Whether the time is counted from what it stands behind: "s/p C/S x 72 hours"."""
        before = [m for m in self.mentions if m.last + 1 == time.first and self.event(m) in ("delivery", "patch")]
        return time.lead == "x" and bool(before) and self.word(before[-1].first - 1) in ("s/p", "post")

    def between_events(self, time: Time) -> bool:
        """Whether the time is said to lie between two events: "latency between ESI and headache: 36 h"."""
        sentence = self.tokens[time.first].sentence
        near = self.tokens[max(0, time.first - 9) : time.last + 3]
        told = [token for token in near if token.word in _BETWEEN]
        return any(token.sentence == sentence for token in told) and any(
            self.event(m) == "headache" and self.same_sentence(m.first, time.first) for m in self.mentions
        )

    def of_the_course(self, time: Time) -> bool:
        """Whether the time is that of a turn of the headache just before it: "slightly better today".

        So is the end of a posture: "strictly postural until yesterday", "no better lying for the past 24 h".
        """
        before = [m for m in self.mentions if 0 < time.first - m.last <= 2]
        ends = time.lead in _UNTIL and any(about_headache(m, None) for m in before)
        return ends or any(isinstance(m.entry, Finding) and _turns(m.entry) for m in before)

    def over_by(self, time: Time) -> bool:
        """Whether the time is when the headache went: "gone by itself on day 3"."""
        before = self.before(time)
        near = bool(before) and (time.lead == "on" or time.first - before[-1].last == 1)
        entry = before[-1].entry if near and before[-1].affirmed else None
        return isinstance(entry, Finding) and entry.says.get("headache_course") == "resolved"

    def inside_a_posture(self, time: Time) -> bool:
        """Whether the time is how soon a posture tells: "comes on within an hour of getting up"."""
        if time.unit not in ("minute", "hour") and time.high > _HALF_A_DAY:
            return False
        than = 3 * ("than" in self.words(max(0, time.first - 3), time.first + 1))
        return any(
            isinstance(m.entry, Finding) and m.entry.about == "headache" and m.first < time.first < m.last + 1 + than
            and (time.last < m.last or m.last < time.first)
            for m in self.mentions
        )  # fmt: skip

    def from_the_start(self, time: Time) -> bool:
        """Whether the time only says that a posture was there at once: "orthostatic from day one"."""
        before = self.before(time)
        behind = before[-1] if before and time.lead == "from" else None
        posture = behind is not None and isinstance(behind.entry, Finding) and behind.entry.about == "headache"
        if any(about_headache(m, None) and m.first < time.first and time.last < m.last for m in self.mentions):
            return True
        plain = self.words(time.first, time.last + 1)[-2:-1] == ["day"]
        return posture and plain and time.high < _SECOND_DAY and time.first - before[-1].last <= 1

    def of_a_stay(self, time: Time) -> bool:
        """Whether the time is how long something stayed in, or how it began: "drain was in 3 d", "began overnight"."""
        if self.word(time.last) == "overnight" and self.begins_before(time):
            return any(other.low > _A_WEEK for other in self.times)
        return time.form == "span" and time.lead == "in" and self.word(time.first - 1) in _STAYED

    def after_a_strain(self, time: Time) -> bool:
        """Whether the time counts from what a headache began with: "headache 14 months after a skiing fall"."""
        if self.event_before(time) != "headache" or self.word(time.last) not in ("after", "following", "post", "since"):
            return False
        behind = self.tokens[time.last + 1 : time.last + 6]
        return any(token.word in _STRAINS and self.same_sentence(time.last, time.last + 1) for token in behind)

    def of_relief(self, time: Time) -> bool:
        """Whether the time is how long a patch helped: "relief for a week, then the headache returned"."""
        if time.form != "span":
            return False
        if self.word(time.last + 1 + (self.word(time.last + 1) == "of")) in _RELIEF:
            return True
        before = self.before(time)
        if not before or not isinstance(before[-1].entry, Finding) or before[-1].entry.about != "patch":
            return False
        return self.clear(before[-1].last, time.first, 2)

    def of_a_finding(self, time: Time) -> bool:
        """Whether the time is that of a finding just before it: "improving since yesterday", "weak since Monday"."""
        before = self.before(time)
        if before and isinstance(before[-1].entry, Passed) and before[-1].entry.id == "other_patches":
            return self.clear(before[-1].last, time.first, 1)  # "on a nitro patch since Monday"
        if not before or not isinstance(before[-1].entry, Finding) or not self.clear(before[-1].last, time.first, 1):
            return False
        entry = before[-1].entry
        if self._shared_with_the_headache(before, time):
            return False
        return (entry.about is None and "headache_onset" not in entry.says) or "headache_course" in entry.says

    def _shared_with_the_headache(self, before: list[Mention], time: Time) -> bool:
        """Whether a headache heads the list of complaints that the time is of: "headache + vomiting since Monday"."""
        headache = next((m for m in reversed(before) if self.event(m) == "headache" and m.affirmed), None)
        if headache is None:
            return False
        told = {place for m in before for place in range(m.first, m.last + 1)}
        between = [p for p in range(headache.last + 1, time.first) if p not in told]
        joined = [self.word(p) for p in between]
        return bool(joined) and all(word in _JOINS or word == "," for word in joined) and "and" in _plain(joined)

    def of_a_finding_behind(self, time: Time) -> bool:
        """Whether a finding that is none of the headache's follows at once: "since yesterday double vision"."""
        behind = next((m for m in self.mentions if m.first > time.last), None)
        if behind is None or not isinstance(behind.entry, Finding) or behind.entry.about is not None:
            return False
        if "spinal_procedure" in (*behind.entry.says, *behind.entry.denied):
            return False  # "since August, no needle in the back"
        near = self.same_sentence(behind.first, time.first) and self.clear(time.last, behind.first, 2)
        near = near and self.word(time.last + 1) not in _JOINS
        return near and "headache_onset" not in behind.entry.says

    def returned(self, time: Time) -> bool:
        """Whether the headache is back since then: that is not its onset."""
        return any(
            isinstance(m.entry, Finding) and m.entry.id == "patch_returned" and self.same_sentence(m.first, time.first)
            for m in self.mentions
        )

    def of_a_study(self, time: Time) -> bool:
        """Whether the time is that of a study just before it: "brain MRI from August"."""
        before = self.before(time)
        return bool(before) and isinstance(before[-1].entry, (Result, Study)) and before[-1].last == time.first - 1

    def of_what_else(self, time: Time) -> bool:
        """Whether a day told from another is that of a study, a birth or a patch beside it: "CT neg same day"."""
        before = [m for m in self.mentions if m.last < time.first and self.same_sentence(m.last, time.first)]
        if not before or not self.clear(before[-1].last, time.first, 1):
            return False
        return isinstance(before[-1].entry, (Result, Study)) or self.event(before[-1]) in ("delivery", "repair")

    def well_before(self, time: Time) -> bool:
        """Whether the patient is said to be well up to then: "fine until Saturday"."""
        return not WELL.isdisjoint(self.words(max(0, time.first - 5), time.first))

    def dose_before(self, time: Time) -> Mention | None:
        """The dose that stands just before the time: "apixaban held since Monday"."""
        before = self.before(time)
        return before[-1] if before and self.event(before[-1]) == "dose" else None


_POSTURES = frozenset({"worse_upright", "better_lying", "worse_lying"})


def _is_posture(mention: Mention) -> bool:
    entry = mention.entry
    if not isinstance(entry, Finding) or entry.about != "headache":
        return False
    return any(entry.says.get(fact) is True for fact in _POSTURES)


def _plain(words: list[str]) -> list[str]:
    return ["and" if word in _JOINS else word for word in words]
