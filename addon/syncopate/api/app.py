"""Puts the routers together, and writes the contract down."""

from functools import cache
from typing import Any

from fastapi import Depends, FastAPI
from fastapi.routing import APIRoute
from pydantic.json_schema import models_json_schema

from syncopate.access.callers import Doors
from syncopate.api.answers import SCHEMAS
from syncopate.api.context import ApiContext
from syncopate.api.failures import add_handlers
from syncopate.api.limits import BodyLimit
from syncopate.api.parameters import only_declared
from syncopate.api.present.system import API_VERSION
from syncopate.api.routes import (
    accounts,
    albums,
    artwork,
    browsing,
    browsing_items,
    decisions,
    docs,
    events,
    explaining,
    exporting,
    hooks,
    identities,
    jobs,
    keys,
    libraries,
    links,
    listening,
    logins,
    matches,
    members,
    missing,
    playlists,
    providers,
    runs,
    servers,
    settings,
    sources,
    stream,
    system,
    targets,
    triggers,
    uploads,
    watching,
)
from syncopate.api.wire.base import Problem
from syncopate.api.wire.overview import StreamEvent, StreamHello
from syncopate.sync.records import StoredRecords

PREFIX = f"/api/v{API_VERSION}"
_ROUTERS = (
    system,
    providers,
    accounts,
    logins,
    servers,
    members,
    libraries,
    albums,
    browsing,
    browsing_items,
    artwork,
    links,
    hooks,
    listening,
    uploads,
    playlists,
    exporting,
    sources,
    identities,
    targets,
    matches,
    decisions,
    explaining,
    missing,
    jobs,
    runs,
    events,
    stream,
    settings,
    keys,
    watching,
)
_DESCRIPTION = (
    "Keeps a household's media in step. Every route but health needs a key: `Authorization: Bearer sk_…`, or "
    "`?api_key=sk_…` where headers cannot be set. Errors are problem+json with a stable `key`. "
    "Servers need none for the addresses that `POST /api/v1/accounts/{account_id}/hook` makes for them. "
    "What a route does not declare, in the query or in a body, is refused with 422. "
    "`GET /api/v1/events/stream` is a websocket: first a StreamHello, then StreamEvents; a key may also be "
    'sent as its first frame, `{"type": "auth", "key": "sk_…"}`.'
)


def create_api(context: ApiContext) -> FastAPI:
    """Return the API as an application whose routes begin with /api."""
    app = _routes()
    app.state.context = context
    app.state.doors = Doors(StoredRecords(context.kit.database), context.limiter, context.kit.now)
    # Made when it is first read: few ever do, and it takes 5 MB.
    app.state.document = cache(lambda: _document(app))
    app.add_middleware(BodyLimit, limits=context.limits)
    return app


def openapi_document() -> dict[str, Any]:
    """Return the contract: needs no database."""
    return _document(_routes())


def _routes() -> FastAPI:
    app = FastAPI(
        title="Syncopate",
        version=str(API_VERSION),
        description=_DESCRIPTION,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        generate_unique_id_function=_operation_id,
        separate_input_output_schemas=False,
        redirect_slashes=False,
    )
    add_handlers(app)
    for module in _ROUTERS:
        app.include_router(module.router, prefix=PREFIX, dependencies=[Depends(only_declared)])
    app.include_router(triggers.router, prefix="/api")
    app.include_router(docs.router, prefix="/api")
    return app


def _operation_id(route: APIRoute) -> str:
    return route.name


def _document(app: FastAPI) -> dict[str, Any]:
    document = app.openapi()
    document["paths"]["/api/v1/missing.csv"]["get"]["responses"]["200"]["content"] = {
        "text/csv": {"schema": {"type": "string"}}
    }
    # Problems have their own media type and the websocket no place among the paths: their schemas are added.
    _, more = models_json_schema(
        [(Problem, "serialization"), (StreamHello, "serialization"), (StreamEvent, "serialization")],
        ref_template=SCHEMAS,
    )
    for name, schema in more["$defs"].items():
        document["components"]["schemas"].setdefault(name, schema)
    return document
