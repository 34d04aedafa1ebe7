"""Ages without "old" behind them: "Mrs K (64)", "pt 59", "I am 41", "now 44", "patient 27 years", "43, LP Monday"."""

from __future__ import annotations

from collections.abc import Mapping

from appropriateness.indication.proposals import Proposal
from appropriateness.indication.titles import NAME, RELATIVES, TITLES
from appropriateness.indication.tokens import Token, word_at

YOUNGEST_BARE = 16
"""Years without "old" may be how long something lasts; from this number on they are an age where they stand alone."""
_OLDEST_BARE = 100
_GROWN = 18
_WHO = frozenset({"she", "he", "pt", "patient", "who"})
PERSONS = frozenset({"pt", "patient", "client", "student"})
_CHILD = frozenset({"child", "kid", "toddler", "teen", "teenager", "youngster", "pupil"})
_A_CHILD = frozenset({"a", "the", "this", "", ".", ";", ",", "\n", ":", "?", "(", "|", "//"})
"""What stands before a child that is the patient; "her second child 2 years ago" is none."""
_PARITY = frozenset({"para", "gravida", "p", "g"})
_OF_A_PERSON = _WHO | {"woman", "man", "lady", "gentleman", "parturient"}
_LABOUR = frozenset({"labor", "labour", "term"})
_OF_AN_EVENT = frozenset({"at", "since", "from", "by", "until", "till", "before", "after", "fever"})
"""Before an age that is not the patient's of today: "migraine since age 12"."""
_MARKS = frozenset({",", ".", ";", "(", ")", "\n", "?", "|", "//", ""})
_ENDS = frozenset({".", "\n", "?", "|", "//", ""})
_HISTORY = frozenset({"history", "hx", "h/o", "of", "ago", "later", "post", "after", "since", "s/p", "back"})
_GOES_ON = frozenset({"with", "has", "and", "c/o", "presents", "presenting", "who", "having"})
_OTHERWISE = frozenset({"otherwise", "previously", "normally", "usually", "generally", "fit", "healthy", "well"})
_INTRODUCED, _INTRODUCED_LATER = 6, 4
"""Tokens within which a text, or a later sentence, introduces its patient: "Retired farmer, 66." """


def told_bare(
    tokens: tuple[Token, ...], place: int, value: float, end: int, classes: Mapping[str, frozenset[str]]
) -> list[Proposal]:
    """An age that is a number and nothing more, with what makes it one beside it."""
    age = Proposal("age_years", int(value), place, end - 1)
    before, behind = word_at(tokens, place - 1), word_at(tokens, end)
    adult = YOUNGEST_BARE <= value < _OLDEST_BARE
    title = _title_before(tokens, place)
    set_off = behind in _MARKS | {":"} or (before, behind) == ("is", "and")
    if title is not None and set_off and before in (",", "(", ".", "is", ":"):
        sex = "male" if tokens[title].word == "mr" else "female"
        return [age, Proposal("sex", sex, title, title, weak=True)]
    if adult and _set_off(tokens, place, before, behind):
        return [age, *_sex_of(tokens, place - 2)]
    if before in ("is", "am") and word_at(tokens, place - 2) in _WHO | {"i"} and behind in _MARKS | {"and"}:
        return [age]
    if before in ("i'm", "im") and behind in _MARKS | {"and"}:
        return [age]
    if adult and [token.word for token in tokens[end : end + 3 : 2]] == ["g", "p"]:
        return [age]
    if _is_a_child(tokens, place, value, behind, classes) or (adult and _behind_parity(tokens, place, before, behind)):
        return [age]
    label = place - 1 - (before in (":", "="))
    if word_at(tokens, label) in ("age", "aged") and word_at(tokens, label - 1) not in _OF_AN_EVENT:
        several = behind in ("and", "&") and word_at(tokens, end + 1).isdecimal()  # "two sons (aged 4 and 7)"
        return [] if several else [Proposal("age_years", int(value), place, end - 1, weak=True)]
    if adult and word_at(tokens, label) in PERSONS and behind in _MARKS | _GOES_ON:
        return [age]
    if adult and before == "at" and "now" in (word_at(tokens, place - 2), word_at(tokens, place - 3)):
        return [age] if behind in _MARKS else []
    if adult and before in ("now", "today", "currently") and word_at(tokens, place - 2) in _MARKS | {"and"}:
        return [age] if behind in _MARKS | _GOES_ON else []
    told = _alone(tokens, place, before, behind) or _introduced(tokens, place, before, behind)
    return [Proposal("age_years", int(value), place, end - 1, weak=True)] if adult and told else []


