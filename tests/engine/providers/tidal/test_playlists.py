"""Reading playlists, albums and favourites from a fake TIDAL."""

import itertools
from datetime import timedelta

import pytest
from fakes.serving import Fault
from syncopate.domain.ids import ExternalId, IdKind
from syncopate.domain.playlist import LeftOut, MirrorKind, Unfit
from syncopate.domain.snapshot import Complete, Failed, Known, Unknown
from syncopate.errors import every_error
from syncopate.providers.browsing import Browsable, Shelf, ShelfKind
from syncopate.providers.capability import PlaylistSource, Versioned
from syncopate.providers.tidal.playlists import create

from .conftest import House

_KEYS = {error.key for error in every_error()}


def test_what_it_is(house: House) -> None:
    source = house.source()
    assert isinstance(source, PlaylistSource)
    assert isinstance(source, Browsable)
    assert isinstance(source, Versioned)


async def test_a_playlist_of_several_pages(house: House) -> None:
    playlist = house.music.add_playlist("Evening", house.anna, house.album.tracks, description="Quiet.")
    read = await house.source().read_playlist(f"playlist:{playlist.id}", {})
    assert isinstance(read.entries, Complete)
    entries = read.entries.items
    assert [entry.title for entry in entries] == [f"Song {number}" for number in range(1, 46)]
    assert [entry.position for entry in entries] == list(range(45))
    first, track = entries[0], house.music.tracks[house.album.tracks[0]]
    assert (first.artists, first.album) == (("The Fakes",), "First")
    assert first.duration == timedelta(seconds=200)
    assert first.ids == {ExternalId(IdKind.TIDAL, track.id), ExternalId(IdKind.ISRC, track.isrc)}
    assert first.added_at == playlist.items[0].added_at
    told = read.playlist
    assert (told.name, told.description, told.count, told.kind) == (
        "Evening",
        "Quiet.",
        45,
        MirrorKind.PLAYLIST,
    )
    assert told.cover_url == f"https://resources.tidal.com/images/art-of-{playlist.id}/640x640.jpg"
    assert len(house.fake.wire.asked(path="*/relationships/items")) == 3
    assert all(
        dict(one.query)["countryCode"] == "DE" for one in house.fake.wire.asked(path="/v2/playlists/*")
    )


async def test_a_track_may_stand_twice(house: House) -> None:
    once = house.album.tracks[0]
    playlist = house.music.add_playlist("Twice", house.anna, [once, once])
    read = await house.source().read_playlist(f"playlist:{playlist.id}", {})
    assert isinstance(read.entries, Complete)
    assert [entry.title for entry in read.entries.items] == ["Song 1", "Song 1"]


async def test_exactly_full_pages_and_none_at_all(house: House) -> None:
    full = house.music.add_playlist("Full", house.anna, house.album.tracks[:40])
    empty = house.music.add_playlist("Empty", house.anna, [])
    source = house.source()
    for playlist, count in ((full, 40), (empty, 0)):
        read = await source.read_playlist(f"playlist:{playlist.id}", {})
        assert isinstance(read.entries, Complete)
        assert len(read.entries.items) == count


async def test_videos_and_what_was_removed_are_left_out(house: House) -> None:
    video = house.music.add_track("Clip", house.album, kind="videos")
    keys = [house.album.tracks[0], video.id, *house.album.tracks[1:3]]
    playlist = house.music.add_playlist("Mixed", house.anna, keys)
    house.music.removed.add(house.album.tracks[1])
    read = await house.source().read_playlist(f"playlist:{playlist.id}", {})
    assert isinstance(read.entries, Complete)
    assert [(entry.position, entry.title) for entry in read.entries.items] == [(0, "Song 1"), (1, "Song 3")]
    assert read.playlist.count == 3
    assert read.left_out == (LeftOut(Unfit.VIDEO, "Clip", 2), LeftOut(Unfit.UNAVAILABLE, place=3))


