"""One consult record: what was asked and answered, when, on which knowledge; no names, no identifiers."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Literal

from appropriateness.engine.consultation import Consultation
from appropriateness.records import schema
from appropriateness.records.keeping import OrderAnswer, ShownCard
from appropriateness.wire import consultations, decisions, json_lines

Origin = Literal["service", "page"]
Form = Literal["consultation/1", "decision/1"]
_OPAQUE = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True, slots=True)
class Record:
    """A record as it is kept. `facts` is JSON; `answer` the bytes that follow from facts, knowledge and day.

    `form`: a whole document where a person saved it, the decision by ids where a service answered.
    """

    id: str
    at: str
    origin: Origin
    day: str
    digest: str
    program: str
    outcome: str
    facts: str
    form: Form
    answer: bytes
    reason: str | None = None
    schema: str = schema.RECORD

    @property
    def asked_on(self) -> date:
        return date.fromisoformat(self.day)


@dataclass(frozen=True, slots=True)
class NewRecord:
    """A record on its way to the store, with the knowledge it rests on and what the service said of orders."""

    record: Record
    edition: str
    site: str | None
    files: Mapping[str, bytes]
    orders: tuple[OrderAnswer, ...] = ()
    card: ShownCard | None = None


def new_record(
    consultation: Consultation,
    identifier: str,
    origin: Origin,
    reason: str | None = None,
    orders: tuple[OrderAnswer, ...] = (),
    card: ShownCard | None = None,
) -> NewRecord:
    """The record of an answer given now. Raises ValueError where something would be kept that could name a person."""
    for order in orders:
        opaque("an order reference", order.reference)
    if card is not None:
        opaque("the id of a card", card.id)
    knowledge = consultation.knowledge
    form: Form = "consultation/1" if origin == "page" else "decision/1"
    record = Record(
        id=identifier,
        at=utc_now(),
        origin=origin,
        day=consultation.on.isoformat(),
        digest=knowledge.digest,
        program=program(),
        outcome=consultation.decision.outcome,
        facts=_facts(consultation),
        form=form,
        answer=answer_bytes(consultation, form, identifier),
        reason=None if reason is None else opaque("a reason", reason),
    )
    site = None if knowledge.site is None else knowledge.site.name
    return NewRecord(record, knowledge.edition.edition, site, knowledge.files, orders, card)


def answer_bytes(consultation: Consultation, form: Form, identifier: str) -> bytes:
    """The answer in that form: the same bytes for the same facts, knowledge, day and id."""
    if form == "decision/1":
        return _decision(consultation)
    return consultations.line(consultation, consult_id=identifier).encode()


@lru_cache(maxsize=1024)
def _facts(consultation: Consultation) -> str:
    """Written once for a consultation that is remembered: a record system asks the same again and again."""
    return json_lines.line(consultations.facts(consultation.case, consultation.knowledge))


@lru_cache(maxsize=1024)
def _decision(consultation: Consultation) -> bytes:
    return json_lines.line(decisions.document(consultation)).encode()


def opaque(what: str, word: str) -> str:
    """The word itself, where it is short and says nothing: letters, digits, - and _. Raises ValueError."""
    if not is_opaque(word):
        raise ValueError(f"{what} is at most 64 letters, digits, - and _, so that it can name nobody.")
    return word


def is_opaque(word: str | None) -> bool:
    return word is not None and _OPAQUE.fullmatch(word) is not None


def utc_now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


@lru_cache(maxsize=1)
def program() -> str:
    """The program that answers, as the digest of its source: whether another one gave an old answer can be told."""
    root = Path(__file__).resolve().parents[1]
    total = hashlib.sha256()
    for path in sorted(root.rglob("*.py")):
        total.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return f"sha256:{total.hexdigest()}"
