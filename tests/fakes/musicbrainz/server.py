"""The service itself: look-ups, browsing, searching; strict on what may be asked, and how often."""

import re
import time
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from typing import Any, Self

from aiohttp import web

from fakes.musicbrainz import telling
from fakes.musicbrainz.model import Artist, Recording, Release, ReleaseGroup, credited, joined
from fakes.musicbrainz.query import Fields, Nonsense, lucene, plain
from fakes.serving import FAULT, Served, Wire

type Way = Callable[[web.Request], dict[str, Any]]

VARIOUS_ARTISTS = "89ad4ac3-39f7-470e-963a-56509c546377"
LARGEST_PAGE = 100
_AGENT = re.compile(r"\S.*/\d\S* \( \S+ \)")
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_ISRC = re.compile(r"[A-Z]{2}[A-Z0-9]{3}\d{7}")
_RELATIONS = frozenset(f"{kind}-rels" for kind in ("artist", "recording", "release", "url", "work"))
_COMMON = frozenset({"aliases", "annotation", "tags", "genres", "ratings"})
_KINDS = frozenset({"album", "ep", "single", "broadcast", "other"})
_INC: Mapping[str, frozenset[str]] = {
    "recording": _COMMON | _RELATIONS | {"artists", "releases", "artist-credits", "isrcs"},
    "isrc": _RELATIONS | {"artists", "releases", "artist-credits", "isrcs", "aliases", "tags", "ratings"},
    "release": _COMMON
    | _RELATIONS
    | {"artists", "labels", "recordings", "release-groups", "artist-credits", "media", "discids"},
    "artist": _COMMON | _RELATIONS | {"recordings", "releases", "release-groups", "works"},
}
"""What may be included in a look-up by itself."""
_MORE: Mapping[str, frozenset[str]] = {
    "recordings": frozenset({"artist-credits", "isrcs"}),
    "releases": frozenset({"artist-credits", "discids", "media"}),
}
"""What may be included only along with something else."""


class Refusal(Exception):
    """An answer other than 200."""

    def __init__(self, status: int, error: str) -> None:
        super().__init__(error)
        self.status = status
        self.error = error


