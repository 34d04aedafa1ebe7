"""Many requests share one flush, and none is acknowledged before its record is on disk."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import cast

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from appropriateness.records.group_commit import GroupCommit
from appropriateness.records.keeping import Answer, Feedback, KeepingError, OrderAnswer, ShownCard
from appropriateness.records.record import NewRecord
from appropriateness.records.store import Store
from tests.conftest import answer
from tests.records.conftest import random_consultations

FACTS = {"age_years": 45, "spinal_procedure": "lumbar_puncture", "hours_since_procedure": 96, "worse_upright": True}


class Slow(Store):
    """A store whose disk takes its time, and that remembers what was written together."""

    def __init__(self, place: str) -> None:
        super().__init__(place)
        self.batches: list[int] = []
        self.on_disk: set[str] = set()
        self.gate = threading.Event()
        self.gate.set()

    def write(self, records: Sequence[NewRecord], feedback: Sequence[Feedback] = ()) -> None:
        self.gate.wait(10)
        time.sleep(0.02)
        super().write(records, feedback)
        self.batches.append(len(records))
        self.on_disk |= {new.record.id for new in records}


@pytest.fixture
def slow(tmp_path: Path) -> Slow:
    return Slow(str(tmp_path / "records.db"))


def test_many_that_wait_share_a_few_flushes_and_each_is_on_disk_when_acknowledged(slow: Slow) -> None:
    keeper, asked = GroupCommit(slow), random_consultations(20, 31)

    async def one(turn: int) -> str:
        (kept,) = await keeper.keep([Answer(asked[turn % 20])])
        assert kept in slow.on_disk
        return kept

    async def all_at_once() -> list[str]:
        return await asyncio.gather(*(one(turn) for turn in range(200)))

    kept = asyncio.run(all_at_once())
    assert len(set(kept)) == 200 == sum(slow.batches)
    assert len(slow.batches) <= 3
    keeper.close()


def test_all_answers_of_one_call_are_kept_under_ids_of_their_own(slow: Slow) -> None:
    keeper = GroupCommit(slow)
    ids = asyncio.run(keeper.keep([Answer(item) for item in random_consultations(3, 32)]))
    assert len(set(ids)) == 3 and set(ids) == {record.id for record in slow.records()}
    assert asyncio.run(keeper.keep([])) == ()
    keeper.close()


def test_a_request_that_is_given_up_takes_no_other_with_it(slow: Slow) -> None:
    keeper, consultation = GroupCommit(slow), answer(FACTS)

    async def given_up() -> tuple[str, ...]:
        slow.gate.clear()
        leaving = asyncio.create_task(keeper.keep([Answer(consultation)]))
        staying = asyncio.create_task(keeper.keep([Answer(consultation)]))
        await asyncio.sleep(0.05)
        leaving.cancel()
        slow.gate.set()
        return await staying

    (kept,) = asyncio.run(given_up())
    assert kept in {record.id for record in slow.records()}
    keeper.close()


def test_where_the_disk_refuses_everybody_who_waited_is_told_and_the_next_may_try_again(slow: Slow) -> None:
    keeper, consultation = GroupCommit(slow), answer(FACTS)
    healthy = slow.engine

    async def refused() -> list[object]:
        slow.engine = cast(Engine, _Broken())
        found = await asyncio.gather(*(keeper.keep([Answer(consultation)]) for _ in range(5)), return_exceptions=True)
        slow.engine = healthy
        return [*found, await keeper.keep([Answer(consultation)])]

    *faults, kept = asyncio.run(refused())
    assert all(isinstance(fault, KeepingError) for fault in faults)
    assert isinstance(kept, tuple) and len(list(slow.records())) == 1
    keeper.close()


class _Broken:
    """An engine whose every transaction fails."""

    def begin(self) -> None:
        raise OperationalError("COMMIT", {}, Exception("database or disk is full"))


def test_an_order_that_could_name_a_patient_is_refused_and_nothing_is_kept(slow: Slow) -> None:
    keeper = GroupCommit(slow)
    order = OrderAnswer("ServiceRequest/4711", "mri_head_wo", None)
    with pytest.raises(KeepingError, match="can name nobody"):
        asyncio.run(keeper.keep([Answer(answer(FACTS), (order,))]))
    assert list(slow.records()) == []
    keeper.close()


def test_feedback_keeps_codes_and_no_words(slow: Slow) -> None:
    keeper = GroupCommit(slow)

    async def become() -> bool:
        await keeper.keep([Answer(answer(FACTS), card=ShownCard("card-1", "matter-1", "info"))])
        await keeper.keep_feedback(
            [
                Feedback("card-1", "overridden", ("ok", "Mrs. Smith"), "Mrs. Smith insists", "2026-11-20T10:00:00Z"),
                Feedback("Mrs. Smith", "overridden"),
            ]
        )
        return await keeper.overridden("matter-1")

    assert asyncio.run(become())
    keeper.close()
    assert b"Smith" not in b"".join(path.read_bytes() for path in Path(slow.place).parent.iterdir())


def test_what_another_process_was_told_is_known_here_within_a_second_and_after_a_restart(slow: Slow) -> None:
    here, there = GroupCommit(slow), GroupCommit(Store(slow.place))

    async def told() -> list[bool]:
        await here.keep([Answer(answer(FACTS), card=ShownCard("card-1", "matter-1", "info"))])
        before = await there.overridden("matter-1")
        await here.keep_feedback([Feedback("card-1", "overridden")])
        at_once = await here.overridden("matter-1")
        await asyncio.sleep(1.1)
        return [before, at_once, await there.overridden("matter-1"), await there.overridden("matter-2")]

    assert asyncio.run(told()) == [False, True, True, False]
    there.close()
    anew = GroupCommit(Store(slow.place))
    assert asyncio.run(anew.overridden("matter-1"))
    anew.close()
    here.close()
