"""Age, sex, pregnancy and blood pressure: 45F, 34 yo G2P1, 36/40, 26 weeks pregnant, 172/108."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from appropriateness.indication.numbers import Numbers
from appropriateness.indication.proposals import Proposal
from appropriateness.indication.titles import NAME, TITLES
from appropriateness.indication.tokens import Token

OLDEST = 120
_LABOUR, _VIABLE = frozenset({"labor", "labour", "parturient", "term"}), 24
"""Beside these words a number of weeks from here on is how long she is pregnant: "labour patient, 38 weeks"."""
_BEFORE_WEEKS = frozenset({",", "at", "now", "-", "~", "currently", "(", "approx", "about", "pt", "patient"})
_YEARS = frozenset({"year", "years", "yr", "yrs", "y", "jr", "jahre"})
_WHO = frozenset({"she", "he", "pt", "patient", "who"})
Classes = Mapping[str, frozenset[str]]
"""Single words by class; here years_old, months_old, female, male, pregnant, weeks."""


def patient(tokens: tuple[Token, ...], numbers: Numbers, classes: Classes) -> Iterator[Proposal]:
    """Everything said about who the patient is."""
    place = 0
    telling = classes["female"] | classes["male"] | classes["pregnant"] | _LABOUR | {"g"}
    while place < len(tokens):
        if place not in numbers and tokens[place].word not in telling:
            place += 1
            continue
        found = list(
            _age_and_sex(tokens, place, numbers, classes)
            or _gestation(tokens, place, numbers, classes)
            or _pressure(tokens, place, numbers)
            or _obstetric(tokens, place, numbers)
        )
        yield from found
        place = max([place, *(proposal.last for proposal in found)]) + 1


def _word(tokens: tuple[Token, ...], place: int) -> str:
    return tokens[place].word if 0 <= place < len(tokens) else ""


def _age_and_sex(tokens: tuple[Token, ...], place: int, numbers: Numbers, classes: Classes) -> list[Proposal]:
    if place not in numbers:
        return _sex_first(tokens, place, numbers, classes)
    value, end = numbers[place]
    if _word(tokens, place - 1) == "v" and tokens[place].glued:
        return []  # E3V4M5 is a coma score
    if value != int(value) or value > OLDEST or _counts(tokens, place):
        return []
    if _word(tokens, end) == "/" and tokens[end].glued and _word(tokens, end + 1) in ("f", "m"):
        return [
            Proposal("age_years", int(value), place, end - 1),
            Proposal("sex", _sex(tokens, end + 1, classes), end + 1, end + 1),
        ]
    after = end + (_word(tokens, end) == "-")
    sexed = classes["female_years"] | classes["male_years"]
    aged = _word(tokens, after) in classes["years_old"]
    if _word(tokens, after) in sexed:
        kind = "female" if _word(tokens, after) in classes["female_years"] else "male"
        return [Proposal("age_years", int(value), place, after), Proposal("sex", kind, after, after)]
    if [token.word for token in tokens[after : after + 4]] == ["y", ".", "o", "."]:
        aged, after = True, after + 3
    months = _word(tokens, after) in classes["months_old"] and _word(
        tokens, after + 1 + (_word(tokens, after + 1) == "-")
    ) in ("old", "o")
    if _word(tokens, after) in _YEARS:
        next_one = after + 1 + (_word(tokens, after + 1) == "-")
        sex_follows = _word(tokens, next_one) in classes["female"] | classes["male"]
        old = _word(tokens, next_one) in ("old", "o") or _of_age(tokens, next_one)
        leads = tokens[max(0, place - NAME) : place]
        titled = any(t.word in TITLES and t.sentence == tokens[place].sentence for t in leads)
        titled = titled or (
            _word(tokens, next_one) in _MARKS
            and tokens[0].sentence == tokens[place].sentence
            and any(t.word in TITLES and t.raw.istitle() for t in tokens[:place])
            and _word(tokens, place - 1) == ","
        )
        titled = titled and _word(tokens, next_one) != "ago"
        aged = old or sex_follows or titled or _bare_years(tokens, place, after, value)
        after = next_one if old else after
    if aged or months:
        last = after + (months and 1 + (_word(tokens, after + 1) == "-"))
        years = value if aged else value / 12
        proposals = [Proposal("age_years", int(years) if years == int(years) else round(years, 2), place, last)]
        sex = next((p for p in range(last + 1, min(last + 5, len(tokens))) if _sex(tokens, p, classes)), None)
        if sex is not None:
            proposals.append(Proposal("sex", _sex(tokens, sex, classes), sex, sex))
        return proposals
    letter = _sex(tokens, after, classes)
    parted = not letter and _word(tokens, end) == ","
    spaced = after + parted
    if 16 <= value < 95 and _word(tokens, spaced) in ("f", "m") and _alone(tokens, place, spaced):
        spaced_letter = _sex(tokens, spaced, classes)
        return [Proposal("age_years", int(value), place, end - 1), Proposal("sex", spaced_letter, spaced, spaced)]
    if letter and (tokens[after].glued or len(_word(tokens, after)) > 1 or tokens[after].raw.isupper()):
        return [Proposal("age_years", int(value), place, end - 1), Proposal("sex", letter, after, after)]
    title = tokens[place - 2] if place >= 2 and _word(tokens, place - 1) == "," else None
    if title is not None and title.word in TITLES and title.raw.istitle() and _word(tokens, end) in _MARKS:
        return [
            Proposal("age_years", int(value), place, end - 1),
            Proposal("sex", "male" if title.word == "mr" else "female", place - 2, place - 2, weak=True),
        ]
    named = any(t.word in TITLES and t.raw.istitle() for t in tokens[max(0, place - NAME - 1) : place])
    who = named or _word(tokens, place - 2) in _WHO
    if _set_off_behind_a_name(tokens, place, end, named) and YOUNGEST_BARE <= value < 100:
        return [Proposal("age_years", int(value), place, end - 1)]
    if (
        _word(tokens, place - 1) in ("is", "am")
        and (who or _word(tokens, place - 2) == "i")
        and _word(tokens, end) in _MARKS | {"and"}
    ):
        return [Proposal("age_years", int(value), place, end - 1)]
    if 1 < place <= _INTRODUCED and YOUNGEST_BARE <= value < 95 and _introduces(tokens[:place], _word(tokens, end)):
        return [Proposal("age_years", int(value), place, end - 1, weak=True)]
    if _word(tokens, place - 1) == "i'm" and _word(tokens, end) in _MARKS:
        return [Proposal("age_years", int(value), place, end - 1)]
    if YOUNGEST_BARE <= value < 60 and [t.word for t in tokens[end : end + 3 : 2]] == ["g", "p"]:
        return [Proposal("age_years", int(value), place, end - 1)]
    label = place - 1 - (_word(tokens, place - 1) == ":")
    if _word(tokens, label) in ("age", "aged") and _word(tokens, label - 1) not in _OF_AN_EVENT:
        return [Proposal("age_years", int(value), place, end - 1, weak=True)]
    return []


def _of_age(tokens: tuple[Token, ...], place: int) -> bool:
    """Whether "of age" stands there; "2 years of apathy" is how long something lasts."""
    return _word(tokens, place) == "of" and _word(tokens, place + 1) in ("age", ".", ",", "")


def _set_off_behind_a_name(tokens: tuple[Token, ...], place: int, end: int, named: bool) -> bool:
    """Whether a number stands in brackets or between commas behind who it is of: "Mrs K (64)", "Mrs B, 61, "."""
    around = (_word(tokens, place - 1), _word(tokens, end))
    if around == ("(", ")"):
        return named or _word(tokens, place - 2) in _WHO | _LABOUR | {"woman", "man", "lady", "gentleman"}
    return around == (",", ",") and named and tokens[place - 2].raw.istitle()


_OF_AN_EVENT = frozenset({"at", "since", "from", "by", "until", "till", "before", "after"})
"""Before an age that is not the patient's of today: "migraine since age 12"."""
_MARKS = frozenset({",", ".", ";", "(", ")", "\n", ""})
_ENDS = frozenset({".", "\n", ""})
_HISTORY = frozenset({"history", "hx", "h/o", "of", "ago", "later", "post", "after", "since", "s/p"})
_TEMPERATURE = frozenset({"t", "temp", "temperature", "tmax", "fever", "febrile"})
YOUNGEST_BARE = 16
"""Years without "old" may be how long something lasts; from this number on they are an age where they stand alone."""


