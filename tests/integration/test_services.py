"""Actions: what they ask of the engine, what they answer, and how they fail."""

from pathlib import Path
from typing import Any

import pytest
import voluptuous as vol
from aiohttp import web
from fake_engine import FakeEngine, account, candidate, hit, item, missing, review, run
from homeassistant.core import HomeAssistant, ServiceResponse
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from pytest_homeassistant_custom_component.common import MockConfigEntry
from syrupy.assertion import SnapshotAssertion

from custom_components.syncopate.const import DOMAIN


async def act(hass: HomeAssistant, action: str, **data: Any) -> ServiceResponse:
    return await hass.services.async_call(DOMAIN, action, data, blocking=True, return_response=True)


async def act_silently(hass: HomeAssistant, action: str, **data: Any) -> None:
    answer = await hass.services.async_call(DOMAIN, action, data, blocking=True)
    assert answer is None


@pytest.mark.parametrize("fields", [{}, {"what": "playlists"}])
async def test_sync_playlists(
    hass: HomeAssistant, loaded: MockConfigEntry, engine: FakeEngine, fields: dict[str, Any]
) -> None:
    answer = await act(hass, "sync", **fields)
    assert engine.asked_for("/api/sync/playlists") == [None]
    assert (answer["finished"], answer["run"]["id"], answer["items"]) == (False, "r1", [])


async def test_sync_and_wait(
    hass: HomeAssistant, loaded: MockConfigEntry, engine: FakeEngine, snapshot: SnapshotAssertion
) -> None:
    engine.runs["r1"] = {"run": run(), "items": [item()]}
    assert await act(hass, "sync", what="all", wait=True) == snapshot
    assert engine.asked_for("/api/sync/all") == [None]


@pytest.mark.parametrize("called", ["p1", "workout", " WORKOUT "])
async def test_sync_one(
    hass: HomeAssistant, loaded: MockConfigEntry, engine: FakeEngine, called: str
) -> None:
    await act_silently(hass, "sync", playlist=called, config_entry_id=loaded.entry_id)
    assert engine.asked_for("/api/v1/playlists/p1/sync") == [None]


@pytest.mark.parametrize(
    ("called", "key"),
    [("Jazz", "playlist_not_found"), ("work", "playlist_ambiguous"), ("", "playlist_ambiguous")],
)
async def test_sync_one_that_is_not_clear(
    hass: HomeAssistant, loaded: MockConfigEntry, engine: FakeEngine, called: str, key: str
) -> None:
    with pytest.raises(ServiceValidationError) as caught:
        await act(hass, "sync", playlist=called)
    assert caught.value.translation_key == key


async def test_sync_of_what_is_not_set_up(
    hass: HomeAssistant, loaded: MockConfigEntry, engine: FakeEngine
) -> None:
    engine.trigger = {
        "result": "not_configured",
        "what": "users",
        "run": None,
        "detail": "Users are not configured.",
    }
    with pytest.raises(ServiceValidationError) as caught:
        await act(hass, "sync", what="users")
    assert caught.value.translation_key == "not_configured"
    assert caught.value.translation_placeholders == {"detail": "Users are not configured."}


async def test_sync_is_one_thing_at_a_time(hass: HomeAssistant, loaded: MockConfigEntry) -> None:
    with pytest.raises(vol.Invalid):
        await act(hass, "sync", what="all", playlist="Workout")


async def test_run_job(hass: HomeAssistant, loaded: MockConfigEntry, engine: FakeEngine) -> None:
    answer = await act(hass, "run_job", job="clean_up")
    assert engine.asked_for("/api/v1/jobs/clean_up/run") == [{"arguments": {}}]
    assert answer["run"]["job"] == "clean_up"
    await act(hass, "run_job", job="scan_library", mode="full")
    await act(hass, "run_job", job="scan_library", mode="deep")
    assert engine.asked_for("/api/v1/jobs/scan_library/run") == [
        {"arguments": {"mode": "full"}},
        {"arguments": {"mode": "deep"}},
    ]


