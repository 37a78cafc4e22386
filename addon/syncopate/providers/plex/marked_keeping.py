"""Playlists and collections, which a server keeps alike: they have a name, a summary, entries, a picture."""

import logging
from abc import ABC, abstractmethod
from collections.abc import Sequence
from contextlib import suppress
from typing import ClassVar
from urllib.parse import quote

from syncopate.domain.target import Site
from syncopate.errors import MethodNotAllowed, NotFound, OddAnswer, Unreachable
from syncopate.providers.covers import fetch_cover
from syncopate.providers.editing import Edited, Item, Label
from syncopate.providers.plex import marks, parse
from syncopate.providers.plex.client import Client
from syncopate.providers.plex.fields import WHAT, Raw
from syncopate.providers.plex.keeping import WEB, uri_of
from syncopate.providers.plex.parse import Kept
from syncopate.providers.plex.wire import Query

_LOG = logging.getLogger(__name__)
_COLLECTION = "18"


class _Marked(ABC):
    """Keeps what can carry our mark; fulfils Keeper."""

    noun: ClassVar[str]
    path: ClassVar[str]
    kinds: ClassVar[frozenset[str]]
    """What ours hold: one of another kind is another thing, which has a key of ours by now."""
    page: ClassVar[str]
    inside: ClassVar[str]
    """What its entries are called where they are read: servers of every age know this name."""

    def __init__(self, client: Client) -> None:
        self._client = client

    @abstractmethod
    def _user(self, site: Site) -> str | None:
        """Return as whom the server is asked."""

    @abstractmethod
    async def _every(self, site: Site) -> tuple[Kept, ...]:
        """Return all there are."""

    @abstractmethod
    def _making(self, site: Site) -> Query:
        """Return what a new one is, besides its title and tracks."""

    @abstractmethod
    async def _name(self, site: Site, key: str, title: str, summary: str) -> None:
        """Give it this title and summary."""

    @staticmethod
    @abstractmethod
    def _item(raw: Raw) -> Item:
        """Return an entry."""

    async def read(self, site: Site, key: str) -> Edited | None:
        """Return what it holds, None when it is certainly gone. Raises OddAnswer without a kind."""
        kept = await self._kept(site, key)
        if kept is None:
            return None
        if not kept.kind:
            raise OddAnswer(f"{WHAT} does not tell what the {self.noun} {key} holds.", account=WHAT)
        if kept.kind not in self.kinds:
            return None
        path = f"{self.path}/{key}/{self.inside}"
        return Edited(
            target_key=key,
            name=kept.title,
            items=await self._client.every(path, self._item, user=self._user(site)),
            description=marks.described(kept.summary) or None,
            editable=not kept.smart,
            mark=marks.mark_of(kept.title, kept.summary) or "",
        )

    async def find(self, site: Site, mark: str) -> str | None:
        """Return the key of the one that carries our mark."""
        every = await self._every(site)
        return next((one.key for one in every if marks.mark_of(one.title, one.summary) == mark), None)

    async def create(self, site: Site, label: Label, track_keys: Sequence[str]) -> str:
        """Make it under a title that carries the mark, then give it its name."""
        query = [*self._making(site), ("title", marks.unfinished(label.name, label.mark)), ("smart", "0")]
        if track_keys:
            query.append(("uri", self._uri(track_keys)))
        told = await self._client.write("POST", self.path, query, user=self._user(site))
        key = told.get("ratingKey", "")
        if not key.isdecimal():
            raise OddAnswer(account=WHAT)
        await self._name(site, key, label.name, marks.marked(label.description or "", label.mark))
        return key

    async def relabel(self, site: Site, key: str, label: Label) -> None:
        """Give it this name and description; without one, the user's words stay."""
        kept = await self._kept(site, key)
        if kept is None:
            raise self._gone()
        words = marks.described(kept.summary) if label.description is None else label.description
        summary = marks.marked(words, label.mark)
        if (kept.title, kept.summary) != (label.name, summary):
            await self._name(site, key, label.name, summary)

    async def set_cover(self, site: Site, key: str, cover_url: str) -> None:
        """Fetch this picture and hand it over: the server itself would fetch it from anywhere at home too.

        Those of playlists, too, are kept as an item's.
        """
        picture = await fetch_cover(cover_url, trusted=self._client.address)
        path = f"/library/metadata/{key}/posters"
        await self._change(site, "POST", path, body=picture.content)

    async def append(self, site: Site, key: str, track_keys: Sequence[str]) -> None:
        """Put tracks at the end."""
        await self._change(site, "PUT", f"{self.path}/{key}/items", (("uri", self._uri(track_keys)),))

    async def remove(self, site: Site, key: str, items: Sequence[Item]) -> None:
        """Take out entries: a server takes one at a time. Raises OddAnswer for one without a name."""
        # All are looked at before any is asked for.
        for path in [self._place(key, item) for item in items]:
            with suppress(NotFound):
                await self._client.write("DELETE", path, user=self._user(site))

    async def delete(self, site: Site, key: str) -> None:
        """Remove it if it carries a mark of ours: its key may be another's by now."""
        kept = await self._kept(site, key)
        if kept is None:
            return
        if marks.mark_of(kept.title, kept.summary) is None:
            _LOG.info("The %s %s does not say that we keep it: it stays.", self.noun, key)
            return
        with suppress(NotFound):
            await self._client.write("DELETE", f"{self.path}/{key}", user=self._user(site))

    def place(self, site: Site, key: str) -> str:
        """Return the address of its page."""
        del site
        return f"{WEB}/server/{self._client.machine}/{self.page}?key={quote(f'{self.path}/{key}', safe='')}"

    async def _kept(self, site: Site, key: str) -> Kept | None:
        """Return it without its entries, None when it is gone: that the server's own list must say too."""
        if not key.isdecimal():
            return None
        try:
            return await self._client.read(f"{self.path}/{key}", parse.one_kept, user=self._user(site))
        except NotFound:
            if any(one.key == key for one in await self._every(site)):
                said = f"{WHAT} lists the {self.noun}, but says that there is none of its key."
                raise Unreachable(said, what=f"The {self.noun}") from None
        return None

    async def _change(
        self, site: Site, method: str, path: str, query: Query = (), body: bytes | None = None
    ) -> None:
        """Change something of what is there. Raises Unreachable when it is not."""
        try:
            await self._client.write(method, path, query, user=self._user(site), body=body)
        except NotFound:
            raise self._gone() from None

    def _place(self, key: str, item: Item) -> str:
        """Return an entry's address. Without a name for its place it would be that of all entries."""
        return f"{self.path}/{key}/items/{_named(item)}"

    def _gone(self) -> Unreachable:
        return Unreachable(f"The {self.noun} is gone from the server.", what=f"The {self.noun}")

    def _uri(self, track_keys: Sequence[str]) -> str:
        return uri_of(self._client.machine, track_keys)


