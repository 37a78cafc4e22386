"""Query, path and form values of a request, held to the parameters of an OpenAPI document."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from contract.openapi_document import Spot
from contract.openapi_schemas import Schemas

_SEPARATORS = {"form": ",", "simple": ",", "spaceDelimited": " ", "pipeDelimited": "|"}
_COLLECTIONS = {"csv": ",", "ssv": " ", "tsv": "\t", "pipes": "|"}
_INTEGER = re.compile(r"[+-]?\d{1,30}")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?")
_DEEPEST = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One value a request may bring; `separator` None: a list comes as repeats."""

    name: str
    where: str
    required: bool
    schema: Spot
    separator: str | None
    style: str
    is_json: bool = False
    empty: bool = False

    @classmethod
    def of(cls, spot: Spot) -> Parameter:
        """Take a parameter as the document has it."""
        swagger, where = spot.document.swagger, str(spot.get("in"))
        style = str(spot.get("style") or ("form" if where in {"query", "cookie"} else "simple"))
        if swagger:
            collection = str(spot.get("collectionFormat", "csv"))
            separator = None if collection == "multi" else _COLLECTIONS.get(collection, ",")
        else:
            explode = bool(spot.get("explode", style == "form"))
            repeats = explode and where == "query"
            separator = None if repeats else _SEPARATORS.get(style, ",")
        content = spot.at("content")
        inner = None if content is None else next((media for _, media in content.items()), None)
        schema = spot if swagger else spot.raw("schema")
        if inner is not None:
            schema = inner.raw("schema")
        return cls(
            name=str(spot.get("name")),
            where=where,
            required=spot.get("required") is True,
            schema=Spot(spot.document, spot.file, _ANYTHING) if schema is None else schema,
            separator=separator,
            style=style,
            is_json=inner is not None,
            empty=spot.get("allowEmptyValue") is True,
        )


_ANYTHING: dict[str, Any] = {}


class Values:
    """What texts mean by their schemas; `any_case`: names, booleans and enumerations in any case."""

    def __init__(self, schemas: Schemas, *, any_case: bool) -> None:
        self._schemas = schemas
        self._any_case = any_case

    def key(self, name: str) -> str:
        """Return what names are compared by."""
        return name.casefold() if self._any_case else name

    def problems(self, parameter: Parameter, texts: Sequence[str]) -> list[str]:
        """Return what is wrong with the texts that came for one parameter."""
        called = f"{parameter.where} parameter {parameter.name!r}"
        if parameter.empty and list(texts) == [""]:
            return []
        if parameter.is_json:
            return [f"{called}: {one}" for one in self._json(parameter.schema, texts)]
        if "array" in kinds(parameter.schema):
            value = self._list(parameter, texts)
        elif len(texts) > 1:
            return [f"{called} comes {len(texts)} times"]
        else:
            value = self.meant(parameter.schema, texts[0])
        return [f"{called}: {one}" for one in self._schemas.problems(parameter.schema, value, "request")]

    def object_problems(self, called: str, schema: Spot, pairs: Iterable[tuple[str, str]]) -> list[str]:
        """Return what is wrong with pairs that make up one object, as in a form."""
        properties = _properties(schema)
        known = {self.key(name): (name, found) for name, found in properties.items()}
        value: dict[str, Any] = {}
        for given, text in pairs:
            name, found = known.get(self.key(given), (given, None))
            many = found is not None and "array" in kinds(found)
            item = None if found is None else (_items(found) if many else found)
            meant = text if item is None else self.meant(item, text)
            if many or name in value:
                before = value.get(name, [])
                value[name] = [*(before if isinstance(before, list) else [before]), meant]
            else:
                value[name] = meant
        return [f"{called}: {one}" for one in self._schemas.problems(schema, value, "request")]

    def meant(self, schema: Spot, text: str) -> Any:
        """Return the value a text stands for: the first meaning its schema takes, else the likeliest."""
        meanings = list(self._meanings(schema, text))
        likeliest = meanings[0] if "string" in kinds(schema) else meanings[-1]
        return next((one for one in meanings if self._takes(schema, one)), likeliest)

    def _takes(self, schema: Spot, value: Any) -> bool:
        return self._schemas.holds(schema, value, "request")

    def _meanings(self, schema: Spot, text: str) -> Iterator[Any]:
        yield text
        if _INTEGER.fullmatch(text):
            yield int(text)
        elif _NUMBER.fullmatch(text):
            yield float(text)
        lower = text.casefold() if self._any_case else text
        if lower in {"true", "false"}:
            yield lower == "true"
        if self._any_case:
            yield from (one for one in _choices(schema) if isinstance(one, str) and one.casefold() == lower)

    def _list(self, parameter: Parameter, texts: Sequence[str]) -> list[Any]:
        separator = parameter.separator
        parts = [*texts] if separator is None else [part for text in texts for part in text.split(separator)]
        item = _items(parameter.schema)
        return [part if item is None else self.meant(item, part) for part in parts if part or len(parts) > 1]

    def _json(self, schema: Spot, texts: Sequence[str]) -> list[str]:
        try:
            return self._schemas.problems(schema, json.loads(texts[0]), "request")
        except ValueError:
            return ["is no JSON"]


