"""Which criteria a case makes true and which false, as bits of one number: a whole rulebook is one pass over it.

Every predicate, combination, definition and rule has a bit for "holds" and one for "fails"; neither set: unknown. An
answer sets the bits of the predicates on its fact; gates, parts before wholes, set those of what is made of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from appropriateness.engine.known import Known

NEVER = 1
"""The bit that is never set."""

Marks = Callable[[Any], int]
"""From the value of one fact to the bits of the predicates on it."""


class Gate(NamedTuple):
    """Where any bit of `breaks` is set, `broken` is; else, where all of `needs` are, `held` is."""

    breaks: int
    broken: int
    needs: int
    held: int


class Presumption(NamedTuple):
    """`absent` is set where any bit of `any_of` or all of `all_of` are, unless one of `unless` is."""

    unless: int
    any_of: int
    all_of: int
    absent: int


class Reach(NamedTuple):
    """What depends on one fact: every bit, and the gates that set them again."""

    bits: int
    gates: tuple[Gate, ...]


@dataclass(frozen=True, eq=False, slots=True)
class Circuit:
    """What a knowledge base checks. `first`: the gates that tell which answers follow from others or contradict them.

    `gates` are all, parts before wholes. `reach` and `marks` go by fact.
    """

    marks: Mapping[str, Marks]
    first: tuple[Gate, ...]
    gates: tuple[Gate, ...]
    reach: Mapping[str, Reach]
    presumptions: tuple[Presumption, ...]

    def marked(self, values: Mapping[str, Any]) -> int:
        """The bits of the predicates alone."""
        bits = 0
        for fact, value in values.items():
            bits |= self.marks[fact](value)
        return bits

    def known(self, values: Mapping[str, Any]) -> Known:
        """What is known, with everything that follows from it for any criterion."""
        return Known(values, self, passed(self.gates, self.marked(values)))

    def changed(self, before: Known, values: Mapping[str, Any], facts: Iterable[str]) -> Known:
        """What is known after some facts changed: only what depends on one of them is looked at again."""
        bits = before.bits
        for fact in facts:
            reach = self.reach[fact]
            bits &= ~reach.bits
            if fact in values:
                bits |= self.marks[fact](values[fact])
            bits = passed(reach.gates, bits)
        return Known(values, self, bits)

    def presumed(self, bits: int) -> int:
        """The bits with what is presumed absent counted as absent where it is unknown."""
        for unless, any_of, all_of, absent in self.presumptions:
            if not bits & unless and (bits & any_of or bits & all_of == all_of):
                bits |= absent
        return bits


def passed(gates: Iterable[Gate], bits: int) -> int:
    """The bits after each gate had its turn."""
    for breaks, broken, needs, held in gates:
        if bits & breaks:
            bits |= broken
        elif bits & needs == needs:
            bits |= held
    return bits
