"""Reading a library: all of it, then only when something changed; and never a part for the whole."""

import asyncio
import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from fakes.opensubsonic.model import START
from fakes.serving import Fault
from syncopate.domain.ids import ExternalId, IdKind
from syncopate.domain.run import ScanMode
from syncopate.domain.server import Section
from syncopate.domain.snapshot import Complete, Failed, Known, Unknown
from syncopate.domain.target import Site, TargetKind
from syncopate.errors import NotConfigured
from syncopate.providers.capability import OnlyChanges, ScanBatch, ScanEnd
from syncopate.providers.serving import Peopled, Pictured, Playable, Refreshing, Sectioned
from syncopate.providers.subsonic import reading

from .conftest import House, Scanned, scanned

INCREMENTAL = ScanMode.INCREMENTAL
READS = ("getScanStatus", "getAlbumList2", "search3")


def whole(found: Scanned) -> int:
    """Return how many tracks there are, all of them told once, and said to be all."""
    assert isinstance(found.end.present, Complete), found.end
    assert list(found.end.present.items) == found.keys
    assert len(set(found.keys)) == len(found.keys)
    return len(found.keys)


def cursor(found: Scanned) -> dict[str, object]:
    return dict(json.loads(found.end.cursor or ""))


async def test_what_it_can_do(house: House) -> None:
    library = house.library()
    for protocol in (Sectioned, Refreshing, Pictured, Playable):
        assert isinstance(library, protocol)
    assert not isinstance(library, Peopled)


async def test_everything_is_read_first(house: House) -> None:
    song = house.songs[0]
    song.isrc, song.artists = ("DEA120300001",), ("Anna", "Bert")
    house.fake.browsing.page = 50
    library = house.library()
    found = await scanned(library)
    assert whole(found) == 128
    assert [one.done for one in found.progress] == [50, 100, 128]
    assert {one.total for one in found.progress} == {128}
    track = next(one.track for one in found.tracks if one.track.key == song.id)
    assert (track.title, track.artists, track.album_artist) == ("Song 000000", ("Anna", "Bert"), "Band 00000")
    assert ExternalId(IdKind.ISRC, "DEA120300001") in track.ids
    assert {one.kind for one in track.ids} == {IdKind.ISRC, IdKind.MB_RECORDING, IdKind.MB_RELEASE}
    assert (track.album_key, track.release_type, track.path) == (song.album_id, "album", song.path)
    assert cursor(found)["total"] == 128
    assert {one.method for one in house.asked("/rest/search3.view")} == {"POST"}


async def test_unchanged_is_one_question(house: House) -> None:
    library = house.library()
    first = await scanned(library)
    house.forget()
    again = await scanned(library, mode=INCREMENTAL, cursor=first.end.cursor)
    assert (again.end.present, again.tracks, again.end.cursor) == (OnlyChanges(128), [], first.end.cursor)
    assert [one.path for one in house.fake.wire.journal] == ["/rest/getScanStatus.view"]
    fresh = await scanned(house.library("other"), mode=INCREMENTAL, cursor=first.end.cursor)
    assert fresh.end.present == OnlyChanges(128)
    assert len(house.fake.wire.journal) <= 10


async def test_one_added_one_edited_one_removed(house: House) -> None:
    library = house.library()
    first = await scanned(library)
    added = house.fake.music.add_song(house.fake.music.albums[house.songs[0].album_id], "New")
    house.fake.music.scanned()
    second = await scanned(library, mode=INCREMENTAL, cursor=first.end.cursor)
    assert whole(second) == 129
    assert added.id in second.keys
    house.songs[1].title = "Other"
    house.fake.music.scanned()
    third = await scanned(library, mode=INCREMENTAL, cursor=second.end.cursor)
    assert next(one.track.title for one in third.tracks if one.track.key == house.songs[1].id) == "Other"
    house.fake.remove_song(added.id)
    house.fake.music.scanned()
    fourth = await scanned(library, mode=INCREMENTAL, cursor=third.end.cursor)
    assert whole(fourth) == 128
    assert added.id not in fourth.keys


