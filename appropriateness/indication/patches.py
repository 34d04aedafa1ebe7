"""How many patches, of what kind, and what they did."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from appropriateness.indication.context import Mention
from appropriateness.indication.earlier import LINKS
from appropriateness.indication.intervals import Time
from appropriateness.indication.proposals import Left, Proposal
from appropriateness.indication.tokens import Token
from appropriateness.knowledge.lexicon import Event, Finding, Passed

_FAILED = frozenset({"failed", "unsuccessful"})
_DECLINED = frozenset({"declined", "declines", "refused", "refuses"})
_THE_SAME = frozenset({"the", "that", "this", "single", "same", "only", "one"})
"""Before a patch that is no further one: "gone after the patch last week (single EBP 13/11)"."""
_AT_ONCE = frozenset({"level", "levels", "site", "sites", "needle"})
"""Behind a number that is no number of patches: "two-level fibrin patch"."""
_RETURNED = {"partial": "partial_then_recurred", "complete": "complete_then_recurred"}


def patches(
    mentions: Sequence[Mention],
    tokens: tuple[Token, ...],
    times: Sequence[Time],
    kinds: Mapping[str, frozenset[str]],
) -> Iterator[Proposal | Left]:
    """The facts about patches. One of an episode long past is left out; "history of a patch" is still a patch."""
    given: list[Mention] = []
    for mention in mentions:
        entry = mention.entry
        if not isinstance(entry, Event) or entry.event != "patch":
            continue
        if _of_another_kind(mention, mentions, tokens):
            continue
        cues = [cue for cue in (mention.negated, mention.because) if cue is not None]
        first, last = min([mention.first, *(c.first for c in cues)]), max([mention.last, *(c.last for c in cues)])
        refused = mention.why == "hypothetical" and mention.negated is not None
        behind = mention.because if mention.because is not None and mention.because.first > mention.last else None
        declined = behind is not None and tokens[behind.first].word in _DECLINED
        if mention.why == "hypothetical" and declined and mention.number is None:
            yield Proposal("patch_count", 0, first, last, "negated", weak=True)
        elif mention.why is not None and not refused and not (mention.why == "past" and mention.because is not None):
            yield Left(mention.why, first, last)
        elif mention.negated is not None:
            yield Proposal("patch_count", 0, first, last, "negated")
        else:
            named = _names_something(mention, tokens)
            yield _count(replace(mention, number=None) if named else mention, entry)
            if entry.patches == 0 or (mention.number == 0 and not named):
                continue
            given.append(mention)
            words = {tokens[place].word for place in (*mention.used, *_in_brackets(mention, tokens))}
            yield from (Proposal("patch_kind", kind, first, last) for kind in kinds if words & kinds[kind])
    dated = [m for m in given if m.first == 0 or tokens[m.first - 1].word not in _THE_SAME]
    dated = [m for m in dated if any(0 < time.first - m.last <= 2 and time.form == "ago" for time in times)]
    if len(dated) > 1 and all(m.number is None for m in given):
        yield Proposal("patch_count", len(dated), dated[0].first, dated[-1].last)
    if given:
        yield from _response(mentions, given, tokens)


def _of_another_kind(mention: Mention, mentions: Sequence[Mention], tokens: tuple[Token, ...]) -> bool:
    """Whether "the patch" is the nicotine patch told of before."""
    bare = {tokens[place].word for place in mention.used} <= {"patch", "patches"} and mention.number is None
    return bare and any(isinstance(m.entry, Passed) and m.entry.id == "other_patches" for m in mentions
                        if m.last < mention.first)  # fmt: skip


def _in_brackets(mention: Mention, tokens: tuple[Token, ...]) -> range:
    """The places of what stands in brackets just behind a patch: "EBP (blood, T-L junction)", also behind its date."""
    opened = next((p for p in range(mention.last + 1, min(len(tokens), mention.last + 5)) if tokens[p].word == "("), 0)
    closed = next((p for p in range(opened, min(len(tokens), opened + 10)) if tokens[p].word == ")"), 0)
    return range(opened, closed) if opened and tokens[opened].sentence == tokens[mention.last].sentence else range(0)


def _names_something(mention: Mention, tokens: tuple[Token, ...]) -> bool:
    """Whether the number it begins with is part of a date or a level: "14/11 blood patch", "L3-4 EBP", "T8 patch"."""
    words = [token.word for token in tokens[max(0, mention.first - 2) : mention.first + 4]]
    if words[:2] in (["on", "the"], ["by", "the"], ["from", "the"]) and words[3:4] in (["st"], ["nd"], ["rd"], ["th"]):
        return True  # "on the 10th blood patch"
    behind = tokens[mention.first + 1 : mention.first + 3] if mention.number is not None else ()
    if not _AT_ONCE.isdisjoint(token.word for token in behind):
        return True  # "two-level fibrin patch"
    before = tokens[mention.first - 1].word if mention.first > 0 and tokens[mention.first].glued else ""
    return before.isalpha() or (before != "" and before in "/.-")


def _count(mention: Mention, entry: Event) -> Proposal:
    if entry.patches == 0 or mention.number == 0:
        return Proposal("patch_count", 0, mention.first, mention.last, "negated")
    if entry.patches is not None and entry.patches > 1:
        return Proposal("patch_count", {"at_least": entry.patches}, mention.first, mention.last)
    if mention.number is not None and 0 < mention.number <= 30:
        return Proposal("patch_count", int(mention.number), mention.first, mention.last)
    return Proposal("patch_count", 1, mention.first, mention.last, weak=True)


def _response(
    mentions: Sequence[Mention], given: list[Mention], tokens: tuple[Token, ...]
) -> Iterator[Proposal | Left]:
    """What is said of the result in the sentence of a patch or the one after it."""
    sentences = {tokens[patch.first].sentence for patch in given}
    near = sentences | {sentence + 1 for sentence in sentences}
    late = {sentence + 2 for sentence in sentences}
    relief: tuple[set[str], Mention] | None = None
    returned: Mention | None = None
    gone: Mention | None = None
    failed = next((m for m in given if any(tokens[place].word in _FAILED for place in m.used)), None)
    repairs = [m.first for m in mentions if isinstance(m.entry, Event) and m.entry.event == "repair" and m.affirmed]
    for mention in mentions:
        entry = mention.entry
        if not isinstance(entry, Finding) or tokens[mention.first].sentence not in near | late:
            continue
        if tokens[mention.first].sentence not in near and entry.id != "patch_returned":
            continue
        if entry.about == "headache" and entry.says.get("headache_course") == "resolved" and mention.affirmed:
            gone = gone or mention
        if entry.about != "patch":
            continue
        if mention.why is not None and not (mention.why == "past" and entry.returned):
            yield Left(mention.why, mention.first, mention.last)
            continue
        said = entry.says.get("patch_response")
        words = {str(word) for word in said["one_of"]} if isinstance(said, dict) else {str(said)}
        repaired = any(failed is not None or given[-1].last < place < mention.first for place in repairs)
        if repaired and words <= set(_RETURNED.values()):
            continue  # "two failed patches, then embolised, well till October": it is the repair that helped
        if words <= set(_RETURNED.values()) and len(words) > 1 and not entry.id.startswith("relief"):
            returned = returned or mention
        elif mention.negated is not None:
            relief = ({"none"}, mention)
        elif relief is None or len(words) < len(relief[0]) or _of_a_later_patch(relief[1], mention, given):
            relief = (words, mention)
    if relief is None and failed is not None:
        relief = ({"none"}, failed)
    if relief is None and gone is not None and any(patch.first < gone.first for patch in given):
        relief = ({"complete"}, gone)
    if relief is None:
        if returned is not None and _came_back(returned, given, tokens):
            yield Proposal(
                "patch_response", {"one_of": sorted(_RETURNED.values())}, returned.first, returned.last, weak=True
            )
        return
    words, mention = relief
    first, last = mention.first, mention.last
    if mention.negated is not None:
        first, last = min(first, mention.negated.first), max(last, mention.negated.last)
    if returned is not None and (returned.first > mention.first or _came_back(returned, given, tokens)):
        words = {_RETURNED.get(word, word) for word in words}
        first, last = min(first, returned.first), max(last, returned.last)
        if isinstance(mention.entry, Finding):
            yield from (Proposal(fact, value, first, last, weak=True) for fact, value in mention.entry.returned.items())
    if words == {"complete"} and _postural_now(mention, mentions, tokens):
        words = {"complete_then_recurred"}
    value: object = next(iter(words)) if len(words) == 1 else {"one_of": sorted(words)}
    yield Proposal("patch_response", value, first, last)


def _of_a_later_patch(one: Mention, other: Mention, given: list[Mention]) -> bool:
    """Whether a patch stands between two responses: the later one tells what became of it."""
    return any(one.last < patch.first < other.first for patch in given)


def _postural_now(relief: Mention, mentions: Sequence[Mention], tokens: tuple[Token, ...]) -> bool:
    """Whether a later sentence tells of a headache that is postural now: "cured by 2 patches. New orthostatic HA"."""
    later = [m.entry for m in mentions if m.affirmed and tokens[m.first].sentence > tokens[relief.last].sentence]
    said = [entry.says for entry in later if isinstance(entry, Finding) and entry.about == "headache"]
    postural = any(facts.get("worse_upright") is True or facts.get("better_lying") is True for facts in said)
    return postural and not any("worse_lying" in facts for facts in said)


def _came_back(returned: Mention, given: list[Mention], tokens: tuple[Token, ...]) -> bool:
    """Whether the headache came back after a patch, told in either order: "recurrent headache after successful EBP"."""
    return any(
        patch.first < returned.first
        or (
            tokens[patch.first].sentence == tokens[returned.first].sentence
            and not LINKS.isdisjoint(token.word for token in tokens[returned.last : patch.first])
        )
        for patch in given
    )
