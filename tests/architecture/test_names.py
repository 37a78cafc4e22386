"""A function lives beside the concept it serves; the project speaks of itself alone."""

import ast
import re
from pathlib import Path

DRAWERS = {"utils", "util", "helpers", "helper", "common", "misc"}
TEXTS = {".py", ".md", ".yaml", ".yml", ".toml", ".json", ".html", ".js", ".css", ".txt", ".sh", ".cfg", ""}
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b|NotImplementedError|pytest\.mark\.xfail")
MACHINE = re.compile(r"/work/(main|shared)|/root/|\.pyenv")
VENDORED = ("/static/vendor/", "/static/swagger")


def _own_texts(root: Path, files: list[Path]) -> list[tuple[str, str]]:
    texts = []
    for path in files:
        name = path.relative_to(root).as_posix()
        if path.suffix not in TEXTS or name.endswith("uv.lock") or any(part in name for part in VENDORED):
            continue
        if name.startswith("tests/architecture/"):
            continue
        try:
            texts.append((name, path.read_text(encoding="utf-8")))
        except UnicodeDecodeError:
            continue
    return texts


def test_no_drawers(root: Path, python_files: list[Path]) -> None:
    found = {
        path.relative_to(root).as_posix()
        for path in python_files
        if DRAWERS & {part.removesuffix(".py") for part in path.relative_to(root).parts}
    }
    assert found == set()


def test_nothing_is_left_unfinished(root: Path, files: list[Path]) -> None:
    found = [
        f"{name}:{number}"
        for name, text in _own_texts(root, files)
        for number, line in enumerate(text.splitlines(), 1)
        if UNFINISHED.search(line)
    ]
    assert found == []


def test_no_path_of_a_machine_is_named(root: Path, files: list[Path]) -> None:
    found = [
        f"{name}:{number}"
        for name, text in _own_texts(root, files)
        for number, line in enumerate(text.splitlines(), 1)
        if MACHINE.search(line)
    ]
    assert found == []


def test_only_the_app_has_a_file_called_config(root: Path, files: list[Path]) -> None:
    """The Supervisor reads every such file below the repository as an app."""
    found = {
        path.relative_to(root).as_posix()
        for path in files
        if path.stem == "config" and path.suffix in {".yaml", ".yml", ".json"}
    }
    assert found <= {"addon/config.yaml"}


def test_use_cases_name_no_provider(root: Path) -> None:
    """What a provider can is in its manifest: a new one needs no line in a use case."""
    engine = root / "addon" / "syncopate"
    domains = {path.parent.name for path in (engine / "providers").glob("*/manifest.py")}
    found = {
        f"{path.relative_to(engine / 'sync')}: {node.value}"
        for path in (engine / "sync").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and node.value in domains
    }
    assert {"spotify", "tidal", "playlist_file"} <= domains
    assert found == {
        # Ours alone, for uploads and for folders of this machine; "folder" is a field's name, too.
        "providers.py: playlist_file",
        "libraries.py: folder",
    }


def test_the_top_level_is_complete(root: Path) -> None:
    wanted = {
        "custom_components",
        "addon",
        "hacs.json",
        "tests",
        "scripts",
        "README.md",
        "LICENSE",
        "repository.yaml",
        ".python-version",
        "pyproject.toml",
        "uv.lock",
    }
    assert wanted <= {path.name for path in root.iterdir()}


def test_tests_mirror_the_source(root: Path) -> None:
    """Every folder of engine tests has its counterpart in the engine."""
    engine = root / "addon" / "syncopate"
    mirrored = {path.name for path in (root / "tests" / "engine").iterdir() if path.is_dir()}
    known = {path.name for path in engine.iterdir() if path.is_dir()} | {"app"}
    assert {name for name in mirrored if not name.startswith(("_", "."))} <= known
