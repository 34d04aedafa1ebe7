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
        self._steps = 0
        return self._seat(slot, {}, certain=True)

    def possible(self, slot: Slot) -> int | None:
        """A series that may answer the slot, given what is certain of the earlier ones; None where none can."""
        self._steps = 0
        return self._seat(slot, {}, certain=False)

    def _seat(self, slot: Slot, seated: dict[Slot, int], certain: bool) -> int | None:
        for series, truth in self._edges[slot].items():
            if certain and truth is not Truth.TRUE:
                continue
            attempt = {**seated, slot: series}
            if self._stands(slot, series, attempt, certain):
                seated.update(attempt)
                return series
        return None

    def _stands(self, slot: Slot, series: int, seated: dict[Slot, int], certain: bool) -> bool:
        """Whether the slot may keep the series: nobody is in the way, and every earlier claimant sits elsewhere."""
        self._steps += 1
        if self._steps > _STEPS:
            return False
        if any(self._clash(slot, other) for other, taken in seated.items() if taken == series and other != slot):
            return False
        for earlier in self._slots[: self._slots.index(slot)]:
            claim = self._edges[earlier].get(series)
            claims = claim is not None if certain else claim is Truth.TRUE
            waits = claims and earlier not in seated and self._clash(slot, earlier)
            if waits and self._seat(earlier, seated, certain) is None:
                return False
        return True

    def _clash(self, one: Slot, other: Slot) -> bool:
        return one[0] != other[0] and not self._may_share(one[0], other[0])


_STEPS = 20_000
"""A bound for hostile input; beyond it nothing is called certain."""
