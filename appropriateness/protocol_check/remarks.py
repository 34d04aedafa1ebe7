"""What is worth saying of a series that answers a requirement, without deciding anything."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from appropriateness.knowledge.protocol_files import SiteDefaults
from appropriateness.knowledge.protocols import Protocol, PulseSequence
from appropriateness.protocol_check import geometry
from appropriateness.protocol_check.acquired import AcquiredSeries
from appropriateness.protocol_check.study import Series
from appropriateness.truth import Truth


def of(sequence: PulseSequence, series: Sequence[Series], site: SiteDefaults) -> tuple[str, ...]:
    """Remarks on the series of one requirement, each once."""
    found = [remark for one in series for remark in _remarks(sequence, one, site)]
    return tuple(dict.fromkeys(found))


def _remarks(sequence: PulseSequence, series: Series, site: SiteDefaults) -> Iterator[str]:
    acquired = series.acquired
    if acquired.planned:
        yield "Planned: presence, plane, contrast and stated thickness were compared; check again after acquisition."
        return
    name = f"Series {acquired.key}"
    yield from (f"{name}: {remark}" for remark in _beyond_site(sequence, series, site))
    plane = geometry.plane(acquired.normal)
    if plane:
        tilted = geometry.oblique(acquired.normal, site.tolerances.oblique_below.value)
        yield f"{name} is {plane}{', oblique' if tilted else ''}."
    yield from (f"{name}: {remark}" for remark in _sampling(acquired))
    if sequence.phase in ("pre", "none") and not sequence.phase_decides and series.phase.found == "post":
        yield f"{name} was acquired after contrast."


def _beyond_site(sequence: PulseSequence, series: Series, site: SiteDefaults) -> Iterator[str]:
    """Where the series passes a bound of the site's own."""
    own, tolerance = site.of(sequence.id), site.tolerances.slice_thickness_mm.value
    thickness, voxel = series.acquired.thickness_mm, geometry.largest_edge(series.acquired)
    if own.max_slice_thickness_mm and thickness and thickness > own.max_slice_thickness_mm + tolerance:
        yield f"{thickness:.3g} mm is thicker than the site default of {own.max_slice_thickness_mm:g} mm."
    if own.max_voxel_mm and voxel and voxel > own.max_voxel_mm + tolerance:
        yield f"voxel edge {voxel:.3g} mm; the site default is {own.max_voxel_mm:g} mm."


def _sampling(acquired: AcquiredSeries) -> Iterator[str]:
    """Gaps, overlap, interpolation, missing images."""
    thickness, spacing, row, true = acquired.thickness_mm, acquired.spacing_mm, acquired.row_mm, acquired.acquired_mm
    if spacing and thickness and spacing > 1.2 * thickness:
        yield f"{spacing - thickness:.2g} mm between slices are not imaged."
    if spacing and thickness and spacing < thickness - 0.05:
        yield f"slices of {thickness:.3g} mm every {spacing:.3g} mm, overlapping or interpolated."
    if true and row and true > 1.1 * row:
        yield f"reconstructed at {row:.2g} mm, acquired at {true:.2g} mm."
    if acquired.irregular:
        yield "slices are missing or irregularly spaced."
    if acquired.images == 1:
        yield "only one image was given."


def questions(protocol: Protocol, series: Sequence[Series]) -> tuple[str, ...]:
    """What a person has to answer about the study as a whole."""
    found = []
    spine = [one for one in series if one.region.parts - {"head", "other_region"} and not one.left_out]
    if protocol.contrast_question and any(one.phase.found == "post" for one in spine):
        found.append(protocol.contrast_question.ask)
    return tuple(found)


def pairs(protocol: Protocol, answers: Mapping[str, Series], ratio: float) -> tuple[str, ...]:
    """Whether the series of a pair can be compared with each other; a warning, never a failure."""
    found = []
    for item in protocol.pairs:
        first, second = answers.get(item.pre), answers.get(item.post)
        if first is None or second is None:
            continue
        same = geometry.alike(first.acquired, second.acquired, ratio)
        if same is not Truth.TRUE or first.kind.classes != second.kind.classes:
            word = "cannot be compared" if same is Truth.UNKNOWN else "differ in weighting, plane or voxel"
            found.append(f"Series {first.acquired.key} and {second.acquired.key} {word}. {item.say}")
    return tuple(found)
