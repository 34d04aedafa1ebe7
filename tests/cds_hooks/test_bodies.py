"""Bodies byte by byte: digits that have to come back, characters cut in half, encodings, clients that are slow."""

from __future__ import annotations

import asyncio
import gzip
import json
from typing import Any

import pytest

from appropriateness.cds_hooks.limits import Refused, body_of, document_of
from tests.cds_hooks.calls import HEAD_CT, HEAD_MRI_BOTH, ORTHOSTATIC, SPONTANEOUS, adult, call, order
from tests.cds_hooks.conftest import HOOK, Client, card, rating

SIH = [SPONTANEOUS, ORTHOSTATIC]
CHART = {"patient": adult()}
JSON_KIND = {"content-type": "application/json"}


def sent_with(client: Client, code: str, number: str) -> str:
    """The answer to an order with a quantity written so."""
    marked = order(code, SIH, quantityQuantity={"value": "NUMBER", "unit": "mL"})
    body = json.dumps(call(marked, prefetch=CHART)).replace('"NUMBER"', number)
    response = client.send("POST", HOOK, content=body.encode(), headers=JSON_KIND)
    assert response.status_code == 200
    return response.text


@pytest.mark.parametrize(
    "number", ["1.50", "0.10", "-2.0", "100", "12345678901234567890123", "3.000000000000000000001"]
)
def test_a_number_in_an_order_goes_back_with_every_digit_it_came_with(client: Client, number: str) -> None:
    assert f'"value":{number},' in sent_with(client, HEAD_MRI_BOTH, number)
    replaced = sent_with(client, HEAD_CT, number)
    assert '"suggestions"' in replaced and f'"value":{number},' in replaced


@pytest.mark.parametrize("number", ["1e999", "-1E-999", "9" * 5_000])
def test_a_number_no_machine_can_hold_is_no_reason_to_fail(client: Client, number: str) -> None:
    assert json.loads(sent_with(client, HEAD_MRI_BOTH, number), parse_float=str, parse_int=str)["systemActions"]


@pytest.mark.parametrize(
    ("sent", "shown"), [(r"\ud83d", "\ufffd"), (r"\uDE00", "\ufffd"), (r"\ud83d\ude00", "\U0001f600")]
)
def test_half_a_character_becomes_the_sign_for_it_and_the_emergency_beside_it_is_read(sent: str, shown: str) -> None:
    document = json.dumps(call(order(HEAD_CT, SIH, note=[{"text": "seizure CUT"}], note2="CUT"), prefetch=CHART))
    client = Client()
    response = client.send("POST", HOOK, content=document.replace("CUT", sent).encode(), headers=JSON_KIND)
    assert response.status_code == 200
    assert card(response.json())["indicator"] == "critical"
    assert document_of(b'{"a": "' + sent.encode() + b'", "b": "\\\\ud83d"}') == {"a": shown, "b": "\\ud83d"}


@pytest.mark.parametrize("body", [b'{"a": "\xed\xa0\xbd"}', json.dumps({"a": 1}).encode("utf-16")], ids=["CESU", "16"])
def test_what_is_not_utf_8_is_refused(body: bytes) -> None:
    with pytest.raises(Refused, match="not JSON"):
        document_of(body)


def test_a_byte_order_mark_is_passed_over(client: Client) -> None:
    body = b"\xef\xbb\xbf" + json.dumps(call(order(HEAD_MRI_BOTH, SIH), prefetch=CHART)).encode()
    assert rating(client.send("POST", HOOK, content=body, headers=JSON_KIND).json()) == "appropriate"


def test_a_compressed_body_is_refused_with_what_to_send_instead(client: Client) -> None:
    body = gzip.compress(json.dumps(call()).encode())
    response = client.send("POST", HOOK, content=body, headers=JSON_KIND | {"content-encoding": "gzip"})
    assert response.status_code == 415
    assert "without a content-encoding" in response.text


def test_a_body_that_never_ends_is_refused_after_a_while_and_one_given_up_is_no_fault(client: Client) -> None:
    async def silent() -> Any:
        await asyncio.sleep(60)

    with pytest.raises(Refused) as refused:
        asyncio.run(body_of(silent, None, most_seconds=0.01))
    assert refused.value.status == 408

    async def leaving() -> Any:
        return {"type": "http.disconnect"}

    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http", "method": "POST", "path": HOOK, "query_string": b"",
        "headers": [(b"host", b"localhost"), (b"content-type", b"application/json")], "client": ("127.0.0.1", 5),
    }  # fmt: skip
    asyncio.run(client.application(scope, leaving, send))
    assert [line["event"] for line in client.lines] == ["call"] and client.lines[0]["left"] is True


def test_what_can_be_read_can_be_asked_for_by_its_head(client: Client) -> None:
    for path in ("/health", "/cds-services"):
        assert client.send("HEAD", path).status_code == 200


def test_a_browser_may_reach_a_service_on_the_users_own_machine() -> None:
    asked = {
        "Origin": "https://sandbox.example", "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "accept,authorization,content-type",
        "Access-Control-Request-Private-Network": "true",
    }  # fmt: skip
    response = Client(origins=("https://sandbox.example",)).send("OPTIONS", HOOK, headers=asked)
    assert response.status_code == 200
    assert response.headers["access-control-allow-private-network"] == "true"
