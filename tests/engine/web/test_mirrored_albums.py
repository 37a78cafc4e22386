"""Albums on the pages: listed apart from playlists, synced by their own job, shown while anything lacks."""

import re
from pathlib import Path
from typing import Any

import pytest
from syncopate.domain.ids import ExternalId, IdKind
from syncopate.domain.playlist import AlbumFacts, Entry, MirrorKind
from syncopate.domain.run import ItemResult, ItemStatus, JobName, Trigger
from syncopate.store import runs
from syncopate.store.mirrors import Mirror
from syncopate.store.runs import Run
from syncopate.sync.mirrors import NewMirror, add_tracks, remove_mirror
from syncopate.sync.playlist import sync_mirror

LINK = "https://open.spotify.com/album/6mUdeDZCsExyJLMdAfDuwh"


async def _quiet(_progress: object) -> None:
    """Progress nobody watches."""


@pytest.fixture
async def album(filled: Any) -> Mirror:
    """Return a mirrored album of which the library has nothing, as last synced."""
    facts = AlbumFacts(
        artists=("Pale <Harbor>",),
        year=2019,
        ids=frozenset({ExternalId(IdKind.SPOTIFY, "6mUdeDZCsExyJLMdAfDuwh")}),
    )
    tracks = [Entry(position=0, title="Grey Gulls"), Entry(position=1, title="Low Water")]
    new = NewMirror(kind=MirrorKind.ALBUM, album=facts, library_id=filled.ids["library"])
    mirror = await add_tracks(filled.kit, tracks, "Harbours", new)
    result = await sync_mirror(filled.kit, mirror.id, "run", report=_quiet)
    assert (result.status, result.missing) == (ItemStatus.UNCHANGED, 2)
    return mirror


def _shown(text: str) -> list[str]:
    return re.findall(r'class="name" href="[^"]*playlists/[^"]*">([^<]+)<', text)


async def test_playlists_and_albums_are_told_apart(filled: Any, album: Mirror) -> None:
    async with filled.client() as browser:
        every = (await browser.get("/playlists")).text
        albums = (await browser.get("/playlists?kind=album")).text
        others = (await browser.get("/playlists?kind=playlist")).text
        nonsense = (await browser.get("/playlists?kind=opera")).text
        none = (await browser.get("/playlists?kind=album&q=zzz")).text
    assert _shown(albums) == ["Harbours"]
    assert "Pale &lt;Harbor&gt;" in albums
    assert "2 tracks" in albums
    assert "Harbours" not in _shown(others)
    assert len(others) > 0
    assert sorted(_shown(every)) == sorted(_shown(nonsense)) == sorted([*_shown(albums), *_shown(others)])
    assert 'playlists?kind=album" aria-current="page">Albums 1<' in albums
    assert "Nothing fits" in none
    assert '<input type="hidden" name="kind" value="album">' in albums
    async with filled.client() as browser:
        await remove_mirror(filled.kit, album.id)
        assert "kind=album" not in (await browser.get("/playlists")).text, "no filter without albums"


async def test_an_album_that_lacks_tracks_is_on_the_page_and_in_the_lists(filled: Any, album: Mirror) -> None:
    async with filled.client() as browser:
        tracks = (await browser.get("/missing")).text
        albums = (await browser.get("/missing?of=albums")).text
        table = await browser.get("/missing/missing_albums.csv")
        lines = await browser.get("/missing/missing_albums_spotify.txt")
    assert "missing?of=albums" in tracks
    assert "Grey Gulls" in tracks, "its tracks are entries that no library has"
    assert _shown(albums) == ["Harbours"]
    assert "1 album of which something lacks." in albums
    assert "Pale &lt;Harbor&gt; · 2019" in albums
    assert "0 of 2" in re.sub(r"<[^>]+>", "", albums)
    assert LINK in albums
    assert "missing/missing_albums.csv" in albums
    assert table.text.splitlines()[1] == f"Pale <Harbor>,Harbours,2019,0,2,{LINK}"
    assert lines.text == f"{LINK}\n"
    await remove_mirror(filled.kit, album.id)
    async with filled.client() as browser:
        assert "of=albums" not in (await browser.get("/missing")).text
        assert "No album lacks anything" in (await browser.get("/missing?of=albums")).text


async def test_an_album_is_synced_by_its_own_job(filled: Any, album: Mirror) -> None:
    async with filled.client() as browser:
        found = re.search(r'name="csrf" value="([^"]+)"', (await browser.get("/playlists/add")).text)
        assert found is not None
        data = {"csrf": found[1], "back": "/playlists"}
        sent = await browser.post(f"/playlists/{album.id}/sync", data=data)
        assert sent.status_code == 200
        run = await filled.kit.database.read(runs.running_of, JobName.SYNC_ALBUMS)
        assert run is not None
        assert (run.trigger, run.arguments["album_ids"]) == (Trigger.WEB, [album.id])
        assert "syncing" in (await browser.get("/playlists?kind=album")).text
        assert "syncing" not in (await browser.get("/playlists?kind=playlist")).text


async def test_the_log_leads_to_the_album(filled: Any, album: Mirror) -> None:
    now = filled.kit.now()
    run = Run(id="albums-1", job=JobName.SYNC_ALBUMS, trigger=Trigger.API, requested_at=now)
    result = ItemResult(
        item_id=album.id, item_name="Harbours", status=ItemStatus.UNCHANGED, started_at=now, ended_at=now
    )
    await filled.kit.database.write(runs.add, run)
    await filled.kit.database.write(runs.put_item, run.id, result)
    async with filled.client() as browser:
        text = (await browser.get(f"/log/{run.id}")).text
        schedules = (await browser.get("/schedules")).text
    assert f'playlists/{album.id}">Harbours<' in text
    assert "The albums alone." in schedules


async def test_it_is_said_in_german_too(filled: Any, album: Mirror) -> None:
    async with filled.client() as browser:
        browser.headers["Accept-Language"] = "de"
        text = (await browser.get("/missing?of=albums")).text
    assert "1 Album, von dem etwas fehlt." in text
    assert Path(album.reference).suffix == ".jspf"
