"""Candidates of the catalogue: by codes first, then by text."""

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


def paths(house: House) -> list[str]:
    return [asked.path for asked in house.fake.wire.journal]


async def test_by_isrc(house: House) -> None:
    track = house.fake.music.tracks[house.tracks[0]]
    track.artists = (*track.artists, house.albums[1].artist)
    isrc = ExternalId(IdKind.ISRC, track.isrc)
    (found,) = whole(
        await house.catalogue.find_tracks(Entry(position=0, title="?", ids=frozenset({isrc})), 5)
    )
    assert (found.key, found.title, found.artists) == (str(track.id), "A song 1", ("Band A", "Band B"))
    assert (found.album, found.disc, found.number, found.year) == ("Record A", 1, 1, 2001)
    assert found.ids == {isrc, ExternalId(IdKind.DEEZER, str(track.id))}
    assert isinstance(house.catalogue, Catalogue)
    assert paths(house) == [f"/track/isrc:{track.isrc}"]


async def test_by_its_own_id(house: House) -> None:
    track = house.fake.music.tracks[house.tracks[0]]
    entry = Entry(position=0, title="?", ids=frozenset({ExternalId(IdKind.DEEZER, str(track.id))}))
    (found,) = whole(await house.catalogue.find_tracks(entry, 5))
    assert ExternalId(IdKind.ISRC, track.isrc) in found.ids


async def test_what_stands_in_files_is_not_always_an_id(house: House) -> None:
    odd = {
        ExternalId(IdKind.ISRC, "none"),
        ExternalId(IdKind.DEEZER, "../user"),
        ExternalId(IdKind.UPC, "n/a"),
    }
    (found,) = whole(
        await house.catalogue.find_tracks(Entry(position=0, title="B song 1", ids=frozenset(odd)), 1)
    )
    assert found.title == "B song 1"
    assert whole(await house.catalogue.find_albums(SourceAlbum(title="Record B", ids=frozenset(odd)), 1))
    assert set(paths(house)) == {"/search", "/search/album"}


async def test_by_text_strictly_then_plainly(house: House) -> None:
    gone = frozenset({ExternalId(IdKind.ISRC, "GBAAA0000001"), ExternalId(IdKind.DEEZER, "1")})
    entry = Entry(position=0, title='A "song" 1', artists=("Band A", "X"), ids=gone)
    (found,) = whole(await house.catalogue.find_tracks(entry, 5))
    assert found.title == "A song 1"
    asked = house.fake.wire.asked(path="/search")
    assert [dict(one.query) for one in asked] == [
        {"q": 'artist:"Band A" track:"A song 1"', "strict": "on", "limit": "5"}
    ]
    house.fake.wire.journal.clear()
    loose = whole(
        await house.catalogue.find_tracks(Entry(position=0, title="song 11", artists=("Band",)), 500)
    )
    assert [one.title for one in loose] == ["A song 11", "B song 11", "C song 11"]
    assert [dict(one.query)["q"] for one in house.fake.wire.journal] == [
        'artist:"Band" track:"song 11"',
        "Band song 11",
    ]
    assert [dict(one.query)["limit"] for one in house.fake.wire.journal] == ["100", "100"]
    found = whole(await house.catalogue.find_tracks(Entry(position=0, title="C song 90"), 1))
    assert [one.title for one in found] == ["C song 90"]
    assert whole(await house.catalogue.find_tracks(Entry(position=0, title="unheard of"), 1)) == ()
    assert whole(await house.catalogue.find_tracks(Entry(position=0, title=' " '), 1)) == ()


@pytest.mark.parametrize("printed", ["075678164729", "0756781647291", "5099749534728", "602475093060"])
async def test_albums_by_barcode(house: House, printed: str) -> None:
    house.albums[0].upc = printed
    upc = parse_upc(printed)
    assert upc is not None
    (found,) = whole(await house.catalogue.find_albums(SourceAlbum(title="?", ids=frozenset({upc})), 5))
    assert (found.title, found.artists, found.year, found.count) == ("Record A", ("Band A",), 2001, 90)
    assert found.ids == {upc, ExternalId(IdKind.DEEZER, str(house.albums[0].id))}
    assert len(found.tracks) == 90
    assert found.tracks[0].title == "A song 1"


async def test_albums_by_text(house: House) -> None:
    found = whole(await house.catalogue.find_albums(SourceAlbum(title="record b", artists=("band b",)), 5))
    assert [(one.title, one.count, one.tracks, one.year) for one in found] == [("Record B", 90, (), None)]
    found = whole(await house.catalogue.find_albums(SourceAlbum(title="Record"), 5))
    assert len(found) == 3


async def test_search(house: House) -> None:
    catalogue = house.catalogue
    tracks = whole(await catalogue.search("Band A song", FoundKind.TRACK, 3))
    assert len(tracks) == 3
    assert (tracks[0].title, tracks[0].artists, tracks[0].album) == ("A song 1", ("Band A",), "Record A")
    assert tracks[0].url
    assert tracks[0].reference is None
    (album,) = whole(await catalogue.search("record c", FoundKind.ALBUM, 3))
    assert (album.reference, album.count) == (f"album:{house.albums[2].id}", 90)
    assert whole((await house.source().read_playlist(album.reference, {})).entries)
    artists = whole(await catalogue.search("  band ", FoundKind.ARTIST, 3))
    assert [(one.title, one.count) for one in artists] == [("Band A", 1), ("Band B", 1), ("Band C", 1)]
    assert artists[0].cover_url
    assert whole(await catalogue.search("  ", FoundKind.ALBUM, 3)) == ()


FAULTS = [fault for fault in Fault if fault is not Fault.REFUSED]


@pytest.mark.parametrize("fault", FAULTS)
async def test_nothing_found_is_another_thing_than_not_known(house: House, fault: Fault) -> None:
    house.fail(fault)
    isrc = frozenset({ExternalId(IdKind.ISRC, "GBAAA0000001")})
    if fault is not Fault.EMPTY_PAGE:
        assert isinstance(
            await house.catalogue.find_tracks(Entry(position=0, title="A", ids=isrc), 5), Failed
        )
    assert isinstance(await house.catalogue.find_tracks(Entry(position=0, title="A song 1"), 5), Failed)
    assert isinstance(await house.catalogue.find_albums(SourceAlbum(title="Record A"), 5), Failed)
    assert isinstance(await house.catalogue.search("band", FoundKind.ARTIST, 5), Failed)
    await house.fake.wire.settled()


async def test_a_full_quota(house: House) -> None:
    house.fake.refuse(4)
    found = await house.catalogue.search("band", FoundKind.ARTIST, 5)
    assert isinstance(found, Failed)
    assert found.reason == "rate_limited"
