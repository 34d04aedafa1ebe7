"""What the service takes: wrk against a server of its own, on loopback. Prints timings, asserts nothing about them.

Beside it, in the same run, stands an endpoint that answers a constant: what the web server alone would take. The calls
differ in the year of birth and the hour of the puncture, so that remembered consultations and new ones are both met.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

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
SECONDS = 4
CHECKOUT = Path(__file__).resolve().parents[2]
ROUTE = f"/cds-services/{SERVICE_ID}"
HEAD = 'local n = 0\nwrk.method = "POST"\nwrk.headers["Content-Type"] = "application/json"\n'
TURNS = "request = function()\n  n = n + 1\n  return wrk.format(nil, nil, nil, bodies[n % #bodies + 1])\nend\n"


async def _constant(request: Request) -> Response:
    await request.body()
    return Response(b'{"cards": []}', media_type="application/json")


constant = Starlette(routes=[Route(ROUTE, _constant, methods=["POST"])])
"""What a web server takes that reads the body and decides nothing."""


def appropriate(number: int) -> Json:
    return call(order(HEAD_MRI_BOTH, [SPONTANEOUS, ORTHOSTATIC], f"o{number}"), prefetch={"patient": born(number)})


def advised(number: int) -> Json:
    return call(order(HEAD_CT, [SPONTANEOUS, ORTHOSTATIC], f"o{number}"), prefetch={"patient": born(number)})


def asked(number: int) -> Json:
    when = f"2026-11-{1 + number % 19:02}T{number % 24:02}:00:00Z"
    chart = {"patient": born(number), "procedures": bundle(procedure("277762005", when))}
    return call(order(HEAD_CT, [AFTER_PUNCTURE], f"o{number}"), prefetch=chart)


def elsewhere(number: int) -> Json:
    return call(order(HEAD_CT, [KNEE_PAIN], f"o{number}"), prefetch={"patient": adult()})


def mixed(number: int) -> Json:
    """Nine of ten orders are none of our business, as in a hospital they would be more."""
    return of_this_topic(number // 10) if number % 10 == 0 else elsewhere(number)


def of_this_topic(number: int) -> Json:
    """Rated, advised against, or asked about in turn: each leaves a record."""
    return (appropriate, advised, asked)[number % 3](number)


def born(number: int) -> Json:
    return adult(born=f"{1945 + number % 60}-01-01")


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


@contextmanager
def served(*command: str) -> Iterator[tuple[int, int]]:
    """The port of a server with two workers, and its process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    whole = [sys.executable, "-m", *command, "--port", str(port), "--workers", "2"]
    with subprocess.Popen(whole, cwd=CHECKOUT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            _wait_for(port)
            yield port, server.pid
        finally:
            server.terminate()
            server.wait(20)


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            time.sleep(2)  # until the second worker is there too
            return
        time.sleep(0.2)
    raise AssertionError("the server does not start")


def script(folder: Path, make: Callable[[int], Json]) -> Path:
    bodies = ",\n".join(f"[==[{json.dumps(make(number))}]==]" for number in range(240))
    path = folder / f"{make.__name__}.lua"
    path.write_text(f"{HEAD}local bodies = {{\n{bodies}\n}}\n{TURNS}", encoding="utf-8")
    return path


def measured(port: int, pid: int, calls: Path, connections: int) -> tuple[int, str]:
    """How many calls were answered, and a line that says how fast."""
    command = [str(WRK), "-t1", f"-c{connections}", f"-d{SECONDS}s", "--latency", "-s", str(calls)]
    used = processor_seconds(pid)
    said = subprocess.run([*command, f"http://127.0.0.1:{port}{ROUTE}"], capture_output=True, text=True, check=True)
    used = processor_seconds(pid) - used
    assert "Non-2xx" not in said.stdout, said.stdout
    p50, p99, second, total = (
        re.findall(pattern, said.stdout)[0]
        for pattern in (r"\n +50% +(\S+)", r"\n +99% +(\S+)", r"Requests/sec:\s+(\d+)", r"(\d+) requests in")
    )
    line = (
        f"{connections:2} connections: {second:>5}/s, p50 {p50}, p99 {p99}, processor {used / int(total) * 1000:.2f} ms"
    )
    return int(total), f"{line} a call, load {os.getloadavg()[0]:.1f}"


@pytest.mark.benchmark
@pytest.mark.skipif(WRK is None, reason="wrk is not installed")
def test_how_long_an_answer_takes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = tmp_path / "records.db"
    service = ("appropriateness.cli", "serve")
    servers = {
        "constant answer": ("uvicorn", f"{__name__}:constant", "--no-access-log"),
        "nothing kept": service,
        "each answer on disk": (*service, "--records", str(place)),
    }
    scripts = [script(tmp_path, make) for make in (mixed, of_this_topic)]
    lines, answered = [], 0
    for name, command in servers.items():
        with served(*command) as (port, pid):
            for calls in scripts:
                for connections in (1, 16):
                    total, line = measured(port, pid, calls, connections)
                    lines.append(f"{name:19} {calls.stem:13} {line}")
                    answered += total if name.endswith("disk") and calls.stem == of_this_topic.__name__ else 0
    with sqlite3.connect(place) as store:
        (kept,) = store.execute("SELECT count(*) FROM consultations").fetchone()
    assert kept >= answered
    with capsys.disabled():
        print("", f"two workers, wrk on the same {os.cpu_count()} cores", *lines, sep="\n")
