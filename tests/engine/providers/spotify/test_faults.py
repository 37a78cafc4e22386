"""Whatever goes wrong at Spotify: it is said, and nothing is taken for empty."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest
from aiohttp import web
from fakes.serving import Fault, Served
from syncopate.domain.ids import ExternalId, IdKind
from syncopate.domain.playlist import Entry
from syncopate.domain.snapshot import Failed
from syncopate.providers import registry
from syncopate.providers.catalogue import FoundKind
from syncopate.providers.pace import LONGEST_PAUSE

from .conftest import House, all_of, reason_of

_ENTRY = Entry(position=0, title="Songs", ids=frozenset({ExternalId(IdKind.ISRC, "DEFAK2600001")}))


async def _playlist(house: House) -> Any:
    return (await house.read(f"playlist:{house.anna.playlists[0].id}")).entries  # type: ignore[union-attr]


async def _album(house: House) -> Any:
    return (await house.read(f"album:{house.anna.albums[0][1].id}")).entries


async def _liked(house: House) -> Any:
    return (await house.read("liked")).entries


ASKED: dict[str, Callable[[House], Awaitable[Any]]] = {
    "/v1/playlists/*": _playlist,
    "/v1/playlists/*/items": _playlist,
    "/v1/me/tracks": _liked,
    "/v1/albums/*": _album,
    "/v1/albums/*/tracks": _album,
    "/v1/me/playlists": lambda house: house.source().list_playlists(),
    "/v1/me/albums": lambda house: house.source().browse("albums"),
    "/v1/me/following": lambda house: house.source().browse("artists"),
    "/v1/artists/*/albums": lambda house: house.source().browse(f"artist:{house.anna.artists[0].id}"),
    "/v1/users/*/playlists": lambda house: house.source().browse("user:anna"),
    "/v1/me/player/recently-played": lambda house: house.recent().played_contexts(),
    "/v1/search": lambda house: house.catalogue().find_tracks(_ENTRY, 5),
}
_KNOWN_KEYS = {
    "login_rejected",
    "login_lacks_rights",
    "rate_limited",
    "unreachable",
    "odd_answer",
    "not_found",
    "source_gone",
    "source_closed",
}


@pytest.fixture
def full(house: House) -> House:
    """Return a house whose lists take more than one page each, as an app of before 2026 sees it."""
    world = house.fake.world
    house.fake.is_new(new=False, names="both")
    songs = world.songs(160)
    world.add_playlist(house.anna, "P", songs)
    for number in range(60):
        world.like(house.anna, songs[number])
        world.add_playlist(house.anna, f"P {number}")
        house.anna.artists.append(world.add_artist(f"Artist {number}"))
        house.anna.albums.append(
            (world.now(), world.add_album(f"A {number}", "Artist 0", 55 if number == 0 else 1))
        )
    world.play(house.anna, songs[0], f"spotify:album:{songs[0].album.id}")
    return house


@pytest.mark.parametrize("path", ASKED)
async def test_all_is_well_while_nothing_fails(full: House, path: str) -> None:
    assert all_of(await ASKED[path](full))
    assert full.asked(path)


_ONE_PAGE = {"/v1/me/player/recently-played", "/v1/search", "/v1/albums/*/tracks"}
_NO_TOTAL = {"/v1/me/player/recently-played", "/v1/search"}
"""Where nothing is told, there may be nothing: a search without hits, somebody who played nothing."""
_LATER = (Fault.SERVER_ERROR, Fault.NOT_FOUND, Fault.HTML, Fault.BROKEN, Fault.EMPTY_PAGE)


@pytest.mark.parametrize(
    ("path", "fault", "skip"),
    [
        (path, fault, 0)
        for path in ASKED
        for fault in Fault
        if path not in _NO_TOTAL or fault is not Fault.EMPTY_PAGE
    ]
    + [(path, fault, 1) for path in ASKED if path not in _ONE_PAGE for fault in _LATER],
)
async def test_a_failed_page_fails_the_read(full: House, path: str, fault: Fault, skip: int) -> None:
    full.fail(fault, path, skip=skip, retry_after="0")
    full.fail(fault, "/embed/*", retry_after="0")
    snapshot = await ASKED[path](full)
    assert reason_of(snapshot) in _KNOWN_KEYS
    assert snapshot.detail


@pytest.mark.parametrize("path", ["/v1/me/tracks", "/v1/playlists/*/items", "/v1/search"])
@pytest.mark.parametrize("fault", [Fault.DROPPED, Fault.CUT_OFF, Fault.UNAVAILABLE, Fault.TOO_MANY])
async def test_what_passes_is_asked_again(full: House, path: str, fault: Fault) -> None:
    full.fail(fault, path, times=1, retry_after="0")
    assert all_of(await ASKED[path](full))


async def test_a_pause_is_kept_by_all_of_an_account_and_by_no_other(full: House) -> None:
    bert = full.fake.world.add_user("bert")
    full.sign_in(bert)
    wanted = int(LONGEST_PAUSE) + 70
    full.fail(Fault.TOO_MANY, "/v1/me/tracks", times=1, retry_after=str(wanted))
    failed = await _liked(full)
    assert isinstance(failed, Failed)
    assert (failed.reason, failed.placeholders["retry_after"]) == ("rate_limited", str(wanted))
    count = len(full.asked())
    for path in ("/v1/me/tracks", "/v1/me/playlists", "/v1/search", "/v1/me/player/recently-played"):
        again = await ASKED[path](full)
        assert reason_of(again) == "rate_limited"
    assert len(full.asked()) == count
    assert all_of((await full.read("liked", "bert")).entries) == ()
    budget = full.connections.paces.budget("anna")
    assert budget is not None
    assert budget.rests > LONGEST_PAUSE
    album = full.fake.world.add_album("Page")
    assert len(await full.entries(f"album:{album.id}", None)) == 10


async def test_a_proxys_404_is_not_gone(full: House) -> None:
    full.fail(Fault.NOT_FOUND, "/v1/albums/*")
    assert reason_of(await _album(full)) == "unreachable"


async def test_an_album_without_isrcs_is_whole_where_their_batch_is_refused(full: House) -> None:
    full.fail(Fault.FORBIDDEN, "/v1/tracks")
    assert len(all_of(await _album(full))) == 55


@pytest.mark.parametrize("fault", [Fault.SERVER_ERROR, Fault.HTML, Fault.DROPPED])
async def test_where_the_batch_fails_the_album_is_not_known(full: House, fault: Fault) -> None:
    full.fail(fault, "/v1/tracks")
    assert reason_of(await _album(full)) in {"unreachable", "odd_answer"}


async def test_check_tells(full: House) -> None:
    full.fail(Fault.UNAVAILABLE, "/v1/me")
    for each in (full.source(), full.recent(), full.catalogue()):
        health = await each.check()
        assert (health.ok, health.reason) == (False, "unreachable")
    full.fake.wire.heal()
    assert (await full.source().check()).ok
    count = len(full.asked())
    assert (await full.catalogue().check()).ok
    assert len(full.asked()) == count


async def test_a_closed_connection_says_so(full: House) -> None:
    source = full.source()
    assert (await source.check()).ok
    await full.connections.close()
    read = await source.read_playlist("liked", {})
    assert reason_of(read.entries) == "unreachable"


async def test_search_says_when_it_withholds(full: House) -> None:
    full.fail(Fault.EMPTY_PAGE, "/v1/search")
    found = await full.catalogue().search("Songs", FoundKind.TRACK, 5)
    assert reason_of(found) == "odd_answer"


async def test_nobody_is_followed_elsewhere(house: House) -> None:
    """The token would go along."""
    seen: list[str] = []

    async def catch(request: web.Request) -> web.Response:
        seen.append(request.path)
        return web.json_response({})

    elsewhere = web.Application()
    elsewhere.router.add_route("*", "/{path:.*}", catch)
    async with Served(elsewhere) as other:

        async def send_on(request: web.Request) -> web.Response:
            return web.Response(status=307, headers={"Location": f"{other.address}{request.path}"})

        sending = web.Application()
        sending.router.add_route("*", "/{path:.*}", send_on)
        async with Served(sending) as api:
            context = replace(house.context(), endpoints={"*": api.address})
            source = registry.playlist_source("spotify", context)
            assert reason_of((await source.read_playlist("liked", {})).entries) == "odd_answer"
            assert (await source.check()).reason == "odd_answer"
    assert seen == []
