"""The house: which module may load what, and how long a module may grow."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

import appropriateness

PACKAGE = Path(appropriateness.__file__).parent
MODULES = sorted(PACKAGE.rglob("*.py"))
LONGEST_MODULE = 300
NEVER_IN_THE_ENGINE = ("streamlit", "yaml", "pandas", "plotly", "pydicom")


def name_of(path: Path) -> str:
    return path.relative_to(PACKAGE.parent).as_posix()


def imports_of(path: Path) -> set[str]:
    """The first part of every module that a file imports, wherever in the file it does."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found.add(node.module.split(".")[0])
    return found


def loaded_by(statement: str) -> set[str]:
    """The top-level modules a fresh interpreter has loaded after `statement`."""
    script = f"import json, sys\n{statement}\nprint(json.dumps(sorted(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=PACKAGE.parent
    )
    return {name.split(".")[0] for name in json.loads(done.stdout)}


def test_the_engine_loads_neither_a_page_nor_a_file_format() -> None:
    loaded = loaded_by("import appropriateness.engine.consultation")
    assert "appropriateness" in loaded
    assert loaded.isdisjoint(NEVER_IN_THE_ENGINE), sorted(loaded.intersection(NEVER_IN_THE_ENGINE))


def test_the_command_line_loads_no_page() -> None:
    assert loaded_by("import appropriateness.cli").isdisjoint({"streamlit", "pandas", "plotly"})


def test_one_case_is_answered_without_what_reads_and_checks_knowledge_files() -> None:
    assert loaded_by("import appropriateness.commands.consulting").isdisjoint({"yaml", "pydantic", "difflib"})


def test_no_module_is_longer_than_one_can_read() -> None:
    lengths = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_MODULE} == {}


def test_only_the_strict_reader_imports_yaml() -> None:
    assert [name_of(path) for path in MODULES if "yaml" in imports_of(path)] == ["appropriateness/strict_yaml.py"]


@pytest.mark.parametrize("library", ["streamlit", "pandas", "plotly"])
def test_only_the_web_draws(library: str) -> None:
    users = [name_of(path) for path in MODULES if library in imports_of(path)]
    assert [name for name in users if not name.startswith("appropriateness/web/")] == []


@pytest.mark.parametrize("path", sorted((PACKAGE / "engine").glob("*.py")), ids=name_of)
def test_the_engine_reads_no_clock_no_disk_and_no_chance(path: Path) -> None:
    assert imports_of(path).isdisjoint({"time", "os", "pathlib", "random", "secrets", "uuid", "io", "locale"})
    calls = [node.attr for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Attribute)]
    assert {"today", "now", "utcnow"}.isdisjoint(calls)


def test_importing_a_package_runs_nothing() -> None:
    empty = sorted(PACKAGE.rglob("__init__.py"))
    assert [name_of(path) for path in empty if path.read_text(encoding="utf-8").strip()] == []
