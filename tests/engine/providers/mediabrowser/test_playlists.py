"""Keeping playlists: made, changed by little, found again, removed, and left alone where they are not ours."""

import json
from collections.abc import AsyncIterator, Awaitable
from dataclasses import dataclass
from typing import Any

import pytest
from aiohttp import web
from fakes.mediabrowser.images import png
from fakes.mediabrowser.model import User
from fakes.serving import Fault, Served, Wire
from syncopate.apply.editing import EditedTarget
from syncopate.domain.snapshot import Known, Unknown
from syncopate.domain.target import Site, TargetKind
from syncopate.errors import LoginLacksRights, Unreachable
from syncopate.providers import covers
from syncopate.providers._mediabrowser import editor
from syncopate.providers.capability import FAVOURITES_KEY

MARK = "5b0c8c9e-6a53-4d8e-9d0f-1d8a1f0e2b11"
OTHER_MARK = "00000000-6a53-4d8e-9d0f-1d8a1f0e2b11"


@dataclass
class Keeping:
    """Who keeps whose playlists."""

    house: Any
    keeper: EditedTarget
    site: Site
    owner: User
    marks: bool
    """Whether this account may write marks, descriptions and pictures."""

    @property
    def editor(self) -> Any:
        return self.keeper.editor

    async def write(self, key: str | None, keys: list[str], **more: Any) -> str:
        self.house.fake.wire.journal.clear()
        return await self.keeper.write_target(self.site, key, self.house.content(keys, **more))

    def sent(self) -> list[str]:
        """Return the writing requests, without those that sign somebody in."""
        inside = ("QuickConnect", "Authenticate")
        return [
            f"{one.method} {one.path}"
            for one in self.house.writes()
            if not any(part in one.path for part in inside)
        ]


@pytest.fixture
def keeping(request: pytest.FixtureRequest, house: Any) -> Keeping:
    match request.param:
        case "administrator":
            return Keeping(house, house.keeper(house.admin), house.site(), house.admin, True)
        case "member":
            return Keeping(house, house.keeper(house.member), house.site(), house.member, False)
        case "key":
            return Keeping(house, house.keeper(house.admin, key=True), house.site(), house.admin, True)
        case "key for another":
            site = house.site(house.guest)
            return Keeping(house, house.keeper(house.admin, key=True), site, house.guest, True)
        case _:
            return Keeping(house, house.keeper(house.admin), house.site(house.guest), house.guest, False)


async def test_made_in_batches(keeping: Keeping) -> None:
    house = keeping.house
    house.fake.fill(house.music, 430)
    keys = house.keys(*range(449, -1, -1))
    key = await keeping.write(None, keys)
    assert house.held(key) == keys
    playlist = house.playlist(key)
    assert playlist.owner is keeping.owner
    assert (playlist.name, playlist.public, playlist.media_type) == ("Evening", False, "Audio")
    assert len([one for one in keeping.sent() if one.endswith(("/Items", "/Playlists"))]) == 5
    assert len(keeping.sent()) == (6 if keeping.marks else 5)
    read = await keeping.keeper.read_target(keeping.site, key)
    assert isinstance(read, Known)
    assert read.value is not None
    assert (read.value.track_keys, read.value.name, read.value.editable) == (tuple(keys), "Evening", True)


async def test_the_same_again_writes_nothing(keeping: Keeping) -> None:
    keys = keeping.house.keys(3, 1, 2)
    key = await keeping.write(None, keys, description="From afar")
    assert await keeping.write(key, keys, description="From afar") == key
    assert keeping.sent() == []


async def test_appended(keeping: Keeping) -> None:
    keys = keeping.house.keys(*range(5))
    key = await keeping.write(None, keys[:3])
    await keeping.write(key, keys)
    assert keeping.house.held(key) == keys
    assert keeping.sent() == [f"POST /Playlists/{key}/Items"]


@pytest.mark.parametrize(("old", "new"), [(0, 4), (4, 0), (2, 3), (3, 2), (1, 4), (0, 1)])
async def test_one_moved_is_one_write(keeping: Keeping, old: int, new: int) -> None:
    keys = keeping.house.keys(*range(5))
    key = await keeping.write(None, keys)
    wanted = list(keys)
    wanted.insert(new, wanted.pop(old))
    await keeping.write(key, wanted)
    assert keeping.house.held(key) == wanted
    assert len(keeping.sent()) == 1
    assert "/Move/" in keeping.sent()[0]


