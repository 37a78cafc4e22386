"""What else a library can do: sections, users, looking at files, covers, ids for players."""

from typing import Any

import pytest
from fakes.mediabrowser.images import png
from fakes.mediabrowser.model import Tags
from fakes.serving import Fault
from syncopate.domain.server import PlayId
from syncopate.domain.snapshot import Complete, Failed, Known, Unknown
from syncopate.domain.target import TargetKind
from syncopate.errors import LoginLacksRights, NotConfigured, NotFound, Unreachable
from syncopate.providers import registry
from syncopate.providers.serving import Peopled, Pictured, Playable, Refreshing, Sectioned

READ_FAULTS = [
    (Fault.UNAUTHORIZED, "login_rejected"),
    (Fault.NOT_FOUND, "unreachable"),
    (Fault.TOO_MANY, "rate_limited"),
    (Fault.SERVER_ERROR, "unreachable"),
    (Fault.UNAVAILABLE, "unreachable"),
    (Fault.CUT_OFF, "unreachable"),
    (Fault.DROPPED, "unreachable"),
    (Fault.HTML, "odd_answer"),
    (Fault.BROKEN, "odd_answer"),
]
ALL_FAULTS = [*READ_FAULTS, (Fault.FORBIDDEN, "login_lacks_rights")]


async def test_what_it_can_do(house: Any) -> None:
    for protocol in (Sectioned, Peopled, Refreshing, Pictured, Playable):
        assert isinstance(house.library(), protocol)


@pytest.mark.parametrize("missing", ["url", "token", "user_id"])
async def test_settings_that_are_missing(house: Any, missing: str) -> None:
    settings = house.settings(house.admin) | {missing: ""}
    for make in (registry.library_source, registry.playlist_target):
        with pytest.raises(NotConfigured, match=missing):
            make(house.domain, house.context(settings | {"token": settings["token"]}))


async def test_check_is_remembered_when_it_is_good(house: Any) -> None:
    library = house.library()
    house.fake.wire.fail(Fault.UNAVAILABLE, retry_after="0")
    health = await library.check()
    assert (health.ok, health.reason) == (False, "unreachable")
    house.fake.wire.heal()
    assert (await library.check()).ok
    house.fake.wire.journal.clear()
    assert (await library.check()).ok
    assert house.fake.wire.journal == []


@pytest.mark.parametrize(("fault", "reason"), ALL_FAULTS)
@pytest.mark.parametrize("path", ["/System/Info/Public", "/Users/*"])
async def test_check_says_what_is_the_matter(
    house: Any, no_secrets: list[str], path: str, fault: Fault, reason: str
) -> None:
    context = house.context(house.settings(house.admin))
    library = registry.library_source(house.domain, context)
    editor = registry.playlist_target(house.domain, context)
    house.fake.wire.fail(fault, path, retry_after="0")
    # A user who is not there any more has to log in again.
    wanted = "login_rejected" if (fault, path) == (Fault.NOT_FOUND, "/Users/*") else reason
    for one in (library, editor):
        health = await one.check()
        assert (health.ok, health.reason) == (False, wanted)
        assert health.detail
        no_secrets.append(health.detail)


async def test_check_of_a_session_that_was_ended(house: Any) -> None:
    library = house.library(house.member)
    house.fake.access.sessions.clear()
    assert (await library.check()).reason == "login_rejected"


async def test_check_of_a_user_who_was_disabled_or_removed(house: Any) -> None:
    library, other = house.library(house.member, key=True), house.library(house.guest, key=True)
    house.member.disabled = True
    health = await library.check()
    assert (health.ok, health.reason) == (False, "login_rejected")
    assert "disabled" in health.detail
    house.fake.access.users.remove(house.guest)
    assert (await other.check()).reason == "login_rejected"


@pytest.mark.parametrize(("account", "folders"), [("admin", True), ("member", False), ("key", True)])
async def test_sections(house: Any, account: str, folders: bool) -> None:
    other = house.fake.add_library("Other", "/other", "/more")
    house.fake.fill(other, 12)
    house.member.libraries = {house.music}
    user = house.member if account == "member" else house.admin
    house.fake.add_playlist("One", user)
    seen = await house.library(user, key=account == "key").sections()
    assert isinstance(seen, Complete)
    found = {one.name: one for one in seen.items}
    assert set(found) == ({"Music"} if account == "member" else {"Music", "Other"})
    assert (found["Music"].key, found["Music"].tracks) == (house.music.id, 30)
    if account != "member":
        assert (found["Other"].key, found["Other"].tracks) == (other.id, 12)
        assert found["Other"].folders == ("/other", "/more")
    elif house.domain == "jellyfin":
        assert found["Music"].folders == ()


