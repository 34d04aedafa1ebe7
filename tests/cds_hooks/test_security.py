"""Who is let in. Everything else gets 401 and not a word why."""

from __future__ import annotations

import base64
import json
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from appropriateness.cds_hooks.replay import UsedTokens
from appropriateness.cds_hooks.security import Issuer, Signed, is_loopback
from tests.cds_hooks.calls import call
from tests.cds_hooks.conftest import BASE, HOOK, Client

EHR = "https://ehr.example/r4"
KEY, OTHER_KEY = ec.generate_private_key(ec.SECP384R1()), ec.generate_private_key(ec.SECP384R1())
SMALL_KEY = ec.generate_private_key(ec.SECP256R1())
RSA_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
ROUTES = [("GET", "/cds-services"), ("POST", HOOK), ("POST", f"{HOOK}/feedback"), ("POST", "/consultations")]


def public(key: Any, kid: str, algorithm: str) -> jwt.PyJWK:
    maker = jwt.algorithms.RSAAlgorithm if algorithm.startswith("RS") else jwt.algorithms.ECAlgorithm
    return jwt.PyJWK({**json.loads(maker.to_jwk(key.public_key())), "kid": kid}, algorithm=algorithm)


ISSUERS = {
    EHR: Issuer(
        EHR, {"ec": public(KEY, "ec", "ES384"), "rsa": public(RSA_KEY, "rsa", "RS384")}, "https://ehr.example/jwks"
    ),
    "https://second.example": Issuer("https://second.example", {"ec": public(OTHER_KEY, "ec", "ES384")}),
}


@pytest.fixture
def guarded() -> Client:
    return Client(gate=Signed(ISSUERS, BASE, UsedTokens()))


def claims(path: str = HOOK, **changes: Any) -> dict[str, Any]:
    now = int(time.time())
    found = {"iss": EHR, "aud": BASE + path, "iat": now, "exp": now + 300, "jti": str(uuid.uuid4())}
    return {name: value for name, value in (found | changes).items() if value is not None}


def token(path: str = HOOK, key: Any = KEY, algorithm: str = "ES384", header: Any = None, **changes: Any) -> str:
    head = {"kid": "ec", "typ": "JWT"} | (header or {})
    body = json.dumps(claims(path, **changes)).encode()
    return jwt.api_jws.encode(body, key, algorithm, {name: value for name, value in head.items() if value is not None})


def status(client: Client, bearer: str | None, path: str = HOOK, method: str = "POST") -> int:
    response = ask(client, bearer, path, method)
    if response.status_code == 401:
        assert response.content == b""
        assert response.headers["www-authenticate"] == "Bearer"
    return response.status_code


def ask(client: Client, bearer: str | None, path: str = HOOK, method: str = "POST") -> httpx.Response:
    headers = {"Authorization": f"Bearer {bearer}"} if bearer is not None else {}
    bodies: dict[str, Any] = {
        HOOK: call(),
        f"{HOOK}/feedback": {"feedback": [{"card": str(uuid.uuid4()), "outcome": "accepted"}]},
        "/consultations": {"facts": {"age_years": 40}},
    }
    more = {"json": bodies[path]} if method == "POST" else {}
    return client.send(method, path, headers=headers, **more)


def unsigned(header: dict[str, Any]) -> str:
    def part(value: Any) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

    return f"{part(header)}.{part(claims())}."


def with_hmac() -> str:
    """The classic: the public key used as a shared secret."""
    secret = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    head = base64.urlsafe_b64encode(b'{"alg":"HS256","kid":"ec","typ":"JWT"}').decode().rstrip("=")
    body = base64.urlsafe_b64encode(json.dumps(claims()).encode()).decode().rstrip("=")
    algorithm = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256)
    signature = base64.urlsafe_b64encode(algorithm.sign(f"{head}.{body}".encode(), secret)).decode().rstrip("=")
    return f"{head}.{body}.{signature}"


def tampered() -> str:
    head, _, signature = token().split(".")
    body = base64.urlsafe_b64encode(json.dumps(claims(exp=int(time.time()) + 900)).encode()).decode().rstrip("=")
    return f"{head}.{body}.{signature}"


