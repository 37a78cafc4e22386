"""Reading playlists, albums and favourites from a fake Qobuz, with an account and without."""

from datetime import UTC, datetime, timedelta

import pytest
from fakes.serving import Fault
from syncopate.domain.ids import ExternalId, IdKind
from syncopate.domain.playlist import MirrorKind
from syncopate.domain.snapshot import Complete, Failed, Known, Unknown
from syncopate.errors import every_error
from syncopate.providers.browsing import Browsable
from syncopate.providers.capability import PlaylistSource, Versioned

from .conftest import House

_KEYS = {error.key for error in every_error()}


def test_what_it_is(house: House) -> None:
    source = house.source()
    assert isinstance(source, PlaylistSource)
    assert isinstance(source, Browsable)
    assert isinstance(source, Versioned)


@pytest.mark.usefixtures("small_pages")
async def test_a_playlist_of_several_pages(house: House) -> None:
    keys = [*house.album.tracks, house.album.tracks[0]]
    playlist = house.music.add_playlist("Evening", house.fake.anna, keys, description="Quiet.")
    read = await house.source(user_auth_token="").read_playlist(f"playlist:{playlist.id}", {})
    assert isinstance(read.entries, Complete)
    entries = read.entries.items
    assert [entry.title for entry in entries] == [*(f"Song {number}" for number in range(1, 26)), "Song 1"]
    first, track = entries[0], house.music.tracks[keys[0]]
    assert (first.artists, first.album) == (("The Fakes & Söhne",), "First <One>")
    assert (first.duration, first.disc, first.number) == (timedelta(seconds=200), 1, 1)
    assert first.ids == {ExternalId(IdKind.QOBUZ, str(track.id)), ExternalId(IdKind.ISRC, track.isrc)}
    assert first.added_at == datetime.fromtimestamp(playlist.added[0], UTC)
    told = read.playlist
    assert (told.name, told.description, told.count, told.owner) == ("Evening", "Quiet.", 26, "anna")
    assert told.cover_url == f"https://static.qobuz.com/images/{playlist.id}.jpg"
    assert len(house.fake.wire.journal) == 3


async def test_an_empty_playlist(house: House) -> None:
    playlist = house.music.add_playlist("Empty", house.fake.anna, [])
    read = await house.source().read_playlist(f"https://open.qobuz.com/playlist/{playlist.id}", {})
    assert isinstance(read.entries, Complete)
    assert read.entries.items == ()


@pytest.mark.usefixtures("small_pages")
async def test_an_album(house: House) -> None:
    read = await house.source().read_playlist(f"album:{house.album.id}", {})
    assert isinstance(read.entries, Complete)
    places = [(entry.disc, entry.number) for entry in read.entries.items]
    assert places == [(1, number) for number in range(1, 14)] + [(2, number) for number in range(1, 13)]
    assert {entry.album for entry in read.entries.items} == {"First <One>"}
    facts = read.playlist.album
    assert facts is not None
    assert read.playlist.kind is MirrorKind.ALBUM
    assert (facts.artists, facts.year, facts.count) == (("The Fakes & Söhne",), 2019, 25)
    upc = ExternalId(IdKind.UPC, house.album.upc.lstrip("0"))
    assert facts.ids == {ExternalId(IdKind.QOBUZ, house.album.id), upc}


async def test_a_track_without_a_performer_is_by_the_albums_artist(house: House) -> None:
    house.music.tracks[house.album.tracks[0]].performer = None
    read = await house.source().read_playlist(f"album:{house.album.id}", {})
    assert isinstance(read.entries, Complete)
    assert read.entries.items[0].artists == ("The Fakes & Söhne",)


async def test_private_playlists_need_the_token(house: House) -> None:
    playlist = house.music.add_playlist("Secret", house.fake.anna, house.album.tracks[:2], public=False)
    reference = f"playlist:{playlist.id}"
    mine = await house.source().read_playlist(reference, {})
    assert isinstance(mine.entries, Complete)
    others = await house.source(user_auth_token="").read_playlist(reference, {})
    assert isinstance(others.entries, Failed)
    assert others.entries.reason == "source_gone"


