"""What is denied, past, somebody else's or only feared: the reach of the cues over what stands around them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from appropriateness.indication.phrases import Found
from appropriateness.indication.tokens import Token
from appropriateness.knowledge.lexicon import Cue, Entry, Event, Finding, Result, Study

Why = Literal["negated", "past", "someone_else", "hypothetical", "uncertain"]
_ORDER: tuple[Why, ...] = ("someone_else", "hypothetical", "past", "uncertain")
_JOINTS = frozenset({",", "/", "or", "nor", "and", "&", "any", "new", "focal", "recent", "the", "a", "of", "to", "+"})
_HARD_STOPS = frozenset({";", ":", ">", "(", ")", "[", "☐", "•", "·", "▪", "●", "◦", "‣"})
_ENDS = ",.;)\n"
_LABEL_MARKS = frozenset({":", "-", "=", "("})
_STRANGERS = 2
"""Unknown words that one part of a list may hold: "no fever, blurry vision, or neck stiffness"."""
_FARTHEST = 60
"""Tokens: no cue reaches farther, whatever follows it."""
_SHORT_QUESTION = 4
"""A clause of at most so many tokens before a question mark is itself the question: "seizure?"."""


@dataclass(frozen=True, slots=True)
class Mention:
    """Something found, and how it is meant: affirmed where `negated` is None and `why` is None.

    `negated` and `because` are the cues; `why` says why it cannot be taken as true of this patient now.
    """

    entry: Entry
    first: int
    last: int
    used: frozenset[int]
    number: float | None = None
    negated: Found[Entry] | None = None
    why: Why | None = None
    because: Found[Entry] | None = None

    @property
    def affirmed(self) -> bool:
        return self.negated is None and self.why is None


@dataclass(frozen=True, slots=True)
class _Reach:
    cue: Found[Entry]
    kind: str
    low: int
    high: int  # excluded


def mentions(found: Sequence[Found[Entry]], tokens: tuple[Token, ...]) -> list[Mention]:
    """Everything found that is no cue, with the cues that reach it."""
    told = [item for item in found if not isinstance(item.of, Cue)]
    reaches = _reaches(found, told, tokens)
    return [_mention(item, reaches) for item in told]


def _mention(item: Found[Entry], reaches: list[_Reach]) -> Mention:
    over = [reach for reach in reaches if reach.low <= item.first < reach.high]
    lasting = isinstance(item.of, Finding) and item.of.lasting
    negated = next((reach.cue for reach in over if reach.kind == "negated"), None)
    for why in _ORDER:
        cue = next((reach.cue for reach in over if reach.kind == why), None)
        if cue is not None and not (why == "past" and (lasting or negated is not None or _spares_headache(cue, item))):
            return Mention(item.of, item.first, item.last, item.used, item.number, negated, why, cue)
    return Mention(item.of, item.first, item.last, item.used, item.number, negated)


def _spares_headache(cue: Found[Entry], item: Found[Entry]) -> bool:
    """A headache that is chronic, or chronically worse upright, is there now."""
    of_headache = _kind(item) in ("headache", "posture")
    return of_headache and isinstance(cue.of, Cue) and "headache" in cue.of.spares


def _reaches(found: Sequence[Found[Entry]], told: Sequence[Found[Entry]], tokens: tuple[Token, ...]) -> list[_Reach]:
    by_start = {item.first: item for item in found}
    covered = {place: item for item in told for place in item.used}
    reaches: list[_Reach] = []
    for item in found:
        if not isinstance(item.of, Cue) or item.of.cue == "stop":
            continue
        ends = item.last + 1 >= len(tokens) or tokens[item.last + 1].word in _ENDS
        answers = item.of.reach == "answer" and _answers(item, ends, covered, tokens)
        asks = ends and not item.of.lists and item.of.cue in ("uncertain", "hypothetical")
        if item.of.reach in ("before", "reason") or answers or asks:
            reaches.extend(_backwards(item, item.of, told, tokens))
        else:
            end = _forwards(item, item.of, by_start, covered, tokens)
            reaches.append(_Reach(item, item.of.cue, item.last + 1, end))
    reaches.extend(_questions(told, tokens))
    return reaches


def _answers(item: Found[Entry], ends: bool, covered: dict[int, Found[Entry]], tokens: tuple[Token, ...]) -> bool:
    """Whether a "no" answers the label before it: "fever: no", "Weakness - No Fever: No"; "MRV: no clot" does not.

    It does where it ends its clause or the next label follows it at once; the last answer of a form without
    punctuation ("Fever: No Seizure: No HA upright") is one because the answer before it was.
    """
    label = covered.get(_behind_marks(item.first, tokens))
    if label is None or tokens[label.last].sentence != tokens[item.first].sentence:
        return False
    if ends or _is_label(covered.get(item.last + 1), tokens):
        return True
    place = label.first - 1
    before = covered.get(_behind_marks(place, tokens)) if place >= 0 and tokens[place].word == "no" else None
    return before is not None and tokens[place - 1].word in _LABEL_MARKS


def _behind_marks(place: int, tokens: tuple[Token, ...]) -> int:
    """The place before `place`, over the marks that join a label to its answer."""
    place -= 1
    while place >= 0 and tokens[place].word in _LABEL_MARKS:
        place -= 1
    return place


def _is_label(thing: Found[Entry] | None, tokens: tuple[Token, ...]) -> bool:
    after = [] if thing is None else [token.word for token in tokens[thing.last + 1 : thing.last + 3]]
    return len(after) == 2 and (after[0] in (":", "=") or after in (["-", "no"], ["-", "yes"]))


def _forwards(
    item: Found[Entry],
    cue: Cue,
    by_start: dict[int, Found[Entry]],
    covered: dict[int, Found[Entry]],
    tokens: tuple[Token, ...],
) -> int:
    """Where the reach of a cue ends: at the sentence's end, a turn ("but", "since"), or a comma no list goes over."""
    sentence = tokens[item.last].sentence
    place = item.last + 1
    farthest = min(len(tokens), place + _FARTHEST)
    while place < farthest and tokens[place].sentence == sentence:
        word = tokens[place].word
        other = by_start.get(place)
        if other is not None and isinstance(other.of, Cue) and other.of.cue == "stop" and not _spared(cue, other.of):
            return place
        spared = word == ":" and (place == item.last + 1 or cue.lists)
        if word in _HARD_STOPS and not spared:
            return place
        if word == "," and not cue.lists and not _list_goes_on(item, place, covered, tokens):
            return place
        if word in ("-", "+", ">") and not tokens[place].glued and not cue.lists:
            return place
        place += 1
    return place


