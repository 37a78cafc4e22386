"""Kept in step by what is decided: our account on a server, and another side that is a table in memory."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from engine.providers.plex.seen import Cinema
from syncopate.domain.link import Action, Base, FeaturePolicy, LinkPolicy, Ready, WatchOperation
from syncopate.domain.watch import (
    Feature,
    Listed,
    MediaType,
    Plays,
    Rating,
    Record,
    Side,
    Title,
    TitleId,
    TitleIdKind,
    Values,
    View,
    Watched,
    WatchRules,
)
from syncopate.planning.watching.deciding import decide
from syncopate.planning.watching.settling import settle
from syncopate.planning.watching.sides import Account
from syncopate.providers.plex.manifest import MANIFEST
from syncopate.providers.watching import Became

_EVERY = frozenset({Feature.HISTORY, Feature.RATINGS, Feature.WATCHLIST})
_TRACKER = WatchRules(features=frozenset(Feature), plays=Plays.EVERY)
_POLICY = LinkPolicy(
    features={one: FeaturePolicy(to_left=True, to_right=True, removes=True) for one in _EVERY}
)


@dataclass
class Table:
    """A side that takes everything and remembers it."""

    records: dict[str, Record] = field(default_factory=dict)

    def put(self, title: Title, values: Values, key: str = "") -> None:
        key = key or str(len(self.records))
        self.records[key] = Record(key=key, title=title, values=values)

    def write(self, operation: WatchOperation) -> None:
        found = next(
            (
                one
                for one in self.records.values()
                if one.key in operation.keys or one.title == operation.title
            ),
            None,
        )
        values = Values() if found is None else found.values
        value = None if operation.action.removes else operation.value
        title = operation.title if found is None else found.title
        self.put(title, values.having(operation.feature, value), "" if found is None else found.key)

    def view(self) -> View:
        return View(records=tuple(self.records.values()), complete=_EVERY, taken_at=datetime.now(UTC))


async def _view(cinema: Cinema) -> View:
    read = await cinema.read(_EVERY)
    assert not [part for part in read.parts if part.missing is not None]
    records = tuple(one for part in read.parts for one in part.records)
    return View(records=records, complete=_EVERY, taken_at=datetime.now(UTC), skew=read.end.skew)


async def _run(
    cinema: Cinema, table: Table, bases: Iterable[Base]
) -> tuple[list[WatchOperation], list[Base]]:
    assert MANIFEST.watch is not None
    left = Account(view=await _view(cinema), rules=MANIFEST.watch)
    right = Account(view=table.view(), rules=_TRACKER)
    decided = decide(bases, left, right, _POLICY)
    done: list[WatchOperation] = []
    for one in decided.plan.operations:
        if one.ready is not Ready.READY:
            continue
        if one.side is Side.RIGHT:
            table.write(one)
            done.append(one)
        else:
            (outcome,) = await cinema.write(one)
            if outcome.became in {Became.APPLIED, Became.UNCHANGED}:
                done.append(one)
    ready = [one for one in decided.plan.operations if one.ready is Ready.READY]
    return ready, settle(decided, done, datetime.now(UTC))


def _film(*ids: tuple[TitleIdKind, str]) -> Title:
    return Title(type=MediaType.MOVIE, ids=frozenset(TitleId(*one) for one in ids))


def _said(operations: Sequence[WatchOperation]) -> set[tuple[Side, Action]]:
    return {(one.side, one.action) for one in operations}


async def test_both_sides_come_to_say_the_same_and_nothing_comes_back(cinema: Cinema) -> None:
    catalogue, owner = cinema.plex.catalogue, cinema.plex.people.owner
    dune = catalogue.add("movie", "Dune", 2021, "imdb://tt1160419")
    lost = cinema.lost.guid.rpartition("/")[2]
    catalogue.put(owner, catalogue.add("show", "Lost", 2004, "imdb://tt0411008", key=lost))
    cinema.see(cinema.matrix)
    cinema.rate(cinema.lost, 9.0)
    table = Table()
    long_ago = Watched((datetime(2020, 1, 1, tzinfo=UTC),), 1)
    table.put(_film((TitleIdKind.TMDB, "949")), Values(watched=long_ago, rating=Rating(7.0)))
    table.put(_film((TitleIdKind.IMDB, "tt1160419")), Values(listed=Listed()))
    pilot = Title(
        type=MediaType.EPISODE,
        show_ids=frozenset({TitleId(TitleIdKind.TVDB, "73739")}),
        season=1,
        number=1,
    )
    table.put(pilot, Values(watched=long_ago))

    first, bases = await _run(cinema, table, ())
    assert _said(first) == {
        (Side.LEFT, Action.WATCH),
        (Side.LEFT, Action.RATE),
        (Side.LEFT, Action.LIST),
        (Side.RIGHT, Action.WATCH),
        (Side.RIGHT, Action.RATE),
        (Side.RIGHT, Action.LIST),
    }
    assert cinema.views.plays[cinema.heat.guid] == (1, cinema.now)
    assert cinema.pilot.guid in cinema.views.plays
    assert catalogue.listed(owner, dune)
    assert any(
        one.values.watched and TitleId(TitleIdKind.IMDB, "tt0133093") in one.title.ids
        for one in table.records.values()
    )

    second, bases = await _run(cinema, table, bases)
    assert second == []
    third, bases = await _run(cinema, table, bases)
    assert third == []
    plays = {one.key: one.values.watched for one in table.records.values() if one.values.watched}
    assert all(watched is not None and len(watched.plays) == 1 for watched in plays.values())

    cinema.forget(cinema.heat)
    catalogue.take(owner, dune)
    gone, bases = await _run(cinema, table, bases)
    assert _said(gone) == {(Side.RIGHT, Action.UNWATCH), (Side.RIGHT, Action.UNLIST)}
    assert (await _run(cinema, table, bases))[0] == []


async def test_what_is_taken_back_elsewhere_is_taken_back_here_once(cinema: Cinema) -> None:
    cinema.see(cinema.matrix)
    cinema.rate(cinema.matrix, 8.0)
    table = Table()
    _, bases = await _run(cinema, table, ())
    (key,) = [key for key, one in table.records.items() if one.values.watched is not None]
    table.records[key] = replace(table.records[key], values=Values())
    taken, bases = await _run(cinema, table, bases)
    assert _said(taken) == {(Side.LEFT, Action.UNWATCH), (Side.LEFT, Action.UNRATE)}
    assert cinema.matrix.guid not in cinema.views.plays
    assert cinema.matrix.guid not in cinema.views.ratings
    assert (await _run(cinema, table, bases))[0] == []


async def test_a_removed_file_is_no_unwatch(cinema: Cinema) -> None:
    cinema.see(cinema.matrix)
    table = Table()
    _, bases = await _run(cinema, table, ())
    cinema.plex.library.remove(cinema.matrix)
    plan, bases = await _run(cinema, table, bases)
    assert plan == []
    assert any(one.values.watched for one in table.records.values())


async def test_beginning_again_what_was_seen_adds_no_play(cinema: Cinema) -> None:
    cinema.see(cinema.matrix)
    cinema.pass_by(86_400 * 30)
    table = Table()
    _, bases = await _run(cinema, table, ())
    cinema.stop(cinema.matrix, 900)
    plan, bases = await _run(cinema, table, bases)
    assert plan == []
    cinema.see(cinema.matrix)
    plan, bases = await _run(cinema, table, bases)
    assert _said(plan) == {(Side.RIGHT, Action.WATCH)}
    assert (await _run(cinema, table, bases))[0] == []
