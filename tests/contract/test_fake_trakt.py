"""The fake Trakt, and what our client asks of it, are as the service's contract and recorded answers say."""

import json
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from contract import trakt_contract
from contract.openapi_contract import Contract
from contract.plain_client import PlainClient
from contract.shared_data import contract_path, problems_of, recorded_path
from fakes.serving import Asked
from fakes.trakt.server import Trakt
from fakes.trakt.users import EPOCH
from syncopate.domain.link import Action, Because, WatchOperation
from syncopate.domain.live import PlayEvent, PlayState
from syncopate.domain.watch import (
    Feature,
    Listed,
    MediaType,
    Rating,
    Side,
    Title,
    TitleId,
    TitleIdKind,
    Value,
    Watched,
)
from syncopate.errors import LoginRejected
from syncopate.providers import registry
from syncopate.providers.capability import Context
from syncopate.providers.login import LoggedIn, Visit
from syncopate.providers.manifest import RateLimit
from syncopate.providers.trakt import client, parse
from syncopate.providers.trakt.login import create as create_login
from syncopate.providers.trakt.parse import Row
from syncopate.providers.watching import Became, ReadPart, ScrobbleAction, Wanted

CONTRACT = "trakt-2.0.0.json"
AT = datetime(2024, 5, 6, 20, 15, tzinfo=UTC)
ALL = frozenset({Feature.HISTORY, Feature.RATINGS, Feature.WATCHLIST, Feature.LISTS})
ACCEPTED = {
    'POST /sync/ratings: $.shows[1]: "rating"': "seasons by their place: so the documentation had it",
    'GET /sync/ratings answered 200: $[2].type: the value is not one of "episode" ("season")': "recorded so",
    'GET /sync/watchlist answered 200: $[2].type: the value is not one of "movie" ("season")': "recorded so",
    "POST /sync/ratings/remove answered 200: $.not_found.movies[0]": "recorded without a rating",
    "POST /oauth/device/token answered 409": "said in words: the code was used",
    "POST /oauth/device/token answered 429": "said in words: it was looked at too soon",
    "POST /sync/watchlist answered 420": "said in words: the list is full",
    "POST /scrobble/stop answered 409": "said in words: it was told just now",
    "POST /scrobble/start answered 404": "as of all that is not there",
    "POST /scrobble/pause answered 404": "as of all that is not there",
    "POST /scrobble/stop answered 404": "as of all that is not there",
}


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Write as fast as may be: this fake counts nothing."""
    monkeypatch.setattr(client, "WRITES", RateLimit(requests=1000, seconds=1.0))


@pytest.fixture(scope="session")
def contract(tmp_path_factory: pytest.TempPathFactory) -> Contract:
    return trakt_contract.load(contract_path(CONTRACT), tmp_path_factory.mktemp("trakt"))


@pytest.fixture
async def fake() -> AsyncIterator[Trakt]:
    fake = Trakt()
    fake.access.applications["app"] = "secret"
    anna, titles = fake.add_user("anna"), fake.catalogue
    film, show = titles.movie("Film"), titles.show("Show", {0: 1, 1: 3})
    for thing in (film, show.seasons[0].episodes[1]):
        anna.watch(thing, AT)
    anna.watch(film, EPOCH)
    for thing in (film, show, show.seasons[1], show.seasons[1].episodes[2]):
        anna.rate(thing, 7, AT)
        anna.list(thing, AT)
    anna.enlist(anna.make_list("Others"), film, show, show.seasons[1], show.seasons[1].episodes[2])
    async with fake:
        yield fake


def _context(fake: Trakt, storage: Path) -> Context:
    access, refresh = fake.let_in(fake.users["anna"], "app")
    return Context(
        account_id="account",
        settings={
            "client_id": "app",
            "client_secret": "secret",
            "user_id": "anna",
            "access_token": access,
            "refresh_token": refresh,
            "expires_at": (datetime.now(UTC) + timedelta(days=7)).isoformat(),
        },
        storage=storage,
        compute=None,  # type: ignore[arg-type]
        endpoints={"*": fake.address},
    )


def _operation(action: Action, title: Title, value: Value | None, *keys: str) -> WatchOperation:
    feature = {
        "watch": Feature.HISTORY,
        "rate": Feature.RATINGS,
        "list": Feature.WATCHLIST,
        "enlist": Feature.LISTS,
        "delist": Feature.LISTS,
    }
    return WatchOperation(
        side=Side.RIGHT,
        feature=feature[action.removeprefix("un")],
        action=action,
        title=title,
        keys=keys,
        value=value,
        before=None,
        because=Because.ADDED,
        list_name="Rainy days" if action in {Action.ENLIST, Action.DELIST} else "",
    )


def _ids(**ids: object) -> frozenset[TitleId]:
    return frozenset(TitleId(TitleIdKind(kind), str(value)) for kind, value in ids.items())


_FILM = Title(type=MediaType.MOVIE, name="Film", year=2010, ids=_ids(imdb="tt1000001", tmdb=10001))
_SHOW = Title(type=MediaType.SHOW, name="Show", year=2008, ids=_ids(tvdb=70001, imdb="tt2000001"))
_SEASON = Title(type=MediaType.SEASON, ids=_ids(tvdb=80002), show_ids=_SHOW.ids, season=1)
_EPISODE = Title(
    type=MediaType.EPISODE, ids=_ids(tvdb=900003, imdb="tt3000003"), show_ids=_SHOW.ids, season=1, number=2
)
_PLACED = replace(_EPISODE, ids=frozenset())
_UNKNOWN = replace(_FILM, ids=_ids(imdb="tt0000111"))
_WRITES: tuple[tuple[Action, tuple[Title, ...], Value | None], ...] = (
    (Action.WATCH, (_FILM, _EPISODE, _PLACED, _UNKNOWN), Watched((AT,))),
    (Action.WATCH, (_FILM,), Watched()),
    (Action.UNWATCH, (_FILM, _EPISODE, _PLACED, _UNKNOWN), None),
    (Action.RATE, (_FILM, _SHOW, _SEASON, _EPISODE, _PLACED, _UNKNOWN), Rating(8.0, AT)),
    (Action.UNRATE, (_FILM, _SHOW, _SEASON, _EPISODE, _PLACED, _UNKNOWN), None),
    (Action.LIST, (_FILM, _SHOW, _SEASON, _EPISODE, _PLACED, _UNKNOWN), Listed(AT)),
    (Action.UNLIST, (_FILM, _SHOW, _SEASON, _EPISODE, _PLACED, _UNKNOWN), None),
    (Action.ENLIST, (_FILM, _SHOW, _SEASON, _EPISODE, _PLACED, _UNKNOWN), None),
    (Action.DELIST, (_FILM, _SHOW, _SEASON, _EPISODE, _PLACED, _UNKNOWN), None),
)


async def _use_everything(fake: Trakt, storage: Path) -> None:
    """Have our client do all that it can do."""
    context = _context(fake, storage)
    account, scrobbler = registry.watch_account("trakt", context), registry.scrobbler("trakt", context)
    for whole in (True, False):
        parts = [one async for one in account.read(Wanted(features=ALL, whole=whole))]
        assert all(part.missing is None for part in parts if isinstance(part, ReadPart))
    cursors = {
        feature: part.cursor or ""
        for part in parts
        if isinstance(part, ReadPart)
        for feature in part.features
    }
    assert [one async for one in account.read(Wanted(features=ALL, cursors=cursors))]
    for action, titles, value in _WRITES:
        outcomes = await account.write([_operation(action, title, value) for title in titles])
        lost = [outcome.became for outcome in outcomes]
        assert lost.count(Became.UNRESOLVED) == titles.count(_UNKNOWN), (action, outcomes)
    fake.users["anna"].watch(fake.catalogue.things["movie", 1], AT)
    await account.write([_operation(Action.UNWATCH, _FILM, Watched((AT,)), "movie:1")])
    fake.free_limit = 0
    await account.write([_operation(Action.LIST, _FILM, Listed())])
    for title in (_FILM, _EPISODE, _FILM, _UNKNOWN):
        event = PlayEvent(state=PlayState.STOPPED, key="1", at=AT, title=title)
        for scrobble, progress in (
            (ScrobbleAction.START, 0.01),
            (ScrobbleAction.PAUSE, 0.5),
            (ScrobbleAction.STOP, 0.97),
        ):
            await scrobbler.scrobble(scrobble, event, progress)
    assert (await account.check()).ok
    fake.access.tokens.clear()
    assert [one async for one in account.read(Wanted(features=ALL))]
    await context.connections.close()


async def _sign_in(fake: Trakt, storage: Path) -> None:
    login = create_login(_context(fake, storage))
    visit = await login.begin("device", {"client_id": "app", "client_secret": "secret"})
    assert isinstance(visit, Visit)
    for _ in range(2):
        assert isinstance(await login.go_on(visit.state, {}), Visit)
    fake.access.enter(visit.code, "anna")
    fake.access.interval = 0
    assert isinstance(await login.go_on(visit.state, {}), LoggedIn)
    with pytest.raises(LoginRejected):
        await login.go_on(visit.state, {})


async def test_what_we_ask_and_what_is_answered(fake: Trakt, contract: Contract, tmp_path: Path) -> None:
    await _use_everything(fake, tmp_path)
    await _sign_in(fake, tmp_path)
    assert {asked.status for asked in fake.wire.journal} >= {200, 201, 400, 401, 404, 409, 420}
    described = [asked for asked in fake.wire.journal if asked.status != 401]
    assert problems_of(contract, described, accepted=ACCEPTED, all_occur=True) == []


async def test_a_wrong_request_is_seen(contract: Contract) -> None:
    """Hold that the contract can say no to what we send, and to what is answered."""

    def problems(method: str, path: str, body: bytes, status: int, answer: bytes) -> list[str]:
        json_type = "application/json"
        asked = Asked(method, path, (), {"Content-Type": json_type}, body, status, answer, json_type)
        return problems_of(contract, [asked], accepted=ACCEPTED)

    assert problems("POST", "/sync/history", b'{"movies": [{"ids": {}}]}', 200, b"{}")
    assert problems("GET", "/sync/history", b"", 200, b'[{"id": "x"}]')
    assert problems("GET", "/sync/nothing", b"", 200, b"[]")
    assert problems("POST", "/scrobble/stop", b'{"progress": "x"}', 201, b"{}")


async def test_headers_are_wanted(fake: Trakt) -> None:
    access, _ = fake.let_in(fake.users["anna"], "app")
    good = {
        "User-Agent": "tests",
        "trakt-api-key": "app",
        "trakt-api-version": "2",
        "Authorization": f"Bearer {access}",
        "Content-Type": "application/json",
    }
    for name, changed, status in (
        ("trakt-api-key", "other", 403),
        ("trakt-api-version", "1", 412),
        ("Content-Type", "text/plain", 412),
        ("Authorization", "Bearer nonsense", 401),
        ("Authorization", "", 401),
        ("User-Agent", "tests", 200),
    ):
        async with PlainClient(fake.address, {**good, name: changed}) as asking:
            assert (await asking.get("/sync/last_activities")).status == status, name


async def test_pages(fake: Trakt) -> None:
    anna = fake.users["anna"]
    for number in range(597):
        anna.watch(fake.catalogue.movie(f"Film {number}"), AT + timedelta(minutes=number))
    access, _ = fake.let_in(anna, "app")
    headers = {"User-Agent": "tests", "trakt-api-key": "app", "trakt-api-version": "2"}
    headers |= {"Authorization": f"Bearer {access}", "Content-Type": "application/json"}
    async with PlainClient(fake.address, headers) as asking:
        for query, count, limit, pages in (
            ({}, 100, 100, 6),
            ({"limit": "1000"}, 250, 250, 3),
            ({"limit": "250", "page": "3"}, 100, 250, 3),
            ({"limit": "250", "page": "4"}, 0, 250, 3),
        ):
            answer = await asking.get("/sync/history", **query)
            assert len(answer.json) == count
            told = {name.casefold(): value for name, value in answer.headers.items()}
            assert told["x-pagination-limit"] == str(limit)
            assert told["x-pagination-page-count"] == str(pages)
            assert told["x-pagination-item-count"] == "600"
        assert (await asking.get("/sync/history", nonsense="1")).status == 400
        assert (await asking.get("/sync/nothing")).status == 404


def _recorded(*parts: str) -> Any:
    folder = recorded_path("trakt_py") / "api.trakt.tv" / "sync"
    return json.loads(folder.joinpath(*parts).read_text("utf-8"))


def _pytrakt(path: str, method: str) -> Any:
    return json.loads((recorded_path("pytrakt") / "sync.json").read_text("utf-8"))[path][method]


_GONE = {"tvrage"}
"""A service that Trakt knew in 2014."""


def _fields(value: Any, kind: str = "") -> Iterator[str]:
    """Return the dotted names of all fields, by the type of their row."""
    if isinstance(value, list):
        for each in value:
            yield from _fields(each, each.get("type", "") if isinstance(each, dict) else "")
    elif isinstance(value, dict):
        for name, each in value.items():
            if name not in _GONE:
                yield f"{kind}.{name}"
                yield from _fields(each, f"{kind}.{name}")


async def test_rows_have_the_fields_of_the_real_ones(fake: Trakt) -> None:
    access, _ = fake.let_in(fake.users["anna"], "app")
    headers = {"User-Agent": "tests", "trakt-api-key": "app", "trakt-api-version": "2"}
    headers |= {"Authorization": f"Bearer {access}", "Content-Type": "application/json"}
    newer = {".rank", ".id", ".notes", ".ids.trakt"}
    async with PlainClient(fake.address, headers) as asking:
        for path in ("history", "ratings", "watchlist"):
            made, real = (
                set(_fields((await asking.get(f"/sync/{path}")).json)),
                set(_fields(_recorded(f"{path}.json"))),
            )
            assert real <= made, path
            assert {name for name in made - real if not any(name.endswith(one) for one in newer)} == set()
        said = (await asking.get("/sync/last_activities")).json
        assert set(_fields(_pytrakt("sync/last_activities", "GET"))) <= set(_fields(said))
        for path in (
            "history",
            "history/remove",
            "ratings",
            "ratings/remove",
            "watchlist",
            "watchlist/remove",
        ):
            body = {"movies": [{"ids": {"imdb": "tt0000111"}, "rating": 10}]}
            made = (await asking.ask("POST", f"/sync/{path}", json.dumps(body).encode())).json
            real = _pytrakt(f"sync/{path}", "POST")
            assert real.keys() <= made.keys()
            for name in real:
                assert real[name].keys() <= made[name].keys(), (path, name)
            assert made["not_found"]["movies"] == body["movies"]


def test_recorded_rows_are_read() -> None:
    """Hold our parser to what the service really said."""
    now = datetime.now(UTC)
    read: dict[str, Callable[[object, datetime], Row | None]] = {
        "history": parse.play,
        "ratings": parse.rated,
        "watchlist": parse.listed,
    }
    count = 0
    for kind, reads in read.items():
        folder = recorded_path("trakt_py") / "api.trakt.tv" / "sync"
        for file in sorted([folder / f"{kind}.json", *(folder / kind).rglob("*.json")]):
            for raw in json.loads(file.read_text("utf-8")):
                row = reads(raw, now)
                assert row is not None, (file, raw)
                assert row.at is not None
                assert not row.odd, row
                assert row.title.ids or row.title.show_ids
                count += 1
    assert count > 40
    season = parse.rated(_recorded("ratings.json")[2], now)
    assert season is not None
    assert (season.key, season.title.season, season.rating) == ("season:1:0", 0, 8)
    impossible = parse.play(_pytrakt("sync/history", "GET")[1], now)
    assert impossible is not None
    assert (impossible.at, len(impossible.odd)) == (None, 1), "the 31st of February"
