"""Write the integration's models from the engine's contract.

Usage: scripts/generate-client [--check]

Reads addon/openapi.json and writes custom_components/syncopate/client/models.py: plain dataclasses, those
that the integration imports and what they are made of. Every enumeration has a member UNKNOWN that takes what
a newer engine may say. With --check nothing is written and the exit status is 1 when the file is stale.
"""

import argparse
import ast
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
CONTRACT = ROOT / "addon" / "openapi.json"
COMPONENT = ROOT / "custom_components" / "syncopate"
MODELS = COMPONENT / "client" / "models.py"
HEADER = '"""What goes over the wire: written by scripts/generate-client from addon/openapi.json."""\n'
OPTIONS = (
    "--input-file-type=openapi",
    "--openapi-scopes=schemas",
    "--output-model-type=dataclasses.dataclass",
    "--target-python-version=3.14",
    "--formatters=builtin",
    "--use-standard-collections",
    "--use-union-operator",
    "--use-specialized-enum",
    "--capitalise-enum-members",
    "--use-schema-description",
    "--use-single-line-docstring",
    "--use-double-quotes",
    "--output-datetime-class=datetime",
    "--collapse-root-models",
    "--strict-nullable",
    "--frozen-dataclasses",
    "--keyword-only",
    "--disable-timestamp",
)
FALLBACK = """
    @classmethod
    def _missing_(cls, value: object) -> Self:
        return cls("unknown")
"""


def imported() -> set[str]:
    """Return the names of the models that the integration imports."""
    found = set()
    for path in COMPONENT.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").rpartition(".")[2] == "models":
                found |= {name.name for name in node.names}
    return found


def narrowed(contract: dict[str, Any]) -> dict[str, Any]:
    """Return the contract with those schemas only that the integration takes in. Raises KeyError."""
    schemas = contract["components"]["schemas"]
    wanted, waiting = set[str](), imported()
    while waiting:
        name = waiting.pop()
        wanted.add(name)
        waiting |= set(re.findall(r'"#/components/schemas/(\w+)"', json.dumps(schemas[name]))) - wanted
    kept = {name: schema for name, schema in schemas.items() if name in wanted}
    return {**contract, "paths": {}, "components": {"schemas": kept}}


def generate() -> str:
    """Return the module's text."""
    with tempfile.TemporaryDirectory() as folder:
        written, contract = Path(folder) / "models.py", Path(folder) / "openapi.json"
        contract.write_text(json.dumps(narrowed(json.loads(CONTRACT.read_text("utf-8")))), encoding="utf-8")
        tool = ROOT / ".venv" / "bin" / "datamodel-codegen"
        subprocess.run([tool, "--input", contract, "--output", written, *OPTIONS], check=True, cwd=folder)
        text = written.read_text(encoding="utf-8")
    text = re.sub(r"\A(#[^\n]*\n)+", HEADER, text)
    # Enumerations return themselves, which the tool knows nothing of.
    enums, wide = "from enum import StrEnum\n", "from typing import Any\n"
    typing = f"from typing import {'Any, ' * (wide in text)}Self\n"
    text = text.replace(wide, "", 1).replace(enums, enums + typing, 1)
    return re.sub(r"^class \w+\(StrEnum\):\n(?:.+\n|\n(?=    ))+", with_fallback, text, flags=re.MULTILINE)


def with_fallback(match: re.Match[str]) -> str:
    """Return an enumeration that takes any value: what it does not know is UNKNOWN."""
    body = match.group(0).rstrip("\n")
    if not re.search(r"^    UNKNOWN = ", body, flags=re.MULTILINE):
        body += '\n    UNKNOWN = "unknown"'
    return f"{body}\n{FALLBACK}"


def main() -> int:
    """Write the models, or tell whether they are current."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true", help="write nothing; fail when the models are stale")
    check = parser.parse_args().check
    text = generate()
    if MODELS.is_file() and MODELS.read_text(encoding="utf-8") == text:
        print(f"{MODELS.relative_to(ROOT)} is current.")
        return 0
    if check:
        print(f"{MODELS.relative_to(ROOT)} is stale: run scripts/generate-client.", file=sys.stderr)
        return 1
    MODELS.parent.mkdir(parents=True, exist_ok=True)
    MODELS.write_text(text, encoding="utf-8")
    print(f"{MODELS.relative_to(ROOT)} is written.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
