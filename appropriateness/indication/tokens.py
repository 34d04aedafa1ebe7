"""Typed text as tokens: words, numbers and marks, each with its place in the text and the sentence it stands in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from appropriateness.indication.dictation import with_spoken_marks
from appropriateness.indication.ticks import with_ticks

_ONE_FOR_ONE = str.maketrans({
    "’": "'", "‘": "'", "ʼ": "'", "“": '"', "”": '"', "–": "-", "—": "-", "−": "-", "‐": "-", "‑": "-", "→": ">",
    "➔": ">", "⟶": ">", "≥": ">", "≤": "<", "∼": "~", "≈": "~", "\u00a0": " ", "×": "x", "℃": "c", "⁄": "/",
})  # fmt: skip
"""Written alike; every character is replaced by one character, so that places in the text stay true."""

_TOKEN = re.compile(
    r"""
      \d+(?:[.,]\d+)?                            # a number; 90,000 and 38.5 are one
    | w/wo\b | w/out\b | w/o\b | w/u\b | w/      # with and without, workup
    | [^\W\d_](?:/[^\W\d_]{1,2})+(?![^\W_])      # s/p, h/o, r/o, c/o, n/v/d
    | [^\W\d_]+(?:'[^\W\d_]+)?                   # a word
    | \r\n | \n
    | (?<!:)//+                                  # parts the fields of a form
    | __+                                        # left blank
    | [^\w\s]                                    # a mark
    """,
    re.VERBOSE | re.IGNORECASE,
)
_ENDS = frozenset(".;!?\r\n|")
_ANSWERS = frozenset({"yes", "no", "y", "n", "nil", "none"})
_SHORTENED = frozenset(
    [
        "pt",
        "pts",
        "yo",
        "hr",
        "hrs",
        "d",
        "wk",
        "wks",
        "mo",
        "mos",
        "mth",
        "mths",
        "yr",
        "yrs",
        "h",
        "approx",
        "hx",
        "dr",
        "no",
        "st",
        "vs",
        "incl",
        "min",
        "mins",
        "sx",
        "s/p",
        "h/o",
        "inc",
        "dec",
        "incr",
        "decr",
        "prev",
        "bilat",
        "assoc",
        "poss",
        "prob",
    ]
)
"""Words after which a full stop is no end of a sentence, where what follows goes on in lower case or with a number."""
_BEFORE_A_NAME = frozenset({"Mr", "mr", "Mrs", "mrs", "Ms", "ms", "Dr", "dr", "Prof", "prof"})


class Token(NamedTuple):
    """`word` is in lower case with ae and oe written as e; `raw` as typed; `start` and `end` are places in the text.

    `glued`: nothing stands between it and the token before it. `sentence` counts from 0.
    """

    word: str
    raw: str
    start: int
    end: int
    glued: bool
    sentence: int

    @property
    def is_mark(self) -> bool:
        return not self.word[0].isalnum()

    @property
    def is_number(self) -> bool:
        return self.word[0].isdecimal()


def word_at(tokens: Sequence[Token], place: int) -> str:
    """The word at a place, or "" where there is none."""
    return tokens[place].word if 0 <= place < len(tokens) else ""


def folded(word: str) -> str:
    """One spelling for haematoma and hematoma, oedema and edema, w/out and w/o."""
    word = word.lower()
    if word == "w/out":
        return "w/o"
    if not word.isascii():
        word = word.replace("œ", "e").replace("æ", "e")
    return word.replace("ae", "e").replace("oe", "e")


def tokens_of(text: str) -> tuple[Token, ...]:
    """Split a text. Pure and linear in its length; characters that are neither word nor mark are left out."""
    found: list[Token] = []
    sentence, last_end = 0, -1
    plain = with_ticks(with_spoken_marks(text.translate(_ONE_FOR_ONE)))
    matches = list(_TOKEN.finditer(plain))
    for place, match in enumerate(matches):
        raw = match.group()
        start, end = match.span()
        token = Token(folded(raw), raw, start, end, start == last_end, sentence)
        found.append(token)
        last_end = end
        if raw[0] in _ENDS or raw[:2] == "//":
            following = matches[place + 1].group() if place + 1 < len(matches) else ""
            answered = token.word == "?" and (
                following.lower() == "yes"
                or (following.lower() in _ANSWERS and _is_end(matches[place + 2 : place + 3]))
            )
            before = found[-2] if len(found) > 1 else None
            if (
                not answered
                and not _abbreviates(found, following)
                and _ends_sentence(token, before, following, plain[end : end + 1])
            ):
                sentence += 1
    return tuple(found)


def _abbreviates(found: Sequence[Token], following: str) -> bool:
    """Whether the full stop read last closes letters with stops that go on in lower case: "i.e. about"."""
    if len(found) < 4 or not following[:1].islower():
        return False
    first, stop, second = found[-4:-1]
    return stop.word == "." and len(first.word) == len(second.word) == 1 and second.glued and stop.glued


def _is_end(following: Sequence[re.Match[str]]) -> bool:
    """Whether nothing follows but a mark: the "no" of "fever? no." answers, that of "leak? no fever" does not."""
    return not following or following[0].group() in ".,;)/" or "\n" in following[0].group()


def _ends_sentence(mark: Token, before: Token | None, following: str, next_character: str) -> bool:
    if mark.word == "?":
        return bool(before) and mark.glued and not next_character.isalnum()
    if mark.word == ".":
        if next_character.isalnum() and mark.glued and before is not None and len(before.word) == 1:
            return False  # h.o. and the like
        if following[:1] in (",", ";") or (before is not None and before.raw in _BEFORE_A_NAME):
            return False  # "Mrs. G., 57"; "no MR." ends
        if before is not None and before.word in _SHORTENED:
            return not following[:1].islower() and not following[:1].isdecimal()
    return True
