"""Films and shows on the server of a house, what its owner has seen, and what our provider reads of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from fakes.plex import Episode, FakePlex, Video
from fakes.plex.media import Views
from syncopate.domain.link import Action, Because, WatchOperation
from syncopate.domain.watch import Feature, Record, Side, Title, Value
from syncopate.providers.watching import ReadEnd, ReadPart, Wanted, WatchOutcome

if TYPE_CHECKING:
    from engine.providers.plex.conftest import House

_LONG = 30 * 86_400
"""Seconds."""
FEATURES = {
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
class Read:
    """What was read, and what was asked of the server for it."""

    parts: Sequence[ReadPart]
    end: ReadEnd
    asked: Sequence[str]

    def part(self, feature: Feature) -> ReadPart:
        (found,) = [one for one in self.parts if feature in one.features]
        return found

    def of(self, item: Any) -> Record:
        """Return what is told of an item of the server."""
        (found,) = [one for part in self.parts for one in part.records if one.key == str(item.key)]
        return found

    def cursors(self) -> dict[Feature, str]:
        return {
            feature: part.cursor
            for part in self.parts
            for feature in part.features
            if part.cursor is not None
        }


@dataclass
class Cinema:
    """Three films, and two seasons of a show with an episode each and a special, on a house's server."""

    house: House
    matrix: Video
    heat: Video
    memento: Video
    lost: Video
    pilot: Episode
    second: Episode
    special: Episode

    @classmethod
    def at(cls, house: House) -> Cinema:
        library, films, shows = house.plex.library, house.plex.films, house.plex.shows
        for section in (films, shows):
            library.remove(*[one for kind in list(section.items) for one in section.of(kind).values()])
        house.plex.clock.advance(-_LONG)
        lost = library.add_video(shows, "Lost", year=2004, ids=("imdb://tt0411008", "tvdb://73739"))
        made = cls(
            house=house,
            matrix=library.add_film(
                films, "The Matrix", "imdb://tt0133093", "tmdb://603", year=1999, duration=8_160_000
            ),
            heat=library.add_film(films, "Heat", "tmdb://949", year=1995),
            memento=library.add_film(films, "Memento", "imdb://tt0209144", year=2000),
            lost=lost,
            pilot=library.add_episode(lost, 1, 1, "tvdb://127131", title="Pilot", aired="2004-09-22"),
            second=library.add_episode(lost, 2, 7, "tvdb://127138"),
            special=library.add_episode(lost, 0, 1),
        )
        house.plex.clock.advance(_LONG)
        return made

    @property
    def plex(self) -> FakePlex:
        return self.house.plex

    @property
    def now(self) -> int:
        return self.plex.clock.now()

    @property
    def views(self) -> Views:
        return self.plex.server.views(self.plex.people.owner)

    def see(self, item: Any) -> None:
        self.plex.server.see(self.plex.people.owner, item)

    def mark(self, item: Any) -> None:
        self.plex.server.mark(self.plex.people.owner, item)

    def stop(self, item: Any, seconds: int) -> None:
        self.plex.server.report(self.plex.people.owner, item, seconds * 1000, item.duration)

    def forget(self, item: Any) -> None:
        self.views.forget(item.guid)

    def rate(self, item: Any, rating: float | None) -> None:
        self.views.rate(item.guid, rating, self.now)

    def pass_by(self, seconds: int) -> None:
        """Let what happened until now be so long ago: the server's clock stays right."""
        for views in self.plex.server._views.values():
            for kept in (views.plays, views.positions, views.ratings):
                for guid, (what, when) in list(kept.items()):
                    kept[guid] = (what, when - seconds)  # type: ignore[assignment]
            views.version += 1
        history = self.plex.server.history
        history[:] = [replace(one, at=one.at - seconds) for one in history]
        for item in self.plex.library.items.values():
            item.added -= seconds
            item.updated -= seconds

    async def read(
        self,
        features: frozenset[Feature],
        before: Read | None = None,
        *,
        whole: bool = False,
        cursors: Mapping[Feature, str] | None = None,
        **settings: str,
    ) -> Read:
        account = self.house.watching(**settings)
        at = len(self.plex.wire.journal)
        given = cursors if cursors is not None else {} if before is None else before.cursors()
        parts: list[ReadPart] = []
        ends: list[ReadEnd] = []
        async for told in account.read(Wanted(features=features, cursors=given, whole=whole)):
            (parts if isinstance(told, ReadPart) else ends).append(told)  # type: ignore[arg-type]
        (end,) = ends
        assert frozenset().union(*(part.features for part in parts)) == features
        asked = [f"{one.method} {one.path}" for one in self.plex.wire.journal[at:] if one.path != "/identity"]
        return Read(parts, end, asked)

    async def write(self, *operations: WatchOperation) -> Sequence[WatchOutcome]:
        return await self.house.watching().write(operations)


def operation(
    action: Action,
    value: Value | None = None,
    *items: Any,
    title: Title | None = None,
    keys: Sequence[str] = (),
    list_name: str = "",
) -> WatchOperation:
    """Return a write to items of the server."""
    kind = {1: "movie", 2: "show", 4: "episode"}[int(items[0].kind)] if items else "movie"
    return WatchOperation(
        side=Side.LEFT,
        feature=FEATURES[action],
        action=action,
        title=Title(type=kind) if title is None else title,  # type: ignore[arg-type]
        keys=tuple(keys) or tuple(str(one.key) for one in items),
        value=value,
        before=None,
        because=Because.ADDED,
        list_name=list_name,
    )
