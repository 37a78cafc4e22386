"""Every error as problem+json: one shape, a stable key, no inner detail."""

import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection
from starlette.routing import Match

from syncopate.access.hooks import without_secret
from syncopate.api.wire.base import Problem
from syncopate.errors import (
    AccessDenied,
    InvalidInput,
    MethodNotAllowed,
    NotFound,
    PayloadTooLarge,
    SyncopateError,
    TooManyRequests,
)

_LOG = logging.getLogger(__name__)
_LONGEST = 2000


class ProblemResponse(JSONResponse):
    """An RFC 9457 answer."""

    media_type = "application/problem+json"


def problem_response(error: SyncopateError, headers: Mapping[str, str] | None = None) -> Response:
    """Dress an error."""
    problem = Problem(
        title=HTTPStatus(error.status).phrase,
        status=error.status,
        detail=_sendable(error.detail),
        key=error.key,
        placeholders={name: _sendable(value) for name, value in error.placeholders.items()},
    )
    added = {**(headers or {}), **_headers(error)}
    return ProblemResponse(problem.model_dump(), status_code=error.status, headers=added)


def add_handlers(app: FastAPI) -> None:
    """Answer everything that goes wrong in the one shape."""
    app.add_exception_handler(SyncopateError, _expected)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(Exception, _unexpected)


def _headers(error: SyncopateError) -> dict[str, str]:
    if isinstance(error, TooManyRequests):
        return {"Retry-After": error.placeholders.get("retry_after", "60")}
    if error.status == HTTPStatus.UNAUTHORIZED:
        return {"WWW-Authenticate": "Bearer"}
    return {}


async def _expected(connection: HTTPConnection, error: Exception) -> Response:
    if not isinstance(error, SyncopateError):
        raise error
    if error.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        path = without_secret(connection.url.path)
        _LOG.warning("%s %s: %s", connection.scope.get("method"), path, error.detail)
    return problem_response(error)


async def _invalid(_connection: HTTPConnection, error: Exception) -> Response:
    """Name the field that is wrong and say why; what was sent is not repeated."""
    if not isinstance(error, RequestValidationError):
        raise error
    if any(item["type"] == "json_invalid" for item in error.errors()):
        return problem_response(InvalidInput("The body is not JSON.", field="body", reason="not JSON"))
    found = [
        (".".join(str(part) for part in item["loc"][1:]) or str(item["loc"][0]), _reason(item))
        for item in error.errors()
    ]
    field, reason = found[0] if found else ("", "")
    detail = "; ".join(f"{name}: {text}" for name, text in found[:5])
    return problem_response(InvalidInput(detail, field=field, reason=reason))


def _reason(item: Mapping[str, Any]) -> str:
    """Return what is wrong with a field; the length of a text is told in letters, never as items."""
    limits = item.get("ctx") or {}
    match item["type"]:
        case "too_long" | "string_too_long" if isinstance(item["input"], str):
            return f"Text should have at most {_letters(limits['max_length'])}"
        case "too_short" | "string_too_short" if isinstance(item["input"], str):
            return f"Text should have at least {_letters(limits['min_length'])}"
        case _:
            return str(item["msg"])


def _letters(count: int) -> str:
    return "1 letter" if count == 1 else f"{count} letters"


async def _refused(connection: HTTPConnection, error: Exception) -> Response:
    """Dress what the framework refuses by itself."""
    if not isinstance(error, HTTPException):
        raise error
    headers = error.headers
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED and (methods := _methods(connection)):
        headers = {**(headers or {}), "Allow": ", ".join(methods)}
    return problem_response(_translated(connection, error), headers)


def _methods(connection: HTTPConnection) -> list[str]:
    """Return what the address takes: each method has a route of its own, the framework names the first's."""
    return [
        method
        for method in ("DELETE", "GET", "PATCH", "POST", "PUT")
        if any(
            route.matches({**connection.scope, "method": method})[0] is Match.FULL
            for route in connection.app.routes
        )
    ]


def _translated(connection: HTTPConnection, error: HTTPException) -> SyncopateError:
    match error.status_code:
        case HTTPStatus.NOT_FOUND:
            return NotFound(what="page", id=without_secret(connection.url.path))
        case HTTPStatus.METHOD_NOT_ALLOWED:
            return MethodNotAllowed(method=str(connection.scope.get("method", "")))
        case HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
            return PayloadTooLarge(limit="1 MB")
        case HTTPStatus.UNAUTHORIZED | HTTPStatus.FORBIDDEN:
            return AccessDenied(str(error.detail))
        case status if status < HTTPStatus.INTERNAL_SERVER_ERROR:
            return InvalidInput(str(error.detail))
        case _:
            return SyncopateError()


async def _unexpected(connection: HTTPConnection, error: Exception) -> Response:
    """Tell the log everything and the caller nothing."""
    path = without_secret(connection.url.path)
    _LOG.error("%s %s failed", connection.scope.get("method"), path, exc_info=error)
    return problem_response(SyncopateError())


def _sendable(text: str) -> str:
    """Return text that UTF-8 can carry, not without end."""
    return text[:_LONGEST].encode("utf-8", "replace").decode("utf-8")
