"""Items: lists of them, one of them, editing and deleting, favourites, pictures, sound."""

from typing import TYPE_CHECKING, Any

from aiohttp import web

from fakes.emby.asking import acting, acting_user, json_body, seen_item
from fakes.emby.names import PLAYLISTS_FOLDER, number
from fakes.mediabrowser.asking import Ask, Body, Needs, Refusal, json_answer
from fakes.mediabrowser.listing import fields, only_favorites, order, part, picture, played, resumable, spoilt
from fakes.mediabrowser.model import Item, Kind, Track, User
from fakes.mediabrowser.queries import Wanted
from fakes.mediabrowser.videos import above

if TYPE_CHECKING:
    from fakes.emby.server import EmbyFake

_IMAGES = {"primary", "art", "backdrop", "banner", "logo", "thumb", "disc", "box", "screenshot", "menu"}
_IMAGES |= {"chapter", "boxrear", "thumbnail", "logolight", "logolightcolor"}


class Items:
    """The routes about items."""

    def __init__(self, fake: EmbyFake) -> None:
        self._fake = fake
        add = fake.routes.add
        add("GET", "/Items", self._items)
        add("GET", "/Users/{UserId}/Items", self._items)
        add("GET", "/Users/{UserId}/Items/{Id}", self._item)
        add("GET", "/Items/Counts", self._counts)
        add("GET", "/Items/{Id}/Ancestors", self._ancestors)
        add("GET", "/Artists", self._artists)
        add("GET", "/Artists/AlbumArtists", self._album_artists)
        add("POST", "/Items/{Id}", self._update, Needs.ADMIN)
        add("DELETE", "/Items/{Id}", self._delete)
        add("POST", "/Items/{Id}/Delete", self._delete)
        add("DELETE", "/Items", self._delete_many)
        add("POST", "/Items/Delete", self._delete_many)
        image = "/Items/{Id}/Images/{Type}"
        add("GET HEAD", image, self._image, Needs.NOTHING)
        add("POST", image, self._set_image, Needs.ADMIN)
        add("DELETE", image, self._delete_image, Needs.ADMIN)
        add("POST", f"{image}/Delete", self._delete_image, Needs.ADMIN)
        add("GET HEAD", "/Audio/{Id}/stream", self._sound)
        add("GET HEAD", "/Audio/{Id}/universal", self._sound)

    async def _items(self, ask: Ask) -> web.Response:
        user = acting(self._fake, ask)
        wanted = self._wanted(ask, user)
        found = [] if wanted is None else self._fake.finder.find(wanted)
        return json_answer(page(self._fake, ask, found, user))

    def _wanted(self, ask: Ask, user: User | None) -> Wanted | None:
        """Return what is wanted, None where the parent is not there for the user: such a list is empty."""
        parent, there = self._parent(ask, user)
        if not there:
            return None
        in_playlists = ask.text("ParentId") == PLAYLISTS_FOLDER
        ids = [one for one in ask.listed("Ids") if one.isdigit()]
        return Wanted(
            user=user,
            parent=parent,
            playlists_folder=in_playlists,
            recursive=bool(ask.flag("Recursive")) or in_playlists,
            kinds=frozenset(_kind(one) for one in ask.listed("IncludeItemTypes")),
            without=frozenset(_kind(one) for one in ask.listed("ExcludeItemTypes")),
            ids=frozenset(ids) if ask.text("Ids") else None,
            favorite=only_favorites(ask),
            played=played(ask),
            resumable=resumable(ask),
            search=(ask.text("SearchTerm") or "").strip(),
            media_types=frozenset(one.capitalize() for one in ask.listed("MediaTypes")),
            artists=frozenset(ask.listed("ArtistIds") + ask.listed("AlbumArtistIds")),
            albums=frozenset(ask.listed("AlbumIds")),
            saved_since=ask.moment("MinDateLastSaved"),
            # What it says: the date "for user" looks at what the user did, too. Nothing public tells more.
            saved_or_used_since=ask.moment("MinDateLastSavedForUser"),
            sort=order(ask),
        )

    def _parent(self, ask: Ask, user: User | None) -> tuple[Item | None, bool]:
        """Return the parent, and whether what was named is there for the user."""
        text = ask.text("ParentId")
        if text is None or text == PLAYLISTS_FOLDER:
            return None, True
        parent = self._fake.catalog.get(number(text))
        if parent is None or not self._fake.catalog.seen_by(parent, user):
            return None, False
        return parent, True

    async def _artists(self, ask: Ask) -> web.Response:
        user = acting(self._fake, ask)
        return json_answer(page(self._fake, ask, self._all_artists(ask, user), user))

    async def _album_artists(self, ask: Ask) -> web.Response:
        user = acting(self._fake, ask)
        named = {artist for album in self._fake.catalog.albums.values() for artist in album.artists}
        found: list[Item] = [one for one in self._all_artists(ask, user) if one in named]
        return json_answer(page(self._fake, ask, found, user))

    def _all_artists(self, ask: Ask, user: User | None) -> list[Item]:
        parent, there = self._parent(ask, user)
        if not there:
            return []
        wanted = Wanted(
            user=user,
            parent=parent,
            recursive=True,
            kinds=frozenset({Kind.ARTIST}),
            favorite=only_favorites(ask),
            search=(ask.text("SearchTerm") or "").strip(),
            saved_since=ask.moment("MinDateLastSaved"),
            sort=order(ask),
        )
        return self._fake.finder.find(wanted)

    async def _item(self, ask: Ask) -> web.Response:
        user = acting_user(self._fake, ask)
        return json_answer(self._fake.shapes.item(seen_item(self._fake, ask.path["Id"], user), user=user))

    async def _ancestors(self, ask: Ask) -> web.Response:
        user = acting(self._fake, ask)
        item = seen_item(self._fake, ask.path["Id"], user)
        return json_answer([self._fake.shapes.item(one, user=user) for one in above(item)])

    async def _counts(self, ask: Ask) -> web.Response:
        wanted = Wanted(user=acting(self._fake, ask), favorite=ask.flag("IsFavorite"))
        names = ("Movie", "Series", "Episode", "Game", "Program", "GameSystem", "Trailer", "MusicVideo")
        counts = {f"{name}Count": 0 for name in (*names, "BoxSet", "Book", "Item")}
        counts["MovieCount"] = self._fake.finder.count(wanted, Kind.MOVIE)
        counts["SeriesCount"] = self._fake.finder.count(wanted, Kind.SERIES)
        counts["EpisodeCount"] = self._fake.finder.count(wanted, Kind.EPISODE)
        counts["BoxSetCount"] = self._fake.finder.count(wanted, Kind.BOX_SET)
        counts["ArtistCount"] = self._fake.finder.count(wanted, Kind.ARTIST)
        counts["SongCount"] = self._fake.finder.count(wanted, Kind.AUDIO)
        counts["AlbumCount"] = self._fake.finder.count(wanted, Kind.ALBUM)
        return json_answer(counts)

    async def _update(self, ask: Ask) -> web.Response:
        item = seen_item(self._fake, ask.path["Id"], None)
        _take(item, json_body(ask))
        self._fake.catalog.touch(item)
        return web.Response(status=204)

    async def _delete(self, ask: Ask) -> web.Response:
        self._delete_one(ask, ask.path["Id"])
        return web.Response(status=204)

    async def _delete_many(self, ask: Ask) -> web.Response:
        ids = ask.listed("Ids")
        if not ids:
            raise Refusal(400, "Value cannot be null. (Parameter 'Ids')")
        for one in ids:
            self._delete_one(ask, one)
        return web.Response(status=204)

    def _delete_one(self, ask: Ask, text: str) -> None:
        user = ask.caller.user
        item = seen_item(self._fake, text, user)
        if not self._fake.shapes.may_delete(item, user):
            raise Refusal(403)
        self._fake.delete_item(item)

    async def _image(self, ask: Ask) -> web.Response:
        item = self._pictured(ask)
        if item.image is None or ask.path["Type"].casefold() != "primary":
            raise Refusal(404)
        return web.Response(body=item.image, content_type=item.image_type)

    async def _set_image(self, ask: Ask) -> web.Response:
        item = self._pictured(ask)
        if not ask.content_type.startswith("image/"):
            raise Refusal(400, "Unable to determine image file extension from mime type.")
        self._fake.set_image(item, picture(ask), ask.content_type)
        return web.Response(status=204)

    async def _delete_image(self, ask: Ask) -> web.Response:
        item = self._pictured(ask)
        item.image, item.image_tag = None, ""
        self._fake.catalog.touch(item)
        return web.Response(status=204)

    def _pictured(self, ask: Ask) -> Item:
        if ask.path["Type"].casefold() not in _IMAGES:
            raise Refusal(400, f"Requested value '{ask.path['Type']}' was not found.")
        return seen_item(self._fake, ask.path["Id"], None)

    async def _sound(self, ask: Ask) -> web.Response:
        item = seen_item(self._fake, ask.path["Id"], ask.caller.user)
        if not isinstance(item, Track):
            raise Refusal(404)
        return web.Response(body=item.id.encode() * 64, content_type=f"audio/{item.tags.container}")


