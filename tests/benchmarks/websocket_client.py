"""A browser's side of the application without a browser: one websocket, the widgets and the address it keeps."""

from __future__ import annotations

import asyncio
import re
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
from streamlit.proto.Element_pb2 import Element
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

    async def choose(self, field: str, word: str) -> None:
        """Choose a word of a field of choices, as a click on it does; returns when the run has finished."""
        (name,) = (name for name in self._widgets if re.search(rf"-{field}\.\d+$", name))
        self._widgets[name] = WidgetState(id=name, string_array_value=StringArray(data=[word]))
        await self.run()

    async def run(self) -> None:
        """Ask for a run with the widgets and the address as they stand, and take what it draws."""
        state = ClientState(
            query_string=self.address, page_script_hash=self._page, cached_message_hashes=list(self._kept)
        )
        state.widget_states.widgets.extend(self._widgets.values())
        await self._connection.send(BackMsg(rerun_script=state).SerializeToString())
        drawn: list[str] = []
        seen: set[str] = set()
        async with asyncio.timeout(RUN_WITHIN_SECONDS):
            while not self._take(ForwardMsg.FromString(await self._connection.recv(decode=False)), drawn, seen):
                pass
        self.html = "".join(drawn)
        self._widgets = {name: value for name, value in self._widgets.items() if name in seen}

    def _take(self, message: ForwardMsg, drawn: list[str], seen: set[str]) -> bool:
        """Take one message; whether it was the last of the run."""
        match message.WhichOneof("type"):
            case "ref_hash":
                self._draw(self._kept[message.ref_hash].delta.new_element, drawn, seen)
            case "delta" if message.delta.WhichOneof("type") == "new_element":
                if message.metadata.cacheable:
                    self._kept[message.hash] = message
                self._draw(message.delta.new_element, drawn, seen)
            case "new_session":
                self._page = message.new_session.page_script_hash
            case "page_info_changed":
                self.address = message.page_info_changed.query_string
            case "script_finished":
                finished = ForwardMsg.ScriptFinishedStatus.Name(message.script_finished)
                assert finished in ("FINISHED_SUCCESSFULLY", "FINISHED_EARLY_FOR_RERUN"), finished
                return finished == "FINISHED_SUCCESSFULLY"
        return False

    def _draw(self, element: Element, drawn: list[str], seen: set[str]) -> None:
        kind = element.WhichOneof("type")
        assert kind != "exception", element.exception.message
        if kind == "html":
            drawn.append(element.html.body)
        elif kind in ("text_input", "selectbox", "button_group", "multiselect"):
            widget = getattr(element, kind)
            seen.add(widget.id)
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
