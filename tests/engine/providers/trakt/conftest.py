"""A fake Trakt, accounts on it, and what tests do with them."""

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import stamina
from engine.providers.asking import Unhurried, nothing_to_compute
from fakes.trakt.model import Catalogue, Thing
from fakes.trakt.server import Trakt
from fakes.trakt.users import User
from syncopate.domain.link import Action, Because, WatchOperation
from syncopate.domain.watch import Feature, MediaType, Record, Side, Title, TitleId, TitleIdKind, Value
from syncopate.providers.capability import Context
from syncopate.providers.connections import Connections
from syncopate.providers.trakt import client as talking, login as logging_in, tokens
from syncopate.providers.trakt.manifest import RULES
from syncopate.providers.trakt.scrobbling import TraktScrobbling, create as create_scrobbler
from syncopate.providers.trakt.watching import TraktWatching, create
from syncopate.providers.watching import ReadEnd, ReadPart, Wanted, WatchOutcome

AT = datetime(2001, 5, 6, 20, 15, tzinfo=UTC)
"""When things were watched, unless a test says otherwise."""
ALL = frozenset({Feature.HISTORY, Feature.RATINGS, Feature.WATCHLIST})
FEATURE = {
    Action.WATCH: Feature.HISTORY,
    Action.UNWATCH: Feature.HISTORY,
    Action.RATE: Feature.RATINGS,
    Action.UNRATE: Feature.RATINGS,
    Action.LIST: Feature.WATCHLIST,
    Action.UNLIST: Feature.WATCHLIST,
    Action.ENLIST: Feature.LISTS,
    Action.DELIST: Feature.LISTS,
}


@dataclass
class Reading:
    """What a read yielded, and how many requests it took."""

    parts: Mapping[Feature, ReadPart]
    end: ReadEnd
    requests: int

    @property
    def cursors(self) -> dict[Feature, str]:
        return {feature: part.cursor for feature, part in self.parts.items() if part.cursor is not None}

    def records(self, feature: Feature) -> dict[str, Record]:
        return {record.key: record for record in self.parts[feature].records}


@dataclass
class House:
    """A service with users, and our accounts."""

    fake: Trakt
    storage: Path
    anna: User
    connections: Connections = field(default_factory=lambda: Connections(Unhurried()))
    kept: list[Mapping[str, str]] = field(default_factory=list)

    @property
    def titles(self) -> Catalogue:
        return self.fake.catalogue

    def context(self, account: str = "account", user: User | None = None, **settings: str) -> Context:
        user = user or self.anna
        access, refresh = self.fake.let_in(user, "app")
        login = {
            "client_id": "app",
            "client_secret": "secret",
            "user_id": user.uuid,
            "access_token": access,
            "refresh_token": refresh,
            "expires_at": (datetime.now(UTC) + timedelta(days=7)).isoformat(),
        }
        return self.bare(account, **{**login, **settings})

    def bare(self, account: str = "account", **settings: str) -> Context:
        async def keep(changed: Mapping[str, str]) -> None:
            self.kept.append(changed)

        return Context(
            account_id=account,
            settings=settings,
            storage=self.storage,
            compute=nothing_to_compute,
            connections=self.connections,
            keep=keep,
            endpoints={"*": self.fake.address},
        )

    def account(self, account: str = "account", user: User | None = None) -> TraktWatching:
        return create(self.context(account, user))

    def scrobbler(self) -> TraktScrobbling:
        return create_scrobbler(self.context())

    async def read(
        self,
        features: frozenset[Feature] = ALL,
        cursors: Mapping[Feature, str] | None = None,
        *,
        whole: bool = False,
        account: TraktWatching | None = None,
    ) -> Reading:
        """Read, and hold that each feature has just one part and the end comes last."""
        before = len(self.fake.wire.journal)
        wanted = Wanted(features=features, cursors=cursors or {}, whole=whole)
        told = [one async for one in (account or self.account()).read(wanted)]
        end, parts = told[-1], [one for one in told[:-1] if isinstance(one, ReadPart)]
        assert isinstance(end, ReadEnd)
        assert len(parts) == len(told) - 1
        by_feature = {feature: part for part in parts for feature in part.features}
        assert sum(len(part.features) for part in parts) == len(by_feature)
        assert by_feature.keys() == features & RULES.features
        return Reading(by_feature, end, len(self.fake.wire.journal) - before)

    async def write(self, *operations: WatchOperation) -> list[WatchOutcome]:
        outcomes = list(await self.account().write(operations))
        assert len(outcomes) == len(operations)
        return outcomes


def title_of(thing: Thing, *kinds: str) -> Title:
    """Return a thing as another side has it: with ids of these kinds, all but Trakt's own unless told."""
    kinds = kinds or ("imdb", "tmdb", "tvdb")
    show = thing.show
    return Title(
        type=MediaType(thing.kind),
        ids=ids_of(thing, kinds),
        name=thing.title,
        year=thing.year,
        show_name=show.title if show else "",
        show_ids=ids_of(show, kinds) if show else frozenset(),
        season=thing.season,
        number=thing.number,
    )


def ids_of(thing: Thing, kinds: Sequence[str]) -> frozenset[TitleId]:
    return frozenset(
        TitleId(TitleIdKind(kind), str(thing.ids[kind])) for kind in kinds if thing.ids.get(kind)
    )


def operation(
    action: Action, title: Title, value: Value | None = None, keys: Sequence[str] = (), list_name: str = ""
) -> WatchOperation:
    return WatchOperation(
        side=Side.RIGHT,
        feature=FEATURE[action],
        action=action,
        title=title,
        keys=tuple(keys),
        value=value,
        before=None,
        because=Because.ADDED,
        list_name=list_name,
    )


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Ask again at once, and take a third of a second for a long time."""
    for module in (talking, logging_in, tokens):
        monkeypatch.setattr(module, "TIMEOUT", timedelta(seconds=0.8))
    monkeypatch.setattr(talking, "WRITE_TIMEOUT", timedelta(seconds=0.8))
    monkeypatch.setattr(tokens, "_ELSEWHERE_SECONDS", 0.0)
    with stamina.set_testing(True, attempts=2, cap=True):
        yield


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """Return a running service."""
    fake = Trakt()
    fake.wire.slow_seconds = 1.0
    fake.access.applications["app"] = "secret"
    async with fake:
        house = House(fake, tmp_path, fake.add_user("anna"))
        yield house
        await house.connections.close()
