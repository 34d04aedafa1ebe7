"""From proposals to facts: the same said twice is one fact; what contradicts itself is never silently reconciled."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from appropriateness.indication.proposals import Left, Proposal
from appropriateness.indication.standing import standing
from appropriateness.knowledge.base import KnowledgeBase
from appropriateness.knowledge.facts import BooleanFact, ChoiceFact, ChoicesFact, Fact, QuantityFact

_DATED = (
    ("spinal_procedure", "hours_since_procedure"),
    ("spinal_procedure", "hours_procedure_to_onset"),
    ("dural_puncture", "hours_since_procedure"),
    ("dural_puncture", "hours_procedure_to_onset"),
    ("patch_count", "hours_since_patch"),
    ("patch_kind", "hours_since_patch"),
    ("anticoagulant", "hours_since_last_dose"),
)


_WORST: Mapping[str, Callable[[Iterable[float]], float]] = {
    "patch_count": max, "systolic_mmhg": max, "diastolic_mmhg": max, "gcs": min,
    "hours_since_patch": min,
}  # fmt: skip
"""Of several numbers the one that counts: the most patches and the latest, the highest pressure, the lowest score."""


def settled(proposals: Iterable[Proposal], knowledge: KnowledgeBase) -> Iterator[Proposal | Left]:
    """One proposal a fact, in vocabulary order, and what had to be left out because the text contradicts itself."""
    by_fact: dict[str, list[Proposal]] = {}
    for proposal in proposals:
        by_fact.setdefault(proposal.fact, []).append(proposal)
    _joined_to_their_times(by_fact)
    kept: dict[str, Proposal] = {}
    for name, fact in knowledge.facts.items():
        for item in _one(fact, by_fact[name]) if name in by_fact else ():
            if isinstance(item, Proposal):
                kept[name] = item
            else:
                yield item
    if not _add_up(kept, knowledge):
        onset = kept.pop("hours_since_onset")
        yield Left("conflict", onset.first, onset.last)
    _needle_after_the_onset(kept, knowledge)
    yield from standing([kept[name] for name in knowledge.facts if name in kept], knowledge)


def _needle_after_the_onset(kept: dict[str, Proposal], knowledge: KnowledgeBase) -> None:
    """A needle after the headache began is the last one and not the procedure that could be the cause."""
    between, since = kept.get("hours_procedure_to_onset"), kept.get("hours_since_procedure")
    fact = knowledge.facts["hours_procedure_to_onset"]
    assert isinstance(fact, QuantityFact)
    if between is None or not _ends(fact, between.value)[1] <= 0:
        return
    if since is not None:
        kept["hours_since_last_needle"] = replace(since, fact="hours_since_last_needle")
    told = [between, *(kept[name] for name in ("spinal_procedure", "hours_since_procedure") if name in kept)]
    first, last = min(item.first for item in told), max(item.last for item in told)
    kept["hours_procedure_to_onset"] = replace(between, first=first, last=last)
    kept.pop("spinal_procedure", None)
    if since is None:
        return
    del kept["hours_since_procedure"]
    (low, high), (soonest, latest) = _ends(fact, since.value), _ends(fact, between.value)
    if "hours_since_onset" not in kept and max(high, latest) < float("inf") and soonest > fact.at_least:
        value = _plain(fact, max(0.0, low - latest), high - soonest)
        kept["hours_since_onset"] = Proposal("hours_since_onset", value, first, last)


_TIMES = ("hours_since_procedure", "hours_procedure_to_onset", "hours_since_onset")


def _add_up(kept: Mapping[str, Proposal], knowledge: KnowledgeBase) -> bool:
    """Whether the puncture, the onset and the time between them can all be: else the onset is of something else."""
    if not kept.keys() >= set(_TIMES):
        return True
    ends: list[tuple[float, float]] = []
    for name in _TIMES:
        fact = knowledge.facts[name]
        assert isinstance(fact, QuantityFact)
        ends.append(_ends(fact, kept[name].value))
    (low, high), (soonest, latest), (newest, oldest) = ends
    return newest <= high - soonest and oldest >= low - latest


def _joined_to_their_times(by_fact: dict[str, list[Proposal]]) -> None:
    """An event and the time that stands beside it are one statement: "LP 2 days ago". Both facts get its words."""
    for event, time in _DATED:
        for place, proposal in enumerate(by_fact.get(event, [])):
            for dated in by_fact.get(time, []):
                if dated.first <= proposal.first and proposal.last <= dated.last:
                    by_fact[event][place] = replace(proposal, first=dated.first, last=dated.last)


def _one(fact: Fact, proposals: list[Proposal]) -> Iterator[Proposal | Left]:
    strong = [proposal for proposal in proposals if not proposal.weak]
    proposals = strong or proposals
    if len(proposals) == 1 or len({repr(proposal.value) for proposal in proposals}) == 1:
        yield proposals[0]
        return
    match fact:
        case BooleanFact():
            yield from _boolean(fact, proposals)
        case ChoiceFact():
            yield from _choice(fact, proposals)
        case ChoicesFact():
            yield from _choices(fact, proposals)
        case QuantityFact():
            yield from _quantity(fact, proposals)


def _boolean(fact: BooleanFact, proposals: list[Proposal]) -> Iterator[Proposal | Left]:
    """A red flag that is both there and denied is kept as there; any other contradiction leaves the fact open."""
    alarming = fact.absent is not None
    for proposal in proposals:
        if not (alarming and proposal.value is not fact.absent):
            yield Left("conflict", proposal.first, proposal.last)
    if alarming:
        yield next(proposal for proposal in proposals if proposal.value is not fact.absent)


def _choice(fact: ChoiceFact, proposals: list[Proposal]) -> Iterator[Proposal | Left]:
    """Different words become "one of these"; a red flag's presence outweighs its absence."""
    absent = set(fact.absent or ()) | {word for word in ("none", "not_done") if word in fact.values}
    said = [(proposal, _words(proposal.value)) for proposal in proposals]
    present = [(proposal, words) for proposal, words in said if not words <= absent]
    if present:
        for proposal, words in said:
            if words <= absent:
                yield Left("conflict", proposal.first, proposal.last)
        said = present
    common = set.intersection(*(words for _, words in said))
    words = common or set.union(*(words for _, words in said))
    if fact.kind_unknown is not None and len(words) > 1:
        words -= {fact.kind_unknown.value}
    ordered = [word for word in fact.values if word in words]
    chosen = next((p for p, own in said if own == words), said[0][0])
    value: object = ordered[0] if len(ordered) == 1 else {"one_of": ordered}
    last = chosen.last if len(ordered) == 1 else max(p.last for p, _ in said)
    yield Proposal(fact.id, value, chosen.first if len(ordered) == 1 else min(p.first for p, _ in said), last)


