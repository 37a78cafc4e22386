"""A household with a Deezer that it can reach, and a host of its pictures."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from html import unescape
from typing import Any, Self

from aiohttp import web
from fakes.deezer.model import Album, Playlist, User
from fakes.deezer.server import Deezer
from fakes.serving import Served, Wire
from syncopate.store.accounts import Account
from syncopate.sync.accounts import add_account

TITLES = [f"Song {number}" for number in range(1, 31)]
HOSTILE = (
    "<script>alert('x')</script>",
    "\N{RIGHT-TO-LEFT OVERRIDE}abc שלום",
    "W" * 300,
    '"><img src=x onerror=alert(1)>',
)


@dataclass
class Street:
    """What stands in it. `anna` shows what she has, which is among her `account`."""

    household: Any
    deezer: Deezer
    pictures: Wire
    anna: User
    album: Album
    mix: Playlist
    account: Account
    more: list[Playlist] = field(default_factory=list)

    @property
    def link(self) -> str:
        """The public page of Anna's mix, as a phone shares it."""
        return f"Listen to this! https://www.deezer.com/de/playlist/{self.mix.id}?utm_source=x :)"

    def list_named(self, name: str, count: int = 3) -> Playlist:
        """Have Anna make one more playlist."""
        made = self.deezer.music.add_playlist(self.anna, name, self.album.tracks[:count])
        self.more.append(made)
        return made


class Browser:
    """Looks at pages, and sends forms with the token of the page."""

    def __init__(self, household: Any, **headers: str) -> None:
        self.client = household.client(**headers)
        self.csrf = ""

    async def __aenter__(self) -> Self:
        await self.get("/members")
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.client.aclose()

    async def get(self, path: str, status: int = 200, **params: str) -> str:
        answer = await self.client.get(path, params=params or None)
        assert answer.status_code == status, answer.text
        found = re.search(r'name="csrf" value="([^"]+)"', answer.text)
        self.csrf = found[1] if found else self.csrf
        return str(answer.text)

    async def send(self, path: str, status: int = 200, **data: Any) -> Any:
        answer = await self.client.post(path, data={"csrf": self.csrf, **data})
        assert answer.status_code == status, answer.text
        return answer


def words(page: str) -> str:
    """Return what a page says, without its tags."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", page)).split())


def hidden(page: str) -> dict[str, list[str]]:
    """Return the hidden fields of a page, with the fields that are ticked."""
    found: dict[str, list[str]] = {}
    for tag in re.findall(r"<input [^>]*>", page):
        told = {name: unescape(value) for name, value in re.findall(r'([\w-]+)="([^"]*)"', tag)}
        if told.get("type") == "hidden" or (told.get("type") == "checkbox" and " checked" in tag):
            found.setdefault(told.get("name", ""), []).append(told.get("value", "on"))
    return found


@asynccontextmanager
async def street(household: Any) -> AsyncIterator[Street]:
    """Build it."""
    wire = Wire()
    app = web.Application(middlewares=[wire.middleware()])

    async def picture(_: web.Request) -> web.Response:
        return web.Response(body=b"picture", content_type="image/jpeg")

    app.router.add_get("/{path:.*}", picture)
    async with Deezer() as deezer, Served(app) as pictures:
        music = deezer.music
        album = music.add_album("Nina", "Evenings", TITLES)
        anna = music.add_user("Anna")
        mix = music.add_playlist(anna, "Evening Mix", album.tracks[:14])
        anna.albums.append(album.id)
        anna.artists.append(music.artist("Nina").id)
        household.kit.endpoints["api.deezer.com"] = deezer.address
        household.kit.endpoints["cdn-images.dzcdn.net"] = pictures.address
        account = await add_account(
            household.kit, provider="deezer", name="Anna's Deezer", settings={"user_id": str(anna.id)}
        )
        yield Street(household, deezer, wire, anna, album, mix, account)
