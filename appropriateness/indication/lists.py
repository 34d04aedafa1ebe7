"""Whether a cue goes on over a comma: "no fever, seizure or weakness" against "no fever, seizure at home"."""

from __future__ import annotations

from appropriateness.indication.phrases import Found
from appropriateness.indication.tokens import Token
from appropriateness.knowledge.lexicon import Cue, Entry, Event, Finding, Result, Study

_JOINTS = frozenset({
    ",", "/", "or", "nor", "and", "&", "any", "new", "focal", "recent", "the", "a", "of", "to", "+", "her",
    "his", "my", "life", "lifetime", "ever", "whatsoever"})  # fmt: skip
_NOUNS = frozenset({
    "change", "changes", "symptoms", "sx", "signs", "problems", "issues", "loss", "disturbance", "disturbances",
    "trouble", "dysfunction", "complaints", "pain",
})  # fmt: skip
"""Nouns that say nothing of their own behind a thing in a list: "bladder change"."""
_DENIED_TOGETHER = frozenset({"finding", "needle"})
"""What one "denies" may gather in a list, or a "no" before several needles: "no trauma, LP, epidurals"."""
_SEEN_OR_TOLD = {"finding", "result"}
"""What an "or" may join: "nothing to suggest stroke or seizure"."""
_SEVERAL = 2
_STRANGERS = 2
"""Unknown words that one part of a list may hold: "no fever, blurry vision, or neck stiffness"."""
_ANSWERED = frozenset({":", "-", "=", ")"})
FARTHEST = 60
"""Tokens: no cue reaches farther, whatever follows it."""


def list_goes_on(item: Found[Entry], comma: int, covered: dict[int, Found[Entry]], tokens: tuple[Token, ...]) -> bool:
    """Whether what a cue began goes on over a comma: a bare list of things of one kind up to an "or" or to the end.

    A list without "or" is believed only where the cue opens its sentence; "no fever, seizure at home" is no list.
    """
    if _mixed(item, tokens, covered, comma):
        return True
    sentence = tokens[comma].sentence
    listed = (place for place in range(item.last + 1, min(len(tokens), comma + FARTHEST)) if place in covered)
    first = next((place for place in listed if tokens[place].sentence == sentence), None)
    if first is None:
        return False
    kind = kind_of(covered[first])
    closed, strangers, opened = False, 0, 0
    known = any(place in covered for place in range(item.last + 1, comma))
    gathers = isinstance(item.of, Cue) and item.of.gathers is True and known
    three = isinstance(item.of, Cue) and item.of.gathers == "three" and known  # "w/o known tap, fits" is no list
    rest = [token.word for token in tokens[item.last + 1 : comma + FARTHEST] if token.sentence == sentence]
    opens = (
        gathers
        or (three and rest.count(",") >= _SEVERAL)
        or item.first == 0
        or tokens[item.first - 1].sentence != sentence
        or tokens[item.first - 1].word in ";,:-"
    )
    things = (covered[p] for p in range(item.last + 1, min(len(tokens), comma + FARTHEST)) if p in covered)
    needles = {thing.first for thing in things if tokens[thing.first].sentence == sentence and is_needle(thing)}
    together = gathers or len(needles) >= _SEVERAL
    place = comma
    while place < min(len(tokens), comma + FARTHEST) and tokens[place].sentence == sentence:
        token = tokens[place]
        if token.word in ("or", "nor"):
            closed = True
            strangers = 0 if place - 1 in covered or strangers == 1 else strangers
        thing = covered.get(place)
        if token.word == ",":
            if closed:
                return True  # "no epidurals, LPs or operations in her life, no patches"
            strangers = 0
        if thing is None and token.word not in _JOINTS and token.word not in ".;?!\n":
            strangers += 1
            if token.is_number or strangers > _STRANGERS:
                return _ends_before(comma, place, tokens, covered, closed, opens)
        if token.word in ".;\n" or (token.word == ")" and opened == 0):
            break
        opened += (token.word == "(") - (token.word == ")")
        stranger = thing is not None and kind_of(thing) != kind and not (kind == "needle" and _myelography(thing))
        if thing is not None and closed and {kind, kind_of(thing)} == _SEEN_OR_TOLD:
            stranger = False
        if stranger and thing is not None and not (together and {kind, kind_of(thing)} <= _DENIED_TOGETHER):
            return _ends_before(comma, place, tokens, covered, closed, opens)
        place += 1
    return closed or (opens and _bare(comma, place, tokens, covered))


