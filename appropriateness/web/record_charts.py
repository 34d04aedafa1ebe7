"""Counts over time as bars: colour, pattern and words say the same; a table beside them says it again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
import plotly.graph_objects as go

from appropriateness.records.statistics import Counted
from appropriateness.web.html import Markup, tag

_COLOURS = ("#2d5fa8", "#0b8a62", "#9a55c4", "#b06a00", "#b3202a", "#5b6672", "#157a8c", "#7d6b2f")
_PATTERNS = ("", "/", "x", ".", "\\", "-", "+", "|")


def bars(found: Sequence[Counted], names: Mapping[str, str], ink: str) -> go.Figure:
    """One bar a day, its parts in the order of `names`; days without anything are left out."""
    days = sorted({item.day for item in found})
    kinds = [kind for kind in names if any(item.what == kind for item in found)]
    number = {(item.day, item.what): item.number for item in found}
    figure = go.Figure(
        [
            go.Bar(
                x=days,
                y=[number.get((day, kind), 0) for day in days],
                name=names[kind],
                marker={
                    "color": _COLOURS[list(names).index(kind) % len(_COLOURS)],
                    "pattern": {"shape": _PATTERNS[list(names).index(kind) % len(_PATTERNS)]},
                },
            )
            for kind in kinds
        ]
    )
    figure.update_layout(
        barmode="stack",
        height=260 + 22 * len(kinds),
        margin={"l": 4, "r": 4, "t": 4, "b": 4},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"color": ink, "size": 12, "family": "Source Sans, sans-serif"},
        legend={"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"},
        dragmode=False,
        bargap=0.25,
    )
    figure.update_xaxes(
        type="category", fixedrange=True, showgrid=False, automargin=True,
        tickmode="array", tickvals=days, ticktext=[day[5:] for day in days], tickangle=-90,
    )  # fmt: skip
    figure.update_yaxes(
        fixedrange=True, gridcolor="rgba(128,140,150,.35)", rangemode="tozero", tickformat="d", automargin=True
    )
    return figure


def frame(found: Sequence[Counted], names: Mapping[str, str]) -> pd.DataFrame:
    """Days by kinds, with the total of each."""
    long = pd.DataFrame([(item.day, names.get(item.what, item.what), item.number) for item in found])
    wide = long.pivot_table(index=0, columns=1, values=2, aggfunc="sum", fill_value=0)
    wide["Total"] = wide.sum(axis=1)
    wide.index.name, wide.columns.name = "day", None
    return wide


def table(found: Sequence[Counted], names: Mapping[str, str], caption: str) -> Markup:
    """The same numbers as a table, newest day first, all days together at the end."""
    wide = frame(found, names)
    heads = [tag("th", "Day", scope="col"), *(tag("th", name, scope="col") for name in wide.columns)]
    rows = [_row(str(day), list(wide.loc[day])) for day in reversed(wide.index)]
    made = tag(
        "table",
        tag("caption", caption),
        tag("thead", tag("tr", *heads)),
        tag("tbody", *rows, _row("All", list(wide.sum()))),
        css="grid",
    )
    return tag("div", made, css="wide", tabindex="0", role="region", aria_label=caption)


def _row(head: str, numbers: Sequence[int]) -> Markup:
    return tag("tr", tag("th", head, scope="row"), *(tag("td", str(int(number))) for number in numbers))
