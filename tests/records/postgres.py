"""A PostgreSQL server of its own in a temporary folder, where Debian's package is installed."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

VERSIONS = Path("/usr/lib/postgresql")
OPTIONS = "-c listen_addresses=127.0.0.1 -c max_connections=20"


def programs() -> Path:
    """The folder of the newest server's programs; skips, with the reason, where there is none."""
    found = sorted(VERSIONS.glob("*/bin/pg_ctl"), key=lambda path: float(path.parts[-3]))
    if not found:
        pytest.skip("no PostgreSQL server here: install Debian's package postgresql to run this")
    return found[-1].parent


class Server:
    """An empty database of its own. The server refuses to run as root, so that it runs as nobody then."""

    def __init__(self, folder: Path, options: str) -> None:
        self._programs, self._folder = programs(), folder
        owner = pwd.getpwnam("nobody") if os.geteuid() == 0 else None
        self._as = {} if owner is None else {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}
        if owner is not None:
            os.chown(folder, owner.pw_uid, owner.pw_gid)
        port = _free_port()
        self._options = f"{OPTIONS} -p {port} -k {folder} {options}"
        self.address = f"postgresql://keeper@127.0.0.1:{port}/postgres"
        self._run("initdb", "-D", "data", "-U", "keeper", "-A", "trust", "-E", "UTF8", "--no-locale")

    def start(self) -> None:
        self._run("pg_ctl", "-D", "data", "-l", "log", "-o", self._options, "-w", "start")

    def crash(self) -> None:
        """End every process at once, as a power cut would: what was not flushed is gone."""
        self._run("pg_ctl", "-D", "data", "-m", "immediate", "-w", "stop")

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self._programs / program), *arguments]
        subprocess.run(command, check=True, capture_output=True, cwd=self._folder, **self._as)


@contextmanager
def server(options: str = "") -> Iterator[Server]:
    folder = Path(tempfile.mkdtemp(prefix="postgres-"))
    try:
        made = Server(folder, options)
        made.start()
        try:
            yield made
        finally:
            made.crash()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _free_port() -> int:
    with socket.socket() as opened:
        opened.bind(("127.0.0.1", 0))
        return int(opened.getsockname()[1])
