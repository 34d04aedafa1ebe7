"""A dose history as HTML: sums, table, what is outside the sum, positions. It decides nothing."""

from __future__ import annotations

from appropriateness.dose import intervals
from appropriateness.dose.dose_text import assumptions
from appropriateness.dose.estimates import EVIDENCE, Estimate, level_words, quantities
from appropriateness.dose.sums import Total, background_years
from appropriateness.dose.timeline import Step, Timeline
from appropriateness.knowledge.base import KnowledgeBase
from appropriateness.knowledge.doses import DoseKnowledge, Published
from appropriateness.web.html import Markup, folded, joined, tag
from appropriateness.web.readings import cited, dated

TOPICS = {
    "earlier_dose_should_not_decide": "Earlier dose should not decide",
    "recurrent_imaging_should_be_tracked": "Recurrent imaging should be tracked",
    "what_a_sum_is": "What a sum is, and is not",
    "evidence_at_low_dose": "Evidence at low dose",
}
_HEADS = ("No.", "Date", "Examination, earlier result", "Measured", "Effective dose", "Sum so far")


def total(found: tuple[Total, ...], after: tuple[Total, ...], doses: DoseKnowledge) -> Markup:
    """The sums in words, with how many examinations they cover; years of background for scale only."""
    lines = [_total_line("So far", item, doses) for item in found]
    lines += [_total_line("With the proposed study", item, doses) for item in after]
    note = tag("p", tag("b", doses.fixed_sentence.say), " ", doses.standing, css="quiet")
    return tag("section", *lines, note, css="answer", role="status", aria_label="Sum")


def _total_line(name: str, item: Total, doses: DoseKnowledge) -> Markup:
    who = "" if item.population == "adult" else ", examinations as a child"
    scale = ""
    if item.counted and not item.interval.nothing:
        low, high = (intervals.figure(years) for years in background_years(item.interval, doses.background))
        scale = f" For scale only: {low} to {high} years of US average natural background."
    return tag("p", tag("b", f"{name}{who}: {item.shown}."), tag("span", scale, css="quiet"))


def table(timeline: Timeline, doses: DoseKnowledge, knowledge: KnowledgeBase) -> Markup:
    """The numbers of the chart, each with what it rests on; what a device measured stands before any mSv."""
    rows = [_row(step, doses, knowledge) for step in timeline.steps]
    who = "" if timeline.population == "adult" else " as a child"
    return tag(
        "div",
        tag(
            "table",
            tag("caption", f"Examinations{who}, the numbers of the chart"),
            tag("thead", tag("tr", *(tag("th", head, scope="col") for head in _HEADS))),
            tag("tbody", *rows),
            css="grid doses",
        ),
        css="wide",
        tabindex="0",
        role="region",
        aria_label=f"Examinations{who}",
    )


def _row(step: Step, doses: DoseKnowledge, knowledge: KnowledgeBase) -> Markup:
    item, row = step.estimate, step.estimate.examination
    place = tag("div", row.place, css="tags") if row.place else ""
    result = tag("div", tag("b", "Result: "), row.result) if row.result else ""
    when = "to come" if row.origin == "proposed" else row.when or "not stated"
    return tag(
        "tr",
        tag("td", step.number),
        tag("td", when),
        tag("th", row.label, place, result, scope="row"),
        tag("td", *(tag("div", line) for line in quantities(row) or ("nothing measured",))),
        tag("td", _dose(item), folded("Basis", *_basis(item, doses, knowledge))),
        tag("td", intervals.words(step.so_far.interval) if step.so_far.counted else "no sum yet"),
    )


def _dose(item: Estimate) -> Markup:
    if item.interval is None:
        return tag("b", "Unknown")
    levels = level_words(item.levels)
    shown = tag("b", intervals.words(item.interval))
    return joined(shown, tag("div", f"{EVIDENCE[item.evidence]}{f'; {levels}' if levels else ''}", css="tags"))


