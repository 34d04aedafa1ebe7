"""Boxes of a form behind their labels, as answers: "Fever [ ] / Worse upright [x] / LP: []yes [x]no"."""

from __future__ import annotations

import re

_PAIR = re.compile(r"\[\s?([x✓✔]?)\s?\]\s*yes\b[\s/,]*\[\s?([x✓✔]?)\s?\]\s*no\b", re.IGNORECASE)
_BOX = re.compile(r"\s?\[\s?([x✓✔]?)\s?\]", re.IGNORECASE)
_FIELDS = re.compile(r"\s/\s|[;|\n]|//")
_BETWEEN_FIELDS = re.compile(r"(?<=\s)/(?=\s)")
_BLANK = ":--"


def with_ticks(text: str) -> str:
    """The text, of the same length, with ticks behind a label as answers; a box that is left open leaves it blank."""
    if "[" not in text:
        return text
    answered = _PAIR.sub(_answer, text)
    if all(_behind_their_labels(field) for field in _FIELDS.split(answered)):
        answered = _BOX.sub(_tick, answered)
    return _BETWEEN_FIELDS.sub(";", answered) if answered != text else text


def _behind_their_labels(field: str) -> bool:
    """Whether the first box of a field stands behind a word: "Fever [ ]", not "[ ] fever" nor "Signs: [ ] fever"."""
    box = _BOX.search(field)
    return box is None or field[: box.start()].rstrip()[-1:].isalnum()


def _answer(pair: re.Match[str]) -> str:
    yes, no = (bool(box.strip()) for box in pair.groups())
    word = "yes" if yes > no else "none" if no > yes else "--"
    labelled = pair.string[: pair.start()].rstrip().endswith(":")
    return (word if labelled else f": {word}").ljust(len(pair.group()))


def _tick(box: re.Match[str]) -> str:
    word = "" if box.group(1).strip() else _BLANK
    return word.ljust(len(box.group()))[: len(box.group())]
