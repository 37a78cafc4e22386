"""Writing to a library at a fake SIMKL: what it holds afterwards, what is told of it, what is not lost."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fakes.serving import Fault
from fakes.simkl import Title as Known
from syncopate.domain.link import Action
from syncopate.domain.watch import Listed, MediaType, Rating, Title, Watched
from syncopate.providers.manifest import RateLimit
from syncopate.providers.simkl import client as talking
from syncopate.providers.watching import Became

from .conftest import House, episode, film, named, operation, show

AT = "2025-11-01T20:00:00Z"


async def became(house: House, *operations: Any) -> list[Became]:
    return [each.became for each in await house.account.write(operations)]


def bodies(house: House, path: str = "/sync/*") -> list[Any]:
    return [json.loads(each.body) for each in house.fake.wire.asked("POST", path)]


@pytest.fixture
def matrix(house: House) -> Known:
    return house.fake.add("movies", "Matrix")


@pytest.fixture
def severance(house: House) -> Known:
    return house.fake.add("shows", "Severance", seasons={0: 2, 1: 9, 2: 10}, runs=True)


async def test_what_was_seen_gets_its_date(house: House, matrix: Known, severance: Known) -> None:
    done = await became(
        house,
        operation(Action.WATCH, film(matrix), Watched((house.at(),))),
        operation(Action.WATCH, episode(severance, 1, 2), Watched((house.at(1), house.at(9)))),
        operation(Action.WATCH, episode(severance, 0, 1), Watched((house.at(2),))),
        operation(Action.WATCH, episode(severance, 2, 3), Watched()),
    )
    assert done == [Became.APPLIED] * 4
    assert house.library.items[matrix.simkl].last_watched_at == AT
    seen = house.library.items[severance.simkl].watched
    assert seen.keys() == {(1, 2), (0, 1), (2, 3)}
    assert seen[1, 2] == "2025-11-01T20:09:00Z"
    (body,) = bodies(house)
    (sent,) = body["shows"]
    assert [season["number"] for season in sent["seasons"]] == [0, 1, 2]
    assert len(house.fake.wire.journal) == 1


async def test_a_show_is_never_sent_without_episodes(house: House, severance: Known) -> None:
    done = await became(
        house,
        operation(Action.WATCH, show(severance), Watched((house.at(),))),
        operation(
            Action.WATCH,
            Title(type=MediaType.EPISODE, show_ids=named(**severance.ids), season=1),
            Watched((house.at(),)),
        ),
        operation(Action.UNWATCH, Title(type=MediaType.SEASON, show_ids=named(**severance.ids), season=1)),
    )
    assert done == [Became.UNRESOLVED] * 3
    assert house.fake.wire.journal == []


async def test_what_it_does_not_know_is_unresolved(house: House, matrix: Known, severance: Known) -> None:
    nobody = Title(type=MediaType.MOVIE, name="Nobody", ids=named(tmdb="999999"))
    other = Title(type=MediaType.EPISODE, show_ids=named(tvdb="999999"), season=1, number=1)
    done = await became(
        house,
        operation(Action.WATCH, nobody, Watched((house.at(),))),
        operation(Action.WATCH, film(matrix), Watched((house.at(),))),
        operation(Action.WATCH, other, Watched((house.at(),))),
        operation(Action.WATCH, episode(severance, 1, 1), Watched((house.at(),))),
    )
    assert done == [Became.UNRESOLVED, Became.APPLIED, Became.UNRESOLVED, Became.APPLIED]


async def test_an_episode_that_does_not_exist_is_not_claimed(house: House, severance: Known) -> None:
    done = await became(
        house,
        operation(Action.WATCH, episode(severance, 1, 1), Watched((house.at(),))),
        operation(Action.WATCH, episode(severance, 7, 1), Watched((house.at(),))),
    )
    assert done == [Became.APPLIED, Became.FAILED]


async def test_what_was_seen_before_stays_as_it_was(house: House, matrix: Known) -> None:
    house.library.watch(matrix, (), AT)
    again = operation(
        Action.WATCH,
        film(matrix),
        Watched((house.at(600),)),
        keys=(f"movie:{matrix.simkl}",),
        before=Watched((house.at(),)),
    )
    assert await became(house, again) == [Became.UNCHANGED]
    assert house.library.items[matrix.simkl].last_watched_at == AT


@pytest.mark.parametrize(
    ("title", "plays"),
    [
        (Title(type=MediaType.MOVIE, name="No ids"), [datetime(2025, 1, 1, tzinfo=UTC)]),
        (Title(type=MediaType.MOVIE, ids=named(plex="abc", trakt="1")), [datetime(2025, 1, 1, tzinfo=UTC)]),
        (Title(type=MediaType.MOVIE, ids=named(tmdb="x1")), [datetime(2025, 1, 1, tzinfo=UTC)]),
        (
            Title(type=MediaType.MOVIE, ids=named(tmdb="1") | named(tmdb="2")),
            [datetime(2025, 1, 1, tzinfo=UTC)],
        ),
        (Title(type=MediaType.MOVIE, ids=named(tmdb="1")), [datetime(1969, 12, 31, tzinfo=UTC)]),
        (Title(type=MediaType.MOVIE, ids=named(tmdb="1")), [datetime.now(UTC) + timedelta(days=3)]),
        (Title(type=MediaType.MOVIE, ids=named(tmdb="1")), [datetime(2025, 1, 1)]),  # noqa: DTZ001 -- that is it
    ],
)
async def test_bad_input_is_not_sent(house: House, title: Title, plays: list[datetime]) -> None:
    (done,) = await became(house, operation(Action.WATCH, title, Watched(tuple(plays))))
    assert done in {Became.UNRESOLVED, Became.FAILED}
    assert house.fake.wire.journal == []


async def test_episodes_are_taken_back_and_their_show_stays(house: House, severance: Known) -> None:
    house.library.watch(severance, [(1, 1), (1, 2)], AT)
    house.library.rate(severance, 9, AT)
    key = f"episode:{severance.simkl}:1:2"
    done = await became(
        house, operation(Action.UNWATCH, episode(severance, 1, 2), keys=(key,), before=Watched((house.at(),)))
    )
    assert done == [Became.APPLIED]
    item = house.library.items[severance.simkl]
    assert (set(item.watched), item.rating) == ({(1, 1)}, 9)


async def test_of_episodes_taken_back_each_has_its_own_outcome(house: House, severance: Known) -> None:
    house.library.watch(severance, [(1, 1)], AT)
    other = house.fake.add("shows", "Other", seasons={1: 3})
    house.library.watch(other, [(1, 1)], AT)
    house.fake.now += timedelta(minutes=5)
    done = await became(
        house,
        operation(Action.UNWATCH, episode(severance, 1, 1)),
        operation(Action.UNWATCH, episode(severance, 1, 2)),
        operation(
            Action.UNWATCH, Title(type=MediaType.EPISODE, show_ids=named(tvdb="1"), season=1, number=1)
        ),
    )
    # The second one was not seen: that is so as well.
    assert done == [Became.APPLIED, Became.APPLIED, Became.UNRESOLVED]
    assert house.library.items[other.simkl].watched


async def test_a_film_that_was_not_seen_leaves_the_library(house: House, matrix: Known) -> None:
    house.library.watch(matrix, (), AT)
    done = await became(house, operation(Action.UNWATCH, film(matrix), keys=(f"movie:{matrix.simkl}",)))
    assert done == [Became.APPLIED]
    assert matrix.simkl not in house.library.items


async def test_a_film_with_a_rating_keeps_it(house: House, matrix: Known) -> None:
    house.library.watch(matrix, (), AT)
    house.library.rate(matrix, 8, AT)
    assert await became(house, operation(Action.UNWATCH, film(matrix))) == [Became.APPLIED]
    item = house.library.items[matrix.simkl]
    assert (item.rating, item.status) == (8, "dropped")
    read = await house.read()
    assert read.by_key[f"movie:{matrix.simkl}"].values.watched is None


async def test_a_film_that_is_planned_again_is_not_taken_off(house: House, matrix: Known) -> None:
    house.library.watch(matrix, (), AT)
    house.library.move(matrix, "plantowatch")
    assert await became(house, operation(Action.UNWATCH, film(matrix))) == [Became.UNCHANGED]
    assert house.library.items[matrix.simkl].status == "plantowatch"


async def test_only_the_play_that_is_there_can_be_taken_back(house: House, matrix: Known) -> None:
    house.library.watch(matrix, (), AT)
    other = operation(Action.UNWATCH, film(matrix), Watched((house.at(-900),)), before=Watched((house.at(),)))
    assert await became(house, other) == [Became.UNCHANGED]
    assert house.library.items[matrix.simkl].status == "completed"


async def test_ratings(house: House, matrix: Known, severance: Known) -> None:
    nobody = Title(type=MediaType.SHOW, ids=named(tvdb="424242"))
    done = await became(
        house,
        operation(Action.RATE, film(matrix), Rating(7.6, house.at())),
        operation(Action.RATE, show(severance), Rating(0.4)),
        operation(Action.RATE, episode(severance, 1, 1), Rating(5.0)),
        operation(Action.RATE, nobody, Rating(5.0)),
    )
    assert done == [Became.APPLIED, Became.APPLIED, Became.UNRESOLVED, Became.UNRESOLVED]
    assert (house.library.items[matrix.simkl].rating, house.library.items[matrix.simkl].rated_at) == (8, AT)
    assert house.library.items[severance.simkl].rating == 1
    done = await became(
        house,
        operation(Action.UNRATE, film(matrix)),
        operation(Action.UNRATE, show(severance), keys=(f"show:{severance.simkl}",)),
        operation(Action.UNRATE, nobody),
    )
    assert done == [Became.APPLIED, Became.APPLIED, Became.UNRESOLVED]
    assert house.library.items[matrix.simkl].rating is None
    assert await became(house, operation(Action.UNRATE, film(matrix))) == [Became.APPLIED]


async def test_planned(house: House, matrix: Known, severance: Known) -> None:
    seen = house.fake.add("movies", "Seen")
    house.library.watch(seen, (), AT)
    held = house.fake.add("shows", "Held", seasons={1: 3})
    house.library.move(held, "hold")
    begun = house.fake.add("shows", "Begun", seasons={1: 3})
    house.library.watch(begun, [(1, 1)], AT)
    house.library.move(begun, "dropped")
    house.library.move(matrix, "plantowatch")
    nobody = Title(type=MediaType.MOVIE, ids=named(tmdb="424242"))
    titles = [film(matrix), show(severance), film(seen), show(held), show(begun), film(nobody_of(nobody))]
    done = await house.account.write([operation(Action.LIST, each, Listed()) for each in titles])
    assert [each.became for each in done] == [
        Became.UNCHANGED,
        Became.APPLIED,
        Became.FAILED,
        Became.APPLIED,
        Became.FAILED,
        Became.UNRESOLVED,
    ]
    assert done[2].reason == "conflict"
    statuses = {one.title.name: one.status for one in house.library.items.values()}
    assert statuses == {
        "Matrix": "plantowatch",
        "Severance": "plantowatch",
        "Seen": "completed",
        "Held": "plantowatch",
        "Begun": "dropped",
    }


def nobody_of(title: Title) -> Known:
    return Known(simkl=0, kind="movies", name="Nobody", year=2000, ids={"tmdb": "424242"})


async def test_what_is_planned_no_more_loses_nothing_else(house: House, matrix: Known) -> None:
    rated = house.fake.add("movies", "Rated")
    begun = house.fake.add("shows", "Begun", seasons={1: 3})
    seen = house.fake.add("movies", "Seen")
    house.library.move(matrix, "plantowatch")
    house.library.move(rated, "plantowatch")
    house.library.items[rated.simkl].rating = 6
    house.library.watch(begun, [(1, 1)], AT)
    house.library.move(begun, "plantowatch")
    house.library.watch(seen, (), AT)
    done = await became(
        house,
        *(operation(Action.UNLIST, title) for title in (film(matrix), film(rated), show(begun), film(seen))),
    )
    assert done == [Became.APPLIED, Became.APPLIED, Became.APPLIED, Became.UNCHANGED]
    statuses = {one.title.name: one.status for one in house.library.items.values()}
    assert statuses == {"Rated": "dropped", "Begun": "hold", "Seen": "completed"}
    assert house.library.items[begun.simkl].watched


async def test_anime_is_written_as_tvdb_counts_it(house: House) -> None:
    shared = {"tvdb": "267440", "tmdb": "1429"}
    first = house.fake.add("anime", "Titans", ids={**shared, "mal": "1"}, seasons={1: 25})
    first.tvdb = {(1, number): (1, number) for number in range(1, 26)}
    second = house.fake.add("anime", "Titans 2", ids={**shared, "mal": "2"}, seasons={1: 12})
    second.tvdb = {(1, number): (2, number) for number in range(1, 13)}
    there = Title(
        type=MediaType.EPISODE, show_ids=named(**shared, simkl=str(first.simkl)), season=2, number=3
    )
    assert await became(house, operation(Action.WATCH, there, Watched((house.at(),)))) == [Became.APPLIED]
    assert set(house.library.items[second.simkl].watched) == {(1, 3)}
    assert first.simkl not in house.library.items
    (record,) = (await house.read()).part.records
    assert (record.title.season, record.title.number, record.key) == (2, 3, f"episode:{second.simkl}:1:3")
    assert await became(house, operation(Action.UNWATCH, record.title, keys=(record.key,))) == [
        Became.APPLIED
    ]
    assert not house.library.items[second.simkl].watched


FAULTS = [fault for fault in Fault if fault not in {Fault.EMPTY_PAGE, Fault.DROPPED, Fault.CUT_OFF}]
WRITES = [
    (Action.WATCH, Watched((datetime(2025, 11, 1, 20, tzinfo=UTC),))),
    (Action.UNWATCH, None),
    (Action.RATE, Rating(5.0)),
    (Action.UNRATE, None),
    (Action.LIST, Listed()),
    (Action.UNLIST, None),
]


@pytest.mark.parametrize(("action", "value"), WRITES)
@pytest.mark.parametrize("fault", FAULTS)
async def test_a_write_that_failed_is_not_claimed(
    house: House, matrix: Known, action: Action, value: Any, fault: Fault
) -> None:
    house.library.watch(matrix, (), AT)
    if action is Action.LIST:
        house.library.remove(matrix)
    if action is Action.UNLIST:
        house.library.move(matrix, "plantowatch")
    house.library.rate(matrix, 3, AT) if action is Action.UNRATE else None
    house.fake.wire.fail(fault, method="POST", retry_after="600" if fault is Fault.TOO_MANY else "1")
    (done,) = await house.account.write([operation(action, film(matrix), value)])
    await house.fake.wire.settled()
    assert done.became is Became.FAILED
    assert done.reason
    assert house.anna.token not in done.detail


@pytest.mark.parametrize("fault", [Fault.DROPPED, Fault.CUT_OFF, Fault.SLOW])
async def test_a_write_whose_answer_was_lost_is_sent_again(
    house: House, matrix: Known, severance: Known, fault: Fault
) -> None:
    house.fake.wire.fail(fault, "/sync/history", "POST", times=1)
    done = await became(
        house,
        operation(Action.WATCH, film(matrix), Watched((house.at(),))),
        operation(Action.WATCH, episode(severance, 1, 1), Watched((house.at(),))),
    )
    await house.fake.wire.settled()
    assert done == [Became.APPLIED, Became.APPLIED]
    assert house.library.items[matrix.simkl].last_watched_at == AT


@pytest.mark.parametrize(("action", "value"), WRITES)
async def test_a_good_answer_is_not_proof(house: House, matrix: Known, action: Action, value: Any) -> None:
    """It answered 200 to removals, and the title was there still."""
    if action is not Action.LIST:
        house.library.watch(matrix, (), AT)
    if action is Action.WATCH:
        house.library.remove(matrix)
    if action is Action.UNLIST:
        house.library.move(matrix, "plantowatch")
    if action is Action.UNRATE:
        house.library.rate(matrix, 3, AT)
    house.fake.keeps_writes = False
    (done,) = await became(house, operation(action, film(matrix), value))
    assert done is Became.FAILED


async def test_a_large_batch_is_one_request(house: House) -> None:
    known = house.fake.add("shows", "Long", seasons=dict.fromkeys(range(1, 11), 50))
    operations = [
        operation(Action.WATCH, episode(known, season, number), Watched((house.at(),)))
        for season in range(1, 11)
        for number in range(1, 51)
    ]
    assert await became(house, *operations) == [Became.APPLIED] * 500
    assert len(house.fake.wire.journal) == 1


async def test_it_is_written_once_a_second(
    house: House, matrix: Known, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(talking, "WRITES", RateLimit(requests=1, seconds=1.0))
    house.fake.keeps_pace = True
    one = operation(Action.RATE, film(matrix), Rating(5.0))
    assert await became(house, one) == [Became.APPLIED]
    assert await became(house, one) == [Became.APPLIED]
    assert len(house.fake.wire.journal) == 2


async def test_nothing_is_written_without_a_login(house: House, matrix: Known) -> None:
    from syncopate.providers.simkl.watching import create  # noqa: PLC0415 -- not as the account

    account = create(house.bare("nobody", client_id="app"))
    (done,) = await account.write([operation(Action.RATE, film(matrix), Rating(5.0))])
    assert (done.became, done.reason) == (Became.FAILED, "not_configured")
    assert await account.write([]) == []
