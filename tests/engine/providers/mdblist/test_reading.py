"""Reading an account's lists from a fake MDBList: all, what changed, and what went wrong."""

from datetime import timedelta

import pytest
from fakes.mdblist import Title as Known
from fakes.serving import Fault
from syncopate.domain.reading import ReadEnd
from syncopate.domain.watch import Feature, Rating, Watched
from syncopate.errors import LoginRejected, OddAnswer, RateLimited
from syncopate.providers.mdblist.watching import create
from syncopate.providers.watching import Wanted

from .conftest import AT, House


def filled(house: House, matrix: Known, severance: Known) -> None:
    """Let a user have watched, rated and planned something."""
    anna = house.anna
    anna.watch(matrix, at=AT)
    anna.watch(severance, 1, 2, at=AT)
    anna.rate((matrix.tmdb, None, None), 7, AT)
    anna.rate((severance.tmdb, None, None), 9, AT)
    anna.rate((severance.tmdb, 1, None), 8, AT)
    anna.rate((severance.tmdb, 1, 2), 10, AT)
    anna.list(severance)


async def test_a_whole_read(house: House, matrix: Known, severance: Known) -> None:
    filled(house, matrix, severance)
    read = await house.read()
    assert [each.whole for each in read.parts] == [True] * 3
    history = {each.key: each.values.watched for each in read.of(Feature.HISTORY).records}
    assert history == {
        f"movie:{matrix.tmdb}": Watched((house.at(),)),
        f"episode:{severance.tmdb}:1:2": Watched((house.at(),)),
    }
    ratings = {each.key: each.values.rating for each in read.of(Feature.RATINGS).records}
    assert ratings == {
        f"movie:{matrix.tmdb}": Rating(7.0, house.at()),
        f"show:{severance.tmdb}": Rating(9.0, house.at()),
        f"season:{severance.tmdb}:1": Rating(8.0, house.at()),
        f"episode:{severance.tmdb}:1:2": Rating(10.0, house.at()),
    }
    (listed,) = read.of(Feature.WATCHLIST).records
    assert listed.key == f"show:{severance.tmdb}"
    assert house.asked() == 4
    assert read.end == ReadEnd()


async def test_what_is_not_wanted_is_not_asked_for(house: House, matrix: Known, severance: Known) -> None:
    filled(house, matrix, severance)
    read = await house.read(features=frozenset({Feature.RATINGS, Feature.PROGRESS}))
    assert read.part.features == {Feature.RATINGS}
    assert house.asked() == 2
    told = [each async for each in house.account.read(Wanted(features=frozenset({Feature.PROGRESS})))]
    assert told == [ReadEnd()]


async def test_an_unchanged_read_is_one_request(house: House, matrix: Known, severance: Known) -> None:
    filled(house, matrix, severance)
    first = await house.read()
    before = house.asked()
    again = await house.read(first.cursors)
    assert house.asked() - before == 1
    assert all((each.whole, each.records, each.gone) == (False, (), frozenset()) for each in again.parts)
    assert again.cursors == first.cursors
    await house.read(first.cursors, whole=True)
    assert house.asked() - before == 5


async def test_what_changed_is_read_and_nothing_else(house: House, matrix: Known, severance: Known) -> None:
    filled(house, matrix, severance)
    first = await house.read()
    house.anna.unwatch(matrix)
    house.anna.watch(severance, 2, 1, at=AT)
    read = await house.read(first.cursors)
    assert [each.whole for each in read.parts] == [True, False, False]
    assert {each.key for each in read.records} == {
        f"episode:{severance.tmdb}:1:2",
        f"episode:{severance.tmdb}:2:1",
    }
    house.anna.unlist(severance)
    read = await house.read(read.cursors)
    assert [each.whole for each in read.parts] == [False, False, True]
    assert read.records == []


@pytest.mark.parametrize("by_cursor", [False, True])
async def test_lists_are_read_to_their_end(house: House, severance: Known, *, by_cursor: bool) -> None:
    house.fake.largest_page, house.fake.by_cursor = 4, by_cursor
    films = [house.fake.add(f"Film {number}") for number in range(11)]
    for film in films:
        house.anna.watch(film, at=AT)
        house.anna.list(film)
    for number in range(1, 10):
        house.anna.watch(severance, 1, number, at=AT)
    read = await house.read()
    assert len(read.of(Feature.HISTORY).records) == 20
    assert len(read.of(Feature.WATCHLIST).records) == 11
    assert house.asked("/sync/watched") == 3


