"""The OpenAPI description as a page: plain HTML, no script, nothing from anywhere else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html import escape
from typing import Any

HEADERS = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'"}
_STYLE = """
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
body { margin: 0 auto; max-width: 60rem; padding: 1rem; }
h2 { margin: 2rem 0 0; font-size: 1.1rem; overflow-wrap: anywhere; }
pre { overflow-x: auto; border: 1px solid; border-radius: .3rem; padding: .6rem; font-size: .85rem; }
table { border-collapse: collapse; } th, td { text-align: left; padding: .1rem 1rem .1rem 0; vertical-align: top; }
summary { cursor: pointer; } summary:focus-visible { outline: 3px solid; outline-offset: 2px; }
"""


def page(description: dict[str, Any]) -> str:
    """The page for an OpenAPI description."""
    info = description["info"]
    routes = "".join(
        _route(method, path, operation)
        for path, operations in description["paths"].items()
        for method, operation in operations.items()
    )
    shapes = "".join(
        f"<details><summary>{escape(name)}</summary><pre>{escape(json.dumps(shape, indent=2))}</pre></details>"
        for name, shape in sorted(description.get("components", {}).get("schemas", {}).items())
    )
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(info["title"])}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style></head><body><main>'
        f"<h1>{escape(info['title'])}</h1><p>{escape(info['description'])}</p>"
        f"<p>Version {escape(info['version'])}. The same as data: /openapi.json</p>{routes}"
        f"<h2>Shapes of bodies</h2>{shapes}</main></body></html>"
    )


def _route(method: str, path: str, operation: dict[str, Any]) -> str:
    return (
        f"<section><h2>{escape(method.upper())} {escape(path)}</h2><p>{escape(operation.get('summary', ''))}</p>"
        f"<table>{''.join(_answers(operation))}</table>{''.join(_body(operation))}</section>"
    )


def _answers(operation: dict[str, Any]) -> Iterator[str]:
    for status, answer in sorted(operation["responses"].items()):
        yield f'<tr><th scope="row">{escape(status)}</th><td>{escape(answer["description"])}</td></tr>'


def _body(operation: dict[str, Any]) -> Iterator[str]:
    content = operation.get("requestBody", {}).get("content", {})
    for kind, form in content.items():
        shape = form["schema"]["$ref"].rpartition("/")[2]
        yield f"<p>Body: {escape(shape)}, {escape(kind)}</p>"
