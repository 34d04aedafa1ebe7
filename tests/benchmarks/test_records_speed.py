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
TOTAL = 4000


@contextlib.contextmanager
def served(workers: int, records: Path | None) -> Iterator[int]:
    with socket.socket() as opened:
        opened.bind(("127.0.0.1", 0))
        port = opened.getsockname()[1]
    command = [sys.executable, "-m", "appropriateness.cli", "serve", "--port", str(port), "--workers", str(workers)]
    command += ["--records", str(records)] if records is not None else []
    with subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as service:
        try:
            for _ in range(100):
                with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                    break
                time.sleep(0.2)
            time.sleep(2)
            yield port
        finally:
            service.terminate()
            service.wait(20)


@pytest.mark.parametrize("workers", [1, 2])
def test_with_and_without_the_record(workers: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = []
    for name, place in (("nothing kept", None), ("SQLite, flushed", tmp_path / "records.db")):
        with served(workers, place) as port:
            load(port, REQUESTS, 4, 300)
            for connections in (1, 16, 64):
                found = load(port, REQUESTS, connections, TOTAL if connections > 1 else 1000)
                assert found.refused == 0
                lines.append(
                    f"{workers} workers, {name:16} {connections:3} connections: {found.per_second:6.0f}/s, "
                    f"p50 {found.percentile(0.5):6.2f} ms, p99 {found.percentile(0.99):6.2f} ms"
                )
    store = Store(str(tmp_path / "records.db"))
    kept = sum(1 for _ in store.records())
    store.close()
    assert kept == 300 + 1000 + 2 * TOTAL
    with capsys.disabled():
        print("", f"load generator on the same {os.cpu_count()} cores", *lines, sep="\n")
