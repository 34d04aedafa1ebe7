"""A list of planned series, typed or exported as CSV: labels, plane, contrast, stated thickness."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence

from appropriateness.protocol_check.acquired import AcquiredSeries, Vector

MOST_BYTES, MOST_ROWS = 1 << 20, 500
_COLUMNS: dict[str, tuple[str, ...]] = {
    "description": ("series", "sequence", "name", "description", "series description", "protocol", "label"),
    "plane": ("plane", "orientation"),
    "contrast": ("contrast", "phase", "contrast phase"),
    "thickness": ("thickness", "thickness mm", "slice thickness", "slice thickness mm", "slice mm"),
    "acquisition": ("acquisition", "dimension", "dimensions", "2d 3d", "type"),
    "region": ("region", "body part", "body part examined", "level"),
    "fat": ("fat suppression", "fat sat", "fatsat", "fs"),
}
_PLANES: dict[str, Vector] = {
    "sag": (1.0, 0.0, 0.0), "cor": (0.0, 1.0, 0.0), "ax": (0.0, 0.0, 1.0), "tra": (0.0, 0.0, 1.0),
}  # fmt: skip
_PHASES = {
    "pre": "pre", "none": "none", "no": "none", "without": "none", "post": "post", "with": "post", "gd": "post",
    "yes": "post", "intrathecal": "intrathecal",
}  # fmt: skip


class PlannedListError(Exception):
    """The list cannot be used; the message says where, what and what to do."""


def read_planned(content: bytes) -> tuple[AcquiredSeries, ...]:
    """One series a row, named by its row number. Raises PlannedListError."""
    if len(content) > MOST_BYTES:
        raise PlannedListError(f"The list is larger than {MOST_BYTES >> 20} MiB; give planned series only.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise PlannedListError("The list is not UTF-8 text; save it as CSV, UTF-8.") from None
    try:
        rows = [row for row in csv.reader(io.StringIO(text), _delimiter(text), strict=True) if any(map(str.strip, row))]
    except csv.Error as fault:
        raise PlannedListError(f"The list cannot be read as CSV ({fault}).") from None
    if len(rows) < 2:
        raise PlannedListError("The list is empty: give a line of column names and one line a series.")
    if len(rows) > MOST_ROWS + 1:
        raise PlannedListError(f"The list has more than {MOST_ROWS} rows; give planned series only.")
    columns = _columns(rows[0])
    return tuple(_series(number, dict(_cells(columns, row))) for number, row in enumerate(rows[1:], start=1))


def _delimiter(text: str) -> type[csv.Dialect]:
    first = text.split("\n", 1)[0]

    class Found(csv.excel):
        delimiter = max(",;\t", key=first.count)

    return Found


def _columns(heads: Sequence[str]) -> list[str | None]:
    known = {spelling: name for name, spellings in _COLUMNS.items() for spelling in spellings}
    found = [known.get(" ".join(re.findall(r"[a-z0-9]+", head.lower()))) for head in heads]
    if "description" not in found:
        names = ", ".join(_COLUMNS)
        raise PlannedListError(f'Row 1 names no column "series". Columns that are read: {names}.')
    return found


def _cells(columns: Sequence[str | None], row: Sequence[str]) -> Iterator[tuple[str, str]]:
    for name, cell in zip(columns, row, strict=False):
        if name is not None and cell.strip():
            yield name, cell.strip()[:200]


def _series(number: int, cells: dict[str, str]) -> AcquiredSeries:
    label = cells.get("description", "")
    words = f"{cells.get('plane', '')} {label}".lower()
    plane = next((normal for start, normal in _PLANES.items() if re.search(rf"(?<![a-z]){start}", words)), None)
    dimension = re.search(r"(?<![a-z0-9])([23])d", f"{cells.get('acquisition', '')} {label}".lower())
    fat = cells.get("fat", "").lower() in ("yes", "y", "true", "1", "fs", "required")
    return AcquiredSeries(
        key=f"row {number}",
        description=label,
        protocol_name=cells.get("region", ""),
        acquisition=f"{dimension[1]}D" if dimension else "",
        thickness_mm=_thickness(number, cells.get("thickness", "")),
        normal=plane,
        options=frozenset({"FS"} if fat else ()),
        stated_phase=_phase(cells.get("contrast", "")),
        planned=True,
    )


def _thickness(number: int, text: str) -> float | None:
    """The larger end of "3-4 mm"; None where nothing is stated."""
    if not text:
        return None
    found = [float(part) for part in re.findall(r"\d+(?:\.\d+)?", text.replace(",", "."))[:2]]
    if not found or not 0 < max(found) <= 100:
        raise PlannedListError(f'Row {number}: thickness "{text[:40]}" is not a number of millimetres.')
    return max(found)


def _phase(text: str) -> str:
    word = re.match(r"[a-z]+", text.lower())
    return _PHASES.get(word[0], "") if word else ""
