"""A fault in a protocol file is named with its file, its line and what to do."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from appropriateness.errors import KnowledgeError
from appropriateness.knowledge.protocol_library import PROTOCOLS, load_protocols
from tests.conftest import KNOWLEDGE

FAULTS = [
    ("mri_brain_ih.yaml", "procedure: mri_head_wo_w", "procedure: mri_head_wow", "UNKNOWN_PROCEDURE"),
    ("mri_brain_ih.yaml", "[bern_2019, abstract]", "[bern_2091, abstract]", "UNKNOWN_SOURCE"),
    ("mri_brain_ih.yaml", "classes: [t2_flair]", "classes: [t2_flare]", "WRONG_SHAPE"),
    ("mri_brain_ih.yaml", "max_slice_thickness_mm: 5.0", "max_slice_thickness_mm: -5.0", "WRONG_SHAPE"),
    ("mri_brain_ih.yaml", "post: brain_t1_3d_post", "post: brain_t1_post", "UNKNOWN_SEQUENCE"),
    ("mri_brain_ih.yaml", "id: mri_brain_ih", "id: mri_brain", "WRONG_NAME"),
    ("mri_brain_ih.yaml", "level: conditional", "level: optional", "WRONG_SHAPE"),
    ("mri_spine_complete_ih.yaml", "coverage:\n  regions", "covrage:\n  regions", "UNKNOWN_KEY"),
    ("site_defaults.yaml", "id: brain_flair,", "id: brain_flare,", "UNKNOWN_SEQUENCE"),
    ("booking.yaml", "facts: [pregnancy]", "facts: [pregnant]", "UNKNOWN_FACT"),
    ("vendor_names.yaml", "schema: vendor_names/1", "schema: vendor_names/2", "WRONG_SHAPE"),
]


@pytest.mark.parametrize(("file", "old", "new", "code"), FAULTS)
def test_a_fault_is_named_with_file_and_line(file: str, old: str, new: str, code: str, tmp_path: Path) -> None:
    folder = shutil.copytree(PROTOCOLS, tmp_path / "protocols")
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(KnowledgeError) as fault:
        load_protocols(folder, KNOWLEDGE)
    assert code in {problem.code for problem in fault.value.problems}
    assert all(problem.file and problem.message.endswith((".", "?")) for problem in fault.value.problems)


def test_every_number_of_a_requirement_has_a_source() -> None:
    for protocol in load_protocols(PROTOCOLS, KNOWLEDGE).protocols.values():
        for sequence in protocol.sequences:
            if sequence.max_slice_thickness_mm or sequence.max_voxel_mm:
                assert sequence.basis.cite is not None and sequence.thickness_stated, sequence.id
