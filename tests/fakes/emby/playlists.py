"""Playlists.

A track may be in one several times, and every place has an id of its own. (The apps warn of duplicates since
4.8; the server takes them.) Whoever did not make a playlist does not see it: sharing came later.
"""

from typing import TYPE_CHECKING

from aiohttp import web

from fakes.emby.asking import acting, acting_user
from fakes.emby.items import page
from fakes.emby.names import number
from fakes.mediabrowser.asking import Ask, Refusal, json_answer
from fakes.mediabrowser.model import Album, Artist, Entry, Item, Playlist, Track, User
from fakes.mediabrowser.queries import Wanted

if TYPE_CHECKING:
    from fakes.emby.server import EmbyFake


class Playlists:
    """The routes about playlists."""

    def __init__(self, fake: EmbyFake) -> None:
        self._fake = fake
        add = fake.routes.add
        add("POST", "/Playlists", self._create)
        add("GET", "/Playlists/{Id}/Items", self._items)
        add("POST", "/Playlists/{Id}/Items", self._append)
        add("DELETE", "/Playlists/{Id}/Items", self._remove)
        add("POST", "/Playlists/{Id}/Items/Delete", self._remove)
        add("GET", "/Playlists/{Id}/AddToPlaylistInfo", self._about_adding)
        add("POST", "/Playlists/{Id}/Items/{ItemId}/Move/{NewIndex}", self._move)

    async def _create(self, ask: Ask) -> web.Response:
        name = ask.text("Name")
        if name is None:
            raise Refusal(400, "Value cannot be null. (Parameter 'Name')")
        user = acting_user(self._fake, ask)
        tracks = self._meant(ask, user)
        playlist = self._fake.catalog.add_playlist(name, user, tracks)
        playlist.media_type = ask.text("MediaType") or "Audio"
        return json_answer({"Id": playlist.id, "Name": name, "ItemAddedCount": len(tracks)})

    async def _items(self, ask: Ask) -> web.Response:
        user = acting(self._fake, ask)
        playlist = self._playlist(ask, user)
        there = self._fake.catalog.there(playlist)
        entries = [one for one in there if self._fake.catalog.seen_by(one.track, user)]
        tracks: list[Item] = [one.track for one in entries]
        answer = page(self._fake, ask, tracks, user)
        start = max(0, ask.number("StartIndex") or 0)
        for dto, entry in zip(answer["Items"], entries[start:], strict=False):
            dto["PlaylistItemId"] = entry.id
        return json_answer(answer)

    async def _append(self, ask: Ask) -> web.Response:
        user = acting(self._fake, ask)
        playlist = self._edited(ask, user)
        if not ask.listed("Ids"):
            raise Refusal(400, "Value cannot be null. (Parameter 'Ids')")
        tracks = self._meant(ask, user)
        names = self._fake.catalog.names
        playlist.entries += [Entry(names.entry(track), track) for track in tracks]
        self._fake.catalog.touch(playlist)
        return json_answer({"Id": playlist.id, "ItemAddedCount": len(tracks)})

    async def _about_adding(self, ask: Ask) -> web.Response:
        user = acting(self._fake, ask)
        playlist = self._playlist(ask, user)
        tracks = self._meant(ask, user)
        present = {entry.track for entry in self._fake.catalog.there(playlist)}
        return json_answer({"ItemCount": len(tracks), "ContainsDuplicates": not present.isdisjoint(tracks)})

    async def _remove(self, ask: Ask) -> web.Response:
        playlist = self._edited(ask, ask.caller.user)
        gone = set(ask.listed("EntryIds"))
        if not gone:
            raise Refusal(400, "Value cannot be null. (Parameter 'EntryIds')")
        there = self._fake.catalog.there(playlist)
        playlist.entries = [entry for entry in there if entry.id not in gone]
        self._fake.catalog.touch(playlist)
        return web.Response(status=204)

    async def _move(self, ask: Ask) -> web.Response:
        playlist = self._edited(ask, ask.caller.user)
        wanted, index = number(ask.path["ItemId"]), int(number(ask.path["NewIndex"]))
        there = self._fake.catalog.there(playlist)
        moved = next((entry for entry in there if entry.id == wanted), None)
        if moved is None:
            raise Refusal(404)
        there.remove(moved)
        there.insert(index, moved)
        playlist.entries = there
        self._fake.catalog.touch(playlist)
        return web.Response(status=204)

    def _playlist(self, ask: Ask, user: User | None) -> Playlist:
        item = self._fake.catalog.get(number(ask.path["Id"]))
        if not isinstance(item, Playlist) or not item.seen_by(user):
            raise Refusal(404)
        return item

    def _edited(self, ask: Ask, user: User | None) -> Playlist:
        """Return a playlist the user may edit; a key may edit all."""
        playlist = self._playlist(ask, user)
        if user is not None and not playlist.edited_by(user):
            raise Refusal(403)
        return playlist

    def _meant(self, ask: Ask, user: User | None) -> list[Track]:
        """Return the tracks that are named, in that order; albums and artists stand for theirs."""
        found: list[Track] = []
        for one in ask.listed("Ids"):
            item = self._fake.catalog.get(number(one))
            if item is not None and self._fake.catalog.seen_by(item, user):
                found += self._tracks(item, user)
        return found

    def _tracks(self, item: Item, user: User | None) -> list[Track]:
        catalog = self._fake.catalog
        match item:
            case Track():
                return [item]
            case Album():
                return catalog.tracks_of(item)
            case Playlist():
                return [entry.track for entry in catalog.there(item)]
            case Artist():
                wanted = Wanted(
                    user=user, recursive=True, kinds=frozenset({"Audio"}), artists=frozenset({item.id})
                )
                return [one for one in self._fake.finder.find(wanted) if isinstance(one, Track)]
            case _:
                return []
