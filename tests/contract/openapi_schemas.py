"""Schemas of OpenAPI 3.0, 3.1 and Swagger 2 as JSON Schema 2020-12, and what is wrong with a value by them."""

import json
import re
from functools import cache
from typing import Any, Literal

import jsonschema_rs
from contract.openapi_document import BrokenContractError, Spot

type Way = Literal["request", "answer"]

_PLAIN = (
    "const",
    "enum",
    "maxItems",
    "maxLength",
    "maxProperties",
    "maximum",
    "minItems",
    "minLength",
    "minProperties",
    "minimum",
    "multipleOf",
    "required",
    "uniqueItems",
)
_ONE = ("additionalProperties", "contains", "else", "if", "items", "not", "propertyNames", "then")
_SEVERAL = ("allOf", "anyOf", "oneOf", "prefixItems")
_NAMED = ("dependentSchemas", "patternProperties", "properties")
_TYPES = {"array", "boolean", "integer", "null", "number", "object", "string"}
_THE_VALUE = "the value"
_INDEX = re.compile(r"\[\d+\]")
_LONGEST = 60
_DEEPEST = 12


class Schemas:
    """The schemas of one document; each is taken over when it is first needed."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[Way, int], int] = {}
        self._spots: list[tuple[Way, Spot]] = []
        self._adapted: dict[int, Any] = {}
        self._validators: dict[int, jsonschema_rs.Draft202012Validator] = {}

    def problems(self, schema: Spot, value: Any, way: Way) -> list[str]:
        """Return what is wrong with a value, each as "$.path: what"; of elements of a list, the first of a kind."""
        found: dict[tuple[str, str], str] = {}
        for error in map(_deepest, self._validator(schema, way).iter_errors(value)):
            where = path_of(error.instance_path)
            found.setdefault((_INDEX.sub("[]", where), error.message), f"{where}: {_told(error)}")
        return list(found.values())

    def holds(self, schema: Spot, value: Any, way: Way) -> bool:
        """Tell whether a value is as its schema says."""
        return self._validator(schema, way).is_valid(value)

    def _validator(self, schema: Spot, way: Way) -> jsonschema_rs.Draft202012Validator:
        number = self._number(schema, way)
        if number not in self._validators:
            try:
                self._validators[number] = jsonschema_rs.Draft202012Validator(
                    {"$ref": f"contract:/{number}"}, retriever=self._retrieve, mask=_THE_VALUE
                )
            except jsonschema_rs.ValidationError as error:
                raise BrokenContractError(f"a schema cannot be used: {error.message}") from error
        return self._validators[number]

    def _number(self, schema: Spot, way: Way) -> int:
        # Values live as long as their document, so that each is known by where it lies in memory.
        key = (way, id(schema.value))
        if key not in self._numbers:
            self._numbers[key] = len(self._spots)
            self._spots.append((way, schema))
        return self._numbers[key]

    def _retrieve(self, address: str) -> Any:
        number = int(address.rsplit("/", 1)[-1])
        if number not in self._adapted:
            way, spot = self._spots[number]
            self._adapted[number] = self._adapt(spot, way)
        return self._adapted[number]

    def _adapt(self, spot: Spot, way: Way) -> Any:
        schema = spot.value
        if not isinstance(schema, dict):
            return schema is not False
        adapted = self._referring(spot, way) if "$ref" in schema else self._keywords(spot, way)
        if schema.get("nullable") is True or schema.get("x-nullable") is True:
            return {"if": {"not": {"type": "null"}}, "then": adapted}
        return adapted

    def _referring(self, spot: Spot, way: Way) -> dict[str, Any]:
        target = spot.document.target(spot.value["$ref"], spot.file)
        reference = {"$ref": f"contract:/{self._number(target, way)}"}
        return {**self._keywords(spot, way), **reference} if spot.document.siblings else reference

    def _keywords(self, spot: Spot, way: Way) -> dict[str, Any]:
        schema: dict[str, Any] = spot.value

        def below(value: Any) -> Any:
            return self._adapt(Spot(spot.document, spot.file, value), way)

        adapted: dict[str, Any] = {key: schema[key] for key in _PLAIN if key in schema}
        adapted |= {key: below(schema[key]) for key in _ONE if isinstance(schema.get(key), dict | bool)}
        adapted |= {
            key: [below(one) for one in schema[key]] for key in _SEVERAL if isinstance(schema.get(key), list)
        }
        adapted |= {
            key: {name: below(one) for name, one in schema[key].items()}
            for key in _NAMED
            if isinstance(schema.get(key), dict)
        }
        if "discriminator" in schema and "oneOf" in adapted:
            # Which of them it is says a property; by their shape alone, several may fit.
            adapted["anyOf"] = adapted.pop("oneOf")
        _take_required(schema, spot, adapted, way)
        _take_limits(schema, adapted)
        _take_type(schema, adapted)
        if isinstance(schema.get("pattern"), str) and _is_pattern(schema["pattern"]):
            adapted["pattern"] = schema["pattern"]
        return adapted


def _take_required(schema: dict[str, Any], spot: Spot, adapted: dict[str, Any], way: Way) -> None:
    """Leave out what only the other way must have; Swagger's parameters say `required: true` instead."""
    names = adapted.pop("required", None)
    if not isinstance(names, list):
        return
    other = "readOnly" if way == "request" else "writeOnly"
    properties = dict(Spot(spot.document, spot.file, schema.get("properties")).items())
    only_other = {name for name, found in properties.items() if found.get(other) is True}
    adapted["required"] = [name for name in names if name not in only_other]


def _take_limits(schema: dict[str, Any], adapted: dict[str, Any]) -> None:
    """Take exclusive limits as 3.0 says them, by a flag, or as 3.1 does, by a number."""
    for exclusive, plain in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        limit = schema.get(exclusive)
        if limit is True and plain in adapted:
            adapted[exclusive] = adapted.pop(plain)
        elif isinstance(limit, int | float) and not isinstance(limit, bool):
            adapted[exclusive] = limit


def _take_type(schema: dict[str, Any], adapted: dict[str, Any]) -> None:
    named = schema.get("type")
    types = named if isinstance(named, list) else [named]
    if types and all(one in _TYPES for one in types):
        adapted["type"] = types if len(types) > 1 else types[0]


@cache
def _is_pattern(pattern: str) -> bool:
    """Tell whether it is one by ECMA's rules; .NET's own are not held against anyone."""
    try:
        jsonschema_rs.Draft202012Validator({"pattern": pattern})
    except jsonschema_rs.ValidationError:
        return False
    return True


def path_of(steps: list[str | int]) -> str:
    """Return a path within JSON as people write it: $.Items[0].Id."""
    return "$" + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps)


def _told(error: jsonschema_rs.ValidationError) -> str:
    if "False schema" in error.message:
        return "is not described"
    told = _short(error.message, 3 * _LONGEST)
    if isinstance(error.instance, dict | list) or _THE_VALUE not in told:
        return told
    return f"{told} ({_short(json.dumps(error.instance, ensure_ascii=False), _LONGEST)})"


def _deepest(error: jsonschema_rs.ValidationError) -> jsonschema_rs.ValidationError:
    """Return the problem of the alternative that came furthest, for one that no alternative fits."""
    for _ in range(_DEEPEST):
        branches = [branch for branch in getattr(error.kind, "context", None) or [] if branch]
        if not branches:
            return error
        here = len(error.instance_path)
        best = max(branches, key=lambda one: (min(len(e.instance_path) for e in one), -len(one)))
        if not any(len(e.instance_path) > here or e.kind.name == "required" for e in best):
            return error
        error = best[0]
    return error


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
