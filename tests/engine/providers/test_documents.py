"""What documents say of providers is what the providers declare."""

from collections.abc import Callable
from types import ModuleType


def test_the_table_of_sources_is_current(script: Callable[[str], ModuleType]) -> None:
    made = script("provider_table")
    text = made.DOCUMENT.read_text("utf-8")
    assert made.written(text) == text, "run scripts/provider-table"
    for manifest in made.sources():
        assert f"| {manifest.name} |" in text
        assert manifest.name.split()[0] in text.split("## Getting credentials")[1], "says how to log in"
