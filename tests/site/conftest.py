"""A site as data/README.md describes it, in a folder of its own, to be used or spoilt."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from appropriateness.errors import KnowledgeError
from appropriateness.knowledge.base import KnowledgeBase
from appropriateness.knowledge.loading import DATA, load

ON = date(2026, 11, 20)
README = (DATA / "README.md").read_text(encoding="utf-8")
FILE = textwrap.dedent(README[README.index("    schema: site/1") : README.index("The table has the columns")])
TABLE = (
    "variant,procedure,rating,category,evidence,locator\n"
    "3,mri_complete_spine_wo,5,,limited,\n"
    "1,mri_complete_spine_wo,,usually_appropriate,,page 4\n"
)


class SiteFolder:
    """A folder of local policy; `line` finds where a text stands in its file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.mkdir()
        self.write("site.yaml", FILE)
        self.write("ratings.csv", TABLE)

    def write(self, name: str, text: str) -> None:
        (self.path / name).write_text(text, encoding="utf-8")

    def change(self, old: str, new: str, name: str = "site.yaml") -> None:
        text = (self.path / name).read_text(encoding="utf-8")
        assert text.count(old) >= 1, f"{name} does not hold {old!r}"
        self.write(name, text.replace(old, new, 1))

    def only(self, *sections: str) -> None:
        """Keep these sections of site.yaml alone."""
        parts = re.split(r"^(?=\w)", FILE, flags=re.MULTILINE)
        kept = [part for part in parts if part.split(":")[0] in ("schema", "name", *sections)]
        self.write("site.yaml", "".join(kept))
        if "licensed_table" not in sections:
            (self.path / "ratings.csv").unlink()

    def line(self, text: str, name: str = "site.yaml") -> int:
        lines = (self.path / name).read_text(encoding="utf-8").splitlines()
        (found,) = [number for number, line in enumerate(lines, start=1) if text in line]
        return found

    def load(self, on: date = ON) -> KnowledgeBase:
        return load(DATA, self.path, on)

    def refused(self, on: date = ON) -> list[str]:
        with pytest.raises(KnowledgeError) as caught:
            self.load(on)
        return [str(problem) for problem in caught.value.problems]


@pytest.fixture
def site(tmp_path: Path) -> SiteFolder:
    return SiteFolder(tmp_path / "site")


@pytest.fixture
def checked(site: SiteFolder) -> Callable[[int], KnowledgeBase]:
    """Knowledge in which a named reviewer found this panel rating for the contested row of variant 3."""

    def with_rating(rating: int) -> KnowledgeBase:
        site.only("checks")
        site.change("rating: 1", f"rating: {rating}")
        return site.load()

    return with_rating
