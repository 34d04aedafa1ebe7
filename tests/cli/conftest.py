"""Running the command line: inside this process, or apart where an input could take the process down."""

from __future__ import annotations

import io
import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from appropriateness import cli
from appropriateness.commands import check_protocol, consulting, knowledge, protocols
from appropriateness.knowledge.base import KnowledgeBase
from appropriateness.knowledge.loading import DATA, load
from tests.conftest import KNOWLEDGE

CHECKOUT = Path(__file__).resolve().parents[2]
ON = ("--on", "2026-11-20")
HANGS_AFTER_SECONDS = 25
"""A guard that ends a process which would never end; every input here is answered in far less."""
MEMORY = 1536 * 1024 * 1024


@dataclass(frozen=True)
class Ran:
    """What one command left behind."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[dict[str, Any]]:
        """One JSON object a line, whatever else a line may be taken for."""
        assert not self.out or self.out.endswith("\n")
        return [json.loads(line) for line in self.out.split("\n")[:-1]]

    @property
    def ids(self) -> list[object]:
        return [line["id"] for line in self.lines]

    @property
    def errors(self) -> list[dict[str, Any]]:
        return [line for line in self.lines if "error" in line]


Run = Callable[..., Ran]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Call the command line as a program would be called; the checkout's knowledge is read once for all."""

    def loaded(folder: Path, site: Path | None = None, on: date | None = None) -> KnowledgeBase:
        return KNOWLEDGE if folder == DATA and site is None else load(folder, site, on)

    monkeypatch.setattr(consulting, "load_kept", loaded)
    for command in (knowledge, protocols, check_protocol):
        monkeypatch.setattr(command, "load", loaded)

    def run(*arguments: object, stdin: str | bytes = b"") -> Ran:
        given = stdin.encode() if isinstance(stdin, str) else stdin
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given), encoding="utf-8"))
        try:
            code = cli.main([str(argument) for argument in arguments])
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 1
        captured = capsys.readouterr()
        return Ran(code, captured.out, captured.err)

    return run


@pytest.fixture
def consult(run: Run) -> Run:
    """Answer cases from standard input as JSON lines."""
    return lambda stdin, *more: run("consult", "--json", *ON, *more, stdin=stdin)


def run_apart(*arguments: object, stdin: bytes = b"", seed: str = "0") -> Ran:
    """The same in a process of its own, with bounded memory."""
    command = [sys.executable, "-m", "appropriateness.cli", *(str(argument) for argument in arguments)]
    try:
        ended = subprocess.run(
            command,
            input=stdin,
            capture_output=True,
            cwd=CHECKOUT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            timeout=HANGS_AFTER_SECONDS,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY)),
        )
    except subprocess.TimeoutExpired:
        pytest.fail("the command does not come to an end")
    return Ran(ended.returncode, ended.stdout.decode("utf-8"), ended.stderr.decode("utf-8", "replace"))
