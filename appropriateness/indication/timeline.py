"""Which event each time belongs to: the puncture, the onset, the patch, the delivery, the last dose."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property

from appropriateness.indication import inferred
from appropriateness.indication.beginnings import Beginnings
from appropriateness.indication.context import Mention
from appropriateness.indication.hours import in_hours
from appropriateness.indication.intervals import POSTOPERATIVE, Time
from appropriateness.indication.line import LINKS, NEEDLES, about_headache, of_the_illness
from appropriateness.indication.owners import DURATION_LEADS, FACTS
from appropriateness.indication.proposals import Left, Proposal
from appropriateness.knowledge.lexicon import Finding

_SENT_HOME = frozenset({"home", "discharged", "d/c", "dc", "dc'd", "d/c'd", "d/ced"})
_TAKEN_OUT = frozenset({"out", "removed", "pulled"})
_UNTIL = frozenset({"until", "till", "til"})
_FAR = 14
_TODAY = 24


class Timeline(Beginnings):
    """The events of a text and its times, read together."""

    def read(self) -> Iterator[Proposal | Left]:
        """Every time that belongs to an event of this patient, as facts."""
        given: dict[str, list[Proposal]] = {}
        onset: Time | None = None
        delivered: Time | None = None
        for time, items in self.placed:
            for item in items:
                if isinstance(item, Proposal):
                    if item.fact == "hours_since_onset":
                        onset = onset or time
                    if item.fact == "postpartum_days":
                        delivered = delivered or time
                    given.setdefault(item.fact, []).append(item)
                yield item
        told = given.get("hours_since_procedure")
        dated, begun = inferred.narrowed(told), inferred.narrowed(given.get("hours_since_onset"))
        if dated is not None and "hours_procedure_to_onset" not in given:
            if begun is not None:
                yield from inferred.onset_after(self, begun, dated)
            elif "hours_since_onset" not in given:
                yield from inferred.onset_since(self, dated)
        born = list(inferred.labour(self, delivered)) if not told and delivered is not None else []
        yield from born
        if born and begun is not None and "hours_procedure_to_onset" not in given:
            yield from inferred.onset_after(self, begun, born[0])
        if not told and not born and onset is not None:
            yield from inferred.procedure_from_onset(self, onset)
        yield from inferred.headache_first(self)
        yield from inferred.needle_for_the_headache(self)
        yield from inferred.done_for_the_headache(self)
        if inferred.in_labour(self) is not None:
            yield from inferred.postpartum(self, [(time, self.owner(time)) for time in self.times])

    @cached_property
    def placed(self) -> list[tuple[Time, list[Proposal | Left]]]:
        """Every time with what it gives."""
        return [(time, list(self._placed(time))) for time in self.times]

    def _placed(self, time: Time) -> Iterator[Proposal | Left]:
        if (time.unit == "minute" and time.form not in ("ago",)) or self.inside_a_posture(time):
            return
        match time.form:
            case "after":
                yield from self._after(time)
            case "before":
                yield from self._before(time)
            case "later":
                yield from self._later(time)
            case "day":
                yield from self._counted(time)
            case "year":
                yield from self._since_a_year(time)
            case _:
                yield from self._ago_or_span(time)

    def _since_a_year(self, time: Time) -> Iterator[Proposal | Left]:
        """A headache since 2024; any other year dates something past."""
        beside = self.owner(replace(time, form="ago"))
        if beside is not None and self.event(beside) in NEEDLES and beside.affirmed and self.linked(beside):
            yield in_hours("hours_since_procedure", time.low, time.high, beside.first, time.last, time)
            return
        dates = beside is not None and (about_headache(beside, self.event(beside)) or of_the_illness(beside))
        if time.lead in ("since", "from") and dates:
            yield in_hours("hours_since_onset", time.low, time.high, time.first, time.last, time)

    def _after(self, time: Time) -> Iterator[Proposal | Left]:
        """2 days after a puncture: onset after it where the headache is said to begin then, else now."""
        if self.said_again(time) is not None:
            yield in_hours("hours_procedure_to_onset", time.low, time.high, time.first, time.last, time)
            return
        event = self.next_event(time.last, within=9)
        if event is None:
            if time.first and self.word(time.last) in ("since", "from"):
                return
            named = {self.word(time.last), *self.words(time.last + 1, time.last + 3)}
            operated = named & {"op", *inferred.NAMED_AGAIN, *POSTOPERATIVE}
            ends = self.word(time.last + 1) in (",", ".", ";", "", "\n") and self.begins_before(time)
            event = self.previous(time.first, NEEDLES) if operated or ends else None
            event = event or (self.only(NEEDLES) if operated else None)
            if event is None:
                if time.lead in DURATION_LEADS or self.after_a_strain(time):
                    yield from self._ago_or_span(replace(time, form="span", lead="for"))
                return
        kind = self.event(event)
        if time.lead in ("x", "for") and kind in NEEDLES:
            yield from self._ago_or_span(replace(time, form="span"))
            return
        if kind in ("headache", "onset"):
            if (procedure := self.previous(time.first, NEEDLES)) is not None:
                yield in_hours("hours_procedure_to_onset", -time.high, -time.low, procedure.first, event.last, time)
            elif self.word(time.last) == "since":
                yield in_hours("hours_since_onset", time.low, time.high, time.first, event.last, time)
            return
        begins = self.begins_before(time) or self.counted_on(time) or self.struck_behind(event)
        if kind in NEEDLES and event.why in (None, "uncertain") and begins:
            first, last = (event.first, time.last) if event.last < time.first else (time.first, event.last)
            yield in_hours("hours_procedure_to_onset", time.low, time.high, first, last, time)
            return
        behind = any(self.event(m) == "onset" and 0 < m.first - event.last <= 2 for m in self.mentions)
        if (
            kind == "delivery"
            and (behind or self.begins_before(time))
            and (born := inferred.in_labour(self)) is not None
        ):
            first, last = min(born.first, time.first), max(born.last, time.last)
            yield in_hours("hours_procedure_to_onset", time.low, time.high, first, last, time)
            return
        if self.begins_before(time) and kind in ("patch", "delivery"):
            return
        yield from self._since(event, time)

    def _before(self, time: Time) -> Iterator[Proposal | Left]:
        """The headache began three weeks before the puncture."""
        event = self.next_event(time.last, within=6)
        begin = self.previous(time.first, ("headache", "onset"))
        if event is None and begin is not None and self.word(time.last + 1) in ("it", "this", "that"):
            event = self.previous(begin.first, NEEDLES)
        if event is None and time.lead in DURATION_LEADS:
            yield from self._ago_or_span(replace(time, form="span"))
        if event is None and self.word(time.last + 1) in (",", ".", ";", "", "\n", ")"):
            yield from self._ago_or_span(replace(time, form="ago"))  # "LP 96 h prior, headache"
        if event is None or self.event(event) not in NEEDLES:
            return
        if begin is not None and self.same_sentence(begin.first, time.first):
            low, high = (-876000.0, -0.0) if time.bound else (-time.high, -time.low)
            last = max(event.last, time.last)
            yield in_hours("hours_procedure_to_onset", low, high, begin.first, last, time)

    def _later(self, time: Time) -> Iterator[Proposal]:
        """The next day, 24 h later: counted from the puncture named last, where a headache is spoken of."""
        if self.of_what_else(time):
            return
        needle = self.previous(time.first, (*NEEDLES, "patch"))
        if self.word(time.last) == "after" or self.word(time.last + 1) in ("as", "of", "after"):
            needle = self.next_event(time.last, within=4, kinds=NEEDLES) or needle
        goes_on = self.still(time) and time.lead not in LINKS and not self.begins_before(time)
        if needle is not None and needle.affirmed and self.event(needle) in NEEDLES and goes_on:
            yield in_hours("hours_since_procedure", time.low, time.high + 24, time.first, time.last, time)
            return
        headache = any(
            self.event(m) in ("headache", "onset") for m in self.mentions if self.same_sentence(m.first, time.first)
        )
        if needle is None or self.event(needle) not in NEEDLES or not headache or not needle.affirmed:
            return
        yield in_hours("hours_procedure_to_onset", time.low, time.high, time.first, time.last, time)

    def _counted(self, time: Time) -> Iterator[Proposal | Left]:
        """POD2, day 5, PPD8, three days out."""
        if time.of_delivery:
            since = time.lead in ("since", "from") and any(other.of_delivery for other in self.times if other != time)
            if since or (self.begins_before(time) and len(self.times) > 1):
                if (born := inferred.in_labour(self)) is not None:
                    first, last = min(born.first, time.first), max(born.last, time.last)
                    yield in_hours("hours_procedure_to_onset", time.low, time.high, first, last, time)
                return  # "began PPD2" beside a time from now
            yield in_hours("postpartum_days", time.low, time.high, time.first, time.last, time)
            return
        if self.over_by(time) or self.word(time.first - 1) in _SENT_HOME | _TAKEN_OUT:
            return  # "gone by itself on day 3" is not how long ago the puncture was
        wanted = (*NEEDLES, "patch", "delivery", "repair")
        event = None
        if self.from_the_start(time):
            return
        led = time.lead in ("since", "from") or self.dates_from(time)
        if led and any(self.event(m) == "headache" and self.same_sentence(m.first, time.first) for m in self.mentions):
            needle = self.previous(time.first, (*NEEDLES, "patch"))
            if needle is not None and self.event(needle) in NEEDLES:
                yield in_hours("hours_procedure_to_onset", time.low, time.high, time.first, time.last, time)
            return
        if self.word(time.last + 1) in LINKS | {"of", "p"}:
            event = self.next_event(time.last, within=8, kinds=wanted)
        event = event or self.nearest_in_sentence(time, wanted) or self.only(NEEDLES)
        event = event or self.only(("patch",)) or self.only(("delivery",))
        if event is None and (named := self.named_after_a_puncture()) is not None:
            first, last = min(named.first, time.first), max(named.last, time.last)
            yield in_hours("hours_since_procedure", time.low, time.high, first, last, time)
            return
        apart = event is not None and not self.same_sentence(event.first, time.first)
        if event is None or (apart and self.tells_of_relief(time) and not self.begins_before(time)):
            yield Left("time_of_nothing", time.first, time.last)
            return
        linked = self.word(time.last + 1) in LINKS or self.link_before(event) is not None
        if self.event(event) == "patch" and not linked:
            return  # "EBP on day 3" may count from the puncture
        if self.event(event) in NEEDLES and (self.begins_before(time) or self.begins_behind(time)):
            first, last = min(event.first, time.first), max(event.last, time.last)
            yield in_hours("hours_procedure_to_onset", time.low, time.high, first, last, time)
            return
        yield from self._since(event, time)

    def _ago_or_span(self, time: Time) -> Iterator[Proposal | Left]:
        if time.lead in ("since", "from") and time.form != "year":
            if self.of_a_finding(time) or self.of_a_finding_behind(time) or self.returned(time):
                return
            if (
                time.lead == "from"
                and time.form == "span"
                and (needle := self.previous(time.first, NEEDLES)) is not None
            ):
                yield in_hours("hours_procedure_to_onset", time.low, time.high, time.first, time.last, time)
                return  # "accidental dural puncture ... headache from 12h"
            if self.of_a_study(time):
                return
            if (held := self.dose_before(time)) is not None:
                yield from self._since(held, time)
                return
            own = self.next_event(time.last, within=2, kinds=(*NEEDLES, "patch"))
            if own is not None and self.word(time.last).endswith("'s"):
                yield from self._since(own, time)  # "since Monday's epidural"
            event: Mention | None = self.previous(time.first, ("headache",)) or self.only(("headache",))
            event = event or self.told_by_posture()
            yield from self._since(event, time) if event is not None else ()
            return
        if time.form == "ago" and self.word(time.first - 1) in _SENT_HOME:
            return  # "discharged 3 d ago after an LP"
        if self.inside_a_course(time) or (time.form == "ago" and self.of_the_course(time)):
            return
        if self.of_relief(time) or self.of_a_stay(time):
            return
        if self.between_events(time) and (needle := self.only(NEEDLES)) is not None:
            yield in_hours("hours_procedure_to_onset", time.low, time.high, time.first, time.last, time)
            return
        if time.lead in _UNTIL or self.word(time.first - 1) in _UNTIL:
            if self.well_before(time):
                yield in_hours("hours_since_onset", time.low, time.high, time.first, time.last, time)
            return
        if (needle := self.of_the_needle(time)) is not None and needle.affirmed:
            last = max(time.last, needle.last) if self.same_sentence(time.first, needle.first) else time.last
            yield in_hours("hours_procedure_to_onset", time.low, time.high, time.first, last, time)
            return
        if self.age_of_the_child(time):
            yield in_hours("postpartum_days", time.low, time.high, time.first, time.last, time)
            return
        if self.counted_from(time):
            time = replace(time, form="ago", lead="")
        event = self.owner(time)
        if event is None:
            return
        kind = self.event(event)
        thunderclap = event.affirmed and isinstance(event.entry, Finding) and event.entry.id == "thunderclap"
        posture = thunderclap or (isinstance(event.entry, Finding) and event.entry.about == "headache")
        illness = time.form == "span" and of_the_illness(event)
        if (kind is None and not posture and not illness) or kind in ("elsewhere", "repair"):
            return
        if time.form == "span" and kind in ("patch", "delivery", "dose") and time.lead in DURATION_LEADS:
            return
        yield from self._since(event, time)

    def _since(self, event: Mention, time: Time) -> Iterator[Proposal | Left]:
        if isinstance(event.entry, Finding) or of_the_illness(event):
            kind: str | None = None if self.headache_denied() else "headache"
        else:
            kind = self.event(event)
        if kind is None or kind not in FACTS:
            return
        if (event.negated is not None or event.why not in (None, "uncertain", "past")) and kind != "headache":
            return
        if kind == "patch" and event.why == "uncertain":
            return  # "EBP today?"
        if kind == "headache" and (self.of_a_turn(time) or (event.negated is not None and time.form == "span")):
            return
        today = time.form == "ago" and time.low == 0 and time.high == _TODAY and time.lead not in ("since", "from")
        if today and kind == "headache" and (event.negated is not None or not self.begins_before(time)):
            return  # "denies headache today", "severe headache today"
        if time.over_a_year and kind in (*NEEDLES, "patch", "delivery") and not self.linked(event):
            return
        first, last = min(event.first, time.first), max(event.last, time.last)
        if kind == "headache" or last - first > _FAR:
            first, last = time.first, time.last
        yield in_hours(FACTS[kind], time.low, time.high, first, last, time)
