"""Exports of playlists as they are matched: whose files, under which paths, and what is refused."""

import os
from typing import TYPE_CHECKING

import pytest
from syncopate.domain.export import ExportFormat
from syncopate.domain.match import Match, Verdict
from syncopate.domain.media import IndexedTrack, Track
from syncopate.errors import InvalidInput, LibraryUnavailable, NotConfigured, NotFound, PathsUnknown
from syncopate.store import libraries, tracks
from syncopate.store.accounts import Account, add as add_account
from syncopate.store.libraries import Library
from syncopate.store.matches import replace
from syncopate.sync.exporting import ExportRequest, export_mirror
from syncopate.sync.libraries import add_library
from syncopate.sync.settings import change_settings
from syncopate.sync.targets import add_target

if TYPE_CHECKING:
    from conftest import Household

NOWHERE = ("Nowhere", "Nobody")


def lines(data: bytes) -> list[str]:
    """Return the files that a list names."""
    return [line for line in data.decode().splitlines() if line and not line.startswith("#")]


async def test_files_are_named_and_what_has_none_is_told(
    household: Household, catalogue: list[tuple[str, str]]
) -> None:
    household.songs(3)
    await household.library()
    mirror = await household.mirror(rows=(catalogue[2], NOWHERE, catalogue[0]))
    await household.sync(mirror)
    export = await export_mirror(household.kit, mirror.id, ExportRequest())
    assert (export.filename, export.media_type) == ("Evening.m3u8", "audio/x-mpegurl")
    assert (export.entries, export.known, export.files) == (3, 3, 2)
    assert lines(export.data) == [
        str(household.music / "The Nettles" / "Copper Rain.flac"),
        str(household.music / "Holt" / "Amber Lanterns.flac"),
    ]
    assert b"\n# missing: Nobody - Nowhere\n" in export.data
    assert all(map(os.path.isfile, lines(export.data)))
    table = await export_mirror(household.kit, mirror.id, ExportRequest(format=ExportFormat.CSV))
    assert [row.split(",")[7] for row in table.data.decode().splitlines()[1:]] == [
        "match",
        "missing",
        "match",
    ]


async def test_paths_are_those_of_the_one_who_plays_them(household: Household) -> None:
    household.songs(3)
    await household.library()
    mirror = await household.mirror()
    await household.sync(mirror)
    await change_settings(household.kit, {"export.paths": f"{household.music} => Z:\\Music\n"})

    async def first(path_from: str | None = None, path_to: str | None = None) -> str:
        asked = ExportRequest(path_from=path_from, path_to=path_to)
        export = await export_mirror(household.kit, mirror.id, asked)
        return lines(export.data)[0]

    assert await first() == "Z:\\Music\\Holt\\Amber Lanterns.flac"
    assert await first(path_from=f"{household.music}/", path_to="/mnt") == "/mnt/Holt/Amber Lanterns.flac"
    assert await first(path_from=str(household.music)) == "Holt/Amber Lanterns.flac"
    # What does not fit leaves it to the settings.
    assert await first(path_from="/elsewhere", path_to="/mnt") == "Z:\\Music\\Holt\\Amber Lanterns.flac"


async def test_the_library_kept_on_first_counts_unless_another_is_asked_for(household: Household) -> None:
    household.songs(3)
    first = await household.library()
    mirror = await household.mirror()
    attic = household.folder / "attic"
    household.make_song(attic / "Lanterns.flac", title="Amber Lanterns", artist="Holt")
    second = await add_library(household.kit, name="Attic", folder=str(attic))
    with pytest.raises(InvalidInput, match="Evening is not kept in Attic"):
        await export_mirror(household.kit, mirror.id, ExportRequest(library_id=second.id))
    await add_target(household.kit, mirror.id, second.id)
    await household.sync(mirror)
    for library_id in (None, first.id):
        export = await export_mirror(household.kit, mirror.id, ExportRequest(library_id=library_id))
        assert (len(lines(export.data)), export.files) == (3, 3)
    export = await export_mirror(household.kit, mirror.id, ExportRequest(library_id=second.id))
    assert lines(export.data) == [str(attic / "Lanterns.flac")]
    with pytest.raises(NotFound):
        await export_mirror(household.kit, mirror.id, ExportRequest(library_id="none"))
    with pytest.raises(NotFound):
        await export_mirror(household.kit, "none", ExportRequest())


