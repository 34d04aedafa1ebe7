"""What is known of one case: its facts, and the bits of every criterion they settle."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from appropriateness.quantities import Interval

if TYPE_CHECKING:
    from appropriateness.engine.circuit import Circuit


class Several(frozenset[str]):
    """The values of a fact that may have several at once; other sets are the values of which one holds."""


class Known(dict[str, Any]):
    """What is known of one case, with the bits of every criterion that it settles. Not to be changed."""

    __slots__ = ("_circuit", "_exact", "_presumed", "bits")

    def __init__(self, values: Mapping[str, Any], circuit: Circuit, bits: int) -> None:
        super().__init__(values)
        self.bits = bits
        self._circuit = circuit
        self._presumed: int | None = None
        self._exact: frozenset[str] | None = None

    @property
    def presumed(self) -> int:
        """The bits with what is presumed absent counted as absent where it is unknown."""
        if self._presumed is None:
            self._presumed = self._circuit.presumed(self.bits)
        return self._presumed

    @property
    def exact(self) -> frozenset[str]:
        """The facts that no further answer could narrow; the others are unknown, or known only roughly."""
        if self._exact is None:
            self._exact = frozenset(
                [fact for fact, value in self.items() if isinstance(value, bool) or not _rough(value)]
            )
        return self._exact


def _rough(value: object) -> bool:
    """An interval, or one of several words."""
    if isinstance(value, Interval):
        return not value.exact
    return isinstance(value, frozenset) and len(value) > 1 and not isinstance(value, Several)
