"""The OpenAPI description of the operations, and of their bodies, which are read by hand, within limits."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from pydantic.json_schema import models_json_schema

from appropriateness.cds_hooks import discovery
from appropriateness.cds_hooks.operations import Operation
from appropriateness.wire.json_lines import Json

_SHAPES = "#/components/schemas/"
_UNSIGNED = {401: "No valid token"}
_WITH_BODY = {
    400: "Malformed", 408: "Too slow", 413: "Too long", 415: "Not JSON", 503: "Could not be kept",
}  # fmt: skip


def description(operations: Iterable[Operation]) -> Json:
    """The description of every operation, with the shapes of their bodies."""
    paths: Json = {}
    bodies = []
    for operation in operations:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _described(operation)
        bodies += [operation.body] if operation.body is not None else []
    _, shapes = models_json_schema([(body, "validation") for body in bodies], ref_template=_SHAPES + "{model}")
    return {
        "openapi": "3.1.0",
        "info": {"title": discovery.TITLE, "description": discovery.DESCRIPTION, "version": discovery.VERSION},
        "paths": paths,
        "components": {"schemas": shapes["$defs"]},
    }


def _described(operation: Operation) -> Json:
    refusals = dict(operation.refusals)
    refusals |= _UNSIGNED if operation.name is not None else {}
    refusals |= _WITH_BODY if operation.body is not None else {}
    responses: dict[str, Any] = {"200": {"description": "Answered"}}
    if not operation.empty:
        responses["200"]["content"] = {"application/json": {"schema": {}}}
    found: Json = {
        "summary": operation.summary,
        "responses": responses | {str(status): {"description": text} for status, text in sorted(refusals.items())},
    }
    parameters = [_parameter(name) for name in re.findall(r"{(\w+)}", operation.path)]
    if parameters:
        found["parameters"] = parameters
    if operation.body is not None:
        shape = {"schema": {"$ref": _SHAPES + operation.body.__name__}}
        found["requestBody"] = {"required": True, "content": {"application/json": shape}}
    return found


def _parameter(name: str) -> Json:
    """The only parameter there is: the id of a service."""
    return {
        "name": name, "in": "path", "required": True, "schema": {"type": "string", "enum": [discovery.SERVICE_ID]}
    }  # fmt: skip