def _spared(cue: Cue, stop: Cue) -> bool:
    kind = "conditional" if cue.cue == "hypothetical" and cue.lists else cue.cue
    return kind in stop.spares


def _list_goes_on(item: Found[Entry], comma: int, covered: dict[int, Found[Entry]], tokens: tuple[Token, ...]) -> bool:
    """Whether what a cue began goes on over a comma: a bare list of things of one kind up to an "or" or to the end.

    A list without "or" is believed only where the cue opens its sentence; "no fever, seizure at home" is no list.
    """
    if _mixed(item, tokens, covered, comma):
        return True
    sentence = tokens[comma].sentence
    listed = (place for place in range(item.last + 1, min(len(tokens), comma + _FARTHEST)) if place in covered)
    first = next((place for place in listed if tokens[place].sentence == sentence), None)
    if first is None:
        return False
    kind = _kind(covered[first])
    closed, strangers = False, 0
    gathers = isinstance(item.of, Cue) and item.of.gathers
    opens = (
        gathers
        or item.first == 0
        or tokens[item.first - 1].sentence != sentence
        or tokens[item.first - 1].word in ";,:-"
    )
    place = comma
    while place < min(len(tokens), comma + _FARTHEST) and tokens[place].sentence == sentence:
        token = tokens[place]
        if token.word in ("or", "nor"):
            closed = True
        thing = covered.get(place)
        if token.word == ",":
            strangers = 0
        if thing is None and token.word not in _JOINTS and token.word not in ".;?!\n":
            strangers += 1
            if token.is_number or strangers > _STRANGERS:
                return closed and _closed_between(comma, place, tokens, covered)
        if token.word in ".;\n":
            break
        if thing is not None and _kind(thing) != kind:
            return closed and _closed_between(comma, place, tokens, covered)
        place += 1
    return closed or (opens and _bare(comma, place, tokens, covered))


