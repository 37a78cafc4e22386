"""The integration's client against the real engine: every call it has, and what it makes of refusals."""

import asyncio
import json
from typing import Any

import aiohttp
import pytest
from yarl import URL

# The client needs nothing of Home Assistant, but its package lies inside a component.
pytest.importorskip("homeassistant", reason="runs in the integration's environment")

from custom_components.syncopate.client import EngineError, EngineRefused, KeyRefused, SyncopateClient
from custom_components.syncopate.client.jobs import ScanMode
from custom_components.syncopate.client.models import (
    Action,
    Caution,
    EventItem,
    ExportFormat,
    FoundKind,
    Info,
    ItemStatus,
    JobName,
    PlanState,
    Ruling,
    RunStatus,
    Side,
)


@pytest.fixture
def client(session: aiohttp.ClientSession, real_engine: Any) -> SyncopateClient:
    return SyncopateClient(session, URL(real_engine.url), real_engine.key)


async def ended(client: SyncopateClient, run_id: str) -> RunStatus:
    async with asyncio.timeout(60):
        while True:
            run = (await client.jobs.read(run_id)).run
            if run.status not in {RunStatus.QUEUED, RunStatus.RUNNING}:
                return run.status
            await asyncio.sleep(0.1)


async def test_the_engine_says_who_it_is(client: SyncopateClient) -> None:
    info = await client.info()
    status = await client.status()
    assert info.engine_id == status.info.engine_id
    assert info.api_version >= info.min_api_version
    assert {job.name for job in status.jobs} >= {JobName.MAIN_SYNC, JobName.SCAN_LIBRARY}


async def test_a_playlist_goes_all_the_way(
    client: SyncopateClient, session: aiohttp.ClientSession, real_engine: Any
) -> None:
    headers = {"Authorization": f"Bearer {real_engine.key}"}
    library = {"name": "Music", "folder": str(real_engine.music)}
    async with session.post(f"{real_engine.url}/api/v1/libraries", json=library, headers=headers) as answer:
        assert answer.status == 201, await answer.text()
    (known,) = await client.libraries()
    assert (
        await ended(client, (await client.jobs.scan(ScanMode.INCREMENTAL, known.id)).id)
        is RunStatus.SUCCEEDED
    )

    table = b"Artist,Title,ISRC\nAC/DC,Back in Black,AUAP08000046\nNobody,Not There,\n"
    added = await client.playlists.upload("Für Elise & Co.csv", table, {"label": "Sport"})
    assert added.name == "Für Elise & Co"
    assert await ended(client, (await client.playlists.sync(added.id)).id) is RunStatus.SUCCEEDED
    (shown,) = [item for item in await client.playlists.all() if item.id == added.id]
    assert (shown.counts.matched, shown.counts.missing, shown.label) == (1, 1, "Sport")
    missing, total = await client.playlists.missing(limit=10, playlist_id=added.id)
    assert (total, missing[0].title) == (1, "Not There")
    name, data = await client.playlists.export(
        added.id, ExportFormat.M3U8, {"path_from": str(real_engine.music), "path_to": "Z:"}, most=10_000
    )
    assert name == "Für Elise & Co.m3u8"
    assert [line[:3] for line in data.decode().splitlines() if not line.startswith("#")] == ["Z:\\"]
    status = await client.status()
    assert status.counts.tracks == (await client.libraries())[0].tracks > 0


async def test_words_are_found_in_the_libraries_and_a_service_that_is_none_is_refused(
    client: SyncopateClient,
) -> None:
    (known,) = await client.libraries()
    tracks = await client.searches.library("Back in Black", FoundKind.TRACK, limit=5, library_id=known.id)
    assert tracks.page.total >= 1
    assert "Back in Black" in {item.title for item in tracks.items}
    albums = await client.searches.library("Back in Black", FoundKind.ALBUM, limit=5)
    assert {item.title for item in albums.items} == {"Back in Black"}
    artists = await client.searches.library("AC/DC", FoundKind.ARTIST, limit=5)
    assert {item.name for item in artists.items} == {"AC/DC"}
    with pytest.raises(EngineRefused) as refused:
        await client.searches.catalogue("Back in Black", FoundKind.TRACK, limit=5, provider="nobody")
    assert (refused.value.status, refused.value.key) == (404, "not_found")