@pytest.mark.usefixtures("small_pages")
async def test_what_a_user_has(house: House) -> None:
    music, source = house.music, house.source()
    bert = music.add_user("bert")
    for number in range(12):
        music.add_playlist(f"P {number}", house.fake.anna, house.album.tracks[:1])
    music.add_playlist("Not mine", bert, [])
    artist = music.add_artist("Others")
    second = music.add_album("Second", artist, ["A"])
    music.favourites.update(tracks=house.album.tracks[:11], albums=[second.id], artists=[artist])

    async def names(shelf: str) -> list[str]:
        found = await source.browse(shelf)
        assert isinstance(found, Complete)
        return [one.name for one in found.items]

    assert await names("") == ["Liked tracks", "Playlists", "Albums", "Artists"]
    assert await names("playlists") == [f"P {number}" for number in range(12)]
    assert await names("albums") == ["Second"]
    assert await names("artists") == ["Others"]
    assert await names(f"artist:{artist}") == ["Second"]
    listed = await source.list_playlists()
    assert isinstance(listed, Complete)
    assert [one.name for one in listed.items] == ["Liked tracks", *(f"P {number}" for number in range(12))]
    liked = await source.read_playlist("liked", {})
    assert isinstance(liked.entries, Complete)
    assert len(liked.entries.items) == liked.playlist.count == 11
    for shelf, reason in (("nothing", "not_found"), ("artist:", "not_found"), ("artist:1", "not_found")):
        found = await source.browse(shelf)
        assert isinstance(found, Failed)
        assert found.reason == reason


async def test_without_a_token(house: House) -> None:
    source = house.source(user_auth_token="")
    assert (await source.check()).ok
    listed, shelf = await source.list_playlists(), await source.browse("")
    assert isinstance(listed, Complete)
    assert isinstance(shelf, Complete)
    assert listed.items == shelf.items == ()
    liked, albums = await source.read_playlist("liked", {}), await source.browse("albums")
    assert isinstance(liked.entries, Failed)
    assert isinstance(albums, Failed)
    assert liked.entries.reason == albums.reason == "login_lacks_rights"


async def test_an_app_id_that_is_wrong(house: House) -> None:
    source = house.source(app_id="987654321", user_auth_token="")
    read = await source.read_playlist(f"album:{house.album.id}", {})
    assert isinstance(read.entries, Failed)
    assert read.entries.reason == "login_rejected"
    assert "app ID" in read.entries.detail
    assert "987654321" not in read.entries.detail
    health = await source.check()
    assert (health.ok, health.reason) == (False, "login_rejected")


async def test_a_token_that_is_wrong_or_wanted(house: House) -> None:
    house.fake.token = "another"
    read = await house.source().read_playlist(f"album:{house.album.id}", {})
    assert isinstance(read.entries, Failed)
    assert (read.entries.reason, read.entries.detail) == ("login_rejected", "Qobuz refuses the token.")
    assert not (await house.source().check()).ok
    house.fake.wants_user = True
    read = await house.source(user_auth_token="").read_playlist(f"album:{house.album.id}", {})
    assert isinstance(read.entries, Failed)
    assert "token of a user" in read.entries.detail


async def test_versions(house: House) -> None:
    source = house.source()
    playlist = house.music.add_playlist("Evening", house.fake.anna, house.album.tracks[:2])
    reference = f"playlist:{playlist.id}"
    before = await source.read_version(reference)
    read = await source.read_playlist(reference, {})
    assert before == Known(read.playlist.version)
    house.music.extend(playlist, house.album.tracks[3])
    assert await source.read_version(reference) != before
    assert await source.read_version("liked") == Known(None)
    assert await source.read_version(f"album:{house.album.id}") == Known(None)
    gone = await source.read_version("playlist:1")
    assert isinstance(gone, Unknown)
    assert gone.reason == "source_gone"


@pytest.mark.parametrize(
    "reference", ["", "nonsense", "track:1", "album:", "album:../x", "https://x.com/album/1"]
)
async def test_what_is_no_reference(house: House, reference: str) -> None:
    read = await house.source().read_playlist(reference, {})
    assert isinstance(read.entries, Failed)
    assert read.entries.reason == "invalid_input"
    assert not house.fake.wire.journal


async def test_what_is_gone(house: House) -> None:
    for reference in ("playlist:1", "album:nothing"):
        read = await house.source().read_playlist(reference, {})
        assert isinstance(read.entries, Failed)
        assert read.entries.reason == "source_gone"


async def test_an_album_without_an_account(house: House) -> None:
    source = house.nobody()
    assert (await source.check()).ok
    read = await source.read_playlist(f"https://www.qobuz.com/de-de/album/name/{house.album.id}", {})
    assert isinstance(read.entries, Complete)
    entries = read.entries.items
    assert [entry.title for entry in entries] == [f"Song {number}" for number in range(1, 26)]
    places = [(entry.disc, entry.number) for entry in entries]
    assert places == [(1, number) for number in range(1, 14)] + [(2, number) for number in range(1, 13)]
    assert (entries[0].artists, entries[0].album) == (("The Fakes & Söhne",), "First <One>")
    assert entries[0].duration == timedelta(seconds=200)
    assert entries[0].ids == {ExternalId(IdKind.QOBUZ, str(house.album.tracks[0]))}
    facts = read.playlist.album
    assert facts is not None
    assert (read.playlist.name, facts.artists, facts.count) == ("First <One>", ("The Fakes & Söhne",), 25)
    assert read.playlist.cover_url == f"https://static.qobuz.com/images/covers/{house.album.id}_600.jpg"
    assert len(house.fake.wire.journal) == 1


