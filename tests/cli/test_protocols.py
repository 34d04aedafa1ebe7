"""protocols and check-protocol: what they print and how they exit."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.dicom import making
from tests.protocol_check import headers

BRAIN = "mri_brain_ih"


def brain(folder: Path, *without: str) -> Path:
    study = headers.study("siemens_brain")
    return headers.write(headers.joined({name: one for name, one in study.items() if name not in without}), folder)


def test_every_protocol_is_listed_and_can_be_shown(run: Run) -> None:
    names = [line.split()[0] for line in run("protocols", "list").out.splitlines()]
    assert {
        "mri_brain_ih",
        "mri_spine_complete_ih",
        "mrv_head",
        "dsm_prone",
        "ctm_conventional",
        "mr_myelo_itgd",
    } <= set(names)
    for name in names:
        shown = run("protocols", "show", name)
        assert shown.code == 0 and "not checked]" in shown.out


def test_an_unknown_protocol_is_refused_with_the_nearest_name(run: Run, tmp_path: Path) -> None:
    for arguments in (("protocols", "show", "mri_brian_ih"), ("check-protocol", "mri_brian_ih", str(tmp_path))):
        ran = run(*arguments)
        assert ran.code == 2 and 'Did you mean "mri_brain_ih"?' in ran.err


def test_the_exit_says_met_not_met_or_cannot_tell(run: Run, tmp_path: Path) -> None:
    assert run("check-protocol", BRAIN, str(brain(tmp_path / "whole"))).code == 0
    missing = run("check-protocol", BRAIN, str(brain(tmp_path / "short", "brain_flair")))
    assert missing.code == 1 and "NOT MET: T2 FLAIR" in missing.out.split("\n\n")[1]
    blank = headers.joined(headers.study("siemens_brain", SliceThickness=None))
    assert run("check-protocol", BRAIN, str(headers.write(blank, tmp_path / "blank"))).code == 4


@pytest.mark.parametrize("what", ["missing", "empty", "text.dcm", "plan.csv", "dsm_prone"])
def test_what_cannot_be_checked_is_refused(run: Run, tmp_path: Path, what: str) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "text.dcm").write_bytes(b"Dear colleague")
    (tmp_path / "plan.csv").write_bytes(b"no,known,column\n1,2,3\n")
    protocol = what if what == "dsm_prone" else BRAIN
    ran = run("check-protocol", protocol, str(tmp_path / what))
    assert ran.code == 2 and ran.err.strip() and not ran.out


def test_an_exception_needs_a_sequence_a_reason_and_a_person(run: Run, tmp_path: Path) -> None:
    folder = str(brain(tmp_path / "a", "brain_t1_3d_post"))
    given = ("--except", "brain_t1_3d_post", "contrast declined", "Dr Example")
    excepted = run("check-protocol", BRAIN, folder, *given)
    assert excepted.code == 0 and "EXCEPTED" in excepted.out and "contrast declined (Dr Example)" in excepted.out
    assert run("check-protocol", BRAIN, folder, "--except", "brain_t1_3d_post", " ", "Dr Example").code == 2
    assert run("check-protocol", BRAIN, folder, "--except", "brain_t1", "r", "p").code == 2


def test_json_says_what_answered_what_was_left_out_and_what_was_not_read(run: Run, tmp_path: Path) -> None:
    folder = brain(tmp_path / "a")
    (folder / "notes.dcm").write_bytes(b"hello")
    (report,) = run("check-protocol", BRAIN, str(folder), "--json").lines
    assert report["schema"] == "protocol_check/1" and report["outcome"] == "met"
    flair = next(item for item in report["requirements"] if item["id"] == "brain_flair")
    assert flair["outcome"] == "met" and flair["answered_by"] == ["3"]
    assert {"aspect", "required", "found", "truth"} == set(flair["parts"][0]["checks"][0])
    assert [item["code"] for item in report["refused"]] == ["not_dicom"]


def test_rows_are_one_a_requirement_and_no_formula(run: Run, tmp_path: Path) -> None:
    study = headers.joined(headers.study("siemens_brain", SeriesDescription="=cmd|'/c calc'!A1"))
    out = run("check-protocol", BRAIN, str(headers.write(study, tmp_path / "a")), "--csv").out
    rows = list(csv.DictReader(io.StringIO(out)))
    assert len(rows) == 9 and not [cell for row in rows for cell in row.values() if cell[:1] in "=+@" and cell]


def test_a_zip_is_read_like_its_folder(run: Run, tmp_path: Path) -> None:
    folder = brain(tmp_path / "a")
    (tmp_path / "a.zip").write_bytes(making.archive({p.name: p.read_bytes() for p in sorted(folder.iterdir())}))
    packed = run("check-protocol", BRAIN, str(tmp_path / "a.zip"), "--json").out
    assert packed == run("check-protocol", BRAIN, str(folder), "--json").out
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a", "a.zip"]


def test_a_planned_list_is_compared_by_label_plane_contrast_and_stated_thickness(run: Run, tmp_path: Path) -> None:
    plan = tmp_path / "plan.csv"
    plan.write_text(
        "Series;Plane;Contrast;Thickness;Acquisition\n"
        "Ax T2 TSE;ax;none;4-5 mm;2D\nAx FLAIR;ax;none;5;2D\nSWI;ax;none;2;3D\n"
        "T1 MPRAGE;sag;pre;1;3D\nT1 MPRAGE Gd;sag;post;1;3D\n",
        encoding="utf-8",
    )
    ran = run("check-protocol", BRAIN, str(plan), "--json")
    assert ran.code == 0 and ran.lines[0]["planned"] is True
    plan.write_text(plan.read_text(encoding="utf-8").replace("4-5 mm", "6 mm"), encoding="utf-8")
    assert run("check-protocol", BRAIN, str(plan)).code == 1


def test_two_patients_are_a_question_that_names_neither(run: Run, tmp_path: Path) -> None:
    both = headers.joined(headers.study("siemens_brain")) + headers.joined(
        headers.study("ge_brain", PatientID="SECRET")
    )
    ran = run("check-protocol", BRAIN, str(headers.write(both, tmp_path / "a")), "--json")
    assert ran.code == 2 and "2 patients" in ran.err and "SECRET" not in ran.err + ran.out
