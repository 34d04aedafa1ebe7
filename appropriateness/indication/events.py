"""Procedures, headaches and numbers, each as what it says of this patient now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from appropriateness.indication.context import Mention
from appropriateness.indication.earlier import LINKS, PRESENT
from appropriateness.indication.findings import span
from appropriateness.indication.over import in_a_posture, says_it_went
from appropriateness.indication.phrases import Found
from appropriateness.indication.proposals import Left, Proposal
from appropriateness.indication.tokens import Token
from appropriateness.knowledge.lexicon import Entry, Event, Quantity, Range


def events(mentions: Sequence[Mention], tokens: tuple[Token, ...], ended: Mention | None) -> Iterator[Proposal | Left]:
    """Headache, procedures, the dura, repairs. `ended` is what says that the headache is over."""
    headaches = [m for m in mentions if isinstance(m.entry, Event) and m.entry.event == "headache"]
    denied = [m for m in headaches if m.negated is not None and m.why is None]
    present = [
        m for m in headaches
        if m.negated is None
        and (m.why in (None, "uncertain") or (m.why == "hypothetical" and not denied and not _conditional(m)))
    ]  # fmt: skip
    in_posture = any(m.affirmed and in_a_posture(m.entry) for m in mentions)
    present = [m for m in present if in_posture or not _none_is_there(m, mentions, tokens)]
    if ended is not None:
        yield Proposal("headache_present", False, *span(ended), "negated", weak=True)
        if says_it_went(ended.entry):
            yield Proposal("headache_course", "resolved", *span(ended), weak=True)
        present = []
    for mention in present[:1]:
        yield Proposal("headache_present", True, mention.first, mention.last)
    for mention in present:
        assert isinstance(mention.entry, Event)
        for fact, value in mention.entry.says.items():
            yield Proposal(fact, value, mention.first, mention.last, weak=True)
    for mention in headaches:
        if mention in denied and (not present or _now(mention, tokens)):
            yield Proposal("headache_present", False, *span(mention), "negated")
        elif mention.why in ("past", "someone_else"):
            yield Left(mention.why, *span(mention))
    yield from _procedures(mentions, tokens)
    for mention in mentions:
        entry = mention.entry
        if not isinstance(entry, Event) or entry.event not in ("dura", "repair", "delivery", "dose", "elsewhere"):
            continue
        if entry.event == "dura" and mention.why == "uncertain" and mention.negated is None:
            yield Proposal("dural_puncture", "suspected", *span(mention))
        elif mention.why is not None and not (entry.event == "repair" and mention.why == "past" and mention.because):
            yield Left(mention.why, *span(mention))
        elif mention.negated is not None:
            yield from (Proposal(f, v, *span(mention), "negated") for f, v in entry.denied.items())
        else:
            yield from (Proposal(f, v, mention.first, mention.last) for f, v in entry.says.items())


def _none_is_there(mention: Mention, mentions: Sequence[Mention], tokens: tuple[Token, ...]) -> bool:
    """Whether a "no" before it belongs to the posture it is not there in: "no headache on standing"."""
    denied = mention.first > 0 and tokens[mention.first - 1].word in ("no", "nil", "without", "zero")
    return denied and any(mention.first - 1 in m.used for m in mentions)


def _conditional(mention: Mention) -> bool:
    """Whether an "if" stands just before it: "return if headache"."""
    cue = mention.because
    return cue is not None and cue.of.id == "hypothetical" and cue.last + 1 == mention.first


def _now(mention: Mention, tokens: tuple[Token, ...]) -> bool:
    """Whether a denied headache is said to be gone now: "HA has resolved, no headache now"."""
    first, last = span(mention)
    after = [token.word for token in tokens[last + 1 : last + 3]] + [".", "."]
    said_before = first > 0 and tokens[first - 1].word in PRESENT
    return (said_before and after[0] in ",.;") or (after[0] in PRESENT and after[1] in ",.;")


def _procedures(mentions: Sequence[Mention], tokens: tuple[Token, ...]) -> Iterator[Proposal | Left]:
    """The procedure that could be the cause; a "none" only where the puncture or several kinds are denied."""
    told = [m for m in mentions if isinstance(m.entry, Event) and m.entry.event == "procedure"]
    given = [m for m in told if m.affirmed]
    given = [m for m in given if not _named_again(m, given, tokens)]
    denied = [m for m in told if m.negated is not None and m.why is None]
    for mention in told:
        if mention.why is not None:
            yield Left(mention.why, *span(mention))
    linked = [m for m in given if any(t.word in LINKS for t in tokens[max(0, m.first - 3) : m.first])]
    named = [m for m in linked if isinstance(m.entry, Event) and m.entry.says["spinal_procedure"] != "unknown_kind"]
    for mention in named or given:
        assert isinstance(mention.entry, Event)
        kind = mention.entry.says["spinal_procedure"]
        yield Proposal("spinal_procedure", kind, mention.first, mention.last, weak=kind == "unknown_kind")
        yield from (
            Proposal(fact, value, mention.first, mention.last)
            for fact, value in mention.entry.says.items() if fact != "spinal_procedure"
        )  # fmt: skip
    kinds = {str(m.entry.says["spinal_procedure"]) for m in denied if isinstance(m.entry, Event)}
    general = kinds & {"lumbar_puncture", "unknown_kind"}
    if denied and not given and (general or len(kinds) > 1):
        places = [span(m) for m in denied]
        yield Proposal("spinal_procedure", "none", min(p[0] for p in places), max(p[1] for p in places), "negated")
    else:
        for mention in denied:
            yield Left("one_kind_denied", *span(mention))


def _named_again(mention: Mention, given: Sequence[Mention], tokens: tuple[Token, ...]) -> bool:
    """Whether "the epidural" is the epidural injection already told of, not one for pain in labour."""
    own = mention.entry.says["spinal_procedure"] if isinstance(mention.entry, Event) else None
    before = [m.entry.says["spinal_procedure"] for m in given if m.last < mention.first and isinstance(m.entry, Event)]
    again = mention.first > 0 and tokens[mention.first - 1].word in ("the", "that", "this", "her", "his")
    return own == "epidural_anaesthesia" and again and "epidural_injection" in before


def has_its_number(item: Found[Entry]) -> bool:
    """Whether a number can be what its words name: T8 is no temperature."""
    if not isinstance(item.of, Quantity) or item.number is None:
        return True
    return _range(item.of, item.number) is not None


def _range(entry: Quantity, number: float) -> Range | None:
    return next((item for item in entry.ranges if item.at_least <= number < item.below), None)


def quantities(mentions: Sequence[Mention]) -> Iterator[Proposal | Left]:
    """Numbers that an entry names: GCS, platelets, INR, millimetres."""
    for mention in mentions:
        entry = mention.entry
        if not isinstance(entry, Quantity) or mention.number is None:
            continue
        number = mention.number
        fitting = _range(entry, number)
        if fitting is None:
            continue
        if mention.why is not None:
            yield Left(mention.why, *span(mention))
            continue
        value: object = fitting.says
        if value is None:
            scaled = round(number * fitting.times, 2)
            value = int(scaled) if scaled == int(scaled) else scaled
        yield Proposal(entry.fact, value, mention.first, mention.last)
