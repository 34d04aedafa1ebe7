"""What the store keeps, what it never keeps, and what it refuses to read."""

from __future__ import annotations

import json
import sqlite3
import uuid
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from appropriateness.records import opening
from appropriateness.records.keeping import Feedback, KeepingError, OrderAnswer, ShownCard
from appropriateness.records.opening import StoreError
from appropriateness.records.record import new_record
from appropriateness.records.store import Store, Wanted
from appropriateness.wire import consultations, json_lines
from tests.conftest import KNOWLEDGE, answer
from tests.records.conftest import random_consultations, records_of

FACTS = {"age_years": 45, "spinal_procedure": "lumbar_puncture", "hours_since_procedure": 96, "worse_upright": True}


def test_a_record_is_read_back_as_it_was_kept(store: Store) -> None:
    kept = [*records_of(random_consultations(20, 1)), *records_of(random_consultations(5, 2), "page")]
    store.write(kept)
    assert {record.id: record for record in store.records()} == {new.record.id: new.record for new in kept}
    assert store.record(kept[0].record.id) == kept[0].record
    assert store.record("nobody") is None


def test_a_saved_page_keeps_the_whole_document_with_its_consult_id(store: Store) -> None:
    consultation, identifier = answer(FACTS), str(uuid.uuid4())
    store.write([new_record(consultation, identifier, "page", "expert-contradicts")])
    record = store.record(identifier)
    assert record is not None and record.reason == "expert-contradicts"
    assert record.answer == json_lines.line(consultations.document(consultation, consult_id=identifier)).encode()
    assert json.loads(record.facts) == FACTS


