"""What our provider asks of MDBList, and what the fake answers, against the contract."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from contract.openapi_contract import Contract
from contract.shared_data import contract_path, problems_of
from fakes.mdblist import FakeMdblist, Title as Known
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
from syncopate.providers import registry
from syncopate.providers.capability import Context
from syncopate.providers.connections import Connections
from syncopate.providers.watching import ScrobbleAction, Wanted

_FEATURES = frozenset({Feature.HISTORY, Feature.RATINGS, Feature.WATCHLIST})
_WRITES: tuple[tuple[Action, Feature, Value | None], ...] = (
    (Action.WATCH, Feature.HISTORY, Watched()),
    (Action.RATE, Feature.RATINGS, Rating(5.0)),
    (Action.LIST, Feature.WATCHLIST, Listed()),
    (Action.UNWATCH, Feature.HISTORY, None),
    (Action.UNRATE, Feature.RATINGS, None),
    (Action.UNLIST, Feature.WATCHLIST, None),
)


async def _nothing_to_compute(*_: Any, **__: Any) -> Any:
    raise AssertionError


def _titles(film: Known, show: Known) -> list[Title]:
    def ids(known: Known) -> frozenset[TitleId]:
        return frozenset({TitleId(TitleIdKind.TMDB, str(known.tmdb)), TitleId(TitleIdKind.IMDB, known.imdb)})

    return [
        Title(type=MediaType.MOVIE, ids=ids(film)),
        Title(type=MediaType.SHOW, ids=ids(show)),
        Title(type=MediaType.SEASON, show_ids=ids(show), season=1),
        Title(type=MediaType.EPISODE, show_ids=ids(show), season=1, number=1),
    ]


async def test_all_that_is_asked_and_answered_is_in_the_contract(tmp_path: Path) -> None:
    contract = Contract.load(contract_path("mdblist-1.0.0.json"))
    fake = FakeMdblist()
    anna = fake.add_account("anna")
    film, show = fake.add("Film"), fake.add("Show", film=False, seasons={1: 3}, tvdb=1)
    connections = Connections()
    async with fake:
        context = Context(
            account_id="account",
            settings={"api_key": anna.key},
            storage=tmp_path,
            compute=_nothing_to_compute,
            connections=connections,
            endpoints={"*": fake.address},
        )
        # The contract tells of no user who has never done anything.
        anna.stamps = dict.fromkeys(anna.stamps, "2025-01-01T00:00:00Z")
        account = registry.watch_account("mdblist", context)
        titles = _titles(film, show)
        for action, feature, value in _WRITES:
            await account.write([_operation(action, feature, value, title) for title in titles])
            told = [each async for each in account.read(Wanted(features=_FEATURES))]
            assert len(told) == len(_FEATURES) + 1
        scrobbler = registry.scrobbler("mdblist", context)
        for title in (titles[0], titles[3]):
            playing = PlayEvent(state=PlayState.STARTED, key="1", at=datetime.now(UTC), title=title)
            for scrobble in ScrobbleAction:
                await scrobbler.scrobble(scrobble, playing, 0.9)
        await connections.close()
    assert all((each.status or 500) < 300 for each in fake.wire.journal)
    assert problems_of(contract, fake.wire.journal) == []


def _operation(action: Action, feature: Feature, value: Value | None, title: Title) -> WatchOperation:
    return WatchOperation(
        side=Side.RIGHT,
        feature=feature,
        action=action,
        title=title,
        keys=(),
        value=value,
        before=None,
        because=Because.ADDED,
    )
