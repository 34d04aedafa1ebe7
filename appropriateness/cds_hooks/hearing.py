"""From draft orders and record to consultations: which orders belong to this topic, what the engine says of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from appropriateness.cds_hooks.bounded_reader import BoundedReader
from appropriateness.cds_hooks.drafts import Draft
from appropriateness.cds_hooks.matters import Matter
from appropriateness.cds_hooks.rating import Rating
from appropriateness.cds_hooks.requests import HookRequest
from appropriateness.cds_hooks.service import Service
from appropriateness.engine.consultation import Consultation
from appropriateness.errors import CaseError
from appropriateness.fhir.elements import reference
from appropriateness.fhir.history import (
    allergy_facts,
    condition_facts,
    patient_facts,
    procedure_facts,
    studies_on_record,
)
from appropriateness.fhir.reasons import indication_of, reasons_of, topic_on_record
from appropriateness.fhir.taken import Taken


@dataclass(frozen=True, eq=False, slots=True)
class Heard:
    """One order of this topic. `consultation` is None where order and record contradict each other.

    `indication`: its coded reasons. `chosen`: a card may speak of it, because it has just been chosen or is signed.
    """

    draft: Draft
    taken: tuple[Taken, ...]
    indication: list[Any]
    consultation: Consultation | None
    rating: Rating | None
    matter: Matter | None
    chosen: bool


@dataclass(frozen=True, eq=False, slots=True)
class _Record:
    """What the record says beside the orders, read once a call and only where an order may be of this topic.

    `topic_there`: a diagnosis on record opens the topic. `done`: the last day of each study on record.
    """

    taken: tuple[Taken, ...]
    topic_there: bool
    done: dict[str, str]


def hear(drafts: Sequence[Draft], call: HookRequest, service: Service) -> tuple[Heard, ...]:
    """The orders whose own reason opens this topic; the record adds facts, it never makes the topic alone."""
    prefetch = call.prefetch or {}
    conditions = prefetch.get("conditions")
    now = service.clock()
    chosen = _chosen(drafts, call)
    words = BoundedReader(service.read)
    record: _Record | None = None
    found = []
    for draft in drafts:
        left_out = words.left_out
        reasons = reasons_of(draft.resource, conditions, service.codes, words)
        if not (reasons.opens or reasons.headache):
            continue
        record = record or _record(prefetch, now, service)
        if not (reasons.opens or record.topic_there):
            continue
        taken = (*reasons.taken, *record.taken)
        indication = indication_of(draft.resource, conditions)
        result = _consult(taken, now, service)
        heard = _heard(draft, taken, indication, result, draft.reference in chosen, service)
        found.append(_with_more(heard if words.left_out == left_out else _unread(heard), record.done))
    return tuple(found)


def _record(prefetch: dict[str, Any], now: datetime, service: Service) -> _Record:
    codes = service.codes
    taken = [
        *patient_facts(prefetch.get("patient"), now),
        *condition_facts(prefetch.get("conditions"), codes),
        *procedure_facts(prefetch.get("procedures"), codes, now, service.zone),
        *allergy_facts(prefetch.get("allergies"), codes),
    ]
    studies = sorted(studies_on_record(prefetch.get("imaging"), codes), key=lambda item: item[1])
    done = {study: day for names, day in studies for study in names}
    return _Record(tuple(taken), topic_on_record(prefetch.get("conditions"), codes), done)


def _unread(heard: Heard) -> Heard:
    """An order with more words than are read here: what they say is missing, so it is not rated."""
    said = ("Not read", "The words of this order are longer than is read here. Keep the indication to a few lines.")
    if heard.matter is not None:
        return replace(heard, rating=None, matter=replace(heard.matter, paragraphs=(*heard.matter.paragraphs, said)))
    matter = Matter(
        "facts_missing", "info", "The words of this order are too long to be read; it is not rated.", (said,)
    )
    return replace(heard, rating=None, matter=matter)


def _with_more(heard: Heard, done: dict[str, str]) -> Heard:
    """A card that is shown anyway says when the same study was done last; that alone is no reason for a card."""
    days = [done[study] for study in heard.draft.procedures if study in done]
    said = [("On record", f"The same study on {days[-1]}; its result is not read here.")] if days else []
    if heard.matter is None or not said:
        return heard
    return replace(heard, matter=replace(heard.matter, paragraphs=(*heard.matter.paragraphs, *said)))


def _consult(taken: tuple[Taken, ...], now: datetime, service: Service) -> Consultation | CaseError:
    try:
        return service.remembered.consult(taken, service.knowledge, now.date())
    except CaseError as fault:
        return fault


def _heard(
    draft: Draft,
    taken: tuple[Taken, ...],
    indication: list[Any],
    result: Consultation | CaseError,
    chosen: bool,
    service: Service,
) -> Heard:
    if isinstance(result, CaseError):
        said = tuple(("Contradiction", problem.message) for problem in result.problems[:3])
        summary = "Order and record contradict each other; the order is not rated."
        matter = Matter("contradiction", "warning", summary, said)
        return Heard(draft, taken, indication, None, None, matter, chosen)
    return Heard(draft, taken, indication, result, *service.remembered.advice(draft, result), chosen)


def _chosen(drafts: Sequence[Draft], call: HookRequest) -> frozenset[str]:
    """At order-select the orders just chosen, with those that make one study with them; else all."""
    names = frozenset(draft.reference for draft in drafts)
    if call.hook != "order-select" or not call.context.selections:
        return names
    selected = {reference({"reference": item}) for item in call.context.selections}
    whole = {name for draft in drafts if not selected.isdisjoint(draft.one_study) for name in draft.one_study}
    return names & (selected | whole)
