"""Each time that something was seen: what rows tell, what marks and glances do not, and how little is asked."""

import json
import logging
import zlib
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from engine.providers.plex.seen import Cinema, Read
from fakes.plex.media import Kind
from fakes.serving import Fault
from syncopate.domain.watch import Feature, Watched
from syncopate.providers.plex import plays
from syncopate.providers.plex.reading_cursor import cursor_in

PLAYED = frozenset({Feature.HISTORY, Feature.PROGRESS})
HISTORY = "/status/sessions/history/all"
DAY = 86_400


def _watched(read: Read, item: Any) -> Watched:
    watched = read.of(item).values.watched
    assert watched is not None
    return watched


def _stamps(read: Read, item: Any) -> Any:
    """Return when something was seen, which is the same as what is two seconds away: a test takes its time."""
    return pytest.approx([int(play.timestamp()) for play in _watched(read, item).plays], abs=2)


def _asked(read: Read) -> int:
    return len([one for one in read.asked if one.endswith(HISTORY)])


def _seen_for_days(cinema: Cinema, item: Any, count: int) -> list[int]:
    """Have something seen once a day until now; return when that was."""
    for _ in range(count):
        cinema.pass_by(DAY)
        cinema.see(item)
    return [one.at for one in cinema.plex.server.history if one.guid == item.guid]


@pytest.mark.parametrize("which", ["matrix", "pilot"])
async def test_each_time_is_told_with_its_date(cinema: Cinema, which: str) -> None:
    item = getattr(cinema, which)
    times = _seen_for_days(cinema, item, 3)
    read = await cinema.read(PLAYED)
    assert _stamps(read, item) == times
    assert _watched(read, item).count == 3


async def test_a_play_that_came_is_told_with_those_before(cinema: Cinema) -> None:
    times = _seen_for_days(cinema, cinema.matrix, 2)
    cinema.pass_by(DAY)
    first = await cinema.read(PLAYED)
    cinema.see(cinema.matrix)
    second = await cinema.read(PLAYED, first)
    assert [one.key for one in second.part(Feature.HISTORY).records] == [str(cinema.matrix.key)]
    assert _stamps(second, cinema.matrix) == [*(one - DAY for one in times), cinema.now]
    assert _asked(second) == 2
    third = await cinema.read(PLAYED, second)
    assert (third.part(Feature.HISTORY).records, _asked(third)) == ((), 1)


async def test_where_nothing_changed_one_request_more_tells_it(cinema: Cinema) -> None:
    _seen_for_days(cinema, cinema.matrix, 5)
    first = await cinema.read(PLAYED)
    again = await cinema.read(PLAYED, first)
    assert (again.part(Feature.HISTORY).records, len(again.asked), _asked(again)) == ((), 5, 1)
    ratings = frozenset({Feature.RATINGS})
    assert _asked(await cinema.read(ratings)) == 0


async def test_a_mark_by_hand_is_a_play_without_a_row(cinema: Cinema) -> None:
    (time,) = _seen_for_days(cinema, cinema.matrix, 1)
    cinema.pass_by(DAY)
    cinema.mark(cinema.matrix)
    cinema.mark(cinema.heat)
    read = await cinema.read(PLAYED)
    assert (_stamps(read, cinema.matrix), _watched(read, cinema.matrix).count) == (
        [time - DAY, cinema.now],
        2,
    )
    assert _stamps(read, cinema.heat) == [cinema.now]


async def test_rows_that_are_gone_leave_the_last_time(cinema: Cinema) -> None:
    times = _seen_for_days(cinema, cinema.matrix, 3)
    del cinema.plex.server.history[1:]
    read = await cinema.read(PLAYED)
    assert (_stamps(read, cinema.matrix), _watched(read, cinema.matrix).count) == ([times[0], times[2]], 3)
    cinema.plex.server.history.clear()
    read = await cinema.read(PLAYED)
    assert (_stamps(read, cinema.matrix), _watched(read, cinema.matrix).count) == ([times[2]], 3)


async def test_what_was_taken_back_keeps_its_rows_and_they_do_not_count(cinema: Cinema) -> None:
    _seen_for_days(cinema, cinema.matrix, 3)
    cinema.pass_by(DAY)
    first = await cinema.read(PLAYED)
    cinema.forget(cinema.matrix)
    second = await cinema.read(PLAYED, first)
    assert second.of(cinema.matrix).values.watched is None
    cinema.see(cinema.matrix)
    third = await cinema.read(PLAYED, second)
    assert (
        third.of(cinema.matrix).values.watched == (await cinema.read(PLAYED)).of(cinema.matrix).values.watched
    )
    assert (_stamps(third, cinema.matrix), _watched(third, cinema.matrix).count) == ([cinema.now], 1)
    cinema.forget(cinema.matrix)
    fourth = await cinema.read(PLAYED, third)
    cinema.pass_by(DAY)
    cinema.mark(cinema.matrix)
    assert _stamps(await cinema.read(PLAYED, fourth), cinema.matrix) == [cinema.now]


