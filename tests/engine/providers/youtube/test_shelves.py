"""What an account has, and what artists and channels offer."""

import pytest
from fakes.serving import Fault
from fakes.youtube import Playlist, video
from syncopate.domain.playlist import MirrorKind, SourcePlaylist
from syncopate.domain.snapshot import Complete, Failed
from syncopate.providers.browsing import Browsable, Offer, Shelf

from .conftest import House


async def shelf(house: House, key: str, *, signed_in: bool = True) -> tuple[Offer, ...]:
    found = await house.playlists(house.anna if signed_in else None).browse(key)
    assert isinstance(found, Complete), found
    return found.items


async def reason(house: House, key: str, *, signed_in: bool = True) -> str:
    found = await house.playlists(house.anna if signed_in else None).browse(key)
    assert isinstance(found, Failed), found
    assert found.detail
    return found.reason


async def test_the_first_shelf(house: House) -> None:
    assert isinstance(house.playlists(), Browsable)
    first = await shelf(house, "")
    assert [one.key if isinstance(one, Shelf) else one.reference for one in first] == [
        "liked",
        "playlists",
        "albums",
        "artists",
    ]
    assert await shelf(house, "", signed_in=False) == ()
    assert not house.fake.wire.journal


async def test_playlists_on_several_pages(house: House) -> None:
    house.fake.page = 4
    house.anna.playlists = [Playlist(f"List {one}", [video(1)] * one) for one in range(10)]
    listed = await house.playlists(house.anna).list_playlists()
    assert isinstance(listed, Complete)
    # What is no music is not among them.
    assert [one.name for one in listed.items] == ["Liked music", *(f"List {one}" for one in range(10))]
    assert [one.count for one in listed.items[1:4]] == [0, 1, 2]
    assert listed.items[1].owner == "Anna"
    assert await shelf(house, "playlists") == listed.items
    listed = await house.playlists().list_playlists()
    assert isinstance(listed, Complete)
    assert listed.items == ()


async def test_albums_and_artists(house: House) -> None:
    house.fake.page = 2
    house.anna.albums = [house.fake.add_album(f"Album {one}", "Cher", 1990 + one, 2) for one in range(5)]
    house.anna.artists = [house.fake.add_artist(name) for name in ("Cher", "ABBA", "Muse")]
    albums = await shelf(house, "albums")
    assert [one.name for one in albums] == [f"Album {one}" for one in range(5)]
    assert all(isinstance(one, SourcePlaylist) and one.kind is MirrorKind.ALBUM for one in albums)
    assert isinstance(albums[0], SourcePlaylist)
    assert albums[0].album is not None
    assert (albums[0].album.artists, albums[0].album.year) == (("Cher",), 1990)
    artists = await shelf(house, "artists")
    assert [one.name for one in artists] == ["Cher", "ABBA", "Muse"]
    assert isinstance(artists[0], Shelf)
    assert artists[0].key == f"artist:{house.anna.artists[0].id}"


@pytest.mark.parametrize("key", ["playlists", "albums", "artists"])
async def test_an_empty_library_is_one_that_says_whose_it_is(house: House, key: str) -> None:
    assert [one.name for one in await shelf(house, key)] in ([], ["Liked music"])
    house.fake.tells_signed_in = False
    if key != "playlists":
        assert await reason(house, key) == "odd_answer"
    assert await reason(house, key, signed_in=False) == "not_configured"
    house.fake.tells_signed_in = True
    house.anna.signed_in = False
    assert await reason(house, key) == "login_rejected"


async def test_an_artist(house: House) -> None:
    albums = [house.fake.add_album(f"Album {one}", "Cher", 1990 + one, 2) for one in range(5)]
    single = house.fake.add_album("Believe", "Cher", 1998, 1, "Single")
    songs = house.fake.add_playlist("Songs", [video(one) for one in range(8)])
    artist = house.fake.add_artist("Cher", albums=albums, singles=[single], songs=songs, handle="@cher")
    house.fake.page = 2
    for key in (f"artist:{artist.id}", "artist:@cher"):
        found = await shelf(house, key, signed_in=False)
        assert [one.name for one in found] == ["Songs by Cher", *(one.title for one in albums), "Believe"]
        references = [one.reference for one in found if isinstance(one, SourcePlaylist)]
        assert references[0] == f"playlist:{songs.id}"
        assert references[-1] == f"album:{single.id}"
    read = await house.playlists().read_playlist(references[-1], {})
    assert isinstance(read.entries, Complete)


async def test_a_channel_of_somebody(house: House) -> None:
    lists = [house.fake.add_playlist(f"List {one}", [video(1)]) for one in range(5)]
    user = house.fake.add_artist("Bert", user=True, playlists=lists)
    found = await shelf(house, f"artist:{user.id}", signed_in=False)
    assert [one.name for one in found] == [f"List {one}" for one in range(5)]


async def test_what_is_not_there(house: House) -> None:
    for key in ("nothing", "artist:", "artist:x", "playlists:1"):
        assert await reason(house, key) == "not_found"
    assert await reason(house, "artist:UCedvOgsKFzcK3hA5taf3KoQ") == "source_gone"
    assert await reason(house, "artist:@nobody") == "source_gone"


@pytest.mark.parametrize("key", ["playlists", "albums", "artists"])
@pytest.mark.parametrize("fault", list(Fault))
async def test_faults(house: House, key: str, fault: Fault) -> None:
    house.fake.page = 2
    house.anna.playlists = [Playlist(f"List {one}", []) for one in range(6)]
    house.anna.albums = [house.fake.add_album(f"Album {one}", "Cher", 1990, 1) for one in range(6)]
    house.anna.artists = [house.fake.add_artist(f"Artist {one}") for one in range(6)]
    house.fail(fault, "*/browse", skip=1)
    assert await reason(house, key)
