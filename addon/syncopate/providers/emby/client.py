"""What is Emby's own about asking it."""

from collections.abc import Mapping, Sequence
from typing import ClassVar, override

from syncopate.providers._mediabrowser.product import Product, spelled
from syncopate.providers._mediabrowser.raw import Raw, thing, things
from syncopate.providers._mediabrowser.talk import Query, Talk
from syncopate.providers.capability import Context
from syncopate.providers.connections import fingerprint
from syncopate.providers.emby.manifest import LIMIT, MANIFEST


def signing(device_id: str, token: str) -> Mapping[str, str]:
    """Return the headers that tell who asks."""
    device = {"X-Emby-Authorization": spelled("Emby", device_id)}
    return {**device, "X-Emby-Token": token} if token else device


EMBY = Product(
    name=MANIFEST.name,
    domain=MANIFEST.domain,
    oldest=(4, 7),
    names_itself=False,
    signing=signing,
    limit=LIMIT,
    # A proxy may let through only what begins so; the server itself takes both.
    paths=("", "/emby"),
)


class Client(Talk):
    """The connection of one account."""

    product: ClassVar[Product] = EMBY
    fields: ClassVar[str] = "ProviderIds,Path,MediaSources,Genres,DateCreated,ParentId,ProductionYear"

    @override
    def views_path(self, user: str) -> tuple[str, Query]:
        return f"Users/{user}/Views", {"IncludeExternalContent": "false"}

    @override
    def item_path(self, user: str, key: str) -> tuple[str, Query]:
        return f"Users/{user}/Items/{key}", {}

    @override
    def favourite_path(self, user: str, key: str) -> tuple[str, Query]:
        return f"Users/{user}/FavoriteItems/{key}", {}

    @override
    async def users_told(self) -> Sequence[Raw]:
        return await self.rows("Users/Query", {"IsDisabled": "false"})

    @override
    async def virtual_folders(self) -> Sequence[Raw]:
        answer = await self.http.json("GET", "Library/VirtualFolders/Query")
        return things(thing(answer, self.what).get("Items"), self.what)

    @override
    async def serves_others(self) -> bool:
        # Nobody's session changes what is somebody else's, be it an administrator's; a key's does.
        return self.is_key


def client_of(context: Context) -> Client:
    """Return an account's connection. Raises NotConfigured."""
    settings = context.settings
    return context.connections.shared(context.account_id, fingerprint(settings), lambda: Client(settings))