async def test_a_playlist_by_its_link(house: House) -> None:
    playlist = house.music.add_playlist("Evening", None, house.album.tracks[:2], kind="EDITORIAL")
    pasted = f"Look: https://tidal.com/browse/playlist/{playlist.id}?u"
    read = await house.source().read_playlist(pasted, {})
    assert isinstance(read.entries, Complete)
    assert (read.playlist.reference, read.playlist.owner) == (f"playlist:{playlist.id}", "TIDAL")


@pytest.mark.parametrize(
    "reference", ["", "nonsense", "track:1", "playlist:", "https://example.com/playlist/1"]
)
async def test_what_is_no_reference(house: House, reference: str) -> None:
    read = await house.source().read_playlist(reference, {})
    assert isinstance(read.entries, Failed)
    assert read.entries.reason == "invalid_input"
    assert not house.fake.wire.journal


async def test_an_album_has_its_places(house: House) -> None:
    read = await house.source().read_playlist(f"album:{house.album.id}", {})
    assert isinstance(read.entries, Complete)
    places = [(entry.disc, entry.number) for entry in read.entries.items]
    assert places == [(1, number) for number in range(1, 24)] + [(2, number) for number in range(1, 23)]
    assert {entry.album for entry in read.entries.items} == {"First"}
    assert read.playlist.kind is MirrorKind.ALBUM
    facts = read.playlist.album
    assert facts is not None
    assert (facts.artists, facts.year, facts.count) == (("The Fakes",), 2019, 45)
    upc = ExternalId(IdKind.UPC, house.album.barcode.lstrip("0"))
    assert facts.ids == {ExternalId(IdKind.TIDAL, house.album.id), upc}


async def test_favourite_tracks_the_latest_first(house: House) -> None:
    house.music.mark(house.anna, "tracks", house.album.tracks[:25])
    read = await house.source().read_playlist("liked", {})
    assert isinstance(read.entries, Complete)
    assert [entry.title for entry in read.entries.items][:2] == ["Song 25", "Song 24"]
    assert len(read.entries.items) == 25
    assert read.entries.items[0].added_at == house.anna.collections["tracks"][-1].added_at
    assert (read.entries.items[0].artists, read.entries.items[0].album) == (("The Fakes",), "First")


async def test_a_collection_that_is_kept_back_is_not_empty(house: House) -> None:
    house.fake.lies_about_size = 7
    read = await house.source().read_playlist("liked", {})
    assert isinstance(read.entries, Failed)
    assert read.entries.reason == "odd_answer"


async def test_what_is_gone(house: House) -> None:
    source = house.source()
    for reference in ("playlist:nothing", "album:1"):
        read = await source.read_playlist(reference, {})
        assert isinstance(read.entries, Failed)
        assert read.entries.reason == "source_gone"
        assert read.playlist.reference == reference


async def test_what_one_may_not_see_is_not_there(house: House) -> None:
    other = house.music.add_user("bert")
    hidden = house.music.add_playlist("Secret", other, house.album.tracks[:3], public=False)
    read = await house.source().read_playlist(f"playlist:{hidden.id}", {})
    assert isinstance(read.entries, Failed)
    assert read.entries.reason == "source_gone"


async def test_mixes_are_read_where_they_are_playlists(house: House) -> None:
    house.music.add_playlist("My mix", None, house.album.tracks[:3], key="0163b1", kind="MIX")
    source = house.source()
    read = await source.read_playlist("https://tidal.com/browse/mix/0163b1", {})
    assert isinstance(read.entries, Complete)
    assert (read.playlist.reference, len(read.entries.items)) == ("mix:0163b1", 3)
    closed = await source.read_playlist("mix:0163b2", {})
    assert isinstance(closed.entries, Failed)
    assert closed.entries.reason == "source_closed"


