"""The service as it is run: two workers, a site, signed calls, a store."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from appropriateness.records.store import Store
from tests.cds_hooks.calls import HEAD_MRI_BOTH, ORTHOSTATIC, SPONTANEOUS, adult, call, order
from tests.cds_hooks.conftest import HOOK, rating

pytestmark = pytest.mark.durability
EHR, PUBLIC = "https://ehr.example/r4", "https://cds.hospital.example/imaging"
KEY = ec.generate_private_key(ec.SECP384R1())
CALL = call(order(HEAD_MRI_BOTH, [SPONTANEOUS, ORTHOSTATIC]), prefetch={"patient": adult()})


def signed(**changes: int | str) -> str:
    now = int(time.time())
    claims = {"iss": EHR, "aud": PUBLIC + HOOK, "iat": now, "exp": now + 300, "jti": str(uuid.uuid4())} | changes
    return jwt.encode(claims, KEY, "ES384", {"kid": "k"})


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("served")
    site = found / "site"
    site.mkdir()
    public = {**json.loads(jwt.algorithms.ECAlgorithm.to_jwk(KEY.public_key())), "kid": "k"}
    (site / "keys.json").write_text(json.dumps({"keys": [public]}))
    (site / "site.yaml").write_text('schema: site/1\nname: "General Hospital"\n')
    (site / "service.yaml").write_text(
        f'schema: service/1\npublic_url: "{PUBLIC}"\nissuers:\n  - {{iss: "{EHR}", key_set: "keys.json"}}\n'
    )
    return found


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    port = free_port()
    command = [sys.executable, "-m", "appropriateness.cli", "serve", "--host", "0.0.0.0", "--port", str(port)]
    command += ["--workers", "2", "--site", str(folder / "site"), "--records", str(folder / "records.sqlite")]
    running = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    found = f"http://127.0.0.1:{port}"
    try:
        for _ in range(240):
            try:
                httpx.get(f"{found}/health", trust_env=False)
                break
            except httpx.TransportError:
                time.sleep(0.25)
        yield found
    finally:
        running.terminate()
        assert running.wait(30) == 0


def post(address: str, token: str | None) -> httpx.Response:
    headers = {"Authorization": f"Bearer {token}"} if token is not None else {}
    return httpx.post(address + HOOK, json=CALL, headers=headers, trust_env=False, timeout=60)


def test_a_signed_call_is_answered_and_an_unsigned_or_expired_one_is_not(address: str) -> None:
    assert rating(post(address, signed()).json()) == "appropriate"
    assert post(address, None).status_code == 401
    assert post(address, signed(exp=int(time.time()) - 60)).status_code == 401


def test_one_token_is_good_once_over_all_workers(address: str) -> None:
    once = signed()
    with ThreadPoolExecutor(16) as many:
        statuses = list(many.map(lambda _: post(address, once).status_code, range(40)))
    assert sorted(statuses) == [200, *[401] * 39]


def test_every_answer_that_left_is_kept_under_its_consult_id(address: str, folder: Path) -> None:
    with ThreadPoolExecutor(8) as many:
        answers = list(many.map(lambda _: post(address, signed()).json(), range(40)))
    told = {
        extension["valueUri"].removeprefix("urn:uuid:")
        for answer in answers
        for extension in answer["systemActions"][0]["resource"]["extension"]
        if extension["url"].endswith("consult-id")
    }
    store = Store(str(folder / "records.sqlite"), make=False)
    assert len(told) == 40
    assert all(store.record(identifier) is not None for identifier in told)
    store.close()
