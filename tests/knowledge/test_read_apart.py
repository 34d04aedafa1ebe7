"""Papers and vignettes with one fault are refused with file, code and sentence, as the knowledge itself is."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from appropriateness.errors import KnowledgeError, KnowledgeProblem
from appropriateness.knowledge.documents import load_documents
from appropriateness.knowledge.loading import DATA
from appropriateness.knowledge.teaching import load_teaching
from appropriateness.teaching import checking
from tests.conftest import KNOWLEDGE

PAPERS = "documents.yaml"
VIGNETTE = "teaching/seventy_hours.yaml"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    shutil.copy(DATA / PAPERS, tmp_path)
    shutil.copy(DATA / "teaching_choices.yaml", tmp_path)
    shutil.copytree(DATA / "teaching", tmp_path / "teaching")
    return tmp_path


def spoil(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def problem_of_papers(folder: Path) -> KnowledgeProblem:
    with pytest.raises(KnowledgeError) as caught:
        load_documents(folder, KNOWLEDGE)
    assert len(caught.value.problems) == 1
    return caught.value.problems[0]


def problem_of_teaching(folder: Path) -> KnowledgeProblem:
    try:
        found = checking.problems(load_teaching(folder, KNOWLEDGE), KNOWLEDGE)
    except KnowledgeError as fault:
        found = list(fault.problems)
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("this study: {study}.", "this study: {patient_name}.", "WRONG_SHAPE"),
        ("cite: [seed_003, \"know your rights\"]", "cite: [seed_030, \"know your rights\"]", "UNKNOWN_SOURCE"),
        ("facts: [mr_device]", "facts: [mr_devise]", "UNKNOWN_FACT"),
        ("{use: history}", "{use: histroy}", "UNKNOWN_SECTION"),
        ("when: {is: negative_imaging}", "when: {is: positive_imaging}", "UNKNOWN_DEFINITION"),
        ("insert: safety", "insert: safty", "WRONG_SHAPE"),
        ("purpose:", "purpos:", "MISSING_KEY"),
    ],
)  # fmt: skip
def test_a_fault_in_the_papers_is_named(data: Path, old: str, new: str, code: str) -> None:
    spoil(data / PAPERS, old, new)
    with pytest.raises(KnowledgeError) as caught:
        load_documents(data, KNOWLEDGE)
    assert code in {problem.code for problem in caught.value.problems}
    assert {problem.file for problem in caught.value.problems} == {PAPERS}


def test_a_sentence_without_a_source_must_say_that_nobody_checked_it(data: Path) -> None:
    spoil(data / PAPERS, ', cite: [seed_003, "know your rights"]}', "}")
    assert "basis: unchecked" in str(problem_of_papers(data))


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("id: seventy_hours", "id: seventy_hour", "WRONG_NAME"),
        ("scenarios: [pdph_within_72h]", "scenarios: [pdph_within_72]", "UNKNOWN_ANSWER"),
        ("studies: [no_imaging]", "studies: [ct_head_wo]", "WRONG_ACCEPT"),
        ("urgency: not_urgent", "urgency: urgent", "WRONG_ACCEPT"),
        ("value: 74", "value: 71", "WRONG_CHANGE"),
        ("value: 74", "value: -3", "WRONG_FACTS"),
        ("age_years: 38", "age_years: 380", "WRONG_FACTS"),
        ("fact: headache_course", "fact: headache_cours", "UNKNOWN_FACT"),
        ("[clinical_facts, \"C9\"]", "[clinical_fact, \"C9\"]", "UNKNOWN_SOURCE"),
    ],
)  # fmt: skip
def test_a_fault_in_a_vignette_is_named(data: Path, old: str, new: str, code: str) -> None:
    spoil(data / VIGNETTE, old, new)
    found = problem_of_teaching(data)
    assert (found.file, found.code) == (VIGNETTE, code)


def test_the_vignettes_of_this_checkout_are_right() -> None:
    assert checking.problems(load_teaching(DATA, KNOWLEDGE), KNOWLEDGE) == []
