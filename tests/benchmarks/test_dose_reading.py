"""How long 500 dose reports take on one core, beside pydicom walking the same reports. Prints; judges nothing."""

from __future__ import annotations

import io
import os
import time
from collections.abc import Callable, Iterator
from datetime import date

import pytest
from pydicom import dcmread
from pydicom.dataset import Dataset

from appropriateness.dose.estimates import estimate
from appropriateness.dose.history import history
from appropriateness.dose.sums import totals
from appropriateness.dose_files import read_uploads
from tests.conftest import KNOWLEDGE
from tests.dicom.reporting import ct_event, ct_report, report, xray_event, xray_total
from tests.dose.knowledge import DOSES, STUDIES

pytestmark = pytest.mark.benchmark

COUNT = 500
TODAY = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def one_core() -> Iterator[None]:
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(allowed)})
    yield
    os.sched_setaffinity(0, allowed)


def made(number: int) -> bytes:
    """A CT report of four events, or every fifth time a fluoroscopy report of thirty."""
    head = {"SOPInstanceUID": f"1.9.{number}", "StudyInstanceUID": f"1.8.{number}"}
    if number % 5 == 0:
        events = [xray_event(f"1.7.{number}.{n}", "0.000001") for n in range(30)]
        return report(xray_total(dap=("0.00003", "Gy.m2"), rp=("0.01", "Gy"), time=(72, "s")), *events, **head)
    return ct_report(*(ct_event(f"1.7.{number}.{n}", 100.0) for n in range(4)), **head)


def walked(content: bytes) -> int:
    """Every item of a report through pydicom's own objects."""

    def items(dataset: Dataset) -> int:
        return sum(1 + items(child) for child in dataset.get("ContentSequence", []))

    return items(dcmread(io.BytesIO(content)))


def seconds(work: Callable[[], object]) -> float:
    found = []
    for _ in range(3):
        start = time.perf_counter()
        work()
        found.append(time.perf_counter() - start)
    return min(found)


def test_five_hundred_reports_are_read_and_added_up() -> None:
    files = [(f"{number}.dcm", made(number)) for number in range(COUNT)]
    read = read_uploads(files, TODAY, STUDIES)
    assert len(read.records) == COUNT and not read.problems
    rows = history(read.records, [])
    (total,) = totals(estimate(row, DOSES, KNOWLEDGE.radiation) for row in rows)
    assert total.examinations == COUNT
    size = sum(len(content) for _, content in files) / 2**20
    print(f"\n{COUNT} dose reports, {size:.1f} MiB, one core, best of 3 (load {os.getloadavg()[0]:.1f})")
    print(f"  reading             {seconds(lambda: read_uploads(files, TODAY, STUDIES)):8.2f} s")
    print(f"  merging             {seconds(lambda: history(read.records, [])):8.2f} s")
    work = seconds(lambda: totals(estimate(row, DOSES, KNOWLEDGE.radiation) for row in rows))
    print(f"  estimates and sum   {work:8.2f} s")
    print(f"  walking with pydicom{seconds(lambda: [walked(content) for _, content in files]):8.2f} s")