async def test_run_job_has_no_mode_but_for_the_scan(hass: HomeAssistant, loaded: MockConfigEntry) -> None:
    with pytest.raises(ServiceValidationError) as caught:
        await act(hass, "run_job", job="clean_up", mode="full")
    assert caught.value.translation_key == "mode_without_scan"


async def test_run_job_knows_the_jobs(hass: HomeAssistant, loaded: MockConfigEntry) -> None:
    with pytest.raises(vol.Invalid):
        await act(hass, "run_job", job="unknown")


async def test_scan_library(hass: HomeAssistant, loaded: MockConfigEntry, engine: FakeEngine) -> None:
    await act(hass, "scan_library")
    await act(hass, "scan_library", library="music", mode="full", wait=True)
    await act(hass, "scan_library", mode="deep")
    assert engine.asked_for("/api/v1/jobs/scan_library/run") == [
        {"arguments": {"mode": "incremental"}},
        {"arguments": {"mode": "full", "library_id": "l1"}},
        {"arguments": {"mode": "deep"}},
    ]
    with pytest.raises(ServiceValidationError) as caught:
        await act(hass, "scan_library", library="Films")
    assert caught.value.translation_key == "library_not_found"


async def test_get_missing(
    hass: HomeAssistant, loaded: MockConfigEntry, engine: FakeEngine, snapshot: SnapshotAssertion
) -> None:
    assert await act(hass, "get_missing") == snapshot
    engine.missing.append(missing(1, "Elsewhere", "Kids", "p3"))
    answer = await act(hass, "get_missing", playlist="Kids")
    assert (answer["total"], [row["title"] for row in answer["items"]]) == (1, ["Elsewhere"])


async def test_get_missing_reads_page_after_page(
    hass: HomeAssistant, loaded: MockConfigEntry, engine: FakeEngine
) -> None:
    engine.missing = [missing(number, f"Song {number}", "Band") for number in range(1200)]
    answer = await act(hass, "get_missing", limit=700)
    assert (answer["total"], len(answer["items"]), answer["items"][-1]["title"]) == (1200, 700, "Song 699")
    assert len(engine.asked_for("/api/v1/missing")) == 2
    assert len((await act(hass, "get_missing", limit=10_000))["items"]) == 1200


async def test_export(hass: HomeAssistant, loaded: MockConfigEntry, engine: FakeEngine) -> None:
    answer = await act(hass, "export", playlist="workout")
    assert answer == {"filename": "Workout.m3u8", "format": "m3u8", "content": "#EXTM3U\n"}
    engine.export = ("Größe „藤“.csv", "\ufeffposition,Größe\r\n".encode())
    asked = {"library": "Audiobooks", "path_from": "/music", "path_to": "Z:\\Music & more"}
    answer = await act(hass, "export", playlist="p3", format="csv", **asked)
    assert answer["filename"] == "Größe „藤“.csv"
    assert answer["content"] == "position,Größe\r\n"
    assert engine.exported == [
        {"id": "p1", "format": "m3u8"},
        {
            "id": "p3",
            "format": "csv",
            "library_id": "l2",
            "path_from": "/music",
            "path_to": "Z:\\Music & more",
        },
    ]


async def test_export_of_links(hass: HomeAssistant, loaded: MockConfigEntry, engine: FakeEngine) -> None:
    engine.export = ("Workout.txt", b"# Workout: 0 of 0 at Spotify\n")
    assert (await act(hass, "export", playlist="workout", links="spotify"))["format"] == "txt"
    await act(hass, "export", playlist="workout", links="spotify", format="csv")
    assert engine.exported == [{"id": "p1", "format": form, "links": "spotify"} for form in ("txt", "csv")]


