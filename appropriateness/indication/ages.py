"""How old the patient is and of which sex: 45F, 34 yo, F/54, "Mrs K (64)", "pt 59", "in her fifties"."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from appropriateness.indication.bare_ages import PERSONS, told_bare, with_years
from appropriateness.indication.numbers import Numbers
from appropriateness.indication.proposals import Proposal
from appropriateness.indication.titles import TITLES
from appropriateness.indication.tokens import Token, word_at

OLDEST = 120
YEARS = frozenset({"year", "years", "yr", "yrs", "y", "jr", "jahre"})
DECADES = {
    "teens": 13, "twenties": 20, "thirties": 30, "forties": 40, "fourties": 40, "fifties": 50, "sixties": 60,
    "seventies": 70, "eighties": 80, "nineties": 90, "septuagenarian": 70, "octogenarian": 80, "nonagenarian": 90,
}  # fmt: skip
_PART_OF_A_DECADE = {"early": (0, 5), "mid": (3, 8), "late": (6, 10)}
_WHOSE = frozenset({"her", "his", "their", "my"})
_CHILDREN = frozenset({"girl", "boy", "schoolgirl", "schoolboy"})
_PUPILS = frozenset({"schoolgirl", "schoolboy"})
_MARKS = frozenset({",", ".", ";", "(", ")", "\n", "?", ""})
_BORN = frozenset({"born", "baby", "newborn", "infant", "delivered", "neonate"})
_BESIDE_A_LETTER = _MARKS | {"|", "//"}
_TEMPERATURE = frozenset({"t", "temp", "temperature", "tmax", "fever", "febrile"})
Classes = Mapping[str, frozenset[str]]
"""Single words by class; here years_old, months_old, female, male, female_years, male_years, any_unit."""


def age_and_sex(tokens: tuple[Token, ...], place: int, numbers: Numbers, classes: Classes) -> list[Proposal]:
    """The age, the sex or both that are told at this place."""
    decade = _in_a_decade(tokens, place, numbers, classes)
    if decade or place not in numbers:
        return decade or _sex_first(tokens, place, numbers, classes)
    value, end = numbers[place]
    if word_at(tokens, place - 1) == "v" and tokens[place].glued:
        return []  # E3V4M5 is a coma score
    if word_at(tokens, place - 1) in YEARS and tokens[place - 1].glued and word_at(tokens, end) in ("m", "d"):
        return []  # "18y 3m" is eighteen years and three months
    if value != int(value) or "." in tokens[place].word or value > OLDEST or _counts(tokens, place):
        return []
    return (
        _with_a_unit(tokens, place, value, end, numbers, classes)
        or _with_a_letter(tokens, place, value, end, classes)
        or told_bare(tokens, place, value, end, classes)
    )


def _with_a_unit(
    tokens: tuple[Token, ...], place: int, value: float, end: int, numbers: Numbers, classes: Classes
) -> list[Proposal]:
    """34 yo, 34-year-old, 28yF, 18 months old, "42 yrs/male"."""
    after = end + (word_at(tokens, end) == "-")
    if word_at(tokens, after) in classes["female_years"] | classes["male_years"]:
        kind = "female" if word_at(tokens, after) in classes["female_years"] else "male"
        return [Proposal("age_years", int(value), place, after), Proposal("sex", kind, after, after)]
    aged = word_at(tokens, after) in classes["years_old"]
    if [token.word for token in tokens[after : after + 4]] == ["y", ".", "o", "."]:
        aged, after = True, after + 3
    behind = after + 1 + (word_at(tokens, after + 1) == "-")
    months = word_at(tokens, after) in classes["months_old"] and word_at(tokens, behind) in ("old", "o", *_CHILDREN)
    if word_at(tokens, after) in YEARS:
        behind, after = _over_months(tokens, behind, after, numbers, classes)
        old = word_at(tokens, behind) in ("old", "o") or _of_age(tokens, behind)
        persons = classes["female"] | classes["male"] | PERSONS
        sexed = word_at(tokens, behind + (word_at(tokens, behind) == "/")) in persons
        glued = _over_glued_months(tokens, place, after)
        aged = old or sexed or glued or with_years(tokens, place, after, value, classes)
        after = behind if old else after + 2 * glued
    if not (aged or months):
        return []
    last = after + (months and word_at(tokens, behind) in ("old", "o") and behind - after)
    years = value if aged else value / 12
    proposals = [Proposal("age_years", int(years) if years == int(years) else round(years, 2), place, last)]
    sex = next((p for p in range(last + 1, min(last + 5, len(tokens))) if _sex(tokens, p, classes)), None)
    return proposals if sex is None else [*proposals, Proposal("sex", _sex(tokens, sex, classes), sex, sex)]


def _over_months(
    tokens: tuple[Token, ...], behind: int, after: int, numbers: Numbers, classes: Classes
) -> tuple[int, int]:
    """The places after the months that stand behind the years: "17 y 10 m old", "16 years and 4 months old"."""
    at = behind + (word_at(tokens, behind) in ("and", ",", "&"))
    if at in numbers and word_at(tokens, numbers[at][1]) in classes["months_old"] | {"m"}:
        month = numbers[at][1]
        place = month + 1 + (word_at(tokens, month + 1) == "-")
        if word_at(tokens, place) in ("old", "o") or _of_age(tokens, place):
            return place, month
    return behind, after


def _over_glued_months(tokens: tuple[Token, ...], place: int, after: int) -> bool:
    """Whether "18y 3m" stands there, set off as an age is."""
    months = word_at(tokens, after + 1).isdecimal() and word_at(tokens, after + 2) == "m" and tokens[after + 2].glued
    return months and tokens[after].glued and word_at(tokens, place - 1) in _MARKS | {":"}


def _of_age(tokens: tuple[Token, ...], place: int) -> bool:
    """Whether "of age" stands there; "2 years of apathy" is how long something lasts."""
    return word_at(tokens, place) == "of" and word_at(tokens, place + 1) in ("age", ".", ",", "")


def _with_a_letter(tokens: tuple[Token, ...], place: int, value: float, end: int, classes: Classes) -> list[Proposal]:
    """45F, 45/M, "39 f", "57, male"."""
    at = end + (word_at(tokens, end) in ("-", "/") and (word_at(tokens, end) == "-" or tokens[end].glued))
    slashed = at > end and word_at(tokens, end) == "/"
    parted = at == end and word_at(tokens, end) == ","
    letter = _sex(tokens, at + parted, classes)
    if not letter or (slashed and word_at(tokens, at) not in ("f", "m")):
        return []
    single = len(word_at(tokens, at + parted)) == 1
    alone = 16 <= value < 95 and _alone(tokens, place, at + parted)
    upper = not parted and (tokens[at].glued or not single or tokens[at].raw.isupper())
    if not (slashed or alone or upper):
        return []
    return [Proposal("age_years", int(value), place, end - 1), Proposal("sex", letter, at + parted, at + parted)]


def _alone(tokens: tuple[Token, ...], first: int, last: int) -> bool:
    """Whether nothing but marks stands beside: ", 39 f." """
    warm = word_at(tokens, first - 2) in _TEMPERATURE
    before = word_at(tokens, first - 1) in _MARKS | PERSONS
    return before and word_at(tokens, last + 1) in _MARKS and not warm


def _counts(tokens: tuple[Token, ...], place: int) -> bool:
    """Whether what stands before a number makes it none of an age: 2-45, x 3, #2, fever 101F; "PDPH - 45F" is one."""
    before = word_at(tokens, place - 1)
    if before in _TEMPERATURE or (before in ("of", "to", ":", "=") and word_at(tokens, place - 2) in _TEMPERATURE):
        return True
    return before in ("/", "x", "#", "*") or (before == "-" and tokens[place].glued)


