"""A paper as PDF: A4, black on white, fonts inside the file, any script the fonts hold, right-to-left included."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from fpdf import FPDF
from fpdf.enums import XPos, YPos
from fpdf.fonts import FontFace

from appropriateness.documents.paper import Block, Fields, Heading, Listing, Paper, Paragraph, Table

FONTS = Path(__file__).with_name("fonts")
FONT = "DejaVu"
MARGIN_MM = 18
LINE_MM = 5.2
UNDATED = datetime(2000, 1, 1)
"""Written as creation time where none is given, so that the same paper gives the same bytes."""


class _Sheet(FPDF):
    def __init__(self, paper: Paper) -> None:
        super().__init__(format="A4")
        self.paper = paper
        self.add_font(FONT, "", FONTS / "DejaVuSans.ttf")
        self.add_font(FONT, "B", FONTS / "DejaVuSans-Bold.ttf")
        self.set_text_shaping(True)
        self.set_margin(MARGIN_MM)
        self.set_auto_page_break(True, margin=22)
        self.set_title(paper.title)
        self.set_lang("en")

    def footer(self) -> None:
        self.set_y(-16)
        self.set_font(FONT, size=7.5)
        self.cell(0, 4, f"{self.paper.title}, page {self.page_no()} of {{nb}}", align="R")

    def say(self, text: str, size: float = 9.5, style: str = "", indent: float = 0, line: float = LINE_MM) -> None:
        self.set_font(FONT, style, size)
        self.set_x(MARGIN_MM + indent)
        self.multi_cell(0, line, _printable(text), align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)


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
                sheet.say(f"{'☐' if tick else '•'} {item}", indent=2)
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
                row.cell(_printable(cell))
    sheet.ln(2)


def _printable(text: str) -> str:
    """The text without control characters, which no font can draw; line breaks stay."""
    return "".join(letter if letter.isprintable() or letter == "\n" else " " for letter in text)
