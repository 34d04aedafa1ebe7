"""A paper as PDF: A4, black on white, fonts inside the file, any script the fonts hold, right-to-left included."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from fpdf import FPDF
from fpdf.enums import XPos, YPos
from fpdf.fonts import FontFace, TTFFont

from appropriateness.documents.paper import Block, Fields, Heading, Listing, Paper, Paragraph, Table

FONTS = Path(__file__).with_name("fonts")
FONT = "DejaVu"
MARGIN_MM = 18
LINE_MM = 5.2
SIGN_MM = 4.5
UNDRAWN = "\N{REPLACEMENT CHARACTER}"
"""Stands in the PDF for a character that the fonts do not hold, so that nothing vanishes unseen."""
DIRECTION_MARKS = "\u200c\u200d\u200e\u200f"
"""Joiners and marks that steer the shaping of a script and draw nothing themselves."""
MOST_WITHOUT_WIDTH = 8
"""So many marks and joiners may follow one letter; no script needs more, and shaping thousands takes minutes."""
STRONG = frozenset({"L", "R", "AL", "EN", "AN"})
LEFT_TO_RIGHT_MARK = "\N{LEFT-TO-RIGHT MARK}"
LONGEST_NEUTRAL = 200
"""After so many letters without a direction a mark is set, because fpdf2 looks for the next direction by recursion."""
UNDATED = datetime(2000, 1, 1)
"""Written as creation time where none is given, so that the same paper gives the same bytes."""


class _Sheet(FPDF):
    def __init__(self, paper: Paper) -> None:
        super().__init__(format="A4")
        self.undrawn = 0
        self.add_font(FONT, "", FONTS / "DejaVuSans.ttf")
        self.add_font(FONT, "B", FONTS / "DejaVuSans-Bold.ttf")
        self._drawable = _characters(self, "") & _characters(self, "B")
        self.set_text_shaping(True)
        self.set_margin(MARGIN_MM)
        self.set_auto_page_break(True, margin=22)
        self.short_title = self.printable(paper.title.replace("\n", " "))[:80]
        self.set_title(self.short_title)
        self.set_lang("en")

    def footer(self) -> None:
        self.set_y(-16)
        self.set_font(FONT, size=7.5)
        self.cell(0, 4, f"{self.short_title}, page {self.page_no()} of {{nb}}", align="R")

    def say(self, text: str, size: float = 9.5, style: str = "", indent: float = 0, line: float = LINE_MM) -> None:
        """Text from the margin on; one that begins in a right-to-left script stands at the right."""
        shown = self.printable(text)
        self.set_font(FONT, style, size)
        self.set_x(MARGIN_MM + indent)
        align = "R" if _right_to_left(shown) else "L"
        self.multi_cell(0, line, shown, align=align, new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def say_item(self, sign: str, text: str) -> None:
        """An item with its sign before it; lines that follow begin where the text began."""
        if _right_to_left(text):
            self.say(f"{sign} {text}")
            return
        self.set_font(FONT, size=9.5)
        self.set_x(MARGIN_MM + 2)
        self.cell(SIGN_MM, LINE_MM, sign)
        self.multi_cell(0, LINE_MM, self.printable(text), align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def printable(self, text: str) -> str:
        """The text as the fonts can draw it: control characters become spaces, unknown ones a visible stand-in."""
        letters = []
        without_width = 0
        for letter in unicodedata.normalize("NFC", text):
            category = unicodedata.category(letter)
            without_width = without_width + 1 if letter in DIRECTION_MARKS or category in ("Mn", "Me") else 0
            if without_width > MOST_WITHOUT_WIDTH:
                if letter not in DIRECTION_MARKS:
                    self.undrawn += 1
                    letters.append(UNDRAWN)
            elif letter == "\n" or letter in DIRECTION_MARKS or letter in self._drawable:
                letters.append(letter)
            elif category in ("Cc", "Zl", "Zp", "Zs"):
                letters.append(" ")
            else:
                self.undrawn += 1
                letters.append(UNDRAWN)
        return "".join(_marked(letters))


def _marked(letters: list[str]) -> Iterator[str]:
    """The letters, with an invisible mark in every long run of those without a direction of their own."""
    run = 0
    for letter in letters:
        run = 0 if unicodedata.bidirectional(letter) in STRONG else run + 1
        if run == LONGEST_NEUTRAL:
            yield LEFT_TO_RIGHT_MARK
            run = 0
        yield letter


def _characters(sheet: FPDF, style: str) -> frozenset[str]:
    """What one of the two fonts holds, control characters and direction overrides left out."""
    font = sheet.fonts[f"{FONT.lower()}{style}"]
    assert isinstance(font, TTFFont)
    return frozenset(letter for letter in map(chr, font.cmap) if letter.isprintable())


def _right_to_left(text: str) -> bool:
    """Whether the first letter with a direction belongs to a right-to-left script."""
    return next((d in ("R", "AL") for d in map(unicodedata.bidirectional, text) if d in ("L", "R", "AL")), False)


def write(paper: Paper, made: datetime = UNDATED) -> bytes:
    """The PDF as bytes; `made` is written as its creation time. The same paper and time give the same bytes."""
    sheet = _Sheet(paper)
    sheet.set_creation_date(made)
    sheet.add_page()
    sheet.say(paper.title, size=15, style="B", line=7)
    sheet.ln(2)
    for block in paper.blocks:
        _draw(sheet, block)
    if paper.sources:
        _draw(sheet, Heading("Sources"))
        for source in paper.sources:
            sheet.say(source, size=8, indent=4, line=4.2)
    if paper.foot:
        sheet.ln(2)
        sheet.say(paper.foot, size=8, line=4.2)
    if sheet.undrawn:
        sheet.ln(2)
        count = f"Characters that could not be drawn and stand here as {UNDRAWN}: {sheet.undrawn}."
        sheet.say(f"{count} The text version holds them.", style="B")
    return bytes(sheet.output())


def _draw(sheet: _Sheet, block: Block) -> None:
    match block:
        case Heading(text):
            sheet.ln(2)
            sheet.say(text, size=11.5, style="B", line=6)
        case Paragraph(text, strong):
            sheet.say(text, style="B" if strong else "")
            sheet.ln(1.2)
        case Listing(items, tick):
            for item in items:
                sheet.say_item("☐" if tick else "•", item)
            sheet.ln(1.2)
        case Fields(pairs):
            for name, value in pairs:
                sheet.say(f"{name}: {value or '_' * 40}")
            sheet.ln(1.2)
        case Table():
            _table(sheet, block)


def _table(sheet: _Sheet, block: Table) -> None:
    sheet.set_font(FONT, size=8.5)
    heads = FontFace(emphasis="BOLD", fill_color=(235, 235, 235))
    with sheet.table(headings_style=heads, line_height=4.6, text_align="LEFT", padding=1) as drawn:
        for cells in (block.heads, *block.rows):
            row = drawn.row()
            for cell in cells:
                row.cell(sheet.printable(cell))
    sheet.ln(2)
