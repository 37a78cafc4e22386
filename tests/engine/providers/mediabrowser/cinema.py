"""A house with films and shows, and what accounts say of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from fakes.mediabrowser.model import Item, Library, User, UserData
from fakes.mediabrowser.videos import Episode, Movie, Series
from syncopate.domain.link import Action, Because, WatchOperation, WatchOutcome
from syncopate.domain.reading import ReadEnd, ReadPart
from syncopate.domain.watch import Feature, Record, Side, Title, Value, View
from syncopate.providers import registry
from syncopate.providers.watching import Wanted

ALL = frozenset({Feature.HISTORY, Feature.PROGRESS, Feature.WATCHLIST})
PLAYED = frozenset({Feature.HISTORY, Feature.PROGRESS})
LONG_AGO = datetime(2020, 5, 1, 20, tzinfo=UTC)
SECOND = 10_000_000
_FEATURES = {
    Action.WATCH: Feature.HISTORY,
    Action.UNWATCH: Feature.HISTORY,
    Action.PLACE: Feature.PROGRESS,
    Action.UNPLACE: Feature.PROGRESS,
    Action.RATE: Feature.RATINGS,
    Action.UNRATE: Feature.RATINGS,
    Action.LIST: Feature.WATCHLIST,
    Action.UNLIST: Feature.WATCHLIST,
    Action.ENLIST: Feature.LISTS,
    Action.DELIST: Feature.LISTS,
}


@dataclass
class Told:
    """What a read yielded: one part, and the end."""

    part: ReadPart
    end: ReadEnd

    @property
    def records(self) -> Mapping[str, Record]:
        return {one.key: one for one in self.part.records}

    @property
    def cursors(self) -> Mapping[Feature, str]:
        cursor = self.part.cursor
        return {} if cursor is None else dict.fromkeys(self.part.features, cursor)


@dataclass
class Cinema:
    """A library of films, one of shows, and the account of a member."""

    house: Any
    films: Library
    shows: Library
    user: User
    heat: Movie
    ran: Movie
    show: Series
    first: Episode
    second: Episode
    account: Any = None
    cursors: Mapping[Feature, str] = field(default_factory=dict)

    @classmethod
    def of(cls, house: Any) -> Cinema:
        """Fill a house; nothing of it was seen."""
        fake = house.fake
        films = fake.add_library("Films", collection="movies")
        shows = fake.add_library("Shows", collection="tvshows")
        shelf = fake.shelf
        heat = shelf.movie(films, "Heat", {"Imdb": "tt0113277", "Tmdb": "949"}, year=1995, at=LONG_AGO)
        ran = shelf.movie(films, "Ran", {"Imdb": "tt0089881"}, year=1985, at=LONG_AGO)
        show = shelf.series(shows, "Dark", {"Tvdb": "334824", "Imdb": "tt5753856"}, at=LONG_AGO)
        first = shelf.episode(show, 1, 1, {"Tvdb": "6398391"}, at=LONG_AGO)
        second = shelf.episode(show, 1, 2, at=LONG_AGO)
        made = cls(house, films, shows, house.member, heat, ran, show, first, second)
        made.account = made.account_of(house.member)
        return made

    @property
    def fake(self) -> Any:
        return self.house.fake

    def account_of(self, user: User, *, key: bool = False, **more: str) -> Any:
        settings = self.house.settings(user, key=key, **more)
        return registry.watch_account(self.house.domain, self.house.context(settings))

    async def read(self, features: frozenset[Feature] = ALL, **more: Any) -> Told:
        """Read, going on from the last time; hold that there is one part and one end."""
        wanted = Wanted(features=features, **({"cursors": self.cursors} | more))
        part, end = [one async for one in self.account.read(wanted)]
        assert isinstance(part, ReadPart)
        assert isinstance(end, ReadEnd)
        told = Told(part, end)
        self.cursors = told.cursors
        return told

    async def requests(self, features: frozenset[Feature] = ALL) -> tuple[Told, list[str]]:
        """Read, and return what was asked for it."""
        self.fake.wire.journal.clear()
        told = await self.read(features)
        return told, [f"{one.method} {one.path}" for one in self.fake.wire.journal]

    def data(self, item: Item, user: User | None = None) -> UserData:
        return (user or self.user).data.setdefault(item, UserData())

    def see(self, item: Item, at: datetime | None = None, user: User | None = None) -> None:
        """Let a user see something to its end, begun at a time."""
        data, now = self.data(item, user), self.fake.now()
        data.plays, data.played, data.position = data.plays + 1, True, 0
        data.last_played, data.saved = at or now, now
        self.fake.catalog.touch()

    def rest(self) -> None:
        """Let all that was done be long ago."""
        for data in self.user.data.values():
            data.saved = LONG_AGO
        self.fake.catalog.touch()

    def operation(self, action: Action, value: Value | None, *items: Item, **more: Any) -> WatchOperation:
        told = {"before": None, "because": Because.ADDED, "title": Title(type="movie")}  # type: ignore[arg-type]
        return WatchOperation(
            side=Side.RIGHT,
            feature=_FEATURES[action],
            action=action,
            keys=tuple(one.id for one in items),
            value=value,
            **(told | more),
        )

    async def write(self, action: Action, value: Value | None, *items: Item, **more: Any) -> WatchOutcome:
        [outcome] = await self.account.write([self.operation(action, value, *items, **more)])
        return outcome


@dataclass
class Seen:
    """What is known of an account by all its reads, as the engine keeps it."""

    records: dict[str, Record] = field(default_factory=dict)

    def take(self, told: Told) -> View:
        """Take in what a read told, and return what the account says now."""
        part = told.part
        assert part.missing is None
        if part.whole:
            self.records = dict(told.records)
        else:
            self.records |= told.records
            for key in part.gone:
                self.records.pop(key, None)
        return View(records=tuple(self.records.values()), complete=part.features, taken_at=datetime.now(UTC))


def keys(items: Sequence[Item]) -> set[str]:
    """Return the keys of items."""
    return {one.id for one in items}
