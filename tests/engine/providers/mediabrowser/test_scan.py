"""Reading a library: all of it, what changed, and nothing that is not sure."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fakes.mediabrowser.model import Tags
from fakes.serving import Fault
from syncopate.domain.run import ScanMode
from syncopate.domain.snapshot import Complete, Failed
from syncopate.errors import SyncopateError, error_with_key
from syncopate.providers._mediabrowser import talk
from syncopate.providers.capability import OnlyChanges

type Scanner = Callable[..., Any]


async def test_first_scan_reads_everything_in_pages(house: Any, scanned: Scanner) -> None:
    house.fake.fill(house.music, 2470)
    other = house.fake.add_library("Other")
    house.fake.fill(other, 5)
    seen = await scanned(house.library(), house.music.id)
    wanted = [one.id for one in house.tracks() if one.library is house.music]
    assert [one.key for one in seen.found] == wanted
    assert isinstance(seen.end.present, Complete)
    assert sorted(seen.end.present.items) == sorted(wanted)
    assert seen.end.opened == 2500
    assert [len(batch.changed) for batch in seen.batches] == [1000, 999, 501]
    assert [batch.progress.done for batch in seen.batches] == [1000, 1999, 2500]
    assert {batch.progress.total for batch in seen.batches} == {2500}
    # One for itself, one for the libraries, three pages.
    assert len(house.fake.wire.journal) == 5


@pytest.mark.usefixtures("small_pages")
@pytest.mark.parametrize("tracks", [1, 99, 100, 101, 199, 200])
async def test_pages_meet(house: Any, scanned: Scanner, tracks: int) -> None:
    section = house.fake.add_library("Other")
    house.fake.fill(section, tracks)
    seen = await scanned(house.library(), section.id)
    assert isinstance(seen.end.present, Complete)
    assert len(set(seen.end.present.items)) == len(seen.found) == tracks


async def test_an_empty_library_is_empty(house: Any, scanned: Scanner) -> None:
    section = house.fake.add_library("Empty")
    seen = await scanned(house.library(), section.id)
    assert seen.end.present == Complete((), seen.end.present.taken_at)
    assert not seen.batches


async def test_unchanged_reads_nothing(house: Any, scanned: Scanner) -> None:
    library = house.library()
    first = await scanned(library, house.music.id)
    house.fake.wire.journal.clear()
    again = await scanned(library, house.music.id, cursor=first.end.cursor)
    assert again.end.present == OnlyChanges(30)
    assert not again.batches
    assert len(house.fake.wire.journal) <= 4
    assert json.loads(again.end.cursor)["server"] == house.fake.id


async def test_a_cursor_goes_by_the_clock_of_the_server(house: Any, scanned: Scanner) -> None:
    """Its files are stamped by that clock; a little before counts too, for what was stamped and not there yet."""
    before = datetime.now(UTC).replace(microsecond=0)
    first = await scanned(house.library(), house.music.id)
    since = datetime.fromisoformat(json.loads(first.end.cursor)["since"])
    assert before - timedelta(minutes=2) <= since <= datetime.now(UTC) - timedelta(minutes=2)


async def _after(house: Any, scanned: Scanner, library: Any) -> str:
    first = await scanned(library, house.music.id)
    assert first.end.cursor is not None
    return str(first.end.cursor)


async def test_one_added(house: Any, scanned: Scanner) -> None:
    library = house.library()
    cursor = await _after(house, scanned, library)
    added = house.song("New", album="New")
    seen = await scanned(library, house.music.id, cursor=cursor)
    assert [one.key for one in seen.found] == [added.id]
    assert seen.end.present == OnlyChanges(31)
    assert seen.end.opened == 1


async def test_one_edited(house: Any, scanned: Scanner) -> None:
    library = house.library()
    cursor = await _after(house, scanned, library)
    track = house.tracks()[7]
    house.fake.edit_track(track, replace(track.tags, title="Other", year=1999))
    seen = await scanned(library, house.music.id, cursor=cursor)
    assert [(one.key, one.title, one.year) for one in seen.found] == [(track.id, "Other", 1999)]
    assert seen.end.present == OnlyChanges(30)


async def test_one_removed_shows_in_the_total(house: Any, scanned: Scanner) -> None:
    library = house.library()
    cursor = await _after(house, scanned, library)
    house.fake.remove_track(house.tracks()[3])
    seen = await scanned(library, house.music.id, cursor=cursor)
    assert not seen.found
    assert seen.end.present == OnlyChanges(29)
    audit = await scanned(library, house.music.id, ScanMode.FULL)
    assert isinstance(audit.end.present, Complete)
    assert len(audit.end.present.items) == 29


async def test_other_ids_show_in_a_whole_scan(house: Any, scanned: Scanner) -> None:
    library = house.library()
    before = await scanned(library, house.music.id)
    house.fake.change_ids()
    gone = await scanned(library, house.music.id, ScanMode.FULL)
    after = await scanned(library, house.music.id, ScanMode.FULL)
    assert isinstance(after.end.present, Complete)
    assert not set(after.end.present.items) & set(before.end.present.items)
    assert gone.end.present.items == after.end.present.items


@pytest.mark.parametrize("mode", [ScanMode.FULL, ScanMode.DEEP])
async def test_other_modes_read_everything(house: Any, scanned: Scanner, mode: ScanMode) -> None:
    library = house.library()
    cursor = await _after(house, scanned, library)
    seen = await scanned(library, house.music.id, mode, cursor)
    assert len(seen.found) == 30
    assert isinstance(seen.end.present, Complete)


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "nonsense",
        "[]",
        '{"since": "2026-03-01T00:00:00+00:00"}',
        '{"server": "another", "since": "2026-01-01T00:00:00+00:00"}',
        '{"server": "SELF", "since": "2999-01-01T00:00:00+00:00"}',
        '{"server": "SELF", "since": "2026-01-01T00:00:00"}',
    ],
)
async def test_a_cursor_that_says_nothing_is_none(house: Any, scanned: Scanner, cursor: str) -> None:
    seen = await scanned(house.library(), house.music.id, cursor=cursor.replace("SELF", house.fake.id))
    assert isinstance(seen.end.present, Complete)


FAULTS = [
    (Fault.UNAUTHORIZED, "login_rejected"),
    (Fault.FORBIDDEN, "login_lacks_rights"),
    (Fault.NOT_FOUND, "unreachable"),
    (Fault.TOO_MANY, "rate_limited"),
    (Fault.SERVER_ERROR, "unreachable"),
    (Fault.UNAVAILABLE, "unreachable"),
    (Fault.CUT_OFF, "unreachable"),
    (Fault.DROPPED, "unreachable"),
    (Fault.REFUSED, "unreachable"),
    (Fault.HTML, "odd_answer"),
    (Fault.BROKEN, "odd_answer"),
    (Fault.EMPTY_PAGE, "odd_answer"),
]
READS = [
    (path, fault, reason)
    for path in ("/System/Info/Public", "*Views", "*Items")
    for fault, reason in FAULTS
    # Only lists have pages.
    if fault is not Fault.EMPTY_PAGE or path == "*Items"
]


@pytest.mark.parametrize(("path", "fault", "reason"), READS)
async def test_what_cannot_be_read_is_not_empty(
    house: Any, scanned: Scanner, no_secrets: list[str], path: str, fault: Fault, reason: str
) -> None:
    library = house.library()
    house.fake.wire.fail(fault, path, retry_after="0")
    seen = await scanned(library, house.music.id)
    assert isinstance(seen.end.present, Failed)
    assert seen.end.present.reason == reason
    assert seen.end.cursor is None
    assert not seen.batches
    assert error_with_key(seen.end.present.reason, SyncopateError).key == reason
    no_secrets += [seen.end.present.detail, str(seen.end.present.placeholders)]


@pytest.mark.usefixtures("small_pages")
@pytest.mark.parametrize(("fault", "reason"), FAULTS)
async def test_a_page_in_the_middle_that_fails(
    house: Any, scanned: Scanner, fault: Fault, reason: str
) -> None:
    house.fake.fill(house.music, 267)
    library = house.library()
    house.fake.wire.fail(fault, "*Items", skip=2, retry_after="0")
    seen = await scanned(library, house.music.id)
    assert isinstance(seen.end.present, Failed)
    assert seen.end.present.reason == reason
    assert seen.end.present.detail.startswith("Page 3 of 3: ")
    # What was read until then counts.
    assert len(seen.found) == 199


async def test_a_server_that_hangs(house: Any, scanned: Scanner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("syncopate.providers._mediabrowser.talk._PATIENCE", timedelta(seconds=0.2))
    library = house.library()
    house.fake.wire.fail(Fault.SLOW, "*Items")
    house.fake.wire.slow_seconds = 3.0
    seen = await scanned(library, house.music.id)
    assert isinstance(seen.end.present, Failed)
    assert seen.end.present.reason == "unreachable"
    assert "did not answer within" in seen.end.present.detail


async def test_changes_that_cannot_be_read(house: Any, scanned: Scanner) -> None:
    library = house.library()
    cursor = await _after(house, scanned, library)
    house.song("New")
    for fault, reason in FAULTS:
        house.fake.wire.fail(fault, "*Items", retry_after="0")
        seen = await scanned(library, house.music.id, cursor=cursor)
        house.fake.wire.heal()
        assert isinstance(seen.end.present, Failed), fault
        assert (seen.end.present.reason, seen.end.cursor) == (reason, None)


async def test_a_library_that_is_not_shown_any_more(house: Any, scanned: Scanner) -> None:
    seen = await scanned(house.library(), "0" * 32 if house.domain == "jellyfin" else "99999")
    assert isinstance(seen.end.present, Failed)
    assert seen.end.present.reason == "library_unavailable"
    other = house.fake.add_library("Other")
    house.member.libraries = {other}
    seen = await scanned(house.library(house.member), house.music.id)
    assert isinstance(seen.end.present, Failed)
    assert seen.end.present.reason == "library_unavailable"


class Meanwhile:
    """Lets something happen on the server while a scan is under way."""

    def __init__(self, house: Any, scanned: Scanner) -> None:
        self.house, self.scanned = house, scanned

    async def read(self, happen: Callable[[], None]) -> Any:
        library = self.house.library()
        ends, found = [], []
        async for part in library.scan(self.house.music.id, {}, ScanMode.FULL, None):
            if hasattr(part, "changed"):
                found += [one.track.key for one in part.changed]
                if len(found) == 100:
                    happen()
            else:
                ends.append(part)
        return ends[0].present, found


@pytest.fixture
def meanwhile(house: Any, scanned: Scanner, small_pages: None) -> Meanwhile:
    house.fake.fill(house.music, 267)
    return Meanwhile(house, scanned)


async def test_tracks_added_while_it_is_read(house: Any, meanwhile: Meanwhile) -> None:
    present, found = await meanwhile.read(lambda: [house.song(f"New {number}") for number in range(3)])
    assert isinstance(present, Complete)
    assert len(set(found)) == len(present.items) == 300


async def test_a_track_removed_while_it_is_read(house: Any, meanwhile: Meanwhile) -> None:
    tracks = house.tracks()[:5]
    present, _ = await meanwhile.read(lambda: [house.fake.remove_track(one) for one in tracks])
    assert isinstance(present, Failed)
    assert present.reason == "odd_answer"


async def test_as_many_added_as_removed_while_it_is_read(house: Any, meanwhile: Meanwhile) -> None:
    """The total is the same as before: only the places of the others tell that some were not seen."""
    tracks = house.tracks()[:3]

    def happen() -> None:
        for number, track in enumerate(tracks):
            house.fake.remove_track(track)
            house.song(f"New {number}")

    present, _ = await meanwhile.read(happen)
    assert isinstance(present, Failed)


async def test_a_track_that_is_edited_while_it_is_read(house: Any, meanwhile: Meanwhile) -> None:
    track = house.tracks()[2]
    present, _ = await meanwhile.read(lambda: house.fake.edit_track(track, replace(track.tags, title="ZZZ")))
    assert isinstance(present, Complete)
    assert len(present.items) == 297


async def test_what_a_track_is(house: Any, scanned: Scanner) -> None:
    section = house.fake.add_library("Other", "/other")
    recording, track, release, group = (f"{number}1111111-1111-4111-8111-111111111111" for number in "abcd")
    made = house.fake.add_track(
        section,
        Tags(
            title="Группа крови",
            artists=("Кино", "Someone"),
            album="Album",
            album_artist="Кино",
            track=3,
            disc=2,
            year=1988,
            seconds=285.5,
            genres=("Rock", "Post-punk"),
            ids=(
                ("MusicBrainzTrack", track),
                ("MusicBrainzRecording", recording),
                ("MusicBrainzAlbum", release),
                ("MusicBrainzReleaseGroup", group),
            ),
            bitrate=987_654,
            sample_rate=96_000,
            bit_depth=24,
            size=31_000_000,
        ),
        "/other/a b.flac",
    )
    seen = await scanned(house.library(), section.id)
    (found,) = seen.found
    assert (found.key, found.title, found.artists) == (made.id, "Группа крови", ("Кино", "Someone"))
    assert (found.album, found.album_artist, found.album_key) == ("Album", "Кино", made.album.id)
    assert (found.disc, found.number, found.year) == (2, 3, 1988)
    assert found.duration == timedelta(seconds=285.5)
    assert found.genres == ("Rock", "Post-punk")
    assert (found.path, found.size) == ("/other/a b.flac", 31_000_000)
    assert found.format is not None
    assert (found.format.codec, found.format.bitrate, found.format.lossless) == ("flac", 988, True)
    assert (found.format.sample_rate, found.format.bit_depth) == (96_000, 24)
    assert found.added_at is not None
    ids = {one.kind.value: one.value for one in found.ids}
    wanted = {"mb_track": track, "mb_recording": recording, "mb_release": release, "mb_release_group": group}
    if house.domain == "emby":
        del wanted["mb_recording"]
    assert ids == wanted


@pytest.mark.usefixtures("small_pages")
async def test_a_scan_that_is_given_up_leaves_nothing_running(house: Any) -> None:
    house.fake.fill(house.music, 267)
    parts = house.library().scan(house.music.id, {}, ScanMode.FULL, None)
    assert (await anext(parts)).changed
    await parts.aclose()
    asked = len(house.fake.wire.journal)
    await house.connections.close()
    await asyncio.sleep(0)
    assert len(house.fake.wire.journal) <= asked + 1
    assert [task for task in asyncio.all_tasks() if "_page" in repr(task.get_coro())] == []


async def test_a_scan_that_is_cancelled_leaves_nothing_running(
    house: Any, scanned: Scanner, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = asyncio.Event()

    async def hang(*_: Any) -> None:
        asked.set()
        await asyncio.Event().wait()

    monkeypatch.setattr(talk.Talk, "page", hang)
    scanning = asyncio.create_task(scanned(house.library(), house.music.id))
    await asked.wait()
    assert "_page" in str([task.get_coro() for task in asyncio.all_tasks()])
    scanning.cancel()
    with pytest.raises(asyncio.CancelledError):
        await scanning
    assert "_page" not in str([task.get_coro() for task in asyncio.all_tasks()])
