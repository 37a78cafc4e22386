"""Puts the pages together: routes, who may see them, and what every answer carries."""

import logging
import threading
from collections.abc import Awaitable, Callable, Sequence

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from syncopate.domain.playlist import LARGEST_FORM
from syncopate.errors import (
    AccessDenied,
    KeyMissing,
    MethodNotAllowed,
    NotFound,
    PayloadTooLarge,
    SyncopateError,
)
from syncopate.sync.artwork import ServiceCovers
from syncopate.web import live
from syncopate.web.auth import check_csrf, visitor_and
from syncopate.web.context import WebContext
from syncopate.web.pages import (
    accounts,
    adding,
    browsing,
    captures,
    changing,
    decisions,
    exporting,
    guide,
    hearing,
    identified,
    keeping,
    libraries,
    link,
    link_findings,
    link_plan,
    link_settings,
    links,
    log,
    logins,
    members,
    missing,
    new_link,
    overview,
    pictures,
    plan,
    playlist,
    playlist_form,
    playlists,
    replacing,
    returning,
    reviewing,
    schedules,
    settings,
    shelf,
    signing,
    source,
    sources,
    taking_over,
    watched,
)
from syncopate.web.render import prepare
from syncopate.web.secured import KeptFiles, SecureHeaders
from syncopate.web.staging import Staging
from syncopate.web.veil import unveiled
from syncopate.web.view.links import root_of, segment, with_query
from syncopate.web.visit import SEE_OTHER, Visit, read_shell

_LOG = logging.getLogger(__name__)
_BODY = 1_000_000
_SMALL = 1_000
"""Bytes below which packing saves nothing."""

_EFFORT = 4
"""Of packing a page, 1 to 9: beyond, it takes longer than it saves. Files are packed as far as it goes."""

type Page = Callable[[Visit], Awaitable[Response]]

READ = "read"
CONTROL = "control"
ADMIN = "admin"

PAGES: Sequence[tuple[str, Page]] = (
    ("/", overview.show),
    ("/guide", guide.show),
    ("/playlists", playlists.show),
    ("/playlists/add", adding.show),
    ("/playlists/{id}", playlist.show),
    ("/playlists/{id}/plan", plan.show),
    ("/sources", sources.show),
    ("/sources/browse", sources.browse),
    ("/playlists/{id}/changes", changing.show),
    ("/playlists/{id}/export", exporting.download),
    ("/review", reviewing.show),
    ("/decisions", decisions.show),
    ("/identities", identified.show),
    ("/missing", missing.show),
    ("/missing/{name}", missing.download),
    ("/schedules", schedules.show),
    ("/log", log.show),
    ("/log/{id}", log.show_run),
    ("/library", browsing.show),
    ("/library/artists", shelf.show_artists),
    ("/library/albums", shelf.show_albums),
    ("/library/tracks", browsing.show_tracks),
    ("/library/genres", browsing.show_genres),
    ("/library/search", browsing.show_search),
    ("/libraries", libraries.show),
    ("/libraries/{id}/albums", shelf.show_albums),
    ("/libraries/{id}/albums/{key}", shelf.show_album),
    ("/libraries/{id}/artists", shelf.show_artists),
    ("/libraries/{id}/artists/{key}", shelf.show_artist),
    ("/accounts", accounts.show),
    ("/accounts/{id}", accounts.show_one),
    ("/accounts/{id}/watched", watched.show),
    ("/accounts/{id}/watched/export", watched.give_out),
    ("/links", links.show),
    ("/links/{id}", link.show),
    ("/links/{id}/settings", link_settings.show),
    ("/links/{id}/findings", link_findings.show),
    ("/links/{id}/plans/{plan}", link_plan.show),
    ("/captures", captures.show),
    ("/members", members.show),
    ("/settings", settings.show),
)

DECIDING: Sequence[tuple[str, Page]] = (
    ("/playlists/{id}/source", taking_over.show),
    ("/links/new", new_link.show),
)
"""Pages for those who may decide what they are about."""

