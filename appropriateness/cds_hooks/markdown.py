"""Text for a card's Markdown: nothing that came in with a request, or stands in the data, can mark anything up."""

from __future__ import annotations

import re
import unicodedata

_MARKS = re.compile(r"([\\`*_{}\[\]<>#|~!&])")
_ADDRESS = re.compile(r"(?i)(?<=[a-z])(:)(?=//)|(?<=www)(\.)")


def escaped(text: str) -> str:
    """`text` on one line, shown as it stands: no mark-up, no link, no HTML, no invisible or reordering character."""
    visible = "".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in text)
    visible = "".join(c for c in visible if unicodedata.category(c) not in ("Cf", "Cs", "Co", "Cn"))
    one_line = " ".join(visible.split())
    return _ADDRESS.sub(lambda found: "\\" + found[0], _MARKS.sub(r"\\\1", one_line))


def plain(text: str, longest: int) -> str:
    """One line of plain text, cut with an ellipsis where it is longer than `longest` characters."""
    one_line = " ".join(text.split())
    return one_line if len(one_line) <= longest else one_line[: longest - 1].rstrip() + "…"
