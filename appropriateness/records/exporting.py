"""Records for people and for other programs: one as text, all as JSON lines or CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import select

from appropriateness.records import schema
from appropriateness.records.record import Record
from appropriateness.records.store import Store, Wanted
from appropriateness.wire.json_lines import Json, line

CSV_COLUMNS = ("id", "at", "origin", "day", "outcome", "reason", "digest", "orders", "feedback")
_AT_ONCE = 500
ByRecord = dict[str, list[dict[str, Any]]]


def json_line(record: Record, store: Store) -> str:
    """The record with its orders, its card and what became of it, as one JSON object."""
    ((_, orders, feedback),) = _whole(iter([record]), store)
    return line(_document(record, orders, feedback))


def json_lines(store: Store, wanted: Wanted) -> Iterator[str]:
    for found in _whole(store.records(wanted, newest_first=False), store):
        yield line(_document(*found))


def csv_lines(store: Store, wanted: Wanted) -> Iterator[str]:
    """A heading and one line a record; orders and feedback as how they were rated and what became of them."""
    yield _csv(CSV_COLUMNS)
    for record, orders, feedback in _whole(store.records(wanted, newest_first=False), store):
        rated = " ".join(f"{order['procedure']}:{order['rating'] or 'unrated'}" for order in orders)
        became = " ".join(f"{item['outcome']}:{item['reason'] or '-'}" for item in feedback)
        yield _csv(
            (record.id, record.at, record.origin, record.day, record.outcome, record.reason or "", record.digest,
             rated, became)
        )  # fmt: skip


def readable(record: Record, store: Store) -> str:
    """The record as it is read on a terminal: what was known, what was answered, what became of it."""
    ((_, orders, feedback),) = _whole(iter([record]), store)
    kept = _document(record, orders, feedback)
    answer = kept.pop("answer")
    lines = [f"{key}: {_shown(value)}" for key, value in kept.items()]
    return "\n".join([*lines, "answer:", json.dumps(answer, ensure_ascii=False, indent=2)])


def _document(record: Record, orders: Sequence[Json], feedback: Sequence[Json]) -> Json:
    return {
        "schema": record.schema,
        "id": record.id,
        "at": record.at,
        "origin": record.origin,
        "on": record.day,
        "knowledge": record.digest,
        "program": record.program,
        "outcome": record.outcome,
        "reason": record.reason,
        "facts": json.loads(record.facts),
        "answer": json.loads(record.answer),
        "orders": list(orders),
        "feedback": list(feedback),
    }


def _shown(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _whole(records: Iterator[Record], store: Store) -> Iterator[tuple[Record, list[Json], list[Json]]]:
    """Every record with its orders and with what became of its card; asked for in portions."""
    while portion := list(islice(records, _AT_ONCE)):
        ids = [record.id for record in portion]
        orders, feedback = _orders(ids, store), _feedback(ids, store)
        for record in portion:
            yield record, orders.get(record.id, []), feedback.get(record.id, [])


def _orders(ids: Sequence[str], store: Store) -> ByRecord:
    table = schema.orders.c
    query = select(table.consultation, table.reference, table.procedure, table.rating)
    return _by_record(store.rows(query.where(table.consultation.in_(ids)).order_by(table.position)))


def _feedback(ids: Sequence[str], store: Store) -> ByRecord:
    table, cards = schema.feedback.c, schema.cards.c
    query = select(
        cards.consultation, table.card, table.received, table.outcome, table.reason, table.at, cards.indicator
    )
    joined = schema.feedback.join(schema.cards, cards.id == table.card)
    return _by_record(store.rows(query.select_from(joined).where(cards.consultation.in_(ids)).order_by(table.number)))


def _by_record(rows: Sequence[dict[str, Any]]) -> ByRecord:
    found: ByRecord = {}
    for row in rows:
        found.setdefault(str(row.pop("consultation")), []).append(row)
    return found


def _csv(cells: tuple[str, ...]) -> str:
    made = io.StringIO()
    csv.writer(made, lineterminator="").writerow(cells)
    return made.getvalue()