def _sex_first(tokens: tuple[Token, ...], place: int, numbers: Numbers, classes: Classes) -> list[Proposal]:
    """A woman, a man, "female 28", "F 28", "M/45", "schoolgirl, 13"."""
    sex = _sex(tokens, place, classes)
    if not sex:
        return []
    after = place + 1 + (word_at(tokens, place + 1) in ("/", ",", "of", "aged", "("))
    number = numbers.get(after)
    youngest = 1 if tokens[place].word in _CHILDREN else 15
    if number is not None and youngest <= number[0] <= 99 and number[0] == int(number[0]):
        behind = word_at(tokens, number[1])
        if behind == "s" and tokens[number[1]].glued:
            return [Proposal("sex", sex, place, place)]  # "female 50s"
        told = [Proposal("sex", sex, place, place), Proposal("age_years", int(number[0]), after, number[1] - 1)]
        unit = behind in classes["any_unit"] | {"-", "%"} or (behind == "/" and number[1] + 1 in numbers)
        if not unit:
            return told
        if behind in YEARS and word_at(tokens, number[1] + 1) in _MARKS | {"old", "of", "-"}:
            return told
    if word_at(tokens, place - 1 - (word_at(tokens, place - 1) == ":")) in ("sex", "gender"):
        return [Proposal("sex", sex, place, place)]
    if tokens[place].word in _PUPILS:
        return [Proposal("sex", sex, place, place, weak=True), Proposal("adult", False, place, place, weak=True)]
    plain = len(tokens[place].word) > 1 or _is_set_off(tokens, place)
    return [Proposal("sex", sex, place, place, weak=True)] if plain else []


