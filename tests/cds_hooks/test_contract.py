"""What CDS Hooks and the Argonaut guide demand of a service, sentence by sentence."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from fhir.resources.R4B.bundle import Bundle
from fhir.resources.R4B.codesystem import CodeSystem
from fhir.resources.R4B.servicerequest import ServiceRequest

from appropriateness.cds_hooks.service import PageLink
from appropriateness.wire import links
from tests.cds_hooks.calls import (
    AFTER_PUNCTURE,
    ASKED,
    CHART,
    DSM,
    HEAD_CT,
    HEAD_MRI_BOTH,
    KNEE_PAIN,
    ORTHOSTATIC,
    SPONTANEOUS,
    Json,
    bundle,
    call,
    order,
    procedure,
)
from tests.cds_hooks.conftest import Client, card
from tests.conftest import KNOWLEDGE

AFTER_TWO_DAYS = CHART | {"procedures": bundle(procedure("277762005", "2026-11-18T12:00:00Z"))}
PAMA = "http://fhir.org/argonaut/Extension/pama-rating"

SILENT = {
    "an order for a knee": call(order(HEAD_CT, [KNEE_PAIN]), prefetch=CHART),
    "no drafts": call(),
    "an order without a code": call(order(None)),
}
TALKING = {
    "appropriate": call(order(HEAD_MRI_BOTH, [SPONTANEOUS, ORTHOSTATIC]), prefetch=CHART),
    "not appropriate": call(order(HEAD_CT, [SPONTANEOUS, ORTHOSTATIC], note=ASKED), prefetch=CHART),
    "red flags not asked": call(order(HEAD_CT, [SPONTANEOUS, ORTHOSTATIC]), prefetch=CHART),
    "no imaging": call(order(HEAD_CT, [AFTER_PUNCTURE, ORTHOSTATIC], note=ASKED), prefetch=AFTER_TWO_DAYS),
    "contested": call(
        order(DSM, [AFTER_PUNCTURE, ORTHOSTATIC]),
        prefetch=CHART | {"procedures": bundle(procedure("277762005", "2026-11-15T12:00:00Z"))},
    ),
    "facts missing": call(order(HEAD_CT, [AFTER_PUNCTURE]), prefetch=CHART),
    "emergency": call(order(HEAD_CT, [AFTER_PUNCTURE], note=[{"text": "seizure"}]), prefetch=CHART),
    "contradiction": call(order(HEAD_CT, [SPONTANEOUS]), prefetch=AFTER_TWO_DAYS),
    "one region": call(order("30667-0", [SPONTANEOUS, ORTHOSTATIC]), prefetch=CHART),
    "three regions, not appropriate": call(
        *(order(code, [SPONTANEOUS, ORTHOSTATIC], f"o{code}") for code in ("24938-3", "24982-1", "30678-7")),
        prefetch=CHART,
    ),
    "contrast open": call(order("24590-2", [SPONTANEOUS, ORTHOSTATIC]), prefetch=CHART),
}
ALL = SILENT | TALKING


@pytest.fixture(scope="module")
def answers() -> dict[str, Json]:
    client = Client(page=PageLink("https://imaging.example/order", smart=True))
    return {name: client.answer(document) for name, document in ALL.items()}


def cards(answers: dict[str, Json]) -> Iterator[tuple[str, Json]]:
    return ((name, found) for name, answer in answers.items() for found in answer["cards"])


def actions(answers: dict[str, Json]) -> Iterator[tuple[str, Json]]:
    """Every action of systemActions and of suggestions."""
    for name, answer in answers.items():
        yield from ((name, action) for action in answer.get("systemActions", []))
        for found in answer["cards"]:
            for suggestion in found.get("suggestions", []):
                yield from ((name, action) for action in suggestion["actions"])


# response


@pytest.mark.parametrize("name", ALL)
def test_cards_is_always_an_array_with_at_most_one_card(answers: dict[str, Json], name: str) -> None:
    assert isinstance(answers[name]["cards"], list)
    assert len(answers[name]["cards"]) <= 1


@pytest.mark.parametrize("name", SILENT)
def test_silence_is_an_empty_array_of_cards_and_nothing_else(answers: dict[str, Json], name: str) -> None:
    assert answers[name] == {"cards": []}


@pytest.mark.parametrize("name", ALL)
def test_nothing_empty_and_nothing_null_is_sent_but_the_cards(answers: dict[str, Json], name: str) -> None:
    def walk(value: Any) -> None:
        for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            assert item not in (None, "", [], {}), value
            walk(item)

    answer = dict(answers[name])
    if not answer["cards"]:
        del answer["cards"]
    walk(answer)


# cards


def test_every_kind_of_answer_that_speaks_has_a_card(answers: dict[str, Json]) -> None:
    assert {name for name, _ in cards(answers)} == set(TALKING) - {"appropriate"}


def test_a_summary_has_fewer_than_140_characters_and_one_line(answers: dict[str, Json]) -> None:
    for name, found in cards(answers):
        assert 0 < len(found["summary"]) < 140, name
        assert "\n" not in found["summary"]


def test_indicator_and_source_are_what_the_specification_allows(answers: dict[str, Json]) -> None:
    for _, found in cards(answers):
        assert found["indicator"] in ("info", "warning", "critical")
        assert found["source"]["label"]


def test_cards_and_suggestions_have_uuids_of_their_own(answers: dict[str, Json]) -> None:
    seen = [found["uuid"] for _, found in cards(answers)]
    seen += [item["uuid"] for _, found in cards(answers) for item in found.get("suggestions", [])]
    assert len(seen) == len({str(uuid.UUID(name)) for name in seen})


def test_suggestions_come_with_a_selection_behaviour_and_none_comes_without(answers: dict[str, Json]) -> None:
    for _, found in cards(answers):
        assert ("suggestions" in found) == ("selectionBehavior" in found)
        assert found.get("selectionBehavior") in (None, "at-most-one")
        assert sum(item.get("isRecommended", False) for item in found.get("suggestions", [])) <= 1


def test_override_reasons_are_coded_and_have_a_display(answers: dict[str, Json]) -> None:
    for _, found in cards(answers):
        assert 4 <= len(found["overrideReasons"]) <= 6
        for reason in found["overrideReasons"]:
            assert reason["system"] == "http://terminology.hl7.org/CodeSystem/non-adherence-reason-codes"
            assert reason["code"] and reason["display"]


def test_a_case_travels_in_the_context_of_a_smart_link_only() -> None:
    for smart in (True, False):
        found = card(Client(page=PageLink("https://imaging.example/order", smart)).answer(TALKING["facts missing"]))
        (link,) = found["links"]
        assert link["label"] and link["url"].startswith("https://imaging.example/order")
        assert ("appContext" in link) == smart == (link["type"] == "smart")
        assert ("?" in link["url"]) == (not smart)


def test_a_plain_link_opens_the_page_with_the_case_and_its_times_to_be_confirmed() -> None:
    document = call(order(DSM, [AFTER_PUNCTURE, ORTHOSTATIC]), prefetch=AFTER_TWO_DAYS)
    (link,) = card(Client(page=PageLink("https://imaging.example/order", smart=False)).answer(document))["links"]
    opened = links.decode(parse_qs(urlsplit(link["url"]).query), KNOWLEDGE, datetime(2026, 11, 20, 13))
    assert opened.answers["spinal_procedure"] == "lumbar_puncture"
    assert opened.answers["hours_since_procedure"] == {"at_least": 48, "below": 49}
    assert opened.given["hours_since_procedure"] is None


def test_a_link_carries_facts_and_no_identifier(answers: dict[str, Json]) -> None:
    (link,) = answers["facts missing"]["cards"][0]["links"]
    assert "spinal_procedure" in link["appContext"]
    assert "p1" not in link["appContext"] and "Patient" not in link["appContext"]


# actions


def test_an_update_carries_the_whole_resource_of_a_draft(answers: dict[str, Json]) -> None:
    for name, action in actions(answers):
        if action["type"] != "update":
            continue
        sent = {entry["resource"]["id"]: entry["resource"] for entry in ALL[name]["context"]["draftOrders"]["entry"]}
        original = sent[action["resource"]["id"]]
        assert action["resource"].items() >= {k: v for k, v in original.items() if k not in ("code",) and v}.items()


def test_a_delete_names_a_draft_and_an_action_of_a_suggestion_says_what_it_does(answers: dict[str, Json]) -> None:
    for name, action in actions(answers):
        assert action["description"]
        if action["type"] == "delete":
            drafts = [entry["resource"] for entry in ALL[name]["context"]["draftOrders"]["entry"]]
            assert action["resourceId"] in {f"ServiceRequest/{item['id']}" for item in drafts}
            assert "resource" not in action


def test_a_system_action_changes_nothing_but_the_rating(answers: dict[str, Json]) -> None:
    for name, answer in answers.items():
        sent = {entry["resource"]["id"]: entry["resource"] for entry in ALL[name]["context"]["draftOrders"]["entry"]}
        for action in answer.get("systemActions", []):
            rest = {key: value for key, value in action["resource"].items() if key != "extension"}
            assert rest == {key: value for key, value in sent[rest["id"]].items() if value != []}
            assert all(item["url"].startswith(PAMA) for item in action["resource"]["extension"])


def test_ratings_stand_at_the_top_and_in_the_extension_where_some_clients_look(answers: dict[str, Json]) -> None:
    rated = [answer for answer in answers.values() if "systemActions" in answer]
    assert rated
    assert all(answer["extension"]["systemActions"] == answer["systemActions"] for answer in rated)


def test_every_resource_sent_is_valid_r4(answers: dict[str, Json]) -> None:
    checked = 0
    for _, action in actions(answers):
        if action["type"] == "update":
            ServiceRequest.model_validate(action["resource"])
            checked += 1
    assert checked > 10


def test_the_calls_of_these_tests_are_valid_r4_but_for_the_empty_order() -> None:
    for document in TALKING.values():
        for entry in document["context"]["draftOrders"]["entry"]:
            ServiceRequest.model_validate(entry["resource"])
        for found in document.get("prefetch", {}).values():
            if found["resourceType"] == "Bundle":
                Bundle.model_validate(found)


# the Argonaut guide


def test_a_rating_has_the_urls_types_and_codes_of_the_guide(answers: dict[str, Json]) -> None:
    for name, answer in answers.items():
        for action in answer.get("systemActions", []):
            by_url = {item["url"]: item for item in action["resource"]["extension"]}
            assert set(by_url) == {PAMA, f"{PAMA}-qcdsm-consulted", f"{PAMA}-consult-id", f"{PAMA}-auc-applied"}, name
            first = by_url[PAMA]["valueCodeableConcept"]["coding"][0]
            assert first["system"] == "http://fhir.org/argonaut/CodeSystem/pama-rating"
            assert first["code"] in ("appropriate", "not-appropriate", "no-criteria-apply")
            identifier = by_url[f"{PAMA}-consult-id"]["valueUri"]
            assert uuid.UUID(identifier.removeprefix("urn:uuid:"))
            assert by_url[f"{PAMA}-auc-applied"]["valueUri"] == "https://doi.org/10.1016/j.jacr.2024.08.020"


def test_no_code_of_cms_is_ever_sent(answers: dict[str, Json]) -> None:
    for answer in answers.values():
        for action in answer.get("systemActions", []):
            (consulted,) = [e for e in action["resource"]["extension"] if e["url"].endswith("qcdsm-consulted")]
            assert consulted["valueString"] == "not-a-qcdsm"


def test_the_category_stands_beside_the_rating_in_a_code_system_the_service_serves(client: Client) -> None:
    answer = client.answer(TALKING["appropriate"])
    (extension,) = [e for e in answer["systemActions"][0]["resource"]["extension"] if e["url"] == PAMA]
    _, second = extension["valueCodeableConcept"]["coding"]
    assert second["code"] == "usually_appropriate"
    served = client.get(second["system"].removeprefix("http://127.0.0.1:8080")).json()
    CodeSystem.model_validate(served)
    assert served["url"] == second["system"]
    assert second["code"] in {concept["code"] for concept in served["concept"]}


def test_a_suggested_order_keeps_its_reason_and_carries_a_code_and_its_own_rating(answers: dict[str, Json]) -> None:
    seen = 0
    for _, found in cards(answers):
        for suggestion in found.get("suggestions", []):
            (resource,) = [action["resource"] for action in suggestion["actions"] if action["type"] == "update"]
            assert resource["code"]["coding"][0].keys() >= {"system", "code", "display"}
            assert resource["reasonCode"][0]["coding"][0]["code"] in (SPONTANEOUS, ORTHOSTATIC)
            assert any(item["url"] == PAMA for item in resource["extension"])
            seen += 1
    assert seen >= 4
