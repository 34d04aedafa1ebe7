"""A paper to hand out: title, blocks, the sources it rests on. Text only; how it looks is decided elsewhere."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Heading:
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """Items one below the other; `tick` draws an empty box before each, to be filled in by hand."""

    items: tuple[str, ...]
    tick: bool = False


@dataclass(frozen=True, slots=True)
class Fields:
    """Names with their values; an empty value is a line to write on."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under column heads; every row has as many cells as there are heads."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def __post_init__(self) -> None:
        if any(len(row) != len(self.heads) for row in self.rows):
            raise ValueError("every row of a table has one cell for each head")


Block = Heading | Paragraph | Listing | Fields | Table


@dataclass(frozen=True, slots=True)
class Paper:
    """What is printed. `sources` are full sentences with their date; `foot` says what the paper is and is not."""

    title: str
    blocks: tuple[Block, ...]
    sources: tuple[str, ...] = field(default=())
    foot: str = ""
