"""The whole engine: starts, lets in who may come in, keeps secrets, ends when told."""

import signal
import socket
import time
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import TYPE_CHECKING

from aiohttp import ClientSession
from syncopate.access.vault import Vault
from syncopate.bootstrap.base import opened_kit
from syncopate.settings import Environment
from syncopate.store import events, keys, settings
from syncopate.sync.keyring import KeyRing

if TYPE_CHECKING:
    from conftest import Engine, Supervisor

type Start = Callable[..., AbstractAsyncContextManager[Engine]]

BROKER_PASSWORD = "planted-broker-word-1f"
WRONG_KEY = "sk_planted-wrong-key-3b"


def _environment(tmp_path: Path) -> Environment:
    return Environment.read({"SYNCOPATE_DATA_DIR": str(tmp_path / "data")})


async def test_start_answer_and_end(start: Start, tmp_path: Path) -> None:
    async with start() as engine:
        await engine.ready()
        async with ClientSession() as session:
            async with session.get(f"{engine.address}/api/v1/playlists") as answer:
                assert answer.status == 401
                assert (await answer.json())["key"] == "key_missing"
            async with session.get(f"{engine.address}/", allow_redirects=False) as answer:
                assert answer.status in {302, 303, 401, 403}
        with socket.socket() as probe:
            assert probe.connect_ex(("127.0.0.1", engine.ingress)) != 0, "no ingress without a Supervisor"
        assert await engine.stop() == 0
        assert "token=" not in engine.output, "a link that signs in is printed only when it is asked for"
        assert "Traceback" not in engine.output
    async with opened_kit(_environment(tmp_path)) as kit:
        told = await kit.database.read(events.recent, 10)
        assert "app_started" in {event.type.value for event in told}


async def test_interrupted_by_hand_it_ends_too(start: Start) -> None:
    async with start() as engine:
        await engine.ready()
        began = time.monotonic()
        engine.process.send_signal(signal.SIGINT)
        assert await engine.process.wait() == 0
        assert time.monotonic() - began < 5


async def test_a_port_in_use_ends_it_before_any_job(start: Start, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        async with start(port=port) as engine:
            assert await engine.process.wait() == 2
            assert (
                f"127.0.0.1 port {port} cannot be listened on: Address already in use. [invalid_input]"
                in engine.output
            )
            assert "Traceback" not in engine.output
    assert not (tmp_path / "data" / "jobs.db").exists()


async def test_the_ingress_door(start: Start, supervised: dict[str, str]) -> None:
    headers = {
        "X-Ingress-Path": "/api/hassio_ingress/abc",
        "X-Remote-User-Id": "1",
        "X-Remote-User-Name": "someone",
    }
    async with start(**supervised) as engine:
        await engine.ready()
        inner = f"http://127.0.0.1:{engine.ingress}/"
        async with ClientSession(headers=headers) as session, session.get(inner) as answer:
            assert answer.status == 403, "only the Supervisor's own address"
        assert await engine.stop() == 0
    async with start(**supervised, SYNCOPATE_INGRESS_PEERS="127.0.0.1") as engine:
        await engine.ready()
        async with ClientSession(headers=headers) as session:
            async with session.get(f"http://127.0.0.1:{engine.ingress}/") as answer:
                assert answer.status == 200
            async with session.get(f"http://127.0.0.1:{engine.ingress}/api/v1/playlists") as answer:
                assert answer.status == 200
            async with session.get(f"{engine.address}/api/v1/playlists") as answer:
                assert answer.status == 401, "the same words at the open door"
        assert await engine.stop() == 0


async def test_secrets_are_nowhere_in_what_it_prints(
    start: Start, supervisor: Supervisor, supervised: dict[str, str], tmp_path: Path
) -> None:
    token = supervised["SUPERVISOR_TOKEN"]
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        supervisor.mqtt = {"host": "127.0.0.1", "port": port, "username": "u", "password": BROKER_PASSWORD}
        async with opened_kit(_environment(tmp_path)) as kit:
            key, _ = await KeyRing(kit).create("Mine", ["read"])
        async with start(**supervised, MQTT_HOST="127.0.0.1", MQTT_PASSWORD=f"{BROKER_PASSWORD}-2") as engine:
            await engine.ready()
            announced = await supervisor.announcement(1)
            async with ClientSession() as session:
                for given, status in ((key, 200), (WRONG_KEY, 401)):
                    url = f"{engine.address}/api/v1/playlists"
                    async with session.get(url, params={"api_key": given}) as answer:
                        assert answer.status == status
                        assert given not in await answer.text()
                    async with session.get(url, headers={"Authorization": f"Bearer {given}"}) as answer:
                        assert answer.status == status
                async with session.get(f"{engine.address}/api/v1/none/{'x' * 9}?api_key={key}") as answer:
                    assert answer.status == 404
            assert await engine.stop() == 0
            text = engine.output
    assert "GET /api/v1/playlists 200" in text
    for secret in (token, BROKER_PASSWORD, key, WRONG_KEY, str(announced["key"])):
        assert secret not in text
    assert "Traceback" not in text
    kept = b"".join(path.read_bytes() for path in (tmp_path / "data").iterdir() if path.is_file())
    for secret in (token, BROKER_PASSWORD, key, str(announced["key"])):
        assert secret.encode() not in kept


async def test_the_announced_key_stays_until_it_is_revoked(
    start: Start, supervisor: Supervisor, supervised: dict[str, str], tmp_path: Path
) -> None:
    announced = []
    for number in (1, 2):
        async with start(**supervised) as engine:
            await engine.ready()
            announced.append(await supervisor.announcement(number))
            assert announced[-1]["port"] == engine.port
            headers = {"Authorization": f"Bearer {announced[-1]['key']}"}
            url = f"{engine.address}/api/v1/playlists"
            async with ClientSession(headers=headers) as session, session.get(url) as answer:
                assert answer.status == 200
            assert await engine.stop() == 0
    assert announced[0]["host"] == "local-syncopate"
    assert announced[0]["key"] == announced[1]["key"]
    assert announced[0]["id"] == announced[1]["id"]

    async with opened_kit(_environment(tmp_path)) as kit:
        (only,) = await kit.database.read(keys.every)
        await KeyRing(kit).revoke(only.id)
    async with start(**supervised) as engine:
        await engine.ready()
        fresh = await supervisor.announcement(3)
        assert fresh["key"] != announced[0]["key"]
        assert fresh["id"] == announced[0]["id"]
        assert await engine.stop() == 0


async def test_a_supervisor_that_fails_holds_nothing_up(
    start: Start, supervisor: Supervisor, supervised: dict[str, str]
) -> None:
    supervisor.failing = True
    async with start(**supervised) as engine:
        await engine.ready()
        assert await engine.stop() == 0
        assert "Traceback" not in engine.output
    assert supervisor.announced == []


async def test_the_announced_key_is_sealed(
    start: Start, supervisor: Supervisor, supervised: dict[str, str], tmp_path: Path
) -> None:
    async with start(**supervised) as engine:
        await engine.ready()
        announced = await supervisor.announcement(1)
        assert await engine.stop() == 0
    async with opened_kit(_environment(tmp_path)) as kit:
        sealed = await kit.database.read(settings.get_secret, "integration.key")
        assert sealed is not None
        assert kit.vault.open(sealed)["integration.key"] == announced["key"]
    assert Vault.at(tmp_path / "data" / "secret.key").open(sealed)
