"""A real browser against the running application; a test fails where the browser turns to any other host."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

import pytest

from appropriateness.records.reasons import OVERRIDE_REASONS
from appropriateness.records.record import new_record
from appropriateness.records.statistics import INDICATION_REFUSED
from appropriateness.records.store import Store
from appropriateness.settings import RECORDS
from appropriateness.wire import links
from tests.browser.visiting import Visit
from tests.conftest import KNOWLEDGE
from tests.records.conftest import random_consultations

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

CHECKOUT = Path(__file__).resolve().parents[2]
HOST = "127.0.0.1"
STARTS_WITHIN_SECONDS = 60
"""A guard that ends a start which never ends."""
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--no-first-run",
)  # fmt: skip


def address_of(facts: Mapping[str, Any]) -> str:
    """The address that carries a case, its times given now."""
    now = datetime.now().replace(second=0, microsecond=0)
    return f"?{urlencode(links.encode(facts, links.given_at(facts, now, KNOWLEDGE), KNOWLEDGE))}"


@pytest.fixture(scope="session")
def records(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store in which some have asked, some departed from the answer, and some texts were refused."""
    place = tmp_path_factory.mktemp("records") / "records.db"
    store, reasons = Store(str(place)), [None, *OVERRIDE_REASONS]
    store.write(
        [
            new_record(item, f"00000000-0000-4000-8000-{number:012}", "page", reasons[number % len(reasons)])
            for number, item in enumerate(random_consultations(24, seed=8))
        ]
    )
    for day in ("2026-11-18", "2026-11-20"):
        store.count(INDICATION_REFUSED, day)
    return place


@pytest.fixture(scope="session")
def server(records: Path) -> Iterator[str]:
    """The application on a free port, keeping records, in a process that is ended by its own handle."""
    with socket.socket() as free:
        free.bind((HOST, 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    keeping = {**os.environ, RECORDS: str(records)}
    process = subprocess.Popen(command, cwd=CHECKOUT, env=keeping, stdout=subprocess.DEVNULL)
    try:
        _wait(f"http://{HOST}:{port}/_stcore/health", process)
        yield f"http://{HOST}:{port}"
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + STARTS_WITHIN_SECONDS
    while time.monotonic() < end:
        assert process.poll() is None, "the application ended while it was starting"
        try:
            with urllib.request.urlopen(address) as reply:
                if reply.status == 200:
                    return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    raise AssertionError("the application does not start")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium: the one on the search path, else the one the driver brings."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
        launched = driver.chromium.launch(executable_path=found, args=list(QUIET))
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def context(browser: Browser) -> BrowserContext:
    """One profile for all windows: what the application is made of is fetched and compiled once, not for every test.

    Nothing of a case is kept in it: a session of the application belongs to its own tab.
    """
    return browser.new_context()


@pytest.fixture
def visit(server: str, context: BrowserContext) -> Iterator[Callable[..., Visit]]:
    """Open windows. Afterwards none may have asked another host for anything, nor complained on its console."""
    windows: list[Page] = []
    strangers: list[str] = []
    complaints: list[str] = []

    def noticed(address: str) -> None:
        parts = urlsplit(address)
        if parts.scheme not in ("data", "blob", "about") and parts.hostname != HOST:
            strangers.append(address)

    def complained(message: Any) -> None:
        # A page opened by its own address asks for the health of the server below that address first.
        if message.type == "error" and "/_stcore/" not in message.location.get("url", ""):
            complaints.append(message.text)

    def visit(path: str = "", width: int = 1280, height: int = 800, scheme: Any = "light") -> Visit:
        window = context.new_page()
        windows.append(window)
        window.set_viewport_size({"width": width, "height": height})
        window.emulate_media(color_scheme=scheme)
        window.on("request", lambda request: noticed(request.url))
        window.on("console", complained)
        window.on("pageerror", lambda fault: complaints.append(str(fault)))
        window.on("websocket", lambda socket: noticed(socket.url))
        return Visit(window, server).open(path)

    yield visit
    for window in windows:
        window.close()
    assert strangers == []
    assert complaints == []