async def test_export_in_the_encoding_of_old_players(
    hass: HomeAssistant, loaded: MockConfigEntry, engine: FakeEngine
) -> None:
    engine.export = ("x.m3u", "#PLAYLIST:Größe – €\n".encode("cp1252"))
    answer = await act(hass, "export", playlist="Kids", format="m3u")
    assert answer["content"] == "#PLAYLIST:Größe – €\n"


async def test_export_has_its_limits(
    hass: HomeAssistant, loaded: MockConfigEntry, engine: FakeEngine
) -> None:
    engine.export = ("x.csv", b"x" * 1_000_000)
    assert len((await act(hass, "export", playlist="Kids", format="csv"))["content"]) == 1_000_000
    engine.export = ("x.csv", b"x" * 1_000_001)
    with pytest.raises(ServiceValidationError) as caught:
        await act(hass, "export", playlist="Kids", format="csv")
    assert caught.value.translation_key == "export_too_large"
    assert caught.value.translation_placeholders == {"name": "Kids", "limit": "1 MB"}
    for format_ in ("pls", "unknown"):
        with pytest.raises(vol.Invalid):
            await act(hass, "export", playlist="Kids", format=format_)


async def test_export_of_a_library_that_tells_no_files(
    hass: HomeAssistant, loaded: MockConfigEntry, engine: FakeEngine
) -> None:
    engine.refuse["/api/v1/playlists/p1/export"] = (409, "paths_unknown", "Plex tells no files.")
    with pytest.raises(ServiceValidationError) as caught:
        await act(hass, "export", playlist="Workout")
    assert caught.value.translation_key == "paths_unknown"
    engine.raw["/api/v1/playlists/p3/export"] = web.Response(text="<html>", content_type="text/html")
    with pytest.raises(HomeAssistantError) as broken:
        await act(hass, "export", playlist="Kids")
    assert broken.value.translation_key == "engine_unreadable"


async def test_get_reviews(
    hass: HomeAssistant, loaded: MockConfigEntry, engine: FakeEngine, snapshot: SnapshotAssertion
) -> None:
    assert await act(hass, "get_reviews") == snapshot
    for fields, titles in (
        ({"playlist": "Kids"}, ["Hello"]),
        ({"min_confidence": 0.7}, ["Halo"]),
        ({"min_confidence": 0.6, "config_entry_id": loaded.entry_id}, ["Halo", "Hello"]),
        ({"limit": 1}, ["Halo"]),
        ({"min_confidence": 1}, []),
    ):
        answer = await act(hass, "get_reviews", **fields)
        assert [row["title"] for row in answer["items"]] == titles
    assert answer["total"] == 0


async def test_get_reviews_reads_page_after_page(
    hass: HomeAssistant, loaded: MockConfigEntry, engine: FakeEngine
) -> None:
    engine.reviews = [review(number, f"Song {number}", candidate("Song", 0.7)) for number in range(450)]
    answer = await act(hass, "get_reviews", limit=410)
    assert (answer["total"], len(answer["items"]), answer["items"][-1]["title"]) == (450, 410, "Song 409")
    assert len(engine.asked_for("/api/v1/matches")) == 3


async def test_get_reviews_fails_in_the_users_words(
    hass: HomeAssistant, loaded: MockConfigEntry, engine: FakeEngine
) -> None:
    with pytest.raises(ServiceValidationError) as caught:
        await act(hass, "get_reviews", playlist="Jazz")
    assert caught.value.translation_key == "playlist_not_found"
    engine.refuse["/api/v1/matches"] = (503, "database_busy", "Busy.")
    with pytest.raises(HomeAssistantError) as failed:
        await act(hass, "get_reviews")
    assert failed.value.translation_key == "database_busy"
    for wrong in ({"limit": 0}, {"limit": 1001}, {"min_confidence": 1.1}, {"verdict": "missing"}):
        with pytest.raises(vol.Invalid):
            await act(hass, "get_reviews", **wrong)
    with pytest.raises(ServiceValidationError):
        await act_silently(hass, "get_reviews")


