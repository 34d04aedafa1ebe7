"""Every factor as published, and how a product becomes an interval of effective dose, or does not."""

from __future__ import annotations

import pytest

from appropriateness.dose.records import IrradiationEvent
from appropriateness.knowledge.doses import KTable
from tests.dose.knowledge import DOSES, estimated

CELLS = {
    ("adult_icrp60", "head", None): 0.0021,
    ("adult_icrp60", "head_neck", None): 0.0031,
    ("adult_icrp60", "neck", None): 0.0059,
    ("adult_icrp60", "chest", None): 0.014,
    ("adult_icrp60", "abdomen", None): 0.015,
    ("adult_icrp60", "pelvis", None): 0.015,
    ("adult_icrp60", "trunk", None): 0.015,
    ("adult_cervical_spine", "cervical_spine", None): 0.0054,
    ("adult_icrp103_deak", "head", None): 0.0019,
    ("adult_icrp103_deak", "neck", None): 0.0051,
    ("adult_icrp103_deak", "chest", None): 0.0145,
    ("adult_icrp103_deak", "abdomen", None): 0.0153,
    ("adult_icrp103_deak", "pelvis", None): 0.0129,
    ("adult_icrp103_deak", "trunk", None): 0.0152,
    ("adult_icrp103_nci_120kvp", "head", None): 0.0017,
    ("adult_icrp103_nci_120kvp", "chest", None): 0.0210,
    ("adult_icrp103_nci_120kvp", "abdomen_pelvis", None): 0.0179,
    ("adult_icrp103_nci_120kvp", "chest_abdomen_pelvis", None): 0.0180,
    ("paediatric_icrp60", "head", 0): 0.011,
    ("paediatric_icrp60", "head", 1): 0.0067,
    ("paediatric_icrp60", "head", 5): 0.0040,
    ("paediatric_icrp60", "head", 10): 0.0032,
    ("paediatric_icrp60", "chest", 0): 0.039,
    ("paediatric_icrp60", "chest", 1): 0.026,
    ("paediatric_icrp60", "chest", 5): 0.018,
    ("paediatric_icrp60", "chest", 10): 0.013,
    ("paediatric_icrp60", "abdomen_pelvis", 0): 0.049,
    ("paediatric_icrp60", "abdomen_pelvis", 1): 0.030,
    ("paediatric_icrp60", "abdomen_pelvis", 5): 0.020,
    ("paediatric_icrp60", "abdomen_pelvis", 10): 0.015,
    ("paediatric_icrp60", "trunk", 0): 0.044,
    ("paediatric_icrp60", "trunk", 1): 0.028,
    ("paediatric_icrp60", "trunk", 5): 0.019,
    ("paediatric_icrp60", "trunk", 10): 0.014,
}
SPREAD = {
    "head": (0.0017, 0.0021),
    "neck": (0.0051, 0.0059),
    "cervical_spine": (0.0051, 0.0059),
    "chest": (0.014, 0.021),
    "abdomen": (0.015, 0.0179),
    "pelvis": (0.0129, 0.0179),
    "trunk": (0.015, 0.018),
}
SPREAD_OVER = {"abdomen": {"abdomen", "abdomen_pelvis"}, "pelvis": {"pelvis", "abdomen_pelvis"},
               "trunk": {"trunk", "chest_abdomen_pelvis"}, "cervical_spine": {"neck", "cervical_spine"}}  # fmt: skip


def cells(table: KTable) -> dict[tuple[str, str, int | None], float]:
    return {(table.id, cell.region, cell.age_years): cell.k for cell in table.cells}


def test_every_cell_of_every_factor_table_is_as_published() -> None:
    assert {key: k for table in DOSES.k_tables for key, k in cells(table).items()} == CELLS


def test_the_spread_is_the_lowest_and_highest_adult_factor_of_the_region() -> None:
    assert {item.region: (item.low, item.high) for item in DOSES.k_spread.regions} == SPREAD
    adult = {key: k for key, k in CELLS.items() if key[0] != "paediatric_icrp60"}
    for region, ends in SPREAD.items():
        names = SPREAD_OVER.get(region, {region})
        found = [k for (_, name, _), k in adult.items() if name in names]
        assert (min(found), max(found)) == ends


