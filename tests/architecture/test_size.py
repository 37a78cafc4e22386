"""Modules and functions stay small enough to be read at once."""

import ast
from pathlib import Path


def test_modules_stay_small(root: Path, python_files: list[Path]) -> None:
    too_long = {}
    for path in python_files:
        name = path.relative_to(root).as_posix()
        limit = 700 if name.startswith("tests/") else 450
        lines = len(path.read_text(encoding="utf-8").splitlines())
        if lines > limit:
            too_long[name] = lines
    assert too_long == {}


def test_functions_stay_small(root: Path, python_files: list[Path]) -> None:
    too_long = {}
    for path in python_files:
        name = path.relative_to(root).as_posix()
        if name.startswith("tests/") or "/migrations/" in name:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > 60:
                    too_long[f"{name}:{node.name}"] = lines
    assert too_long == {}
