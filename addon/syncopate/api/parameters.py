"""Holds requests to the query parameters that their route declares: a misspelt one must not be ignored."""

from collections.abc import Callable, Iterator
from typing import Any

from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from pydantic import BaseModel
from starlette.requests import HTTPConnection

from syncopate.errors import InvalidInput

_ANYWHERE = frozenset({"api_key"})
_MOST, _LONGEST = 5, 100
_DECLARED: dict[Callable[..., Any], frozenset[str]] = {}
"""What was found out of each endpoint."""


async def only_declared(connection: HTTPConnection) -> None:
    """Refuse what the route does not know. Raises InvalidInput that names it, and what there is.

    It comes before the key is looked at: `apikey` is a parameter that is not known, not a missing key.
    """
    route = connection.scope.get("route")
    if connection.scope["type"] != "http" or not isinstance(route, APIRoute):
        return
    declared = _declared(route)
    unknown = [name for name in dict.fromkeys(connection.query_params) if name not in declared | _ANYWHERE]
    if unknown:
        names = ", ".join(name[:_LONGEST] for name in unknown[:_MOST])
        there = f"There are: {', '.join(sorted(declared))}." if declared else "There are none here."
        raise InvalidInput(
            f"Not a parameter: {names}. {there}", field=unknown[0][:_LONGEST], reason="not a parameter"
        )


def _declared(route: APIRoute) -> frozenset[str]:
    if (known := _DECLARED.get(route.endpoint)) is None:
        known = _DECLARED[route.endpoint] = frozenset(_query_of(route.dependant))
    return known


def _query_of(dependant: Dependant) -> Iterator[str]:
    """Give the names of all query parameters, those that stand together in a model each."""
    for field in dependant.query_params:
        kind = field.field_info.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from (more.alias or name for name, more in kind.model_fields.items())
        else:
            yield field.alias
    for inner in dependant.dependencies:
        yield from _query_of(inner)
