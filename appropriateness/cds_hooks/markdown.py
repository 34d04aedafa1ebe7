"""Text for a card's Markdown: nothing that came in with a request, or stands in the data, can mark anything up."""

from __future__ import annotations

import re
import unicodedata

_MARKS = str.maketrans({mark: f"\\{mark}" for mark in "\\`*_{}[]<>#|~!&"})
_ADDRESS = re.compile(r"(?i)(?<=[a-z])(:)(?=//)|(?<=www)(\.)")


def escaped(text: str) -> str:
    """`text` on one line, shown as it stands: no mark-up, no link, no HTML, no invisible or reordering character."""
    one_line = " ".join((text if text.isprintable() else _visible(text)).split())
    marked = one_line.translate(_MARKS)
    may_link = "//" in marked or "www" in marked.lower()
    return _ADDRESS.sub(lambda found: "\\" + found[0], marked) if may_link else marked


def _visible(text: str) -> str:
    spaced = (" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in text)
    return "".join(c for c in spaced if unicodedata.category(c) not in ("Cf", "Cs", "Co", "Cn"))


def plain(text: str, longest: int) -> str:
    """One line of plain text, cut with an ellipsis where it is longer than `longest` characters."""
    one_line = " ".join(text.split())
    return one_line if len(one_line) <= longest else one_line[: longest - 1].rstrip() + "…"
