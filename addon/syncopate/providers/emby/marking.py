"""What is Emby's own about what a user has to do with an item."""

from datetime import UTC, datetime
from typing import ClassVar, override

from syncopate.providers._mediabrowser.marking import Marking, ticks
from syncopate.providers._mediabrowser.raw import Raw, whole
from syncopate.providers._mediabrowser.titles import user_data
from syncopate.providers._mediabrowser.video_lists import Listing
from syncopate.providers.emby.client import Client

_WRITTEN = frozenset(
    {"Rating", "PlaybackPositionTicks", "PlayCount", "IsFavorite", "LastPlayedDate", "Played", "Key"}
)


class EmbyMarking(Marking[Client]):
    """Tells Emby: what a user has to do with an item is written whole, so it is read before."""

    listing: ClassVar[Listing] = Listing(
        more={"GroupItemsIntoCollections": "false"},
        fields="ProviderIds,Path,DateCreated,PremiereDate,ProductionYear",
        since="MinDateLastSavedForUser",
    )

    @override
    async def see(self, key: str, at: datetime | None) -> bool:
        dated = {} if at is None else {"DatePlayed": f"{at.astimezone(UTC):%Y%m%d%H%M%S}"}
        answer = await self.ask("POST", self._path("PlayedItems", key), key, query=dated)
        return answer.get("Played") is True

    @override
    async def unsee(self, key: str) -> bool:
        answer = await self.ask("DELETE", self._path("PlayedItems", key), key, idempotent=True)
        return answer.get("Played") is False

    @override
    async def place(self, key: str, seconds: float, at: datetime | None) -> bool:
        there = await self.data(key)
        wanted = ticks(seconds)
        if whole(there, "PlaybackPositionTicks") == wanted:
            return False
        body = {name: value for name, value in there.items() if name in _WRITTEN}
        body["PlaybackPositionTicks"] = wanted
        if at is not None:
            body["LastPlayedDate"] = f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}0Z"
        await self.send(f"{self._path('Items', key)}/UserData", key, body, {})
        return True

    @override
    async def data(self, key: str) -> Raw:
        answer = await self.ask("GET", self._path("Items", key), key, idempotent=True)
        return user_data(answer, self.talk.what)

    def _path(self, kind: str, key: str) -> str:
        return f"Users/{self.talk.user_id}/{kind}/{key}"