def test_phantoms_are_kept_only_where_they_were_verified() -> None:
    phantoms = {cell.region: cell.phantom_cm for cell in DOSES.k_tables[0].cells}
    assert phantoms == {
        "head": 16, "head_neck": 16, "neck": None, "chest": 32, "abdomen": 32, "pelvis": 32, "trunk": 32,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("region", "k", "low", "high"),
    [
        ("head", 0.0021, 0.00126, 0.00294),
        ("chest", 0.014, 0.0084, 0.021),  # the spread reaches further up than 40 percent
        ("abdomen", 0.015, 0.009, 0.021),
        ("lumbar_spine", 0.015, 0.009, 0.021),
        ("thoracic_spine", 0.014, 0.0084, 0.021),
        ("cervical_spine", 0.0054, 0.00324, 0.00756),
        ("complete_spine", 0.015, 0.009, 0.021),
    ],
)
def test_a_product_becomes_k_times_it_widened_by_40_percent_or_the_spread(
    region: str, k: float, low: float, high: float
) -> None:
    interval = estimated(dlp_mgycm=1000, region=region).interval
    assert interval is not None
    assert (interval.low, interval.central, interval.high) == pytest.approx((1000 * low, 1000 * k, 1000 * high))


@pytest.mark.parametrize("region", ["thoracic_spine", "lumbar_spine", "complete_spine", "chest_abdomen_pelvis"])
def test_a_substituted_factor_is_printed(region: str) -> None:
    substitution = DOSES.region[region].substitution
    assert substitution in estimated(dlp_mgycm=500, region=region).basis


def test_the_factor_with_its_tissue_weights_is_printed() -> None:
    basis = estimated(dlp_mgycm=500, region="abdomen", phantom_cm=32).basis
    assert basis == ("k 0.015 mSv per mGy.cm for abdomen (AAPM report 96, adult, tissue weights of ICRP 60).",)


def test_without_a_region_there_is_no_effective_dose() -> None:
    found = estimated(dlp_mgycm=500)
    assert found.interval is None and found.evidence == "unknown"
    assert found.shown == "DLP 500 mGy.cm; no mSv since the body region is not stated"


@pytest.mark.parametrize(("region", "phantom"), [("abdomen", 16), ("head", 32)])
def test_a_product_for_the_other_phantom_is_not_converted(region: str, phantom: int) -> None:
    found = estimated(dlp_mgycm=500, region=region, phantom_cm=phantom)
    assert found.interval is None and f"{phantom} cm phantom" in found.basis[0]


def test_localisers_alone_are_not_converted() -> None:
    event = IrradiationEvent("1", "localizer", "T-D4000", dlp_mgycm=5)
    found = estimated(dlp_mgycm=5, events=(event,))
    assert found.interval is None and "only localisers" in found.basis[0]


def test_localisers_and_tracking_are_in_the_total_with_a_note() -> None:
    events = (
        IrradiationEvent("1", "localizer", "T-D0010", phantom_cm=32, dlp_mgycm=10),
        IrradiationEvent("2", "stationary", "T-D4000", phantom_cm=32, dlp_mgycm=5),
        IrradiationEvent("3", "scan", "818981001", phantom_cm=32, dlp_mgycm=485),
    )
    found = estimated(dlp_mgycm=500, events=events)
    assert found.interval is not None and found.interval.central == pytest.approx(7.5)
    assert [line for line in found.basis if "are in the total" in line] == [
        "Localisers are in the total, 10 mGy.cm, under the factor of the main scan.",
        "Scans of one place (bolus tracking or a needle) are in the total, 5 mGy.cm, "
        "under the factor of the main scan.",
    ]


def test_needle_guidance_alone_is_converted_only_with_a_note() -> None:
    event = IrradiationEvent("1", "stationary", "T-11503", phantom_cm=32, dlp_mgycm=100)
    assert any("guiding a needle" in line for line in estimated(dlp_mgycm=100, events=(event,)).basis)


