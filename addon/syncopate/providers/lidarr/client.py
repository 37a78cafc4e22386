"""Asks Lidarr: its catalogue, its albums, and what it is to do."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import timedelta

from syncopate.errors import NotConfigured, NotFound, OddAnswer
from syncopate.providers._tracker.raw import Raw, text, thing
from syncopate.providers.capability import Context
from syncopate.providers.connections import fingerprint
from syncopate.providers.http import HttpClient
from syncopate.providers.lidarr.manifest import LIMIT, MANIFEST

WHAT = MANIFEST.name
TIMEOUT = timedelta(seconds=90)
"""Its catalogue lies elsewhere, and answers slowly."""
_API = "/api/v1"


class Client:
    """Asks one Lidarr. Its methods raise LoginRejected, Unreachable, and OddAnswer for what is no answer."""

    def __init__(self, context: Context) -> None:
        settings = context.settings
        address, key = settings.get("url", "").strip(), settings.get("api_key", "").strip()
        if not (address and key):
            raise NotConfigured("Address and API key of Lidarr are needed.", what="lidarr.api_key")
        self._http = HttpClient(
            address,
            what=WHAT,
            limit=LIMIT,
            headers={"Accept": "application/json", "X-Api-Key": key},
            timeout=TIMEOUT,
            verify_tls=settings.get("verify_tls", "true") != "false",
            pace=context.connections.paces.of(context.account_id, LIMIT, WHAT),
        )
        self.turn = asyncio.Lock()
        """One album is handed over at a time: two of one artist would add that twice."""

    async def status(self) -> Raw:
        """Return what it says of itself. Raises OddAnswer where it is another program."""
        told = thing(await self._http.json("GET", f"{_API}/system/status"), WHAT)
        if text(told, "appName") != "Lidarr":
            raise OddAnswer(account=WHAT)
        return told

    async def root_folders(self) -> Sequence[Raw]:
        """Return where it keeps music."""
        return await self._list("rootfolder")

    async def profiles(self, kind: str) -> Sequence[Raw]:
        """Return its profiles of a kind, "quality" or "metadata"."""
        return await self._list(f"{kind}profile")

    async def tags(self) -> Sequence[Raw]:
        """Return its tags."""
        return await self._list("tag")

    async def make_tag(self, label: str) -> Raw:
        """Make a tag and return it."""
        return thing(await self._http.json("POST", f"{_API}/tag", body={"label": label}), WHAT)

    async def albums(self, release_group: str) -> Sequence[Raw]:
        """Return the albums it has of a release group: one or none."""
        return await self._list("album", {"foreignAlbumId": release_group})

    async def album(self, number: int) -> Raw:
        """Return one of its albums. Raises NotFound."""
        gone = NotFound(what="album", id=str(number))
        return thing(await self._http.json("GET", f"{_API}/album/{number}", gone=gone), WHAT)

    async def look_up(self, term: str) -> Sequence[Raw]:
        """Return albums of its catalogue; those it has already have an id."""
        return await self._list("album/lookup", {"term": term})

    async def add(self, album: Mapping[str, object]) -> Raw:
        """Add an album, with its artist where that is not there, and return it."""
        return thing(await self._http.json("POST", f"{_API}/album", body=album), WHAT)

    async def monitor(self, number: int) -> None:
        """Have an album monitored."""
        body = {"albumIds": [number], "monitored": True}
        await self._http.nothing("PUT", f"{_API}/album/monitor", body=body, idempotent=True)

    async def search(self, number: int) -> None:
        """Have it search for an album, once."""
        body = {"name": "AlbumSearch", "albumIds": [number]}
        await self._http.nothing("POST", f"{_API}/command", body=body)

    async def close(self) -> None:
        """Close the connections."""
        await self._http.close()

    async def _list(self, path: str, query: Mapping[str, str] | None = None) -> list[Raw]:
        told = await self._http.json("GET", f"{_API}/{path}", query=query or {})
        if not isinstance(told, list):
            raise OddAnswer(account=WHAT)
        return [thing(one, WHAT) for one in told]


def client_of(context: Context) -> Client:
    """Return the account's client, the same one as long as its settings are. Raises NotConfigured."""
    names = ("url", "api_key", "verify_tls")
    mark = fingerprint({name: context.settings.get(name, "") for name in names})
    return context.connections.shared(context.account_id, mark, lambda: Client(context))
