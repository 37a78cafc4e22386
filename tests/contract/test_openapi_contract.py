"""What holds traffic to OpenAPI documents finds what they do not allow, and nothing else."""

import copy
import json
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from contract.openapi_contract import Contract
from contract.openapi_document import BrokenContractError
from contract.shared_data import contract_path, recorded_path

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"

type Query = list[tuple[str, str]]
type Make = Callable[..., Contract]


def parameter(name: str, schema: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    return {"name": name, "in": "query", "schema": schema, **more}


def answering(schema: Mapping[str, Any]) -> dict[str, Any]:
    return {"description": "As it is", "content": {JSON: {"schema": schema}}}


SHELF: dict[str, Any] = {
    "openapi": "3.0.3",
    "servers": [{"url": "{proto}://shelf.example/base", "variables": {"proto": {"default": "http"}}}],
    "paths": {
        "/books": {
            "parameters": [parameter("shelf", {"type": "integer"}, required=True)],
            "get": {
                "parameters": [
                    parameter("limit", {"type": "integer", "minimum": 1}),
                    parameter("lent", {"type": "boolean", "nullable": True}),
                    parameter("order", {"$ref": "#/components/schemas/Order"}),
                    parameter("tags", {"type": "array", "items": {"enum": ["old", "new"]}}),
                    parameter(
                        "pages",
                        {"type": "array", "items": {"type": "integer"}, "maxItems": 3},
                        style="form",
                        explode=False,
                    ),
                    parameter(
                        "piped",
                        {"type": "array", "items": {"type": "integer"}},
                        style="pipeDelimited",
                        explode=False,
                    ),
                    parameter(
                        "filter",
                        {"type": "object", "properties": {"from": {"type": "integer"}}},
                        style="deepObject",
                    ),
                    parameter("blank", {"type": "integer"}, allowEmptyValue=True),
                    {
                        "name": "where",
                        "in": "query",
                        "content": {JSON: {"schema": {"type": "object", "required": ["a"]}}},
                    },
                    {"name": "X-Trace", "in": "header", "required": True, "schema": {"type": "string"}},
                ],
                "responses": {
                    "200": answering({"$ref": "#/components/schemas/Books"}),
                    "4XX": {"description": "Refused"},
                    "default": {"$ref": "#/components/responses/Trouble"},
                },
            },
            "post": {
                "requestBody": {
                    "required": True,
                    "content": {
                        JSON: {"schema": {"$ref": "#/components/schemas/Book"}},
                        FORM: {
                            "schema": {
                                "type": "object",
                                "required": ["title"],
                                "properties": {
                                    "title": {"type": "string"},
                                    "pages": {"type": "integer"},
                                    "tags": {"type": "array", "items": {"type": "string"}},
                                },
                                "additionalProperties": False,
                            }
                        },
                    },
                },
                "responses": {"201": {"description": "Taken"}, "204": {"description": "Taken"}},
            },
        },
        "/books/{id}": {
            "get": {
                "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}],
                "responses": {"200": answering({"$ref": "#/components/schemas/Book"})},
            },
            "delete": {"responses": {"204": {"description": "Gone"}}},
        },
        "/books/newest": {"get": {"responses": {"200": answering({"type": "string"})}}},
        "/books/{id}/cover.{kind}": {
            "get": {"responses": {"200": {"description": "It", "content": {"image/*": {}}}}}
        },
        "/things": {
            "get": {
                "responses": {
                    "200": {
                        "description": "Any of them",
                        "content": {
                            JSON: {"schema": {"$ref": "#/components/schemas/Thing"}},
                            "application/xml": {"schema": {"$ref": "#/components/schemas/Thing"}},
                        },
                    }
                }
            }
        },
    },
    "components": {
        "responses": {"Trouble": answering({"type": "object", "required": ["error"]})},
        "schemas": {
            "Order": {"type": "string", "enum": ["Up", "Down"]},
            "Books": {
                "type": "object",
                "required": ["items"],
                "properties": {"items": {"type": "array", "items": {"$ref": "#/components/schemas/Book"}}},
            },
            "Book": {
                "type": "object",
                "required": ["id", "title"],
                "properties": {
                    "id": {"type": "integer", "readOnly": True},
                    "title": {"type": "string", "minLength": 1},
                    "price": {"type": "number", "minimum": 0, "exclusiveMinimum": True},
                    "sequel": {"nullable": True, "allOf": [{"$ref": "#/components/schemas/Book"}]},
                    "note": {"type": "string", "nullable": True, "enum": ["read", None]},
                    "word": {"type": "string", "pattern": "^[a-z]+$"},
                },
                "additionalProperties": False,
            },
            "Cat": {
                "type": "object",
                "required": ["kind", "lives"],
                "properties": {"kind": {"type": "string"}, "lives": {"type": "integer"}},
            },
            "Dog": {"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}}},
            "Thing": {
                "type": "object",
                "properties": {
                    "animal": {
                        "oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}],
                        "discriminator": {"propertyName": "kind"},
                    },
                    "either": {"oneOf": [{"type": "integer"}, {"type": "number"}]},
                    "any": {"anyOf": [{"$ref": "#/components/schemas/Cat"}, {"type": "integer"}]},
                    "both": {
                        "allOf": [
                            {"$ref": "#/components/schemas/Cat"},
                            {"required": ["name"], "type": "object"},
                        ]
                    },
                    "counts": {"type": "object", "additionalProperties": {"type": "integer"}},
                },
            },
        },
    },
}


@pytest.fixture
def make(tmp_path: Path) -> Make:
    def of(document: Mapping[str, Any], **flags: bool) -> Contract:
        path = tmp_path / "document.json"
        path.write_text(json.dumps(document), encoding="utf-8")
        return Contract.load(path, **flags)

    return of


@pytest.fixture
def shelf(make: Make) -> Contract:
    return make(SHELF)


def asked(contract: Contract, query: Query, path: str = "/books") -> list[str]:
    return contract.request("GET", path, query, b"", "")


def answered(contract: Contract, path: str, value: Any, status: int = 200) -> list[str]:
    return contract.answer("GET", path, status, json.dumps(value).encode(), f"{JSON}; charset=utf-8")


@pytest.mark.parametrize(
    "query",
    [
        [],
        [("limit", "5"), ("lent", "true"), ("order", "Up")],
        [("tags", "old")],
        [("tags", "old"), ("tags", "new")],
        [("pages", "1,2,3")],
        [("piped", "1|2")],
        [("filter[from]", "3")],
        [("blank", "")],
        [("where", '{"a": 1}')],
    ],
)
def test_what_is_described_may_be_asked(shelf: Contract, query: Query) -> None:
    assert asked(shelf, [("shelf", "1"), *query]) == []


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ([("limit", "many")], """query parameter 'limit': $: the value is not of type "integer" ("many")"""),
        ([("limit", "0")], "query parameter 'limit': $: the value is less than the minimum of 1 (0)"),
        ([("limit", "1"), ("limit", "2")], "query parameter 'limit' comes 2 times"),
        ([("limit", "")], """query parameter 'limit': $: the value is not of type "integer" ("")"""),
        ([("lent", "yes")], "query parameter 'lent': $: "),
        ([("lent", "True")], "query parameter 'lent': $: "),
        ([("order", "up")], "query parameter 'order': $: the value is not one of "),
        ([("tags", "old,new")], "query parameter 'tags': $[0]: the value is not one of "),
        ([("pages", "1,two")], "query parameter 'pages': $[1]: "),
        ([("pages", "1,2,3,4")], "query parameter 'pages': $: "),
        ([("piped", "1,2")], "query parameter 'piped': $[0]: "),
        ([("filter[from]", "then")], "query parameter 'filter': $.from: "),
        ([("where", "{}")], """query parameter 'where': $: "a" is a required property"""),
        ([("where", "{")], "query parameter 'where': is no JSON"),
        ([("colour", "red")], "query parameter 'colour' is not described"),
        ([("Limit", "1")], "query parameter 'Limit' is not described"),
        ([("X-Trace", "1")], "query parameter 'X-Trace' is not described"),
    ],
)
def test_a_query_that_is_not_as_described(shelf: Contract, query: Query, problem: str) -> None:
    (found,) = asked(shelf, [("shelf", "1"), *query])
    assert found.startswith(problem)


