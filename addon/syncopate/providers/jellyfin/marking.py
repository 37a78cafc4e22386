"""What is Jellyfin's own about what a user has to do with an item."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import ClassVar, override

from syncopate.providers._mediabrowser.marking import Marking, ticks
from syncopate.providers._mediabrowser.raw import Raw
from syncopate.providers._mediabrowser.talk import Query
from syncopate.providers._mediabrowser.video_lists import Listing
from syncopate.providers.jellyfin.client import Client


class JellyfinMarking(Marking[Client]):
    """Tells Jellyfin: what is left out of what is written stays as it is."""

    listing: ClassVar[Listing] = Listing(
        more={"ExcludeLocationTypes": "Virtual", "CollapseBoxSetItems": "false"},
        fields="ProviderIds,Path,DateCreated",
        # The other parameter, "for user", asks for the same here: marks of users have no date of their own.
        since="MinDateLastSaved",
    )

    @property
    def _query(self) -> Query:
        return {"UserId": self.talk.user_id}

    @override
    async def see(self, key: str, at: datetime | None) -> bool:
        dated = {} if at is None else {"DatePlayed": _moment(at)}
        answer = await self.ask("POST", f"UserPlayedItems/{key}", key, query={**self._query, **dated})
        return answer.get("Played") is True

    @override
    async def unsee(self, key: str) -> bool:
        path = f"UserPlayedItems/{key}"
        answer = await self.ask("DELETE", path, key, query=self._query, idempotent=True)
        return answer.get("Played") is False

    @override
    async def place(self, key: str, seconds: float, at: datetime | None) -> bool:
        dated = {} if at is None else {"LastPlayedDate": _moment(at)}
        await self._write(key, {"PlaybackPositionTicks": ticks(seconds), **dated})
        return True

    @override
    async def rate(self, key: str, rating: float | None) -> None:
        if rating is not None:
            await self._write(key, {"Rating": round(rating, 2)})
            return
        # Nothing cannot be written: it means that the rating stays.
        await self.ask("DELETE", f"UserItems/{key}/Rating", key, query=self._query, idempotent=True)

    @override
    async def data(self, key: str) -> Raw:
        return await self.ask("GET", f"UserItems/{key}/UserData", key, query=self._query, idempotent=True)

    async def _write(self, key: str, body: Mapping[str, object]) -> None:
        await self.send(f"UserItems/{key}/UserData", key, body, self._query)


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
