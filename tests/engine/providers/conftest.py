"""What tests of providers need: a context, and the demo library's files."""

import importlib.util
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, Self

import pytest
from syncopate.domain.media import Track
from syncopate.domain.run import ScanMode
from syncopate.providers.capability import Context, LibrarySource, ScanBatch, ScanEnd


class Inline:
    """Computes at once, here."""

    async def __call__[**P, R](self, function: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        return function(*args, **kwargs)


@dataclass
class Scanned:
    """What a scan yielded."""

    batches: list[ScanBatch]
    end: ScanEnd

    @property
    def found(self) -> list[Track]:
        """Return the tracks that were told."""
        return [one.track for batch in self.batches for one in batch.changed]

    @classmethod
    async def of(
        cls,
        library: LibrarySource,
        section: str,
        mode: ScanMode = ScanMode.INCREMENTAL,
        cursor: str | None = None,
    ) -> Self:
        """Scan, and hold that the end comes last and once."""
        parts = [part async for part in library.scan(section, {}, mode, cursor)]
        end = parts[-1]
        assert isinstance(end, ScanEnd)
        batches = [part for part in parts[:-1] if isinstance(part, ScanBatch)]
        assert len(batches) == len(parts) - 1
        return cls(batches, end)


@pytest.fixture
def scanned() -> Callable[..., Any]:
    """Return what scans a library and tells what came of it."""
    return Scanned.of


@pytest.fixture
def compute() -> Inline:
    """Return a compute that needs no worker."""
    return Inline()


@pytest.fixture(autouse=True)
def rested_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let what was too much, for a time that was not told, be over at once."""
    monkeypatch.setattr("syncopate.providers.pace.FIRST_REST", 0.01)


@pytest.fixture
def storage(tmp_path: Path) -> Path:
    """Return an account's own folder."""
    folder = tmp_path / "storage"
    folder.mkdir()
    return folder


@pytest.fixture
def music(tmp_path: Path) -> Path:
    """Return an empty music folder."""
    folder = tmp_path / "music"
    folder.mkdir()
    return folder


@pytest.fixture
def context(storage: Path, music: Path, compute: Inline) -> Callable[..., Context]:
    """Return what makes contexts, with settings that suit every provider there is."""
    server = {"url": "http://127.0.0.1:9", "user": "anna", "password": "unused"}
    plex = {"token": "t", "server_token": "t", "server": "m", "client_identifier": "c"}
    plex["address"] = server["url"]
    jellyfin = {"user_id": "0123456789abcdef0123456789abcdef"}

    def make(account_id: str = "account", **settings: str) -> Context:
        given = {"path": str(music), **server, **plex, **jellyfin, **settings}
        # No test reaches a public service: nobody listens there.
        nowhere = {"*": server["url"]}
        return Context(
            account_id=account_id, settings=given, storage=storage, compute=compute, endpoints=nowhere
        )

    return make


@pytest.fixture(scope="session")
def script() -> Callable[[str], ModuleType]:
    """Return what loads a module of the scripts folder."""

    def load(name: str) -> ModuleType:
        path = Path(__file__).parents[3] / "scripts" / f"{name}.py"
        spec = importlib.util.spec_from_file_location(name, path)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
        return module

    return load


@pytest.fixture(scope="session")
def demo_files(script: Callable[[str], ModuleType], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the demo library; read only, copy what you change."""
    folder = tmp_path_factory.mktemp("demo")
    script("demo_library").make_library(folder)
    return folder
