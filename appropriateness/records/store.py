"""The store of consult records: written whole or not at all, read back as it was written."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from itertools import chain
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection, Select, Table, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError

from appropriateness.records import schema
from appropriateness.records.keeping import Feedback, KeepingError
from appropriateness.records.kept_knowledge import packed
from appropriateness.records.opening import StoreError, cause, open_engine
from appropriateness.records.record import NewRecord, Record, utc_now

_NAMES = [field.name for field in fields(Record)]
_COLUMNS = [schema.consultations.c[name] for name in _NAMES]
_values = attrgetter(*schema.consultations.columns.keys())
_AT_ONCE = 500
_AT_ONCE_WRITTEN = 64


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which records: days (both included) of the time they were kept, an outcome, an origin; None means any."""

    since: str | None = None
    until: str | None = None
    outcome: str | None = None
    origin: str | None = None

    def narrow(self, query: Select[Any]) -> Select[Any]:
        table = schema.consultations.c
        if self.since is not None:
            query = query.where(table.at >= self.since)
        if self.until is not None:
            query = query.where(table.at < f"{self.until}T~")
        if self.outcome is not None:
            query = query.where(table.outcome == self.outcome)
        return query if self.origin is None else query.where(table.origin == self.origin)


class Store:
    """Reads and writes the records at one place. Safe to use from several threads and processes."""

    def __init__(self, place: str, make: bool = True) -> None:
        """Open the store at `place`; where there is none, make it or (`make` false) refuse. Raises StoreError."""
        self.engine = open_engine(place, make)
        self.place = place.rsplit("@", 1)[-1]
        self._knowledge: set[str] = set()
        self._lock = threading.Lock()

    def close(self) -> None:
        self.engine.dispose()

    def write(self, records: Sequence[NewRecord], feedback: Sequence[Feedback] = ()) -> None:
        """Keep everything in one transaction, on disk when this returns. Raises KeepingError; then nothing is kept."""
        added = {new.record.digest: new for new in records}
        with self._lock:
            added = {digest: new for digest, new in added.items() if digest not in self._knowledge}
        try:
            with self.engine.begin() as connection:
                for new in added.values():
                    self._keep_knowledge(connection, new)
                _insert_records(connection, records)
                _insert_feedback(connection, feedback)
        except SQLAlchemyError as fault:
            raise KeepingError(
                f"The store at {self.place} could not keep the answer: {cause(fault)}. Nothing of it was kept. "
                "Free space on its disk or mend the connection, then ask again."
            ) from fault
        with self._lock:
            self._knowledge.update(added)

    def count(self, what: str, day: str | None = None) -> None:
        """Count one event of that kind on a day (UTC; default today) without keeping anything of it."""
        values = {"day": day or utc_now()[:10], "what": what, "number": 1}
        made = self._upserting()(schema.counts).values(values)
        more = made.on_conflict_do_update(index_elements=["day", "what"], set_={"number": schema.counts.c.number + 1})
        try:
            with self.engine.begin() as connection:
                connection.execute(more)
        except SQLAlchemyError as fault:
            raise KeepingError(f"The store at {self.place} could not count: {cause(fault)}.") from fault

    def records(self, wanted: Wanted | None = None, newest_first: bool = True) -> Iterator[Record]:
        """Every record wanted. Raises StoreError at one that this program cannot read."""
        table = schema.consultations.c
        order = (table.at.desc(), table.id.desc()) if newest_first else (table.at, table.id)
        query = (wanted or Wanted()).narrow(select(*_COLUMNS)).order_by(*order)
        with self._reading() as connection:
            found = connection.execution_options(yield_per=_AT_ONCE).execute(query)
            for row in found:
                yield _readable(Record(*row))

    def record(self, identifier: str) -> Record | None:
        with self._reading() as connection:
            row = connection.execute(select(*_COLUMNS).where(schema.consultations.c.id == identifier)).one_or_none()
        return None if row is None else _readable(Record(*row))

    def knowledge(self, digest: str) -> bytes:
        """The archive of the knowledge with that digest. Raises StoreError where it is not kept."""
        table = schema.knowledge.c
        with self._reading() as connection:
            archive = connection.execute(select(table.files).where(table.digest == digest)).scalar_one_or_none()
        if archive is None:
            raise StoreError(f"The store at {self.place} holds no knowledge {digest[:19]}.")
        return bytes(archive)

    def rows(self, query: Select[Any]) -> list[dict[str, Any]]:
        """What a query on the tables of `schema` finds."""
        with self._reading() as connection:
            return [dict(row) for row in connection.execute(query).mappings()]

    def overridden_after(self, number: int) -> tuple[int, frozenset[str]]:
        """The matters of cards overridden in feedback numbered above `number`, and the highest number there is."""
        cards, feedback = schema.cards, schema.feedback
        query = select(feedback.c.number, cards.c.matter, feedback.c.outcome)
        query = query.select_from(feedback.join(cards, cards.c.id == feedback.c.card))
        found = self.rows(query.where(feedback.c.number > number))
        highest = max((int(row["number"]) for row in found), default=number)
        return highest, frozenset(row["matter"] for row in found if row["outcome"] == "overridden")

    def _reading(self) -> Connection:
        return self.engine.connect().execution_options(reads_only=True)

    def _upserting(self) -> Any:
        return postgresql.insert if self.engine.dialect.name == "postgresql" else sqlite.insert

    def _keep_knowledge(self, connection: Connection, new: NewRecord) -> None:
        table = schema.knowledge.c
        digest = new.record.digest
        if connection.execute(select(table.digest).where(table.digest == digest)).first() is None:
            values = {"digest": digest, "edition": new.edition, "site": new.site, "files": packed(new.files)}
            connection.execute(self._upserting()(schema.knowledge).values(values).on_conflict_do_nothing())


