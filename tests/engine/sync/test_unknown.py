"""What cannot be read is unknown, never empty: nothing is written, removed or called missing."""

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from syncopate.domain.ids import ExternalId, IdKind
from syncopate.domain.match import Verdict
from syncopate.domain.playlist import Entry, SourcePlaylist
from syncopate.domain.run import ItemStatus
from syncopate.domain.snapshot import Partial
from syncopate.errors import LibraryUnavailable, NotConfigured, SourceUnavailable, SyncopateError
from syncopate.providers.capability import ReadPlaylist
from syncopate.providers.folder.library import FolderLibrary
from syncopate.providers.folder.playlist_target import FolderTarget
from syncopate.providers.playlist_file.playlists import FilePlaylists
from syncopate.store import libraries, matches, mirrors, missing, targets, tracks
from syncopate.store.matches import Wanted
from syncopate.store.mirrors import MirrorChanges
from syncopate.sync.libraries import add_library, remove_library
from syncopate.sync.mirrors import NewMirror, add_tracks, change_mirror
from syncopate.sync.missing import list_text, missing_rows, write_lists
from syncopate.sync.overview import counts, problems
from syncopate.sync.preview import preview_plan

if TYPE_CHECKING:
    from conftest import Household

type Songs = Sequence[tuple[str, str]]
type Paths = Callable[[Songs], list[str]]


@pytest.fixture
def away(household: Household) -> Callable[[str], Callable[[], None]]:
    """Return what takes the music folder away in one way, and then brings it back."""
    shelf = household.folder / "shelf"

    def take(way: str) -> Callable[[], None]:
        household.music.rename(shelf)
        if way == "bare":
            household.music.mkdir()
        elif way == "a file":
            household.music.write_text("not a folder")

        def bring_back() -> None:
            if way == "bare":
                household.music.rmdir()
            elif way == "a file":
                household.music.unlink()
            shelf.rename(household.music)

        return bring_back

    return take


@pytest.mark.parametrize("way", ["gone", "bare", "a file"])
async def test_a_library_that_is_away_changes_nothing(
    household: Household, catalogue: Songs, paths: Paths, away: Callable[[str], Callable[[], None]], way: str
) -> None:
    household.songs(4)
    await household.library()
    rows = [*catalogue[:4], ("Nowhere to Be Found", "Nobody")]
    mirror = await household.mirror(rows=rows)
    await household.sync(mirror)
    await write_lists(household.kit)
    lacking = [row.entry.title for row in await missing_rows(household.kit)]
    bring_back = away(way)

    result = await household.sync(mirror)

    assert (result.status, result.error) == (ItemStatus.UNKNOWN, "library_unavailable")
    assert (result.matched, result.missing) == (4, 1), "what was known last"
    assert lacking == ["Nowhere to Be Found"]
    assert await missing_rows(household.kit) == [], "unknown is not missing"
    assert (await counts(household.kit)).missing == 0
    (library,) = await household.kit.database.read(libraries.every)
    assert (library.readable, library.reason, library.tracks) == (False, "library_unavailable", 4)
    assert (await household.stored(mirror)).last_success_at is not None

    bring_back()
    household.clock.forward(days=1)
    assert household.written() == paths(catalogue[:4])
    result = await household.sync(mirror)
    assert (result.status, result.error) == (ItemStatus.UNCHANGED, None)
    (library,) = await household.kit.database.read(libraries.every)
    assert (library.readable, library.reason) == (True, None)


async def test_a_source_that_changes_while_the_library_is_away(
    household: Household, catalogue: Songs, away: Callable[[str], Callable[[], None]]
) -> None:
    """Verdicts stay with their entries; a new entry is unknown, not missing."""
    household.songs(4)
    await household.library()
    mirror = await household.mirror(rows=[*catalogue[:3], ("Nowhere to Be Found", "Nobody")])
    await household.sync(mirror)
    away("gone")
    household.csv("Evening", [("Nowhere to Be Found", "Nobody"), ("Brand New", "Someone"), *catalogue[:3]])

    result = await household.sync(mirror)

    assert result.status is ItemStatus.UNKNOWN
    assert (result.matched, result.missing, result.unknown) == (3, 1, 1)
    assert [verdict.value for verdict in await household.verdicts(mirror)] == [
        *("missing", "unknown", "match", "match", "match")
    ]
    read = household.kit.database.read
    rows = await read(lambda connection: list(missing.rows(connection, last_known=True)))
    assert [(row.position, row.entry.title) for row in rows] == [(0, "Nowhere to Be Found")]


