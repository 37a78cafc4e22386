"""The tracker holds what it is told, tells what changed since, and never what it does not know."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from engine.planning.watching.worlds import ANYTHING, Holder, server, tracker as any_tracker
from engine.providers.in_step import InStep, film, ids, operation, told_by
from engine.providers.local.conftest import EVENING
from syncopate.domain.link import Action, Became
from syncopate.domain.watch import (
    Feature,
    Listed,
    MediaType,
    Plays,
    Position,
    Rating,
    Record,
    Title,
    Values,
    Watched,
)
from syncopate.providers.importing import Importing
from syncopate.providers.local.manifest import MANIFEST
from syncopate.providers.local.watching import LocalWatching
from syncopate.providers.watching import WatchAccount

DAY = timedelta(days=1)
ALL = frozenset(Feature)
HEAT = film(imdb="tt0113277", tmdb="949")
RULES = MANIFEST.watch
assert RULES is not None

VALUES: dict[Action, Watched | Position | Rating | Listed] = {
    Action.WATCH: Watched((EVENING, EVENING + DAY), 2),
    Action.PLACE: Position(1234.5, EVENING),
    Action.RATE: Rating(7.5, EVENING),
    Action.LIST: Listed(EVENING),
}
OPPOSITE = {
    Action.WATCH: Action.UNWATCH,
    Action.PLACE: Action.UNPLACE,
    Action.RATE: Action.UNRATE,
    Action.LIST: Action.UNLIST,
}


async def became(tracker: LocalWatching, *args: object) -> Became:
    (outcome,) = await tracker.write([operation(*args)])  # type: ignore[arg-type]
    return outcome.became


def test_it_is_what_use_cases_ask_for(tracker: LocalWatching) -> None:
    assert isinstance(tracker, WatchAccount)
    assert isinstance(tracker, Importing)


@pytest.mark.parametrize("action", VALUES)
async def test_each_write_is_told_as_it_was_written_and_can_be_taken_back(
    tracker: LocalWatching, action: Action
) -> None:
    value = VALUES[action]
    assert await became(tracker, action, HEAT, value) is Became.APPLIED
    (record,) = (await told_by(tracker, ALL)).records
    assert record.key == "movie:1"
    assert record.title == HEAT
    feature = operation(action, HEAT).feature
    assert record.values == Values().having(feature, value)
    assert await became(tracker, action, HEAT, value) is Became.UNCHANGED
    assert await became(tracker, OPPOSITE[action], HEAT, None, record.key) is Became.APPLIED
    assert await became(tracker, OPPOSITE[action], HEAT, None, record.key) is Became.UNCHANGED
    assert (await told_by(tracker, ALL)).records == []


async def test_taking_back_what_is_not_there_makes_nothing(tracker: LocalWatching) -> None:
    assert await became(tracker, Action.UNRATE, HEAT) is Became.UNCHANGED
    assert await became(tracker, Action.UNWATCH, HEAT, None, "movie:7") is Became.UNCHANGED
    assert (await told_by(tracker, ALL)).records == []


async def test_plays_are_added_once_each_and_taken_back_one_by_one(tracker: LocalWatching) -> None:
    await became(tracker, Action.WATCH, HEAT, Watched((EVENING + DAY,)))
    await became(tracker, Action.WATCH, HEAT, Watched((EVENING, EVENING + DAY), 2))
    (record,) = await tracker.records()
    assert record.values.watched == Watched((EVENING, EVENING + DAY), 2)
    assert await became(tracker, Action.UNWATCH, HEAT, Watched((EVENING + 9 * DAY,))) is Became.UNCHANGED
    assert await became(tracker, Action.UNWATCH, HEAT, Watched((EVENING,))) is Became.APPLIED
    (record,) = await tracker.records()
    assert record.values.watched == Watched((EVENING + DAY,))


async def test_seen_without_a_date_is_seen(tracker: LocalWatching) -> None:
    assert await became(tracker, Action.WATCH, HEAT, Watched()) is Became.APPLIED
    assert await became(tracker, Action.WATCH, HEAT, Watched()) is Became.UNCHANGED
    (record,) = await tracker.records()
    assert record.values.watched == Watched()


async def test_who_has_seen_it_to_its_end_is_nowhere_in_it(tracker: LocalWatching) -> None:
    await became(tracker, Action.PLACE, HEAT, Position(900, EVENING))
    await became(tracker, Action.WATCH, HEAT, Watched((EVENING,)))
    (record,) = await tracker.records()
    assert record.values.position is None


async def test_a_title_is_found_by_any_id_of_its_type_and_learns_the_others(tracker: LocalWatching) -> None:
    await became(tracker, Action.RATE, film(imdb="tt0113277"), Rating(8))
    await became(tracker, Action.LIST, HEAT, Listed())
    show = Title(type=MediaType.SHOW, name="Heat", ids=ids(tmdb="949"))
    await became(tracker, Action.LIST, show, Listed())
    await became(tracker, Action.LIST, film(tmdb="949"), Listed())
    first, second = await tracker.records()
    assert (first.title.ids, first.values.rating) == (HEAT.ids, Rating(8))
    assert second.key == "show:2"


async def test_ids_that_speak_against_each_other_are_two_titles(tracker: LocalWatching) -> None:
    await became(tracker, Action.RATE, HEAT, Rating(8))
    await became(tracker, Action.RATE, film(imdb="tt0113277", tmdb="1"), Rating(3))
    first, second = await tracker.records()
    assert (first.values.rating, second.values.rating) == (Rating(8), Rating(3))
    assert first.title.ids == HEAT.ids


async def test_an_override_of_the_user_is_not_remembered_as_an_id(tracker: LocalWatching) -> None:
    """Written by its key, a title without a name in common stays what it was."""
    await became(tracker, Action.RATE, HEAT, Rating(8))
    await became(tracker, Action.RATE, film(tvdb="77"), Rating(5), "movie:1")
    (record,) = await tracker.records()
    assert (record.title.ids, record.values.rating) == (HEAT.ids, Rating(5))


async def test_episodes_are_found_by_their_place_specials_too(tracker: LocalWatching) -> None:
    def episode(season: int, number: int, **named: str) -> Title:
        return Title(
            type=MediaType.EPISODE, show_ids=ids(tvdb="81189"), season=season, number=number, ids=ids(**named)
        )

    await became(tracker, Action.WATCH, episode(0, 1), Watched((EVENING,)))
    await became(tracker, Action.WATCH, episode(1, 1), Watched((EVENING,)))
    await became(tracker, Action.WATCH, episode(1, 1, imdb="tt0959621"), Watched((EVENING + DAY,)))
    special, first = await tracker.records()
    assert special.values.watched == Watched((EVENING,))
    assert first.values.watched == Watched((EVENING, EVENING + DAY), 2)
    assert first.title.ids == ids(imdb="tt0959621")


async def test_an_unchanged_read_tells_nothing_and_a_change_only_itself(tracker: LocalWatching) -> None:
    for number in range(1, 4):
        await became(tracker, Action.RATE, film(f"Film {number}", tmdb=str(number)), Rating(5))
    first = await told_by(tracker, ALL)
    again = await told_by(tracker, ALL, first.cursors)
    assert first.part.whole
    assert (again.part.whole, again.records, again.part.gone) == (False, [], frozenset())
    await became(tracker, Action.WATCH, film(tmdb="2"), Watched((EVENING,)))
    await became(tracker, Action.UNRATE, film(tmdb="3"))
    changed = await told_by(tracker, ALL, first.cursors)
    (record,) = changed.records
    assert (record.key, record.values.rating, changed.part.gone) == ("movie:2", Rating(5), {"movie:3"})
    assert (await told_by(tracker, ALL, first.cursors, whole=True)).part.whole


async def test_what_comes_again_has_its_key_again(tracker: LocalWatching) -> None:
    await became(tracker, Action.RATE, HEAT, Rating(5))
    await became(tracker, Action.UNRATE, HEAT)
    await became(tracker, Action.LIST, film(tmdb="1"), Listed())
    await became(tracker, Action.RATE, HEAT, Rating(6))
    assert [each.key for each in await tracker.records()] == ["movie:1", "movie:2"]


async def test_of_one_feature_only_that_is_told(tracker: LocalWatching) -> None:
    await became(tracker, Action.RATE, HEAT, Rating(5))
    await became(tracker, Action.LIST, film(tmdb="1"), Listed())
    told = await told_by(tracker, {Feature.WATCHLIST})
    assert [each.values for each in told.records] == [Values(listed=Listed())]
    await became(tracker, Action.LIST, HEAT, Listed())
    changed = await told_by(tracker, {Feature.WATCHLIST}, told.cursors)
    assert [each.values for each in changed.records] == [Values(listed=Listed())]
    # A feature that was never read has no cursor: then all is told.
    assert (await told_by(tracker, {Feature.WATCHLIST, Feature.RATINGS}, told.cursors)).part.whole


@pytest.mark.parametrize("cursor", ["", "x", "x:1", "{mark}:", "{mark}:99", "{mark}:-1", "{mark}:1:2"])
async def test_cursors_of_other_files_are_none(tracker: LocalWatching, cursor: str) -> None:
    await became(tracker, Action.RATE, HEAT, Rating(5))
    mark = (await told_by(tracker, ALL)).cursors[Feature.RATINGS].split(":")[0]
    given = dict.fromkeys(ALL, cursor.replace("{mark}", mark))
    told = await told_by(tracker, ALL, given)
    assert told.part.whole
    assert len(told.records) == 1


async def test_changes_add_up_to_what_a_whole_read_tells(tracker: LocalWatching) -> None:
    """Random writes: the view kept by changes is the one that is read anew."""
    random = Random(7)
    view: dict[str, Record] = {}
    cursors: dict[Feature, str] = {}
    for _ in range(60):
        action = random.choice([*VALUES, *OPPOSITE.values()])
        title = film(tmdb=str(random.randint(1, 6)))
        await became(tracker, action, title, VALUES.get(action))
        if random.random() < 0.5:
            told = await told_by(tracker, ALL, cursors)
            view = {} if told.part.whole else view
            view |= {each.key: each for each in told.records}
            view = {key: each for key, each in view.items() if key not in told.part.gone}
            cursors = told.cursors
            whole = await told_by(tracker, ALL)
            assert view == {each.key: each for each in whole.records}


@pytest.mark.parametrize("damage", ["bytes", "folder", "newer", "value"])
async def test_a_damaged_file_is_not_an_empty_one(
    tracker: LocalWatching, tmp_path: Path, damage: str
) -> None:
    await became(tracker, Action.RATE, HEAT, Rating(5))
    cursors = (await told_by(tracker, ALL)).cursors
    file = tmp_path / "storage" / "watched.sqlite"
    if damage in {"bytes", "folder"}:
        for each in file.parent.iterdir():
            each.unlink()
    if damage == "bytes":
        file.write_bytes(b"no database" * 1000)
    elif damage == "folder":
        file.mkdir()
    else:
        with sqlite3.connect(file) as database:
            statement = "PRAGMA user_version = 9" if damage == "newer" else "UPDATE titles SET rating = '{}'"
            database.execute(statement)
        database.close()
    for given in ({}, cursors):
        told = await told_by(tracker, ALL, given, whole=True)
        assert told.part.missing is not None
        assert told.records == []
    assert (await tracker.check()).ok is (damage == "value")
    (outcome,) = await tracker.write([operation(Action.RATE, HEAT, Rating(3), "movie:1")])
    assert outcome.became is Became.FAILED
    assert outcome.reason in {"write_failed", "database_newer"}


async def test_a_batch_is_written_whole_or_not_at_all(tracker: LocalWatching, tmp_path: Path) -> None:
    await became(tracker, Action.RATE, HEAT, Rating(5))
    cursors = (await told_by(tracker, ALL)).cursors
    with closing(sqlite3.connect(tmp_path / "storage" / "watched.sqlite")) as database:
        database.execute(
            "CREATE TRIGGER refusing BEFORE INSERT ON titles WHEN NEW.title LIKE '%Odd%'"
            " BEGIN SELECT RAISE(ABORT, 'refused'); END"
        )
    good, odd = film("Good", tmdb="1"), film("Odd", tmdb="2")
    batch = [operation(Action.RATE, each, Rating(3)) for each in (good, odd)]
    assert {each.became for each in await tracker.write(batch)} == {Became.FAILED}
    again = await told_by(tracker, ALL, cursors)
    assert (again.part.whole, again.records) == (False, [])


async def test_names_of_files_that_are_no_text(tracker: LocalWatching) -> None:
    title = Title(type=MediaType.MOVIE, path="/films/\udce4.mkv")
    await became(tracker, Action.RATE, title, Rating(5))
    assert await became(tracker, Action.RATE, title, Rating(6)) is Became.APPLIED
    (record,) = await tracker.records()
    assert record.title == title


async def test_a_rating_out_of_the_scale_does_not_make_the_file_unreadable(tracker: LocalWatching) -> None:
    await became(tracker, Action.RATE, HEAT, Rating(0.2))
    (record,) = await tracker.records()
    assert record.values.rating == Rating(1)


class TestInStep:
    """With another account, by the planner."""

    async def test_with_a_server(self, tracker: LocalWatching) -> None:
        plex = Holder(server(Plays.LAST))
        world = InStep(tracker, RULES, plex, batch=MANIFEST.watch_batch)
        thing = plex.put(HEAT, world.now)
        thing.plays, thing.rating = [EVENING], Rating(8, EVENING)
        episode = Title(
            type=MediaType.EPISODE, show_ids=ids(tvdb="81189"), season=0, number=1, name="Special"
        )
        plex.put(episode, world.now).position = Position(600, EVENING)
        assert len(await world.sync()) == 3
        assert {each.became for each in world.outcomes} == {Became.APPLIED}
        assert await world.sync() == []
        thing.plays = []
        (undone,) = await world.sync()
        assert undone.action is Action.UNWATCH
        assert await world.sync() == []
        first = next(each for each in await tracker.records() if each.title.type is MediaType.MOVIE)
        assert (first.values.watched, first.values.rating) == (None, Rating(8, EVENING))

    async def test_with_another_tracker_and_back(self, tracker: LocalWatching) -> None:
        other = Holder(any_tracker(holds=ANYTHING))
        world = InStep(tracker, RULES, other, batch=MANIFEST.watch_batch)
        await became(tracker, Action.WATCH, HEAT, Watched((EVENING, EVENING + DAY), 2))
        await became(tracker, Action.LIST, film("Ronin", 1998, tmdb="8195"), Listed(EVENING))
        assert len(await world.sync()) == 2
        assert await world.sync() == []
        (seen,) = [each for each in other.things.values() if each.plays]
        seen.plays.append(EVENING + 5 * DAY)
        (added,) = await world.sync()
        assert (added.action, await world.sync()) == (Action.WATCH, [])
        await became(tracker, Action.UNLIST, film(tmdb="8195"))
        (gone,) = await world.sync()
        assert (gone.action, await world.sync()) == (Action.UNLIST, [])
        await became(tracker, Action.UNWATCH, HEAT, Watched((EVENING,)))
        (gone,) = await world.sync()
        assert (gone.action, await world.sync()) == (Action.UNWATCH, [])
        assert seen.plays == [EVENING + DAY, EVENING + 5 * DAY]

    @pytest.mark.parametrize(
        "title",
        [
            replace(film(), path="/films/Heat.mkv"),
            replace(film("Holiday", None), path="/films/Holiday.mkv"),
            Title(type=MediaType.EPISODE, show_ids=ids(tvdb="81797"), absolute=1071, name="Far"),
            Title(type=MediaType.EPISODE, show_ids=ids(tvdb="81797"), aired=EVENING.date()),
            Title(type=MediaType.EPISODE, show_name="Home", season=1, number=2, path="/home/2.mkv"),
        ],
        ids=["film", "no year", "absolute", "by its day", "by its file"],
    )
    async def test_any_title_that_has_a_name(self, tracker: LocalWatching, title: Title) -> None:
        other = Holder(server(Plays.LAST))
        world = InStep(tracker, RULES, other, batch=MANIFEST.watch_batch)
        thing = other.put(title, world.now)
        thing.plays = [EVENING]
        (added,) = await world.sync()
        assert (added.keys, added.action) == ((), Action.WATCH)
        assert {each.became for each in world.outcomes} == {Became.APPLIED}
        assert await world.sync() == []
        (record,) = await tracker.records()
        assert record.values.watched == Watched((EVENING,))
        await tracker.bring_in([record])
        assert len(await tracker.records()) == 1
        thing.plays = []
        (undone,) = (await world.plan()).plan.operations
        assert (undone.action, undone.keys) == (Action.UNWATCH, (record.key,))
        await tracker.write([undone])
        assert not await tracker.records()
        assert (await world.plan()).plan.operations == ()

    async def test_a_film_without_ids_whose_file_was_moved(self, tracker: LocalWatching) -> None:
        other = Holder(server(Plays.LAST))
        world = InStep(tracker, RULES, other, batch=MANIFEST.watch_batch)
        thing = other.put(replace(film(), path="/films/Heat.mkv"), world.now)
        thing.plays = [EVENING]
        await world.sync()
        world.bases = []
        thing.title = replace(thing.title, path="/other/Heat (1995).mkv")
        await world.sync()
        assert await world.sync() == []
        assert len(await tracker.records()) == 1

    async def test_what_no_run_could_know_again_stays_without_counterpart(
        self, tracker: LocalWatching
    ) -> None:
        other = Holder(server(Plays.LAST))
        world = InStep(tracker, RULES, other, batch=MANIFEST.watch_batch)
        for title in (Title(type=MediaType.EPISODE, show_name="Home", number=2, path="/2"), film()):
            other.put(title, world.now).plays = [EVENING]
        await world.sync()
        assert not await tracker.records()


async def test_halves_of_letters_in_names_do_not_come_in(tracker: LocalWatching) -> None:
    await became(tracker, Action.RATE, film("Sur\ud800rogate", imdb="tt0986263"), Rating(5))
    (record,) = await tracker.records()
    assert record.title.name == "Sur\ufffdrogate"
    await became(tracker, Action.RATE, film("Sur\ud800rogate", 2009), Rating(5))
    await became(tracker, Action.RATE, film("Sur\ud800rogate", 2009), Rating(6))
    assert len(await tracker.records()) == 2
