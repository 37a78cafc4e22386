"""What a library can do besides being read: sections, users, looks at the disk, pictures, ids for players."""

import json
from typing import Any

import pytest
from fakes.plex import SoundFile
from fakes.serving import Fault
from syncopate.domain.server import PlayId, Section, ServerUser
from syncopate.domain.snapshot import Complete, Failed, Known, Unknown
from syncopate.domain.target import Site, TargetKind
from syncopate.errors import LoginLacksRights, NotFound, Unreachable
from syncopate.providers.capability import LibrarySource
from syncopate.providers.plex import finding
from syncopate.providers.serving import Peopled, Pictured, Playable, Refreshing, Sectioned

_NEW = "/storage/music/Somebody/Something/01 A Song.flac"


@pytest.mark.parametrize("protocol", [LibrarySource, Sectioned, Peopled, Refreshing, Pictured, Playable])
async def test_it_can_all_that(house: Any, protocol: type) -> None:
    assert isinstance(house.library(), protocol)


# --- Sections and users -----------------------------------------------------------------------------------


async def test_sections_that_hold_music(house: Any) -> None:
    found = await house.library().sections()
    assert isinstance(found, Complete)
    music, plays = found.items
    assert music == Section(key=house.section, name="Music", tracks=30, folders=("/storage/music",))
    assert (plays.name, plays.tracks, plays.folders) == (
        "Audio Plays",
        0,
        ("/storage/plays", "/storage/more plays"),
    )


async def test_a_count_that_cannot_be_had_is_not_known(house: Any) -> None:
    house.fail(Fault.SERVER_ERROR, "/library/sections/*/all")
    found = await house.library().sections()
    assert isinstance(found, Complete)
    assert [one.tracks for one in found.items] == [None, None]


@pytest.mark.parametrize(
    "fault", [Fault.UNAUTHORIZED, Fault.HTML, Fault.CUT_OFF, Fault.SERVER_ERROR, Fault.NOT_FOUND]
)
async def test_sections_that_cannot_be_read(house: Any, fault: Fault) -> None:
    house.fail(fault, "/library/sections")
    assert isinstance(await house.library().sections(), Failed)


async def test_users(house: Any) -> None:
    child = house.child()
    house.plex.people.add("A Friend")
    found = await house.library().users()
    assert isinstance(found, Complete)
    owner = house.plex.people.owner
    assert found.items == (
        ServerUser(key=owner.uuid, name="Otto", admin=True, own=True),
        ServerUser(key=child.uuid, name="Kim", protected=True),
    )
    as_child = await house.library(token=child.token, server_token="").users()
    assert isinstance(as_child, Complete)
    assert [one.name for one in as_child.items if one.own] == ["Kim"]


async def test_users_are_told_where_ones_own_is_not(house: Any) -> None:
    child, library = house.child(), house.library()
    house.plex.tv_wire.fail(Fault.SERVER_ERROR, "/api/v2/user")
    found = await library.users()
    assert isinstance(found, Complete)
    assert [(one.key, one.own) for one in found.items] == [
        (house.plex.people.owner.uuid, False),
        (child.uuid, False),
    ]
    house.plex.tv_wire.heal()
    found = await library.users()
    assert isinstance(found, Complete)
    assert [one.name for one in found.items if one.own] == ["Otto"], "it is asked for again"


# --- Looks at the disk ------------------------------------------------------------------------------------


async def test_a_look_at_a_folder_finds_what_came(house: Any) -> None:
    library = house.library()
    house.plex.put_file(_NEW, SoundFile(artist="Somebody", album="Something", title="A Song"))
    assert await library.refreshing(house.section) == Known(False)
    assert await library.listed(house.section, _NEW) == Known(None)
    house.plex.server.disk.held = True
    await library.refresh(house.section, "/storage/music/Somebody")
    assert await library.refreshing(house.section) == Known(True)
    (asked,) = house.plex.wire.asked("*", "/library/sections/*/refresh")
    assert (asked.method, asked.query) == ("GET", (("path", "/storage/music/Somebody"),))
    house.plex.server.disk.finish()
    assert await library.refreshing(house.section) == Known(False)
    track = house.tracks()[-1]
    assert track.file == _NEW
    assert await library.listed(house.section, _NEW) == Known(str(track.key))


async def test_a_look_at_all_of_it(house: Any) -> None:
    await house.library().refresh(house.section, None)
    (asked,) = house.plex.wire.asked("*", "/library/sections/*/refresh")
    assert asked.query == ()
    await house.plex.server.disk.idle()


@pytest.mark.parametrize(
    "folder",
    [
        "/",
        "/storage",
        "/storage/musical",
        "/etc",
        "/storage/music/../plays",
        "relative",
        "/storage/music/a/..",
        "",
    ],
)
async def test_folders_that_are_not_the_sections(house: Any, folder: str) -> None:
    with pytest.raises(NotFound):
        await house.library().refresh(house.section, folder)
    assert not house.plex.wire.asked("*", "*/refresh")


