"""Reading `doses.yaml`: its shape, and whether it hangs together with itself and with the rest of the knowledge."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from appropriateness import strict_yaml
from appropriateness.errors import KnowledgeError, KnowledgeProblem, did_you_mean
from appropriateness.knowledge.assembling import DATA
from appropriateness.knowledge.base import KnowledgeBase
from appropriateness.knowledge.doses import DoseKnowledge
from appropriateness.knowledge.integrity import parts
from appropriateness.knowledge.reading import Reader, ReadFile
from appropriateness.provenance import Citation

FILE = "doses.yaml"


def load_doses(base: KnowledgeBase, folder: Path = DATA) -> DoseKnowledge:
    """Read and check `doses.yaml` against the knowledge it refers to.

    Raises KnowledgeError with every problem found.
    """
    reader = Reader(folder)
    doses = reader.read(folder / FILE, DoseKnowledge)
    if reader.problems or doses is None:
        raise KnowledgeError(reader.problems)
    checker = _Checker(reader.files[FILE], doses, base)
    checker.check()
    if checker.problems:
        raise KnowledgeError(checker.problems)
    return doses


class _Checker:
    def __init__(self, file: ReadFile, doses: DoseKnowledge, base: KnowledgeBase) -> None:
        self.file, self.doses, self.base = file, doses, base
        self.problems: list[KnowledgeProblem] = []

    def refuse(self, path: strict_yaml.Path, code: str, message: str) -> None:
        self.problems.append(self.file.problem(path, code, message))

    def known(self, path: strict_yaml.Path, word: str, words: Iterable[str], code: str, where: str) -> None:
        names = list(words)
        if word not in names:
            self.refuse(path, code, f'"{word}" is not declared in {where}.{did_you_mean(word, names)}')

    def check(self) -> None:
        self.sources()
        self.unique()
        self.factors()
        self.references()

    def sources(self) -> None:
        cited = set()
        for path, part in parts(self.doses):
            if isinstance(part, Citation):
                cited.add(part.source)
                self.known(path, part.source, self.base.sources, "UNKNOWN_SOURCE", "sources.yaml")
        for source in self.base.sources.values():
            if source.cited_in == FILE and source.id not in cited:
                self.refuse((), "UNUSED", f'"{source.id}" in sources.yaml says {FILE} cites it, but it does not.')

    def unique(self) -> None:
        doses = self.doses
        names = {
            "k_tables": [table.id for table in doses.k_tables],
            "regions": [code for region in doses.regions for code in (region.id, *region.codes)],
            "examinations": [item.id for item in doses.examinations],
            "procedures": [item.procedure for item in doses.procedures],
        }
        for key, items in names.items():
            for name, count in Counter(items).items():
                if count > 1:
                    self.refuse((key,), "DUPLICATE_ID", f'"{name}" is declared {count} times; keep one.')
        for index, table in enumerate(doses.k_tables):
            for (region, age), count in Counter((cell.region, cell.age_years) for cell in table.cells).items():
                if count > 1:
                    self.refuse(("k_tables", index), "DUPLICATE_ID", f'"{region}" at age {age} has {count} factors.')
            for number, cell in enumerate(table.cells):
                if (cell.age_years is None) == (table.population == "paediatric"):
                    where = ("k_tables", index, "cells", number)
                    self.refuse(where, "AGE", "a child's factor has an age; an adult's factor has none.")

    def factors(self) -> None:
        """Every region leads to a factor of the table that gives central values."""
        for index, region in enumerate(self.doses.regions):
            for population in ("adult", "paediatric"):
                wanted = region.adult if population == "adult" else region.paediatric
                tables = [t for t in self.doses.k_tables if t.central and t.population == population]
                if wanted is not None:
                    having = {cell.region for table in tables for cell in table.cells}
                    self.known(("regions", index), wanted, having, "UNKNOWN_FACTOR", f"a central {population} table")
        for path, name in [
            *((("k_spread", "regions", i), item.region) for i, item in enumerate(self.doses.k_spread.regions)),
        ]:
            cells = {cell.region for table in self.doses.k_tables for cell in table.cells}
            self.known(path, name, cells, "UNKNOWN_REGION", "k_tables")

    def references(self) -> None:
        doses = self.doses
        for name in doses.dap_factor.regions:
            self.known(("dap_factor",), name, doses.region, "UNKNOWN_REGION", "regions")
        for name in doses.dap_factor.examinations:
            self.known(("dap_factor",), name, doses.examination, "UNKNOWN_EXAMINATION", "examinations")
        for index, examination in enumerate(doses.examinations):
            if examination.region is not None:
                where = ("examinations", index)
                self.known(where, examination.region, doses.region, "UNKNOWN_REGION", "regions")
        for index, item in enumerate(doses.procedures):
            place = ("procedures", index)
            self.known(place, item.procedure, self.base.procedures, "UNKNOWN_PROCEDURE", "procedures.yaml")
            for name in (item.examination, *item.otherwise):
                self.known(place, name, doses.examination, "UNKNOWN_EXAMINATION", "examinations")
        for name in self.base.procedures:
            if name not in doses.procedure:
                self.refuse(("procedures",), "NO_DOSE", f'"{name}" has no entry; say which examination it counts as.')
        for index, follow_up in enumerate(doses.follow_ups):
            place = ("follow_ups", index)
            for name in follow_up.scenarios:
                self.known(place, name, self.base.scenarios, "UNKNOWN_SCENARIO", "scenarios/")
            for name in follow_up.examinations:
                self.known(place, name, doses.examination, "UNKNOWN_EXAMINATION", "examinations")
