"""Which study showed what: each result belongs to the study named before it, or to the one it directly qualifies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from appropriateness.indication.context import Mention
from appropriateness.indication.phrases import Found
from appropriateness.indication.proposals import Left, Proposal
from appropriateness.indication.studies import (
    BEFORE_IT,
    ON_IT,
    Group,
    group_of,
    grouped,
    is_asked_for,
    until_next_study,
)
from appropriateness.indication.tokens import Token
from appropriateness.knowledge.lexicon import Result, Study

_PRIOR = frozenset({"prior", "previous", "previously", "earlier"})
_LASTING = frozenset({"chronic", "residual", "longstanding", "standing"})
_BRIGHT = ("enh", "light", "lit", "glow")
_TOGETHER = ("brain_mri", "spine_mri", "ct_head")


def imaging(mentions: Sequence[Mention], tokens: tuple[Token, ...]) -> Iterator[Proposal | Left]:
    """What imaging so far has shown, and studies that are named without a result."""
    mentions = [_as_it_is_now(_still_told(mention, tokens), mentions, tokens) for mention in mentions]
    groups = grouped(mentions, tokens)
    explained = {name for m in mentions if isinstance(m.entry, Result) and _told(m) for name in m.entry.explains}
    for mention in mentions:
        if not isinstance(mention.entry, Result) or mention.entry.id in explained:
            continue
        group = group_of(mention, groups, tokens, BEFORE_IT if until_next_study(mention, mentions) else ON_IT)
        if group is not None and is_asked_for(mention, group, tokens):
            yield Left("hypothetical", *_span(mention))
        elif group is None:
            yield from _alone(mention)
        elif mention.entry.contrast is not None:
            group.contrast = group.contrast or mention
        else:
            group.results.append(mention)
    done = {name for group in groups for name in group.studies if group.mentions[0].affirmed and group.results}
    studied = {m.last for m in mentions if isinstance(m.entry, Study)}
    in_a_form = any(token.word == "n" and place - 1 not in studied for place, token in enumerate(tokens))
    for group in groups:
        yield from _of_group(group, tokens, done, in_a_form)


def _told(mention: Mention) -> bool:
    return mention.negated is None and mention.why in (None, "past")


def _still_told(mention: Mention, tokens: tuple[Token, ...]) -> Mention:
    """A prior scan is a scan, what is chronic is there: it counts, unless a year says that it is old."""
    if mention.why != "past" or mention.because is None or not isinstance(mention.entry, (Study, Result)):
        return mention
    words = {token.word for token in tokens[mention.because.first : mention.because.last + 1]}
    return replace(mention, why=None, because=None) if words & (_PRIOR | _LASTING) else mention


_OVER = frozenset({"resolved", "gone", "cleared", "regressed", "disappeared", "normalised", "normalized"})
_OVER_WITHIN = 4


def _as_it_is_now(mention: Mention, mentions: Sequence[Mention], tokens: tuple[Token, ...]) -> Mention:
    """A sign that is gone by now is denied: "the enhancement and sag have resolved"."""
    if not isinstance(mention.entry, Result) or not mention.affirmed or "normal" in mention.entry.on.values():
        return mention
    last = mention.last
    for other in mentions:
        joined = isinstance(other.entry, Result) and other.first == last + 2
        if joined and tokens[last + 1].word in ("and", "&", "/"):
            last = other.last
    behind = tokens[last + 1 : last + 1 + _OVER_WITHIN]
    near = [token for token in behind if token.sentence == tokens[mention.first].sentence]
    stop = next((at for at, token in enumerate(near) if token.word in (",", ";", ":", ")")), len(near))
    for at, token in enumerate(near[:stop]):
        if token.word in _OVER and not any(t.word in ("not", "never", "partly", "partially") for t in near[:at]):
            place = last + 1 + at
            return replace(mention, negated=Found(mention.entry, place, place, frozenset({place})))
    return mention


def _alone(result: Mention) -> Iterator[Proposal | Left]:
    entry = result.entry
    assert isinstance(entry, Result)
    if result.why is not None:
        if entry.alone or entry.always:
            yield Left(result.why, *_span(result))
        return
    said = {**entry.alone, **entry.always} if result.negated is None else entry.denied
    yield from _said(said, result)


def _of_group(
    group: Group, tokens: tuple[Token, ...], elsewhere: set[str], in_a_form: bool
) -> Iterator[Proposal | Left]:
    lead = group.mentions[0]
    here = [m for m in group.results if m.why is None and tokens[m.first].sentence == tokens[lead.first].sentence]
    if lead.negated is not None and lead.why is None and not here:
        yield from _denied(group, lead, tokens, elsewhere, in_a_form)
    elif lead.why is not None:
        yield Left(lead.why if lead.why in ("past", "someone_else") else "order", *_span(lead))
    elif not group.results:
        yield Left("order", group.first, group.last)
    else:
        yield from _results(group)
        yield from _contrast(group, tokens)


def _denied(
    group: Group, lead: Mention, tokens: tuple[Token, ...], elsewhere: set[str], in_a_form: bool
) -> Iterator[Proposal | Left]:
    """A study that is denied was not done, unless what is denied is only looked for on it."""
    assert lead.negated is not None
    first, last = min(_span(lead)[0], group.first), max(_span(lead)[1], group.last)
    if tokens[group.first - 1].word in ("on", "by"):
        yield Left("negated", first, last)  # "no hematoma on CT head"
        return
    if group.studies and lead.negated.first > lead.first and tokens[lead.negated.last].word in ("nil", "n"):
        yield from _nil(group, lead, tokens, in_a_form)
        return
    of_mri = isinstance(lead.entry, Study) and lead.entry.id == "unnamed_mri"
    unnamed = [name for name in _TOGETHER if not (of_mri and name == "ct_head") and name not in elsewhere]
    for name in list(group.studies) or unnamed:
        yield Proposal(name, "not_done", first, last, "negated")


def _results(group: Group) -> Iterator[Proposal | Left]:
    shown = [(m.entry, m) for m in group.results if isinstance(m.entry, Result)]
    signs = any(m.affirmed and "signs_of_hypotension" in entry.on.values() for entry, m in shown)
    for entry, result in shown:
        if result.why is not None:
            yield Left(result.why, *_span(result))
        elif result.negated is None:
            yield from _shown(entry, result, group, signs)
        else:
            yield from _said(entry.denied, result)
            for name, study in group.studies.items():
                if name in entry.rules_out:
                    word = "negative" if name == "myelography" else "normal"
                    yield from _seen(name, study, word, group, result, weak=True)


def _seen(name: str, study: Study, word: str, group: Group, result: Mention, weak: bool = False) -> Iterator[Proposal]:
    """What one study showed; a part of the spine that is normal settles nothing."""
    if name == "spine_mri" and word != "not_done" and (study.partial or study.complete):
        word = "nondiagnostic" if study.partial and word == "normal" else word
        yield Proposal("spine_mri_coverage", "partial" if study.partial else "complete", group.first, group.last)
    first, last = _joined(group, result)
    yield Proposal(name, word, first, last, "negated" if weak else "affirmed", weak=weak)
    if word == "leak_located":
        yield Proposal("leak_proven", True, first, last, weak=True)


def _contrast(group: Group, tokens: tuple[Token, ...]) -> Iterator[Proposal]:
    """Whether contrast was given for the brain: as it is said, or because something is seen to enhance."""
    brain, given = group.studies.get("brain_mri"), group.contrast
    told = any(result.why is None for result in group.results)
    if brain is None or not told or (given is not None and given.why is not None):
        return
    if given is not None and isinstance(given.entry, Result):
        shown = given.entry.contrast if given.negated is None else "no"
        yield Proposal("brain_mri_contrast", shown, *_span(given))
    elif brain.contrast is not None:
        yield Proposal("brain_mri_contrast", brain.contrast, group.first, group.last)
    else:
        enhancing = next((m for m in group.results if m.affirmed and _enhances(m, tokens)), None)
        if enhancing is not None:
            yield Proposal("brain_mri_contrast", "yes", *_joined(group, enhancing), weak=True)


def _enhances(mention: Mention, tokens: tuple[Token, ...]) -> bool:
    assert isinstance(mention.entry, Result)
    of_the_dura = mention.entry.always.get("pachymeningeal_enhancement") is True
    return of_the_dura and any(tokens[place].word.startswith(_BRIGHT) for place in mention.used)


def _nil(group: Group, lead: Mention, tokens: tuple[Token, ...], in_a_form: bool) -> Iterator[Proposal | Left]:
    """ "MRI brain: nil" may be no scan or no finding; with contrast given it is no finding, nor as "mri brain n"."""
    first, last = _span(lead)
    given = group.contrast
    contrast = any(study.contrast == "yes" for study in group.studies.values()) or (
        given is not None and isinstance(given.entry, Result) and given.entry.contrast == "yes" and given.affirmed
    )
    if not (contrast or (tokens[last].raw == "n" and last == lead.last + 1 and not in_a_form)):
        yield Left("uncertain", first, last)
        return
    for name, study in group.studies.items():
        yield from _seen(name, study, "negative" if name == "myelography" else "normal", group, lead)
    if contrast and "brain_mri" in group.studies:
        yield Proposal("brain_mri_contrast", "yes", first, last)


def _shown(entry: Result, result: Mention, group: Group, signs: bool) -> Iterator[Proposal]:
    first, last = _joined(group, result)
    if not group.studies:
        word = entry.on.get("brain_mri")
        of_mri = any(m.entry.id == "unnamed_mri" for m in group.mentions) and "spine_mri" not in entry.on
        seen = word is not None and not (entry.thin and signs)
        shown = seen and (of_mri or (entry.topic is True and word == "signs_of_hypotension"))
        brain = {"brain_mri": word} if shown else {}
        unnamed = {"imaging_normal_unspecified": True} if "normal" in entry.on.values() else {**entry.alone, **brain}
        yield from (Proposal(fact, value, first, last) for fact, value in unnamed.items())
    for name, study in group.studies.items():
        word = entry.on.get(name)
        if word is None or (entry.thin and signs) or (entry.incidental and _is_more_told(group, name)):
            continue
        yield from _seen(name, study, word, group, result)
    yield from _said(entry.always, result)


def _is_more_told(group: Group, name: str) -> bool:
    """Whether a study has another result beside what was found by the way: "normal apart from a pineal cyst"."""
    others = [m.entry for m in group.results if m.affirmed and isinstance(m.entry, Result) and not m.entry.incidental]
    return any(name in entry.on for entry in others)


def _said(said: dict[str, object], mention: Mention) -> Iterator[Proposal]:
    polarity = "affirmed" if mention.negated is None else "negated"
    first, last = _span(mention)
    for fact, value in said.items():
        yield Proposal(fact, value, first, last, polarity)  # type: ignore[arg-type]


def _span(mention: Mention) -> tuple[int, int]:
    cues = [cue for cue in (mention.negated, mention.because) if cue is not None]
    return min([mention.first, *(cue.first for cue in cues)]), max([mention.last, *(cue.last for cue in cues)])


def _joined(group: Group, result: Mention) -> tuple[int, int]:
    first, last = _span(result)
    return min(group.first, first), max(group.last, last)
