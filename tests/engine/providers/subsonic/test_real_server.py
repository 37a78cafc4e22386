"""The provider on a real server: supysonic with real files, an old protocol, and a faulty way to it."""

import os
import shutil
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from engine.providers.asking import nothing_to_compute
from fakes.serving import Fault
from fakes.subsonic.music import Disc, tag, write_disc, write_many, write_sound
from fakes.subsonic.server import USERS, Supysonic
from syncopate.apply.editing import EditedTarget
from syncopate.domain.run import ScanMode
from syncopate.domain.snapshot import Complete, Failed, Known, Unknown
from syncopate.domain.target import Site, TargetKind
from syncopate.errors import LoginRejected, NotConfigured
from syncopate.providers.capability import FAVOURITES_KEY, Context, OnlyChanges
from syncopate.providers.connections import Connections
from syncopate.providers.login import LoggedIn
from syncopate.providers.subsonic import client as talking
from syncopate.providers.subsonic.library import SubsonicLibrary, create as create_library
from syncopate.providers.subsonic.login import SubsonicLogin
from syncopate.providers.subsonic.playlist_target import SubsonicPlaylists, create as create_target

from .conftest import FAVOURITES, MARK, PLAYLIST, Scanned, content, scanned

pytestmark = pytest.mark.asyncio(loop_scope="module")
MANY = 1_050
SECRETS = [secret for one in USERS.values() for secret in (one, one.encode().hex())]


@dataclass
class Place:
    """A real server with two music folders, and our accounts on it."""

    server: Supysonic
    sound: Path
    connections: Connections = field(default_factory=Connections)

    @property
    def music(self) -> Path:
        return self.server.folders["Music"]

    def context(self, user: str) -> Context:
        settings = {
            "url": self.server.address,
            "user": user,
            "password": USERS[user],
            "password_as": "itself",
        }

        return Context(
            account_id=user,
            settings=settings,
            storage=self.music,
            compute=nothing_to_compute,
            connections=self.connections,
        )

    def library(self, user: str = "anna") -> SubsonicLibrary:
        return create_library(self.context(user))

    def keeper(self, user: str = "anna") -> SubsonicPlaylists:
        return create_target(self.context(user))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def real(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Place]:
    folder = tmp_path_factory.mktemp("supysonic")
    sound = write_sound(folder / "plain.flac")
    write_many(folder / "music", sound, MANY)
    write_disc(folder / "kids", sound, Disc(artist="Kids' Choir", album="Songs", titles=["A", "B", "Ç"]))
    server = Supysonic(folder / "data", {"Music": folder / "music", "Kids": folder / "kids"})
    async with server:
        place = Place(server, sound)
        yield place
        await place.connections.close()


