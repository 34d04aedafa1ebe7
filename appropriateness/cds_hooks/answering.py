"""From a call to its answer: ratings, at most one card; kept before it leaves."""

from __future__ import annotations

import hmac
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from appropriateness.cds_hooks.cards import card_of
from appropriateness.cds_hooks.drafts import drafts_of
from appropriateness.cds_hooks.extensions import rated
from appropriateness.cds_hooks.hearing import Heard, hear
from appropriateness.cds_hooks.matters import SERIOUSNESS, Matter
from appropriateness.cds_hooks.requests import HookRequest
from appropriateness.cds_hooks.service import Service
from appropriateness.engine.consultation import Consultation
from appropriateness.knowledge.procedures import Procedure
from appropriateness.records.keeping import Answer, OrderAnswer, ShownCard
from appropriateness.wire.json_lines import Json


@dataclass(frozen=True, slots=True)
class Told:
    """What a call came to, for the log: nothing of a patient."""

    orders: int = 0
    in_topic: int = 0
    rated: int = 0
    card: str | None = None

    def fields(self) -> dict[str, object]:
        return {"orders": self.orders, "in_topic": self.in_topic, "rated": self.rated, "card": self.card}


@dataclass(frozen=True, eq=False, slots=True)
class Shown:
    """The matter that gets the card."""

    heard: Heard
    matter: Matter
    card: ShownCard


async def answer(call: HookRequest, service: Service) -> tuple[Json, Told]:
    """The response to one call. Raises KeepingError where it could not be kept; then nothing must leave."""
    drafts = drafts_of(call.context.draft_orders, call.context.patient_id, service.codes)
    heard = hear(drafts, call, service)
    if not heard:
        return {"cards": []}, Told(len(drafts))
    shown = await _most_serious(heard, call, service)
    ids = await _keep(heard, shown, call, service)
    actions = [
        {
            "type": "update",
            "description": "Adds the appropriateness rating.",
            "resource": rated(
                one.draft.resource, one.rating, ids[_name(one.consultation)], service.criteria, service.base_url
            ),
        }
        for one in heard
        if one.rating is not None
    ]
    response: Json = {"cards": [] if shown is None else [_card(shown, ids, service)]}
    if actions:
        response |= {"systemActions": actions, "extension": {"systemActions": actions}}
    return response, Told(len(drafts), len(heard), len(actions), shown.matter.kind if shown else None)


async def _most_serious(heard: Sequence[Heard], call: HookRequest, service: Service) -> Shown | None:
    """The most serious matter nobody has overridden. An emergency is said whichever order was chosen, and again."""
    raised = [
        (one, one.matter) for one in heard if one.matter is not None and (one.chosen or one.matter.kind == "emergency")
    ]
    for one, matter in sorted(raised, key=lambda item: SERIOUSNESS[item[1].kind]):
        name = _matter_name(one, matter, call, service)
        if matter.kind == "emergency" or not await service.keeper.overridden(name):
            return Shown(one, matter, ShownCard(str(uuid.uuid4()), name, matter.indicator))
    return None


def _card(shown: Shown, ids: dict[int, str], service: Service) -> Json:
    consultation = shown.heard.consultation

    def replacement(order: Json, procedure: Procedure) -> Json:
        """The order with the rating it would carry."""
        rating = service.remembered.rating((procedure.id,), consultation) if consultation is not None else None
        if rating is None:
            return order
        return rated(order, rating, ids[_name(consultation)], service.criteria, service.base_url)

    return card_of(shown.matter, shown.card.id, shown.heard, replacement, service)


async def _keep(heard: Sequence[Heard], shown: Shown | None, call: HookRequest, service: Service) -> dict[int, str]:
    """Keep every consultation of this call, whatever was said of it. Returns the consult id of each."""
    groups: dict[int, list[Heard]] = {}
    for one in heard:
        if one.consultation is not None:
            groups.setdefault(_name(one.consultation), []).append(one)
    answers = []
    for group in groups.values():
        consultation = group[0].consultation
        assert consultation is not None
        card = shown.card if shown is not None and shown.heard.consultation is consultation else None
        answers.append(Answer(consultation, tuple(_told(one, call, service) for one in group), card))
    ids = await service.keeper.keep(answers) if answers else ()
    return dict(zip(groups, ids, strict=True))


def _name(consultation: Consultation | None) -> int:
    """Which consultation of this call it is."""
    return id(consultation)


def _told(one: Heard, call: HookRequest, service: Service) -> OrderAnswer:
    procedure = "+".join(one.draft.procedures) or one.draft.region or ""
    rating = one.rating.code if one.rating is not None else None
    return OrderAnswer(_opaque(service, call, one.draft.reference), procedure, rating)


def _matter_name(one: Heard, matter: Matter, call: HookRequest, service: Service) -> str:
    """The same for the same order, the same answer and the same knowledge."""
    order = (one.draft.reference, *one.draft.procedures)
    return _opaque(service, call, *order, matter.fingerprint, service.knowledge.digest)


def _opaque(service: Service, call: HookRequest, *parts: str) -> str:
    """A name that only this running service can make; it tells nothing of patient or order."""
    written = "\x1f".join((call.fhir_server or "", call.context.patient_id or "", *parts))
    return hmac.digest(service.secret, written.encode("utf-8", "surrogatepass"), "sha256").hex()[:32]
