"""A paper as plain text, for the clipboard and for a record system that takes nothing else."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from appropriateness.documents.paper import Block, Fields, Heading, Listing, Paper, Paragraph, Table

WIDTH = 78
LINE_TO_WRITE_ON = "_" * 24


def write(paper: Paper) -> str:
    """The whole paper, wrapped; the same paper gives the same text."""
    parts = [paper.title.upper(), *("\n".join(_lines(block)) for block in paper.blocks)]
    if paper.sources:
        parts.append("\n".join(["Sources", *(_wrapped(source, "- ") for source in paper.sources)]))
    if paper.foot:
        parts.append(_wrapped(paper.foot))
    return "\n\n".join(parts) + "\n"


def _lines(block: Block) -> Iterator[str]:
    match block:
        case Heading(text):
            yield text
            yield "-" * min(len(text), WIDTH)
        case Paragraph(text):
            yield from (_wrapped(line) for line in text.splitlines() or [""])
        case Listing(items, tick):
            yield from (_wrapped(item, "[ ] " if tick else "- ") for item in items)
        case Fields(pairs):
            yield from (_wrapped(f"{name}: {value or LINE_TO_WRITE_ON}") for name, value in pairs)
        case Table(heads, rows):
            yield " | ".join(heads)
            yield from (" | ".join(row) for row in rows)


def _wrapped(text: str, first: str = "") -> str:
    return textwrap.fill(text, WIDTH, initial_indent=first, subsequent_indent=" " * len(first), break_on_hyphens=False)
