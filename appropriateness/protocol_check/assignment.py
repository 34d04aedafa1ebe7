"""Which series answers which requirement, so that one series answers two only where the library allows it.

Certainty is worst-case: a requirement is answered for certain only if it stays answered whatever the open questions
about earlier requirements turn out to be. So a value that goes missing can never free a series for another use.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from appropriateness.truth import Truth

Slot = tuple[str, str]
"""A requirement and the region it is asked of."""
Edges = Mapping[Slot, Mapping[int, Truth]]
"""For each slot, the series that answer it (true) or may (unknown); those that do not are left out."""
MayShare = Callable[[str, str], bool]


class Assignment:
    """Slots in order of precedence; each may claim series, and earlier claims come first."""

    def __init__(self, slots: Sequence[Slot], edges: Edges, may_share: MayShare) -> None:
        self._slots, self._edges, self._may_share = list(slots), edges, may_share
        self._steps = 0

    def certain(self, slot: Slot) -> int | None:
        """The series that answers the slot for certain; None where there is none."""
        return self._search(slot, certain=True)

    def possible(self, slot: Slot) -> int | None:
        """A series that may answer the slot, given what is certain of the earlier ones; None where none can."""
        return self._search(slot, certain=False)

    def _search(self, slot: Slot, certain: bool) -> int | None:
        self._steps = 0
        found = self._seated([slot], {}, certain)
        return None if found is None else found[slot]

    def _seated(self, waiting: list[Slot], seated: dict[Slot, int], certain: bool) -> dict[Slot, int] | None:
        """All that wait on series of their own, and with them every earlier slot whose claim is thereby passed over."""
        if not waiting:
            return seated
        slot, rest = waiting[0], waiting[1:]
        if slot in seated:
            return self._seated(rest, seated, certain)
        for series, truth in self._edges[slot].items():
            self._steps += 1
            if self._steps > _STEPS:
                return None
            taken = any(at == series and self._clash(slot, other) for other, at in seated.items())
            if taken or (certain and truth is not Truth.TRUE):
                continue
            found = self._seated([*rest, *self._claimants(slot, series, certain)], {**seated, slot: series}, certain)
            if found is not None:
                return found
        return None

    def _claimants(self, slot: Slot, series: int, certain: bool) -> list[Slot]:
        """Earlier slots that may claim the series (those that surely do, where only possibility is asked)."""
        return [
            earlier
            for earlier in self._slots[: self._slots.index(slot)]
            if self._clash(slot, earlier)
            and (claim := self._edges[earlier].get(series)) is not None
            and (certain or claim is Truth.TRUE)
        ]

    def _clash(self, one: Slot, other: Slot) -> bool:
        return one[0] != other[0] and not self._may_share(one[0], other[0])


_STEPS = 20_000
"""A bound for hostile input; beyond it nothing is called certain."""
