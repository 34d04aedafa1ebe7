"""Where a statement comes from and how far it was checked."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

Basis = Literal["stated", "interpreted", "unchecked"]
"""stated: the source says it. interpreted: our reading of a source. unchecked: general practice or our own choice."""


class Model(BaseModel):
    """Shape of something in a knowledge file: closed (unknown keys refused), immutable, nothing coerced."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True)


Text = Annotated[str, Field(min_length=1, max_length=2000)]
"""Prose shown to a reader; our own words."""

Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=64)]


class Citation(Model):
    """A source and the place in it. Written in YAML as a pair: `[source_id, "locator"]`."""

    source: Identifier
    locator: Text


def _pair(value: object) -> object:
    if isinstance(value, list) and len(value) == 2:
        return {"source": value[0], "locator": value[1]}
    return value


Cite = Annotated[Citation, BeforeValidator(_pair)]


def tuple_of(value: object) -> object:
    """YAML has lists only; knowledge is kept in tuples so that nothing changes after loading."""
    return tuple(value) if isinstance(value, list) else value


Freeze = BeforeValidator(tuple_of)
