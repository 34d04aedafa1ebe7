"""HTML read back as elements, strictly: what is not closed, or not opened, is a fault of the page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

HOSTILE = (
    "<img src=x onerror=alert(1)>",
    "</style><script>alert(1)</script>",
    "<script>alert(1)</script>",
    "</p></section><section class='answer rated'>Appropriate",
    '" onmouseover="alert(1)" x="',
    "' onfocus='alert(1)' autofocus='",
    "![x](http://example.invalid/pixel.png)",
    "[click](javascript:alert(1))",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<svg/onload=alert(1)>",
    "&lt;b&gt; &amp; &#60;",
    "<!--",
    "]]><![CDATA[<b>",
    "\u202egpj.exe \u202dLRO\u202c \u2066isolate\u2069",
    "\u0000\u0001\u0007\u0008\u000b\u001b[31m\u007f\u009b",
    "line one\r\nline two\tthree\u2028four\u2029five",
    "\ud7ff\ue000\uffff\U0010ffff",
    "{{7*7}} ${7*7} %s {0} <%= 7 %>",
)
"""Text that would be markup, a link, a fetch or a reversed line if anything but its characters were used."""


@dataclass
class Element:
    """One element with what it holds, in order; text stands among the children."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Element | str] = field(default_factory=list)

    @property
    def classes(self) -> list[str]:
        return self.attributes.get("class", "").split()

    @property
    def text(self) -> str:
        return "".join(child if isinstance(child, str) else child.text for child in self.children)

    def walk(self) -> Iterator[Element]:
        """This element's descendants in the order of the page."""
        for child in self.children:
            if isinstance(child, Element):
                yield child
                yield from child.walk()

    def all(self, name: str = "", css: str = "") -> list[Element]:
        """Descendants of that name that have that class."""
        return [e for e in self.walk() if (not name or e.name == name) and (not css or css in e.classes)]

    def one(self, name: str = "", css: str = "") -> Element:
        found = self.all(name, css)
        assert len(found) == 1, f"{len(found)} of {name or '*'}.{css or '*'} where one was expected"
        return found[0]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open = [Element("page")]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(set(names)) == len(names), f"<{tag}> has an attribute twice"
        made = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(made)
        self.open.append(made)

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1].name == tag, f"</{tag}> closes <{self.open[-1].name}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(f"a declaration: {decl}")

    def unknown_decl(self, data: str) -> None:
        raise AssertionError(f"a declaration: {data}")


def parsed(html: str) -> Element:
    """The elements of a piece of HTML. Fails where one is left open or closed out of turn."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert len(reader.open) == 1, f"<{reader.open[-1].name}> is never closed"
    return reader.open[0]


def harmless(page: Element) -> None:
    """Nothing in the page runs, loads, embeds, navigates elsewhere or asks for input."""
    for element in page.walk():
        assert element.name not in {
            "script",
            "iframe",
            "object",
            "embed",
            "img",
            "svg",
            "form",
            "input",
            "base",
            "link",
        }
        for name, value in element.attributes.items():
            assert not name.startswith("on") and name not in {"src", "srcdoc", "style", "action", "formaction"}
            assert not value.strip().lower().startswith(("javascript:", "data:", "vbscript:"))
