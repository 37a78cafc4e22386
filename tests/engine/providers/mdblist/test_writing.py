"""Writing to an account's lists at a fake MDBList: what they hold afterwards, and what is told of it."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from engine.providers.in_step import ids, operation
from fakes.mdblist import Title as Known
from fakes.serving import Fault
from syncopate.domain.link import Action
from syncopate.domain.watch import Feature, Listed, MediaType, Rating, Title, Watched
from syncopate.providers.mdblist.watching import create
from syncopate.providers.watching import Became

from .conftest import AT, House, episode, title

NOBODY = Title(type=MediaType.MOVIE, name="Nobody", ids=ids(tmdb="424242"))


async def became(house: House, *operations: Any) -> list[Became]:
    return [each.became for each in await house.account.write(operations)]


def seen(house: House) -> dict[Any, str]:
    return {key: at for key, at in house.anna.watched.items() if at is not None}


async def test_what_was_seen_gets_its_date(house: House, matrix: Known, severance: Known) -> None:
    done = await became(
        house,
        operation(Action.WATCH, title(matrix), Watched((house.at(),))),
        operation(Action.WATCH, episode(severance, 1, 2), Watched((house.at(1), house.at(9)))),
        operation(Action.WATCH, episode(severance, 0, 1), Watched()),
    )
    assert done == [Became.APPLIED] * 3
    at = seen(house)
    assert at.keys() == {(matrix.tmdb, None, None), (severance.tmdb, 1, 2), (severance.tmdb, 0, 1)}
    assert (at[matrix.tmdb, None, None], at[severance.tmdb, 1, 2]) == (AT, "2025-11-01T20:09:00Z")
    assert house.asked() == 1


async def test_a_later_play_takes_the_place_of_one_before(house: House, matrix: Known) -> None:
    house.anna.watch(matrix, at=AT)
    again = operation(Action.WATCH, title(matrix), Watched((house.at(90),)), f"movie:{matrix.tmdb}")
    assert await became(house, again) == [Became.APPLIED]
    assert seen(house)[matrix.tmdb, None, None] == "2025-11-01T21:30:00Z"


async def test_nothing_is_sent_that_means_more_than_it_says(house: House, severance: Known) -> None:
    show = ids(tmdb=str(severance.tmdb))
    done = await became(
        house,
        operation(Action.WATCH, title(severance), Watched((house.at(),))),
        operation(
            Action.WATCH, Title(type=MediaType.SEASON, show_ids=show, season=1), Watched((house.at(),))
        ),
        operation(
            Action.WATCH, Title(type=MediaType.EPISODE, show_ids=show, season=1), Watched((house.at(),))
        ),
        operation(
            Action.WATCH, Title(type=MediaType.EPISODE, show_ids=show, number=1), Watched((house.at(),))
        ),
    )
    assert done == [Became.UNRESOLVED] * 4
    assert house.asked() == 0


@pytest.mark.parametrize("names_missed", [False, True])
async def test_what_it_does_not_know_is_unresolved(
    house: House, matrix: Known, severance: Known, *, names_missed: bool
) -> None:
    house.fake.names_missed = names_missed
    done = await became(
        house,
        operation(Action.WATCH, NOBODY, Watched((house.at(),))),
        operation(Action.WATCH, title(matrix), Watched((house.at(),))),
        operation(Action.WATCH, episode(severance, 7, 1), Watched((house.at(),))),
        operation(Action.WATCH, episode(severance, 1, 1), Watched((house.at(),))),
    )
    assert done == [Became.UNRESOLVED, Became.APPLIED, Became.UNRESOLVED, Became.APPLIED]
    assert house.asked("/sync/watched") == (1 if names_missed else 2)


@pytest.mark.parametrize(
    ("bad", "plays"),
    [
        (Title(type=MediaType.MOVIE, name="No ids"), [datetime(2025, 1, 1, tzinfo=UTC)]),
        (Title(type=MediaType.MOVIE, ids=ids(tvdb="1", trakt="2")), [datetime(2025, 1, 1, tzinfo=UTC)]),
        (Title(type=MediaType.MOVIE, ids=ids(tmdb="1") | ids(tmdb="2")), [datetime(2025, 1, 1, tzinfo=UTC)]),
        (NOBODY, [datetime(1969, 12, 31, tzinfo=UTC)]),
        (NOBODY, [datetime.now(UTC) + timedelta(days=3)]),
        (NOBODY, [datetime(2025, 1, 1)]),  # noqa: DTZ001 -- that is it
    ],
)
async def test_bad_input_is_not_sent(house: House, bad: Title, plays: list[datetime]) -> None:
    (done,) = await became(house, operation(Action.WATCH, bad, Watched(tuple(plays))))
    assert done in {Became.UNRESOLVED, Became.FAILED}
    assert house.asked() == 0


async def test_what_was_seen_is_taken_back(house: House, matrix: Known, severance: Known) -> None:
    house.anna.watch(matrix, at=AT)
    house.anna.watch(severance, 1, 1, at=AT)
    house.anna.watch(severance, 1, 2, at=AT)
    done = await became(
        house,
        operation(Action.UNWATCH, title(matrix), None, f"movie:{matrix.tmdb}"),
        operation(Action.UNWATCH, episode(severance, 1, 2), None, f"episode:{severance.tmdb}:1:2"),
    )
    assert done == [Became.APPLIED, Became.APPLIED]
    assert seen(house).keys() == {(severance.tmdb, 1, 1)}
    assert await became(house, operation(Action.UNWATCH, title(matrix))) == [Became.APPLIED]


async def test_only_the_play_that_is_there_can_be_taken_back(house: House, matrix: Known) -> None:
    house.anna.watch(matrix, at=AT)
    other = operation(Action.UNWATCH, title(matrix), Watched((house.at(-900),)))
    assert await became(house, replace(other, before=Watched((house.at(),)))) == [Became.UNCHANGED]
    assert house.asked() == 0


async def test_ratings(house: House, matrix: Known, severance: Known) -> None:
    show = ids(tmdb=str(severance.tmdb))
    season = Title(type=MediaType.SEASON, show_ids=show, season=2)
    titles = [title(matrix), title(severance), season, episode(severance, 1, 1), NOBODY]
    rated = [
        operation(Action.RATE, one, Rating(value, house.at()))
        for one, value in zip(titles, (7.6, 9.0, 0.2, 12.0, 5.0), strict=True)
    ]
    unresolved = [Became.APPLIED] * 4 + [Became.UNRESOLVED]
    assert await became(house, *rated) == unresolved
    assert house.anna.ratings == {
        (matrix.tmdb, None, None): (8, AT),
        (severance.tmdb, None, None): (9, AT),
        (severance.tmdb, 2, None): (1, AT),
        (severance.tmdb, 1, 1): (10, AT),
    }
    taken = await became(house, operation(Action.UNRATE, episode(severance, 1, 1)))
    assert taken == [Became.APPLIED]
    assert len(house.anna.ratings) == 3
    assert (
        await became(house, *(operation(Action.UNRATE, each) for each in titles[:3])) == [Became.APPLIED] * 3
    )
    assert house.anna.ratings == {}


async def test_the_watchlist(house: House, matrix: Known, severance: Known) -> None:
    house.anna.list(severance)
    films = [title(matrix), title(severance), NOBODY, Title(type=MediaType.MOVIE, ids=ids(imdb=matrix.imdb))]
    listed = [operation(Action.LIST, each, Listed(house.at())) for each in films]
    assert await became(house, *listed) == [
        Became.APPLIED,
        Became.APPLIED,
        Became.UNRESOLVED,
        Became.UNRESOLVED,
    ]
    assert list(house.anna.watchlist) == [severance.tmdb, matrix.tmdb]
    assert await became(house, listed[0], listed[1]) == [Became.UNCHANGED, Became.UNCHANGED]
    assert await became(house, operation(Action.LIST, episode(severance, 1, 1))) == [Became.UNRESOLVED]
    taken = [operation(Action.UNLIST, each) for each in films[:3]]
    assert await became(house, *taken) == [Became.APPLIED] * 3
    assert house.anna.watchlist == {}


async def test_one_title_that_it_fails_over_does_not_hold_up_the_others(house: House) -> None:
    films = [house.fake.add(f"Film {number}") for number in range(8)]
    films[5].fatal = True
    done = await became(
        house, *(operation(Action.WATCH, title(each), Watched((house.at(),))) for each in films)
    )
    assert done == [Became.FAILED if each.fatal else Became.APPLIED for each in films]


async def test_a_service_that_fails_is_not_asked_for_ever(house: House) -> None:
    films = [house.fake.add(f"Film {number}") for number in range(100)]
    house.fake.wire.fail(Fault.SERVER_ERROR, method="POST")
    done = await became(
        house, *(operation(Action.WATCH, title(each), Watched((house.at(),))) for each in films)
    )
    assert set(done) == {Became.FAILED}
    assert house.asked() <= 20


WRITES = [
    (Action.WATCH, Watched((datetime(2025, 11, 1, 20, tzinfo=UTC),))),
    (Action.UNWATCH, None),
    (Action.RATE, Rating(5.0)),
    (Action.UNRATE, None),
    (Action.LIST, Listed()),
    (Action.UNLIST, None),
]


def prepared(house: House, matrix: Known, action: Action) -> None:
    """Have what is to be taken back."""
    if action is Action.UNWATCH:
        house.anna.watch(matrix, at=AT)
    if action is Action.UNRATE:
        house.anna.rate((matrix.tmdb, None, None), 3, AT)
    if action is Action.UNLIST:
        house.anna.list(matrix)


@pytest.mark.parametrize(("action", "value"), WRITES)
@pytest.mark.parametrize(
    "fault", [each for each in Fault if each not in {Fault.EMPTY_PAGE, Fault.DROPPED, Fault.CUT_OFF}]
)
async def test_a_write_that_failed_is_not_claimed(
    house: House, matrix: Known, action: Action, value: Any, fault: Fault
) -> None:
    prepared(house, matrix, action)
    house.fake.wire.fail(fault, method="POST", retry_after="600" if fault is Fault.TOO_MANY else "1")
    (done,) = await house.account.write([operation(action, title(matrix), value)])
    await house.fake.wire.settled()
    assert done.became is Became.FAILED
    assert done.reason
    assert house.anna.key not in done.detail


@pytest.mark.parametrize(("action", "value"), WRITES)
@pytest.mark.parametrize("fault", [Fault.DROPPED, Fault.CUT_OFF, Fault.SLOW])
async def test_a_write_whose_answer_was_lost_is_sent_again(
    house: House, matrix: Known, action: Action, value: Any, fault: Fault
) -> None:
    prepared(house, matrix, action)
    house.fake.wire.fail(fault, method="POST", times=1)
    (done,) = await became(house, operation(action, title(matrix), value))
    await house.fake.wire.settled()
    assert done in {Became.APPLIED, Became.UNCHANGED}


@pytest.mark.parametrize(("action", "value"), WRITES)
async def test_a_good_answer_is_not_proof(house: House, matrix: Known, action: Action, value: Any) -> None:
    prepared(house, matrix, action)
    house.fake.keeps_writes = False
    (done,) = await became(house, operation(action, title(matrix), value))
    assert done in {Became.FAILED, Became.UNRESOLVED}
    assert done is (Became.FAILED if action.removes else Became.UNRESOLVED)


async def test_a_list_that_cannot_be_looked_at_proves_nothing(house: House, matrix: Known) -> None:
    house.fake.keeps_writes = False
    house.fake.wire.fail(Fault.SERVER_ERROR, "/sync/watched", "GET")
    (done,) = await became(house, operation(Action.UNWATCH, title(matrix)))
    assert done is Became.FAILED


async def test_a_large_batch_is_one_request(house: House) -> None:
    known = house.fake.add("Long", film=False, seasons=dict.fromkeys(range(1, 11), 50))
    operations = [
        operation(Action.WATCH, episode(known, season, number), Watched((house.at(),)))
        for season in range(1, 11)
        for number in range(1, 51)
    ]
    assert await became(house, *operations) == [Became.APPLIED] * 500
    assert house.asked() == 1
    (asked,) = house.fake.wire.journal
    assert len(json.loads(asked.body)["shows"]) == 1


async def test_nothing_is_written_without_a_key(house: House, matrix: Known) -> None:
    account = create(house.context(api_key=""))
    (done,) = await account.write([operation(Action.RATE, title(matrix), Rating(5.0))])
    assert (done.became, done.reason) == (Became.FAILED, "not_configured")
    assert await account.write([]) == []
    assert Feature.RATINGS in {each for part in (await house.read()).parts for each in part.features}
