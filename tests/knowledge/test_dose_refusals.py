"""Dose knowledge with one fault is refused with file, line and code; what must not be shipped is not there."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from appropriateness.errors import KnowledgeError
from appropriateness.knowledge.dose_loading import load_doses
from appropriateness.knowledge.loading import DATA
from tests.conftest import KNOWLEDGE
from tests.knowledge.test_refusals import change

TEXT = (DATA / "doses.yaml").read_text(encoding="utf-8")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    shutil.copy(DATA / "doses.yaml", tmp_path / "doses.yaml")
    return tmp_path


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("{region: head, k: 0.0021, phantom_cm: 16}", "{region: head, k: 0.21, phantom_cm: 16}", "WRONG_SHAPE"),
        ("{region: head, k: 0.0021, phantom_cm: 16}", "{region: head, k: 0.0021, phantom_cm: 20}", "WRONG_SHAPE"),
        ("{region: head, k: 0.0021, phantom_cm: 16}", "{region: head, k: 0.0021, age_years: 3}", "AGE"),
        ("{region: chest, age_years: 5, k: 0.018}", "{region: chest, age_years: 1, k: 0.018}", "DUPLICATE_ID"),
        ("cite: [huda_cervical", "cite: [huda_cervicla", "UNKNOWN_SOURCE"),
        ('codes: ["T-D1100", "69536005"]', 'codes: ["T-D1100", "12738006"]', "DUPLICATE_ID"),
        ("{procedure: ctv_head, examination: ctv_head}", "{procedure: ctv_haed, examination: ctv_head}", "NO_DOSE"),
        (
            "{procedure: ctv_head, examination: ctv_head}",
            "{procedure: ctv_head, examination: x}",
            "UNKNOWN_EXAMINATION",
        ),
        ("adult: {low: 13, central: 31, high: 62", "adult: {low: 13, central: 91, high: 62", "WRONG_SHAPE"),
        ("cite: [nicholson_2021, ", "cite: [pope_2021, ", "UNUSED"),
    ],
)
def test_one_fault_is_named(data: Path, old: str, new: str, code: str) -> None:
    change(data / "doses.yaml", old, new)
    with pytest.raises(KnowledgeError) as caught:
        load_doses(KNOWLEDGE, data)
    assert any(problem.code == code and problem.file == "doses.yaml" for problem in caught.value.problems)


def test_remembered_numbers_risk_figures_and_life_tables_are_not_shipped() -> None:
    text = TEXT.casefold()
    assert "recalled" not in text and "beir" not in text and "per sv" not in text and "lifetime" not in text


@pytest.mark.parametrize("number", ["0.0079", "0.0057", "0.0042", "0.21, ", "0.19, ", "4777", "2563", "0.24"])
def test_numbers_that_were_only_remembered_are_not_in_the_file(number: str) -> None:
    assert number not in TEXT
