"""Numbers as people type them: 34, 38.5, 90,000, twenty-six, 2nd, fourth."""

from __future__ import annotations

from collections.abc import Mapping

from appropriateness.indication.tokens import Token

Numbers = Mapping[int, tuple[float, int]]
"""For the place of a token where a number begins: its value and the place after it."""


def numbers_in(tokens: tuple[Token, ...], words: Mapping[str, int]) -> dict[int, tuple[float, int]]:
    """Every number in the text, in figures or in words."""
    found: dict[int, tuple[float, int]] = {}
    for place, token in enumerate(tokens):
        if token.is_number:
            value = _figures(token.word)
            if value is not None:
                found[place] = (value, place + 1)
        elif token.word in words:
            value, end = float(words[token.word]), place + 1
            after = end + 1 if end < len(tokens) and tokens[end].word == "-" else end
            if value in range(20, 100, 10) and after < len(tokens) and 0 < words.get(tokens[after].word, 0) < 10:
                value, end = value + words[tokens[after].word], after + 1
            found[place] = (value, end)
    return found


def _figures(word: str) -> float | None:
    head, mark, tail = word.partition(",")
    if mark and len(tail) == 3:
        word = head + tail
    elif mark:
        word = f"{head}.{tail}"
    return float(word) if len(word) <= 12 else None


def ordinal_end(tokens: tuple[Token, ...], place: int, end: int, ordinals: Mapping[str, int]) -> int | None:
    """The place after an ordinal that begins at `place` (a number ends at `end`), or None where it is none."""
    if tokens[place].word in ordinals:
        return place + 1
    if tokens[place].is_number and end < len(tokens) and tokens[end].glued and tokens[end].word in _ENDINGS:
        return end + 1
    return None


_ENDINGS = frozenset({"st", "nd", "rd", "th"})
