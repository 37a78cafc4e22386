"""Thin glue between requests and `access.callers`: who is asking, and whether they may."""

from collections.abc import Awaitable, Callable
from typing import Annotated, cast

from fastapi import Depends, Security
from fastapi.security import APIKeyQuery, HTTPBearer
from starlette.requests import HTTPConnection, Request

from syncopate.access.callers import CSRF_HEADER, SESSION_COOKIE, Doors, Presented, bearer_of
from syncopate.access.identity import Caller
from syncopate.access.keys import Scope
from syncopate.api.context import ApiContext

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_SCHEMES = (
    HTTPBearer(scheme_name="bearer", description="Authorization: Bearer sk_…", auto_error=False),
    APIKeyQuery(name="api_key", scheme_name="query", description="?api_key=sk_…", auto_error=False),
)


def context_of(connection: HTTPConnection) -> ApiContext:
    """Return what the API was given."""
    return cast("ApiContext", connection.app.state.context)


def presented_by(connection: HTTPConnection, key: str | None = None) -> Presented:
    """Return what a request shows; a key in the header stands before one in the address."""
    headers = connection.headers
    state = connection.scope.get("state") or {}
    return Presented(
        key=key or bearer_of(headers.get("authorization")) or connection.query_params.get("api_key") or None,
        session=connection.cookies.get(SESSION_COOKIE),
        csrf=headers.get(CSRF_HEADER),
        ingress=state.get("ingress") is True,
        ingress_user=headers.get("x-remote-user-display-name", "")[:100],
    )


def doors_of(connection: HTTPConnection) -> Doors:
    """Return who lets callers in."""
    return cast("Doors", connection.app.state.doors)


def requires(scope: Scope) -> Callable[[Request], Awaitable[Caller]]:
    """Return the check of one scope."""

    async def check(request: Request) -> Caller:
        # A GET that starts something counts as a change too: a link must not do it with somebody's session.
        changes = request.method not in _SAFE or scope is Scope.CONTROL
        caller = await doors_of(request).resolve(presented_by(request), changes=changes)
        caller.require(scope)
        return caller

    return check


async def _declared(
    _bearer: Annotated[object, Security(_SCHEMES[0])], _query: Annotated[object, Security(_SCHEMES[1])]
) -> None:
    """Put the ways of sending a key into the contract; the check itself is `requires`."""


async def _reader(request: Request, _schemes: Annotated[None, Depends(_declared)]) -> Caller:
    return await _READ(request)


async def _controller(request: Request, _schemes: Annotated[None, Depends(_declared)]) -> Caller:
    return await _CONTROL(request)


async def _admin(request: Request, _schemes: Annotated[None, Depends(_declared)]) -> Caller:
    return await _ADMIN(request)


_READ, _CONTROL, _ADMIN = (requires(scope) for scope in (Scope.READ, Scope.CONTROL, Scope.ADMIN))

Context = Annotated[ApiContext, Depends(context_of)]
Reader = Annotated[Caller, Depends(_reader)]
Controller = Annotated[Caller, Depends(_controller)]
Admin = Annotated[Caller, Depends(_admin)]