def test_a_required_query_parameter_is_missed(shelf: Contract) -> None:
    assert asked(shelf, []) == ["query parameter 'shelf' is missing"]


def test_any_case_is_taken_where_the_server_takes_it(make: Make) -> None:
    contract = make(SHELF, any_case=True)
    assert (
        asked(contract, [("SHELF", "1"), ("Lent", "True"), ("Order", "up"), ("Tags", "OLD")], "/Books") == []
    )
    assert asked(contract, [("shelf", "1"), ("order", "sideways")])
    assert asked(contract, [("shelf", "1"), ("colour", "red")])
    assert asked(contract, [("shelf", "1"), ("Limit", "1"), ("limit", "2")]) == [
        "query parameter 'limit' comes 2 times"
    ]


def test_the_most_special_path_counts(shelf: Contract) -> None:
    assert asked(shelf, [], "/books/newest") == []
    assert asked(shelf, [], "/books/12") == []
    assert asked(shelf, [], "/books/oldest") == [
        """path parameter 'id': $: the value is not of type "integer" ("oldest")"""
    ]
    assert asked(shelf, [], "/books/12/cover.png") == []
    assert shelf.request("DELETE", "/books/newest", [], b"", "") == [
        "method DELETE is not described for /books/newest"
    ]


def test_paths_and_methods_that_are_not_there(shelf: Contract) -> None:
    assert asked(shelf, [], "/films") == ["no path of the document is like /films"]
    assert asked(shelf, [], "/Books/12") == ["no path of the document is like /Books/12"]
    assert asked(shelf, [], "/books/1/2") == ["no path of the document is like /books/1/2"]
    assert shelf.request("PUT", "/books", [], b"", "") == ["method PUT is not described for /books"]
    assert shelf.answer("GET", "/films", 200, b"{}", JSON) == ["no path of the document is like /films"]


