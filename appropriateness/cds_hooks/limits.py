"""How much a client may send: bytes, seconds, nesting, numbers that are none. What is over is refused, never cut."""

from __future__ import annotations

import asyncio
import json
import re
from decimal import Decimal
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.types import Receive

MOST_BYTES = 2 * 1024 * 1024
MOST_SECONDS = 15
DEEPEST = 64
_KINDS = {"application/json", "application/fhir+json", "application/json+fhir"}


class Refused(Exception):  # noqa: N818 - an answer with a status, not a fault of ours
    """A request that cannot be answered. `status` is that of the response; the message says what to change."""

    def __init__(self, status: int, message: str, code: str = "invalid") -> None:
        super().__init__(message)
        self.status, self.message, self.code = status, message, code


async def json_body(request: Request) -> bytes:
    """The body of a request that says it sends JSON as it is."""
    headers = request.headers
    if headers.get("content-type", "").partition(";")[0].strip().lower() not in _KINDS:
        raise Refused(415, "Send JSON, with content-type application/json.", "not-supported")
    if headers.get("content-encoding", "identity").strip().lower() != "identity":
        raise Refused(415, "Send the JSON as it is, without a content-encoding.", "not-supported")
    return await body_of(request.receive, headers.get("content-length"))


async def body_of(
    receive: Receive, announced: str | None, most_bytes: int = MOST_BYTES, most_seconds: float = MOST_SECONDS
) -> bytes:
    """The whole body, refused as soon as it is known to be too long or too slow. Raises ClientDisconnect."""
    if announced is not None and announced.isdigit() and int(announced[:20]) > most_bytes:
        raise _too_long(most_bytes)
    parts: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(most_seconds):
            more = True
            while more:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise ClientDisconnect
                more = message.get("more_body", False)
                parts.append(message.get("body", b""))
                size += len(parts[-1])
                if size > most_bytes:
                    raise _too_long(most_bytes)
    except TimeoutError:
        raise Refused(408, f"The body did not come within {most_seconds:g} seconds.", "timeout") from None
    return b"".join(parts)


def _too_long(most_bytes: int) -> Refused:
    return Refused(
        413, f"The body is longer than {most_bytes} bytes; send fewer draft orders or less prefetch.", "too-long"
    )


def document_of(body: bytes) -> dict[str, Any]:
    """The JSON object in a body. Raises Refused for anything else."""
    return _object(body)


def document_with_digits(body: bytes) -> dict[str, Any]:
    """The same, for what is sent back in part: decimals keep their digits, whole numbers however long theirs.

    FHIR counts the digits of 1.50 as what was measured; a float would make it 1.5.
    """
    return _object(body, parse_float=Decimal, parse_int=_whole)


def _whole(digits: str) -> int | Decimal:
    return int(digits) if len(digits) < 19 else Decimal(digits)


def _object(body: bytes, **numbers: Any) -> dict[str, Any]:
    try:
        document = json.loads(_text(body), parse_constant=_no_number, **numbers)
    except (ValueError, ArithmeticError, RecursionError):
        raise Refused(400, "The body is not JSON.", "structure") from None
    if not isinstance(document, dict):
        raise Refused(400, "The body has to be a JSON object.", "structure")
    if too_deep(document):
        raise Refused(400, f"The body is nested more than {DEEPEST} levels deep.", "structure")
    return document


_ESCAPES = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"  # a whole character of two halves
    r"|(\\u[dD][89a-fA-F][0-9a-fA-F]{2})"  # half of one
    r"|\\."
)


def _text(body: bytes) -> str:
    """The text of a body, which is UTF-8. Half a character, as a client makes it that cuts a text, becomes U+FFFD."""
    text = body.decode("utf-8-sig")
    if "\\ud" in text or "\\uD" in text:
        text = _ESCAPES.sub(lambda found: "\\ufffd" if found[1] else found[0], text)
    return text


def _no_number(word: str) -> Any:
    raise ValueError(f"{word} is not a number")


def too_deep(document: object, deepest: int = DEEPEST) -> bool:
    """Whether containers stand inside each other more than `deepest` times. Walks level by level, never recursively."""
    level = [document]
    for _ in range(deepest):
        inner: list[object] = []
        for outer in level:
            inner += outer.values() if isinstance(outer, dict) else outer if isinstance(outer, list) else ()
        level = [item for item in inner if isinstance(item, (dict, list))]
        if not level:
            return False
    return True
