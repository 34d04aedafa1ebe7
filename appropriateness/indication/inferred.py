"""Times that follow from how a sentence links its events, where the text gives no number for them."""

from __future__ import annotations

from collections.abc import Iterator

from appropriateness.indication.context import Mention
from appropriateness.indication.intervals import Time, tidy
from appropriateness.indication.line import NEEDLES, Line
from appropriateness.indication.proposals import Proposal
from appropriateness.knowledge.lexicon import Event, Finding


def procedure_from_onset(line: Line, onset: Time) -> Iterator[Proposal]:
    """Six weeks of headache since the puncture: the puncture was then; "after" it: then at the latest."""
    for mention in line.mentions:
        if line.event(mention) != "procedure" or not mention.affirmed:
            continue
        link = line.link_before(mention)
        if link is None:
            continue
        if line.word(link) == "since":
            value: dict[str, float] = {"at_least": tidy(onset.low), "below": tidy(onset.high)}
            yield Proposal("hours_since_procedure", value, onset.first, max(onset.last, mention.last))
        else:
            yield Proposal(
                "hours_since_procedure", {"at_least": tidy(onset.low)}, onset.first, max(onset.last, mention.last)
            )
        return


_SAME = frozenset({"same", "change", "this", "that", "unchanged", "said"})
"""Before a headache told of already: "no change in HA"."""

_NO_OTHER = frozenset({"different", "unchanged", "unaltered", "unaffected", "same"})
"""Behind one: "Headache no different after"."""


def _stays_in(line: Line) -> bool:
    """Whether the needle is a drain or a lead, whose last date may be that of its removal."""
    kinds = {m.entry.says.get("spinal_procedure") for m in line.mentions if isinstance(m.entry, Event) and m.affirmed}
    return not kinds.isdisjoint({"lumbar_drain", "pump_or_stimulator"})


def onset_after(line: Line, since_onset: Proposal, since_procedure: Proposal) -> Iterator[Proposal]:
    """From the puncture to the onset, where the text dates both; a negative one only where it tells of one headache."""
    onset, procedure = _ends(since_onset.value), _ends(since_procedure.value)
    if onset is None or procedure is None or since_onset.first == since_procedure.first:
        return
    low, high = procedure[0] - onset[1], procedure[1] - onset[0]
    headaches = [m for m in line.mentions if line.event(m) == "headache" and m.negated is None]
    headaches = [m for m in headaches if _SAME.isdisjoint(line.words(max(0, m.first - 3), m.first))]
    headaches = [m for m in headaches if _NO_OTHER.isdisjoint(line.words(m.last + 1, m.last + 4))]
    one = len(headaches) <= 1 or any(line.event(m) == "onset" for m in line.mentions) or line.done_for_the_headache()
    beside = [m for m in line.mentions if line.same_sentence(m.first, since_onset.first)]
    of_headache = any(line.event(m) == "headache" for m in beside)
    if not of_headache and any(isinstance(m.entry, Finding) and m.entry.about is None for m in beside):
        return  # "weakness started today" is the onset of something else
    begins = of_headache or any(line.event(m) == "onset" for m in beside)
    if low < 0 and _stays_in(line):
        return  # "leads out Monday, headache since the trial began 9 days ago"
    if low < 0 and (high > 0 or not one or not begins or line.named_after_a_puncture() is not None):
        return
    value: object = tidy(low) if low == high else {"at_least": tidy(low), "below": tidy(high)}
    first, last = min(since_onset.first, since_procedure.first), max(since_onset.last, since_procedure.last)
    yield Proposal("hours_procedure_to_onset", value, first, last, weak=True)


def _ends(value: object) -> tuple[float, float] | None:
    if isinstance(value, dict):
        return (value["at_least"], value["below"]) if len(value) == 2 else None
    return (float(value), float(value)) if isinstance(value, (int, float)) else None


