"""What stands around every operation: who may ask, what goes wrong, what is logged."""

from __future__ import annotations

import time

from pydantic import ValidationError
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from appropriateness.cds_hooks.errors import malformed, outcome, refusal
from appropriateness.cds_hooks.limits import Refused
from appropriateness.cds_hooks.logs import Log
from appropriateness.cds_hooks.operations import Operation, Told
from appropriateness.cds_hooks.security import Gate
from appropriateness.records.keeping import KeepingError


class Guarded:
    """An operation as it is served: let in, answered, logged. Of what goes wrong nothing of the request is repeated."""

    def __init__(self, operation: Operation, gate: Gate, log: Log) -> None:
        self._handle, self._name, self._gate, self._log = operation.handle, operation.name, gate, log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        if self._name is None:
            response, _ = await self._handle(request)
        else:
            begun = time.perf_counter()
            response, told = await self._answered(request, self._name)
            spent = round((time.perf_counter() - begun) * 1000, 2)
            self._log.line("call", route=self._name, status=response.status_code, ms=spent, **told)
        await response(scope, receive, send)

    async def _answered(self, request: Request, name: str) -> tuple[Response, Told]:
        try:
            if not self._gate.admits(request.scope):
                return Response(status_code=401, headers={"WWW-Authenticate": "Bearer"}), {}
            return await self._handle(request)
        except Refused as refused:
            return refusal(refused), {}
        except ValidationError as fault:
            return refusal(malformed(fault)), {}
        except KeepingError:
            return outcome(503, "The answer could not be kept, so it is not given. Try again.", "transient"), {}
        except ClientDisconnect:
            return Response(status_code=400), {"left": True}
        except Exception as fault:
            self._log.fault(name, fault)
            return outcome(500, "The service failed. The order stays as it is.", "exception"), {}