async def test_without_a_library_there_are_entries_and_no_files(household: Household) -> None:
    mirror = await household.mirror()
    for form in ExportFormat:
        if form.links_only:
            continue
        if form.files_only:
            with pytest.raises(NotConfigured):
                await export_mirror(household.kit, mirror.id, ExportRequest(format=form))
            continue
        export = await export_mirror(household.kit, mirror.id, ExportRequest(format=form))
        assert (export.entries, export.known, export.files) == (3, 0, 0)
        assert b"Amber Lanterns" in export.data


async def test_a_library_that_is_away_has_no_files_and_nothing_missing(household: Household) -> None:
    household.songs(2)
    library = await household.library()
    mirror = await household.mirror()
    await household.sync(mirror)
    await household.kit.database.write(libraries.let_go, library.id)
    with pytest.raises(LibraryUnavailable):
        await export_mirror(household.kit, mirror.id, ExportRequest())
    table = await export_mirror(household.kit, mirror.id, ExportRequest(format=ExportFormat.CSV))
    assert table.data.count(b",unknown,,") == 3


async def served(household: Household, *paths: str | None) -> Library:
    """Add a library of a server whose index tells these paths."""
    kit = household.kit
    account = Account(id="server", provider="demo", name="Server", settings={}, created_at=kit.now())
    library = Library(id="served", account_id="server", name="Served", readable=True, created_at=kit.now())
    found = [
        IndexedTrack(track=Track(key=str(number), title=f"T{number}", path=path))
        for number, path in enumerate(paths)
    ]
    await kit.database.write(add_account, account)
    await kit.database.write(libraries.add, library)
    await kit.database.write(tracks.upsert, library.id, found, kit.now())
    return library


async def matched(household: Household, library: Library, number: int) -> str:
    """Mirror a playlist whose first entries are the tracks of a library."""
    mirror = await household.mirror(library_id=library.id)
    verdicts = [(place, Match(Verdict.MATCH, "decision", str(place))) for place in range(number)]
    target = await household.target(mirror)
    await household.kit.database.write(replace, target.id, verdicts)
    return mirror.id


async def test_keys_of_servers_are_no_paths(household: Household) -> None:
    library = await served(household, None, None)
    mirror_id = await matched(household, library, 2)
    with pytest.raises(PathsUnknown) as refused:
        await export_mirror(household.kit, mirror_id, ExportRequest())
    assert (refused.value.key, refused.value.placeholders) == ("paths_unknown", {"name": "Served"})
    for form in (ExportFormat.CSV, ExportFormat.XSPF, ExportFormat.JSPF):
        export = await export_mirror(household.kit, mirror_id, ExportRequest(format=form))
        assert (export.entries, export.known, export.files) == (3, 2, 0)


async def test_paths_of_servers_are_as_the_server_has_them(household: Household) -> None:
    library = await served(household, "D:\\Music\\a.flac", None)
    mirror_id = await matched(household, library, 2)
    export = await export_mirror(
        household.kit, mirror_id, ExportRequest(path_from="d:\\music", path_to="/mnt/music")
    )
    assert lines(export.data) == ["/mnt/music/a.flac"]
    assert b"# no file: Mira Quist - Borrowed Coats\n" in export.data


async def test_a_file_whose_name_is_no_text_is_found(household: Household) -> None:
    made = household.song("Holt/a.flac", title="Amber Lanterns", artist="Holt")
    made.rename(made.with_name("caf\udce9.flac"))
    await household.library()
    mirror = await household.mirror(rows=(("Amber Lanterns", "Holt"),))
    await household.sync(mirror)
    export = await export_mirror(household.kit, mirror.id, ExportRequest(format=ExportFormat.M3U))
    assert lines(export.data) == [f"file://{household.music}/Holt/caf%E9.flac"]
