"""One home for each library, a pure core, and two halves that never import each other."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

HOMES = {
    "mutagen": ("audio",),
    "plexapi": ("providers/plex",),
    "spotipy": ("providers/spotify",),
    "ytmusicapi": ("providers/youtube",),
    "yt_dlp": ("providers/ytdlp",),
    "sqlalchemy": ("store",),
    "alembic": ("store",),
    "dbos": ("jobs",),
    "aiomqtt": ("mqtt",),
    "paho": ("mqtt",),
    "fastapi": ("api", "web"),
    "starlette": ("api", "web"),
    "pydantic": ("api",),
    "jinja2": ("web",),
    "cryptography": ("access",),
    "rapidfuzz": ("matching",),
    "anyascii": ("matching",),
    "stamina": ("providers/http.py",),
    "uvicorn": ("serving.py",),
    "rich": ("command", "__main__.py"),
    "aiohttp": ("providers", "supervisor.py", "bootstrap"),
}
IMPURE = {
    "logging",
    "os",
    "pathlib",
    "io",
    "socket",
    "asyncio",
    "threading",
    "time",
    "random",
    "subprocess",
    "sqlite3",
    "urllib",
    "http",
}


def _imports(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node.lineno
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield node.module, node.lineno


def _engine_files(root: Path, *folders: str) -> list[Path]:
    engine = root / "addon" / "syncopate"
    if not folders:
        return sorted(engine.rglob("*.py"))
    return sorted(path for folder in folders for path in (engine / folder).rglob("*.py"))


@pytest.mark.parametrize("library", sorted(HOMES))
def test_each_library_has_one_home(root: Path, library: str) -> None:
    engine = root / "addon" / "syncopate"
    strays = [
        f"{path.relative_to(engine)}:{line}"
        for path in _engine_files(root)
        for module, line in _imports(path)
        if module.partition(".")[0] == library
        and not any(
            path.relative_to(engine).as_posix() == home
            or path.relative_to(engine).as_posix().startswith(f"{home}/")
            for home in HOMES[library]
        )
    ]
    assert strays == []


def test_the_domain_uses_the_standard_library_only(root: Path) -> None:
    strays = [
        f"{path.name}: {module}"
        for path in _engine_files(root, "domain")
        for module, _ in _imports(path)
        if module.partition(".")[0] not in sys.stdlib_module_names
        and not module.startswith("syncopate.domain")
    ]
    assert strays == []


def test_the_core_is_pure(root: Path) -> None:
    """No I/O, no clock, no logging: `now` is an argument."""
    strays = []
    for path in _engine_files(root, "domain", "matching", "planning"):
        strays += [
            f"{path.name}: {module}" for module, _ in _imports(path) if module.partition(".")[0] in IMPURE
        ]
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in {"now", "utcnow", "today"}:
                strays.append(f"{path.name}:{node.lineno}: the clock")
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in {"open", "print"}
            ):
                strays.append(f"{path.name}:{node.lineno}: {node.func.id}")
    assert strays == []


def test_a_provider_is_known_by_its_capabilities_alone(root: Path) -> None:
    """Nobody else imports what is in its folder: only the registry finds it there, by its name."""
    engine = root / "addon" / "syncopate"
    folders = {path.parent.name for path in (engine / "providers").glob("*/manifest.py")}
    assert "folder" in folders
    strays = [
        f"{path.relative_to(engine)}:{line}: {module}"
        for path in _engine_files(root)
        for module, line in _imports(path)
        if path.relative_to(engine).parts[0] != "providers"
        and module.startswith("syncopate.providers.")
        and module.split(".")[2] in folders
    ]
    assert strays == []


def test_the_engine_knows_nothing_of_home_assistant(root: Path) -> None:
    strays = [
        f"{path}: {module}"
        for path in _engine_files(root)
        for module, _ in _imports(path)
        if module.partition(".")[0] in {"homeassistant", "custom_components", "voluptuous", "probatio"}
    ]
    assert strays == []


def test_the_integration_knows_nothing_of_the_engine(root: Path) -> None:
    component = root / "custom_components" / "syncopate"
    strays = [
        f"{path.relative_to(component)}: {module}"
        for path in sorted(component.rglob("*.py"))
        for module, _ in _imports(path)
        if module.partition(".")[0] == "syncopate"
    ]
    assert strays == []


def test_the_client_could_move_out(root: Path) -> None:
    client = root / "custom_components" / "syncopate" / "client"
    strays = [
        f"{path.relative_to(client)}: {module}"
        for path in sorted(client.rglob("*.py"))
        for module, _ in _imports(path)
        if module.startswith(("homeassistant", "custom_components"))
    ]
    assert strays == []


def test_manifests_are_light(root: Path) -> None:
    """A manifest is data, and what is watched is values: reading all of them loads no provider's code."""
    strays = [
        f"{path.parent.name}: {module}"
        for path in sorted((root / "addon/syncopate/providers").glob("*/manifest.py"))
        for module, _ in _imports(path)
        if module not in {"syncopate.providers.manifest", "syncopate.domain.watch"}
    ]
    assert strays == []
