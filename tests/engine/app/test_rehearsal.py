"""The image is made and started as it would be in a container: locked engine, service script, Supervisor."""

import asyncio
import json
import os
import re
import signal
import stat
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientError, ClientSession

pytestmark = [pytest.mark.xdist_group("image"), pytest.mark.timeout(300)]

START_SECONDS = 60


@dataclass
class Running:
    """The engine as the service script started it."""

    process: asyncio.subprocess.Process
    log: Path
    port: int
    ingress: int

    @property
    def text(self) -> str:
        return _text(self.log)

    async def stop(self) -> int:
        """Do what s6 does, and return the exit code."""
        if self.process.returncode is None:
            self.process.send_signal(signal.SIGTERM)
        return await asyncio.wait_for(self.process.wait(), 30)


@asynccontextmanager
async def started(
    script: Path, environment: Mapping[str, str], log: Path, ports: tuple[int, int]
) -> AsyncIterator[Running]:
    """Start the service script and wait until the engine answers."""
    with log.open("wb") as sink:
        process = await asyncio.create_subprocess_exec(
            "bash", str(script / "run"), env=dict(environment), stdout=sink, stderr=sink
        )
    running = Running(process, log, *ports)
    try:
        await _answering(running)
        yield running
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def _answering(running: Running) -> None:
    async with ClientSession() as session:
        for _ in range(START_SECONDS * 5):
            assert running.process.returncode is None, running.text
            try:
                async with session.get(f"http://127.0.0.1:{running.port}/api/v1/health"):
                    return
            except ClientError:
                await asyncio.sleep(0.2)
    raise AssertionError(running.text)


@pytest.fixture
def environment(
    stages: Any, image: Path, stand_ins: Path, tmp_path: Path, ports: tuple[int, int]
) -> dict[str, str]:
    """Return the image's environment, with its folders in a temporary place and loopback ports."""
    given: dict[str, str] = stages[-1].environment
    data = tmp_path / "data"
    data.mkdir()
    path = given["PATH"].replace("/opt/syncopate", str(image)).replace("${PATH}", os.environ["PATH"])
    head, _, rest = path.partition(":")
    own = {
        "PATH": f"{head}:{stand_ins}:{rest}",
        "SYNCOPATE_DATA_DIR": str(data),
        # The image holds compiled modules; here the first start makes them.
        "PYTHONDONTWRITEBYTECODE": "",
        "SYNCOPATE_HOST": "127.0.0.1",
        "SYNCOPATE_PORT": str(ports[0]),
    }
    user = {"PUID": str(os.getuid()), "PGID": str(os.getgid())} if os.getuid() == 0 else {}
    return given | own | user


@pytest.fixture
def supervised(
    environment: dict[str, str], supervisor: Any, broker: Any, token: str, broker_password: str, tmp_path: Path,
    ports: tuple[int, int],
) -> dict[str, str]:  # fmt: skip
    """Return the environment under the Supervisor, whose broker app refuses to talk."""
    supervisor.broker = {
        "addon": "core_mosquitto",
        "host": "127.0.0.1",
        "port": broker.port,
        "ssl": False,
        "username": "addons",
        "password": broker_password,
        "protocol": "3.1.1",
    }
    (tmp_path / "data/options.json").write_text(json.dumps({"log_level": "debug"}))
    return environment | {
        "SUPERVISOR_TOKEN": token,
        "SYNCOPATE_SUPERVISOR_URL": supervisor.url,
        "SYNCOPATE_INGRESS_PORT": str(ports[1]),
        "SYNCOPATE_SHARE_DIR": str(tmp_path / "share/syncopate"),
        "TZ": "Europe/Berlin",
    }


def test_only_locked_packages_are_in_the_image(image: Path) -> None:
    names = {
        path.name.partition("-")[0].lower() for path in image.glob("lib/python3.*/site-packages/*.dist-info")
    }
    assert {"syncopate", "fastapi", "dbos", "aiomqtt", "cryptography"} <= names
    assert not names & {"pytest", "ruff", "mypy", "hypothesis", "amqtt", "schemathesis"}
    assert (image / "bin/syncopate").exists()
    (package,) = image.glob("lib/python3.*/site-packages/syncopate")
    assert (package / "store/migrations/env.py").exists()


