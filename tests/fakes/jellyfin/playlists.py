"""Playlists with their owners and shares.

A track is in a playlist at most once: whatever is added is held against what is there, and what came before
stays where it was; so a place in a playlist has no id of its own but that of its track. (Jellyfin 12 may
come to take duplicates; 10.11 does not.) Nothing tells who adds how many of the tracks were taken.
"""

from typing import TYPE_CHECKING, Any

from aiohttp import web

from fakes.jellyfin.asking import acting, acting_user, calling_user, json_body
from fakes.jellyfin.items import page
from fakes.jellyfin.names import guid, guids
from fakes.mediabrowser.asking import Ask, Body, Refusal, json_answer
from fakes.mediabrowser.model import Album, Artist, Entry, Item, Playlist, Track, User
from fakes.mediabrowser.queries import Wanted

if TYPE_CHECKING:
    from fakes.jellyfin.server import JellyfinFake


class Playlists:
    """The routes about playlists."""

    def __init__(self, fake: JellyfinFake) -> None:
        self._fake = fake
        add = fake.routes.add
        add("POST", "/Playlists", self._create)
        add("GET", "/Playlists/{playlistId}", self._playlist)
        add("POST", "/Playlists/{playlistId}", self._update)
        add("GET", "/Playlists/{playlistId}/Items", self._items)
        add("POST", "/Playlists/{playlistId}/Items", self._append)
        add("DELETE", "/Playlists/{playlistId}/Items", self._remove)
        add("POST", "/Playlists/{playlistId}/Items/{itemId}/Move/{newIndex}", self._move)
        add("GET", "/Playlists/{playlistId}/Users", self._users)
        add("GET", "/Playlists/{playlistId}/Users/{otherId}", self._user)
        add("POST", "/Playlists/{playlistId}/Users/{otherId}", self._share)
        add("DELETE", "/Playlists/{playlistId}/Users/{otherId}", self._unshare)

    async def _create(self, ask: Ask) -> web.Response:
        body = json_body(ask) if ask.body else Body({})
        ids = guids(ask.listed("ids")) or [guid(one) for one in body.strings("Ids") or ()]
        name = ask.text("name") or body.take("Name", str)
        user = acting(self._fake, ask)
        named = body.take("UserId", str)
        if ask.text("userId") is None and named is not None:
            user = self._other(ask, guid(named))
        if not name:
            # Without a name no folder can be made for it.
            raise Refusal(400, thrown=True)
        if user is None:
            raise Refusal(400, thrown=True)
        kind = ask.text("mediaType") or body.take("MediaType", str)
        if kind is None and any(self._fake.catalog.get(one) is None for one in ids):
            # Only where the kind has to be told from the items it matters whether they are there.
            raise Refusal(400, thrown=True)
        playlist = self._fake.catalog.add_playlist(name, user)
        playlist.media_type = kind or "Audio"
        playlist.public = bool(body.take("IsPublic", bool))
        playlist.shares = self._shares(body) or {}
        self._add(playlist, ids, user)
        return json_answer({"Id": playlist.id})

    async def _playlist(self, ask: Ask) -> web.Response:
        playlist = self._seen(ask, calling_user(ask))
        entries = self._fake.catalog.there(playlist)
        return json_answer(
            {
                "OpenAccess": playlist.public,
                "Shares": _permissions(playlist),
                "ItemIds": [entry.track.id for entry in entries],
            }
        )

    async def _update(self, ask: Ask) -> web.Response:
        user = calling_user(ask)
        body = json_body(ask)
        playlist = self._edited(ask, user)
        ids = body.strings("Ids")
        wanted = None if ids is None else [guid(one) for one in ids]
        name, public, shares = body.take("Name", str), body.take("IsPublic", bool), self._shares(body)
        if wanted is not None:
            playlist.entries = []
            self._add(playlist, wanted, user)
        if name is not None:
            playlist.name = name
        if shares is not None:
            playlist.shares = shares
        if public is not None:
            playlist.public = public
        self._fake.catalog.touch(playlist)
        return web.Response(status=204)

    async def _items(self, ask: Ask) -> web.Response:
        user = acting_user(self._fake, ask)
        playlist = self._seen(ask, user)
        entries = self._visible(playlist, user)
        tracks: list[Item] = [entry.track for entry in entries]
        answer = page(self._fake, ask, tracks, user)
        for dto in answer["Items"]:
            dto["PlaylistItemId"] = dto["Id"]
        return json_answer(answer)

    async def _append(self, ask: Ask) -> web.Response:
        # There is no parameter for a position in 10.11: what is added comes last, in the order of the ids.
        user = acting_user(self._fake, ask)
        playlist = self._edited(ask, user)
        self._add(playlist, guids(ask.listed("ids")), user)
        return web.Response(status=204)

    async def _remove(self, ask: Ask) -> web.Response:
        user = calling_user(ask)
        playlist = self._edited(ask, user)
        # Compared as texts: an id with dashes or capitals removes nothing, and nothing tells so.
        gone = set(ask.listed("entryIds"))
        there = self._fake.catalog.there(playlist)
        playlist.entries = [entry for entry in there if entry.track.id not in gone]
        self._fake.catalog.touch(playlist)
        return web.Response(status=204)

    async def _move(self, ask: Ask) -> web.Response:
        user = calling_user(ask)
        try:
            index = int(ask.path["newIndex"])
        except ValueError:
            raise Refusal(400, "The value of newIndex is not valid.") from None
        playlist = self._edited(ask, user)
        visible = self._visible(playlist, user)
        wanted = ask.path["itemId"].casefold()
        moved = next((entry for entry in visible if entry.track.id == wanted), None)
        if moved is not None and visible.index(moved) == index:
            return web.Response(status=204)
        # Neither the index nor the item is checked before they are used.
        if index > len(visible) or moved is None:
            raise Refusal(500, thrown=True)
        there = self._fake.catalog.there(playlist)
        before = visible[max(index - 1, 0)]
        place = there.index(before)
        place = max(place - 1, 0) if index == 0 else place + 1
        there.remove(moved)
        there.insert(len(there) if index >= len(there) else place, moved)
        playlist.entries = there
        self._fake.catalog.touch(playlist)
        return web.Response(status=204)

    async def _users(self, ask: Ask) -> web.Response:
        user = calling_user(ask)
        playlist = self._seen(ask, user)
        if playlist.owner is not user:
            raise Refusal(403)
        return json_answer(_permissions(playlist))

    async def _user(self, ask: Ask) -> web.Response:
        user = calling_user(ask)
        playlist = self._seen(ask, user)
        wanted = guid(ask.path["otherId"])
        if playlist.owner is user:
            return json_answer({"UserId": user.id, "CanEdit": True})
        if not playlist.edited_by(user) and wanted != user.id:
            raise Refusal(403)
        found = next((one for one in _permissions(playlist) if one["UserId"] == wanted), None)
        if found is None:
            raise Refusal(404, "User permissions not found")
        return json_answer(found)

    async def _share(self, ask: Ask) -> web.Response:
        user = calling_user(ask)
        body = json_body(ask)
        playlist = self._seen(ask, user)
        if playlist.owner is not user:
            raise Refusal(403)
        playlist.shares[self._there(guid(ask.path["otherId"]))] = bool(body.take("CanEdit", bool))
        self._fake.catalog.touch(playlist)
        return web.Response(status=204)

    async def _unshare(self, ask: Ask) -> web.Response:
        user = calling_user(ask)
        playlist = self._edited(ask, user)
        other = self._fake.access.user(guid(ask.path["otherId"]))
        if other is None or other not in playlist.shares:
            raise Refusal(404, "User permissions not found")
        del playlist.shares[other]
        self._fake.catalog.touch(playlist)
        return web.Response(status=204)

    def _seen(self, ask: Ask, user: User) -> Playlist:
        """Return the playlist; what someone may not see is not there for them, be they administrator."""
        item = self._fake.catalog.get(guid(ask.path["playlistId"]))
        if not isinstance(item, Playlist) or not item.seen_by(user):
            raise Refusal(404, "Playlist not found")
        return item

    def _edited(self, ask: Ask, user: User) -> Playlist:
        playlist = self._seen(ask, user)
        if not playlist.edited_by(user):
            raise Refusal(403)
        return playlist

    def _visible(self, playlist: Playlist, user: User) -> list[Entry]:
        there = self._fake.catalog.there(playlist)
        return [entry for entry in there if self._fake.catalog.seen_by(entry.track, user)]

    def _other(self, ask: Ask, user_id: str) -> User | None:
        if ask.caller.user is not None and ask.caller.user.id == user_id:
            return ask.caller.user
        if not ask.caller.admin:
            raise Refusal(403, thrown=True)
        return self._fake.access.user(user_id)

    def _there(self, user_id: str) -> User:
        user = self._fake.access.user(user_id)
        if user is None:
            raise Refusal(404)
        return user

    def _shares(self, body: Body) -> dict[User, bool] | None:
        listed = body.take("Users", list)
        if listed is None:
            return None
        found: dict[User, bool] = {}
        for one in listed:
            if not isinstance(one, dict) or not isinstance(one.get("UserId"), str):
                raise Refusal(400, "The JSON value of Users could not be converted.")
            user = self._fake.access.user(guid(one["UserId"]))
            if user is not None:
                found[user] = bool(one.get("CanEdit", False))
        return found

    def _add(self, playlist: Playlist, ids: list[str], user: User) -> None:
        """Append what is there, may be seen and is not in it yet; albums and artists as their tracks."""
        catalog = self._fake.catalog
        present = {entry.track for entry in playlist.entries}
        for one in ids:
            item = catalog.get(one)
            if item is None or not catalog.seen_by(item, user):
                continue
            for track in self._tracks(item, user):
                if track not in present:
                    present.add(track)
                    playlist.entries.append(Entry(catalog.names.entry(track), track))
        catalog.touch(playlist)

    def _tracks(self, item: Item, user: User) -> list[Track]:
        match item:
            case Track():
                return [item]
            case Album():
                return self._fake.catalog.tracks_of(item)
            case Playlist():
                return [entry.track for entry in self._visible(item, user)]
            case Artist():
                wanted = Wanted(
                    user=user, recursive=True, kinds=frozenset({"Audio"}), artists=frozenset({item.id})
                )
                return [one for one in self._fake.finder.find(wanted) if isinstance(one, Track)]
            case _:
                return []


def _permissions(playlist: Playlist) -> list[dict[str, Any]]:
    return [{"UserId": user.id, "CanEdit": edits} for user, edits in playlist.shares.items()]
