"""The description of the service: every route, every body, a page that loads nothing."""

from __future__ import annotations

import re
from pathlib import Path

from tests.cds_hooks.conftest import Client


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
        if re.search(r"^\s*(from|import) (starlette|uvicorn|jwt)\b", path.read_text(encoding="utf-8"), re.M)
    ]
    assert [name for name in users if not name.startswith("cds_hooks/")] == ["commands/serving.py"]
