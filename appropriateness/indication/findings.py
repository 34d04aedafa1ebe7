"""What findings say of this patient now: a posture and a course only where the headache is what they are about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from appropriateness.indication.changes import IN_POSTURES, as_it_was
from appropriateness.indication.context import Mention
from appropriateness.indication.over import goes_daily, in_a_posture, is_over
from appropriateness.indication.proposals import Left, Polarity, Proposal
from appropriateness.indication.tokens import Token
from appropriateness.knowledge.lexicon import Entry, Event, Finding, Passed, Result, Study


def span(mention: Mention) -> tuple[int, int]:
    """The tokens of a mention with its negation: taking them out takes out the whole statement."""
    cues = [cue for cue in (mention.negated, mention.because) if cue is not None]
    return min([mention.first, *(cue.first for cue in cues)]), max([mention.last, *(cue.last for cue in cues)])


def findings(
    mentions: Sequence[Mention], tokens: tuple[Token, ...], ended: Mention | None
) -> Iterator[Proposal | Left]:
    """What the findings say; a posture counts only where the headache is what it is said of.

    `ended` is what says that the headache is over.
    """
    named = any(
        isinstance(m.entry, Event) and m.entry.event == "headache" and m.why not in ("past", "someone_else")
        for m in mentions
    )
    mentions = [_as_it_was(mention, mentions, tokens, ended) for mention in mentions]
    patched = any(isinstance(m.entry, Event) and m.entry.event == "patch" and m.affirmed for m in mentions)
    there = any(m.affirmed and _is_headache(m.entry) for m in mentions)
    headaches = [m for m in mentions if _is_headache(m.entry) or _names_the_head(m, tokens)]
    denials = {m.negated.first for m in mentions if m.negated and _is_headache(m.entry) and not there}
    for mention in mentions:
        entry = mention.entry
        if isinstance(entry, Passed) and entry.why is not None:
            yield Left(entry.why, *span(mention))
        if not isinstance(entry, Finding):
            continue
        if is_over(entry) and (_goes_on(mention, mentions) or goes_daily(mention, tokens)):
            continue
        if entry.about == "patch":
            alone = entry.unpatched and mention.affirmed and not patched
            if alone and _follows_the_headache(mention, mentions, tokens):
                yield from (Proposal(fact, value, *span(mention)) for fact, value in entry.unpatched.items())
            continue
        if mention.why is not None and not (entry.about == "headache" and mention.why == "uncertain"):
            yield Left(mention.why, *span(mention))
            continue
        if entry.id == "worse_upright" and _where_it_struck(mention, mentions, tokens):
            yield Left("other_complaint", *span(mention))
            continue
        if entry.about == "headache" and not _of_headache(mention, headaches, mentions, tokens):
            yield Left("other_complaint", *span(mention))
            continue
        if mention.negated is not None and entry.about == "headache" and mention.negated.first in denials:
            yield Left("negated", *span(mention))  # "no headache in any position"
            continue
        yield from _said(entry, mention)
        if entry.about == "headache" and not named and mention.negated is None and True in entry.says.values():
            yield Proposal("headache_present", True, mention.first, mention.last, weak=True)


def _said(entry: Finding, mention: Mention) -> Iterator[Proposal | Left]:
    if mention.negated is None:
        said, polarity = entry.says, "affirmed"
    else:
        opposite = {fact: not value for fact, value in entry.says.items() if isinstance(value, bool)}
        said, polarity = entry.denied or ({} if entry.one_of_many else opposite), "negated"
        if not said:
            yield Left("negated", *span(mention))
    for fact, value in said.items():
        denied: Polarity = "negated" if value is False or polarity == "negated" else "affirmed"
        in_passing = entry.weak or (polarity == "negated" and fact not in entry.says)
        yield Proposal(fact, value, *span(mention), denied, weak=in_passing)


def _as_it_was(
    mention: Mention, mentions: Sequence[Mention], tokens: tuple[Token, ...], ended: Mention | None
) -> Mention:
    """A finding said to be resolved is past, as is the posture of a headache that is over; others change later on."""
    if ended is not None and mention.first < ended.first and mention.why is None and in_a_posture(mention.entry):
        return replace(mention, why="past")
    mention = as_it_was(mention, mentions, tokens)
    entry = mention.entry
    if not isinstance(entry, Finding) or not mention.affirmed:
        return mention
    if entry.about is None and _PASSES & set(entry.says):
        after = next((m for m in mentions if m.first > mention.last), None)
        over = after is not None and isinstance(after.entry, Finding) and is_over(after.entry) and after.affirmed
        if over and after is not None and tokens[after.first].sentence == tokens[mention.first].sentence:
            return replace(mention, why="past")
    return mention


def _goes_on(mention: Mention, mentions: Sequence[Mention]) -> bool:
    """Whether a headache or a posture told of later shows that "resolved" was not the end."""
    later = [m.entry for m in mentions if m.first > mention.last and m.affirmed]
    headache = any(isinstance(entry, Event) and entry.event == "headache" for entry in later)
    postures = {fact for entry in later if isinstance(entry, Finding) for fact in entry.says}
    return headache or bool(IN_POSTURES & postures)


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
    if not before and _begins(mention, tokens):
        earlier = [m for m in mentions if m.last < mention.first]
        return (
            bool(earlier) and earlier[-1].negated is None and _is_told_of(earlier[-1].entry)
        )  # "Postural headache from Monday. Today 70% better"
    if not before or not any(isinstance(entry, Event) and entry.event == "headache" for entry in before):
        return False
    of_needle = isinstance(before[-1], Event) and before[-1].event in ("procedure", "dura")
    return of_needle or _is_told_of(before[-1])


def _is_headache(entry: Entry) -> bool:
    return isinstance(entry, Event) and entry.event == "headache"


def _is_told_of(entry: Entry) -> bool:
    """Whether it is the headache or its posture."""
    headache = isinstance(entry, Event) and entry.event in ("headache", "onset")
    return headache or (isinstance(entry, Finding) and entry.about == "headache")


def _of_headache(
    mention: Mention, headaches: Sequence[Mention], mentions: Sequence[Mention], tokens: tuple[Token, ...]
) -> bool:
    sentence = tokens[mention.first].sentence
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
        if _set_apart(here, mention, own, tokens):
            return False
        nearest = min([*here, *own], key=lambda m: abs(m.first - mention.first))
        return nearest in own or (bool(own) and abs(own[0].first - here[0].first) <= 6)
    if own or headaches:
        return True
    if elsewhere:
        return False
    return any(_leads_to_the_spine(m) for m in mentions)


_HEADACHE = frozenset({"headache", "headaches", "ha", "h/a"})
_HEAD = frozenset({"head", "skull", "brain", "forehead", "occiput"})


def _names_the_head(mention: Mention, tokens: tuple[Token, ...]) -> bool:
    """Whether a posture has the head inside its words: "throbbing head on getting up"."""
    if not (isinstance(mention.entry, Finding) and mention.entry.about == "headache"):
        return False
    span_of = range(mention.first, mention.last)
    beside = any(tokens[place].word in _HEAD for place in span_of if place not in mention.used)
    return beside or any(tokens[place].word in _HEADACHE for place in span_of)


def _set_apart(
    here: Sequence[Mention], posture: Mention, headaches: Sequence[Mention], tokens: tuple[Token, ...]
) -> bool:
    """Whether another complaint stands just before a posture and a comma between it and the headache.

    "Dizzy on standing, headache since Monday" against "dizziness and headache on standing".
    """
    for other in here:
        if 0 < posture.first - other.last <= 2:
            between = [m for m in headaches if other.last < m.first <= posture.first]
            return not between and not any(_joined(m, other, posture, tokens) for m in headaches)
    return False


def _joined(headache: Mention, other: Mention, posture: Mention, tokens: tuple[Token, ...]) -> bool:
    """Whether no comma parts a headache from another complaint and its posture."""
    first, last = min(headache.last, posture.last), max(headache.first, other.first)
    return all(token.word != "," for token in tokens[first:last])


_STRUCK = frozenset({"while", "whilst", "when", "in", "during", "on"})
_LATER = frozenset({",", ";", "since", "now", "then", "subsequently", "thereafter", "later"})


def _where_it_struck(mention: Mention, mentions: Sequence[Mention], tokens: tuple[Token, ...]) -> bool:
    """Whether a posture is only that in which a thunderclap struck: "worst ever headache while upright in shower"."""
    words = {token.word for token in tokens[max(0, mention.first - 1) : mention.last + 1]}
    if mention.negated is not None or _STRUCK.isdisjoint(words):
        return False
    for clap in mentions:
        struck = clap.affirmed and isinstance(clap.entry, Finding) and clap.entry.id == "thunderclap"
        if struck and tokens[clap.first].sentence == tokens[mention.first].sentence:
            between = tokens[min(clap.last, mention.last) : max(clap.first, mention.first)]
            if all(token.word not in _LATER for token in between):
                return True
    return False


def _course_of_a_finding(mention: Mention, mentions: Sequence[Mention], tokens: tuple[Token, ...]) -> bool:
    """Whether a course is that of the finding before it: "old hemiparesis, unchanged"."""
    if not (isinstance(mention.entry, Finding) and "headache_course" in mention.entry.says):
        return False
    sentence = tokens[mention.first].sentence
    before = [m for m in mentions if m.last < mention.first and tokens[m.first].sentence == sentence]
    told = [m for m in before if isinstance(m.entry, Event) and m.entry.event == "headache"]
    if not told and _of_a_stranger(mention, mentions, tokens):
        return True
    if is_over(mention.entry) and before and not mention.used & {p for m in told for p in m.used}:
        last = before[-1].entry
        headache = isinstance(last, Event) and last.event in ("headache", "onset", "patch")
        course = headache or (isinstance(last, Finding) and last.about is not None)
        if not course:
            return True  # "viral meningitis, recovered fully"
    if told and told[-1].why in ("past", "someone_else"):
        return True  # "EBP in 2015 for a prior PDPH which fully resolved"
    findings = [m.entry for m in before if isinstance(m.entry, Finding)]
    named = [m.entry for m in before if not isinstance(m.entry, Passed)]
    shown = bool(named) and isinstance(named[-1], (Result, Study))
    return not told and (shown or (bool(findings) and findings[-1].about is None))


_ITSELF = frozenset({
    "it", "this", "severity", "intensity", "pain", "symptoms", "sx", "condition", "pattern", "course", "she", "he",
    "pt", "patient", "had", "was", "is", "overall", "clinically", "now", "initially", "still", "today", "not", "no",
})  # fmt: skip
"""Words at the head of a sentence whose course is that of the headache all the same."""
_SUBJECT = 3


def _head(mention: Mention, tokens: tuple[Token, ...]) -> int:
    """The place where the sentence of a mention begins."""
    first = mention.first
    while first > 0 and tokens[first - 1].sentence == tokens[mention.first].sentence:
        first -= 1
    return first


def _begins(mention: Mention, tokens: tuple[Token, ...]) -> bool:
    """Whether nothing unknown stands at the head of the sentence: "Today 70% better" against "Fundi improved"."""
    first = _head(mention, tokens)
    whole = mention.last - mention.first + 1 == len(mention.used)  # "no vision change" is of something else
    return whole and (first == mention.first or tokens[first].word in _ITSELF)


def _of_a_stranger(mention: Mention, mentions: Sequence[Mention], tokens: tuple[Token, ...]) -> bool:
    """Whether a sentence begins with something no phrase names, whose course it tells, before any
    word of the headache: "Bleeding is worsening. HA since Monday".
    """
    first = _head(mention, tokens)
    sentence = tokens[mention.first].sentence
    named = any(
        isinstance(m.entry, Event)
        and (m.last < mention.first or (m.first - mention.last <= _SUBJECT and tokens[m.first].sentence == sentence))
        for m in mentions
    )
    return not named and 0 < mention.first - first <= _SUBJECT and tokens[first].word not in _ITSELF


def _leads_to_the_spine(mention: Mention) -> bool:
    entry = mention.entry
    if isinstance(entry, Event):
        return entry.event in ("procedure", "dura", "patch", "repair")
    return isinstance(entry, Study) or entry.topic is True
