"""Reading a section: all of it, what changed, and nothing that is not sure."""

import asyncio
import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from fakes.serving import Fault
from syncopate.domain.run import ScanMode
from syncopate.domain.snapshot import Complete, Failed
from syncopate.errors import SyncopateError, error_with_key
from syncopate.providers.capability import OnlyChanges, ScanBatch, ScanEnd
from syncopate.providers.plex import scanning, wire
from syncopate.providers.plex.scanning import cursor_in

type Scanner = Callable[..., Any]


def _pages(house: Any) -> list[Any]:
    return house.plex.wire.asked("GET", "/library/sections/*/all")


async def test_first_scan_reads_everything_in_pages(house: Any, scanned: Scanner) -> None:
    house.plex.library.fill(house.plex.music, 2470)
    seen = await scanned(house.library(), house.section)
    wanted = [str(one.key) for one in house.tracks()]
    assert [one.key for one in seen.found] == wanted
    assert seen.end.present == Complete(tuple(wanted), seen.end.present.taken_at)
    assert seen.end.opened == 2500
    assert [len(batch.changed) for batch in seen.batches] == [1000, 1000, 500]
    assert [batch.progress.done for batch in seen.batches] == [1000, 2000, 2500]
    assert {(batch.progress.total, batch.progress.current) for batch in seen.batches} == {(2500, "Music")}
    assert len(_pages(house)) == 3
    # Who is there, what it is, the sections, and the pages.
    assert len(house.plex.wire.journal) == 6