class Playlists(_Marked):
    """Keeps playlists: each user's own, in order, with the same track as often as wanted."""

    noun = "playlist"
    path = "/playlists"
    kinds = frozenset({"audio"})
    page = "playlist"
    inside = "items"

    async def move(self, site: Site, key: str, item: Item, after: Item | None) -> None:
        """Put an entry after another one, None: to the front. Raises OddAnswer for one without a name."""
        query = () if after is None else (("after", _named(after)),)
        await self._change(site, "PUT", f"{self._place(key, item)}/move", query)

    def _user(self, site: Site) -> str | None:
        return site.user

    async def _every(self, site: Site) -> tuple[Kept, ...]:
        query = (("playlistType", "audio"),)
        return await self._client.every(self.path, parse.kept, query, user=site.user)

    def _making(self, site: Site) -> Query:
        del site
        return (("type", "audio"),)

    async def _name(self, site: Site, key: str, title: str, summary: str) -> None:
        query = (("title", title), ("summary", summary))
        await self._change(site, "PUT", f"{self.path}/{key}", query)

    @staticmethod
    def _item(raw: Raw) -> Item:
        return Item(*parse.place_of(raw))


class Collections(_Marked):
    """Keeps collections of tracks: the same for every user, written by the owner, without an order of ours.

    With its last track a collection goes.
    """

    noun = "collection"
    path = "/library/collections"
    kinds = frozenset({"track"})
    page = "details"
    inside = "children"

    async def move(self, site: Site, key: str, item: Item, after: Item | None) -> None:
        """Raise MethodNotAllowed."""
        del site, key, item, after
        raise MethodNotAllowed(method="Moving tracks of a collection")

    def _user(self, site: Site) -> str | None:
        del site
        return None

    async def _every(self, site: Site) -> tuple[Kept, ...]:
        return await self._client.every(f"/library/sections/{site.section}/collections", parse.kept)

    def _making(self, site: Site) -> Query:
        return (("type", "10"), ("sectionId", site.section))

    async def _name(self, site: Site, key: str, title: str, summary: str) -> None:
        query = (
            ("type", _COLLECTION),
            ("id", key),
            ("title.value", title),
            ("title.locked", "1"),
            ("summary.value", summary),
            ("summary.locked", "1"),
        )
        await self._change(site, "PUT", f"/library/sections/{site.section}/all", query)

    @staticmethod
    def _item(raw: Raw) -> Item:
        key = parse.key_of(raw)
        return Item(key, key)


def _named(item: Item) -> str:
    """Return the server's name for a place. Raises OddAnswer where it gave none."""
    if not item.item_id:
        raise OddAnswer(f"{WHAT} did not tell where {item.track_key} stands.", account=WHAT)
    return item.item_id
