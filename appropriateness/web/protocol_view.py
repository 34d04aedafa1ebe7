"""One protocol of the library on the screen, every line with its source."""

from __future__ import annotations

from appropriateness import wording
from appropriateness.knowledge.protocol_library import ProtocolLibrary
from appropriateness.knowledge.protocols import Myelography, Protocol, PulseSequence
from appropriateness.knowledge.scenarios import Statement
from appropriateness.protocol_wording import GRADE_WORDS, LEVEL_WORDS, bounds, cited, vendor_names
from appropriateness.web.html import Markup, folded, joined, listing, tag
from appropriateness.web.marks import mark


def protocol(item: Protocol, library: ProtocolLibrary, vendor: str | None) -> Markup:
    """The study in full; `vendor` names the maker whose sequence names are shown."""
    warnings = item.myelography.warnings if item.myelography else ()
    return joined(
        tag("h2", item.title),
        *(tag("section", tag("p", mark("stop"), _said(one, library)), css="banner") for one in warnings),
        tag("p", mark("inform"), _said(item.standing, library)),
        _table(item, library, vendor) if item.sequences else "",
        _myelography(item.myelography, library) if item.myelography else "",
        *(_sequence(one, library) for one in item.sequences),
        folded("What is known of this study", listing([_said(one, library) for one in item.statements]), css="part"),
    )


def _said(statement: Statement, library: ProtocolLibrary) -> Markup:
    return joined(statement.say, " ", tag("small", f"{cited(statement.cite, library)}."))


def _table(item: Protocol, library: ProtocolLibrary, vendor: str | None) -> Markup:
    """The sequences at a glance."""
    heads = ("Sequence", "Need", "Asked for", *((f"Called on {vendor}",) if vendor else ()))
    rows = []
    for one in item.sequences:
        said = (LEVEL_WORDS[one.level], bounds(one), *((vendor_names(one, vendor, library),) if vendor else ()))
        cells = (tag("td", text, data_head=head) for head, text in zip(heads[1:], said, strict=True))
        rows.append(tag("tr", tag("th", one.name, scope="row"), *cells))
    head = tag("tr", *(tag("th", text, scope="col") for text in heads))
    return tag("div", tag("table", tag("thead", head), tag("tbody", *rows), css="plain"), css="wide", tabindex="0")


def _sequence(one: PulseSequence, library: ProtocolLibrary) -> Markup:
    own = library.site.of(one.id)
    rows: list[tuple[str, object]] = [("For", one.purpose), ("Need", LEVEL_WORDS[one.level])]
    rows += [("On the condition", one.condition)] if one.condition else []
    rows += [("Asked for", bounds(one)), ("Basis", _said(one.basis, library)), ("Read as", GRADE_WORDS[one.grade])]
    rows += [("Look for", ", ".join(one.look_for))] if one.look_for else []
    rows += [("Also accepted", "; ".join(one.accepts))] if one.accepts else []
    rows += [("Sources differ", _said(one.disagreement, library))] if one.disagreement else []
    rows += [("Note", _said(note, library)) for note in one.notes]
    site = [f"{bound:g} mm" for bound in (own.max_slice_thickness_mm, own.max_voxel_mm) if bound]
    rows += [("Site default", f"{', '.join(site)}. {library.site.say} {own.say or ''}")] if site else []
    rows += [("Sources", "; ".join(cited(cite, library) for cite in one.cites) or "none")]
    listed = joined(*(joined(tag("dt", name), tag("dd", value)) for name, value in rows))
    return folded(one.name, tag("dl", listed, css="facts"), css="part")


def _myelography(guide: Myelography, library: ProtocolLibrary) -> Markup:
    rows: list[tuple[str, object]] = [
        ("Chosen when", _said(guide.chosen_when, library)),
        ("Position", guide.position),
        *(("Phase", _said(phase, library)) for phase in guide.phases),
        ("Agent", _said(guide.agent, library)),
        ("Volume", _said(guide.volume, library) if guide.volume else wording.NOT_STATED),
    ]
    return tag("dl", joined(*(joined(tag("dt", name), tag("dd", value)) for name, value in rows)), css="facts")
