"""Every error as one table: what it says, and in which form.

Programs (addresses under /api, and the two probes) get problem details (RFC 9457); readers get a
page. Neither shows a traceback, a path or a query text.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from api.moved import Moved
from api.routes import for_programs, route_path
from graph.errors import BadInput, IscmError

MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True)
class Problem:
    """One error, ready to be told."""

    status: int
    title: str
    detail: str
    errors: tuple[Mapping[str, str], ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)

    def body(self, instance: str) -> bytes:
        content: dict[str, Any] = {
            "type": "about:blank", "title": self.title, "status": self.status,
            "detail": self.detail, "instance": instance,
        }
        if self.errors:
            content["errors"] = list(self.errors)
        return json.dumps(content, ensure_ascii=False).encode()


def of_ours(error: IscmError) -> Problem:
    """An error raised on purpose: it knows its title and status."""
    faults = error.faults if isinstance(error, BadInput) else ()
    headers = {"Retry-After": "5"} if error.status in (429, 503) else {}
    if isinstance(error, Moved):
        headers = {"Location": error.address}
    return Problem(
        error.status, error.title, str(error),
        tuple({"parameter": f.column, "detail": f.expected} for f in faults), headers,
    )


def of_parameters(error: RequestValidationError) -> Problem:
    """Parameters that cannot be taken, each by its name."""
    errors = []
    for fault in error.errors():
        place = [str(part) for part in fault["loc"]]
        name = place[1] if len(place) > 1 else place[0]
        said = fault["ctx"]["error"] if fault["type"] == "value_error" else fault["msg"]
        errors.append({"parameter": name, "detail": str(said)})
    detail = "; ".join(f"{e['parameter']}: {e['detail']}" for e in errors)
    return Problem(422, "A parameter cannot be taken", detail, tuple(errors))


def of_http(error: HTTPException) -> Problem:
    """An error of the protocol: no such address, method not allowed, and the like."""
    phrase = HTTPStatus(error.status_code).phrase
    detail = error.detail if error.detail != phrase else _PLAIN.get(error.status_code, phrase)
    return Problem(error.status_code, phrase, detail, headers=error.headers or {})


def of_failure(_: Exception) -> Problem:
    """Anything that was not foreseen; what it was stands in the server's log alone."""
    return Problem(500, "Something failed on our side", "The answer could not be made.")


_PLAIN = {
    404: "There is nothing at this address.",
    405: "This address cannot be asked in this way.",
}
TABLE: dict[type[Exception], Callable[[Any], Problem]] = {
    IscmError: of_ours,
    RequestValidationError: of_parameters,
    HTTPException: of_http,
    Exception: of_failure,
}


def answer(request: Request, problem: Problem) -> Response:
    """The problem in the form that the address calls for."""
    path = route_path(request.scope)
    if for_programs(path):
        return Response(
            problem.body(path), problem.status, dict(problem.headers), media_type=MEDIA_TYPE
        )
    from api.pages.render import render_error

    return HTMLResponse(
        render_error(problem.status, problem.title, problem.detail, path),
        problem.status,
        dict(problem.headers),
    )


class ProblemDetails(BaseModel):
    """An error, as problem details (RFC 9457)."""

    type: str = Field(description="Kind of problem", examples=["about:blank"])
    title: str = Field(description="What it is, in short", examples=["Not known"])
    status: int = Field(description="HTTP status", examples=[404])
    detail: str = Field(
        description="What is wrong here", examples=["There is no 'xyz' in this graph."]
    )
    instance: str = Field(description="The address asked", examples=["/api/mechanisms/xyz"])
    errors: list[dict[str, str]] = Field(
        [], description="Each parameter that cannot be taken, by its name",
        examples=[[{"parameter": "as_of", "detail": "expected one day, as YYYY-MM-DD"}]],
    )


def problem_responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """How a route documents the errors it can give."""
    return {
        status: {
            "model": ProblemDetails,
            "description": HTTPStatus(status).phrase,
            "content": {MEDIA_TYPE: {}},
        }
        for status in statuses
    }


def install(app: FastAPI) -> None:
    """Hand the table to the application."""
    for error_type, describe in TABLE.items():
        app.add_exception_handler(error_type, _handler(describe))


def _handler(
    describe: Callable[[Any], Problem],
) -> Callable[[Request, Exception], Awaitable[Response]]:
    async def handle(request: Request, error: Exception) -> Response:
        return answer(request, describe(error))

    return handle
