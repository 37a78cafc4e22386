"""What is written to the server and to the watchlist, and what is said that became of it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from engine.providers.plex.seen import Cinema, operation
from fakes.plex.media import Kind
from fakes.serving import Fault
from syncopate.domain.link import Action, WatchOperation
from syncopate.domain.watch import Listed, MediaType, Position, Rating, Title, TitleId, TitleIdKind, Watched
from syncopate.providers.watching import Became

LONG_AGO = Watched((datetime(2020, 1, 1, tzinfo=UTC),), 1)


def _became(outcomes: Any) -> list[Became]:
    return [one.became for one in outcomes]


async def test_seen_is_said_once_and_stamped_now(cinema: Cinema) -> None:
    cinema.see(cinema.heat)
    outcomes = await cinema.write(
        operation(Action.WATCH, LONG_AGO, cinema.matrix),
        operation(Action.WATCH, LONG_AGO, cinema.heat),
        operation(Action.WATCH, LONG_AGO, keys=["99999"]),
        operation(Action.WATCH, LONG_AGO, cinema.pilot),
        operation(Action.WATCH, LONG_AGO, keys=["no number"]),
    )
    assert _became(outcomes) == [
        Became.APPLIED,
        Became.UNCHANGED,
        Became.UNRESOLVED,
        Became.APPLIED,
        Became.UNRESOLVED,
    ]
    assert cinema.views.plays[cinema.matrix.guid] == (1, cinema.now)
    assert cinema.views.plays[cinema.heat.guid][0] == 1
    again = await cinema.write(operation(Action.WATCH, LONG_AGO, cinema.matrix))
    assert _became(again) == [Became.UNCHANGED]
    assert cinema.views.plays[cinema.matrix.guid][0] == 1


async def test_a_batch_is_read_once_before_and_once_after(cinema: Cinema) -> None:
    items = [cinema.matrix, cinema.heat, cinema.memento, cinema.pilot]
    await cinema.write(*[operation(Action.WATCH, LONG_AGO, one) for one in items])
    assert len(cinema.plex.wire.asked("GET", "/library/metadata/*")) == 2
    assert len(cinema.house.writes()) == 4


async def test_unseen_is_said_and_takes_the_time_along(cinema: Cinema) -> None:
    cinema.see(cinema.matrix)
    cinema.see(cinema.matrix)
    outcomes = await cinema.write(
        operation(Action.UNWATCH, None, cinema.matrix), operation(Action.UNWATCH, None, cinema.heat)
    )
    assert _became(outcomes) == [Became.APPLIED, Became.UNCHANGED]
    assert cinema.matrix.guid not in cinema.views.plays


async def test_a_position_goes_on_and_back_and_keeps_that_it_was_seen(cinema: Cinema) -> None:
    cinema.see(cinema.heat)
    outcomes = await cinema.write(
        operation(Action.PLACE, Position(1800.5), cinema.matrix),
        operation(Action.PLACE, Position(900.0), cinema.heat),
    )
    assert _became(outcomes) == [Became.APPLIED, Became.APPLIED]
    assert cinema.views.positions[cinema.matrix.guid][0] == 1_800_500
    assert cinema.views.plays[cinema.heat.guid][0] == 1
    back = await cinema.write(operation(Action.PLACE, Position(600.0), cinema.matrix))
    assert _became(back) == [Became.APPLIED]
    assert cinema.views.positions[cinema.matrix.guid][0] == 600_000
    same = await cinema.write(operation(Action.PLACE, Position(601.0), cinema.matrix))
    assert _became(same) == [Became.UNCHANGED]


async def test_a_position_that_the_server_does_not_keep_has_failed(cinema: Cinema) -> None:
    cinema.plex.library.edit(cinema.memento, duration=0, versions=())
    outcomes = await cinema.write(
        operation(Action.PLACE, Position(30.0), cinema.matrix),
        operation(Action.PLACE, Position(900.0), cinema.memento),
    )
    assert _became(outcomes) == [Became.FAILED, Became.FAILED]
    assert "how long it is" in outcomes[1].detail


async def test_a_position_is_taken_back(cinema: Cinema) -> None:
    cinema.stop(cinema.matrix, 600)
    cinema.see(cinema.heat)
    cinema.stop(cinema.heat, 600)
    outcomes = await cinema.write(
        operation(Action.UNPLACE, None, cinema.matrix),
        operation(Action.UNPLACE, None, cinema.heat),
        operation(Action.UNPLACE, None, cinema.memento),
    )
    assert _became(outcomes) == [Became.APPLIED, Became.APPLIED, Became.UNCHANGED]
    assert cinema.views.positions == {}
    assert cinema.views.plays[cinema.heat.guid][0] == 1
    assert cinema.matrix.guid not in cinema.views.plays


async def test_ratings_are_given_as_of_now_and_taken_back(cinema: Cinema) -> None:
    at = datetime(2021, 5, 5, tzinfo=UTC)
    ahead = datetime.now(UTC) + timedelta(days=3)
    outcomes = await cinema.write(
        operation(Action.RATE, Rating(8.0, at), cinema.matrix),
        operation(Action.RATE, Rating(7.0, ahead), cinema.lost),
        operation(Action.RATE, Rating(3.0), cinema.pilot),
    )
    assert _became(outcomes) == [Became.APPLIED] * 3
    # What is rated in the past is not among what changed since: it would be read back a week later.
    assert cinema.views.ratings[cinema.matrix.guid] == (8.0, cinema.now)
    assert cinema.views.ratings[cinema.lost.guid] == (7.0, cinema.now)
    assert _became(await cinema.write(operation(Action.RATE, Rating(8.0), cinema.matrix))) == [
        Became.UNCHANGED
    ]
    back = await cinema.write(
        operation(Action.UNRATE, None, cinema.matrix), operation(Action.UNRATE, None, cinema.heat)
    )
    assert _became(back) == [Became.APPLIED, Became.UNCHANGED]
    assert cinema.matrix.guid not in cinema.views.ratings


async def test_of_one_film_in_two_libraries_each_is_written_and_none_counts_twice(cinema: Cinema) -> None:
    library = cinema.plex.library
    more = library.add_section("More", "/storage/more", kind=Kind.MOVIE)
    same = library.add_film(more, "The Matrix", old_guid=cinema.matrix.guid)
    other = library.add_film(more, "The Matrix", "imdb://tt0133093")
    (outcome,) = await cinema.write(operation(Action.WATCH, LONG_AGO, cinema.matrix, same, other))
    assert outcome.became is Became.APPLIED
    assert cinema.views.plays[cinema.matrix.guid][0] == 1
    assert cinema.views.plays[other.guid][0] == 1
    (half,) = await cinema.write(operation(Action.WATCH, LONG_AGO, cinema.heat, other))
    assert half.became is Became.APPLIED
    assert cinema.views.plays[other.guid][0] == 1


def _all_writes(cinema: Cinema) -> list[WatchOperation]:
    return [
        operation(Action.WATCH, LONG_AGO, cinema.matrix),
        operation(Action.UNWATCH, None, cinema.heat),
        operation(Action.PLACE, Position(900.0), cinema.matrix),
        operation(Action.UNPLACE, None, cinema.memento),
        operation(Action.RATE, Rating(4.0), cinema.matrix),
        operation(Action.UNRATE, None, cinema.heat),
    ]


@pytest.mark.parametrize(
    ("fault", "became"),
    [
        (Fault.UNAUTHORIZED, Became.FAILED),
        (Fault.FORBIDDEN, Became.FAILED),
        (Fault.NOT_FOUND, Became.UNRESOLVED),
        (Fault.TOO_MANY, Became.FAILED),
        (Fault.SERVER_ERROR, Became.FAILED),
        (Fault.UNAVAILABLE, Became.FAILED),
        (Fault.HTML, Became.FAILED),
        (Fault.REFUSED, Became.IN_DOUBT),
        (Fault.SLOW, Became.IN_DOUBT),
        # What took effect is seen to have.
        (Fault.DROPPED, Became.APPLIED),
    ],
)
@pytest.mark.parametrize("number", range(6))
async def test_a_write_that_fails_is_not_said_to_be_done(
    cinema: Cinema, fault: Fault, became: Became, number: int
) -> None:
    cinema.see(cinema.heat)
    cinema.rate(cinema.heat, 9.0)
    cinema.stop(cinema.memento, 600)
    cinema.house.fail(fault, "/:/*", retry_after="0", wait=0.3)
    (outcome,) = await cinema.write(_all_writes(cinema)[number])
    assert outcome.became is became
    if became in {Became.FAILED, Became.IN_DOUBT}:
        assert outcome.reason
        assert outcome.detail


@pytest.mark.parametrize(
    "fault", [Fault.UNAUTHORIZED, Fault.SERVER_ERROR, Fault.HTML, Fault.BROKEN, Fault.CUT_OFF, Fault.DROPPED]
)
async def test_nothing_is_written_where_it_cannot_be_told_what_is_there(cinema: Cinema, fault: Fault) -> None:
    cinema.house.fail(fault, "/library/metadata/*")
    outcomes = await cinema.write(
        operation(Action.WATCH, LONG_AGO, cinema.matrix), operation(Action.WATCH, LONG_AGO, cinema.heat)
    )
    assert _became(outcomes) == [Became.FAILED] * 2
    assert cinema.house.writes() == []


async def test_what_cannot_be_read_back_was_acknowledged_or_is_in_doubt(cinema: Cinema) -> None:
    cinema.house.fail(Fault.SERVER_ERROR, "/library/metadata/*", skip=1)
    (outcome,) = await cinema.write(operation(Action.WATCH, LONG_AGO, cinema.matrix))
    assert outcome.became is Became.APPLIED
    cinema.house.heal()
    cinema.house.fail(Fault.SERVER_ERROR, "/library/metadata/*", skip=1)
    cinema.house.fail(Fault.DROPPED, "/:/scrobble")
    (outcome,) = await cinema.write(operation(Action.WATCH, LONG_AGO, cinema.heat))
    assert outcome.became is Became.IN_DOUBT


async def test_a_login_that_is_refused_ends_the_batch(cinema: Cinema) -> None:
    cinema.house.fail(Fault.UNAUTHORIZED, "/:/scrobble")
    outcomes = await cinema.write(
        *[operation(Action.WATCH, LONG_AGO, one) for one in (cinema.matrix, cinema.heat, cinema.memento)]
    )
    assert _became(outcomes) == [Became.FAILED] * 3
    assert len(cinema.plex.wire.asked("PUT", "/:/scrobble")) == 1


async def test_the_user_of_another_token_writes_nothing(cinema: Cinema) -> None:
    other = cinema.plex.people.add("Pia")
    account = cinema.house.watching(user_id=other.uuid)
    (outcome,) = await account.write([operation(Action.WATCH, LONG_AGO, cinema.matrix)])
    assert (outcome.became, outcome.reason) == (Became.FAILED, "login_rejected")
    assert cinema.house.writes() == []


def _title(kind: MediaType, *ids: tuple[TitleIdKind, str]) -> Title:
    return Title(type=kind, ids=frozenset(TitleId(*one) for one in ids))


async def test_titles_are_put_on_the_watchlist_by_any_id(cinema: Cinema) -> None:
    catalogue, owner = cinema.plex.catalogue, cinema.plex.people.owner
    dune = catalogue.add("movie", "Dune", 2021, "imdb://tt1160419", "tmdb://438631")
    show = catalogue.add("show", "Same number", 2022, "tmdb://438631")
    twice = [catalogue.add("movie", "Twice", 2000, "tmdb://77") for _ in range(2)]
    other = catalogue.add("movie", "Other", 2000, "imdb://tt0000010", "tmdb://11")
    outcomes = await cinema.write(
        operation(Action.LIST, Listed(), title=_title(MediaType.MOVIE, (TitleIdKind.TMDB, "438631"))),
        operation(Action.LIST, Listed(), title=_title(MediaType.SHOW, (TitleIdKind.TMDB, "438631"))),
        operation(Action.LIST, Listed(), title=_title(MediaType.MOVIE, (TitleIdKind.PLEX, other.key))),
        operation(Action.LIST, Listed(), title=_title(MediaType.MOVIE, (TitleIdKind.TMDB, "77"))),
        operation(Action.LIST, Listed(), title=_title(MediaType.MOVIE, (TitleIdKind.TMDB, "4"))),
        operation(Action.LIST, Listed(), title=_title(MediaType.MOVIE, (TitleIdKind.TRAKT, "4"))),
        operation(
            Action.LIST,
            Listed(),
            title=_title(MediaType.MOVIE, (TitleIdKind.TMDB, "11"), (TitleIdKind.IMDB, "tt0000099")),
        ),
        operation(Action.LIST, Listed(), title=_title(MediaType.MOVIE, (TitleIdKind.PLEX, "f" * 24))),
        operation(Action.LIST, Listed(), title=_title(MediaType.EPISODE, (TitleIdKind.TVDB, "5"))),
    )
    assert _became(outcomes) == [Became.APPLIED] * 3 + [Became.UNRESOLVED] * 6
    assert set(catalogue.of(owner)) == {dune.key, show.key, other.key}
    assert not set(catalogue.of(owner)) & {one.key for one in twice}
    # A record of the library has a key there, which is none of the watchlist.
    gone = await cinema.write(
        operation(Action.UNLIST, None, keys=[f"watchlist:{dune.key}"]),
        operation(
            Action.UNLIST, None, keys=["123"], title=_title(MediaType.SHOW, (TitleIdKind.TMDB, "438631"))
        ),
    )
    assert _became(gone) == [Became.APPLIED] * 2
    assert catalogue.of(owner) == [other.key]


@pytest.mark.parametrize(
    "fault",
    [Fault.UNAUTHORIZED, Fault.FORBIDDEN, Fault.TOO_MANY, Fault.SERVER_ERROR, Fault.HTML, Fault.REFUSED],
)
@pytest.mark.parametrize("path", ["/actions/*", "/library/metadata/matches"])
async def test_a_watchlist_that_is_not_written_is_not_said_to_be(
    cinema: Cinema, fault: Fault, path: str
) -> None:
    dune = cinema.plex.catalogue.add("movie", "Dune", 2021, "imdb://tt1160419")
    cinema.plex.tv_wire.fail(fault, path, retry_after="0")
    title = _title(MediaType.MOVIE, (TitleIdKind.IMDB, "tt1160419"))
    (outcome,) = await cinema.write(operation(Action.LIST, Listed(), title=title))
    assert outcome.became is Became.FAILED
    assert outcome.reason
    assert not cinema.plex.catalogue.listed(cinema.plex.people.owner, dune)


async def test_nothing_to_write_is_nothing(cinema: Cinema) -> None:
    assert list(await cinema.write()) == []
    assert cinema.plex.wire.journal == []