SETTING_UP: Sequence[tuple[str, Page]] = (
    ("/accounts/add", logins.choose),
    ("/logins/{id}", logins.show),
)
"""Pages for those alone who may do what they are for."""

COMMANDS: Sequence[tuple[str, str, Page]] = (
    ("/guide/leave", ADMIN, guide.leave),
    ("/playlists/add", CONTROL, adding.add),
    ("/sources/add", CONTROL, sources.add),
    ("/playlists/{id}/sync", CONTROL, playlists.sync),
    ("/playlists/{id}/decide", CONTROL, playlist.decide),
    ("/playlists/{id}/change", CONTROL, playlist_form.change),
    ("/playlists/{id}/file", CONTROL, replacing.replace),
    ("/playlists/{id}/remove", CONTROL, playlist.remove),
    ("/playlists/{id}/source/accept", CONTROL, taking_over.accept),
    ("/playlists/{id}/source/keep", CONTROL, source.keep),
    ("/playlists/{id}/source/account", CONTROL, source.by_account),
    ("/playlists/{id}/source/stay", CONTROL, source.stay),
    ("/playlists/{id}/source/read", CONTROL, source.read),
    ("/playlists/{id}/source/identify", CONTROL, source.identify),
    ("/playlists/{id}/export", CONTROL, exporting.save),
    ("/playlists/{id}/targets/add", CONTROL, keeping.add),
    ("/playlists/{id}/targets/{target}/remove", CONTROL, keeping.remove),
    ("/review/decide", CONTROL, reviewing.decide),
    ("/review/accept", CONTROL, reviewing.accept),
    ("/decisions/{id}/undo", CONTROL, reviewing.undo),
    ("/identities/decide", CONTROL, identified.decide),
    ("/identities/forget", CONTROL, identified.forget),
    ("/jobs/{job}/run", CONTROL, schedules.run),
    ("/jobs/{job}/schedule", CONTROL, schedules.change),
    ("/runs/{id}/cancel", CONTROL, schedules.cancel),
    ("/libraries/add", ADMIN, libraries.add),
    ("/libraries/{id}/scan", CONTROL, libraries.scan),
    ("/libraries/{id}/rename", ADMIN, libraries.rename),
    ("/libraries/{id}/remove", ADMIN, libraries.remove),
    ("/accounts/add", ADMIN, logins.add),
    ("/accounts/{id}/check", CONTROL, accounts.check),
    ("/accounts/{id}/change", ADMIN, accounts.change),
    ("/accounts/{id}/owner", ADMIN, accounts.own),
    ("/accounts/{id}/hook", ADMIN, accounts.make_webhook),
    ("/accounts/{id}/hook/remove", ADMIN, accounts.remove_webhook),
    ("/accounts/{id}/remove", ADMIN, accounts.remove),
    ("/accounts/{id}/libraries", ADMIN, accounts.add_libraries),
    ("/accounts/{id}/watched/delete", CONTROL, watched.delete),
    ("/accounts/{id}/watched/import", CONTROL, watched.take_in),
    ("/links/new", CONTROL, new_link.add),
    ("/links/{id}/run", CONTROL, links.run),
    ("/links/{id}/switch", CONTROL, links.switch),
    ("/links/{id}/change", CONTROL, link_settings.change),
    ("/links/{id}/forget", CONTROL, links.forget),
    ("/links/{id}/remove", CONTROL, links.remove),
    ("/links/{id}/block", CONTROL, link_findings.block),
    ("/links/{id}/same", CONTROL, link_findings.same),
    ("/links/{id}/overrides/{override}/remove", CONTROL, link_findings.take_back),
    ("/links/{id}/plans/{plan}/approve", CONTROL, link_plan.approve),
    ("/links/{id}/plans/{plan}/discard", CONTROL, link_plan.discard),
    ("/captures/{id}/restore", CONTROL, captures.restore),
    ("/captures/{id}/remove", ADMIN, captures.remove),
    ("/logins/{id}", ADMIN, logins.go_on),
    ("/logins/{id}/forget", ADMIN, logins.forget),
    ("/members/add", ADMIN, members.add),
    ("/members/{id}/rename", ADMIN, members.rename),
    ("/members/{id}/remove", ADMIN, members.remove),
    ("/members/{id}/users", ADMIN, members.set_users),
    ("/settings", ADMIN, settings.save),
    ("/settings/keys", ADMIN, settings.create_key),
    ("/settings/keys/{id}/revoke", ADMIN, settings.revoke_key),
)