_INTRODUCED = 6
"""Tokens within which a text introduces its patient: "Retired farmer, 66." """


def _introduces(before: tuple[Token, ...], behind: str) -> bool:
    """Whether a bare number stands behind a comma as an age, with nothing but words before it."""
    plain = all(token.word.isalpha() and len(token.word) > 2 for token in before[:-1])
    return plain and before[-1].word == "," and behind in (".", ",")


def _alone(tokens: tuple[Token, ...], first: int, last: int) -> bool:
    """Whether nothing but marks stands beside: ", 39 f." """
    warm = _word(tokens, first - 2) in _TEMPERATURE
    return _word(tokens, first - 1) in _MARKS and _word(tokens, last + 1) in _MARKS and not warm


def _bare_years(tokens: tuple[Token, ...], place: int, unit: int, value: float) -> bool:
    """Whether years are an age though nothing says so: "28 y" or a sentence "28 yrs." alone, "28y" at the start."""
    sentence = _word(tokens, place - 1) in _ENDS and _word(tokens, unit + 1) in _ENDS
    if value < YOUNGEST_BARE or not (place == 0 or sentence or _word(tokens, unit) == "y"):
        return False
    leads = place == 0 and tokens[unit].word == "y" and tokens[unit].glued and _word(tokens, unit + 1) not in _HISTORY
    beside = (
        [t.word for t in tokens[unit + 1 : unit + 4 : 2]],
        [t.word for t in tokens[max(0, place - 4) : place : 2]],
    )
    gravid = ["g", "p"] in beside and tokens[unit].glued
    if gravid or (_word(tokens, place - 1) in (":", "-") and tokens[unit].glued and _word(tokens, unit + 1) == ","):
        return True
    return _alone(tokens, place, unit) or leads