async def test_the_list_has_favourites_own_and_marked_playlists_once(house: House) -> None:
    music, bert = house.music, house.music.add_user("bert")
    own = [music.add_playlist(f"Own {number}", house.anna, house.album.tracks[:1]) for number in range(30)]
    theirs = music.add_playlist("Theirs", bert, house.album.tracks[:1])
    music.add_playlist("Not mine", bert, [])
    music.mark(house.anna, "playlists", [own[0].id, theirs.id])
    found = await house.source().list_playlists()
    assert isinstance(found, Complete)
    assert found.items[0].reference == "liked"
    names = [one.name for one in found.items][1:]
    assert sorted(names) == sorted([*(one.name for one in own), "Theirs"])
    assert all(one.count == 1 for one in found.items[1:])


async def test_shelves(house: House) -> None:
    music = house.music
    artist = music.add_artist("Others")
    second = music.add_album("Second", artist, ["A", "B"], barcode="0196589525444")
    playlist = music.add_playlist("Evening", house.anna, house.album.tracks[:2])
    music.mark(house.anna, "albums", [house.album.id, second.id])
    music.mark(house.anna, "artists", [artist.id])
    source = house.source()

    async def names(shelf: str) -> list[str]:
        found = await source.browse(shelf)
        assert isinstance(found, Complete)
        return [one.name for one in found.items]

    assert await names("") == ["Liked tracks", "Playlists", "Albums", "Artists"]
    assert await names("playlists") == ["Evening"]
    assert await names("albums") == ["Second", "First"]
    assert await names("artists") == ["Others"]
    assert await names(f"artist:{artist.id}") == ["Second"]
    assert await names(f"user:{house.anna.id}") == ["Evening"]
    artists = await source.browse("artists")
    assert isinstance(artists, Complete)
    assert isinstance(artists.items[0], Shelf)
    assert (artists.items[0].kind, artists.items[0].key) == (ShelfKind.ARTIST, f"artist:{artist.id}")
    albums = await source.browse("albums")
    assert isinstance(albums, Complete)
    assert albums.items[0].cover_url is not None
    read = await source.read_playlist(f"playlist:{playlist.id}", {})
    assert isinstance(read.entries, Complete)


@pytest.mark.parametrize("shelf", ["nothing", "artist:", "user:"])
async def test_unknown_shelves(house: House, shelf: str) -> None:
    found = await house.source().browse(shelf)
    assert isinstance(found, Failed)
    assert found.reason == "not_found"


async def test_versions(house: House) -> None:
    source, music = house.source(), house.music
    playlist = music.add_playlist("Evening", house.anna, house.album.tracks[:2])
    reference = f"playlist:{playlist.id}"
    before = await source.read_version(reference)
    read = await source.read_playlist(reference, {})
    assert before == Known(read.playlist.version)
    assert await source.read_version(reference) == before
    music.extend(playlist, house.album.tracks[2:3])
    assert await source.read_version(reference) != before
    liked = await source.read_version("liked")
    music.mark(house.anna, "tracks", house.album.tracks[:1])
    assert await source.read_version("liked") != liked
    assert await source.read_version(f"album:{house.album.id}") == Known(None)
    gone = await source.read_version("playlist:nothing")
    assert isinstance(gone, Unknown)
    assert gone.reason == "source_gone"


async def test_without_a_user(house: House) -> None:
    playlist = house.music.add_playlist("Evening", house.anna, house.album.tracks[:2])
    source = create(house.nobody())
    assert (await source.check()).ok
    listed, shelf = await source.list_playlists(), await source.browse("")
    assert isinstance(listed, Complete)
    assert isinstance(shelf, Complete)
    assert listed.items == shelf.items == ()
    for reference in (f"playlist:{playlist.id}", f"album:{house.album.id}"):
        read = await source.read_playlist(reference, {})
        assert isinstance(read.entries, Complete)
    asked = house.fake.wire.asked(path="/v2/albums/*")
    assert all(dict(one.query)["countryCode"] == "GB" for one in asked)
    liked = await source.read_playlist("liked", {})
    albums = await source.browse("albums")
    assert isinstance(liked.entries, Failed)
    assert isinstance(albums, Failed)
    assert liked.entries.reason == albums.reason == "login_lacks_rights"


