"""The whole engine in a process of its own, and a stand-in for the Supervisor."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from aiohttp import ClientError, ClientSession, web

TOKEN = "planted-supervisor-token-4e"

type Start = Callable[..., AbstractAsyncContextManager[Engine]]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Engine:
    """A running engine; `output` is all it has printed, once it has ended."""

    process: asyncio.subprocess.Process
    port: int
    ingress: int
    log: Path

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def output(self) -> str:
        return self.log.read_text("utf-8")

    async def ready(self) -> None:
        """Wait until it answers."""
        async with asyncio.timeout(40), ClientSession() as session:
            while True:
                assert self.process.returncode is None, self.output
                try:
                    async with session.get(f"{self.address}/api/v1/health") as answer:
                        if answer.status == 200:
                            return
                except ClientError:
                    await asyncio.sleep(0.1)

    async def stop(self) -> int:
        """Ask it to end as the Supervisor does, and hold it to five seconds."""
        self.process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(5):
            return await self.process.wait()


@pytest.fixture
def start(tmp_path: Path, migrated_file: Path) -> Start:
    """Return what starts an engine on this test's data; it is ended with the block, whatever happens."""
    data = tmp_path / "data"
    data.mkdir()
    (data / "syncopate.db").write_bytes(migrated_file.read_bytes())

    @asynccontextmanager
    async def run(*, port: int | None = None, **more: str) -> AsyncIterator[Engine]:
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("SYNCOPATE", "MQTT"))
        }
        port, ingress, log = port or free_port(), free_port(), tmp_path / f"log-{free_port()}"
        environment = kept | {
            "SYNCOPATE_DATA_DIR": str(data),
            "SYNCOPATE_PORT": str(port),
            "SYNCOPATE_INGRESS_PORT": str(ingress),
            "SYNCOPATE_LOG_LEVEL": "debug",
            "PYTHONUNBUFFERED": "1",
            "TZ": "UTC",
        }
        with log.open("wb") as file:
            process = await asyncio.create_subprocess_exec(
                sys.executable, *("-m", "syncopate", "run"), env=environment | more, stdout=file, stderr=file
            )
        engine = Engine(process, port, ingress, log)
        try:
            yield engine
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()

    return run


@dataclass
class Supervisor:
    """Answers what the engine asks, and remembers what was announced."""

    url: str = ""
    mqtt: Mapping[str, object] | None = None
    announced: list[dict[str, object]] = field(default_factory=list)
    failing: bool = False

    async def answer(self, request: web.Request) -> web.Response:
        if self.failing:
            return web.Response(status=502, text="<html>bad gateway</html>")
        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            return web.json_response({"result": "error"}, status=401)
        match request.method, request.path:
            case "GET", "/addons/self/info":
                return web.json_response({"result": "ok", "data": {"hostname": "local-syncopate"}})
            case "GET", "/services/mqtt" if self.mqtt is not None:
                return web.json_response({"result": "ok", "data": self.mqtt})
            case "POST", "/discovery":
                self.announced.append((await request.json())["config"])
                return web.json_response({"result": "ok", "data": {}})
        return web.json_response({"result": "error"}, status=400)

    async def announcement(self, number: int) -> dict[str, object]:
        """Wait for the announcement of this number, from 1."""
        async with asyncio.timeout(20):
            while len(self.announced) < number:  # noqa: ASYNC110 -- a list has no event
                await asyncio.sleep(0.05)
        return self.announced[number - 1]


@pytest.fixture
async def supervisor() -> AsyncIterator[Supervisor]:
    """Return a stand-in for the Supervisor, listening."""
    stand_in = Supervisor()
    application = web.Application()
    application.router.add_route("*", "/{path:.*}", stand_in.answer)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    stand_in.url = f"http://{host}:{port}"
    yield stand_in
    await runner.cleanup()


@pytest.fixture
def supervised(supervisor: Supervisor) -> dict[str, str]:
    """Return the environment under the Supervisor."""
    return {"SUPERVISOR_TOKEN": TOKEN, "SYNCOPATE_SUPERVISOR_URL": supervisor.url}