async def test_ids_that_are_all_others(house: House) -> None:
    """A server set up anew has other ids, and perhaps a marker that looks the same: an audit finds them."""
    library = house.library()
    first = await scanned(library)
    music = house.fake.music
    for song in list(music.songs.values()):
        music.remove_song(song.id)
    for number in range(12):
        music.add_album(house.music, "Band", f"Again {number}", [f"Song {at}" for at in range(10)])
    unchanged = await scanned(library, mode=INCREMENTAL, cursor=first.end.cursor)
    assert isinstance(unchanged.end.present, Complete)
    assert not set(unchanged.keys) & set(first.keys)
    assert whole(await scanned(library, mode=ScanMode.FULL, cursor=first.end.cursor)) == 120


@pytest.mark.parametrize("broken", ["", "{}", "[]", "nonsense", '{"marker": 5, "total": "x", "way": "y"}'])
async def test_cursors_of_others_mean_nothing(house: House, broken: str) -> None:
    assert whole(await scanned(house.library(), mode=INCREMENTAL, cursor=broken)) == 128


async def test_sections(house: House) -> None:
    library = house.library()
    found = await library.sections()
    assert isinstance(found, Complete)
    assert found.items == (Section(key="1", name="Music"), Section(key="2", name="Kids"))
    kids = await scanned(library, "2")
    assert whole(kids) == 8
    assert all(one.track.title.startswith("Song of") for one in kids.tracks)
    assert isinstance((await scanned(library, "3")).end.present, Failed)


@pytest.mark.parametrize(("finds", "way"), [("all", "empty"), ("quotes", "quotes"), ("nothing", "albums")])
async def test_the_way_that_gives_all_songs_is_remembered(
    make_house: Callable[..., House], finds: str, way: str
) -> None:
    house = make_house()
    house.fake.browsing.finds = finds
    async with house.fake:
        library = house.library()
        first = await scanned(library)
        assert whole(first) == 128
        assert cursor(first)["way"] == way
        house.forget()
        assert whole(await scanned(library, cursor=first.end.cursor)) == 128
        searches = len(house.asked("/rest/search3.view"))
        assert (searches, len(house.asked("/rest/getAlbum.view"))) == ((0, 13) if way == "albums" else (2, 0))
        house.fake.browsing.finds = "all"
        assert whole(await scanned(library, cursor=first.end.cursor)) == 128
        await house.connections.close()


async def test_a_way_that_is_no_longer_right_is_left(house: House) -> None:
    first = await scanned(house.library())
    house.fake.browsing.finds = "nothing"
    second = await scanned(house.library(), cursor=first.end.cursor)
    assert (whole(second), cursor(second)["way"]) == (128, "albums")


@pytest.mark.parametrize("status", ["bare", "none"])
async def test_old_servers_tell_changes_by_their_folders(
    make_house: Callable[..., House], status: str
) -> None:
    house = make_house(version="1.12.0", extensions=None, product="")
    house.fake.browsing.scan_status = status
    async with house.fake:
        library = house.library(password_as="itself")
        first = await scanned(library)
        assert whole(first) == 128
        assert str(cursor(first)["marker"]).startswith("index:")
        house.forget()
        again = await scanned(library, mode=INCREMENTAL, cursor=first.end.cursor)
        assert again.end.present == OnlyChanges(128)
        assert len(house.fake.wire.journal) <= 2
        assert b'"artist"' not in house.asked("/rest/getIndexes.view")[0].answer
        house.fake.music.scanned()
        assert whole(await scanned(library, mode=INCREMENTAL, cursor=again.end.cursor)) == 128
        await house.connections.close()


