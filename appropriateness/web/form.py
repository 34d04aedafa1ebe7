"""The facts as fields, grouped. Every field can say "not known"; a wrong entry keeps its text and says why."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

import streamlit as st

from appropriateness.knowledge.facts import Fact
from appropriateness.web import fields, indication, state
from appropriateness.web.loaded import knowledge

GROUPS = {
    "patient": "Patient",
    "headache": "Headache",
    "spinal_procedure": "Spinal procedure",
    "patch": "Patch and repair",
    "red_flags": "Red flags",
    "imaging": "Imaging so far",
    "safety": "Safety before a study",
}
_COARSE = frozenset({"adult", "patched", "papilloedema_or_visual_loss"})
"""Facts that a form need not ask, because it asks the finer ones; shown where a link or an example gave them."""
_OPEN_AT_FIRST = frozenset({"patient", "headache", "spinal_procedure"})
_FORM = "form"
_component = st.components.v2.component(
    "facts", js=Path(__file__).with_name("facts.js").read_text(encoding="utf-8"), isolate_styles=False
)
"""One element for all fields: a page with ninety widgets of Streamlit's takes the server three times as long."""


def follow() -> None:
    """Take what was entered in the form since it was drawn."""
    entries, keys = _entries(), state.field_keys()
    for fact in knowledge().facts.values():
        entered = entries.get(keys[fact.id])
        if entered is not None and not fields.same(entered, _shown(fact, state.sheet())):
            take(fact, entered)
    indication.keep_up()


def _entries() -> dict[str, str | list[str]]:
    """What the browser holds, by the key of the field; what is no entry is dropped, wherever it came from."""
    sent = st.session_state.get(_FORM, {}).get("entries")
    if not isinstance(sent, Mapping):
        return {}
    return {
        str(key): entry
        for key, entry in sent.items()
        if isinstance(entry, str) or (isinstance(entry, list) and all(isinstance(word, str) for word in entry))
    }


def take(fact: Fact, entered: object, elsewhere: bool = False) -> None:
    """Take an entry: an answer, unknown where empty, or refused with its reason and its text kept."""
    try:
        value = fields.answer(fact, entered)
    except ValueError as fault:
        state.refuse(fact.id, fields.text(entered), str(fault), elsewhere)
        return
    sheet = state.sheet()
    if elsewhere or fact.id in sheet.refused or value != sheet.answers.get(fact.id):
        state.answer(fact.id, value, elsewhere)


def draw(matter: Collection[str], messages: Mapping[str, str]) -> None:
    """Draw all groups. One that holds a fact in `matter` or a wrong entry opens; `messages` stand beside their fields.

    A group once open stays open until it is closed by hand.
    """
    sheet, aged, keys = state.sheet(), state.aged(), state.field_keys()
    drawn: dict[str, list[dict[str, object]]] = {group: [] for group in GROUPS}
    calling: dict[str, set[str]] = {group: set() for group in GROUPS}
    for fact in knowledge().facts.values():
        if fact.id in _COARSE and fact.id not in sheet.answers:
            continue
        said, wrong = _message(fact, sheet, aged, messages, fact.id in matter)
        drawn[fact.group].append(_field(fact, keys[fact.id], sheet, said, wrong))
        if wrong or fact.id in matter:
            calling[fact.group].add(fact.id)
    groups = [
        {"id": group, "title": title, "opens": _opens(group, calling[group]), "fields": drawn[group]}
        for group, title in GROUPS.items()
    ]
    _component(key=_FORM, data={"groups": groups}, on_entries_change=follow)


def _opens(group: str, calling: set[str]) -> int:
    """How often the group was to be opened: at first, and whenever another of its facts decides or is wrong."""
    key = f"opens.{group}"
    kept = st.session_state.get(key)
    if kept is None:
        answered = any(knowledge().facts[name].group == group for name in state.sheet().answers)
        kept = (int(group in _OPEN_AT_FIRST or answered), set())
    times, before = kept
    times += bool(calling - before)
    st.session_state[key] = (times, calling)
    return times


def _field(fact: Fact, key: str, sheet: state.Sheet, said: str, wrong: bool) -> dict[str, object]:
    """One field as the browser draws it."""
    shown = _shown(fact, sheet)
    return {
        "fact": fact.id,
        "key": key,
        "kind": fact.kind,
        "label": fields.label(fact),
        "hint": fields.hint(fact),
        "words": list(fields.words(fact, shown).items()),
        "value": shown,
        "said": said,
        "wrong": wrong,
    }


def _message(
    fact: Fact, sheet: state.Sheet, aged: Collection[str], messages: Mapping[str, str], matters: bool
) -> tuple[str, bool]:
    """What stands under the field, and whether that is a fault."""
    refused = sheet.refused.get(fact.id)
    fault = refused.message if refused else messages.get(fact.id)
    if fault:
        return fault, True
    if fact.id in aged:
        return "Not used until confirmed: it was given some time ago.", False
    if fact.id in sheet.read_as:
        return f"Changed by you. The text was read as: {sheet.read_as[fact.id]}.", False
    return "Can change the answer." if matters else "", False


def _shown(fact: Fact, sheet: state.Sheet) -> object:
    """What stands in the field: what was refused, else what was answered."""
    refused = sheet.refused.get(fact.id)
    return fields.entry(fact, sheet.answers.get(fact.id), refused.text if refused else None)
