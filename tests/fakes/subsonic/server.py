"""Supysonic as a process, and what tests do with it from outside."""

import asyncio
import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Self

import aiohttp

from fakes.subsonic.proxy import FaultProxy

_PROCESS = Path(__file__).with_name("process.py")
_CONFIG = """\
[base]
database_uri = sqlite:///{folder}/supysonic.db
[webapp]
cache_dir = {folder}/cache
mount_webui = no
[daemon]
socket = {folder}/supysonic.sock
run_watcher = no
"""
USERS = {"anna": "anna's secret", "bert": "bert's secret"}
"""Who there is, with passwords; the first is an admin."""


class Supysonic:
    """An asynchronous context manager: the real server runs inside of it.

    `real_address` is where it is itself, `address` a way to it that notes what is asked and fails on demand.
    It keeps its data in `folder` and serves the music `folders` by name.
    """

    def __init__(
        self,
        folder: Path,
        folders: Mapping[str, Path],
        *,
        users: Mapping[str, str] = USERS,
        port: int = 0,
    ) -> None:
        self.folder = folder
        self.folders = dict(folders)
        self.users = dict(users)
        self.real_address = ""
        self.proxy = FaultProxy(port=port)
        self.wire = self.proxy.wire
        self._process: asyncio.subprocess.Process | None = None

    @property
    def address(self) -> str:
        """Return the address to give to clients."""
        return self.proxy.address

    @property
    def pid(self) -> int:
        """Return the id of its process."""
        assert self._process is not None
        return self._process.pid

    async def __aenter__(self) -> Self:
        (self.folder / "cache").mkdir(parents=True, exist_ok=True)
        (self.folder / "supysonic.conf").write_text(_CONFIG.format(folder=self.folder), "utf-8")
        if not (self.folder / "supysonic.db").exists():
            wanted = {
                "users": self.users,
                "folders": {name: str(path) for name, path in self.folders.items()},
            }
            await self._run("prepare", json.dumps(wanted))
        self._process = await asyncio.create_subprocess_exec(
            *(sys.executable, str(_PROCESS), "serve", str(self.folder), "0"),
            env=self._environ(),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
        try:
            assert self._process.stdout is not None
            said = await self._process.stdout.readline()
            self.real_address = f"http://127.0.0.1:{int(said)}"
            await self._answering()
            self.proxy.leads_to = self.real_address
            await self.proxy.__aenter__()
        except BaseException:
            await self._end()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        try:
            await self.proxy.__aexit__()
        finally:
            await self._end()

    async def scan(self) -> None:
        """Have all music folders looked at, by a process beside the server."""
        await self._run("scan")

    async def ask(self, method: str, *, user: str = "anna", **values: str) -> dict[str, object]:
        """Ask the server itself, past the faults, as another client would; return what is in its envelope."""
        given = {"u": user, "p": self.users[user], "c": "test", "v": "1.12.0", "f": "json", **values}
        async with (
            aiohttp.ClientSession() as session,
            session.post(f"{self.real_address}/rest/{method}.view", data=given) as answer,
        ):
            found: dict[str, object] = (await answer.json())["subsonic-response"]
            return found

    async def _answering(self) -> None:
        """Wait until it answers a ping."""
        async with asyncio.timeout(30):
            while True:
                try:
                    first = next(iter(self.users))
                    assert (await self.ask("ping", user=first))["status"] == "ok"
                except aiohttp.ClientConnectorError:
                    await asyncio.sleep(0.02)
                else:
                    return

    async def _run(self, command: str, given: str = "") -> None:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, str(_PROCESS), command, str(self.folder)),
            env=self._environ(),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        said, _ = await process.communicate(given.encode())
        assert process.returncode == 0, said.decode()

    async def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None and process.returncode is None:
            process.terminate()
            await process.wait()

    def _environ(self) -> dict[str, str]:
        return {**os.environ, "HOME": str(self.folder), "PYTHONUTF8": "1"}
