"""Capability PLAYLIST_TARGET, as far as both servers are alike.

Our mark is kept among the ids that outside catalogues give to an item, where nobody sees it. Only
administrators may write there, and of playlists of others not even they: where that cannot be, a playlist is
known by the key that is remembered of it.
"""

import base64
import logging
import re
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Mapping, Sequence
from hashlib import sha256
from typing import ClassVar

from syncopate.domain.snapshot import Known, Maybe, Unknown
from syncopate.domain.target import Site, TargetKind
from syncopate.errors import LibraryUnavailable, LoginLacksRights, OddAnswer, SyncopateError
from syncopate.providers._mediabrowser.raw import Raw, inside, text
from syncopate.providers._mediabrowser.talk import PLAYLISTS, TRACKS, Query, Talk, image_tag
from syncopate.providers.capability import FAVOURITES_KEY, Health
from syncopate.providers.covers import fetch_cover
from syncopate.providers.editing import Edited, Item, Label, Reorder

_LOG = logging.getLogger(__name__)

MARK, COVER = "Syncopate", "SyncopateCover"
_NAME = re.compile(r" \(([0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12})\)$")
_LONGEST = 50
"""Letters of a name in that of a folder, which has 255 bytes."""
_BATCH = 100
"""Keys fit into an address of 8 kB, which is what servers and proxies take."""

type Writing = Callable[[Mapping[str, str]], Awaitable[None]]
"""A request, sent with the headers of whoever may make it."""


