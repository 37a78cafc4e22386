"""What is Jellyfin's own about asking it."""

from collections.abc import Mapping, Sequence
from typing import ClassVar, override

from syncopate.providers._mediabrowser.product import Product, spelled
from syncopate.providers._mediabrowser.raw import Raw, things
from syncopate.providers._mediabrowser.talk import Query, Talk
from syncopate.providers.capability import Context
from syncopate.providers.connections import fingerprint
from syncopate.providers.jellyfin.manifest import LIMIT, MANIFEST
from syncopate.providers.jellyfin.sessions import Sessions


def signing(device_id: str, token: str) -> Mapping[str, str]:
    """Return the headers that tell who asks."""
    return {"Authorization": spelled("MediaBrowser", device_id, token)}


JELLYFIN = Product(
    name=MANIFEST.name,
    domain=MANIFEST.domain,
    oldest=(10, 9),
    names_itself=True,
    signing=signing,
    limit=LIMIT,
)


class Client(Talk):
    """The connection of one account."""

    product: ClassVar[Product] = JELLYFIN
    fields: ClassVar[str] = "ProviderIds,Path,MediaSources,Genres,DateCreated,ParentId"

    def __init__(self, settings: Mapping[str, str]) -> None:
        super().__init__(settings)
        self.sessions = Sessions(self)

    @override
    async def close(self) -> None:
        await self.sessions.close()
        await super().close()

    @override
    def views_path(self, user: str) -> tuple[str, Query]:
        return "UserViews", {"UserId": user}

    @override
    def item_path(self, user: str, key: str) -> tuple[str, Query]:
        return f"Items/{key}", {"UserId": user}

    @override
    def favourite_path(self, user: str, key: str) -> tuple[str, Query]:
        return f"UserFavoriteItems/{key}", {"UserId": user}

    @override
    async def users_told(self) -> Sequence[Raw]:
        return things(await self.http.json("GET", "Users", query={"IsDisabled": "false"}), self.what)

    @override
    async def virtual_folders(self) -> Sequence[Raw]:
        return things(await self.http.json("GET", "Library/VirtualFolders"), self.what)

    @override
    async def serves_others(self) -> bool:
        return await self.admin()


def client_of(context: Context) -> Client:
    """Return an account's connection. Raises NotConfigured."""
    settings = context.settings
    return context.connections.shared(context.account_id, fingerprint(settings), lambda: Client(settings))
