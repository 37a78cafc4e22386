"""What an account says: all of it, what changed, and that nothing did."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web
from fakes.serving import Fault
from fakes.trakt.model import Thing
from fakes.trakt.users import EPOCH
from syncopate.domain.watch import (
    Feature,
    Listed,
    MediaType,
    Rating,
    TitleId,
    TitleIdKind,
    Watched,
)
from syncopate.providers.trakt import client as talking
from syncopate.providers.trakt.client import client_of

from .conftest import ALL, AT, House

HISTORY = frozenset({Feature.HISTORY})
_DAY = timedelta(days=1)


def _films(house: House, count: int) -> list[Thing]:
    films = [house.titles.movie(f"Film {number}") for number in range(count)]
    for number, film in enumerate(films):
        house.anna.watch(film, AT + number * _DAY)
    return films


async def test_everything(house: House) -> None:
    film, show = house.titles.movie("Film", 2011), house.titles.show("Show", {0: 1, 1: 2})
    special, season = show.seasons[0].episodes[1], show.seasons[1]
    house.anna.watch(film, AT)
    house.anna.watch(film, AT + _DAY)
    house.anna.watch(special, AT)
    for thing, rating in ((film, 7), (show, 8), (season, 9), (season.episodes[2], 10)):
        house.anna.rate(thing, rating, AT)
        house.anna.list(thing, AT)
    read = await house.read()
    assert all(part.whole and part.missing is None and part.cursor for part in read.parts.values())
    assert read.requests == 4
    assert read.end.problems == ()
    assert read.end.skew == timedelta()
    seen = read.records(Feature.HISTORY)
    assert seen.keys() == {"movie:1", "episode:1"}
    assert seen["movie:1"].values.watched == Watched((AT, AT + _DAY), 2)
    title = seen["episode:1"].title
    assert (title.type, title.season, title.number) == (MediaType.EPISODE, 0, 1)
    assert (title.name, title.show_name, title.year) == ("Part 1", "Show", 2008)
    assert TitleId(TitleIdKind.TVDB, "70001") in title.show_ids
    assert TitleId(TitleIdKind.IMDB, "tt3000001") in title.ids
    assert seen["movie:1"].title.ids == {
        TitleId(TitleIdKind.TRAKT, "1"),
        TitleId(TitleIdKind.IMDB, "tt1000001"),
        TitleId(TitleIdKind.TMDB, "10001"),
    }
    rated = {key: record.values.rating for key, record in read.records(Feature.RATINGS).items()}
    assert rated == {
        "movie:1": Rating(7.0, AT),
        "show:1": Rating(8.0, AT),
        "season:2": Rating(9.0, AT),
        "episode:3": Rating(10.0, AT),
    }
    listed = read.records(Feature.WATCHLIST)
    assert listed["season:2"].title.season == 1
    assert {key: record.values.listed for key, record in listed.items()} == dict.fromkeys(rated, Listed(AT))


async def test_an_empty_account_is_known_to_be_empty(house: House) -> None:
    read = await house.read()
    assert all(part.whole and not part.records and part.missing is None for part in read.parts.values())


async def test_unchanged_takes_three_requests_and_says_nothing(house: House) -> None:
    films = _films(house, 300)
    house.anna.rate(films[0], 5, AT)
    house.anna.list(films[1])
    first = await house.read()
    again = await house.read(cursors=first.cursors)
    assert again.requests == 3
    for feature, part in again.parts.items():
        assert (part.whole, part.records, part.gone, part.missing) == (False, (), frozenset(), None)
        assert part.cursor == first.cursors[feature]


async def test_what_is_wanted_whole_is_read_whole(house: House) -> None:
    _films(house, 3)
    first = await house.read()
    again = await house.read(cursors=first.cursors, whole=True)
    assert len(again.records(Feature.HISTORY)) == 3
    assert all(part.whole for part in again.parts.values())


async def test_only_what_is_wanted_is_read(house: House) -> None:
    _films(house, 1)
    read = await house.read(frozenset({Feature.WATCHLIST, Feature.PROGRESS}))
    assert read.requests == 2
    read = await house.read(frozenset({Feature.PROGRESS}))
    assert not read.parts


@pytest.mark.parametrize("cursor", ["", "nonsense", "[]", '{"v":1}', '{"v":2,"at":[],"n":0,"top":[]}'])
async def test_a_cursor_that_is_none_is_none(house: House, cursor: str) -> None:
    _films(house, 2)
    read = await house.read(cursors=dict.fromkeys(ALL, cursor))
    assert len(read.records(Feature.HISTORY)) == 2
    assert all(part.whole for part in read.parts.values())


async def test_new_plays_are_read_alone(house: House) -> None:
    films = _films(house, 1100)
    first = await house.read(HISTORY)
    assert first.requests == 6
    fresh = house.titles.movie("Fresh")
    house.anna.watch(films[3], AT + 2000 * _DAY)
    house.anna.watch(fresh, AT + 2001 * _DAY)
    changed = await house.read(HISTORY, first.cursors)
    part = changed.parts[Feature.HISTORY]
    assert changed.requests == 4
    assert not part.whole
    assert not part.gone
    seen = {key: record.values.watched for key, record in changed.records(Feature.HISTORY).items()}
    assert seen == {
        "movie:4": Watched((AT + 3 * _DAY, AT + 2000 * _DAY), 2),
        f"movie:{fresh.trakt}": Watched((AT + 2001 * _DAY,), 1),
    }
    assert (await house.read(HISTORY, changed.cursors)).requests == 2


def _old_date(house: House, films: list[Thing]) -> None:
    house.anna.watch(films[0], AT - 90 * _DAY)


def _new_and_old_date(house: House, films: list[Thing]) -> None:
    house.anna.watch(films[0], AT + 5000 * _DAY)
    house.anna.watch(films[0], AT - 90 * _DAY)


def _taken_back(house: House, films: list[Thing]) -> None:
    house.anna.unwatch([play for play in house.anna.plays if play.thing is films[7]])


def _newest_taken_back(house: House, films: list[Thing]) -> None:
    house.anna.unwatch([play for play in house.anna.plays if play.thing is films[-1]])


def _new_and_taken_back(house: House, films: list[Thing]) -> None:
    _taken_back(house, films)
    house.anna.watch(films[9], AT + 5000 * _DAY)


def _exchanged(house: House, films: list[Thing]) -> None:
    _taken_back(house, films)
    house.anna.watch(films[9], AT - 90 * _DAY)


def _near_the_top(house: House, films: list[Thing]) -> None:
    house.anna.watch(films[9], house.anna.history()[3].at + timedelta(hours=1))
    house.anna.watch(films[8], AT + 5000 * _DAY)


def _exchanged_near_the_top(house: House, films: list[Thing]) -> None:
    house.anna.unwatch([house.anna.history()[3]])
    house.anna.watch(films[9], AT - 90 * _DAY)
    house.anna.watch(films[8], AT + 5000 * _DAY)


@pytest.mark.parametrize(
    "change",
    [
        _exchanged_near_the_top,
        _old_date,
        _new_and_old_date,
        _taken_back,
        _newest_taken_back,
        _new_and_taken_back,
        _exchanged,
        _near_the_top,
    ],
)
async def test_all_is_read_where_it_is_not_sure_that_plays_only_came(
    house: House, change: Callable[[House, list[Thing]], None]
) -> None:
    films = _films(house, 800)
    first = await house.read(HISTORY)
    change(house, films)
    read = await house.read(HISTORY, first.cursors)
    assert read.parts[Feature.HISTORY].whole
    seen = {key: record.values.watched for key, record in read.records(Feature.HISTORY).items()}
    told: dict[str, list[datetime]] = {}
    for play in house.anna.plays:
        told.setdefault(f"movie:{play.thing.trakt}", []).append(play.at)
    assert seen == {key: Watched(tuple(sorted(plays)), len(plays)) for key, plays in told.items()}


async def test_a_play_that_goes_while_it_is_looked_at_makes_no_title_without_it(house: House) -> None:
    films = _films(house, 800)
    first = await house.read(HISTORY)
    play = house.anna.watch(films[3], AT + 5000 * _DAY)

    def watch(moment: str, request: web.Request) -> None:
        if moment == "before" and request.path.endswith("/movies/4") and play in house.anna.plays:
            house.anna.unwatch([play])

    house.fake.wire.watch = watch
    read = await house.read(HISTORY, first.cursors)
    part = read.parts[Feature.HISTORY]
    assert part.whole or part.missing is not None


async def test_a_total_that_changed_unsaid_is_seen(house: House) -> None:
    """Services forget to note that something changed."""
    films = _films(house, 3)
    house.anna.rate(films[0], 5, AT)
    house.anna.rate(films[1], 5, AT)
    first = await house.read()
    house.anna.plays.pop(0)
    house.anna.ratings.pop()
    read = await house.read(cursors=first.cursors)
    assert len(read.records(Feature.HISTORY)) == 2
    assert len(read.records(Feature.RATINGS)) == 1
    assert read.parts[Feature.RATINGS].whole


async def test_changed_ratings_and_watchlist_are_read_whole(house: House) -> None:
    films = _films(house, 2)
    house.anna.rate(films[0], 5, AT)
    house.anna.list(films[1])
    first = await house.read()
    house.anna.rate(films[0], 6, AT)
    house.anna.unlist(films[1])
    read = await house.read(cursors=first.cursors)
    assert read.records(Feature.RATINGS)["movie:1"].values.rating == Rating(6.0, AT)
    assert read.parts[Feature.WATCHLIST].whole
    assert not read.parts[Feature.WATCHLIST].records


async def test_many_plays_in_pages(house: House) -> None:
    show = house.titles.show("Long", {1: 300})
    for number, episode in show.seasons[1].episodes.items():
        house.anna.watch(episode, AT + number * _DAY)
        house.anna.watch(episode, AT + (400 + number) * _DAY)
    read = await house.read(HISTORY)
    assert read.requests == 4
    assert all(len(record.values.watched.plays) == 2 for record in read.records(Feature.HISTORY).values())  # type: ignore[union-attr]
    assert len(read.records(Feature.HISTORY)) == 300


async def test_a_list_that_changes_while_it_is_read_is_read_again(house: House) -> None:
    films, times = _films(house, 600), 1

    def watch(moment: str, request: web.Request) -> None:
        nonlocal times
        if moment == "before" and request.query.get("page") == "2" and times:
            times -= 1
            house.anna.watch(films[0], AT + 9000 * _DAY)

    house.fake.wire.watch = watch
    read = await house.read(HISTORY)
    assert read.parts[Feature.HISTORY].missing is None
    assert read.records(Feature.HISTORY)["movie:1"].values.watched == Watched((AT, AT + 9000 * _DAY), 2)
    times = 99
    read = await house.read(HISTORY)
    part = read.parts[Feature.HISTORY]
    assert part.missing is not None
    assert not part.whole
    assert part.cursor is None


@pytest.mark.parametrize("page", [1, 2, 3])
@pytest.mark.parametrize("fault", [Fault.SERVER_ERROR, Fault.EMPTY_PAGE, Fault.HTML, Fault.CUT_OFF])
async def test_a_page_that_fails_leaves_the_part_incomplete(house: House, fault: Fault, page: int) -> None:
    _films(house, 600)
    house.fake.wire.fail(fault, "/sync/history", skip=page - 1)
    read = await house.read()
    part = read.parts[Feature.HISTORY]
    assert part.missing is not None
    assert not part.whole
    assert part.cursor is None
    assert read.parts[Feature.RATINGS].missing is None


_FAULTS = {
    Fault.UNAUTHORIZED: "login_rejected",
    Fault.FORBIDDEN: "login_rejected",
    Fault.NOT_FOUND: "unreachable",
    Fault.TOO_MANY: "rate_limited",
    Fault.SERVER_ERROR: "unreachable",
    Fault.UNAVAILABLE: "unreachable",
    Fault.SLOW: "unreachable",
    Fault.CUT_OFF: "unreachable",
    Fault.DROPPED: "unreachable",
    Fault.REFUSED: "unreachable",
    Fault.HTML: "odd_answer",
    Fault.BROKEN: "odd_answer",
}


@pytest.mark.parametrize(
    "path", ["*", "/sync/last_activities", "/sync/history*", "/sync/ratings", "/sync/watchlist"]
)
@pytest.mark.parametrize("fault", _FAULTS)
async def test_no_fault_makes_a_part_complete(house: House, fault: Fault, path: str) -> None:
    films = _films(house, 3)
    house.anna.rate(films[0], 5, AT)
    house.anna.list(films[1])
    first = await house.read()
    house.anna.watch(films[0], AT + 900 * _DAY)
    house.anna.rate(films[1], 5, AT)
    house.anna.list(films[2])
    house.fake.wire.fail(fault, path, retry_after="600")
    read = await house.read(cursors=first.cursors)
    failing = [
        part
        for feature, part in read.parts.items()
        if path in {"*", "/sync/last_activities"} or str(feature) in path
    ]
    assert failing
    # Who is to wait for long asks nothing more, of other lists as well.
    resting = fault in {Fault.TOO_MANY, Fault.UNAVAILABLE}
    for part in read.parts.values():
        assert part in failing or resting or part.missing is None
    for part in failing:
        assert part.missing is not None
        assert part.missing.reason == _FAULTS[fault]
        assert part.missing.detail
        assert (part.whole, part.records, part.cursor) == (False, (), None)


async def test_a_pause_that_is_asked_for_is_kept(house: House) -> None:
    house.fake.wire.fail(Fault.TOO_MANY, times=1, retry_after="0")
    assert (await house.read()).parts[Feature.HISTORY].missing is None
    house.fake.wire.fail(Fault.TOO_MANY, times=1, retry_after="600")
    read = await house.read()
    assert read.requests == 1
    assert all(part.missing is not None for part in read.parts.values())


async def test_impossible_dates_are_told_and_the_play_stays(house: House) -> None:
    films = [house.titles.movie(f"Film {number}") for number in range(3)]
    house.anna.watch(films[0], datetime(1923, 1, 1, tzinfo=UTC))
    house.anna.watch(films[1], datetime(2999, 1, 1, tzinfo=UTC))
    house.anna.watch(films[2], EPOCH)
    read = await house.read(HISTORY)
    assert {record.values.watched for record in read.records(Feature.HISTORY).values()} == {Watched((), 1)}
    assert read.parts[Feature.HISTORY].whole
    assert len({problem.id for problem in read.end.problems}) == 2
    assert all(problem.detail.startswith("Film") for problem in read.end.problems)


async def test_bad_ids_are_told_and_left_out(house: House) -> None:
    film = house.titles.movie("Film", imdb="nm0000123", tmdb="x")
    house.anna.watch(film, AT)
    read = await house.read(HISTORY)
    [record] = read.records(Feature.HISTORY).values()
    assert record.title.ids == {TitleId(TitleIdKind.TRAKT, "1")}
    assert len(read.end.problems) == 2


async def test_a_row_about_nothing_leaves_the_part_incomplete(house: House) -> None:
    """Who it was about may have been there before: it was not taken back."""
    films = _films(house, 2)
    films[0].ids["trakt"] = 0
    read = await house.read(HISTORY)
    part = read.parts[Feature.HISTORY]
    assert part.missing is not None
    assert part.cursor is None
    assert [record.key for record in part.records] == ["movie:2"]


async def test_two_accounts_share_nothing(house: House) -> None:
    otto = house.fake.add_user("otto")
    films = _films(house, 2)
    otto.watch(films[1], AT)
    otto.rate(films[1], 3, AT)
    for _ in range(2):
        hers, his = house.account(), house.account("other", otto)
        read = await house.read(account=his)
        assert read.records(Feature.HISTORY).keys() == {"movie:2"}
        assert len(read.records(Feature.RATINGS)) == 1
        read = await house.read(account=hers)
        assert read.records(Feature.HISTORY).keys() == {"movie:1", "movie:2"}
        assert not read.records(Feature.RATINGS)


async def test_a_clock_that_is_wrong_is_told(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    class Late(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
            del tz
            return datetime.now(UTC) - timedelta(minutes=5)

    client_of(house.context())
    monkeypatch.setattr(talking, "datetime", Late)
    read = await house.read()
    assert abs(read.end.skew - timedelta(minutes=5)) < timedelta(seconds=2)


async def test_check(house: House) -> None:
    assert (await house.account().check()).ok
    house.anna.locked = True
    assert (await house.account().check()).ok, "remembered"
    await house.connections.drop("account")
    health = await house.account().check()
    assert (health.ok, health.reason) == (False, "login_lacks_rights")
