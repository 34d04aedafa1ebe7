"""How fast the service answers with every answer on disk, beside the same service that keeps nothing."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from appropriateness.cds_hooks.discovery import SERVICE_ID
from appropriateness.records.store import Store
from tests.benchmarks.keepalive_client import load, request
from tests.cds_hooks.calls import AFTER_PUNCTURE, DSM, HEAD_MRI, ORTHOSTATIC, SPINE_MRI, SPONTANEOUS, call, order

pytestmark = pytest.mark.benchmark
CHECKOUT = Path(__file__).resolve().parents[2]
REQUESTS = [
    request(f"/cds-services/{SERVICE_ID}", json.dumps(call(order(code, [reason]))).encode())
    for code in (HEAD_MRI, SPINE_MRI, DSM)
    for reason in (SPONTANEOUS, ORTHOSTATIC, AFTER_PUNCTURE)
]
TOTAL = 3000


def processor_seconds(pid: int) -> float:
    """What a process and its children have used of the processors: it does not depend on who else runs."""
    fields = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            text = path.read_text(encoding="utf-8", errors="replace")
            fields[int(path.parent.name)] = text.rpartition(")")[2].split()
    family = {pid}
    while more := {child for child, of in fields.items() if int(of[1]) in family} - family:
        family |= more
    ticks = sum(int(fields[member][11]) + int(fields[member][12]) for member in family)
    return ticks / os.sysconf("SC_CLK_TCK")


def answers(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False


@contextlib.contextmanager
def served(workers: int, records: Path | None) -> Iterator[tuple[int, int]]:
    """The port of a running service and its process."""
    with socket.socket() as opened:
        opened.bind(("127.0.0.1", 0))
        port = opened.getsockname()[1]
    command = [sys.executable, "-m", "appropriateness.cli", "serve", "--port", str(port), "--workers", str(workers)]
    command += ["--records", str(records)] if records is not None else []
    with subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as service:
        try:
            deadline = time.monotonic() + 60
            while not answers(port):
                assert time.monotonic() < deadline, "the service does not start"
                time.sleep(0.2)
            time.sleep(2)
            yield port, service.pid
        finally:
            service.terminate()
            service.wait(20)


@pytest.mark.parametrize("workers", [1, 2])
def test_with_and_without_the_record(workers: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = []
    for name, place in (("nothing kept", None), ("SQLite, flushed", tmp_path / "records.db")):
        with served(workers, place) as (port, pid):
            load(port, REQUESTS, 4, 300)
            for connections in (1, 16, 64):
                total, used = TOTAL if connections > 1 else 1000, processor_seconds(pid)
                found = load(port, REQUESTS, connections, total)
                spent = (processor_seconds(pid) - used) / total * 1000
                assert found.refused == 0
                times = f"p50 {found.percentile(0.5):6.2f} ms, p99 {found.percentile(0.99):6.2f} ms"
                lines.append(
                    f"{workers} workers, {name:16} {connections:3} connections: {found.per_second:6.0f}/s, "
                    f"{times}, processor {spent:.2f} ms a call"
                )
    store = Store(str(tmp_path / "records.db"))
    kept = sum(1 for _ in store.records())
    store.close()
    assert kept == 300 + 1000 + 2 * TOTAL
    with capsys.disabled():
        print("", f"load generator on the same {os.cpu_count()} cores", *lines, sep="\n")