FORMS: Sequence[tuple[str, str]] = (
    ("/libraries/add", "libraries"),
    ("/libraries/{id}/rename", "libraries"),
    ("/accounts/{id}/change", "accounts/{id}"),
    ("/accounts/{id}/libraries", "accounts/{id}"),
    ("/accounts/{id}/owner", "accounts/{id}"),
    ("/accounts/{id}/hook", "accounts/{id}"),
    ("/members/add", "members"),
    ("/members/{id}/rename", "members"),
    ("/members/{id}/users", "members"),
    ("/sources/add", "sources"),
    ("/playlists/{id}/change", "playlists/{id}"),
    ("/playlists/{id}/file", "playlists/{id}"),
    ("/playlists/{id}/targets/add", "playlists/{id}"),
    ("/playlists/{id}/source/accept", "playlists/{id}/source"),
    ("/jobs/{job}/schedule", "schedules"),
    ("/links/{id}/change", "links/{id}/settings"),
    ("/links/{id}/same", "links/{id}/findings"),
    ("/captures/{id}/restore", "captures"),
    ("/accounts/{id}/watched/delete", "accounts/{id}/watched"),
    ("/accounts/{id}/watched/import", "accounts/{id}/watched"),
    ("/settings/keys", "settings"),
)
"""Addresses that stay in the browser with a form that was not taken, and the page that has the form."""