async def test_under_the_supervisor(
    service_scripts: Path, supervised: dict[str, str], supervisor: Any, broker: Any, broker_password: str,
    token: str, tmp_path: Path, ports: tuple[int, int],
) -> None:  # fmt: skip
    log = tmp_path / "log"
    async with started(service_scripts, supervised, log, ports) as engine, ClientSession() as session:
        async with session.get(f"http://127.0.0.1:{engine.port}/api/v1/health") as response:
            assert response.status == 200
            assert await response.json()
        async with session.get(f"http://127.0.0.1:{engine.port}/api/v1/playlists") as response:
            assert response.status == 401
            assert (await response.json())["key"] == "key_missing"

        # Ingress: only the Supervisor's own address may speak there, whatever headers say.
        headers = {
            "X-Ingress-Path": "/api/hassio_ingress/abc",
            "X-Remote-User-Id": "1",
            "X-Remote-User-Name": "someone",
            "X-Forwarded-For": "172.30.32.2",
        }
        async with session.get(f"http://127.0.0.1:{engine.ingress}/", headers=headers) as response:
            assert response.status == 403
        async with session.get(
            f"http://127.0.0.1:{engine.port}/", headers=headers, allow_redirects=False
        ) as response:
            # The open port does not believe them either: it asks to sign in.
            assert response.status in {302, 303, 401, 403}

        await _eventually(lambda: bool(supervisor.announced) and bool(broker.packets), log)
        announced = supervisor.announced[0]
        assert announced["host"] == "local-syncopate"
        assert announced["port"] == engine.port
        assert b"addons" in broker.packets[0]
        assert broker_password.encode() in broker.packets[0]

        assert await engine.stop() == 0
    assert "GET /services/mqtt" in supervisor.asked
    _left_behind(tmp_path, log, (token, broker_password))


def _left_behind(folder: Path, log: Path, secrets: tuple[str, ...]) -> None:
    """Hold the log free of secrets and of surprises, and the files to where they belong."""
    text = _text(log)
    assert "Traceback" not in text, text
    assert not any(secret in text for secret in secrets)
    assert (folder / "share/syncopate").is_dir()
    assert not stat.S_IMODE((folder / "data/syncopate.db").stat().st_mode) & stat.S_IWOTH


async def test_ingress_pages(
    service_scripts: Path, supervised: dict[str, str], tmp_path: Path, ports: tuple[int, int]
) -> None:
    """Here this machine stands for the Supervisor: its user is let in, and no address leads out of the prefix."""
    prefix = "/api/hassio_ingress/abc"
    environment = supervised | {"SYNCOPATE_INGRESS_PEERS": "127.0.0.1"}
    headers = {"X-Ingress-Path": prefix, "X-Remote-User-Id": "1", "X-Remote-User-Name": "someone"}
    async with (
        started(service_scripts, environment, tmp_path / "log", ports) as engine,
        ClientSession(headers=headers) as session,
    ):
        async with session.get(f"http://127.0.0.1:{engine.ingress}/") as response:
            assert response.status == 200
            assert response.content_type == "text/html"
            page = await response.text()
        addresses = re.findall(r'(?:href|src|action|hx-(?:get|post)|sse-connect)="([^"]*)"', page)
        assert addresses
        assert [one for one in addresses if one.startswith("/") and not one.startswith(prefix)] == []
        sheet = next(one for one in addresses if ".css" in one)
        async with session.get(f"http://127.0.0.1:{engine.ingress}/{sheet.removeprefix(prefix)}") as response:
            assert response.status == 200
        assert await engine.stop() == 0


async def test_as_a_plain_container(
    service_scripts: Path, environment: dict[str, str], tmp_path: Path, ports: tuple[int, int]
) -> None:
    log = tmp_path / "log"
    async with started(service_scripts, environment, log, ports) as engine, ClientSession() as session:
        async with session.get(f"http://127.0.0.1:{engine.port}/api/v1/health") as response:
            assert response.status == 200
        with pytest.raises(ClientError):
            await session.get(f"http://127.0.0.1:{engine.ingress}/")
        assert await engine.stop() == 0
    # A second start finds what the first one left.
    async with started(service_scripts, environment, log, ports) as engine:
        assert await engine.stop() == 0


async def _eventually(condition: Any, log: Path) -> None:
    for _ in range(100):
        if condition():
            return
        await asyncio.sleep(0.1)
    raise AssertionError(_text(log))


def _text(log: Path) -> str:
    return log.read_text(encoding="utf-8", errors="replace")
