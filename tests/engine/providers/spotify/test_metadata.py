"""The catalogue: by code, then by words; and what was played of late."""

from datetime import timedelta

import pytest
from fakes.spotify import Track as FakeTrack
from syncopate.domain.album import SourceAlbum
from syncopate.domain.ids import ExternalId, IdKind
from syncopate.domain.playlist import Entry
from syncopate.providers.catalogue import FoundKind

from .conftest import House, all_of, reason_of


def entry_of(track: FakeTrack, *, isrc: bool = True, title: str = "") -> Entry:
    ids = frozenset({ExternalId(IdKind.ISRC, track.isrc or "")} if isrc else ())
    return Entry(position=0, title=title or track.name, artists=(track.artists[0].name,), ids=ids)


def queries(house: House) -> list[str]:
    return [dict(one.query)["q"] for one in house.asked("/v1/search")]


async def test_a_recording_by_its_code(house: House) -> None:
    wanted = house.fake.world.add_album("Loud", "The Band", 4, discs=2).tracks[3]
    (found,) = all_of(await house.catalogue().find_tracks(entry_of(wanted, title="Other words"), 5))
    assert (found.key, found.title, found.album, found.album_artist) == (
        wanted.id,
        "Loud 4",
        "Loud",
        "The Band",
    )
    assert (found.disc, found.number, found.year, found.release_type) == (2, 2, 2020, "album")
    assert (found.album_key, found.duration) == (wanted.album.id, timedelta(milliseconds=wanted.length))
    assert found.ids == {ExternalId(IdKind.SPOTIFY, wanted.id), ExternalId(IdKind.ISRC, wanted.isrc or "")}
    assert queries(house) == [f"isrc:{wanted.isrc}"]


async def test_a_recording_by_words(house: House) -> None:
    wanted = house.fake.world.add_album('The "Loud" One', "The Band", 2).tracks[1]
    catalogue = house.catalogue()
    unknown = Entry(position=0, title=wanted.name, artists=("The Band",), ids=frozenset())
    (found,) = all_of(await catalogue.find_tracks(unknown, 5))
    assert found.key == wanted.id
    assert queries(house) == ['track:"The Loud One 2" artist:"The Band"']
    house.forget()
    swapped = Entry(position=0, title="The Band Loud", artists=("One 2",))
    (found,) = all_of(await catalogue.find_tracks(swapped, 5))
    assert found.key == wanted.id
    assert queries(house) == ['track:"The Band Loud" artist:"One 2"', "The Band Loud One 2"]
    house.forget()
    assert all_of(await catalogue.find_tracks(Entry(position=0, title="Nothing like it"), 5)) == ()


async def test_an_album_by_its_barcode_with_as_many_zeros_as_it_has(house: House) -> None:
    world = house.fake.world
    long = world.add_album("Long", upc="00602475093060")
    short = world.add_album("Short", upc="810185197408")
    for wanted in (long, short):
        upc = ExternalId(IdKind.UPC, wanted.upc.lstrip("0"))
        (found,) = all_of(
            await house.catalogue().find_albums(SourceAlbum(title="X", ids=frozenset({upc})), 5)
        )
        assert found.ids == {ExternalId(IdKind.SPOTIFY, wanted.id), upc}
        assert (found.title, found.count, found.year, found.artists) == (wanted.name, 10, 2020, ("The Band",))


async def test_an_album_by_words(house: House) -> None:
    wanted = house.fake.world.add_album("Blue Days", "The Band")
    unknown = ExternalId(IdKind.UPC, "602475093060")
    album = SourceAlbum(title="Blue Days", artists=("The Band",), ids=frozenset({unknown}))
    (found,) = all_of(await house.catalogue().find_albums(album, 5))
    assert found.ids == {ExternalId(IdKind.SPOTIFY, wanted.id)}
    assert queries(house)[-1] == 'album:"Blue Days" artist:"The Band"'
    assert len(queries(house)) == 4


@pytest.mark.parametrize(
    ("limit", "sizes"), [(3, ["3"]), (10, ["10"]), (25, ["10", "10", "5"]), (90, ["10"] * 4)]
)
async def test_a_search_goes_page_by_page(house: House, limit: int, sizes: list[str]) -> None:
    house.fake.world.add_album("Loud", tracks=33)
    found = all_of(await house.catalogue().search(" loud ", FoundKind.TRACK, limit))
    assert len(found) == min(limit, 33)
    assert [dict(one.query)["limit"] for one in house.asked("/v1/search")] == sizes
    assert len({one.url for one in found}) == len(found)


async def test_what_a_search_tells(house: House) -> None:
    album = house.fake.world.add_album("Loud", "The Band", 1)
    catalogue = house.catalogue()
    (track,) = all_of(await catalogue.search("loud", FoundKind.TRACK, 5))
    assert (track.kind, track.title, track.artists, track.album) == (
        FoundKind.TRACK,
        "Loud 1",
        ("The Band",),
        "Loud",
    )
    assert (track.url, track.reference) == (f"https://open.spotify.com/track/{album.tracks[0].id}", None)
    assert track.cover_url
    (found,) = all_of(await catalogue.search("loud", FoundKind.ALBUM, 5))
    assert (found.title, found.count, found.reference) == ("Loud", 1, f"album:{album.id}")
    (artist,) = all_of(await catalogue.search("band", FoundKind.ARTIST, 5))
    assert (artist.title, artist.reference) == ("The Band", f"artist:{album.artists[0].id}")
    assert all_of(await catalogue.search("  ", FoundKind.ARTIST, 5)) == ()


async def test_without_an_account_there_is_no_catalogue(house: House) -> None:
    catalogue = house.catalogue(None)
    assert reason_of(await catalogue.search("loud", FoundKind.TRACK, 5)) == "not_configured"
    assert reason_of(await catalogue.find_tracks(Entry(position=0, title="x"), 5)) == "not_configured"
    assert reason_of(await catalogue.find_albums(SourceAlbum(title="x"), 5)) == "not_configured"
    health = await catalogue.check()
    assert (health.ok, health.reason) == (False, "not_configured")
    assert reason_of(await house.recent(None).played_contexts()) == "not_configured"


async def test_what_was_played_of_late(house: House) -> None:
    world, anna = house.fake.world, house.anna
    (song,) = world.songs(1)
    playlist = world.add_playlist(anna, "P", [song])
    contexts = [
        f"spotify:album:{song.album.id}",
        f"spotify:user:anna:playlist:{playlist.id}",
        "spotify:user:anna:collection",
        None,
        f"spotify:artist:{song.artists[0].id}",
        f"spotify:show:{'e' * 22}",
        f"spotify:playlist:{playlist.id}",
        f"spotify:album:{song.album.id}",
    ]
    for context in contexts:
        world.play(anna, song, context)
    found = all_of(await house.recent().played_contexts())
    assert [one.reference for one in found] == [f"album:{song.album.id}", f"playlist:{playlist.id}"]
    assert found[0].played_at.replace(microsecond=0) == anna.played[0][0].replace(microsecond=0)
    assert found[0].played_at > found[1].played_at
    (asked,) = house.asked()
    assert dict(asked.query) == {"limit": "50"}
