"""A fake's traffic is held to a contract, and data that lies elsewhere is missed with its reason."""

import json
from pathlib import Path
from typing import Any

import pytest
from contract.openapi_contract import Contract
from contract.shared_data import contract_path, problems_of
from fakes.serving import Asked

JSON = "application/json"
BOOK = {"id": 1, "title": "Emil"}


@pytest.fixture
def shelf(tmp_path: Path) -> Contract:
    book = {"type": "object", "required": ["id", "title"]}
    books = {"type": "object", "required": ["items"]}

    def get(schema: Any, **more: Any) -> Any:
        answer = {"description": "It", "content": {JSON: {"schema": schema}}}
        return {"get": {"responses": {"200": answer}, **more}}

    on = {"name": "shelf", "in": "query", "required": True, "schema": {"type": "integer"}}
    paths = {"/books": get(books, parameters=[on]), "/books/{id}": get(book)}
    path = tmp_path / "document.json"
    path.write_text(json.dumps({"openapi": "3.0.3", "paths": paths}), encoding="utf-8")
    return Contract.load(path)


def traffic(path: str, *, query: str = "1", status: int | None = 200, value: Any = BOOK) -> Asked:
    answer = json.dumps(value).encode()
    return Asked("GET", path, (("shelf", query),) if path == "/books" else (), {}, b"", status, answer, JSON)


def test_a_journal_is_held_to_its_contract(shelf: Contract) -> None:
    good = [
        traffic("/books/1"),
        traffic("/books", value={"items": []}),
        traffic("/books/1", status=None, value={}),
    ]
    assert problems_of(shelf, good) == []
    bad = [traffic("/books/1", value={"id": 1}), traffic("/books/1", status=418), traffic("/films")]
    assert problems_of(shelf, [*good, *bad, *bad]) == [
        'GET /books/1 answered 200: $: "title" is a required property',
        "GET /books/1 answered 418: status 418 is not described",
        "GET /films: no path of the document is like /films",
    ]


def test_what_is_accepted_is_left_out(shelf: Contract) -> None:
    bad = [traffic("/books/1", status=418), traffic("/books", query="x", value={"items": []})]
    accepted = {"status 418": "it is a teapot", "no such thing": "it was once"}
    (left,) = problems_of(shelf, bad, accepted=accepted)
    assert left.startswith("GET /books: query parameter 'shelf': ")
    assert problems_of(shelf, bad, accepted=accepted, all_occur=True) == [
        left,
        "accepted (it was once), but it never occurs: no such thing",
    ]


def test_the_folder_of_shared_data_can_be_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SYNCOPATE_SHARED_DATA", str(tmp_path))
    with pytest.raises(pytest.skip.Exception, match=r"some\.json is not here: "):
        contract_path("some.json")
    (tmp_path / "contracts").mkdir()
    (tmp_path / "contracts" / "some.json").write_text("{}", encoding="utf-8")
    assert contract_path("some.json") == tmp_path / "contracts" / "some.json"
