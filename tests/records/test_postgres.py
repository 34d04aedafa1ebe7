"""The same store on a real PostgreSQL server: kept, found, counted, replayed; refused where nothing would be safe."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import create_engine, text

from appropriateness.records.keeping import Feedback, KeepingError
from appropriateness.records.opening import StoreError
from appropriateness.records.replay import Replayer
from appropriateness.records.store import Store, Wanted
from tests.records.conftest import random_consultations, records_of
from tests.records.postgres import server
from tests.records.test_durability import CHECKOUT, acknowledged

pytestmark = pytest.mark.durability


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with server() as found:
        yield found.address


@pytest.fixture
def empty(address: str) -> str:
    """The database without a table."""
    engine = create_engine(address.replace("://", "+psycopg://"))
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    engine.dispose()
    return address


def test_records_are_kept_found_and_replayed_to_the_same_bytes(empty: str) -> None:
    store = Store(empty)
    kept = [*records_of(random_consultations(60, 21)), *records_of(random_consultations(5, 22), "page")]
    store.write(kept)
    assert {record.id: record for record in store.records()} == {new.record.id: new.record for new in kept}
    replayer = Replayer(store)
    assert {replayer.replay(record).state for record in store.records()} == {"same"}
    today = datetime.now(UTC).date().isoformat()
    assert len(list(store.records(Wanted(today, today, origin="page")))) == 5
    store.close()


def test_feedback_counts_and_versions_are_as_in_a_file(empty: str) -> None:
    store = Store(empty)
    (new,) = records_of(random_consultations(1, 23))
    assert new.card is not None
    store.write([new], [Feedback(new.card.id, "overridden", ("s-1",), "policy-contradicts")])
    store.write((), [Feedback(new.card.id, "overridden"), Feedback("nobodys", "accepted")])
    assert store.overridden_after(0)[1] == {"matter"}
    for _ in range(2):
        store.count("indication_refused", "2026-11-20")
    with store.engine.begin() as connection:
        assert connection.execute(text("SELECT number FROM counts")).scalar_one() == 2
        assert connection.execute(text("SELECT count(*) FROM feedback")).scalar_one() == 2
        connection.execute(text("UPDATE consultations SET schema = 'record/9'"))
        connection.execute(text("UPDATE store SET version = 9"))
    with pytest.raises(StoreError, match="schema record/9"):
        store.record(new.record.id)
    with pytest.raises(StoreError, match="has version 9"):
        Store(empty)
    store.close()


def test_two_writers_that_start_on_an_empty_database_lose_nothing(empty: str) -> None:
    command = [sys.executable, "-m", "tests.records.writing", empty, "300"]
    writers = [
        subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(2)
    ]
    said = [writer.communicate(timeout=90) for writer in writers]
    assert [writer.returncode for writer in writers] == [0, 0], said
    store = Store(empty)
    assert {record.id for record in store.records()} == set.union(*(acknowledged(out) for out, _ in said))
    store.close()


def test_a_server_that_does_not_flush_is_refused() -> None:
    with server("-c fsync=off") as made, pytest.raises(StoreError, match="runs with fsync off"):
        Store(made.address)


def test_a_server_that_crashes_acknowledges_nothing_more_and_has_lost_nothing() -> None:
    with server("-c synchronous_commit=off") as made:
        store = Store(made.address)
        kept = records_of(random_consultations(20, 24))
        store.write(kept)
        made.crash()
        with pytest.raises(KeepingError, match="could not keep the answer"):
            store.write(records_of(random_consultations(1, 25)))
        made.start()
        assert {record.id for record in store.records()} == {new.record.id for new in kept}
        store.close()
