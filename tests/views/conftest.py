"""A page of the application driven without a browser, at a fixed hour, and read as a reader would read it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.testing.v1 import AppTest

from appropriateness.web import state
from appropriateness.wire import links
from tests.conftest import KNOWLEDGE, answer
from tests.web.elements import Element, parsed

APP = Path(__file__).resolve().parents[2] / "app.py"
NOW = datetime(2026, 11, 20, 14, 35)


class Clock(datetime):
    """The clock of the page; a test may let time pass."""

    passed = timedelta()

    @classmethod
    def now(cls, tz: Any = None) -> datetime:
        return NOW + cls.passed


def address_of(facts: dict[str, Any], time: datetime = NOW) -> dict[str, str]:
    """The address that carries a case whose times were given at that time."""
    return links.encode(facts, links.given_at(facts, time, KNOWLEDGE), KNOWLEDGE)


@dataclass(frozen=True)
class Field:
    """A field of the form as the browser is told to draw it."""

    fact: str
    key: str
    kind: str
    label: str
    value: Any
    words: list[list[str]]
    hint: str
    said: str
    wrong: bool


class Page:
    """The application after its last run: what it shows, and its fields by the fact they ask."""

    def __init__(self, facts: dict[str, Any] | None = None, **parameters: Any) -> None:
        self._entries: dict[str, Any] = {}
        self.app = AppTest.from_file(str(APP), default_timeout=20)
        for name, value in {**address_of(facts or {}), **parameters}.items():
            self.app.query_params[name] = value
        self.run()

    def run(self) -> Page:
        self.app.run()
        assert not self.app.exception
        return self

    def visit(self, view: str) -> Page:
        self.app.switch_page(f"appropriateness/web/views/{view}.py")
        return self.run()

    @property
    def html(self) -> Element:
        """Everything drawn as HTML, in the order of the page."""
        return parsed("".join(item.value for item in self.app.html if not item.value.startswith("<style")))

    @property
    def answer(self) -> Element:
        """The part that says the outcome; its second class is the outcome."""
        return self.html.one("section", "answer")

    @property
    def outcome(self) -> str:
        return self.answer.classes[1]

    @property
    def faults(self) -> list[str]:
        """What is said to be wrong, wherever it stands."""
        return [item.text for item in self.html.all(css="fault")] + self._wrong

    @property
    def alerts(self) -> list[str]:
        return [item.text for item in self.html.walk() if item.attributes.get("role") == "alert"] + self._wrong

    @property
    def _wrong(self) -> list[str]:
        return [field.said for field in self.fields if field.wrong]

    @property
    def address(self) -> dict[str, str]:
        """The facts the address carries."""
        return {name: value for name, value in self.parameters.items() if name in KNOWLEDGE.facts}

    @property
    def parameters(self) -> dict[str, str]:
        """The whole address."""
        given = dict(self.app.query_params)
        return {name: value if isinstance(value, str) else value[-1] for name, value in given.items()}

    def field(self, fact: str) -> Field:
        """The field of a fact in the form."""
        (found,) = (field for field in self.fields if field.fact == fact)
        return found

    def has_field(self, fact: str) -> bool:
        return any(field.fact == fact for field in self.fields)

    @property
    def fields(self) -> list[Field]:
        return [Field(**field) for group in self._groups for field in group["fields"]]

    @property
    def opens(self) -> dict[str, int]:
        """How often each group of the form was to be opened."""
        return {group["id"]: group["opens"] for group in self._groups}

    @property
    def _groups(self) -> list[dict[str, Any]]:
        """What the browser is given to draw the form from."""
        forms = self.app.get("bidi_component")
        return json.loads(forms[0].proto.json)["groups"] if forms else []

    def send(self, value: Any) -> Page:
        """Send what the form holds, as the browser does."""
        states = self.app._tree.get_widget_states()
        (form,) = self.app.get("bidi_component")
        states.widgets.append(WidgetState(id=form.proto.id, json_value=json.dumps(value)))
        self.app._run(states)
        assert not self.app.exception
        return self

    def asks(self, fact: str, part: str = "") -> Any:
        """The control above the form that asks for a fact."""
        ending = rf"\.{part}" if part else ""
        found = [item for item in self._widgets() if re.fullmatch(rf"ask\.{fact}\.\d+{ending}", item.key or "")]
        assert len(found) == 1, f"{len(found)} questions for {fact}"
        return found[0]

    def button(self, label: str) -> Any:
        found = [item for item in self.app.button if item.label.startswith(label)]
        assert len(found) == 1, f"{len(found)} buttons {label!r}"
        return found[0]

    def press(self, label: str) -> Page:
        self.button(label).click()
        return self.run()

    def give(self, fact: str, value: Any) -> Page:
        """Answer a fact in the form, as its field takes it."""
        self._entries = {**self._entries, self.field(fact).key: value}
        return self.send({"entries": self._entries})

    def load(self, example: str) -> Page:
        """Start from a published case."""
        self.app.selectbox(key="example").set_value(example)
        self.run()
        return self.press("Load the example")

    def _widgets(self) -> list[Any]:
        app = self.app
        return [*app.text_input, *app.selectbox, *app.multiselect, *app.button_group, *app.button]


def asking_for(*kinds: str) -> tuple[dict[str, Any], str]:
    """A case in which the page asks for a fact of one of these kinds, and that fact."""
    cases = [
        dict(list(item.facts.items())[:length]) for item in KNOWLEDGE.examples for length in range(len(item.facts))
    ]
    for case in cases:
        for question in answer(case).questions:
            if not question.red_flags and KNOWLEDGE.facts[question.fact].kind in kinds:
                return case, question.fact
    raise AssertionError(f"no example, whole or in part, makes the page ask for {kinds}")


@pytest.fixture(autouse=True)
def fixed_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    """Links are made and opened in one and the same hour, whatever the clock says."""
    monkeypatch.setattr(Clock, "passed", timedelta())
    monkeypatch.setattr(state, "datetime", Clock)


@pytest.fixture
def opened() -> Callable[..., Page]:
    """Open the order page with a case."""
    return Page
