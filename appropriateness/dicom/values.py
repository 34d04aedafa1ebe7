"""Values of a header, each asked for safely: what is absent, empty or malformed is None or empty, never an error."""

from __future__ import annotations

import math
from collections.abc import Iterable

from pydicom.dataset import Dataset
from pydicom.multival import MultiValue

LONGEST = 256
"""Characters kept of any text."""


def raw(dataset: Dataset, keyword: str) -> object:
    """The value as pydicom gives it; None where there is none or it cannot be decoded."""
    try:
        return dataset.get(keyword)
    except Exception:  # a malformed value raises whatever it provokes
        return None


def private(dataset: Dataset, tag: int) -> object:
    try:
        element = dataset.get(tag)
        return None if element is None else element.value
    except Exception:  # as above
        return None


def text(value: object) -> str:
    """One line of printable text, cut to a sane length."""
    if isinstance(value, MultiValue):
        value = "\\".join(str(item) for item in list(value)[:16])
    if isinstance(value, bytes):
        value = value[:LONGEST].decode("ascii", errors="replace")
    if value is None or not isinstance(value, (str, int, float)):
        return ""
    return "".join(letter if letter.isprintable() else " " for letter in str(value)[:LONGEST]).strip(" \0")


def words(value: object) -> tuple[str, ...]:
    """The values of a code string in capitals; NONE, which some makers write for nothing, is left out."""
    items = list(value)[:32] if isinstance(value, MultiValue) else text(value).split("\\")
    return tuple(word for item in items if (word := text(item).upper()) not in ("", "NONE"))


def number(value: object) -> float | None:
    """A finite number; of several the first."""
    if isinstance(value, MultiValue):
        value = value[0] if len(value) else None
    if value is None or isinstance(value, (bytes, Dataset)):
        return None
    try:
        found = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        return None
    return found if math.isfinite(found) else None


def positive(value: object) -> float | None:
    found = number(value)
    return found if found is not None and found > 0 else None


def numbers(value: object, count: int) -> tuple[float, ...] | None:
    """Exactly `count` finite numbers, or None."""
    if not isinstance(value, MultiValue) or len(value) != count:
        return None
    found = [number(item) for item in value]
    return None if None in found else tuple(item for item in found if item is not None)


def stored_numbers(value: bytes, count: int) -> tuple[float, ...] | None:
    """Exactly `count` finite numbers of a decimal string as it stands in the file, or None."""
    parts = value.strip(b" \0").split(b"\\")
    if len(parts) != count:
        return None
    try:
        found = tuple(float(part) for part in parts)
    except ValueError:
        return None
    return found if all(map(math.isfinite, found)) else None


def seconds(value: object) -> float | None:
    """A time of day, HHMMSS with optional fraction, as seconds after midnight."""
    digits = text(value).replace(":", "")
    whole, _, fraction = digits.partition(".")
    if not (whole.isascii() and whole.isdigit()) or len(whole) not in (2, 4, 6) or not (fraction or "0").isdigit():
        return None
    hour, minute, second = (int(whole[at : at + 2] or 0) for at in (0, 2, 4))
    if hour > 23 or minute > 59 or second > 60:
        return None
    return hour * 3600 + minute * 60 + second + float(f"0.{fraction or 0}")


def items(dataset: Dataset, keyword: str, most: int = 1) -> Iterable[Dataset]:
    """At most `most` items of a sequence; none where it is absent or broken."""
    return items_of(raw(dataset, keyword), most)


def items_of(value: object, most: int = 1) -> list[Dataset]:
    try:
        return [item for item in list(value)[:most] if isinstance(item, Dataset)]  # type: ignore[call-overload]
    except Exception:  # an undecodable sequence raises whatever it provokes
        return []


def item(dataset: Dataset | None, keyword: str) -> Dataset:
    """The first item of a sequence, or an empty dataset."""
    if dataset is None:
        return Dataset()
    return next(iter(items(dataset, keyword)), Dataset())
