"""The dose command: text and JSON, a proposed study, two patients, bad files beside good ones."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from appropriateness.cli import main
from appropriateness.commands.exit_codes import ANSWERED, BAD_INPUT
from tests.dicom.making import small_image
from tests.dicom.reporting import administration, ct_event, ct_report, report, xray_event, xray_total

ON = ("--on", "2026-11-20")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A history in every form: the three worked examples of the dose knowledge, and rows beside them."""
    abdomen = [
        ct_event("1.1", 11.51, "T-D0010", "113805"), ct_event("1.2", 1.2, type_="113806"),
        ct_event("1.3", 3.61, type_="113806"), ct_event("1.4", 708.2),
    ]  # fmt: skip
    (tmp_path / "a.dcm").write_bytes(ct_report(*abdomen, SOPInstanceUID="1.2.1", StudyInstanceUID="1.2.1.1"))
    (tmp_path / "b.dcm").write_bytes(
        ct_report(ct_event("2.1", 251.2), ct_event("2.2", 251.2), SOPInstanceUID="1.2.2", StudyInstanceUID="1.2.2.1")
    )
    event = xray_event("3.1", "0.00024126", region="T-D0001")
    total = xray_total(dap=("0.00024126", "Gy.m2"), rp=("0.0117317", "Gy"))
    (tmp_path / "c.dcm").write_bytes(report(total, event, SOPInstanceUID="1.2.3", StudyInstanceUID="1.2.3.1"))
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    code = main(["dose", *map(str, arguments), *ON])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def answer(capsys: pytest.CaptureFixture[str], *arguments: object) -> dict[str, Any]:
    _, out, _ = run(capsys, *arguments, "--json")
    return dict(json.loads(out))


def test_the_worked_examples_come_out_to_the_digit(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = answer(capsys, folder)["examinations"]
    assert sorted(row["shown"] for row in rows) == [
        "11 (6.5-15) mSv, RRL levels 3-4",
        "7.5 (4.5-11) mSv, RRL levels 3-4",
        "DAP 2.4 Gy.cm2; no mSv since the body region is not stated",
    ]
    doses = [row["effective_dose_msv"] for row in rows if row["effective_dose_msv"]]
    assert sorted((round(d["low"], 1), round(d["central"], 2), round(d["high"], 1)) for d in doses) == [
        (4.5, 7.54, 10.6), (6.5, 10.87, 15.2),
    ]  # fmt: skip


def test_the_total_counts_what_has_no_dose_and_has_no_level(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (total,) = answer(capsys, folder)["totals"]
    assert total["shown"] == "11-26 mSv; 2 of 3 examinations have a dose, 1 unknown"
    assert total["effective_dose_msv"]["central"] is None
    assert not any("rrl" in key for key in total)


def test_a_proposed_study_is_added_beside_the_history(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, folder, "--propose", "dsm_complete_spine")
    assert found["proposed"]["shown"] == "10-30 mSv, RRL level 4"
    assert found["totals_after"][0]["shown"] == "21-56 mSv; 3 of 4 examinations have a dose, 1 unknown"


def test_the_text_shows_device_quantities_before_msv_and_the_fixed_sentence(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = run(capsys, folder)
    assert code == ANSWERED
    assert "DLP 724.5 mGy.cm; 11 (6.5-15) mSv, RRL levels 3-4 (dose-length product x k)" in out
    assert " ".join(out.split()).count("A justified examination should not be refused because of earlier ones.") == 1
    assert "Nobody" not in out and "P-1" not in out


def test_two_patients_are_asked_about_and_not_merged(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = ct_report(ct_event("9.1", 50), SOPInstanceUID="1.2.9", StudyInstanceUID="1.2.9.1", PatientID="P-2")
    (folder / "d.dcm").write_bytes(other)
    code, out, err = run(capsys, folder)
    assert code == BAD_INPUT and not out and "about 2 patients" in err and "--same-patient" in err
    assert "P-2" not in err and "Nobody" not in err
    assert run(capsys, folder, "--patient", "3")[0] == BAD_INPUT
    assert len(answer(capsys, folder, "--patient", "1")["examinations"]) in (1, 3)
    assert len(answer(capsys, folder, "--same-patient")["examinations"]) == 4


def test_bad_files_are_named_and_the_rest_is_kept(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "image.dcm").write_bytes(small_image())
    (folder / "torn.dcm").write_bytes((folder / "a.dcm").read_bytes()[:900])
    (folder / "notes.docx").write_bytes(b"something else")
    (folder / "rows.csv").write_text("date;study;dlp\n2027-01-01;ct_head;\n2026-01-01;ct_head;\n", encoding="utf-8-sig")
    code, out, err = run(capsys, folder)
    assert code == BAD_INPUT and "CT head, one phase" in out
    assert [line.split(":")[0] for line in err.splitlines()] == [
        "image.dcm", "notes.docx", "rows.csv line 2", "torn.dcm",
    ]  # fmt: skip


def test_the_same_file_given_twice_counts_once(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "rows.csv").write_text("date,study\n2026-01-01,ct_head\n", encoding="utf-8")
    (folder / "copy.csv").write_text("date,study\n2026-01-01,ct_head\n", encoding="utf-8")
    once, twice = answer(capsys, folder), answer(capsys, folder, folder)
    assert once["totals"] == twice["totals"]


def test_a_radiopharmaceutical_report_states_its_own_dose(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "n.dcm").write_bytes(report(administration(394, 7.486)))
    (row,) = answer(capsys, tmp_path)["examinations"]
    assert row["evidence"] == "stated" and row["effective_dose_msv"]["central"] == pytest.approx(7.486)


def test_an_unknown_procedure_is_refused_with_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, "--propose", "dsm_complete_spin")
    assert code == BAD_INPUT and 'Did you mean "dsm_complete_spine"?' in err


def test_nothing_given_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys)[0] == BAD_INPUT


def test_a_path_where_there_is_nothing_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, "/nowhere/at/all")
    assert code == BAD_INPUT and "no such file or folder" in err


def test_no_risk_limit_or_budget_is_in_the_json(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, folder, "--propose", "ct_myelography")
    del found["statements"], found["note"]
    written = json.dumps(found).casefold()
    assert not any(word in written for word in ("risk", "limit", "budget", "safe", "danger", "cancer"))
