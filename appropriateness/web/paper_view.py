"""A paper on the screen, as it will be printed."""

from __future__ import annotations

from appropriateness.documents.paper import Block, Fields, Heading, Listing, Paper, Paragraph, Table
from appropriateness.web.html import Markup, joined, tag


def shown(paper: Paper) -> Markup:
    """The whole paper as one article."""
    sources = [tag("h3", "Sources"), tag("ul", *(tag("li", line, css="quiet") for line in paper.sources))]
    return tag(
        "article",
        tag("h2", paper.title),
        *(_block(block) for block in paper.blocks),
        *(sources if paper.sources else ()),
        tag("p", paper.foot, css="quiet") if paper.foot else "",
        css="paper",
    )


def _block(block: Block) -> Markup:
    match block:
        case Heading(text):
            return tag("h3", text)
        case Paragraph(text, strong):
            return tag("p", tag("b", text) if strong else text)
        case Listing(items, tick):
            return tag("ul", *(tag("li", item) for item in items), css="ticks" if tick else "")
        case Fields(pairs):
            rows = (joined(tag("dt", name), tag("dd", value or "_" * 24)) for name, value in pairs)
            return tag("dl", *rows, css="facts")
        case Table(heads, rows):
            return _table(heads, rows)


def _table(heads: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> Markup:
    """A column without a head holds no more than a number."""
    head = tag("tr", *(tag("th", item, scope="col") if item else tag("td", "", css="narrow") for item in heads))
    body = (tag("tr", *map(_cell, heads, row)) for row in rows)
    return tag("div", tag("table", tag("thead", head), tag("tbody", *body), css="plain"), css="wide", tabindex="0")


def _cell(head: str, cell: str) -> Markup:
    return tag("td", cell, data_head=head, css="" if head else "narrow")
