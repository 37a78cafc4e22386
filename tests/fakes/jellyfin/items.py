"""Items: lists of them, one of them, editing and deleting, favourites, pictures, sound."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from aiohttp import web

from fakes.jellyfin.asking import acting, acting_user, json_body, seen_item
from fakes.jellyfin.names import PLAYLISTS_FOLDER, guid, guids
from fakes.mediabrowser.asking import Ask, Body, Needs, Refusal, json_answer
from fakes.mediabrowser.listing import fields, only_favorites, order, part, picture, played, resumable, spoilt
from fakes.mediabrowser.model import Item, Kind, Library, Track, User
from fakes.mediabrowser.queries import Wanted
from fakes.mediabrowser.videos import above

if TYPE_CHECKING:
    from fakes.jellyfin.server import JellyfinFake

KINDS = {
    name.casefold(): name
    for name in (
        *Kind,
        *("AudioBook", "Book", "BoxSet", "Folder", "Genre", "ManualPlaylistsFolder"),
        *("MusicGenre", "MusicVideo", "Person", "Photo", "Studio", "Trailer", "Video"),
    )
}
_IMAGES = {"primary", "art", "backdrop", "banner", "logo", "thumb", "disc", "box", "screenshot", "menu"}
_IMAGES |= {"chapter", "boxrear", "profile"}


class Items:
    """The routes about items."""

    def __init__(self, fake: JellyfinFake) -> None:
        self._fake = fake
        add = fake.routes.add
        add("GET", "/Items", self._items)
        add("GET", "/Users/{userId}/Items", self._items)
        add("GET", "/Items/Counts", self._counts)
        add("GET", "/Items/{itemId}/Ancestors", self._ancestors)
        add("GET", "/Artists", self._artists)
        add("GET", "/Artists/AlbumArtists", self._album_artists)
        add("GET", "/Items/{itemId}", self._item)
        add("GET", "/Users/{userId}/Items/{itemId}", self._item)
        add("POST", "/Items/{itemId}", self._update, Needs.ADMIN)
        add("DELETE", "/Items/{itemId}", self._delete)
        image = "/Items/{itemId}/Images/{imageType}"
        add("GET HEAD", image, self._image, Needs.NOTHING)
        # Also for playlists only administrators may: the owner of one is refused like everyone else.
        add("POST", image, self._set_image, Needs.ADMIN)
        add("DELETE", image, self._delete_image, Needs.ADMIN)
        # The stream asks for no token, the universal one does.
        add("GET HEAD", "/Audio/{itemId}/stream", self._sound, Needs.NOTHING)
        add("GET HEAD", "/Audio/{itemId}/universal", self._sound)

    async def _items(self, ask: Ask) -> web.Response:
        wanted = self._wanted(ask, acting(self._fake, ask))
        return self._page(ask, self._fake.finder.find(wanted), wanted.user)

    def _wanted(self, ask: Ask, user: User | None) -> Wanted:
        parent, in_playlists = self._parent(ask, user)
        ids = guids(ask.listed("ids"))
        # In 10.11 the date "for user" is held against the item's own, as the other one is: what a user likes
        # is not written down with a date.
        since = [
            one for one in (ask.moment("minDateLastSaved"), ask.moment("minDateLastSavedForUser")) if one
        ]
        return Wanted(
            user=user,
            parent=parent,
            playlists_folder=in_playlists,
            recursive=bool(ask.flag("recursive")) or in_playlists,
            kinds=frozenset({Kind.PLAYLIST}) if in_playlists else _known(ask.listed("includeItemTypes")),
            without=_known(ask.listed("excludeItemTypes")),
            # What is no id is passed over; where none is left, the list is not narrowed at all.
            ids=frozenset(ids) if ids else None,
            favorite=only_favorites(ask),
            played=played(ask),
            resumable=resumable(ask),
            with_files=_only_files(ask),
            search=(ask.text("searchTerm") or "").strip(),
            media_types=frozenset(one.capitalize() for one in ask.listed("mediaTypes")),
            artists=frozenset(guids(ask.listed("artistIds") + ask.listed("albumArtistIds"))),
            albums=frozenset(guids(ask.listed("albumIds"))),
            saved_since=max(since, default=None),
            sort=order(ask),
        )

    def _parent(self, ask: Ask, user: User | None) -> tuple[Item | None, bool]:
        text = ask.text("parentId")
        if text is None:
            return None, False
        wanted = guid(text)
        if wanted == PLAYLISTS_FOLDER:
            return None, True
        parent = self._fake.catalog.get(wanted)
        if parent is None:
            raise Refusal(400, thrown=True)
        if not self._fake.catalog.seen_by(parent, user):
            raise Refusal(401, "The library may not be accessed.")
        return (None if isinstance(parent, Track) else parent), False

    async def _artists(self, ask: Ask) -> web.Response:
        return self._page(ask, self._all_artists(ask), acting(self._fake, ask))

    async def _album_artists(self, ask: Ask) -> web.Response:
        named = {artist for album in self._fake.catalog.albums.values() for artist in album.artists}
        found: list[Item] = [one for one in self._all_artists(ask) if one in named]
        return self._page(ask, found, acting(self._fake, ask))

    def _all_artists(self, ask: Ask) -> list[Item]:
        user = acting(self._fake, ask)
        parent, _ = self._parent(ask, user)
        wanted = Wanted(
            user=user,
            parent=parent if isinstance(parent, Library) else None,
            recursive=True,
            kinds=frozenset({Kind.ARTIST}),
            favorite=only_favorites(ask),
            search=(ask.text("searchTerm") or "").strip(),
            sort=order(ask),
        )
        return self._fake.finder.find(wanted)

    def _page(self, ask: Ask, found: list[Item], user: User | None) -> web.Response:
        return json_answer(page(self._fake, ask, found, user))

    async def _ancestors(self, ask: Ask) -> web.Response:
        user = acting(self._fake, ask)
        item = seen_item(self._fake, ask.path["itemId"], user)
        return json_answer([self._fake.shapes.item(one, user=user) for one in above(item)])

    async def _counts(self, ask: Ask) -> web.Response:
        wanted = Wanted(user=acting(self._fake, ask), favorite=ask.flag("isFavorite"))
        names = ("Movie", "Series", "Episode", "Artist", "Program", "Trailer", "MusicVideo", "BoxSet", "Book")
        counts = {f"{name}Count": 0 for name in names}
        counts["SongCount"] = self._fake.finder.count(wanted, Kind.AUDIO)
        counts["AlbumCount"] = self._fake.finder.count(wanted, Kind.ALBUM)
        counts["MovieCount"] = self._fake.finder.count(wanted, Kind.MOVIE)
        counts["SeriesCount"] = self._fake.finder.count(wanted, Kind.SERIES)
        counts["EpisodeCount"] = self._fake.finder.count(wanted, Kind.EPISODE)
        counts["BoxSetCount"] = self._fake.finder.count(wanted, Kind.BOX_SET)
        counts["ArtistCount"] = self._fake.finder.count(wanted, Kind.ARTIST)
        return json_answer(counts | {"ItemCount": 0})

    async def _item(self, ask: Ask) -> web.Response:
        user = acting_user(self._fake, ask)
        item = seen_item(self._fake, ask.path["itemId"], user)
        return json_answer(self._fake.shapes.item(item, user=user))

    async def _update(self, ask: Ask) -> web.Response:
        item = seen_item(self._fake, ask.path["itemId"], ask.caller.user)
        _take(item, json_body(ask))
        self._fake.catalog.touch(item)
        return web.Response(status=204)

    async def _delete(self, ask: Ask) -> web.Response:
        user = ask.caller.user
        item = seen_item(self._fake, ask.path["itemId"], user)
        if not self._fake.shapes.may_delete(item, user):
            # Jellyfin says 401 here, though it knows well who asks.
            raise Refusal(401, "Unauthorized access")
        self._fake.delete_item(item)
        return web.Response(status=204)

    async def _image(self, ask: Ask) -> web.Response:
        item = self._pictured(ask)
        if item.image is None or ask.path["imageType"].casefold() != "primary":
            raise Refusal(404)
        return web.Response(body=item.image, content_type=item.image_type)

    async def _set_image(self, ask: Ask) -> web.Response:
        item = self._pictured(ask)
        if not ask.content_type.startswith("image/"):
            raise Refusal(400, "Incorrect ContentType.")
        self._fake.set_image(item, picture(ask), ask.content_type)
        return web.Response(status=204)

    async def _delete_image(self, ask: Ask) -> web.Response:
        item = self._pictured(ask)
        item.image, item.image_tag = None, ""
        self._fake.catalog.touch(item)
        return web.Response(status=204)

    def _pictured(self, ask: Ask) -> Item:
        kind = ask.path["imageType"]
        if kind.casefold() not in _IMAGES:
            raise Refusal(400, f"The value '{kind}' is not valid.")
        return seen_item(self._fake, ask.path["itemId"], None)

    async def _sound(self, ask: Ask) -> web.Response:
        item = seen_item(self._fake, ask.path["itemId"], ask.caller.user)
        if not isinstance(item, Track):
            raise Refusal(404)
        return web.Response(body=item.id.encode() * 64, content_type=f"audio/{item.tags.container}")


def _only_files(ask: Ask) -> bool:
    """Tell whether nothing is wanted that there is no file of."""
    without = {one.casefold() for one in ask.listed("excludeLocationTypes")}
    return "virtual" in without or ask.flag("isMissing") is False


def _known(names: list[str]) -> frozenset[str]:
    """Return the kinds among some names; what is none is passed over."""
    return frozenset(KINDS[one.casefold()] for one in names if one.casefold() in KINDS)


def page(fake: JellyfinFake, ask: Ask, found: list[Item], user: User | None) -> dict[str, Any]:
    """Return the part of a list that was asked for."""
    start, shown = part(ask, found)
    # Without counting, the total is what this page holds, however much more there is.
    total = len(shown) if ask.flag("enableTotalRecordCount") is False else len(found)
    user_data, images = ask.flag("enableUserData") is not False, ask.flag("enableImages") is not False
    wanted = fields(ask)
    items = [
        fake.shapes.item(one, wanted, user, user_data=user_data, images=images) for one in spoilt(ask, shown)
    ]
    return {"Items": items, "TotalRecordCount": total, "StartIndex": start}


def _take(item: Item, body: Body) -> None:
    """Let an item be as it was sent, whole: what is absent is emptied, but lists and ids must be there."""
    tags, ids = body.strings("Tags"), body.take("ProviderIds", dict)
    if tags is None or ids is None:
        raise Refusal(400, thrown=True)
    item.name = body.take("Name", str) or ""
    item.overview = body.take("Overview", str)
    item.labels = tuple(tags)
    item.provider_ids = {str(name): str(value) for name, value in ids.items() if value}
    item.genres = tuple(body.strings("Genres") or ())
    item.year = body.take("ProductionYear", int)
    if (created := body.take("DateCreated", str)) is not None:
        item.created = datetime.fromisoformat(created[:19] + "+00:00")
    if isinstance(item, Track):
        item.track, item.disc = body.take("IndexNumber", int), body.take("ParentIndexNumber", int)
