"""Real processes on free loopback ports: broker, engine, Home Assistant."""

import asyncio
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

import aiohttp
import pytest

ROOT = Path(__file__).resolve().parents[2]
ENGINE_PYTHON = ROOT / "addon" / ".venv" / "bin" / "python"
HASS = ROOT / ".venv" / "bin" / "hass"
_HEADERS = ROOT / ".local" / "python" / "usr" / "include"


def tool(name: str, *others: str) -> str:
    """Return the path of a system tool; skip with the reason, or fail where it is required."""
    for candidate in (name, *others):
        found = shutil.which(candidate, path=f"{os.environ.get('PATH', '')}:/usr/sbin")
        if found:
            return found
    reason = f"{name} is not installed"
    if name in os.environ.get("SYNCOPATE_REQUIRE", "").split(","):
        pytest.fail(reason)
    pytest.skip(reason)


def free_port() -> int:
    """Return a loopback port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def until[T](
    probe: Callable[[], Awaitable[T | None]], what: str, *, seconds: float = 60, pause: float = 0.2
) -> T:
    """Ask until there is an answer; fail with what was waited for."""
    end = time.monotonic() + seconds
    while True:
        answer = await probe()
        if answer is not None and answer is not False:
            return answer
        if time.monotonic() > end:
            pytest.fail(f"waited {seconds:.0f} s in vain for {what}")
        await asyncio.sleep(pause)


class Process:
    """One process that can be started, stopped, killed and started again."""

    def __init__(
        self, name: str, command: list[str], log: Path, environ: Mapping[str, str], cwd: Path
    ) -> None:
        self.name = name
        self.log = log
        self._command = command
        self._environ = {**os.environ, **environ}
        self._cwd = cwd
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """The process id while it runs."""
        if self._process is None:
            raise RuntimeError(f"{self.name} does not run")
        return self._process.pid

    def start(self) -> None:
        """Start it; its output goes to the log."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=self._environ,
                cwd=self._cwd,
                start_new_session=True,
            )

    def stop(self, how: signal.Signals = signal.SIGTERM, seconds: float = 40) -> int:
        """End it and return its exit code."""
        if self._process is None:
            return 0
        process, self._process = self._process, None
        if process.poll() is None:
            process.send_signal(how)
            try:
                process.wait(seconds)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait(10)
        return process.returncode

    @property
    def text(self) -> str:
        """All it said so far."""
        return self.log.read_text(encoding="utf-8", errors="replace") if self.log.exists() else ""

    def alive(self) -> bool:
        """Tell whether it still runs."""
        return self._process is not None and self._process.poll() is None


def mosquitto(folder: Path, port: int, user: str, password: str) -> Process:
    """Return a broker that wants user and password."""
    binary = tool("mosquitto")
    folder.mkdir(parents=True, exist_ok=True)
    passwords = folder / "passwords"
    subprocess.run([tool("mosquitto_passwd"), "-b", "-c", str(passwords), user, password], check=True)
    passwords.chmod(0o644)
    settings = folder / "mosquitto.conf"
    lines = [f"listener {port} 127.0.0.1", "allow_anonymous false", f"password_file {passwords}"]
    if os.geteuid() == 0:
        lines.append("user root")
    lines += ["persistence true", f"persistence_location {folder}/"]
    settings.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return Process("mosquitto", [binary, "-c", str(settings)], folder / "mosquitto.log", {}, folder)


def engine(folder: Path, port: int, more: Mapping[str, str]) -> Process:
    """Return an engine with its data in the folder, known to others as 127.0.0.1.

    `more` is what its environment has besides; it reaches no public service but those that are named there.
    """
    folder.mkdir(parents=True, exist_ok=True)
    environ = {
        "SYNCOPATE_DATA_DIR": str(folder / "data"),
        "SYNCOPATE_SHARE_DIR": str(folder / "share"),
        "SYNCOPATE_HOST": "127.0.0.1",
        "SYNCOPATE_PORT": str(port),
        "SYNCOPATE_ADDRESS": f"http://127.0.0.1:{port}",
        "TZ": "Europe/Berlin",
        "PYTHONUTF8": "1",
        "SYNCOPATE_ENDPOINTS": "*=http://127.0.0.1:9",
        **more,
    }
    command = [str(ENGINE_PYTHON), "-m", "syncopate", "run", "--sign-in-link"]
    return Process("engine", command, folder / "engine.log", environ, folder)


def run_engine_command(process: Process, *arguments: str) -> str:
    """Run another command of the engine on the same data and return what it printed."""
    done = subprocess.run(
        [str(ENGINE_PYTHON), "-m", "syncopate", *arguments],
        env=process._environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def home_assistant(folder: Path, port: int) -> Process:
    """Return a Home Assistant with the integration in its custom_components."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "configuration.yaml").write_text(
        "homeassistant:\n  name: Home\n  time_zone: Europe/Berlin\n"
        f"http:\n  server_host: 127.0.0.1\n  server_port: {port}\n"
        "api:\nconfig:\nfrontend:\nhistory:\nlogbook:\nconversation:\nautomation: !include automations.yaml\n"
        "logger:\n  default: warning\n  logs:\n    custom_components.syncopate: info\n",
        encoding="utf-8",
    )
    (folder / "automations.yaml").write_text("[]\n", encoding="utf-8")
    components = folder / "custom_components"
    components.mkdir(exist_ok=True)
    shutil.copytree(ROOT / "custom_components" / "syncopate", components / "syncopate", dirs_exist_ok=True)
    shutil.copytree(ROOT / "custom_sentences", folder / "custom_sentences", dirs_exist_ok=True)
    environ = {"PYTHONUTF8": "1"}
    if _HEADERS.is_dir():
        environ["CPATH"] = f"{_HEADERS}:{_HEADERS / 'python3.14'}"
    return Process("hass", [str(HASS), "-c", str(folder)], folder / "hass.log", environ, folder)


async def answers(url: str) -> bool | None:
    """Tell whether something answers there."""
    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=3)) as session,
            session.get(url) as response,
        ):
            return response.status < 500 or None
    except aiohttp.ClientError, TimeoutError:
        return None


async def up(process: Process, url: str, *, seconds: float = 60) -> None:
    """Wait until the process answers there; fail with its last words when it has ended instead."""

    async def there() -> bool | None:
        if not process.alive():
            pytest.fail(f"{process.name} has ended: {process.text[-2000:]}")
        return await answers(url)

    await until(there, process.name, seconds=seconds)
