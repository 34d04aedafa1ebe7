"""Knowledge that was read and checked before, kept beside the bytecode of this module so that a decision starts fast.

It is found by the bytes of all it was made of, data and code, so it may be missing but is never stale. It is trusted
as bytecode is, and still may hold nothing but shapes of knowledge. Where Python keeps no bytecode, nothing is kept.
"""

from __future__ import annotations

import hashlib
import io
import os
import pickle
import sys
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path

from appropriateness.knowledge.assembling import READ_APART, assembled
from appropriateness.knowledge.base import KnowledgeBase
from appropriateness.shape import Model

_PACKAGE = Path(__file__).resolve().parents[1]
_CODE = ("shape.py", "provenance.py", "strict_yaml.py", "knowledge/*.py")
"""What decides how a file is read and whether it is sound."""


def load_kept(folder: Path, site: Path | None, on: date) -> KnowledgeBase:
    """What `loading.load` gives for these; files are parsed and checked only where something changed.

    Raises KnowledgeError as `load` does.
    """
    contents = _contents(folder)
    stamp = _stamp(contents)
    parts = _kept(stamp)
    if parts is None:
        from appropriateness.knowledge import loading  # all that reads YAML, loaded only where some has to be read

        parts, read = loading.read_parts(folder)
        if read == contents:
            _keep(stamp, parts)
        contents = read
    base = assembled(parts, {name: contents[name] for name in parts})
    if site is None:
        return base
    from appropriateness.knowledge.site_files import with_site

    return with_site(base, site, on)


def _contents(folder: Path) -> Mapping[str, bytes]:
    """Every file a decision may rest on, those with a name nobody knows among them."""
    names = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*.y*ml"))}
    try:
        return {name: path.read_bytes() for name, path in names.items() if not name.startswith(READ_APART)}
    except OSError:
        return {}  # what cannot be read is named by the loader


def _stamp(contents: Mapping[str, bytes]) -> bytes:
    total = hashlib.sha256(sys.version.encode())
    code = {path.name: path.read_bytes() for pattern in _CODE for path in sorted(_PACKAGE.glob(pattern))}
    for name, content in (*contents.items(), *code.items()):
        total.update(f"{name}\0{len(content)}\0".encode() + content)
    return total.digest()


def _place() -> Path | None:
    """Where it is kept; None where Python has no place for bytecode."""
    cached = __spec__.cached
    return None if cached is None else Path(cached).with_suffix(".knowledge")


def _kept(stamp: bytes) -> Mapping[str, Model] | None:
    """The parts kept under that stamp; None where there are none, or they are not as they were written."""
    place = _place()
    try:
        written = b"" if place is None else place.read_bytes()
    except OSError:
        return None
    size = len(stamp)
    before, check, parts = written[:size], written[size : 2 * size], written[2 * size :]
    if before != stamp or check != hashlib.sha256(parts).digest():
        return None
    try:
        loaded: Mapping[str, Model] = _Shapes(io.BytesIO(parts)).load()
    except pickle.UnpicklingError:
        return None
    return loaded


def _keep(stamp: bytes, parts: Mapping[str, Model]) -> None:
    """Keep them whole or not at all. A folder that cannot be written to costs time at the next start, nothing else."""
    place = _place()
    if place is None or sys.dont_write_bytecode:
        return
    pickled = pickle.dumps(dict(parts), protocol=5)
    part = place.with_suffix(f".{os.getpid()}")
    with suppress(OSError):
        place.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(stamp + hashlib.sha256(pickled).digest() + pickled)
        part.replace(place)


class _Shapes(pickle.Unpickler):
    """Reads shapes of knowledge and refuses to name anything else."""

    def find_class(self, module: str, name: str) -> type[Model]:
        if module.startswith("appropriateness."):
            found = super().find_class(module, name)
            if isinstance(found, type) and issubclass(found, Model):
                return found
        raise pickle.UnpicklingError(f"{module}.{name} is no shape of knowledge")
