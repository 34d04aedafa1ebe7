"""Keeping the answers of a service: many requests that wait at once share one flush to disk.

An answer is acknowledged only after the transaction that holds it is on disk. While one batch is being flushed the
next one gathers, so that the disk is asked as seldom as it can bear and nobody waits longer than two flushes.
"""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy.exc import SQLAlchemyError

from appropriateness.records.keeping import Answer, Feedback, KeepingError
from appropriateness.records.opening import cause
from appropriateness.records.record import NewRecord, is_opaque, new_record
from appropriateness.records.store import Store

MOST_WAITING = 20_000
"""Beyond this many records that wait, a new one is refused at once instead of waiting for minutes."""

LOOK_AGAIN_SECONDS = 1.0
"""How long what other processes were told may be unknown here; a look for every card costs as much as an answer."""
OUT_OF_ORDER = 200


@dataclass
class _Batch:
    done: asyncio.Future[None]
    records: list[NewRecord] = field(default_factory=list)
    feedback: list[Feedback] = field(default_factory=list)


class GroupCommit:
    """The keeper of one event loop. Its store is written by one thread and read by another."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._writer = ThreadPoolExecutor(1, "records-writer")
        self._reader = ThreadPoolExecutor(1, "records-reader")
        self._gathering: _Batch | None = None
        self._writing = False
        self._last_feedback, self._overridden = store.overridden_after(0)
        self._looked = time.monotonic()

    async def keep(self, answers: Sequence[Answer]) -> tuple[str, ...]:
        """Keep all answers of one call, durably once this returns; the consult id of each. Raises KeepingError."""
        try:
            records = [
                new_record(answer.consultation, str(uuid.uuid4()), "service", orders=answer.orders, card=answer.card)
                for answer in answers
            ]
        except ValueError as fault:
            raise KeepingError(f"The answer was not kept: {fault}") from fault
        if records:
            await self._commit(records, [])
        return tuple(new.record.id for new in records)

    async def keep_feedback(self, feedback: Sequence[Feedback]) -> None:
        """Keep what became of cards; nothing that could name anybody. Raises KeepingError."""
        if feedback:
            await self._commit([], _without_text(feedback))
            await self._look()

    async def overridden(self, matter: str) -> bool:
        """Whether a card on this matter has been overridden: here at once, in another process within a second."""
        if matter not in self._overridden and time.monotonic() - self._looked > LOOK_AGAIN_SECONDS:
            await self._look()
        return matter in self._overridden

    async def _look(self) -> None:
        """Take up what was overridden since; the last numbers again, because they may be given out of order."""
        self._looked = time.monotonic()
        loop, since = asyncio.get_running_loop(), self._last_feedback - OUT_OF_ORDER
        try:
            seen, more = await loop.run_in_executor(self._reader, self._store.overridden_after, since)
        except SQLAlchemyError as fault:
            raise KeepingError(f"The store cannot be read: {cause(fault)}.") from fault
        self._last_feedback, self._overridden = max(seen, self._last_feedback), self._overridden | more

    def close(self) -> None:
        """Finish what is being written. Call it after the last request has been answered."""
        self._writer.shutdown(wait=True)
        self._reader.shutdown(wait=True)
        self._store.close()

    async def _commit(self, records: list[NewRecord], feedback: list[Feedback]) -> None:
        batch = self._gathering
        if batch is None:
            batch = self._gathering = _Batch(asyncio.get_running_loop().create_future())
            batch.done.add_done_callback(_seen)
        if len(batch.records) + len(batch.feedback) >= MOST_WAITING:
            raise KeepingError("The store is too slow for what is asked of it: nothing was kept. Ask again in a while.")
        batch.records += records
        batch.feedback += feedback
        if not self._writing:
            self._writing = True
            asyncio.get_running_loop().call_soon(self._write)  # once all requests at hand have joined
        await asyncio.shield(batch.done)

    def _write(self) -> None:
        batch, self._gathering = self._gathering, None
        self._writing = batch is not None
        if batch is None:
            return
        loop = asyncio.get_running_loop()
        written = loop.run_in_executor(self._writer, self._store.write, batch.records, batch.feedback)
        written.add_done_callback(lambda outcome: self._written(batch, outcome))

    def _written(self, batch: _Batch, outcome: asyncio.Future[None]) -> None:
        self._write()
        fault = outcome.exception()
        if fault is None:
            batch.done.set_result(None)
        else:
            batch.done.set_exception(fault)


def _seen(done: asyncio.Future[None]) -> None:
    """A fault that everybody who waited for it has left is no fault of the loop."""
    if not done.cancelled():
        done.exception()


def _without_text(feedback: Sequence[Feedback]) -> list[Feedback]:
    """Only ids, codes and a time that is one; a card whose id could not be ours is nobody's."""
    return [
        replace(
            item,
            accepted=tuple(name for name in item.accepted if is_opaque(name)),
            override_reason=item.override_reason if is_opaque(item.override_reason) else None,
            at=_time(item.at),
        )
        for item in feedback
        if is_opaque(item.card)
    ]


def _time(text: str | None) -> str | None:
    try:
        return None if text is None else datetime.fromisoformat(text).isoformat()[:40]
    except ValueError:
        return None