async def test_removed(keeping: Keeping) -> None:
    keys = keeping.house.keys(*range(6))
    key = await keeping.write(None, keys)
    await keeping.write(key, [keys[0], keys[2], keys[5]])
    assert keeping.house.held(key) == [keys[0], keys[2], keys[5]]
    assert keeping.sent() == [f"DELETE /Playlists/{key}/Items"]


async def test_emptied_and_filled_again(keeping: Keeping) -> None:
    keys = keeping.house.keys(*range(3))
    key = await keeping.write(None, keys)
    await keeping.write(key, [])
    assert keeping.house.held(key) == []
    await keeping.write(key, keys[::-1])
    assert keeping.house.held(key) == keys[::-1]


async def test_all_at_once(keeping: Keeping) -> None:
    house = keeping.house
    house.fake.fill(house.music, 300)
    key = await keeping.write(None, house.keys(*range(250)))
    wanted = house.keys(*range(300, 100, -3), *range(60))
    await keeping.write(key, wanted)
    assert house.held(key) == wanted


async def test_renamed(keeping: Keeping, caplog: pytest.LogCaptureFixture) -> None:
    house = keeping.house
    keys = house.keys(0, 1)
    key = await keeping.write(None, keys)
    await keeping.write(key, keys, name="Morning")
    if house.domain == "emby" and not keeping.marks:
        assert house.playlist(key).name == "Evening"
        assert "lets only administrators rename" in caplog.text
        return
    assert house.playlist(key).name == "Morning"
    assert len(keeping.sent()) == 1


async def test_described_and_marked(keeping: Keeping) -> None:
    house = keeping.house
    key = await keeping.write(None, house.keys(0), description="From afar")
    playlist = house.playlist(key)
    if not keeping.marks:
        assert (playlist.overview, playlist.provider_ids) == (None, {})
        return
    assert playlist.overview == "From afar"
    assert playlist.provider_ids == {"Syncopate": MARK}
    await keeping.write(key, house.keys(0), description="Other")
    assert house.playlist(key).overview == "Other"
    assert len(keeping.sent()) == 1
    await keeping.write(key, house.keys(0))
    assert house.playlist(key).overview == "Other"
    assert keeping.sent() == []
    await keeping.write(key, house.keys(0), description="")
    assert not house.playlist(key).overview


async def test_what_others_know_of_it_stays(keeping: Keeping) -> None:
    house = keeping.house
    key = await keeping.write(None, house.keys(0))
    playlist = house.playlist(key)
    playlist.provider_ids["Other"] = "theirs"
    playlist.labels, playlist.genres = ("tagged",), ("Rock",)
    await keeping.write(key, house.keys(0), name="Morning", description="New")
    ours = {"Syncopate": MARK} if keeping.marks else {}
    assert playlist.provider_ids == {"Other": "theirs", **ours}
    assert (playlist.labels, playlist.genres) == (("tagged",), ("Rock",))


async def test_found_again(keeping: Keeping) -> None:
    house = keeping.house
    key = await keeping.write(None, house.keys(0, 1))
    assert await keeping.keeper.find_target(keeping.site, MARK, "Evening") == Known(key)
    assert await keeping.keeper.find_target(keeping.site, MARK, None) == Known(key if keeping.marks else None)
    other = await keeping.keeper.find_target(keeping.site, "another mark", "Evening")
    assert other == Known(None if keeping.marks else key)
    assert await keeping.keeper.find_target(keeping.site, "another mark", "Other") == Known(None)


async def _mark(keeping: Keeping, key: str) -> str | None:
    found = await keeping.editor.read_items(keeping.site, key)
    assert isinstance(found, Known)
    return found.value.mark