def page(fake: EmbyFake, ask: Ask, found: list[Item], user: User | None) -> dict[str, Any]:
    """Return the part of a list that was asked for; where it begins is not said again."""
    _, shown = part(ask, found)
    user_data, images = ask.flag("EnableUserData") is not False, ask.flag("EnableImages") is not False
    wanted = fields(ask)
    items = [
        fake.shapes.item(one, wanted, user, user_data=user_data, images=images) for one in spoilt(ask, shown)
    ]
    total = 0 if ask.flag("EnableTotalRecordCount") is False else len(found)
    return {"Items": items, "TotalRecordCount": total}


def _kind(name: str) -> str:
    """Return a kind as items have it; an unknown one matches nothing."""
    return next((kind for kind in Kind if kind.casefold() == name.casefold()), name)


def _take(item: Item, body: Body) -> None:
    """Let an item be as it was sent, whole: what is absent is emptied."""
    name = body.take("Name", str)
    if not name:
        raise Refusal(400, "Value cannot be null. (Parameter 'Name')")
    tags = body.take("TagItems", list) or []
    if not all(isinstance(one, dict) and isinstance(one.get("Name"), str) for one in tags):
        raise Refusal(400, "TagItems could not be read.")
    ids = body.take("ProviderIds", dict) or {}
    item.name, item.overview = name, body.take("Overview", str)
    item.labels = tuple(one["Name"] for one in tags)
    item.provider_ids = {str(kind): str(value) for kind, value in ids.items() if value}
    item.genres = tuple(body.strings("Genres") or ())
    item.year = body.take("ProductionYear", int)
    if isinstance(item, Track):
        item.track, item.disc = body.take("IndexNumber", int), body.take("ParentIndexNumber", int)