def _is_a_child(
    tokens: tuple[Token, ...], place: int, value: float, behind: str, classes: Mapping[str, frozenset[str]]
) -> bool:
    """Whether a number is the age of a child: "Child 9 with a shunt", "kid of 8"; "child 2 weeks ago" is none."""
    who = place - 1 - (word_at(tokens, place - 1) in ("of", ",", "aged", "de"))
    child = word_at(tokens, who) in _CHILD and word_at(tokens, who - 1) in _A_CHILD
    return child and 1 <= value < _GROWN and behind not in classes["any_unit"] | {"/", "-"}


def _behind_parity(tokens: tuple[Token, ...], place: int, before: str, behind: str) -> bool:
    """Whether a number follows how often she gave birth: "Para 2, 34." """
    parity = word_at(tokens, place - 2).isdecimal() and word_at(tokens, place - 3) in _PARITY
    return before == "," and parity and behind in _MARKS


def _title_before(tokens: tuple[Token, ...], place: int) -> int | None:
    """The place of the title of the person named just before: "Mrs. G., 57", "Ms K. 48", "Mr Lefevre, 36 years"."""
    for at in range(place - 1, max(-1, place - NAME - 3), -1):
        token = tokens[at]
        if token.word in TITLES and token.raw.istitle():
            return at
        if not (token.word in (",", ".", "(", "is", ":") or token.raw[:1].isupper()):
            return None
    return None


def _set_off(tokens: tuple[Token, ...], place: int, before: str, behind: str) -> bool:
    """Whether a number stands in brackets or between commas behind who it is of: "she (30)", "the patient, 46, "."""
    who = word_at(tokens, place - 2)
    if (before, behind) == ("(", ")"):
        return who in _OF_A_PERSON | _LABOUR
    new = who in ("mum", "mom", "mother") and word_at(tokens, place - 3) == "new"
    bracketed = who in ("she", "he") and word_at(tokens, place - 3) == "("
    return before == "," and behind == "," and (bracketed or who in ("pt", "patient", "lady", "woman", "man") or new)


def _sex_of(tokens: tuple[Token, ...], place: int) -> list[Proposal]:
    sex = {"she": "female", "he": "male"}.get(word_at(tokens, place))
    return [Proposal("sex", sex, place, place)] if sex else []


def _alone(tokens: tuple[Token, ...], place: int, before: str, behind: str) -> bool:
    """Whether a number is all there is of a sentence, or what it begins with: "57. What scan?", "43, LP 17/11"."""
    begins = place == 0 or (tokens[place - 1].sentence != tokens[place].sentence and before in _ENDS)
    return begins and behind in (*_ENDS, ",")


def _introduced(tokens: tuple[Token, ...], place: int, before: str, behind: str) -> bool:
    """Whether a number stands behind a comma as an age, with nothing but words before it in its sentence."""
    if before != "," or behind not in (".", ","):
        return False
    first = place
    while first and tokens[first - 1].sentence == tokens[place].sentence and place - first <= _INTRODUCED:
        first -= 1
    words = tokens[first : place - 1]
    few = place - first <= (_INTRODUCED if first == 0 else _INTRODUCED_LATER)
    plain = all(token.word.isalpha() and len(token.word) > 2 for token in words)
    return few and bool(words) and plain and not any(t.word in sex for t in words for sex in RELATIVES.values())


