"""Write the integration's models from the engine's contract.

Usage: scripts/generate-client [--check]

Reads addon/openapi.json and writes the package custom_components/syncopate/client/models: plain dataclasses,
those that the integration imports and what they are made of, a module for each part of the API. Every
enumeration has a member UNKNOWN that takes what a newer engine may say. With --check nothing is written and
the exit status is 1 when a module is stale, missing or no longer written.
"""

import argparse
import ast
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
CONTRACT = ROOT / "addon" / "openapi.json"
COMPONENT = ROOT / "custom_components" / "syncopate"
MODELS = COMPONENT / "client" / "models"
HEADER = '"""What goes over the wire{}: written by scripts/generate-client from addon/openapi.json."""\n\n'
EVERYWHERE = 6
"""What so many parts of the API or more answer with belongs to none of them."""

PARTS = (
    "runs",
    "jobs",
    "triggers",
    "libraries",
    "matches",
    "browsing",
    "missing",
    "members",
    "accounts",
    "events",
    "playlists",
    "sources",
    "system",
)
"""Parts of the API, by their tags: what several of them have lies with the first. Others follow by name.

What a schema is made of has at least its tags, so no module needs one that comes after it.
"""

IMPORTS = {
    "Any": "typing",
    "Self": "typing",
    "StrEnum": "enum",
    "dataclass": "dataclasses",
    "date": "datetime",
    "datetime": "datetime",
    "timedelta": "datetime",
}
"""Where the names come from that the models use of the standard library."""
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


def below(schemas: Mapping[str, Any], starts: Iterable[str]) -> set[str]:
    """Return the names of these schemas and of all that they are made of. Raises KeyError."""
    found, waiting = set[str](), set(starts)
    while waiting:
        name = waiting.pop()
        found.add(name)
        waiting |= referred(schemas[name]) - found
    return found


def referred(value: object) -> set[str]:
    """Return the names of the schemas that a part of the contract refers to."""
    return set(re.findall(r'"#/components/schemas/(\w+)"', json.dumps(value)))


def narrowed(contract: dict[str, Any]) -> dict[str, Any]:
    """Return the contract with those schemas only that the integration takes in. Raises KeyError."""
    schemas = contract["components"]["schemas"]
    wanted = below(schemas, imported())
    kept = {name: schema for name, schema in schemas.items() if name in wanted}
    return {**contract, "paths": {}, "components": {"schemas": kept}}


def homes(contract: dict[str, Any]) -> dict[str, str]:
    """Return the module of each model by its class's name."""
    schemas = contract["components"]["schemas"]
    reached: dict[str, set[str]] = {}
    for path in contract["paths"].values():
        for operation in path.values():
            for tag in operation["tags"]:
                reached.setdefault(tag, set()).update(below(schemas, referred(operation)))
    order = [*PARTS, *sorted(reached.keys() - set(PARTS))]
    found = {}
    for name in schemas:
        tags = [tag for tag in order if name in reached.get(tag, ())]
        # The frames of the event stream are answers of no operation.
        home = "answers" if len(tags) >= EVERYWHERE else tags[0].replace(" ", "_") if tags else "stream"
        found["".join(word[:1].upper() + word[1:] for word in name.split("_"))] = home
    return found


def generate() -> dict[str, str]:
    """Return the texts of the modules by the names of their files."""
    contract = json.loads(CONTRACT.read_text("utf-8"))
    homes_of = homes(contract)
    texts: dict[str, list[str]] = {}
    names: dict[str, list[str]] = {}
    for name, text in classes(contract).items():
        texts.setdefault(homes_of[name], []).append(text)
        names.setdefault(homes_of[name], []).append(name)
    files = {
        f"{home}.py": HEADER.format(f", of {home.replace('_', ' ')}")
        + taken(home, texts[home], homes_of)
        + "".join(texts[home])
        for home in texts
    }
    files["__init__.py"] = HEADER.format("") + handed_on(names)
    return {name: formatted(text) for name, text in files.items()}


def classes(contract: dict[str, Any]) -> dict[str, str]:
    """Return the text of each model by its name, those that others are made of first."""
    with tempfile.TemporaryDirectory() as folder:
        written, narrow = Path(folder) / "models.py", Path(folder) / "openapi.json"
        narrow.write_text(json.dumps(narrowed(contract)), encoding="utf-8")
        subprocess.run(
            [tool("datamodel-codegen"), "--input", narrow, "--output", written, *OPTIONS],
            check=True,
            cwd=folder,
        )
        text = written.read_text(encoding="utf-8")
    # Enumerations return themselves, which the tool knows nothing of.
    text = re.sub(r"^class \w+\(StrEnum\):\n(?:.+\n|\n(?=    ))+", with_fallback, text, flags=re.MULTILINE)
    lines = text.splitlines(keepends=True)
    found = {}
    for node in ast.parse(text).body:
        if isinstance(node, ast.ClassDef):
            first = min([node.lineno, *(each.lineno for each in node.decorator_list)])
            found[node.name] = "".join(lines[first - 1 : node.end_lineno]) + "\n\n"
    return found


def taken(home: str, texts: Sequence[str], homes_of: Mapping[str, str]) -> str:
    """Return the imports of a module."""
    used = {node.id for node in ast.walk(ast.parse("".join(texts))) if isinstance(node, ast.Name)}
    library = [f"from {IMPORTS[name]} import {name}\n" for name in sorted(used & IMPORTS.keys())]
    own = [
        f"from .{homes_of[name]} import {name}\n"
        for name in sorted(used & homes_of.keys())
        if homes_of[name] != home
    ]
    return "".join([*library, "\n", *own, "\n\n"])


def handed_on(names: Mapping[str, Sequence[str]]) -> str:
    """Return the body of the package's own module, which gives out all models."""
    imports = [f"from .{home} import {', '.join(sorted(names[home]))}\n" for home in sorted(names)]
    every = sorted(name for some in names.values() for name in some)
    return "".join([*imports, f"\n__all__ = {every!r}\n"])


def formatted(text: str) -> str:
    """Return a module as the rest of the integration is written, its imports put together."""
    for step in (("check", "--select=I", "--fix", "--quiet"), ("format",)):
        done = subprocess.run(
            [tool("ruff"), *step, "--stdin-filename", MODELS / "models.py", "-"],
            input=text,
            capture_output=True,
            text=True,
            check=True,
            cwd=ROOT,
        )
        text = done.stdout
    return text


def tool(name: str) -> Path:
    """Return a program of the tools' environment."""
    return ROOT / ".venv" / "bin" / name


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
    files = generate()
    wrong = differing(MODELS, files)
    if not wrong:
        print(f"{MODELS.relative_to(ROOT)} is current.")
        return 0
    if check:
        said = f"{MODELS.relative_to(ROOT)} is stale ({', '.join(wrong)}): run scripts/generate-client."
        print(said, file=sys.stderr)
        return 1
    write(MODELS, files)
    print(f"{MODELS.relative_to(ROOT)} is written.")
    return 0


def differing(folder: Path, files: Mapping[str, str]) -> list[str]:
    """Return the names of the files that are stale, missing, or not written any more."""
    there = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.py")}
    return sorted(name for name in there.keys() | files.keys() if there.get(name) != files.get(name))


def write(folder: Path, files: Mapping[str, str]) -> None:
    """Make a folder's modules these and no others."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in differing(folder, files):
        path = folder / name
        if name in files:
            path.write_text(files[name], encoding="utf-8")
        else:
            path.unlink()


if __name__ == "__main__":
    sys.exit(main())
