"""The contract as typed: printed, written, and the same as the one kept."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from conftest import Shell

ROOT = Path(__file__).parents[3]


def test_printed_and_written(shell: Shell) -> None:
    printed = shell.apart("openapi")
    assert printed.returncode == 0
    document = json.loads(printed.stdout)
    assert document["openapi"].startswith("3.")
    file = shell.folder / "contract.json"
    assert shell("openapi", "--output", str(file)).stdout == ""
    assert file.read_text("utf-8") == printed.stdout
    assert not shell.data.exists()


def test_where_it_cannot_be_written(shell: Shell) -> None:
    done = shell("openapi", "--output", str(shell.folder / "no" / "such" / "contract.json"))
    assert done.returncode == 2
    assert "[write_failed]" in done.stderr
