"""Every failure of the wire becomes one of the client's errors."""

import aiohttp
import pytest
from aiohttp import ClientTimeout, web
from fake_engine import KEY, FakeEngine
from yarl import URL

from custom_components.syncopate.client import (
    EngineRefused,
    EngineUnreachable,
    EngineUnreadable,
    KeyRefused,
    SyncopateClient,
)
from custom_components.syncopate.client.connection import Connection
from custom_components.syncopate.client.models import Info


async def info(engine: FakeEngine, key: str = KEY) -> Info:
    async with aiohttp.ClientSession() as session:
        return await SyncopateClient(session, URL(engine.url), key).info()


async def test_good_answer(lone_engine: FakeEngine) -> None:
    assert (await info(lone_engine)).name == "Syncopate"


async def test_unreadable_status_of_an_engine_that_fits(lone_engine: FakeEngine) -> None:
    lone_engine.raw["/api/v1/status"] = web.json_response({"half": "of it"})
    async with aiohttp.ClientSession() as session:
        with pytest.raises(EngineUnreadable, match="not a Status"):
            await SyncopateClient(session, URL(lone_engine.url), KEY).status()


async def test_wrong_key(lone_engine: FakeEngine) -> None:
    with pytest.raises(KeyRefused) as caught:
        await info(lone_engine, "wrong")
    assert (caught.value.key, caught.value.status) == ("key_invalid", 401)


async def test_refusal_keeps_its_key(lone_engine: FakeEngine) -> None:
    lone_engine.refuse["/api/v1/info"] = (403, "scope_missing", "The key lacks the scope read.")
    with pytest.raises(EngineRefused) as caught:
        await info(lone_engine)
    assert not isinstance(caught.value, KeyRefused)
    assert (caught.value.key, caught.value.detail) == ("scope_missing", "The key lacks the scope read.")


@pytest.mark.parametrize(
    "answer",
    [
        web.Response(text="<html>", content_type="text/html"),
        web.Response(body=b"\xff\xfe{", content_type="application/json"),
        web.Response(text="<html>", status=502),
        web.json_response({"error": "of someone else"}, status=400),
        web.json_response([], status=200),
        web.json_response({"name": "half"}),
        web.json_response({}, status=302, headers={"Location": "/elsewhere"}),
    ],
)
async def test_what_is_no_answer_of_an_engine(lone_engine: FakeEngine, answer: web.Response) -> None:
    lone_engine.raw["/api/v1/info"] = answer
    with pytest.raises(EngineUnreadable):
        await info(lone_engine)


async def test_silence(lone_engine: FakeEngine) -> None:
    await lone_engine.stop()
    with pytest.raises(EngineUnreachable):
        await info(lone_engine)
    async with aiohttp.ClientSession() as session:
        with pytest.raises(EngineUnreachable):
            await Connection(session=session, url=URL(lone_engine.url), key=KEY).websocket(
                "/api/v1/events/stream"
            )


async def test_slowness(lone_engine: FakeEngine) -> None:
    lone_engine.slow = 1
    async with aiohttp.ClientSession() as session:
        slow = Connection(session=session, url=URL(lone_engine.url), key=KEY)
        with pytest.raises(EngineUnreachable, match="no answer in time"):
            await slow.post(Info, "/api/v1/info", patience=ClientTimeout(total=0.05))


def test_key_is_not_shown() -> None:
    shown = repr(Connection(session=None, url=URL("http://engine"), key=KEY))  # type: ignore[arg-type]
    assert KEY not in shown


async def test_what_is_removed_answers_nothing(lone_engine: FakeEngine) -> None:
    async with aiohttp.ClientSession() as session:
        client = SyncopateClient(session, URL(lone_engine.url), KEY)
        await client.playlists.remove("p1", delete_target=False)
        assert lone_engine.removed == [{"id": "p1"}]
        lone_engine.refuse["/api/v1/playlists/p1"] = (404, "not_found", "There is no playlist p1.")
        with pytest.raises(EngineRefused):
            await client.playlists.remove("p1", delete_target=False)
