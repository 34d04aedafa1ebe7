"""A cue and the places of a text it reaches."""

from __future__ import annotations

from dataclasses import dataclass

from appropriateness.indication.phrases import Found
from appropriateness.knowledge.lexicon import Entry


@dataclass(frozen=True, slots=True)
class Reach:
    """A cue and the places it reaches: from `low` to below `high`."""

    cue: Found[Entry]
    kind: str
    low: int
    high: int
