"""What a client may ask and leave out: discovery, requests, origins, as CDS Hooks demands it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from fhir.resources.R4B.operationoutcome import OperationOutcome

from tests.cds_hooks.calls import (
    HEAD_CT,
    HEAD_MRI,
    ORTHOSTATIC,
    SPINE_MRI,
    SPONTANEOUS,
    adult,
    call,
    order,
)
from tests.cds_hooks.conftest import HOOK, Client, card, rating

CHART = {"patient": adult()}


# discovery


def test_discovery_offers_both_hooks_under_one_id(client: Client) -> None:
    services = client.get("/cds-services").json()["services"]
    assert {item["hook"] for item in services} == {"order-select", "order-sign"}
    assert len({item["id"] for item in services}) == 1


def test_every_offered_service_has_hook_id_description_and_title(client: Client) -> None:
    for item in client.get("/cds-services").json()["services"]:
        assert all(isinstance(item[key], str) and item[key] for key in ("hook", "id", "description", "title"))


def test_prefetch_templates_use_tokens_of_release_2_only(client: Client) -> None:
    for item in client.get("/cds-services").json()["services"]:
        for template in item["prefetch"].values():
            assert set(re.findall(r"\{\{(.*?)\}\}", template)) == {"context.patientId"}
            assert "today" not in template


# requests


@pytest.mark.parametrize("prefetch", ["omitted", None, {}, {"patient": None, "conditions": None}], ids=str)
def test_no_prefetch_is_ever_required(client: Client, prefetch: Any) -> None:
    answer = client.answer(call(order(HEAD_MRI, [SPONTANEOUS, ORTHOSTATIC]), prefetch=prefetch))
    assert rating(answer) is None
    assert "Not enough is known" in card(answer)["summary"]


def test_an_operation_outcome_in_place_of_a_resource_is_as_if_it_had_not_come(client: Client) -> None:
    outcome = {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "forbidden"}]}
    failed = dict.fromkeys(("patient", "conditions", "procedures", "imaging", "allergies"), outcome)
    without = client.answer(call(order(HEAD_MRI, [SPONTANEOUS, ORTHOSTATIC])))
    failing = client.answer(call(order(HEAD_MRI, [SPONTANEOUS, ORTHOSTATIC]), prefetch=failed))
    assert card(failing)["detail"] == card(without)["detail"]


def test_only_the_draft_orders_are_required_of_the_context(client: Client) -> None:
    document = call(order(SPINE_MRI, [SPONTANEOUS, ORTHOSTATIC]), prefetch=CHART)
    document["context"] = {"draftOrders": document["context"]["draftOrders"]}
    assert rating(client.answer(document)) == "appropriate"


def test_fields_of_later_versions_are_tolerated(client: Client) -> None:
    more = {"extension": {"a": 1}, "fhirVersion": "4.0.1", "fhirServer": "https://fhir.example/r4", "new": [None]}
    document = call(order(SPINE_MRI, [SPONTANEOUS, ORTHOSTATIC]), prefetch=CHART, context={"later": {}}, **more)
    assert rating(client.answer(document)) == "appropriate"


@pytest.mark.parametrize("missing", ["hook", "hookInstance", "context"])
def test_a_call_without_a_required_field_is_refused_with_an_operation_outcome(client: Client, missing: str) -> None:
    document = call(order(HEAD_CT, [SPONTANEOUS]))
    del document[missing]
    response = client.post(HOOK, document)
    assert response.status_code == 400
    OperationOutcome.model_validate(response.json())
    assert missing in response.json()["issue"][0]["diagnostics"]


def test_an_unknown_service_is_404_and_another_hook_400(client: Client) -> None:
    assert client.post("/cds-services/other", call()).status_code == 404
    assert client.post(HOOK, call(hook="patient-view")).status_code == 400


def test_browsers_of_allowed_origins_may_call_all_three_routes() -> None:
    client = Client(origins=("https://sandbox.example",))
    asked = {"Origin": "https://sandbox.example", "Access-Control-Request-Headers": "authorization,content-type,accept"}
    for path, method in (("/cds-services", "GET"), (HOOK, "POST"), (f"{HOOK}/feedback", "POST")):
        response = client.send("OPTIONS", path, headers=asked | {"Access-Control-Request-Method": method})
        assert response.status_code == 200
        assert response.headers["access-control-allow-origin"] == "https://sandbox.example"
        stranger = client.send(
            "OPTIONS", path, headers=asked | {"Access-Control-Request-Method": method, "Origin": "https://evil.example"}
        )
        assert "access-control-allow-origin" not in stranger.headers