@pytest.mark.parametrize(("late", "one"), [(0, True), (800, True), (4_000, True), (4_200, False)])
async def test_playing_on_to_the_very_end_is_no_other_play(cinema: Cinema, late: int, one: bool) -> None:
    """A row is written when enough was seen; the last time moves on with what is played after it."""
    cinema.see(cinema.matrix)
    cinema.pass_by(DAY)
    count, row = cinema.views.plays[cinema.matrix.guid]
    cinema.views.plays[cinema.matrix.guid] = (count + 1, row + late)
    assert _stamps(await cinema.read(PLAYED), cinema.matrix) == ([row] if one else [row, row + late])


async def test_what_is_begun_again_keeps_when_it_was_seen(cinema: Cinema) -> None:
    (time,) = _seen_for_days(cinema, cinema.matrix, 1)
    cinema.pass_by(DAY)
    cinema.stop(cinema.matrix, 900)
    values = (await cinema.read(PLAYED)).of(cinema.matrix).values
    assert values.watched == Watched((datetime.fromtimestamp(time - DAY, UTC),), 1)
    assert values.position is not None
    assert values.position.seconds == 900.0


async def test_pages_lead_on(cinema: Cinema, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plays, "PAGE", 4)
    times = _seen_for_days(cinema, cinema.matrix, 11)
    more = _seen_for_days(cinema, cinema.pilot, 2)
    read = await cinema.read(PLAYED)
    assert _stamps(read, cinema.matrix) == [one - 2 * DAY for one in times]
    assert _stamps(read, cinema.pilot) == more
    assert _asked(read) == 3 + 1


async def test_rows_removed_meanwhile_have_all_read_again(
    cinema: Cinema, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plays, "PAGE", 4)
    _seen_for_days(cinema, cinema.matrix, 9)

    def remove(moment: str, request: Any) -> None:
        if request.path == HISTORY and moment == "after":
            del cinema.plex.server.history[:1]

    cinema.plex.wire.watch = remove
    assert (await cinema.read(PLAYED)).part(Feature.HISTORY).missing is not None


async def test_a_play_that_comes_while_all_is_read_is_told_once(cinema: Cinema) -> None:
    cinema.see(cinema.matrix)
    cinema.pass_by(DAY)
    times = [cinema.now - DAY, cinema.now]
    seen = False

    def see(moment: str, request: Any) -> None:
        nonlocal seen
        if moment == "before" and request.path == "/library/sections/1/all" and not seen:
            seen = True
            cinema.see(cinema.matrix)

    cinema.plex.wire.watch = see
    first = await cinema.read(PLAYED)
    assert _stamps(first, cinema.matrix) == times
    second = await cinema.read(PLAYED, first)
    assert _stamps(second, cinema.matrix) == times


async def test_plays_of_others_of_music_and_of_what_is_gone_are_not_told(cinema: Cinema) -> None:
    server, kim = cinema.plex.server, cinema.house.child()
    gone = cinema.plex.library.add_film(cinema.plex.films, "Gone")
    track = next(iter(cinema.plex.music.of(Kind.TRACK).values()))
    cinema.see(cinema.matrix)
    server.see(kim, cinema.matrix)
    server.see(kim, cinema.heat)
    cinema.see(gone)
    cinema.see(track)
    cinema.plex.library.remove(gone)
    mine = await cinema.read(PLAYED)
    assert (_watched(mine, cinema.matrix).count, len(_watched(mine, cinema.matrix).plays)) == (1, 1)
    assert mine.of(cinema.heat).values.watched is None
    (query, *_) = [dict(one.query) for one in cinema.plex.wire.journal if one.path == HISTORY]
    assert query["accountID"] == "1"
    theirs = await cinema.read(PLAYED, token=kim.token, server_token=server.token_of(kim), user_id=kim.uuid)
    assert len(_watched(theirs, cinema.heat).plays) == 1
    assert dict(cinema.plex.wire.journal[-1].query).get("accountID", str(kim.id)) == str(kim.id)


@pytest.mark.parametrize("fault", [Fault.FORBIDDEN, Fault.NOT_FOUND])
async def test_who_has_no_right_goes_on_with_the_last_time_and_is_told_once(
    cinema: Cinema, caplog: pytest.LogCaptureFixture, fault: Fault
) -> None:
    times = _seen_for_days(cinema, cinema.matrix, 3)
    cinema.house.fail(fault, HISTORY)
    first = await cinema.read(PLAYED)
    second = await cinema.read(PLAYED, first)
    assert (first.part(Feature.HISTORY).missing, second.part(Feature.HISTORY).missing) == (None, None)
    assert second.part(Feature.HISTORY).records == ()
    assert (_stamps(first, cinema.matrix), _watched(first, cinema.matrix).count) == (times[-1:], 3)
    said = [
        one for one in caplog.records if one.levelno == logging.WARNING and "last time" in one.getMessage()
    ]
    assert len(said) == 1
    # With the right, all is told.
    cinema.house.heal()
    third = await cinema.read(PLAYED, second)
    assert _stamps(third, cinema.matrix) == times