def test_the_servers_path_may_stand_in_front(shelf: Contract) -> None:
    assert asked(shelf, [("shelf", "1")], "/base/books") == []
    assert asked(shelf, [("shelf", "1")], "/other/books") == ["no path of the document is like /other/books"]
    assert asked(shelf, [("shelf", "1")], "/basement/books") == [
        "no path of the document is like /basement/books"
    ]


@pytest.mark.parametrize(
    "body", [{"title": "Emil"}, {"title": "Emil", "price": 0.5, "note": None, "sequel": None}]
)
def test_a_body_as_described(shelf: Contract, body: Any) -> None:
    # What is read only need not be sent.
    assert shelf.request("POST", "/books", [("shelf", "1")], json.dumps(body).encode(), JSON) == []


@pytest.mark.parametrize(
    ("body", "kind", "problem"),
    [
        (b"", JSON, "the body is missing"),
        (b"{", JSON, "$: is no JSON"),
        (b"{}", JSON, '$: "title" is a required property'),
        (b'{"title": ""}', JSON, "$.title: "),
        (b'{"title": "E", "price": 0}', JSON, "$.price: "),
        (b'{"title": "E", "sequel": {"title": 1}}', JSON, "$.sequel.title: "),
        (b'{"title": "E", "colour": "red"}', JSON, "$: Additional properties are not allowed ('colour'"),
        (b'{"title": "E", "word": "A"}', JSON, "$.word: "),
        (b"<book/>", "application/xml", "content type application/xml is not described"),
        (b"title", "", "content type (none) is not described"),
        (b"pages=3", FORM, 'form: $: "title" is a required property'),
        (b"title=E&pages=few", FORM, "form: $.pages: "),
        (b"title=E&colour=red", FORM, "form: $: "),
    ],
)
def test_a_body_that_is_not_as_described(shelf: Contract, body: bytes, kind: str, problem: str) -> None:
    (found,) = shelf.request("POST", "/books", [("shelf", "1")], body, kind)
    assert found.startswith(problem)


def test_forms_and_bodies_nobody_asked_for(shelf: Contract) -> None:
    form = b"title=E&pages=3&tags=a&tags=b"
    assert shelf.request("POST", "/books", [("shelf", "1")], form, f"{FORM}; charset=utf-8") == []
    assert shelf.request("GET", "/books/newest", [], b"{}", JSON) == ["a body is not described"]


