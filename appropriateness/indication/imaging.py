"""Which study showed what: each result belongs to the study named before it, or to the one it directly qualifies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from appropriateness.indication.context import Mention
from appropriateness.indication.phrases import Found
from appropriateness.indication.proposals import Left, Proposal
from appropriateness.indication.tokens import Token
from appropriateness.knowledge.lexicon import Result, Study

_COORDINATING = frozenset({"and", "&", "+", "/", ",", "both", "plus", "as", "well", "the", "of", "a"})
_PRIOR = frozenset({"prior", "previous", "previously", "earlier"})
_BEFORE_IT, _ON_IT = 3, 7
"""Tokens between a result and the study behind it, the more where "on" leads there: "fluid over both sides on CT"."""
_TOGETHER = ("brain_mri", "spine_mri", "ct_head")


@dataclass
class _Group:
    """Studies named together, and what they showed."""

    mentions: list[Mention]
    results: list[Mention] = field(default_factory=list)
    contrast: Mention | None = None

    @property
    def first(self) -> int:
        return self.mentions[0].first

    @property
    def last(self) -> int:
        return self.mentions[-1].last

    @property
    def studies(self) -> dict[str, Study]:
        return {name: m.entry for m in self.mentions if isinstance(m.entry, Study) for name in m.entry.studies}


def imaging(mentions: Sequence[Mention], tokens: tuple[Token, ...]) -> Iterator[Proposal | Left]:
    """What imaging so far has shown, and studies that are named without a result."""
    mentions = [_as_it_is_now(_still_told(mention, tokens), mentions, tokens) for mention in mentions]
    groups = _groups(mentions, tokens)
    for mention in mentions:
        if not isinstance(mention.entry, Result):
            continue
        group = _group_of(mention, groups, tokens, _BEFORE_IT if _until_next_study(mention, mentions) else _ON_IT)
        if group is not None and _is_why(mention, group, tokens):
            yield Left("hypothetical", *_span(mention))
        elif group is None:
            yield from _alone(mention)
        elif mention.entry.contrast is not None:
            group.contrast = group.contrast or mention
        else:
            group.results.append(mention)
    done = {name for group in groups for name in group.studies if group.mentions[0].affirmed and group.results}
    for group in groups:
        yield from _of_group(group, tokens, done)


def _still_told(mention: Mention, tokens: tuple[Token, ...]) -> Mention:
    """A prior scan is a scan: what it showed counts, unless a year says that it is old."""
    if mention.why != "past" or mention.because is None or not isinstance(mention.entry, (Study, Result)):
        return mention
    prior = tokens[mention.because.first].word in _PRIOR
    return replace(mention, why=None, because=None) if prior else mention


_OVER = frozenset({"resolved", "gone", "cleared", "regressed", "disappeared", "normalised", "normalized"})
_OVER_WITHIN = 4


def _as_it_is_now(mention: Mention, mentions: Sequence[Mention], tokens: tuple[Token, ...]) -> Mention:
    """A sign that is gone by now is denied: "the enhancement and sag have resolved"."""
    if not isinstance(mention.entry, Result) or not mention.affirmed or "normal" in mention.entry.on.values():
        return mention
    last = mention.last
    for other in mentions:
        joined = [token.word for token in tokens[last + 1 : other.first]]
        if isinstance(other.entry, Result) and other.first > last and joined in (["and"], ["&"], ["/"]):
            last = other.last
    behind = tokens[last + 1 : last + 1 + _OVER_WITHIN]
    near = [token for token in behind if token.sentence == tokens[mention.first].sentence]
    stop = next((at for at, token in enumerate(near) if token.word in (",", ";", ":", ")")), len(near))
    for at, token in enumerate(near[:stop]):
        if token.word in _OVER and not any(t.word in ("not", "never", "partly", "partially") for t in near[:at]):
            place = last + 1 + at
            return replace(mention, negated=Found(mention.entry, place, place, frozenset({place})))
    return mention


def _groups(mentions: Sequence[Mention], tokens: tuple[Token, ...]) -> list[_Group]:
    groups: list[_Group] = []
    skipped = {p for m in mentions if isinstance(m.entry, Result) and m.entry.contrast for p in m.used}
    for mention in mentions:
        if not isinstance(mention.entry, Study):
            continue
        last = groups[-1] if groups else None
        if last is not None and tokens[last.last].sentence == tokens[mention.first].sentence:
            between = [p for p in range(last.last + 1, mention.first) if p not in skipped]
            if all(tokens[p].word in _COORDINATING for p in between) and _alike(last.mentions[-1], mention):
                last.mentions.append(mention)
                continue
        groups.append(_Group([mention]))
    return groups


def _alike(one: Mention, other: Mention) -> bool:
    return (one.why, one.negated) == (other.why, other.negated) or (one.affirmed and other.affirmed)


def _is_why(result: Mention, group: _Group, tokens: tuple[Token, ...]) -> bool:
    """Whether a result is what a study is asked for: "MRI brain w/wo for CSF hypotension"; "negative for" tells."""
    between = [token.word for token in tokens[group.last + 1 : result.first]]
    shows = {"neg", "negative", "positive", "pos", "normal", "unremarkable", "ve", "evidence"}
    return between[-1:] == ["for"] and not result.negated and shows.isdisjoint(between) and len(between) <= _ON_IT


def _until_next_study(result: Mention, mentions: Sequence[Mention]) -> list[Mention]:
    """The other results between a result and the next study."""
    study = next((m for m in mentions if m.first > result.first and isinstance(m.entry, Study)), None)
    if study is None:
        return []
    between = [m for m in mentions if result.first < m.first < study.first]
    return [m for m in between if isinstance(m.entry, Result) and _fits(m.entry, _Group([study]))]


def _group_of(result: Mention, groups: list[_Group], tokens: tuple[Token, ...], on_it: int) -> _Group | None:
    sentence = tokens[result.first].sentence
    before = [g for g in groups if g.first < result.first and tokens[g.last].sentence == sentence]
    after = [g for g in groups if g.first > result.first and tokens[g.first].sentence == sentence]
    entry = result.entry
    assert isinstance(entry, Result)
    between = [tokens[p].word for p in range(result.last + 1, after[0].first)] if after else []
    if after and len(between) <= (on_it if between[-1:] == ["on"] else _BEFORE_IT):
        if between == [","] and not before and tuple(after[0].studies) == ("myelography",) and _fits(entry, after[0]):
            return after[0]
        direct = not between or between == ["contrast"]
        on = any(word in ("on", "by", "in") for word in between)
        if not any(word in (",", ":", "and") for word in between):
            if not before or on or (direct and before[-1].results):
                return after[0]
            joined = [tokens[p].word for p in range(before[-1].last + 1, result.first)]
            if direct and any(word in (",", "and", "+") for word in joined):
                return after[0]
    if before:
        fitting = [g for g in before if _fits(entry, g)]
        return fitting[-1] if fitting else None
    earlier = [g for g in groups if g.first < result.first and tokens[g.last].sentence >= sentence - 1]
    if earlier and not entry.bare and _fits(entry, earlier[-1]):
        return earlier[-1]
    return None


def _fits(entry: Result, group: _Group) -> bool:
    names = group.studies
    return entry.contrast is not None or not names or any(name in entry.on or name in entry.rules_out for name in names)


def _alone(result: Mention) -> Iterator[Proposal | Left]:
    entry = result.entry
    assert isinstance(entry, Result)
    if result.why is not None:
        if entry.alone or entry.always:
            yield Left(result.why, *_span(result))
        return
    said = {**entry.alone, **entry.always} if result.negated is None else entry.denied
    yield from _said(said, result)


def _of_group(group: _Group, tokens: tuple[Token, ...], elsewhere: set[str]) -> Iterator[Proposal | Left]:
    lead = group.mentions[0]
    here = [m for m in group.results if m.why is None and tokens[m.first].sentence == tokens[lead.first].sentence]
    if lead.negated is not None and lead.why is None and not here:
        if group.studies and lead.negated.first > lead.first and tokens[lead.negated.last].word in ("nil", "n"):
            yield from _nil(group, lead)
            return
        of_mri = isinstance(lead.entry, Study) and lead.entry.id == "unnamed_mri"
        unnamed = [name for name in _TOGETHER if not (of_mri and name == "ct_head") and name not in elsewhere]
        names = list(group.studies) or unnamed
        for name in names:
            value = "not_done"
            yield Proposal(name, value, min(_span(lead)[0], group.first), max(_span(lead)[1], group.last), "negated")
        return
    if lead.why is not None:
        yield Left(lead.why if lead.why in ("past", "someone_else") else "order", *_span(lead))
        return
    if not group.results:
        yield Left("order", group.first, group.last)
        return
    normal = False
    signs = any(
        m.affirmed and "signs_of_hypotension" in m.entry.on.values()
        for m in group.results
        if isinstance(m.entry, Result)
    )
    for result in group.results:
        entry = result.entry
        assert isinstance(entry, Result)
        if result.why is not None:
            yield Left(result.why, *_span(result))
            continue
        if result.negated is None:
            yield from _shown(entry, result, group, signs)
            normal = normal or "normal" in entry.on.values()
        else:
            yield from _said(entry.denied, result)
            for name in group.studies:
                if name in entry.rules_out:
                    value = "negative" if name == "myelography" else "normal"
                    first, last = _joined(group, result)
                    yield Proposal(name, value, first, last, "negated", weak=True)
                    if name == "spine_mri" and group.studies[name].complete:
                        yield Proposal("spine_mri_coverage", "complete", group.first, group.last)
    brain = group.studies.get("brain_mri")
    given = group.contrast
    if brain is not None and (given is not None or brain.contrast is not None) and (given is None or given.why is None):
        shown = brain.contrast
        span = (group.first, group.last)
        if given is not None and isinstance(given.entry, Result) and given.entry.contrast is not None:
            shown = given.entry.contrast if given.negated is None else "no"
            span = _span(given)
        yield Proposal("brain_mri_contrast", shown, *span)


def _nil(group: _Group, lead: Mention) -> Iterator[Proposal | Left]:
    """ "MRI brain: nil" may be no scan or no finding; with contrast given it is no finding."""
    first, last = _span(lead)
    given = group.contrast
    contrast = any(study.contrast == "yes" for study in group.studies.values()) or (
        given is not None and isinstance(given.entry, Result) and given.entry.contrast == "yes" and given.affirmed
    )
    if not contrast:
        yield Left("uncertain", first, last)
        return
    for name in group.studies:
        yield Proposal(name, "negative" if name == "myelography" else "normal", first, last, "negated")
    if "brain_mri" in group.studies:
        yield Proposal("brain_mri_contrast", "yes", first, last)


def _shown(entry: Result, result: Mention, group: _Group, signs: bool) -> Iterator[Proposal]:
    first, last = _joined(group, result)
    if not group.studies:
        brain = {
            k: v
            for k, v in entry.on.items()
            if entry.topic is True and v == "signs_of_hypotension" and k == "brain_mri"
        }
        if (
            any(m.entry.id == "unnamed_mri" for m in group.mentions)
            and "spine_mri" not in entry.on
            and "brain_mri" in entry.on
        ):
            brain = {"brain_mri": entry.on["brain_mri"]}
        unnamed = {"imaging_normal_unspecified": True} if "normal" in entry.on.values() else {**entry.alone, **brain}
        yield from (Proposal(fact, value, first, last) for fact, value in unnamed.items())
    for name, study in group.studies.items():
        word = entry.on.get(name)
        if word is None or (entry.thin and signs) or (entry.incidental and _is_called_normal(group, name)):
            continue
        if study.partial and name == "spine_mri":
            word = "nondiagnostic" if word == "normal" else word
            yield Proposal("spine_mri_coverage", "partial", group.first, group.last)
        elif study.complete and name == "spine_mri":
            yield Proposal("spine_mri_coverage", "complete", group.first, group.last)
        yield Proposal(name, word, first, last)
    yield from _said(entry.always, result)


def _is_called_normal(group: _Group, name: str) -> bool:
    """Whether a study is called normal beside what was found by the way: "normal apart from a pineal cyst"."""
    return any(m.affirmed and isinstance(m.entry, Result) and m.entry.on.get(name) == "normal" for m in group.results)


def _said(said: dict[str, object], mention: Mention) -> Iterator[Proposal]:
    polarity = "affirmed" if mention.negated is None else "negated"
    first, last = _span(mention)
    for fact, value in said.items():
        yield Proposal(fact, value, first, last, polarity)  # type: ignore[arg-type]


def _span(mention: Mention) -> tuple[int, int]:
    cues = [cue for cue in (mention.negated, mention.because) if cue is not None]
    return min([mention.first, *(cue.first for cue in cues)]), max([mention.last, *(cue.last for cue in cues)])


def _joined(group: _Group, result: Mention) -> tuple[int, int]:
    first, last = _span(result)
    return min(group.first, first), max(group.last, last)
