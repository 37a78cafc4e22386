"""An OpenAPI document as it lies on disk, in one file or many, walked place by place along its references."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self
from urllib.parse import unquote

import yaml

_MOST_REFERENCES = 50
_ROOT_NAMES = ("openapi.json", "openapi.yaml", "openapi.yml", "swagger.json", "swagger.yaml")


class BrokenContractError(Exception):
    """The document is none, or does not hang together."""


class _Yaml(yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader):  # type: ignore[misc]
    """YAML 1.2's idea of plain values: dates are texts, and only true and false are booleans."""


_Yaml.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in found if tag.rsplit(":", 1)[-1] not in {"timestamp", "bool"}]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Yaml.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))


@dataclass(frozen=True, slots=True)
class Spot:
    """One value of the document and the file it stands in, which its relative references start from."""

    document: Document
    file: Path
    value: Any

    def at(self, key: str) -> Spot | None:
        """Return what stands below that key, references followed; None where nothing does."""
        found = self.raw(key)
        return None if found is None else found.followed()

    def raw(self, key: str) -> Spot | None:
        """Return what stands below that key as it is, be it a reference with something beside it."""
        if not isinstance(self.value, dict) or self.value.get(key) is None:
            return None
        return Spot(self.document, self.file, self.value[key])

    def get(self, key: str, other: Any = None) -> Any:
        """Return the plain value below that key."""
        found = self.at(key)
        return other if found is None else found.value

    def items(self) -> Iterator[tuple[str, Spot]]:
        """Yield each key with what stands there, references followed."""
        if isinstance(self.value, dict):
            for key, value in self.value.items():
                yield str(key), Spot(self.document, self.file, value).followed()

    def each(self) -> Iterator[Spot]:
        """Yield each element of a list, references followed."""
        if isinstance(self.value, list):
            for value in self.value:
                yield Spot(self.document, self.file, value).followed()

    def followed(self) -> Spot:
        """Return what a reference leads to, itself where it is none."""
        spot = self
        for _ in range(_MOST_REFERENCES):
            reference = spot.value.get("$ref") if isinstance(spot.value, dict) else None
            if not isinstance(reference, str):
                return spot
            spot = self.document.target(reference, spot.file)
        raise BrokenContractError(f"a reference leads in a circle: {self.value!r}")


class Document:
    """The files of one OpenAPI or Swagger document; further ones are read when a reference leads there."""

    def __init__(self, root: Path, content: Any) -> None:
        self._files: dict[Path, Any] = {root: content}
        self.root = Spot(self, root, content)
        version = str(self.root.get("openapi") or self.root.get("swagger") or "")
        if not version.startswith(("2.", "3.0", "3.1")) or not isinstance(self.root.get("paths", {}), dict):
            raise BrokenContractError(f"{root.name} is neither OpenAPI 3.0 or 3.1 nor Swagger 2")
        self.swagger = version.startswith("2.")
        self.siblings = version.startswith("3.1")
        """Whether what stands next to a $ref counts."""

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read a file, or the main file of a folder."""
        if path.is_dir():
            found = next((path / name for name in _ROOT_NAMES if (path / name).is_file()), None)
            if found is None:
                raise BrokenContractError(f"no OpenAPI document in {path.name}")
            path = found
        path = path.resolve()
        return cls(path, _content(path))

    def target(self, reference: str, file: Path) -> Spot:
        """Return where a reference in that file leads, one step far."""
        name, _, pointer = reference.partition("#")
        if name:
            file = (file.parent / unquote(name)).resolve()
        if file not in self._files:
            if not file.is_file():
                raise BrokenContractError(f"a reference leads to a file that is not there: {reference}")
            self._files[file] = _content(file)
        value = self._files[file]
        for part in unquote(pointer).split("/")[1:]:
            key = part.replace("~1", "/").replace("~0", "~")
            if isinstance(value, dict) and key in value:
                value = value[key]
            elif isinstance(value, list) and key.isdecimal() and int(key) < len(value):
                value = value[int(key)]
            else:
                raise BrokenContractError(f"a reference leads nowhere: {reference}")
        return Spot(self, file, value)


def _content(file: Path) -> Any:
    text = file.read_text(encoding="utf-8-sig")
    try:
        if file.suffix == ".json":
            return json.loads(text)
        return yaml.load(text, _Yaml)  # noqa: S506 -- a safe loader, with fewer kinds of values
    except (ValueError, yaml.YAMLError) as error:
        raise BrokenContractError(f"{file.name} cannot be read: {error}") from error
