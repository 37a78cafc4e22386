"""Reading a library from a fake SIMKL: whole, what changed, and what went wrong."""

from datetime import timedelta

import pytest
from fakes.serving import Fault
from fakes.simkl import Title
from syncopate.domain.watch import Feature, Rating, Values, Watched
from syncopate.errors import LoginRejected, OddAnswer, RateLimited
from syncopate.providers._tracker.cursors import pack
from syncopate.providers.watching import ReadEnd, ReadPart, Wanted

from .conftest import House

AT = "2025-11-01T20:00:00Z"


def filled(house: House) -> tuple[Title, Title, Title]:
    """Let a user have seen a film and some of a show, and planned an anime."""
    film, show = (
        house.fake.add("movies", "Film"),
        house.fake.add("shows", "Show", seasons={0: 2, 1: 10, 2: 5}),
    )
    anime = house.fake.add("anime", "Anime", seasons={1: 12})
    house.library.watch(film, (), AT)
    house.library.rate(film, 7, AT)
    house.library.watch(show, [(1, 1), (1, 2), (0, 1)], AT)
    house.library.move(anime, "plantowatch")
    return film, show, anime


async def test_a_whole_read(house: House) -> None:
    film, show, anime = filled(house)
    read = await house.read()
    assert read.part.whole
    assert read.part.missing is None
    assert set(read.by_key) == {
        f"movie:{film.simkl}",
        f"episode:{show.simkl}:0:1",
        f"episode:{show.simkl}:1:1",
        f"episode:{show.simkl}:1:2",
        f"anime:{anime.simkl}",
    }
    assert read.by_key[f"movie:{film.simkl}"].values == Values(
        watched=Watched((house.at(),)), rating=Rating(7.0, house.at())
    )
    assert read.by_key[f"anime:{anime.simkl}"].values.listed is not None
    assert read.requests == 4
    assert read.end == ReadEnd()


async def test_nothing_but_what_is_wanted_is_told(house: House) -> None:
    film, _, _ = filled(house)
    read = await house.read(features=frozenset({Feature.RATINGS, Feature.PROGRESS}))
    assert read.part.features == {Feature.RATINGS}
    (record,) = read.part.records
    assert record.values == Values(rating=Rating(7.0, house.at()))
    assert record.key == f"movie:{film.simkl}"
    told = [each async for each in house.account.read(Wanted(features=frozenset({Feature.PROGRESS})))]
    assert told == [ReadEnd()]


async def test_an_unchanged_read_is_one_request(house: House) -> None:
    filled(house)
    first = await house.read()
    again = await house.read(first.part.cursor)
    assert (again.requests, again.part.whole, again.part.records, again.part.gone) == (1, False, (), set())
    assert again.part.cursor == first.part.cursor
    assert (await house.read(first.part.cursor, whole=True)).requests == 4


async def test_an_empty_library_is_whole_and_empty(house: House) -> None:
    read = await house.read()
    assert (read.part.whole, read.part.records, read.part.missing) == (True, (), None)
    film = house.fake.add("movies", "Film")
    house.library.watch(film, (), AT)
    later = await house.read(read.part.cursor)
    assert [each.key for each in later.part.records] == [f"movie:{film.simkl}"]


async def test_what_changed_is_told_and_what_was_taken_back(house: House) -> None:
    film, show, anime = filled(house)
    other = house.fake.add("movies", "Other")
    house.library.move(other, "plantowatch")
    first = await house.read()
    house.library.unwatch(show, [(1, 2), (0, 1)])
    house.library.watch(show, [(2, 5)], AT)
    house.library.move(anime, "hold")
    house.library.watch(other, (), AT)
    house.library.unrate(film)
    read = await house.read(first.part.cursor)
    assert read.requests == 2
    assert not read.part.whole
    assert read.part.gone == {
        f"episode:{show.simkl}:1:2",
        f"episode:{show.simkl}:0:1",
        f"show:{show.simkl}",
        f"anime:{anime.simkl}",
    }
    assert read.by_key[f"movie:{other.simkl}"].values == Values(watched=Watched((house.at(),)))
    assert read.by_key[f"movie:{film.simkl}"].values.rating is None
    assert {each for each in read.by_key if each.startswith("episode")} == {
        f"episode:{show.simkl}:1:1",
        f"episode:{show.simkl}:2:5",
    }


async def test_what_was_seen_is_known_over_several_reads(house: House) -> None:
    _, show, _ = filled(house)
    cursor = (await house.read()).part.cursor
    house.library.watch(show, [(1, number) for number in (3, 5, 6, 7)], AT)
    cursor = (await house.read(cursor)).part.cursor
    house.library.unwatch(show, [(1, 6)])
    read = await house.read(cursor)
    assert f"episode:{show.simkl}:1:6" in read.part.gone
    assert (await house.read(read.part.cursor)).requests == 1


async def test_a_title_taken_off_all_lists_is_found_missing_by_a_whole_read(house: House) -> None:
    film, show, _ = filled(house)
    first = await house.read()
    house.library.remove(film)
    read = await house.read(first.part.cursor)
    assert read.part.whole
    assert f"movie:{film.simkl}" not in read.by_key
    assert f"episode:{show.simkl}:1:1" in read.by_key