async def test_an_empty_library_is_empty(make_house: Callable[..., House]) -> None:
    house = make_house(count=0)
    for song in list(house.fake.music.songs):
        house.fake.music.remove_song(song)
    async with house.fake:
        assert whole(await scanned(house.library())) == 0
        house.fake.browsing.scan_status = "none"
        assert whole(await scanned(house.library("other"))) == 0
        await house.connections.close()


async def test_no_songs_where_there_should_be_some(make_house: Callable[..., House]) -> None:
    house = make_house()
    house.fake.browsing.scan_status = "none"
    async with house.fake:
        for method in ("search3", "getAlbumList2"):
            house.fake.wire.fail(Fault.EMPTY_PAGE, f"/rest/{method}.view")
        found = await scanned(house.library())
        assert isinstance(found.end.present, Failed)
        assert found.end.present.detail == "The Subsonic server has music, but gives no track."
        await house.connections.close()


@pytest.mark.parametrize("fault", [one for one in Fault if one is not Fault.SLOW])
@pytest.mark.parametrize("skip", [0, 1])
@pytest.mark.parametrize("method", READS)
async def test_no_fault_passes_for_the_end(house: House, method: str, fault: Fault, skip: int) -> None:
    house.fake.browsing.page = 50
    library = house.library()
    assert (await library.check()).ok
    if fault is Fault.EMPTY_PAGE and (method, skip) == ("getAlbumList2", 1):
        pytest.skip("the second page of albums is empty anyway")
    house.fake.wire.fail(fault, f"/rest/{method}.view", skip=skip)
    found = await scanned(library)
    if method == "getScanStatus" and fault in {Fault.NOT_FOUND, Fault.EMPTY_PAGE}:
        # It is not there, so the marker comes from elsewhere; and it holds no list.
        assert whole(found) == 128
        return
    if (method, fault, skip) == ("search3", Fault.EMPTY_PAGE, 0):
        # Such a search finds nothing, but albums do.
        assert (whole(found), cursor(found)["way"]) == (128, "albums")
        return
    assert isinstance(found.end.present, Failed), (method, fault, skip)
    assert found.end.present.detail
    assert found.end.cursor is None


async def test_a_slow_server_is_waited_for_only_so_long(house: House) -> None:
    library = house.library()
    assert (await library.check()).ok
    house.fake.wire.fail(Fault.SLOW, "/rest/search3.view", skip=1)
    found = await scanned(library)
    assert isinstance(found.end.present, Failed)
    assert "did not answer within 1 s" in found.end.present.detail
    assert len(found.keys) == 128


@pytest.mark.parametrize("fault", [Fault.EMPTY_PAGE, Fault.SERVER_ERROR, Fault.HTML, Fault.CUT_OFF])
@pytest.mark.parametrize("skip", [0, 5])
async def test_no_fault_passes_for_the_end_of_albums_either(house: House, fault: Fault, skip: int) -> None:
    house.fake.browsing.finds = "nothing"
    house.fake.wire.fail(fault, "/rest/getAlbum.view", skip=skip)
    assert isinstance((await scanned(house.library())).end.present, Failed)


@pytest.mark.parametrize("code", [0, 10, 20, 30, 40, 41, 42, 43, 44, 50, 60, 70])
@pytest.mark.parametrize("method", ["getAlbumList2", "getAlbum"])
async def test_refusals_are_not_emptiness(house: House, method: str, code: int) -> None:
    house.fake.browsing.finds = "nothing"
    house.fake.refuse(code, method)
    assert isinstance((await scanned(house.library())).end.present, Failed)


@pytest.mark.parametrize("code", [40, 44, 60])
async def test_a_login_that_ends_is_told(house: House, code: int) -> None:
    library = house.library()
    assert (await library.check()).ok
    house.fake.refuse(code, "search3")
    present = (await scanned(library)).end.present
    assert isinstance(present, Failed)
    assert present.reason in {"login_rejected", "login_lacks_rights"}


