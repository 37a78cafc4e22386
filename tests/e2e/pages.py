"""The engine's pages as plain HTTP: signed in with a key, read as text."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from html import unescape

import aiohttp


@asynccontextmanager
async def visiting(url: str) -> AsyncGenerator[Visitor]:
    """Give a browser without a screen, with cookies of its own."""
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(cookie_jar=jar, timeout=aiohttp.ClientTimeout(total=60)) as session:
        yield Visitor(url, session)


class Visitor:
    """One who looks at pages."""

    def __init__(self, url: str, session: aiohttp.ClientSession) -> None:
        self._url = url
        self._session = session

    async def sign_in(self, key: str) -> tuple[int, str]:
        """Type a key into the sign-in form; return status and text of the page that follows."""
        async with self._session.post(f"{self._url}/login", data={"key": key, "back": ""}) as response:
            return response.status, unescape(await response.text())

    async def read(self, path: str) -> tuple[str, str]:
        """Return where a path led to, and the text of the page there."""
        async with self._session.get(f"{self._url}{path}") as response:
            return response.url.path, unescape(await response.text())