def _is_set_off(tokens: tuple[Token, ...], place: int) -> bool:
    """Whether a letter stands alone between marks: "upright. F. Next step?", ", f,"; "Mrs. M." and "p.m." are none."""
    before, behind = word_at(tokens, place - 1), word_at(tokens, place + 1)
    if before not in _BESIDE_A_LETTER or not (behind in _BESIDE_A_LETTER or (behind == "-" and place == 0)):
        return False
    said = word_at(tokens, place - 2)
    named = before == "." and (len(said) == 1 or said in TITLES)
    return not named and said not in _BORN and word_at(tokens, place - 3) not in _TEMPERATURE


def _sex(tokens: tuple[Token, ...], place: int, classes: Classes) -> str:
    word = word_at(tokens, place)
    return "female" if word in classes["female"] else "male" if word in classes["male"] else ""


def _in_a_decade(tokens: tuple[Token, ...], place: int, numbers: Numbers, classes: Classes) -> list[Proposal]:
    """In her fifties, mid-50s female, a 30-something fella, an octogenarian; "HR in the 90s" is no age."""
    end = place + 1
    if place in numbers:
        value, end = numbers[place]
        if value not in range(20, 100, 10):
            return []
        at = end + (word_at(tokens, end) == "-")
        if word_at(tokens, end) not in ("s", "'s") and word_at(tokens, at) not in ("something", "odd", "ish"):
            return []
        end = at + 1
    elif tokens[place].word in DECADES:
        value = DECADES[tokens[place].word]
    else:
        return []
    first, low, high = place, value, value + 10
    before = first - 1 - (word_at(tokens, first - 1) == "-")
    if word_at(tokens, before) in _PART_OF_A_DECADE:
        part = _PART_OF_A_DECADE[word_at(tokens, before)]
        first, low, high = before, value + part[0], value + part[1]
    beside = [word_at(tokens, first - 1), word_at(tokens, end + (word_at(tokens, end) == ","))]
    beside.append(word_at(tokens, first - 2) if beside[0] in (",", "(", "in") else "")
    if beside[0] == "the":
        return []
    person = classes["female"] | classes["male"] | _WHOSE | {"pt", "patient"}
    if tokens[place].word.endswith("genarian") or not person.isdisjoint(beside):
        return [Proposal("age_years", {"at_least": int(low), "below": int(high)}, first, end - 1, weak=True)]
    return []


def born(tokens: tuple[Token, ...], on: date | None) -> Iterator[Proposal]:
    """The age that a day or a year of birth tells: "DOB 14/02/1990", "born 1958"."""
    for place, token in enumerate(tokens):
        if on is None or token.word not in ("dob", "born", "yob"):
            continue
        said = place + 1 + (word_at(tokens, place + 1) in (":", "in"))
        last = next((p for p in range(said, min(said + 5, len(tokens))) if _is_year(tokens[p].word, on)), None)
        if last is None or any(not _of_a_date(tokens[p].word) for p in range(said, last)):
            continue
        years = on.year - int(tokens[last].word)
        value: object = {"at_least": years - 1, "below": years + 1}
        yield Proposal("age_years", value, place, last)
        return


def _is_year(word: str, on: date) -> bool:
    return word.isdecimal() and len(word) == 4 and 0 <= on.year - int(word) < OLDEST


def _of_a_date(word: str) -> bool:
    return word in ("/", "-", ".") or (word.isdecimal() and len(word) <= 2)
