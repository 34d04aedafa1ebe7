"""One row an examination: copies, cumulative and continued reports, typed rows beside reports, two patients."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appropriateness.dose.estimates import Estimate, estimate
from appropriateness.dose.examinations import Examination
from appropriateness.dose.history import by_patient, history
from appropriateness.dose.merging import merged
from appropriateness.dose.records import DoseRecord, IrradiationEvent
from appropriateness.dose.sums import Total, totals
from tests.conftest import KNOWLEDGE
from tests.dose.knowledge import DOSES, examination

DAY = date(2026, 3, 2)


def ct(*events: tuple[str, float], sop: str = "s1", study: str | None = "study", **given_: Any) -> DoseRecord:
    made = tuple(IrradiationEvent(uid, "scan", "T-D4000", phantom_cm=32, dlp_mgycm=dlp) for uid, dlp in events)
    total = sum(dlp for _, dlp in events)
    given_ = {"dlp_mgycm": total, "on": DAY, "source": f"{sop}.dcm", "age_years": 40, **given_}
    return DoseRecord(kind="ct", sop_uid=sop, study_uid=study, events=made, **given_)


def one_of_every_order(*records: DoseRecord) -> DoseRecord:
    """The single record all orders of loading lead to."""
    found = {merged(order) for order in permutations(records)}
    assert len(found) == 1
    ((record,),) = found
    return record


def test_a_report_loaded_twice_counts_once() -> None:
    report = ct(("e1", 100))
    assert one_of_every_order(report, report).dlp_mgycm == 100
    assert one_of_every_order(report, replace(report, source="copy.dcm")).dlp_mgycm == 100


def test_a_report_sent_again_under_a_new_identifier_counts_once() -> None:
    assert one_of_every_order(ct(("e1", 100)), ct(("e1", 100), sop="s2")).dlp_mgycm == 100


def test_cumulative_reports_replace_one_another_in_any_order() -> None:
    reports = (
        ct(("e1", 7), sop="a"),
        ct(("e1", 7), ("e2", 70), sop="b"),
        ct(("e1", 7), ("e2", 70), ("e3", 160), sop="c"),
    )
    found = one_of_every_order(*reports)
    assert found.dlp_mgycm == 237 and any("was not added" in notice for notice in found.notices)


def test_continued_reports_are_added_in_any_order() -> None:
    found = one_of_every_order(ct(("e1", 7), ("e2", 3), sop="a"), ct(("e3", 70), sop="b"))
    assert found.dlp_mgycm == 80 and any("continue one another" in notice for notice in found.notices)


def test_a_running_total_beside_new_events_only_is_not_added_to_the_first() -> None:
    assert one_of_every_order(ct(("e1", 40), sop="a"), ct(("e2", 60), sop="b", dlp_mgycm=100.0)).dlp_mgycm == 100


def test_reports_that_share_some_events_count_each_event_once() -> None:
    found = one_of_every_order(ct(("e1", 7), ("e2", 3), sop="a"), ct(("e2", 3), ("e3", 70), sop="b"))
    assert found.dlp_mgycm == 80 and any("counted once" in notice for notice in found.notices)


def test_a_report_past_midnight_still_replaces_what_it_repeats() -> None:
    later = ct(("e1", 7), ("e2", 70), sop="b", on=date(2026, 3, 3))
    assert one_of_every_order(ct(("e1", 7), sop="a"), later).dlp_mgycm == 77


def test_the_same_event_under_two_studies_is_one_irradiation() -> None:
    assert one_of_every_order(ct(("e1", 9), sop="a"), ct(("e1", 9), sop="b", study="other")).dlp_mgycm == 9


def test_different_studies_stay_different() -> None:
    assert len(merged([ct(("e1", 9), sop="a"), ct(("e2", 9), sop="b", study="other")])) == 2


def test_a_summary_without_events_adds_nothing_to_the_report_of_its_study() -> None:
    summary = replace(ct(sop="f"), dlp_mgycm=104.0, source="FHIR bundle.json")
    found = one_of_every_order(ct(("e1", 100)), summary)
    assert found.dlp_mgycm == 100 and any("other numbers" in notice for notice in found.notices)


def test_scan_and_injection_of_one_study_are_two_rows() -> None:
    injection = DoseRecord("nuclear", "n.dcm", sop_uid="n", study_uid="study", on=DAY, effective_msv=7.0)
    assert len(merged([ct(("e1", 100)), injection])) == 2


def typed(label: str = "CT abdomen", **given_: Any) -> Examination:
    given_ = {"kind": "ct_abdomen", "modality": "ct", "on": DAY, "when": DAY.isoformat(), **given_}
    return Examination(label, "typed", **given_)


def test_a_report_and_a_typed_row_of_that_day_are_one_examination() -> None:
    (row,) = history([ct(("e1", 100))], [typed(result="no leak", place="Here")])
    assert (row.label, row.result, row.place, row.dlp_mgycm) == ("CT abdomen", "no leak", "Here", 100)
    assert any("one examination" in notice for notice in row.notices)


@pytest.mark.parametrize(
    "row",
    [
        typed(modality="fluoroscopy", kind="dsm_complete_spine"), typed(on=date(2026, 3, 3), when="2026-03-03"),
        typed(dlp_mgycm=300.0), typed(when="2026-03"), typed(modality="not_stated", kind=None),
    ],
)  # fmt: skip
def test_a_typed_row_that_may_be_another_examination_stays_a_row(row: Examination) -> None:
    assert len(history([ct(("e1", 100))], [row])) == 2


def test_two_typed_rows_of_a_day_are_not_guessed_to_be_the_one_report() -> None:
    assert len(history([ct(("e1", 100))], [typed(), typed()])) == 3


def test_two_sessions_typed_alike_are_two() -> None:
    assert len(history([], [typed(), typed()])) == 2


def test_two_patients_are_kept_apart_and_nobody_is_named() -> None:
    shares = by_patient([ct(("e1", 1), patient="aaa"), ct(("e2", 1), sop="s2", study="t", patient="bbb")], [])
    assert len(shares) == 2 and all("aaa" not in share.words for share in shares)


def test_rows_that_name_nobody_join_the_only_patient() -> None:
    (share,) = by_patient([ct(("e1", 1), patient="aaa")], [(None, typed())])
    assert len(share.records) == len(share.rows) == 1


def test_rows_that_name_nobody_stand_apart_where_there_are_two_patients() -> None:
    two = [ct(("e1", 1), patient="aaa"), ct(("e2", 1), sop="s2", study="t", patient="bbb")]
    assert len(by_patient(two, [(None, typed())])) == 3


def added(rows: list[Examination]) -> tuple[Total, ...]:
    return totals(estimated(row) for row in rows)


def estimated(row: Examination) -> Estimate:
    return estimate(row, DOSES, KNOWLEDGE.radiation)


KINDS = [None, *(kind.id for kind in DOSES.examinations)]
ROWS = st.builds(
    examination,
    kind=st.sampled_from(KINDS),
    dlp_mgycm=st.none() | st.floats(0, 5000),
    dap_gycm2=st.none() | st.floats(0, 500),
    effective_msv=st.none() | st.floats(0, 100),
    region=st.none() | st.sampled_from([region.id for region in DOSES.regions]),
    phantom_cm=st.sampled_from([None, 16, 32]),
    age_years=st.none() | st.integers(0, 90),
    times=st.integers(1, 2),
)


@settings(max_examples=40)
@given(st.lists(ROWS, max_size=8), st.randoms())
def test_the_sum_does_not_depend_on_the_order_of_rows(rows: list[Examination], chance: Any) -> None:
    shuffled = list(rows)
    chance.shuffle(shuffled)
    assert added(rows) == added(shuffled)


@settings(max_examples=40)
@given(st.lists(ROWS, max_size=8), ROWS)
def test_a_row_never_lowers_a_bound(rows: list[Examination], row: Examination) -> None:
    before = {total.population: total.interval for total in added(rows)}
    after = {total.population: total.interval for total in added([*rows, row])}
    for population, interval in before.items():
        assert after[population].low >= interval.low and after[population].high >= interval.high


@settings(max_examples=40)
@given(st.lists(ROWS, max_size=8))
def test_an_unknown_changes_only_the_count_and_takes_away_the_central_value(rows: list[Examination]) -> None:
    adults = [row for row in rows if row.population == "adult"]
    unknown = examination(kind="ctm_decubitus")
    (with_it,) = added([*adults, unknown])
    if adults:
        (without,) = added(adults)
        assert (with_it.interval.low, with_it.interval.high) == (without.interval.low, without.interval.high)
        assert (with_it.counted, with_it.unknown) == (without.counted, without.unknown + 1)
    assert with_it.interval.central is None


@settings(max_examples=40)
@given(st.lists(ROWS, max_size=8))
def test_every_row_is_counted_once_as_known_or_unknown(rows: list[Examination]) -> None:
    assert sum(total.examinations for total in added(rows)) == len(rows)


@settings(max_examples=40)
@given(st.lists(st.sets(st.sampled_from("abcdef"), min_size=1), min_size=1, max_size=5), st.randoms())
def test_reports_of_one_study_come_to_the_same_in_any_order_and_however_often(
    sets: list[set[str]], chance: Any
) -> None:
    dlp = {name: 10.0 * number for number, name in enumerate("abcdef", start=1)}
    reports = [ct(*((n, dlp[n]) for n in sorted(names)), sop=f"s{i}") for i, names in enumerate(sets)]
    again = [*reports, *reports]
    chance.shuffle(again)
    found = merged(again)
    assert found == merged(reports)
    assert sum(record.dlp_mgycm or 0 for record in found) == pytest.approx(sum(dlp[n] for n in set().union(*sets)))


def test_children_and_adults_are_never_in_one_sum() -> None:
    child, adult = examination(kind="ct_head", age_years=9), examination(kind="ct_head", age_years=30)
    assert [(t.population, t.examinations) for t in added([child, adult])] == [("adult", 1), ("paediatric", 1)]


def test_a_sum_says_how_many_have_a_dose_and_shows_no_level() -> None:
    (total,) = added([examination(kind="ct_head"), examination(kind="dsm_complete_spine"), examination(kind="ebp")])
    assert total.shown == "10-38 mSv; 2 of 3 examinations have a dose, 1 unknown"
