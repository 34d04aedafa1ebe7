"""What people type into the cells of a history. What could mean two things is refused, not guessed."""

from __future__ import annotations

import re
from datetime import date

_ISO = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})$")
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})$")
_NUMBER = re.compile(r"(\d+)(?:([.,])(\d+))?(?:[eE][-+]?\d{1,2})?$")
EARLIEST_YEAR = 1895
LARGEST = {"dlp_mgycm": 100_000, "dap_gycm2": 10_000, "effective_dose_msv": 1000, "activity_mbq": 100_000}


def shown(text: str) -> str:
    """A piece of input as it is repeated in a message: short and printable."""
    clean = "".join(letter if letter.isprintable() else " " for letter in text).strip()
    return clean if len(clean) <= 40 else f"{clean[:40]}..."


def day(text: str, today: date) -> tuple[date, str]:
    """The first day meant, and the date as precise as it was given. Raises ValueError with what to write instead."""
    text = text.strip().removesuffix("T00:00:00").removesuffix(" 00:00:00")
    iso, compact, dotted = _ISO.match(text), _COMPACT.match(text), _DOTTED.match(text)
    if compact:
        year, month, number = (int(part) for part in compact.groups())
        precision = 3
    elif dotted:
        number, month, year = (int(part) for part in dotted.groups())
        precision = 3
    elif iso:
        year, month, number = (int(part or 1) for part in iso.groups())
        precision = 1 + sum(part is not None for part in iso.groups()[1:])
    else:
        raise ValueError(f'the date "{shown(text)}" is not clear; write it as 2026-11-20, 2026-11 or 2026')
    try:
        found = date(year, month, number)
    except ValueError:
        raise ValueError(f'there is no date "{shown(text)}"') from None
    if found > today:
        raise ValueError(f'the date "{shown(text)}" lies in the future')
    if found.year < EARLIEST_YEAR:
        raise ValueError(f'the date "{shown(text)}" is before X-rays were known')
    return found, found.isoformat()[: (4, 7, 10)[precision - 1]]


def number(text: str, name: str, decimal_comma: bool) -> float:
    """A number from 0 upwards. Raises ValueError where a comma or dot could mean two things.

    `decimal_comma`: other numbers of the file show that the comma is its decimal mark.
    """
    text = text.strip().replace("\u00a0", "")
    if text.startswith(("-", "\u2212")):
        raise ValueError(f'{name} is "{shown(text)}"; a dose is never negative')
    found = _NUMBER.match(text)
    if not found:
        raise ValueError(f'{name} is "{shown(text)}"; write a number such as 724.52, without its unit')
    mark, decimals = found[2], found[3] or ""
    thousands = len(decimals) == 3 and len(found[1]) <= 3 and found[1] != "0"
    if thousands and (mark == ",") != decimal_comma:
        whole, broken = f"{found[1]}{decimals}", f"{found[1]}.{decimals}"
        raise ValueError(f'{name} "{shown(text)}" could be {whole} or {broken}; write it without a separator')
    value = float(text.replace(",", "."))
    if value > LARGEST.get(name, 1e9):
        raise ValueError(f'{name} is "{shown(text)}", more than any examination; check the unit')
    return value


def uses_decimal_comma(texts: list[str]) -> bool:
    """Whether some number of a file can only be read with a comma as its decimal mark."""
    marks = [(found[2], len(found[3] or ""), found[1]) for text in texts if (found := _NUMBER.match(text.strip()))]
    return any(mark == "," and (places != 3 or whole == "0") for mark, places, whole in marks)


def whole(text: str, name: str, allowed: range) -> int:
    """A whole number in a range."""
    text = text.strip()
    if not text.isdecimal() or int(text[:9]) not in allowed:
        raise ValueError(f'{name} is "{shown(text)}"; write a whole number from {allowed[0]} to {allowed[-1]}')
    return int(text)