@pytest.mark.parametrize("tracks", [1, 999, 1000, 1001, 1999, 2000, 2001])
async def test_pages_meet(house: Any, scanned: Scanner, tracks: int) -> None:
    section = house.plex.server.music()[1]
    house.plex.library.fill(section, tracks)
    seen = await scanned(house.library(), str(section.key))
    assert isinstance(seen.end.present, Complete)
    assert len(set(seen.end.present.items)) == len(seen.found) == tracks
    assert len(_pages(house)) == -(-tracks // 1000)


async def test_an_empty_section_is_empty(house: Any, scanned: Scanner) -> None:
    seen = await scanned(house.library(), str(house.plex.server.music()[1].key))
    assert seen.end.present == Complete((), seen.end.present.taken_at)
    assert not seen.found


async def test_unchanged_is_one_request(house: Any, scanned: Scanner) -> None:
    library = house.library()
    first = await scanned(library, house.section)
    house.plex.wire.journal.clear()
    again = await scanned(library, house.section, cursor=first.end.cursor)
    assert (again.end.present, again.batches) == (OnlyChanges(30), [])
    assert again.end.cursor == first.end.cursor
    assert [asked.path for asked in house.plex.wire.journal] == ["/library/sections"]


async def test_one_added(house: Any, scanned: Scanner) -> None:
    library = house.library()
    first = await scanned(library, house.section)
    house.plex.clock.advance(3 * 86_400)
    album = house.tracks()[7].album
    track = house.plex.library.add_track(album, "New one")
    house.plex.wire.journal.clear()
    seen = await scanned(library, house.section, cursor=first.end.cursor)
    assert [one.title for one in seen.found] == ["New one"]
    assert [one.key for one in seen.found] == [str(track.key)]
    assert seen.end.present == OnlyChanges(31)
    assert len(house.plex.wire.journal) <= 10
    house.plex.wire.journal.clear()
    assert (await scanned(library, house.section, cursor=seen.end.cursor)).end.present == OnlyChanges(31)
    assert len(house.plex.wire.journal) == 1


async def test_one_edited(house: Any, scanned: Scanner) -> None:
    library = house.library()
    first = await scanned(library, house.section)
    house.plex.clock.advance(86_400)
    house.plex.library.edit(house.tracks()[3], title="Corrected")
    seen = await scanned(library, house.section, cursor=first.end.cursor)
    assert [one.title for one in seen.found] == ["Corrected"]
    assert seen.end.present == OnlyChanges(30)


@pytest.mark.parametrize("of", ["album", "artist"])
async def test_an_album_or_artist_edited_changes_its_tracks(house: Any, scanned: Scanner, of: str) -> None:
    """Its tracks tell its title, but are not stamped anew."""
    library = house.library()
    first = await scanned(library, house.section)
    house.plex.clock.advance(86_400)
    album = house.tracks()[3].album
    item = album if of == "album" else album.artist
    house.plex.library.edit(item, title="Corrected")
    seen = await scanned(library, house.section, cursor=first.end.cursor)
    told = {one.album if of == "album" else one.album_artist for one in seen.found}
    assert told == {"Corrected"}
    assert len(seen.found) == sum(
        (one.album if of == "album" else one.album.artist) is item for one in house.tracks()
    )
    assert len({one.key for one in seen.found}) == len(seen.found)


async def test_one_removed_shows_in_the_total(house: Any, scanned: Scanner) -> None:
    library = house.library()
    first = await scanned(library, house.section)
    house.plex.library.remove(house.tracks()[3])
    seen = await scanned(library, house.section, cursor=first.end.cursor)
    assert (seen.end.present, seen.found) == (OnlyChanges(29), [])
    whole = await scanned(library, house.section, ScanMode.FULL, seen.end.cursor)
    assert isinstance(whole.end.present, Complete)
    assert len(whole.end.present.items) == 29


async def test_changed_ids_show_as_new_tracks(house: Any, scanned: Scanner) -> None:
    library = house.library()
    first = await scanned(library, house.section)
    house.plex.clock.advance(86_400)
    house.plex.change_ids()
    seen = await scanned(library, house.section, cursor=first.end.cursor)
    assert seen.end.present == OnlyChanges(30)
    assert {one.key for one in seen.found} == {str(one.key) for one in house.tracks()}
    assert not {one.key for one in seen.found} & set(first.end.present.items)


@pytest.mark.parametrize(("tells_time", "seconds"), [(True, 300), (False, 3600)])
async def test_a_cursor_goes_by_the_servers_clock(
    house: Any, scanned: Scanner, monkeypatch: pytest.MonkeyPatch, tells_time: bool, seconds: int
) -> None:
    """Ours may be hours apart; where the server tells no time, an hour is allowed for."""
    library = house.library()
    assert (await library.check()).ok
    if not tells_time:
        monkeypatch.setattr(wire, "date_told", lambda _: None)
    ahead = 0 if not tells_time else 86_400
    monkeypatch.setattr(scanning.time, "time", lambda now=time.time: now() + ahead)
    first = await scanned(library, house.section)
    cursor = cursor_in(first.end.cursor)
    assert cursor is not None
    assert abs(cursor.since + seconds - house.plex.clock.now()) < 5
    house.plex.library.edit(house.tracks()[1], title="Now")
    seen = await scanned(library, house.section, cursor=first.end.cursor)
    assert {one.title for one in seen.found} == {"Now"}


async def test_a_stamp_in_the_future_hides_nothing(house: Any, scanned: Scanner) -> None:
    library = house.library()
    house.tracks()[0].added += 10**8
    house.plex.library.touch(house.plex.music)
    first = await scanned(library, house.section)
    house.plex.library.edit(house.tracks()[5], title="After")
    seen = await scanned(library, house.section, cursor=first.end.cursor)
    assert "After" in {one.title for one in seen.found}


@pytest.mark.parametrize("mode", [ScanMode.FULL, ScanMode.DEEP])
async def test_other_modes_read_everything(house: Any, scanned: Scanner, mode: ScanMode) -> None:
    first = await scanned(house.library(), house.section)
    seen = await scanned(house.library(), house.section, mode, first.end.cursor)
    assert isinstance(seen.end.present, Complete)
    assert len(seen.found) == 30


@pytest.mark.parametrize(
    "cursor", ["", "x", "[]", "{}", '{"place": 1, "marker": 2, "since": "x", "total": 1}', "elsewhere"]
)
async def test_a_cursor_that_is_none_of_this_section_is_none(
    house: Any, scanned: Scanner, cursor: str
) -> None:
    if cursor == "elsewhere":
        first = await scanned(house.library(), house.section)
        cursor = json.dumps({**json.loads(first.end.cursor), "place": "another/3"})
    seen = await scanned(house.library(), house.section, cursor=cursor)
    assert isinstance(seen.end.present, Complete)
    assert len(seen.found) == 30


def test_a_cursor_is_read_as_it_was_written() -> None:
    cursor = scanning.Cursor(place="m/3", marker="1/2/3", since=7, total=9)
    assert cursor_in(str(cursor)) == cursor
    assert cursor_in(None) is None


async def test_a_section_that_is_not_there(house: Any, scanned: Scanner) -> None:
    for section in ("99", "1", "", "x"):
        seen = await scanned(house.library(), section)
        assert isinstance(seen.end.present, Failed)
        assert seen.end.present.reason == "not_found"


# --- Failures ---------------------------------------------------------------------------------------------

_REASONS = {
    Fault.UNAUTHORIZED: "login_rejected",
    Fault.FORBIDDEN: "login_lacks_rights",
    Fault.NOT_FOUND: "not_found",
    Fault.TOO_MANY: "rate_limited",
    Fault.SERVER_ERROR: "unreachable",
    Fault.UNAVAILABLE: "unreachable",
    Fault.SLOW: "unreachable",
    Fault.CUT_OFF: "unreachable",
    Fault.DROPPED: "unreachable",
    Fault.REFUSED: "unreachable",
    Fault.HTML: "odd_answer",
    Fault.BROKEN: "odd_answer",
    Fault.EMPTY_PAGE: "odd_answer",
}


@pytest.mark.parametrize("fault", list(Fault))
async def test_a_page_that_fails_makes_nothing_complete(house: Any, scanned: Scanner, fault: Fault) -> None:
    house.plex.library.fill(house.plex.music, 2470)
    library = house.library()
    assert (await library.check()).ok
    # The first page of a thousand comes rightly: on a machine with other work, that takes its time.
    house.fail(fault, "/library/sections/*/all", wait=3.0, skip=1)
    seen = await scanned(library, house.section)
    assert [len(batch.changed) for batch in seen.batches] == [1000]
    assert isinstance(seen.end.present, Failed)
    assert seen.end.present.reason == _REASONS[fault]
    assert seen.end.present.detail.startswith("Page 2 of 3: ")
    assert seen.end.cursor is None
    assert issubclass(error_with_key(seen.end.present.reason, SyncopateError), SyncopateError)


@pytest.mark.parametrize("fault", [one for one in Fault if one is not Fault.EMPTY_PAGE])
async def test_the_list_of_sections_that_fails(house: Any, scanned: Scanner, fault: Fault) -> None:
    library = house.library()
    first = await scanned(library, house.section)
    house.fail(fault, "/library/sections")
    seen = await scanned(library, house.section, cursor=first.end.cursor)
    assert isinstance(seen.end.present, Failed)
    assert seen.end.present.reason == _REASONS[fault]
    assert not seen.batches


async def test_an_empty_list_of_sections_is_no_empty_section(house: Any, scanned: Scanner) -> None:
    house.fail(Fault.EMPTY_PAGE, "/library/sections")
    seen = await scanned(house.library(), house.section)
    assert isinstance(seen.end.present, Failed)


@pytest.mark.parametrize("fault", list(Fault))
@pytest.mark.parametrize("skip", [0, 2, 4])
async def test_what_changed_that_fails(house: Any, scanned: Scanner, fault: Fault, skip: int) -> None:
    library = house.library()
    first = await scanned(library, house.section)
    house.plex.library.edit(house.tracks()[0], title="Now")
    house.plex.library.edit(house.tracks()[0].album, title="Now")
    house.fail(fault, "/library/sections/*/all", skip=skip)
    seen = await scanned(library, house.section, cursor=first.end.cursor)
    present = seen.end.present
    if fault is Fault.EMPTY_PAGE and skip == 4:
        # Only the total is asked for there, which has no items that could be missing.
        assert present == OnlyChanges(30)
        return
    assert isinstance(present, Failed)
    assert present.reason == _REASONS[fault]
    assert seen.end.cursor is None


async def test_a_server_that_comes_back_at_once_is_asked_again(house: Any, scanned: Scanner) -> None:
    library = house.library()
    assert (await library.check()).ok
    house.fail(Fault.DROPPED, "/library/sections/*/all", times=1)
    assert isinstance((await scanned(library, house.section)).end.present, Complete)


async def _halfway(house: Any, change: Callable[[], None]) -> tuple[list[ScanBatch], ScanEnd]:
    """Scan a library of 3,500 tracks, and change something once the first page was taken."""
    batches: list[ScanBatch] = []
    async for part in house.library().scan(house.section, {}, ScanMode.FULL):
        if isinstance(part, ScanEnd):
            return batches, part
        batches.append(part)
        if len(batches) == 1:
            # The second page may be on its way already; the third is not.
            change()
    raise AssertionError


async def test_tracks_added_meanwhile_are_read_along(house: Any) -> None:
    house.plex.library.fill(house.plex.music, 3470)
    batches, end = await _halfway(house, lambda: house.plex.library.fill(house.plex.music, 40))
    assert isinstance(end.present, Complete)
    assert len(set(end.present.items)) == 3540
    assert batches[-1].progress.total == 3540


async def test_tracks_removed_meanwhile_make_nothing_complete(house: Any) -> None:
    house.plex.library.fill(house.plex.music, 3470)
    gone = house.tracks()[:3]
    batches, end = await _halfway(house, lambda: house.plex.library.remove(*gone))
    assert isinstance(end.present, Failed)
    assert "again next time" in end.present.detail
    assert batches


async def test_one_removed_and_one_added_meanwhile_is_noticed(house: Any) -> None:
    """The total is the same then, and so is the number of different keys, but one was skipped."""
    house.plex.library.fill(house.plex.music, 3470)

    def swap() -> None:
        house.plex.library.remove(house.tracks()[0])
        house.plex.library.add_track(house.tracks()[-1].album, "New")

    _, end = await _halfway(house, swap)
    assert isinstance(end.present, Failed)


async def test_a_track_that_comes_twice(
    house: Any, scanned: Scanner, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, *_ = house.tracks()
    second.key, real = first.key, second.key
    seen = await scanned(house.library(), house.section)
    second.key = real
    assert isinstance(seen.end.present, Failed)
    assert "twice" in seen.end.present.detail


async def test_a_scan_that_is_left_leaves_nothing_running(house: Any) -> None:
    house.plex.library.fill(house.plex.music, 2470)
    before = asyncio.all_tasks()
    scan = house.library().scan(house.section, {}, ScanMode.FULL)
    async for _ in scan:
        break
    await scan.aclose()
    assert {one for one in asyncio.all_tasks() - before if "Scan" in repr(one)} == set()


async def test_a_scan_that_is_cancelled_ends_at_once(house: Any, scanned: Scanner, until: Any) -> None:
    library = house.library()
    assert (await library.check()).ok
    house.fail(Fault.SLOW, "/library/sections/*/all")
    doing = asyncio.create_task(scanned(library, house.section))
    await until(lambda: len(house.plex.wire.asked("GET", "/library/sections")) == 1)
    doing.cancel()
    async with asyncio.timeout(0.5):
        with pytest.raises(asyncio.CancelledError):
            await doing
