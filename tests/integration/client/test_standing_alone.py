"""The client could move out: it imports nothing of Home Assistant, and raises only what it names."""

import ast
import inspect
import sys
from pathlib import Path

from custom_components.syncopate import client
from custom_components.syncopate.client import errors

FOLDER = Path(client.__file__).parent
ALLOWED = {"aiohttp", "mashumaro", "yarl"}


def imported(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level < 2, f"{path.name} reaches out of the client"
            if node.level == 0:
                found.add(str(node.module).split(".")[0])
    return found


def test_imports() -> None:
    for path in FOLDER.glob("*.py"):
        assert imported(path) <= ALLOWED | set(sys.stdlib_module_names), path.name


def test_every_error_is_one_of_the_tree() -> None:
    raised = [
        thing for _, thing in inspect.getmembers(errors, inspect.isclass) if issubclass(thing, Exception)
    ]
    assert len(raised) == 6
    assert all(issubclass(error, errors.EngineError) for error in raised)