class Editor[T: Talk](ABC):
    """Tells a server what to change in a playlist or in a user's favourites; fulfils PlaylistEditor."""

    batch: ClassVar[int] = _BATCH

    def __init__(self, talk: T) -> None:
        self._talk = talk

    @abstractmethod
    async def make(self, user: str, name: str, track_keys: Sequence[str]) -> str:
        """Make a playlist of this user's, for nobody else to see, and return its key."""

    @abstractmethod
    async def rename(self, user: str, target_key: str, name: str) -> None:
        """Give it another name, without being administrator."""

    @abstractmethod
    async def as_owner(self, user: str, write: Writing) -> None:
        """Send a request that only the owner of a playlist may make."""

    @abstractmethod
    async def owns(self, user: str, target_key: str) -> bool:
        """Tell whether a playlist that this user sees is the user's own."""

    @abstractmethod
    def page_of(self, target_key: str) -> str:
        """Return the address of an item's page."""

    @abstractmethod
    def page_of_favourites(self) -> str:
        """Return the address of the page of favourites."""

    async def check(self) -> Health:
        """Tell whether the account works."""
        return await self._talk.health()

    def reorder(self, site: Site) -> Reorder:
        """Return how entries get to other places: favourites have none."""
        return Reorder.NONE if site.kind is TargetKind.FAVOURITES else Reorder.MOVE

    async def read_items(self, site: Site, target_key: str) -> Maybe[Edited | None]:
        """Return what it holds."""
        user = self._talk.owner(site.user)
        try:
            if site.kind is TargetKind.FAVOURITES:
                return Known(await self._favourites(site, user))
            playlist = await self._talk.playlist(user, target_key)
            return Known(None if playlist is None else await self._edited(user, target_key, playlist))
        except SyncopateError as error:
            return Unknown(error.key, error.detail)

    async def _edited(self, user: str, key: str, playlist: Raw) -> Edited:
        query = {"UserId": user, "EnableUserData": "false", "EnableImages": "false"}
        rows = await self._talk.rows(f"Playlists/{key}/Items", query)
        mark = _mark_of(playlist)
        if mark is None and await self._marks(user):
            mark = ""
        return Edited(
            target_key=key,
            name=text(playlist, "Name") or "",
            items=tuple(self._place(one, "PlaylistItemId") for one in rows),
            description=text(playlist, "Overview"),
            mark=mark,
        )

    async def _favourites(self, site: Site, user: str) -> Edited:
        query = {
            **TRACKS,
            "ParentId": site.section,
            "Filters": "IsFavorite",
            "UserId": user,
            "SortBy": "DateCreated,SortName",
            "EnableUserData": "false",
            "EnableImages": "false",
        }
        rows = await self._talk.rows("Items", query)
        if not rows and site.section not in {text(one, "Id") for one in await self._talk.music(user)}:
            # Emby lists nothing for what it does not show.
            said = f"{self._talk.what} does not show this library to the user."
            raise LibraryUnavailable(said, name=self._talk.what)
        items = tuple(self._place(one, "Id") for one in rows)
        return Edited(target_key=FAVOURITES_KEY, name="Favorites", items=items)

    def _place(self, raw: Raw, name: str) -> Item:
        place, key = text(raw, name), text(raw, "Id")
        if place is None or key is None:
            raise OddAnswer(account=self._talk.what)
        return Item(place, key)

    async def find_target(self, site: Site, mark: str, name: str | None) -> Maybe[str | None]:
        """Return the key of what carries our mark.

        Where none can be written: of the user's only one of that name, which must carry no mark of ours.
        """
        if site.kind is TargetKind.FAVOURITES:
            return Known(FAVOURITES_KEY)
        user = self._talk.owner(site.user)
        query = {**PLAYLISTS, "UserId": user, "Fields": "ProviderIds", "SortBy": "DateCreated,SortName"}
        try:
            there = await self._talk.rows("Items", query | {"EnableUserData": "false"})
            return Known(await self._marked(user, there, mark, name))
        except SyncopateError as error:
            return Unknown(error.key, error.detail)

    async def _marked(self, user: str, there: Sequence[Raw], mark: str, name: str | None) -> str | None:
        marked = next((one for one in there if _mark_of(one) == mark), None)
        if marked is not None:
            return text(marked, "Id")
        if name is None or await self._marks(user):
            return None
        same = {
            key: one
            for one in there
            if text(one, "Name") == name
            and one.get("MediaType") == "Audio"
            and (key := text(one, "Id"))
            and await self.owns(user, key)
        }
        unmarked = [key for key, one in same.items() if _mark_of(one) is None]
        return unmarked[0] if len(same) == len(unmarked) == 1 else None

    async def create(self, site: Site, label: Label, track_keys: Sequence[str]) -> str:
        """Make it with its first tracks and return its key.

        Until it is marked it has a name that only ours can have: one whose making was cut short is found.
        """
        user = self._talk.owner(site.user)
        if not await self._marks(user):
            return await self.make(user, label.name, track_keys)
        key = await self.make(user, _unfinished(label.name, label.mark), track_keys)
        await self._describe(user, key, label)
        return key

    async def relabel(self, site: Site, target_key: str, label: Label) -> None:
        """Give it this name and description as far as we may; favourites have neither."""
        if site.kind is TargetKind.FAVOURITES:
            return
        user = self._talk.owner(site.user)
        if await self._marks(user):
            await self._describe(user, target_key, label)
            return
        playlist = await self._talk.playlist(user, target_key)
        if playlist is not None and text(playlist, "Name") != label.name:
            await self.rename(user, target_key, label.name)

    async def _describe(self, user: str, key: str, label: Label) -> None:
        """Write name, description and mark; nothing is sent where they are so already."""
        item = await self._talk.item(user, key)
        described = label.description is None or (text(item, "Overview") or "") == label.description.strip()
        marked = text(inside(item, "ProviderIds"), MARK) == label.mark
        if described and marked and text(item, "Name") == label.name:
            return
        changes = {} if label.description is None else {"Overview": label.description}
        await self._put(key, item, {**changes, "Name": label.name}, {MARK: label.mark})

    async def _put(self, key: str, item: Raw, changes: Raw, ids: Mapping[str, str]) -> None:
        """Write an item back: it has to be sent whole, what is left out would be emptied."""
        body = {**item, **changes, "ProviderIds": {**inside(item, "ProviderIds"), **ids}}
        await self._talk.http.nothing("POST", f"Items/{key}", body=body)

    async def set_cover(self, site: Site, target_key: str, cover_url: str) -> None:
        """Show this picture, unless it was given to it before: then what it has now may be the user's own."""
        talk, user = self._talk, self._talk.owner(site.user)
        if site.kind is TargetKind.FAVOURITES:
            return
        if not await self._marks(user):
            raise LoginLacksRights(
                f"{talk.what} lets only administrators give pictures to playlists.", account=talk.what
            )
        item = await talk.item(user, target_key)
        told = sha256(cover_url.encode()).hexdigest()[:32]
        if image_tag(item) is not None and text(inside(item, "ProviderIds"), COVER) == told:
            return
        picture = await fetch_cover(cover_url, trusted=talk.url)
        content = (picture.content_type, base64.b64encode(picture.content))
        await talk.http.nothing("POST", f"Items/{target_key}/Images/Primary", content=content)
        await self._put(target_key, item, {}, {COVER: told})

    async def append(self, site: Site, target_key: str, track_keys: Sequence[str]) -> None:
        """Put tracks at the end, or like them."""
        user = self._talk.owner(site.user)
        if site.kind is TargetKind.FAVOURITES:
            await self._like("POST", user, track_keys)
            return
        query = {"Ids": ",".join(track_keys), "UserId": user}
        await self._talk.http.nothing("POST", f"Playlists/{target_key}/Items", query=query)

    async def remove(self, site: Site, target_key: str, items: Sequence[tuple[int, Item]]) -> None:
        """Take out entries, or like them no longer."""
        user = self._talk.owner(site.user)
        if site.kind is TargetKind.FAVOURITES:
            await self._like("DELETE", user, [item.track_key for _, item in items])
            return
        query = {"EntryIds": ",".join(item.item_id for _, item in items)}
        await self._as_owner(user, "DELETE", f"Playlists/{target_key}/Items", query)

    async def move(self, site: Site, target_key: str, item: Item, after: Item | None, position: int) -> None:
        """Put an entry to another place: both servers count what is there afterwards."""
        del after
        path = f"Playlists/{target_key}/Items/{item.item_id}/Move/{position}"
        await self._as_owner(self._talk.owner(site.user), "POST", path, {})

    async def replace(self, site: Site, target_key: str, track_keys: Sequence[str]) -> None:
        """Refuse: entries are moved instead."""
        del site, target_key, track_keys
        raise LoginLacksRights(f"{self._talk.what} writes no playlist whole.", account=self._talk.what)

    async def delete_target(self, site: Site, target_key: str) -> None:
        """Remove a playlist that carries our mark, or without marks is this user's own.

        Not being there is fine.
        """
        if site.kind is TargetKind.FAVOURITES:
            return
        user = self._talk.owner(site.user)
        playlist = await self._talk.playlist(user, target_key)
        if playlist is None:
            return
        if _mark_of(playlist) is None and (await self._marks(user) or not await self.owns(user, target_key)):
            said = f"The playlist {text(playlist, 'Name')} is not one of ours: it was not removed."
            raise LoginLacksRights(said, account=self._talk.what)
        if self._talk.is_key:
            await self._talk.http.nothing("DELETE", f"Items/{target_key}")
            return
        await self._as_owner(user, "DELETE", f"Items/{target_key}", {})

    def place(self, site: Site, target_key: str) -> str:
        """Return the address of its page."""
        favourites = site.kind is TargetKind.FAVOURITES
        return self.page_of_favourites() if favourites else self.page_of(target_key)

    async def _as_owner(self, user: str, method: str, path: str, query: Query) -> None:
        async def write(headers: Mapping[str, str]) -> None:
            await self._talk.http.nothing(method, path, query=query, headers=headers)

        await self.as_owner(user, write)

    async def _like(self, method: str, user: str, track_keys: Sequence[str]) -> None:
        for key in track_keys:
            path, query = self._talk.favourite_path(user, key)
            # Liking twice is liking once, so it may be sent again when its answer was lost.
            await self._talk.http.nothing(method, path, query=query, idempotent=True)

    async def _marks(self, user: str) -> bool:
        """Tell whether we may write what a playlist is besides its name and its tracks."""
        talk = self._talk
        return talk.is_key or (user == talk.user_id and await talk.admin())


def _unfinished(name: str, mark: str) -> str:
    """Return what a playlist is called until it is marked; a server makes a folder of that name."""
    return f"{name[:_LONGEST]} ({mark})"


def _mark_of(playlist: Raw) -> str | None:
    """Return the mark that a playlist carries, None when it carries none."""
    begun = _NAME.search(text(playlist, "Name") or "")
    return text(inside(playlist, "ProviderIds"), MARK) or (begun[1] if begun else None)
