"""The web service: one address, functions by name, errors with the status 200; and how tests change it."""

import re
import time
from base64 import b64decode
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Self

from aiohttp import web

from fakes.sagex.encoding import Json, as_xml, told_airing, told_media
from fakes.sagex.model import MINUTE, Airing, Library, Media, Part, Show
from fakes.serving import FAULT, Served, Wire

_KNOWN = re.compile(r"c|command|encoder|filter|start|size|context|[1-9]\d?")
_SIZE_OF = re.compile(r'Size\(GetMediaFiles\("([A-Z]*)"\)\)')
_PAGE = 50
_VERSION = "9.2.9"


class _Failed(Exception):
    """What SageX tells as an error."""


def _now() -> int:
    return int(time.time() * 1000)


class FakeSageX:
    """An asynchronous context manager: the server runs inside of it at `address`.

    `user` None: it wants no login. `clock` tells the server's time, in ms since 1970. `refused` maps functions
    to what they fail with. `screens` maps those that the server draws to what is loaded there. `records_to` and
    `imports_from` are the folders of its recordings and of videos.
    """

    def __init__(
        self,
        *,
        user: str | None = "sage",
        password: str = "frey",  # noqa: S107 -- a fake's
        clock: Callable[[], int] = _now,
        port: int = 0,
    ) -> None:
        self.wire = Wire()
        self.user = user
        self.password = password
        self.clock = clock
        self.library = Library(now=self.time)
        self.refused: dict[str, str] = {}
        self.screens: dict[str, Media | None] = {"SAGETV_PROCESS_LOCAL_UI": None}
        self.records_to: list[str] = []
        self.imports_from: list[str] = []
        self.before: Callable[[str], None] = lambda _function: None
        """Called with the name of each function before it is carried out."""
        self._next = 3_000_000
        app = web.Application(middlewares=[self.wire.middleware()])
        app.router.add_get("/sagex/api", self._handle)
        app.router.add_post("/sagex/api", self._handle)
        self._served = Served(app, port)

    @property
    def address(self) -> str:
        """Return where the server is."""
        return self._served.address

    async def __aenter__(self) -> Self:
        await self._served.__aenter__()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._served.__aexit__()

    def time(self) -> int:
        """Return the server's time."""
        return self.clock()

    @property
    def called(self) -> list[str]:
        """Return the functions that were called, in order."""
        return [dict(one.query).get("c", "") for one in self.wire.journal]

    @property
    def written(self) -> list[str]:
        """Return those that change something."""
        return [one for one in self.called if one.startswith(("Set", "Clear"))]

    def add(
        self,
        show: Show,
        path: str,
        *,
        start: int,
        minutes: float = 40,
        aired_from: int | None = None,
        aired_minutes: float | None = None,
        kind: str = "T",
        **properties: str,
    ) -> Media:
        """Record a show: the file begins at `start`, and with it the broadcast unless that is told."""
        length = round(minutes * MINUTE)
        aired = length if aired_minutes is None else round(aired_minutes * MINUTE)
        self._next += 2
        airing = Airing(self._next, show, start if aired_from is None else aired_from, aired)
        parts = [Part(path, start, start + length)]
        media = Media(self._next + 1, airing, parts, kind=kind, properties=dict(properties))
        self.library.airings[airing.id] = airing
        self.library.media[media.id] = media
        return media

    def split(self, media: Media, after_minutes: float, gap_minutes: float) -> None:
        """Let a recording have stopped for a while: it lies in two files from then on."""
        (whole,) = media.parts
        at, gap = whole.start + round(after_minutes * MINUTE), round(gap_minutes * MINUTE)
        name, _, extension = whole.path.rpartition(".")
        media.parts = [
            replace(whole, end=at),
            Part(f"{name.removesuffix('-0')}-1.{extension}", at + gap, whole.end + gap),
        ]

    def watch(self, media: Media, minutes: float, at: int | None = None) -> None:
        """Let somebody watch a file up to so many minutes of it, until a time of the server's clock."""
        end = media.start + round(minutes * MINUTE)
        stopped = self.clock() if at is None else at
        self.library.set_times(media.airing, end, stopped - round(minutes * MINUTE), stopped)

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        if self.user is not None and not self._lets_in(request):
            return web.Response(
                status=401,
                text="<html><head><title>Error 401 Unauthorized</title></head></html>",
                content_type="text/html",
                headers={"WWW-Authenticate": 'Basic realm="Jetty"'},
            )
        query = dict(request.query)
        encoder = query.get("encoder", "xml")
        try:
            answer = self._answer(query, empty=FAULT in request)
        except _Failed as failed:
            said = str(failed)
            answer = {"sagexVersion": _VERSION, "error": said, "exception": f"java.lang.Exception: {said}\n"}
        if encoder == "json":
            return web.json_response(answer)
        return web.Response(text=as_xml(answer), content_type="text/xml")

    def _lets_in(self, request: web.Request) -> bool:
        kind, _, given = request.headers.get("Authorization", "").partition(" ")
        try:
            login = b64decode(given, validate=True).decode()
        except ValueError:
            return False
        return kind == "Basic" and login == f"{self.user}:{self.password}"

    def _answer(self, query: dict[str, str], *, empty: bool) -> Json:
        if query.get("encoder", "xml") not in {"json", "xml"}:
            raise _Failed("Invalid Reply Encoder")
        odd = [name for name in query if not _KNOWN.fullmatch(name)]
        if odd:
            # The real one passes over them: whoever sends such a thing means something else.
            raise _Failed(f"Unknown parameters: {', '.join(odd)}")
        function = query.get("command", query.get("c", "")).strip()
        if not function:
            raise _Failed("Missing Command Argument; Use 'command' or 'c' to specify the command.")
        arguments = []
        for at in range(1, 99):
            if str(at) not in query:
                break
            arguments.append(query[str(at)])
        self.before(function)
        if function in self.refused:
            raise _Failed(self.refused[function])
        wanted = frozenset(query["filter"].split("|")) if query.get("filter") else None
        found = [] if empty and function == "GetMediaFiles" else self._call(function, arguments, query)
        return self._told(self._part(found, query) if isinstance(found, list) else found, wanted)

    def _part(self, rows: list[Any], query: dict[str, str]) -> list[Any]:
        """Return a part of a list as Arrays.copyOfRange does: it fails for what begins behind the end."""
        if not rows:
            return rows
        start, size = _number(query.get("start"), 0), _number(query.get("size"), _PAGE)
        end = min(start + min(size, len(rows)), len(rows))
        if start > end:
            raise _Failed(f"{start} > {end}")
        return rows[start:end]

    def _told(self, found: Any, wanted: frozenset[str] | None) -> Json:
        match found:
            case None:
                return {}
            case Media():
                return {"MediaFile": told_media(self.library, found, wanted)}
            case Airing():
                return {"Airing": told_airing(self.library, found, wanted)}
            case list():
                rows = [
                    told_media(self.library, one, wanted) if isinstance(one, Media) else one for one in found
                ]
                return {"Result": rows}
            case _:
                return {"Result": found}

    def _call(self, function: str, arguments: Sequence[str], query: dict[str, str]) -> Any:
        """Return what a function returns; void is None."""
        known = {
            "Time": (0, self.time),
            "GetUIContextNames": (0, lambda: list(self.screens)),
            "GetCurrentMediaFile": (0, lambda: self.screens.get(query.get("context", ""))),
            "GetVideoDirectories": (0, lambda: self.records_to),
            "GetVideoLibraryImportPaths": (0, lambda: self.imports_from),
            "GetMediaFiles": (1, self._files),
            "GetMediaFileForID": (1, lambda key: self.library.media.get(_integer(key))),
            "EvaluateExpression": (1, self._evaluated),
            "GetStartForSegment": (2, lambda named, at: self._segment(named, at).start),
            "GetEndForSegment": (2, lambda named, at: self._segment(named, at).end),
            "IsWatched": (1, lambda named: self._asked(named, self.library.is_watched)),
            "IsWatchedCompletely": (1, lambda named: self._asked(named, self.library.is_complete)),
            "SetWatched": (1, lambda named: self._done(named, self.library.mark)),
            "ClearWatched": (1, lambda named: self._done(named, self.library.clear)),
            "SetWatchedTimes": (3, self._set_times),
        }
        if function not in known:
            raise _Failed(f"Invalid Api: {function}")
        count, carry_out = known[function]
        if len(arguments) != count:
            few = "few" if len(arguments) < count else "many"
            said = f"Too {few} args; Your Arg Count: {len(arguments)}; Required Arg Count: {count}"
            raise _Failed(said)
        return carry_out(*arguments)  # type: ignore[operator]

    def _files(self, mask: str) -> list[Media]:
        return [one for one in self.library.media.values() if one.kind in mask]

    def _evaluated(self, expression: str) -> int:
        found = _SIZE_OF.fullmatch(expression)
        if found is None:
            raise _Failed(f"Error parsing expression: {expression}")
        return len(self._files(found[1]))

    def _segment(self, named: str, at: str) -> Part:
        kind, _, number = named.partition(":")
        media = self.library.media.get(_integer(number)) if kind == "mediafile" else None
        place = _integer(at)
        return media.parts[place] if media is not None and place < len(media.parts) else Part("", 0, 0)

    def _airing(self, named: str) -> Airing | None:
        """Return what is named; a media file stands for its airing, and what is nothing is nothing."""
        kind, _, number = named.partition(":")
        if kind == "mediafile":
            media = self.library.media.get(_integer(number))
            return None if media is None else media.airing
        return self.library.airings.get(_integer(number)) if kind == "airing" else None

    def _asked(self, named: str, question: Callable[[Airing], bool]) -> bool:
        airing = self._airing(named)
        return airing is not None and question(airing)

    def _done(self, named: str, change: Callable[[Airing], None]) -> None:
        airing = self._airing(named)
        if airing is not None:
            change(airing)

    def _set_times(self, named: str, end: str, real_start: str) -> None:
        moment, began = _integer(end), _integer(real_start)
        self._done(named, lambda airing: self.library.set_times(airing, moment, began))


def _number(given: str | None, otherwise: int) -> int:
    """Return a number, the default for what is none."""
    return int(given) if given is not None and re.fullmatch(r"-?\d+", given) else otherwise


def _integer(given: str) -> int:
    if not re.fullmatch(r"-?\d+", given):
        raise _Failed(f'For input string: "{given}"')
    return int(given)
