"""What a playlist's page says of its source: shrunk, gone, cut off, going by itself, changed; and what is done."""

import re
import sys
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any, Self

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

from fakes.deezer.server import Deezer
from fakes.serving import Fault
from syncopate.domain.history import ChangeKind, SourceChange
from syncopate.domain.playlist import Entry, SourcePlaylist
from syncopate.domain.run import JobName, RunStatus
from syncopate.providers.manifest import RateLimit
from syncopate.store import entries, history, mirrors, runs
from syncopate.store.entries import StoredEntry
from syncopate.store.mirrors import Mirror, MirrorChanges
from syncopate.sync.keyring import KeyRing
from syncopate.sync.linking import add_linked
from syncopate.sync.mirrors import NewMirror
from syncopate.sync.reading import refresh_mirror
from syncopate.sync.source_words import accept_source
from syncopate.web.pages.changing import LATEST
from wellformed import check

NAME = 'Sommer <b>2019</b> & "friends"'
LIMIT = RateLimit(requests=40, seconds=5.0)


class Town:
    """A full household with a playlist of ten songs at Deezer."""

    def __init__(self, household: Any, deezer: Deezer) -> None:
        self.household, self.deezer = household, deezer
        self.kit = household.kit
        album = deezer.music.add_album("Portishead", "Dummy", [f"Roads {n}" for n in range(12)])
        self.songs = list(album.tracks)
        self.source = deezer.music.add_playlist(deezer.music.add_user("Anna"), NAME, self.songs[:10])
        self.mirror_id = ""
        self.text = ""

    @property
    def place(self) -> str:
        return f"/playlists/{self.mirror_id}"

    async def start(self) -> Self:
        link = f"https://www.deezer.com/playlist/{self.source.id}"
        self.mirror_id = (await add_linked(self.kit, link, NewMirror())).id
        return self

    async def stored(self) -> Mirror:
        return await self.kit.database.read(mirrors.get, self.mirror_id)

    async def refresh(self) -> Mirror:
        async def report(_: object) -> None:
            return None

        await refresh_mirror(self.kit, self.mirror_id, "run", report=report)
        return await self.stored()

    async def shrink(self, left: int) -> Mirror:
        del self.source.tracks[left:]
        return await self.refresh()

    async def vanish(self) -> Mirror:
        self.deezer.music.playlists.pop(self.source.id)
        return await self.refresh()

    async def page(self, path: str = "", **headers: str) -> str:
        async with self.household.client(**headers) as browser:
            answer = await browser.get(path or self.place)
            assert answer.status_code == 200, answer.text
            self.text = answer.text
            check(answer.text)
            return unescape(answer.text)

    async def send(self, path: str, status: int = 200, back: str = "", **data: str) -> str:
        """Send one of the forms of the page seen last."""
        csrf = re.search(r'name="csrf" value="([^"]+)"', self.text)
        assert csrf
        assert re.search(rf'action="[./]*{re.escape(path[1:])}"', self.text), f"no form leads to {path}"
        async with self.household.client() as browser:
            form = {"csrf": csrf[1], "back": back or self.place, **data}
            answer = await browser.post(path, data=form)
        assert answer.status_code == status, answer.text
        self.text = answer.text
        return unescape(answer.text)

    async def running(self, job: JobName) -> Any:
        return await self.kit.database.read(runs.running_of, job)


@pytest.fixture
async def town(filled: Any) -> AsyncIterator[Town]:
    async with Deezer() as deezer:
        filled.kit.endpoints.update({"api.deezer.com": deezer.address, "*": "http://127.0.0.1:9"})
        yield await Town(filled, deezer).start()
        await filled.kit.connections.close()


@pytest.mark.parametrize(("left", "said"), [(0, "suddenly empty"), (1, "to one entry."), (3, "to 3 entries")])
async def test_a_source_that_shrank_is_taken_over_and_synced(town: Town, left: int, said: str) -> None:
    assert 'id="source"' in await town.page()
    assert "shrunk" not in await town.page()
    mirror = await town.shrink(left)
    assert mirror.hold
    text = await town.page()
    assert said in text
    assert "There were 10 before." in text
    assert "source_held" in text
    assert "source/accept" not in text, "what would change is seen first"
    assert f'href="..{town.place}/source"' in text
    text = await town.page(f"{town.place}/source")
    assert f'<input type="hidden" name="digest" value="{mirror.hold.digest}">' in text
    assert f"<b>\N{MINUS SIGN}{10 - left}</b>removed" in text
    assert f"<b>{left}</b>in all afterwards" in text
    for number in range(10):
        assert (f"Portishead - Roads {number}<" in text) is (number >= left)
    assert "Leave it as it is" in text

    said_after = await town.send(f"{town.place}/source/accept", digest=mirror.hold.digest)

    assert "Taken over. It is being synced." in said_after
    assert "There were 10 before." not in said_after
    after = await town.stored()
    assert after.hold
    assert after.hold.accepted
    run = await town.running(JobName.SYNC_PLAYLISTS)
    assert run.arguments["playlist_ids"] == [town.mirror_id]
    assert run.arguments["force"] is True


