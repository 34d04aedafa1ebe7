"""What is wrong with an input, in full sentences: where, what, why, what to do next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class KnowledgeProblem:
    """One fault in one knowledge file. `line` counts from 1; 0 where the whole file is meant."""

    file: str
    line: int
    code: str
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place} {self.code}: {self.message}"


class KnowledgeError(Exception):
    """The knowledge cannot be used. Carries every problem found, in file and line order."""

    def __init__(self, problems: Sequence[KnowledgeProblem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda p: (p.file, p.line, p.code, p.message)))
        super().__init__("\n".join(map(str, self.problems)))


@dataclass(frozen=True, slots=True)
class FactProblem:
    """One fault in one case. `facts` names every fact involved; empty where the case as a whole is meant."""

    facts: tuple[str, ...]
    message: str


class CaseError(Exception):
    """A case cannot be read. Carries every problem found; no fact of the case has been used."""

    def __init__(self, problems: Sequence[FactProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__(" ".join(problem.message for problem in self.problems))


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word spelled most like `word`, or None where none comes near."""
    import difflib  # only where something is misspelt

    matches = difflib.get_close_matches(word, list(known), n=1, cutoff=0.64)
    return matches[0] if matches else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A sentence that names the nearest spelling, or an empty string."""
    match = nearest(word, known)
    return f' Did you mean "{match}"?' if match else ""
