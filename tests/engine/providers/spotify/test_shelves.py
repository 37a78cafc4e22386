"""Shelf by shelf: what an account has, and what artists and users have."""

from fakes.serving import Fault
from syncopate.domain.ids import ExternalId, IdKind
from syncopate.domain.playlist import SourcePlaylist
from syncopate.providers.browsing import Browsable, Shelf, ShelfKind

from .conftest import House, all_of, reason_of

_ID = "37i9dQZF1DXcBWIGoYBM5M"


async def test_the_first_shelf(house: House) -> None:
    source = house.source()
    assert isinstance(source, Browsable)
    liked, *shelves = all_of(await source.browse(""))
    assert isinstance(liked, SourcePlaylist)
    assert (liked.reference, liked.name) == ("liked", "Liked Songs")
    assert [(one.key, one.kind) for one in shelves if isinstance(one, Shelf)] == [
        ("playlists", ShelfKind.PLAYLISTS),
        ("albums", ShelfKind.ALBUMS),
        ("artists", ShelfKind.ARTISTS),
    ]
    assert not house.asked()


async def test_playlists_and_saved_albums(house: House) -> None:
    world = house.fake.world
    for number in range(55):
        world.add_playlist(house.anna, f"P {number}")
        house.anna.albums.append((world.now(), world.add_album(f"A {number}", tracks=3, upc="810185197408")))
    playlists = all_of(await house.source().browse("playlists"))
    assert len(playlists) == 55
    albums = all_of(await house.source().browse("albums"))
    assert len(albums) == 55
    first = albums[0]
    assert isinstance(first, SourcePlaylist)
    assert first.album is not None
    assert (first.name, first.count, first.album.artists) == ("A 0", 3, ("The Band",))
    assert ExternalId(IdKind.UPC, "810185197408") in first.album.ids
    assert len(all_of((await house.read(first.reference)).entries)) == 3


async def test_followed_artists_and_their_albums(house: House) -> None:
    world = house.fake.world
    for number in range(120):
        house.anna.artists.append(world.add_artist(f"Artist {number}"))
    for number in range(23):
        world.add_album(f"A {number}", "Artist 7", 2, group="single" if number % 2 else "album")
    world.add_album("Guest", "Artist 7", 2, group="appears_on")
    shelves = all_of(await house.source().browse("artists"))
    assert [one.name for one in shelves] == [f"Artist {number}" for number in range(120)]
    assert len(house.asked("/v1/me/following")) == 3
    artist = shelves[7]
    assert isinstance(artist, Shelf)
    assert (artist.kind, artist.key) == (ShelfKind.ARTIST, f"artist:{house.anna.artists[7].id}")
    assert artist.cover_url is not None
    albums = all_of(await house.source().browse(artist.key))
    assert [one.name for one in albums] == [f"A {number}" for number in range(23)]
    assert len(house.asked("/v1/artists/*/albums")) == 3


async def test_a_users_public_playlists(house: House) -> None:
    world = house.fake.world
    bert = world.add_user("bert b.")
    world.add_playlist(bert, "Public")
    world.add_playlist(bert, "Private", public=False)
    refused = await house.source().browse("user:bert b.")
    assert reason_of(refused) == "login_lacks_rights"
    assert "no new app" in refused.detail  # type: ignore[union-attr]
    house.fake.is_new(new=False)
    assert [one.name for one in all_of(await house.source().browse("user:bert b."))] == ["Public"]
    assert reason_of(await house.source().browse("user:nobody")) == "not_found"
    house.fail(Fault.FORBIDDEN)
    barred = await house.source().browse("user:bert b.")
    assert reason_of(barred) == "login_lacks_rights"
    assert "no new app" not in barred.detail  # type: ignore[union-attr]


async def test_unknown_shelves(house: House) -> None:
    for shelf in ("nothing", "artist:x", f"artist:{_ID}", f"album:{_ID}"):
        assert reason_of(await house.source().browse(shelf)) == "not_found"


async def test_empty_shelves(house: House) -> None:
    for shelf in ("playlists", "albums", "artists"):
        assert all_of(await house.source().browse(shelf)) == ()
