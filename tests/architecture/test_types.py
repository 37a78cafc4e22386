"""A failed read used as an empty one does not type-check."""

import re
import subprocess
from pathlib import Path


def test_forbidden_uses_do_not_type_check(root: Path, tmp_path: Path) -> None:
    source = root / "tests" / "architecture" / "forbidden_uses.py"
    done = subprocess.run(
        [
            root / "addon" / ".venv" / "bin" / "mypy",
            "--config-file",
            root / "addon" / "pyproject.toml",
            "--cache-dir",
            tmp_path,
            "--no-error-summary",
            source,
        ],
        cwd=root / "addon",
        capture_output=True,
        text=True,
        check=False,
    )
    wrong = {int(line) for line in re.findall(r"forbidden_uses\.py:(\d+): error", done.stdout)}
    lines = source.read_text(encoding="utf-8").splitlines()
    marked = {number for number, line in enumerate(lines, 1) if line.endswith("# error")}
    assert marked
    assert wrong == marked, done.stdout + done.stderr
