"""What the web code may not do at all: Markdown of anybody's text, HTML past the escaping, anything from elsewhere."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WEB = ROOT / "appropriateness" / "web"
MODULES = [ROOT / "app.py", *sorted(WEB.rglob("*.py"))]
MARKDOWN = {
    "write", "write_stream", "markdown", "success", "error", "warning", "info", "table", "dataframe", "data_editor",
    "caption", "title", "header", "subheader", "toast", "latex", "code", "json", "metric", "exception", "badge",
}  # fmt: skip
"""Calls that render their text as Markdown or as a canvas nobody can print."""
FETCHING = {"image", "video", "audio", "logo", "pydeck_chart", "map", "components", "iframe"}
NAMESPACE = "http://www.w3.org/2000/svg"


def names(paths: list[Path]) -> list[str]:
    return [str(path.relative_to(ROOT)) for path in paths]


def calls(path: Path) -> Iterator[tuple[str, ast.Call]]:
    """Every call of the module with the name it goes by: tag, st.html, opened.write."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node


def test_the_web_code_is_found() -> None:
    assert {"app.py", "appropriateness/web/html.py", "appropriateness/web/views/order.py"} <= set(names(MODULES))


@pytest.mark.parametrize("path", MODULES, ids=names(MODULES))
def test_no_html_goes_around_the_escaping(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert "unsafe_allow_html" not in source and "unsafe_allow_javascript" not in source
    drawn = [call.args[0] for name, call in calls(path) if name.endswith(".html") and name != "html.html"]
    assert not any(isinstance(given, (ast.JoinedStr, ast.BinOp, ast.Constant)) for given in drawn)


@pytest.mark.parametrize("path", MODULES, ids=names(MODULES))
def test_nothing_is_drawn_as_markdown(path: Path) -> None:
    drawn = {name.split(".")[-1] for name, _ in calls(path) if name.startswith(("st.", "opened.", "column."))}
    assert not drawn & MARKDOWN
    assert not drawn & FETCHING


@pytest.mark.parametrize("path", MODULES, ids=names(MODULES))
def test_only_the_html_module_declares_text_to_be_markup(path: Path) -> None:
    made = [call for name, call in calls(path) if name.split(".")[-1] == "Markup"]
    if path != WEB / "html.py":
        assert all(isinstance(call.args[0], ast.Constant) and call.args[0].value == "" for call in made)


SHIPPED = [ROOT / "app.py", *sorted(path for path in WEB.rglob("*") if path.suffix in {".py", ".css", ".js", ".html"})]


@pytest.mark.parametrize("path", SHIPPED, ids=names(SHIPPED))
def test_no_page_refers_to_anything_on_the_internet(path: Path) -> None:
    source = path.read_text(encoding="utf-8").replace(NAMESPACE, "")
    assert not re.search(r"https?:|wss?://|@import|[(\"']//\w", source)
    assert all(target.startswith(("data:", "#")) for target in re.findall(r"url\(\s*[\"']?([^)]*)", source))


SCRIPTS = [path for path in SHIPPED if path.suffix == ".js"]
MARKUP_OR_ELSEWHERE = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|createContextualFragment|document\.write|\beval\b|\bFunction\b|"
    r"\bfetch\b|XMLHttpRequest|sendBeacon|WebSocket|localStorage|sessionStorage|cookie|\bimport\b"
)


@pytest.mark.parametrize("path", SCRIPTS, ids=names(SCRIPTS))
def test_no_script_makes_markup_of_a_text_keeps_one_or_sends_one_elsewhere(path: Path) -> None:
    assert not MARKUP_OR_ELSEWHERE.search(path.read_text(encoding="utf-8"))


def test_the_scripts_are_found() -> None:
    assert "appropriateness/web/facts.js" in names(SCRIPTS)


@pytest.mark.parametrize("path", MODULES, ids=names(MODULES))
def test_no_page_icon_is_fetched_as_a_font(path: Path) -> None:
    for name, call in calls(path):
        if name.split(".")[-1] in {"set_page_config", "Page"}:
            assert not any(":material/" in ast.unparse(keyword.value) for keyword in call.keywords)


@pytest.mark.parametrize("path", MODULES, ids=names(MODULES))
def test_no_web_module_ends_a_run_before_the_address_is_written(path: Path) -> None:
    assert "st.stop" not in {name for name, _ in calls(path)}


CONFIG = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("section", "option", "value"),
    [
        ("server", "address", "127.0.0.1"),
        ("server", "headless", True),
        ("browser", "gatherUsageStats", False),
        ("runner", "postScriptGC", False),
        ("client", "showErrorDetails", "none"),
    ],
)
def test_the_application_stays_on_this_machine_and_keeps_its_errors_to_itself(
    section: str, option: str, value: object
) -> None:
    assert CONFIG[section][option] == value


def test_the_upload_limit_is_set_by_the_server() -> None:
    assert CONFIG["server"]["maxUploadSize"] <= 50


def test_the_theme_names_no_font_or_picture_from_elsewhere() -> None:
    assert "://" not in str(CONFIG.get("theme", {}))


@pytest.mark.parametrize("path", sorted((WEB / "views").glob("*.py")), ids=lambda path: path.name)
def test_no_view_holds_a_bare_value_that_streamlit_would_print(path: Path) -> None:
    _, *body = ast.parse(path.read_text(encoding="utf-8")).body
    shown = [node.lineno for node in body if isinstance(node, ast.Expr) and not isinstance(node.value, ast.Call)]
    assert shown == []