async def test_add_playlist_by_reference(
    hass: HomeAssistant, loaded: MockConfigEntry, engine: FakeEngine, snapshot: SnapshotAssertion
) -> None:
    answer = await act(
        hass,
        "add_playlist",
        provider="playlist_file",
        reference="/media/lists/kids.m3u",
        name="Kids",
        library="Music",
        label="Kids",
        interval_days=7,
        policy="keep_mine",
        cover_url="https://example.org/kids.jpg",
        enabled=False,
    )
    assert answer == snapshot
    assert engine.asked_for("/api/v1/playlists")[-1] == {
        "provider": "playlist_file",
        "reference": "/media/lists/kids.m3u",
        "name": "Kids",
        "library_id": "l1",
        "label": "Kids",
        "interval_days": 7,
        "policy": "keep_mine",
        "cover_url": "https://example.org/kids.jpg",
        "enabled": False,
    }
    with pytest.raises(vol.Invalid):
        await act(hass, "add_playlist", link="https://x.example", policy="anything")


async def test_add_playlist_by_link(hass: HomeAssistant, loaded: MockConfigEntry, engine: FakeEngine) -> None:
    engine.status["accounts"] = [account("a1", "spotify", "Anna's Spotify"), account("a2", "tidal", "Kim's")]
    await loaded.runtime_data.async_refresh()
    link = "Listen: https://open.spotify.com/playlist/37i9dQZF1DX4sWSpwq3LiO?si=1"
    answer = await act(hass, "add_playlist", link=link, member="anna", account="anna", interval_days=1)
    assert answer["playlist"]["id"] == "p9"
    assert engine.asked_for("/api/v1/playlists")[-1] == {
        "link": link,
        "member_id": "m1",
        "account_id": "a1",
        "interval_days": 1,
    }
    await act_silently(hass, "add_playlist", link=link)
    assert engine.asked_for("/api/v1/playlists")[-1] == {"link": link}
    # An account says itself whose reference it is.
    await act_silently(hass, "add_playlist", reference="liked", account="a2")
    assert engine.asked_for("/api/v1/playlists")[-1] == {
        "reference": "liked",
        "account_id": "a2",
        "provider": "tidal",
    }


async def test_remove_playlist(hass: HomeAssistant, loaded: MockConfigEntry, engine: FakeEngine) -> None:
    answer = await act(hass, "remove_playlist", playlist="kids", delete_target=True)
    assert answer["playlist"]["name"] == "Kids"
    await act_silently(hass, "remove_playlist", playlist="p1")
    assert engine.removed == [{"id": "p3", "delete_target": "true"}, {"id": "p1"}]
    with pytest.raises(ServiceValidationError) as caught:
        await act(hass, "remove_playlist", playlist="Extra")
    assert caught.value.translation_key == "playlist_not_found", "a part of a name is not enough"
    engine.refuse["/api/v1/playlists/p2"] = (502, "unreachable", "Plex does not answer.")
    with pytest.raises(HomeAssistantError) as failed:
        await act(hass, "remove_playlist", playlist="Workout Extra", delete_target=True)
    assert (failed.value.translation_key, len(engine.removed)) == ("unreachable", 2)


async def test_search_in_the_libraries(
    hass: HomeAssistant, loaded: MockConfigEntry, engine: FakeEngine, snapshot: SnapshotAssertion
) -> None:
    assert await act(hass, "search", query="halo") == snapshot
    await act(hass, "search", query="I Am", kind="album", library="music", limit=100)
    await act(hass, "search", query="Beyoncé", kind="artist", where="library")
    assert engine.searched == [
        {"path": "/api/v1/library/tracks", "query": "halo", "limit": "20"},
        {"path": "/api/v1/library/albums", "query": "I Am", "limit": "100", "library_id": "l1"},
        {"path": "/api/v1/library/artists", "query": "Beyoncé", "limit": "20"},
    ]


