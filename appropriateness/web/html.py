"""HTML built from escaped text only: whatever a user, a file or a link says is shown, never run."""

from __future__ import annotations

from html import escape


class Markup(str):
    """Text that is already HTML. Only this module makes it."""


def text(value: object) -> Markup:
    """Any value as escaped text."""
    return value if isinstance(value, Markup) else Markup(escape(str(value)))


def tag(name: str, *children: object, css: str = "", **attributes: object) -> Markup:
    """An element. Children are escaped unless they are Markup; attributes always are; `_` in a name becomes `-`."""
    written = f' class="{escape(css)}"' if css else ""
    for key, value in attributes.items():
        if value not in ("", None):
            written += f' {key.rstrip("_").replace("_", "-")}="{escape(str(value))}"'
    return Markup(f"<{name}{written}>{''.join([text(child) for child in children])}</{name}>")


def joined(*children: object) -> Markup:
    """Several pieces after one another."""
    return Markup("".join(text(child) for child in children))


def listing(items: list[object] | tuple[object, ...], css: str = "") -> Markup:
    return tag("ul", *(tag("li", item) for item in items), css=css)


def folded(summary: object, *children: object, css: str = "", opened: bool = False) -> Markup:
    """A part that opens on demand; works without a script and by keyboard."""
    made = tag("details", tag("summary", summary), *children, css=css)
    return Markup(made.replace("<details", "<details open", 1)) if opened else made
