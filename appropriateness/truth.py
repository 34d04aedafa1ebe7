"""Three-valued truth: a claim about a patient is true, false or unknown, and unknown is never silently no."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum


class Truth(Enum):
    """The truth of one claim. Has no boolean value: `if truth:` would turn unknown into no or yes."""

    TRUE = "true"
    FALSE = "false"
    UNKNOWN = "unknown"

    def __bool__(self) -> bool:
        raise TypeError("A Truth has no boolean value: compare it with Truth.TRUE, FALSE or UNKNOWN.")

    def negated(self) -> Truth:
        """Return the opposite; the opposite of unknown is unknown."""
        if self is Truth.UNKNOWN:
            return self
        return Truth.FALSE if self is Truth.TRUE else Truth.TRUE


def all_of(truths: Iterable[Truth]) -> Truth:
    """Any false makes it false; else any unknown makes it unknown; else true."""
    result = Truth.TRUE
    for truth in truths:
        if truth is Truth.FALSE:
            return Truth.FALSE
        if truth is Truth.UNKNOWN:
            result = Truth.UNKNOWN
    return result


def any_of(truths: Iterable[Truth]) -> Truth:
    """Any true makes it true; else any unknown makes it unknown; else false."""
    result = Truth.FALSE
    for truth in truths:
        if truth is Truth.TRUE:
            return Truth.TRUE
        if truth is Truth.UNKNOWN:
            result = Truth.UNKNOWN
    return result


def none_of(truths: Iterable[Truth]) -> Truth:
    """Negates `any_of`: true only where every claim is known to be false."""
    return any_of(truths).negated()
