"""Searching YouTube Music."""

from datetime import timedelta

import pytest
from fakes.serving import Fault
from syncopate.domain.album import SourceAlbum
from syncopate.domain.ids import ExternalId, IdKind
from syncopate.domain.playlist import Entry
from syncopate.domain.snapshot import Complete, Failed
from syncopate.providers.catalogue import Catalogue, FoundKind

from .conftest import House


async def test_tracks(house: House) -> None:
    album = house.fake.add_album("Believe", "Cher", 1998, 3)
    catalogue = house.catalogue()
    assert isinstance(catalogue, Catalogue)
    entry = Entry(position=0, title="Believe 2", artists=("Cher",))
    found = await catalogue.find_tracks(entry, 5)
    assert isinstance(found, Complete)
    track = found.items[0]
    assert (track.title, track.artists, track.album) == ("Believe 2", ("Cher",), "Believe")
    assert track.duration == timedelta(seconds=202)
    assert track.key == album.songs[1].id
    assert track.ids == {ExternalId(IdKind.YOUTUBE, track.key)}


async def test_albums(house: House) -> None:
    house.fake.add_album("Believe", "Cher", 1998, 3)
    found = await house.catalogue().find_albums(SourceAlbum(title="Believe", artists=("Cher",)), 5)
    assert isinstance(found, Complete)
    assert [(one.title, one.artists, one.year) for one in found.items] == [("Believe", ("Cher",), 1998)]


async def test_search(house: House) -> None:
    album = house.fake.add_album("Believe", "Cher", 1998, 30)
    artist = house.fake.add_artist("Cher")
    catalogue = house.catalogue()
    tracks = await catalogue.search("cher believe", FoundKind.TRACK, 7)
    assert isinstance(tracks, Complete)
    assert len(tracks.items) == 7
    assert tracks.items[0].reference is None
    albums = await catalogue.search("believe", FoundKind.ALBUM, 10)
    assert isinstance(albums, Complete)
    assert albums.items[0].reference == f"album:{album.id}"
    assert (albums.items[0].year, albums.items[0].artists) == (1998, ("Cher",))
    read = await house.playlists().read_playlist(albums.items[0].reference, {})
    assert isinstance(read.entries, Complete)
    artists = await catalogue.search("cher", FoundKind.ARTIST, 10)
    assert isinstance(artists, Complete)
    assert artists.items[0].url == f"https://music.youtube.com/channel/{artist.id}"


@pytest.mark.parametrize("kind", list(FoundKind))
async def test_nothing_found(house: House, kind: FoundKind) -> None:
    found = await house.catalogue().search("zzz", kind, 10)
    assert isinstance(found, Complete)
    assert found.items == ()
    assert isinstance(await house.catalogue().search("  ", kind, 10), Complete)


@pytest.mark.parametrize("fault", [one for one in Fault if one is not Fault.EMPTY_PAGE])
async def test_faults(house: House, fault: Fault) -> None:
    house.fail(fault, "*/search")
    found = await house.catalogue().find_tracks(Entry(position=0, title="x"), 3)
    assert isinstance(found, Failed)
    assert found.reason