async def test_a_long_album_without_an_account(house: House) -> None:
    titles = [f"Part {number}" for number in range(1, 121)]
    album = house.music.add_album("Long", house.music.add_artist("Others"), titles, discs=3)
    read = await house.nobody().read_playlist(f"album:{album.id}", {})
    assert isinstance(read.entries, Complete)
    entries = read.entries.items
    assert [entry.title for entry in entries] == titles
    assert [entry.position for entry in entries] == list(range(120))
    assert [entry.disc for entry in entries] == [1] * 40 + [2] * 40 + [3] * 40
    assert len(house.fake.wire.journal) == 2
    house.fake.shows = 100
    short = await house.nobody().read_playlist(f"album:{album.id}", {})
    assert isinstance(short.entries, Failed)
    assert short.entries.reason == "odd_answer"


async def test_playlists_are_not_to_be_had_without_an_account(house: House) -> None:
    playlist = house.music.add_playlist("Evening", house.fake.anna, house.album.tracks[:2])
    source = house.nobody()
    read = await source.read_playlist(f"playlist:{playlist.id}", {})
    assert isinstance(read.entries, Failed)
    assert read.entries.reason == "not_configured"
    listed = await source.list_playlists()
    assert isinstance(listed, Complete)
    assert listed.items == ()
    assert not house.fake.wire.journal


_REASONS = {
    Fault.UNAUTHORIZED: {"login_rejected"},
    Fault.FORBIDDEN: {"login_lacks_rights"},
    Fault.NOT_FOUND: {"unreachable", "source_gone", "not_found"},
    Fault.TOO_MANY: {"rate_limited"},
    Fault.HTML: {"odd_answer"},
    Fault.BROKEN: {"odd_answer"},
    Fault.EMPTY_PAGE: {"odd_answer"},
}
_LISTS = {
    "*/playlist/get": "playlist",
    "*/playlist/getUserPlaylists": "list",
    "*/album/get": "album",
    "*/artist/get": "artist",
    "*/favorite/getUserFavorites": "liked",
}


@pytest.mark.usefixtures("small_pages")
@pytest.mark.parametrize("fault", list(Fault))
@pytest.mark.parametrize("path", _LISTS)
async def test_a_failed_page_is_a_failed_read(house: House, path: str, fault: Fault) -> None:
    music, source = house.music, house.source()
    artist = music.add_artist("Busy")
    for number in range(12):
        music.add_playlist(f"P {number}", house.fake.anna, house.album.tracks)
        music.add_album(f"A {number}", artist, ["A"])
    music.favourites["tracks"] = house.album.tracks
    # The first page is good.
    house.fake.wire.fail(fault, path, skip=1, retry_after="0")
    match _LISTS[path]:
        case "list":
            found = await source.list_playlists()
        case "artist":
            found = await source.browse(f"artist:{artist}")
        case kind:
            keys = {"playlist": next(iter(music.playlists)), "album": house.album.id}
            reference = f"{kind}:{keys[kind]}" if kind in keys else kind
            found = (await source.read_playlist(reference, {})).entries
    assert house.fake.wire.strikes
    assert isinstance(found, Failed)
    assert found.reason in _REASONS.get(fault, {"unreachable"})
    assert found.reason in _KEYS
    assert found.detail
    assert "token-of-anna" not in f"{found}"
    await house.fake.wire.settled()


@pytest.mark.parametrize("fault", [fault for fault in Fault if fault is not Fault.EMPTY_PAGE])
@pytest.mark.parametrize("path", ["/us-en/album/*", "/v4/*"])
async def test_a_failed_page_of_the_shop(house: House, path: str, fault: Fault) -> None:
    titles = [f"Part {number}" for number in range(1, 61)]
    album = house.music.add_album("Long", house.music.add_artist("Others"), titles)
    house.fake.wire.fail(fault, path, retry_after="0")
    read = await house.nobody().read_playlist(f"album:{album.id}", {})
    assert isinstance(read.entries, Failed)
    # A page that is not the one is not told from one that was gone: nothing follows from it.
    assert read.entries.reason in _REASONS.get(fault, {"unreachable"}) - {"source_gone"}
    await house.fake.wire.settled()


async def test_the_marks_of_all_playlists_come_with_their_list(house: House) -> None:
    kept = [house.music.add_playlist(f"Mix {number}", house.fake.anna, []) for number in range(3)]
    references = [f"playlist:{each.id}" for each in kept]
    source = house.source()
    told = await source.read_versions([*references, "liked", "playlist:1"])
    assert isinstance(told, Known)
    assert {name: Known(mark) for name, mark in told.value.items()} == {
        reference: await source.read_version(reference) for reference in references
    }
    assert await house.nobody().read_versions(references) == Known({})
