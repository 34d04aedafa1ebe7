"""Files, folders, ZIP archives and uploads as one stream of named byte sources, or refusals that say why.

Nothing is written to disk, no archive is unpacked, no link followed. What a reader may take of one source is
bounded, so that neither size nor number nor compression can exhaust the machine.
"""

from __future__ import annotations

import io
import stat
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal, cast

RefusalCode = Literal[
    "not_dicom", "empty", "incomplete", "too_large", "too_many", "damaged", "encrypted", "nested_archive",
    "outside", "deflated", "header_too_long", "nested_too_deeply", "not_a_file", "no_access",
]  # fmt: skip
HOLDS_NOTHING: frozenset[RefusalCode] = frozenset({"not_dicom", "empty", "not_a_file"})
"""Refusals of things that hold no DICOM object; every other refusal may hide one that was needed."""

MEBIBYTE = 1 << 20
SMALL = 256 * 1024
ITEM = (b"\xfe\xff\x00\xe0", b"\xff\xfe\xe0\x00")
"""What begins an item of a sequence, in either byte order."""
ZIP_MAGIC = (b"PK\x03\x04", b"PK\x05\x06")


@dataclass(frozen=True, slots=True)
class Limits:
    """What is read at most. A member of an archive may be `ratio` times larger than its packed form."""

    files: int = 10_000
    single_bytes: int = 1024 * MEBIBYTE
    total_bytes: int = 8192 * MEBIBYTE
    read_bytes: int = 16 * MEBIBYTE
    """Of one source; enough for the header of a multi-frame object of thousands of frames, far less than its pixels."""
    items: int = 200_000
    """Of sequences in one source; an empty one takes eight bytes of a file and a kilobyte of memory."""
    ratio: int = 200
    directory_bytes: int = 4 * MEBIBYTE
    """The list of contents of an archive, which is held in memory."""


DEFAULT = Limits()


@dataclass(frozen=True, slots=True)
class Refused:
    """Something that was not read, and why, in a sentence."""

    name: str
    code: RefusalCode
    reason: str

    @property
    def may_hide_an_object(self) -> bool:
        return self.code not in HOLDS_NOTHING


@dataclass(frozen=True, slots=True)
class Source:
    """A named stream of `size` bytes, seekable, valid only until the next one is asked for."""

    name: str
    stream: BinaryIO
    size: int


class HeaderTooLongError(Exception):
    """More was asked of one source than may be read of it."""


class TooManyItemsError(Exception):
    """A source holds more sequence items than any object needs."""


class _Metered(io.RawIOBase):
    """A stream that gives so many bytes and sequence items in all, however often one seeks in it."""

    name = ""
    """Asked for by readers; a stream does not say where its bytes lie."""

    def __init__(self, raw: BinaryIO, limits: Limits) -> None:
        self._raw, self._left, self._items, self._at = raw, limits.read_bytes, limits.items, raw.tell()

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._at = self._raw.seek(offset, whence)
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        content = self._raw.read(len(buffer))
        self._left -= len(content)
        self._items -= sum(content.count(mark) for mark in ITEM)
        if self._items < 0:
            raise TooManyItemsError
        if self._left < 0:
            raise HeaderTooLongError
        buffer[: len(content)] = content
        self._at += len(content)
        return len(content)


class _Budget:
    """Counts what has been taken on; says why something more is not."""

    def __init__(self, limits: Limits) -> None:
        self.limits, self.files, self.bytes = limits, 0, 0

    def refusal(self, name: str, size: int) -> Refused | None:
        """None where this source may be read; it is then counted."""
        limits = self.limits
        if size == 0:
            return Refused(name, "empty", "The file is empty (0 bytes).")
        if size > limits.single_bytes:
            return Refused(name, "too_large", f"The file is larger than {_mebibytes(limits.single_bytes)}.")
        if self.bytes + size > limits.total_bytes:
            return Refused(name, "too_large", f"All files together are larger than {_mebibytes(limits.total_bytes)}.")
        self.bytes += size
        return None

    def full(self) -> bool:
        """Count one more file; true where there were enough already."""
        self.files += 1
        return self.files > self.limits.files

    def too_many(self, name: str) -> Refused:
        message = f"There are more than {self.limits.files:,} files; this one and all after it were not read."
        return Refused(name, "too_many", message)


def sources_at(path: Path, limits: Limits = DEFAULT) -> Iterator[Source | Refused]:
    """Everything readable at a path: one file, one ZIP archive, or all files below a folder, by name.

    Raises FileNotFoundError where there is nothing at that path.
    """
    if not path.exists():
        raise FileNotFoundError(f"{path} does not exist.")
    budget = _Budget(limits)
    if not path.is_dir():
        yield from _file(path, path.name, budget)
        return
    for file in _below(path):
        name = file.relative_to(path).as_posix()
        if budget.full():
            yield budget.too_many(name)
            return
        yield from _file(file, name, budget)


def sources_of(items: Iterable[tuple[str, bytes]], limits: Limits = DEFAULT) -> Iterator[Source | Refused]:
    """Uploaded files, given as (name, content); an archive among them is read as one."""
    budget = _Budget(limits)
    for name, content in items:
        if budget.full():
            yield budget.too_many(name)
            return
        with io.BytesIO(content) as stream:
            yield from _stream(stream, name, len(content), budget)


