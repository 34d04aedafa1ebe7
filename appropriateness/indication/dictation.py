"""Marks that were spoken and typed as words: "continues comma no fever full stop It settles lying period"."""

from __future__ import annotations

import re

_MARKS = {
    "full stop": ".", "fullstop": ".", "period": ".", "comma": ",", "question mark": "?", "semicolon": ";",
    "new line": ";", "new paragraph": ".", "next line": ";", "open bracket": "(", "close bracket": ")",
}  # fmt: skip
_SPOKEN = re.compile(r"\b(" + "|".join(mark.replace(" ", r"\s+") for mark in _MARKS) + r")\b", re.IGNORECASE)
_CERTAIN = re.compile(r"\bfull\s?stop\b", re.IGNORECASE)
_ENDS = re.compile(
    r"(?<!\ba)(?<!\bthe)(?<!\bthis)(?<!\bthat)(?<!\bher)(?<!\blast)(?<!\bin)(?<!\bover)\s+period\b(?=\s*$|\s+[A-Z])"
)
"""A "period" that can only be a spoken mark: no article before it, and a new sentence or nothing behind it."""
_BARE = re.compile(r"(?<!full )\bstop\b", re.IGNORECASE)
_PUNCTUATION = frozenset(".;:\n")
_SEVERAL = 2


def with_spoken_marks(text: str) -> str:
    """The text, of the same length, with spoken marks as marks; unchanged unless it is plainly dictated."""
    lowered = text.lower()
    if not _PUNCTUATION & set(text) and len(_BARE.findall(text)) >= _SEVERAL:
        text = _BARE.sub(".   ", text)  # "stop" alone, said where no mark was typed
        lowered = text.lower()
    if "full" not in lowered and "period" not in lowered:
        return text
    stops, periods = len(_CERTAIN.findall(text)), len(_ENDS.findall(text))
    if stops == 0 and periods < _SEVERAL:
        return text
    return _SPOKEN.sub(lambda found: _mark(found, periods >= _SEVERAL), text)


def _mark(found: re.Match[str], periods: bool) -> str:
    words = " ".join(found.group().lower().split())
    if words == "period" and not periods:
        return found.group()
    return _MARKS[words].ljust(len(found.group()))