async def test_the_place_is_told(house: House) -> None:
    house.fake.browsing.page = 50
    house.fake.wire.fail(Fault.SERVER_ERROR, "/rest/search3.view", skip=2)
    found = await scanned(house.library())
    assert isinstance(found.end.present, Failed)
    assert found.end.present.detail.startswith("After 100 of 128 tracks: The Subsonic server answers with")
    assert len(found.keys) == 100


async def during(house: House, change: Callable[[], object], times: int = 1) -> Scanned:
    """Scan, and let something happen on the server after a page, as often as that."""
    house.fake.browsing.page = 50
    parts: list[ScanBatch | ScanEnd] = []
    async for part in house.library().scan("", {}, ScanMode.FULL):
        parts.append(part)
        if isinstance(part, ScanBatch) and times and part.progress.done == 50:
            change()
            times -= 1
    end = parts.pop()
    assert isinstance(end, ScanEnd)
    tracks = [track for part in parts if isinstance(part, ScanBatch) for track in part.changed]
    return Scanned(tracks, [], end)


async def test_music_that_comes_meanwhile_is_read_too(house: House) -> None:
    def add() -> None:
        house.fake.music.add_album(house.music, "New Band", f"New {len(house.fake.music.songs)}", ["A", "B"])
        house.fake.music.scanned()

    found = await during(house, add)
    assert isinstance(found.end.present, Complete)
    assert set(found.end.present.items) == set(house.fake.music.songs)
    assert len(found.end.present.items) == 130
    restless = await during(house, add, times=9)
    assert isinstance(restless.end.present, Failed)
    assert restless.end.present.detail == "The Subsonic server was changed while it was read."
    assert restless.end.cursor is None


async def test_music_that_goes_meanwhile_takes_none_with_it(house: House) -> None:
    """Those behind it move up, so that a page skips some; as many are gone, so no count tells."""

    def remove() -> None:
        for song in house.fake.music.ordered(None)[:5]:
            house.fake.remove_song(song.id)
        house.fake.music.scanned()

    found = await during(house, remove)
    assert isinstance(found.end.present, Complete)
    assert set(found.end.present.items) == set(house.fake.music.songs)


async def test_a_look_that_changes_nothing_spoils_no_reading(house: House) -> None:
    found = await during(house, house.fake.music.scanned)
    assert whole(found) == 128


async def test_a_scan_of_the_server_makes_its_marker_worthless(house: House) -> None:
    house.fake.browsing.scanning = 100
    library = house.library()
    found = await scanned(library)
    assert (whole(found), cursor(found)["marker"]) == (128, None)
    house.fake.browsing.scanning = 0
    assert whole(await scanned(library, mode=INCREMENTAL, cursor=found.end.cursor)) == 128
    settled = await scanned(library)
    house.fake.browsing.scanning = 100
    assert whole(await scanned(library, mode=INCREMENTAL, cursor=settled.end.cursor)) == 128


