"""Broad excepts stand at three borders only, and each of those logs and records."""

import ast
from pathlib import Path

BORDERS = {
    "addon/syncopate/sync/providers.py",  # provider isolation
    "addon/syncopate/jobs/border.py",  # job runner
    "addon/syncopate/events/bus.py",  # event fan-out
}
BROAD = {"Exception", "BaseException"}


def _catches_all(handler: ast.ExceptHandler) -> bool:
    if handler.type is None:
        return True
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(isinstance(kind, ast.Name) and kind.id in BROAD for kind in kinds)


def test_broad_excepts_stand_at_the_borders(root: Path) -> None:
    strays = []
    for folder in ("addon/syncopate", "custom_components/syncopate"):
        for path in sorted((root / folder).rglob("*.py")):
            name = path.relative_to(root).as_posix()
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.ExceptHandler) and _catches_all(node):
                    calls = {item.attr for item in ast.walk(node) if isinstance(item, ast.Attribute)}
                    if name not in BORDERS or "exception" not in calls:
                        strays.append(f"{name}:{node.lineno}")
    assert strays == []