async def test_a_look_that_is_refused(house: Any) -> None:
    library = house.library()
    with pytest.raises(NotFound):
        await library.refresh("99", None)
    house.fail(Fault.FORBIDDEN, "*/refresh")
    with pytest.raises(LoginLacksRights):
        await library.refresh(house.section, None)
    house.fail(Fault.DROPPED, "/library/sections")
    assert await library.refreshing(house.section) == Unknown("unreachable")
    with pytest.raises(Unreachable):
        await library.refresh(house.section, None)


async def test_a_file_among_many(house: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """What came last and what changed last is looked through first; all of it is once only."""
    monkeypatch.setattr(finding, "PAGE", 10)
    monkeypatch.setattr(
        "syncopate.providers.plex.client.Client.page.__kwdefaults__", {"size": 10, "user": None}
    )
    house.plex.library.fill(house.plex.music, 70)
    library, tracks = house.library(), house.tracks()

    async def requests_for(path: str, found: object) -> int:
        house.plex.wire.journal.clear()
        assert await library.listed(house.section, path) == Known(found)
        return len(house.plex.wire.asked("GET", "/library/sections/*/all"))

    assert await requests_for(tracks[-1].file, str(tracks[-1].key)) == 1
    house.plex.clock.advance(10)
    house.plex.library.edit(tracks[50], title="Written anew")
    assert await requests_for(tracks[50].file, str(tracks[50].key)) == 2
    assert await requests_for(tracks[45].file, str(tracks[45].key)) > 2
    assert await requests_for(_NEW, None) > 10
    assert await requests_for(_NEW, None) == 2
    tracks[51].file = _NEW
    house.plex.library.edit(tracks[51])
    assert await requests_for(_NEW, str(tracks[51].key)) == 2


@pytest.mark.parametrize("fault", list(Fault))
async def test_whether_a_file_is_listed_is_not_known(house: Any, fault: Fault) -> None:
    house.fail(fault, "/library/sections/*/all")
    assert isinstance(await house.library().listed(house.section, _NEW), Unknown)


# --- Pictures ---------------------------------------------------------------------------------------------


async def test_a_cover_made_smaller(house: Any) -> None:
    picture = await house.library().picture(*house.keys(0), 200)
    assert isinstance(picture, Known)
    assert picture.value.content_type == "image/png"
    assert picture.value.content.startswith(b"\x89PNG")
    (asked,) = house.plex.wire.asked("GET", "/photo/:/transcode")
    query = dict(asked.query)
    album = house.tracks()[0].album
    assert (query["width"], query["height"]) == ("200", "200")
    assert query["url"] == f"/library/metadata/{album.key}/thumb/{album.updated}"


async def test_a_server_that_makes_none_smaller(house: Any) -> None:
    house.fail(Fault.SERVER_ERROR, "/photo/:/transcode")
    picture = await house.library().picture(*house.keys(0), 200)
    assert isinstance(picture, Known)
    assert picture.value.content.startswith(b"\x89PNG")
    assert house.plex.wire.asked("GET", "/library/metadata/*/thumb/*")


async def test_pictures_that_are_not_known(house: Any) -> None:
    library = house.library()
    assert await library.picture("999999", 100) == Unknown("not_found")
    assert await library.picture("../1", 100) == Known(None)
    for fault, reason in (
        (Fault.HTML, "odd_answer"),
        (Fault.UNAUTHORIZED, "login_rejected"),
        (Fault.DROPPED, "unreachable"),
    ):
        house.heal()
        house.fail(fault, "/photo/*")
        house.fail(fault, "*/thumb/*")
        assert await library.picture(*house.keys(0), 100) == Unknown(reason)


# --- Ids for players --------------------------------------------------------------------------------------


async def test_ids_for_players(house: Any) -> None:
    library = house.library()
    before = len(house.asked())
    machine = house.plex.server.machine
    wanted = (
        PlayId(player="plex", media_content_id=f"plex://{machine}/77", media_content_type="playlist"),
        PlayId(
            player="music_assistant",
            media_content_id="plex://playlist//playlists/77",
            media_content_type="playlist",
        ),
    )
    assert await library.play_ids(house.site(), "77") == wanted
    assert len(house.asked()) == before
    assert await library.play_ids(house.site(house.plex.people.owner), "77") == wanted


async def test_ids_for_a_users_playlist(house: Any) -> None:
    child, library = house.child(), house.library()
    (play,) = await library.play_ids(house.site(child), "77")
    assert (play.player, play.media_content_type) == ("plex", "playlist")
    assert json.loads(play.media_content_id.removeprefix("plex://")) == {"plex_key": 77, "username": "Kim"}
    before = len(house.asked())
    for key in ("78", "79"):
        assert await library.play_ids(house.site(child), key)
    assert len(house.asked()) == before


async def test_what_no_player_takes(house: Any) -> None:
    library = house.library()
    for kind in (TargetKind.COLLECTION, TargetKind.FAVOURITES):
        assert await library.play_ids(house.site(kind=kind), "77") == ()
    assert await library.play_ids(house.site(), "favourites") == ()
    assert await library.play_ids(Site(user="nobody"), "77") == ()
