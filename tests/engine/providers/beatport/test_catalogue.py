"""Searching: by ISRC and barcode first, as words that only what has them is taken for."""

import pytest
from fakes.serving import Fault
from syncopate.domain.album import SourceAlbum
from syncopate.domain.ids import ExternalId, IdKind
from syncopate.domain.playlist import Entry
from syncopate.domain.snapshot import Complete, Failed
from syncopate.providers.catalogue import Catalogue, FoundKind

from .conftest import House

_ISRC = ExternalId(IdKind.ISRC, "GBAAA2600007")


async def test_a_track_by_its_isrc(house: House) -> None:
    assert isinstance(house.catalogue, Catalogue)
    found = await house.catalogue.find_tracks(Entry(position=0, title="Other", ids=frozenset({_ISRC})), 5)
    assert isinstance(found, Complete)
    (track,) = found.items
    assert (track.key, track.title, track.album, track.number) == ("20000007", "Track 7", "Single 7", 1)
    assert track.ids == {_ISRC, ExternalId(IdKind.BEATPORT, "20000007")}
    assert house.requests() == 1


async def test_a_track_by_its_text(house: House) -> None:
    other = frozenset({ExternalId(IdKind.ISRC, "DEAAA2600007")})
    entry = Entry(position=0, title="Track 7", artists=("Artist 7",), ids=other)
    found = await house.catalogue.find_tracks(entry, 2)
    assert isinstance(found, Complete)
    assert "20000007" in {track.key for track in found.items}
    assert len(found.items) == 2
    # The ISRC found nothing.
    assert house.requests() == 2
    nothing = await house.catalogue.find_tracks(Entry(position=0, title="No such thing"), 5)
    assert isinstance(nothing, Complete)
    assert nothing.items == ()


async def test_an_album(house: House) -> None:
    upc = ExternalId(IdKind.UPC, "825646493166")
    found = await house.catalogue.find_albums(SourceAlbum(title="Other", ids=frozenset({upc})), 5)
    assert isinstance(found, Complete)
    (album,) = found.items
    assert (album.title, album.artists, album.year) == ("An Album", ("Anna",), 2026)
    assert upc in album.ids
    by_text = await house.catalogue.find_albums(SourceAlbum(title="An Album", artists=("Anna",)), 5)
    assert isinstance(by_text, Complete)
    assert by_text.items == found.items


async def test_searching(house: House) -> None:
    track = await house.catalogue.search("track 7", FoundKind.TRACK, 3)
    assert isinstance(track, Complete)
    assert len(track.items) == 3
    assert track.items[0].url == "https://www.beatport.com/track/-/20000007"
    album = await house.catalogue.search("second ep", FoundKind.ALBUM, 3)
    assert isinstance(album, Complete)
    assert album.items[0].reference == "album:-/700241"
    artist = await house.catalogue.search("bert", FoundKind.ARTIST, 3)
    assert isinstance(artist, Complete)
    assert artist.items[0].title == "Bert & Band"
    shelf = await house.source.browse(artist.items[0].reference or "")
    assert isinstance(shelf, Complete)
    assert len(shelf.items) == 1
    nothing = await house.catalogue.search("   ", FoundKind.TRACK, 3)
    assert isinstance(nothing, Complete)
    assert nothing.items == ()


@pytest.mark.parametrize("fault", [one for one in Fault if one is not Fault.EMPTY_PAGE])
@pytest.mark.parametrize("what", ["tracks", "albums", "search", "check"])
async def test_what_fails_is_not_nothing(
    house: House, what: str, fault: Fault, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.fail(fault, "*", monkeypatch)
    catalogue = house.catalogue
    match what:
        case "tracks":
            found: object = await catalogue.find_tracks(Entry(position=0, title="Track 7"), 5)
        case "albums":
            found = await catalogue.find_albums(SourceAlbum(title="An Album"), 5)
        case "search":
            found = await catalogue.search("track", FoundKind.TRACK, 5)
        case _:
            health = await catalogue.check()
            assert (health.ok, health.reason is None) == (False, False)
            return
    assert isinstance(found, Failed)


async def test_another_layout_is_odd(house: House) -> None:
    house.fake.changed_layout = True
    found = await house.catalogue.search("track", FoundKind.TRACK, 5)
    assert isinstance(found, Failed)
    assert found.reason == "odd_answer"
    assert (await house.catalogue.check()).ok
