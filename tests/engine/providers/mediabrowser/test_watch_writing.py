"""Writing what a user has seen, is in the middle of, likes and rates."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from engine.providers.mediabrowser.cinema import LONG_AGO, SECOND
from syncopate.domain.link import Action, Became
from syncopate.domain.watch import Listed, Position, Rating, Watched

AT = datetime(2024, 11, 3, 20, 15, 42, tzinfo=UTC)


async def test_a_play_with_its_date(cinema: Any) -> None:
    cinema.data(cinema.heat).position = 900 * SECOND
    there = AT.astimezone(timezone(timedelta(hours=5)))
    assert (await cinema.write(Action.WATCH, Watched((there,)), cinema.heat)).became is Became.APPLIED
    data = cinema.data(cinema.heat)
    assert (data.played, data.last_played, data.plays, data.position) == (True, AT, 1, 0)
    assert not cinema.data(cinema.heat, cinema.house.guest).played


async def test_a_play_without_a_date_is_stamped(cinema: Any) -> None:
    assert (await cinema.write(Action.WATCH, Watched(), cinema.first)).became is Became.APPLIED
    data = cinema.data(cinema.first)
    assert data.played
    assert abs(data.last_played - datetime.now(UTC)) < timedelta(minutes=1)


async def test_of_several_plays_the_last_counts(cinema: Any) -> None:
    await cinema.write(Action.WATCH, Watched((LONG_AGO, AT), 2), cinema.heat)
    assert cinema.data(cinema.heat).last_played == AT


async def test_what_was_seen_is_taken_back(cinema: Any) -> None:
    cinema.see(cinema.heat, LONG_AGO)
    assert (await cinema.write(Action.UNWATCH, None, cinema.heat)).became is Became.APPLIED
    data = cinema.data(cinema.heat)
    assert (data.played, data.last_played, data.plays) == (False, None, 0)


async def test_a_place_and_one_before_it(cinema: Any) -> None:
    for seconds in (900.0, 300.5):
        outcome = await cinema.write(Action.PLACE, Position(seconds, AT), cinema.heat)
        assert outcome.became is Became.APPLIED
        data = cinema.data(cinema.heat)
        assert (data.position, data.last_played, data.played) == (round(seconds * SECOND), AT, False)


async def test_a_place_leaves_all_else_as_it_is(cinema: Any) -> None:
    cinema.see(cinema.heat, LONG_AGO)
    cinema.house.like(cinema.user, cinema.heat)
    cinema.data(cinema.heat).rating = 8.0
    await cinema.write(Action.PLACE, Position(600.0, AT), cinema.heat, again=True)
    data = cinema.data(cinema.heat)
    assert (data.position, data.played, data.favorite, data.rating, data.plays) == (
        600 * SECOND,
        True,
        True,
        8.0,
        1,
    )
    # It was seen then, and that it is seen once more does not change it.
    assert data.last_played == LONG_AGO
    assert (await cinema.write(Action.UNPLACE, None, cinema.heat)).became is Became.APPLIED
    assert (data.played, cinema.data(cinema.heat).position) == (True, 0)
    assert cinema.data(cinema.heat).last_played == LONG_AGO


@pytest.mark.parametrize("domain", ["emby"], indirect=True)
async def test_emby_is_not_told_what_it_says_already(cinema: Any) -> None:
    cinema.data(cinema.heat).position = 600 * SECOND
    assert (await cinema.write(Action.PLACE, Position(600.0), cinema.heat)).became is Became.UNCHANGED
    assert not cinema.fake.wire.asked("POST")


async def test_what_is_liked_and_no_longer(cinema: Any) -> None:
    assert (await cinema.write(Action.LIST, Listed(), cinema.show)).became is Became.APPLIED
    assert cinema.data(cinema.show).favorite
    assert (await cinema.write(Action.UNLIST, None, cinema.show)).became is Became.APPLIED
    assert not cinema.data(cinema.show).favorite


@pytest.mark.parametrize("domain", ["jellyfin"], indirect=True)
async def test_ratings(cinema: Any) -> None:
    assert (await cinema.write(Action.RATE, Rating(7.3), cinema.show)).became is Became.APPLIED
    assert cinema.data(cinema.show).rating == 7.3
    assert (await cinema.write(Action.UNRATE, None, cinema.show)).became is Became.APPLIED
    assert cinema.data(cinema.show).rating is None


@pytest.mark.parametrize("domain", ["emby"], indirect=True)
async def test_ratings_of_emby_are_refused(cinema: Any) -> None:
    assert (await cinema.write(Action.RATE, Rating(7.0), cinema.heat)).became is Became.FAILED
    assert not cinema.fake.wire.asked("POST")


_VALUES = {
    Action.WATCH: Watched((AT,)),
    Action.UNWATCH: None,
    Action.PLACE: Position(600.0, AT),
    Action.UNPLACE: None,
    Action.LIST: Listed(),
    Action.UNLIST: None,
}


@pytest.mark.parametrize("action", _VALUES)
async def test_what_is_not_there_is_unresolved(cinema: Any, action: Action) -> None:
    cinema.fake.shelf.remove(cinema.heat)
    cinema.data(cinema.ran).position = SECOND
    operations = [cinema.operation(action, _VALUES[action], one) for one in (cinema.heat, cinema.ran)]
    outcomes = await cinema.account.write(operations)
    assert [one.became for one in outcomes] == [Became.UNRESOLVED, Became.APPLIED]
    # No record at all: it takes only what it has.
    assert (await cinema.write(action, _VALUES[action])).became is Became.UNRESOLVED


async def test_all_files_of_a_title_are_written_to(cinema: Any) -> None:
    other = cinema.fake.shelf.movie(cinema.films, "Heat (4K)", {"Tmdb": "949"}, at=LONG_AGO)
    gone = cinema.fake.shelf.movie(cinema.films, "Heat (SD)", {"Tmdb": "949"}, at=LONG_AGO)
    cinema.fake.shelf.remove(gone)
    outcome = await cinema.write(Action.WATCH, Watched((AT,)), cinema.heat, other, gone)
    assert outcome.became is Became.APPLIED
    assert cinema.data(cinema.heat).played
    assert cinema.data(other).played


async def test_a_key_writes_for_whom_it_was_entered(cinema: Any) -> None:
    cinema.account = cinema.account_of(cinema.user, key=True)
    await cinema.write(Action.WATCH, Watched((AT,)), cinema.heat)
    await cinema.write(Action.PLACE, Position(600.0, AT), cinema.first)
    await cinema.write(Action.LIST, Listed(), cinema.ran)
    assert cinema.data(cinema.heat).played
    assert cinema.data(cinema.first).position == 600 * SECOND
    assert cinema.data(cinema.ran).favorite
    assert not cinema.house.admin.data


async def test_what_was_not_kept_is_no_success(cinema: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"fakes.{cinema.house.domain}.marks.mark_played", lambda *_: None)
    outcome = await cinema.write(Action.WATCH, Watched((AT,)), cinema.heat)
    assert outcome.became is Became.FAILED
    assert outcome.reason == "write_not_kept"
