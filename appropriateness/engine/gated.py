"""Positions and pointers that hang on a condition, each made once in the form it takes where that holds, or may."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from appropriateness.engine.evaluation import Criterion
from appropriateness.engine.known import Known
from appropriateness.knowledge.scenarios import Pointer, Position


@dataclass(frozen=True, eq=False, slots=True)
class OpenPosition:
    """A position that applies; `condition` is the sentence it hangs on where that is not known to hold."""

    scenario: str
    position: Position
    condition: str | None


@dataclass(frozen=True, eq=False, slots=True)
class OpenPointer:
    scenario: str
    pointer: Pointer
    condition: str | None


T = TypeVar("T", OpenPosition, OpenPointer)


@dataclass(frozen=True, eq=False, slots=True)
class Gated(Generic[T]):
    """What is said where `when` holds, and what while it is unknown; no condition: always the first.

    `conditional` is None where the condition has to be known.
    """

    when: Criterion | None
    stated: T
    conditional: T | None


def gated_position(scenario: str, position: Position, when: Criterion | None) -> Gated[OpenPosition]:
    """A position is shown unless its condition is known to fail."""
    condition = None if when is None else when.claim
    return Gated(when, OpenPosition(scenario, position, None), OpenPosition(scenario, position, condition))


def gated_pointer(scenario: str, pointer: Pointer, when: Criterion | None) -> Gated[OpenPointer]:
    """A pointer that may harm where its condition is unknown needs it known."""
    condition = None if when is None else when.claim
    conditional = None if pointer.only_when_known else OpenPointer(scenario, pointer, condition)
    return Gated(when, OpenPointer(scenario, pointer, None), conditional)


def opened(items: Iterable[Gated[T]], known: Known) -> tuple[T, ...]:
    """What is said of this case, in the order of the data."""
    bits = known.bits
    found: list[T] = []
    for item in items:
        when = item.when
        if when is None or bits & when.holds:
            found.append(item.stated)
        elif item.conditional is not None and not bits & when.fails:
            found.append(item.conditional)
    return tuple(found)
