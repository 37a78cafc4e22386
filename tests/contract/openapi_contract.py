"""Holds HTTP requests and answers to an OpenAPI document: JSON or YAML, 3.0, 3.1 or Swagger 2."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

from contract.openapi_document import Document, Spot
from contract.openapi_parameters import Parameter, Query, Values
from contract.openapi_schemas import Schemas

_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Operation:
    """What a document says of one method on one path."""

    path_item: Spot
    spot: Spot

    @cached_property
    def parameters(self) -> list[Parameter]:
        """Return its parameters; those of the path count where it has none of that name itself."""
        found: dict[tuple[str, str], Parameter] = {}
        for holder in (self.path_item, self.spot):
            listed = holder.at("parameters")
            for spot in () if listed is None else listed.each():
                if spot.get("in") not in {"body", "formData"}:
                    one = Parameter.of(spot)
                    found[one.where, one.name] = one
        return list(found.values())

    @cached_property
    def contents(self) -> tuple[bool, dict[str, Spot | None]]:
        """Return whether it must have a body, and the content types it takes with their schemas."""
        if self.spot.document.swagger:
            return self._swagger_contents()
        body = self.spot.at("requestBody")
        if body is None:
            return False, {}
        return body.get("required") is True, _contents(body)

    def _swagger_contents(self) -> tuple[bool, dict[str, Spot | None]]:
        listed = [one for holder in (self.path_item, self.spot) for one in _listed(holder, "parameters")]
        consumes = self.spot.get("consumes") or self.spot.document.root.get("consumes")
        forms = [one for one in listed if one.get("in") == "formData"]
        if forms:
            schema = {
                "type": "object",
                "properties": {one.get("name"): one.value for one in forms},
                "required": [one.get("name") for one in forms if one.get("required") is True],
            }
            form = Spot(self.spot.document, self.spot.file, schema)
            return bool(schema["required"]), dict.fromkeys(consumes or [_FORM], form)
        body = next((one for one in listed if one.get("in") == "body"), None)
        if body is None:
            return False, {}
        return body.get("required") is True, dict.fromkeys(consumes or ["*/*"], body.raw("schema"))

    def answer_contents(self, described: Spot) -> dict[str, Spot | None]:
        """Return the content types of a described answer with their schemas."""
        if not self.spot.document.swagger:
            return _contents(described)
        produces = self.spot.get("produces") or self.spot.document.root.get("produces") or ["*/*"]
        schema = described.raw("schema")
        return {} if schema is None else dict.fromkeys(produces, schema)

    @cached_property
    def ways_in(self) -> list[set[str]]:
        """Return the query names of each way to sign in; an empty set: by other means, or not at all."""
        root = self.spot.document.root
        components = root if root.document.swagger else root.at("components")
        where = "securityDefinitions" if root.document.swagger else "securitySchemes"
        schemes = None if components is None else components.at(where)
        asked = self.spot.get("security", root.get("security", []))
        found: list[set[str]] = []
        for way in asked:
            spots = [None if schemes is None else schemes.at(name) for name in way]
            found.append({str(s.get("name")) for s in spots if s is not None and s.get("in") == "query"})
        return found


def _listed(holder: Spot, key: str) -> list[Spot]:
    found = holder.at(key)
    return [] if found is None else list(found.each())


def _contents(holder: Spot) -> dict[str, Spot | None]:
    found = holder.at("content")
    return {} if found is None else {kind: media.raw("schema") for kind, media in found.items()}


@dataclass(frozen=True)
class Route:
    """One path template; Swagger documents of the SageTV kind name part of the query in theirs."""

    template: str
    item: Spot
    any_case: bool

    @cached_property
    def fixed(self) -> frozenset[tuple[str, str]]:
        """Return the pairs the query must hold."""
        return frozenset(parse_qsl(self.template.partition("?")[2], keep_blank_values=True))

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Return what its paths look like."""
        plain = self.template.partition("?")[0].removesuffix(".view")
        parts = re.split(r"(\{[^{}]*\})", plain)
        source = "".join("([^/]+)" if part.startswith("{") else re.escape(part) for part in parts)
        return re.compile(source, re.IGNORECASE if self.any_case else 0)

    @cached_property
    def names(self) -> list[str]:
        """Return the names of its path parameters in their order."""
        return re.findall(r"\{([^{}]*)\}", self.template)

    @cached_property
    def rank(self) -> tuple[int, tuple[tuple[int, int], ...]]:
        """Return what makes it more special than others: fixed query, then plain text, from the left."""
        parts = self.template.partition("?")[0].split("/")
        plain = ((part.count("{"), -len(re.sub(r"\{[^{}]*\}", "", part))) for part in parts)
        return len(self.fixed), tuple((-count, -length if count else 0) for count, length in plain)

    @cached_property
    def operations(self) -> dict[str, Operation]:
        """Return what is described, by method."""
        return {
            name.upper(): Operation(self.item, found) for name in _METHODS if (found := self.item.at(name))
        }