async def test_a_playlist_is_read_identified_and_removed(client: SyncopateClient) -> None:
    assert await client.members() == []
    tracks = [{"title": "Back in Black", "artists": ["AC/DC"], "isrc": "AUAP08000046"}]
    added = await client.playlists.add({"name": "Once", "tracks": tracks})
    for job in (JobName.REFRESH_PLAYLISTS, JobName.IDENTIFY_PLAYLISTS):
        run = await client.jobs.of_playlist(job, added.id)
        assert await ended(client, run.id) is RunStatus.SUCCEEDED
        (item,) = (await client.jobs.read(run.id)).items
        assert item.item_id == added.id
    await client.playlists.remove(added.id, delete_target=True)
    assert added.id not in {item.id for item in await client.playlists.all()}
    with pytest.raises(EngineRefused) as refused:
        await client.playlists.remove(added.id, delete_target=False)
    assert refused.value.key == "not_found"
    with pytest.raises(EngineRefused) as wrong:
        await client.playlists.add({"link": "https://example.org/playlist/1"})
    assert wrong.value.key == "invalid_input"


async def test_what_waits_is_decided_by_its_identity(client: SyncopateClient) -> None:
    tracks = [{"title": "Nowhere to Be Found", "artists": ["Nobody"]}]
    added = await client.playlists.add({"name": "To decide", "tracks": tracks})
    assert await ended(client, (await client.playlists.sync(added.id)).id) is RunStatus.SUCCEEDED
    items, total = await client.matches.reviews(limit=5, playlist_id=added.id, min_score=0.5)
    assert (items, total) == ([], 0)
    with pytest.raises(EngineRefused) as refused:
        await client.matches.decide(added.id, 0, Ruling.NEVER, identity="text|another|song")
    assert (refused.value.status, refused.value.key) == (409, "conflict")
    never = await client.matches.decide(added.id, 0, Ruling.NEVER, identity="text|nowheretobefound|nobody")
    assert (never.decision, never.identity) == (Ruling.NEVER, "text|nowheretobefound|nobody")
    cleared = await client.matches.decide(added.id, 0, None, identity=never.identity)
    assert cleared.decision is None


async def test_tracks_become_a_playlist(client: SyncopateClient) -> None:
    tracks = [
        {"title": "Song 2", "artists": ["Blur"]},
        {"title": "America", "artists": ["Simon & Garfunkel"]},
    ]
    added = await client.playlists.add({"name": "By hand", "tracks": tracks})
    assert (added.name, added.provider) == ("By hand", "playlist_file")


async def test_triggers_answer(client: SyncopateClient) -> None:
    started = await client.jobs.sync("playlists")
    assert started.run is not None
    await ended(client, started.run.id)
    albums = await client.jobs.sync("albums")
    assert albums.run is not None
    assert (albums.run.job.value, albums.result.value) == ("sync_albums", "started")
    await ended(client, albums.run.id)
    users = await client.jobs.sync("users")
    assert users.run is not None
    assert (users.run.job.value, users.result.value) == ("sync_users", "started")
    await ended(client, users.run.id)
    lidarr = await client.jobs.sync("lidarr")
    assert (lidarr.run, lidarr.result.value) == (None, "not_configured")


class Ears:
    """Hears the stream."""

    def __init__(self) -> None:
        self.opened = asyncio.Event()
        self.spoken = asyncio.Event()
        self.heard: list[EventItem] = []

    def stream_opened(self, info: Info) -> None:
        assert info.engine_id
        self.opened.set()

    def stream_event(self, event: EventItem) -> None:
        self.heard.append(event)
        self.spoken.set()

    def stream_lost(self, error: EngineError) -> None:
        raise AssertionError(error)


async def test_events_arrive(client: SyncopateClient) -> None:
    ears = Ears()
    following = asyncio.create_task(client.events.follow(ears))
    try:
        async with asyncio.timeout(30):
            await ears.opened.wait()
            run = await client.jobs.run(JobName.CLEAN_UP)
            while not any(event.run_id == run.id for event in ears.heard):
                ears.spoken.clear()
                await ears.spoken.wait()
    finally:
        following.cancel()


async def test_a_wrong_key_is_told_apart(session: aiohttp.ClientSession, real_engine: Any) -> None:
    stranger = SyncopateClient(session, URL(real_engine.url), "sk_wrong")
    with pytest.raises(KeyRefused):
        await stranger.status()


