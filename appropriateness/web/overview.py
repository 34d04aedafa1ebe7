"""The topic in one table: scenarios by procedures, one cell a rating, with what each cell rests on."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from appropriateness import wording
from appropriateness.engine.ranking import Row, table
from appropriateness.knowledge.base import KnowledgeBase
from appropriateness.knowledge.procedures import Procedure
from appropriateness.knowledge.ratings import OptionCategory
from appropriateness.knowledge.scenarios import Scenario

LETTERS: dict[str, str] = {
    "usually_appropriate": "U",
    "may_be_appropriate": "M",
    "may_be_appropriate_disagreement": "M",
    "usually_not_appropriate": "N",
    "contested": "?",
    "not_rated": "–",
}
_LOOKS = {
    "usually_appropriate": ("triangle-up", "#0b6e4f"),
    "may_be_appropriate": ("diamond", "#2d5fa8"),
    "may_be_appropriate_disagreement": ("diamond", "#2d5fa8"),
    "usually_not_appropriate": ("triangle-down", "#5b6672"),
}
"""Marker shape and colour of a settled category; a contested cell is split, an unrated one hatched."""
MODALITIES = {"mr": "MRI", "ct": "CT", "fluoroscopy": "Fluoroscopy", "nuclear": "Nuclear medicine"}


@dataclass(frozen=True)
class Cell:
    """One scenario and one procedure; `row` is None where no table rates the pair."""

    scenario: Scenario
    procedure: Procedure
    row: Row | None

    @property
    def category(self) -> OptionCategory:
        return "not_rated" if self.row is None else self.row.category

    @property
    def words(self) -> str:
        rating = f" ({self.row.rating})" if self.row is not None and self.row.rating is not None else ""
        return f"{wording.CATEGORIES[self.category]}{rating}"


@dataclass(frozen=True)
class Filter:
    """Which procedures are shown; None shows all. `highest_level`: adult relative radiation level, included."""

    modality: str | None = None
    needle: bool | None = None
    highest_level: int | None = None

    def admits(self, procedure: Procedure) -> bool:
        level = procedure.rrl.adult
        return (
            procedure.rated
            and self.modality in (None, procedure.modality)
            and self.needle in (None, procedure.needle)
            and (self.highest_level is None or (level is not None and level <= self.highest_level))
        )


def cells(knowledge: KnowledgeBase, shown: Filter) -> list[Cell]:
    """Every pair, procedures in the order of the data and scenarios in theirs."""
    rows = {(name, row.procedure.id): row for name in knowledge.scenarios for row in table(knowledge, name)}
    return [
        Cell(scenario, procedure, rows.get((scenario.id, procedure.id)))
        for procedure in knowledge.procedures.values()
        if shown.admits(procedure)
        for scenario in knowledge.scenarios.values()
    ]


def frame(found: list[Cell], knowledge: KnowledgeBase) -> pd.DataFrame:
    """One line a pair, for the table and the download."""
    return pd.DataFrame(
        [
            {
                "scenario": cell.scenario.id,
                "acr_variant": cell.scenario.acr_variant,
                "procedure": cell.procedure.id,
                "study": cell.procedure.label,
                "category": cell.category,
                "rating": None if cell.row is None else cell.row.rating,
                "evidence": None if cell.row is None else cell.row.evidence,
                "rrl_adult": cell.procedure.rrl.adult,
                "needle": cell.procedure.needle,
                "witnesses": "" if cell.row is None else " ".join(r.witness for r in cell.row.source.readings),
                "checked_against_publisher": cell.row is not None and _checked(cell.row, knowledge),
            }
            for cell in found
        ]
    ).astype({"acr_variant": "Int64", "rating": "Int64", "rrl_adult": "Int64"})


def _checked(row: Row, knowledge: KnowledgeBase) -> bool:
    return any(knowledge.sources[reading.witness].checked for reading in row.source.readings)


def picture(found: list[Cell], ink: str) -> go.Figure:
    """One cell a pair: shape, colour and letter say the same; a contested cell is split, an unrated one hatched."""
    scenarios = list(dict.fromkeys(cell.scenario.id for cell in found))
    procedures = list(dict.fromkeys(cell.procedure.id for cell in found))
    placed = [(scenarios.index(cell.scenario.id), procedures.index(cell.procedure.id), cell) for cell in found]
    shapes = [shape for x, y, cell in placed for shape in _shapes(x, y, cell, ink)]
    figure = go.Figure(
        go.Scatter(
            x=[x for x, _, _ in placed],
            y=[y for _, y, _ in placed],
            mode="markers+text",
            marker={
                "symbol": [_LOOKS.get(cell.category, ("square", ""))[0] for _, _, cell in placed],
                "color": [_LOOKS.get(cell.category, ("", "rgba(0,0,0,0)"))[1] for _, _, cell in placed],
                "size": 19,
            },
            text=[f"<b>{LETTERS[cell.category]}</b>" for _, _, cell in placed],
            textfont={"size": 10, "color": ["#ffffff" if cell.category in _LOOKS else ink for _, _, cell in placed]},
            customdata=[
                [c.scenario.id, c.procedure.id, c.scenario.short, c.procedure.label, c.words] for _, _, c in placed
            ],
            hovertemplate="%{customdata[3]}<br>%{customdata[2]}<br>%{customdata[4]}<extra></extra>",
        )
    )
    figure.update_layout(
        height=140 + 30 * len(procedures),
        margin={"l": 4, "r": 4, "t": 4, "b": 4},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"color": ink, "size": 12, "family": "Source Sans, sans-serif"},
        showlegend=False,
        clickmode="event+select",
        dragmode=False,
        shapes=shapes,
    )
    plain = {"showgrid": False, "zeroline": False, "fixedrange": True, "automargin": True}
    names = list(dict.fromkeys(cell.scenario.column for cell in found))
    rows = [cell.procedure.short for cell in found if cell.scenario.id == scenarios[0]]
    figure.update_xaxes(
        side="top",
        tickvals=list(range(len(names))),
        ticktext=names,
        tickangle=-90,
        range=[-0.6, len(names) - 0.4],
        **plain,
    )
    figure.update_yaxes(tickvals=list(range(len(rows))), ticktext=rows, range=[len(rows) - 0.4, -0.6], **plain)
    return figure


def _shapes(x: int, y: int, cell: Cell, ink: str) -> list[dict[str, object]]:
    """The ground of a cell: a frame, split along the diagonal where contested, hatched where not rated."""
    left, right, top, bottom = x - 0.46, x + 0.46, y - 0.44, y + 0.44
    frame: dict[str, object] = {
        "type": "rect", "x0": left, "x1": right, "y0": top, "y1": bottom, "layer": "below",
        "line": {"width": 1, "color": "rgba(128,140,150,.35)"},
    }  # fmt: skip
    if cell.category == "contested":
        upper = {
            "type": "path",
            "path": f"M{left},{bottom}L{left},{top}L{right},{top}Z",
            "fillcolor": "rgba(11,138,98,.35)",
        }
        lower = {
            "type": "path",
            "path": f"M{left},{bottom}L{right},{bottom}L{right},{top}Z",
            "fillcolor": "rgba(122,61,156,.35)",
        }
        split = {"layer": "below", "line": {"width": 2, "color": "#9a55c4"}}
        return [frame, upper | split, lower | split]
    if cell.category == "not_rated":
        thin = {"type": "line", "layer": "below", "line": {"width": 1, "color": "rgba(128,140,150,.55)"}}
        return [
            frame,
            *(thin | {"x0": left + a, "y0": bottom - b, "x1": left + c, "y1": bottom - d} for a, b, c, d in _HATCH),
        ]
    return [frame]


_HATCH = ((0, 0.44, 0.46, 0.88), (0, 0, 0.92, 0.88), (0.46, 0, 0.92, 0.44))
