"""The HTTP service: routes, and what stands around them. The only part of the house that speaks HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from appropriateness.cds_hooks import consultations, description_page, discovery, feedback
from appropriateness.cds_hooks.answering import answer
from appropriateness.cds_hooks.consultations import CaseRequest
from appropriateness.cds_hooks.errors import json_response, outcome
from appropriateness.cds_hooks.extensions import CATEGORY_PATH, category_codes
from appropriateness.cds_hooks.guarding import Guarded
from appropriateness.cds_hooks.limits import Refused, document_of, document_with_digits, json_body
from appropriateness.cds_hooks.logs import Log
from appropriateness.cds_hooks.openapi import description
from appropriateness.cds_hooks.operations import Operation, Told
from appropriateness.cds_hooks.requests import HOOKS, FeedbackRequest, HookRequest
from appropriateness.cds_hooks.security import Gate
from appropriateness.cds_hooks.service import Service

LOOPBACK_ORIGINS = r"https?://(localhost|127\.0\.0\.1|\[::1\])(:\d+)?"
NO_SERVICE = {404: "No such service"}
NO_CASE = {422: "No case: its problems, named"}
Answered = tuple[Response, Told]


def create(
    service: Callable[[], Service],
    gate: Gate,
    origins: tuple[str, ...] = (),
    log: Log | None = None,
    at_the_end: Callable[[], None] | None = None,
) -> Starlette:
    """The application: discovery, the service, feedback, plain consultations, health, its own description.

    `service` gives what is in force when a call comes; `at_the_end` is called after the last answer.
    """

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        if at_the_end is not None:
            at_the_end()

    log = log or Log()
    operations = (*_hooks(service), *_open_to_all(service))
    app = Starlette(
        routes=[
            *(Route(item.path, Guarded(item, gate, log), methods=[item.method]) for item in operations),
            *_described(operations),
        ],
        middleware=[
            Middleware(
                CORSMiddleware,
                allow_origins=list(origins),
                allow_origin_regex=LOOPBACK_ORIGINS,
                allow_methods=["GET", "POST"],
                allow_headers=["authorization", "content-type", "accept"],
                allow_private_network=True,
            )
        ],
        exception_handlers={HTTPException: _not_found},
        lifespan=lifespan,
    )
    app.router.redirect_slashes = False
    return app


def _hooks(service: Callable[[], Service]) -> tuple[Operation, ...]:
    """What a caller needs a token for."""

    async def discover(_: Request) -> Answered:
        return json_response(discovery.services()), {}

    async def call_hook(request: Request) -> Answered:
        _known(request)
        call = HookRequest.model_validate(document_with_digits(await json_body(request)))
        if call.hook not in HOOKS:
            raise Refused(400, f"This service answers the hooks {' and '.join(HOOKS)}.", "not-supported")
        given, told = await answer(call, service())
        return json_response(given), {"hook": call.hook, **told.fields()}

    async def take_feedback(request: Request) -> Answered:
        _known(request)
        given = FeedbackRequest.model_validate(document_of(await json_body(request)))
        await service().keeper.keep_feedback(feedback.kept(given))
        return Response(status_code=200), {"items": len(given.feedback)}

    async def consult_case(request: Request) -> Answered:
        document = document_of(await json_body(request))
        return await consultations.answered(document, service(), request.headers.get("accept", ""))

    hook = "/cds-services/{service_id}"
    return (
        Operation("GET", "/cds-services", "What this service offers", discover, "discovery"),
        Operation(
            "POST", hook, "Answer a hook: ratings, at most one card", call_hook, "hook", HookRequest, NO_SERVICE
        ),
        Operation(
            "POST", f"{hook}/feedback", "What became of a card", take_feedback, "feedback", FeedbackRequest,
            NO_SERVICE, empty=True,
        ),
        Operation(
            "POST", "/consultations", "Answer one case of facts", consult_case, "consultation", CaseRequest, NO_CASE
        ),
    )  # fmt: skip


def _open_to_all(service: Callable[[], Service]) -> tuple[Operation, ...]:
    async def health(_: Request) -> Answered:
        knowledge = service().knowledge
        known = {"edition": knowledge.edition.edition, "digest": knowledge.digest}
        return json_response({"status": "ok", "knowledge": known}), {}

    async def categories(_: Request) -> Answered:
        return json_response(category_codes(service().base_url)), {}

    return (
        Operation("GET", "/health", "Whether it answers, and from which knowledge", health),
        Operation("GET", CATEGORY_PATH, "The codes of the appropriateness categories", categories),
    )


def _described(operations: tuple[Operation, ...]) -> list[Route]:
    """The description of the operations, as data and as a page."""
    document = description(operations)

    async def data(_: Request) -> Response:
        return json_response(document)

    async def page(_: Request) -> Response:
        return Response(description_page.page(document), media_type="text/html", headers=description_page.HEADERS)

    return [Route("/openapi.json", data), Route("/", page)]


async def _not_found(_: Request, fault: Exception) -> Response:
    assert isinstance(fault, HTTPException)
    response = outcome(fault.status_code, "There is nothing at this address and method.", "not-found")
    response.headers.update(fault.headers or {})
    return response


def _known(request: Request) -> None:
    if request.path_params["service_id"] != discovery.SERVICE_ID:
        raise Refused(404, f"There is no such service; {discovery.SERVICE_ID} is the only one.", "not-found")
