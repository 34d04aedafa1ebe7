"""record list, show, replay and export, as somebody at a terminal meets them."""

from __future__ import annotations

import csv
import json
import sqlite3
import uuid
from pathlib import Path

import pytest

from appropriateness.commands import record
from appropriateness.knowledge.base import KnowledgeBase
from appropriateness.knowledge.loading import load
from appropriateness.records.keeping import Feedback, OrderAnswer, ShownCard
from appropriateness.records.record import new_record
from appropriateness.records.store import Store
from appropriateness.settings import RECORDS
from tests.cli.conftest import Run
from tests.conftest import KNOWLEDGE, answer
from tests.site.conftest import SiteFolder
from tests.site.test_policy import OVER_72H

SAVED, ANSWERED = str(uuid.UUID(int=1)), str(uuid.UUID(int=2))


@pytest.fixture
def place(tmp_path: Path) -> str:
    """A store with one consultation saved on the page and one answered by the service."""
    store = Store(str(tmp_path / "records.db"))
    store.write([new_record(answer(OVER_72H), SAVED, "page", "expert-contradicts")])
    order = OrderAnswer("opaque-1", "dsm_complete_spine", "not-appropriate")
    card = ShownCard("card-1", "matter-1", "warning")
    store.write([new_record(answer({"age_years": 12}), ANSWERED, "service", orders=(order,), card=card)])
    store.write((), [Feedback("card-1", "overridden", (), "policy-contradicts")])
    store.close()
    return store.place


def test_records_are_listed_newest_first_with_outcome_and_reason(run: Run, place: str) -> None:
    lines = run("record", "list", "--records", place).out.splitlines()
    assert [line.split()[0] for line in lines] == [ANSWERED, SAVED]
    assert lines[0].split()[2:] == ["service", "out_of_scope"]
    assert lines[1].split()[2:] == ["page", "contested", "expert-contradicts"]
    only = run("record", "list", "--records", place, "--outcome", "contested", "--since", "2020-01-01").out
    assert only.splitlines() == [lines[1]]
    assert run("record", "list", "--records", place, "--until", "2020-01-01").out == ""


def test_one_record_is_shown_with_its_order_and_what_became_of_it(run: Run, place: str) -> None:
    shown = json.loads(run("record", "show", ANSWERED, "--json", "--records", place).out)
    assert shown["facts"] == {"age_years": 12}
    assert shown["orders"] == [
        {"reference": "opaque-1", "procedure": "dsm_complete_spine", "rating": "not-appropriate"}
    ]
    assert [item["reason"] for item in shown["feedback"]] == ["policy-contradicts"]
    text = run("record", "show", ANSWERED, "--records", place).out
    assert "outcome: out_of_scope" in text and '"schema": "decision/1"' in text


def test_records_replay_to_the_same_bytes_and_one_that_was_changed_fails_the_check(run: Run, place: str) -> None:
    ran = run("record", "replay", "--records", place)
    assert (ran.code, ran.out) == (0, "2 the same bytes, 0 differ, 0 could not be answered again.\n")
    with sqlite3.connect(place) as connection:
        connection.execute("UPDATE consultations SET facts = '{\"age_years\":13}' WHERE id = ?", [ANSWERED])
        connection.execute("UPDATE consultations SET facts = replace(facts, '96', '20') WHERE id = ?", [SAVED])
    ran = run("record", "replay", SAVED, "--records", place)
    assert ran.code == 1
    assert ran.out.startswith(f"{SAVED}  differs: ") and "0 the same bytes, 1 differ" in ran.out


def test_knowledge_that_is_gone_cannot_be_told_and_is_not_passed_over(run: Run, place: str) -> None:
    with sqlite3.connect(place) as connection:
        connection.execute("DELETE FROM knowledge")
    ran = run("record", "replay", "--records", place)
    assert ran.code == 4
    assert ran.out.count("lost: The store at") == 2 and ran.out.endswith("0 differ, 2 could not be answered again.\n")


def test_under_todays_knowledge_a_record_says_what_changed_and_because_of_which_file(
    run: Run, place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = SiteFolder(tmp_path / "site")
    site.only("checks")
    site.change("2027-03-31", "9999-12-31")

    def loaded(folder: Path, policy: Path | None, on: object) -> KnowledgeBase:
        return KNOWLEDGE if policy is None else load(folder, policy, on)  # type: ignore[arg-type]

    monkeypatch.setattr(record, "load", loaded)
    assert run("record", "replay", "--now", "--records", place).out.startswith("2 records: 0 would be answered")
    ran = run("record", "replay", "--now", "--site", site.path, "--records", place)
    assert 'outcome: "contested" → "no_imaging_rated_appropriate"\n    because of site/' in ran.out
    assert ran.out.splitlines()[-1] == "2 records: 1 would be answered otherwise today, 0 cannot be compared."


def test_everything_is_exported_as_json_lines_and_as_a_table(run: Run, place: str) -> None:
    exported = run("record", "export", "--records", place).lines
    assert [line["id"] for line in exported] == [SAVED, ANSWERED]
    assert exported[0]["answer"]["consult_id"] == SAVED and exported[0]["facts"] == OVER_72H
    rows = list(csv.DictReader(run("record", "export", "--csv", "--records", place).out.splitlines()))
    assert [row["reason"] for row in rows] == ["expert-contradicts", ""]
    assert rows[1]["orders"] == "dsm_complete_spine:not-appropriate"
    assert rows[1]["feedback"] == "overridden:policy-contradicts"


@pytest.mark.parametrize("action", [["list"], ["show", "x"], ["replay"], ["export"]])
def test_without_a_place_or_at_one_that_is_not_there_the_command_says_so_and_makes_nothing(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, action: list[str]
) -> None:
    ran = run("record", *action)
    assert (ran.code, ran.err) == (2, f"Say where the records are: --records PLACE, or {RECORDS}.\n")
    missing = tmp_path / "nowhere.db"
    ran = run("record", *action, "--records", missing)
    assert ran.code == 2 and f"The store of consultations at {missing} cannot be opened" in ran.err
    assert not missing.exists()


def test_a_record_nobody_kept_is_said_not_to_exist(run: Run, place: str) -> None:
    for action in ("show", "replay"):
        ran = run("record", action, "nobody", "--records", place)
        assert (ran.code, ran.err) == (2, 'There is no record "nobody". See: record list.\n')