async def test_search_in_a_catalogue(
    hass: HomeAssistant, loaded: MockConfigEntry, engine: FakeEngine, snapshot: SnapshotAssertion
) -> None:
    engine.rests = [{"provider": "spotify", "until": "2026-11-20T10:00:00Z"}]
    assert await act(hass, "search", query="halo", where="catalogue") == snapshot
    engine.found = [hit("I Am…", kind="album", reference="album:1", count=20), hit("Later", kind="hologram")]
    answer = await act(
        hass, "search", query="I Am", kind="album", where="catalogue", provider="deezer", limit=2
    )
    assert [(each["kind"], each["reference"]) for each in answer["items"]] == [
        ("album", "album:1"),
        ("unknown", None),
    ]
    assert engine.searched[-1] == {
        "path": "/api/v1/sources/search",
        "query": "I Am",
        "kind": "album",
        "limit": "2",
        "provider": "deezer",
    }


async def test_search_fails_in_the_users_words(
    hass: HomeAssistant, loaded: MockConfigEntry, engine: FakeEngine
) -> None:
    for mixed in ({"provider": "deezer"}, {"where": "catalogue", "library": "Music"}):
        with pytest.raises(ServiceValidationError) as caught:
            await act(hass, "search", query="halo", **mixed)
        assert caught.value.translation_key == "search_mixed"
    engine.refuse["/api/v1/sources/search"] = (503, "rate_limited", "Spotify wants a pause of 60 s.")
    with pytest.raises(HomeAssistantError) as failed:
        await act(hass, "search", query="halo", where="catalogue")
    assert failed.value.translation_key == "rate_limited"
    for wrong in ({"query": ""}, {"kind": "unknown"}, {"where": "everywhere"}, {"limit": 101}):
        with pytest.raises(vol.Invalid):
            await act(hass, "search", **({"query": "halo"} | wrong))
    with pytest.raises(ServiceValidationError):
        await act_silently(hass, "search", query="halo")


@pytest.mark.parametrize(
    ("action", "job"),
    [("refresh_playlist", "refresh_playlists"), ("identify_playlist", "identify_playlists")],
)
async def test_one_playlist_is_read_or_identified(
    hass: HomeAssistant, loaded: MockConfigEntry, engine: FakeEngine, action: str, job: str
) -> None:
    answer = await act(hass, action, playlist="kids")
    assert engine.asked_for(f"/api/v1/jobs/{job}/run") == [{"arguments": {"playlist_ids": ["p3"]}}]
    assert (answer["finished"], answer["run"]["job"], answer["items"]) == (False, job, [])
    engine.runs["r1"] = {"run": run(job), "items": [item(item_id="p3", item_name="Kids", added=2)]}
    answer = await act(hass, action, playlist="p3", wait=True, timeout=5)
    assert (answer["finished"], answer["items"][0]["added"]) == (True, 2)
    await act_silently(hass, action, playlist="p3")
    with pytest.raises(ServiceValidationError) as caught:
        await act(hass, action, playlist="Jazz")
    assert caught.value.translation_key == "playlist_not_found"
    engine.refuse[f"/api/v1/jobs/{job}/run"] = (409, "job_already_running", "It runs already.")
    with pytest.raises(ServiceValidationError) as busy:
        await act(hass, action, playlist="p3")
    assert busy.value.translation_key == "job_already_running"
    with pytest.raises(vol.Invalid):
        await act(hass, action)


async def test_add_playlist_of_tracks(
    hass: HomeAssistant, loaded: MockConfigEntry, engine: FakeEngine
) -> None:
    tracks = [{"title": "Группа крови", "artists": "Кино"}, {"title": "!!!", "duration_ms": 1000}]
    await act_silently(hass, "add_playlist", name="Mine", tracks=tracks)
    assert engine.asked_for("/api/v1/playlists")[-1] == {
        "name": "Mine",
        "tracks": [
            {"title": "Группа крови", "artists": ["Кино"]},
            {"title": "!!!", "artists": [], "duration_ms": 1000},
        ],
    }


