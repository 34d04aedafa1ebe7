"""JSON on one line, the same bytes for the same content."""

from __future__ import annotations

import json
from typing import Any

Json = dict[str, Any]

_LINE_BREAKS = {"\u0085": "\\u0085", "\u2028": "\\u2028", "\u2029": "\\u2029"}
"""Characters that JSON leaves alone but that some readers take for the end of a line."""

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False, check_circular=False)


def line(document: Json) -> str:
    """One JSON object on one line; numbers that JSON does not know are refused with ValueError."""
    return in_one_line(value(document))


def value(plain: object) -> str:
    """Any plain data as JSON; line breaks of other alphabets are left in it."""
    return _ENCODER.encode(plain)


def in_one_line(written: str) -> str:
    """JSON without what some readers take for the end of a line."""
    for character, code in _LINE_BREAKS.items():
        written = written.replace(character, code)
    return written
