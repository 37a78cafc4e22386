"""Albums as mirrors: read as one, matched as a whole, listed while anything lacks, written only when asked for."""

import csv
import io
import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from syncopate.domain.album import Whereabouts
from syncopate.domain.ids import ExternalId, IdKind
from syncopate.domain.match import Ruling, Verdict
from syncopate.domain.playlist import AlbumFacts, Entry, MirrorKind
from syncopate.domain.run import ItemStatus
from syncopate.domain.target import TargetKind
from syncopate.errors import InvalidInput, NotFound
from syncopate.store import album_matches, entries, libraries, mirrors, targets
from syncopate.store.album_matches import AlbumRecord
from syncopate.store.libraries import Library
from syncopate.store.mirrors import Mirror
from syncopate.sync.accounts import add_account
from syncopate.sync.albums import mirrored_album
from syncopate.sync.decisions import Signer, decide
from syncopate.sync.due import due_mirrors
from syncopate.sync.libraries import add_library
from syncopate.sync.mirrors import NewMirror, add_file, add_mirror, add_tracks
from syncopate.sync.missing import list_texts, missing_rows, write_lists
from syncopate.sync.missing_albums import albums_csv, missing_albums

if TYPE_CHECKING:
    from conftest import Household

SPOTIFY = ExternalId(IdKind.SPOTIFY, "6mUdeDZCsExyJLMdAfDuwh")
TIDAL = ExternalId(IdKind.TIDAL, "2001")
LINE = "https://open.spotify.com/album/6mUdeDZCsExyJLMdAfDuwh\n"
HARBOURS = ("Grey Gulls", "Low Water", "Rope and Tar", "Signal Fires", "The Last Ferry")
ALBUM = MirrorKind.ALBUM


def _tracks(titles: Sequence[str] = HARBOURS, artist: str = "Pale Harbor") -> list[Entry]:
    return [
        Entry(position=place, title=title, artists=(artist,) if artist else ())
        for place, title in enumerate(titles)
    ]


def _facts(*ids: ExternalId, year: int | None = 2019) -> AlbumFacts:
    return AlbumFacts(artists=("Pale Harbor",), year=year, ids=frozenset(ids))


async def _album(household: Household, *ids: ExternalId, titles: Sequence[str] = HARBOURS) -> Mirror:
    new = NewMirror(kind=ALBUM, album=_facts(*ids))
    return await add_tracks(household.kit, _tracks(titles), "Harbours", new)


def _shelve(household: Household, titles: Sequence[str], album: str = "Harbours") -> None:
    for title in titles:
        number = str(HARBOURS.index(title) + 1) if title in HARBOURS else "9"
        household.song(
            f"Pale Harbor/{album}/{title}.flac",
            title=title,
            artist="Pale Harbor",
            album=album,
            tracknumber=number,
            date="2019",
        )


async def _record(household: Household, mirror: Mirror) -> AlbumRecord | None:
    target = await household.target(mirror)
    return await household.kit.database.read(album_matches.get, target.id)


async def _library(household: Household) -> Library:
    library = await household.library()
    await household.scan(library)
    return library


async def test_a_whole_album_is_matched_and_nothing_is_written(household: Household) -> None:
    _shelve(household, HARBOURS)
    library = await _library(household)
    mirror = await _album(household, SPOTIFY)
    assert (mirror.kind, mirror.name, mirror.album) == (ALBUM, "Harbours", _facts(SPOTIFY))
    result = await household.sync(mirror)
    assert (result.status, result.error) == (ItemStatus.UNCHANGED, None)
    assert (result.matched, result.review, result.missing, result.unknown) == (5, 0, 0, 0)
    target = await household.target(mirror)
    assert (target.kind, target.target_key, target.last_status) == (
        TargetKind.NOTHING,
        None,
        ItemStatus.UNCHANGED,
    )
    assert not household.playlists.exists()
    found = await mirrored_album(household.kit, mirror.id)
    assert (found.verdict, found.owned, found.total) == (Verdict.MATCH, 5, 5)
    assert found.album is not None
    assert (found.album.title, found.album.key, found.library) == (
        "Harbours",
        found.album_key,
        await household.kit.database.read(libraries.get, library.id),
    )
    assert [(item.where, item.track and item.track.title) for item in found.tracks] == [
        (Whereabouts.HERE, title) for title in HARBOURS
    ]
    assert await missing_albums(household.kit) == []