def ends(told: Proposal | None) -> tuple[float, float] | None:
    """The two ends of a time that has both."""
    return _ends(told.value) if told is not None else None


def narrowed(told: list[Proposal] | None) -> Proposal | None:
    """The one time that all of them tell, if they do: "three weeks back (30 Oct)"."""
    both = [_ends(item.value) for item in told or ()]
    known = [each for each in both if each is not None]
    if not told or len(known) < len(both):
        return told[0] if told and len(told) == 1 else None
    low, high = max(each[0] for each in known), min(each[1] for each in known)
    if low > high:
        return None
    return next((item for item, each in zip(told, known, strict=True) if each == (low, high)), told[0])


def onset_since(line: Line, since_procedure: Proposal) -> Iterator[Proposal]:
    """An LP ten days ago, a headache since then: the headache is as old as the puncture."""
    for place in range(max(0, since_procedure.first - 4), since_procedure.first):
        before = [m for m in line.mentions if m.last < place and line.same_sentence(m.first, place)]
        parted = "," in line.words(place, since_procedure.first)  # "worse since Wed, LP 9 days ago"
        told = line.word(place) == "since" and not parted
        if told and any(line.event(m) == "headache" and m.affirmed for m in before):
            yield Proposal("hours_since_onset", since_procedure.value, place, since_procedure.last, weak=True)
            return
    for place in range(since_procedure.last + 1, len(line.tokens)):
        next_word = line.word(place + 1)
        since = line.word(place) == "since" and (
            next_word in ("then", "", *NAMED_AGAIN) or next_word in ".,;\n" or _names_it(line, place + 1)
        )
        if not since and line.words(place, place + 3) != ["from", "then", "on"]:
            continue
        if any(
            line.event(m) == "headache" and m.affirmed and line.same_sentence(m.first, place) for m in line.mentions
        ):
            yield Proposal("hours_since_onset", since_procedure.value, since_procedure.first, place, weak=True)
            return


NAMED_AGAIN = frozenset({
    "procedure", "operation", "surgery", "injection", "puncture", "intervention", "needle", "block", "tap", "event",
})  # fmt: skip
"""Words for a needle or an operation already told of: "9 days after the injection"."""


def _names_it(line: Line, place: int) -> bool:
    """Whether "the operation" or "that procedure" stands there: the one already told of."""
    return line.word(place) in ("the", "that", "this", "her", "his") and line.word(place + 1) in NAMED_AGAIN


_BEFORE = frozenset({"before", "predates", "predated", "predating", "preceded", "precedes", "preceding", "prior"})
_THERE = frozenset({"there", "already", "existed", "present"})


def done_for_the_headache(line: Line) -> Iterator[Proposal]:
    """A puncture done to find out about the headache came after it: "LP for work up of this headache"."""
    for needle in line.mentions:
        if line.event(needle) not in NEEDLES or not needle.affirmed:
            continue
        headache = line.next_event(needle.last, within=_A_REASON, kinds=("headache",))
        between = line.words(needle.last + 1, headache.first) if headache is not None else []
        if headache is not None and "for" in between and between[-1:] == ["this"]:
            yield Proposal("hours_procedure_to_onset", {"below": 0}, needle.first, headache.last, weak=True)


_A_REASON = 9


def headache_first(line: Line) -> Iterator[Proposal]:
    """The headache began before the puncture, with no time given."""
    for place, token in enumerate(line.tokens):
        if token.word not in _BEFORE:
            continue
        if any(time.first <= place <= time.last for time in line.times):
            continue
        begin = line.previous(place, ("headache", "onset"))
        event = line.next_event(place, within=5, kinds=NEEDLES)
        if begin is None or event is None or event.negated is not None or event.why == "hypothetical":
            continue
        begun = token.word.startswith("pre") or any(
            line.event(m) == "onset" for m in line.mentions if begin.first <= m.first < place
        )
        begun = begun or not _THERE.isdisjoint(line.words(begin.last, place))
        if begun and line.same_sentence(begin.first, place):
            yield Proposal("hours_procedure_to_onset", {"below": 0}, begin.first, event.last)