def _alternatives(schema: Spot, depth: int = 0) -> Iterator[Spot]:
    """Yield a schema and all it is put together from."""
    schema = schema.followed()
    yield schema
    if depth < _DEEPEST:
        for keyword in ("allOf", "anyOf", "oneOf"):
            found = schema.at(keyword)
            for one in () if found is None else found.each():
                yield from _alternatives(one, depth + 1)


def kinds(schema: Spot) -> set[str]:
    """Return the types a schema speaks of."""
    found: set[str] = set()
    for one in _alternatives(schema):
        named = one.get("type", [])
        found |= set(named if isinstance(named, list) else [named])
    return found


def _choices(schema: Spot) -> list[Any]:
    return [choice for one in _alternatives(schema) for choice in one.get("enum", [])]


def _items(schema: Spot) -> Spot | None:
    return next((found for one in _alternatives(schema) if (found := one.at("items")) is not None), None)


def _properties(schema: Spot) -> dict[str, Spot]:
    found: dict[str, Spot] = {}
    for one in _alternatives(schema):
        properties = one.at("properties")
        if properties is not None:
            found |= dict(properties.items())
    return found


class Query:
    """The query of one request, held to the parameters its operation describes."""

    def __init__(self, parameters: Sequence[Parameter], also: Iterable[str], values: Values) -> None:
        self._values = values
        self._plain: dict[str, Parameter] = {}
        self._deep: dict[str, Parameter] = {}
        self._also = {values.key(name) for name in also}
        self._free = False
        for one in parameters:
            is_object = "object" in kinds(one.schema) and not one.is_json
            if is_object and one.style == "deepObject":
                self._deep[values.key(one.name)] = one
            elif is_object and one.separator is None:
                inner = _properties(one.schema)
                self._also |= {values.key(name) for name in inner}
                self._free = self._free or not inner
            elif not is_object:
                self._plain[values.key(one.name)] = one
            else:
                self._also.add(values.key(one.name))

    def problems(self, query: Sequence[tuple[str, str]], elsewhere: Iterable[str] = ()) -> list[str]:
        """Return what is wrong; `elsewhere` are names that came by another way, as a form."""
        found: list[str] = []
        given: dict[str, list[str]] = {}
        deep: dict[str, list[tuple[str, str]]] = {}
        for name, text in query:
            key = self._values.key(name)
            outer, bracket, rest = name.partition("[")
            if key in self._plain:
                given.setdefault(key, []).append(text)
            elif bracket and self._values.key(outer) in self._deep:
                deep.setdefault(self._values.key(outer), []).append((rest.replace("]", "", 1), text))
            elif key not in self._also and not self._free:
                found.append(f"query parameter {name!r} is not described")
        there = given.keys() | deep.keys() | {self._values.key(name) for name in elsewhere}
        found += [
            f"query parameter {one.name!r} is missing"
            for key, one in (self._plain | self._deep).items()
            if one.required and key not in there
        ]
        for key, texts in given.items():
            found += self._values.problems(self._plain[key], texts)
        for key, pairs in deep.items():
            plain = [(name, text) for name, text in pairs if "[" not in name]
            called = f"query parameter {self._deep[key].name!r}"
            found += self._values.object_problems(called, self._deep[key].schema, plain)
        return list(dict.fromkeys(found))
