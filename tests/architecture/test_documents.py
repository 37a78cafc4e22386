"""What the documents point at is there, and pictures stay small."""

import re
from pathlib import Path

import pytest

LINK = re.compile(r"(?<!`)\]\((?!https?:|#|mailto:)([^)#\s]+)[^)]*\)|src=\"(?!https?:)([^\"]+)\"")
_PICTURE_BYTES = 300_000


@pytest.mark.parametrize("name", ["README.md", "addon/README.md", "addon/DOCS.md", "docs/integration.md"])
def test_links_lead_somewhere(root: Path, name: str) -> None:
    document = root / name
    found = [left or right for left, right in LINK.findall(document.read_text(encoding="utf-8"))]
    broken = [link for link in found if not (document.parent / link).exists()]
    assert broken == []


def test_pictures_stay_small(root: Path) -> None:
    pictures = sorted((root / "docs" / "pictures").glob("*.png"))
    assert pictures
    assert {path.name: size for path in pictures if (size := path.stat().st_size) >= _PICTURE_BYTES} == {}


def test_every_script_the_readme_names_explains_itself(root: Path) -> None:
    named = set(re.findall(r"`?(scripts/[a-z-]+)`?", (root / "README.md").read_text(encoding="utf-8")))
    assert {name for name in named if not (root / name).is_file()} == set()
