"""Searching, for those who have a token: by barcode first, else by artist and title."""

import pytest
from fakes.serving import Fault
from syncopate.domain.album import SourceAlbum
from syncopate.domain.ids import ExternalId, IdKind
from syncopate.domain.playlist import Entry
from syncopate.domain.snapshot import Complete, Failed
from syncopate.providers.catalogue import Catalogue, FoundKind
from syncopate.providers.discogs.metadata import create

from .conftest import House

_UPC = ExternalId(IdKind.UPC, "825646493166")


async def test_an_album_by_its_barcode(house: House) -> None:
    assert isinstance(house.catalogue, Catalogue)
    found = await house.catalogue.find_albums(SourceAlbum(title="Other", ids=frozenset({_UPC})), 5)
    assert isinstance(found, Complete)
    (album,) = found.items
    assert (album.title, album.year) == ("The Record", 1987)
    assert album.ids == {_UPC, ExternalId(IdKind.DISCOGS, "1230")}
    assert house.requests() == 1


async def test_an_album_by_its_text(house: House) -> None:
    other = frozenset({ExternalId(IdKind.UPC, "12345678901")})
    wanted = SourceAlbum(title="Album 17", artists=("Artist 17",), ids=other)
    found = await house.catalogue.find_albums(wanted, 2)
    assert isinstance(found, Complete)
    assert [album.title for album in found.items][:1] == ["Album 17"]
    assert house.requests() == 2
    asked = dict(house.fake.wire.journal[1].query)
    assert asked == {
        "release_title": "Album 17",
        "type": "release",
        "artist": "Artist 17",
        "page": "1",
        "per_page": "2",
    }
    nothing = await house.catalogue.find_albums(SourceAlbum(title="No such thing"), 2)
    assert isinstance(nothing, Complete)
    assert nothing.items == ()


async def test_tracks_of_the_releases_that_have_them(house: House) -> None:
    entry = Entry(position=0, title="Song 17 b", artists=("Artist 17",), album="Nowhere")
    found = await house.catalogue.find_tracks(entry, 5)
    assert isinstance(found, Complete)
    (track,) = found.items
    assert (track.key, track.title, track.album, track.number) == ("1017/2", "Song 17 b", "Album 17", 2)
    assert (track.album_key, track.album_artist, track.ids) == ("1017", "Artist 17", frozenset())
    # The search with the album, the one without, and the release.
    assert house.requests() == 3


async def test_searching(house: House) -> None:
    albums = await house.catalogue.search("the record", FoundKind.ALBUM, 3)
    assert isinstance(albums, Complete)
    assert [(one.title, one.reference) for one in albums.items] == [("The Record", "album:1230")]
    with_track = await house.catalogue.search("encore", FoundKind.TRACK, 3)
    assert isinstance(with_track, Complete)
    people = await house.catalogue.search("nirvana", FoundKind.ARTIST, 3)
    assert isinstance(people, Complete)
    assert [one.title for one in people.items] == ["Nirvana"]
    before = house.requests()
    nothing = await house.catalogue.search("  ", FoundKind.ALBUM, 3)
    assert isinstance(nothing, Complete)
    assert (nothing.items, house.requests()) == ((), before)


async def test_nobody_may_search(house: House) -> None:
    nobody = create(house.context("discogs", user="", token=""))
    found = await nobody.find_albums(SourceAlbum(title="Album 17"), 5)
    assert isinstance(found, Failed)
    assert found.reason == "not_configured"
    health = await nobody.check()
    assert (health.ok, health.reason) == (False, "not_configured")
    assert house.requests() == 0
    assert (await house.catalogue.check()).ok


@pytest.mark.parametrize("fault", list(Fault))
@pytest.mark.parametrize("what", ["albums", "tracks", "search"])
async def test_what_fails_is_not_nothing(
    house: House, what: str, fault: Fault, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.fail(fault, "/database/*", monkeypatch)
    match what:
        case "albums":
            found: object = await house.catalogue.find_albums(SourceAlbum(title="Album 17"), 5)
        case "tracks":
            found = await house.catalogue.find_tracks(Entry(position=0, title="Song 17 b"), 5)
        case _:
            found = await house.catalogue.search("album", FoundKind.ALBUM, 5)
    assert isinstance(found, Failed)


async def test_a_release_that_cannot_be_opened_fails_it(house: House) -> None:
    house.fake.wire.fail(Fault.SERVER_ERROR, "/releases/*")
    found = await house.catalogue.find_tracks(Entry(position=0, title="Song 17 b"), 5)
    assert isinstance(found, Failed)