async def test_a_source_that_gets_shorter_while_the_library_is_away(
    household: Household, catalogue: Songs, away: Callable[[str], Callable[[], None]]
) -> None:
    """What moves up from the end keeps its verdict: the lists that tools follow would lose it else."""
    household.songs(4)
    await household.library()
    lost = ("Nowhere to Be Found", "Nobody")
    mirror = await household.mirror(rows=[*catalogue[:3], lost])
    await household.sync(mirror)
    away("gone")
    household.csv("Evening", [catalogue[2], lost])

    result = await household.sync(mirror)

    assert (result.matched, result.missing, result.unknown) == (1, 1, 0)
    assert [verdict.value for verdict in await household.verdicts(mirror)] == ["match", "missing"]
    read = household.kit.database.read
    rows = await read(lambda connection: list(missing.rows(connection, last_known=True)))
    assert [(row.position, row.entry.title) for row in rows] == [(1, "Nowhere to Be Found")]


async def test_while_a_library_is_away_all_of_it_is_unknown(
    household: Household, catalogue: Songs, away: Callable[[str], Callable[[], None]]
) -> None:
    """What is told says unknown; the lists, which tools follow, and the verdicts stay; all comes back."""
    household.songs(2)
    await household.library()
    gone = ExternalId(IdKind.SPOTIFY, "4uLU6hMCjMI75M1A2tKUQC")
    wanted = [
        *(
            Entry(position=at, title=title, artists=(artist,))
            for at, (title, artist) in enumerate(catalogue[:2])
        ),
        Entry(position=2, title="Nowhere", artists=("Nobody",), ids=frozenset({gone})),
    ]
    mirror = await add_tracks(household.kit, wanted, "Evening", NewMirror())
    await household.sync(mirror)
    read = household.kit.database.read

    async def told() -> tuple[tuple[int, ...], ...]:
        total = await counts(household.kit)
        (summary,) = (await read(mirrors.list_page, limit=9, offset=0)).items
        assert summary.target is not None
        shown = await read(matches.detail_page, Wanted(verdicts={Verdict.UNKNOWN}), limit=9, offset=0)
        return (
            (total.matched, total.missing, total.unknown),
            (summary.target.matched, summary.target.missing, summary.target.unknown),
            (len(await missing_rows(household.kit)), shown.total),
        )

    known = ((2, 1, 0), (2, 1, 0), (1, 0))
    assert await told() == known
    verdicts = await household.verdicts(mirror)
    (list_file, *_) = await write_lists(household.kit)
    line = list_file.read_text()
    assert gone.value in line

    bring_back = away("gone")
    await household.sync(mirror)
    assert await told() == ((0, 0, 3), (0, 0, 3), (0, 3))
    (row, *_) = (await read(matches.detail_page, Wanted(), limit=1, offset=0)).items
    assert (row.match.reason, row.track) == ("library_unknown", None)
    await write_lists(household.kit)
    assert list_file.read_text() == await list_text(household.kit, list_file.name) == line
    assert await household.verdicts(mirror) == verdicts

    bring_back()
    await household.sync(mirror)
    assert await told() == known


@pytest.mark.parametrize("way", ["gone", "bare"])
async def test_a_library_never_seen_makes_nothing_missing(
    household: Household, catalogue: Songs, away: Callable[[str], Callable[[], None]], way: str
) -> None:
    household.songs(3)
    await household.library()
    mirror = await household.mirror()
    bring_back = away(way)

    result = await household.sync(mirror)

    if way == "gone":
        assert (result.status, result.error) == (ItemStatus.UNKNOWN, "library_unavailable")
        assert result.missing == 0
        assert await missing_rows(household.kit) == []
        with pytest.raises(LibraryUnavailable):
            await preview_plan(household.kit, mirror.id)
    bring_back()
    library = (await household.kit.database.read(libraries.every))[0]
    await household.scan(library)
    assert (await household.sync(mirror)).matched == 3


