"""Searching the catalogue of a fake Qobuz."""

from datetime import timedelta

import pytest
from fakes.serving import Fault
from syncopate.domain.album import SourceAlbum
from syncopate.domain.ids import ExternalId, IdKind
from syncopate.domain.playlist import Entry
from syncopate.domain.snapshot import Complete, Failed
from syncopate.providers.catalogue import Catalogue, FoundKind
from syncopate.providers.qobuz.metadata import QobuzCatalogue, create

from .conftest import House


def _catalogue(house: House) -> QobuzCatalogue:
    made = create(house.context(user_auth_token=""))
    assert isinstance(made, Catalogue)
    return made


def _entry(title: str, *ids: ExternalId) -> Entry:
    return Entry(position=0, title=title, artists=("The Fakes",), ids=frozenset(ids))


async def test_tracks_by_isrc(house: House) -> None:
    track = house.music.tracks[house.album.tracks[4]]
    isrc = ExternalId(IdKind.ISRC, track.isrc)
    # The search goes by words: what has the code in its title is none with that code.
    house.music.tracks[house.album.tracks[0]].title = track.isrc
    found = await _catalogue(house).find_tracks(_entry("Anything", isrc), 5)
    assert isinstance(found, Complete)
    [one] = found.items
    assert (one.key, one.title, one.album) == (str(track.id), "Song 5", "First <One>")
    assert (one.duration, one.disc, one.number, one.year) == (timedelta(seconds=200), 1, 5, 2019)
    assert (one.track_total, one.disc_total, one.album_key) == (25, 2, house.album.id)
    assert one.ids == {ExternalId(IdKind.QOBUZ, str(track.id)), isrc}
    assert len(house.fake.wire.journal) == 1


async def test_tracks_by_text_where_the_isrc_is_not_known(house: House) -> None:
    unknown = ExternalId(IdKind.ISRC, "GBAYE0601498")
    found = await _catalogue(house).find_tracks(_entry("Song 7", unknown), 3)
    assert isinstance(found, Complete)
    assert [one.title for one in found.items][:1] == ["Song 7"]
    assert len(house.fake.wire.journal) == 2


async def test_albums(house: House) -> None:
    upc = ExternalId(IdKind.UPC, house.album.upc.lstrip("0"))
    catalogue = _catalogue(house)
    by_code = await catalogue.find_albums(SourceAlbum(title="?", ids=frozenset({upc})), 5)
    other = ExternalId(IdKind.UPC, "196589525444")
    wanted = SourceAlbum(title="First", artists=("The Fakes",), ids=frozenset({other}))
    by_text = await catalogue.find_albums(wanted, 5)
    for found in (by_code, by_text):
        assert isinstance(found, Complete)
        [one] = found.items
        assert (one.title, one.year, one.count) == ("First <One>", 2019, 25)
        assert upc in one.ids


async def test_what_somebody_types(house: House) -> None:
    catalogue = _catalogue(house)
    tracks = await catalogue.search("song 12", FoundKind.TRACK, 5)
    albums = await catalogue.search("fakes first", FoundKind.ALBUM, 5)
    artists = await catalogue.search("fakes", FoundKind.ARTIST, 5)
    nothing = await catalogue.search(" ", FoundKind.ARTIST, 5)
    assert isinstance(tracks, Complete)
    assert isinstance(albums, Complete)
    assert isinstance(artists, Complete)
    assert isinstance(nothing, Complete)
    assert (tracks.items[0].title, tracks.items[0].album) == ("Song 12", "First <One>")
    assert tracks.items[0].url == f"https://open.qobuz.com/track/{house.album.tracks[11]}"
    assert (albums.items[0].reference, albums.items[0].count) == (f"album:{house.album.id}", 25)
    assert (artists.items[0].title, artists.items[0].reference) == ("The Fakes & Söhne", None)
    assert nothing.items == ()


async def test_it_needs_an_app_id(house: House) -> None:
    catalogue = create(house.context(app_id="", user_auth_token=""))
    health = await catalogue.check()
    assert (health.ok, health.reason) == (False, "not_configured")
    found = await catalogue.search("song", FoundKind.TRACK, 5)
    assert isinstance(found, Failed)
    assert found.reason == "not_configured"
    assert (await _catalogue(house).check()).ok


@pytest.mark.parametrize("fault", list(Fault))
@pytest.mark.parametrize("what", ["track", "album", "artist"])
async def test_a_failed_look_is_no_empty_one(house: House, what: str, fault: Fault) -> None:
    house.fake.wire.fail(fault, f"*/{what}/search", retry_after="0")
    found = await _catalogue(house).search("fakes", FoundKind(what), 5)
    assert isinstance(found, Failed)
    assert found.detail
    await house.fake.wire.settled()
