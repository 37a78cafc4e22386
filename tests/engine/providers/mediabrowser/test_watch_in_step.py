"""An account kept in step with one in memory: what is written, and that nothing comes back as news."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib import import_module
from typing import Any

import pytest
from engine.planning.watching.worlds import Holder, tracker
from engine.providers.in_step import InStep
from engine.providers.mediabrowser.cinema import LONG_AGO, SECOND
from fakes.mediabrowser.videos import mark_unplayed
from syncopate.domain.link import Action, WatchOperation
from syncopate.domain.watch import Listed, MediaType, Position, Title, TitleId, TitleIdKind

AT = datetime(2024, 11, 3, 20, 15, 42, tzinfo=UTC)
HEAT = Title(type=MediaType.MOVIE, ids=frozenset({TitleId(TitleIdKind.TMDB, "949")}), name="Heat", year=1995)
FIRST = Title(
    type=MediaType.EPISODE,
    show_ids=frozenset({TitleId(TitleIdKind.TVDB, "334824")}),
    show_name="Dark",
    season=1,
    number=1,
)
DARK = Title(type=MediaType.SHOW, ids=frozenset({TitleId(TitleIdKind.TVDB, "334824")}), name="Dark")


def done(operations: Sequence[WatchOperation]) -> set[tuple[str, Action]]:
    return {(one.side.value, one.action) for one in operations}


@pytest.fixture
def linked(cinema: Any) -> InStep:
    manifest = import_module(f"syncopate.providers.{cinema.house.domain}.manifest").MANIFEST
    return InStep(
        account=cinema.account, rules=manifest.watch, other=Holder(tracker()), batch=manifest.watch_batch
    )


async def test_what_a_tracker_knows_comes_to_the_server_once(cinema: Any, linked: InStep) -> None:
    linked.other.put(HEAT, LONG_AGO).plays = [AT]
    linked.other.put(FIRST, LONG_AGO).position = Position(900.0, AT)
    linked.other.put(DARK, LONG_AGO).listed = Listed(AT)
    expected = {("left", Action.WATCH), ("left", Action.PLACE), ("left", Action.LIST)}
    assert done(await linked.sync()) == expected
    assert cinema.data(cinema.heat).last_played == AT
    assert cinema.data(cinema.first).position == 900 * SECOND
    assert cinema.data(cinema.show).favorite
    for _ in range(2):
        assert not await linked.sync()
    assert cinema.data(cinema.heat).plays == 1


async def test_what_the_server_knows_comes_to_a_tracker_once(cinema: Any, linked: InStep) -> None:
    cinema.see(cinema.heat, AT)
    cinema.data(cinema.first).position = 900 * SECOND
    cinema.house.like(cinema.user, cinema.show)
    expected = {("right", Action.WATCH), ("right", Action.PLACE), ("right", Action.LIST)}
    assert done(await linked.sync()) == expected
    found = linked.other.find(HEAT)
    assert found is not None
    assert found.plays == [AT]
    for _ in range(2):
        assert not await linked.sync()


async def test_what_is_taken_back_at_the_server_is_taken_back_once(cinema: Any, linked: InStep) -> None:
    cinema.see(cinema.heat, AT)
    await linked.sync()
    mark_unplayed(cinema.data(cinema.heat), cinema.fake.now())
    cinema.fake.catalog.touch()
    assert done(await linked.sync()) == {("right", Action.UNWATCH)}
    assert not await linked.sync()


async def test_what_is_taken_back_at_the_tracker_is_taken_back_once(cinema: Any, linked: InStep) -> None:
    thing = linked.other.put(HEAT, LONG_AGO)
    thing.plays, thing.listed = [AT], Listed(AT)
    await linked.sync()
    linked.other.things.clear()
    assert done(await linked.sync()) == {("left", Action.UNWATCH), ("left", Action.UNLIST)}
    assert not cinema.data(cinema.heat).played
    assert not cinema.data(cinema.heat).favorite
    assert not await linked.sync()


async def test_a_rewatch_at_the_server_takes_nothing_back(cinema: Any, linked: InStep) -> None:
    cinema.see(cinema.heat, AT)
    await linked.sync()
    cinema.fake.playing.start(cinema.user, cinema.heat)
    cinema.fake.playing.reach(3000 * SECOND)
    cinema.fake.playing.stop()
    assert done(await linked.sync()) == {("right", Action.PLACE)}
    assert not await linked.sync()
    # Seen to its end: one more play.
    cinema.fake.playing.start(cinema.user, cinema.heat, position=3000 * SECOND)
    cinema.fake.playing.reach(5900 * SECOND)
    cinema.fake.playing.stop()
    assert done(await linked.sync()) == {("right", Action.WATCH)}
    found = linked.other.find(HEAT)
    assert found is not None
    assert len(found.plays) == 2
    assert not await linked.sync()


async def test_a_look_into_what_was_seen_takes_nothing_back(cinema: Any, linked: InStep) -> None:
    cinema.see(cinema.heat, AT)
    await linked.sync()
    cinema.fake.playing.start(cinema.user, cinema.heat)
    cinema.fake.playing.reach(60 * SECOND)
    cinema.fake.playing.stop()
    assert cinema.data(cinema.heat).position == 0
    for _ in range(2):
        assert ("right", Action.UNWATCH) not in done(await linked.sync())
    found = linked.other.find(HEAT)
    assert found is not None
    assert AT in found.plays


async def test_a_rewatch_elsewhere_leaves_what_was_seen(cinema: Any, linked: InStep) -> None:
    thing = linked.other.put(HEAT, LONG_AGO)
    thing.plays = [AT]
    await linked.sync()
    thing.position = Position(1800.0, datetime.now(UTC) + timedelta(minutes=3))
    assert done(await linked.sync()) == {("left", Action.PLACE)}
    data = cinema.data(cinema.heat)
    assert (data.played, data.last_played, data.position) == (True, AT, 1800 * SECOND)
    assert not await linked.sync()
    thing.position = Position(2400.0, datetime.now(UTC) + timedelta(minutes=9))
    assert done(await linked.sync()) == {("left", Action.PLACE)}
    assert cinema.data(cinema.heat).position == 2400 * SECOND
    assert not await linked.sync()


async def test_a_place_can_go_back(cinema: Any, linked: InStep) -> None:
    thing = linked.other.put(HEAT, LONG_AGO)
    thing.position = Position(1800.0, AT)
    await linked.sync()
    thing.position = Position(600.0, datetime.now(UTC) + timedelta(minutes=3))
    assert done(await linked.sync()) == {("left", Action.PLACE)}
    assert cinema.data(cinema.heat).position == 600 * SECOND
    assert not await linked.sync()


async def test_a_failed_read_takes_nothing_back(cinema: Any, linked: InStep) -> None:
    cinema.see(cinema.heat, AT)
    cinema.see(cinema.first, AT)
    await linked.sync()
    cinema.fake.access.sessions.clear()
    assert not await linked.sync()
    assert len(linked.other.things) == 2


async def test_a_file_of_two_episodes_is_seen_once_both_were(cinema: Any, linked: InStep) -> None:
    file = cinema.fake.shelf.episode(cinema.show, 2, 1, end=2, at=LONG_AGO)
    titles = [replace(FIRST, season=2, number=number) for number in (1, 2)]
    linked.other.put(titles[0], LONG_AGO).plays = [AT]
    assert not await linked.sync()
    assert not cinema.data(file).played
    linked.other.put(titles[1], LONG_AGO).plays = [AT + timedelta(hours=1)]
    assert done(await linked.sync()) == {("left", Action.WATCH)}
    data = cinema.data(file)
    assert (data.plays, data.last_played) == (1, AT + timedelta(hours=1))
    assert not await linked.sync()
    # One of them taken back takes the file back, and leaves the other where it is.
    linked.other.things = {key: one for key, one in linked.other.things.items() if one.title != titles[0]}
    assert done(await linked.sync()) == {("left", Action.UNWATCH)}
    assert not data.played
    for _ in range(2):
        assert not await linked.sync()
    assert [one.title.number for one in linked.other.things.values()] == [2]


async def test_a_file_of_several_episodes_marks_each(cinema: Any, linked: InStep) -> None:
    file = cinema.fake.shelf.episode(cinema.show, 2, 1, end=7, at=LONG_AGO)
    cinema.see(file, AT)
    assert done(await linked.sync()) == {("right", Action.WATCH)}
    told = sorted((one.title.number or 0, one.plays) for one in linked.other.things.values())
    assert told == [(number, [AT]) for number in range(1, 8)]
    assert not await linked.sync()
