"""The fake SageX tells media files in the fields of the real one, and is asked for functions that there are."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from contract.plain_client import PlainClient
from contract.shared_data import contract_path
from fakes.sagex import FakeSageX, Show
from fakes.serving import Asked
from syncopate.domain.link import Action, Because, WatchOperation
from syncopate.domain.watch import Feature, MediaType, Position, Side, Title, Watched
from syncopate.providers.capability import Context
from syncopate.providers.sagetv import client as talking
from syncopate.providers.sagetv.manifest import FEATURES
from syncopate.providers.sagetv.raw import FIELDS
from syncopate.providers.sagetv.watching import create
from syncopate.providers.watching import ReadPart, Wanted

START = 1427778060005
LOGIN = {"Authorization": "Basic c2FnZTpmcmV5"}
_ADDED = {
    "Airing": "the airing of a media file is told under its type, not its method",
    "IsMediaFileObject": "told by every object",
    "IsAiringObject": "told by every object",
    "IsShowObject": "told by every object",
}
"""What real servers say, as they were recorded, and the contract does not have."""
_COMMON = frozenset({"c", "encoder", "filter", "start", "size", "context"})


def contract() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(contract_path("sagetv-9.2-swagger2.json").read_text("utf-8"))
    return found


@pytest.fixture
async def fake() -> AsyncIterator[FakeSageX]:
    fake = FakeSageX()
    show = Show("Castle", "EP010855880150", "Habeas Corpse", 7, 19, categories=["Crime drama"])
    media = fake.add(show, "F:\\SageTV\\Castle-1-0.mpg", start=START, minutes=59, MediaType="TV")
    fake.split(media, 30, 2)
    fake.watch(media, 20, START + 10**10)
    for number in range(20, 90):
        fake.add(Show("Castle", f"EP01085588{number:04}", season=7, number=number), "/tv/x.mpg", start=START)
    async with fake:
        yield fake


async def get(fake: FakeSageX, **query: str) -> Any:
    async with PlainClient(fake.address, LOGIN) as client:
        return (await client.get("/sagex/api", **({"encoder": "json"} | query))).json


async def test_the_fields_are_those_of_the_contract(fake: FakeSageX) -> None:
    definitions = contract()["definitions"]
    told = (await get(fake, c="GetMediaFileForID", **{"1": str(next(iter(fake.library.media)))}))["MediaFile"]
    for kind, fields in (
        ("MediaFile", told),
        ("Airing", told["Airing"]),
        ("Show", told["Airing"]["Show"]),
    ):
        known = definitions[kind]["properties"]
        assert set(fields) - set(known) - set(_ADDED) == set()
        for name, value in fields.items():
            if known.get(name, {}).get("type") in {"integer", "boolean"}:
                wanted = {"integer": int, "boolean": bool}[known[name]["type"]]
                assert type(value) is wanted, name


def test_what_is_asked_for_is_in_the_contract() -> None:
    definitions = contract()["definitions"]
    known = {name for kind in ("MediaFile", "Airing", "Show") for name in definitions[kind]["properties"]}
    assert set(FIELDS) - known == {"Airing", "AiringStartTime"} - known
    assert "MediaFileAiring" in FIELDS


async def test_lists_and_errors(fake: FakeSageX) -> None:
    assert len((await get(fake, c="GetMediaFiles", **{"1": "T"}))["Result"]) == 50
    page = await get(fake, c="GetMediaFiles", start="60", size="1000", filter="MediaFileID", **{"1": "T"})
    assert len(page["Result"]) == 11
    assert all(list(row) == ["MediaFileID"] for row in page["Result"])
    assert (await get(fake, c="GetMediaFiles", start="71", **{"1": "T"}))["Result"] == []
    assert (await get(fake, c="GetMediaFiles", **{"1": "V"}))["Result"] == []
    for wrong in (
        {"c": "GetMediaFiles", "start": "72", "1": "T"},
        {"c": "Nothing"},
        {"c": "SetWatched"},
        {"c": "SetWatched", "1": "airing:1", "2": "x"},
        {"c": "SetWatched", "1": "airing:x"},
        {"1": "T"},
    ):
        answer = await get(fake, **wrong)
        assert set(answer) == {"sagexVersion", "error", "exception"}
    assert await get(fake, c="SetWatched", **{"1": "airing:1"}) == {}
    assert await get(fake, c="GetMediaFileForID", **{"1": "1"}) == {}


async def test_a_filter_lets_through_what_it_names_with_what_contains_it(fake: FakeSageX) -> None:
    number = str(next(iter(fake.library.media)))
    narrow = await get(fake, c="GetMediaFileForID", filter="IsWatched|MediaFileID", **{"1": number})
    assert narrow == {"MediaFile": {"MediaFileID": int(number)}}
    wide = await get(fake, c="GetMediaFileForID", filter="IsWatched|MediaFileAiring", **{"1": number})
    assert wide == {"MediaFile": {"Airing": {"IsWatched": False}}}


async def test_without_an_encoder_it_is_xml_and_without_a_login_nothing(fake: FakeSageX) -> None:
    async with PlainClient(fake.address, LOGIN) as client:
        answer = await client.ask("GET", "/sagex/api?c=GetUIContextNames", b"")
        assert answer.body.startswith(b"<?xml")
    async with PlainClient(fake.address, {}) as client:
        assert (await client.ask("GET", "/sagex/api?c=Time&encoder=json", b"")).status == 401


async def test_nothing_is_asked_that_is_not_there(
    fake: FakeSageX, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every function that is called is one of SageTV's, with as many arguments as it takes, of their kinds."""
    monkeypatch.setattr(talking, "TIMEOUT", timedelta(seconds=30))

    async def nothing_to_compute(*_: object, **__: object) -> None:
        raise AssertionError

    context = Context(
        account_id="account",
        settings={"url": fake.address, "user": "sage", "password": fake.password},
        storage=tmp_path,
        compute=nothing_to_compute,  # type: ignore[arg-type]
    )
    account = create(context)
    (part, _) = [one async for one in account.read(Wanted(features=FEATURES))]
    assert isinstance(part, ReadPart)
    assert part.missing is None
    key = part.records[0].key
    await account.dump(key)
    for action, value in (
        (Action.PLACE, Position(300.0)),
        (Action.WATCH, Watched()),
        (Action.UNWATCH, None),
    ):
        operation = WatchOperation(
            side=Side.LEFT,
            feature=Feature.PROGRESS if action is Action.PLACE else Feature.HISTORY,
            action=action,
            title=Title(type=MediaType.EPISODE),
            keys=(key,),
            value=value,
            before=None,
            because=Because.CHANGED,
        )
        await account.write([operation])
    await context.connections.close()
    called = {dict(one.query)["c"] for one in fake.wire.journal}
    assert called >= {"GetMediaFiles", "GetStartForSegment", "ClearWatched", "SetWatchedTimes", "SetWatched"}
    paths = contract()["paths"]
    assert [problem for asked in fake.wire.journal for problem in problems_in(paths, asked)] == []


def problems_in(paths: dict[str, Any], asked: Asked) -> list[str]:
    query = dict(asked.query)
    function = query["c"]
    described = paths.get(f"?c={function}")
    if described is None or asked.method != "GET" or asked.path != "/sagex/api":
        return [f"{asked.method} {asked.path} {function} is not described"]
    parameters = {one["name"]: one for one in described["get"].get("parameters", [])}
    given = {name: value for name, value in query.items() if name not in _COMMON}
    found = [f"{function} takes {sorted(parameters)}"] if set(given) != set(parameters) else []
    return found + [
        f"{function} takes a number as {name}"
        for name, value in given.items()
        if parameters[name].get("type") == "integer" and not value.lstrip("-").isdecimal()
    ]