async def test_a_show_marked_as_a_whole_is_seen_without_dates(house: House) -> None:
    show = house.fake.add("shows", "Show", seasons={0: 3, 1: 4})
    house.library.watch(show, [(1, 1), (0, 2)], AT)
    house.library.move(show, "completed")
    read = await house.read()
    watched = {key: each.values.watched for key, each in read.by_key.items()}
    assert watched == {
        f"episode:{show.simkl}:0:2": Watched((house.at(),)),
        f"episode:{show.simkl}:1:1": Watched((house.at(),)),
        **{f"episode:{show.simkl}:1:{number}": Watched() for number in (2, 3, 4)},
    }
    house.library.unwatch(show, [(1, 4)])
    assert (await house.read(read.part.cursor)).part.gone >= {f"episode:{show.simkl}:1:4"}


async def test_what_happens_in_the_same_second_is_not_lost(house: House) -> None:
    film, show, _ = filled(house)
    house.fake.now += timedelta(minutes=5)
    house.library.unrate(film)
    first = await house.read()
    house.fake.now -= timedelta(seconds=1)
    house.library.watch(show, [(2, 1)], AT)
    read = await house.read(first.part.cursor)
    assert f"episode:{show.simkl}:2:1" in read.by_key


@pytest.mark.parametrize("cursor", ["", "nonsense", pack({"version": 0}), pack({"seen": 3})])
async def test_a_cursor_of_somebody_else_is_none(house: House, cursor: str) -> None:
    filled(house)
    assert (await house.read(cursor)).part.whole


async def test_features_with_other_cursors_are_read_whole(house: House) -> None:
    filled(house)
    first = await house.read()
    wanted = Wanted(
        features=frozenset({Feature.RATINGS, Feature.HISTORY}),
        cursors={Feature.RATINGS: first.part.cursor or ""},
    )
    part, _ = [each async for each in house.account.read(wanted)]
    assert isinstance(part, ReadPart)
    assert part.whole


FAULTS = [
    (Fault.UNAUTHORIZED, LoginRejected.key),
    (Fault.FORBIDDEN, "login_lacks_rights"),
    (Fault.TOO_MANY, RateLimited.key),
    (Fault.SERVER_ERROR, "unreachable"),
    (Fault.UNAVAILABLE, "unreachable"),
    (Fault.SLOW, "unreachable"),
    (Fault.CUT_OFF, "unreachable"),
    (Fault.DROPPED, "unreachable"),
    (Fault.HTML, OddAnswer.key),
    (Fault.BROKEN, OddAnswer.key),
]


@pytest.mark.parametrize("path", ["/sync/activities", "/sync/all-items/shows", "/sync/all-items/anime"])
@pytest.mark.parametrize(("fault", "reason"), FAULTS)
async def test_a_read_that_failed_claims_nothing(house: House, path: str, fault: Fault, reason: str) -> None:
    filled(house)
    house.fake.wire.fail(fault, path, retry_after="600" if fault is Fault.TOO_MANY else "1")
    read = await house.read()
    assert read.part.missing is not None
    assert read.part.missing.reason == reason
    assert (read.part.whole, read.part.cursor, read.part.gone) == (False, None, set())
    if path.endswith("anime"):
        assert read.part.records


@pytest.mark.parametrize(("fault", "reason"), FAULTS)
async def test_a_change_that_could_not_be_read_is_read_later(house: House, fault: Fault, reason: str) -> None:
    film, show, _ = filled(house)
    first = await house.read()
    house.library.unwatch(show, [(1, 1)])
    house.fake.wire.fail(fault, "/sync/all-items", retry_after="600" if fault is Fault.TOO_MANY else "1")
    read = await house.read(first.part.cursor)
    assert read.part.missing is not None
    assert read.part.missing.reason == reason
    assert (read.part.records, read.part.gone, read.part.cursor) == ((), set(), None)
    house.fake.wire.heal()
    house.connections.paces.forget("account")
    await house.connections.drop("account")
    again = await house.read(first.part.cursor)
    assert again.part.gone == {f"episode:{show.simkl}:1:1", f"show:{show.simkl}"}
    assert film.name == "Film"


async def test_a_library_that_is_suddenly_empty_is_not_believed(house: House) -> None:
    filled(house)
    house.fake.wire.fail(Fault.EMPTY_PAGE, "/sync/all-items/*")
    read = await house.read()
    assert read.part.missing is not None
    assert not read.part.whole


async def test_an_error_with_a_good_status_is_none(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(house)
    monkeypatch.setattr(house.library, "activities", lambda: {"error": "db_failed", "code": 500})
    read = await house.read()
    assert read.part.missing is not None
    assert "db_failed" in read.part.missing.detail


async def test_a_client_id_that_was_taken_back(house: House) -> None:
    house.fake.applications.clear()
    read = await house.read()
    assert read.part.missing is not None
    assert read.part.missing.reason == LoginRejected.key
    assert not (await house.account.check()).ok


async def test_a_clock_that_is_ahead_is_told(house: House) -> None:
    house.fake.ahead = timedelta(minutes=3)
    read = await house.read()
    assert abs(read.end.skew - timedelta(minutes=3)) <= timedelta(seconds=1)


async def test_impossible_dates_are_problems(house: House) -> None:
    film, _, _ = filled(house)
    house.library.items[film.simkl].last_watched_at = "2099-01-01T00:00:00Z"
    read = await house.read()
    assert [each.title for each in read.end.problems] == [f"movie:{film.simkl}"]
    assert read.by_key[f"movie:{film.simkl}"].values.watched == Watched()