def _basis(item: Estimate, doses: DoseKnowledge, knowledge: KnowledgeBase) -> list[Markup]:
    """What the number rests on, then what is published for such an examination and what to bear in mind."""
    lines = [tag("p", line) for line in (*item.basis, *item.examination.notices, *assumptions(item))]
    lines += [tag("p", cited(cite, knowledge)) for cite in dict.fromkeys(item.cites)]
    kind = doses.examination.get(item.examination.kind or "")
    if kind is None:
        return lines
    lines += [tag("p", f"Published: {_values(p)} mSv. {p.say} ", cited(p.cite, knowledge)) for p in kind.published]
    return [*lines, *(tag("p", note.say, " ", cited(note.cite, knowledge, note.checked)) for note in kind.notes)]


def _values(stated: Published) -> str:
    span = f"{stated.low:g} to {stated.high:g}" if stated.low is not None and stated.high is not None else ""
    if stated.value is None:
        return span
    return f"{stated.value:g}{f' ({span})' if span else ''}"


def outside(history: tuple[Estimate, ...]) -> Markup:
    """Skin, glandular and organ doses: under their own heading, never in the sum."""
    found = [(item.examination, part) for item in history for part in item.examination.outside]
    if not found:
        return Markup("")
    lines = (tag("li", f"{row.when or 'undated'}, {row.label}: {part.label} {part.mgy:.4g} mGy") for row, part in found)
    return folded(f"Not in the sum: skin, glandular and organ doses ({len(found)})", tag("ul", *lines), css="part")


def counts(history: tuple[Estimate, ...], doses: DoseKnowledge) -> Markup:
    """What counts in this disease: sessions with a needle, patches, myelograms."""
    kinds = [doses.examination[item.examination.kind] for item in history if item.examination.kind]
    needles = sum(kind.needle for kind in kinds)
    patches = sum(kind.id.startswith("ebp") for kind in kinds)
    myelograms = sum(kind.needle and kind.id.startswith(("ctm", "dsm", "myelo")) for kind in kinds)
    if not needles:
        return Markup("")
    numbers = ((needles, "session with a needle", "sessions with a needle"), (myelograms, "myelogram", "myelograms"),
               (patches, "patch", "patches"))  # fmt: skip
    named = [f"{count} {one if count == 1 else many}" for count, one, many in numbers]
    return tag("p", f"In this history: {', '.join(named)}.")


def problems(found: tuple[str, ...]) -> Markup:
    """Every file and row that was not read, by name."""
    if not found:
        return Markup("")
    title = tag("p", tag("b", f"{len(found)} {'thing was' if len(found) == 1 else 'things were'} not read as given:"))
    return tag("section", title, tag("ul", *(tag("li", line) for line in found)), css="fault", role="alert")


def statements(doses: DoseKnowledge, knowledge: KnowledgeBase) -> Markup:
    """Both professional positions in a line each; then everything, with the disputed evidence at low dose."""
    first = {item.topic: item for item in reversed(doses.statements)}
    sides = (first["earlier_dose_should_not_decide"], first["recurrent_imaging_should_be_tracked"])
    short = (tag("li", tag("b", f"{item.body}: "), item.say) for item in sides)
    parts: list[Markup] = []
    for topic, title in TOPICS.items():
        lines = (
            tag("li", tag("b", f"{item.body}: "), item.say, " ", dated(item.cite.source, item.cite.locator, knowledge))
            for item in doses.statements
            if item.topic == topic
        )
        parts += [tag("h3", title), tag("ul", *lines)]
    note = tag("section", tag("h2", "Two professional positions"), tag("ul", *short))
    said = (*doses.k_notes, doses.spine_rule)
    method = [tag("li", item.say, " ", cited(item.cite, knowledge, item.checked)) for item in said]
    method += [
        tag("li", doses.interval_share.say, " ", cited(doses.interval_share.cite, knowledge)),
        tag("li", doses.dap_factor.say, " ", doses.dap_factor.otherwise, " ", cited(doses.dap_factor.cite, knowledge)),
    ]
    parts += [tag("h3", "How a dose is estimated here"), tag("ul", *method)]
    return joined(note, folded("Who says what, and the scale", tag("p", doses.background.say), *parts, css="part"))