def _mixed(item: Found[Entry], tokens: tuple[Token, ...], covered: dict[int, Found[Entry]], comma: int) -> bool:
    """Complaints and needles in one bare list up to an "or": "no history of LP, trauma or epidural"."""
    end = item.last + 1
    while end < len(tokens) and tokens[end].sentence == tokens[comma].sentence:
        if not (tokens[end].word in _JOINTS or (end in covered and _kind(covered[end]) in ("finding", "needle"))):
            break
        end += 1
    return comma < end and _closed_between(comma, end, tokens, covered)


def _bare(comma: int, end: int, tokens: tuple[Token, ...], covered: dict[int, Found[Entry]]) -> bool:
    """Whether every part of a list names either only what is known or nothing that is known."""
    known = strange = False
    for place in range(comma, end):
        if tokens[place].word == ",":
            known = strange = False
        known = known or place in covered
        strange = strange or (place not in covered and tokens[place].word not in _JOINTS)
        if known and strange:
            return False
    return True


def _closed_between(comma: int, end: int, tokens: tuple[Token, ...], covered: dict[int, Found[Entry]]) -> bool:
    """Whether an "or" with something after it stands between the comma and `end`, and no further comma after it."""
    ors = [place for place in range(comma, end) if tokens[place].word in ("or", "nor")]
    return bool(ors) and any(place in covered for place in range(ors[-1], end))


def _kind(item: Found[Entry]) -> str:
    """What a list may hold together: red flags, procedures and patches, studies, the rest."""
    entry = item.of
    if isinstance(entry, Finding):
        healthy = bool(entry.says) and all(value in (False, "none") for value in entry.says.values())
        return "posture" if entry.about else "healthy" if healthy else "finding"
    if isinstance(entry, Event):
        return (
            "headache"
            if entry.event in ("headache", "onset")
            else "needle"
            if entry.event != "elsewhere"
            else "finding"
        )
    return "study" if isinstance(entry, Study) else "result" if isinstance(entry, Result) else "other"


def _backwards(item: Found[Entry], cue: Cue, told: Sequence[Found[Entry]], tokens: tuple[Token, ...]) -> list[_Reach]:
    """The nearest thing before the cue, and what is joined to it by a slash, "and" or "or"."""
    sentence = tokens[item.first].sentence
    reached: list[_Reach] = []
    edge = item.first
    near = [thing for thing in told if item.first - _FARTHEST < thing.last < item.first]
    for thing in sorted(near, key=lambda thing: -thing.last):
        between = [tokens[place].word for place in range(thing.last + 1, edge)]
        looked_for = cue.reach == "reason" and ("for" in between or "(" in between)
        if tokens[thing.last].sentence != sentence or len(between) > 4 or looked_for:
            break
        if reached and not (between and all(word in ("/", "and", "or", "&") for word in between)):
            break
        if not reached and any(word in ",;" for word in between):
            break
        reached.append(_Reach(item, cue.cue, thing.first, thing.last + 1))
        edge = thing.first
    return reached


def _questions(told: Sequence[Found[Entry]], tokens: tuple[Token, ...]) -> list[_Reach]:
    """ "?EBP" asks about what follows; a short clause before a question mark asks about itself."""
    reaches: list[_Reach] = []
    for place, token in enumerate(tokens):
        if token.word != "?":
            continue
        following = tokens[place + 1] if place + 1 < len(tokens) else None
        mark: Found[Entry] = Found(_QUESTION, place, place, frozenset({place}))
        if following is not None and following.sentence == token.sentence and not following.is_mark:
            end = place + 1
            while end < len(tokens) and tokens[end].word not in ",;.?" and tokens[end].sentence == token.sentence:
                if tokens[end].word in ("after", "post", "since", "s/p", "following", "with", "w/", "in"):
                    break
                end += 1
            reaches.append(_Reach(mark, "uncertain", place + 1, end))
            continue
        start = place
        while start > 0 and tokens[start - 1].sentence == token.sentence and tokens[start - 1].word not in ",;:":
            start -= 1
        if place - start <= _SHORT_QUESTION:
            reaches.append(_Reach(mark, "uncertain", start, place))
    return reaches


_QUESTION = Cue(id="question_mark", words=("?",), example="?", cue="uncertain")