async def test_add_playlist_from_a_file(
    hass: HomeAssistant, loaded: MockConfigEntry, engine: FakeEngine, tmp_path: Path
) -> None:
    file = tmp_path / "wörk out.csv"
    file.write_bytes(b"title,artist\nA,B\n")
    hass.config.allowlist_external_dirs = {str(tmp_path)}
    answer = await act(
        hass, "add_playlist", file=str(file), label="Sport", interval_days=2, member="Kim", policy="keep_mine"
    )
    assert answer["playlist"]["name"] == "Uploaded"
    assert engine.asked_for("/api/v1/playlists/upload") == [
        {
            "label": "Sport",
            "interval_days": "2",
            "member_id": "m2",
            "policy": "keep_mine",
            "file": ("wörk out.csv", b"title,artist\nA,B\n"),
        }
    ]


async def test_add_playlist_from_a_file_it_cannot_have(
    hass: HomeAssistant, loaded: MockConfigEntry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("custom_components.syncopate.services._LARGEST_FILE", 10)
    file = tmp_path / "large.csv"
    file.write_bytes(b"12345678901")
    for path, allowed, key in (
        (file, set(), "file_not_allowed"),
        (tmp_path / "none.csv", {str(tmp_path)}, "file_unreadable"),
        (file, {str(tmp_path)}, "file_too_large"),
    ):
        hass.config.allowlist_external_dirs = allowed
        with pytest.raises(ServiceValidationError) as caught:
            await act(hass, "add_playlist", file=str(path))
        assert caught.value.translation_key == key


@pytest.mark.parametrize(
    ("fields", "key"),
    [
        ({"reference": "x"}, "provider_missing"),
        ({"tracks": [{"title": "A"}]}, "name_missing"),
        ({"tracks": [{"title": "A"}], "name": "A", "account": "Anna's"}, "account_without_source"),
        ({"link": "https://x.example", "account": "Nobody"}, "account_not_found"),
        ({"link": "https://x.example", "member": "Nobody"}, "member_not_found"),
        ({"link": "https://x.example", "member": ""}, "member_ambiguous"),
    ],
)
async def test_add_playlist_says_what_it_lacks(
    hass: HomeAssistant, loaded: MockConfigEntry, fields: dict[str, Any], key: str
) -> None:
    with pytest.raises(ServiceValidationError) as caught:
        await act(hass, "add_playlist", **fields)
    assert caught.value.translation_key == key


@pytest.mark.parametrize("fields", [{}, {"name": "Mine"}, {"reference": "a", "provider": "b", "file": "/c"}])
async def test_add_playlist_wants_one_source(
    hass: HomeAssistant, loaded: MockConfigEntry, fields: dict[str, Any]
) -> None:
    with pytest.raises(vol.Invalid):
        await act(hass, "add_playlist", **fields)


@pytest.mark.parametrize(
    ("answer", "key", "kind"),
    [
        ((409, "already_exists", "It is there."), "already_exists", ServiceValidationError),
        ((413, "playlist_too_large", "Too large."), "playlist_too_large", ServiceValidationError),
        ((422, "unreadable_playlist", "No list."), "unreadable_playlist", ServiceValidationError),
        ((502, "source_unavailable", "Gone."), "source_unavailable", HomeAssistantError),
        ((507, "disk_full", "Full."), "disk_full", HomeAssistantError),
        ((500, "brand_new", "New."), "engine_error", HomeAssistantError),
    ],
)
async def test_engine_refuses(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    engine: FakeEngine,
    answer: tuple[int, str, str],
    key: str,
    kind: type[HomeAssistantError],
) -> None:
    engine.refuse["/api/v1/playlists"] = answer
    with pytest.raises(HomeAssistantError) as caught:
        await act(hass, "add_playlist", provider="demo", reference="x")
    assert type(caught.value) is kind
    assert caught.value.translation_key == key


async def test_engine_is_silent(hass: HomeAssistant, loaded: MockConfigEntry, engine: FakeEngine) -> None:
    await engine.stop()
    with pytest.raises(HomeAssistantError) as caught:
        await act(hass, "run_job", job="main_sync")
    assert caught.value.translation_key == "engine_unreachable"


async def test_no_engine_is_loaded(hass: HomeAssistant, loaded: MockConfigEntry) -> None:
    await hass.config_entries.async_unload(loaded.entry_id)
    for more in ({}, {"config_entry_id": loaded.entry_id}, {"config_entry_id": "none"}):
        with pytest.raises(ServiceValidationError):
            await act(hass, "get_missing", **more)


async def test_resolve_match(
    hass: HomeAssistant, loaded: MockConfigEntry, engine: FakeEngine, snapshot: SnapshotAssertion
) -> None:
    answer = await act(
        hass, "resolve_match", playlist="Workout", position=3, ruling="is", track_key="Beyoncé/Halo.flac"
    )
    assert answer == snapshot
    path = "/api/v1/playlists/p1/matches/3/decision"
    assert engine.asked_for(path) == [{"ruling": "is", "track_key": "Beyoncé/Halo.flac", "identity": None}]


@pytest.mark.parametrize(("ruling", "sent"), [("never", "never"), ("is_not", "is_not"), ("clear", None)])
async def test_resolve_match_without_a_track(
    hass: HomeAssistant, loaded: MockConfigEntry, engine: FakeEngine, ruling: str, sent: str | None
) -> None:
    await act_silently(hass, "resolve_match", playlist="kids", position=0, ruling=ruling)
    assert engine.asked_for("/api/v1/playlists/p3/matches/0/decision") == [
        {"ruling": sent, "track_key": None, "identity": None}
    ]


async def test_resolve_match_decides_what_was_shown_or_nothing(
    hass: HomeAssistant, loaded: MockConfigEntry, engine: FakeEngine
) -> None:
    (shown,) = (await act(hass, "get_reviews", limit=1))["items"]
    names = {"playlist": shown["playlist_id"], "position": shown["position"], "identity": shown["identity"]}
    said = {**names, "ruling": "is", "track_key": shown["candidates"][0]["track_key"]}
    assert (await act(hass, "resolve_match", **said))["match"]["verdict"] == "match"
    engine.reviews = [review(3, "Another song", candidate("Halo", 0.7))]
    for fields in (said, {**names, "ruling": "clear"}):
        with pytest.raises(ServiceValidationError) as caught:
            await act(hass, "resolve_match", **fields)
        assert caught.value.translation_key == "conflict"
        assert caught.value.translation_placeholders == {
            "detail": "Another entry stands at this place now: look again."
        }


async def test_resolve_match_needs_to_know_the_track(
    hass: HomeAssistant, loaded: MockConfigEntry, engine: FakeEngine
) -> None:
    with pytest.raises(ServiceValidationError) as caught:
        await act(hass, "resolve_match", playlist="Workout", position=3, ruling="is")
    assert caught.value.translation_key == "track_key_missing"
    with pytest.raises(ServiceValidationError) as caught:
        await act(hass, "resolve_match", playlist="Jazz", position=3, ruling="never")
    assert caught.value.translation_key == "playlist_not_found"
    for wrong in ({"ruling": "perhaps"}, {"position": -1}, {"track_key": ""}, {"identity": ""}):
        fields = {"playlist": "Workout", "position": 1, "ruling": "is", "track_key": "x", **wrong}
        with pytest.raises(vol.Invalid):
            await act(hass, "resolve_match", **fields)


async def test_resolve_match_tells_what_the_engine_says(
    hass: HomeAssistant, loaded: MockConfigEntry, engine: FakeEngine
) -> None:
    engine.refuse["/api/v1/playlists/p1/matches/99/decision"] = (404, "not_found", "There is no match 99.")
    with pytest.raises(HomeAssistantError) as caught:
        await act(hass, "resolve_match", playlist="p1", position=99, ruling="never")
    assert caught.value.translation_key == "not_found"
