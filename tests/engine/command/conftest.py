"""The command line as typed, on a folder of its own: in this process, or in one of its own where that matters."""

import asyncio
import json
import logging
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, chdir, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import TextIO
from unittest.mock import patch

# Before any command defers it: where many commands are done in one process, some need it and some do not.
import psycopg  # noqa: F401
import pytest
from syncopate.__main__ import main
from syncopate.bootstrap import base
from syncopate.store.database import Database
from syncopate.store.indexes import Indexes
from syncopate.sync import work, worker_database
from syncopate.sync.watch import work as watch_work


@dataclass(frozen=True, slots=True)
class Done:
    """What a command ended with, and printed."""

    returncode: int
    stdout: str
    stderr: str


@dataclass
class Shell:
    """Runs `syncopate` with an environment that names only this test's folders."""

    folder: Path
    song: Callable[..., Path]
    environment: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("SYNCOPATE", "MQTT"))
        }
        self.environment = {**kept, "SYNCOPATE_DATA_DIR": str(self.data), "COLUMNS": "200", "TZ": "UTC"}

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def music(self) -> Path:
        return self.folder / "music"

    def __call__(self, *words: str, **more: str) -> Done:
        """Do a command in this process: there are hundreds, and one of its own takes more than a second."""
        with Path(os.devnull).open(encoding="utf-8") as nothing:
            return self._here(words, self.environment | more, nothing)

    def at_a_terminal(self, answer: str, *words: str) -> Done:
        """Do a command in this process, at a terminal where somebody types an answer."""
        ours, theirs = os.openpty()
        os.write(ours, answer.encode())
        try:
            with os.fdopen(theirs, encoding="utf-8") as terminal:
                return self._here(words, self.environment, terminal)
        finally:
            os.close(ours)

    def _here(self, words: Sequence[str], environment: Mapping[str, str], typed: TextIO) -> Done:
        with ThreadPoolExecutor(1) as thread:
            # It runs an event loop of its own, and who calls may be on one.
            return thread.submit(_done, words, environment, self.folder, typed).result()

    def apart(self, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
        """Do a command in a process of its own, as a terminal does."""
        return subprocess.run(
            [sys.executable, "-m", "syncopate", *words],
            env=self.environment | more,
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=100,
            check=False,
        )

    def start(self, *words: str, **more: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "syncopate", *words],
            env=self.environment | {"PYTHONUNBUFFERED": "1"} | more,
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            # A runner started in the background hands on that interrupts are ignored.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 -- no threads here
        )

    def document(self, *words: str, rc: int = 0, **more: str) -> object:
        """Return the one document a command printed; whatever else is on standard output breaks this."""
        done = self(*words, "--json", **more)
        assert done.returncode == rc, done.stdout + done.stderr
        return json.loads(done.stdout)

    def fill(self) -> Path:
        """Put three songs into the music folder and return a playlist file of two of them and one more."""
        for title, artist in (
            ("Amber Lanterns", "Holt"),
            ("Copper Rain", "The Nettles"),
            ("Foxglove", "Vesper"),
        ):
            self.song(self.music / artist / f"{title}.flac", title=title, artist=artist)
        lists = self.folder / "Evening.csv"
        lists.write_text(
            "Title,Artist,Spotify URI\nCopper Rain,The Nettles,\nAmber Lanterns,Holt,\n"
            '"=Nowhere, really",Nobody,spotify:track:4uLU6hMCjMI75M1A2tKUQC\n'
        )
        return lists


def _done(words: Sequence[str], environment: Mapping[str, str], folder: Path, typed: TextIO) -> Done:
    """Do a command with all that a process of its own would have."""
    out, err = (TextIOWrapper(BytesIO(), "utf-8", write_through=True) for _ in range(2))
    with ExitStack() as stack:
        stack.enter_context(patch.object(sys, "stdin", typed))
        stack.enter_context(patch.dict(os.environ, environment, clear=True))
        stack.enter_context(patch.object(base, "WorkerPool", _Pool))
        for context in (chdir(folder), redirect_stdout(out), redirect_stderr(err), _logs(), _workers()):
            stack.enter_context(context)
        try:
            code = main(words)
        except SystemExit as ended:
            code = int(ended.code or 0)
    return Done(code, *(_text(stream) for stream in (out, err)))


def _text(stream: TextIOWrapper) -> str:
    buffer = stream.buffer
    assert isinstance(buffer, BytesIO)
    return buffer.getvalue().decode().replace("\r\n", "\n")


class _Pool:
    """Computes in a thread what a command starts worker processes for."""

    def __init__(self, **_: object) -> None:
        """Take what workers are told."""

    async def __call__[**P, R](self, function: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        return await asyncio.to_thread(function, *args, **kwargs)

    async def stop(self) -> None:
        """There is nothing to be ended."""


@contextmanager
def _logs() -> Iterator[None]:
    """Leave the logs as they were: a command takes them over."""
    root = logging.getLogger()
    handlers = root.handlers
    known = [root, *(each for each in root.manager.loggerDict.values() if isinstance(each, logging.Logger))]
    levels = [(each, each.level) for each in known]
    root.handlers = []
    try:
        yield
    finally:
        root.handlers = handlers
        for each, level in levels:
            each.setLevel(level)


@contextmanager
def _workers() -> Iterator[None]:
    """Let go of what workers keep: they would end with the command."""
    opened: dict[str, Database] = {}
    with (
        patch.multiple(worker_database, _opened=opened),
        patch.multiple(work, _decisions={}, _indexes=Indexes()),
        patch.multiple(watch_work, _kept={}),
    ):
        try:
            yield
        finally:
            for database in opened.values():
                database.close()


@pytest.fixture
def shell(tmp_path: Path, song: Callable[..., Path]) -> Shell:
    """Return a shell on an empty folder."""
    return Shell(tmp_path, song)


@pytest.fixture
def migrated(shell: Shell, migrated_file: Path) -> Shell:
    """Return a shell on a data folder with the present schema."""
    shell.data.mkdir()
    (shell.data / "syncopate.db").write_bytes(migrated_file.read_bytes())
    return shell