def with_years(
    tokens: tuple[Token, ...], place: int, unit: int, value: float, classes: Mapping[str, frozenset[str]]
) -> bool:
    """Whether years are an age though nothing says "old": "Mrs B, 65 years", "patient 27 years", "28 yrs." alone."""
    behind, before = word_at(tokens, unit + 1), word_at(tokens, place - 1)
    if before in _ENDS and len(behind) == 1 and behind.isalpha() and word_at(tokens, unit + 2) in _ENDS:
        return value >= YOUNGEST_BARE  # ". 37 yr V."
    if before in _ENDS and behind == "," and word_at(tokens, unit + 2) in _OTHERWISE:
        return value >= YOUNGEST_BARE  # ". 53 years, otherwise healthy"
    if before in _MARKS and _has_borne(tokens, unit + 1):
        return value >= YOUNGEST_BARE  # ", 31y P1", "31 yrs primip"
    if before in _ENDS and behind == "," and _of_a_patient(tokens, unit + 2):
        return value >= YOUNGEST_BARE  # ". 29 years, BP 112/68", ". 31 yrs, 33+4"
    if before in ("am", "i'm", "im") and behind in _MARKS | {"and"}:
        return True
    if _title_before(tokens, place) is not None and behind != "ago":
        return True
    titled = any(t.word in TITLES and t.raw.istitle() for t in tokens[:place])
    if before == "," and behind in _MARKS and titled and tokens[0].sentence == tokens[place].sentence:
        return True
    if before in ("has", "have") and word_at(tokens, place - 2) in _WHO | {"i"} and behind in _MARKS | {"and"}:
        return True  # "she has 14 years and a headache"
    who = word_at(tokens, place - 1 - (before in (",", "aged", ":", "of", "de")))
    if who in PERSONS | classes["female"] | classes["male"] and who.isalpha() and len(who) > 1:
        adult = value >= YOUNGEST_BARE and behind not in _HISTORY
        return adult or behind in _MARKS or behind.isdecimal()
    return _bare(tokens, place, unit, value)


def _has_borne(tokens: tuple[Token, ...], place: int) -> bool:
    """Whether how often she has given birth stands there: "P1", "G2P1", "para 2", "primip"."""
    counted = word_at(tokens, place) in _PARITY and word_at(tokens, place + 1).isdecimal()
    return counted or word_at(tokens, place) in {"primip", "multip", "primigravida", "multigravida", "primipara"}


def _of_a_patient(tokens: tuple[Token, ...], place: int) -> bool:
    """Whether what is measured or counted in a patient stands there: a blood pressure, births, weeks of pregnancy."""
    weeks = word_at(tokens, place).isdecimal() and word_at(tokens, place + 1) == "+"
    return weeks or word_at(tokens, place) in _PARITY | {"bp", "bmi", "afebrile", "apyrexial", "primip", "multip"}


def _bare(tokens: tuple[Token, ...], place: int, unit: int, value: float) -> bool:
    """Whether years are an age because of where they stand: "28 y" alone, a sentence "28 yrs.", "28y" at the start."""
    before, behind = word_at(tokens, place - 1), word_at(tokens, unit + 1)
    if value < YOUNGEST_BARE or not (place == 0 or (before in _ENDS and behind in _ENDS) or tokens[unit].word == "y"):
        return False
    glued = tokens[unit].glued
    beside = (
        [t.word for t in tokens[unit + 1 : unit + 4 : 2]],
        [t.word for t in tokens[max(0, place - 4) : place : 2]],
    )
    if (["g", "p"] in beside and glued) or (before in (":", "-") and glued and behind == ","):
        return True
    leads = place == 0 and tokens[unit].word == "y" and glued and behind not in _HISTORY
    return leads or (before in _MARKS and behind in _MARKS)
