"""Searching the catalogue of a fake TIDAL."""

from datetime import timedelta

import pytest
from fakes.serving import Fault
from syncopate.domain.album import SourceAlbum
from syncopate.domain.ids import ExternalId, IdKind
from syncopate.domain.playlist import Entry
from syncopate.domain.snapshot import Complete, Failed
from syncopate.providers.catalogue import Catalogue, FoundKind
from syncopate.providers.tidal.metadata import TidalCatalogue, create

from .conftest import House


def _catalogue(house: House) -> TidalCatalogue:
    made = create(house.context())
    assert isinstance(made, Catalogue)
    return made


def _entry(title: str, *ids: ExternalId, artist: str = "The Fakes") -> Entry:
    return Entry(position=0, title=title, artists=(artist,), ids=frozenset(ids))


async def test_tracks_by_isrc(house: House) -> None:
    track = house.music.tracks[house.album.tracks[4]]
    double = house.music.add_track("Song 5", house.album, isrc=track.isrc)
    found = await _catalogue(house).find_tracks(_entry("Anything", ExternalId(IdKind.ISRC, track.isrc)), 5)
    assert isinstance(found, Complete)
    assert [one.key for one in found.items] == [track.id, double.id]
    first = found.items[0]
    assert (first.title, first.artists, first.album) == ("Song 5", ("The Fakes",), "First")
    assert (first.duration, first.year, first.album_key) == (timedelta(seconds=200), 2019, house.album.id)
    assert first.ids == {ExternalId(IdKind.TIDAL, track.id), ExternalId(IdKind.ISRC, track.isrc)}
    assert not house.fake.wire.asked(path="/v2/searchResults")


async def test_tracks_by_the_own_id(house: House) -> None:
    key = house.album.tracks[7]
    found = await _catalogue(house).find_tracks(_entry("?", ExternalId(IdKind.TIDAL, key)), 5)
    assert isinstance(found, Complete)
    assert [one.key for one in found.items] == [key]


async def test_tracks_by_text_where_the_isrc_is_not_known(house: House) -> None:
    unknown = ExternalId(IdKind.ISRC, "GBAYE0601498")
    found = await _catalogue(house).find_tracks(_entry("Song 4", unknown), 3)
    assert isinstance(found, Complete)
    assert [one.title for one in found.items] == ["Song 4", "Song 14", "Song 24"]


async def test_nothing_is_found(house: House) -> None:
    catalogue = _catalogue(house)
    found = await catalogue.find_tracks(_entry("Never heard"), 3)
    assert isinstance(found, Complete)
    assert found.items == ()
    blank = await catalogue.search("  ", FoundKind.TRACK, 3)
    assert isinstance(blank, Complete)
    assert blank.items == ()
    assert len(house.fake.wire.asked(path="/v2/searchResults")) == 1


@pytest.mark.parametrize("barcode", ["196589525444", "0196589525444", "00196589525444"])
async def test_albums_by_barcode_however_many_zeros(house: House, barcode: str) -> None:
    album = house.music.add_album("Second", house.music.add_artist("Others"), ["A", "B"], barcode=barcode)
    wanted = SourceAlbum(title="?", ids=frozenset({ExternalId(IdKind.UPC, "196589525444")}))
    found = await _catalogue(house).find_albums(wanted, 5)
    assert isinstance(found, Complete)
    [one] = found.items
    assert (one.title, one.artists, one.year, one.count) == ("Second", ("Others",), 2019, 2)
    assert ExternalId(IdKind.TIDAL, album.id) in one.ids


async def test_albums_by_text(house: House) -> None:
    wanted = SourceAlbum(
        title="First", artists=("The Fakes",), ids=frozenset({ExternalId(IdKind.UPC, "196589525444")})
    )
    found = await _catalogue(house).find_albums(wanted, 5)
    assert isinstance(found, Complete)
    assert [one.title for one in found.items] == ["First"]


async def test_what_somebody_types(house: House) -> None:
    catalogue = _catalogue(house)
    tracks = await catalogue.search("song 12", FoundKind.TRACK, 5)
    albums = await catalogue.search("fakes first", FoundKind.ALBUM, 5)
    artists = await catalogue.search("fakes", FoundKind.ARTIST, 5)
    assert isinstance(tracks, Complete)
    assert isinstance(albums, Complete)
    assert isinstance(artists, Complete)
    track, album, artist = tracks.items[0], albums.items[0], artists.items[0]
    assert (track.kind, track.title, track.album) == (FoundKind.TRACK, "Song 12", "First")
    assert track.url == f"https://tidal.com/browse/track/{house.album.tracks[11]}"
    assert (album.title, album.count, album.reference) == ("First", 45, f"album:{house.album.id}")
    assert album.cover_url is not None
    assert (artist.title, artist.reference) == ("The Fakes", None)


async def test_long_words_are_cut(house: House) -> None:
    found = await _catalogue(house).search("word " * 100, FoundKind.ALBUM, 5)
    assert isinstance(found, Complete)


async def test_it_can_tell_how_it_is(house: House) -> None:
    catalogue = _catalogue(house)
    assert (await catalogue.check()).ok
    house.fake.access.revoke()
    assert (await create(house.bare()).check()).reason == "not_configured"


@pytest.mark.parametrize("fault", [fault for fault in Fault if fault is not Fault.EMPTY_PAGE])
@pytest.mark.parametrize("path", ["/v2/tracks", "/v2/albums", "/v2/searchResults"])
async def test_a_failed_look_is_no_empty_one(house: House, path: str, fault: Fault) -> None:
    catalogue = _catalogue(house)
    house.fake.wire.fail(fault, path, retry_after="0")
    if path == "/v2/albums":
        wanted = SourceAlbum(title="First", ids=frozenset({ExternalId(IdKind.UPC, "196589525444")}))
        found = await catalogue.find_albums(wanted, 5)
    else:
        isrc = [ExternalId(IdKind.ISRC, "GBAYE0601498")] if path == "/v2/tracks" else []
        found = await catalogue.find_tracks(_entry("Song 1", *isrc), 5)
    assert isinstance(found, Failed)
    assert found.detail
    await house.fake.wire.settled()
