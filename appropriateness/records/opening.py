"""Opening a store: an SQLite file, or a PostgreSQL database by its address; both flush to disk before they answer."""

from __future__ import annotations

import os
import sqlite3
import time
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event, inspect, select, text
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

from appropriateness.records import schema

WAIT_SECONDS = 20
"""How long a writer waits while another process writes."""
_STEP_SECONDS = 0.001
_PRIMARY_CODE = 0xFF
"""Which part of an SQLite result code says what kind it is."""
_LOCK = 3405691582
"""Which advisory lock the first processes of a PostgreSQL store take turns with."""


class StoreError(Exception):
    """The store cannot be used. Says where, what, and what to do."""


def open_engine(place: str, make: bool = True) -> Engine:
    """The engine of a store whose tables are there and of our version. Raises StoreError.

    `place` is the path of an SQLite file, or an address that begins with postgresql://. Where it is empty the tables
    are made, or (`make` false) it is refused.
    """
    postgres = place.startswith(("postgresql://", "postgresql+psycopg://", "postgres://"))
    shown = place.rsplit("@", 1)[-1] if postgres else place
    try:
        engine = _postgresql(place) if postgres else _sqlite(place, make)
        with engine.begin() as connection:
            if postgres:
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
                _refuse_unflushed(connection, shown)
            _prepare(connection, shown, make)
    except (SQLAlchemyError, OSError, ImportError) as fault:
        raise StoreError(f"The store of consultations at {shown} cannot be opened: {cause(fault)}.") from fault
    return engine


def cause(fault: BaseException) -> str:
    """The first line of what a driver says, without the statement it belonged to."""
    said = str(fault.orig if isinstance(fault, DBAPIError) else fault).strip()
    return (said.splitlines() or [type(fault).__name__])[0].rstrip(".")


def _sqlite(place: str, make: bool) -> Engine:
    if "://" in place:
        raise ArgumentError("give the path of a file, or an address that begins with postgresql://")
    path = Path(place)
    os.close(os.open(path, os.O_RDWR | (os.O_CREAT if make else 0), 0o600))
    engine = create_engine(f"sqlite+pysqlite:///{path}", connect_args={"timeout": WAIT_SECONDS})

    @event.listens_for(engine, "connect")
    def configure(connection: Any, _: Any) -> None:
        connection.isolation_level = None
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
            connection.execute(f"PRAGMA {pragma}").fetchall()

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        """A writer takes the lock at once: one that has read first could not wait for another."""
        if connection.get_execution_options().get("reads_only", False):
            connection.exec_driver_sql("BEGIN")
        else:
            _begin_to_write(connection)

    return engine


def _begin_to_write(connection: Any) -> None:
    """Wait for the lock in short steps: those of SQLite grow to a tenth of a second, a write takes milliseconds."""
    driver = connection.connection.driver_connection
    deadline = time.monotonic() + WAIT_SECONDS
    driver.execute("PRAGMA busy_timeout = 0")
    try:
        while time.monotonic() < deadline:
            try:
                driver.execute("BEGIN IMMEDIATE")
                return
            except sqlite3.OperationalError as fault:
                if fault.sqlite_errorcode & _PRIMARY_CODE != sqlite3.SQLITE_BUSY:
                    break
            time.sleep(_STEP_SECONDS)
        connection.exec_driver_sql("BEGIN IMMEDIATE")  # its fault is told as any other of the store
    finally:
        driver.execute(f"PRAGMA busy_timeout = {int(WAIT_SECONDS * 1000)}")


def _postgresql(place: str) -> Engine:
    address = place.split("://", 1)[1]
    engine = create_engine(
        f"postgresql+psycopg://{address}", pool_pre_ping=True, connect_args={"connect_timeout": WAIT_SECONDS}
    )

    @event.listens_for(engine, "connect")
    def configure(connection: Any, _: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET synchronous_commit = on")
        connection.commit()

    return engine


def _refuse_unflushed(connection: Any, shown: str) -> None:
    if connection.execute(text("SHOW fsync")).scalar_one() != "on":
        raise StoreError(f"The server at {shown} runs with fsync off: nothing kept would be safe. Turn it on.")


def _prepare(connection: Any, shown: str, make: bool) -> None:
    """Make the tables of an empty store; refuse one of another version, or a database of something else."""
    found = set(inspect(connection).get_table_names())
    if not found and make:
        schema.tables.create_all(connection)
        connection.execute(schema.store.insert().values(version=schema.VERSION))
        return
    if not found.issuperset(schema.tables.tables):
        raise StoreError(f"{shown} holds tables of something else. Give the place of a store, or an empty one.")
    version = connection.execute(select(schema.store.c.version)).scalar_one()
    if version != schema.VERSION:
        raise StoreError(
            f"The store at {shown} has version {version}; this program reads version {schema.VERSION}. "
            "Use the program that wrote it, or give another store."
        )