def _ends_before(
    comma: int, turn: int, tokens: tuple[Token, ...], covered: dict[int, Found[Entry]], closed: bool, opens: bool
) -> bool:
    """Whether the part behind a comma is of the list still where something else comes later in the sentence.

    It is where an "or" closed the list before, or where it names only what is known: "denies fever, rash, HA upright".
    """
    if closed:
        return _closed_between(comma, turn, tokens, covered)
    end = next((place for place in range(comma + 1, turn) if tokens[place].word == ","), None)
    return opens and end is not None and comma + 1 in covered and _bare(comma, end, tokens, covered)


def _mixed(item: Found[Entry], tokens: tuple[Token, ...], covered: dict[int, Found[Entry]], comma: int) -> bool:
    """Complaints and needles in one bare list up to an "or": "no history of LP, trauma or epidural"."""
    end = item.last + 1
    while end < len(tokens) and tokens[end].sentence == tokens[comma].sentence:
        if not (tokens[end].word in _JOINTS or (end in covered and kind_of(covered[end]) in ("finding", "needle"))):
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
        strange = strange or (place not in covered and tokens[place].word not in _JOINTS | _NOUNS)
        if known and strange:
            return False
    return True


def _closed_between(comma: int, end: int, tokens: tuple[Token, ...], covered: dict[int, Found[Entry]]) -> bool:
    """Whether an "or" with something after it stands between the comma and `end`, and no further comma after it."""
    ors = [place for place in range(comma, end) if tokens[place].word in ("or", "nor")]
    return bool(ors) and any(place in covered for place in range(ors[-1], end))


def answers_a_list(answer: Found[Entry], tokens: tuple[Token, ...]) -> str:
    """The marks of a list that an answer behind it is given to: "fever, rash, weakness: none", "fever/rash: no"."""
    word, before = tokens[answer.first].word, tokens[answer.first - 1].word if answer.first else ""
    if word == "all":
        return ",/"
    if before not in _ANSWERED:
        return ""
    start = answer.first
    while start > 0 and tokens[start - 1].sentence == tokens[answer.first].sentence and tokens[start - 1].word != "(":
        start -= 1
    marks = [token.word for token in tokens[start : answer.first] if token.word in ",/"]
    bracketed = before == ")" or tokens[answer.first - 2].word == ")"
    return ",/" if bracketed or (word == "none" and len(marks) >= _SEVERAL) else "/"


def listed(between: list[str], marks: str) -> bool:
    """Whether only marks of a list and at most one unknown word stand between two things."""
    strange = [word for word in between if word not in _JOINTS and word not in _ANSWERED]
    return len(strange) <= 1 and any(word in marks for word in between)


def is_needle(item: Found[Entry]) -> bool:
    """Whether it is a procedure or a patch, or the one study that is one as well."""
    return kind_of(item) == "needle" or _myelography(item)


def _myelography(item: Found[Entry]) -> bool:
    """The one study that is a needle as well."""
    return isinstance(item.of, Study) and item.of.studies == ("myelography",)


def kind_of(item: Found[Entry]) -> str:
    """What a list may hold together: red flags, procedures and patches, studies, the rest."""
    entry = item.of
    if isinstance(entry, Finding):
        healthy = bool(entry.says) and all(value in (False, "none") for value in entry.says.values())
        return "healthy" if healthy else "posture" if entry.about else "finding"
    if isinstance(entry, Event):
        return (
            "headache"
            if entry.event in ("headache", "onset")
            else "needle"
            if entry.event != "elsewhere"
            else "finding"
        )
    return "study" if isinstance(entry, Study) else "result" if isinstance(entry, Result) else "other"
