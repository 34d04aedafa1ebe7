"""The content tree of a structured report: items by code value, read in one pass over the bytes.

A dose report holds thousands of small sequences, of which a handful of values matter. They are picked out here
directly, because building an object for each costs ten times the reading. Ends of the file, depth and number of
items are checked at every step.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from pydicom.dataset import Dataset
from pydicom.errors import InvalidDicomError
from pydicom.filereader import _read_file_meta_info, read_partial, read_preamble

from appropriateness.dicom.bounded import HeaderTooLongError, RefusalCode, Refused, Source, TooManyItemsError
from appropriateness.dicom.header import DEFLATED, REASONS, UNDEFINED

MAX_DEPTH = 40
MAX_STEPS = 400_000
"""Elements looked at in one file; the largest real report seen took a thirtieth of it."""
IMPLICIT, BIG_ENDIAN = "1.2.840.10008.1.2", "1.2.840.10008.1.2.2"
CONTENT = 0x0040A730
_ITEM, _ITEM_END, _SEQUENCE_END = 0xFFFEE000, 0xFFFEE00D, 0xFFFEE0DD
_LONG_FORM = frozenset((b"OB", b"OD", b"OF", b"OL", b"OV", b"OW", b"SQ", b"SV", b"UC", b"UN", b"UR", b"UT", b"UV"))
_VALUE_TYPE, _NAME, _CODE, _MEASURED = 0x0040A040, 0x0040A043, 0x0040A168, 0x0040A300
_TEXTS = frozenset((0x0040A160, 0x0040A124, 0x0040A120, 0x0040A121))
_NUMBER, _DOUBLE, _UNITS = 0x0040A30A, 0x0040A161, 0x004008EA
_CODE_VALUE, _LONG_CODE_VALUE, _MEANING = 0x00080100, 0x00080119, 0x00080104


@dataclass(slots=True)
class ContentItem:
    """One item. `code`: the code value of its name. `value`: that of a coded answer. `number`, `unit`: a measure."""

    code: str = ""
    text: str = ""
    value: str = ""
    meaning: str = ""
    number: float | None = None
    unit: str = ""
    unit_meaning: str = ""
    children: list[ContentItem] = field(default_factory=list)

    def walk(self) -> Iterator[ContentItem]:
        """Every item below this one, nearer ones first."""
        level = self.children
        while level:
            yield from level
            level = [child for item in level for child in item.children]

    def first(self, code: str) -> ContentItem | None:
        return next((item for item in self.walk() if item.code == code), None)

    def all(self, code: str) -> list[ContentItem]:
        return [item for item in self.walk() if item.code == code]


class _TornError(Exception):
    """The bytes end inside an element."""


class _TooMuchError(Exception):
    """Deeper or longer than any report."""


def read_report(source: Source) -> tuple[Dataset, ContentItem] | Refused:
    """The elements before the content, and the content; or why the file cannot be used. Nothing of it is repeated."""
    code: RefusalCode
    try:
        return _read(source)
    except (RecursionError, TooManyItemsError, _TooMuchError):
        code = "nested_too_deeply"
    except InvalidDicomError:
        code = "not_dicom"
    except HeaderTooLongError:
        code = "header_too_long"
    except (EOFError, struct.error, _TornError):
        code = "incomplete"
    except Exception:  # pydicom raises whatever the bytes provoke, and nothing of the file may be repeated
        code = "damaged"
    return Refused(source.name, code, REASONS[code])


def _read(source: Source) -> tuple[Dataset, ContentItem] | Refused:
    stream: BinaryIO = source.stream
    read_preamble(stream, False)
    syntax = str(_read_file_meta_info(stream).get("TransferSyntaxUID", ""))
    if syntax in DEFLATED:
        return Refused(source.name, "deflated", REASONS["deflated"])
    stream.seek(0)
    head = read_partial(stream, lambda tag, _vr, _length: tag >= CONTENT, defer_size=None)
    big_endian = syntax == BIG_ENDIAN
    next_tag = stream.read(4)
    if next_tag != struct.pack(">HH" if big_endian else "<HH", CONTENT >> 16, CONTENT & 0xFFFF):
        return head, ContentItem()
    walker = _Walker(next_tag + stream.read(), syntax == IMPLICIT, big_endian)
    return head, walker.root()


class _Walker:
    """Steps through the elements of a byte string. Depth and steps bound what a hostile file can cost."""

    def __init__(self, content: bytes, implicit: bool, big_endian: bool) -> None:
        self.content, self.implicit, self.size = content, implicit, len(content)
        mark = ">" if big_endian else "<"
        self.tag_and_length = struct.Struct(mark + "HHI").unpack_from
        self.tag_and_short = struct.Struct(mark + "HH2sH").unpack_from
        self.long = struct.Struct(mark + "I").unpack_from
        self.double = struct.Struct(mark + "d").unpack_from
        self.steps = 0
        self.codes: dict[bytes, tuple[str, str]] = {}

    def root(self) -> ContentItem:
        """What stands under the content sequence, which begins the bytes."""
        root, at = ContentItem(), 0
        while at < self.size:
            if not self.content[at : at + 8].strip(b"\0") and not self.content[at:].strip(b"\0"):
                break
            tag, length, start = self.header(at)
            if tag == CONTENT:
                root.children = list(self.items(start, length, 1))
            at = self.after(start, length)
        return root

    def header(self, at: int) -> tuple[int, int, int]:
        """Tag, length and where the value starts."""
        self.steps += 1
        if self.steps > MAX_STEPS:
            raise _TooMuchError
        if at + 8 > self.size:
            raise _TornError
        group, element, vr, length = self.tag_and_short(self.content, at)
        tag = group << 16 | element
        if self.implicit or group == 0xFFFE:
            length = self.tag_and_length(self.content, at)[2]
        elif vr in _LONG_FORM:
            if at + 12 > self.size:
                raise _TornError
            length = self.long(self.content, at + 8)[0]
            if length != UNDEFINED and at + 12 + length > self.size:
                raise _TornError
            return tag, length, at + 12
        if length != UNDEFINED and at + 8 + length > self.size:
            raise _TornError
        return tag, length, at + 8

    def after(self, start: int, length: int, depth: int = 0) -> int:
        """Where the next element begins."""
        if length != UNDEFINED:
            if start + length > self.size:
                raise _TornError
            return start + length
        if depth > MAX_DEPTH:
            raise _TooMuchError
        at = start
        while True:
            tag, inner, at = self.header(at)
            if tag in (_SEQUENCE_END, _ITEM_END):
                return at
            at = self.after(at, inner, depth + 1)

    def parts(self, start: int, length: int) -> Iterator[tuple[int, int]]:
        """The items of a sequence: where each starts and how long it is."""
        at, end = start, self.size if length == UNDEFINED else start + length
        if end > self.size:
            raise _TornError
        while at < end:
            tag, inner, at = self.header(at)
            if tag != _ITEM:
                return
            yield at, inner
            at = self.after(at, inner)
        if length == UNDEFINED:
            raise _TornError

    def elements(self, start: int, length: int) -> Iterator[tuple[int, int, int]]:
        """The elements of one item."""
        at, end = start, self.size if length == UNDEFINED else start + length
        while at < end:
            tag, inner, begins = self.header(at)
            if tag in (_ITEM_END, _SEQUENCE_END):
                return
            yield tag, begins, inner
            at = begins + inner if inner != UNDEFINED else self.after(begins, inner)

    def items(self, start: int, length: int, depth: int) -> Iterator[ContentItem]:
        if depth > MAX_DEPTH:
            raise _TooMuchError
        for begins, inner in self.parts(start, length):
            yield self.item(begins, inner, depth)

    def item(self, start: int, length: int, depth: int) -> ContentItem:
        item = ContentItem()
        for tag, begins, inner in self.elements(start, length):
            if tag == _NAME:
                item.code = self.code(begins, inner)[0]
            elif tag == CONTENT:
                item.children = list(self.items(begins, inner, depth + 1))
            elif tag == _MEASURED:
                self.measure(item, begins, inner)
            elif tag == _CODE:
                item.value, item.meaning = self.code(begins, inner)
            elif tag in _TEXTS:
                item.text = self.string(begins, inner)
        return item

    def code(self, start: int, length: int) -> tuple[str, str]:
        """Value and meaning of the first code of a sequence. The same few codes recur throughout a report."""
        raw = self.content[start : start + length] if length != UNDEFINED else b""
        if raw in self.codes:
            return self.codes[raw]
        found = self.first_code(start, length)
        if raw:
            self.codes[raw] = found
        return found

    def first_code(self, start: int, length: int) -> tuple[str, str]:
        value = meaning = ""
        for begins, inner in self.parts(start, length):
            for tag, at, size in self.elements(begins, inner):
                if tag in (_CODE_VALUE, _LONG_CODE_VALUE):
                    value = self.string(at, size)
                elif tag == _MEANING:
                    meaning = self.string(at, size)
            break
        return value, meaning

    def measure(self, item: ContentItem, start: int, length: int) -> None:
        for begins, inner in self.parts(start, length):
            for tag, at, size in self.elements(begins, inner):
                if tag == _NUMBER:
                    item.number = _number(self.string(at, size))
                elif tag == _DOUBLE and size >= 8 and item.number is None:
                    item.number = self.double(self.content, at)[0]
                elif tag == _UNITS:
                    item.unit, item.unit_meaning = self.code(at, size)
            break

    def string(self, start: int, length: int) -> str:
        if length == UNDEFINED:
            return ""
        raw = self.content[start : start + length].rstrip(b"\0 ")
        try:
            return raw.decode("utf-8").strip()
        except UnicodeDecodeError:
            return raw.decode("latin-1").strip()


def _number(text: str) -> float | None:
    """A decimal string; of several values the first."""
    try:
        return float(text.split("\\")[0])
    except ValueError:
        return None