BOOK = {"id": 1, "title": "Emil"}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("/books", {"items": [BOOK, {**BOOK, "sequel": {**BOOK, "sequel": None}}], "more": True}),
        ("/books/1", {**BOOK, "note": None}),
        ("/things", {"animal": {"kind": "Cat", "lives": 9}, "either": 1.5, "any": 3, "counts": {"a": 1}}),
        ("/things", {"both": {"kind": "Cat", "lives": 9, "name": "Findus"}, "unheard": 1}),
    ],
)
def test_an_answer_as_described(shelf: Contract, path: str, value: Any) -> None:
    assert answered(shelf, path, value) == []


@pytest.mark.parametrize(
    ("path", "value", "problem"),
    [
        ("/books", [], '$: the value is not of type "object"'),
        ("/books", {}, '$: "items" is a required property'),
        ("/books", {"items": None}, "$.items: "),
        ("/books", {"items": [BOOK, {"id": 2}]}, '$.items[1]: "title" is a required property'),
        ("/books", {"items": [{**BOOK, "sequel": {**BOOK, "id": "x"}}]}, "$.items[0].sequel.id: "),
        ("/books/1", {"title": "Emil"}, '$: "id" is a required property'),
        ("/books/1", {**BOOK, "note": "unread"}, "$.note: "),
        ("/things", {"animal": {"kind": 1}}, "$.animal.kind: "),
        ("/things", {"either": 1}, "$.either: "),
        ("/things", {"any": {"kind": "Cat", "lives": "nine"}}, "$.any.lives: "),
        ("/things", {"both": {"kind": "Cat", "lives": 9}}, '$.both: "name" is a required property'),
        ("/things", {"counts": {"a": "one"}}, "$.counts.a: "),
    ],
)
def test_an_answer_that_is_not_as_described(shelf: Contract, path: str, value: Any, problem: str) -> None:
    (found,) = answered(shelf, path, value)
    assert found.startswith(problem)


def test_states_of_answers(shelf: Contract) -> None:
    assert answered(shelf, "/books", "anything", 404) == []
    assert answered(shelf, "/books", {"error": 1}, 503) == []
    assert answered(shelf, "/books", {}, 503) == ['$: "error" is a required property']
    assert answered(shelf, "/books/1", BOOK, 404) == ["status 404 is not described"]
    assert shelf.answer("POST", "/books", 204, b"", "") == []
    assert shelf.answer("GET", "/base/books/1", 200, json.dumps(BOOK).encode(), JSON) == []


def test_content_types_of_answers(shelf: Contract) -> None:
    assert shelf.answer("GET", "/books/1", 200, b"<html>", "text/html") == [
        "content type text/html is not described"
    ]
    assert shelf.answer("GET", "/books/1", 200, b"{", JSON) == ["$: is no JSON"]
    assert shelf.answer("GET", "/books/1", 200, b"", JSON) == [
        "the answer is empty, but status 200 has application/json"
    ]
    assert shelf.answer("GET", "/books/1/cover.png", 200, b"\x89PNG", "image/png") == []
    assert shelf.answer("GET", "/books/1/cover.png", 200, b"{}", JSON)
    # Of XML only the status is looked at.
    assert shelf.answer("GET", "/things", 200, b"<thing/>", "application/xml") == []
    assert shelf.answer("GET", "/things", 500, b"<thing/>", "application/xml") == [
        "status 500 is not described"
    ]


def test_values_of_a_problem_are_cut(shelf: Contract) -> None:
    (found,) = answered(shelf, "/books/1", {"id": "x" * 5000, "title": "E"})
    assert found.startswith("$.id: ")
    assert len(found) < 200


def test_many_elements_with_the_same_problem_are_said_once(shelf: Contract) -> None:
    items = [{**BOOK, "title": 1}, {**BOOK, "title": 2}, {**BOOK, "id": "x"}] * 50
    assert answered(shelf, "/books", {"items": items}) == [
        '$.items[0].title: the value is not of type "string" (1)',
        '$.items[2].id: the value is not of type "integer" ("x")',
    ]


def test_what_must_not_be_there(make: Make) -> None:
    schema = {"type": "object", "properties": {"gone": False}}
    paths = {"/": {"get": {"responses": {"200": answering(schema)}}}}
    assert answered(make({"openapi": "3.1.0", "paths": paths}), "/", {"gone": 1}) == [
        "$.gone: is not described"
    ]


