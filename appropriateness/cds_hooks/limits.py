"""How much a client may send: bytes, nesting, numbers that are none. What is over a limit is refused, never cut."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

MOST_BYTES = 2 * 1024 * 1024
DEEPEST = 64


class Refused(Exception):  # noqa: N818 - an answer with a status, not a fault of ours
    """A request that cannot be answered. `status` is that of the response; the message says what to change."""

    def __init__(self, status: int, message: str, code: str = "invalid") -> None:
        super().__init__(message)
        self.status, self.message, self.code = status, message, code


async def body_of(stream: AsyncIterator[bytes], announced: str | None, most_bytes: int = MOST_BYTES) -> bytes:
    """The whole body, refused as soon as it is known to be too long."""
    if announced is not None and announced.isdigit() and int(announced[:20]) > most_bytes:
        raise _too_long(most_bytes)
    parts: list[bytes] = []
    size = 0
    async for part in stream:
        size += len(part)
        if size > most_bytes:
            raise _too_long(most_bytes)
        parts.append(part)
    return b"".join(parts)


def _too_long(most_bytes: int) -> Refused:
    return Refused(
        413, f"The body is longer than {most_bytes} bytes; send fewer draft orders or less prefetch.", "too-long"
    )


def document_of(body: bytes) -> dict[str, Any]:
    """The JSON object in a body. Raises Refused for anything else."""
    try:
        document = json.loads(body, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise Refused(400, "The body is not JSON.", "structure") from None
    if not isinstance(document, dict):
        raise Refused(400, "The body has to be a JSON object.", "structure")
    if too_deep(document):
        raise Refused(400, f"The body is nested more than {DEEPEST} levels deep.", "structure")
    return document


def _no_number(word: str) -> Any:
    raise ValueError(f"{word} is not a number")


def too_deep(document: object, deepest: int = DEEPEST) -> bool:
    """Whether containers stand inside each other more than `deepest` times. Walks level by level, never recursively."""
    level = [document]
    for _ in range(deepest):
        level = [
            inner
            for outer in level
            for inner in (outer.values() if isinstance(outer, dict) else outer if isinstance(outer, list) else ())
            if isinstance(inner, (dict, list))
        ]
        if not level:
            return False
    return True