async def test_its_mark_is_told(keeping: Keeping) -> None:
    house = keeping.house
    key = await keeping.write(None, house.keys(0, 1))
    assert await _mark(keeping, key) == (MARK if keeping.marks else None)
    playlist = house.playlist(key)
    playlist.provider_ids["Syncopate"] = OTHER_MARK
    assert await _mark(keeping, key) == OTHER_MARK
    playlist.provider_ids.clear()
    playlist.name = f"Evening ({OTHER_MARK})"
    assert await _mark(keeping, key) == OTHER_MARK
    playlist.name = "Evening (20240101)"
    assert await _mark(keeping, key) == ("" if keeping.marks else None)
    favourites = house.site(keeping.owner, kind=TargetKind.FAVOURITES)
    liked = await keeping.editor.read_items(favourites, FAVOURITES_KEY)
    assert liked.value.mark is None


async def test_a_name_finds_nothing_that_carries_a_mark(keeping: Keeping) -> None:
    house = keeping.house
    theirs = house.fake.add_playlist("Evening", keeping.owner, house.tracks()[:2])
    theirs.provider_ids["Syncopate"] = OTHER_MARK
    assert await keeping.keeper.find_target(keeping.site, MARK, "Evening") == Known(None)
    house.fake.add_playlist("Evening", keeping.owner)
    assert await keeping.keeper.find_target(keeping.site, MARK, "Evening") == Known(None)


async def test_what_was_begun_is_found_by_its_mark_alone(keeping: Keeping) -> None:
    house = keeping.house
    begun = house.fake.add_playlist(f"Eve ({MARK})", keeping.owner)
    house.fake.add_playlist("Evening", keeping.owner)
    assert await keeping.keeper.find_target(keeping.site, MARK, None) == Known(begun.id)


async def test_long_names_fit(keeping: Keeping) -> None:
    name = "ゆうべ" * 60
    key = await keeping.write(None, keeping.house.keys(0), name=name)
    assert keeping.house.playlist(key).name == name
    made = next(one for one in keeping.house.writes() if one.path.endswith("/Playlists"))
    told = json.loads(made.body)["Name"] if made.body else dict(made.query)["Name"]
    assert told == (f"{name[:50]} ({MARK})" if keeping.marks else name)
    assert len(f"{name[:50]} ({MARK})".encode()) < 255


async def test_one_of_two_with_a_name_is_not_guessed(keeping: Keeping) -> None:
    house = keeping.house
    house.fake.add_playlist("Evening", keeping.owner, house.tracks()[:2])
    house.fake.add_playlist("Evening", keeping.owner)
    assert await keeping.keeper.find_target(keeping.site, MARK, "Evening") == Known(None)


async def test_what_only_has_the_name_is_the_users(keeping: Keeping) -> None:
    house = keeping.house
    theirs = house.fake.add_playlist("Evening", keeping.owner, house.tracks()[:2])
    assert await keeping.keeper.find_target(keeping.site, MARK, None) == Known(None)
    found = await keeping.keeper.find_target(keeping.site, MARK, "Evening")
    assert found == Known(None if keeping.marks else theirs.id)


async def test_shared_and_other_playlists_are_not_taken(keeping: Keeping) -> None:
    house = keeping.house
    others = house.fake.add_playlist("Evening", house.fake.add_user("other"))
    others.public = True
    films = house.fake.add_playlist("Evening", keeping.owner)
    films.media_type = "Video"
    assert await keeping.keeper.find_target(keeping.site, MARK, "Evening") == Known(None)


@pytest.mark.parametrize("fault", [Fault.DROPPED, Fault.REFUSED, Fault.SERVER_ERROR, Fault.HTML])
async def test_interrupted_anywhere_it_heals(keeping: Keeping, fault: Fault) -> None:
    """After the n-th write nothing goes any more: who comes back finds what was begun, and makes it so."""
    house = keeping.house
    keys = house.keys(*range(8))
    for after in range(12):
        for playlist in list(house.fake.catalog.playlists):
            house.fake.catalog.remove_playlist(playlist)
        key = await keeping.write(None, keys[:6], description="One")
        wanted = [keys[7], keys[5], *keys[:3], keys[6]]
        for method in ("POST", "DELETE"):
            house.fake.wire.fail(fault, "/[PI]*", method, skip=after)
        broken = await _breaks(keeping.write(key, wanted, name="Morning", description="Two"))
        house.fake.wire.heal()
        await keeping.write(key, wanted, name="Morning", description="Two")
        assert house.held(key) == wanted
        await keeping.write(key, wanted, name="Morning", description="Two")
        assert keeping.sent() == []
        if not broken:
            return
    raise AssertionError