@pytest.mark.parametrize(("fault", "reason"), READ_FAULTS)
@pytest.mark.parametrize("path", ["*Views", "/Library/VirtualFolders*", "*/Items"])
async def test_sections_that_cannot_be_read(house: Any, path: str, fault: Fault, reason: str) -> None:
    library = house.library()
    house.fake.wire.fail(fault, path.replace("*/", "*"), retry_after="0")
    seen = await library.sections()
    assert isinstance(seen, Failed)
    assert seen.reason == reason


async def test_users(house: Any) -> None:
    house.fake.add_user("gone", disabled=True)
    everybody = {house.admin.id, house.member.id, house.guest.id}
    by_key = await house.library(key=True).users()
    assert isinstance(by_key, Complete)
    assert {one.key for one in by_key.items} == everybody
    assert {one.name for one in by_key.items if one.admin} == {"admin"}
    assert [one.key for one in by_key.items if one.own] == [house.admin.id]
    for_another = await house.library(house.guest, key=True).users()
    assert isinstance(for_another, Complete)
    assert [one.key for one in for_another.items if one.own] == [house.guest.id]
    alone = await house.library(house.member).users()
    assert isinstance(alone, Complete)
    assert [(one.key, one.own) for one in alone.items] == [(house.member.id, True)]
    signed_in = await house.library().users()
    assert isinstance(signed_in, Complete)
    wanted = everybody if house.domain == "jellyfin" else {house.admin.id}
    assert {one.key for one in signed_in.items} == wanted
    assert [one.key for one in signed_in.items if one.own] == [house.admin.id]


@pytest.mark.parametrize(("fault", "reason"), ALL_FAULTS)
async def test_users_that_cannot_be_read(house: Any, fault: Fault, reason: str) -> None:
    library = house.library(key=True)
    house.fake.wire.fail(fault, "/Users*", retry_after="0")
    seen = await library.users()
    assert isinstance(seen, Failed)
    assert seen.reason == reason


async def test_a_new_file_is_listed(house: Any) -> None:
    library, path = house.library(), "/music/Music/New/03 - New song.flac"
    assert await library.listed(house.music.id, path) == Known(None)
    house.fake.put_file(path, Tags(title="New song"))
    await library.refresh(house.music.id, "/music/Music/New")
    await house.fake.scanner.wait()
    made = house.fake.catalog.tracks[path]
    assert await library.listed(house.music.id, path) == Known(made.id)
    other = house.fake.add_library("Other")
    assert await library.listed(other.id, path) == Known(None)


async def test_an_old_file_is_found_by_its_name(house: Any) -> None:
    house.fake.fill(house.music, 500)
    library, track = house.library(), house.tracks()[3]
    house.fake.wire.journal.clear()
    assert await library.listed(house.music.id, track.path) == Known(track.id)
    assert len(house.fake.wire.journal) <= 3


@pytest.mark.parametrize(("fault", "reason"), ALL_FAULTS)
async def test_a_file_that_cannot_be_looked_up(house: Any, fault: Fault, reason: str) -> None:
    library = house.library()
    house.fake.wire.fail(fault, "*Items", retry_after="0")
    assert await library.listed(house.music.id, house.tracks()[0].path) == Unknown(reason)


async def test_all_files_are_looked_at(house: Any) -> None:
    house.fake.scanner.seconds = None
    library = house.library()
    assert await library.refreshing(house.music.id) == Known(False)
    house.fake.put_file("/music/Music/New/New.flac", Tags(title="New"))
    await library.refresh(house.music.id, None)
    assert await library.refreshing(house.music.id) == Known(True)
    house.fake.scanner.finish()
    assert await library.refreshing(house.music.id) == Known(False)
    assert "/music/Music/New/New.flac" in house.fake.catalog.tracks


@pytest.mark.parametrize("folder", ["/", "/music/Musical", "/music/Music/../Other", "/etc", "", "Music"])
async def test_folders_of_others_are_not_looked_at(house: Any, folder: str) -> None:
    with pytest.raises(NotFound):
        await house.library().refresh(house.music.id, folder)
    assert house.writes() == []


