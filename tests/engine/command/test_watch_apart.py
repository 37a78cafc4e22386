"""`python -m syncopate watch …` as a plain install has it: a process and a data folder of its own, nothing else."""

import asyncio
import json
import signal
import sys
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any

import pytest
from engine.command.watching import Home
from fakes.plex import FakePlex
from fakes.sagex import FakeSageX

if TYPE_CHECKING:
    from conftest import Shell

_LONG = 30 * 86_400
_POSIX = ("fcntl", "resource", "pwd", "grp", "termios", "tty", "pty", "syslog", "crypt", "nis")
"""What Python has on Linux and macOS alone."""
_SERVING = ("dbos", "fastapi", "starlette", "uvicorn", "pydantic", "jinja2", "aiomqtt", "plexapi.myplex")
"""What only serves, and takes its time to be loaded."""


class Alone:
    """Runs commands in processes of their own; `start` is what each does before anything else."""

    def __init__(self, home: Home, start: str) -> None:
        self.home = home
        self.folder = home.shell.folder / "site"
        self.folder.mkdir()
        (self.folder / "sitecustomize.py").write_text(start)

    async def begin(self, *words: str) -> asyncio.subprocess.Process:
        environment = self.home.shell.environment | {"PYTHONPATH": str(self.folder), "PYTHONUNBUFFERED": "1"}
        pipe = asyncio.subprocess.PIPE
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "syncopate", *words), env=environment, stdout=pipe, stderr=pipe
        )

    async def run(self, *words: str, rc: int = 0) -> str:
        process = await self.begin(*words)
        out, err = await process.communicate()
        assert process.returncode == rc, out.decode() + err.decode()
        return out.decode()

    async def told(self, *words: str) -> Any:
        return json.loads(await self.run(*words, "--json"))


@pytest.fixture
async def home(shell: Shell) -> AsyncIterator[Home]:
    sage, plex = FakeSageX(), FakePlex()
    plex.clock.advance(-_LONG)
    async with sage, plex:
        made = Home.at(shell, sage, plex)
        plex.clock.advance(_LONG)
        yield made


def _plex_tv(home: Home) -> str:
    """Return what lets plex.tv be the stand-in, without loading anything sooner than it would be."""
    return f"""
import importlib.abc, importlib.machinery, sys

class Instead(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name != "syncopate.providers.plex.tv":
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path)
        load = spec.loader.exec_module
        def changed(module):
            load(module)
            module.PLEX_TV = {home.plex.tv_address!r}
        spec.loader.exec_module = changed
        return spec

sys.meta_path.insert(0, Instead())
"""


async def test_a_folder_of_its_own_and_the_old_file_are_enough(home: Home) -> None:
    """Row 314."""
    home.sage_sees(0, 40)
    home.plex_sees(1, 900)
    blocked = f"{_plex_tv(home)}\nfor name in {_POSIX!r}:\n    sys.modules[name] = None\n"
    alone = Alone(home, blocked)
    assert not home.shell.data.exists()
    await alone.run("watch", "import-config", str(home.config()))
    assert home.key(0) in await alone.run("watch", "check", "all")
    assert (await alone.told("watch", "sync", "all"))["written"] == 2
    assert (home.on_plex(0)[0], home.on_sage(1)[1]) == (True, 900)
    assert (await alone.told("watch", "check", "all"))["counts"]["in_step"] == 4
    assert "up to date" in await alone.run("migrate")


async def test_what_only_serves_is_not_loaded(home: Home) -> None:
    told = f"""
import atexit
atexit.register(lambda: print([name for name in {_SERVING!r} if name in sys.modules], file=sys.stderr))
"""
    alone = Alone(home, _plex_tv(home) + told)
    for words in (("import-config", str(home.config())), ("check", "all"), ("sync", "all")):
        process = await alone.begin("watch", *words)
        _, err = await process.communicate()
        assert process.returncode == 0, err.decode()
        assert [line for line in err.decode().splitlines() if line.startswith("[")][-1] == "[]"


async def test_an_interrupt_ends_it_after_the_title_being_written(home: Home) -> None:
    for number in range(4):
        home.plex_sees(number)
    alone = Alone(home, _plex_tv(home))
    await alone.run("watch", "import-config", str(home.config()))
    process = await alone.begin("watch", "sync", "all")

    def interrupt(function: str) -> None:
        if function == "SetWatched":
            process.send_signal(signal.SIGINT)
            home.sage.before = lambda _function: None

    home.sage.before = interrupt
    out, err = await process.communicate()
    assert process.returncode == 130, err.decode()
    assert "Ending after this title" in err.decode()
    assert [home.on_sage(number)[0] for number in range(4)].count(True) == 1
    assert out.decode().count("[applied]") == 1
    assert (await alone.told("watch", "sync", "all"))["written"] == 3
