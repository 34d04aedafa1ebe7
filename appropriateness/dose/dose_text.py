"""A dose history as plain text, for a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from appropriateness.dose import intervals
from appropriateness.dose.estimates import EVIDENCE, Estimate, quantities
from appropriateness.dose.sums import Total, background_years
from appropriateness.knowledge.doses import DoseKnowledge

WIDTH = 100


def text(
    history: Sequence[Estimate],
    totals: Sequence[Total],
    coming: Estimate | None,
    after: Sequence[Total],
    doses: DoseKnowledge,
) -> str:
    """Device quantities before mSv; what a number rests on below it; the sums, the scale and the note last."""
    lines: list[str] = []
    for item in history:
        lines.extend(_examination(item))
    lines.extend(_total("Total", item, doses) for item in totals)
    if coming is not None:
        lines += ["", "Proposed"]
        lines.extend(_examination(coming))
        lines.extend(_total("With it", item, doses) for item in after)
    outside = [(item, part) for item in history for part in item.examination.outside]
    if outside:
        lines += ["", "Not in the sum"]
        lines.extend(
            f"  {item.examination.when or 'undated'}  {part.label}: {part.mgy:.4g} mGy" for item, part in outside
        )
    lines += ["", *_wrapped(f"{doses.fixed_sentence.say} {doses.standing} {doses.background.say}")]
    return "\n".join(lines)


def _examination(item: Estimate) -> Iterator[str]:
    row = item.examination
    place = f", {row.place}" if row.place else ""
    measured = "; ".join(quantities(row))
    dose = item.shown if item.interval is not None else "dose unknown"
    yield f"{row.when or 'undated':10}  {row.label}{place}"
    yield f"{'':12}{f'{measured}; ' if measured else ''}{dose} ({EVIDENCE[item.evidence]})"
    if row.result:
        yield f"{'':12}result: {row.result}"
    for line in (*item.basis, *row.notices, *assumptions(item)):
        yield from textwrap.wrap(line, WIDTH, initial_indent=" " * 14, subsequent_indent=" " * 14)


def assumptions(item: Estimate) -> tuple[str, ...]:
    """What was assumed to get the number."""
    needed = item.interval is not None and not item.interval.nothing and item.evidence != "stated"
    return ("Taken as an adult: no age is stated.",) if needed and item.examination.assumes_adult else ()


def _total(name: str, total: Total, doses: DoseKnowledge) -> str:
    who = "" if total.population == "adult" else " as a child"
    if not total.counted or total.interval.nothing:
        return f"{name}{who}: {total.shown}"
    years = [intervals.figure(value) for value in background_years(total.interval, doses.background)]
    return f"{name}{who}: {total.shown} (for scale: {years[0]} to {years[1]} years of US average natural background)"


def _wrapped(sentence: str) -> list[str]:
    return textwrap.wrap(sentence, WIDTH)
