"""Where a playlist is kept, on its page; what would be written to each place, and what was."""

import re
import shutil
from collections.abc import AsyncIterator
from html import unescape
from typing import Any, Self

import pytest
from fakes.jellyfin import JellyfinFake
from fakes.mediabrowser.model import Tags
from fakes.mediabrowser.server import PASSWORD
from fakes.serving import Fault
from syncopate.domain.plan import HoldReason, OperationKind, OutcomeKind, Why
from syncopate.domain.run import JobName, ScanMode
from syncopate.domain.target import TargetKind
from syncopate.store import mirrors, runs, targets, tracks
from syncopate.store.ids import new_id
from syncopate.store.mirrors import MirrorChanges
from syncopate.sync.libraries import add_library, scan_library
from syncopate.sync.logins import begin_login
from syncopate.sync.members import add_member, set_member_user
from syncopate.sync.playlist import sync_mirror
from syncopate.sync.targets import add_target
from syncopate.web import planned


class Browser:
    """Reads pages and sends their forms as a browser does."""

    def __init__(self, household: Any) -> None:
        self.client = household.client()

    async def __aenter__(self) -> Self:
        found = re.search(r'name="csrf" value="([^"]+)"', await self.get("/playlists/add"))
        assert found
        self.csrf = found[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.client.aclose()

    async def get(self, path: str) -> str:
        answer = await self.client.get(path)
        assert answer.status_code == 200, answer.text
        return str(answer.text)

    async def send(self, path: str, status: int = 200, **data: Any) -> str:
        answer = await self.client.post(path, data={"csrf": self.csrf, **data})
        assert answer.status_code == status, answer.text
        return str(answer.text)


async def quiet(_progress: object) -> None:
    """Nobody watches."""


async def sync(household: Any, mirror_id: str, *approve: str) -> None:
    await sync_mirror(household.kit, mirror_id, new_id(), approve=frozenset(approve), report=quiet)


@pytest.fixture
async def jellyfin(filled: Any) -> AsyncIterator[JellyfinFake]:
    """Add a Jellyfin to the household: its library is `songs`, its account `server`."""
    fake = JellyfinFake()
    music = fake.add_library("Songs", "/music")
    for title, artist, seconds in (("Teardrop", "Massive Attack", 330), ("Roads", "Portishead", 304)):
        fake.add_track(music, Tags(title=title, artists=(artist,), album="Best", seconds=seconds))
    for track in await filled.kit.database.read(lambda c: list(tracks.load(c, filled.ids["library"]))):
        # What the index knows lies there, so that playlists can be written.
        file = filled.kit.storage_dir.parent / "music" / track.path
        file.parent.mkdir(exist_ok=True)
        file.touch()
    fake.add_user("Anna", admin=True)
    fake.add_user("Ben <b>")
    async with fake:
        answers = {"url": fake.address, "username": "Anna", "password": PASSWORD}
        login = await begin_login(
            filled.kit, provider="jellyfin", method="password", answers=answers, name="Home"
        )
        assert login.account is not None
        library = await add_library(
            filled.kit, name="Jellyfin", account_id=login.account.id, section=music.id
        )
        await scan_library(filled.kit, library.id, mode=ScanMode.FULL, report=quiet, run_id=None)
        filled.ids |= {"songs": library.id, "server": login.account.id}
        yield fake


async def kept(household: Any, name: str = "first") -> list[Any]:
    return list(await household.kit.database.read(targets.of_mirror, household.ids[name]))


def rows(text: str) -> list[str]:
    """Return the places of a page, each as its words."""
    listed = re.search(r'<ul class="card rows kept".*?</ul>', text, re.DOTALL)
    assert listed
    parts = re.split(r"<li>", listed[0])[1:]
    return [" ".join(unescape(re.sub(r"<[^>]*>", " ", part)).split()) for part in parts]


async def test_each_place_says_how_it_went(filled: Any, jellyfin: JellyfinFake) -> None:
    place = f"/playlists/{filled.ids['first']}"
    await add_target(filled.kit, filled.ids["first"], filled.ids["songs"])
    await add_target(filled.kit, filled.ids["first"], filled.ids["songs"], kind=TargetKind.FAVOURITES)
    await sync(filled, filled.ids["first"])
    async with Browser(filled) as browser:
        text = await browser.get(place)
        folder, listed, liked = rows(text)
        assert folder.startswith("Music playlist 7 0 3 synced just now")
        assert "Road trip.m3u8" in folder
        assert listed.startswith("Jellyfin playlist 2")
        assert "Open it there" in listed
        address = re.search(r'<a class="small place" href="([^"]+)"', text)
        assert address
        assert unescape(address[1]).startswith(jellyfin.address)
        assert not any(token in text for token in jellyfin.access.sessions)
        assert liked.startswith("Jellyfin favourites")
        assert "removed with the next sync (default)" in text
        await filled.kit.database.write(
            mirrors.change, filled.ids["first"], MirrorChanges(policy="keep_mine")
        )
        assert "stay in place" in await browser.get(place)
        jellyfin.wire.fail(Fault.SERVER_ERROR)
        await sync(filled, filled.ids["first"])
        text = await browser.get(place)
        assert "could not be read" in rows(text)[1]
        assert "status 500" in rows(text)[1]
        assert "status 500" not in rows(text)[0]


async def test_a_place_is_added_for_the_member_whose_playlist_it_is(
    filled: Any, jellyfin: JellyfinFake
) -> None:
    first, kit = filled.ids["first"], filled.kit
    ben = next(user for user in jellyfin.access.users if user.name.startswith("Ben"))
    member = await add_member(kit, "Ben")
    await set_member_user(kit, member.id, filled.ids["server"], ben.id)
    await kit.database.write(mirrors.change, first, MirrorChanges(member_id=member.id))
    place = f"/playlists/{first}"
    form = {"part": "keep", "library_id": filled.ids["songs"], "back": f"{place}?keep={filled.ids['songs']}"}
    async with Browser(filled) as browser:
        text = await browser.get(f"{place}?keep={filled.ids['songs']}")
        kinds = re.findall(r'name="kind" value="(\w+)"( checked)?>([^<]+)', text)
        assert kinds == [
            ("playlist", " checked", "a playlist"),
            ("favourites", "", "my favourites"),
            ("nothing", "", "nothing: only show what is missing"),
        ]
        assert f'<option value="{ben.id}" selected>Ben &lt;b&gt;</option>' in text
        assert "<b>" not in text.split('id="keep"')[1].split("</section>")[0]
        answer = await browser.send(f"{place}/targets/add", **form, kind="favourites", user=ben.id)
        assert "The next sync brings it there, too." in answer
        assert rows(answer)[1].startswith("Jellyfin favourites · for Ben <b>")
        await browser.send(f"{place}/targets/add", **form, kind="playlist", user="")
        own = (await kept(filled))[-1]
        assert (own.kind, own.user) == (TargetKind.PLAYLIST, ""), "the account's own user was chosen"

        refused = await browser.send(
            f"{place}/targets/add", status=422, **form, kind="playlist", user="nobody"
        )
        assert 'role="alert"' in refused
        assert "There is no such user" in refused
        for wrong in ({"kind": "radio"}, {"kind": "collection"}, {}):
            assert await browser.send(f"{place}/targets/add", status=422, **form, **wrong)
        gone = {**form, "library_id": "none"}
        assert await browser.send(f"{place}/targets/add", status=404, **gone, kind="playlist")
        assert len(await kept(filled)) == 3


async def test_a_folder_offers_what_a_folder_can(filled: Any) -> None:
    async with Browser(filled) as browser:
        text = await browser.get(f"/playlists/{filled.ids['first']}?keep={filled.ids['attic']}")
        assert re.findall(r'name="kind" value="(\w+)"', text) == ["playlist", "nothing"]
        assert 'name="user"' not in text
        gone = await browser.client.get(f"/playlists/{filled.ids['first']}?keep=none")
        assert gone.status_code == 404


async def test_without_its_users_a_server_still_takes_its_own(filled: Any, jellyfin: JellyfinFake) -> None:
    jellyfin.wire.fail(Fault.SERVER_ERROR, "*/Users*")
    async with Browser(filled) as browser:
        text = await browser.get(f"/playlists/{filled.ids['first']}?keep={filled.ids['songs']}")
        assert "Until its users can be read" in text
        assert '<input type="hidden" name="user" value="">' in text


@pytest.mark.parametrize("language", ["en", "de"])
async def test_what_waits_is_answered_in_its_place(
    filled: Any, jellyfin: JellyfinFake, language: str
) -> None:
    first = filled.ids["first"]
    await add_target(filled.kit, first, filled.ids["songs"])
    await sync(filled, first)
    for one in list(jellyfin.catalog.playlists):
        jellyfin.delete_item(one)
    await sync(filled, first)
    folder, target = await kept(filled)
    assert (folder.held_digest, target.held_reason) == (None, HoldReason.TARGET_GONE.value)
    said = {
        "en": ("The playlist is no longer there", "Make it again", "Leave it as it is", "In Jellyfin."),
        "de": ("Die Playlist ist nicht mehr da", "Neu anlegen", "So lassen", "In Jellyfin."),
    }[language]
    async with Browser(filled) as browser:
        browser.client.headers["accept-language"] = language
        text = await browser.get(f"/playlists/{first}")
        assert all(words in rows(text)[1] for words in said[:3])
        assert said[0] not in rows(text)[0]
        overview = await browser.get("/")
        assert all(words in overview for words in (said[0], said[3]))
        back = f"/playlists/{first}"
        await browser.send(f"/playlists/{first}/sync", approve=target.held_digest, back=back)
        run = await filled.kit.database.read(runs.running_of, JobName.SYNC_PLAYLISTS)
        assert run.arguments["approve"] == {first: target.held_digest}
        answer = await browser.send(f"/playlists/{first}/targets/{target.id}/remove", back=back)
        assert len(rows(answer)) == 1
    assert jellyfin.catalog.playlists == []
    assert len(await kept(filled)) == 1


async def test_a_place_is_given_up_with_what_was_written(filled: Any, jellyfin: JellyfinFake) -> None:
    first = filled.ids["first"]
    target = await add_target(filled.kit, first, filled.ids["songs"])
    await sync(filled, first)
    assert len(jellyfin.catalog.playlists) == 1
    back = f"/playlists/{first}"
    async with Browser(filled) as browser:
        jellyfin.wire.fail(Fault.SERVER_ERROR)
        address = f"/playlists/{first}/targets/{target.id}/remove"
        assert await browser.send(address, status=502, delete="on", back=back)
        assert len(await kept(filled)) == 2
        jellyfin.wire.heal()
        assert "It is kept there no more." in await browser.send(address, delete="on", back=back)
        assert jellyfin.catalog.playlists == []
        (last,) = await kept(filled)
        answer = await browser.send(f"/playlists/{first}/targets/{last.id}/remove", back=back)
        (row,) = rows(answer)
        assert row.startswith("Music only what is missing is shown 7 0 3")
        assert "Keep it there no more" not in row
        (last,) = await kept(filled)
        refused = await browser.send(f"/playlists/{first}/targets/{last.id}/remove", status=409, back=back)
        assert "only what is missing is shown" in refused


async def test_who_may_only_read_changes_no_place(filled: Any) -> None:
    filled.key = None
    (target,) = await kept(filled)
    async with filled.client(ingress=False) as stranger:
        for path in ("targets/add", f"targets/{target.id}/remove"):
            answer = await stranger.post(f"/playlists/{filled.ids['first']}/{path}", data={"kind": "nothing"})
            assert answer.status_code in {401, 403}
    assert [one.id for one in await kept(filled)] == [target.id]


async def test_there_is_a_plan_for_each_place_and_what_was_written(
    filled: Any, jellyfin: JellyfinFake
) -> None:
    first = filled.ids["first"]
    target = await add_target(filled.kit, first, filled.ids["songs"])
    async with Browser(filled) as browser:
        before = await browser.get(f"/playlists/{first}/plan")
        assert before.count('<section class="target"') == 2
        assert "What was written" not in before
        assert "Sync now" in before
        await sync(filled, first)
        for one in list(jellyfin.catalog.playlists):
            jellyfin.delete_item(one)
        (filled.kit.storage_dir.parent / "music" / "Playlists" / "Road trip.m3u8").unlink()
        text = await browser.get(f"/playlists/{first}/plan")
        folder, server = text.split('<section class="target"')[1:]
        for part, digits in ((folder, "+7"), (server, "+2")):
            assert f"<b>{digits}</b>" in part
            assert "Make it again" in part
            _, _, what = part.partition("What was written")
            assert "written</a>" in what
            assert what.count('class="sign add"') == int(digits), "and what it was"
        assert f'id="plan-{target.id}"' in text
        assert "2 plans wait for you." in text
        digests = re.findall(r'name="approve" value="(\w+)"', text)
        assert len(set(digests)) == 2
        await browser.send(f"/playlists/{first}/sync", approve=digests[:2], back="/")
        run = await filled.kit.database.read(runs.running_of, JobName.SYNC_PLAYLISTS)
        assert run.arguments["approve"] == {first: sorted(set(digests[:2]))}
        shutil.rmtree(filled.kit.storage_dir.parent / "music")
        text = await browser.get(f"/playlists/{first}/plan")
        folder, server = text.split('<section class="target"')[1:]
        assert "Nothing can be said of this one now:" in folder
        assert "library_unavailable" in folder
        assert "<b>+2</b>" in server


async def test_what_could_not_be_written_says_why(filled: Any, jellyfin: JellyfinFake) -> None:
    first = filled.ids["first"]
    await add_target(filled.kit, first, filled.ids["songs"])
    jellyfin.wire.fail(Fault.FORBIDDEN, "/Playlists*", "POST")
    await sync(filled, first)
    jellyfin.wire.heal()
    async with Browser(filled) as browser:
        text = await browser.get(f"/playlists/{first}/plan")
        written = text.split('<section class="target"')[2].split("What was written")[1]
        assert "not certain whether it was written</a>" in written
        assert "The login may not do this" in written
        assert "login_lacks_rights" in written


async def test_the_matches_of_each_library_can_be_looked_at_and_decided(
    filled: Any, jellyfin: JellyfinFake
) -> None:
    first, songs = filled.ids["first"], filled.ids["songs"]
    target = await add_target(filled.kit, first, songs)
    await sync(filled, first)
    track = next(one for one in jellyfin.catalog.tracks.values() if one.name == "Roads")
    async with Browser(filled) as browser:
        here = await browser.get(f"/playlists/{first}")
        assert here.count('<span class="place">') == 10, "each entry once, though two libraries have it"
        there = await browser.get(f"/playlists/{first}?library={songs}&entry=8")
        assert there.count("matched</span>") == 2
        assert f'name="library_id" value="{songs}"' in there
        data = {"position": "8", "ruling": "is", "track_key": track.id, "library_id": songs, "back": "/"}
        await browser.send(f"/playlists/{first}/decide", **data)
    after = await filled.kit.database.read(targets.get, target.id)
    assert (after.matched, after.missing + after.review) == (3, 7)


def test_every_kind_of_plan_has_its_words() -> None:
    assert set(planned.OPERATIONS) == set(OperationKind)
    assert set(planned.WHYS) == set(Why)
    assert set(planned.HOLDS) == set(HoldReason)
    assert set(planned.KINDS) == set(planned.KEPT_AS) == set(TargetKind)
    assert set(planned.OUTCOMES) == set(planned.OUTCOME_MOOD) == {*OutcomeKind, None}


async def test_a_place_that_is_there_already_is_not_said_to_come(filled: Any, jellyfin: JellyfinFake) -> None:
    place = f"/playlists/{filled.ids['first']}"
    form = {"library_id": filled.ids["songs"], "kind": "playlist", "user": ""}
    async with Browser(filled) as browser:
        for said in ("The next sync brings it there, too.", "It is kept there already."):
            answer = await browser.client.post(
                f"{place}/targets/add", data={"csrf": browser.csrf, **form}, follow_redirects=True
            )
            assert said in answer.text
    assert len(await kept(filled)) == 2


async def test_who_removes_an_account_is_told_which_playlists_are_kept_there(
    filled: Any, jellyfin: JellyfinFake
) -> None:
    page = f"/accounts/{filled.ids['server']}"
    async with Browser(filled) as browser:
        assert "in step there no more" not in await browser.get(page)
        for kind in (TargetKind.PLAYLIST, TargetKind.FAVOURITES):
            await add_target(filled.kit, filled.ids["first"], filled.ids["songs"], kind=kind)
        await sync(filled, filled.ids["first"])
        asked = re.search(r'data-ask="(Remove this account[^"]*)"', await browser.get(page))
    assert asked
    assert "One playlist is kept there, and will be kept in step there no more: Road trip." in asked[1]