async def test_what_was_not_seen_is_not_taken_over(town: Town) -> None:
    first = await town.shrink(3)
    await town.page(f"{town.place}/source")
    await town.shrink(2)
    assert first.hold
    refused = await town.send(f"{town.place}/source/accept", 409, digest=first.hold.digest)
    assert "conflict" in refused
    assert "<b>\N{MINUS SIGN}8</b>removed" in refused, "what would change now is there at once"
    hold = (await town.stored()).hold
    assert hold
    assert not hold.accepted
    assert await town.running(JobName.SYNC_PLAYLISTS) is None


async def test_it_says_when_the_source_says_something_else_by_now(town: Town) -> None:
    await town.shrink(3)
    del town.source.tracks[1:]
    text = await town.page(f"{town.place}/source")
    assert "something else by now" in text
    assert "/source/accept" not in text
    back = await town.send(f"{town.place}/source/read", back=f"{town.place}/source")
    assert "being read" in back


async def test_why_it_cannot_be_told_what_would_change_is_said(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("syncopate.providers.answering.TRIES", 1)
    await town.shrink(3)
    town.deezer.wire.fail(Fault.FORBIDDEN)
    text = await town.page(f"{town.place}/source")
    assert "What would change cannot be told now:" in text
    assert "/source/accept" not in text


async def test_where_nothing_waits_it_says_so(town: Town) -> None:
    assert "Nothing of this source waits for you." in await town.page(f"{town.place}/source")
    await town.vanish()
    assert "It is no longer at its source." in await town.page(f"{town.place}/source")


async def test_many_changes_are_counted_and_the_first_are_listed(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("syncopate.web.pages.taking_over.SHOWN", 4)
    await town.shrink(3)
    text = await town.page(f"{town.place}/source")
    assert "<b>\N{MINUS SIGN}7</b>removed" in text
    assert "and 3 more" in text
    assert text.count("Portishead - Roads") == 4


async def test_in_place_of_a_plan_stands_what_waits(town: Town) -> None:
    await town.shrink(3)
    text = await town.page(f"{town.place}/plan")
    assert "Nothing is planned until it is clear" in text
    assert "The source has shrunk to 3 entries." in text
    assert f'href="../..{town.place}/source"' in text
    await town.vanish()
    text = await town.page(f"{town.place}/plan")
    assert "It is no longer at its source." in text
    kept = await town.send(f"{town.place}/source/keep", back=f"{town.place}/plan")
    assert "is kept as it is." in kept


async def test_a_source_without_entries_is_said_to_have_none(town: Town) -> None:
    mirror = await town.shrink(0)
    assert mirror.hold
    await accept_source(town.kit, town.mirror_id, mirror.hold.digest)
    await town.refresh()
    text = await town.page()
    assert "Its source has no entries, so there are none here." in text
    assert "with the first sync" not in text


async def test_it_can_be_read_again(town: Town) -> None:
    await town.shrink(3)
    await town.page()
    assert "Its source is being read." in await town.send(f"{town.place}/source/read")
    run = await town.running(JobName.REFRESH_PLAYLISTS)
    assert run.arguments == {"playlist_ids": [town.mirror_id]}
    text = await town.page()
    # While it is read, nobody can ask for it once more.
    assert "being read" in text
    assert f'action="..{town.place}/source/read"' not in text
    other = await town.page(f"/playlists/{town.household.ids['first']}")
    assert "being read" not in other
    await town.kit.database.write(runs.end, run.id, RunStatus.SUCCEEDED, town.kit.now())
    assert "/source/read" in await town.page()


async def test_what_is_gone_is_kept_as_it_is(town: Town) -> None:
    await town.vanish()
    text = await town.page()
    assert "It is no longer at its source." in text
    assert "source_gone" in text
    assert text.count("source_gone") == 1, "it is said once"
    leads = re.search(r'href="([^"]+)">Remove it<', text)
    assert leads
    assert leads[1].endswith(f"{town.mirror_id}?remove=on#remove-title")
    removal = await town.page(f"{town.place}?remove=on")
    assert re.search(r'<details class="card fold block" open><summary id="remove-title">', removal)

    await town.page()
    kept = await town.send(f"{town.place}/source/keep")

    assert "It stays as it is, and its source is not asked any more." in kept
    assert "is kept as it is." in kept
    assert not (await town.stored()).enabled
    assert "Remove it" not in await town.page()


async def test_what_goes_by_itself_can_stay(town: Town) -> None:
    until = town.kit.now() + timedelta(days=5)
    await town.kit.database.write(mirrors.change, town.mirror_id, MirrorChanges(expires_at=until))
    text = await town.page()
    assert "goes by itself:" in text
    assert f'datetime="{until.isoformat(timespec="seconds")}"' in text
    assert "does not go by itself any more" in await town.send(f"{town.place}/source/stay")
    assert (await town.stored()).expires_at is None
    assert "goes by itself:" not in await town.page()


@pytest.mark.parametrize(("visible", "cut"), [(None, False), (50, False), (10, True), (1, True)])
async def test_what_cannot_be_seen_is_said(town: Town, visible: int | None, cut: bool) -> None:
    mirror = await town.stored()

    def store(connection: Any) -> None:
        source = SourcePlaylist(reference=mirror.reference, name=mirror.source_name)
        mirrors.set_source(connection, mirror.id, source, visible)

    await town.kit.database.write(store)
    assert ("can be seen" in await town.page()) is cut


async def test_what_is_no_entry_is_told_one_by_one(town: Town) -> None:
    assert "left out" not in await town.page()
    first, second = town.songs[:2]
    town.deezer.music.tracks[first].episode = True
    town.deezer.music.tracks[first].title = "<b>Talk</b>"
    town.source.hidden.add(second)
    del town.source.tracks[9:]
    assert (await town.refresh()).entry_count == 7
    text = await town.page()
    assert "2 entries of the source were left out: one of a podcast or book, one not available." in text
    assert '<span class="place">1</span><div><p class="what"><b>Talk</b></p>' in text
    assert "of a podcast or book: only music is mirrored" in text
    looked = await town.page(f"/playlists/add?link=https://www.deezer.com/playlist/{town.source.id}")
    assert "2 entries of the source were left out:" in looked
    german = await town.page(**{"Accept-Language": "de"})
    assert "2 Einträge der Quelle wurden ausgelassen: einer aus einem Podcast oder Hörbuch" in german

    town.deezer.music.tracks[first].episode = False
    town.source.hidden.clear()
    del town.source.tracks[8:]
    assert (await town.refresh()).left_out == ()
    assert "left out" not in await town.page()


async def test_a_reader_is_told_but_offered_nothing(town: Town) -> None:
    await town.shrink(3)
    key, _ = await KeyRing(town.kit).create("reader", {"read"})
    async with town.household.client(ingress=False) as browser:
        await browser.post("/login", data={"key": key, "back": town.place})
        text = (await browser.get(town.place)).text
        overview = (await browser.get("/")).text
    assert "shrunk to 3 entries" in text
    assert f"{town.place}/source" not in text
    assert f"{town.place}/source" not in overview


def _change(kind: ChangeKind, label: str, **more: Any) -> SourceChange:
    return SourceChange(kind=kind, label=label, **more)


async def _changed(town: Town, at: datetime, *changes: SourceChange) -> None:
    await town.kit.database.write(history.add, town.mirror_id, changes, at, None)


async def test_what_changed_is_told_by_whom_and_when(town: Town) -> None:
    assert "Nothing has changed there since it was added." in await town.page()
    town.source.title = "<i>Winter</i>"
    town.deezer.music.put(town.source, town.songs[10:12])
    del town.source.tracks[0]
    await town.refresh()
    text = await town.page()
    assert "Now called “<i>Winter</i>”" in text
    assert f"before: “{NAME}”" in text
    assert "<i>Winter</i>" not in town.text, "names are escaped"
    assert text.count("Portishead - Roads 10") == 1
    assert "+2</span><span>\N{MINUS SIGN}1" in text
    await _changed(
        town,
        town.kit.now() - timedelta(hours=3),
        _change(ChangeKind.ADDED, "x", place=2, by='Kim "<script>"'),
        _change(ChangeKind.MOVED, "y", place=4, before="2"),
    )
    text = await town.page(f"{town.place}/changes")
    assert 'by Kim "<script>"' in text
    assert '<script>"' not in town.text
    assert "from place 2 to 5" in text
    assert "3 hours ago" in text


async def test_the_counts_are_of_all_that_changed_at_that_time(town: Town) -> None:
    at, later = town.kit.now(), town.kit.now() + timedelta(minutes=1)
    await _changed(town, at, _change(ChangeKind.ADDED, "before"))
    away = [_change(ChangeKind.REMOVED, f"Song {number}", place=number) for number in range(70)]
    await _changed(town, later, _change(ChangeKind.MOVED, "z", place=1, before="3"), *away)
    text = await town.page()
    assert "<span>\N{MINUS SIGN}70</span><span>↕1</span>" in text
    assert text.count('soft">place ') == LATEST
    for page in ("", "?page=2"):
        assert "<span>\N{MINUS SIGN}70</span><span>↕1</span>" in await town.page(
            f"{town.place}/changes{page}"
        )
    assert '<span class="facts"><span>+1</span></span>' in town.text


async def test_all_changes_can_be_paged_through(town: Town) -> None:
    at = town.kit.now()
    for number in range(100):
        await _changed(town, at + timedelta(minutes=number), _change(ChangeKind.ADDED, f"Song {number:03}"))
    await _changed(town, at + timedelta(days=1), _change(ChangeKind.GONE, "x"), _change(ChangeKind.BACK, "x"))
    latest = await town.page()
    assert "All 102 changes" in latest
    first = await town.page(f"{town.place}/changes")
    assert first.count("It was at its source again.") == 1
    assert "Song 099" in first
    assert "Song 030" not in first
    last = await town.page(f"{town.place}/changes?page=99")
    assert "Song 000" in last
    assert re.search(r"61–102 .* 102", last)


async def test_titles_are_identified_where_something_is_to_be_found(town: Town) -> None:
    text = await town.page()
    lacking = [each.entry for each in await town.kit.database.read(entries.load, town.mirror_id)]
    assert lacking
    assert ("Identify titles" in text) is any(
        all(one.kind.value != "isrc" for one in entry.ids) for entry in lacking
    )
    # The entries of an uploaded file have no ISRCs.
    town.mirror_id = town.household.ids["first"]
    await town.page()
    assert "looked for in catalogues" in await town.send(f"{town.place}/source/identify")
    run = await town.running(JobName.IDENTIFY_PLAYLISTS)
    assert run.arguments == {"playlist_ids": [town.mirror_id]}
    assert "being identified" in await town.page()


async def test_when_an_entry_was_added_is_seen(town: Town) -> None:
    at = town.kit.now() - timedelta(days=9)
    entry = Entry(position=0, title="Roads", artists=("Portishead",), added_at=at, added_by='"><script>')
    stored = [StoredEntry("text|roads", entry)]
    town.mirror_id = town.household.ids["fresh"]
    await town.kit.database.write(entries.replace, town.mirror_id, stored, anew=True)
    text = await town.page()
    assert 'Added 2026-11-11 13:00:00 CET by "><script>' in text
    assert "<script>" not in re.sub(r"<script[^>]*src=[^>]*>", "", town.text)


async def test_the_overview_has_the_action_right_there(town: Town) -> None:
    text = await town.page("/")
    assert "sources wait" not in text
    mirror = await town.shrink(4)
    text = await town.page("/")
    assert "Its source has 4 entries now, where it had 10. Nothing was changed." in text
    assert "<b>2019</b>" not in town.text
    assert mirror.hold
    assert "being read" in (await town.send(f"{town.place}/source/read", back="/"))
    await town.page("/")
    text = await town.page("/")
    assert "source/accept" not in text
    assert f'href=".{town.place}/source"' in text or f'href="{town.place[1:]}/source"' in text
    await town.page(f"{town.place}/source")
    done = await town.send(f"{town.place}/source/accept", back="/", digest=mirror.hold.digest)
    assert "Taken over." in done
    assert "where it had 10" not in done
    await town.vanish()
    assert "It is no longer at its source." in await town.page("/")
    kept = await town.send(f"{town.place}/source/keep", back="/")
    assert "It is no longer at its source." not in kept


async def test_the_list_marks_what_waits(town: Town) -> None:
    await town.shrink(4)
    assert "waits for you" in await town.page("/playlists?q=Sommer")
    await town.vanish()
    assert "gone at its source" in await town.page("/playlists?q=Sommer")


async def test_who_has_to_rest_is_told_and_it_goes_by_itself(town: Town) -> None:
    assert "has to rest" not in await town.page("/")
    pace = town.kit.connections.paces.of("deezer", LIMIT, "Deezer")
    pace.hold(5400)
    text = await town.page("/")
    assert "Deezer has to rest." in text
    assert "in 1 h 29 min" in text or "in 1 h 30 min" in text
    assert "stands in where titles are looked for" in text
    assert text.count("Deezer has to rest.") == 1, "it is no trouble beside that"
    assert "rate_limited" not in text
    pace._until = 0.0
    assert "has to rest" not in await town.page("/")
