"""Postures that no phrase of the lexicon tells: a clause that names one posture and how the head is in it.

"Lies flat comfortable, crashes with a headache at 30 degrees"; "Erect: headache. Decubitus: well."; "supine VAS 1".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from appropriateness.indication.clauses import clauses
from appropriateness.indication.phrases import Found
from appropriateness.indication.tokens import Token
from appropriateness.knowledge.lexicon import Cue, Entry, Event, Finding, Study

POSTURES = ("worse_upright", "better_lying", "worse_lying")
_TOLD_OTHERWISE = frozenset({"worse_lying", "posture_pattern_lost"})
_COMPLAINTS = frozenset({"pain", "headache", "symptoms", "ha", "sx", "issues", "problem", "problems", "trouble"})
_SCORES = frozenset({"vas", "nrs", "nprs", "score", "scores"})
_ALONE = 3
"""A clause of at most so many tokens that names a posture is about the headache told of before: "HA 6/7, upright"."""
_BEARABLE = 3
"""The highest score out of ten that an order still gives as relief; our own reading, not a clinical threshold."""
_IS_UP = frozenset({
    "get", "gets", "got", "getting", "sit", "sits", "sat", "sitting", "stand", "stands", "when", "whenever", "once",
    "if", "while", "whilst", "is", "was", "am", "being", "be", "only", "staying", "stays", "stay", "i'm", "she's",
    "he's", "him", "her",
})  # fmt: skip
"""Words before an "up" that is a posture: "follow up" and "work up" are none."""

_UP_TO = frozenset({"to", "front", "until", "till", "by", "with"})
"""Words behind an "up" that is no posture: "headache up to 8/10"."""
_OWN = frozenset({"her", "his", "my", "the"})
_SAT_UP = frozenset({"up", "out", "her", "him", "on", "in", "upright"})
"""Words behind a "Sat" that is no Saturday."""

_Part = Literal["up", "down", "good", "bad"]


@dataclass(frozen=True, slots=True)
class _Clause:
    """The parts of a clause that count, in order, each with its place."""

    first: int
    end: int
    parts: list[tuple[int, _Part]]

    def has(self, part: _Part) -> bool:
        return any(each == part for _, each in self.parts)

    def places(self) -> list[int]:
        return [place for place, part in self.parts if part in ("up", "down")]


def by_clause(
    found: Sequence[Found[Entry]],
    tokens: tuple[Token, ...],
    classes: Mapping[str, frozenset[str]],
    postures: Mapping[str, Finding],
) -> Iterator[Found[Entry]]:
    """What the clauses say of postures that nothing in the text says otherwise."""
    headaches = {p for item in found if isinstance(item.of, Event) and item.of.event == "headache" for p in item.used}
    says = [item.of.says for item in found if isinstance(item.of, Finding) and item.of.about]
    told = {fact for each in says for fact in each}
    there = {fact for each in says for fact, value in each.items() if value is True}
    if not headaches or told & _TOLD_OTHERWISE:
        return
    told |= {"worse_upright"} if "orthostatic_at_onset" in told else set()
    taken = {place: item for item in found for place in item.used}
    for clause in _clauses(tokens, classes, headaches):
        places = [place for place in clause.places() if place not in taken]
        others = (
            taken[p].of
            for p in range(clause.first, clause.end)
            if p in taken and not _denies_pain(p, headaches, tokens)
        )
        if not places or (clause.has("up") and clause.has("down")) or any(map(_is_something_else, others)):
            continue
        posture = _posture(clause, tokens, headaches, classes)
        if posture is not None and posture not in told and not (posture == "worse_lying" and there & set(POSTURES)):
            yield Found(postures[posture], places[0], places[-1], frozenset(places))


def _posture(
    clause: _Clause, tokens: tuple[Token, ...], headaches: set[int], classes: Mapping[str, frozenset[str]]
) -> str | None:
    good, bad = clause.has("good"), clause.has("bad")
    if clause.has("down"):
        return None if good is bad else "better_lying" if good else "worse_lying"
    here = any(place in headaches for place in range(clause.first, clause.end))
    word = tokens[clause.places()[0]].word
    alone = clause.end - clause.first <= _ALONE and word in classes["posture_up"] and word != "up"
    return "worse_upright" if not good and (bad or here or alone) else None


def _clauses(
    tokens: tuple[Token, ...], classes: Mapping[str, frozenset[str]], headaches: set[int]
) -> Iterator[_Clause]:
    """The clauses that name a posture; one that tells of two postures in turn is two: "worse up better down"."""
    postures = classes["posture_up"] | classes["moving_about"] | classes["posture_down"]
    if not any(token.word in postures for token in tokens):
        return
    for first, end in clauses(tokens, postures):
        if any(token.word in postures for token in tokens[first:end]):
            yield from _in_turn(_Clause(first, end, list(_parts(first, end, tokens, classes, headaches))))


def _in_turn(clause: _Clause) -> Iterator[_Clause]:
    order = [part for _, part in clause.parts]
    kinds = ["posture" if part in ("up", "down") else "feeling" for part in order]
    if len(order) == 4 and kinds[0] == kinds[2] != kinds[1] == kinds[3]:
        turn = clause.parts[2][0]
        yield _Clause(clause.first, turn, clause.parts[:2])
        yield _Clause(turn, clause.end, clause.parts[2:])
    else:
        yield clause


def _parts(
    first: int, end: int, tokens: tuple[Token, ...], classes: Mapping[str, frozenset[str]], headaches: set[int]
) -> Iterator[tuple[int, _Part]]:
    """Postures and feelings; words of sameness or denial count as relief and as pain, so that nothing is read."""
    for place in range(first, end):
        word = tokens[place].word
        if word == "no" and place + 1 < end and tokens[place + 1].word in _COMPLAINTS:
            yield place, "good"
        elif word in classes["feels_same"]:
            yield place, "good"
            yield place, "bad"
        elif word in classes["feels_good"]:
            yield place, "good"
        elif word in classes["feels_bad"]:
            yield place, "bad"
        elif word in _SCORES and place + 1 < end and tokens[place + 1].is_number:
            yield place, "good" if float(tokens[place + 1].word.replace(",", ".")) <= _BEARABLE else "bad"
        elif word == "/" and place + 1 < end and tokens[place + 1].word == "10" and tokens[place - 1].is_number:
            score = float(tokens[place - 1].word.replace(",", "."))
            yield place, "good" if score <= _BEARABLE else "bad"
        elif word in classes["posture_down"]:
            yield place, "down"
        elif (word in classes["posture_up"] or word in classes["moving_about"]) and _is_up(place, tokens, headaches):
            yield place, "up"


def _is_up(place: int, tokens: tuple[Token, ...], headaches: set[int]) -> bool:
    """Whether a word that may be one is a posture: "HA up" against "follow up", "sat up" against "Sat 14 Nov"."""
    before = tokens[place - 1].word if place else ""
    after = tokens[place + 1] if place + 1 < len(tokens) else None
    if tokens[place].word == "up":
        if after is not None and after.word in _UP_TO:
            return False
        return place - 1 in headaches or before in _IS_UP or (after is not None and after.word in "=:")
    if tokens[place].word in ("feet", "legs"):
        return before in _OWN and place > 1 and tokens[place - 2].word in ("on", "to")
    return tokens[place].raw != "Sat" or (after is not None and after.word in _SAT_UP)


def _denies_pain(place: int, headaches: set[int], tokens: tuple[Token, ...]) -> bool:
    """Whether a "no" denies the headache itself: "lying comfortably no HA"."""
    return place + 1 in headaches or (place + 1 < len(tokens) and tokens[place + 1].word in _COMPLAINTS)


def _is_something_else(entry: Entry) -> bool:
    """Whether the clause is about another thing: a study, a denial, another complaint."""
    if isinstance(entry, Cue):
        return entry.cue != "stop"
    return isinstance(entry, Study) or (isinstance(entry, Event) and entry.event == "elsewhere")
