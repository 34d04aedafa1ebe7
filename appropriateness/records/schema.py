"""The tables of the store, and their version."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, MetaData, String, Table, Text

VERSION = 1
"""Of the tables. A store with another version is refused, never migrated in silence."""
RECORD = "record/1"
"""Of one record. Each says which it is; another one is refused, not misread."""

tables = MetaData()

store = Table("store", tables, Column("version", Integer, primary_key=True))

knowledge = Table(
    "knowledge",
    tables,
    Column("digest", String(71), primary_key=True),
    Column("edition", String(40), nullable=False),
    Column("site", Text),
    Column("files", LargeBinary, nullable=False),
)
"""The files themselves, as a ZIP archive, once for each digest."""

consultations = Table(
    "consultations",
    tables,
    Column("id", String(36), primary_key=True),
    Column("schema", String(20), nullable=False),
    Column("at", String(24), nullable=False),
    Column("origin", String(10), nullable=False),
    Column("day", String(10), nullable=False),
    Column("digest", String(71), ForeignKey("knowledge.digest"), nullable=False),
    Column("program", String(71), nullable=False),
    Column("outcome", String(40), nullable=False),
    Column("facts", Text, nullable=False),
    Column("form", String(20), nullable=False),
    Column("answer", LargeBinary, nullable=False),
    Column("reason", String(60)),
    Index("consultations_by_time", "at"),
)
"""One answer that left the program. `at` is UTC, `day` the date it was asked for; `reason`: why a person departed."""

orders = Table(
    "orders",
    tables,
    Column("consultation", String(36), ForeignKey("consultations.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("reference", String(64), nullable=False),
    Column("procedure", String(64), nullable=False),
    Column("rating", String(40)),
)

cards = Table(
    "cards",
    tables,
    Column("id", String(64), primary_key=True),
    Column("consultation", String(36), ForeignKey("consultations.id"), nullable=False),
    Column("matter", String(128), nullable=False),
    Column("indicator", String(10), nullable=False),
    Index("cards_by_matter", "matter"),
)

feedback = Table(
    "feedback",
    tables,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("card", String(64), ForeignKey("cards.id"), nullable=False),
    Column("received", String(24), nullable=False),
    Column("outcome", String(10), nullable=False),
    Column("accepted", Text, nullable=False),
    Column("reason", String(60)),
    Column("at", String(40)),
    Index("feedback_by_card", "card"),
)

counts = Table(
    "counts",
    tables,
    Column("day", String(10), primary_key=True),
    Column("what", String(40), primary_key=True),
    Column("number", Integer, nullable=False),
)
"""What is counted without being kept: refusals of the indication reader, by day."""
