"""Candidates of the shop: by ids and barcodes first, then by text; ISRCs are not known there."""

from typing import Any

import pytest
from fakes.serving import Fault
from syncopate.domain.album import SourceAlbum
from syncopate.domain.ids import ExternalId, IdKind, parse_upc
from syncopate.domain.playlist import Entry
from syncopate.domain.snapshot import Complete, Failed, Snapshot
from syncopate.providers.catalogue import Catalogue, FoundKind

from .conftest import House


def whole(snapshot: Snapshot[Any]) -> tuple[Any, ...]:
    assert isinstance(snapshot, Complete), snapshot
    return snapshot.items


def queries(house: House) -> list[dict[str, str]]:
    return [dict(asked.query) for asked in house.fake.wire.journal]


async def test_tracks_by_text(house: House) -> None:
    isrc = frozenset({ExternalId(IdKind.ISRC, "GBAAA0000001")})
    entry = Entry(position=0, title="A 7", artists=("Band A", "Somebody"), ids=isrc)
    (found,) = whole(await house.catalogue().find_tracks(entry, 5))
    key = str(house.albums[0].songs[6])
    assert (found.key, found.title, found.artists, found.album) == (key, "A 7", ("Band A",), "Record A")
    assert (found.disc, found.number, found.track_total, found.disc_total) == (1, 7, 60, 1)
    assert (found.year, found.genres, found.album_artist) == (1975, ("Rock",), None)
    assert found.ids == {ExternalId(IdKind.APPLE, key)}
    assert queries(house) == [
        {"term": "Band A A 7", "media": "music", "entity": "song", "limit": "5", "country": "us"}
    ]
    (found,) = whole(await house.catalogue().find_tracks(Entry(position=0, title="Three"), 500))
    assert (found.artists, found.album_artist) == (("Anna & Otto",), "Various Artists")
    assert queries(house)[-1]["limit"] == "200"
    assert whole(await house.catalogue().find_tracks(Entry(position=0, title="  "), 5)) == ()
    assert isinstance(house.catalogue(), Catalogue)


async def test_tracks_by_their_own_id(house: House) -> None:
    key = str(house.albums[0].songs[6])
    entry = Entry(position=0, title="Three", ids=frozenset({ExternalId(IdKind.APPLE, key)}))
    (found,) = whole(await house.catalogue(country="de").find_tracks(entry, 5))
    assert (found.key, found.title) == (key, "A 7")
    assert queries(house) == [{"id": key, "country": "de"}]
    gone = Entry(position=0, title="Three", ids=frozenset({ExternalId(IdKind.APPLE, "1")}))
    assert [one.title for one in whole(await house.catalogue().find_tracks(gone, 5))] == ["Three"]


async def test_what_stands_in_files_is_not_always_an_id(house: House) -> None:
    odd = frozenset({ExternalId(IdKind.APPLE, "x,1"), ExternalId(IdKind.UPC, "n/a")})
    assert whole(await house.catalogue().find_tracks(Entry(position=0, title="Three", ids=odd), 1))
    assert whole(await house.catalogue().find_albums(SourceAlbum(title="Hits", ids=odd), 1))
    assert {asked.path for asked in house.fake.wire.journal} == {"/search"}


@pytest.mark.parametrize("printed", ["075678164729", "0756781647291", "5099749534728"])
async def test_albums_by_barcode(house: House, printed: str) -> None:
    house.albums[0].upc = printed
    upc = parse_upc(printed)
    assert upc is not None
    (found,) = whole(await house.catalogue().find_albums(SourceAlbum(title="?", ids=frozenset({upc})), 5))
    assert (found.title, found.artists, found.year, found.count) == ("Record A", ("Band A",), 1975, 60)
    assert found.ids == {upc, ExternalId(IdKind.APPLE, str(house.albums[0].id))}
    assert [track.number for track in found.tracks] == list(range(1, 61))


async def test_albums_by_id_and_by_text(house: House) -> None:
    own = SourceAlbum(title="?", ids=frozenset({ExternalId(IdKind.APPLE, str(house.albums[2].id))}))
    (found,) = whole(await house.catalogue().find_albums(own, 5))
    assert (found.title, len(found.tracks)) == ("Hits", 3)
    house.albums[2].withheld.add(house.albums[2].songs[0])
    (found,) = whole(await house.catalogue().find_albums(own, 5))
    assert (found.count, found.tracks) == (3, ()), "tracks are all of it, or not told"
    upc = frozenset({ExternalId(IdKind.UPC, "5099749534728"), ExternalId(IdKind.APPLE, "1")})
    (found,) = whole(
        await house.catalogue().find_albums(SourceAlbum(title="Record B", artists=("Band B",), ids=upc), 5)
    )
    assert (found.title, found.count, found.tracks) == ("Record B", 60, ())


async def test_search(house: House) -> None:
    catalogue = house.catalogue(country="DE")
    (track, *_) = whole(await catalogue.search(" band  a 9 ", FoundKind.TRACK, 3))
    assert (track.title, track.artists, track.album, track.year) == ("A 9", ("Band A",), "Record A", 1975)
    assert (track.reference, track.url is None, track.duration is None) == (None, False, False)
    (album,) = whole(await catalogue.search("record a", FoundKind.ALBUM, 3))
    assert (album.reference, album.count) == (f"album:de/{house.albums[0].id}", 60)
    assert album.cover_url.endswith("/600x600bb.jpg")
    assert whole((await house.source().read_playlist(album.reference, {})).entries)
    artists = whole(await catalogue.search("band", FoundKind.ARTIST, 3))
    assert [one.title for one in artists] == ["Band A", "Band B"]
    assert artists[0].url.startswith("https://music.apple.com/de/artist/")
    assert whole(await catalogue.search("", FoundKind.ARTIST, 3)) == ()
    assert {query["country"] for query in queries(house)[:3]} == {"de"}


@pytest.mark.parametrize("fault", [fault for fault in Fault if fault is not Fault.REFUSED])
async def test_nothing_found_is_another_thing_than_not_known(house: House, fault: Fault) -> None:
    house.monkeypatch.setattr("syncopate.providers.apple_music.client._REST_SECONDS", 0.01)
    house.fail(fault)
    catalogue = house.catalogue()
    assert isinstance(await catalogue.find_tracks(Entry(position=0, title="A 7"), 5), Failed)
    assert isinstance(await catalogue.find_albums(SourceAlbum(title="Record A"), 5), Failed)
    assert isinstance(await catalogue.search("band", FoundKind.ARTIST, 5), Failed)
    await house.fake.wire.settled()
