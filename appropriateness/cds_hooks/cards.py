"""The one card a call may carry."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterable
from functools import lru_cache
from urllib.parse import urlencode

from appropriateness.cds_hooks.hearing import Heard
from appropriateness.cds_hooks.markdown import escaped, plain
from appropriateness.cds_hooks.matters import Matter
from appropriateness.cds_hooks.service import PageLink, Service
from appropriateness.engine.case import read_value
from appropriateness.fhir.coded import Codes
from appropriateness.fhir.taken import Taken
from appropriateness.knowledge.base import KnowledgeBase
from appropriateness.knowledge.procedures import Procedure
from appropriateness.records.reasons import OVERRIDE_REASONS
from appropriateness.wire import links
from appropriateness.wire.consultations import facts as plain_facts
from appropriateness.wire.json_lines import Json
from appropriateness.wording import decapitalised, value_words

SOURCE = "Imaging order assistant: suspected spinal CSF leak"
LONGEST_SUMMARY = 139
OVERRIDE_SYSTEM = "http://terminology.hl7.org/CodeSystem/non-adherence-reason-codes"
STANDING = (
    "Decision support for professionals; no diagnosis. Ratings are restated and were not checked with the publisher."
)


Rate = Callable[[Json, Procedure], Json]
"""Adds to an order for a procedure the rating it would carry."""


def card_of(matter: Matter, identifier: str, heard: Heard, rate: Rate, service: Service) -> Json:
    """The card for a matter. A link carries facts of the case, never an identifier."""
    card: Json = {
        "uuid": identifier,
        "summary": plain(matter.summary, LONGEST_SUMMARY),
        "indicator": matter.indicator,
        "detail": _detail(matter, heard.taken, service.knowledge),
        "source": {"label": SOURCE},
        "overrideReasons": [
            {"system": OVERRIDE_SYSTEM, "code": code, "display": display} for code, display in OVERRIDE_REASONS.items()
        ],
    }
    suggestions = [_suggestion(procedure, heard, rate, service.codes) for procedure in matter.replacements]
    if suggestions:
        card |= {"suggestions": suggestions, "selectionBehavior": "at-most-one"}
    if service.page is not None:
        consultation = heard.consultation
        facts = plain_facts(consultation.case, service.knowledge) if consultation is not None else {}
        card["links"] = [_link(service.page, facts, service.knowledge)]
    return card


def _detail(matter: Matter, taken: Iterable[Taken], knowledge: KnowledgeBase) -> str:
    """Paragraphs, the words that were read, and how far the ratings were checked."""
    parts = [matter.markdown] if matter.paragraphs else []
    read = _read(taken, knowledge)
    if read:
        parts.append("**Taken from order and record, please check**")
        parts.append("\n".join(f"- {escaped(found)}: {escaped(said)}" for found, said in read.items()))
    parts.append(_standing(knowledge.edition.edition))
    return "\n\n".join(parts)


@lru_cache(maxsize=4)
def _standing(edition: str) -> str:
    return f"{escaped(STANDING)} {escaped(f'Knowledge of {edition}.')}"


def _read(taken: Iterable[Taken], knowledge: KnowledgeBase) -> dict[str, str]:
    """What was taken from each place: a code, the exact words, or a kind of record."""
    by_place: dict[str, list[str]] = {}
    for item in taken:
        fact = knowledge.facts[item.fact]
        said = f"{decapitalised(fact.label)} {value_words(item.fact, read_value(fact, item.value), knowledge)}"
        by_place.setdefault(item.found, []).append(said)
    return {place: ", ".join(said) for place, said in by_place.items()}


def _suggestion(procedure: Procedure, heard: Heard, rate: Rate, codes: Codes) -> Json:
    """Replace the order; where several orders make up one study, the others go."""
    draft = heard.draft
    order: Json = {**draft.resource, "code": _code(procedure, codes)}
    if heard.indication:
        order["reasonCode"] = heard.indication
    actions: list[Json] = [
        {"type": "update", "description": f"Order {procedure.label} instead.", "resource": rate(order, procedure)}
    ]
    actions += [
        {"type": "delete", "description": "Covered by the order of the whole study.", "resourceId": other}
        for other in draft.one_study
        if other != draft.reference
    ]
    return {"label": plain(f"Order {procedure.label}", 80), "uuid": str(uuid.uuid4()), "actions": actions}


def _code(procedure: Procedure, codes: Codes) -> Json:
    """The code we prefer first: one that means the procedure alone, with its name as the terminology wants it."""
    alone = [code for code in procedure.codes if codes.means_alone(code.system, code.code, procedure.id)]
    return {
        "coding": [{"system": codes.uri(code.system), "code": code.code, "display": code.name} for code in alone[:1]],
        "text": procedure.label,
    }


def _link(page: PageLink, facts: Json, knowledge: KnowledgeBase) -> Json:
    """A link to the order page: the case travels as launch context, or in the address.

    When its elapsed times were true is left open, because clocks and zones of two machines differ: the page asks.
    """
    link = {"label": "Answer the open questions on the order page", "url": page.url}
    if page.smart:
        return link | {"type": "smart", "appContext": json.dumps(facts, separators=(",", ":"))}
    query = urlencode(links.encode(facts, dict.fromkeys(facts), knowledge))
    return link | {"type": "absolute", "url": f"{page.url}?{query}" if query else page.url}
