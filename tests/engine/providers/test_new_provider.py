"""The skeleton works before a line of it is changed."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from syncopate import providers as providers_package
from syncopate.domain.snapshot import Complete, Failed
from syncopate.providers import registry
from syncopate.providers.capability import Context
from syncopate.providers.protocols import PROTOCOLS

_RUFF = Path(sys.executable).with_name("ruff")
_ROOT = Path(__file__).parents[3]


@pytest.fixture
def maker(script: Callable[[str], ModuleType]) -> ModuleType:
    """Return the script that makes providers."""
    return script("new_provider")


@pytest.mark.parametrize(
    ("name", "capabilities"),
    [("my_service", ("playlists",)), ("whole2", ("playlists", "library", "playlist_target"))],
)
async def test_skeleton(
    maker: ModuleType,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    context: Callable[..., Context],
    name: str,
    capabilities: tuple[str, ...],
) -> None:
    packages, tests = tmp_path / "providers", tmp_path / "tests"
    maker.make_provider(name, "My Service", capabilities, providers=packages, tests=tests)
    monkeypatch.setattr(providers_package, "__path__", [*providers_package.__path__, str(packages)])
    manifest = __import__(f"syncopate.providers.{name}.manifest", fromlist=["MANIFEST"]).MANIFEST
    assert manifest.domain == name
    assert manifest.capabilities == set(capabilities)
    monkeypatch.setattr(registry, "manifests", lambda: {name: manifest})
    for capability in capabilities:
        module = __import__(f"syncopate.providers.{name}.{capability}", fromlist=["create"])
        made = module.create(context())
        assert isinstance(made, PROTOCOLS[capability])
        assert (await made.check()).ok
        assert (await module.create(context(offline="true")).check()).reason == "unreachable"
    source = registry.playlist_source(name, context())
    assert isinstance(await source.list_playlists(), Complete)
    assert isinstance((await source.read_playlist("nothing", {})).entries, Failed)
    written = "".join(path.read_text() for path in packages.rglob("*.py"))
    assert "demo" not in written.lower().replace("the demo", "")
    clean = [str(_RUFF), "check", "--config", str(_ROOT / "ruff.toml"), "--no-cache", str(packages)]
    # Which imports are our own it tells by the folder it is run in.
    done = subprocess.run(clean, cwd=_ROOT, capture_output=True, text=True, check=False)  # noqa: ASYNC221 -- nothing else runs
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("name", ["", "Spotify", "a-b", "../x", "class", "1x", "_x"])
def test_bad_names(maker: ModuleType, tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="no name for a provider"):
        maker.make_provider(name, "X", ("playlists",), providers=tmp_path, tests=tmp_path)


def test_never_overwrites(maker: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    with pytest.raises(FileExistsError):
        maker.make_provider("there", "There", ("playlists",), providers=tmp_path, tests=tmp_path)


def test_help() -> None:
    done = subprocess.run(
        [str(_ROOT / "scripts" / "new-provider"), "--help"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0
    assert "--capability" in done.stdout
