"""A site's licensed rating table: CSV with one line a rating, read strictly."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path
from typing import get_args

from appropriateness.errors import KnowledgeProblem, did_you_mean
from appropriateness.knowledge.base import KnowledgeBase
from appropriateness.knowledge.reading import Reader
from appropriateness.knowledge.scenarios import Category, Evidence, Reading
from appropriateness.knowledge.site import TABLE_WITNESS, TableRow
from appropriateness.shape import ShapeError, shaped

COLUMNS = ("variant", "procedure", "rating", "category", "evidence", "locator")
MAX_ROWS = 2000


class _RowError(Exception):
    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def read_table(reader: Reader, path: Path, base: KnowledgeBase) -> tuple[TableRow, ...]:
    """Every row of the table; what is wrong goes to the problems of `reader`, each with its line.

    Separated by commas or semicolons. `variant` is the ACR's number; a row gives a rating (1-9), a category, or both
    where they agree.
    """
    name, text = reader.text(path)
    if text is None:
        return ()
    lines = io.StringIO(text.removeprefix("\ufeff"), newline="")
    head = text.split("\n", 1)[0]
    table = csv.DictReader(lines, delimiter=";" if ";" in head else ",", strict=True, restkey="", restval="")
    found: dict[tuple[str, str], TableRow] = {}

    def refuse(line: int, code: str, message: str) -> None:
        reader.problems.append(KnowledgeProblem(name, line, code, message))

    try:
        given = [column.strip() for column in table.fieldnames or ()]
        for column in given:
            if column not in COLUMNS:
                refuse(1, "UNKNOWN_COLUMN", f'"{column[:40]}" is not a column.{did_you_mean(column, COLUMNS)}')
        for column in COLUMNS:
            if column not in given and column in ("variant", "procedure"):
                refuse(1, "MISSING_COLUMN", f'"{column}" is missing. Columns: {", ".join(COLUMNS)}.')
            if given.count(column) > 1:
                refuse(1, "COLUMN_TWICE", f'"{column}" stands twice; keep one.')
        if any(problem.file == name for problem in reader.problems):
            return ()
        table.fieldnames = given
        for row in table:
            try:
                rating = _row(row, table.line_num, base)
                if (rating.scenario, rating.procedure) in found:
                    earlier = found[rating.scenario, rating.procedure].line
                    raise _RowError("RATED_TWICE", f"the same row stands in line {earlier}; keep one.")
                found[rating.scenario, rating.procedure] = rating
            except _RowError as fault:
                refuse(table.line_num, fault.code, str(fault))
            if len(found) > MAX_ROWS:
                refuse(table.line_num, "TOO_LONG", f"a rating table has at most {MAX_ROWS} rows.")
                return ()
    except csv.Error as fault:
        refuse(table.line_num, "BROKEN_CSV", f"the table cannot be read: {fault}.")
    return tuple(found.values())


def _row(row: Mapping[str, object], line: int, base: KnowledgeBase) -> TableRow:
    if row.get(""):
        raise _RowError("TOO_MANY_FIELDS", "more fields than columns; quote what holds a separator.")
    cells = {column: str(row.get(column) or "").strip() for column in COLUMNS}
    variants = {str(s.acr_variant): s.id for s in base.scenarios.values() if s.acr_variant is not None}
    scenario = variants.get(cells["variant"])
    if scenario is None:
        raise _RowError("UNKNOWN_VARIANT", f'variant "{cells["variant"][:40]}" is none of {", ".join(variants)}.')
    procedure = cells["procedure"]
    _known(procedure, base.procedures, "UNKNOWN_PROCEDURE", "declared in procedures.yaml")
    if not base.procedures[procedure].rated:
        raise _RowError(
            "NOT_RATED_HERE", f'"{procedure}" is called for by flags only; no table of this topic shows it.'
        )
    rating, category, evidence = cells["rating"], cells["category"], cells["evidence"]
    if category:
        _known(category, get_args(Category), "UNKNOWN_CATEGORY", "a category of the scale")
    if evidence:
        _known(evidence, get_args(Evidence), "UNKNOWN_EVIDENCE", "a strength of evidence")
    if rating and rating not in tuple("123456789"):
        raise _RowError(
            "RATING_OUTSIDE_THE_SCALE", f'a panel rating is a whole number from 1 to 9, not "{rating[:40]}".'
        )
    if not rating and not category:
        raise _RowError("NO_RATING", "the line gives neither a rating nor a category.")
    locator = cells["locator"] or f"variant {cells['variant']}"
    try:
        reading = shaped(
            Reading,
            {
                "witness": TABLE_WITNESS,
                "locator": locator,
                "evidence": evidence or None,
                **({"rating": int(rating)} if rating else {"category": category}),
            },
        )
    except ShapeError as fault:
        raise _RowError("WRONG_SHAPE", f"the line cannot be read: {fault.errors[0]['msg']}.") from None
    if category and reading.reported_category != category:
        raise _RowError("CATEGORY_AND_RATING", f"rating {rating} is {reading.reported_category}, not {category}.")
    return TableRow(scenario, procedure, reading, line)


def _known(word: str, words: Mapping[str, object] | tuple[str, ...], code: str, what: str) -> None:
    if word not in words:
        raise _RowError(code, f'"{word[:60]}" is not {what}.{did_you_mean(word[:60], words)}')
