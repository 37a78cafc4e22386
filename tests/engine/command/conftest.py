"""The command line as typed: in a process of its own, on a folder of its own."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest


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

    def __call__(self, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "syncopate", *words],
            env=self.environment | more,
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=60,
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
