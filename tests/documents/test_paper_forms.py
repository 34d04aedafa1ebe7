"""A paper as text and as PDF: nothing is lost, nothing is run, nothing vanishes."""

from __future__ import annotations

import io
import re

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appropriateness.documents import pdf, plain_text
from appropriateness.documents.paper import Fields, Heading, Listing, Paper, Paragraph, Table

BLOCKS = (
    Heading("Question"),
    Paragraph("Where is the leak?", strong=True),
    Listing(("first", "second")),
    Listing(("bring the diary",), tick=True),
    Fields((("Age", "45 years"), ("Name", ""))),
    Table(("Day", "Lying"), (("1", ""), ("2", "better"))),
)
PAPER = Paper("A paper", BLOCKS, ("A guideline, 2024.",), "What it is not.")


def read_pdf(content: bytes) -> str:
    """The words of a PDF with single spaces between them."""
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def words(text: str) -> str:
    return re.sub(r"\s+", "", text)


@pytest.mark.parametrize("width", [None, 78])
def test_the_text_holds_every_part_of_the_paper(width: int | None) -> None:
    text = plain_text.write(PAPER, width)
    for part in (
        "A paper",
        "Question",
        "- first",
        "[ ] bring the diary",
        "Age: 45 years",
        "2 | better",
        "What it is not.",
    ):
        assert part in text
    assert re.search(r"^Name: _+$", text, re.MULTILINE), "an empty field is a line to write on"


def test_text_read_back_gives_the_same_blocks() -> None:
    read = plain_text.read(plain_text.write(PAPER, width=None))
    assert read.title == "A paper"
    assert read.blocks[:4] == (BLOCKS[0], Paragraph("Where is the leak?"), BLOCKS[2], BLOCKS[3])
    assert BLOCKS[5] in read.blocks


@given(st.text(max_size=400))
@settings(max_examples=100)
def test_reading_edited_text_keeps_every_letter_typed(typed: str) -> None:
    read = plain_text.read(f"Title\n{typed}")
    kept = words(plain_text.write(read, width=None))
    visible = plain_text.write(Paper("", (Paragraph(typed),)), width=None)
    for letter in set(words(visible)) - set("-=|[]_/"):
        assert kept.count(letter) >= words(f"Title{typed}").count(letter)


def test_a_control_character_does_not_reach_the_clipboard() -> None:
    assert "\x1b" not in plain_text.write(Paper("t", (Paragraph("a\x1b[31mb\x07"),)))


def test_the_pdf_opens_holds_the_text_and_is_the_same_each_time() -> None:
    content = pdf.write(PAPER)
    assert content == pdf.write(PAPER)
    found = words(read_pdf(content))
    for part in ("A paper", "Question", "Where is the leak?", "second", "45 years", "better", "A guideline, 2024."):
        assert words(part) in found


def test_accents_and_symbols_are_drawn() -> None:
    found = words(read_pdf(pdf.write(Paper("Señora Müller-Đặng", (Paragraph("Ça va ≥ 72 h, œdème, Łódź, Ωμέγα, ☢"),)))))
    assert words("Señora Müller-Đặng") in found and words("Ça va ≥ 72 h, œdème, Łódź, Ωμέγα, ☢") in found


@pytest.mark.parametrize("letters", ["שלום", "مرحبا"])
def test_a_right_to_left_note_is_drawn_from_the_right(letters: str) -> None:
    reader = pypdf.PdfReader(io.BytesIO(pdf.write(Paper("t", (Paragraph(letters),)))))
    places: list[float] = []

    def visit(text: str, _cm: object, tm: list[float], *_: object) -> None:
        if set(text) & set(letters):
            places.append(tm[4])

    assert set(letters) <= set(reader.pages[0].extract_text(visitor_text=visit))
    assert places and min(places) > 300, "an A4 page is 595 points wide"


def test_what_the_font_cannot_draw_is_seen_to_be_missing() -> None:
    found = read_pdf(pdf.write(Paper("t", (Paragraph("Frau 山田 rief an \u202eneddih"),))))
    assert found.count(pdf.UNDRAWN) == 4, "two letters, one override, and the sentence that explains the sign"
    assert f"stand here as {pdf.UNDRAWN}: 3." in found


def test_five_thousand_letters_without_a_space_do_not_run_off_the_page() -> None:
    reader = pypdf.PdfReader(io.BytesIO(pdf.write(Paper("t", (Paragraph("x" * 5000),)))))
    assert sum(page.extract_text().count("x") for page in reader.pages) == 5000
    assert len(reader.pages) > 1


HOSTILE = [
    "山",
    "_",
    "-",
    "(",
    "[",
    "])",
    "☐ ",
    "\u0301",
    "٣",
    "1,",
    "\u200f",
    "\u200d",
    "😀",
    "|",
    "- \n",
    "\u202e",
    "שa_",
]


def made_of(piece: str) -> int:
    """The pages of a paper with five thousand characters of that kind behind a right-to-left word."""
    text = (piece * 5000)[:5000]
    return len(pypdf.PdfReader(io.BytesIO(pdf.write(plain_text.read(f"Title\n\nשלום {text}")))).pages)


@pytest.mark.parametrize("piece", ["山", "\u0301"], ids=ascii)
def test_thousands_of_signs_without_a_direction_or_a_width_make_a_paper(piece: str) -> None:
    assert made_of(piece)


@pytest.mark.durability
@pytest.mark.parametrize("piece", HOSTILE, ids=ascii)
def test_five_thousand_of_any_sign_make_a_paper(piece: str) -> None:
    assert made_of(piece)


def test_markup_is_shown_not_run() -> None:
    typed = "**bold** <b>b</b> [a](http://example.org) <script>alert(1)</script> {name} %s"
    content = pdf.write(plain_text.read(f"t\n\n{typed}"))
    assert words(typed) in words(read_pdf(content))
    assert b"/URI" not in content and b"/JavaScript" not in content