@dataclass(frozen=True, slots=True)
class _Match:
    operation: Operation
    route: Route
    values: tuple[str, ...]


class Contract:
    """One OpenAPI document, to hold requests and answers to."""

    def __init__(self, document: Document, *, any_case: bool = False) -> None:
        self._schemas = Schemas()
        self._values = Values(self._schemas, any_case=any_case)
        paths = document.root.at("paths")
        self._routes = [
            Route(template, item, any_case)
            for template, item in (() if paths is None else paths.items())
            if not template.startswith("x-")
        ]
        self._bases = list(_bases(document.root))
        self._any_case = any_case
        self._queries: dict[int, Query] = {}

    @classmethod
    def load(cls, path: Path, *, any_case: bool = False) -> Self:
        """Read a document; `any_case` takes paths, names of parameters and their choices in any case."""
        return cls(Document.read(path), any_case=any_case)

    def request(
        self, method: str, path: str, query: Sequence[tuple[str, str]], body: bytes, content_type: str
    ) -> list[str]:
        """Return what the document does not allow in a request, in short sentences; none: all is well."""
        found = self._match(method, path, query)
        if isinstance(found, str):
            return [found]
        operation = found.operation
        kind = _essence(content_type)
        form = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True) if kind == _FORM else []
        open_query = [pair for pair in query if pair not in found.route.fixed]
        names = {name for name, _ in form}
        problems = self._in_path(found)
        problems += self._query(operation).problems(open_query, names)
        problems += self._signed_in(operation, names | {name for name, _ in query})
        return problems + self._body(operation, body, kind, form)

    def answer(self, method: str, path: str, status: int, body: bytes, content_type: str) -> list[str]:
        """Return what the document does not describe in an answer; `path` may carry a query after a "?"."""
        plain, _, query = path.partition("?")
        found = self._match(method, plain, parse_qsl(query, keep_blank_values=True))
        if isinstance(found, str):
            return [found]
        described = _described(found.operation.spot.at("responses"), status)
        if described is None:
            return [f"status {status} is not described"]
        kind, contents = _essence(content_type), found.operation.answer_contents(described)
        if (
            not contents
            or kind.endswith(("/xml", "+xml"))
            or status in {204, 304}
            or method.upper() == "HEAD"
        ):
            return []
        if not body:
            return [f"the answer is empty, but status {status} has {', '.join(contents)}"]
        return self._content(contents, kind, body, "answer")

    def _match(self, method: str, path: str, query: Sequence[tuple[str, str]]) -> _Match | str:
        candidates = [
            (route, match.groups())
            for tried in self._tried(path)
            for route in self._routes
            if (match := route.pattern.fullmatch(tried)) is not None and route.fixed <= set(query)
        ]
        if not candidates:
            return f"no path of the document is like {path}"
        best = max(route.rank for route, _ in candidates)
        candidates = [(route, values) for route, values in candidates if route.rank == best]
        for route, values in candidates:
            operation = route.operations.get(method.upper())
            if operation is not None:
                return _Match(operation, route, values)
        return f"method {method.upper()} is not described for {candidates[0][0].template}"

    def _tried(self, path: str) -> Iterator[str]:
        for base in ("", *self._bases):
            head, rest = path[: len(base)], path[len(base) :]
            same = head.casefold() == base.casefold() if self._any_case else head == base
            if same and (not rest or rest.startswith("/") or not base):
                yield rest.removesuffix(".view")

    def _in_path(self, found: _Match) -> list[str]:
        described = {one.name: one for one in found.operation.parameters if one.where == "path"}
        return [
            problem
            for name, value in zip(found.route.names, found.values, strict=True)
            if name in described
            for problem in self._values.problems(described[name], [value])
        ]

    def _query(self, operation: Operation) -> Query:
        key = id(operation)
        if key not in self._queries:
            signing = {name for way in operation.ways_in for name in way}
            inside = [one for one in operation.parameters if one.where == "query"]
            self._queries[key] = Query(inside, signing, self._values)
        return self._queries[key]

    def _signed_in(self, operation: Operation, names: set[str]) -> list[str]:
        given = {self._values.key(name) for name in names}
        missing = [
            [name for name in sorted(way) if self._values.key(name) not in given] for way in operation.ways_in
        ]
        if not missing or not all(missing):
            return []
        least = min(missing, key=len)
        return [f"no way to sign in is complete, missing are {', '.join(least)}"]

    def _body(self, operation: Operation, body: bytes, kind: str, form: list[tuple[str, str]]) -> list[str]:
        required, contents = operation.contents
        if not body:
            return ["the body is missing"] if required else []
        if not contents:
            return ["a body is not described"]
        if kind == _FORM:
            media = _media(contents, kind)
            if media is None:
                return [f"content type {kind} is not described"]
            schema = contents[media]
            return [] if schema is None else self._values.object_problems("form", schema, form)
        return self._content(contents, kind, body, "request")

    def _content(self, contents: dict[str, Spot | None], kind: str, body: bytes, way: Any) -> list[str]:
        media = _media(contents, kind)
        if media is None:
            return [f"content type {kind or '(none)'} is not described"]
        schema = contents[media]
        if schema is None or not (kind.endswith("+json") or kind in {"application/json", "text/json"}):
            return []
        try:
            value = json.loads(body)
        except ValueError:
            return ["$: is no JSON"]
        return self._schemas.problems(schema, value, way)


