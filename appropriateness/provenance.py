"""Where a statement comes from and how far it was checked."""

from __future__ import annotations

from typing import Annotated, Literal

from appropriateness.shape import Limits, Model, Read

Basis = Literal["stated", "interpreted", "unchecked"]
"""stated: the source says it. interpreted: our reading of a source. unchecked: general practice or our own choice."""


Text = Annotated[str, Limits(min_length=1, max_length=2000)]
"""Prose shown to a reader; our own words."""

Identifier = Annotated[str, Limits(pattern=r"^[a-z][a-z0-9_]*$", max_length=64)]


class Citation(Model):
    """A source and the place in it. Written in YAML as a pair: `[source_id, "locator"]`."""

    source: Identifier
    locator: Text


def _pair(value: object) -> object:
    if isinstance(value, list) and len(value) == 2:
        return {"source": value[0], "locator": value[1]}
    return value


Cite = Annotated[Citation, Read(_pair)]
