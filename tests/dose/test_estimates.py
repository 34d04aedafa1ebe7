"""Which evidence counts, what is published for each examination, and how a dose is written."""

from __future__ import annotations

import pytest

from appropriateness.dose.estimates import ABOVE_THE_SCALE, level_words, levels_of
from appropriateness.dose.intervals import DoseInterval, figure, words
from appropriateness.dose.pathways import proposed
from appropriateness.dose.records import IrradiationEvent
from tests.conftest import KNOWLEDGE
from tests.dose.knowledge import DOSES, estimated

PUBLISHED = {
    "mri": (0, 0, 0), "ultrasound": (0, 0, 0), "xr_chest": (0.06, 0.1, 0.14), "xr_cspine": (0.12, 0.2, 0.28),
    "xr_tspine": (0.6, 1.0, 1.4), "xr_lspine": (0.9, 1.5, 2.1), "ct_head": (0.3, 1.9, 8.2), "ct_neck": None,
    "ct_cspine": (3.6, 6, 8.4), "ct_tspine": (3.6, None, 14), "ct_lspine": (3.6, 6, 27),
    "ct_complete_spine": (10, None, 30), "ct_chest": (0.3, 7.5, 26), "ct_abdomen": (1.4, 7.9, 31.2),
    "ct_pelvis": (2.5, 7.6, 36.5), "ct_abdomen_pelvis": (3.9, 10, 67.7), "cta_head": (0.67, None, 10),
    "ctv_head": (1, None, 10), "dsa_cerebral": (1, None, 10), "myelo_fluoro": (1, None, 10),
    "ctm_one_region": (10, None, 30), "ctm_complete_spine": (10, None, 100), "ctm_dynamic_prone": (13, 31, 62),
    "ctm_decubitus": None, "ctm_photon_counting": None, "dsm_complete_spine": (10, None, 30),
    "ebp_fluoro": (0.1, None, 1.4), "ebp_ct": (0.09, None, 13), "ebp": None, "cisternography_in111": (1, None, 10),
    "cisternography_tc99m": (0.3, 0.6, 1.2), "ct_cisternography": (1, None, 10), "fdg_pet_ct": (10, None, 30),
    "bone_scan": (1, None, 10),
}  # fmt: skip


def test_the_interval_of_every_examination_is_pinned() -> None:
    found = {
        kind.id: None if kind.adult is None else (kind.adult.low, kind.adult.central, kind.adult.high)
        for kind in DOSES.examinations
    }
    assert found == PUBLISHED


@pytest.mark.parametrize("procedure", list(KNOWLEDGE.procedures))
def test_every_procedure_of_the_topic_has_a_dose_with_its_basis_or_says_that_none_is_published(procedure: str) -> None:
    found = estimated(kind=proposed(procedure, DOSES).kind)
    if found.interval is None:
        assert found.basis == ("No published value was found.",)
    else:
        assert found.basis and found.cites


def test_an_average_without_a_range_is_widened_by_40_percent() -> None:
    for name, average in {
        "xr_chest": 0.1,
        "xr_cspine": 0.2,
        "xr_tspine": 1.0,
        "xr_lspine": 1.5,
        "ct_cspine": 6,
    }.items():
        low, central, high = PUBLISHED[name] or (0, 0, 0)
        assert (low, central, high) == pytest.approx((0.6 * average, average, 1.4 * average))


def test_mri_is_zero_and_level_0() -> None:
    found = estimated(kind="mri")
    assert found.shown == "0 mSv, RRL level 0" and found.evidence == "no_ionising_radiation"


def test_two_phases_are_twice_one_and_have_no_level() -> None:
    row = proposed("ct_head_wo_w", DOSES, 40)
    assert row.times == 2
    found = estimated(kind=row.kind, times=row.times)
    assert found.interval == DoseInterval(0.6, 16.4, 3.8) and found.levels == ()