def test_head_and_body_in_one_report_each_take_their_own_factor_and_phantom() -> None:
    events = (
        IrradiationEvent("1", "scan", "T-D1100", phantom_cm=16, dlp_mgycm=1000),
        IrradiationEvent("2", "scan", "T-D3000", phantom_cm=32, dlp_mgycm=300),
    )
    interval = estimated(dlp_mgycm=1300, events=events).interval
    assert interval is not None
    assert interval.central == pytest.approx(1000 * 0.0021 + 300 * 0.014)
    assert (interval.low, interval.high) == pytest.approx((1.26 + 2.52, 2.94 + 6.3))


def test_several_regions_that_do_not_add_up_run_from_the_lowest_to_the_highest_factor() -> None:
    events = (
        IrradiationEvent("1", "scan", "T-D1100", phantom_cm=16, dlp_mgycm=500),
        IrradiationEvent("2", "scan", "T-D3000", phantom_cm=32, dlp_mgycm=300),
    )
    interval = estimated(dlp_mgycm=1300, events=events).interval
    assert interval is not None and interval.central is None
    assert (interval.low, interval.high) == pytest.approx((1300 * 0.00126, 1300 * 0.021))


def test_one_scan_without_a_region_leaves_the_report_without_effective_dose() -> None:
    events = (IrradiationEvent("1", "scan", "T-D1100", dlp_mgycm=5), IrradiationEvent("2", "scan", dlp_mgycm=5))
    assert estimated(dlp_mgycm=10, events=events).interval is None


def test_a_written_zero_is_zero() -> None:
    found = estimated(dlp_mgycm=0)
    assert found.interval is not None and found.interval.nothing and found.levels == (0,)


def test_a_child_of_an_age_in_the_table_takes_that_factor() -> None:
    interval = estimated(dlp_mgycm=100, region="head", phantom_cm=16, age_years=5).interval
    assert interval is not None and interval.central == pytest.approx(0.4)


def test_a_child_between_two_ages_spans_both_without_a_central_value() -> None:
    interval = estimated(dlp_mgycm=100, region="head", phantom_cm=16, age_years=7).interval
    assert interval is not None and interval.central is None
    assert (interval.low, interval.high) == pytest.approx((0.6 * 0.32, 1.4 * 0.40))


@pytest.mark.parametrize(
    ("age", "phantom", "region"), [(12, 16, "head"), (5, 32, "head"), (5, None, "head"), (5, 16, "neck")]
)
def test_a_child_never_takes_an_adult_factor(age: int, phantom: int | None, region: str) -> None:
    assert estimated(dlp_mgycm=100, region=region, phantom_cm=phantom, age_years=age).interval is None


@pytest.mark.parametrize("region", ["lumbar_spine", "thoracic_spine", "thoracolumbar_spine"])
def test_a_dose_area_product_of_the_spine_is_an_interval_without_central_value(region: str) -> None:
    found = estimated(dap_gycm2=10, region=region)
    assert found.evidence == "dap" and found.interval is not None and found.interval.central is None
    assert (found.interval.low, found.interval.high) == pytest.approx((1, 3.5))


@pytest.mark.parametrize("given", [{}, {"region": "cervical_spine"}, {"region": "abdomen"}, {"kind": "myelo_fluoro"}])
def test_a_dose_area_product_of_another_region_is_shown_alone(given: dict[str, str]) -> None:
    found = estimated(dap_gycm2=10, **given)
    assert found.evidence != "dap" and any(line.startswith("No mSv since") for line in found.basis)


def test_a_dose_area_product_of_a_child_is_shown_alone() -> None:
    assert estimated(dap_gycm2=10, region="lumbar_spine", age_years=9).interval is None


def test_subtraction_myelography_takes_the_factor_by_its_name() -> None:
    assert estimated(dap_gycm2=38.5, kind="dsm_complete_spine").evidence == "dap"
