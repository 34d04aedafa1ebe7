"""The service itself, killed under load with all its workers: every answer a client holds is on disk, whole."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.records.test_durability import CHECKOUT, KILLS, sound

pytestmark = pytest.mark.durability
CLIENTS = 8
BODIES = [
    json.dumps({"facts": facts}).encode()
    for facts in ({"age_years": 40}, {"age_years": 12}, {"age_years": 30, "seizure": True}, {"worse_upright": True})
]


@contextlib.contextmanager
def service(place: Path, workers: int) -> Iterator[int]:
    """The port of a service that is ended at once, all processes of it, when the block is left."""
    with socket.socket() as opened:
        opened.bind(("127.0.0.1", 0))
        port = int(opened.getsockname()[1])
    command = [sys.executable, "-m", "appropriateness.cli", "serve", "--port", str(port), "--workers", str(workers)]
    started = subprocess.Popen(
        [*command, "--records", str(place)], cwd=CHECKOUT, start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        deadline = time.monotonic() + 60
        while not _healthy(port):
            assert started.poll() is None and time.monotonic() < deadline, "the service does not start"
            time.sleep(0.1)
        yield port
    finally:
        os.killpg(started.pid, signal.SIGKILL)
        started.wait(20)


def _healthy(port: int) -> bool:
    with contextlib.suppress(OSError, http.client.HTTPException):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        connection.request("GET", "/health")
        return connection.getresponse().status == 200
    return False


def ask_until_it_dies(port: int, held: set[str]) -> None:
    """Ask again and again; what was answered whole is held."""
    chance = random.Random(port)
    with contextlib.suppress(OSError, http.client.HTTPException):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        while True:
            headers = {"Content-Type": "application/json"}
            connection.request("POST", "/consultations", chance.choice(BODIES), headers)
            response = connection.getresponse()
            document = json.loads(response.read())
            assert response.status == 200
            held.add(document["consult_id"])


def test_every_answer_a_client_holds_outlives_the_service(tmp_path: Path) -> None:
    place, held, chance = tmp_path / "records.db", set[str](), random.Random(3)
    for _ in range(max(KILLS // 5, 2)):
        with service(place, 2) as port:
            clients = [threading.Thread(target=ask_until_it_dies, args=(port, held)) for _ in range(CLIENTS)]
            for client in clients:
                client.start()
            time.sleep(chance.uniform(0.5, 2))
        for client in clients:
            client.join(30)
        assert held and held <= sound(place, orders=False)
    assert len(held) > 50


def test_a_full_disk_makes_the_service_say_503_and_give_no_answer(tmp_path: Path) -> None:
    place = tmp_path / "records.db"
    held: list[str] = []
    limit = "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (3_000_000,) * 2); "
    limit += "from appropriateness import cli; sys.exit(cli.main(sys.argv[1:]))"
    with socket.socket() as opened:
        opened.bind(("127.0.0.1", 0))
        port = int(opened.getsockname()[1])
    started = subprocess.Popen(
        [sys.executable, "-c", limit, "serve", "--port", str(port), "--records", str(place)],
        cwd=CHECKOUT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        while not _healthy(port):
            assert started.poll() is None
            time.sleep(0.1)
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        refused = None
        for turn in range(20_000):
            connection.request(
                "POST", "/consultations", BODIES[turn % len(BODIES)], {"Content-Type": "application/json"}
            )
            response = connection.getresponse()
            document = json.loads(response.read())
            if response.status != 200:
                refused = response.status, document
                break
            held.append(document["consult_id"])
        assert refused is not None and refused[0] == 503
        assert "could not be kept, so it is not given" in json.dumps(refused[1])
    finally:
        started.kill()
        started.wait(20)
    assert len(held) > 20 and set(held) <= sound(place, orders=False)
