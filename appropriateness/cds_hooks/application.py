"""The HTTP service: routes, and what stands around them. The only part of the house that speaks HTTP."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Annotated, Any

from fastapi import FastAPI, Path, Request
from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response

from appropriateness.cds_hooks import consultations, description_page, discovery, feedback
from appropriateness.cds_hooks.answering import answer
from appropriateness.cds_hooks.consultations import CaseRequest
from appropriateness.cds_hooks.errors import json_response, malformed, outcome, refusal
from appropriateness.cds_hooks.extensions import CATEGORY_PATH, category_codes
from appropriateness.cds_hooks.limits import Refused, body_of, document_of
from appropriateness.cds_hooks.logs import Log
from appropriateness.cds_hooks.openapi import NO_CASE, NO_SERVICE, describe_bodies, described
from appropriateness.cds_hooks.requests import HOOKS, FeedbackRequest, HookRequest
from appropriateness.cds_hooks.security import Gate
from appropriateness.cds_hooks.service import Service
from appropriateness.records.keeping import KeepingError

LOOPBACK_ORIGINS = r"https?://(localhost|127\.0\.0\.1|\[::1\])(:\d+)?"
ServiceId = Annotated[str, Path(json_schema_extra={"enum": [discovery.SERVICE_ID]})]
Handle = Callable[[], Awaitable[tuple[Response, dict[str, object]]]]


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
    describe_bodies(app)
    app.add_middleware(
        CORSMiddleware,
        allow_origins=list(origins),
        allow_origin_regex=LOOPBACK_ORIGINS,
        allow_methods=["GET", "POST"],
        allow_headers=["authorization", "content-type", "accept"],
    )

    async def not_found(request: Request, fault: Exception) -> Response:
        assert isinstance(fault, HTTPException)
        response = outcome(fault.status_code, "There is nothing at this address and method.", "not-found")
        response.headers.update(fault.headers or {})
        return response

    app.add_exception_handler(HTTPException, not_found)
    return app


def _add_hooks(app: FastAPI, service: Callable[[], Service], gate: Gate, log: Log) -> None:
    async def guarded(request: Request, route: str, handle: Handle) -> Response:
        """Let in, handle, log. Whatever goes wrong, nothing of the request is repeated."""
        begun = time.perf_counter()
        told: dict[str, object] = {}
        try:
            if not gate.admits(request.scope):
                response = Response(status_code=401, headers={"WWW-Authenticate": "Bearer"})
            else:
                response, told = await handle()
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

    @app.get("/cds-services", **described("What this service offers"))
    async def discover(request: Request) -> Response:
        async def handle() -> tuple[Response, dict[str, object]]:
            return json_response(discovery.services()), {}

        return await guarded(request, "discovery", handle)

    @app.post(
        "/cds-services/{service_id}",
        **described("Answer a hook: ratings, at most one card", HookRequest, NO_SERVICE),
    )
    async def call_hook(request: Request, service_id: ServiceId) -> Response:
        async def handle() -> tuple[Response, dict[str, object]]:
            _known(service_id)
            call = HookRequest.model_validate(await _document(request))
            if call.hook not in HOOKS:
                raise Refused(400, f"This service answers the hooks {' and '.join(HOOKS)}.", "not-supported")
            given, told = await answer(call, service())
            return json_response(given), {"hook": call.hook, **told.fields()}

        return await guarded(request, "hook", handle)

    @app.post(
        "/cds-services/{service_id}/feedback",
        response_class=Response,
        **described("What became of a card", FeedbackRequest, NO_SERVICE),
    )
    async def take_feedback(request: Request, service_id: ServiceId) -> Response:
        async def handle() -> tuple[Response, dict[str, object]]:
            _known(service_id)
            given = FeedbackRequest.model_validate(await _document(request))
            await service().keeper.keep_feedback(feedback.kept(given))
            return Response(status_code=200), {"items": len(given.feedback)}

        return await guarded(request, "feedback", handle)

    @app.post("/consultations", **described("Answer one case of facts", CaseRequest, NO_CASE))
    async def consult_case(request: Request) -> Response:
        async def handle() -> tuple[Response, dict[str, object]]:
            return await consultations.answered(await _document(request), service(), request.headers.get("accept", ""))

        return await guarded(request, "consultation", handle)


def _add_description(app: FastAPI, service: Callable[[], Service]) -> None:
    @app.get("/health", responses={200: {"content": {"application/json": {}}}})
    async def health() -> Response:
        knowledge = service().knowledge
        known = {"edition": knowledge.edition.edition, "digest": knowledge.digest}
        return json_response({"status": "ok", "knowledge": known})

    @app.get("/", include_in_schema=False)
    async def description() -> Response:
        return Response(description_page.page(app.openapi()), media_type="text/html", headers=description_page.HEADERS)

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
