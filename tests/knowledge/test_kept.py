"""Knowledge kept from an earlier start is that of the files as they are now, or it is not used."""

from __future__ import annotations

import hashlib
import os
import pickle
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from appropriateness.errors import KnowledgeError
from appropriateness.knowledge import kept, loading
from appropriateness.knowledge.base import KnowledgeBase
from appropriateness.knowledge.loading import DATA
from tests.conftest import KNOWLEDGE, ON

Load = Callable[[], KnowledgeBase]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A copy of the knowledge a decision rests on."""
    return Path(shutil.copytree(DATA, tmp_path / "data", ignore=shutil.ignore_patterns("teaching", "lexicon.yaml")))


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where it is kept, and a Python that keeps bytecode."""
    place = tmp_path / "cache" / "kept.knowledge"
    monkeypatch.setattr(kept, "_place", lambda: place)
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    return place


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """What is kept of the knowledge as it stands."""
    place = tmp_path_factory.mktemp("written") / "kept.knowledge"
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(kept, "_place", lambda: place)
        patched.setattr(sys, "dont_write_bytecode", False)
        kept.load_kept(DATA, None, ON)
    return place.read_bytes()


@pytest.fixture
def load(data: Path, place: Path, written: bytes) -> Load:
    """Load the copy, of which all is kept."""
    place.parent.mkdir()
    place.write_bytes(written)
    return lambda: kept.load_kept(data, None, ON)


def must_not_be_read(folder: Path) -> None:
    pytest.fail(f"{folder} is read again")


def test_knowledge_that_was_kept_is_that_of_the_files(load: Load, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "read_parts", must_not_be_read)
    found = vars(load())
    assert found.keys() == vars(KNOWLEDGE).keys()
    assert [name for name, value in vars(KNOWLEDGE).items() if found[name] != value] == []
    assert [list(found[name]) for name in ("files", "facts", "scenarios")] == [
        list(KNOWLEDGE.files),
        list(KNOWLEDGE.facts),
        list(KNOWLEDGE.scenarios),
    ]


def test_a_changed_word_is_in_the_next_answer(load: Load, data: Path) -> None:
    before = load()
    path = data / "edition.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(before.edition.edition, "2031-01-01"), encoding="utf-8")
    os.utime(path, (0, 0))
    after = load()
    assert after.edition.edition == "2031-01-01"
    assert after.digest == loading.load(data).digest != before.digest


def test_changed_code_reads_the_files_again(load: Load, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "_CODE", ("shape.py",))
    monkeypatch.setattr(loading, "read_parts", must_not_be_read)
    with pytest.raises(pytest.fail.Exception):
        load()


@pytest.mark.parametrize("name", ["flgs.yaml", "scenarios/another.yaml"])
def test_a_stray_file_is_refused_although_sound_knowledge_was_kept(load: Load, data: Path, name: str) -> None:
    (data / name).write_text("schema: scenario/1\n", encoding="utf-8")
    with pytest.raises(KnowledgeError, match=name):
        load()


def test_a_missing_file_is_refused_although_sound_knowledge_was_kept(load: Load, data: Path) -> None:
    (data / "safety.yaml").unlink()
    with pytest.raises(KnowledgeError, match=r"safety\.yaml"):
        load()


def test_faulty_knowledge_is_never_kept(data: Path, place: Path) -> None:
    (data / "safety.yaml").write_text("schema: safety/1\nrules: 3\n", encoding="utf-8")
    for _ in range(2):
        with pytest.raises(KnowledgeError, match="rules"):
            kept.load_kept(data, None, ON)
    assert not place.exists()


@pytest.mark.durability
@pytest.mark.parametrize(
    "spoil",
    [
        lambda content: b"",
        lambda content: content[:-1],
        lambda content: content[:9000] + bytes([content[9000] ^ 1]) + content[9001:],
        lambda content: bytes(32) + content[32:],
        lambda content: content[:32] + checked(pickle.dumps(os.getcwd)),
        lambda content: content[:32] + checked(pickle.dumps(kept.load_kept)),
        lambda content: content[:32] + checked(b"no pickle"),
    ],
)
def test_what_was_not_written_so_is_read_anew_and_kept_again(
    load: Load, place: Path, written: bytes, spoil: Callable[[bytes], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    place.write_bytes(spoil(written))
    with monkeypatch.context() as patched:
        patched.setattr(loading, "read_parts", must_not_be_read)
        with pytest.raises(pytest.fail.Exception):
            load()
    load()
    monkeypatch.setattr(loading, "read_parts", must_not_be_read)
    assert load().digest == KNOWLEDGE.digest


def checked(pickled: bytes) -> bytes:
    return hashlib.sha256(pickled).digest() + pickled


def test_nothing_is_kept_where_python_keeps_no_bytecode(
    data: Path, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert kept.load_kept(data, None, ON).digest == KNOWLEDGE.digest
    assert not place.parent.exists()


def test_a_folder_that_cannot_be_written_to_changes_no_answer(data: Path, place: Path) -> None:
    place.parent.write_text("a file where the folder should be", encoding="utf-8")
    assert kept.load_kept(data, None, ON).digest == KNOWLEDGE.digest


def test_it_is_kept_beside_the_bytecode() -> None:
    place = kept._place()
    assert place is not None and kept.__spec__ is not None and kept.__spec__.cached is not None
    assert place.parent == Path(kept.__spec__.cached).parent