def test_a_record_says_when_it_was_kept_and_on_which_knowledge(store: Store) -> None:
    before = datetime.now(UTC)
    store.write(records_of([answer(FACTS)]))
    after = datetime.now(UTC)
    (record,) = store.records()
    in_milliseconds = before.replace(microsecond=before.microsecond // 1000 * 1000)
    assert in_milliseconds <= datetime.fromisoformat(record.at) <= after
    assert (record.digest, record.day) == (KNOWLEDGE.digest, "2026-11-20")


def test_the_knowledge_is_kept_once_for_all_records_that_rest_on_it(store: Store) -> None:
    for _ in range(3):
        store.write(records_of(random_consultations(3, 4)))
    with sqlite3.connect(store.place) as connection:
        assert connection.execute("SELECT digest FROM knowledge").fetchall() == [(KNOWLEDGE.digest,)]


def test_a_store_that_somebody_else_holds_for_too_long_keeps_nothing_and_works_again_afterwards(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "WAIT_SECONDS", 0.05)
    (late,), (then,) = records_of([answer(FACTS)]), records_of([answer(FACTS)])
    with closing(sqlite3.connect(store.place, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(KeepingError, match="locked"):
            store.write([late])
        other.execute("ROLLBACK")
    store.write([then])
    assert [record.id for record in store.records()] == [then.record.id]


@pytest.mark.parametrize("reference", ["Patient/123", "Doe, Jane", "MRN 00123", "", "x" * 65, "ä", "a\nb", "a@b.c"])
def test_an_order_reference_that_could_name_somebody_is_not_kept(reference: str) -> None:
    with pytest.raises(ValueError, match="at most 64 letters"):
        new_record(answer(FACTS), "id", "service", orders=(OrderAnswer(reference, "mri_head_wo", None),))


def test_free_text_in_place_of_a_reason_is_not_kept() -> None:
    with pytest.raises(ValueError, match="at most 64 letters"):
        new_record(answer(FACTS), "id", "page", reason="Mrs. Smith insists")


def test_everything_of_one_call_is_kept_or_nothing(store: Store) -> None:
    first, second = records_of(random_consultations(2, 5))
    store.write([first])
    with pytest.raises(Exception, match="could not keep the answer"):
        store.write([second, first])
    assert [record.id for record in store.records()] == [first.record.id]


def test_records_are_found_by_day_outcome_and_origin(store: Store) -> None:
    kept = records_of(random_consultations(30, 6))
    store.write([*kept, *records_of([answer(FACTS)], "page")])
    today = datetime.now(UTC).date().isoformat()
    outcome = kept[0].record.outcome
    assert len(list(store.records(Wanted(since=today, until=today)))) == 31
    assert list(store.records(Wanted(until="2020-01-01"))) == []
    found = list(store.records(Wanted(outcome=outcome)))
    assert found and {record.outcome for record in found} == {outcome}
    assert [record.origin for record in store.records(Wanted(origin="page"))] == ["page"]


def test_what_became_of_a_card_is_kept_and_a_card_nobody_knows_is_no_fault(store: Store) -> None:
    consultation = answer(FACTS)
    store.write([new_record(consultation, "one", "service", card=ShownCard("card-1", "matter-1", "info"))])
    assert store.overridden_after(0) == (0, frozenset())
    store.write((), [Feedback("card-1", "overridden", (), "policy-contradicts"), Feedback("nobodys", "accepted")])
    assert store.overridden_after(0) == (1, frozenset({"matter-1"}))
    assert store.overridden_after(1) == (1, frozenset())


def test_refusals_are_counted_by_day_without_anything_of_what_was_refused(store: Store) -> None:
    for _ in range(3):
        store.count("indication_refused", "2026-11-20")
    store.count("indication_refused", "2026-11-21")
    with sqlite3.connect(store.place) as connection:
        rows = connection.execute("SELECT * FROM counts ORDER BY day").fetchall()
    assert rows == [("2026-11-20", "indication_refused", 3), ("2026-11-21", "indication_refused", 1)]


def test_a_record_of_an_unknown_schema_is_refused_and_not_misread(store: Store) -> None:
    (new,) = records_of([answer(FACTS)])
    store.write([new])
    with sqlite3.connect(store.place) as connection:
        connection.execute("UPDATE consultations SET schema = 'record/2'")
    for read in (lambda: store.record(new.record.id), lambda: list(store.records())):
        with pytest.raises(StoreError, match=f"{new.record.id} is of schema record/2; this program reads record/1"):
            read()


def test_a_store_of_an_unknown_version_is_refused(store: Store) -> None:
    with sqlite3.connect(store.place) as connection:
        connection.execute("UPDATE store SET version = 7")
    with pytest.raises(StoreError, match="has version 7; this program reads version 1"):
        Store(store.place)


def test_a_database_of_something_else_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE patients (name TEXT)")
    with pytest.raises(StoreError, match="holds tables of something else"):
        Store(str(path))
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("patients",)]


@pytest.mark.parametrize("content", [b"no database but a letter" * 40, b"SQLite format 3\x00" + b"\xff" * 200])
def test_a_file_that_is_no_database_is_refused_and_left_as_it_is(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "letter.txt"
    path.write_bytes(content)
    with pytest.raises(StoreError, match="cannot be opened"):
        Store(str(path))
    assert path.read_bytes() == content


@pytest.mark.parametrize(
    "place", ["mysql://host/db", "/nowhere/at/all.db", "/tmp", "postgresql://nobody@127.0.0.1:1/none"]
)
def test_a_place_that_cannot_be_opened_is_named(place: str) -> None:
    with pytest.raises(StoreError, match="cannot be opened"):
        Store(place)


def test_a_password_is_not_said(tmp_path: Path) -> None:
    with pytest.raises(StoreError) as caught:
        Store("postgresql://someone:secret@127.0.0.1:1/none")
    assert "secret" not in str(caught.value) and "someone" not in str(caught.value)


def test_only_its_owner_may_read_the_file(store: Store) -> None:
    assert Path(store.place).stat().st_mode & 0o077 == 0


def test_every_commit_is_flushed_to_disk(store: Store) -> None:
    with store.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar_one() == "wal"
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar_one() == 2