def _counts(tokens: tuple[Token, ...], place: int) -> bool:
    """Whether the mark before a number makes it part of another: 2-45, x 3, #2; "PDPH - 45F" is no such."""
    before = _word(tokens, place - 1)
    return before in ("/", "x", "#", "*") or (before == "-" and tokens[place].glued)


def _sex_first(tokens: tuple[Token, ...], place: int, numbers: Numbers, classes: Classes) -> list[Proposal]:
    """A woman, a man, "female 28", "F 28", "M/45"."""
    sex = _sex(tokens, place, classes)
    if not sex:
        return []
    after = place + 1 + (_word(tokens, place + 1) in ("/", ",", "of", "aged", "("))
    next_number = numbers.get(after)
    plain_age = next_number is not None and 15 <= next_number[0] <= 99 and next_number[0] == int(next_number[0])
    if next_number is not None and plain_age and _word(tokens, next_number[1]) in _YEARS:
        behind = _word(tokens, next_number[1] + 1)
        if behind in _MARKS or behind in ("old", "of", "-"):
            return [
                Proposal("sex", sex, place, place),
                Proposal("age_years", int(next_number[0]), after, next_number[1]),
            ]
    unit_follows = next_number is not None and _word(tokens, next_number[1]) in classes["any_unit"] | {"/", "-", "%"}
    if next_number is not None and plain_age and not unit_follows:
        return [
            Proposal("sex", sex, place, place),
            Proposal("age_years", int(next_number[0]), after, next_number[1] - 1),
        ]
    if _word(tokens, place - 1 - (_word(tokens, place - 1) == ":")) in ("sex", "gender"):
        return [Proposal("sex", sex, place, place)]
    if len(tokens[place].word) == 1:
        return []
    return [Proposal("sex", sex, place, place, weak=True)]


