"""What differs between two answers: every place whose value changed, named so that a reader finds it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_NAMING = ("scenario", "id", "procedure", "kind", "fact", "source", "locator", "severity")
"""Keys that tell the entries of a list apart, where they have them."""
_ABOUT_THE_CALL = frozenset({"schema", "id", "consult_id", "on", "knowledge"})
"""What says when and on which knowledge was answered, not what."""


@dataclass(frozen=True, slots=True)
class Change:
    """One place with its value then and now; None where it was not there."""

    place: str
    then: object
    now: object

    def __str__(self) -> str:
        return f"{self.place}: {_shown(self.then)} → {_shown(self.now)}"


def changes(then: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[Change, ...]:
    """Every change from one consultation document to another, in the order of the documents."""
    before, after = (dict(_places(_answer(document))) for document in (then, now))
    places = dict.fromkeys([*before, *after])
    return tuple(
        Change(place, before.get(place), after.get(place))
        for place in places
        if before.get(place) != after.get(place) or (place in before) != (place in after)
    )


def _answer(document: Mapping[str, Any]) -> dict[str, Any]:
    """What was answered; of a site, where it differs from the sources, not that there is one."""
    told = {key: value for key, value in document.items() if key not in _ABOUT_THE_CALL}
    local = told.pop("site", None)
    return {**told, "site": local["differences"] if isinstance(local, dict) else []}


def _places(value: Any, place: str = "") -> Iterator[tuple[str, object]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _places(inner, f"{place}.{key}" if place else key)
    elif isinstance(value, list) and any(isinstance(item, dict) for item in value):
        seen: dict[str, int] = {}
        for item in value:
            name = _name(item)
            seen[name] = seen.get(name, 0) + 1
            yield from _places(item, f"{place}[{name}]" if seen[name] == 1 else f"{place}[{name} {seen[name]}]")
    else:
        yield place, tuple(value) if isinstance(value, list) else value


def _name(item: Any) -> str:
    if not isinstance(item, dict):
        return str(item)
    return "/".join(str(item[key]) for key in _NAMING if isinstance(item.get(key), (str, int)))


def _shown(value: object) -> str:
    if value is None:
        return "nothing"
    text = ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
    return f'"{text[:160]}…"' if len(text) > 160 else f'"{text}"'
