"""DICOM files made for tests: whole, torn, and hostile ones."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import Any

from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian, generate_uid

MR_IMAGE = "1.2.840.10008.5.1.4.1.1.4"
ENHANCED_MR_IMAGE = "1.2.840.10008.5.1.4.1.1.4.1"
DEFLATED = "1.2.840.10008.1.2.1.99"


def dataset(**attributes: Any) -> Dataset:
    """A dataset with these attributes; a list of datasets is a sequence, None leaves the attribute out."""
    made = Dataset()
    for keyword, value in attributes.items():
        if value is not None:
            setattr(made, keyword, value)
    return made


def content(made: Dataset, sop_class: str = MR_IMAGE, syntax: str = ExplicitVRLittleEndian) -> bytes:
    """A dataset as the bytes of a DICOM file."""
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = sop_class
    meta.MediaStorageSOPInstanceUID = made.get("SOPInstanceUID", generate_uid())
    meta.TransferSyntaxUID = syntax
    stream = io.BytesIO()
    FileDataset(stream, made, preamble=b"\0" * 128, file_meta=meta).save_as(stream, enforce_file_format=True)
    return stream.getvalue()


def small_image(**attributes: Any) -> bytes:
    """A tiny MR image with its pixels."""
    usual = {
        "SOPClassUID": MR_IMAGE, "SOPInstanceUID": generate_uid(), "Modality": "MR", "SeriesInstanceUID": "1.2.3",
        "StudyInstanceUID": "1.2", "PatientID": "P", "Rows": 8, "Columns": 8, "BitsAllocated": 16,
        "PixelData": b"\0" * 128,
    }  # fmt: skip
    return content(dataset(**{**usual, **attributes}))


def meta_only(syntax: str = ExplicitVRLittleEndian) -> bytes:
    """Preamble and file meta information with no dataset after them."""
    whole = content(dataset(SOPInstanceUID="1.2.3.4"), syntax=ExplicitVRLittleEndian)
    end = whole.index(b"\x08\x00\x18\x00UI", 132)
    return whole[:end].replace(ExplicitVRLittleEndian.encode() + b"\0", syntax.encode().ljust(20, b"\0"))


def deflated_bomb(unpacked: int) -> bytes:
    """A small file whose deflated dataset unpacks to this many bytes."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = packer.compress(b"\0" * unpacked) + packer.flush()
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = MR_IMAGE
    meta.MediaStorageSOPInstanceUID = "1.2.3.4"
    meta.TransferSyntaxUID = DEFLATED
    stream = io.BytesIO()
    empty = FileDataset(stream, Dataset(), preamble=b"\0" * 128, file_meta=meta)
    empty.save_as(stream, enforce_file_format=True)
    return stream.getvalue() + packed


def nested(depth: int) -> bytes:
    """A file with sequences of undefined length, one inside the other."""
    start = meta_only()
    open_sequence = b"\x08\x00\x40\x11SQ\0\0\xff\xff\xff\xff" + b"\xfe\xff\x00\xe0\xff\xff\xff\xff"
    close = b"\xfe\xff\x0d\xe0\0\0\0\0" + b"\xfe\xff\xdd\xe0\0\0\0\0"
    return start + open_sequence * depth + close * depth


def many_items(count: int) -> bytes:
    """A file whose one sequence holds that many empty items."""
    start = b"\x08\x00\x40\x11SQ\0\0\xff\xff\xff\xff"
    return meta_only() + start + b"\xfe\xff\x00\xe0\0\0\0\0" * count + b"\xfe\xff\xdd\xe0\0\0\0\0"


def long_value(length: int) -> bytes:
    """A file in which the description of the series is that long."""
    return meta_only() + b"\x08\x00\x3e\x10UT\0\0" + struct.pack("<L", length) + b" " * length


def archive(members: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        for name, inside in members.items():
            made.writestr(name, inside)
    return stream.getvalue()
