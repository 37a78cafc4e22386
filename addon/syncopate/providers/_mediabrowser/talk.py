"""The connection of one account to its server: whom it is for, lists in pages, what is remembered."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import ClassVar

from syncopate.domain.server import ServerUser
from syncopate.errors import LoginRejected, NotConfigured, NotFound, OddAnswer, SyncopateError
from syncopate.providers._mediabrowser.parse import is_disabled, server_user
from syncopate.providers._mediabrowser.product import About, Product, about
from syncopate.providers._mediabrowser.raw import Raw, text, texts, thing, things, whole
from syncopate.providers.answering import without_login
from syncopate.providers.capability import Health
from syncopate.providers.connections import Remembered
from syncopate.providers.http import HttpClient

PAGE = 1_000
_PATIENCE = timedelta(seconds=90)
"""A thousand tracks with all their streams take a small NAS its time."""
_HEALTHY_SECONDS = 300.0
_RIGHTS_SECONDS = 300.0

type Query = Mapping[str, str]

TRACKS: Query = {"IncludeItemTypes": "Audio", "Recursive": "true"}
PLAYLISTS: Query = {"IncludeItemTypes": "Playlist", "Recursive": "true"}
"""Both servers take the names of parameters whatever their case."""


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a list, and how many there are of all."""

    rows: Sequence[Raw]
    total: int


@dataclass(frozen=True, slots=True)
class Folders:
    """A library of the server and where its files lie."""

    section: str
    paths: tuple[str, ...]


