"""The service itself: its first page, its ways in, and who asks."""

import hashlib
import json
from collections.abc import Callable, Sequence
from http.cookies import SimpleCookie
from typing import Any, Self

from aiohttp import web

from fakes.serving import FAULT, Served, Wire
from fakes.youtube import shapes
from fakes.youtube.model import Account, Album, Artist, Playlist, Video, new_id
from fakes.youtube.shapes import Shape

_ORIGIN = "https://music.youtube.com"
_PARAMETERS = frozenset({"alt", "key", "ctoken", "continuation"})
_FILTERS = {"II": "songs", "IY": "albums", "Ig": "artists"}
_VISITOR = "CgtWaXNpdG9yIGRhdGE%3D"


class Refusal(Exception):
    """An answer that is an error in JSON."""

    def __init__(self, code: int, status: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.status = status


class FakeYoutube:
    """An asynchronous context manager: YouTube Music is at `address` inside of it. `page`: items on a page."""

    def __init__(self, port: int = 0) -> None:
        self.wire = Wire()
        self.page = 100
        self.tells_signed_in = True
        self.asks_for_consent = False
        self.playlists: dict[str, Playlist] = {}
        self.albums: dict[str, Album] = {}
        self.artists: dict[str, Artist] = {}
        self.accounts: list[Account] = []
        self.alerts: dict[str, str] = {}
        """What is said instead of a page, by the id of what is asked for."""
        self._rest: dict[str, tuple[str, list[Shape]]] = {}
        self._ways: dict[str, Callable[[Shape, Account | None], Shape]] = {
            "browse": self._browse,
            "search": self._search,
            "music/get_search_suggestions": self._suggestions,
            "account/account_menu": self._menu,
            "navigation/resolve_url": self._resolve,
        }
        self._spoilt = False
        app = web.Application(middlewares=[self.wire.middleware()])
        app.router.add_get("/", self._first_page)
        app.router.add_post("/youtubei/v1/{way:.+}", self._dispatch)
        self._served = Served(app, port)

    @property
    def address(self) -> str:
        """Return where it is."""
        return self._served.address

    async def __aenter__(self) -> Self:
        await self._served.__aenter__()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._served.__aexit__()

    def add_playlist(self, title: str, videos: Sequence[Video], **more: Any) -> Playlist:
        """Make a playlist."""
        playlist = Playlist(title, list(videos), **more)
        self.playlists[playlist.id] = playlist
        return playlist

    def add_album(self, title: str, artist: str, year: int, songs: int, kind: str = "Album") -> Album:
        """Make an album with songs."""
        album = Album(title, artist, year, [], kind)
        for number in range(1, songs + 1):
            album.songs.append(
                Video(f"{title} {number}", [artist], seconds=200 + number, album=(title, album.id))
            )
        self.albums[album.id] = album
        return album

    def add_artist(self, name: str, **more: Any) -> Artist:
        """Make an artist, or a channel of somebody."""
        artist = Artist(name, **more)
        artist.id = shapes.channel_of(name)
        self.artists[artist.id] = artist
        return artist

    def add_account(self, name: str, handle: str | None = None) -> Account:
        """Make an account."""
        account = Account(name, handle, new_id("proof", 20))
        self.accounts.append(account)
        return account

    async def _first_page(self, request: web.Request) -> web.Response:
        if self.asks_for_consent or request.cookies.get("SOCS") is None:
            return web.Response(
                status=302, headers={"Location": "https://consent.youtube.com/m?continue=music"}
            )
        script = f'<script>ytcfg.set({{"VISITOR_DATA": "{_VISITOR}"}});</script>'
        return web.Response(text=f"<!DOCTYPE html><html>{script}</html>", content_type="text/html")

    async def _dispatch(self, request: web.Request) -> web.Response:
        self._spoilt = FAULT in request
        try:
            account = _signed(request, self.accounts)
            body = _body(request, await request.read())
            answer = self._ways.get(request.match_info["way"], _no_such_way)(body, account)
        except Refusal as refusal:
            error = {"code": refusal.code, "message": str(refusal), "status": refusal.status}
            return web.json_response({"error": error}, status=refusal.code)
        params = [{"key": "logged_in", "value": "1" if account else "0"}] if self.tells_signed_in else []
        tracking = [{"service": "GFEEDBACK", "params": params}]
        return web.json_response({"responseContext": {"serviceTrackingParams": tracking}, **answer})

    def _browse(self, body: Shape, account: Account | None) -> Shape:
        token = body.get("ctoken") or body.get("continuation")
        if token is not None:
            return self._more(str(token))
        target, params = str(body.get("browseId", "")), body.get("params")
        if target in self.alerts:
            alert = {"alertRenderer": {"type": "ERROR", "text": shapes.runs(self.alerts[target])}}
            return {"alerts": [alert]}
        if target.startswith("FEmusic_"):
            return self._library(target, account)
        if target.startswith("VL"):
            return self._playlist(target.removeprefix("VL"), account)
        if target in self.albums:
            album = self.albums[target]
            return shapes.album_page(
                album, album.songs[: len(album.songs) // 2] if self._spoilt else album.songs
            )
        return self._channel(target, None if params is None else str(params))

    def _channel(self, target: str, params: str | None) -> Shape:
        artist = self.artists.get(target.removeprefix("MPAD"))
        if artist is None:
            raise _missing()
        if artist.user and params == "playlists":
            tiles = [shapes.playlist_tile(one) for one in artist.playlists]
            return shapes.one_column([{"gridRenderer": {"items": tiles}}])
        if artist.user:
            return shapes.user_page(artist)
        if params is not None:
            albums = {"Albums": artist.albums, "Singles & EPs": artist.singles}[params]
            return self._grid([shapes.album_tile(one, named=False) for one in albums])
        return shapes.artist_page(artist)

    def _playlist(self, wanted: str, account: Account | None) -> Shape:
        if wanted == "LM":
            if account is None:
                raise Refusal(403, "PERMISSION_DENIED", "The caller does not have permission")
            liked = Playlist("Liked Music", account.liked, owner=account.name, privacy="PRIVATE", id="LM")
            return self._songs(liked, own=False)
        album = next((one for one in self.albums.values() if one.audio_id == wanted), None)
        if album is not None:
            return self._songs(Playlist(album.title, album.songs, owner=album.artist, id=wanted), own=False)
        playlist = self.playlists.get(wanted)
        if playlist is None:
            raise _missing()
        own = account is not None and account.name == playlist.owner
        if playlist.privacy == "PRIVATE" and not own:
            raise Refusal(403, "PERMISSION_DENIED", "The caller does not have permission")
        return self._songs(playlist, own=own)

    def _songs(self, playlist: Playlist, *, own: bool) -> Shape:
        rows = [shapes.row(video) for video in playlist.videos]
        shelf: Shape = {"playlistId": playlist.id, "targetId": playlist.id}
        if rows and not self._spoilt:
            shelf["contents"] = self._first_part("songs", rows)
        # The section goes on with what is proposed besides.
        proposed = {"continuations": shapes.more_after("proposals")}
        header = shapes.playlist_header(playlist, own=own)
        return shapes.two_columns(header, [{"musicPlaylistShelfRenderer": shelf}], **proposed)

    def _library(self, target: str, account: Account | None) -> Shape:
        if account is None:
            sign_in = {"messageRenderer": {"text": shapes.runs("Sign in to see your library")}}
            return shapes.one_column([{"itemSectionRenderer": {"contents": [sign_in]}}])
        match target:
            case "FEmusic_liked_playlists":
                new = {"musicTwoRowItemRenderer": {"title": shapes.runs("New playlist")}}
                liked = Playlist("Liked Music", account.liked, owner="Auto playlist", id="LM")
                episodes = Playlist("Episodes for Later", [], owner="Auto playlist", id="SE")
                tiles = [shapes.playlist_tile(one) for one in (liked, episodes, *account.playlists)]
                return self._grid([new, *tiles])
            case "FEmusic_liked_albums":
                return self._grid([shapes.album_tile(one) for one in account.albums])
            case "FEmusic_library_corpus_track_artists":
                rows = [shapes.artist_row(one, "MPLA") for one in account.artists]
                return self._shelf(rows)
            case _:
                raise Refusal(400, "INVALID_ARGUMENT", "Request contains an invalid argument.")

    def _grid(self, tiles: list[Shape]) -> Shape:
        return shapes.one_column([self._section("gridRenderer", "items", "grid", tiles)])

    def _shelf(self, rows: list[Shape]) -> Shape:
        return shapes.one_column([self._section("musicShelfRenderer", "contents", "shelf", rows)])

    def _section(self, renderer: str, name: str, kind: str, items: list[Shape]) -> Shape:
        if not items:
            return {"itemSectionRenderer": {"contents": [{"messageRenderer": {}}]}}
        first, rest = items[: self.page], items[self.page :]
        said: Shape = {name: first}
        if rest:
            said["continuations"] = shapes.more_after(self._keep(kind, rest))
        return {renderer: said}

    def _first_part(self, kind: str, rows: list[Shape]) -> list[Shape]:
        first, rest = rows[: self.page], rows[self.page :]
        return [*first, shapes.more(self._keep(kind, rest))] if rest else first

    def _keep(self, kind: str, rest: list[Shape]) -> str:
        token = new_id("4qmFsgL", 20)
        self._rest[token] = (kind, rest)
        return token

    def _more(self, token: str) -> Shape:
        if token not in self._rest:
            raise Refusal(400, "INVALID_ARGUMENT", "Request contains an invalid argument.")
        kind, items = self._rest[token]
        if kind == "songs":
            part = [] if self._spoilt else self._first_part(kind, items)
            return {
                "onResponseReceivedActions": [{"appendContinuationItemsAction": {"continuationItems": part}}]
            }
        first, rest = items[: self.page], items[self.page :]
        said: Shape = {"items" if kind == "grid" else "contents": [] if self._spoilt else first}
        if rest:
            said["continuations"] = shapes.more_after(self._keep(kind, rest))
        return {
            "continuationContents": {"gridContinuation" if kind == "grid" else "musicShelfContinuation": said}
        }

    def _search(self, body: Shape, _: Account | None) -> Shape:
        words = str(body["query"]).casefold().split()
        kind = _FILTERS.get(str(body.get("params", ""))[6:8])
        songs = {song.id: song for album in self.albums.values() for song in album.songs}
        hits: list[Shape]
        match kind:
            case "songs":
                hits = [
                    shapes.found_song(one)
                    for one in songs.values()
                    if _holds(f"{one.title} {' '.join(one.artists)}", words)
                ]
            case "albums":
                hits = [
                    shapes.found_album(one)
                    for one in self.albums.values()
                    if _holds(f"{one.title} {one.artist}", words)
                ]
            case "artists":
                hits = [shapes.artist_row(one) for one in self.artists.values() if _holds(one.name, words)]
            case _:
                raise Refusal(400, "INVALID_ARGUMENT", "Request contains an invalid argument.")
        sections: list[Shape] = [{"itemSectionRenderer": {"contents": [{"messageRenderer": {}}]}}]
        if hits:
            sections = [{"musicShelfRenderer": {"title": shapes.runs(kind.title()), "contents": hits[:20]}}]
        tab = {"tabRenderer": {"content": {"sectionListRenderer": {"contents": sections}}}}
        return {"contents": {"tabbedSearchResultsRenderer": {"tabs": [tab]}}}

    def _suggestions(self, body: Shape, _: Account | None) -> Shape:
        said = str(body["input"])
        found = {
            "searchSuggestionRenderer": {
                "suggestion": shapes.runs(said),
                "navigationEndpoint": {"searchEndpoint": {"query": said}},
            }
        }
        return {"contents": [{"searchSuggestionsSectionRenderer": {"contents": [found]}}]}

    def _menu(self, _: Shape, account: Account | None) -> Shape:
        return {"actions": []} if account is None else shapes.account_menu(account)

    def _resolve(self, body: Shape, _: Account | None) -> Shape:
        handle = str(body["url"]).removeprefix(f"{_ORIGIN}/")
        found = next((one for one in self.artists.values() if one.handle == handle), None)
        if found is None:
            return {"endpoint": {"urlEndpoint": {"url": body["url"]}}}
        return {"endpoint": {"browseEndpoint": {"browseId": found.id}}}


def _no_such_way(*_: object) -> Shape:
    raise _missing()


def _missing() -> Refusal:
    return Refusal(404, "NOT_FOUND", "Requested entity was not found.")


def _body(request: web.Request, raw: bytes) -> Shape:
    """Return what is asked, parameters of the address with it. Raises Refusal for what no page would ask."""
    wrong = Refusal(400, "INVALID_ARGUMENT", "Request contains an invalid argument.")
    query = dict(request.query)
    try:
        body = json.loads(raw)
    except ValueError:
        raise wrong from None
    if not isinstance(body, dict) or set(query) - _PARAMETERS or query.get("alt") != "json":
        raise wrong
    if body.get("context", {}).get("client", {}).get("clientName") != "WEB_REMIX":
        raise wrong
    if request.headers.get("X-Goog-Visitor-Id", "") not in {_VISITOR, ""}:
        raise wrong
    return body | {name: query[name] for name in ("ctoken", "continuation") if name in query}


def _signed(request: web.Request, accounts: list[Account]) -> Account | None:
    """Return who asks, None for nobody; a cookie without a right signature is refused."""
    cookies = SimpleCookie(request.headers.get("Cookie", ""))
    proof = cookies.get("__Secure-3PAPISID")
    if proof is None:
        return None
    moment, _, said = request.headers.get("Authorization", "").removeprefix("SAPISIDHASH ").partition("_")
    signed = hashlib.sha1(f"{moment} {proof.value} {_ORIGIN}".encode(), usedforsecurity=False).hexdigest()
    if said != signed or request.headers.get("X-Goog-AuthUser") is None:
        raise Refusal(401, "UNAUTHENTICATED", "Request had invalid authentication credentials.")
    return next((one for one in accounts if one.proof == proof.value and one.signed_in), None)


def _holds(text: str, words: list[str]) -> bool:
    return all(word in text.casefold() for word in words)
