"""The codes of one site, procedure_codes.csv: licensed or local codes, and what they mean here."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from appropriateness.errors import KnowledgeError, KnowledgeProblem, did_you_mean
from appropriateness.fhir.coded import Codes, SiteCode, compiled, done_kinds, ordered_kinds
from appropriateness.knowledge.base import KnowledgeBase
from appropriateness.knowledge.codes import CodesFile, load_codes
from appropriateness.knowledge.reading import Reader

FILE = "procedure_codes.csv"
COLUMNS = ("system", "code", "means")
MOST_ROWS = 20_000


def read_codes(data: Path, knowledge: KnowledgeBase, site: Path | None = None) -> Codes:
    """The codes of the knowledge below `data`, with those of a site folder. Raises KnowledgeError."""
    file = load_codes(data, knowledge)
    return compiled(file, knowledge, site_codes(site, file, knowledge) if site is not None else ())


def site_codes(site: Path, file: CodesFile, knowledge: KnowledgeBase) -> tuple[SiteCode, ...]:
    """Read the codes in a site folder; none where the file is not there.

    `system` is one of the code systems (cpt) or the address of a local one; `means` a procedure, a region, or the
    kind of a procedure that was done.
    """
    path = site / FILE
    if not path.exists():
        return ()
    reader = Reader(site, prefix="site/")
    name, text = reader.text(path)
    found: dict[tuple[str, str], SiteCode] = {}
    for line, item in _rows(text or ""):
        fault = item if isinstance(item, str) else _fault(item, found, file, knowledge)
        if fault is not None:
            reader.problems.append(KnowledgeProblem(name, line, "BAD_ROW", fault))
        elif isinstance(item, SiteCode):
            found[item.system, item.code] = item
    if reader.problems:
        raise KnowledgeError(reader.problems)
    addresses: dict[str, str] = {system.id: system.uris[0] for system in file.systems}
    return tuple(SiteCode(addresses.get(item.system, item.system), item.code, item.means) for item in found.values())


def _rows(text: str) -> Iterator[tuple[int, SiteCode | str]]:
    """Every row with its line, or what is wrong with it."""
    lines = io.StringIO(text.removeprefix("\ufeff"), newline="")
    delimiter = ";" if ";" in text.split("\n", 1)[0] else ","
    rows = csv.reader(lines, delimiter=delimiter, strict=True)
    try:
        head = [column.strip() for column in next(rows, [])]
        if head != list(COLUMNS):
            yield 1, f"the first line has to be {','.join(COLUMNS)}."
            return
        for count, row in enumerate(rows):
            if not any(cell.strip() for cell in row):
                continue
            if count >= MOST_ROWS:
                yield rows.line_num, f"there are more than {MOST_ROWS} rows."
                return
            yield (
                rows.line_num,
                SiteCode(*(cell.strip() for cell in row)) if len(row) == 3 else "a row has three cells.",
            )
    except csv.Error as fault:
        yield rows.line_num, f"the line is not CSV: {fault}."


def _fault(
    item: SiteCode, found: dict[tuple[str, str], SiteCode], file: CodesFile, knowledge: KnowledgeBase
) -> str | None:
    known = [*ordered_kinds(file, knowledge), *done_kinds(knowledge)]
    systems = [system.id for system in file.systems]
    if item.system not in systems and ":" not in item.system:
        return f'"{item.system}" is no code system; write one of {", ".join(systems)}, or an address.'
    if not item.code:
        return "the code is missing."
    if item.means not in known:
        return f'"{item.means}" is neither a study nor a procedure that was done.{did_you_mean(item.means, known)}'
    if (item.system, item.code) in found:
        return f"{item.system} {item.code} stands here twice; keep one."
    return None