def _bases(root: Spot) -> Iterator[str]:
    """Yield the paths in front of all others: of Swagger's basePath, or of the servers."""
    base = str(root.get("basePath", "")).rstrip("/")
    if base:
        yield base
    for server in _listed(root, "servers"):
        address = str(server.get("url", ""))
        variables = server.at("variables")
        for name, variable in () if variables is None else variables.items():
            address = address.replace(f"{{{name}}}", str(variable.get("default", "")))
        path = urlsplit(address).path.rstrip("/")
        if path:
            yield path


def _described(responses: Spot | None, status: int) -> Spot | None:
    if responses is None:
        return None
    by_status = {key.upper(): spot for key, spot in responses.items()}
    keys = (str(status), f"{status // 100}XX", "DEFAULT")
    return next((by_status[key] for key in keys if key in by_status), None)


def _essence(content_type: str) -> str:
    return content_type.partition(";")[0].strip().casefold()


def _media(contents: dict[str, Spot | None], kind: str) -> str | None:
    """Return the described content type that a real one falls under, the closest one first."""
    main, _, sub = kind.partition("/")
    suffix = f"{main}/*+{sub.rpartition('+')[2]}"
    for wanted in (kind, suffix, f"{main}/*", "*/*"):
        for described in contents:
            if _essence(described) == wanted:
                return described
    return None
