"""What a reading consists of: facts proposed with their words, and words that were read but give no fact."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Polarity = Literal["affirmed", "negated"]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A fact before it is settled against the others: tokens `first` to `last` say it.

    `weak`: said in passing ("a patch"); it gives way to what says more ("the third patch").
    """

    fact: str
    value: object
    first: int
    last: int
    polarity: Polarity = "affirmed"
    weak: bool = False


@dataclass(frozen=True, slots=True)
class Left:
    """Tokens that were understood but give no fact, and the id of the reason."""

    why: str
    first: int
    last: int
