"""The sheet a scheduler books from: what must be asked comes first, what no source states is not filled in."""

from __future__ import annotations

from typing import Any

import pytest

from appropriateness.documents import pdf, plain_text, scheduler_sheet
from appropriateness.documents.paper import Listing, Paper
from appropriateness.knowledge.protocol_library import PROTOCOLS, load_protocols
from tests.conftest import KNOWLEDGE, answer

LIBRARY = load_protocols(PROTOCOLS, KNOWLEDGE)
EVERY = [(order.procedure, item.id) for item in LIBRARY.protocols.values() for order in item.procedures]


def sheet(*chosen: tuple[str, str], vendor: str | None = None, **facts: Any) -> Paper:
    consultation = answer(facts)
    slots = scheduler_sheet.slots_of(chosen, LIBRARY, consultation)
    return scheduler_sheet.build(slots, LIBRARY, consultation, vendor)


def text(paper: Paper) -> str:
    return " ".join(plain_text.write(paper).split())


def asked(paper: Paper) -> tuple[str, ...]:
    (found,) = [block.items for block in paper.blocks if isinstance(block, Listing) and block.tick]
    return found


@pytest.mark.parametrize("chosen", EVERY, ids=[f"{procedure}-{name}" for procedure, name in EVERY])
def test_every_order_with_a_protocol_has_a_sheet(chosen: tuple[str, str]) -> None:
    paper = sheet(chosen)
    assert "Studies in sequence" in text(paper) and "Afterwards" in text(paper)


def test_the_sheet_becomes_a_pdf() -> None:
    assert pdf.write(sheet(("mrv_head", "mrv_head"), vendor="Siemens")).startswith(b"%PDF")


def test_what_the_case_does_not_say_is_asked_first_and_what_it_says_is_recorded() -> None:
    paper = sheet(("dsm_complete_spine", "dsm_lateral_decubitus"), anticoagulant="none", platelets=210, inr=1.0)
    questions = asked(paper)
    unknown = next(place for place, one in enumerate(questions) if one.startswith("Earlier reaction to an iodinated"))
    recorded = next(place for place, one in enumerate(questions) if one.startswith("Platelets"))
    assert unknown < recorded and "Recorded:" in questions[recorded]


def test_a_needle_study_asks_for_side_anticoagulant_driver_and_observation() -> None:
    said = text(sheet(("dsm_complete_spine", "dsm_lateral_decubitus")))
    for words in ("Which side first", "last dose", "Who drives", "Observation after the needle: not set by this site"):
        assert words in said


def test_a_stop_of_the_case_stands_before_everything_else() -> None:
    paper = sheet(("mri_head_wo_w", "mri_brain_ih"), age_years=44, mr_device="unsafe")
    assert plain_text.write(paper).split("\n\n")[1].startswith("Stop, resolve before booking")


def test_minutes_are_called_what_they_are() -> None:
    assert "45 (site default, no source states it)" in text(sheet(("mri_head_wo_w", "mri_brain_ih")))


def test_a_volume_that_no_source_states_stays_open() -> None:
    assert "Volume: not stated" in text(sheet(("dsm_complete_spine", "dsm_prone")))


def test_an_order_without_contrast_leaves_the_series_after_gadolinium_out() -> None:
    assert "after IV gadolinium" in text(sheet(("mri_head_wo_w", "mri_brain_ih")))
    assert "3D isotropic T1, after IV gadolinium" not in text(sheet(("mri_head_wo", "mri_brain_ih")))


def test_intrathecal_gadolinium_carries_its_boxed_warning_at_the_top() -> None:
    said = plain_text.write(sheet(("mr_myelography", "mr_myelo_itgd")))
    assert "Boxed warning" in said[: said.index("Patient")]
