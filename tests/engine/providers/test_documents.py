"""What documents say of providers is what the providers declare."""

from collections.abc import Callable
from types import ModuleType


def test_the_tables_are_current(script: Callable[[str], ModuleType]) -> None:
    for document in script("provider_table").DOCUMENTS:
        text = document.path.read_text("utf-8")
        assert document.written(text) == text, "run scripts/provider-table"
        for manifest in document.services():
            assert f"| {manifest.name} |" in text
            assert manifest.name.split()[0] in text.split("## Getting credentials")[1], "says how to log in"