class Web:
    """The pages of one engine."""

    def __init__(self, context: WebContext) -> None:
        self.context = context
        self.staging = Staging()
        self.covers = ServiceCovers()

    def routes(self) -> list[BaseRoute]:
        """Return all routes; reading before writing, plain names before ids."""
        return [
            Mount("/static", GZipMiddleware(KeptFiles(), minimum_size=_SMALL), name="static"),
            Route("/login", self._open(signing.show), methods=["GET"]),
            Route("/login", self._open(signing.enter), methods=["POST"]),
            Route("/callback", self._open(returning.show), methods=["GET"]),
            Route("/logout", self._command(READ, signing.leave), methods=["POST"]),
            Route("/stream", self._guarded(READ, live.stream), methods=["GET"]),
            Route("/libraries/{id}/play", self._guarded(CONTROL, hearing.play), methods=["GET"]),
            Route("/libraries/{id}/cover", self._guarded(READ, pictures.cover), methods=["GET"]),
            Route("/sources/cover", self._guarded(READ, pictures.service_cover), methods=["GET"]),
            *(Route(path, self._command(scope, page), methods=["POST"]) for path, scope, page in COMMANDS),
            *(Route(path, self._guarded(READ, _leads(place)), methods=["GET"]) for path, place in FORMS),
            *(Route(path, self._guarded(ADMIN, page), methods=["GET"]) for path, page in SETTING_UP),
            *(Route(path, self._guarded(CONTROL, page), methods=["GET"]) for path, page in DECIDING),
            *(Route(path, self._guarded(READ, page), methods=["GET"]) for path, page in PAGES),
        ]

    async def visit(self, request: Request) -> Visit:
        """Find out who is looking and how the page shall look."""
        visitor, shell = await visitor_and(self.context, request, read_shell)
        request.state.staging = self.staging
        request.state.covers = self.covers
        return Visit(
            request=request, context=self.context, visitor=visitor, shell=shell, now=self.context.kit.now()
        )

    def _open(self, page: Page) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            visit = await self.visit(request)
            try:
                if request.method == "POST":
                    visit = await _with_form(visit)
                return await page(visit)
            except SyncopateError as error:
                return visit.trouble(error)
            finally:
                # What an upload was kept in is given back.
                await request.close()

        return answer

    def _guarded(self, scope: str, page: Page) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            visit = await self.visit(request)
            if visit.visitor is None:
                return _to_sign_in(visit)
            try:
                visit.visitor.need(scope)
                return await page(visit)
            except SyncopateError as error:
                return visit.trouble(error)

        return answer

    def _command(self, scope: str, page: Page) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            visit = await self.visit(request)
            try:
                if visit.visitor is None:
                    raise KeyMissing
                visit.visitor.need(scope)
                visit = await _with_form(visit)
                check_csrf(visit.visitor, unveiled(visit.form.get("csrf")))
                return await page(visit)
            except SyncopateError as error:
                return visit.trouble(error)
            finally:
                # What an upload was kept in is given back.
                await request.close()

        return answer

    async def refused(self, request: Request, error: Exception) -> Response:
        """Dress what the router refuses by itself."""
        visit = await self.visit(request)
        match error:
            case HTTPException(status_code=404):
                return visit.trouble(NotFound(what="page", id=visit.path))
            case HTTPException(status_code=405):
                return visit.trouble(MethodNotAllowed(method=request.method))
            case HTTPException():
                return visit.trouble(AccessDenied(str(error.detail)))
            case _:
                return visit.trouble(SyncopateError())

    async def gone(self, _request: Request, _error: Exception) -> Response:
        """Answer nobody: who asked went away before all of the form was read, which is no error."""
        return Response(status_code=499)

    async def broken(self, request: Request, error: Exception) -> Response:
        """Tell the log everything and the visitor what to do."""
        _LOG.error("%s %s failed", request.method, request.scope["path"], exc_info=error)
        try:
            return (await self.visit(request)).trouble(SyncopateError())
        except SyncopateError as second:
            return PlainTextResponse(f"{second.detail}\n", second.status)


async def _with_form(visit: Visit) -> Visit:
    """Read the form of a POST. Raises PayloadTooLarge."""
    request = visit.request
    multipart = request.headers.get("content-type", "").startswith("multipart/form-data")
    limit = LARGEST_FORM if multipart else _BODY
    length = request.headers.get("content-length", "")
    # A form without a stated length could be endless; browsers always state it.
    if not length.isdigit() or int(length) > limit:
        raise PayloadTooLarge(limit=f"{limit // 1_000_000} MB")
    form = await request.form(max_files=1, max_fields=200, max_part_size=limit)
    return Visit(
        request=request,
        context=visit.context,
        visitor=visit.visitor,
        shell=visit.shell,
        now=visit.now,
        form=form,
    )


def _leads(place: str) -> Page:
    async def page(visit: Visit) -> Response:
        names = {name: segment(value) for name, value in visit.request.path_params.items()}
        return visit.to(place.format_map(names))

    return page


def _to_sign_in(visit: Visit) -> Response:
    query = visit.request.url.query
    back = f"{visit.path}?{query}" if query else visit.path
    place = with_query(f"{root_of(visit.path)}login", back=None if back == "/" else back)
    return RedirectResponse(place, SEE_OTHER)


def create_web(context: WebContext) -> Starlette:
    """Return the pages as an application of its own, to be mounted at the top, after the API."""
    web = Web(context)
    # Templates are compiled beside the start, so that whoever looks first does not wait for it.
    threading.Thread(target=prepare, name="templates", daemon=True).start()
    return Starlette(
        routes=web.routes(),
        middleware=[
            Middleware(SecureHeaders),
            Middleware(GZipMiddleware, minimum_size=_SMALL, compresslevel=_EFFORT),
        ],
        exception_handlers={HTTPException: web.refused, ClientDisconnect: web.gone, Exception: web.broken},
    )