_SECTION = frozenset({"c/s", "csection", "cesarean", "cesarian", "section", "lscs", "cs", "caesar", "emcs", "elcs"})


def in_labour(line: Line) -> Mention | None:
    """The epidural or spinal that may have been given for a birth."""
    return next((m for m in line.mentions if isinstance(m.entry, Event) and m.entry.labour and m.affirmed), None)


def needle_for_the_headache(line: Line) -> Iterator[Proposal]:
    """The puncture was done because of the headache, and no other is told of: "LP b/c of it, no other needles"."""
    others = (m for m in line.mentions if m.negated is not None and m.why is None and _of_needles(line, m))
    denied = next((m for m in others if not _OTHER.isdisjoint(line.words(max(0, m.first - 3), m.last + 3))), None)
    needle = line.only(("procedure",))
    if denied is not None and needle is not None and line.done_for_the_headache():
        yield Proposal("hours_procedure_to_onset", {"below": 0}, needle.first, denied.last, weak=True)


def _of_needles(line: Line, mention: Mention) -> bool:
    entry = mention.entry
    return line.event(mention) == "procedure" or (isinstance(entry, Finding) and "spinal_procedure" in entry.denied)


_OTHER = frozenset({"other", "earlier", "prior", "previous", "before", "else", "otherwise"})


def labour(line: Line, delivered: Time) -> Iterator[Proposal]:
    """A labour epidural or a spinal for a caesarean was given at the delivery; so was the puncture of a PDPH."""
    told = [m for m in line.mentions if line.event(m) == "procedure" and m.affirmed]
    neuraxial = in_labour(line)
    section = any(line.event(m) == "delivery" and not _SECTION.isdisjoint(line.words(m.first, m.last + 1))
                  for m in line.mentions)  # fmt: skip
    if neuraxial is None and not told:
        neuraxial = line.named_after_a_puncture() if section else None
    if neuraxial is None or neuraxial.negated is not None or delivered.low > 60 * 24:
        return
    value = {"at_least": tidy(delivered.low), "below": tidy(delivered.high + 12)}
    first, last = min(delivered.first, neuraxial.first), max(delivered.last, neuraxial.last)
    yield Proposal("hours_since_procedure", value, first, last, weak=True)


_BIRTH = frozenset({"labor", "labour", "delivery", "c/s", "csection"})


def postpartum(line: Line, owners: list[tuple[Time, Mention | None]]) -> Iterator[Proposal]:
    """A labour epidural, or an anaesthetic named with a birth, was given at about the birth."""
    for time, owner in owners:
        event = line.next_event(time.last, within=6, kinds=("procedure",)) if time.form == "after" else owner
        if event is None and time.form == "day" and (given := in_labour(line)) is not None:
            event = given if line.same_sentence(given.first, time.first) else None  # "postnatal, day 4, epidural"
        if event is None and time.form == "day":
            event = line.nearest_in_sentence(time, ("procedure",))
        if event is None or not event.affirmed or time.form not in ("ago", "day", "after") or time.low > 60 * 24:
            continue
        if not (isinstance(event.entry, Event) and event.entry.labour):
            continue
        born = any(
            line.event(m) == "delivery" and m.affirmed and line.same_sentence(m.first, event.first)
            for m in line.mentions
        )
        if born or not _BIRTH.isdisjoint(line.words(event.first, event.last + 1)):
            value = {
                "at_least": round(max(0.0, time.low / 24 - 1), 1),
                "below": round(time.high / 24 + (time.low == time.high) / 2, 1),
            }
            first, last = min(time.first, event.first), max(time.last, event.last)
            yield Proposal("postpartum_days", value, first, last, weak=True)
            return