async def test_without_any_login(house: House) -> None:
    source = create(house.bare())
    health = await source.check()
    assert (health.ok, health.reason) == (False, "not_configured")
    for failed in (await source.list_playlists(), await source.browse("")):
        assert isinstance(failed, Failed)
        assert failed.reason == "not_configured"


_REASONS = {
    Fault.UNAUTHORIZED: {"login_rejected"},
    Fault.FORBIDDEN: {"login_lacks_rights"},
    Fault.NOT_FOUND: {"unreachable", "source_gone"},
    Fault.TOO_MANY: {"rate_limited"},
    Fault.SERVER_ERROR: {"unreachable"},
    Fault.UNAVAILABLE: {"unreachable"},
    Fault.SLOW: {"unreachable"},
    Fault.CUT_OFF: {"unreachable"},
    Fault.DROPPED: {"unreachable"},
    Fault.REFUSED: {"unreachable"},
    Fault.HTML: {"odd_answer"},
    Fault.BROKEN: {"odd_answer"},
    Fault.EMPTY_PAGE: {"odd_answer"},
}
_LISTS = {
    "/v2/playlists": "list",
    "/v2/userCollectionPlaylists/*": "list",
    "/v2/playlists/*/items": "playlist",
    "/v2/albums/*/items": "album",
    "/v2/userCollectionTracks/*/items": "liked",
    "/v2/userCollectionAlbums/*": "albums",
    "/v2/userCollectionArtists/*": "artists",
    "/v2/artists/*": "artist",
}
_HEADS = {
    "/v2/playlists/????????-*-????????????": "playlist",
    "/v2/albums/????": "album",
    "/v2/userCollectionTracks/me": "liked",
}


@pytest.mark.parametrize(
    ("path", "fault"),
    [
        *itertools.product(_LISTS, Fault),
        *itertools.product(_HEADS, [fault for fault in Fault if fault is not Fault.EMPTY_PAGE]),
    ],
)
async def test_a_failed_page_is_a_failed_read(house: House, path: str, fault: Fault) -> None:
    music = house.music
    artist = music.add_artist("Busy")
    albums = [music.add_album(f"Album {number}", artist, ["A"]) for number in range(21)]
    artists = [music.add_artist(f"Artist {number}") for number in range(21)]
    playlists = [music.add_playlist(f"P {number}", house.anna, house.album.tracks) for number in range(21)]
    for collection, keys in {
        "tracks": house.album.tracks,
        "albums": [one.id for one in albums],
        "artists": [one.id for one in artists],
        "playlists": [one.id for one in playlists],
    }.items():
        music.mark(house.anna, collection, keys)
    source = house.source()
    # The second page, where there is one: the first is good.
    house.fake.wire.fail(
        fault, path, skip=0 if path in _HEADS or fault is Fault.EMPTY_PAGE else 1, retry_after="0"
    )
    match {**_LISTS, **_HEADS}[path]:
        case "list":
            found = await source.list_playlists()
        case "playlist":
            found = (await source.read_playlist(f"playlist:{playlists[0].id}", {})).entries
        case "album":
            found = (await source.read_playlist(f"album:{house.album.id}", {})).entries
        case "liked":
            found = (await source.read_playlist("liked", {})).entries
        case "artist":
            found = await source.browse(f"artist:{artist.id}")
        case shelf:
            found = await source.browse(shelf)
    assert house.fake.wire.strikes
    assert isinstance(found, Failed)
    assert found.reason in _REASONS[fault]
    assert found.reason in _KEYS
    assert found.detail
    if found.reason == "source_gone":
        assert path in _HEADS
    assert "access-of-anna" not in found.detail
    await house.fake.wire.settled()


async def test_pages_that_go_in_circles_end(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    playlist = house.music.add_playlist("Evening", house.anna, house.album.tracks)
    monkeypatch.setattr("fakes.tidal.asking.Ask._link", lambda *_: "/x?page%5Bcursor%5D=3nI120")
    read = await house.source().read_playlist(f"playlist:{playlist.id}", {})
    assert isinstance(read.entries, Failed)
    assert read.entries.reason == "odd_answer"