EVENT = IrradiationEvent("1", "scan", "T-D4000", phantom_cm=32, dlp_mgycm=100)


@pytest.mark.parametrize(
    ("given", "evidence"),
    [
        ({"effective_msv": 5.0, "dlp_mgycm": 100.0, "events": (EVENT,), "kind": "ct_abdomen"}, "stated"),
        ({"dlp_mgycm": 100.0, "dap_gycm2": 3.0, "events": (EVENT,), "kind": "ct_abdomen"}, "dlp"),
        ({"dap_gycm2": 3.0, "region": "lumbar_spine", "kind": "ebp_fluoro"}, "dap"),
        ({"dap_gycm2": 3.0, "kind": "ebp_fluoro"}, "proxy"),
        ({"kind": "ct_abdomen"}, "published"),
        ({"kind": "dsm_complete_spine"}, "radiation_level"),
        ({"kind": "ctm_decubitus"}, "unknown"),
        ({}, "unknown"),
    ],
)
def test_the_best_evidence_counts(given: dict[str, object], evidence: str) -> None:
    assert estimated(**given).evidence == evidence


def test_a_stated_effective_dose_keeps_its_reference_and_is_widened() -> None:
    found = estimated(effective_msv=7.486, effective_reference="ICRP Publication 128", modality="nuclear")
    assert found.interval is not None
    assert (found.interval.low, found.interval.central, found.interval.high) == pytest.approx((4.4916, 7.486, 10.4804))
    assert "ICRP Publication 128" in found.basis[0]


def test_a_child_takes_the_published_band_for_children_and_never_an_adult_value() -> None:
    assert estimated(kind="ct_abdomen_pelvis", age_years=9).interval == DoseInterval(3, 10)
    assert estimated(kind="ct_head", age_years=9).interval == DoseInterval(0.3, 3)
    for name in ("ct_chest", "dsm_complete_spine", "xr_chest", "ctm_dynamic_prone"):
        assert estimated(kind=name, age_years=9).interval is None


@pytest.mark.parametrize(
    ("msv", "text"),
    [(0, "0"), (0.04, "<0.1"), (0.1, "0.1"), (0.126, "0.13"), (6.52, "6.5"), (10.87, "11"), (67.7, "68"), (124, "120")],
)
def test_a_dose_is_written_with_at_most_two_significant_figures(msv: float, text: str) -> None:
    assert figure(msv) == text


def test_an_interval_without_a_central_value_shows_none() -> None:
    assert words(DoseInterval(10, 30)) == "10-30 mSv"
    assert words(DoseInterval(0.09, 13)) == "<0.1-13 mSv"
    assert words(DoseInterval(13, 62, 31)) == "31 (13-62) mSv"


@pytest.mark.parametrize(
    ("low", "high", "levels"),
    [
        (0, 0, (0,)), (0, 0.05, (1,)), (0.05, 0.1, (1, 2)), (1, 9.9, (3,)), (1, 10, (3, 4)), (6.5, 15.2, (3, 4)),
        (10, 10, (4,)), (30, 100, (5,)), (100, 100, (5,)), (90, 120, (5, ABOVE_THE_SCALE)),
        (120, 130, (ABOVE_THE_SCALE,)),
    ],
)  # fmt: skip
def test_an_interval_that_crosses_an_edge_shows_every_level_it_touches(
    low: float, high: float, levels: tuple[int, ...]
) -> None:
    assert levels_of(DoseInterval(low, high), KNOWLEDGE.radiation, "adult") == levels


def test_beyond_the_scale_is_said_in_words() -> None:
    assert level_words((5, ABOVE_THE_SCALE)) == "RRL level 5 and above the RRL scale"


def test_a_band_read_from_a_level_is_that_level_alone() -> None:
    assert estimated(kind="dsm_complete_spine").shown == "10-30 mSv, RRL level 4"
    assert estimated(kind="ctm_complete_spine").shown == "10-100 mSv, RRL levels 4-5"
