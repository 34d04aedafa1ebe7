"""The site file of the service: its public address, who may call, local codes. Refused with file and line."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import jwt

from appropriateness.cds_hooks.security import ALGORITHMS, Issuer
from appropriateness.errors import KnowledgeError
from appropriateness.knowledge.reading import Reader
from appropriateness.provenance import Text
from appropriateness.shape import Model

SMALLEST_RSA_BITS = 2048


class IssuerEntry(Model):
    """A client that may call. `key_set`: a file with its public keys (a JWK set), beside the site file.

    `jku`: the only address its tokens may name as the place of their keys. Nothing is ever fetched from it.
    """

    iss: Text
    key_set: Text
    jku: Text | None = None


class PageEntry(Model):
    """The order page of this assistant. smart: the client launches it and hands over the case."""

    url: Text
    type: Literal["absolute", "smart"] = "absolute"


class ServiceFile(Model):
    """Settings of one site. Without issuers only this machine is answered. `time_zone`: of times without a zone."""

    schema_: Literal["service/1"]
    public_url: Text | None = None
    issuers: tuple[IssuerEntry, ...] = ()
    origins: tuple[Text, ...] = ()
    page: PageEntry | None = None
    time_zone: Text | None = None


FILE = "service.yaml"
NO_SETTINGS = ServiceFile(schema_="service/1")


@dataclass(frozen=True, eq=False, slots=True)
class Settings:
    """The settings with everything they name found and checked."""

    file: ServiceFile
    issuers: Mapping[str, Issuer]
    zone: ZoneInfo | None


def read_settings(site: Path | None) -> Settings:
    """Read and check the settings in a site folder; none there: those of this machine alone.

    Raises KnowledgeError with every problem, file and line.
    """
    if site is None or not (site / FILE).exists():
        return Settings(NO_SETTINGS, {}, None)
    reader = Reader(site, prefix="site/")
    file = reader.read(site / FILE, ServiceFile)
    issuers: dict[str, Issuer] = {}
    if file is not None:
        for place, code, message in (*_faults(file), *_issuers(file, site, issuers)):
            reader.problems.append(reader.files[f"site/{FILE}"].problem(place, code, message))
    if file is None or reader.problems:
        raise KnowledgeError(reader.problems)
    return Settings(file, issuers, ZoneInfo(file.time_zone) if file.time_zone else None)


Fault = tuple[tuple[str | int, ...], str, str]


def _faults(file: ServiceFile) -> Iterator[Fault]:
    addresses = [(("public_url",), file.public_url), (("page", "url"), file.page.url if file.page else None)]
    for place, address in [*addresses, *((("origins", i), item) for i, item in enumerate(file.origins))]:
        if address is not None and not _is_address(address):
            yield place, "NO_ADDRESS", f'"{address}" is not an address; write it as https://host/path, without a query.'
    if file.issuers and not file.public_url:
        yield ("issuers",), "NO_PUBLIC_URL", "tokens name the address they are for: give public_url as clients call it."
    if file.time_zone is not None:
        try:
            ZoneInfo(file.time_zone)
        except (ValueError, OSError, KeyError):
            yield (
                ("time_zone",),
                "UNKNOWN_ZONE",
                f'"{file.time_zone}" is not a time zone; write one such as Europe/Berlin.',
            )


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.query and not parts.fragment


def _issuers(file: ServiceFile, folder: Path, issuers: dict[str, Issuer]) -> Iterator[Fault]:
    for index, entry in enumerate(file.issuers):
        if entry.iss in issuers:
            yield ("issuers", index), "ISSUER_TWICE", f'"{entry.iss}" stands here twice; keep one.'
        try:
            keys = _keys(json.loads((folder / entry.key_set).read_bytes()))
        except (OSError, ValueError, TypeError, KeyError, AttributeError, jwt.PyJWTError) as fault:
            why = (
                str(fault)
                if isinstance(fault, (_UnusableError, FileNotFoundError))
                else "it is not a set of public keys"
            )
            yield ("issuers", index, "key_set"), "BAD_KEY_SET", f"{entry.key_set} cannot be used: {why}."
            continue
        issuers[entry.iss] = Issuer(entry.iss, keys, entry.jku)


class _UnusableError(ValueError):
    pass


def _keys(document: Any) -> dict[str, jwt.PyJWK]:
    """Public keys by their id: P-384 or RSA, each with a kid of its own."""
    found: dict[str, jwt.PyJWK] = {}
    for entry in document["keys"]:
        name = entry.get("kid")
        if not name or name in found:
            raise _UnusableError("every key needs a kid of its own")
        if "d" in entry or "k" in entry:
            raise _UnusableError(f"the key {name} is secret; keep public keys only, and replace that one")
        if entry.get("kty") == "EC" and entry.get("crv") == "P-384":
            found[name] = jwt.PyJWK(entry, algorithm="ES384")
        elif entry.get("kty") == "RSA":
            found[name] = jwt.PyJWK(entry, algorithm="RS384")
            if found[name].key.key_size < SMALLEST_RSA_BITS:
                raise _UnusableError(f"the key {name} is shorter than {SMALLEST_RSA_BITS} bits")
    if not found:
        raise _UnusableError(f"it holds no key for {' or '.join(ALGORITHMS)}")
    return found