def _below(folder: Path) -> Iterator[Path]:
    """Every file below a folder in the order of names, and every folder that cannot be opened; links stay closed."""
    waiting = [folder]
    while waiting:
        entry = waiting.pop()
        if not entry.is_dir() or (entry.is_symlink() and entry != folder):
            yield entry
            continue
        try:
            waiting.extend(sorted(entry.iterdir(), reverse=True))
        except OSError:
            yield entry


def _file(path: Path, name: str, budget: _Budget) -> Iterator[Source | Refused]:
    try:
        status = path.lstat()
        if stat.S_ISDIR(status.st_mode):
            yield Refused(name, "no_access", "The folder cannot be opened.")
            return
        if not stat.S_ISREG(status.st_mode):
            yield Refused(name, "not_a_file", "This is a link or a device, not a regular file; it was not opened.")
            return
        stream = path.open("rb", buffering=0)
    except OSError as fault:
        yield Refused(name, "no_access", f"The file cannot be opened: {fault.strerror}.")
        return
    with stream:
        yield from _stream(cast(BinaryIO, stream), name, status.st_size, budget)


def _stream(stream: BinaryIO, name: str, size: int, budget: _Budget) -> Iterator[Source | Refused]:
    """One file as a source, or, where its first bytes say so, the members of an archive."""
    start = stream.read(132)
    stream.seek(0)
    if start[:4] in ZIP_MAGIC and start[128:] != b"DICM":
        yield from _archive(stream, name, budget)
        return
    refused = budget.refusal(name, size)
    yield refused if refused is not None else _source(name, stream, size, budget.limits)


def _source(name: str, stream: BinaryIO, size: int, limits: Limits) -> Source:
    if size <= min(SMALL, limits.read_bytes):  # read at one go: a header is then taken apart several times faster
        return Source(name, io.BytesIO(stream.read(size)), size)
    metered = cast(io.RawIOBase, _Metered(stream, limits))
    return Source(name, cast(BinaryIO, io.BufferedReader(metered, 16 * 1024)), size)


def _archive(stream: BinaryIO, name: str, budget: _Budget) -> Iterator[Source | Refused]:
    limits = budget.limits
    if _directory_bytes(stream) > limits.directory_bytes:
        yield Refused(name, "too_many", "The archive lists more files than can be read; unpack it and give a part.")
        return
    try:
        archive = zipfile.ZipFile(stream)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        yield Refused(name, "damaged", "The ZIP archive is damaged and cannot be opened.")
        return
    with archive:
        members = [member for member in archive.infolist() if not member.is_dir()]
        if sum(member.file_size for member in members) > limits.total_bytes:
            message = f"Unpacked, the archive would be larger than {_mebibytes(limits.total_bytes)}; nothing was read."
            yield Refused(name, "too_large", message)
            return
        for member in sorted(members, key=lambda member: member.filename):
            full = f"{name}/{member.filename}"
            if budget.full():
                yield budget.too_many(full)
                return
            yield from _member(archive, member, full, budget)


def _member(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str, budget: _Budget
) -> Iterator[Source | Refused]:
    packed = max(member.compress_size, 1)
    if _points_outside(member.filename):
        yield Refused(name, "outside", "Its name points outside the archive; it was not read.")
    elif member.flag_bits & 1:
        yield Refused(name, "encrypted", "It is encrypted; give the archive without a password.")
    elif member.file_size > MEBIBYTE and member.file_size > budget.limits.ratio * packed:
        message = (
            f"Unpacked it would be {member.file_size // packed:,} times its size, as no image is; it was not read."
        )
        yield Refused(name, "too_large", message)
    elif (refused := budget.refusal(name, member.file_size)) is not None:
        yield refused
    else:
        try:
            stream = cast(BinaryIO, archive.open(member))
            start = stream.read(132)
            stream.seek(0)
        except Exception as fault:  # zipfile raises whatever the packed bytes provoke
            yield Refused(name, "damaged", f"It cannot be unpacked ({type(fault).__name__}).")
            return
        with stream:
            if start[:4] in ZIP_MAGIC and start[128:] != b"DICM":
                yield Refused(name, "nested_archive", "An archive inside an archive is not opened; unpack it first.")
                return
            yield _source(name, stream, member.file_size, budget.limits)


def _points_outside(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return parts[0] == "" or ".." in parts or ":" in parts[0]


def _directory_bytes(stream: BinaryIO) -> int:
    """The size of an archive's list of contents as its end says, without reading that list."""
    end = stream.seek(0, io.SEEK_END)
    stream.seek(max(0, end - 65_635))
    tail = stream.read(65_635)
    stream.seek(0)
    large, usual = tail.rfind(b"PK\x06\x06"), tail.rfind(b"PK\x05\x06")
    sizes = [0]
    if large >= 0:
        sizes.append(int.from_bytes(tail[large + 40 : large + 48], "little"))
    if usual >= 0 and (size := int.from_bytes(tail[usual + 12 : usual + 16], "little")) != 0xFFFFFFFF:
        sizes.append(size)
    return max(sizes)


def _mebibytes(count: int) -> str:
    return f"{count // MEBIBYTE:,} MiB"