def _readable(record: Record) -> Record:
    if record.schema != schema.RECORD:
        raise StoreError(
            f"Record {record.id} is of schema {record.schema}; this program reads {schema.RECORD}. "
            "Use the program that wrote it."
        )
    return record


def _insert_records(connection: Connection, records: Sequence[NewRecord]) -> None:
    _insert_rows(connection, schema.consultations, [_values(new.record) for new in records])
    orders = [
        (new.record.id, position, order.reference, order.procedure, order.rating)
        for new in records
        for position, order in enumerate(new.orders)
    ]
    _insert_rows(connection, schema.orders, orders)
    cards = [
        (new.card.id, new.record.id, new.card.matter, new.card.indicator) for new in records if new.card is not None
    ]
    _insert_rows(connection, schema.cards, cards)


def _insert_rows(connection: Connection, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
    """All rows in a few statements, values in the order of the columns.

    A statement for each row would hand the interpreter to another thread and back for each: a record would cost more
    than its answer.
    """
    for begin in range(0, len(rows), _AT_ONCE_WRITTEN):
        some = rows[begin : begin + _AT_ONCE_WRITTEN]
        statement = _insert_statement(table, connection.dialect.paramstyle, len(some))
        connection.exec_driver_sql(statement, tuple(chain.from_iterable(some)))


@lru_cache(maxsize=256)
def _insert_statement(table: Table, paramstyle: str, rows: int) -> str:
    mark = "?" if paramstyle == "qmark" else "%s"
    row = f"({', '.join([mark] * len(table.columns))})"
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    return f'INSERT INTO "{table.name}" ({names}) VALUES {", ".join([row] * rows)}'


def _insert_feedback(connection: Connection, feedback: Sequence[Feedback]) -> None:
    """What became of cards that are known; of any other there is nothing to say."""
    if not feedback:
        return
    named = {item.card for item in feedback}
    known = set(connection.execute(select(schema.cards.c.id).where(schema.cards.c.id.in_(named))).scalars())
    received = utc_now()
    kept = [
        {
            "card": item.card, "received": received, "outcome": item.outcome, "accepted": json.dumps(item.accepted),
            "reason": item.override_reason, "at": item.at,
        }
        for item in feedback
        if item.card in known
    ]  # fmt: skip
    if kept:
        connection.execute(insert(schema.feedback), kept)
