"""How arguments are read that several commands take."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import Any

from appropriateness import settings


def iso_date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f'"{text}" is not a date; write it as 2026-11-20') from None


def add_site(command: Any) -> None:
    """--site FOLDER; the environment says which where it is left out."""
    command.add_argument(
        "--site",
        type=Path,
        default=settings.site_folder(),
        metavar="FOLDER",
        help=f"folder of local policy to lay over the knowledge (default: {settings.SITE} of the environment, or none)",
    )


def add_records(command: Any) -> None:
    """--records PLACE; the environment says where, if it is left out."""
    command.add_argument(
        "--records",
        default=settings.records_place(),
        metavar="PLACE",
        help="where consultations are kept: an SQLite file or a postgresql:// address "
        f"(default: {settings.RECORDS} of the environment, or nowhere)",
    )
