"""What ytmusicapi speaks through."""

import asyncio
import locale
from collections.abc import Callable

import pytest
import requests
from aiohttp import web
from fakes.serving import Served
from syncopate.errors import OddAnswer, RateLimited, Unreachable
from syncopate.providers import blocking
from syncopate.providers.blocking import RefusedError
from syncopate.providers.manifest import RateLimit
from syncopate.providers.pace import Pace
from syncopate.providers.threaded import Threads
from syncopate.providers.youtube.client import Client
from syncopate.providers.youtube.reading import Reading
from syncopate.providers.youtube.session import ORIGIN, Session

from .conftest import House


async def asked(base: str, url: str, method: str = "GET", pace: Pace | None = None) -> requests.Response:
    """Ask by a session in a thread."""
    pace = pace or Pace(RateLimit(requests=100, seconds=1.0), "YouTube Music")
    threads, own = Threads("test", "YouTube Music"), Session(base, account=False)
    try:
        reading = Reading(asyncio.get_running_loop(), pace)
        return await reading.run(threads, lambda: own.request(method, url))
    finally:
        threads.close()
        own.close()


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/",
        "https://music.youtube.com.example.org/",
        "http://music.youtube.com/",
        "//x",
        "https://music.youtube.com@example.org/",
        "https://music.youtube.com:8443/",
    ],
)
async def test_no_other_host_is_asked(house: House, url: str) -> None:
    with pytest.raises(OddAnswer):
        await asked(house.fake.address, url)
    assert not house.fake.wire.journal


async def test_it_is_sent_nowhere_else(house: House) -> None:
    async def onward(_: web.Request) -> web.Response:
        raise web.HTTPFound("http://127.0.0.1:9/")

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", onward)
    async with Served(app) as place:
        assert (await asked(place.address, f"{ORIGIN}/")).content == b""
        with pytest.raises(OddAnswer):
            await asked(place.address, f"{ORIGIN}/youtubei/v1/browse", "POST")


async def test_nobody_listens() -> None:
    with pytest.raises(RefusedError) as told:
        await asked("http://127.0.0.1:9", f"{ORIGIN}/")
    assert told.value.failure.error.key == "unreachable"
    assert told.value.__context__ is None


async def test_an_answer_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    async def large(_: web.Request) -> web.Response:
        return web.Response(body=b" " * 3000)

    monkeypatch.setattr(blocking, "_MOST_BYTES", 2000)
    app = web.Application()
    app.router.add_get("/", large)
    async with Served(app) as place:
        with pytest.raises(OddAnswer):
            await asked(place.address, f"{ORIGIN}/")


async def test_the_pace_of_the_account_is_kept(house: House) -> None:
    pace = Pace(RateLimit(requests=9, seconds=1.0), "YouTube Music")
    await asked(house.fake.address, f"{ORIGIN}/", pace=pace)
    assert pace.budget().used == 1
    pace.hold(100.0)
    with pytest.raises(RateLimited):
        await asked(house.fake.address, f"{ORIGIN}/", pace=pace)
    assert len(house.fake.wire.journal) == 1


async def test_no_cookie_is_kept(house: House) -> None:
    seen: list[str] = []

    async def sets(request: web.Request) -> web.Response:
        seen.append(request.headers.get("Cookie", ""))
        answer = web.Response(text="x")
        answer.set_cookie("who", "me")
        return answer

    app = web.Application()
    app.router.add_get("/", sets)
    async with Served(app) as place:
        pace = Pace(RateLimit(requests=100, seconds=1.0), "YouTube Music")
        threads, own = Threads("test", "YouTube Music"), Session(place.address, account=False)
        for _ in range(2):
            reading = Reading(asyncio.get_running_loop(), pace)
            await reading.run(threads, lambda: own.get(f"{ORIGIN}/"))
        threads.close()
    assert seen == ["", ""]


async def test_the_locale_of_the_process_stays(house: House) -> None:
    before = locale.setlocale(locale.LC_ALL)
    assert (await house.playlists().check()).ok
    assert locale.setlocale(locale.LC_ALL) == before


async def test_a_closed_connection(house: House, texts: Callable[[], str]) -> None:
    client = Client(house.fake.address, "", Pace(RateLimit(requests=9, seconds=1.0), "YouTube Music"))
    await client.close()
    await client.close()
    with pytest.raises(Unreachable):
        await client.account()
    assert not texts()
