"""The cumulative chart: bars for each examination, a band for the sum so far, nothing anybody typed inside it."""

from __future__ import annotations

import plotly.graph_objects as go

from appropriateness.documents.dose_chart import MEASURED
from appropriateness.dose.timeline import Timeline


def chart(timeline: Timeline) -> go.Figure:
    """One timeline. What has no dose is marked above the chart, never at zero."""
    steps = timeline.steps
    edges = [edge for index in range(len(steps)) for edge in (index - 0.5, index + 0.5)]
    highs = [step.so_far.interval.high for step in steps for _ in range(2)]
    lows = [step.so_far.interval.low for step in steps for _ in range(2)]
    figure = go.Figure()
    band = {"x": edges, "mode": "lines", "hoverinfo": "skip", "line": {"color": "#5b8bd0", "width": 1.5}}
    figure.add_trace(go.Scatter(y=lows, showlegend=False, **band))
    filled = {"fill": "tonexty", "fillcolor": "rgba(91,139,208,0.22)", "name": "Sum so far, lowest to highest"}
    figure.add_trace(go.Scatter(y=highs, **filled, **band))
    for name, measured, shape in (("Measured", True, ""), ("Published or a band", False, "/")):
        found = [
            (index, step.interval)
            for index, step in enumerate(steps)
            if step.interval is not None and (step.estimate.evidence in MEASURED) == measured
        ]
        figure.add_trace(
            go.Bar(
                x=[index for index, _ in found],
                y=[max(interval.high - interval.low, timeline.top * 0.006) for _, interval in found],
                base=[interval.low for _, interval in found],
                name=name,
                width=0.4,
                marker={"color": "#2d5fa8", "pattern": {"shape": shape, "fgcolor": "#2d5fa8", "fillmode": "replace"}},
                customdata=[[interval.low, interval.high] for _, interval in found],
                hovertemplate="%{customdata[0]:.2g} to %{customdata[1]:.2g} mSv<extra></extra>",
            )
        )
    for index, step in enumerate(steps):
        if step.interval is None:
            figure.add_annotation(x=index, y=1, yref="paper", yanchor="top", text="dose unknown", showarrow=False)
        elif step.interval.nothing:
            figure.add_annotation(x=index, y=0, yanchor="bottom", text="0 mSv", showarrow=False, yshift=4)
    figure.update_layout(
        height=380,
        margin={"l": 50, "r": 10, "t": 30, "b": 40},
        barmode="overlay",
        legend={"orientation": "h", "y": 1.18, "x": 0},
        yaxis={"title": "Effective dose, mSv", "range": [0, timeline.top * 1.08]},
        xaxis={
            "tickvals": list(range(len(steps))),
            "ticktext": [step.tick for step in steps],
            "range": [-0.6, len(steps) - 0.4],
        },
    )
    return figure
