"""The image without Docker: its steps read from the Dockerfile, and a stand-in for the Supervisor."""

import asyncio
import os
import re
import shlex
import shutil
import socket
import stat
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from aiohttp import web

ROOT = Path(__file__).resolve().parents[3]
ADDON = ROOT / "addon"
SERVICE = ADDON / "rootfs/etc/s6-overlay/s6-rc.d/syncopate"
TOKEN = "planted-supervisor-token-9a"
MQTT_PASSWORD = "planted-broker-word-7c"


@dataclass
class Stage:
    """One `FROM` of a Dockerfile and what follows it, in order."""

    image: str
    name: str
    steps: list[tuple[str, str]] = field(default_factory=list)

    def all(self, instruction: str) -> list[str]:
        return [text for kind, text in self.steps if kind == instruction]

    @property
    def environment(self) -> dict[str, str]:
        pairs = (pair.partition("=") for text in self.all("ENV") for pair in shlex.split(text))
        return {name: value for name, _, value in pairs}


def read_dockerfile(text: str) -> list[Stage]:
    """Read the instructions, joined over continued lines."""
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    stages: list[Stage] = []
    for line in re.sub(r"\\\n\s*", "", "\n".join(lines)).splitlines():
        kind, _, rest = line.strip().partition(" ")
        if kind == "FROM":
            image, _, name = rest.partition(" AS ")
            stages.append(Stage(image.strip(), name.strip()))
        elif kind:
            stages[-1].steps.append((kind, rest.strip()))
    return stages


@pytest.fixture(scope="session")
def addon() -> Path:
    return ADDON


@pytest.fixture(scope="session")
def service_scripts() -> Path:
    return SERVICE


@pytest.fixture(scope="session")
def stages() -> list[Stage]:
    return read_dockerfile((ADDON / "Dockerfile").read_text(encoding="utf-8"))


def _uv() -> str:
    private = ROOT / ".local/bin/uv"
    found = str(private) if private.exists() else shutil.which("uv")
    assert found, "uv is missing: run scripts/setup"
    return found


def _context(target: Path) -> None:
    """Copy what .dockerignore lets into the build."""
    rules = (ADDON / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert "**" in rules, "everything is left out unless it is named"
    for name in (rule[1:] for rule in rules if rule.startswith("!")):
        source = ADDON / name
        if source.is_dir():
            shutil.copytree(source, target / name, ignore=shutil.ignore_patterns("__pycache__", "*.pyc"))
        else:
            shutil.copy2(source, target / name)


@pytest.fixture(scope="session")
def image(stages: list[Stage], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Do the build stage's steps and return the environment that the image would hold at /opt/syncopate."""
    folder = tmp_path_factory.mktemp("image")
    context, build, venv = folder / "context", folder / "build", folder / "opt"
    context.mkdir()
    build.mkdir()
    _context(context)
    environment = stages[0].environment
    assert environment["UV_PROJECT_ENVIRONMENT"] == "/opt/syncopate"
    # The cache and the interpreter are those of this machine, and compiling would only take time.
    own = {"UV_PROJECT_ENVIRONMENT": str(venv), "UV_PYTHON": sys.executable, "UV_COMPILE_BYTECODE": "0"}
    given = {k: v for k, v in environment.items() if k != "UV_NO_CACHE"} | own
    base = {k: v for k, v in os.environ.items() if not k.startswith(("UV_", "VIRTUAL_ENV"))}
    for kind, text in stages[0].steps:
        if kind == "COPY" and not text.startswith("--from"):
            _copy(context, build, text.split())
        elif kind == "RUN" and text.startswith("uv "):
            command = [_uv(), *shlex.split(text)[1:]]
            _sync(command, build, base | given)
    return venv


def _copy(context: Path, build: Path, words: list[str]) -> None:
    *sources, target = words
    for name in sources:
        if (context / name).is_dir():
            shutil.copytree(context / name, build / target)
        else:
            shutil.copy2(context / name, build / target)


def _sync(command: list[str], folder: Path, environment: dict[str, str]) -> None:
    """Run uv, from its cache if that has all, else with the network."""
    for offline in ("1", "0"):
        done = subprocess.run(
            command,
            cwd=folder,
            env=environment | {"UV_OFFLINE": offline},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode == 0:
            return
    raise AssertionError(done.stderr)


@pytest.fixture
def stand_ins(tmp_path: Path) -> Path:
    """Programs of the image that this machine may lack; `setpriv` writes down what it was asked."""
    folder = tmp_path / "stand-ins"
    folder.mkdir()
    setpriv = folder / "setpriv"
    setpriv.write_text(
        "#!/bin/bash\n"
        f"printf '%s\\n' \"$*\" >> {folder / 'setpriv.log'}\n"
        'while [[ "$1" != -- ]]; do shift; done\nshift\nexec "$@"\n'
    )
    setpriv.chmod(setpriv.stat().st_mode | stat.S_IXUSR)
    return folder


@dataclass
class Supervisor:
    """As strict as the real one: token, service name and shape are held; what was asked is kept."""

    url: str = ""
    broker: dict[str, object] | None = None
    asked: list[str] = field(default_factory=list)
    announced: list[dict[str, object]] = field(default_factory=list)

    async def answer(self, request: web.Request) -> web.Response:
        self.asked.append(f"{request.method} {request.path}")
        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            return _error(401, "Unauthorized")
        match request.method, request.path:
            case "GET", "/services/mqtt":
                return _error(400, "Service not enabled") if self.broker is None else _ok(self.broker)
            case "GET", "/addons/self/info":
                return _ok({"hostname": "local-syncopate", "slug": "local_syncopate", "state": "started"})
            case "POST", "/discovery":
                return self._discovery(await request.json())
        return _error(403, "Forbidden")

    def _discovery(self, body: object) -> web.Response:
        good = (
            isinstance(body, dict)
            and body.keys() == {"service", "config"}
            and body["service"] == "syncopate"
            and isinstance(body["config"], dict)
            and bool(body["config"])
        )
        if not good:
            return _error(400, "Invalid discovery message")
        self.announced.append(body["config"])
        return _ok({"uuid": "5c1e7c5a0f3b4a1f9e8d7c6b5a493827"})


def _ok(data: dict[str, object]) -> web.Response:
    return web.json_response({"result": "ok", "data": data})


def _error(status: int, message: str) -> web.Response:
    return web.json_response({"result": "error", "message": message}, status=status)


@pytest.fixture
async def supervisor() -> AsyncIterator[Supervisor]:
    stand_in = Supervisor()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", stand_in.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    stand_in.url = f"http://{host}:{port}"
    yield stand_in
    await runner.cleanup()


@dataclass
class Broker:
    """Takes the first packet of each connection and hangs up."""

    port: int
    packets: list[bytes]


@pytest.fixture
async def broker() -> AsyncIterator[Broker]:
    packets: list[bytes] = []

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        packets.append(await reader.read(1024))
        writer.close()

    server = await asyncio.start_server(take, "127.0.0.1", 0)
    async with server:
        yield Broker(server.sockets[0].getsockname()[1], packets)


@pytest.fixture
def ports() -> tuple[int, int]:
    """Two ports that are free now."""
    with socket.socket() as one, socket.socket() as two:
        one.bind(("127.0.0.1", 0))
        two.bind(("127.0.0.1", 0))
        return one.getsockname()[1], two.getsockname()[1]


@pytest.fixture
def token() -> str:
    return TOKEN


@pytest.fixture
def broker_password() -> str:
    return MQTT_PASSWORD
