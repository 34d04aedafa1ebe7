"""Old answers are given again byte for byte, and a change of knowledge shows in exactly the records it touches."""

from __future__ import annotations

import random
import sqlite3
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from appropriateness.knowledge.loading import load
from appropriateness.records.kept_knowledge import KnowledgeLostError
from appropriateness.records.replay import Replayer
from appropriateness.records.store import Store
from appropriateness.wire import consultations, json_lines
from tests.conftest import KNOWLEDGE, answer
from tests.knowledge.test_refusals import change
from tests.records.conftest import random_consultations, records_of
from tests.site.conftest import SiteFolder
from tests.site.test_policy import OVER_72H

pytestmark = pytest.mark.durability

ROW = '- {witness: appendix_transcript, rating: 1, evidence: expert_consensus, locator: "variant 3"}'


@pytest.mark.durability
def test_a_thousand_random_records_are_answered_again_to_the_same_bytes(store: Store) -> None:
    store.write(records_of(random_consultations(900, 11)))
    store.write(records_of(random_consultations(100, 12), "page"))
    replayer = Replayer(store)
    states = [replayer.replay(record).state for record in store.records()]
    assert states == ["same"] * 1000


def test_an_answer_outlives_the_data_it_was_given_on(store: Store, data: Path) -> None:
    change(data / "flags.yaml", '"Call obstetrics now."', '"Call obstetrics at once."')
    old = load(data)
    store.write(records_of([answer(OVER_72H, old)], "page"))
    (record,) = store.records()
    assert record.digest == old.digest != KNOWLEDGE.digest
    assert Replayer(store, KNOWLEDGE).replay(record).state == "same"


def test_an_answer_under_a_sites_policy_is_replayed_after_the_policy_has_expired(
    store: Store, site: SiteFolder
) -> None:
    store.write(records_of([answer(OVER_72H, site.load())], "page"))
    (record,) = store.records()
    assert Replayer(store, today=date(2040, 1, 1)).replay(record).state == "same"


@pytest.mark.durability
def test_a_changed_rating_shows_in_exactly_the_records_it_touches(store: Store, data: Path) -> None:
    asked = random_consultations(120, 13)
    store.write(records_of(asked))
    path = data / "scenarios" / "iatrogenic_over_72h.yaml"
    text = path.read_text(encoding="utf-8")
    row = text[text.index("- procedure: mri_head_wo\n") :]
    old = row[row.index("- {witness: appendix_transcript") : row.index("}", row.index("- {witness: appendix_tr")) + 1]
    assert "rating: 1" in old
    path.write_text(text.replace(row, row.replace(old, old.replace("rating: 1", "rating: 2"), 1)), encoding="utf-8")
    replayer = Replayer(store, load(data))
    compared = {record.id: replayer.compare(record) for record in store.records()}
    place = "options[iatrogenic_over_72h/mri_head_wo]"
    touched = {
        record.id: {"iatrogenic_over_72h", "mri_head_wo"}
        for record in store.records()
        if b'"scenario":"iatrogenic_over_72h","procedure":"mri_head_wo"' in record.answer
    }
    assert 5 < len(touched) < 115
    assert {name for name, found in compared.items() if found.changes} == set(touched)
    for name in touched:
        changed = [str(item) for item, _ in compared[name].changes]
        assert f'{place}.rating: "1" → "2"' in changed
        assert compared[name].files == ("scenarios/iatrogenic_over_72h.yaml",)


def test_a_change_is_laid_at_the_file_it_is_due_to_and_at_no_other(store: Store, data: Path, site: SiteFolder) -> None:
    store.write(records_of([answer(OVER_72H)], "page"))
    (record,) = store.records()
    change(data / "edition.yaml", "compiled:", "compiled: ")
    change(data / "scenarios" / "iatrogenic_over_72h.yaml", "It reports this as the ACR's category, which", "It")
    site.only("checks")
    today = load(data, site.path, date(2026, 11, 20))
    due = {change.place: files for change, files in Replayer(store, today).compare(record).changes}
    assert due["outcome"] == ("site/",)
    assert due["options[iatrogenic_over_72h/dsm_complete_spine].category"] == ("site/",)
    said = [files for place, files in due.items() if place.startswith("positions[") and place.endswith(".say")]
    assert said == [("scenarios/iatrogenic_over_72h.yaml",)]
    assert {file for files in due.values() for file in files} == {"site/", "scenarios/iatrogenic_over_72h.yaml"}


def test_a_fact_that_is_gone_today_is_reported_and_does_not_stop_the_report(store: Store, data: Path) -> None:
    store.write(records_of([answer({**OVER_72H, "syncope": False})], "page"))
    (record,) = store.records()
    for path in [data / "facts.yaml", *data.rglob("*.yaml")]:
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("syncope", "fainting"), encoding="utf-8")
    changed = Replayer(store, load(data)).compare(record).changes
    (error,) = [item for item, _ in changed if item.place == "error"]
    assert str(error.now).startswith('"syncope" is not a fact.')


@pytest.mark.parametrize("seed", range(5))
def test_an_answer_that_was_tampered_with_does_not_pass_for_the_same(store: Store, seed: int) -> None:
    (new,) = records_of(random_consultations(1, 40 + seed))
    store.write([new])
    changed = bytearray(new.record.answer)
    changed[random.Random(seed).randrange(len(changed))] ^= 1
    with sqlite3.connect(store.place) as connection:
        connection.execute("UPDATE consultations SET answer = ?", [bytes(changed)])
    (record,) = store.records()
    assert Replayer(store).replay(record).state == "differs"


def test_knowledge_that_was_tampered_with_is_told_from_the_knowledge_that_answered(store: Store) -> None:
    store.write(records_of([answer(OVER_72H)]))
    (record,) = store.records()
    archive = store.knowledge(record.digest)
    for damage in (archive[:-40], b"", archive[:1000] + b"\x00" * 50 + archive[1050:]):
        with sqlite3.connect(store.place) as connection:
            connection.execute("UPDATE knowledge SET files = ?", [damage])
        assert Replayer(store).replay(record).state == "lost"
        with pytest.raises(KnowledgeLostError):
            Replayer(store, replace(KNOWLEDGE, digest="sha256:another")).compare(record)


def test_the_stored_answer_is_the_document_the_command_line_gives(store: Store) -> None:
    consultation = answer(OVER_72H)
    store.write(records_of([consultation], "page"))
    (record,) = store.records()
    assert json_lines.line(consultations.document(consultation, consult_id=record.id)).encode() == record.answer
