"""Whatever is handed in, each thing is read or refused by name, and nothing can exhaust the machine."""

from __future__ import annotations

import os
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydicom.dataset import Dataset

from appropriateness.dicom.bounded import HeaderTooLongError, Limits, Refused, Source, sources_at, sources_of
from appropriateness.dicom.header import read_header, tags_of
from tests.dicom import making

TAGS = tags_of(["Modality", "SeriesInstanceUID", "SeriesDescription"])


def read(items: list[tuple[str, bytes]], limits: Limits | None = None) -> dict[str, Dataset | Refused]:
    found: dict[str, Dataset | Refused] = {}
    for item in sources_of(items, limits or Limits()):
        found[item.name] = item if isinstance(item, Refused) else read_header(item, TAGS)
    return found


def code(items: list[tuple[str, bytes]], name: str, limits: Limits | None = None) -> str | None:
    item = read(items, limits)[name]
    return item.code if isinstance(item, Refused) else None


IMAGE = making.small_image()


@pytest.mark.parametrize(
    ("expected", "file"),
    [
        ("empty", b""),
        ("not_dicom", b"Dear colleague, here is the text."),
        ("not_dicom", b"\0" * 4096),
        ("incomplete", IMAGE[:140]),
        ("incomplete", IMAGE[:-1]),
        ("incomplete", IMAGE[: IMAGE.index(b"MR")]),
        ("incomplete", making.meta_only()),
        ("deflated", making.deflated_bomb(1 << 20)),
        ("nested_too_deeply", making.nested(1000)),
        ("header_too_long", making.long_value(1 << 21)),
        ("nested_too_deeply", making.many_items(60_000)),
        ("damaged", b"PK\x03\x04" + b"\xff" * 400),
    ],
)
def test_a_file_that_cannot_be_read_is_named_with_its_reason_and_the_next_is_read(expected: str, file: bytes) -> None:
    found = read([("bad.dcm", file), ("good.dcm", IMAGE)], Limits(read_bytes=1 << 20, items=50_000))
    refused = found["bad.dcm"]
    assert isinstance(refused, Refused) and refused.code == expected and refused.reason.endswith(".")
    assert isinstance(found["good.dcm"], Dataset)


def test_a_header_without_pixels_is_whole() -> None:
    whole = making.content(making.dataset(Modality="MR", SeriesInstanceUID="1.2.3", SeriesDescription="T2"))
    assert code([("a", whole)], "a") is None
    assert code([("a", whole[:-1])], "a") == "incomplete"


@pytest.mark.parametrize("cut", range(1, 160, 3))
def test_no_cut_through_a_file_goes_unnoticed(cut: int) -> None:
    assert code([("a", IMAGE[:-cut])], "a") == "incomplete"


def test_a_member_that_unpacks_to_a_thousand_times_its_size_is_not_unpacked() -> None:
    bomb = making.archive({"bomb.dcm": b"\0" * (64 << 20), "good.dcm": IMAGE})
    tracemalloc.start()
    found = read([("study.zip", bomb)])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    refused = found["study.zip/bomb.dcm"]
    assert isinstance(refused, Refused) and refused.code == "too_large"
    assert isinstance(found["study.zip/good.dcm"], Dataset)
    assert peak < 8 << 20


def test_an_archive_larger_than_all_that_may_be_read_is_refused_before_anything_is_unpacked() -> None:
    packed = making.archive({f"{n}.dcm": os.urandom(4096) for n in range(64)})
    assert code([("study.zip", packed)], "study.zip", Limits(total_bytes=100_000)) == "too_large"