def test_references_with_something_beside_them(make: Make) -> None:
    beside = {"$ref": "#/components/schemas/Word", "maxLength": 3}
    document: dict[str, Any] = {
        "openapi": "3.1.0",
        "paths": {"/": {"get": {"responses": {"200": answering(beside)}}}},
        "components": {"schemas": {"Word": {"type": ["string", "null"]}}},
    }
    assert answered(make(document), "/", None) == []
    assert answered(make(document), "/", "long") != []
    assert answered(make(document | {"openapi": "3.0.3"}), "/", "long") == []


SWAGGER: dict[str, Any] = {
    "swagger": "2.0",
    "basePath": "/api",
    "consumes": [JSON],
    "produces": [JSON],
    "parameters": {"encoder": {"in": "query", "name": "encoder", "type": "string", "enum": ["json", "xml"]}},
    "securityDefinitions": {"key": {"type": "apiKey", "in": "query", "name": "key"}},
    "definitions": {"Song": {"type": "object", "required": ["name"]}},
    "paths": {
        "?c=Play": {
            "parameters": [{"$ref": "#/parameters/encoder"}],
            "get": {
                "parameters": [{"name": "1", "in": "query", "type": "integer", "required": True}],
                "responses": {"200": {"description": "It", "schema": {"$ref": "#/definitions/Song"}}},
            },
        },
        "?c=Stop": {"get": {"responses": {"200": {"description": "It"}}}},
        "/songs": {
            "get": {
                "security": [{"key": []}],
                "parameters": [
                    {"name": "ids", "in": "query", "type": "array", "items": {"type": "integer"}},
                    {
                        "name": "tag",
                        "in": "query",
                        "type": "array",
                        "items": {"type": "string", "enum": ["a", "b"]},
                        "collectionFormat": "multi",
                    },
                ],
                "responses": {"default": {"description": "Any"}},
            },
            "post": {
                "parameters": [
                    {"name": "it", "in": "body", "required": True, "schema": {"$ref": "#/definitions/Song"}}
                ],
                "responses": {"200": {"description": "It"}},
            },
        },
        "/upload": {
            "post": {
                "consumes": [FORM],
                "parameters": [
                    {"name": "size", "in": "formData", "type": "integer", "required": True},
                    {"name": "data", "in": "formData", "type": "file"},
                ],
                "responses": {"200": {"description": "It"}},
            }
        },
    },
}


def test_swagger_queries(make: Make) -> None:
    contract = make(SWAGGER)
    assert asked(contract, [("c", "Play"), ("1", "12"), ("encoder", "json")], "/api") == []
    assert asked(contract, [("c", "Stop")], "/api") == []
    assert asked(contract, [("c", "Play")], "/api") == ["query parameter '1' is missing"]
    assert asked(contract, [("c", "Play"), ("1", "x")], "/api") != []
    assert asked(contract, [("c", "Play"), ("1", "1"), ("encoder", "cbor")], "/api") != []
    assert asked(contract, [("c", "Pause")], "/api") == ["no path of the document is like /api"]
    assert asked(contract, [("key", "k"), ("ids", "1,2"), ("tag", "a"), ("tag", "b")], "/api/songs") == []
    assert asked(contract, [("key", "k"), ("ids", "1,x")], "/api/songs") != []
    assert asked(contract, [("key", "k"), ("tag", "a,b")], "/api/songs") != []
    assert asked(contract, [], "/api/songs") == ["no way to sign in is complete, missing are key"]