async def test_a_page_that_failed_is_not_the_end(house: House) -> None:
    house.fake.largest_page = 4
    for number in range(11):
        house.anna.watch(house.fake.add(f"Film {number}"), at=AT)
    house.fake.wire.fail(Fault.SERVER_ERROR, "/sync/watched", skip=1)
    part = (await house.read()).of(Feature.HISTORY)
    assert (part.whole, part.cursor, len(part.records)) == (False, None, 4)
    assert part.missing is not None


async def test_what_happens_in_the_same_second_is_not_lost(house: House, matrix: Known) -> None:
    other = house.fake.add("Other")
    house.fake.now += timedelta(minutes=5)
    house.anna.watch(matrix, at=AT)
    first = await house.read()
    house.fake.now -= timedelta(seconds=1)
    house.anna.watch(other, at=AT)
    read = await house.read(first.cursors)
    assert {each.key for each in read.records} == {f"movie:{matrix.tmdb}", f"movie:{other.tmdb}"}


FAULTS = [
    (Fault.UNAUTHORIZED, LoginRejected.key),
    (Fault.FORBIDDEN, "login_lacks_rights"),
    (Fault.TOO_MANY, RateLimited.key),
    (Fault.NOT_FOUND, "unreachable"),
    (Fault.SERVER_ERROR, "unreachable"),
    (Fault.UNAVAILABLE, "unreachable"),
    (Fault.SLOW, "unreachable"),
    (Fault.CUT_OFF, "unreachable"),
    (Fault.DROPPED, "unreachable"),
    (Fault.HTML, OddAnswer.key),
    (Fault.BROKEN, OddAnswer.key),
    (Fault.EMPTY_PAGE, OddAnswer.key),
]
PATHS = {
    Feature.HISTORY: "/sync/watched",
    Feature.RATINGS: "/sync/ratings",
    Feature.WATCHLIST: "/watchlist/items",
}


@pytest.mark.parametrize("feature", PATHS)
@pytest.mark.parametrize(("fault", "reason"), FAULTS)
async def test_a_read_that_failed_claims_nothing(
    house: House, matrix: Known, severance: Known, feature: Feature, fault: Fault, reason: str
) -> None:
    filled(house, matrix, severance)
    house.fake.wire.fail(fault, PATHS[feature], retry_after="600" if fault is Fault.TOO_MANY else "1")
    read = await house.read()
    part = read.of(feature)
    assert part.missing is not None
    assert part.missing.reason == reason
    assert house.anna.key not in part.missing.detail
    assert (part.whole, part.cursor, part.records) == (False, None, ())
    assert all(each.missing is None or fault is Fault.TOO_MANY for each in read.parts if each != part)


@pytest.mark.parametrize(("fault", "reason"), [each for each in FAULTS if each[0] is not Fault.EMPTY_PAGE])
async def test_nothing_is_known_where_nobody_says_what_changed(
    house: House, matrix: Known, severance: Known, fault: Fault, reason: str
) -> None:
    filled(house, matrix, severance)
    first = await house.read()
    house.fake.wire.fail(fault, "/sync/last_activities", retry_after="600")
    for part in (await house.read(first.cursors)).parts:
        assert part.missing is not None
        assert (part.missing.reason, part.whole, part.cursor) == (reason, False, None)


async def test_a_wrong_key(house: House) -> None:
    account = create(house.context(api_key="wrong"))
    health = await account.check()
    assert (health.ok, health.reason) == (False, LoginRejected.key)
    assert "wrong" not in health.detail
    assert (await create(house.context(api_key=" ")).check()).reason == "not_configured"
    assert (await house.account.check()).ok


async def test_the_requests_of_a_day_are_kept_to(house: House, matrix: Known, severance: Known) -> None:
    filled(house, matrix, severance)
    house.fake.requests = 2
    read = await house.read()
    assert [None if each.missing is None else each.missing.reason for each in read.parts] == [
        None,
        RateLimited.key,
        RateLimited.key,
    ]
    before = house.asked()
    assert all(each.missing is not None for each in (await house.read()).parts)
    assert house.asked() == before == 2


async def test_an_error_with_a_good_status_is_none(house: House) -> None:
    house.anna.stamps = {"error": "Database is locked"}
    assert all(each.missing is not None for each in (await house.read()).parts)


async def test_a_clock_that_is_ahead_is_told(house: House) -> None:
    house.fake.ahead = timedelta(minutes=3)
    assert abs((await house.read()).end.skew - timedelta(minutes=3)) <= timedelta(seconds=1)


async def test_impossible_dates_are_problems(house: House, matrix: Known) -> None:
    house.anna.watch(matrix, at="2099-01-01T00:00:00Z")
    read = await house.read()
    assert [each.title for each in read.end.problems] == [f"movie:{matrix.tmdb}"]
    assert read.of(Feature.HISTORY).records[0].values.watched == Watched()
