"""One knowledge base for all tests; cases in YAML are read once."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from appropriateness import strict_yaml
from appropriateness.engine.case import read_case
from appropriateness.engine.consultation import Consultation, consult
from appropriateness.knowledge.base import KnowledgeBase
from appropriateness.knowledge.loading import DATA, load

ON = date(2026, 11, 20)
CASES = Path(__file__).parent / "cases"
KNOWLEDGE = load(DATA)

THOROUGH = bool(os.environ.get("THOROUGH"))
SLOW_TO_DRAW = [HealthCheck.too_slow, HealthCheck.filter_too_much]
settings.register_profile(
    "same_every_time", max_examples=100, deadline=None, derandomize=True, suppress_health_check=SLOW_TO_DRAW
)
settings.register_profile(
    "thorough", max_examples=500, deadline=None, print_blob=True, suppress_health_check=SLOW_TO_DRAW
)
settings.load_profile("thorough" if THOROUGH else "same_every_time")
OVER_MANY_CASES = settings(max_examples=2000 if THOROUGH else 120)
"""For the properties of the engine itself. The long runs of `.ci/run` are thorough, the README's `pytest` is quick."""


@pytest.fixture(scope="session")
def knowledge() -> KnowledgeBase:
    return KNOWLEDGE


def yaml_file(path: Path) -> Any:
    document = strict_yaml.parse(path.read_text(encoding="utf-8"), quoted=False)
    assert not document.problems, f"{path.name}: {document.problems}"
    return document.data


def case_file(name: str) -> list[dict[str, Any]]:
    return list(yaml_file(CASES / f"{name}.yaml"))


def answer(facts: dict[str, Any], knowledge: KnowledgeBase = KNOWLEDGE) -> Consultation:
    return consult(read_case(facts, knowledge), knowledge, ON)


def some_of(items: Iterable[Any], every: int) -> list[Any]:
    """Parameters of which each `every`-th is always tried, the others in the long runs."""
    return [
        item if place % every == 0 else pytest.param(item, marks=pytest.mark.durability)
        for place, item in enumerate(items)
    ]
