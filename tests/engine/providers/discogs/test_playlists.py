"""Releases as albums, what somebody has and wants, and signing in."""

from datetime import timedelta

import pytest
from fakes.serving import Fault
from syncopate.domain.ids import ExternalId, IdKind
from syncopate.domain.playlist import AlbumFacts, Entry, SourcePlaylist
from syncopate.domain.snapshot import Complete, Failed
from syncopate.errors import InvalidInput, LoginRejected, Unreachable
from syncopate.providers import registry
from syncopate.providers.browsing import Browsable, Shelf
from syncopate.providers.capability import PlaylistSource
from syncopate.providers.discogs.client import rest_of
from syncopate.providers.discogs.manifest import LIMIT, LIMIT_OF_NOBODY
from syncopate.providers.discogs.playlists import DiscogsPlaylists, create
from syncopate.providers.login import LoggedIn, Login

from .conftest import TOKEN, House


async def entries(source: DiscogsPlaylists, reference: str) -> tuple[Entry, ...]:
    found = (await source.read_playlist(reference, {})).entries
    assert isinstance(found, Complete), found
    return found.items


async def reason(source: DiscogsPlaylists, reference: str) -> str:
    found = (await source.read_playlist(reference, {})).entries
    assert isinstance(found, Failed), found
    assert found.detail
    return found.reason


async def test_a_release_is_an_album_for_anybody(house: House) -> None:
    for source in (house.source, house.nobody):
        assert isinstance(source, PlaylistSource)
        assert isinstance(source, Browsable)
        found = await source.read_playlist(f"album:{house.record}", {})
        assert isinstance(found.entries, Complete)
        assert found.playlist == SourcePlaylist(
            reference="album:1230",
            name="The Record",
            cover_url="https://i.discogs.com/1230-primary.jpeg",
            album=AlbumFacts(
                artists=("Nirvana", "Rossini"),
                year=1987,
                count=5,
                ids=frozenset({ExternalId(IdKind.DISCOGS, "1230"), ExternalId(IdKind.UPC, "825646493166")}),
            ),
            count=5,
        )
        told = [(one.title, one.disc, one.number, one.artists) for one in found.entries.items]
        both = ("Nirvana", "Rossini")
        assert told == [
            ("Opening", 1, 1, both),
            ("Second", 1, 2, ("Guest",)),
            ("Suite", 1, 3, both),
            ("Encore", 2, 1, both),
            ("Bis", 2, 2, both),
        ]
        lengths = [one.duration for one in found.entries.items]
        assert lengths == [
            timedelta(seconds=348), None, timedelta(seconds=210), timedelta(seconds=3723), None,
        ]  # fmt: skip
        assert [one.position for one in found.entries.items] == [0, 1, 2, 3, 4]
        assert {one.album for one in found.entries.items} == {"The Record"}


async def test_links_and_masters(house: House) -> None:
    by_id = await entries(house.nobody, "album:1230")
    link = "https://www.discogs.com/de/release/1230-Nirvana-The-Record"
    assert await entries(house.nobody, link) == by_id
    found = await house.nobody.read_playlist("https://www.discogs.com/master/96559-X", {})
    assert isinstance(found.entries, Complete)
    assert found.entries.items == by_id
    assert (found.playlist.reference, found.playlist.name) == ("master:96559", "The Record")


async def test_what_is_not_there(house: House) -> None:
    for reference in ("album:99", "master:99"):
        assert await reason(house.nobody, reference) == "source_gone"
    for reference in ("", "nothing", "playlist:1", "https://www.discogs.com/artist/1-X"):
        assert await reason(house.nobody, reference) == "invalid_input"


