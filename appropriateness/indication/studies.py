"""Studies named together, and to which of them a result belongs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from appropriateness.indication.context import Mention
from appropriateness.indication.tokens import Token
from appropriateness.knowledge.lexicon import Result, Study

_COORDINATING = frozenset({"and", "&", "+", "/", ",", "both", "plus", "as", "well", "the", "of", "a", "x"})
_SUMMED_UP = frozenset({"incl", "including", "inc", "includes", "ie", "namely"})
"""Words with which studies are named that were summed up before: "imaging all negative incl. MR brain and CTM"."""
_QUOTES = frozenset({"reported", "report", "as", "read", "'", '"', ":"})
BEFORE_IT, ON_IT = 3, 7
"""Tokens between a result and the study behind it, the more where "on" leads there: "fluid over both sides on CT"."""


@dataclass
class Group:
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


def grouped(mentions: Sequence[Mention], tokens: tuple[Token, ...]) -> list[Group]:
    groups: list[Group] = []
    skipped = {p for m in mentions if isinstance(m.entry, Result) and m.entry.contrast for p in m.used}
    for mention in mentions:
        if not isinstance(mention.entry, Study):
            continue
        last = groups[-1] if groups else None
        if last is not None and tokens[last.last].sentence == tokens[mention.first].sentence:
            between = [p for p in range(last.last + 1, mention.first) if p not in skipped]
            words = [tokens[p].word for p in _outside_brackets(between, tokens)]
            bare = all(word in _COORDINATING or word.isdecimal() for word in words)
            joined = bare or _summed_up(last, mention, words)
            if joined and _alike(last.mentions[-1], mention):
                last.mentions.append(mention)
                continue
        groups.append(Group([mention]))
    return groups


def _outside_brackets(places: Sequence[int], tokens: tuple[Token, ...]) -> list[int]:
    """The places that are in no brackets: "MRI brain (Feb) and spine (April) both normal"."""
    outside, depth = list[int](), 0
    for place in places:
        depth += tokens[place].word == "("
        if depth == 0:
            outside.append(place)
        depth -= tokens[place].word == ")"
    return outside if depth == 0 else list(places)


def _summed_up(group: Group, study: Mention, between: Sequence[str]) -> bool:
    """Whether one of them only sums the other up: "imaging all neg incl. MR brain", "MRI brain: 'imaging normal'"."""
    assert isinstance(study.entry, Study)
    if not group.studies:
        return not _SUMMED_UP.isdisjoint(between)
    return not study.entry.studies and study.entry.id == "any_study" and all(word in _QUOTES for word in between)


def _alike(one: Mention, other: Mention) -> bool:
    return (one.why, one.negated) == (other.why, other.negated) or (one.affirmed and other.affirmed)


def is_asked_for(result: Mention, group: Group, tokens: tuple[Token, ...]) -> bool:
    """Whether a result is what a study is asked for: "MRI brain w/wo for CSF hypotension"; "negative for" tells."""
    between = [token.word for token in tokens[group.last + 1 : result.first]]
    shows = {"neg", "negative", "positive", "pos", "normal", "unremarkable", "ve", "evidence"}
    return between[-1:] == ["for"] and not result.negated and shows.isdisjoint(between) and len(between) <= ON_IT


def until_next_study(result: Mention, mentions: Sequence[Mention]) -> list[Mention]:
    """The other results between a result and the next study."""
    study = next((m for m in mentions if m.first > result.first and isinstance(m.entry, Study)), None)
    if study is None:
        return []
    between = [m for m in mentions if result.first < m.first < study.first]
    return [m for m in between if isinstance(m.entry, Result) and _fits(m.entry, Group([study]))]


def group_of(result: Mention, groups: list[Group], tokens: tuple[Token, ...], on_it: int) -> Group | None:
    sentence = tokens[result.first].sentence
    before = [g for g in groups if g.first < result.first and tokens[g.last].sentence == sentence]
    after = [g for g in groups if g.first > result.first and tokens[g.first].sentence == sentence]
    entry = result.entry
    assert isinstance(entry, Result)
    between = [tokens[p].word for p in range(result.last + 1, after[0].first)] if after else []
    if after and len(between) <= (on_it if between[-1:] == ["on"] else BEFORE_IT):
        told_first = between == [","] and not before and not entry.bare
        if told_first and tuple(after[0].studies) == ("myelography",) and _fits(entry, after[0]):
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
        fitting = [g for g in before if _fits(entry, g) and (g is before[-1] or not entry.bare)]
        return fitting[-1] if fitting else None
    earlier = [g for g in groups if g.first < result.first and tokens[g.last].sentence >= sentence - 1]
    if earlier and not entry.bare and _fits(entry, earlier[-1]) and not _only_asked(earlier[-1]):
        return earlier[-1]
    return None


def _fits(entry: Result, group: Group) -> bool:
    names = group.studies
    return entry.contrast is not None or not names or any(name in entry.on or name in entry.rules_out for name in names)


def _only_asked(group: Group) -> bool:
    """Whether a study is but asked for or planned: nothing in a later sentence is its result."""
    return group.mentions[0].why in ("hypothetical", "uncertain")
