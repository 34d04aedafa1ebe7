"""A service in this process, with a clock that stands still, a keeper one can look into and a reader one can script."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from appropriateness.cds_hooks.application import create
from appropriateness.cds_hooks.discovery import SERVICE_ID
from appropriateness.cds_hooks.logs import Log
from appropriateness.cds_hooks.security import Gate, ThisMachine
from appropriateness.cds_hooks.service import PageLink, Service
from appropriateness.fhir.coded import Codes, SiteCode, compiled
from appropriateness.fhir.taken import Taken
from appropriateness.knowledge.codes import load_codes
from appropriateness.knowledge.loading import DATA
from appropriateness.records.keeping import Answer, Forgetful
from tests.cds_hooks.calls import CPT, RED_FLAG_FACTS, Json
from tests.conftest import KNOWLEDGE

GENERATED = "test_generated_requests.py"
"""Needs a plugin that takes seconds to load: collected by the long runs alone."""


def long_run(config: pytest.Config) -> bool:
    return "not durability" not in config.option.markexpr


def pytest_configure(config: pytest.Config) -> None:
    if long_run(config):
        config.pluginmanager.import_plugin("schemathesis.pytest.plugin")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    return True if collection_path.name == GENERATED and not long_run(config) else None


NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
BASE = "http://127.0.0.1:8080"
HOOK = f"/cds-services/{SERVICE_ID}"
SITE_CODES = [
    SiteCode(CPT, "70551", "mri_head_wo"),
    SiteCode(CPT, "72141", "mri_cervical_wo"),
    SiteCode(CPT, "62270", "lumbar_puncture"),
    SiteCode(CPT, "62273", "epidural_patch"),
]
CODES = compiled(load_codes(DATA, KNOWLEDGE), KNOWLEDGE, SITE_CODES)

SCRIPT: dict[str, dict[str, object]] = {
    "no red flags": dict(RED_FLAG_FACTS),
    "worse upright": {"worse_upright": True},
    "seizure": {"seizure": True},
    "sixth nerve palsy": {"cranial_nerve_palsy": "sixth_or_eighth"},
    "on warfarin": {"anticoagulant": "vitamin_k_antagonist", "hours_since_last_dose": 4},
    "no procedure": {"spinal_procedure": "none"},
    "three days": {"hours_since_procedure": {"at_least": 60, "below": 84}},
    "<b>shouting</b>": {"fever": False},
}
"""What the scripted reader finds in a text: the words, and the facts they stand for."""


def scripted(text: str) -> tuple[tuple[Taken, ...], bool]:
    taken = [
        Taken(fact, value, "text", f"“{words}”")
        for words, facts in SCRIPT.items()
        if words in text
        for fact, value in facts.items()
    ]
    return tuple(taken), "orthostatic" in text


class Watched(Forgetful):
    """Keeps what the default keeper forgets, for a test to look at."""

    def __init__(self) -> None:
        super().__init__()
        self.answers: list[Answer] = []

    async def keep(self, answers: Sequence[Answer]) -> tuple[str, ...]:
        self.answers.extend(answers)
        return await super().keep(answers)


class Client:
    """A client of one service. `keeper` and `lines` are what the service kept and logged."""

    def __init__(self, gate: Gate | None = None, page: PageLink | None = None, **more: Any) -> None:
        self.keeper = Watched()
        self._log = io.StringIO()
        self.service = Service(
            knowledge=KNOWLEDGE,
            codes=CODES,
            keeper=more.pop("keeper", self.keeper),
            read=more.pop("read", scripted),
            base_url=BASE,
            page=page,
            zone=None,
            secret=b"secret of one run",
            clock=lambda: NOW,
        )
        self.application = create(lambda: self.service, gate or ThisMachine(), log=Log(self._log), **more)
        self._transport = httpx.ASGITransport(self.application, raise_app_exceptions=False, client=("127.0.0.1", 50000))

    def send(self, method: str, path: str, **more: Any) -> httpx.Response:
        async def sent() -> httpx.Response:
            async with httpx.AsyncClient(transport=self._transport, base_url=BASE, trust_env=False) as http:
                return await http.request(method, path, **more)

        return asyncio.run(sent())

    def get(self, path: str, **more: Any) -> httpx.Response:
        return self.send("GET", path, **more)

    def post(self, path: str, document: Any, **more: Any) -> httpx.Response:
        return self.send("POST", path, json=document, **more)

    @property
    def lines(self) -> list[Json]:
        return [json.loads(line) for line in self._log.getvalue().splitlines()]

    @property
    def logged(self) -> str:
        return self._log.getvalue()

    def answer(self, document: Any) -> Json:
        """The answer to a call that has to succeed."""
        response = self.post(HOOK, document)
        assert response.status_code == 200, response.text
        return dict(response.json())


@pytest.fixture
def client() -> Client:
    return Client()


@pytest.fixture(scope="session")
def codes() -> Codes:
    return CODES


def rating(answer: Json, name: str = "order-1") -> str | None:
    """The rating code of an order in an answer, None where it carries none."""
    for action in answer.get("systemActions", []):
        if action["resource"]["id"] == name:
            for extension in action["resource"]["extension"]:
                if extension["url"] == "http://fhir.org/argonaut/Extension/pama-rating":
                    return str(extension["valueCodeableConcept"]["coding"][0]["code"])
    return None


def card(answer: Json) -> Json:
    """The only card of an answer."""
    (found,) = answer["cards"]
    return dict(found)