async def _breaks(writing: Awaitable[str]) -> bool:
    try:
        await writing
    except Unreachable:
        return True
    return False


@pytest.mark.parametrize("fault", [Fault.DROPPED, Fault.REFUSED])
async def test_a_making_that_is_interrupted_leaves_no_second_one(keeping: Keeping, fault: Fault) -> None:
    house = keeping.house
    house.fake.fill(house.music, 220)
    keys = house.keys(*range(250))
    for after in range(6):
        for playlist in list(house.fake.catalog.playlists):
            house.fake.catalog.remove_playlist(playlist)
        house.fake.wire.fail(fault, "/[PI]*", "POST", skip=after)
        if not await _breaks(keeping.write(None, keys, description="One")):
            return
        house.fake.wire.heal()
        found = await keeping.keeper.find_target(keeping.site, MARK, "Evening")
        assert isinstance(found, Known)
        key = await keeping.write(found.value, keys, description="One")
        assert [one.id for one in house.fake.catalog.playlists] == [key]
        assert house.held(key) == keys
        assert house.playlist(key).name == "Evening"
    raise AssertionError


async def test_deleted_by_the_user(keeping: Keeping) -> None:
    house = keeping.house
    key = await keeping.write(None, house.keys(0))
    house.fake.catalog.remove_playlist(house.playlist(key))
    assert await keeping.keeper.read_target(keeping.site, key) == Known(None)
    await keeping.keeper.delete_target(keeping.site, key)
    with pytest.raises(Unreachable):
        await keeping.write(key, house.keys(0))


async def test_removed_by_us(keeping: Keeping) -> None:
    house = keeping.house
    key = await keeping.write(None, house.keys(0))
    await keeping.keeper.delete_target(keeping.site, key)
    assert house.fake.catalog.playlists == []
    assert len(house.tracks()) == 30


async def test_only_playlists_are_removed(keeping: Keeping) -> None:
    house = keeping.house
    track = house.tracks()[0]
    await keeping.keeper.delete_target(keeping.site, track.id)
    await keeping.keeper.delete_target(keeping.site, track.album.id)
    assert track in house.tracks()


async def test_what_is_somebody_elses_is_not_removed(keeping: Keeping) -> None:
    house = keeping.house
    others = house.fake.add_playlist("Evening", house.fake.add_user("other"))
    others.public = True
    with pytest.raises(LoginLacksRights):
        await keeping.keeper.delete_target(keeping.site, others.id)
    assert house.fake.catalog.playlists == [others]


async def test_what_only_was_the_users_own_is_not_removed_where_there_are_marks(keeping: Keeping) -> None:
    house = keeping.house
    theirs = house.fake.add_playlist("Evening", keeping.owner)
    if keeping.marks:
        with pytest.raises(LoginLacksRights):
            await keeping.keeper.delete_target(keeping.site, theirs.id)
        assert house.fake.catalog.playlists == [theirs]
    else:
        await keeping.keeper.delete_target(keeping.site, theirs.id)
        assert house.fake.catalog.playlists == []


READ_FAULTS = [
    (Fault.UNAUTHORIZED, "login_rejected"),
    (Fault.FORBIDDEN, "login_lacks_rights"),
    (Fault.NOT_FOUND, "unreachable"),
    (Fault.TOO_MANY, "rate_limited"),
    (Fault.SERVER_ERROR, "unreachable"),
    (Fault.UNAVAILABLE, "unreachable"),
    (Fault.CUT_OFF, "unreachable"),
    (Fault.DROPPED, "unreachable"),
    (Fault.HTML, "odd_answer"),
    (Fault.BROKEN, "odd_answer"),
    (Fault.EMPTY_PAGE, "odd_answer"),
]