class FakeMusicBrainz:
    """An asynchronous context manager: the service runs inside of it at `address`.

    `paced`: who asks more than once in a second is refused.
    """

    def __init__(self, *, paced: bool = True, port: int = 0) -> None:
        self.wire = Wire()
        self.paced = paced
        self.artists: list[Artist] = [Artist(name="Various Artists", id=VARIOUS_ARTISTS)]
        self.recordings: list[Recording] = []
        self.releases: list[Release] = []
        self.groups: list[ReleaseGroup] = []
        self._last = 0.0
        app = web.Application(middlewares=[self.wire.middleware()])
        lookups: Mapping[str, Way] = {
            "recording": self._recording,
            "release": self._release,
            "artist": self._artist,
            "isrc": self._isrc,
        }
        for entity, way in lookups.items():
            app.router.add_get(f"/ws/2/{entity}/{{id}}", self._handler(way))
        for entity, way in (
            ("recording", self._find_recordings),
            ("release", self._find_releases),
            ("release-group", self._find_groups),
            ("artist", self._find_artists),
            ("url", self._url),
        ):
            app.router.add_get(f"/ws/2/{entity}", self._handler(way))
        self._served = Served(app, port)

    @property
    def address(self) -> str:
        """Return what stands in for https://musicbrainz.org."""
        return self._served.address

    async def __aenter__(self) -> Self:
        await self._served.__aenter__()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._served.__aexit__()

    def add_artist(self, name: str, *aliases: str) -> Artist:
        """Let there be an artist."""
        self.artists.append(Artist(name=name, aliases=list(aliases)))
        return self.artists[-1]

    def add_recording(self, title: str, *artists: Artist, **more: Any) -> Recording:
        """Let there be a recording, by artists joined by " & "."""
        credit = [(one, " & " if one is not artists[-1] else "") for one in artists]
        self.recordings.append(Recording(title=title, credit=credit, **more))
        return self.recordings[-1]

    def add_group(self, title: str, *artists: Artist, **more: Any) -> ReleaseGroup:
        """Let there be an album, without any edition."""
        credit = [(one, " & " if one is not artists[-1] else "") for one in artists]
        self.groups.append(ReleaseGroup(title=title, credit=credit, **more))
        return self.groups[-1]

    def add_release(self, group: ReleaseGroup, **more: Any) -> Release:
        """Let there be an edition of an album."""
        given = {"title": group.title, "credit": group.credit} | more
        self.releases.append(Release(group=group, **given))
        return self.releases[-1]

    def _handler(self, way: Way) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def handle(request: web.Request) -> web.StreamResponse:
            try:
                self._let_in(request)
                return web.json_response(way(request))
            except Refusal as refusal:
                headers = (
                    {"Retry-After": "1"} if refusal.status == web.HTTPServiceUnavailable.status_code else {}
                )
                return web.json_response({"error": refusal.error}, status=refusal.status, headers=headers)

        return handle

    def _let_in(self, request: web.Request) -> None:
        now, before = time.monotonic(), self._last
        self._last = now
        if self.paced and now - before < 1.0:
            raise Refusal(503, "Your requests are exceeding the allowable rate limit.")
        if not _AGENT.fullmatch(request.headers.get("User-Agent", "")):
            raise Refusal(403, "Your User-Agent tells nobody who you are.")
        if request.query.getall("fmt", []) != ["json"]:
            raise Refusal(400, "Only fmt=json is spoken here.")

    def _recording(self, request: web.Request) -> dict[str, Any]:
        inc, one = _included(request, "recording"), _named(request, self.recordings)
        return telling.recording(one, inc, self._with(one))

    def _release(self, request: web.Request) -> dict[str, Any]:
        inc = _included(request, "release")
        return telling.release(_named(request, self.releases), inc, emptied=FAULT in request)

    def _artist(self, request: web.Request) -> dict[str, Any]:
        _included(request, "artist")
        return telling.artist(_named(request, self.artists))

    def _isrc(self, request: web.Request) -> dict[str, Any]:
        inc, code = _included(request, "isrc"), request.match_info["id"]
        if not _ISRC.fullmatch(code):
            raise Refusal(400, "Invalid isrc.")
        found = [one for one in self.recordings if code in one.isrcs]
        if not found:
            raise Refusal(404, "Not Found")
        told = [] if FAULT in request else [telling.recording(one, inc, self._with(one)) for one in found]
        return {"isrc": code, "recordings": told}

    def _url(self, request: web.Request) -> dict[str, Any]:
        """Return a page elsewhere by its address, which has to be just as it was linked."""
        _only(request, {"resource", "inc"})
        resource = request.query.get("resource", "")
        if request.query.get("inc", "") != "recording-rels" or not resource:
            raise Refusal(400, "Tell which resource, and what to include.")
        linked = [(one, ended) for one in self.recordings for page, ended in one.urls if page == resource]
        if not linked:
            raise Refusal(404, "Not Found")
        return telling.page(resource, linked)

    def _with(self, recording: Recording) -> list[Release]:
        """Return the releases that a recording is on."""
        return [
            release
            for release in self.releases
            if any(place.recording is recording for medium in release.media for place in medium.tracks)
        ]

    def _find_recordings(self, request: web.Request) -> dict[str, Any]:
        return _searched(
            request,
            "recordings",
            self.recordings,
            lambda one: {"recording": one.title, "artist": joined(one.credit), "isrc": " ".join(one.isrcs)},
            lambda one: telling.recording(one, {"artist-credits", "isrcs", "releases"}, self._with(one)),
        )

    def _find_releases(self, request: web.Request) -> dict[str, Any]:
        if "release-group" in request.query:
            return self._browse(request)
        return _searched(
            request,
            "releases",
            self.releases,
            lambda one: {"release": one.title, "artist": joined(one.credit), "barcode": one.barcode},
            lambda one: (
                telling.release(one, {"artist-credits", "release-groups", "media"})
                | {"track-count": sum(len(medium.tracks) for medium in one.media)}
            ),
        )

    def _find_groups(self, request: web.Request) -> dict[str, Any]:
        if "artist" in request.query:
            return self._groups_of(request)
        return _searched(
            request,
            "release-groups",
            self.groups,
            lambda one: {"releasegroup": one.title, "artist": joined(one.credit)},
            lambda one: telling.group(one) | {"artist-credit": credited(one.credit)},
        )

    def _find_artists(self, request: web.Request) -> dict[str, Any]:
        return _searched(
            request,
            "artists",
            self.artists,
            lambda one: {"artist": one.name, "alias": " / ".join(one.aliases)},
            telling.artist,
        )

    def _groups_of(self, request: web.Request) -> dict[str, Any]:
        """Return what an artist brought out, of the kinds that are asked for."""
        _only(request, {"artist", "inc", "limit", "offset", "type"})
        artist, inc = request.query["artist"], request.query.get("inc", "")
        kinds = set(request.query.get("type", "").split("|")) - {""}
        if not _UUID.fullmatch(artist) or inc not in {"", "artist-credits"} or kinds - _KINDS:
            raise Refusal(400, "Invalid mbid, inc or type.")
        if artist not in {one.id for one in self.artists}:
            raise Refusal(404, "Not Found")
        found = [
            one
            for one in self.groups
            if artist in {credited.id for credited, _ in one.credit}
            and (not kinds or one.kind.casefold() in kinds)
        ]
        limit, offset = _place(request)
        page = [] if FAULT in request else found[offset : offset + limit]
        shown = {one.id: {"artist-credit": credited(one.credit)} if inc else {} for one in page}
        told = [telling.group(one) | shown[one.id] for one in page]
        return {"release-group-count": len(found), "release-group-offset": offset, "release-groups": told}

    def _browse(self, request: web.Request) -> dict[str, Any]:
        """Return the editions of an album."""
        _only(request, {"release-group", "inc", "limit", "offset", "status", "type"})
        group = request.query["release-group"]
        if not _UUID.fullmatch(group):
            raise Refusal(400, "Invalid mbid.")
        if group not in {one.id for one in self.groups}:
            raise Refusal(404, "Not Found")
        found = [one for one in self.releases if one.group.id == group]
        limit, offset = _place(request)
        page = [] if FAULT in request else found[offset : offset + limit]
        told = [telling.release(one, ()) for one in page]
        return {"release-count": len(found), "release-offset": offset, "releases": told}