class Talk(ABC):
    """What an account asks its server. Every method raises what `HttpClient` raises.

    `is_key`: the token is one of the administrator's keys, which acts for users without being one.
    """

    product: ClassVar[Product]
    fields: ClassVar[str]
    """What to ask for with a track."""

    def __init__(self, settings: Mapping[str, str]) -> None:
        def needed(name: str) -> str:
            value = settings.get(name, "")
            if not value:
                raise NotConfigured(what=f"{self.product.domain}.{name}")
            return value

        self.url = needed("url").rstrip("/")
        """Where it is asked; a login for a proxy may stand in it."""
        self.user_id = needed("user_id")
        self.server_id = settings.get("server_id", "")
        self.device_id = settings.get("device_id") or f"syncopate-{self.user_id}"
        self.is_key = settings.get("is_key", "false") == "true"
        self.what = self.product.name
        self.http = HttpClient(
            self.url,
            what=self.what,
            limit=self.product.limit,
            headers=self.product.signing(self.device_id, needed("token")),
            timeout=_PATIENCE,
            verify_tls=settings.get("verify_tls", "true") != "false",
        )
        self._health = Remembered[Health](_HEALTHY_SECONDS, keep=lambda health: health.ok)
        self._admin = Remembered[bool](_RIGHTS_SECONDS)

    @property
    def pages(self) -> str:
        """Where people find its pages: an address to be shown."""
        return without_login(self.url)

    async def close(self) -> None:
        """Let go of the connection."""
        await self.http.close()

    @abstractmethod
    def views_path(self, user: str) -> tuple[str, Query]:
        """Return where the libraries of a user are listed."""

    @abstractmethod
    def item_path(self, user: str, key: str) -> tuple[str, Query]:
        """Return where an item is told whole."""

    @abstractmethod
    def favourite_path(self, user: str, key: str) -> tuple[str, Query]:
        """Return where an item is liked (POST) and no longer liked (DELETE)."""

    @abstractmethod
    async def users_told(self) -> Sequence[Raw]:
        """Return everybody who may sign in, as the server tells."""

    @abstractmethod
    async def virtual_folders(self) -> Sequence[Raw]:
        """Return all libraries with where their files lie, which only administrators get to know."""

    @abstractmethod
    async def serves_others(self) -> bool:
        """Tell whether this account can do for other users all that it can for its own."""

    async def folders(self) -> Sequence[Folders]:
        """Return where the files of libraries of music lie."""
        return folders_of(await self.virtual_folders())

    def owner(self, user: str | None) -> str:
        """Return whose something is; None: the account's own user."""
        return user or self.user_id

    async def about(self) -> About:
        """Return what the server says of itself, now."""
        return (await about(self.http, self.product))[0]

    async def health(self) -> Health:
        """Tell whether the account works; a good answer is remembered for some minutes."""
        return await self._health.get(self._look)

    async def _look(self) -> Health:
        try:
            await self.about()
            user = await self.user(self.user_id)
        except SyncopateError as error:
            return Health(ok=False, reason=error.key, detail=error.detail)
        if is_disabled(user):
            said = f"{self.what} lets {text(user, 'Name')} in no more: the user is disabled."
            return Health(ok=False, reason=LoginRejected.key, detail=said)
        return Health(ok=True)

    async def user(self, key: str) -> Raw:
        """Return a user. Raises LoginRejected where there is none any more."""
        gone = NotFound(what="user", id=key)
        try:
            return thing(await self.http.json("GET", f"Users/{key}", gone=gone), self.what)
        except NotFound:
            said = f"{self.what} does not know the user any more: log in again."
            raise LoginRejected(said, account=self.what) from None

    async def admin(self) -> bool:
        """Tell whether the account may do what only administrators may."""
        return self.is_key or await self._admin.get(self._ask_admin)

    async def _ask_admin(self) -> bool:
        return server_user(await self.user(self.user_id), self.what).admin

    async def users(self) -> tuple[ServerUser, ...]:
        """Return whom the account can act for: its own is who signed in, or whom the key was entered for."""
        if not await self.serves_others():
            told: Sequence[Raw] = (await self.user(self.user_id),)
        else:
            told = [one for one in await self.users_told() if not is_disabled(one)]
        users = [server_user(one, self.what) for one in told]
        return tuple(replace(one, own=one.key == self.user_id) for one in users)

    async def music(self, user: str | None = None) -> Sequence[Raw]:
        """Return the libraries of music that a user sees."""
        path, query = self.views_path(self.owner(user))
        answer = thing(await self.http.json("GET", path, query=query), self.what)
        views = things(answer.get("Items"), self.what)
        return [one for one in views if one.get("CollectionType") == "music"]

    async def page(self, path: str, query: Query, start: int = 0, limit: int = PAGE) -> Page:
        """Return a part of a list. Raises OddAnswer for one that holds fewer than it should."""
        asked = {**query, "StartIndex": str(start), "Limit": str(limit)}
        answer = thing(await self.http.json("GET", path, query=asked), self.what)
        rows, total = things(answer.get("Items"), self.what), whole(answer, "TotalRecordCount")
        if total is None or len(rows) != max(0, min(limit, total - start)):
            raise OddAnswer(
                f"{self.what} lists {len(rows)} where {total} are there, from {start} on.", account=self.what
            )
        return Page(rows, total)

    async def count(self, query: Query) -> int:
        """Return how many items there are."""
        asked = {"UserId": self.user_id, "EnableUserData": "false", "EnableImages": "false", **query}
        # One is asked for, since servers differ in what asking for none means.
        return (await self.page("Items", asked, limit=1)).total

    async def rows(self, path: str, query: Query) -> Sequence[Raw]:
        """Return all of a list, however many pages that takes. Raises OddAnswer when it changes meanwhile."""
        page = await self.page(path, query)
        rows = list(page.rows)
        while len(rows) < page.total:
            more = await self.page(path, query, len(rows))
            if more.total != page.total:
                raise OddAnswer(f"{self.what} changed a list while it was read.", account=self.what)
            rows += more.rows
        return rows

    async def playlist(self, user: str, key: str) -> Raw | None:
        """Return a playlist, None when it is certainly gone, or not there for this user."""
        query = {**PLAYLISTS, "Ids": key, "UserId": user, "Fields": "ProviderIds,Overview,CanDelete"}
        found = await self.page("Items", query, limit=2)
        if not found.total:
            return None
        # A server that does not take the key for one lists just anything.
        playlist = found.rows[0]
        if found.total != 1 or playlist.get("Id") != key or playlist.get("Type") != "Playlist":
            raise OddAnswer(account=self.what)
        return playlist

    async def item(self, user: str, key: str) -> Raw:
        """Return an item, whole."""
        path, query = self.item_path(user, key)
        return thing(await self.http.json("GET", path, query=query), self.what)


def image_tag(item: Raw) -> str | None:
    """Return what names the version of an item's own picture, None when it has none."""
    tags = item.get("ImageTags")
    return text(tags, "Primary") if isinstance(tags, dict) else None


def folders_of(rows: Sequence[Raw]) -> tuple[Folders, ...]:
    """Return the libraries of music with their folders, as both servers tell them."""
    return tuple(
        Folders(section, texts(one, "Locations"))
        for one in rows
        if one.get("CollectionType") == "music" and (section := text(one, "ItemId")) is not None
    )
