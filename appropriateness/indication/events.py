"""Findings, procedures, headaches and numbers, each as what it says of this patient now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from appropriateness.indication.context import Mention
from appropriateness.indication.earlier import LINKS, PRESENT
from appropriateness.indication.phrases import Found
from appropriateness.indication.proposals import Left, Polarity, Proposal
from appropriateness.indication.tokens import Token
from appropriateness.knowledge.lexicon import Entry, Event, Finding, Passed, Quantity, Range, Result, Study


def span(mention: Mention) -> tuple[int, int]:
    """The tokens of a mention with its negation: taking them out takes out the whole statement."""
    cues = [cue for cue in (mention.negated, mention.because) if cue is not None]
    return min([mention.first, *(cue.first for cue in cues)]), max([mention.last, *(cue.last for cue in cues)])


def findings(mentions: Sequence[Mention], tokens: tuple[Token, ...]) -> Iterator[Proposal | Left]:
    """What the findings say; a posture counts only where the headache is what it is said of."""
    named = any(
        isinstance(m.entry, Event) and m.entry.event == "headache" and m.why not in ("past", "someone_else")
        for m in mentions
    )
    mentions = [_as_it_was(mention, mentions, tokens) for mention in mentions]
    patched = any(isinstance(m.entry, Event) and m.entry.event == "patch" and m.affirmed for m in mentions)
    for mention in mentions:
        entry = mention.entry
        if isinstance(entry, Passed) and entry.why is not None:
            yield Left(entry.why, *span(mention))
        if not isinstance(entry, Finding):
            continue
        if _is_over(entry) and _goes_on(mention, mentions):
            continue
        if entry.about == "patch":
            alone = entry.unpatched and mention.affirmed and not patched
            if alone and _follows_the_headache(mention, mentions, tokens):
                yield from (Proposal(fact, value, *span(mention)) for fact, value in entry.unpatched.items())
            continue
        if mention.why is not None and not (entry.about == "headache" and mention.why == "uncertain"):
            yield Left(mention.why, *span(mention))
            continue
        if entry.about == "headache" and not _of_headache(mention, mentions, tokens):
            yield Left("other_complaint", *span(mention))
            continue
        yield from _said(entry, mention)
        if entry.about == "headache" and not named and mention.negated is None and True in entry.says.values():
            yield Proposal("headache_present", True, mention.first, mention.last, weak=True)


def _said(entry: Finding, mention: Mention) -> Iterator[Proposal | Left]:
    if mention.negated is None:
        said, polarity = entry.says, "affirmed"
    else:
        opposite = {fact: not value for fact, value in entry.says.items() if isinstance(value, bool)}
        said, polarity = entry.denied or opposite, "negated"
        if not said:
            yield Left("negated", *span(mention))
    for fact, value in said.items():
        denied: Polarity = "negated" if value is False or polarity == "negated" else "affirmed"
        in_passing = entry.weak or (polarity == "negated" and fact not in entry.says)
        yield Proposal(fact, value, *span(mention), denied, weak=in_passing)


def _as_it_was(mention: Mention, mentions: Sequence[Mention], tokens: tuple[Token, ...]) -> Mention:
    """A posture that is lost later in the text was there at the onset; a finding said to be resolved is past."""
    entry = mention.entry
    if not isinstance(entry, Finding) or not mention.affirmed:
        return mention
    if entry.about == "headache" and "posture_pattern_lost" not in entry.says:
        if not _IN_POSTURES & {fact for fact, value in entry.says.items() if value is True}:
            return mention
        lost = any(m.first > mention.last and m.affirmed and _lost(m.entry) for m in mentions)
        kept = [fact for fact in entry.says if fact == "orthostatic_at_onset"]
        said = {"orthostatic_at_onset": True} if lost and "worse_lying" not in entry.says and not kept else entry.says
        return replace(mention, entry=replace(entry, says=said))
    if entry.about is None and _PASSES & set(entry.says):
        after = next((m for m in mentions if m.first > mention.last), None)
        over = after is not None and isinstance(after.entry, Finding) and _is_over(after.entry) and after.affirmed
        if over and after is not None and tokens[after.first].sentence == tokens[mention.first].sentence:
            return replace(mention, why="past")
    return mention


def _goes_on(mention: Mention, mentions: Sequence[Mention]) -> bool:
    """Whether a headache or a posture told of later shows that "resolved" was not the end."""
    later = [m.entry for m in mentions if m.first > mention.last and m.affirmed]
    headache = any(isinstance(entry, Event) and entry.event == "headache" for entry in later)
    postures = {fact for entry in later if isinstance(entry, Finding) for fact in entry.says}
    return headache or bool(_IN_POSTURES & postures)


def _lost(entry: Entry) -> bool:
    return isinstance(entry, Finding) and entry.says.get("posture_pattern_lost") is True


_PASSES = {
    "fever", "papilloedema", "visual_loss", "cranial_nerve_palsy", "limb_weakness_or_numbness", "neck_stiffness",
    "wound_leak_or_infection", "syncope", "sphincter_or_saddle",
}  # fmt: skip
"""Findings that are past once they are said to be resolved; a seizure, a focal deficit or confusion never is."""


def _follows_the_headache(mention: Mention, mentions: Sequence[Mention], tokens: tuple[Token, ...]) -> bool:
    """Whether what stands before it in its sentence is the headache, its posture or its needle."""
    if isinstance(mention.entry, Finding) and mention.entry.returned:
        return True  # its words name the headache: "orthostatic headache resolved"
    sentence = tokens[mention.first].sentence
    before = [m.entry for m in mentions if m.last < mention.first and tokens[m.first].sentence == sentence]
    if not before or not any(isinstance(entry, Event) and entry.event == "headache" for entry in before):
        return False
    entry = before[-1]
    of_needle = isinstance(entry, Event) and entry.event in ("headache", "onset", "procedure", "dura")
    return of_needle or (isinstance(entry, Finding) and entry.about == "headache")


def _of_headache(mention: Mention, mentions: Sequence[Mention], tokens: tuple[Token, ...]) -> bool:
    sentence = tokens[mention.first].sentence
    headaches = [m for m in mentions if isinstance(m.entry, Event) and m.entry.event == "headache"]
    if _course_of_a_finding(mention, mentions, tokens):
        return False
    elsewhere = [m for m in mentions if isinstance(m.entry, Event) and m.entry.event == "elsewhere"]
    if mention.used & {place for m in headaches for place in m.used}:
        return True
    if headaches and mention.affirmed and all(m.negated is not None for m in headaches):
        return False
    here = [m for m in elsewhere if tokens[m.first].sentence == sentence]
    own = [m for m in headaches if tokens[m.first].sentence == sentence]
    if here:
        nearest = min([*here, *own], key=lambda m: abs(m.first - mention.first))
        return nearest in own or (bool(own) and abs(own[0].first - here[0].first) <= 6)
    if own or headaches:
        return True
    if elsewhere:
        return False
    return any(_leads_to_the_spine(m) for m in mentions)


def _course_of_a_finding(mention: Mention, mentions: Sequence[Mention], tokens: tuple[Token, ...]) -> bool:
    """Whether a course is that of the finding before it: "old hemiparesis, unchanged"."""
    if not (isinstance(mention.entry, Finding) and "headache_course" in mention.entry.says):
        return False
    sentence = tokens[mention.first].sentence
    before = [m for m in mentions if m.last < mention.first and tokens[m.first].sentence == sentence]
    told = [m for m in before if isinstance(m.entry, Event) and m.entry.event == "headache"]
    if _is_over(mention.entry) and before and not mention.used & {p for m in told for p in m.used}:
        last = before[-1].entry
        headache = isinstance(last, Event) and last.event in ("headache", "onset", "patch")
        course = headache or (isinstance(last, Finding) and last.about is not None)
        if not course:
            return True  # "viral meningitis, recovered fully"
    if told and told[-1].why in ("past", "someone_else"):
        return True  # "EBP in 2015 for a prior PDPH which fully resolved"
    findings = [m.entry for m in before if isinstance(m.entry, Finding)]
    shown = bool(before) and isinstance(before[-1].entry, (Result, Study))
    return not told and (shown or (bool(findings) and findings[-1].about is None))


def _leads_to_the_spine(mention: Mention) -> bool:
    entry = mention.entry
    if isinstance(entry, Event):
        return entry.event in ("procedure", "dura", "patch", "repair")
    return isinstance(entry, Study) or entry.topic is True


def events(mentions: Sequence[Mention], tokens: tuple[Token, ...]) -> Iterator[Proposal | Left]:
    """Headache, procedures, the dura, repairs."""
    headaches = [m for m in mentions if isinstance(m.entry, Event) and m.entry.event == "headache"]
    denied = [m for m in headaches if m.negated is not None and m.why is None]
    present = [
        m for m in headaches
        if m.negated is None and (m.why in (None, "uncertain") or (m.why == "hypothetical" and not denied))
    ]  # fmt: skip
    if _gone(mentions):
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


def _gone(mentions: Sequence[Mention]) -> bool:
    """Whether the headache is said to be gone now, and nothing said of a posture or a return speaks against it."""
    findings = [m for m in mentions if m.affirmed and isinstance(m.entry, Finding)]
    said = [m for m in findings if isinstance(m.entry, Finding) and m.entry.says.get("headache_present") is False]
    if any(isinstance(m.entry, Finding) and _is_over(m.entry) for m in findings):
        said += [m for m in mentions if _denied_headache(m)]
    over = [m.first for m in findings if isinstance(m.entry, Finding) and _is_over(m.entry)]
    after = [m for m in mentions if said and m.first > said[-1].last and isinstance(m.entry, Event)]
    after = [m for m in after if not any(0 < place - m.last <= 3 for place in over)]
    gone = bool(said) and not any(isinstance(m.entry, Event) and m.entry.event == "headache" for m in after)
    return gone and not any(
        isinstance(m.entry, Finding) and (m.entry.id == "patch_returned" or _IN_POSTURES & set(m.entry.says))
        for m in findings
    )


def _denied_headache(mention: Mention) -> bool:
    return isinstance(mention.entry, Event) and mention.entry.event == "headache" and mention.negated is not None


def _is_over(entry: Finding) -> bool:
    """Whether it says that the headache is over: "PDPH resolved"."""
    return "resolved" in (entry.says.get("headache_course"), entry.unpatched.get("headache_course"))


_IN_POSTURES = {"worse_upright", "better_lying", "worse_lying"}


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