@pytest.fixture(autouse=True)
def healed(real: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """Begin with a new journal and no faults; a page of a thousand songs may take its time."""
    monkeypatch.setattr(talking, "TIMEOUT", timedelta(seconds=60))
    real.server.wire.heal()
    real.server.wire.journal.clear()


async def keys_of(place: Place, count: int) -> list[str]:
    found = await place.server.ask("search3", query="", songCount=str(count), artistCount="0", albumCount="0")
    return [song["id"] for song in found["searchResult3"]["song"]]  # type: ignore[index]


def whole(found: Scanned) -> int:
    assert isinstance(found.end.present, Complete), found.end
    assert sorted(found.end.present.items) == sorted(found.keys)
    return len(set(found.keys))


async def test_signing_in(real: Place) -> None:
    login = SubsonicLogin()
    given = {"url": f"{real.server.address}/rest/", "user": "anna", "password": USERS["anna"]}
    step = await login.begin("password", given)
    assert isinstance(step, LoggedIn)
    assert (step.settings["url"], step.settings["password_as"]) == (real.server.address, "itself")
    # It reads forms, though it does not say so: no address holds the password.
    assert not any(dict(one.query).keys() & {"u", "p"} for one in real.server.wire.journal)
    with pytest.raises(LoginRejected, match="refuses user or password"):
        await login.begin("password", given | {"password": "wrong"})
    with pytest.raises(LoginRejected, match="takes no API keys"):
        await login.begin("api_key", {"url": real.server.address, "api_key": "k"})
    health = await real.library().check()
    assert health.ok
    assert "the password itself" in health.detail


async def test_more_than_a_thousand_tracks(real: Place) -> None:
    library = real.library()
    found = await scanned(library)
    assert whole(found) == MANY + 3
    track = next(one.track for one in found.tracks if one.track.title == "Song 00017")
    assert (track.artists, track.album, track.album_artist) == (("Band 000",), "Record 0001", "Band 000")
    assert (track.number, track.disc, track.year, track.genres) == (8, 1, 1971, ("Jazz",))
    assert track.path == "Band 000/Record 0001/08 Song 00017.flac"
    assert track.format is not None
    assert (track.format.codec, track.format.lossless) == ("flac", True)
    assert track.size == (real.music / track.path).stat().st_size
    assert track.added_at is not None
    # Three pages of songs, two of albums, the marker twice (that there is no other is learnt once), a greeting.
    assert len(real.server.wire.journal) <= 10
    again = await scanned(library, mode=ScanMode.INCREMENTAL, cursor=found.end.cursor)
    assert again.end.present == OnlyChanges(MANY + 3)


async def test_sections(real: Place) -> None:
    library = real.library()
    found = await library.sections()
    assert isinstance(found, Complete)
    by_name = {section.name: section.key for section in found.items}
    assert by_name.keys() == {"Music", "Kids"}
    assert whole(await scanned(library, by_name["Kids"])) == 3


async def kids(place: Place) -> str:
    found = await place.library().sections()
    assert isinstance(found, Complete)
    return next(one.key for one in found.items if one.name == "Kids")


@pytest.mark.parametrize("fault", [one for one in Fault if one is not Fault.SLOW])
@pytest.mark.parametrize("method", ["getIndexes", "getAlbumList2", "search3"])
async def test_faults(real: Place, method: str, fault: Fault) -> None:
    library, section = real.library(), await kids(real)
    assert whole(await scanned(library, section)) == 3
    real.server.wire.fail(fault, f"/rest/{method}.view", skip=1)
    found = await scanned(library, section)
    if fault is Fault.EMPTY_PAGE:
        # The second pages are empty anyway, and a marker holds no list.
        assert whole(found) == 3
    else:
        assert isinstance(found.end.present, Failed), (method, fault)


async def test_no_music_is_not_believed(real: Place) -> None:
    section = await kids(real)
    for method in ("getAlbumList2", "search3"):
        real.server.wire.fail(Fault.EMPTY_PAGE, f"/rest/{method}.view")
    found = await scanned(real.library(), section)
    assert isinstance(found.end.present, Failed)
    assert found.end.present.detail == "The Subsonic server has music, but gives no track."


async def test_a_playlist_in_order(real: Place) -> None:
    target, keys = EditedTarget(real.keeper()), await keys_of(real, 129)
    wanted = [*keys, keys[3]]
    key = await target.write_target(PLAYLIST, None, content(wanted, description="Made for you"))
    playlist = (await real.server.ask("getPlaylist", id=key))["playlist"]
    assert isinstance(playlist, dict)
    assert [song["id"] for song in playlist["entry"]] == wanted
    assert (playlist["name"], playlist["owner"]) == ("Evening", "anna")
    assert playlist["comment"] == f"Made for you\n\nKept by Syncopate · {MARK}"
    real.server.wire.journal.clear()
    assert await target.write_target(PLAYLIST, key, content(wanted, description="Made for you")) == key
    assert not real.server.wire.asked(path="*atePlaylist*")
    moved = [wanted[-1], *wanted[:-1]]
    await target.write_target(PLAYLIST, key, content(moved))
    assert len(real.server.wire.asked(path="*atePlaylist*")) == 1
    fewer = moved[:50] + moved[60:]
    await target.write_target(PLAYLIST, key, content(fewer, name="Night"))
    held = await target.read_target(PLAYLIST, key)
    assert isinstance(held, Known)
    assert held.value is not None
    assert (list(held.value.track_keys), held.value.name) == (fewer, "Night")
    assert await target.find_target(PLAYLIST, MARK, None) == Known(key)
    assert await EditedTarget(real.keeper("bert")).find_target(PLAYLIST, MARK, "Night") == Known(None)
    await real.keeper("bert").delete_target(PLAYLIST, "00000000-0000-0000-0000-000000000000")
    await target.delete_target(PLAYLIST, key)
    assert await target.read_target(PLAYLIST, key) == Known(None)


@pytest.mark.parametrize("fault", [Fault.DROPPED, Fault.REFUSED])
async def test_what_was_cut_short_heals(real: Place, fault: Fault) -> None:
    target, keys = EditedTarget(real.keeper()), await keys_of(real, 110)
    mark = f"5b0c8c9e-6a53-4d8e-9d0f-1d8a1f0e2b{12 if fault is Fault.DROPPED else 13}"
    for at in range(3):
        real.server.wire.fail(fault, "/rest/*atePlaylist.view", skip=at, times=1)
        wanted = content(keys, name="Cut", mark=mark)
        with pytest.raises(Exception, match="broke off"):
            await target.write_target(PLAYLIST, None, wanted)
        real.server.wire.heal()
        found = await target.find_target(PLAYLIST, mark, "Cut")
        assert isinstance(found, Known)
        assert found.value is not None or (at, fault) == (0, Fault.REFUSED)
        key = await target.write_target(PLAYLIST, found.value, wanted)
        listed = (await real.server.ask("getPlaylists"))["playlists"]
        assert isinstance(listed, dict)
        assert [one["id"] for one in listed["playlist"] if one["name"].startswith("Cut")] == [key]
        await target.delete_target(PLAYLIST, key)


async def test_favourites_of_one_folder(real: Place) -> None:
    site = Site(section=await kids(real), kind=TargetKind.FAVOURITES)
    target, keys = EditedTarget(real.keeper()), await keys_of(real, 150)
    await target.write_target(FAVOURITES, FAVOURITES_KEY, content(keys, name="Favourites"))
    starred = (await real.server.ask("getStarred2"))["starred2"]
    assert isinstance(starred, dict)
    assert {song["id"] for song in starred["song"]} == set(keys)
    assert len(real.server.wire.asked(path="/rest/star.view")) == 2
    there = await target.read_target(site, FAVOURITES_KEY)
    assert isinstance(there, Known)
    assert there.value is not None
    assert len(there.value.track_keys) < 150
    await target.write_target(FAVOURITES, FAVOURITES_KEY, content([], name="Favourites", leaving=keys))
    assert (await real.server.ask("getStarred2"))["starred2"] == {}


async def test_where_a_file_is(real: Place) -> None:
    library = real.library()
    path = real.music / "Band 000" / "Record 0001" / "08 Song 00017.flac"
    found = await library.listed("", str(path))
    assert isinstance(found, Known)
    song = (await real.server.ask("getSong", id=found.value or ""))["song"]
    assert isinstance(song, dict)
    assert song["title"] == "Song 00017"
    assert await library.listed("", f"{path}.gone") == Known(None)
    with pytest.raises(NotConfigured):
        await library.refresh("", None)
    assert isinstance(await library.refreshing(""), Unknown)
    assert await library.picture(found.value or "", 100) == Known(None)


async def test_files_that_come_change_and_go(real: Place) -> None:
    library, section = real.library(), await kids(real)
    first = await scanned(library, section)
    album = real.server.folders["Kids"] / "Kids' Choir" / "Songs"
    new = album / "99 New.flac"
    shutil.copy(album / "01 A.flac", new)
    tag(new, title="New", tracknumber="99")
    await real.server.scan()
    second = await scanned(library, section, ScanMode.INCREMENTAL, first.end.cursor)
    assert whole(second) == 4
    tag(new, title="Newer")
    os.utime(new, (time.time() + 10, time.time() + 10))
    await real.server.scan()
    third = await scanned(library, section, ScanMode.INCREMENTAL, second.end.cursor)
    assert {one.track.title for one in third.tracks} == {"A", "B", "Ç", "Newer"}
    new.unlink()
    await real.server.scan()
    fourth = await scanned(library, section, ScanMode.INCREMENTAL, third.end.cursor)
    assert whole(fourth) == 3
    assert set(fourth.keys) == set(first.keys)
    fifth = await scanned(library, section, ScanMode.INCREMENTAL, fourth.end.cursor)
    assert fifth.end.present == OnlyChanges(3)


async def test_no_secret_is_told(real: Place, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    section = await kids(real)
    for fault in (Fault.SERVER_ERROR, Fault.DROPPED, Fault.BROKEN, Fault.HTML):
        real.server.wire.fail(fault, skip=2)
        found = await scanned(real.library("bert"), section)
        assert not any(secret in repr(found.end) for secret in SECRETS)
        real.server.wire.heal()
    assert not any(secret in caplog.text for secret in SECRETS)
    assert not any(secret in str(one.query) for one in real.server.wire.journal for secret in SECRETS)
