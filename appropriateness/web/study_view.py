"""A study check on the screen: what is missing first, requirement by series in one table, what was left out."""

from __future__ import annotations

from collections.abc import Iterable

from appropriateness.protocol_check.report import Finding, PartFinding, StudyCheck
from appropriateness.protocol_check.requirements import class_words
from appropriateness.protocol_check.study import Series
from appropriateness.protocol_wording import LEVEL_WORDS, OUTCOME_WORDS, counts, outcome_words
from appropriateness.truth import Truth
from appropriateness.web.html import Markup, folded, joined, tag
from appropriateness.web.marks import mark

_MARKS = {"not_met": "false", "cannot_tell": "unknown", "excepted": "inform", "met": "true"}
_CSS = {"not_met": "escalate", "cannot_tell": "several_possible", "met": "rated"}
_FITS = {Truth.TRUE: "fits", Truth.UNKNOWN: "may fit"}
MOST_COLUMNS = 40


def summary(check: StudyCheck) -> Markup:
    """The outcome in a line, then what is missing or open among the required sequences."""
    found = counts(check)
    numbers = ", ".join(f"{number} {OUTCOME_WORDS[name]}" for name, number in found.items() if number)
    unmet = [one for one in check.findings if one.sequence.level == "required" and one.outcome != "met"]
    kind = "Planned" if check.planned else "Acquired"
    return tag(
        "section",
        tag("p", f"{kind} series against {check.protocol.short}", css="kicker"),
        tag("h2", f"Required sequences: {numbers}."),
        *(tag("p", mark("ask"), tag("b", "Question: "), question) for question in check.questions),
        *(_line(one) for one in unmet),
        *(tag("p", f"Note: {warning}") for warning in check.warnings),
        css=f"answer {_CSS[check.outcome]}",
        role="status",
        aria_label="Study check",
    )


def _line(finding: Finding) -> Markup:
    word = OUTCOME_WORDS[finding.outcome].capitalize()
    return tag("p", mark(_MARKS[finding.outcome]), tag("b", f"{word}: {finding.sequence.name}. "), finding.reason)


def _mark(finding: Finding) -> Markup:
    missed = finding.outcome == "not_met" and finding.sequence.level != "required"
    return mark("not_rated" if missed else _MARKS[finding.outcome])


def coverage(check: StudyCheck) -> Markup:
    """Which series answers what: one row a requirement, one column a series."""
    series = [one for one in check.series if not one.left_out][:MOST_COLUMNS]
    columns = ("Requirement", "Outcome", *(one.acquired.name for one in series))
    heads = [tag("th", text, scope="col") for text in columns]
    rows = [_row(finding, series, check) for finding in check.findings]
    beyond = len([one for one in check.series if not one.left_out]) - len(series)
    return joined(
        tag(
            "div",
            tag(
                "table",
                tag("caption", "Requirement by series: what answers, what fits, what may fit"),
                tag("thead", tag("tr", *heads)),
                tag("tbody", *rows),
                css="grid coverage",
            ),
            css="wide",
            tabindex="0",
        ),
        tag("p", f"{beyond} further series are not shown in the table.", css="quiet") if beyond > 0 else "",
    )


def _row(finding: Finding, series: Iterable[Series], check: StudyCheck) -> Markup:
    answering = {one.acquired.key for one in finding.answered_by}
    cells = [_cell(finding, one, answering, check) for one in series]
    outcome = tag("td", _mark(finding), outcome_words(finding))
    name = tag("th", finding.sequence.name, tag("div", LEVEL_WORDS[finding.sequence.level], css="tags"), scope="row")
    return tag("tr", name, outcome, *cells)


def _cell(finding: Finding, series: Series, answering: set[str], check: StudyCheck) -> Markup:
    truth = check.fits[finding.sequence.id, series.acquired.key]
    if series.acquired.key in answering:
        return tag("td", mark("true"), tag("b", "answers"))
    if truth is Truth.FALSE:
        return tag("td", "")
    return tag("td", mark("unknown"), _FITS[truth])


def details(check: StudyCheck) -> Markup:
    """Every requirement with its checks, value and tolerance beside each other."""
    return joined(tag("h3", "Every requirement"), *(_folded(finding) for finding in check.findings))


def _folded(finding: Finding) -> Markup:
    word, level = outcome_words(finding).capitalize(), LEVEL_WORDS[finding.sequence.level]
    title = joined(_mark(finding), f"{word}: {finding.sequence.name} ({level})")
    several = len(finding.parts) > 1
    tables = (_checks(part, several) for part in finding.parts if part.checks)
    remarks = (tag("p", remark, css="quiet") for remark in finding.remarks)
    return folded(title, tag("p", finding.reason), *tables, *remarks, css="part")


def _checks(part: PartFinding, several: bool) -> Markup:
    heads = tag("tr", *(tag("th", head, scope="col") for head in ("Aspect", "Asked", "Found", "Fits")))
    words = {"true": "yes", "false": "no", "unknown": "not known"}
    rows = (
        tag(
            "tr",
            tag("td", tag("b", item.aspect)),
            tag("td", item.required, data_head="Asked"),
            tag("td", item.found, data_head="Found"),
            tag("td", mark(item.truth.value), words[item.truth.value], data_head="Fits"),
        )
        for item in part.checks
    )
    name = part.series.acquired.name if part.series else ""
    caption = tag("caption", f"{part.part.capitalize()}: series {name}" if several else f"Series {name}")
    table = tag("table", caption, tag("thead", heads), tag("tbody", *rows), css="plain")
    return tag("div", table, css="wide", tabindex="0")


def aside(check: StudyCheck, refused: Iterable[tuple[str, str]]) -> Markup:
    """Series that answer nothing, those left out, and files that were not read."""
    unused = [f"{one.acquired.name}: {class_words(one.kind.classes)}" for one in check.unused]
    left_out = [f"{one.acquired.name}: {one.left_out}" for one in check.left_out]
    unread = [f"{name}: {reason}" for name, reason in refused]
    parts = (("Series that answer nothing here", unused), ("Left out", left_out), ("Not read", unread))
    return joined(
        *(
            folded(f"{title} ({len(lines)})", tag("ul", *(tag("li", line) for line in lines[:200])), css="part")
            for title, lines in parts
            if lines
        )
    )
