"""Dose reports cut short, damaged, endless or false: read as a dose or refused by name, and the others are read."""

from __future__ import annotations

import io
import math
import random
import struct
import zipfile

import pytest

from appropriateness.dicom import dose_reports
from appropriateness.dicom.dose_reports import NotRead
from appropriateness.dicom.dose_units import converted
from appropriateness.dose.records import DoseRecord
from tests.dicom.reporting import (
    administration,
    container,
    ct_event,
    ct_report,
    ct_total,
    read,
    reason,
    record,
    report,
    xray_event,
)

TWO_SCANS = (ct_event("1.1", 11.5, "T-D0010", "113805"), ct_event("1.2", 708.2))


def test_a_truncated_report_is_named_and_the_others_are_read() -> None:
    whole = ct_report(*TWO_SCANS)
    torn, kept = read(whole[: len(whole) // 2], whole)
    assert isinstance(torn, NotRead) and "Incomplete" in torn.reason and isinstance(kept, DoseRecord)


@pytest.mark.parametrize("step", [1, 7])
def test_a_report_cut_anywhere_gives_no_dose_and_no_error(step: int) -> None:
    whole = ct_report(ct_event("1.1", 10))
    for end in range(len(whole) - 1, 0, -97 * step):
        found = read(whole[:end])
        assert all(isinstance(one, NotRead) for one in found), end


def test_reports_in_an_archive_are_read() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a/1.dcm", ct_report(ct_event("1", 5)))
        archive.writestr("readme.txt", "hello")
    found = list(dose_reports.read_uploads([("export.zip", packed.getvalue())]))
    assert [type(one).__name__ for one in found] == ["DoseRecord", "NotRead"]


def test_nested_without_end_is_refused() -> None:
    inner = container("113819")
    for _ in range(60):
        inner = container("113819", inner)
    assert "nested" in reason(report(inner))


def test_negative_and_endless_numbers_are_not_used() -> None:
    for value in ("-5", "1e400", "nan"):
        assert record(report(ct_total(value), ct_event("1", 7))).dlp_mgycm == 7
    wordy = report(ct_total("987654"), ct_event("1", 7)).replace(b"987654", b"abcdef")
    assert record(wordy).dlp_mgycm == 7


def test_units_of_no_quantity_are_not_guessed() -> None:
    assert converted("dap", 1, "mGy") is None and converted("dlp", 1, "Gy.m2") is None


def test_damaged_bytes_are_read_as_a_dose_or_refused_and_never_end_the_reading() -> None:
    chance = random.Random(7)
    whole = [ct_report(*TWO_SCANS), report(xray_event("2", "0.001")), report(administration(300, 5.0))]
    for _ in range(300):
        made = bytearray(chance.choice(whole))
        for _ in range(chance.choice((1, 3, 20))):
            made[chance.randrange(132, len(made))] = chance.randrange(256)
        for found in read(bytes(made)):
            assert isinstance(found, NotRead) or all(
                value is None or 0 <= value < math.inf
                for value in (found.dlp_mgycm, found.dap_gycm2, found.activity_mbq, found.effective_msv)
            )


def test_millions_of_empty_items_are_refused_soon() -> None:
    start = ct_report(*TWO_SCANS)
    at = start.index(struct.pack("<HH", 0x0040, 0xA730))
    opened = struct.pack("<HH2sHI", 0x0040, 0xA730, b"SQ", 0, 0xFFFFFFFF)
    assert "nested" in reason(start[:at] + opened + struct.pack("<HHI", 0xFFFE, 0xE000, 0) * 450_000)