def test_swagger_bodies_and_answers(make: Make) -> None:
    contract = make(SWAGGER)
    assert contract.request("POST", "/api/songs", [], b'{"name": "x"}', JSON) == []
    assert contract.request("POST", "/api/songs", [], b"{}", JSON) == ['$: "name" is a required property']
    assert contract.request("POST", "/api/songs", [], b"", "") == ["the body is missing"]
    assert contract.request("POST", "/api/upload", [], b"size=3&data=x", FORM) == []
    assert contract.request("POST", "/api/upload", [], b"size=big", FORM) != []
    assert contract.request("POST", "/api/upload", [], b"", FORM) == ["the body is missing"]
    assert answered(contract, "/api?c=Play", {"name": "x"}) == []
    assert answered(contract, "/api?c=Play", {}) == ['$: "name" is a required property']
    assert answered(contract, "/api?c=Play", {}, 404) == ["status 404 is not described"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Write a document of many files, as OpenSubsonic's is."""

    def write(name: str, content: Any) -> None:
        path = tmp_path / "many" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content), encoding="utf-8")

    query = {"type": "apiKey", "in": "query"}
    write(
        "openapi.json",
        {
            "openapi": "3.0.0",
            "security": [{"key": [], "client": []}, {"user": [], "token": [], "client": []}],
            "paths": {"/rest/getSong": {"$ref": "./endpoints/getSong.json"}},
            "components": {
                "securitySchemes": {
                    "key": {**query, "name": "apiKey"},
                    "user": {**query, "name": "u"},
                    "token": {**query, "name": "t"},
                    "client": {**query, "name": "c"},
                }
            },
        },
    )
    form = {"schema": {"type": "object", "properties": {"id": {"type": "string"}}, "required": ["id"]}}
    responses = {"200": {"$ref": "../responses/Song.json"}}
    write(
        "endpoints/getSong.json",
        {
            "get": {
                "parameters": [parameter("id", {"type": "string"}, required=True)],
                "responses": responses,
            },
            "post": {"requestBody": {"content": {FORM: form}}, "responses": responses},
        },
    )
    write("responses/Song.json", answering({"$ref": "../schemas/Envelope.json#/one"}))
    write("schemas/Envelope.json", {"one": {"type": "object", "properties": {"song": {"$ref": "Song.json"}}}})
    write(
        "schemas/Song.json",
        {"type": "object", "required": ["id"], "properties": {"next": {"$ref": "./Song.json"}}},
    )
    return tmp_path / "many"


def test_a_document_of_many_files(folder: Path) -> None:
    contract = Contract.load(folder)
    for path in ("/rest/getSong", "/rest/getSong.view"):
        assert asked(contract, [("id", "1"), ("apiKey", "k"), ("c", "us")], path) == []
        assert answered(contract, path, {"song": {"id": "1", "next": {"id": "2"}}}) == []
    assert asked(contract, [("apiKey", "k"), ("c", "us")], "/rest/getSong") == [
        "query parameter 'id' is missing"
    ]
    assert asked(contract, [("id", "1"), ("u", "me"), ("c", "us")], "/rest/getSong") == [
        "no way to sign in is complete, missing are apiKey"
    ]
    assert answered(contract, "/rest/getSong", {"song": {"id": "1", "next": {}}}) == [
        '$.song.next: "id" is a required property'
    ]
    signed = b"id=1&apiKey=k&c=us"
    assert contract.request("POST", "/rest/getSong.view", [], signed, FORM) == []
    assert contract.request("POST", "/rest/getSong.view", [], b"apiKey=k&c=us", FORM) == [
        'form: $: "id" is a required property'
    ]


def test_yaml_keeps_numbers_and_words_apart(tmp_path: Path) -> None:
    path = tmp_path / "document.yaml"
    path.write_text(
        """
openapi: 3.1.0
paths:
  /lamp:
    get:
      parameters:
        - {name: state, in: query, schema: {enum: [on, off]}}
        - {name: since, in: query, schema: {enum: [2026-01-01]}}
        - {name: dim, in: query, schema: {type: boolean, const: true}}
      responses:
        200: {description: It}
""",
        encoding="utf-8",
    )
    contract = Contract.load(path)
    assert asked(contract, [("state", "on"), ("since", "2026-01-01"), ("dim", "true")], "/lamp") == []
    assert asked(contract, [("state", "true")], "/lamp") != []
    assert contract.answer("GET", "/lamp", 200, b"", "") == []
    assert contract.answer("GET", "/lamp", 404, b"", "") == ["status 404 is not described"]


@pytest.mark.parametrize(
    "text", ["[]", "{}", "{", '{"openapi": "4.0.0", "paths": {}}', '{"openapi": "3.0.0", "paths": []}']
)
def test_what_is_no_document(tmp_path: Path, text: str) -> None:
    path = tmp_path / "document.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BrokenContractError):
        Contract.load(path)
    with pytest.raises(BrokenContractError):
        Contract.load(tmp_path / "..")


