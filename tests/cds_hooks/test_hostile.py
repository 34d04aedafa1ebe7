"""What real, old, broken and hostile clients send: an answer or a refusal, never a crash, nothing of it in the log."""

from __future__ import annotations

import json
from typing import Any

import pytest
from fhir.resources.R4B.operationoutcome import OperationOutcome
from hypothesis import given, settings
from hypothesis import strategies as st

from appropriateness.cds_hooks.drafts import MOST_DRAFTS
from appropriateness.cds_hooks.limits import DEEPEST, MOST_BYTES, too_deep
from tests.cds_hooks.calls import (
    AFTER_PUNCTURE,
    CHART,
    HEAD_CT,
    HEAD_MRI_BOTH,
    PATIENT,
    SIH,
    Json,
    bundle,
    call,
    concept,
    condition,
    order,
    procedure,
)
from tests.cds_hooks.conftest import HOOK, Client, card, rating


def broken(**changes: Any) -> Json:
    return order(HEAD_CT, SIH) | changes


def of_drafts(drafts: Any) -> Json:
    document = call()
    document["context"]["draftOrders"] = drafts
    return document


LOCAL, BOTH = {"system": "urn:local", "code": "MR1"}, concept("http://loinc.org", HEAD_MRI_BOTH)
STU3 = {"resourceType": "ProcedureRequest", "id": "a", "status": "draft", "code": concept("http://loinc.org", HEAD_CT)}
DSTU2 = {"resourceType": "DiagnosticOrder", "id": "a", "item": [{"code": concept("http://loinc.org", HEAD_CT)}]}
MEDICATION = {"resourceType": "MedicationRequest", "id": "m", "status": "draft", "intent": "order"}
SILENT: dict[str, Json] = {
    "the empty order of the sandbox": call(order(None)),
    "no drafts at all": call(),
    "a medication": call(MEDICATION, hook="order-sign"),
    "an STU3 request": call(STU3),
    "a DSTU2 order": call(DSTU2),
    "a bundle without entries": of_drafts({"resourceType": "Bundle"}),
    "a bundle with null entries": of_drafts(
        {"resourceType": "Bundle", "entry": [None, {}, {"resource": None}, 7, "x"]}
    ),
    "entries without a resource type": of_drafts(bundle({"id": "a", "code": concept("http://loinc.org", HEAD_CT)})),
    "a resource type that is a number": of_drafts(bundle({"resourceType": 5, "id": "a"})),
    "an empty object for drafts": of_drafts({}),
    "an empty list for drafts": of_drafts([]),
    "a bundle inside a bundle": of_drafts(bundle(bundle(order(HEAD_CT, SIH)))),
    "no id": call({k: v for k, v in order(HEAD_CT, SIH).items() if k != "id"}),
    "an id that is a number": call(broken(id=7)),
    "an id with a slash": call(broken(id="../../x")),
    "a code that is a word": call(broken(code="x")),
    "a code that is a list": call(broken(code=["x", None, 3])),
    "codings that are words": call(broken(code={"coding": ["x", None, {"code": 5}, {"code": ""}]})),
    "a coding that is no list": call(broken(code={"coding": 17})),
    "reasons that are words": call(broken(reasonCode="headache")),
    "reasons of null": call(broken(reasonCode=[None, {"coding": None}, {"coding": [None]}, {"text": 7}])),
    "an order that was revoked": call(broken(status="revoked")),
    "an order entered in error": call(broken(status="entered-in-error")),
    "an order not to do it": call(broken(doNotPerform=True)),
    "an order for another patient": call(broken(subject={"reference": "Patient/other"})),
}
ANSWERED: dict[str, Json] = {
    "a list instead of a bundle": of_drafts([order(HEAD_MRI_BOTH, SIH)]) | {"prefetch": CHART},
    "a single resource": of_drafts(order(HEAD_MRI_BOTH, SIH)) | {"prefetch": CHART},
    "an absolute subject": call(
        order(HEAD_MRI_BOTH, SIH, subject={"reference": f"https://ehr.example/r4/Patient/{PATIENT}"}), prefetch=CHART
    ),
    "no subject": call({k: v for k, v in order(HEAD_MRI_BOTH, SIH).items() if k != "subject"}, prefetch=CHART),
    "a local code before ours": call(broken(code={"coding": [LOCAL, *BOTH["coding"]]}), prefetch=CHART),
    "prefetch of wrong shapes": call(
        order(HEAD_MRI_BOTH, SIH),
        prefetch=CHART | {"conditions": "x", "procedures": [7], "allergies": {"entry": 5}, "imaging": 1.5, "other": []},
    ),
    "selections that are no strings": call(
        order(HEAD_MRI_BOTH, SIH), hook="order-select", prefetch=CHART, context={"selections": [None, 5, {}]}
    ),
    "a code of the older system address": call(
        order(HEAD_MRI_BOTH, [concept("http://hl7.org/fhir/sid/icd-10", c) for c in SIH]), prefetch=CHART
    ),
    "codes without their dot": call(order(HEAD_MRI_BOTH, ["g96811", "R510"]), prefetch=CHART),
    "DSTU2 words for a status": call(
        order(HEAD_MRI_BOTH, SIH),
        prefetch=CHART | {"conditions": bundle(condition("Z33.1") | {"clinicalStatus": "resolved"})},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SILENT)
def test_it_is_passed_over_in_silence(client: Client, name: str) -> None:
    assert client.answer(SILENT[name]) == {"cards": []}


@pytest.mark.parametrize("name", ANSWERED)
def test_it_is_answered_all_the_same(client: Client, name: str) -> None:
    assert rating(client.answer(ANSWERED[name])) == "appropriate"


REFUSED: dict[str, tuple[bytes, int]] = {
    "nothing": (b"", 400),
    "no JSON": (b"{", 400),
    "a list": (b"[]", 400),
    "a number": (b"7", 400),
    "null": (b"null", 400),
    "not a number": (b'{"hook": NaN}', 400),
    "infinity": (b'{"hook": -Infinity}', 400),
    "bytes that are no UTF-8": (b'{"hook": "\xff\xfe"}', 400),
    "a number of ten thousand digits": (b'{"hook": ' + b"9" * 10_000 + b"}", 400),
    "brackets as deep as the sea": (b"[" * 200_000, 400),
    "an object nested too deep": (b'{"a":' * (DEEPEST + 2) + b"1" + b"}" * (DEEPEST + 2), 400),
    "a body over the limit": (b'{"a": "' + b"x" * MOST_BYTES + b'"}', 413),
    "drafts of null": (json.dumps(of_drafts(None)).encode(), 400),
    "drafts of a word": (json.dumps(of_drafts("x")).encode(), 400),
    "a context of the first release": (
        json.dumps(call() | {"context": {"patientId": "1", "medications": []}}).encode(),
        400,
    ),
    "a hook of an object": (json.dumps(call() | {"hook": {}}).encode(), 400),
}


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused_with_an_operation_outcome(client: Client, name: str) -> None:
    body, status = REFUSED[name]
    response = client.send("POST", HOOK, content=body, headers={"content-type": "application/json"})
    assert response.status_code == status
    OperationOutcome.model_validate(response.json())


def test_a_body_that_lies_about_its_length_is_cut_off_at_the_limit(client: Client) -> None:
    async def endless() -> Any:
        for _ in range(100):
            yield b"x" * (MOST_BYTES // 10)

    response = client.send("POST", HOOK, content=endless(), headers={"content-type": "application/json"})
    assert response.status_code == 413


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_only_json_is_read_so_that_no_web_form_can_call(client: Client, kind: str) -> None:
    body = json.dumps(call()).encode()
    assert client.send("POST", HOOK, content=body, headers={"content-type": kind}).status_code == 415


@pytest.mark.parametrize(("method", "path"), [("GET", HOOK), ("DELETE", HOOK), ("GET", "/nowhere"), ("POST", "/")])
def test_other_methods_and_addresses_are_told_so(client: Client, method: str, path: str) -> None:
    response = client.send(method, path)
    assert response.status_code in (404, 405)
    OperationOutcome.model_validate(response.json())


def test_a_huge_bundle_is_answered_for_the_first_orders_and_stays_fast(client: Client) -> None:
    orders = [order(HEAD_MRI_BOTH, SIH, f"o{number}") for number in range(1_500)]
    told = client.answer(call(*orders, prefetch=CHART))
    assert len(told["systemActions"]) == MOST_DRAFTS
    assert len(client.keeper.answers) == 1
    assert client.lines[0]["ms"] < 2_000


def test_one_text_on_many_orders_is_read_once_and_texts_without_end_are_left_out_and_said() -> None:
    read: list[str] = []

    def counting(text: str) -> tuple[tuple[()], bool]:
        read.append(text)
        return (), False

    client = Client(read=counting)
    same = [order(HEAD_CT, SIH, f"o{number}", note=[{"text": "worse upright"}]) for number in range(50)]
    client.answer(call(*same, prefetch=CHART))
    assert read == ["worse upright"]
    long = [order(HEAD_CT, SIH, f"o{number}", note=[{"text": f"{number} " * 1_000}]) for number in range(50)]
    client.answer(call(*long, prefetch=CHART))
    assert sum(map(len, read[1:])) <= 10_000


def test_an_order_with_more_words_than_are_read_is_not_rated_and_that_is_said(client: Client) -> None:
    for study in (HEAD_MRI_BOTH, HEAD_CT):
        told = client.answer(call(order(study, SIH, note=[{"text": "word " * 3_000}]), prefetch=CHART))
        assert rating(told) is None
        assert "**Not read:**" in card(told)["detail"]


def test_a_long_text_is_never_cut_short(client: Client) -> None:
    text = "x" * 4_500 + " seizure"
    assert card(client.answer(call(order(HEAD_CT, SIH, note=[{"text": text}]))))["indicator"] == "critical"


def test_a_huge_record_is_read_once_not_for_every_order(client: Client) -> None:
    chart = CHART | {"conditions": bundle(*(condition("J45.909", name=f"c{n}") for n in range(2_000)))}
    orders = [order(HEAD_MRI_BOTH, SIH, f"o{number}") for number in range(50)]
    assert len(client.answer(call(*orders, prefetch=chart))["systemActions"]) == 50
    assert client.lines[0]["ms"] < 2_000


@settings(max_examples=30)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
        max_leaves=12,
    )
)
def test_whatever_stands_where_a_piece_is_expected_there_is_an_answer(value: Any) -> None:
    base = order(HEAD_CT, SIH)
    orders = [
        base | {key: value, "id": f"o{index}"} for index, key in enumerate(base) if key not in ("id", "resourceType")
    ]
    chart = {
        "patient": {"resourceType": "Patient", "birthDate": value, "gender": value, "extension": value},
        "conditions": bundle(condition(AFTER_PUNCTURE) | {"clinicalStatus": value, "verificationStatus": value}),
        "procedures": bundle(
            procedure("277762005", "2026-11-19") | {"performedDateTime": value, "performedPeriod": value}
        ),
        "allergies": bundle({"resourceType": "AllergyIntolerance", "code": value, "reaction": value}),
    }
    assert "cards" in SHARED.answer(call(*orders, prefetch=chart))


SHARED = Client()


def test_how_deep_is_too_deep() -> None:
    def nested(levels: int) -> Any:
        found: Any = 1
        for _ in range(levels):
            found = [found]
        return found

    assert not too_deep(nested(DEEPEST)) and too_deep(nested(DEEPEST + 1))
