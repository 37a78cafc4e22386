"""Asking the fake of Plex, and what its tests often do first."""

import json
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from typing import Any

import aiohttp
from fakes.plex import FakePlex
from fakes.plex.media import Kind, Track

JSON = {"Accept": "application/json"}


class Caller:
    """A client that says who asks, and reads either form."""

    def __init__(self, session: aiohttp.ClientSession, address: str, token: str) -> None:
        self.session = session
        self._address = address
        self.headers = {"X-Plex-Client-Identifier": "the-tests"} | ({"X-Plex-Token": token} if token else {})

    async def raw(
        self,
        method: str,
        path: str,
        query: Mapping[str, str | int] | None = None,
        *,
        headers: Mapping[str, str] | None = None,
        data: Any = None,
    ) -> tuple[int, str, bytes]:
        asked = self.session.request(
            method,
            self._address + path,
            params={key: str(value) for key, value in (query or {}).items()},
            headers=self.headers | dict(headers or {}),
            data=data,
        )
        async with asked as answer:
            return answer.status, answer.content_type, await answer.read()

    async def status(self, method: str, path: str, query: Mapping[str, str | int] | None = None) -> int:
        return (await self.raw(method, path, query))[0]

    async def json(self, path: str, query: Mapping[str, str | int] | None = None, method: str = "GET") -> Any:
        status, kind, body = await self.raw(method, path, query, headers=JSON)
        assert (status, kind) in {(200, "application/json"), (201, "application/json")}, (status, kind, body)
        read = json.loads(body)
        return read["MediaContainer"] if isinstance(read, dict) and "MediaContainer" in read else read

    async def xml(self, path: str, query: Mapping[str, str | int] | None = None) -> ET.Element:
        status, kind, body = await self.raw("GET", path, query)
        assert (status, kind) in {(200, "text/xml"), (200, "application/xml")}, (status, kind, body)
        return ET.fromstring(body)  # noqa: S314 -- from our own fake


def tracks(plex: FakePlex) -> list[Track]:
    return [one for one in plex.music.of(Kind.TRACK).values() if isinstance(one, Track)]


def uri(plex: FakePlex, *items: Any, machine: str = "") -> str:
    keys = ",".join(str(item if isinstance(item, int) else item.key) for item in items)
    server = machine or plex.server.machine
    return f"server://{server}/com.plexapp.plugins.library/library/metadata/{keys}"


async def made(plex: FakePlex, owner: Caller, *items: Any, title: str = "Mix") -> str:
    query = {"type": "audio", "title": title, "smart": 0, "uri": uri(plex, *items)}
    return str((await owner.json("/playlists", query, "POST"))["Metadata"][0]["ratingKey"])


async def entries(owner: Caller, playlist: str) -> list[tuple[int, int]]:
    told = await owner.json(f"/playlists/{playlist}/items")
    return [(int(one["ratingKey"]), one["playlistItemID"]) for one in told.get("Metadata", [])]
