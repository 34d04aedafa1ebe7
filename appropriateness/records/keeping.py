"""The seam between the service and whatever keeps its answers: an answer is kept before it leaves the program.

Nothing here names a patient: an order is known by an opaque reference that only the running service can make.
"""

from __future__ import annotations

import uuid
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, TypeVar

from appropriateness.engine.consultation import Consultation

MOST_REMEMBERED = 10_000
Kept = TypeVar("Kept")


@dataclass(frozen=True, slots=True)
class OrderAnswer:
    """What one draft order was told. `rating` is the code sent with it, None where it stays unrated."""

    reference: str
    procedure: str
    rating: str | None


@dataclass(frozen=True, slots=True)
class ShownCard:
    """A card that leaves with an answer. Two cards on one `matter` say the same of the same order."""

    id: str
    matter: str
    indicator: Literal["info", "warning", "critical"]


@dataclass(frozen=True, eq=False, slots=True)
class Answer:
    """One consultation as it leaves the program: the orders it speaks of and the card shown, if any."""

    consultation: Consultation
    orders: tuple[OrderAnswer, ...] = ()
    card: ShownCard | None = None


@dataclass(frozen=True, slots=True)
class Feedback:
    """What became of a card. `override_reason` is a code that was offered with it, or "other"; no free text is kept.

    `at` is the time the client gives, ISO 8601, or None.
    """

    card: str
    outcome: Literal["accepted", "overridden"]
    accepted: tuple[str, ...] = ()
    override_reason: str | None = None
    at: str | None = None


class KeepingError(Exception):
    """An answer could not be kept, so it must not leave. The message says why and what to do, for the operator."""


class Keeper(Protocol):
    """Keeps answers and feedback. Every call may be awaited by several requests at once."""

    async def keep(self, answers: Sequence[Answer]) -> tuple[str, ...]:
        """Keep all answers of one call, durably once this returns; the consult id of each, a UUID without prefix.

        Raises KeepingError where they could not all be kept.
        """

    async def keep_feedback(self, feedback: Sequence[Feedback]) -> None:
        """Keep what became of cards. A card nobody knows is no fault. Raises KeepingError."""

    async def overridden(self, matter: str) -> bool:
        """Whether a card on this matter has been overridden."""


class Forgetful:
    """Keeps nothing but which cards were overridden, in this process and until it ends: the default without a store."""

    def __init__(self) -> None:
        self._matters: OrderedDict[str, str] = OrderedDict()
        self._overridden: OrderedDict[str, None] = OrderedDict()

    async def keep(self, answers: Sequence[Answer]) -> tuple[str, ...]:
        for answer in answers:
            if answer.card is not None:
                _remember(self._matters, answer.card.id, answer.card.matter)
        return tuple(str(uuid.uuid4()) for _ in answers)

    async def keep_feedback(self, feedback: Sequence[Feedback]) -> None:
        for item in feedback:
            matter = self._matters.get(item.card)
            if matter is not None and item.outcome == "overridden":
                _remember(self._overridden, matter, None)

    async def overridden(self, matter: str) -> bool:
        return matter in self._overridden


def _remember(kept: OrderedDict[str, Kept], name: str, value: Kept) -> None:
    kept[name] = value
    kept.move_to_end(name)
    if len(kept) > MOST_REMEMBERED:
        kept.popitem(last=False)
