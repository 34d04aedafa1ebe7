"""A paper as plain text, for the clipboard and for a record system that takes nothing else; and back."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterator
from itertools import groupby, pairwise

from appropriateness.documents.paper import Block, Fields, Heading, Listing, Paper, Paragraph, Table

WIDTH = 78
LINE_TO_WRITE_ON = "_" * 24
BULLET, BOX, CELL = "- ", "[ ] ", "|"
TITLE_RULE, HEADING_RULE = "=", "-"


def write(paper: Paper, width: int | None = WIDTH) -> str:
    """The whole paper, wrapped at `width` (None: every paragraph on one line); the same paper gives the same text."""
    parts = [_ruled(paper.title, TITLE_RULE), *("\n".join(_lines(block, width)) for block in paper.blocks)]
    if paper.sources:
        listed = (_wrapped(source, width, BULLET) for source in paper.sources)
        parts.append("\n".join([_ruled("Sources", HEADING_RULE), *listed]))
    if paper.foot:
        parts.append(_wrapped(paper.foot, width))
    return _visible("\n\n".join(parts) + "\n")


def read(text: str) -> Paper:
    """A paper from text that `write` made and somebody may have edited; every word of it is kept.

    The first line is the title. A line above a rule is a heading, lines with a bullet or a box are a list, lines with
    as many cells as the one before a table. Nothing else is markup: what was typed is shown as it stands.
    """
    title, *lines = _visible(text).strip().splitlines() or [""]
    if lines and _is_rule(lines[0], TITLE_RULE):
        del lines[0]
    kinds = [_kind(line, below) for line, below in pairwise([*lines, ""])]
    blocks: list[Block] = []
    for kind, group in groupby(zip(kinds, lines, strict=True), key=lambda pair: pair[0]):
        blocks.extend(_blocks(kind, [line for _, line in group]))
    return Paper(title, tuple(blocks))


def _kind(line: str, below: str) -> str:
    if _is_rule(line, HEADING_RULE):
        return "rule"
    if _is_rule(below, HEADING_RULE):
        return "heading"
    if line.startswith(BOX):
        return "box"
    if line.startswith(BULLET):
        return "bullet"
    return f"{line.count(CELL)} cells" if CELL in line else "text"


def _blocks(kind: str, lines: list[str]) -> Iterator[Block]:
    match kind:
        case "rule":
            return
        case "heading":
            yield from (Heading(line) for line in lines)
        case "box" | "bullet":
            mark = BOX if kind == "box" else BULLET
            yield Listing(tuple(line.removeprefix(mark) for line in lines), tick=kind == "box")
        case _ if kind != "text" and len(lines) > 1:
            heads, *rows = (tuple(cell.strip() for cell in line.split(CELL)) for line in lines)
            yield Table(heads, tuple(rows))
        case _:
            yield from (Paragraph(line) for line in lines if line.strip())


def _is_rule(line: str, sign: str) -> bool:
    return len(line) > 1 and not line.strip(sign)


def _ruled(text: str, sign: str) -> str:
    line = " ".join(text.split())
    return f"{line}\n{sign * max(2, min(len(line), WIDTH))}"


def _lines(block: Block, width: int | None) -> Iterator[str]:
    match block:
        case Heading(text):
            yield _ruled(text, HEADING_RULE)
        case Paragraph(text):
            yield from (_wrapped(line, width) for line in text.splitlines() or [""])
        case Listing(items, tick):
            yield from (_wrapped(item, width, BOX if tick else BULLET) for item in items)
        case Fields(pairs):
            yield from (_wrapped(f"{name}: {value or LINE_TO_WRITE_ON}", width) for name, value in pairs)
        case Table(heads, rows):
            for cells in (heads, *rows):
                yield f" {CELL} ".join(" ".join(cell.replace(CELL, "/").split()) for cell in cells)


def _wrapped(text: str, width: int | None, first: str = "") -> str:
    if width is None:
        return first + " ".join(text.split())
    hanging = " " * len(first)
    return textwrap.fill(text, width, initial_indent=first, subsequent_indent=hanging, break_on_hyphens=False)


def _visible(text: str) -> str:
    """The text without control characters, which could steer whatever it is pasted into; line breaks stay."""
    return "".join(" " if unicodedata.category(c) == "Cc" and c != "\n" else c for c in text.replace("\r\n", "\n"))