REFUSED: dict[str, Callable[[], str | None]] = {
    "no token": lambda: None,
    "an empty token": lambda: "",
    "rubbish": lambda: "a.b.c",
    "alg none": lambda: unsigned({"alg": "none", "kid": "ec", "typ": "JWT"}),
    "alg None in capitals": lambda: unsigned({"alg": "None", "kid": "ec"}),
    "HS256 with the public key": with_hmac,
    "HS384": lambda: token(key="x" * 48, algorithm="HS384"),
    "a body changed after signing": tampered,
    "the key of another issuer": lambda: token(key=OTHER_KEY),
    "an unknown key id": lambda: token(header={"kid": "nobody"}),
    "no key id": lambda: token(header={"kid": None}),
    "a key of the wrong kind": lambda: token(header={"kid": "rsa"}),
    "ES256": lambda: token(key=SMALL_KEY, algorithm="ES256"),
    "RS256": lambda: token(key=RSA_KEY, algorithm="RS256", header={"kid": "rsa"}),
    "an unknown issuer": lambda: token(iss="https://stranger.example"),
    "an issuer in a list": lambda: token(iss=[EHR]),
    "no issuer": lambda: token(iss=None),
    "expired": lambda: token(iat=int(time.time()) - 400, exp=int(time.time()) - 60),
    "never expiring": lambda: token(exp=None),
    "valid for a day": lambda: token(exp=int(time.time()) + 86_400),
    "expiring before it was issued": lambda: token(iat=int(time.time()) + 2, exp=int(time.time()) + 1),
    "issued tomorrow": lambda: token(iat=int(time.time()) + 86_400, exp=int(time.time()) + 86_500),
    "not yet valid": lambda: token(nbf=int(time.time()) + 200),
    "no time of issue": lambda: token(iat=None),
    "no token id": lambda: token(jti=None),
    "an empty token id": lambda: token(jti=""),
    "a number for a token id": lambda: token(jti=7),
    "an endless number": lambda: token(exp=10**400),
    "no audience": lambda: token(aud=None),
    "another service": lambda: token(aud="https://other.example" + HOOK),
    "the address of discovery": lambda: token(aud=f"{BASE}/cds-services"),
    "the address with a slash": lambda: token(aud=f"{BASE}{HOOK}/"),
    "several audiences": lambda: token(aud=[BASE + HOOK, "https://other.example"]),
    "keys from elsewhere": lambda: token(header={"jku": "https://evil.example/jwks"}),
    "a header that has to be understood": lambda: token(header={"crit": ["exp"]}),
    "another type": lambda: token(header={"typ": "at+jwt"}),
    "a token as long as a book": lambda: token(more="x" * 10_000),
}


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused_without_a_word(guarded: Client, name: str) -> None:
    assert status(guarded, REFUSED[name]()) == 401
    assert "cards" not in guarded.logged and EHR not in guarded.logged


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_a_good_token_is_for_its_own_route_alone(guarded: Client, method: str, path: str) -> None:
    for _, other in ROUTES:
        assert status(guarded, token(other), path, method) == (200 if other == path else 401)


def test_both_recommended_algorithms_are_accepted(guarded: Client) -> None:
    assert status(guarded, token()) == 200
    assert status(guarded, token(key=RSA_KEY, algorithm="RS384", header={"kid": "rsa"})) == 200


def test_the_key_set_address_we_know_the_extra_claims_and_types_of_real_clients_are_accepted(guarded: Client) -> None:
    more = {"sub": EHR, "nbf": int(time.time()) - 5, "tenant": "north"}
    assert status(guarded, token(header={"jku": "https://ehr.example/jwks"}, **more)) == 200


def test_a_token_is_good_once(guarded: Client) -> None:
    once = token()
    assert [status(guarded, once) for _ in range(3)] == [200, 401, 401]


def test_the_same_token_id_of_two_issuers_is_two_tokens(guarded: Client) -> None:
    assert status(guarded, token(jti="1")) == 200
    assert status(guarded, token(jti="1", iss="https://second.example", key=OTHER_KEY)) == 200


def test_a_token_used_at_one_worker_is_used_at_all(tmp_path: Path) -> None:
    once = token()
    workers = [Client(gate=Signed(ISSUERS, BASE, UsedTokens(tmp_path / "used.sqlite"))) for _ in range(2)]
    assert [status(worker, once) for worker in workers] == [200, 401]


def test_used_tokens_are_forgotten_only_after_they_expired() -> None:
    used = UsedTokens()
    assert used.first_use("a", "kept", until=2_000, now=1_000)
    for number in range(1_000):
        used.first_use("a", str(number), until=1_100, now=1_500)
    assert not used.first_use("a", "kept", until=2_000, now=1_999)
    assert used.first_use("a", "1", until=9_999, now=3_000)


def test_two_authorization_headers_are_refused(guarded: Client) -> None:
    headers = [("Authorization", f"Bearer {token()}"), ("Authorization", f"Bearer {token()}")]
    assert guarded.send("POST", HOOK, json=call(), headers=headers).status_code == 401


def test_the_token_is_in_no_log_line(guarded: Client) -> None:
    bearer = token()
    status(guarded, bearer)
    status(guarded, bearer)
    assert bearer not in guarded.logged and bearer.split(".")[2] not in guarded.logged
    assert [line["status"] for line in guarded.lines] == [200, 401]


# without issuers: this machine alone


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "rebound.example"},
        {"Host": "127.0.0.1.evil.example"},
        {"X-Forwarded-For": "10.1.2.3"},
        {"Forwarded": "for=10.1.2.3"},
    ],
    ids=str,
)
def test_without_issuers_nothing_that_comes_from_elsewhere_is_answered(client: Client, headers: dict[str, str]) -> None:
    assert client.send("POST", HOOK, json=call(), headers=headers).status_code == 401
    assert client.post(HOOK, call()).status_code == 200


@pytest.mark.parametrize(
    ("host", "here"),
    [(name, True) for name in ("127.0.0.1", "127.8.8.8", "::1", "localhost", "LOCALHOST")]
    + [
        (name, False) for name in ("0.0.0.0", "10.0.0.1", "::", "a.example", "", "localhost.evil.example", "127.0.0.1x")
    ],
)
def test_which_hosts_are_this_machine(host: str, here: bool) -> None:
    assert is_loopback(host) is here
