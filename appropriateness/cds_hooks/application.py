"""The HTTP service: routes, and what stands around them. The only part of the house that speaks HTTP."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI, Request
from pydantic import BaseModel, ValidationError
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response

from appropriateness.cds_hooks import consultations, discovery, feedback
from appropriateness.cds_hooks.answering import answer
from appropriateness.cds_hooks.errors import json_response, malformed, outcome, refusal
from appropriateness.cds_hooks.extensions import CATEGORY_PATH, category_codes
from appropriateness.cds_hooks.limits import Refused, body_of, document_of
from appropriateness.cds_hooks.logs import Log
from appropriateness.cds_hooks.requests import HOOKS, FeedbackRequest, HookRequest
from appropriateness.cds_hooks.security import Gate
from appropriateness.cds_hooks.service import Service
from appropriateness.records.keeping import KeepingError

LOOPBACK_ORIGINS = r"https?://(localhost|127\.0\.0\.1|\[::1\])(:\d+)?"
Handle = Callable[[dict[str, Any]], Awaitable[tuple[Response, dict[str, object]]]]


def create(
    service: Callable[[], Service],
    gate: Gate,
    origins: tuple[str, ...] = (),
    log: Log | None = None,
    at_the_end: Callable[[], None] | None = None,
) -> FastAPI:
    """The application: discovery, the service, feedback, plain consultations, health, its own description.

    `service` gives what is in force when a call comes; `at_the_end` is called after the last answer.
    """

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        if at_the_end is not None:
            at_the_end()

    app = FastAPI(
        title=discovery.TITLE, version=discovery.VERSION, description=discovery.DESCRIPTION,
        docs_url=None, redoc_url=None, redirect_slashes=False, lifespan=lifespan,
    )  # fmt: skip
    log = log or Log()
    _add_hooks(app, service, gate, log)
    _add_description(app, service)
    app.add_middleware(
        CORSMiddleware,
        allow_origins=list(origins),
        allow_origin_regex=LOOPBACK_ORIGINS,
        allow_methods=["GET", "POST"],
        allow_headers=["authorization", "content-type", "accept"],
    )

    async def not_found(request: Request, fault: Exception) -> Response:
        status = fault.status_code if isinstance(fault, HTTPException) else 500
        return outcome(status, "There is nothing at this address and method.", "not-found")

    app.add_exception_handler(HTTPException, not_found)
    return app


def _add_hooks(app: FastAPI, service: Callable[[], Service], gate: Gate, log: Log) -> None:
    async def guarded(request: Request, route: str, handle: Handle | None) -> Response:
        """Let in, read within limits, handle, log. Whatever goes wrong, nothing of the request is repeated."""
        begun = time.perf_counter()
        told: dict[str, object] = {}
        try:
            if not gate.admits(request.scope):
                response = Response(status_code=401, headers={"WWW-Authenticate": "Bearer"})
            elif handle is None:
                response = json_response(discovery.services())
            else:
                response, told = await handle(await _document(request))
        except Refused as refused:
            response = refusal(refused)
        except ValidationError as fault:
            response = refusal(malformed(fault))
        except KeepingError:
            response = outcome(503, "The answer could not be kept, so it is not given. Try again.", "transient")
        except Exception as fault:
            log.fault(route, fault)
            response = outcome(500, "The service failed. The order stays as it is.", "exception")
        spent = round((time.perf_counter() - begun) * 1000, 2)
        log.line("call", route=route, status=response.status_code, ms=spent, **told)
        return response

    @app.get("/cds-services", **_described("What this service offers", None))
    async def discover(request: Request) -> Response:
        return await guarded(request, "discovery", None)

    @app.post("/cds-services/{service_id}", **_described("Answer a hook: ratings, at most one card", HookRequest))
    async def call_hook(request: Request, service_id: str) -> Response:
        async def handle(document: dict[str, Any]) -> tuple[Response, dict[str, object]]:
            _known(service_id)
            call = HookRequest.model_validate(document)
            if call.hook not in HOOKS:
                raise Refused(400, f"This service answers the hooks {' and '.join(HOOKS)}.", "not-supported")
            given, told = await answer(call, service())
            return json_response(given), {"hook": call.hook, **told.fields()}

        return await guarded(request, "hook", handle)

    @app.post("/cds-services/{service_id}/feedback", **_described("What became of a card", FeedbackRequest))
    async def take_feedback(request: Request, service_id: str) -> Response:
        async def handle(document: dict[str, Any]) -> tuple[Response, dict[str, object]]:
            _known(service_id)
            given = FeedbackRequest.model_validate(document)
            await service().keeper.keep_feedback(feedback.kept(given))
            return Response(status_code=200), {"items": len(given.feedback)}

        return await guarded(request, "feedback", handle)

    @app.post("/consultations", **_described("Answer one case of facts", consultations.CaseRequest))
    async def consult_case(request: Request) -> Response:
        async def handle(document: dict[str, Any]) -> tuple[Response, dict[str, object]]:
            return await consultations.answered(document, service(), request.headers.get("accept", ""))

        return await guarded(request, "consultation", handle)


def _add_description(app: FastAPI, service: Callable[[], Service]) -> None:
    @app.get("/health", responses={200: {"content": {"application/json": {}}}})
    async def health() -> Response:
        knowledge = service().knowledge
        known = {"edition": knowledge.edition.edition, "digest": knowledge.digest}
        return json_response({"status": "ok", "knowledge": known})

    @app.get(CATEGORY_PATH)
    async def categories() -> Response:
        return json_response(category_codes(service().base_url))


async def _document(request: Request) -> dict[str, Any]:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in ("application/json", "application/fhir+json", "application/json+fhir"):
        raise Refused(415, "Send JSON, with content-type application/json.", "not-supported")
    return document_of(await body_of(request.stream(), request.headers.get("content-length")))


def _known(service_id: str) -> None:
    if service_id != discovery.SERVICE_ID:
        raise Refused(404, f"There is no such service; {discovery.SERVICE_ID} is the only one.", "not-found")


def _described(summary: str, body: type[BaseModel] | None) -> dict[str, Any]:
    """What the OpenAPI description says of a route; bodies are read by hand, within limits."""
    errors = {401: "No valid token"}
    if body is not None:
        errors |= {400: "Malformed", 404: "No such service", 413: "Too long", 415: "Not JSON", 503: "Could not be kept"}
    found: dict[str, Any] = {
        "summary": summary,
        "response_model": None,
        "responses": {status: {"description": text} for status, text in errors.items()},
    }
    if body is not None:
        schema = body.model_json_schema(by_alias=True, ref_template="#/components/schemas/{model}")
        found["openapi_extra"] = {
            "requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}
        }
    return found