@pytest.mark.parametrize(
    "reference", ["#/components/schemas/Gone", "gone.json", "#/paths/~1/get/responses/200/content/x"]
)
def test_a_reference_that_leads_nowhere_is_never_a_pass(make: Make, reference: str) -> None:
    paths = {"/": {"get": {"responses": {"200": answering({"$ref": reference})}}}}
    contract = make({"openapi": "3.0.0", "paths": paths})
    with pytest.raises(BrokenContractError):
        answered(contract, "/", {})


JELLYFIN_ITEM = {"Id": "0f" * 16, "Type": "Audio", "Name": "Song", "RunTimeTicks": 12, "UserData": None}


@pytest.mark.parametrize(
    ("name", "any_case", "path", "query", "good", "spoilt", "problem"),
    [
        (
            "jellyfin-10.11.11.json",
            True,
            "/Items",
            [("Recursive", "true"), ("IncludeItemTypes", "Audio"), ("Limit", "5")],
            {"Items": [JELLYFIN_ITEM], "TotalRecordCount": 1, "StartIndex": 0},
            {"Items": [{**JELLYFIN_ITEM, "RunTimeTicks": "12"}], "TotalRecordCount": 1, "StartIndex": 0},
            "$.Items[0].RunTimeTicks: ",
        ),
        (
            "emby-4.8.11.json",
            True,
            "/emby/Items",
            [("Recursive", "true"), ("IncludeItemTypes", "Audio,MusicAlbum"), ("api_key", "k")],
            {"Items": [{"Id": "1", "Type": "Audio", "RunTimeTicks": 12}], "TotalRecordCount": 1},
            {"Items": [{"Id": "1", "Type": "Audio", "RunTimeTicks": "12"}], "TotalRecordCount": 1},
            "$.Items[0].RunTimeTicks: ",
        ),
        (
            "plex-1.1.1-community.yaml",
            False,
            "/identity",
            [],
            {"MediaContainer": {"size": 0, "claimed": True, "machineIdentifier": "m", "version": "1"}},
            {"MediaContainer": {"size": 0, "claimed": True, "machineIdentifier": 1, "version": "1"}},
            "$.MediaContainer.machineIdentifier: ",
        ),
    ],
)
def test_contracts_of_others(
    name: str, any_case: bool, path: str, query: Query, good: Any, spoilt: Any, problem: str
) -> None:
    began = time.process_time()
    contract = Contract.load(contract_path(name), any_case=any_case)
    assert time.process_time() - began < 3
    assert asked(contract, query, path) == []
    assert asked(contract, [*query, ("noSuchParameter", "1")], path) == [
        "query parameter 'noSuchParameter' is not described"
    ]
    assert answered(contract, path, good) == []
    (found,) = answered(contract, path, spoilt)
    assert found.startswith(problem)


SIGNED = [("u", "me"), ("t", "0"), ("s", "1"), ("v", "1.16.1"), ("c", "us"), ("f", "json")]


@pytest.mark.parametrize(
    ("endpoint", "recorded", "query", "within"),
    [
        ("getAlbumList", "AlbumList with data", [("type", "newest")], ("albumList", "album", 0, "id")),
        ("getIndexes", "Indexes with data", [], ("indexes", "index", 0, "artist", 0, "name")),
    ],
)
def test_recorded_answers_of_a_subsonic_server(
    endpoint: str, recorded: str, query: Query, within: tuple[str | int, ...]
) -> None:
    contract = Contract.load(contract_path("opensubsonic-1.16.1"))
    path = f"/rest/{endpoint}.view"
    file = recorded_path("navidrome_subsonic_snapshots") / f"Responses {recorded} should match .JSON"
    inner = json.loads(file.read_text(encoding="utf-8"))
    good = {"subsonic-response": inner}
    assert asked(contract, [*SIGNED, *query], path) == []
    assert asked(contract, query, path) != []
    assert answered(contract, path, good) == []
    spoilt = copy.deepcopy(good)
    at: Any = spoilt["subsonic-response"]
    for step in within[:-1]:
        at = at[step]
    at[within[-1]] = 17
    (found,) = answered(contract, path, spoilt)
    assert found.split(": ")[0].endswith(f".{within[-1]}")