async def test_a_master_of_another_release(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(house.fake.database.releases, 5, house.fake.database.releases[house.record])
    assert await reason(house.nobody, "album:5") == "odd_answer"


async def test_browsing_what_somebody_has_and_wants(house: House) -> None:
    first = await house.source.browse("")
    assert isinstance(first, Complete)
    assert [one.key for one in first.items if isinstance(one, Shelf)] == ["collection", "wantlist"]
    found = await house.source.browse("collection")
    assert isinstance(found, Complete)
    # One of them is there twice.
    assert len(found.items) == 230
    assert house.requests("/users/anna/collection/folders/0/releases") == 3
    album = found.items[0]
    assert isinstance(album, SourcePlaylist)
    assert album.album is not None
    assert (album.reference, album.name, album.album.artists) == ("album:1000", "Album 0", ("Artist 0",))
    assert album.cover_url == "https://i.discogs.com/1000.jpeg"
    wanted = await house.source.browse("wantlist")
    assert isinstance(wanted, Complete)
    assert [one.name for one in wanted.items] == ["The Record", "Album 0", "Album 1"]
    house.anna.wants.clear()
    nothing = await house.source.browse("wantlist")
    assert isinstance(nothing, Complete)
    assert nothing.items == ()
    listed = await house.source.list_playlists()
    assert isinstance(listed, Complete)
    assert listed.items == ()


async def test_nobody_has_anything(house: House) -> None:
    first = await house.nobody.browse("")
    assert isinstance(first, Complete)
    assert first.items == ()
    for shelf, why in (("collection", "not_configured"), ("wantlist", "not_configured"), ("x", "not_found")):
        found = await house.nobody.browse(shelf)
        assert isinstance(found, Failed)
        assert found.reason == why
    assert house.requests() == 0


@pytest.mark.parametrize("fault", [one for one in Fault if one is not Fault.EMPTY_PAGE])
@pytest.mark.parametrize(
    ("reference", "path"),
    [("album:1230", "/releases/*"), ("master:96559", "/masters/*"), ("master:96559", "/releases/*")],
)
async def test_what_fails_is_not_empty(
    house: House, reference: str, path: str, fault: Fault, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.fail(fault, path, monkeypatch)
    expected = {
        Fault.UNAUTHORIZED: "login_rejected",
        Fault.FORBIDDEN: "login_lacks_rights",
        Fault.NOT_FOUND: "source_gone",
        Fault.TOO_MANY: "rate_limited",
        Fault.HTML: "odd_answer",
        Fault.BROKEN: "odd_answer",
    }
    assert await reason(house.source, reference) == expected.get(fault, "unreachable")


@pytest.mark.parametrize("fault", list(Fault))
@pytest.mark.parametrize("skip", [0, 1])
async def test_shelves_that_fail(
    house: House, skip: int, fault: Fault, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.fail(fault, "/users/*", monkeypatch, skip=skip)
    found = await house.source.browse("collection")
    assert isinstance(found, Failed)
    assert found.reason


async def test_wantlists_that_fail(house: House) -> None:
    house.fake.wire.fail(Fault.EMPTY_PAGE, "/users/anna/wants")
    found = await house.source.browse("wantlist")
    assert isinstance(found, Failed)
    assert found.reason == "odd_answer"


async def test_a_token_that_was_revoked(house: House) -> None:
    house.anna.token = "another"
    assert await reason(house.source, "album:1230") == "login_rejected"
    health = await house.source.check()
    assert (health.ok, health.reason) == (False, "login_rejected")
    # Whoever says nothing is still answered.
    assert len(await entries(house.nobody, "album:1230")) == 5


async def test_check(house: House) -> None:
    assert (await house.source.check()).ok
    assert (await house.nobody.check()).ok
    other = create(house.context("other", user="bert"))
    health = await other.check()
    assert (health.ok, health.reason) == (False, "login_rejected")
    assert health.detail == "The token belongs to anna, not to bert."
    house.fake.wire.fail(Fault.HTML)
    for source in (house.source, house.nobody):
        assert (await source.check()).reason == "odd_answer"


async def test_signing_in(house: House) -> None:
    assert isinstance(house.login, Login)
    step = await house.login.begin("token", {"token": f" {TOKEN} "})
    assert step == LoggedIn(settings={"user": "anna", "token": TOKEN}, name="Discogs (anna)")
    with pytest.raises(LoginRejected):
        await house.login.begin("token", {"token": "wrong"})
    for method, answers in (("token", {}), ("token", {"token": " "}), ("password", {"token": "x"})):
        with pytest.raises(InvalidInput):
            await house.login.begin(method, answers)
    with pytest.raises(InvalidInput):
        await house.login.go_on({}, {})
    made: Login = registry.login("discogs", house.context("login-2"))
    assert isinstance(made, Login)


@pytest.mark.parametrize("fault", [one for one in Fault if one is not Fault.EMPTY_PAGE])
async def test_signing_in_that_fails(house: House, fault: Fault, monkeypatch: pytest.MonkeyPatch) -> None:
    house.fail(fault, "/oauth/*", monkeypatch)
    with pytest.raises(Unreachable) as raised:
        await house.login.begin("token", {"token": TOKEN})
    assert TOKEN not in f"{raised.value!r} {raised.value.placeholders}"


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, 0.0),
        ({"X-Discogs-Ratelimit-Remaining": "59"}, 0.0),
        ({"X-Discogs-Ratelimit-Remaining": "0"}, 3.0),
        ({"X-Discogs-Ratelimit-Remaining": "?"}, 0.0),
    ],
)
def test_it_rests_when_nothing_is_left(headers: dict[str, str], seconds: float) -> None:
    assert rest_of(headers) == seconds


async def test_it_says_who_it_is_and_how_often_it_asks(house: House) -> None:
    await entries(house.source, "album:1230")
    house.fake.remaining = 1
    await entries(house.nobody, "album:1230")
    first, second = house.fake.wire.journal
    assert first.headers["User-Agent"].startswith("Syncopate/")
    assert first.headers["Authorization"] == f"Discogs token={TOKEN}"
    assert "Authorization" not in second.headers
    budget = house.connections.paces.budget("discogs")
    assert budget is not None
    assert 2.0 < budget.rests <= 3.0
    assert (LIMIT.requests, LIMIT_OF_NOBODY.requests, LIMIT.seconds) == (60, 25, 60.0)


async def test_no_text_tells_the_token(house: House, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    source = house.source
    for fault in (Fault.UNAUTHORIZED, Fault.FORBIDDEN, Fault.SERVER_ERROR, Fault.HTML, Fault.DROPPED):
        house.fake.wire.fail(fault)
        found = await source.read_playlist("album:1230", {})
        shelf = await source.browse("collection")
        assert TOKEN not in f"{found!r} {shelf!r} {source!r}"
        house.fake.wire.heal()
    assert TOKEN not in caplog.text