def _searched[T](
    request: web.Request,
    name: str,
    things: Sequence[T],
    fields: Callable[[T], Fields],
    tell: Callable[[T], dict[str, Any]],
) -> dict[str, Any]:
    """Return what a query finds, the shortest names first: they have the least besides what was asked for."""
    _only(request, {"query", "limit", "offset", "dismax"})
    query = request.query.get("query", "")
    known = frozenset(fields(things[0])) if things else frozenset({"recording", "release", "artist"})
    if not query:
        raise Refusal(400, "The given parameters do not match any available query type for the resource.")
    try:
        wanted = plain(query) if request.query.get("dismax") == "true" else lucene(query, known)
    except Nonsense as error:
        raise Refusal(400, f"Unable to parse search: {error}") from None
    found = sorted((one for one in things if wanted(fields(one))), key=lambda one: len(str(fields(one))))
    limit, offset = _place(request)
    page = [] if FAULT in request else found[offset : offset + limit]
    told = [tell(one) | {"score": 100 - at} for at, one in enumerate(page)]
    return {"created": "2025-06-01T00:00:00.000Z", "count": len(found), "offset": offset, name: told}


def _named[T: (Recording, Release, Artist)](request: web.Request, things: Sequence[T]) -> T:
    wanted = request.match_info["id"]
    if not _UUID.fullmatch(wanted):
        raise Refusal(400, "Invalid mbid.")
    for one in things:
        if one.id == wanted:
            return one
    raise Refusal(404, "Not Found")


def _included(request: web.Request, resource: str) -> frozenset[str]:
    """Return what a look-up shall include. Raises Refusal for what it cannot."""
    _only(request, {"inc"})
    asked = frozenset(request.query.get("inc", "").split())
    along = frozenset(one for other in asked for one in _MORE.get(other, ()))
    for one in sorted(asked - _INC[resource] - along):
        raise Refusal(400, f"{one} is not a valid inc parameter for the {resource} resource.")
    return asked


def _only(request: web.Request, allowed: Collection[str]) -> None:
    if odd := set(request.query) - {"fmt", *allowed}:
        raise Refusal(400, f"Unknown parameters: {', '.join(sorted(odd))}")


def _place(request: web.Request) -> tuple[int, int]:
    limit, offset = request.query.get("limit", "25"), request.query.get("offset", "0")
    if not (limit.isdecimal() and offset.isdecimal() and 1 <= int(limit) <= LARGEST_PAGE):
        raise Refusal(400, "limit is from 1 to 100, offset from 0.")
    return int(limit), int(offset)
