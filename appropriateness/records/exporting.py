"""Records for people and for other programs: one as text, all as JSON lines or CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from appropriateness.records import schema
from appropriateness.records.record import Record
from appropriateness.records.store import Store, Wanted
from appropriateness.wire.json_lines import Json, line

CSV_COLUMNS = ("id", "at", "origin", "day", "outcome", "reason", "digest", "orders", "feedback")


def document(record: Record, store: Store) -> Json:
    """The record with its orders, its card and what became of it."""
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
        "orders": _orders(record, store),
        "feedback": _feedback(record, store),
    }


def json_line(record: Record, store: Store) -> str:
    return line(document(record, store))


def json_lines(store: Store, wanted: Wanted) -> Iterator[str]:
    return (json_line(record, store) for record in store.records(wanted, newest_first=False))


def csv_lines(store: Store, wanted: Wanted) -> Iterator[str]:
    """A heading and one line a record; orders and feedback as how they were rated and what became of them."""
    yield _csv(CSV_COLUMNS)
    for record in store.records(wanted, newest_first=False):
        orders = " ".join(f"{order['procedure']}:{order['rating'] or 'unrated'}" for order in _orders(record, store))
        feedback = " ".join(f"{item['outcome']}:{item['reason'] or '-'}" for item in _feedback(record, store))
        yield _csv(
            (record.id, record.at, record.origin, record.day, record.outcome, record.reason or "", record.digest,
             orders, feedback)
        )  # fmt: skip


def readable(record: Record, store: Store) -> str:
    """The record as it is read on a terminal: what was known, what was answered, what became of it."""
    kept = document(record, store)
    answer = kept.pop("answer")
    lines = [f"{key}: {_shown(value)}" for key, value in kept.items()]
    return "\n".join([*lines, "answer:", json.dumps(answer, ensure_ascii=False, indent=2)])


def _shown(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _orders(record: Record, store: Store) -> list[dict[str, Any]]:
    table = schema.orders.c
    query = select(table.reference, table.procedure, table.rating).where(table.consultation == record.id)
    return store.rows(query.order_by(table.position))


def _feedback(record: Record, store: Store) -> list[dict[str, Any]]:
    table, cards = schema.feedback.c, schema.cards.c
    query = select(table.card, table.received, table.outcome, table.reason, table.at, cards.indicator)
    joined = schema.feedback.join(schema.cards, cards.id == table.card)
    found = query.select_from(joined).where(cards.consultation == record.id)
    return store.rows(found.order_by(table.number))


def _csv(cells: tuple[str, ...]) -> str:
    made = io.StringIO()
    csv.writer(made, lineterminator="").writerow(cells)
    return made.getvalue()