async def test_paths_of_windows(house: Any) -> None:
    section = house.fake.add_library("Other", "D:\\Music")
    library = house.library()
    house.fake.wire.journal.clear()
    await library.refresh(section.id, "d:\\music\\New")
    assert len(house.writes()) == 1
    with pytest.raises(NotFound):
        await library.refresh(section.id, "D:\\Musical")
    track = house.fake.add_track(section, Tags(title="Song"), "D:\\Music\\New\\01 Song.flac")
    assert await library.listed(section.id, "d:/music/new/01 song.flac") == Known(track.id)


async def test_who_may_not_have_files_looked_at(house: Any) -> None:
    library = house.library(house.member)
    with pytest.raises(LoginLacksRights):
        await library.refresh(house.music.id, None)
    assert await library.refreshing(house.music.id) == Unknown("login_lacks_rights")


@pytest.mark.parametrize(("fault", "reason"), ALL_FAULTS)
async def test_a_look_that_cannot_be_begun_or_followed(house: Any, fault: Fault, reason: str) -> None:
    library = house.library()
    house.fake.wire.fail(fault, retry_after="0")
    # What is not asked for anything is not looked into.
    folders = ("/music/Music",) if fault is Fault.BROKEN else (None, "/music/Music")
    for folder in folders:
        with pytest.raises(Unreachable) as raised:
            await library.refresh(house.music.id, folder)
        assert raised.value.key == reason
    assert await library.refreshing(house.music.id) == Unknown(reason)


async def test_covers(house: Any) -> None:
    library, track = house.library(), house.tracks()[0]
    assert await library.picture(track.id, 300) == Known(None)
    house.fake.set_image(track, png(1, 1, 1))
    own = await library.picture(track.id, 300)
    assert isinstance(own, Known)
    assert own.value is not None
    assert own.value.content == png(1, 1, 1)
    house.fake.set_image(track.album, png(2, 2, 2))
    of_album = await library.picture(track.id, 300)
    assert isinstance(of_album, Known)
    assert of_album.value is not None
    assert (of_album.value.content, of_album.value.content_type) == (png(2, 2, 2), "image/png")
    asked = house.fake.wire.asked("GET", "*/Images/Primary")[-1]
    assert dict(asked.query) == {"MaxWidth": "300"}
    assert await library.picture("nonsense", 300) in {Known(None), Unknown("unreachable")}


@pytest.mark.parametrize(("fault", "reason"), ALL_FAULTS)
@pytest.mark.parametrize("path", ["*Items", "*/Primary"])
async def test_covers_that_cannot_be_read(house: Any, path: str, fault: Fault, reason: str) -> None:
    if path == "*/Primary" and fault is Fault.BROKEN:
        # A picture is never looked into.
        return
    library, track = house.library(), house.tracks()[0]
    house.fake.set_image(track.album)
    house.fake.wire.fail(fault, path, retry_after="0")
    assert await library.picture(track.id, 300) == Unknown(reason)


async def test_what_players_take(house: Any) -> None:
    library = house.library()
    house.fake.wire.journal.clear()
    found = await library.play_ids(house.site(), "12ab")
    uri = PlayId(
        player="music_assistant",
        media_content_id=f"{house.domain}://playlist/12ab",
        media_content_type="playlist",
    )
    own = PlayId(player="jellyfin", media_content_id="12ab", media_content_type="playlist")
    assert found == ((own, uri) if house.domain == "jellyfin" else (uri,))
    assert await library.play_ids(house.site(kind=TargetKind.FAVOURITES), "favourites") == ()
    assert house.fake.wire.journal == []


async def test_where_people_find_it(house: Any) -> None:
    editor, address = house.editor(), house.fake.address
    place = editor.place(house.site(), "12ab")
    liked = editor.place(house.site(kind=TargetKind.FAVOURITES), "favourites")
    if house.domain == "jellyfin":
        assert place == f"{address}/web/#/details?id=12ab"
        assert liked == f"{address}/web/#/home?tab=1"
    else:
        assert place == f"{address}/web/index.html#!/item?id=12ab&serverId={house.fake.id}"
        assert liked == f"{address}/web/index.html#!/home"


async def test_one_connection_for_both(house: Any) -> None:
    context = house.context(house.settings(house.admin))
    library = registry.library_source(house.domain, context)
    editor = registry.playlist_target(house.domain, context)
    await library.check()
    house.fake.wire.journal.clear()
    await editor.check()
    assert house.fake.wire.journal == []
