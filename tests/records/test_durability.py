"""No acknowledged record is lost: killed under load, with several writers, with a full disk."""

from __future__ import annotations

import os
import random
import resource
import shutil
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from appropriateness.records.keeping import KeepingError
from appropriateness.records.replay import Replayer
from appropriateness.records.store import Store
from tests.records.conftest import random_consultations, records_of
from tests.records.writing import REFUSED

CHECKOUT = Path(__file__).resolve().parents[2]
KILLS = int(os.environ.get("KILLS", "10"))
"""How often the long run kills a writer; KILLS=50 for the thorough one."""
SMALL_DISK = 4 * 1024 * 1024


def begin(place: Path, *counts: int, limit: int | None = None) -> subprocess.Popen[bytes]:
    """A writer of its own process; `limit`: the largest file it may write, in bytes."""

    def bound() -> None:
        if limit is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    command = [sys.executable, "-m", "tests.records.writing", str(place), *map(str, counts)]
    return subprocess.Popen(
        command, cwd=CHECKOUT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=bound,
        env={**os.environ, "THOROUGH": ""},
    )  # fmt: skip


def acknowledged(out: bytes) -> set[str]:
    """The ids that were said whole."""
    return {line.decode() for line in out.split(b"\n")[:-1]}


def sound(place: Path, orders: bool = True) -> set[str]:
    """The ids of all records, after the file was found whole and every record complete (each has an order or not)."""
    with closing(sqlite3.connect(place)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        for table in ("orders", "cards") if orders else ():
            (halves,) = connection.execute(
                f"SELECT count(*) FROM consultations WHERE id NOT IN (SELECT consultation FROM {table})"
            ).fetchone()
            assert halves == 0
    store = Store(str(place), make=False)
    try:
        records = list(store.records())
        replayer = Replayer(store)
        assert {replayer.replay(record).state for record in records[:20] + records[-20:]} <= {"same"}
        return {record.id for record in records}
    finally:
        store.close()


def killed_under_load(place: Path, seconds: float) -> set[str]:
    """Kill a writer without warning after its first acknowledgement and some more; what it had acknowledged."""
    writer = begin(place)
    assert writer.stdout is not None
    first = writer.stdout.readline()
    assert first, writer.communicate()[1]
    time.sleep(seconds)
    writer.kill()
    rest, _ = writer.communicate()
    return acknowledged(first + rest)


@pytest.mark.durability
def test_a_writer_killed_under_load_has_lost_nothing_it_acknowledged(tmp_path: Path) -> None:
    place = tmp_path / "records.db"
    said = killed_under_load(place, 0.15)
    assert said and said <= sound(place)


@pytest.mark.durability
def test_a_store_whose_writer_is_killed_again_and_again_has_lost_nothing(tmp_path: Path) -> None:
    place, chance, said = tmp_path / "records.db", random.Random(5), set[str]()
    for _ in range(KILLS):
        said |= killed_under_load(place, chance.uniform(0.01, 0.8))
        assert said <= sound(place)
    assert len(said) > 100 * KILLS


@pytest.mark.durability
def test_two_writers_at_once_lose_nothing_and_corrupt_nothing(tmp_path: Path) -> None:
    place = tmp_path / "records.db"
    writers = [begin(place, 400) for _ in range(2)]
    said = [writer.communicate(timeout=60) for writer in writers]
    assert [writer.returncode for writer in writers] == [0, 0], said
    ids = [acknowledged(out) for out, _ in said]
    assert [len(found) for found in ids] == [400, 400]
    assert sound(place) == ids[0] | ids[1]


@pytest.mark.durability
def test_of_two_writers_one_may_be_killed_and_the_other_goes_on(tmp_path: Path) -> None:
    place = tmp_path / "records.db"
    staying = begin(place, 3000)
    said = killed_under_load(place, 0.4)
    out, fault = staying.communicate(timeout=120)
    assert staying.returncode == 0, fault
    assert said | acknowledged(out) <= sound(place)


@pytest.mark.durability
def test_a_full_disk_is_said_and_nothing_is_acknowledged_that_is_not_kept(tmp_path: Path) -> None:
    place = tmp_path / "records.db"
    writer = begin(place, limit=SMALL_DISK)
    out, fault = writer.communicate(timeout=60)
    assert writer.returncode == REFUSED, fault
    said = acknowledged(out)
    assert len(said) > 50
    assert said <= sound(place)
    assert b"could not keep the answer: " in fault
    assert b"Nothing of it was kept. Free space on its disk" in fault


@pytest.mark.durability
def test_a_disk_that_is_really_full_is_said_and_the_store_goes_on_once_there_is_space(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = shutil.which("mount")
    if mount is None or os.geteuid() != 0:
        pytest.skip("a small disk can be mounted by root alone")
    if subprocess.run([mount, "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(disk)], capture_output=True).returncode:
        pytest.skip("this machine lets nobody mount a small disk")
    try:
        filler = disk / "filler"
        filler.write_bytes(b"\0" * 1_500_000)
        place = disk / "records.db"
        store, said = Store(str(place)), set[str]()
        with pytest.raises(KeepingError, match="disk is full"):
            while True:
                records = records_of(random_consultations(50, len(said)))
                store.write(records)
                said |= {new.record.id for new in records}
        filler.unlink()
        after = records_of(random_consultations(5, 1))
        store.write(after)
        store.close()
        assert said and sound(place) == said | {new.record.id for new in after}
    finally:
        subprocess.run(["umount", str(disk)], check=True)