async def test_tracks_lie_here_elsewhere_or_nowhere(household: Household) -> None:
    _shelve(household, HARBOURS[:3])
    _shelve(household, HARBOURS[3:4], album="The Very Best")
    await _library(household)
    mirror = await _album(household, SPOTIFY)
    result = await household.sync(mirror)
    assert (result.matched, result.missing) == (4, 1)
    found = await mirrored_album(household.kit, mirror.id)
    assert [(item.where.value, item.on_album) for item in found.tracks] == [
        *[("here", None)] * 3,
        ("elsewhere", "The Very Best"),
        ("missing", None),
    ]
    assert (found.owned, found.total) == (4, 5)
    record = await _record(household, mirror)
    assert record is not None
    assert record.lacks
    assert [where.where for where in record.tracks] == [item.where for item in found.tracks]
    assert [row.entry.title for row in await missing_rows(household.kit)] == ["The Last Ferry"]

    calls = len(household.compute.calls)
    await household.sync(mirror)
    assert household.compute.calls[calls:] == [], "nothing it rests on has changed"
    _shelve(household, HARBOURS[4:])
    await household.scan(await _only_library(household))
    assert (await household.sync(mirror)).missing == 0
    assert await missing_albums(household.kit) == []


async def test_the_lists_hold_albums_with_anything_missing(household: Household) -> None:
    _shelve(household, HARBOURS[:3])
    await _library(household)
    mirror = await _album(household, SPOTIFY, TIDAL)
    whole = await add_tracks(
        household.kit,
        _tracks(HARBOURS[:3]),
        "Harbours",
        NewMirror(kind=ALBUM, album=_facts(ExternalId(IdKind.SPOTIFY, "A" * 22))),
    )
    fake = ExternalId(IdKind.SPOTIFY, "x\nhttps://evil.example")
    trick = await add_tracks(
        household.kit, _tracks(["Nowhere"]), "=Trick", NewMirror(kind=ALBUM, album=_facts(fake))
    )
    track = Entry(position=0, title="Unheard", ids=frozenset({ExternalId(IdKind.SPOTIFY, "B" * 22)}))
    playlist = await add_tracks(household.kit, [track], "Wanted", NewMirror())
    for each in (mirror, whole, trick, playlist):
        await household.sync(each)
    paths = {path.name: path.read_text() for path in await write_lists(household.kit)}
    assert paths["missing_albums_spotify.txt"] == LINE
    assert paths["missing_albums_tidal.txt"] == "https://tidal.com/browse/album/2001\n"
    assert paths["missing_tracks_spotify.txt"] == f"https://open.spotify.com/track/{'B' * 22}\n"

    header, first, second = csv.reader(io.StringIO(albums_csv(await missing_albums(household.kit))))
    assert header == ["artist", "title", "year", "owned", "total", "link"]
    assert first == ["Pale Harbor", "'=Trick", "2019", "0", "1", ""]
    assert second == ["Pale Harbor", "Harbours", "2019", "3", "5", LINE.strip()]

    _shelve(household, HARBOURS[3:])
    await household.scan(await _only_library(household))
    await household.sync(mirror)
    await write_lists(household.kit)
    share = household.kit.share_dir
    assert (share / "missing_albums_spotify.txt").read_bytes() == b""
    assert (share / "missing_albums_tidal.txt").read_bytes() == b""


async def test_a_library_that_is_away_says_nothing_and_leaves_the_lists(
    household: Household, tmp_path: Path
) -> None:
    _shelve(household, HARBOURS[:3])
    await _library(household)
    mirror = await _album(household, SPOTIFY)
    await household.sync(mirror)
    before = await list_texts(household.kit)
    assert before["missing_albums_spotify.txt"] == LINE
    shutil.move(household.music, tmp_path / "away")
    result = await household.sync(mirror)
    assert (result.status, result.error) == (ItemStatus.UNKNOWN, "library_unavailable")
    assert await missing_albums(household.kit) == []
    found = await mirrored_album(household.kit, mirror.id)
    assert (found.verdict, found.owned, found.total) == (Verdict.UNKNOWN, None, 5)
    assert {item.where for item in found.tracks} == {Whereabouts.UNKNOWN}
    summary = await household.kit.database.read(mirrors.summary, mirror.id)
    assert summary.album is None
    assert await list_texts(household.kit) == before
    shutil.move(tmp_path / "away", household.music)
    await household.sync(mirror)
    assert len(await missing_albums(household.kit)) == 1


async def test_an_album_kept_as_a_playlist_is_in_its_own_order(household: Household) -> None:
    _shelve(household, HARBOURS)
    _shelve(household, HARBOURS[:1], album="The Very Best")
    library = await _library(household)
    rows = [(4, HARBOURS[3]), (1, HARBOURS[0]), (3, HARBOURS[2]), (2, HARBOURS[1])]
    lines = ["Track Number,Title,Artist,Album", *(f"{n},{title},Pale Harbor,Harbours" for n, title in rows)]
    data = "\n".join(lines).encode()
    mirror = await add_file(household.kit, "anything.csv", data, NewMirror(kind=ALBUM))
    assert (mirror.name, mirror.album) == ("Harbours", AlbumFacts(artists=("Pale Harbor",)))
    stored = await household.kit.database.read(entries.load, mirror.id)
    assert [item.entry.title for item in stored] == [*HARBOURS[:4]]
    await household.kit.database.write(targets.ensure, mirror.id, library.id, kind=TargetKind.PLAYLIST)
    result = await household.sync(mirror)
    assert (result.status, result.added) == (ItemStatus.SYNCED, 4)
    assert household.written("Harbours") == [f"Pale Harbor/Harbours/{title}.flac" for title in HARBOURS[:4]]
    assert (await household.sync(mirror)).status is ItemStatus.UNCHANGED


