"""Stores in folders of their own, and records of real consultations to fill them with."""

from __future__ import annotations

import random
import shutil
import uuid
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from appropriateness.engine.consultation import Consultation
from appropriateness.errors import CaseError
from appropriateness.knowledge.base import KnowledgeBase
from appropriateness.knowledge.loading import DATA
from appropriateness.records.keeping import OrderAnswer, ShownCard
from appropriateness.records.record import NewRecord, Origin, new_record
from appropriateness.records.store import Store
from tests.cases.test_cases import FILES
from tests.conftest import KNOWLEDGE, answer, case_file
from tests.site.conftest import SiteFolder

WRITTEN: list[dict[str, Any]] = [case["facts"] for name in FILES for case in case_file(name)]


def random_facts(chance: random.Random) -> dict[str, Any]:
    """A written case with some answers left out."""
    facts = chance.choice(WRITTEN)
    kept = chance.sample(list(facts), k=chance.randint(len(facts) // 2, len(facts)))
    return {name: value for name, value in facts.items() if name in kept}


def random_consultations(count: int, seed: int, knowledge: KnowledgeBase = KNOWLEDGE) -> list[Consultation]:
    """So many consultations of cases that can be read, the same for the same seed."""
    chance, found = random.Random(seed), []
    while len(found) < count:
        try:
            found.append(answer(random_facts(chance), knowledge))
        except CaseError:
            continue
    return found


def records_of(consultations: Sequence[Consultation], origin: Origin = "service") -> list[NewRecord]:
    """One record each; a service's has an order and a card."""
    if origin == "page":
        return [new_record(item, str(uuid.uuid4()), origin) for item in consultations]
    order = OrderAnswer("an-opaque-reference", "dsm_complete_spine", None)
    return [
        new_record(
            item, str(uuid.uuid4()), origin, orders=(order,), card=ShownCard(str(uuid.uuid4()), "matter", "info")
        )
        for item in consultations
    ]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(str(tmp_path / "records.db"))
    yield opened
    opened.close()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DATA, tmp_path / "data"))


@pytest.fixture
def site(tmp_path: Path) -> SiteFolder:
    return SiteFolder(tmp_path / "site")
