"""What the records come to: counts by day of outcomes, of override reasons, of what could not be answered."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select, union_all

from appropriateness.records import schema
from appropriateness.records.store import Store, Wanted

INDICATION_REFUSED = "indication_refused"
"""Counted each time the indication reader says that none of its scenarios fits; the text itself is never kept."""
UNMET = ("not_covered", "out_of_scope", "needs_facts")
"""Outcomes in which no table could be shown as an answer."""
NO_REASON = "no reason given"


@dataclass(frozen=True, slots=True)
class Counted:
    """So many of `what` on a day (UTC)."""

    day: str
    what: str
    number: int


def outcomes(store: Store, wanted: Wanted) -> list[Counted]:
    """Records by day and outcome."""
    table = schema.consultations.c
    day = func.substr(table.at, 1, 10).label("day")
    query = wanted.narrow(select(day, table.outcome.label("what"), func.count().label("number")))
    return _counted(store, query.group_by(day, table.outcome).order_by(day, table.outcome))


def unmet(store: Store, wanted: Wanted) -> list[Counted]:
    """By day: records without a table for an answer, and texts in which the reader found no scenario."""
    found = [item for item in outcomes(store, wanted) if item.what in UNMET]
    table = schema.counts.c
    query = select(table.day, table.what, table.number)
    if wanted.since is not None:
        query = query.where(table.day >= wanted.since)
    if wanted.until is not None:
        query = query.where(table.day <= wanted.until)
    return sorted([*found, *_counted(store, query)], key=lambda item: (item.day, item.what))


def reasons(store: Store, wanted: Wanted) -> list[Counted]:
    """Why people departed from an answer, by day of the record: on the page, or by overriding a card."""
    table, cards, feedback = schema.consultations.c, schema.cards, schema.feedback
    day = func.substr(table.at, 1, 10).label("day")
    on_page = wanted.narrow(select(day, table.reason.label("what")).where(table.reason.is_not(None)))
    joined = schema.consultations.join(cards, cards.c.consultation == table.id)
    joined = joined.join(feedback, feedback.c.card == cards.c.id)
    in_record_system = wanted.narrow(
        select(day, func.coalesce(feedback.c.reason, NO_REASON).label("what"))
        .select_from(joined)
        .where(feedback.c.outcome == "overridden")
    )
    both = union_all(on_page, in_record_system).subquery()
    query = select(both.c.day, both.c.what, func.count().label("number")).group_by(both.c.day, both.c.what)
    return _counted(store, query.order_by(both.c.day, both.c.what))


def _counted(store: Store, query: object) -> list[Counted]:
    return [Counted(**row) for row in store.rows(query)]  # type: ignore[arg-type]
