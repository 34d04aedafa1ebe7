"""Knowledge as it is kept with the answers that rest on it: the files themselves, found again by their digest."""

from __future__ import annotations

import io
import tempfile
import zipfile
import zlib
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from appropriateness.errors import KnowledgeError
from appropriateness.knowledge.base import KnowledgeBase
from appropriateness.knowledge.loading import load

SITE = "site/"


class KnowledgeLostError(Exception):
    """The knowledge of an old answer can no longer be used; the message says why."""


def packed(files: Mapping[str, bytes]) -> bytes:
    """The files as one ZIP archive, in their order."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def unpacked(archive: bytes) -> dict[str, bytes]:
    """The files by name, in their order. Raises KnowledgeLostError where the archive is damaged."""
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as opened:
            return {name: opened.read(name) for name in opened.namelist()}
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, EOFError) as fault:
        raise KnowledgeLostError(f"the archive is damaged ({fault})") from fault


def load_files(files: Mapping[str, bytes], on: date) -> KnowledgeBase:
    """The knowledge these files make, with its site's policy as of `on`. Raises KnowledgeError."""
    with tempfile.TemporaryDirectory(prefix="knowledge-") as name:
        root = Path(name)
        data, site = root / "data", root / "site"
        data.mkdir()
        for file, content in files.items():
            path = root / file if file.startswith(SITE) else data / file
            if not path.resolve().is_relative_to(root.resolve()):
                raise KnowledgeLostError(f'the archive names a file outside itself ("{file[:80]}")')
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        return load(data, site if site.exists() else None, on)


def load_kept(archive: bytes, digest: str, on: date) -> KnowledgeBase:
    """The knowledge of that digest, or KnowledgeLostError where it cannot be had again."""
    try:
        base = load_files(unpacked(archive), on)
    except KnowledgeError as fault:
        raise KnowledgeLostError(f"this program no longer reads it: {fault.problems[0]}") from fault
    if base.digest != digest:
        raise KnowledgeLostError(f"its files make {base.digest[:19]}, not {digest[:19]}")
    return base
