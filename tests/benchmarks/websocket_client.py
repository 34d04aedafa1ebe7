"""A browser's side of the application without a browser: one websocket, the widgets and the address it keeps."""

from __future__ import annotations

import asyncio
import json
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.Common_pb2 import StringArray
from streamlit.proto.Delta_pb2 import Delta
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from tests.browser.conftest import CHECKOUT, HOST, STARTS_WITHIN_SECONDS

RUN_WITHIN_SECONDS = 60
"""A guard that ends a wait for a run that never finishes."""


@contextmanager
def application() -> Iterator[tuple[int, int]]:
    """The application on a free port: that port, and the number of its process, which is ended by its own handle."""
    with socket.socket() as free:
        free.bind((HOST, 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    process = subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.DEVNULL)
    try:
        _wait(f"http://{HOST}:{port}/_stcore/health", process)
        yield port, process.pid
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
            with urllib.request.urlopen(address):
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    raise AssertionError("the application does not start")


class Session:
    """One session: what a page in a browser would hold, and send back with every run."""

    def __init__(self, connection: ClientConnection, parameters: dict[str, str]) -> None:
        self._connection = connection
        self._page = ""
        self._widgets: dict[str, WidgetState] = {}
        self._parts: dict[str, str] = {}
        self._entries: dict[str, str] = {}
        self._form: dict[str, Any] = {"groups": []}
        self._form_id = ""
        self._kept: dict[str, ForwardMsg] = {}
        self.address = urlencode(parameters)
        self.html = ""

    @classmethod
    async def opened(cls, port: int, parameters: dict[str, str]) -> Session:
        """A session that has opened an address and run once."""
        address = f"ws://{HOST}:{port}/_stcore/stream"
        connection = await connect(
            address,
            subprotocols=[Subprotocol("streamlit")],
            origin=Origin(f"http://{HOST}:{port}"),
            max_size=None,
            ping_interval=None,
        )
        session = cls(connection, parameters)
        await session.run()
        return session

    async def close(self) -> None:
        await self._connection.close()

    async def choose(self, fact: str, word: str) -> None:
        """Choose a word of a fact in the form, as a click on it does; returns when the run has finished."""
        (key,) = (field["key"] for group in self._form["groups"] for field in group["fields"] if field["fact"] == fact)
        self._entries = {**self._entries, key: word}
        self._widgets[self._form_id] = WidgetState(id=self._form_id, json_value=json.dumps({"entries": self._entries}))
        await self.run(self._parts[self._form_id])

    async def run(self, part: str = "") -> None:
        """Ask for a run with the widgets and the address as they stand, and take what it draws.

        `part`: that of the widget that was used, of which the page is drawn anew; empty: all of it.
        """
        state = ClientState(
            query_string=self.address,
            page_script_hash=self._page,
            cached_message_hashes=list(self._kept),
            fragment_id=part,
        )
        state.widget_states.widgets.extend(self._widgets.values())
        await self._connection.send(BackMsg(rerun_script=state).SerializeToString())
        drawn: list[str] = []
        seen: set[str] = set()
        async with asyncio.timeout(RUN_WITHIN_SECONDS):
            while not self._take(ForwardMsg.FromString(await self._connection.recv(decode=False)), drawn, seen):
                pass
        self.html = "".join(drawn)
        if not part:
            self._widgets = {name: value for name, value in self._widgets.items() if name in seen}

    def _take(self, message: ForwardMsg, drawn: list[str], seen: set[str]) -> bool:
        """Take one message; whether it was the last of the run."""
        match message.WhichOneof("type"):
            case "ref_hash":
                self._draw(self._kept[message.ref_hash].delta, drawn, seen)
            case "delta" if message.delta.WhichOneof("type") == "new_element":
                if message.metadata.cacheable:
                    self._kept[message.hash] = message
                self._draw(message.delta, drawn, seen)
            case "new_session":
                self._page = message.new_session.page_script_hash
            case "page_info_changed":
                self.address = message.page_info_changed.query_string
            case "script_finished":
                finished = ForwardMsg.ScriptFinishedStatus.Name(message.script_finished)
                assert finished.startswith("FINISHED") and finished != "FINISHED_WITH_COMPILE_ERROR", finished
                return finished != "FINISHED_EARLY_FOR_RERUN"
        return False

    def _draw(self, delta: Delta, drawn: list[str], seen: set[str]) -> None:
        element = delta.new_element
        kind = element.WhichOneof("type")
        assert kind != "exception", element.exception.message
        if kind == "html":
            drawn.append(element.html.body)
        elif kind == "bidi_component":
            self._form_id, self._form = element.bidi_component.id, json.loads(element.bidi_component.json)
            self._parts[self._form_id] = delta.fragment_id
            seen.add(self._form_id)
        elif kind in ("text_input", "selectbox", "button_group", "multiselect"):
            widget = getattr(element, kind)
            seen.add(widget.id)
            self._parts[widget.id] = delta.fragment_id
            if widget.set_value or widget.id not in self._widgets:
                self._widgets[widget.id] = _shown(kind, widget)


def _shown(kind: str, widget: Any) -> WidgetState:
    """The value a field stands at when it is drawn for the first time, or is set by the application."""
    match kind:
        case "text_input":
            return WidgetState(id=widget.id, string_value=widget.value if widget.set_value else widget.default)
        case "selectbox":
            shown = widget.raw_value if widget.set_value else widget.options[widget.default]
            return WidgetState(id=widget.id, string_value=shown)
        case "multiselect":
            words = list(widget.options)
        case _:
            words = [option.content for option in widget.options]
    shown = list(widget.raw_values) if widget.set_value else [words[number] for number in widget.default]
    return WidgetState(id=widget.id, string_array_value=StringArray(data=shown))