@pytest.mark.parametrize(("fault", "reason"), READ_FAULTS)
async def test_what_cannot_be_read_is_not_gone(
    house: Any, no_secrets: list[str], fault: Fault, reason: str
) -> None:
    keeper, site = house.keeper(), house.site()
    key = await keeper.write_target(site, None, house.content(house.keys(0, 1)))
    house.like(house.admin, *house.tracks()[:3])
    favourites = house.site(kind=TargetKind.FAVOURITES)
    for path, skip in (("*Items", 0), ("*Items", 1)):
        house.fake.wire.fail(fault, path, "GET", skip=skip, retry_after="0")
        read = await keeper.read_target(site, key)
        house.fake.wire.heal()
        assert read == Unknown(reason)
    house.fake.wire.fail(fault, "*Items", "GET", retry_after="0")
    assert await keeper.find_target(site, MARK, "Evening") == Unknown(reason)
    assert await keeper.read_target(favourites, FAVOURITES_KEY) == Unknown(reason)
    with pytest.raises(Unreachable) as raised:
        await keeper.delete_target(site, key)
    assert raised.value.key == reason
    no_secrets.append(raised.value.detail)
    house.fake.wire.heal()
    assert house.held(key) == house.keys(0, 1)


@pytest.mark.parametrize(
    "fault", [Fault.UNAUTHORIZED, Fault.FORBIDDEN, Fault.TOO_MANY, Fault.DROPPED, Fault.HTML]
)
async def test_writes_are_sent_once(house: Any, fault: Fault) -> None:
    keeper, site = house.keeper(), house.site()
    key = await keeper.write_target(site, None, house.content(house.keys(0, 1)))
    house.fake.wire.journal.clear()
    house.fake.wire.fail(fault, "/Playlists/*", "POST", retry_after="0")
    with pytest.raises(Unreachable):
        await keeper.write_target(site, key, house.content(house.keys(0, 1, 2)))
    assert len(house.fake.wire.asked("POST", "/Playlists/*")) == 1


@pytest.mark.parametrize("account", ["administrator", "member", "key"])
async def test_favourites(house: Any, account: str) -> None:
    user = house.member if account == "member" else house.admin
    keeper = house.keeper(user, key=account == "key")
    site = house.site(kind=TargetKind.FAVOURITES)
    tracks = house.tracks()
    elsewhere = house.fake.add_library("Other")
    house.fake.fill(elsewhere, 2)
    house.like(user, tracks[0], tracks[1], house.tracks()[-1], tracks[0].album)
    found = await keeper.read_target(site, FAVOURITES_KEY)
    assert isinstance(found, Known)
    assert found.value is not None
    assert set(found.value.track_keys) == {tracks[0].id, tracks[1].id}
    assert await keeper.find_target(site, MARK, None) == Known(FAVOURITES_KEY)
    house.fake.wire.journal.clear()
    wanted = house.content(house.keys(1, 5, 6), name="Favorites", leaving=frozenset(house.keys(0)))
    await keeper.write_target(site, FAVOURITES_KEY, wanted)
    liked = {item for item, data in user.data.items() if data.favorite}
    assert liked == {tracks[1], tracks[5], tracks[6], house.tracks()[-1], tracks[0].album}
    assert len(house.writes()) == 3
    house.fake.wire.journal.clear()
    await keeper.write_target(site, FAVOURITES_KEY, house.content(house.keys(6, 5, 1), name="Favorites"))
    assert house.writes() == []
    await keeper.delete_target(site, FAVOURITES_KEY)
    assert {item for item, data in user.data.items() if data.favorite} == liked


async def test_favourites_in_a_library_that_is_not_shown(house: Any) -> None:
    """Nobody likes nothing only because nothing is shown."""
    site = house.site(kind=TargetKind.FAVOURITES)
    keeper = house.keeper(house.member)
    house.like(house.member, *house.tracks()[:2])
    house.member.libraries = set()
    wanted = "login_rejected" if house.domain == "jellyfin" else "library_unavailable"
    assert await keeper.read_target(site, FAVOURITES_KEY) == Unknown(wanted)
    none = await house.keeper(house.admin).read_target(site, FAVOURITES_KEY)
    assert isinstance(none, Known)
    assert none.value is not None
    assert none.value.track_keys == ()


async def test_favourites_of_others(house: Any) -> None:
    keeper = house.keeper(key=True)
    site = house.site(house.guest, TargetKind.FAVOURITES)
    await keeper.write_target(site, FAVOURITES_KEY, house.content(house.keys(1, 5), name="Favorites"))
    assert {item.id for item, data in house.guest.data.items() if data.favorite} == set(house.keys(1, 5))
    assert not house.admin.data