@pytest.mark.parametrize("name", ["../../etc/cron.d/x", "/etc/passwd", "C:\\x.dcm", "a\\..\\..\\x"])
def test_a_name_that_points_outside_the_archive_is_refused_and_nothing_is_written(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    found = read([("z", making.archive({name: IMAGE}))])
    assert [item.code for item in found.values() if isinstance(item, Refused)] == ["outside"]
    assert list(tmp_path.rglob("*")) == []


def test_an_archive_inside_an_archive_is_refused() -> None:
    nested = making.archive({"inner.zip": making.archive({"a.dcm": IMAGE}), "b.dcm": IMAGE})
    found = read([("z", nested)])
    assert code([("z", nested)], "z/inner.zip") == "nested_archive"
    assert isinstance(found["z/b.dcm"], Dataset)


def test_a_member_whose_packed_bytes_are_torn_is_named() -> None:
    packed = bytearray(making.archive({"a.dcm": making.small_image(SeriesDescription="x" * 60)}))
    packed[60:120] = os.urandom(60)
    assert code([("z", bytes(packed))], "z/a.dcm") in {"damaged", "not_dicom", "incomplete"}


def test_an_archive_that_lists_too_much_is_not_opened() -> None:
    many = making.archive({f"{n:05}": b"" for n in range(3000)})
    assert code([("z", many)], "z", Limits(directory_bytes=100_000)) == "too_many"


def test_what_is_beyond_the_number_of_files_is_said_once(tmp_path: Path) -> None:
    for number in range(30):
        (tmp_path / f"{number:02}.dcm").write_bytes(IMAGE)
    found = list(sources_at(tmp_path, Limits(files=20)))
    assert [item.name for item in found if isinstance(item, Refused)] == ["20.dcm"]
    assert sum(isinstance(item, Source) for item in found) == 20


def test_links_and_devices_are_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "passwords").symlink_to("/etc/passwd")
    found = list(sources_at(tmp_path))
    assert {item.name: item.code for item in found if isinstance(item, Refused)} == {
        "loop": "not_a_file",
        "passwords": "not_a_file",
        "pipe": "not_a_file",
    }


def test_a_folder_is_read_in_the_order_of_names(tmp_path: Path) -> None:
    for name in ("b/2", "a/3", "a/1", "c"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(IMAGE)
    assert [item.name for item in sources_at(tmp_path)] == ["a/1", "a/3", "b/2", "c"]


def test_a_folder_too_deep_to_recurse_into_is_still_read(tmp_path: Path) -> None:
    folders = [tmp_path.joinpath(*["d"] * depth) for depth in range(1, 1201)]
    for folder in folders:
        folder.mkdir()
    image = folders[-1] / "a.dcm"
    image.write_bytes(IMAGE)
    try:
        assert len(list(sources_at(tmp_path))) == 1
    finally:  # what clears temporary folders recurses, and would end in this one
        image.unlink()
        for folder in reversed(folders):
            folder.rmdir()


def test_a_value_is_never_repeated_in_a_refusal() -> None:
    torn = making.small_image(PatientName="Secret^Person", SeriesDescription="Secret")[:-5]
    item = read([("a", torn)])["a"]
    assert isinstance(item, Refused) and "Secret" not in item.reason


def test_nothing_of_a_file_reaches_the_log_or_the_console(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    odd = making.small_image(PatientName="Secret^Person", SpecificCharacterSet="SECRET_SET")
    read([("a", odd), ("b", odd[:-5])])
    out, err = capfd.readouterr()
    assert "ECRET" not in (caplog.text + out + err).upper()


@settings(max_examples=150)
@given(st.data())
def test_no_change_of_bytes_ends_the_reading(data: st.DataObject) -> None:
    file = bytearray(IMAGE)
    for _ in range(data.draw(st.integers(1, 6))):
        file[data.draw(st.integers(0, len(file) - 1))] = data.draw(st.integers(0, 255))
    found = read([("a", bytes(file)), ("b", IMAGE)])
    assert isinstance(found["b"], Dataset)


def test_a_stream_is_not_read_past_its_allowance() -> None:
    for source in sources_of([("a", b"x" * 100_000)], Limits(read_bytes=40_000)):
        assert isinstance(source, Source)
        assert source.stream.read(30_000) == b"x" * 30_000
        with pytest.raises(HeaderTooLongError):
            source.stream.read(30_000)