def _sex(tokens: tuple[Token, ...], place: int, classes: Classes) -> str:
    word = _word(tokens, place)
    return "female" if word in classes["female"] else "male" if word in classes["male"] else ""


def _gestation(tokens: tuple[Token, ...], place: int, numbers: Numbers, classes: Classes) -> list[Proposal]:
    """36/40; 36w3d; 26 weeks pregnant; pregnant, 36 weeks; GA 34."""
    if place not in numbers:
        if _word(tokens, place) in classes["pregnant"] | _LABOUR:
            for start in range(place + 1, min(place + 5, len(tokens))):
                if start in numbers and _word(tokens, numbers[start][1]) in classes["weeks"]:
                    if _word(tokens, place) in _LABOUR and numbers[start][0] < _VIABLE:
                        break
                    return _pregnant_weeks(numbers[start][0], place, numbers[start][1])
                if tokens[start].word not in _BEFORE_WEEKS:
                    break
        return []
    value, end = numbers[place]
    if not 4 <= value <= 43 or value != int(value):
        return []
    if _word(tokens, end) == "/" and _word(tokens, end + 1) == "40" and tokens[end].glued:
        return _pregnant_weeks(value, place, end + 1)
    if _word(tokens, end) in ("+", "w") and end + 1 in numbers and tokens[end + 1].glued:
        end = numbers[end + 1][1]
        end += _word(tokens, end) == "d"
        pregnant = next(
            (p for p in range(end, min(end + 3, len(tokens))) if tokens[p].word in classes["pregnant"]), None
        )
        return _pregnant_weeks(value, place, pregnant if pregnant is not None else end - 1)
    after = end + (_word(tokens, end) == "-")
    if _word(tokens, after) in classes["weeks"]:
        for last in range(after + 1, min(after + 4, len(tokens))):
            if tokens[last].word in classes["pregnant"]:
                return _pregnant_weeks(value, place, last)
            if tokens[last].word not in ("of", "-", "+", "'", "gestational"):
                break
    return []


def _pregnant_weeks(value: float, first: int, last: int) -> list[Proposal]:
    return [Proposal("gestation_weeks", int(value), first, last), Proposal("pregnancy", "pregnant", first, last)]


def _pressure(tokens: tuple[Token, ...], place: int, numbers: Numbers) -> list[Proposal]:
    """BP 172/108, "170s/110s", or 172/108 alone where it can be nothing else."""
    if place not in numbers or _word(tokens, place - 1) in ("/", "-"):
        return []
    value, end = numbers[place]
    end += _word(tokens, end) == "s" and tokens[end].glued
    if _word(tokens, end) not in ("/", "over") or end + 1 not in numbers or _word(tokens, numbers[end + 1][1]) == "/":
        return []
    lower, after = numbers[end + 1]
    if not (70 <= value <= 280 and 30 <= lower <= 180 and lower < value):
        return []
    after += _word(tokens, after) == "s" and tokens[after].glued
    return [
        Proposal("systolic_mmhg", int(value), place, end - 1),
        Proposal("diastolic_mmhg", int(lower), end + 1, after - 1),
    ]


def _obstetric(tokens: tuple[Token, ...], place: int, numbers: Numbers) -> list[Proposal]:
    """G2P1: who has been pregnant is female; whether she is now is not said."""
    words = [token.word for token in tokens[place : place + 4]]
    if len(words) == 4 and words[0] == "g" and words[2] == "p" and place + 1 in numbers and place + 3 in numbers:
        return [Proposal("sex", "female", place, place + 3, weak=True)]
    return []
