"""Options as tables: category in words and shape, rating, radiation, why; each row opens to its readings."""

from __future__ import annotations

from appropriateness import site_words, wording
from appropriateness.documents.order_line import order_line
from appropriateness.engine.consultation import Consultation
from appropriateness.engine.pathway import UnratedOption
from appropriateness.engine.ranking import GROUPS, Option
from appropriateness.engine.safety import SafetyFinding
from appropriateness.knowledge.procedures import Procedure
from appropriateness.web.html import Markup, folded, joined, tag
from appropriateness.web.local import beside_option
from appropriateness.web.marks import mark, radiation
from appropriateness.web.readings import cited, dated, reading

_SYSTEMS = {"loinc": "LOINC", "radlex": "RadLex"}


def tables(scenario: str, consultation: Consultation) -> Markup:
    """All options of one scenario, group by group; what is usually not appropriate is folded but countable."""
    rated = consultation.options_of(scenario)
    unrated = [option for option in consultation.unrated if option.scenario == scenario]
    parts: list[Markup] = []
    for group in GROUPS:
        rows = [_row(option, consultation) for option in rated if option.group == group]
        rows += [_unrated_row(o, consultation) for o in unrated if o.group == group and not o.conditional]
        if rows and group == "usually_not_appropriate":
            parts.append(_folded_table(group, f"{len(rows)} usually not appropriate", rows))
        elif rows:
            parts.append(_table(wording.GROUPS[group], rows))
    conditional = [_unrated_row(option, consultation) for option in unrated if option.conditional]
    if conditional:
        parts.append(_folded_table("not_rated", f"{len(conditional)} more, each under a condition", conditional))
    return joined(*parts)


def _folded_table(kind: str, title: str, rows: list[Markup]) -> Markup:
    return folded(joined(mark(kind), title), _table(wording.GROUPS[kind], rows), css="part")


def _table(caption: str, rows: list[Markup]) -> Markup:
    heads = ("Rank", "Study", "Category", "Relative radiation level")
    return tag(
        "table",
        tag("caption", caption),
        tag("thead", tag("tr", *(tag("th", head, scope="col") for head in heads))),
        tag("tbody", *rows),
        css="options",
    )


def _row(option: Option, consultation: Consultation) -> Markup:
    row, knowledge = option.row, consultation.knowledge
    rating = (
        "rating not settled"
        if row.category == "contested"
        else f"rating {row.rating if row.rating is not None else wording.NOT_STATED}"
    )
    evidence = f", evidence {wording.EVIDENCE[row.evidence]}" if row.evidence else ""
    readings = joined(*(reading(item, knowledge) for item in row.source.readings))
    opened = row.category == "contested" or row.settled_by is not None
    partner = wording.partner(option, consultation)
    notes = [tag("p", wording.why_words(row))]
    settled = site_words.settled(row, knowledge)
    if settled is not None:
        notes.insert(0, tag("p", mark("true"), tag("b", settled)))
    if partner is not None:
        notes.append(tag("p", f"Complements {knowledge.procedures[partner].label}.", css="quiet"))
    if option.already_done:
        notes.append(tag("p", "Recorded as already done.", css="quiet"))
    notes.extend(_findings(option.findings, option.group != "usually_not_appropriate"))
    if option.group == "resolve_first":
        names = [knowledge.procedures[name].label for name in option.remaining]
        notes.append(
            tag(
                "p",
                f"What remains to order: {wording.joined(names)}."
                if names
                else "No rated study remains free to order.",
            )
        )
    if option.alternatives and option.group == "usually_not_appropriate":
        names = [knowledge.procedures[name].label for name in option.alternatives]
        notes.append(tag("p", f"Rated higher here: {wording.joined(names)}.", css="quiet"))
    detail = folded(
        "Readings and source" if row.category != "contested" else "Both readings",
        readings,
        cited(row.source.cite, knowledge),
        _codes(row.procedure),
        opened=opened,
    )
    return _two_rows(
        wording.rank_words(option) if option.group == "can_be_ordered" else "",
        row.procedure,
        (mark(row.category), tag("b", wording.CATEGORIES[row.category]), tag("div", f"{rating}{evidence}", css="tags")),
        (
            *notes,
            beside_option(option.scenario, row.procedure.id, consultation),
            detail,
            _order_text(option, row.procedure, consultation),
        ),
        consultation,
    )


def _two_rows(
    rank: str, procedure: Procedure, category: tuple[object, ...], below: tuple[object, ...], consultation: Consultation
) -> Markup:
    """The row one compares by, and under it the reasons in full width."""
    level = procedure.rrl.adult
    return joined(
        tag(
            "tr",
            tag("td", rank, css="rank"),
            tag("th", procedure.label, tag("div", _tags(procedure), css="tags"), scope="row"),
            tag("td", *category),
            tag("td", radiation(level, wording.level_words(level, consultation.knowledge))),
        ),
        tag("tr", tag("td", "", css="rank"), tag("td", *below, colspan="3"), css="below"),
    )


def _unrated_row(option: UnratedOption, consultation: Consultation) -> Markup:
    said = [
        tag(
            "p",
            f"{item.position.say}{f' If: {item.condition}' if item.condition else ''} ",
            dated(item.position.source, item.position.locator, consultation.knowledge),
        )
        for item in consultation.positions
        if item.position.procedure == option.procedure.id and item.scenario == option.scenario
    ]
    word = f"{wording.STANCES[option.stance]}{', on a condition' if option.conditional else ''}"
    done = [tag("p", "Recorded as already done.", css="quiet")] if option.already_done else []
    return _two_rows(
        "",
        option.procedure,
        (
            mark("not_rated"),
            tag("b", wording.CATEGORIES["not_rated"]),
            tag("div", f"other sources: {word}", css="tags"),
        ),
        (
            *done,
            *_findings(option.findings, True),
            beside_option(option.scenario, option.procedure.id, consultation),
            folded("Who says so", *said),
            _order_text(option, option.procedure, consultation),
        ),
        consultation,
    )


def _order_text(option: Option | UnratedOption, procedure: Procedure, consultation: Consultation) -> Markup:
    """The line to paste into an order; none for a study with something to resolve, contested, or already done."""
    if option.group != "can_be_ordered" or option.already_done or getattr(option, "conditional", False):
        return Markup("")
    line = tag("p", order_line(procedure, option.scenario, consultation), css="line")
    return folded("Order text", tag("p", "One click selects the line; then copy it.", css="quiet"), line)


def _findings(findings: tuple[SafetyFinding, ...], shown: bool) -> list[Markup]:
    if not shown:
        return []
    return [
        tag("p", mark(finding.severity), tag("b", f"{wording.SEVERITIES[finding.severity]}: "), finding.message)
        for finding in findings
        if finding.severity == "stop"
    ]


def _tags(procedure: Procedure) -> str:
    return ", ".join(
        [wording.CONTRASTS[procedure.contrast], "needle in the spine" if procedure.needle else "no needle"]
    )


def _codes(procedure: Procedure) -> Markup:
    if not procedure.codes and not procedure.codes_note:
        return Markup("")
    lines = [
        f"{_SYSTEMS[code.system]} {code.code} {code.name} ({code.status.replace('_', ', ')})"
        for code in procedure.codes
    ]
    return folded(
        "Codes", *(tag("p", line, css="quiet") for line in lines), tag("p", procedure.codes_note or "", css="quiet")
    )