async def test_offsets_that_are_not_heeded_end(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    ordered = house.fake.music.ordered

    class Stubborn(list):  # type: ignore[type-arg]
        def __getitem__(self, key: object) -> object:
            return list(self)[:50] if isinstance(key, slice) else list(self)[key]  # type: ignore[call-overload]

    monkeypatch.setattr(house.fake.music, "ordered", lambda folder: Stubborn(ordered(folder)))
    found = await scanned(house.library())
    assert isinstance(found.end.present, Failed)
    assert "again and again" in found.end.present.detail


async def test_an_album_in_two_folders_is_no_loss(house: House) -> None:
    """Such servers count an album with all its songs in each folder that has some of them."""
    album = house.fake.music.albums[house.songs[0].album_id]
    for song_id in album.songs[5:]:
        house.fake.music.songs[song_id].folder = house.kids
    house.fake.music._ordered.clear()
    assert whole(await scanned(house.library(), "1")) == 115


async def test_a_scan_can_be_cancelled_anywhere(house: House) -> None:
    house.fake.browsing.page = 10
    library = house.library()
    for after in range(8):
        got = asyncio.Event()

        async def read(most: int, got: asyncio.Event) -> None:
            seen = 0
            async for _ in library.scan("", {}, ScanMode.FULL):
                seen += 1
                if seen > most:
                    got.set()
                    await asyncio.Event().wait()

        task = asyncio.create_task(read(after, got))
        await got.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    await house.connections.close()
    left = [one for one in asyncio.all_tasks() if one is not asyncio.current_task()]
    async with asyncio.timeout(5):
        await asyncio.gather(*(one for one in left if "page" in repr(one.get_coro())), return_exceptions=True)


async def test_many_tracks_are_few_requests(make_house: Callable[..., House]) -> None:
    house = make_house(count=5_000)
    async with house.fake:
        assert whole(await scanned(house.library())) == 5_008
        assert len(house.fake.wire.journal) <= 14
        await house.connections.close()


async def test_the_server_looks_at_its_files(house: House) -> None:
    admin = house.library("admin", user="admin")
    await admin.refresh("", None)
    assert await admin.refreshing("") == Known(value=True)
    assert await admin.refreshing("") == Known(value=False)
    await admin.refresh("1", "/music/some/folder")
    assert len(house.asked("/rest/startScan.view")) == 2
    with pytest.raises(Exception, match="does not let it do this"):
        await house.library().refresh("", None)
    house.fake.wire.fail(Fault.SERVER_ERROR)
    assert await admin.refreshing("") == Unknown("unreachable")
    house.fake.heal()
    house.fake.browsing.scan_status = "none"
    with pytest.raises(NotConfigured):
        await house.library("other", user="admin").refresh("", None)


async def test_pictures(house: House) -> None:
    library, song = house.library(), house.songs[0]
    found = await library.picture(song.id, 64)
    assert isinstance(found, Known)
    assert found.value is not None
    assert found.value.content_type == "image/png"
    assert found.value.content[16:24] == (64).to_bytes(4) + (64).to_bytes(4)
    assert await library.picture("nothing", 64) == Known(None)
    song.cover = False
    assert await library.picture(song.id, 64) == Known(None)
    song.cover = True
    house.fake.refuse(70, "getCoverArt", times=1)
    assert await library.picture(song.id, 64) == Known(None)
    house.fake.refuse(0, "getCoverArt", times=1)
    assert await library.picture(song.id, 64) == Unknown("unreachable")
    for fault in (Fault.HTML, Fault.SERVER_ERROR, Fault.CUT_OFF, Fault.UNAUTHORIZED):
        house.fake.wire.fail(fault, "/rest/getCoverArt.view")
        assert isinstance(await library.picture(song.id, 64), Unknown), fault
        house.fake.heal()


async def test_what_plays_it(house: House) -> None:
    library = house.library()
    house.forget()
    (found,) = await library.play_ids(Site(), "abc")
    assert (found.player, found.media_content_id, found.media_content_type) == (
        "music_assistant",
        "opensubsonic://playlist/abc",
        "playlist",
    )
    assert await library.play_ids(Site(kind=TargetKind.FAVOURITES), "favourites") == ()
    assert house.fake.wire.journal == []


async def test_no_text_tells_a_secret(house: House, texts: Callable[[], str]) -> None:
    secret = "key-of-admin-4711"
    library = house.library(api_key=secret, user="", password="")
    for fault in (*Fault,):
        if fault is not Fault.SLOW:
            house.fake.wire.fail(fault, skip=1)
            found = await scanned(library)
            assert secret not in repr(found.end)
            house.fake.heal()
    assert secret not in texts()
    assert not any(secret in str(one.query) for one in house.fake.wire.journal)


async def test_pages_are_as_long_as_the_server_likes(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_ALBUMS", 5)
    for page in (7, 64, 1000):
        house.fake.browsing.page = page
        assert whole(await scanned(house.library())) == 128
    house.fake.music.scanned(START + timedelta(days=1))
    assert whole(await scanned(house.library())) == 128
