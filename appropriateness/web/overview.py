"""The topic in one table: scenarios by procedures, one cell a rating, with what each cell rests on."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from appropriateness import wording
from appropriateness.engine.ranking import OptionCategory, Row, table
from appropriateness.knowledge.base import KnowledgeBase
from appropriateness.knowledge.procedures import Procedure
from appropriateness.knowledge.scenarios import Scenario

LETTERS: dict[str, str] = {
    "usually_appropriate": "U",
    "may_be_appropriate": "M",
    "may_be_appropriate_disagreement": "M",
    "usually_not_appropriate": "N",
    "contested": "?",
    "not_rated": "–",
}
_SYMBOLS = {
    "usually_appropriate": ("triangle-up", "#0b8a62"),
    "may_be_appropriate": ("diamond", "#3f78c9"),
    "may_be_appropriate_disagreement": ("diamond", "#3f78c9"),
    "usually_not_appropriate": ("triangle-down", "#8793a0"),
    "contested": ("circle-cross", "#9a55c4"),
    "not_rated": ("square-open", "#8793a0"),
}
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


def frame(found: list[Cell]) -> pd.DataFrame:
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
                "checked_against_publisher": False,
            }
            for cell in found
        ]
    ).astype({"acr_variant": "Int64", "rating": "Int64", "rrl_adult": "Int64"})


def picture(found: list[Cell], ink: str, paper: str) -> go.Figure:
    """Symbols on a grid: shape, colour and letter say the same; a contested cell is a split circle."""
    figure = go.Figure()
    for category, (symbol, colour) in _SYMBOLS.items():
        mine = [cell for cell in found if cell.category == category]
        if not mine or category == "may_be_appropriate_disagreement":
            continue
        figure.add_scatter(
            x=[cell.scenario.short for cell in mine],
            y=[cell.procedure.short for cell in mine],
            mode="markers+text",
            name=f"{LETTERS[category]}  {wording.CATEGORIES[category]}",
            marker={"symbol": symbol, "size": 19, "color": colour, "line": {"width": 1.5, "color": colour}},
            text=[LETTERS[category]] * len(mine),
            textposition="middle right",
            textfont={"size": 12, "color": ink},
            customdata=[[cell.scenario.id, cell.procedure.id] for cell in mine],
            hovertemplate="%{y}<br>%{x}<br>%{fullData.name}<extra></extra>",
        )
    procedures = list(dict.fromkeys(cell.procedure.short for cell in found))
    scenarios = list(dict.fromkeys(cell.scenario.short for cell in found))
    figure.update_layout(
        height=150 + 34 * len(procedures),
        margin={"l": 8, "r": 8, "t": 110, "b": 8},
        paper_bgcolor=paper,
        plot_bgcolor=paper,
        font={"color": ink, "size": 13},
        legend={"orientation": "h", "y": -0.02, "yanchor": "top"},
        clickmode="event+select",
        dragmode=False,
    )
    grid = {"gridcolor": "rgba(128,140,150,.25)", "zeroline": False, "fixedrange": True, "automargin": True}
    figure.update_xaxes(side="top", categoryorder="array", categoryarray=scenarios, tickangle=-30, **grid)
    figure.update_yaxes(categoryorder="array", categoryarray=procedures[::-1], **grid)
    return figure