async def test_a_link_is_planned_before_it_writes(
    client: SyncopateClient, session: aiohttp.ClientSession, real_engine: Any
) -> None:
    api = Api(session, real_engine)
    assert await client.links.all() == []
    one, other = [
        (await api.post("accounts", json={"provider": "local", "name": name}))["id"]
        for name in ("One", "Other")
    ]
    await api.post(f"accounts/{one}/watched/import", data=seen("Heat", "Ronin"))
    made = await api.post("links", json={"left_account_id": one, "right_account_id": other})
    (link,) = await client.links.all()
    assert (link.id, link.name, link.enabled, link.approved) == (made["id"], "One & Other", True, False)
    assert not (await client.links.switch(link.id, on=False)).enabled
    assert (await client.links.switch(link.id, on=True)).enabled

    preview = await client.links.run(link.id, preview=True)
    assert await ended(client, preview.id) is RunStatus.SUCCEEDED
    (plan,) = await client.links.plans(link.id)
    assert (plan.run_id, plan.state) == (preview.id, PlanState.PREVIEW)
    page, writes = await client.links.plan(link.id, plan.id, limit=1)
    assert (page.page.total, page.plan.id, [each.action for each in writes]) == (2, plan.id, [Action.WATCH])
    (kind,) = page.breakdown
    assert (kind.side, kind.action, kind.count) == (Side.RIGHT, Action.WATCH, 2)

    # The first run of a link waits, and is told as a problem that names its plan.
    await ended(client, (await client.links.run(link.id)).id)
    link = await client.links.read(link.id)
    assert (link.pending, link.held_reasons) == (2, [Caution.NEW_LINK])
    (problem,) = [one for one in (await client.status()).problems if one.key == "link_held"]
    assert problem.id == f"link_held_{link.id}"
    assert problem.placeholders is not None
    assert (problem.placeholders["link_id"], problem.placeholders["plan_id"]) == (link.id, link.held_plan_id)
    assert (await client.links.discard(link.id, link.held_plan_id)).state is PlanState.DISCARDED
    for refused_of, key in (
        (client.links.discard(link.id, link.held_plan_id), "conflict"),
        (client.links.plan(link.id, "nothing", limit=1), "not_found"),
    ):
        with pytest.raises(EngineRefused) as refused:
            await refused_of
        assert refused.value.key == key


async def test_a_link_writes_and_what_is_lost_is_brought_back(
    client: SyncopateClient, session: aiohttp.ClientSession, real_engine: Any
) -> None:
    api = Api(session, real_engine)
    (link,) = await client.links.all()
    # What was discarded is not asked again; a look at it can be approved all the same.
    assert await ended(client, (await client.links.run(link.id, whole=True)).id) is RunStatus.SUCCEEDED
    assert (await client.links.read(link.id)).held_plan_id is None
    await ended(client, (await client.links.run(link.id, preview=True)).id)
    run = await client.links.apply(link.id)
    assert await ended(client, run.id) is RunStatus.SUCCEEDED
    (item,) = (await client.jobs.read(run.id)).items
    assert (item.item_id, item.status) == (link.id, ItemStatus.SYNCED)
    link = await client.links.read(link.id)
    assert (link.held_plan_id, link.last_status, link.pending) == (None, ItemStatus.SYNCED, 0)
    assert link.last_counts is not None
    assert (link.last_counts.planned, link.last_counts.applied) == (2, 2)

    other = link.right.account_id
    (first, *_) = (await api.get(f"accounts/{other}/watched"))["items"]
    await api.post(f"accounts/{other}/watched/delete", json={"key": first["key"]})
    (capture, *_) = (await api.get("captures"))["items"]
    run = await client.links.restore(capture["id"])
    assert await ended(client, run.id) is RunStatus.SUCCEEDED
    (item,) = (await client.jobs.read(run.id)).items
    assert (item.item_name, item.status, item.added) == ("Other", ItemStatus.SYNCED, 1)
    with pytest.raises(EngineRefused) as refused:
        await client.links.restore("nothing")
    assert refused.value.key == "not_found"


class Api:
    """The real engine, asked for what the client does not ask for."""

    def __init__(self, session: aiohttp.ClientSession, engine: Any) -> None:
        self._session = session
        self._engine = engine

    async def get(self, path: str) -> Any:
        return await self._send("GET", path)

    async def post(self, path: str, **options: Any) -> Any:
        return await self._send("POST", path, **options)

    async def _send(self, method: str, path: str, **options: Any) -> Any:
        headers = {"Authorization": f"Bearer {self._engine.key}"}
        url = f"{self._engine.url}/api/v1/{path}"
        async with self._session.request(method, url, headers=headers, **options) as answer:
            assert answer.status < 300, await answer.text()
            return await answer.json()


def seen(*films: str) -> aiohttp.FormData:
    """Return a file of Trakt's that says that films were seen."""
    told = [
        {
            "watched_at": "2026-02-01T20:00:00Z",
            "movie": {"title": film, "year": 1990, "ids": {"tmdb": number}},
        }
        for number, film in enumerate(films, 1)
    ]
    form = aiohttp.FormData()
    form.add_field("file", json.dumps(told), filename="history.json", content_type="application/json")
    return form
