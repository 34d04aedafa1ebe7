"""At most one card, which one, when it is not shown again, and what is kept of it all."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cds_hooks.calls import (
    CHART,
    HEAD_CT,
    HEAD_MRI,
    HEAD_MRI_BOTH,
    ORTHOSTATIC,
    PDPH,
    SIH,
    TWO_DAYS,
    Json,
    adult,
    call,
    order,
)
from tests.cds_hooks.conftest import Client, card, rating

# one card, and when it is not shown again


def test_of_several_orders_only_the_most_serious_matter_gets_a_card(client: Client) -> None:
    told = client.answer(
        call(order(HEAD_CT, SIH, "ct"), order(HEAD_MRI, PDPH, "mri", note=[{"text": "seizure"}]), prefetch=CHART)
    )
    assert card(told)["indicator"] == "critical"


def test_at_order_select_a_card_speaks_of_what_was_just_chosen_only(client: Client) -> None:
    orders = order(HEAD_CT, SIH, "ct"), order(HEAD_MRI_BOTH, SIH, "mri")
    for chosen, cards in (("mri", 0), ("ct", 1)):
        document = call(*orders, hook="order-select", prefetch=CHART)
        document["context"]["selections"] = [f"ServiceRequest/{chosen}"]
        told = client.answer(document)
        assert len(told["cards"]) == cards
        assert rating(told, "mri") == "appropriate"


def override(client: Client, shown: Json, **more: Any) -> int:
    reason = {"reason": {"code": "expert-contradicts"}, "userComment": "Mrs Example insists"}
    item = {"card": shown["uuid"], "outcome": "overridden", "overrideReason": reason} | more
    return client.post("/cds-services/csf-leak-imaging/feedback", {"feedback": [item]}).status_code


def test_an_overridden_card_is_not_shown_again_for_the_same_order_and_answer(client: Client) -> None:
    document = call(order(HEAD_CT, SIH), prefetch=CHART)
    assert override(client, card(client.answer(document))) == 200
    assert client.answer(document)["cards"] == []


@pytest.mark.parametrize(
    "document",
    [
        call(order(HEAD_CT, SIH, "order-2"), prefetch=CHART),
        call(order("24727-0", SIH), prefetch=CHART),
        call(order(HEAD_CT, PDPH), prefetch=TWO_DAYS),
        call(order(HEAD_CT, SIH, subject={"reference": "Patient/p2"}), prefetch=CHART, context={"patientId": "p2"}),
    ],
    ids=["another order", "another study", "another answer", "another patient"],
)
def test_anything_else_is_said_although_a_card_was_overridden(client: Client, document: Json) -> None:
    override(client, card(client.answer(call(order(HEAD_CT, SIH), prefetch=CHART))))
    assert len(client.answer(document)["cards"]) == 1


def test_an_accepted_or_ignored_card_does_not_silence_the_next(client: Client) -> None:
    document = call(order(HEAD_CT, SIH), prefetch=CHART)
    override(client, card(client.answer(document)), outcome="accepted")
    assert len(client.answer(document)["cards"]) == 1


def test_an_emergency_is_said_again_even_if_it_was_overridden(client: Client) -> None:
    document = call(order(HEAD_CT, PDPH, note=[{"text": "seizure"}]), prefetch=TWO_DAYS)
    override(client, card(client.answer(document)))
    assert card(client.answer(document))["indicator"] == "critical"


# what is kept


def test_every_answer_is_kept_before_it_leaves_even_where_nothing_is_said(client: Client) -> None:
    client.answer(call(order(HEAD_MRI_BOTH, SIH), prefetch=CHART))
    client.answer(call(order(HEAD_CT, PDPH), prefetch={"patient": adult(born="2014-05-05")}))
    kept = client.keeper.answers
    assert [item.consultation.decision.outcome for item in kept] == ["rated", "out_of_scope"]
    assert [item.orders[0].rating for item in kept] == ["appropriate", None]


def test_orders_with_one_reason_are_one_consultation_and_two_reasons_are_two(client: Client) -> None:
    client.answer(call(order(HEAD_CT, SIH, "a"), order(HEAD_MRI, SIH, "b"), prefetch=CHART))
    assert [len(item.orders) for item in client.keeper.answers] == [2]
    client.answer(call(order(HEAD_CT, SIH, "a"), order(HEAD_MRI, [ORTHOSTATIC], "b"), prefetch=CHART))
    assert len(client.keeper.answers) == 3


def test_what_is_kept_names_neither_patient_nor_order(client: Client) -> None:
    client.answer(call(order(HEAD_CT, SIH, "order-of-mrs-example"), prefetch=CHART))
    (kept,) = client.keeper.answers
    assert "example" not in repr(kept.orders) + repr(kept.card)
    assert len(kept.orders[0].reference) == 32