async def test_what_the_user_rules_counts_at_once(household: Household) -> None:
    _shelve(household, HARBOURS[:4])
    household.song("Other/Ferry.flac", title="Ferry (demo take)", artist="P. Harbor", album="Tapes")
    library = await _library(household)
    mirror = await _album(household, SPOTIFY)
    await household.sync(mirror)
    assert len(await missing_albums(household.kit)) == 1
    by = Signer(name="test")
    await decide(household.kit, mirror.id, 4, ruling=Ruling.IS, track_key="Other/Ferry.flac", by=by)
    found = await mirrored_album(household.kit, mirror.id)
    assert (found.owned, found.tracks[4].where, found.tracks[4].on_album) == (
        5,
        Whereabouts.ELSEWHERE,
        "Tapes",
    )
    assert await missing_albums(household.kit) == []
    await decide(household.kit, mirror.id, 0, ruling=Ruling.NEVER, track_key=None, by=by)
    found = await mirrored_album(household.kit, mirror.id)
    assert (found.owned, found.tracks[0].where) == (4, Whereabouts.MISSING)
    assert (await household.sync(mirror)).missing == 1
    assert (await household.kit.database.read(libraries.get, library.id)).readable


async def test_a_source_says_itself_that_it_is_an_album(household: Household) -> None:
    demo = await add_account(household.kit, provider="demo", name="Demo", settings={})
    library = await add_library(household.kit, name="Demo", account_id=demo.id)
    await household.scan(library)
    new = NewMirror(provider="demo", reference="album-back-in-black", account_id=demo.id)
    mirror = await add_mirror(household.kit, new)
    assert (mirror.kind, mirror.album and mirror.album.year) == (ALBUM, 1980)
    result = await household.sync(mirror)
    assert (result.status, result.matched, result.missing) == (ItemStatus.UNCHANGED, 1, 1)
    found = await mirrored_album(household.kit, mirror.id)
    assert (found.verdict, found.album and found.album.title) == (Verdict.MATCH, "Back in Black")
    assert [item.where.value for item in found.tracks] == ["missing", "here"]
    assert (await list_texts(household.kit))["missing_albums_spotify.txt"] == LINE

    evening = NewMirror(provider="demo", reference="evening", account_id=demo.id)
    for wrong in (
        NewMirror(provider="demo", reference="evening", account_id=demo.id, kind=ALBUM),
        NewMirror(provider="demo", reference="morning", account_id=demo.id, album=_facts()),
    ):
        with pytest.raises(InvalidInput):
            await add_mirror(household.kit, wrong)
    playlist = await add_mirror(household.kit, evening)
    with pytest.raises(NotFound):
        await mirrored_album(household.kit, playlist.id)
    due, _ = await due_mirrors(household.kit, asked=True)
    albums, _ = await due_mirrors(household.kit, kind=ALBUM, asked=True)
    assert ([each.id for each in due], [each.id for each in albums]) == ([playlist.id], [mirror.id])
    with pytest.raises(NotFound):
        await due_mirrors(household.kit, kind=ALBUM, only=[playlist.id])


async def test_files_and_data_are_read_as_albums(household: Household) -> None:
    _shelve(household, HARBOURS)
    await _library(household)
    plain = json.dumps(
        {"playlist": {"title": "List", "track": [{"title": t, "creator": "Pale Harbor"} for t in HARBOURS]}}
    ).encode()
    named = await add_file(household.kit, "x.jspf", plain, NewMirror(kind=ALBUM, name="Harbours"))
    assert (named.source_name, named.custom_name) == ("Harbours", None)
    untitled = await add_file(household.kit, "x.jspf", plain, NewMirror(kind=ALBUM))
    assert untitled.name == "List"
    various = await add_tracks(
        household.kit,
        [*_tracks(HARBOURS[:1]), Entry(position=1, title="Other", artists=("Somebody",))],
        "Mixed",
        NewMirror(kind=ALBUM),
    )
    assert various.album == AlbumFacts()
    nameless = await add_tracks(
        household.kit, _tracks(artist=""), "Harbours", NewMirror(kind=ALBUM, album=_facts())
    )
    stored = await household.kit.database.read(entries.load, nameless.id)
    assert {(item.entry.artists, item.entry.album) for item in stored} == {(("Pale Harbor",), "Harbours")}
    for mirror, owned in ((named, 5), (nameless, 5)):
        await household.sync(mirror)
        assert (await mirrored_album(household.kit, mirror.id)).owned == owned
    count = AlbumFacts(artists=("Pale Harbor",), count=9)
    with pytest.raises(InvalidInput):
        await add_tracks(household.kit, _tracks(), "Harbours", NewMirror(kind=ALBUM, album=count))


async def _only_library(household: Household) -> Library:
    (library,) = await household.kit.database.read(libraries.every)
    return library
