"""The protocol library and a study from datasets, read as the program reads them."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from pydicom.dataset import Dataset

from appropriateness.dicom.bounded import sources_of
from appropriateness.dicom.series import StudyRead, read_study
from appropriateness.knowledge.protocol_library import PROTOCOLS, ProtocolLibrary, load_protocols
from appropriateness.protocol_check import report
from appropriateness.protocol_check.acquired import AcquiredSeries
from appropriateness.protocol_check.report import StudyCheck
from tests.conftest import KNOWLEDGE
from tests.protocol_check import headers

LIBRARY = load_protocols(PROTOCOLS, KNOWLEDGE)


def read(datasets: Iterable[Dataset]) -> StudyRead:
    return read_study(sources_of(headers.as_files(datasets)))


def compared(protocol: str, series: Iterable[AcquiredSeries], **given: object) -> StudyCheck:
    return report.check(LIBRARY.protocols[protocol], list(series), LIBRARY.signatures, LIBRARY.site, **given)  # type: ignore[arg-type]


def outcomes(check: StudyCheck) -> dict[str, str]:
    return {finding.sequence.id: finding.outcome for finding in check.findings}


@pytest.fixture(scope="session")
def library() -> ProtocolLibrary:
    return LIBRARY
