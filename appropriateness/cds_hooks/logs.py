"""Structured log lines: what was called, how it went, how long. Nothing of a patient, no token, no free text."""

from __future__ import annotations

import json
import sys
import traceback
from datetime import UTC, datetime
from typing import TextIO


class Log:
    """Writes one JSON object a line; fields that are None are left out."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream if stream is not None else sys.stderr

    def line(self, event: str, **fields: object) -> None:
        at = datetime.now(UTC).isoformat(timespec="milliseconds")
        known = {name: value for name, value in fields.items() if value is not None}
        self._stream.write(json.dumps({"at": at, "event": event, **known}) + "\n")
        self._stream.flush()

    def fault(self, route: str, fault: BaseException) -> None:
        """A fault of ours: its kind and where it arose. Its message may repeat what came in, so it is left out."""
        frames = traceback.extract_tb(fault.__traceback__)[-3:]
        where = [f"{frame.filename.rpartition('appropriateness/')[2]}:{frame.lineno}" for frame in frames]
        self.line("fault", route=route, kind=type(fault).__name__, where=where)