def _choices(fact: ChoicesFact, proposals: list[Proposal]) -> Iterator[Proposal | Left]:
    """Findings are gathered; "normal" beside a finding is left out and shown as contradicting."""
    findings = [proposal for proposal in proposals if not _words(proposal.value) & set(fact.exclusive)]
    if not findings:
        yield from (Left("conflict", proposal.first, proposal.last) for proposal in proposals)
        return
    for proposal in proposals:
        if proposal not in findings:
            yield Left("conflict", proposal.first, proposal.last)
    words = set().union(*(_words(proposal.value) for proposal in findings))
    ordered = [word for word in fact.values if word in words]
    first, last = min(p.first for p in findings), max(p.last for p in findings)
    yield Proposal(fact.id, ordered[0] if len(ordered) == 1 else ordered, first, last)


def _quantity(fact: QuantityFact, proposals: list[Proposal]) -> Iterator[Proposal | Left]:
    """Times that overlap are narrowed to what both allow, others widened to cover both; other numbers are left."""
    ends = [_ends(fact, proposal.value) for proposal in proposals]
    low, high = max(end[0] for end in ends), min(end[1] for end in ends)
    first, last = min(p.first for p in proposals), max(p.last for p in proposals)
    if low < high or (low == high and any(end[0] == end[1] for end in ends)):
        inner = next((p for p, end in zip(proposals, ends, strict=True) if end == (low, high)), None)
        yield inner or Proposal(fact.id, _plain(fact, low, high), first, last)
    elif fact.id in _WORST:
        worst = _WORST[fact.id](end[0] for end in ends)
        yield next(p for p, end in zip(proposals, ends, strict=True) if end[0] == worst)
    elif fact.elapsed or fact.id == "hours_procedure_to_onset":
        low, high = min(end[0] for end in ends), max(end[1] for end in ends)
        yield Proposal(fact.id, _plain(fact, low, high), first, last)
    else:
        yield from (Left("conflict", proposal.first, proposal.last) for proposal in proposals)


def _words(value: object) -> set[str]:
    if isinstance(value, dict):
        return set(value["one_of"])
    return set(value) if isinstance(value, list) else {str(value)}


def _ends(fact: QuantityFact, value: object) -> tuple[float, float]:
    if isinstance(value, dict):
        return float(value.get("at_least", fact.at_least)), float(value.get("below", float("inf")))
    assert isinstance(value, (int, float))
    return float(value), float(value)


def _plain(fact: QuantityFact, low: float, high: float) -> object:
    tidy = [int(end) if end == int(end) else end for end in (low, high if high < float("inf") else low)]
    if low == high:
        return tidy[0]
    return {"at_least": tidy[0]} if high == float("inf") else {"at_least": tidy[0], "below": tidy[1]}


def within_range(proposal: Proposal, fact: Fact) -> bool:
    """Whether a number can be at all; one that cannot is no fact but a typing slip or something else."""
    if not isinstance(fact, QuantityFact):
        return True
    value = proposal.value
    ends = list(value.values()) if isinstance(value, dict) else [value]
    low_enough = all(isinstance(end, (int, float)) and fact.at_least <= end for end in ends)
    first = ends[0]
    whole = not fact.whole or all(isinstance(end, int) or float(end).is_integer() for end in ends)  # type: ignore[arg-type]
    return low_enough and isinstance(first, (int, float)) and first <= fact.at_most and whole
