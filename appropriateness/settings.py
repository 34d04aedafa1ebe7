"""The two settings of an installation, taken from the environment where the command line does not say otherwise."""

from __future__ import annotations

import os
from pathlib import Path

SITE = "APPROPRIATENESS_SITE"
"""The folder of local policy; unset or empty: none."""
RECORDS = "APPROPRIATENESS_RECORDS"
"""Where consultations are kept: an SQLite file, or the address of a PostgreSQL database; unset or empty: nowhere."""


def site_folder() -> Path | None:
    value = os.environ.get(SITE, "")
    return Path(value) if value else None


def records_place() -> str | None:
    return os.environ.get(RECORDS) or None