async def test_many_favourites_are_read_in_pages(house: Any) -> None:
    house.fake.fill(house.music, 2300)
    house.like(house.admin, *house.tracks()[:2100])
    found = await house.keeper().read_target(house.site(kind=TargetKind.FAVOURITES), FAVOURITES_KEY)
    assert isinstance(found, Known)
    assert found.value is not None
    assert len(set(found.value.track_keys)) == 2100


async def test_a_long_playlist_is_read_in_pages(house: Any) -> None:
    house.fake.fill(house.music, 2300)
    playlist = house.fake.add_playlist("Long", house.admin, house.tracks()[:2200])
    found = await house.keeper().read_target(house.site(), playlist.id)
    assert isinstance(found, Known)
    assert found.value is not None
    assert list(found.value.track_keys) == [one.id for one in house.tracks()[:2200]]


@dataclass
class Pictures:
    """A server of pictures."""

    wire: Wire
    address: str = ""
    kind: str = "image/png"
    content: bytes = png(1, 2, 3)

    async def show(self, _: web.Request) -> web.Response:
        return web.Response(body=self.content, content_type=self.kind)


@pytest.fixture
async def pictures(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Pictures]:
    """Serve pictures elsewhere than the server."""

    async def fetch(url: str, **more: Any) -> Any:
        return await covers.fetch_cover(url, **{**more, "allow_loopback": True})

    monkeypatch.setattr(editor, "fetch_cover", fetch)
    shown = Pictures(Wire())
    app = web.Application(middlewares=[shown.wire.middleware()])
    app.router.add_get("/{name}", shown.show)
    async with Served(app) as served:
        shown.address = served.address
        yield shown


async def test_pictures_at_home_are_not_fetched(house: Any) -> None:
    key = await house.keeper().write_target(house.site(), None, house.content(house.keys(0)))
    port = int(house.fake.address.rpartition(":")[2])
    for address in ("http://192.168.1.1/a.png", f"http://127.0.0.1:{port ^ 1}/a.png"):
        with pytest.raises(Unreachable, match="no public address"):
            await house.editor().set_cover(house.site(), key, address)
    assert house.playlist(key).image is None


async def test_a_picture_is_given_once(
    keeping: Keeping, pictures: Pictures, caplog: pytest.LogCaptureFixture
) -> None:
    house = keeping.house
    keys, cover = house.keys(0), f"{pictures.address}/a.png"
    key = await keeping.write(None, keys, cover_url=cover)
    if not keeping.marks:
        assert house.playlist(key).image is None
        assert "gets no picture" in caplog.text
        assert pictures.wire.journal == []
        return
    playlist = house.playlist(key)
    assert (playlist.image, playlist.image_type) == (png(1, 2, 3), "image/png")
    await keeping.write(key, keys, cover_url=cover)
    assert keeping.sent() == []
    house.fake.set_image(playlist, png(9, 9, 9))
    await keeping.write(key, keys, cover_url=cover)
    assert playlist.image == png(9, 9, 9)
    pictures.content = png(4, 5, 6)
    await keeping.write(key, keys, cover_url=f"{pictures.address}/b.png")
    assert playlist.image == png(4, 5, 6)
    assert playlist.provider_ids["Syncopate"] == MARK
    assert [one.headers.get("X-Emby-Token") for one in pictures.wire.journal] == [None, None]
    assert [one.headers.get("Authorization") for one in pictures.wire.journal] == [None, None]


async def test_a_playlist_without_its_picture_is_no_failed_one(
    house: Any, pictures: Pictures, caplog: pytest.LogCaptureFixture
) -> None:
    pictures.kind, pictures.content = "text/html", b"<html>"
    keeper, site = house.keeper(), house.site()
    content = house.content(house.keys(0), cover_url=f"{pictures.address}/a.png")
    key = await keeper.write_target(site, None, content)
    assert house.held(key) == house.keys(0)
    assert "no picture" in caplog.text


async def test_an_odd_key_is_not_taken_for_a_playlist(house: Any) -> None:
    house.fake.add_playlist("Other", house.admin)
    for key in ("nonsense", "../System", house.tracks()[0].id):
        read = await house.keeper().read_target(house.site(), key)
        assert read in {Known(None), Unknown("odd_answer")}, key
