"""The client against a strict stand-in: what it asks, and what it makes of refusals."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import ClientSession
from syncopate.errors import Unreachable
from syncopate.supervisor import MqttAccess, Supervisor


@pytest.fixture
async def session() -> AsyncIterator[ClientSession]:
    async with ClientSession() as opened:
        yield opened


@pytest.fixture
def client(session: ClientSession, supervisor: Any, token: str) -> Supervisor:
    return Supervisor(session, supervisor.url + "/", token)


async def test_the_broker(client: Supervisor, supervisor: Any) -> None:
    supervisor.broker = {
        "addon": "core_mosquitto", "host": "core-mosquitto", "port": 1883, "ssl": False,
        "username": "addons", "password": "word", "protocol": "3.1.1",
    }  # fmt: skip
    access = await client.mqtt()
    assert access == MqttAccess(
        host="core-mosquitto", port=1883, username="addons", password="word", tls=False
    )
    assert "word" not in repr(access)


async def test_no_broker_is_no_failure(client: Supervisor) -> None:
    assert await client.mqtt() is None


async def test_half_an_answer_is_a_failure(client: Supervisor, supervisor: Any) -> None:
    supervisor.broker = {"host": "x"}
    with pytest.raises(Unreachable):
        await client.mqtt()


async def test_the_host_name(client: Supervisor) -> None:
    assert await client.hostname() == "local-syncopate"


async def test_announcing(client: Supervisor, supervisor: Any) -> None:
    config: dict[str, str | int] = {"host": "local-syncopate", "port": 9030}
    await client.announce(config)
    assert supervisor.announced == [config]


async def test_a_wrong_token_is_told_without_the_token(session: ClientSession, supervisor: Any) -> None:
    wrong = Supervisor(session, supervisor.url, "wrong-token-5e")
    for ask in (wrong.mqtt, wrong.hostname):
        with pytest.raises(Unreachable) as caught:
            await ask()
        assert "wrong-token-5e" not in str(caught.value)


async def test_a_supervisor_that_is_away(session: ClientSession, token: str) -> None:
    with pytest.raises(Unreachable):
        await Supervisor(session, "http://127.0.0.1:1", token).mqtt()
