"""The service against its own description: nothing it says of itself may turn out wrong, whatever is sent."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import positive_data_acceptance

from appropriateness.cds_hooks.application import create
from appropriateness.cds_hooks.security import ThisMachine
from tests.cds_hooks.conftest import Client


class Here(ThisMachine):
    """The gate as it is on a machine of its own: the test client has no address."""

    def admits(self, scope: object) -> bool:
        return True


def application() -> FastAPI:
    return create(lambda: Client().service, Here())


schema = schemathesis.openapi.from_asgi("/openapi.json", application())


# Facts that fit the description may still contradict each other; such a case is refused with both named.
@pytest.mark.durability
@schema.parametrize()
@settings(
    max_examples=150, deadline=None, phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck)
)
def test_every_generated_request_is_answered_as_described(case: schemathesis.Case) -> None:
    excluded = [positive_data_acceptance] if case.path == "/consultations" else []
    case.call_and_validate(excluded_checks=excluded)


def test_the_description_names_every_route_and_the_shape_of_every_body(client: Client) -> None:
    described = client.get("/openapi.json").json()
    assert set(described["paths"]) == {
        "/cds-services",
        "/cds-services/{service_id}",
        "/cds-services/{service_id}/feedback",
        "/consultations",
        "/health",
        "/CodeSystem/appropriateness-category",
    }
    for operations in described["paths"].values():
        for method, operation in operations.items():
            assert ("requestBody" in operation) == (method == "post")


def test_the_page_of_the_description_loads_nothing_and_runs_nothing(client: Client) -> None:
    response = client.get("/")
    assert response.headers["content-type"].startswith("text/html")
    assert "<script" not in response.text and not re.search(r"(src|href)=", response.text)
    assert response.headers["content-security-policy"].startswith("default-src 'none'")
    assert "/cds-services/{service_id}/feedback" in response.text


def test_health_says_which_knowledge_answers(client: Client) -> None:
    told = client.get("/health").json()
    assert told["status"] == "ok"
    assert told["knowledge"]["digest"] == client.service.knowledge.digest


def test_only_this_room_loads_the_http_library() -> None:
    package = Path(__file__).resolve().parents[2] / "appropriateness"
    users = [
        path.relative_to(package).as_posix()
        for path in package.rglob("*.py")
        if re.search(r"^\s*(from|import) (fastapi|starlette|uvicorn|jwt)\b", path.read_text(encoding="utf-8"), re.M)
    ]
    assert [name for name in users if not name.startswith("cds_hooks/")] == ["commands/serving.py"]
