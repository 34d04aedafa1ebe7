"""Papers for patients are read by people, not by doctors: reading grade 8 or lower by every measure."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
import readability

from appropriateness.documents.paper import Listing, Paper, Paragraph, Table
from tests.documents.conftest import CONTESTED, DOCUMENTS, ONE_OF_EACH_OUTCOME, made

HIGHEST_GRADE = 8
MEASURES = ("Kincaid", "ARI", "Coleman-Liau", "SMOGIndex", "GunningFogIndex")
FOR_PATIENTS = [name for name, paper in DOCUMENTS.papers.items() if paper.reader == "patient"]
STUDIES = [None, "mri_head_wo_w", "mri_complete_spine_wo", "ct_head_wo", "dsm_complete_spine", "ct_myelography_dynamic",
           "mr_myelography", "dtpa_cisternography", "mrv_head"]  # fmt: skip


def sentences(paper: Paper) -> Iterator[str]:
    """What a patient is told, sentence by sentence; sources and the foot are for the team."""
    for block in paper.blocks:
        match block:
            case Paragraph(text):
                lines = [text]
            case Listing(items):
                lines = list(items)
            case Table(heads, _):
                lines = list(heads)
            case _:
                lines = []
        for line in lines:
            yield from re.split(r"(?<=[.?!:])\s+", line)


def grades(told: list[str]) -> dict[str, float]:
    tokens = [" ".join(re.findall(r"[\w’'-]+|[^\w\s]", sentence)) for sentence in told]
    measured = readability.getmeasures(tokens, lang="en")["readability grades"]
    return {name: measured[name] for name in MEASURES}


@pytest.mark.parametrize("outcome", ONE_OF_EACH_OUTCOME)
@pytest.mark.parametrize("kind", FOR_PATIENTS)
def test_no_measure_puts_a_paper_for_patients_above_grade_eight(kind: str, outcome: str) -> None:
    for study in STUDIES:
        measured = grades(list(sentences(made(kind, ONE_OF_EACH_OUTCOME[outcome], study))))
        assert max(measured.values()) <= HIGHEST_GRADE, measured


@pytest.mark.parametrize("kind", FOR_PATIENTS)
def test_no_sentence_for_patients_is_longer_than_one_breath(kind: str) -> None:
    for study in STUDIES:
        for sentence in sentences(made(kind, CONTESTED, study)):
            assert len(sentence.split()) <= 22, sentence


def test_the_same_measure_calls_an_order_for_radiology_hard_to_read() -> None:
    told = list(sentences(made("order_text", CONTESTED, "dsm_complete_spine")))
    assert max(grades(told).values()) > HIGHEST_GRADE
