"""One DICOM header, read without pixels, without unpacking, without showing a value of it to anybody.

A dataset read here is never turned into text and never walked: a small hostile file can make either endless.
"""

from __future__ import annotations

import logging
import struct
import warnings
from collections.abc import Sequence

from pydicom import config
from pydicom.datadict import tag_for_keyword
from pydicom.dataset import Dataset
from pydicom.errors import InvalidDicomError
from pydicom.filereader import _read_file_meta_info, read_partial, read_preamble
from pydicom.tag import BaseTag

from appropriateness.dicom.bounded import HeaderTooLongError, RefusalCode, Refused, Source, TooManyItemsError

UNDEFINED = 0xFFFFFFFF
PIXELS = frozenset({0x7FE00008, 0x7FE00009, 0x7FE00010})
DELIMITERS = (b"\xfe\xff\xdd\xe0\x00\x00\x00\x00", b"\xff\xfe\xe0\xdd\x00\x00\x00\x00")
"""What ends a sequence of undefined length, in either byte order."""
DEFLATED = frozenset({"1.2.840.10008.1.2.1.99", "1.2.840.10008.1.2.4.95"})
_DEFER = 8 * 1024 * 1024
"""A single value longer than this is no header value; it is left on disk."""

# What pydicom complains about quotes values of the file, and those may name a patient.
config.settings.reading_validation_mode = config.IGNORE
logging.getLogger("pydicom").setLevel(logging.CRITICAL + 1)
warnings.filterwarnings("ignore", module=r"pydicom(\.|$)")

REASONS: dict[RefusalCode, str] = {
    "not_dicom": "This is not a DICOM file: the mark that begins one is missing.",
    "deflated": "Its transfer syntax is deflated, which is refused because it can unpack without bound.",
    "incomplete": "Incomplete: the file ends before its content does. Send it again.",
    "header_too_long": "Its header is longer than is read of one file.",
    "nested_too_deeply": "Its content is nested too deeply, or in too many items, to be read.",
    "damaged": "It cannot be read as DICOM.",
}


class _Position:
    """Asked before each element of the dataset: stops at the pixels and knows where each element should end."""

    def __init__(self, source: Source) -> None:
        self._tell = source.stream.tell
        self.at = self.length = 0
        self.at_pixels = False

    def __call__(self, tag: BaseTag, _vr: str | None, length: int) -> bool:
        self.at, self.length = self._tell(), length
        self.at_pixels = tag in PIXELS
        return self.at_pixels


def tags_of(keywords: Sequence[str]) -> list[BaseTag | int]:
    """The tags of standard keywords, as `read_header` wants them. Raises KeyError for one that does not exist."""
    found: list[BaseTag | int] = []
    for keyword in keywords:
        tag = tag_for_keyword(keyword)
        if tag is None:
            raise KeyError(keyword)
        found.append(tag)
    return found


def read_header(source: Source, tags: list[BaseTag | int] | None = None) -> Dataset | Refused:
    """The elements before the pixels (those of `tags`, or all), or why the file cannot be used.

    A value may still be malformed: ask for each inside `try`. A file cut short is refused as incomplete.
    """
    try:
        return _read(source, tags)
    except (RecursionError, TooManyItemsError):
        code: RefusalCode = "nested_too_deeply"
    except InvalidDicomError:
        code = "not_dicom"
    except HeaderTooLongError:
        code = "header_too_long"
    except (EOFError, struct.error):
        code = "incomplete"
    except Exception:  # pydicom raises whatever the bytes provoke, and nothing of the file may be repeated
        code = "damaged"
    return Refused(source.name, code, REASONS[code])


def _read(source: Source, tags: list[BaseTag | int] | None) -> Dataset | Refused:
    stream = source.stream
    read_preamble(stream, False)
    syntax = str(_read_file_meta_info(stream).get("TransferSyntaxUID", ""))
    if syntax in DEFLATED:
        return Refused(source.name, "deflated", REASONS["deflated"])
    stream.seek(0)
    position = _Position(source)
    dataset = read_partial(stream, position, defer_size=_DEFER, specific_tags=tags)
    if not _whole(source, position):
        return Refused(source.name, "incomplete", REASONS["incomplete"])
    return dataset


def _whole(source: Source, position: _Position) -> bool:
    """Whether the file holds all that its last element announces; pydicom reads a torn file without complaint."""
    stream, end = source.stream, position.at + position.length
    if position.at == 0:
        return False
    if position.at_pixels:
        return position.length == UNDEFINED or end <= source.size
    if position.length == UNDEFINED:
        stream.seek(source.size - 8)
        return stream.read() in DELIMITERS
    stream.seek(min(end, source.size))
    return end <= source.size and not stream.read(8).strip(b"\0")
