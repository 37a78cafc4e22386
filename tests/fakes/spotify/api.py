"""The API: what it answers whom, for apps of before 2026 and for new ones."""

from collections.abc import Callable
from typing import Any

from aiohttp import web

from fakes.serving import FAULT
from fakes.spotify import shapes
from fakes.spotify.accounts import Accounts
from fakes.spotify.asking import UNSHOWN, Ask, Refusal, answered
from fakes.spotify.model import Playlist, World
from fakes.spotify.searching import search
from fakes.spotify.shapes import API

type Method = Callable[[Ask], Any]


class Api:
    """Answers. `new_app`: as apps are answered that are in development mode since March 2026.

    They get fewer at a time, nothing by several ids, no other users' lists, and only of their user's own
    playlists what is in them. `names` as in `shapes`.
    """

    def __init__(self, world: World, accounts: Accounts) -> None:
        self.world = world
        self.accounts = accounts
        self.new_app = True
        self.names = "new"

    def routes(self) -> list[web.RouteDef]:
        """Return what is answered where."""
        methods: dict[str, Method] = {
            "me": self._me,
            "me/playlists": self._my_playlists,
            "me/tracks": self._liked,
            "me/albums": self._saved_albums,
            "me/following": self._following,
            "me/player/recently-played": self._recent,
            "users/{key}/playlists": self._playlists_of,
            "playlists/{key}": self._playlist,
            "playlists/{key}/items": self._items,
            "playlists/{key}/tracks": self._old_items,
            "albums/{key}": self._album,
            "albums/{key}/tracks": self._album_tracks,
            "artists/{key}/albums": self._artist_albums,
            "tracks": self._tracks,
            "search": self._search,
        }
        found = [web.get(f"/v1/{path}", self._answering(method)) for path, method in methods.items()]
        return [*found, web.route("*", "/v1/{path:.*}", _nothing)]

    def _answering(self, method: Method) -> Callable[[web.Request], Any]:
        async def answer(request: web.Request) -> web.Response:
            try:
                user, scopes = self.accounts.bearer(request)
                return answered(method(Ask(request, user, scopes)))
            except Refusal as refusal:
                return refusal.answer

        return answer

    def _me(self, ask: Ask) -> Any:
        ask.only()
        return shapes.me(ask.user)

    def _my_playlists(self, ask: Ask) -> Any:
        ask.only("limit", "offset")
        ask.scope("playlist-read-private")
        mine = [one for one in ask.user.playlists if one is None or self._lists(ask, one)]
        told: list[Any] = [UNSHOWN if place in ask.user.unshown else one for place, one in enumerate(mine)]
        return ask.page(told, lambda one: one and shapes.playlist(one, self.names))

    def _lists(self, ask: Ask, one: Playlist) -> bool:
        return not one.collaborators or "playlist-read-collaborative" in ask.scopes

    def _playlists_of(self, ask: Ask) -> Any:
        ask.only("limit", "offset")
        if self.new_app:
            raise Refusal(403, "Forbidden")
        user = self.world.users.get(ask.key)
        if user is None:
            raise Refusal(404, "Resource not found")
        shown = [one for one in user.playlists if one is not None and one.public]
        return ask.page(shown, lambda one: shapes.playlist(one, self.names))

    def _liked(self, ask: Ask) -> Any:
        ask.only("limit", "offset", "market")
        ask.scope("user-library-read")
        return ask.page(
            ask.user.liked, lambda one: {"added_at": shapes.when(one[0]), "track": shapes.track(one[1])}
        )

    def _saved_albums(self, ask: Ask) -> Any:
        ask.only("limit", "offset", "market")
        ask.scope("user-library-read")
        return ask.page(
            ask.user.albums,
            lambda one: {"added_at": shapes.when(one[0]), "album": self._whole_album(ask, one[1])},
        )

    def _following(self, ask: Ask) -> Any:
        ask.only("type", "limit", "after")
        ask.scope("user-follow-read")
        if ask.query.get("type") != "artist":
            raise Refusal(400, "Invalid type")
        limit = ask.number("limit", 20, 1, 50)
        followed = ask.user.artists
        keys = [one.id for one in followed]
        after = ask.query.get("after")
        start = keys.index(after) + 1 if after in keys else 0
        part = [] if FAULT in ask.request else followed[start : start + limit]
        more = bool(part) and start + limit < len(followed)
        last = part[-1].id if more else None
        here = f"{API}/me/following?type=artist&limit={limit}"
        page = {"href": here, "limit": limit, "next": f"{here}&after={last}" if more else None}
        page |= {"cursors": {"after": last}, "total": len(followed)}
        return {"artists": {**page, "items": [shapes.full_artist(one) for one in part]}}

    def _recent(self, ask: Ask) -> Any:
        ask.only("limit", "after", "before")
        ask.scope("user-read-recently-played")
        limit = ask.number("limit", 20, 1, 50)
        plays = [] if FAULT in ask.request else ask.user.played[:limit]
        items = [
            {
                "track": shapes.track(track),
                "played_at": at.strftime("%Y-%m-%dT%H:%M:%S.497Z"),
                "context": None if uri is None else _context(uri),
            }
            for at, track, uri in plays
        ]
        here = f"{API}/me/player/recently-played?limit={limit}"
        marks = [str(int(at.timestamp() * 1000)) for at, _, _ in plays]
        cursors = {"after": marks[0], "before": marks[-1]} if marks else None
        more = f"{here}&before={marks[-1]}" if len(ask.user.played) > limit and marks else None
        return {"href": here, "limit": limit, "next": more, "cursors": cursors, "items": items}

    def _visible(self, ask: Ask) -> Playlist:
        found = self.world.playlists.get(ask.key)
        if found is None or found.closed or not (found.public or self._works_on(ask, found)):
            raise Refusal(404, "Resource not found")
        return found

    def _works_on(self, ask: Ask, one: Playlist) -> bool:
        return ask.user is one.owner or ask.user in one.collaborators

    def _playlist(self, ask: Ask) -> Any:
        ask.only("fields", "market", "additional_types")
        found = self._visible(ask)
        whole = shapes.playlist(found, self.names)
        if self.new_app and not self._works_on(ask, found):
            for name in ("items", "tracks"):
                whole.pop(name, None)
        else:
            path = f"/v1/playlists/{found.id}/{'tracks' if self.names == 'old' else 'items'}"
            first = ask.part(found.items, lambda one: shapes.item(one, self.names), 0, 100, path)
            whole |= shapes.by_names(self.names, "items", "tracks", first)
        whole["followers"] = shapes.nobody()
        fields = ask.query.get("fields")
        if fields is None:
            return whole
        if not all(name in whole for name in fields.split(",")):
            raise Refusal(400, "Invalid fields")
        return {name: whole[name] for name in fields.split(",")}

    def _items(self, ask: Ask) -> Any:
        ask.only("fields", "market", "additional_types", "limit", "offset")
        if "fields" in ask.query:
            raise Refusal(400, "Invalid fields")
        found = self._visible(ask)
        if self.new_app and not self._works_on(ask, found):
            raise Refusal(403, "Forbidden")
        return ask.page(found.items, lambda one: shapes.item(one, self.names))

    def _old_items(self, ask: Ask) -> Any:
        if self.new_app:
            raise Refusal(403, "Forbidden")
        return self._items(ask)

    def _album(self, ask: Ask) -> Any:
        ask.only("market")
        found = self.world.albums.get(ask.key)
        if found is None:
            raise Refusal(404, "Resource not found")
        return self._whole_album(ask, found)

    def _whole_album(self, ask: Ask, album: Any) -> dict[str, Any]:
        return {
            **shapes.album(album),
            "tracks": ask.part(album.tracks, shapes.plain_track, 0, 50, f"/v1/albums/{album.id}/tracks"),
            "copyrights": [{"text": "2020 The Label", "type": "C"}],
            "external_ids": {"upc": album.upc} if album.upc else {},
            "genres": [],
            "label": "Fake",
            "popularity": 0,
        }

    def _album_tracks(self, ask: Ask) -> Any:
        ask.only("market", "limit", "offset")
        found = self.world.albums.get(ask.key)
        if found is None:
            raise Refusal(404, "Resource not found")
        return ask.page(found.tracks, shapes.plain_track)

    def _artist_albums(self, ask: Ask) -> Any:
        ask.only("include_groups", "market", "limit", "offset")
        found = self.world.artists.get(ask.key)
        if found is None:
            raise Refusal(404, "Resource not found")
        groups = ask.query.get("include_groups", "album,single,appears_on,compilation").split(",")
        if not set(groups) <= {"album", "single", "appears_on", "compilation"}:
            raise Refusal(400, "Invalid include_groups")
        wanted = [one for one in found.albums if one.group in groups]
        return ask.page(
            wanted,
            lambda one: {**shapes.album(one), "album_group": one.group},
            most=10 if self.new_app else 50,
            default=5 if self.new_app else 20,
        )

    def _tracks(self, ask: Ask) -> Any:
        ask.only("ids", "market")
        if self.new_app:
            raise Refusal(403, "Forbidden")
        keys = ask.query.get("ids", "").split(",")
        if not 1 <= len(keys) <= 50:
            raise Refusal(400, "Too many ids requested")
        found = [self.world.tracks.get(key) for key in keys]
        return {"tracks": [one and shapes.track(one) for one in found]}

    def _search(self, ask: Ask) -> Any:
        ask.only("q", "type", "market", "limit", "offset", "include_external")
        return search(self.world, ask, most=10 if self.new_app else 50, default=5 if self.new_app else 20)


def _context(uri: str) -> dict[str, Any]:
    kind = "collection" if uri.endswith(":collection") else uri.split(":")[-2]
    key = uri.rpartition(":")[2]
    urls = {"spotify": f"https://open.spotify.com/{kind}/{key}"}
    return {"type": kind, "external_urls": urls, "href": f"{API}/{kind}s/{key}", "uri": uri}


async def _nothing(request: web.Request) -> web.Response:
    del request
    return Refusal(404, "Service not found").answer
