"""Symbols: a drawn shape for each category, level, severity and truth, always beside words.

The shapes are SVG masks in the style sheet, because the page keeps no SVG element inside its HTML.
"""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import quote

from appropriateness.web.html import Markup, joined, tag

_LINE = 'fill="none" stroke="#000" stroke-width="1.7"'
SHAPES = {
    "usually_appropriate": '<path d="M8 2 14.5 13.5H1.5Z"/>',
    "may_be_appropriate": '<path d="M8 1.5 14.5 8 8 14.5 1.5 8Z"/>',
    "may_be_appropriate_disagreement": '<path d="M8 1.5 14.5 8 8 14.5 1.5 8Z"/>',
    "usually_not_appropriate": '<path d="M8 14 1.5 2.5h13Z"/>',
    "contested": f'<path d="M8 2v12A6 6 0 0 1 8 2Z"/><circle cx="8" cy="8" r="6" {_LINE}/>',
    "not_rated": f'<rect x="2.5" y="2.5" width="11" height="11" {_LINE} stroke-dasharray="2.4 1.8"/>',
    "emergency": '<path fill-rule="evenodd" d="M5 1h6l4 4v6l-4 4H5l-4-4V5ZM7 4v5h2V4ZM7 10.4v1.8h2v-1.8Z"/>',
    "urgent": '<path fill-rule="evenodd" d="M8 1.5 15 14H1ZM7.2 6v4h1.6V6ZM7.2 11v1.6h1.6V11Z"/>',
    "stop": '<path fill-rule="evenodd" d="M5 1h6l4 4v6l-4 4H5l-4-4V5ZM4 7v2h8V7Z"/>',
    "ask": f'<circle cx="8" cy="8" r="6.2" {_LINE}/>'
    f'<path d="M6.2 6.3a1.9 1.9 0 1 1 2.6 1.8c-.6.3-.8.6-.8 1.2M8 10.9v1.2" {_LINE}/>',
    "inform": f'<circle cx="8" cy="8" r="6.2" {_LINE}/><path d="M8 7v4.4M8 4.4v1.4" {_LINE}/>',
    "true": '<path d="M2.5 8.5 6.5 12.5 13.5 3.5" fill="none" stroke="#000" stroke-width="2.2"/>',
    "false": '<path d="M3.5 3.5l9 9M12.5 3.5l-9 9" fill="none" stroke="#000" stroke-width="2.2"/>',
    "unknown": '<path d="M2 8h2.5M6.8 8h2.5M11.5 8H14" fill="none" stroke="#000" stroke-width="2.2"/>',
}


@lru_cache(maxsize=64)
def mark(kind: str) -> Markup:
    """The shape of that kind; hidden from screen readers, because words stand beside it."""
    return tag("span", css=f"mark mark-{kind}", aria_hidden="true")


@lru_cache(maxsize=64)
def radiation(level: int | None, words: str) -> Markup:
    """Five bars, as many filled as the level, and the words; an unstated level has no bars at all."""
    if level is None:
        return tag("span", words, css="level")
    bars = (tag("i", css="on" if n < level else "off") for n in range(5))
    return tag("span", joined(tag("span", *bars, css="bars", aria_hidden="true"), words), css="level")


def masks() -> str:
    """The style rules that draw every shape."""
    rules = []
    for kind, shape in SHAPES.items():
        drawn = quote(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">{shape}</svg>', safe="/:=' ")
        rules.append(f'.mark-{kind} {{ mask-image: url("data:image/svg+xml,{drawn}"); }}')
    return "\n".join(rules)
