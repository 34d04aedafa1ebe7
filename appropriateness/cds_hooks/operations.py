"""What may be asked of the service: one table, from which both the routes and their description are made."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

Told = Mapping[str, object]
"""What is logged of an answer: nothing of a patient."""
Handle = Callable[[Request], Awaitable[tuple[Response, Told]]]


@dataclass(frozen=True, slots=True)
class Operation:
    """One method at one path. `name` is that of the log; without one it is open to everybody and not logged.

    `body`: the shape of what is sent. `refusals`: statuses of its own, beside those that every body may meet.
    """

    method: Literal["GET", "POST"]
    path: str
    summary: str
    handle: Handle
    name: str | None = None
    body: type[BaseModel] | None = None
    refusals: Mapping[int, str] = field(default_factory=dict)
    empty: bool = False
    """Answered with a status alone."""
