"""The site file of the service: its public address, who may call, local codes. Refused with file and line."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import jwt
from pydantic import Field

from appropriateness.cds_hooks.security import ALGORITHMS, Issuer
from appropriateness.errors import KnowledgeError, did_you_mean
from appropriateness.fhir.coded import PATCH, SiteCode
from appropriateness.knowledge.base import KnowledgeBase
from appropriateness.knowledge.codes import CodesFile
from appropriateness.knowledge.facts import ChoiceFact
from appropriateness.knowledge.reading import Reader
from appropriateness.provenance import Freeze, Model, Text

SMALLEST_RSA_BITS = 2048


class IssuerEntry(Model):
    """A client that may call. `key_set`: a file with its public keys (a JWK set), beside the site file.

    `jku`: the only address its tokens may name as the place of their keys. Nothing is ever fetched from it.
    """

    iss: Text
    key_set: Text
    jku: Text | None = None


class CodeEntry(Model):
    """A code of the site, with the address of its system. `means`: a procedure or region; what was done: its kind."""

    system: Text
    code: Text
    means: Text


class PageEntry(Model):
    """The order page of this assistant. smart: the client launches it and hands over the case."""

    url: Text
    type: Literal["absolute", "smart"] = "absolute"


class SiteFile(Model):
    """Settings of one site. Without issuers only this machine is answered."""

    schema_: Literal["service/1"] = Field(alias="schema")
    public_url: Text | None = None
    issuers: Annotated[tuple[IssuerEntry, ...], Freeze] = ()
    origins: Annotated[tuple[Text, ...], Freeze] = ()
    page: PageEntry | None = None
    time_zone: Text | None = None
    orders: Annotated[tuple[CodeEntry, ...], Freeze] = ()
    performed: Annotated[tuple[CodeEntry, ...], Freeze] = ()


NO_SITE = SiteFile(schema="service/1")


class Settings:
    """A site file with everything it names found and checked."""

    def __init__(self, file: SiteFile, issuers: Mapping[str, Issuer]) -> None:
        self.file, self.issuers = file, issuers

    @property
    def orders(self) -> list[SiteCode]:
        return [SiteCode(item.system, item.code, item.means) for item in self.file.orders]

    @property
    def performed(self) -> list[SiteCode]:
        return [SiteCode(item.system, item.code, item.means) for item in self.file.performed]

    @property
    def zone(self) -> ZoneInfo | None:
        return ZoneInfo(self.file.time_zone) if self.file.time_zone else None


def read_settings(path: Path | None, knowledge: KnowledgeBase, codes: CodesFile) -> Settings:
    """Read and check a site file; None: no site. Raises KnowledgeError with every problem, file and line."""
    if path is None:
        return Settings(NO_SITE, {})
    reader = Reader(path.resolve().parent)
    file = reader.read(path.resolve(), SiteFile)
    issuers: dict[str, Issuer] = {}
    if file is not None:
        for place, code, message in (*_faults(file, knowledge, codes), *_issuers(file, reader.folder, issuers)):
            reader.problems.append(reader.files[path.name].problem(place, code, message))
    if file is None or reader.problems:
        raise KnowledgeError(reader.problems)
    return Settings(file, issuers)


Fault = tuple[tuple[str | int, ...], str, str]


def _faults(file: SiteFile, knowledge: KnowledgeBase, codes: CodesFile) -> Iterator[Fault]:
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
    studies = [*knowledge.procedures, *(region.id for region in codes.regions)]
    kind = knowledge.facts["spinal_procedure"]
    kinds = [*(kind.values if isinstance(kind, ChoiceFact) else ()), PATCH]
    for name, entries, known in (("orders", file.orders, studies), ("performed", file.performed, kinds)):
        for index, entry in enumerate(entries):
            if entry.means not in known:
                message = f'"{entry.means}" is not known here.{did_you_mean(entry.means, known)}'
                yield (name, index, "means"), "UNKNOWN_MEANING", message


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.query and not parts.fragment


def _issuers(file: SiteFile, folder: Path, issuers: dict[str, Issuer]) -> Iterator[Fault]:
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
