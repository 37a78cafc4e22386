"""One version, said in five places."""

import json
import re
import tomllib
from pathlib import Path

import yaml


def _project(path: Path) -> str:
    version: str = tomllib.loads(path.read_text(encoding="utf-8"))["project"]["version"]
    return version


def _newest(changelog: Path) -> str:
    found = re.search(
        r"^## \[(\d+\.\d+\.\d+[^\]]*)\] - \d{4}-\d\d-\d\d$", changelog.read_text("utf-8"), re.MULTILINE
    )
    assert found is not None, "no released version in CHANGELOG.md"
    return found[1]


def test_all_say_the_same_version(root: Path) -> None:
    manifest = root / "custom_components" / "syncopate" / "manifest.json"
    said = {
        "manifest.json": json.loads(manifest.read_text(encoding="utf-8"))["version"],
        "pyproject.toml": _project(root / "pyproject.toml"),
        "addon/pyproject.toml": _project(root / "addon" / "pyproject.toml"),
        "addon/config.yaml": yaml.safe_load((root / "addon" / "config.yaml").read_text(encoding="utf-8"))[
            "version"
        ],
        "addon/CHANGELOG.md": _newest(root / "addon" / "CHANGELOG.md"),
    }
    assert len(set(said.values())) == 1, said


def test_only_the_app_is_called_config(root: Path, files: list[Path]) -> None:
    """The Supervisor takes every file of that name for an app."""
    names = {"config.yaml", "config.yml", "config.json"}
    assert [path.relative_to(root).as_posix() for path in files if path.name in names] == [
        "addon/config.yaml"
    ]
