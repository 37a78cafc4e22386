"""The repository as HACS and Home Assistant want it: one integration, its manifest, its pictures, hacs.json."""

import json
import re
import struct
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
COMPONENT = ROOT / "custom_components" / "syncopate"

NEEDED_BY_HACS = {"domain", "documentation", "issue_tracker", "codeowners", "name", "version"}
KNOWN_TO_HACS = {
    "name",
    "content_in_root",
    "country",
    "filename",
    "hacs",
    "hide_default_branch",
    "homeassistant",
    "persistent_directory",
    "render_readme",
    "zip_release",
}


def read(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


def test_one_integration() -> None:
    folders = [path.name for path in (ROOT / "custom_components").iterdir() if path.is_dir()]
    assert [name for name in folders if not name.startswith("__")] == ["syncopate"]


def test_manifest() -> None:
    manifest = read(COMPONENT / "manifest.json")
    assert manifest.keys() >= NEEDED_BY_HACS
    assert manifest["domain"] == COMPONENT.name
    assert all(owner.startswith("@") for owner in manifest["codeowners"])
    assert re.fullmatch(r"\d+\.\d+\.\d+", manifest["version"])
    assert manifest["requirements"] == []
    assert manifest["mqtt"] == ["syncopate/bridge/info"]
    keys = list(manifest)
    assert keys == ["domain", "name", *sorted(key for key in keys if key not in {"domain", "name"})]


def test_links_lead_into_the_repository() -> None:
    manifest = read(COMPONENT / "manifest.json")
    repository, page = manifest["documentation"].split("/blob/main/")
    assert (ROOT / page).is_file()
    assert manifest["issue_tracker"] == f"{repository}/issues"


@pytest.mark.parametrize("name", ["icon.png", "logo.png"])
def test_brand(name: str) -> None:
    picture = (COMPONENT / "brand" / name).read_bytes()
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", picture[16:24])
    assert min(width, height) >= 128
    if name == "icon.png":
        assert width == height


def test_hacs_file() -> None:
    hacs = read(ROOT / "hacs.json")
    assert hacs["name"]
    assert hacs.keys() <= KNOWN_TO_HACS
    assert re.fullmatch(r"20\d\d\.\d+\.\d+", hacs["homeassistant"])
    assert hacs["render_readme"] is True
    assert (ROOT / "README.md").is_file()


def test_no_file_that_home_assistant_does_not_read() -> None:
    assert not (COMPONENT / "strings.json").exists()
    assert {path.stem for path in (COMPONENT / "translations").iterdir()} == {"en", "de"}
    for path in COMPONENT.rglob("*.json"):
        assert "[%key:" not in path.read_text(encoding="utf-8")


def test_sentences_are_there_to_be_copied() -> None:
    found = {path.relative_to(ROOT).as_posix() for path in (ROOT / "custom_sentences").rglob("*.yaml")}
    assert found == {"custom_sentences/en/syncopate.yaml", "custom_sentences/de/syncopate.yaml"}
