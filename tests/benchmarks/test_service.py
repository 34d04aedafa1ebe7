"""What the service takes: wrk against a server of its own, on loopback. Prints timings, asserts nothing about them.

Each kind of call stands beside the health route of the same run, which decides nothing. The cases differ from call to
call by the hour of the puncture, so that remembered consultations and new ones are both met.
"""

from __future__ import annotations

import json
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from appropriateness.cds_hooks.discovery import SERVICE_ID
from tests.cds_hooks.calls import (
    AFTER_PUNCTURE,
    HEAD_CT,
    HEAD_MRI_BOTH,
    KNEE_PAIN,
    ORTHOSTATIC,
    SPONTANEOUS,
    Json,
    adult,
    bundle,
    call,
    order,
    procedure,
)

WRK = shutil.which("wrk")
SECONDS = 5
CHART = {"patient": adult()}
HEAD = 'local n = 0\nwrk.method = "POST"\nwrk.headers["Content-Type"] = "application/json"\n'
TURNS = "request = function()\n  n = n + 1\n  return wrk.format(nil, nil, nil, bodies[n % #bodies + 1])\nend\n"


def appropriate(number: int) -> Json:
    return call(order(HEAD_MRI_BOTH, [SPONTANEOUS, ORTHOSTATIC], f"o{number}"), prefetch={"patient": born(number)})


def advised(number: int) -> Json:
    return call(order(HEAD_CT, [SPONTANEOUS, ORTHOSTATIC], f"o{number}"), prefetch={"patient": born(number)})


def asked(number: int) -> Json:
    when = f"2026-11-{1 + number % 19:02}T{number % 24:02}:00:00Z"
    chart = {"patient": born(number), "procedures": bundle(procedure("277762005", when))}
    return call(order(HEAD_CT, [AFTER_PUNCTURE], f"o{number}"), prefetch=chart)


def elsewhere(number: int) -> Json:
    return call(order(HEAD_CT, [KNEE_PAIN], f"o{number}"), prefetch=CHART)


def mixed(number: int) -> Json:
    """Nine of ten orders are none of our business, as in a hospital they would be more."""
    return (appropriate, advised)[number // 10 % 2](number) if number % 10 == 0 else elsewhere(number)


def born(number: int) -> Json:
    return adult(born=f"{1945 + number % 60}-01-01")


KINDS = {"mixed, 1 in 10 of this topic": mixed, "another topic": elsewhere, "appropriate": appropriate,
         "not appropriate, with a card": advised, "facts missing, with questions": asked}  # fmt: skip


@contextmanager
def server(workers: int, *more: str) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "appropriateness.cli",
        "serve",
        "--port",
        str(port),
        "--workers",
        str(workers),
        *more,
    ]
    running = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(120):
            try:
                httpx.get(f"{address}/health", trust_env=False)
                break
            except httpx.TransportError:
                time.sleep(0.25)
        yield address
    finally:
        running.terminate()
        running.wait(20)


def measured(address: str, script: Path | None, connections: int) -> str:
    command = [str(WRK), "-t1", f"-c{connections}", f"-d{SECONDS}s", "--latency"]
    command += ["-s", str(script), f"{address}/cds-services/{SERVICE_ID}"] if script else [f"{address}/health"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = {name: re.search(rf"{name}\s+([\d.]+\w*)", said) for name in ("50%", "99%", "Requests/sec:")}
    failed = re.search(r"Non-2xx.*", said)
    numbers = "  ".join(f"{name} {match[1]}" for name, match in found.items() if match)
    return f"{numbers}  {failed[0] if failed else ''}"


def report(workers: int, folder: Path, *more: str) -> None:
    scripts: dict[str, Path | None] = {"health, for comparison": None}
    for name, make in KINDS.items():
        bodies = ",\n".join(f"[==[{json.dumps(make(number))}]==]" for number in range(240))
        scripts[name] = folder / f"{re.sub(r'[^a-z]+', '-', name)}.lua"
        scripts[name].write_text(f"{HEAD}local bodies = {{\n{bodies}\n}}\n{TURNS}", encoding="utf-8")  # type: ignore[union-attr]
    with server(workers, *more) as address:
        for name, script in scripts.items():
            measured(address, script, 1)
            for connections in (1, 16):
                print(
                    f"{workers} workers, {connections:2} connections, {name}: {measured(address, script, connections)}"
                )


@pytest.mark.benchmark
@pytest.mark.skipif(WRK is None, reason="wrk is not installed")
@pytest.mark.parametrize("workers", [1, 2])
def test_how_long_an_answer_takes(workers: int, tmp_path: Path) -> None:
    report(workers, tmp_path)


@pytest.mark.benchmark
@pytest.mark.skipif(WRK is None, reason="wrk is not installed")
def test_how_long_an_answer_takes_that_is_kept(tmp_path: Path) -> None:
    report(2, tmp_path, "--records", str(tmp_path / "records.sqlite"))
