"""Nothing that came in can mark anything up, stand in a log or a refusal, or leave where it could not be kept."""

from __future__ import annotations

import re
from typing import Any

import pytest

from appropriateness.cds_hooks.markdown import escaped
from appropriateness.records.keeping import Forgetful, KeepingError
from tests.cds_hooks.calls import (
    CHART,
    HEAD_CT,
    HEAD_MRI_BOTH,
    PATIENT,
    SECRET_WORDS,
    SIH,
    SPONTANEOUS,
    adult,
    call,
    order,
)
from tests.cds_hooks.conftest import HOOK, Client, card

# nothing that came in can mark anything up, and nothing of it is logged

MARKUP = [
    "<script>alert(1)</script>",
    "![x](http://evil.example/a.png)",
    "[click](javascript:alert(1))",
    "**bold** _it_ `code`",
    "http://evil.example",
    "www.evil.example",
    "\u202etxet desrever",
    "a\n\n# heading",
    "&lt;b&gt;",
    "| a | b |",
    "\\[x](y)",
]


@pytest.mark.parametrize("text", MARKUP)
def test_text_is_shown_as_it_stands(text: str) -> None:
    shown = escaped(text)
    assert not re.search(r"(?<!\\)[<>`*_\[\]#|!&]", shown)
    assert "\n" not in shown and "\u202e" not in shown
    assert "http://" not in shown and "www." not in shown


def test_words_from_an_order_are_escaped_on_the_card(client: Client) -> None:
    told = client.answer(call(order(HEAD_CT, SIH, note=[{"text": "<b>shouting</b>"}]), prefetch=CHART))
    assert r"“\<b\>shouting\</b\>”" in card(told)["detail"]


def test_nothing_of_a_patient_is_in_the_log(client: Client) -> None:
    chart = {"patient": adult(born="1987-02-13") | {"name": [{"text": SECRET_WORDS}]}}
    document = call(order(HEAD_CT, SIH, "order-4711", note=[{"text": SECRET_WORDS}]), prefetch=chart)
    document["fhirAuthorization"] = {"access_token": "very-secret-token"}
    client.answer(document)
    client.post(HOOK, document | {"hook": SECRET_WORDS})
    client.post(HOOK, document | {"hookInstance": {"a": SECRET_WORDS}})
    client.post(f"{HOOK}/feedback", {"feedback": [{"card": SECRET_WORDS, "outcome": SECRET_WORDS}]})
    client.post(f"/cds-services/{SECRET_WORDS}", document)
    for word in ("Example", "Sampletown", "4711", "1987", f'"{PATIENT}"', "very-secret-token", SPONTANEOUS):
        assert word not in client.logged
    assert [line["status"] for line in client.lines] == [200, 400, 400, 400, 404]


def test_a_refusal_repeats_nothing_of_the_request(client: Client) -> None:
    for document in (call() | {"hook": {SECRET_WORDS: 1}}, {SECRET_WORDS: 1}, call() | {"context": SECRET_WORDS}):
        assert "Example" not in client.post(HOOK, document).text


class Failing(Forgetful):
    """A keeper whose store is full, or a fault of ours."""

    def __init__(self, fault: Exception) -> None:
        super().__init__()
        self._fault = fault

    async def keep(self, answers: Any) -> tuple[str, ...]:
        raise self._fault


def test_an_answer_that_could_not_be_kept_does_not_leave() -> None:
    failing = Client(keeper=Failing(KeepingError("the disk is full")))
    response = failing.post(HOOK, call(order(HEAD_MRI_BOTH, SIH), prefetch=CHART))
    assert response.status_code == 503
    assert "systemActions" not in response.json()


def test_a_fault_of_ours_is_500_and_logged_by_place_without_its_words() -> None:
    failing = Client(keeper=Failing(RuntimeError(SECRET_WORDS)))
    response = failing.post(HOOK, call(order(HEAD_MRI_BOTH, SIH), prefetch=CHART))
    assert response.status_code == 500
    assert "Example" not in response.text + failing.logged
    assert failing.lines[0]["kind"] == "RuntimeError"
    assert any("answering.py" in place for place in failing.lines[0]["where"])


def test_feedback_that_means_nothing_to_us_is_taken(client: Client) -> None:
    items = [
        {"card": "unknown", "outcome": "accepted", "acceptedSuggestions": [{"id": "x"}]},
        {"card": "unknown", "outcome": "overridden", "overrideReason": {"userComment": SECRET_WORDS}},
        {"card": "unknown", "outcome": "overridden", "overrideReason": {"reason": {"code": SECRET_WORDS}}},
        {"card": "unknown", "outcome": "overridden", "outcomeTimestamp": "2026-11-20T12:00:00Z"},
    ]
    response = client.post(f"{HOOK}/feedback", {"feedback": items})
    assert (response.status_code, response.content) == (200, b"")
