"""What our provider asks of Plex about films and shows, against the contract; recorded answers, read by it."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("plexapi", reason="plexapi is in the engine's environment only")

from contract.openapi_contract import Contract
from contract.shared_data import contract_path, problems_of, recorded_path
from fakes.plex import FakePlex, Video, pms_playing
from fakes.plex.describe import node
from fakes.plex.media import Kind, Views
from fakes.plex.nodes import plain
from fakes.plex.telling import Depth
from syncopate.domain.link import Action, Because, WatchOperation
from syncopate.domain.live import PlayState
from syncopate.domain.snapshot import Complete
from syncopate.domain.watch import (
    Feature,
    InLists,
    MediaType,
    Position,
    Rating,
    Side,
    Title,
    TitleId,
    TitleIdKind,
    Watched,
)
from syncopate.providers.capability import Context
from syncopate.providers.plex import listening, sections, tv, watching
from syncopate.providers.plex.hooks import event_in
from syncopate.providers.plex.parse import page
from syncopate.providers.plex.parse_titles import video
from syncopate.providers.watching import Became, ReadPart, Wanted

_COLLECTIONS = "plexapi reads and empties them so, on servers of every age"
ACCEPTED = {
    "GET /library/sections: no path": "plexapi and every app ask so; the contract has it with /all",
    "POST /library/sections: no path": "plexapi makes libraries so; the contract has it with /all",
    "/:/websockets/notifications: no path": "plexapi and every app listen there; the contract leaves out an s",
    "edAt>>' is not described": "media queries: the contract leaves them to another page",
    "userRating>>' is not described": "media queries, as above",
    "'viewedAt>' is not described": "the contract says in words that it is written viewedAt>=…",
    "query parameter 'rating': $: the value is less than the minimum of 0 (-1)": "it takes a rating back",
    "method GET is not described for /library/sections/{sectionId}/refresh": "plexapi asks so; so does everybody",
    "no path of the document is like /library/collections/": _COLLECTIONS,
    "method DELETE is not described for /library/collections/{collectionId}/items/{itemId}": _COLLECTIONS,
    "POST /library/collections: query parameter 'smart': $: the value is not of type": "smart is sent as 0 or 1",
    "the answer is empty, but status 200 has": "servers answer writes with no body at all",
}
_FEATURES = frozenset({Feature.HISTORY, Feature.PROGRESS, Feature.RATINGS})
_LISTS = frozenset({Feature.LISTS})


async def _nothing(*_: Any, **__: Any) -> Any:
    raise AssertionError


@pytest.fixture
async def plex(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[FakePlex]:
    fake = FakePlex()
    fake.clock.advance(-86_400)
    for number in range(1100):
        fake.library.add_film(fake.films, f"Film {number}", f"imdb://tt{number:07}", f"tmdb://{number + 1}")
    show = fake.library.add_video(fake.shows, "Lost", year=2004, ids=("tvdb://73739",))
    for number in range(5):
        fake.library.add_episode(show, 1, number + 1, f"tvdb://{number + 1}", aired="2004-09-22")
    fake.clock.advance(86_400)
    async with fake:
        monkeypatch.setattr(tv, "PLEX_TV", fake.tv_address)
        yield fake


def _context(plex: FakePlex, storage: Path) -> Context:
    owner, server = plex.people.owner, plex.server
    settings = {
        "token": owner.token,
        "server_token": server.token_of(owner),
        "client_identifier": "the-contract",
        "server": server.machine,
        "user_id": owner.uuid,
    }
    return Context(
        account_id="account",
        settings=settings,
        storage=storage,
        compute=_nothing,
        endpoints={"discover.provider.plex.tv": plex.tv_address},
    )


def _films(plex: FakePlex) -> list[Video]:
    return [
        one for one in plex.library.items.values() if isinstance(one, Video) and one.section is plex.films
    ]


async def _read(
    account: watching.PlexWatching, cursors: Mapping[Feature, str], features: frozenset[Feature] = _FEATURES
) -> ReadPart:
    wanted = Wanted(features=features, cursors=cursors)
    part, *_ = [one async for one in account.read(wanted)]
    assert isinstance(part, ReadPart)
    assert part.missing is None, part.missing
    return part


async def _write(account: watching.PlexWatching, plex: FakePlex) -> None:
    film = _films(plex)[0]
    for action, feature, value in (
        (Action.WATCH, Feature.HISTORY, Watched()),
        (Action.PLACE, Feature.PROGRESS, Position(900.0)),
        (Action.UNPLACE, Feature.PROGRESS, None),
        (Action.UNWATCH, Feature.HISTORY, None),
        (Action.RATE, Feature.RATINGS, Rating(7.0)),
        (Action.UNRATE, Feature.RATINGS, None),
    ):
        (outcome,) = await account.write(
            [
                WatchOperation(
                    side=Side.LEFT,
                    feature=feature,
                    action=action,
                    title=Title(type=MediaType.MOVIE),
                    keys=(str(film.key),),
                    value=value,
                    before=None,
                    because=Because.ADDED,
                )
            ]
        )
        assert outcome.became is Became.APPLIED, (action, outcome)


async def _list(account: watching.PlexWatching, plex: FakePlex) -> None:
    """Put a film and a show into collections, read them, all and what changed, and take the film out again."""
    film, show = _films(plex)[0], next(one for one in plex.library.items.values() if one.title == "Lost")
    plex.library.add_collection(plex.films, "There", Kind.MOVIE, members=[film])
    first = await _read(account, {}, _LISTS)
    for action, name, item in (
        (Action.ENLIST, "New", film),
        (Action.ENLIST, "New", show),
        (Action.ENLIST, "There", _films(plex)[1]),
        (Action.DELIST, "There", film),
    ):
        operation = WatchOperation(
            side=Side.LEFT,
            feature=Feature.LISTS,
            action=action,
            title=Title(type=MediaType.MOVIE),
            keys=(str(item.key),),
            value=None,
            before=None,
            because=Because.ADDED,
            list_name=name,
        )
        (outcome,) = await account.write([operation])
        assert outcome.became is Became.APPLIED, (action, outcome)
    again = await _read(account, {Feature.LISTS: first.cursor or ""}, _LISTS)
    told = {one.key: one.values.lists for one in again.records}
    assert told[str(film.key)] == told[str(show.key)] == InLists(frozenset({"New"}))


async def _listen(context: Context, plex: FakePlex) -> None:
    heard = listening.create(context).listen()
    first = asyncio.ensure_future(anext(heard))
    await pms_playing.listened_to(plex.server)
    session = plex.server.play(plex.people.owner, _films(plex)[0])
    await pms_playing.tell_state(plex.server, session, "playing", 0)
    assert (await first).state is PlayState.STARTED
    await heard.aclose()


async def _keep(context: Context) -> None:
    keeper = sections.create(context)
    assert isinstance(await keeper.sections(), Complete)
    made = await keeper.add_section("More", MediaType.SHOW, ["/storage/more"])
    await keeper.refresh_section(made.key)
    await keeper.delete_section(made.key)


async def test_what_is_asked_is_as_the_contract_says(plex: FakePlex, tmp_path: Path) -> None:
    contract = Contract.load(contract_path("plex-1.1.1-community.yaml"))
    context = _context(plex, tmp_path)
    account = watching.create(context)
    try:
        first = await _read(account, {})
        assert first.cursor is not None
        plex.server.see(plex.people.owner, _films(plex)[3])
        plex.library.edit(_films(plex)[4], title="Changed")
        again = await _read(account, dict.fromkeys(_FEATURES, first.cursor))
        assert {str(one.key) for one in _films(plex)[3:5]} <= {one.key for one in again.records}
        await _write(account, plex)
        await _list(account, plex)
        await _listen(context, plex)
        await _keep(context)
    finally:
        await context.connections.close()
    assert problems_of(contract, plex.wire.journal, accepted=ACCEPTED, all_occur=True) == []
    assert {one.status for one in plex.wire.journal} <= {101, 200, 201}


def _recorded(name: str) -> Any:
    bodies = json.loads(recorded_path("watchstate").joinpath("plex_data.json").read_text("utf-8"))
    return bodies[name]["response"]["body"]


@pytest.mark.parametrize(
    ("name", "kind", "ids"),
    [
        (
            "library_movie_get_200",
            MediaType.MOVIE,
            {(TitleIdKind.IMDB, "tt0000001"), (TitleIdKind.TMDB, "1")},
        ),
        ("library_show_get_200", MediaType.SHOW, {(TitleIdKind.TMDB, "3"), (TitleIdKind.TVDB, "3")}),
        (
            "library_episodes_get_200",
            MediaType.EPISODE,
            {(TitleIdKind.IMDB, "tt0000004"), (TitleIdKind.TVDB, "4")},
        ),
    ],
)
def test_recorded_lists_are_read(name: str, kind: MediaType, ids: set[tuple[TitleIdKind, str]]) -> None:
    (found,) = page(_recorded(name), video).items
    title = found.record.title
    assert title.type is kind
    assert {TitleId(*one) for one in ids} <= title.ids
    assert any(one.kind is TitleIdKind.PLEX for one in title.ids)
    assert found.problems == ()
    if kind is MediaType.EPISODE:
        assert (title.season, title.number, found.show, found.viewed) == (1, 1, "3", 1_643_805_016)
        assert found.record.values.watched is not None
        assert {one.kind for one in title.show_ids} == {TitleIdKind.PLEX}


@pytest.mark.parametrize(
    ("name", "item"),
    [
        ("library_movie_get_200", "film"),
        ("library_show_get_200", "show"),
        ("library_episodes_get_200", "episode"),
    ],
)
def test_the_fake_says_nothing_that_a_server_does_not(plex: FakePlex, name: str, item: str) -> None:
    """What was recorded may say more: of pictures, people, and reviews."""
    shows = [one for one in plex.library.items.values() if isinstance(one, Video) and one.seasons]
    items = {"film": _films(plex)[0], "show": shows[0], "episode": shows[0].seasons[0].episodes[0]}
    told = plain(node(items[item], Views(), Depth(guids=True)))
    (recorded,) = _recorded(name)["MediaContainer"]["Metadata"]
    missing = told.keys() - recorded.keys()
    # An episode tells the year its show began in newer servers only; a film of an agent has no summary at times.
    assert missing <= {"summary", "year"}
    for part in ("Media", "Guid"):
        if part in told and part in recorded:
            assert told[part][0].keys() <= recorded[part][0].keys() | {"Part"}


def test_a_recorded_webhook_is_read() -> None:
    told = json.loads(recorded_path("webhooks").joinpath("plex_1_media_scrobble.json").read_text("utf-8"))
    found = event_in(told)
    assert found is not None
    assert (found.state, found.key, found.user, found.length) == (PlayState.SEEN, "40294", "31646104", 1500.0)
    assert found.title is not None
    assert (found.title.season, found.title.number, found.title.show_name) == (1, 1, "范马刃牙")
    assert TitleId(TitleIdKind.IMDB, "tt14765720") in found.title.ids
    assert TitleId(TitleIdKind.PLEX, "60e81fd8d8000e002d7d2976") in found.title.show_ids
