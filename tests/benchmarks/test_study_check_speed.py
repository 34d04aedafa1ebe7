"""How long 1,000 headers take to read, classify and check (pytest -m benchmark -s); judges nothing.

Compared in the same run: plain pydicom over the same files, and the dicompare package loading them. dicompare is no
dependency of this project: name the Python of an environment that has it in DICOMPARE_PYTHON.
"""

from __future__ import annotations

import os
import subprocess
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pydicom
import pytest
from pydicom.dataset import Dataset

from appropriateness.dicom.bounded import sources_at
from appropriateness.dicom.series import read_study
from appropriateness.protocol_check.report import check
from tests.dicom.making import content
from tests.protocol_check import headers
from tests.protocol_check.conftest import LIBRARY

pytestmark = pytest.mark.benchmark

FILES, ROUNDS = 1000, 5
DICOMPARE = """
import sys, time, warnings
warnings.filterwarnings("ignore")
import dicompare
start = time.perf_counter()
session = dicompare.load_dicom_session(sys.argv[1], show_progress=False)
print(time.perf_counter() - start, len(session))
"""


def _written(folder: Path, files: int) -> Path:
    """A brain study of that many files, each with pixels and the private elements of a scanner (about 20 KB)."""
    series = headers.study("siemens_brain")
    for number, requirement in enumerate(series):
        series[requirement] = headers.images(
            **{**headers.STUDIES["siemens_brain"][requirement], "count": files // len(series), "pixels": 64}
        )
        for one in series[requirement]:
            _filled(one, number)
    folder.mkdir()
    for number, one in enumerate(headers.joined(series)):
        (folder / f"{number:05}.dcm").write_bytes(content(one))
    return folder


def _filled(made: Dataset, number: int) -> None:
    made.BitsAllocated, made.BitsStored, made.HighBit, made.PixelRepresentation = 16, 12, 11, 0
    made.SamplesPerPixel, made.PhotometricInterpretation = 1, "MONOCHROME2"
    made.PixelData = b"\0" * 8192
    made.add_new(0x00290010, "LO", "BENCHMARK")
    for element in range(40):
        made.add_new(0x00291000 + element, "OB", bytes(240))
    for keyword in ("StationName", "InstitutionName", "SoftwareVersions", "DeviceSerialNumber", "PatientPosition"):
        setattr(made, keyword, f"{keyword} {number}"[:16])


def _best(*acts: Callable[[], object]) -> list[float]:
    """The best time of each, taken in turns so that a busy machine is busy for all of them."""
    best = [float("inf")] * len(acts)
    for _ in range(ROUNDS):
        for place, act in enumerate(acts):
            start = time.perf_counter()
            act()
            best[place] = min(best[place], time.perf_counter() - start)
    return best


def test_a_thousand_headers(tmp_path: Path) -> None:
    folder = _written(tmp_path / "study", FILES)
    paths = sorted(folder.iterdir())

    def plain() -> None:
        for path in paths:
            pydicom.dcmread(path, stop_before_pixels=True)

    def checked() -> None:
        study = read_study(sources_at(folder))
        protocol = LIBRARY.protocols["mri_brain_ih"]
        assert check(protocol, study.series, LIBRARY.signatures, LIBRARY.site).outcome == "met"

    checked()
    base, ours = _best(plain, checked)
    print(
        f"\n{FILES} headers: plain pydicom {base:.2f} s; read, classified and checked {ours:.2f} s ({ours / base:.2f}x)"
    )
    python = os.environ.get("DICOMPARE_PYTHON")
    if python is None:
        print("dicompare: not measured; set DICOMPARE_PYTHON to the Python of an environment that has it")
        return
    done = subprocess.run([python, "-c", DICOMPARE, str(folder)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    seconds, rows = done.stdout.split()[-2:]
    times = float(seconds) / ours
    print(f"dicompare loads {rows} of them in {float(seconds):.2f} s ({times:.1f}x as long as all of the above)")


@pytest.mark.parametrize("files", [500, 5000])
def test_memory_stays_flat(files: int, tmp_path: Path) -> None:
    folder = _written(tmp_path / "study", files)
    tracemalloc.start()
    read_study(sources_at(folder))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    print(f"\n{files} headers: peak of {peak / 2**20:.1f} MiB allocated")
