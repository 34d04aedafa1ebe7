"""The command that reads typed indications, and consult with a text."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from appropriateness.cli import main

TEXT = "34F, LP 2 days ago (MS w/u). HA from next day, can't stand up, nearly gone lying. No patch."


def lines(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> list[dict[str, Any]]:
    assert main([*arguments, "--json", "--on", "2026-11-20"]) == code
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_text_is_answered_with_its_facts_their_words_and_the_consultation(capsys: pytest.CaptureFixture[str]) -> None:
    (answer,) = lines(capsys, "read", TEXT)
    for item in answer["facts"]:
        start, end = item["span"]
        assert TEXT[start:end] == item["words"]
    assert {item["fact"]: item["polarity"] for item in answer["facts"]}["patch_count"] == "negated"
    assert answer["consultation"]["outcome"] == "no_imaging_rated_appropriate"


def test_consult_takes_a_text(capsys: pytest.CaptureFixture[str]) -> None:
    assert lines(capsys, "consult", "--text", TEXT) == lines(capsys, "read", TEXT)


def test_json_lines_are_answered_one_by_one_and_a_fault_stays_with_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "typed.jsonl"
    file.write_text(
        '{"id": "a", "text": "knee pain"}\n{"id": "b"}\nnonsense\n{"id": 4, "text": "HA upright"}\n', "utf-8"
    )
    first, second, third, fourth = lines(capsys, "read", str(file), code=2)
    assert (first["id"], first["consultation"]["outcome"]) == ("a", "out_of_scope")
    assert second["id"] == "b" and "text" in second["error"]
    assert third["id"] is None and "line 3" in third["error"]
    assert fourth["id"] == 4 and fourth["facts"]


def test_a_file_with_plain_text_is_one_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "typed.txt"
    file.write_text(TEXT, "utf-8")
    assert len(lines(capsys, "read", str(file))) == 1


def test_standard_input_is_read(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(TEXT.encode())))
    (answer,) = lines(capsys, "read", "-")
    assert answer["facts"]


def test_a_megabyte_is_refused_with_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    (answer,) = lines(capsys, "consult", "--text", "headache upright " * 60_000)
    assert answer["refusal"]["id"] == "too_long" and "10,000" in answer["refusal"]["say"]
    assert answer["consultation"]["outcome"] == "out_of_scope" and answer["facts"] == []


def test_a_refusal_says_why_and_where_to_look(capsys: pytest.CaptureFixture[str]) -> None:
    (answer,) = lines(capsys, "read", "Migraine with aura, headache for years")
    assert answer["consultation"]["outcome"] == "out_of_scope" and answer["consultation"]["options"] == []
    assert answer["consultation"]["redirect"]["to"] == "acr_headache_8"


def test_an_emergency_is_never_refused(capsys: pytest.CaptureFixture[str]) -> None:
    (answer,) = lines(capsys, "read", "new seizure, GCS 9")
    assert answer["consultation"]["outcome"] == "escalate"


def test_the_report_prints_what_steers_a_terminal_as_its_code(capsys: pytest.CaptureFixture[str]) -> None:
    main(["read", "HA upright\x1b[31m since LP yesterday. Mother had a seizure.", "--on", "2026-11-20"])
    printed = capsys.readouterr().out
    assert "\x1b" not in printed and "Said of another person." in printed
