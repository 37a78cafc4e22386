"""Ratings and the watchlist of TMDB: all pages or none, and writes that are what they say."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from engine.planning.watching.worlds import Holder, tracker
from engine.providers.in_step import READ_FAULTS, InStep, film, ids, operation, told_by
from engine.providers.tmdb.conftest import House
from fakes.serving import Fault
from syncopate.domain.link import Action, Became
from syncopate.domain.watch import Feature, Listed, MediaType, Rating, Title, Values
from syncopate.providers._tracker.notes import Notes
from syncopate.providers.tmdb.manifest import MANIFEST
from syncopate.providers.tmdb.parse import rated
from syncopate.providers.watching import WatchAccount

BOTH = frozenset({Feature.RATINGS, Feature.WATCHLIST})
RULES = MANIFEST.watch
assert RULES is not None
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
HEAT = film(tmdb="949")
SHOW = Title(type=MediaType.SHOW, name="Breaking Bad", ids=ids(tmdb="1396"))
PILOT = Title(type=MediaType.EPISODE, show_ids=ids(tmdb="1396"), season=1, number=1)


def stocked(house: House, films: int = 0) -> None:
    """Know Heat, a show with its pilot and a special, and some more films that Anna has rated."""
    fake = house.fake
    fake.add_movie(949, imdb="tt0113277")
    fake.add_show(1396, imdb="tt0903747", tvdb=81189)
    fake.add_episode(1396, 1, 1, imdb="tt0959621", tvdb=349232)
    fake.add_episode(1396, 0, 1)
    for number in range(1, films + 1):
        fake.add_movie(number, f"Film {number}")
        fake.rate(house.anna, "movie", number, number % 20 / 2 + 0.5)


async def became(house: House, *args: Any) -> Became:
    (outcome,) = await house.account().write([operation(*args)])
    assert (outcome.reason is None) == (outcome.became in {Became.APPLIED, Became.UNCHANGED})
    return outcome.became


async def test_all_is_told_by_its_kind(house: House) -> None:
    stocked(house)
    fake, anna = house.fake, house.anna
    fake.rate(anna, "movie", 949, 8.5)
    heat_at = fake.now
    fake.rate(anna, "tv", 1396, 10)
    fake.rate(anna, "episode", 60_000, 9)
    fake.rate(anna, "episode", 60_001, 0.5)
    fake.want(anna, "movie", 949)
    fake.want(anna, "tv", 1396)
    account = house.account()
    assert isinstance(account, WatchAccount)
    told = await told_by(account, set(Feature))
    found = {each.key: each for each in told.of(Feature.RATINGS).records}
    assert found.keys() == {"movie:949", "show:1396", "episode:1396:1:1", "episode:1396:0:1"}
    assert found["movie:949"].title == HEAT
    assert found["movie:949"].values == Values(rating=Rating(8.5, heat_at))
    assert found["episode:1396:1:1"].title == Title(
        type=MediaType.EPISODE,
        ids=ids(tmdb="60000"),
        show_ids=ids(tmdb="1396"),
        name="Pilot",
        season=1,
        number=1,
        aired=date(2008, 1, 20),
    )
    # Of episodes nobody tells when; half a point is the least there is everywhere.
    assert found["episode:1396:0:1"].values == Values(rating=Rating(1))
    listed = told.of(Feature.WATCHLIST).records
    assert [(each.key, each.values) for each in listed] == [
        ("movie:949", Values(listed=Listed())),
        ("show:1396", Values(listed=Listed())),
    ]
    assert told.end.problems == ()
    assert len(told.parts) == 2
    assert all(part.whole and part.cursor is None and part.missing is None for part in told.parts)


async def test_a_film_and_a_show_of_one_number_are_two(house: House) -> None:
    house.fake.add_movie(1399)
    house.fake.add_show(1399, "Game of Thrones")
    house.fake.rate(house.anna, "movie", 1399, 2)
    house.fake.rate(house.anna, "tv", 1399, 9)
    told = await told_by(house.account(), {Feature.RATINGS})
    assert {each.key: each.values.rating and each.values.rating.value for each in told.records} == {
        "movie:1399": 2,
        "show:1399": 9,
    }
    assert await became(house, Action.UNRATE, SHOW, None, "show:1399") is Became.APPLIED
    assert list(house.anna.ratings) == [("movie", 1399)]


@pytest.mark.parametrize(("films", "requests"), [(0, 3), (20, 3), (21, 4), (45, 5)])
async def test_every_page_is_read(house: House, films: int, requests: int) -> None:
    stocked(house, films)
    told = await told_by(house.account(), {Feature.RATINGS})
    assert len(told.records) == films
    assert told.part.missing is None
    assert len(house.fake.wire.journal) == requests


@pytest.mark.parametrize("fault", [*READ_FAULTS, Fault.EMPTY_PAGE])
@pytest.mark.parametrize("skip", [0, 1, 3])
async def test_a_page_that_fails_makes_it_no_whole_list(house: House, fault: Fault, skip: int) -> None:
    stocked(house, 45)
    account = house.account()
    house.fake.wire.fail(fault, path="*/rated*", skip=skip, retry_after="0.02")
    told = await told_by(account, BOTH)
    ratings = told.of(Feature.RATINGS)
    assert ratings.missing is not None or fault is Fault.EMPTY_PAGE
    if fault is Fault.EMPTY_PAGE and skip == 3:
        # Of shows there are none to be kept back.
        assert ratings.missing is None
        return
    assert ratings.missing is not None
    assert told.of(Feature.WATCHLIST).missing is None
    for secret in (house.fake.read_token, house.anna.access, house.anna.session):
        assert str(secret) not in str(told)
    house.fake.wire.heal()
    assert (await told_by(account, BOTH)).of(Feature.RATINGS).missing is None


async def test_refusals_with_a_good_status(house: House) -> None:
    stocked(house, 3)
    house.fake.soft = True
    told = await told_by(house.account(session_id="ended"), BOTH)
    missing = told.of(Feature.RATINGS).missing
    assert missing is not None
    assert missing.reason == "login_rejected"
    (outcome,) = await house.account(session_id="ended").write([operation(Action.RATE, HEAT, Rating(5))])
    assert (outcome.became, outcome.reason) == (Became.FAILED, "login_rejected")
    assert await became(house, Action.RATE, film(tmdb="77"), Rating(5)) is Became.UNRESOLVED


async def test_a_list_that_keeps_something_back_is_not_whole(house: House) -> None:
    stocked(house, 5)
    house.fake.shy = 1
    assert (await told_by(house.account(), {Feature.RATINGS})).part.missing is not None


async def test_a_list_that_changes_while_it_is_read_is_not_whole(house: House) -> None:
    stocked(house, 45)
    house.fake.between_pages = lambda: house.anna.ratings.pop(next(iter(house.anna.ratings)), None)
    assert (await told_by(house.account(), {Feature.RATINGS})).part.missing is not None


async def test_another_users_session_reads_nothing(house: House) -> None:
    stocked(house, 3)
    otto = house.fake.members[1]
    told = await told_by(house.account(session_id=otto.session or ""), {Feature.RATINGS})
    assert told.part.missing is not None


@pytest.mark.parametrize(
    ("raw", "problems"),
    [
        ({"account_rating": {"value": 8, "created_at": "2031-01-01T00:00:00.000Z"}}, 1),
        ({"account_rating": {"value": 8, "created_at": "1969-01-01T00:00:00.000Z"}}, 1),
        ({"account_rating": {"value": 8, "created_at": "yesterday"}}, 1),
        ({"account_rating": {"value": 8, "created_at": None}}, 0),
        ({"rating": 8.0}, 0),
    ],
)
def test_dates_that_cannot_be_are_told(raw: dict[str, Any], problems: int) -> None:
    notes = Notes("TMDB", NOON)
    record = rated({"id": 1, "title": "Heat", **raw}, MediaType.MOVIE, notes)
    assert record.values.rating == Rating(8)
    assert len(notes.problems) == problems


def test_a_naive_date_is_utc() -> None:
    raw = {"id": 1, "account_rating": {"value": 8, "created_at": "2026-03-01T10:00:00"}}
    record = rated(raw, MediaType.MOVIE, Notes("TMDB", NOON))
    assert record.values.rating == Rating(8, NOON - timedelta(hours=2))


class TestWrites:
    @pytest.mark.parametrize(
        ("title", "keys", "named"),
        [
            (HEAT, (), ("movie", 949)),
            (film(imdb="tt0113277"), (), ("movie", 949)),
            (film(tmdb="1"), ("movie:949",), ("movie", 949)),
            (SHOW, (), ("tv", 1396)),
            (Title(type=MediaType.SHOW, ids=ids(tvdb="81189")), (), ("tv", 1396)),
            (PILOT, (), ("episode", 60_000)),
            (PILOT, ("episode:1396:0:1",), ("episode", 60_001)),
            (
                Title(type=MediaType.EPISODE, show_ids=ids(tvdb="81189"), season=0, number=1),
                (),
                ("episode", 60_001),
            ),
            (Title(type=MediaType.EPISODE, ids=ids(tvdb="349232")), (), ("episode", 60_000)),
        ],
    )
    async def test_what_is_rated_and_not_any_more(
        self, house: House, title: Title, keys: tuple[str, ...], named: tuple[str, int]
    ) -> None:
        stocked(house)
        assert await became(house, Action.RATE, title, Rating(7.5), *keys) is Became.APPLIED
        assert {key: value for key, (value, _) in house.anna.ratings.items()} == {named: 7.5}
        assert await became(house, Action.UNRATE, title, None, *keys) is Became.APPLIED
        assert house.anna.ratings == {}

    @pytest.mark.parametrize(
        "title",
        [
            film(tmdb="7"),
            film(imdb="tt0000007"),
            film(tvdb="81189"),
            film("No ids"),
            Title(type=MediaType.SHOW, ids=ids(imdb="tt0113277")),
            Title(type=MediaType.MOVIE, ids=ids(imdb="tt0903747")),
            Title(type=MediaType.MOVIE, ids=ids(tmdb="949") | ids(tmdb="950")),
            Title(type=MediaType.SEASON, show_ids=ids(tmdb="1396"), season=1),
            Title(type=MediaType.EPISODE, show_ids=ids(tmdb="1396"), season=9, number=9),
        ],
    )
    async def test_what_is_not_there_is_unresolved(self, house: House, title: Title) -> None:
        stocked(house)
        assert await became(house, Action.RATE, title, Rating(7)) is Became.UNRESOLVED
        assert house.anna.ratings == {}

    @pytest.mark.parametrize(("value", "written"), [(1, 1), (7.3, 7.5), (10.4, 10), (0.1, 0.5)])
    async def test_ratings_are_halves(self, house: House, value: float, written: float) -> None:
        stocked(house)
        assert await became(house, Action.RATE, HEAT, Rating(value)) is Became.APPLIED
        assert house.anna.ratings["movie", 949][0] == written

    async def test_the_watchlist(self, house: House) -> None:
        stocked(house)
        assert await became(house, Action.LIST, HEAT, Listed()) is Became.APPLIED
        assert await became(house, Action.LIST, HEAT, Listed(), "movie:949") is Became.UNCHANGED
        assert await became(house, Action.LIST, SHOW, Listed()) is Became.APPLIED
        assert list(house.anna.watchlist) == [("movie", 949), ("tv", 1396)]
        assert await became(house, Action.UNLIST, HEAT, None, "movie:949") is Became.APPLIED
        assert list(house.anna.watchlist) == [("tv", 1396)]
        assert await became(house, Action.LIST, PILOT, Listed()) is Became.FAILED

    async def test_a_batch_has_an_outcome_for_each(self, house: House) -> None:
        stocked(house, 3)
        titles = [film(tmdb="1"), film(tmdb="77"), film(tmdb="3")]
        outcomes = await house.account().write([operation(Action.RATE, each, Rating(4)) for each in titles])
        assert [each.became for each in outcomes] == [Became.APPLIED, Became.UNRESOLVED, Became.APPLIED]

    @pytest.mark.parametrize("fault", READ_FAULTS)
    @pytest.mark.parametrize("action", [Action.RATE, Action.UNRATE, Action.LIST, Action.UNLIST])
    async def test_what_fails_is_not_claimed(self, house: House, fault: Fault, action: Action) -> None:
        stocked(house)
        value = {Action.RATE: Rating(5), Action.LIST: Listed()}.get(action)
        house.fake.wire.fail(fault, path="/3/*", retry_after="0.02")
        batch = [operation(action, HEAT, value), operation(action, SHOW, value)]
        outcomes = await house.account().write(batch)
        assert [each.became for each in outcomes] == [Became.FAILED] * 2
        assert all(each.reason and each.detail for each in outcomes)
        assert (house.anna.session or "") not in str(outcomes)
        if fault in {Fault.UNAUTHORIZED, Fault.HTML}:
            assert len(house.fake.wire.journal) == 1, "the rest is not tried"

    async def test_a_write_whose_answer_was_lost_is_sent_again(self, house: House) -> None:
        stocked(house)
        house.fake.wire.fail(Fault.DROPPED, path="*/rating", times=1)
        assert await became(house, Action.RATE, HEAT, Rating(5)) is Became.APPLIED
        assert house.anna.ratings["movie", 949][0] == 5


class TestCheck:
    async def test_a_login(self, house: House) -> None:
        assert (await house.account().check()).ok
        assert (await house.account(session_id="ended").check()).reason == "login_rejected"

    async def test_a_token_alone_is_no_account(self, house: House) -> None:
        account = house.account(session_id="", access_token="", account_object_id="")
        assert (await account.check()).reason == "not_configured"
        assert (await told_by(account, BOTH)).of(Feature.RATINGS).missing is not None
        outcomes = await account.write([operation(Action.RATE, HEAT, Rating(5))])
        assert [each.became for each in outcomes] == [Became.FAILED]


async def test_in_step_with_another_tracker(house: House) -> None:
    stocked(house, 25)
    other = Holder(tracker(rating_step=1.0))
    world = InStep(house.account(), RULES, other, batch=MANIFEST.watch_batch, now=house.fake.now)
    thing = other.put(film(tmdb="949", imdb="tt0113277"), world.now)
    thing.rating, thing.listed = Rating(8, NOON), Listed(NOON)
    house.fake.now = world.now + timedelta(minutes=1)
    assert len(await world.sync()) == 27
    assert house.anna.ratings["movie", 949][0] == 8
    assert await world.sync() == []
    thing.listed = None
    world.now += timedelta(hours=1)
    (gone,) = await world.sync()
    assert (gone.action, house.anna.watchlist) == (Action.UNLIST, {})
    del house.anna.ratings["movie", 1]
    world.now += timedelta(hours=1)
    (gone,) = await world.sync()
    assert gone.action is Action.UNRATE
    assert await world.sync() == []
