"""The cumulative dose of a history as SVG, written by hand: no browser, no font, no link, every text escaped."""

from __future__ import annotations

import math
from collections.abc import Iterator
from html import escape

from appropriateness.dose.estimates import EVIDENCE
from appropriateness.dose.intervals import figure, words
from appropriateness.dose.timeline import Step, Timeline

WIDTH, HEIGHT = 860, 420
LEFT, RIGHT, TOP, BOTTOM = 64, 20, 62, 92
MOST_LABELS = 24
MEASURED = frozenset({"stated", "dlp", "dap"})


def svg(timeline: Timeline) -> str:
    """The chart of one timeline; the same timeline gives the same text."""
    plot = _Plot(timeline)
    title = "Cumulative effective dose, interval from lowest to highest"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
        'role="img" font-family="sans-serif" font-size="12">',
        f"<title>{escape(title)}</title>",
        f"<desc>{escape(description(timeline))}</desc>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
        '<defs><pattern id="h" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<rect width="6" height="6" fill="#fff"/><path d="M0 0V6" stroke="#2d5fa8" stroke-width="3"/></pattern></defs>',
        _text(LEFT, 20, title, size=14, weight="bold"),
        _text(
            LEFT,
            38,
            "Band: sum so far. Bars: one examination each, solid if measured, hatched if published; ? dose unknown.",
        ),
        *plot.axis(),
        *plot.band(),
        *plot.bars(),
        _text(LEFT, HEIGHT - 10, description(timeline)),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def description(timeline: Timeline) -> str:
    """The chart in a sentence, for those who do not see it."""
    if not timeline.steps:
        return "No examination."
    return f"{len(timeline.steps)} examinations. Total {timeline.steps[-1].so_far.shown}."


def ticks(top: float) -> list[float]:
    """Round values from 0 up to the top, five or so."""
    step = 10 ** math.floor(math.log10(top / 5))
    step *= next(factor for factor in (1, 2, 5, 10) if top / (step * factor) <= 6)
    return [n * step for n in range(math.floor(top / step) + 1)]


class _Plot:
    def __init__(self, timeline: Timeline) -> None:
        self.timeline = timeline
        self.slot = (WIDTH - LEFT - RIGHT) / max(len(timeline.steps), 1)

    def x(self, index: float) -> float:
        return LEFT + index * self.slot

    def y(self, msv: float) -> float:
        return HEIGHT - BOTTOM - msv / (self.timeline.top * 1.05) * (HEIGHT - TOP - BOTTOM)

    def axis(self) -> Iterator[str]:
        for value in ticks(self.timeline.top):
            y = self.y(value)
            yield f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="#d5dde4"/>'
            yield _text(LEFT - 8, y + 4, figure(value), anchor="end")
        yield _text(LEFT - 8, TOP - 10, "mSv", anchor="end")

    def band(self) -> Iterator[str]:
        highs, lows = [], []
        for index, step in enumerate(self.timeline.steps):
            total = step.so_far.interval
            highs += [(self.x(index), self.y(total.high)), (self.x(index + 1), self.y(total.high))]
            lows += [(self.x(index), self.y(total.low)), (self.x(index + 1), self.y(total.low))]
        outline = " ".join(f"{x:.1f},{y:.1f}" for x, y in [*highs, *reversed(lows)])
        if outline:
            yield f'<polygon points="{outline}" fill="#2d5fa8" fill-opacity="0.16" stroke="#2d5fa8"/>'

    def bars(self) -> Iterator[str]:
        every = math.ceil(len(self.timeline.steps) / MOST_LABELS)
        for index, step in enumerate(self.timeline.steps):
            middle, half = self.x(index + 0.5), min(self.slot * 0.22, 14)
            yield from self.bar(step, middle, half)
            if index % every == 0:
                y = HEIGHT - BOTTOM + 16
                yield (
                    f'<text x="{middle:.1f}" y="{y}" text-anchor="end" fill="#17212b" '
                    f'transform="rotate(-35 {middle:.1f} {y})">{escape(step.tick)}</text>'
                )

    def bar(self, step: Step, middle: float, half: float) -> Iterator[str]:
        label = escape(f"{step.number}. {step.estimate.examination.label}: {step.estimate.shown}")
        if step.interval is None:
            yield f"<g><title>{label}</title>{_text(middle, TOP - 4, '?', anchor='middle', weight='bold')}</g>"
            return
        low, high = self.y(step.interval.low), self.y(step.interval.high)
        fill = "#2d5fa8" if step.estimate.evidence in MEASURED else "url(#h)"
        height = max(low - high, 2.5)
        yield (
            f"<g><title>{label} ({escape(EVIDENCE[step.estimate.evidence])})</title>"
            f'<rect x="{middle - half:.1f}" y="{low - height:.1f}" width="{2 * half:.1f}" height="{height:.1f}" '
            f'fill="{fill}" stroke="#17212b"/></g>'
        )
        if step.interval.nothing:
            yield _text(middle, low - 8, words(step.interval), anchor="middle", size=11)


def _text(x: float, y: float, content: str, anchor: str = "start", size: int = 12, weight: str = "normal") -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}" font-weight="{weight}" '
        f'fill="#17212b">{escape(content)}</text>'
    )