async def test_a_user_who_may_not_see_plays_is_read_all_the_same(cinema: Cinema) -> None:
    kim, server = cinema.house.child(), cinema.plex.server
    server.without_history.add(kim.id)
    server.see(kim, cinema.heat)
    read = await cinema.read(PLAYED, token=kim.token, server_token=server.token_of(kim), user_id=kim.uuid)
    assert read.part(Feature.HISTORY).missing is None
    assert len(_watched(read, cinema.heat).plays) == 1


async def test_a_right_that_is_lost_for_a_while_loses_no_play(cinema: Cinema) -> None:
    _seen_for_days(cinema, cinema.matrix, 2)
    cinema.pass_by(DAY)
    first = await cinema.read(PLAYED)
    cinema.house.fail(Fault.FORBIDDEN, HISTORY)
    cinema.see(cinema.matrix)
    second = await cinema.read(PLAYED, first)
    assert _stamps(second, cinema.matrix) == [cinema.now]
    cinema.house.heal()
    third = await cinema.read(PLAYED, second)
    assert len(_watched(third, cinema.matrix).plays) == 3
    assert (await cinema.read(PLAYED, third)).part(Feature.HISTORY).records == ()


@pytest.mark.parametrize(
    "fault", [Fault.SERVER_ERROR, Fault.TOO_MANY, Fault.DROPPED, Fault.HTML, Fault.BROKEN, Fault.EMPTY_PAGE]
)
@pytest.mark.parametrize("again", [False, True])
async def test_plays_that_cannot_be_read_now_are_no_plays_that_are_not_there(
    cinema: Cinema, fault: Fault, again: bool
) -> None:
    cinema.see(cinema.matrix)
    before = await cinema.read(PLAYED) if again else None
    cinema.house.fail(fault, HISTORY, retry_after="0")
    part = (await cinema.read(PLAYED, before)).part(Feature.HISTORY)
    assert part.missing is not None
    assert part.cursor is None


async def test_without_plex_tv_the_server_tells_who_rules_it(cinema: Cinema) -> None:
    times = _seen_for_days(cinema, cinema.matrix, 3)
    cinema.plex.tv_wire.fail(Fault.SERVER_ERROR)
    read = await cinema.read(PLAYED, address=cinema.plex.address, user_id="whoever")
    assert _stamps(read, cinema.matrix) == times
    assert len([one for one in read.asked if one == "GET /accounts"]) == 1


@pytest.mark.parametrize("count", [3, 30])
async def test_plays_of_many_titles_are_read_together(cinema: Cinema, count: int) -> None:
    films = [cinema.plex.library.add_film(cinema.plex.films, f"Film {number}") for number in range(count)]
    for one in films:
        cinema.see(one)
    cinema.pass_by(DAY)
    first = await cinema.read(PLAYED)
    for one in films:
        cinema.see(one)
    second = await cinema.read(PLAYED, first)
    assert all(_stamps(second, one) == [cinema.now - DAY, cinema.now] for one in films)
    assert _asked(second) == (1 + count if count < 20 else 2)


async def test_a_play_with_an_impossible_date_is_left_out(cinema: Cinema) -> None:
    _seen_for_days(cinema, cinema.matrix, 2)
    history = cinema.plex.server.history
    history[0] = replace(history[0], at=cinema.now + 400 * DAY)
    assert len(_watched(await cinema.read(PLAYED), cinema.matrix).plays) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"plays_since": "x"},
        {"plays": ["x"]},
        {"plays": None},
        {"format": 1},
    ],
)
async def test_a_cursor_that_is_none_is_not_taken(cinema: Cinema, change: Mapping[str, Any]) -> None:
    cursor = (await cinema.read(PLAYED)).part(Feature.HISTORY).cursor
    assert cursor is not None
    assert cursor_in(cursor) is not None
    said = json.loads(zlib.decompress(b64decode(cursor))) | change
    assert cursor_in(b64encode(zlib.compress(json.dumps(said).encode())).decode()) is None


def test_half_of_a_title_is_the_least_between_two_plays() -> None:
    at = datetime(2026, 3, 1, tzinfo=UTC)

    def is_one(minutes: float, length: float | None) -> bool:
        return plays._is_one(at + timedelta(minutes=minutes), at, length)

    assert is_one(15, None)
    assert not is_one(16, 1200.0)
    assert is_one(60, 7200.0)
    assert not is_one(61, 7200.0)