async def test_a_scan_of_a_bare_folder_keeps_the_index(
    household: Household, away: Callable[[str], Callable[[], None]]
) -> None:
    household.songs(4)
    library = await household.library()
    await household.scan(library)
    away("bare")

    result = await household.scan(library)

    assert (result.status, result.error) == (ItemStatus.UNKNOWN, "library_unavailable")
    assert len(await household.kit.database.read(tracks.stamps, library.id)) == 4


async def test_a_disk_that_goes_between_reading_and_writing(
    household: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    household.songs(3)
    await household.library()
    mirror = await household.mirror()

    async def gone(*_: Any) -> str:
        raise LibraryUnavailable(name="Music")

    monkeypatch.setattr(FolderTarget, "write_target", gone)
    result = await household.sync(mirror)
    assert (result.status, result.error) == (ItemStatus.UNKNOWN, "library_unavailable")


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _binary(path: Path) -> None:
    path.write_bytes(b"\x00\x01\x02\xff" * 500)


def _wrong_encoding(path: Path) -> None:
    path.write_bytes(b"\xff\xfe" + b"odd")


def _huge(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(20_000_000)


def _too_many(path: Path) -> None:
    path.write_text("Title,Artist\n" + "a,b\n" * 200_001)


def _unknown_columns(path: Path) -> None:
    path.write_text("Colour,Weight\nred,2\nblue,3\n")


@pytest.mark.parametrize(
    ("harm", "key"),
    [
        (Path.unlink, "source_unavailable"),
        (_empty, "unreadable_playlist"),
        (_binary, "unreadable_playlist"),
        (_wrong_encoding, "unreadable_playlist"),
        (_huge, "playlist_too_large"),
        (_too_many, "playlist_too_large"),
        (_unknown_columns, "unknown_columns"),
    ],
)
async def test_a_source_that_cannot_be_read_leaves_the_target(
    household: Household, harm: Callable[[Path], None], key: str
) -> None:
    household.songs(3)
    await household.library()
    mirror = await household.mirror()
    await household.sync(mirror)
    before = (household.playlists / "Evening.m3u8").stat()
    harm(household.folder / "lists" / "Evening.csv")

    result = await household.sync(mirror)

    assert (result.status, result.error) == (ItemStatus.FAILED, key)
    assert result.detail
    assert (result.matched, result.missing) == (3, 0)
    after = (household.playlists / "Evening.m3u8").stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
    stored = await household.stored(mirror)
    assert (stored.last_error, stored.entry_count) == (key, 3)
    with pytest.raises(SyncopateError) as caught:
        await preview_plan(household.kit, mirror.id)
    assert caught.value.key == key


_BREAKS = [
    (FilePlaylists, "read_playlist"),
    (FolderLibrary, "check"),
    (FolderTarget, "read_target"),
    (FolderTarget, "write_target"),
]


@pytest.mark.parametrize(("kind", "method"), _BREAKS)
async def test_what_a_provider_did_not_mean_to_raise_stays_its_own(
    household: Household,
    catalogue: Songs,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    kind: type,
    method: str,
) -> None:
    household.songs(5)
    await household.library()
    mirror = await household.mirror()
    await household.sync(mirror)
    household.csv("Evening", catalogue[:5])

    async def surprise(*_: Any) -> None:
        raise KeyError("surprise")

    with monkeypatch.context() as patched:
        patched.setattr(kind, method, surprise)
        result = await household.sync(mirror)
    assert (result.status, result.error) == (ItemStatus.FAILED, "unreachable")
    assert "surprise" in caplog.text
    assert "Traceback" in caplog.text
    assert len(household.written()) == 3
    other = await household.mirror(name="Other")
    assert (await household.sync(other)).status is ItemStatus.SYNCED
    assert (await household.sync(mirror)).added == 2


async def test_a_provider_whose_code_does_not_load(
    household: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    household.songs(3)
    await household.library()
    mirror = await household.mirror()

    def broken(*_: Any) -> None:
        raise ImportError("no such module")

    monkeypatch.setattr("syncopate.providers.registry.playlist_source", broken)
    result = await household.sync(mirror)
    assert (result.status, result.error) == (ItemStatus.FAILED, "unreachable")


async def test_a_scan_that_breaks_is_unknown(household: Household, monkeypatch: pytest.MonkeyPatch) -> None:
    household.songs(3)
    library = await household.library()
    await household.scan(library)

    def surprise(*_: Any) -> None:
        raise ValueError("surprise")

    monkeypatch.setattr(FolderLibrary, "scan", surprise)
    result = await household.scan(library)
    assert (result.status, result.error) == (ItemStatus.UNKNOWN, "unreachable")
    assert len(await household.kit.database.read(tracks.stamps, library.id)) == 3


async def test_a_mirror_without_a_library_says_so(household: Household) -> None:
    household.songs(3)
    library = await household.library()
    mirror = await household.mirror()
    await household.sync(mirror)
    await remove_library(household.kit, library.id)

    result = await household.sync(mirror)

    assert (result.status, result.error) == (ItemStatus.NOT_CONFIGURED, "not_configured")
    assert (household.playlists / "Evening.m3u8").is_file(), "files stay"
    with pytest.raises(NotConfigured):
        await preview_plan(household.kit, mirror.id)


async def test_what_was_kept_elsewhere_goes_to_no_library_by_itself(household: Household) -> None:
    """Its place was removed: that another library is the only one now is nobody's choice."""
    household.songs(3)
    library = await household.library()
    mirror = await household.mirror()
    await household.sync(mirror)
    other = household.music.with_name("other")
    other.mkdir()
    left = await add_library(household.kit, name="Other", folder=str(other))
    await remove_library(household.kit, library.id)

    result = await household.sync(mirror)

    assert (result.status, result.error) == (ItemStatus.NOT_CONFIGURED, "not_configured")
    with pytest.raises(NotConfigured):
        await preview_plan(household.kit, mirror.id)
    assert await household.kit.database.read(targets.of_mirror, mirror.id) == []
    assert list(other.iterdir()) == []
    [told] = [each for each in await problems(household.kit) if each.id == "unplaced"]
    assert (told.key, told.title) == ("not_configured", "Evening")
    await change_mirror(household.kit, mirror.id, MirrorChanges(), library_id=left.id)
    assert not [each for each in await problems(household.kit) if each.id == "unplaced"]


async def test_a_plan_that_is_looked_at_chooses_no_place(household: Household) -> None:
    mirror = await household.mirror()
    await household.library()
    with pytest.raises(NotConfigured):
        await preview_plan(household.kit, mirror.id)
    assert await household.kit.database.read(targets.of_mirror, mirror.id) == []


async def test_the_only_library_needs_no_choosing(household: Household) -> None:
    household.songs(3)
    mirror = await household.mirror()
    await household.library()
    assert (await household.sync(mirror)).status is ItemStatus.SYNCED
    assert await list_text(household.kit, "missing_tracks_spotify.txt") == ""


async def test_side_by_side_syncs_scan_a_new_library_once(household: Household) -> None:
    import asyncio  # noqa: PLC0415 -- only here

    household.songs(6)
    await household.library()
    found = [await household.mirror(name=f"List {number}") for number in range(4)]
    results = await asyncio.gather(*(household.sync(mirror) for mirror in found))
    assert {result.status for result in results} == {ItemStatus.SYNCED}
    assert household.compute.calls.count("read_files") == 1


async def test_a_source_that_fails_when_added_is_not_kept(household: Household) -> None:
    from syncopate.store import mirrors  # noqa: PLC0415
    from syncopate.sync.mirrors import NewMirror, add_mirror  # noqa: PLC0415

    with pytest.raises(SourceUnavailable):
        await add_mirror(household.kit, NewMirror(reference=str(household.folder / "none.csv")))
    assert await household.kit.database.read(mirrors.every) == []
    shutil.rmtree(household.music)


async def test_a_source_read_in_part_changes_nothing(
    household: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    household.songs(3)
    await household.library()
    mirror = await household.mirror()
    await household.sync(mirror)
    before = household.written()

    async def half(*_: Any) -> ReadPlaylist:
        part = Partial((Entry(position=0, title="Foxglove"),), "unreachable", household.clock())
        return ReadPlaylist(playlist=SourcePlaylist(reference=mirror.reference, name="Evening"), entries=part)

    monkeypatch.setattr(FilePlaylists, "read_playlist", half)
    result = await household.sync(mirror)
    assert (result.status, result.error) == (ItemStatus.UNKNOWN, "unreachable")
    assert (result.matched, result.missing) == (3, 0)
    assert household.written() == before
    assert (await household.stored(mirror)).entry_count == 3
