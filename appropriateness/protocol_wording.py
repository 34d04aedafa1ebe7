"""Words for protocols and study checks, the same on every face."""

from __future__ import annotations

from appropriateness.knowledge.protocol_library import ProtocolLibrary
from appropriateness.knowledge.protocols import PulseSequence
from appropriateness.knowledge.scenarios import Statement
from appropriateness.protocol_check.report import OUTCOMES, Finding, StudyCheck
from appropriateness.provenance import Citation

OUTCOME_WORDS = {"not_met": "not met", "cannot_tell": "cannot tell", "excepted": "excepted", "met": "met"}
LEVEL_WORDS = {
    "required": "required", "recommended": "recommended", "optional": "optional", "conditional": "on a condition",
    "not_routine": "not routine",
}  # fmt: skip
PHASE_WORDS = {
    "pre": "before contrast", "post": "after contrast", "none": "without contrast",
    "either": "before or after contrast",
    "post_or_none": "after contrast, or without", "intrathecal": "after intrathecal contrast",
}  # fmt: skip
FAT_WORDS = {
    "required": "fat suppression required", "optional": "fat suppression optional",
    "not_required": "fat suppression not required", "intrinsic": "fat suppression intrinsic",
}  # fmt: skip
GRADE_WORDS = {
    "primary_abstract": "abstract of the paper read", "primary_doc": "document itself read",
    "secondary": "restated by another source, original not seen",
    "background_unverified": "general knowledge, unverified",
}  # fmt: skip


def bounds(sequence: PulseSequence) -> str:
    """Plane, dimension, thickness and voxel as the source states them; "not stated" where it states none."""
    plane = " or ".join(sequence.planes) or "any plane"
    said = [plane + (f" (usually {sequence.usual_plane})" if sequence.usual_plane else ""), sequence.acquisition]
    if sequence.max_slice_thickness_mm is not None:
        stated = f" (stated {sequence.thickness_stated})" if sequence.thickness_stated else ""
        said.append(f"slices of at most {sequence.max_slice_thickness_mm:g} mm{stated}")
    elif not sequence.isotropic:
        said.append("thickness not stated")
    if sequence.isotropic:
        size = f", at most {sequence.max_voxel_mm:g} mm" if sequence.max_voxel_mm else ", voxel size not stated"
        said.append(f"isotropic{size}")
    return "; ".join([*said, FAT_WORDS[sequence.fat_suppression], PHASE_WORDS[sequence.phase]])


def cited(citation: Citation | None, library: ProtocolLibrary) -> str:
    if citation is None:
        return "no source, unverified"
    source = library.sources[citation.source]
    year = f" ({source.year})" if source.year else ""
    return f"{source.title}{year}, {citation.locator}; not checked" if not source.checked else source.title


def said(statement: Statement, library: ProtocolLibrary) -> str:
    """A statement with its source behind it."""
    return f"{statement.say} [{cited(statement.cite, library)}]"


VENDORS = {
    "siemens": "Siemens",
    "ge": "GE",
    "philips": "Philips",
    "canon": "Canon",
    "fujifilm": "Fujifilm",
}


def vendor_names(sequence: PulseSequence, vendor: str, library: ProtocolLibrary) -> str:
    """What a maker (by its name as shown) calls the sequence; unverified names are marked."""
    key = next(name for name, shown in VENDORS.items() if shown == vendor)
    found = [name for concept in sequence.concepts for name in getattr(library.concepts[concept].names, key)]
    words = [f"{item.name} (unverified)" if item.unverified else item.name for item in found]
    return ", ".join(dict.fromkeys(words)) or "none listed"


def outcome_words(finding: Finding) -> str:
    """The outcome in words; what nobody has to acquire is not called unmet."""
    if finding.outcome == "not_met" and finding.sequence.level != "required":
        return "none found"
    return OUTCOME_WORDS[finding.outcome]


def counts(check: StudyCheck) -> dict[str, int]:
    """How many required sequences stand at each outcome, missing first."""
    required = [finding for finding in check.findings if finding.sequence.level == "required"]
    return {outcome: sum(finding.outcome == outcome for finding in required) for outcome in OUTCOMES}
