"""Who may call: a signed token of a known issuer for exactly this address, or, without issuers, this machine alone."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

import jwt

from appropriateness.cds_hooks.replay import UsedTokens

ALGORITHMS = {"ES384": "EC", "RS384": "RSA"}
"""The algorithms CDS Hooks recommends, with the kind of key each takes. HMAC and none are no signatures here."""
LEEWAY_SECONDS = 5
LONGEST_LIFE_SECONDS = 3600
LONGEST_TOKEN = 8192
_CLAIMS = ["iss", "aud", "exp", "iat", "jti"]
_FORWARDED = (b"forwarded", b"x-forwarded-for", b"x-forwarded-host", b"x-real-ip")


class Gate(Protocol):
    """Decides whether a call is let in. Says no without saying why."""

    def admits(self, scope: Mapping[str, Any]) -> bool: ...


@dataclass(frozen=True, slots=True)
class Issuer:
    """A client whose tokens are accepted: its public keys by id, and the key set address its tokens may name."""

    name: str
    keys: Mapping[str, jwt.PyJWK]
    key_set_address: str | None = None


class Signed:
    """Lets in who brings a valid token: known issuer and key, this address as audience, in time, used once."""

    def __init__(self, issuers: Mapping[str, Issuer], base_url: str, used: UsedTokens) -> None:
        self._issuers, self._base_url, self._used = issuers, base_url, used

    def admits(self, scope: Mapping[str, Any]) -> bool:
        given = [value for name, value in scope["headers"] if name == b"authorization"]
        if len(given) != 1 or len(given[0]) > LONGEST_TOKEN:
            return False
        scheme, _, token = given[0].decode("latin-1").partition(" ")
        if scheme.lower() != "bearer":
            return False
        try:
            return self._valid(token.strip(), self._base_url + str(scope["path"]))
        except (jwt.PyJWTError, ValueError, TypeError, KeyError, OverflowError, RecursionError):
            return False

    def _valid(self, token: str, address: str) -> bool:
        header = jwt.get_unverified_header(token)
        unverified = jwt.decode(token, options={"verify_signature": False})
        issuer = self._issuers.get(unverified.get("iss", ""))
        algorithm = header.get("alg")
        if issuer is None or algorithm not in ALGORITHMS or header.get("typ", "JWT") != "JWT" or "crit" in header:
            return False
        if "jku" in header and header["jku"] != issuer.key_set_address:
            return False
        key = issuer.keys.get(header.get("kid", ""))
        if key is None or key.key_type != ALGORITHMS[algorithm]:
            return False
        claims = jwt.decode(
            token,
            key.key,
            algorithms=[algorithm],
            audience=address,
            issuer=issuer.name,
            leeway=LEEWAY_SECONDS,
            options={"require": _CLAIMS, "strict_aud": True},
        )
        identifier, issued, expires = claims["jti"], float(claims["iat"]), float(claims["exp"])
        if not isinstance(identifier, str) or not 0 < len(identifier) <= 256:
            return False
        if not 0 <= expires - issued <= LONGEST_LIFE_SECONDS:
            return False
        return self._used.first_use(issuer.name, identifier, expires + LEEWAY_SECONDS, issued)


class ThisMachine:
    """Lets in what comes from this machine and is addressed to it: no proxy, no name borrowed by a web page."""

    def admits(self, scope: Mapping[str, Any]) -> bool:
        client = scope.get("client")
        headers = scope["headers"]
        if client is None or not is_loopback(client[0]) or any(name in _FORWARDED for name, _ in headers):
            return False
        hosts = [value.decode("latin-1") for name, value in headers if name == b"host"]
        return len(hosts) == 1 and is_loopback(_without_port(hosts[0]))


def _without_port(host: str) -> str:
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0]


@lru_cache(maxsize=256)
def is_loopback(host: str) -> bool:
    """Whether a host name or address is this machine itself."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
