"""The user's decisions, explanations and listening, over the API."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import numpy as np
import pytest
import soundfile
from mutagen.flac import FLAC
from syncopate.access.play_links import LIFETIME, PlayLink, link_token
from syncopate.domain.match import Candidate, Match, Verdict
from syncopate.domain.run import ScanMode
from syncopate.store import entries, matches, targets, tracks
from syncopate.sync.libraries import scan_library
from syncopate.sync.playlist import sync_mirror

if TYPE_CHECKING:
    from conftest import Engine


async def _quiet(_progress: object) -> None:
    return


def _song(path: Path, title: str, artist: str) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(path, np.zeros(16_000, dtype="float32"), 8000)
    tags = FLAC(path)
    tags["title"], tags["artist"] = title, artist
    tags.save()
    return path.name


@pytest.fixture
async def household(engine: Engine, api: httpx.AsyncClient) -> dict[str, Any]:
    """Return a library of four songs and a synced playlist of three, two of them unknown."""
    names = [("Hurt", "Johnny Cash"), ("Группа крови", "Кино"), ("Halo", "Beyoncé"), ("Demo 4", "Singer")]
    for title, artist in names:
        _song(engine.music / f"{title}.flac", title, artist)
    library = (
        await api.post("/api/v1/libraries", json={"name": "Music", "folder": str(engine.music)})
    ).json()
    await scan_library(engine.kit, library["id"], mode=ScanMode.FULL, report=_quiet)
    tracks = [
        {"title": "Hurt", "artists": ["Johnny Cash"]},
        {"title": "Unheard", "artists": ["Nobody"]},
        {"title": "Unseen", "artists": ["Nobody"]},
    ]
    added = await api.post("/api/v1/playlists", json={"name": "Evening", "tracks": tracks})
    playlist = added.json()
    await sync_mirror(engine.kit, playlist["id"], "run-1", report=_quiet)
    return {"library": library["id"], "playlist": playlist["id"]}


async def _review(engine: Engine, playlist_id: str, found: dict[int, list[tuple[str, float]]]) -> None:
    rows = [
        (place, Match(Verdict.REVIEW, "not_sure", candidates=tuple(Candidate(*one, ()) for one in several)))
        for place, several in found.items()
    ]
    (target,) = await engine.kit.database.read(targets.of_mirror, playlist_id)
    await engine.kit.database.write(matches.revise, target.id, rows)


async def test_the_queue_is_filtered_and_the_surest_come_first(
    api: httpx.AsyncClient, engine: Engine, household: dict[str, str]
) -> None:
    await _review(
        engine,
        household["playlist"],
        {1: [("Halo.flac", 0.62)], 2: [("Demo 4.flac", 0.8), ("Halo.flac", 0.3)]},
    )

    async def titles(**parameters: object) -> list[str]:
        asked = {"verdict": "review", **parameters}
        return [item["title"] for item in (await api.get("/api/v1/matches", params=asked)).json()["items"]]

    assert await titles() == ["Unheard", "Unseen"]
    assert await titles(order="confidence") == ["Unseen", "Unheard"]
    assert await titles(min_score=0.7) == ["Unseen"]
    assert await titles(max_score=0.7) == ["Unheard"]
    assert await titles(library_id=household["library"], playlist_id=household["playlist"], limit=1) == [
        "Unheard"
    ]
    assert await titles(library_id="other") == []
    (item, _) = (await api.get("/api/v1/matches", params={"verdict": "review"})).json()["items"]
    assert (item["confidence"], item["candidates"][0]["track"]["title"]) == (0.62, "Halo")
    assert (await api.get("/api/v1/matches", params={"min_score": 2})).status_code == 422


async def test_a_decision_is_listed_and_undone(
    api: httpx.AsyncClient, household: dict[str, str], engine: Engine
) -> None:
    address = f"/api/v1/playlists/{household['playlist']}/matches/1/decision"
    decided = (await api.post(address, json={"ruling": "is", "track_key": "Demo 4.flac"})).json()
    (listed,) = (await api.get("/api/v1/decisions")).json()["items"]
    assert listed["id"] == decided["decision_id"]
    assert (listed["title"], listed["track_title"], listed["ruling"]) == ("Unheard", "Demo 4", "is")
    assert (listed["playlist_name"], listed["via"], listed["counts"]) == ("Evening", "key", True)
    assert listed["decided_by"]
    assert (listed["track_key"], listed["present_key"]) == ("Demo 4.flac", "Demo 4.flac")
    await engine.kit.database.write(tracks.remove_absent, household["library"], ["Hurt.flac"])
    (gone,) = (await api.get("/api/v1/decisions")).json()["items"]
    assert (gone["track_key"], gone["present_key"]) == ("Demo 4.flac", None)

    undone = await api.post(f"/api/v1/decisions/{listed['id']}/undo")
    assert undone.status_code == 200
    assert (undone.json()["counts"], undone.json()["undone_by"]) == (False, listed["decided_by"])
    assert (await api.get("/api/v1/decisions", params={"standing": True})).json()["items"] == []
    page = (await api.get("/api/v1/decisions", params={"playlist_id": household["playlist"]})).json()["page"]
    assert page["total"] == 1
    assert (await api.post("/api/v1/decisions/999/undo")).status_code == 404
    assert (await api.post("/api/v1/decisions/0/undo")).status_code == 422
    again = await api.get(f"/api/v1/playlists/{household['playlist']}/matches")
    assert again.json()["items"][1]["verdict"] == "missing"


async def test_another_entry_that_took_the_place_is_not_decided(
    api: httpx.AsyncClient, household: dict[str, str], engine: Engine
) -> None:
    address = f"/api/v1/playlists/{household['playlist']}/matches"
    seen = (await api.get(address)).json()["items"][1]
    assert (seen["title"], seen["identity"]) == ("Unheard", "text|unheard|nobody")
    rows = await engine.kit.database.read(entries.load, household["playlist"])
    moved = [
        replace(stored, entry=replace(stored.entry, position=3 - stored.entry.position))
        for stored in rows[1:]
    ]
    await engine.kit.database.write(entries.replace, household["playlist"], [rows[0], *moved[::-1]])

    said = {"ruling": "is", "track_key": "Demo 4.flac", "identity": seen["identity"]}
    refused = await api.post(f"{address}/1/decision", json=said)
    assert (refused.status_code, refused.json()["key"]) == (409, "conflict")
    taken_back = await api.post(f"{address}/1/decision", json={**said, "ruling": None})
    assert taken_back.status_code == 409
    assert (await api.get("/api/v1/decisions")).json()["page"]["total"] == 0

    decided = await api.post(f"{address}/2/decision", json=said)
    assert (decided.json()["title"], decided.json()["identity"]) == ("Unheard", seen["identity"])
    by_hand = await api.post(f"{address}/1/decision", json={"ruling": "never"})
    assert by_hand.json()["title"] == "Unseen"
    for wrong in ("", "x" * 4097):
        answer = await api.post(f"{address}/1/decision", json={"ruling": "never", "identity": wrong})
        assert answer.status_code == 422


async def test_without_a_track_all_candidates_are_refused(
    api: httpx.AsyncClient, household: dict[str, str], engine: Engine
) -> None:
    await _review(engine, household["playlist"], {1: [("Halo.flac", 0.7), ("Demo 4.flac", 0.6)]})
    address = f"/api/v1/playlists/{household['playlist']}/matches/1/decision"
    assert (await api.post(address, json={"ruling": "is_not"})).json()["decision"] == "is_not"
    listed = (await api.get("/api/v1/decisions")).json()["items"]
    assert {(item["ruling"], item["track_key"]) for item in listed} == {
        ("is_not", "Halo.flac"),
        ("is_not", "Demo 4.flac"),
    }


async def test_reviews_are_accepted_at_once(
    api: httpx.AsyncClient, household: dict[str, str], engine: Engine
) -> None:
    await _review(
        engine,
        household["playlist"],
        {0: [("Halo.flac", 0.82), ("Hurt.flac", 0.81)], 1: [("Halo.flac", 0.7)], 2: [("Demo 4.flac", 0.8)]},
    )
    seen = (await api.post("/api/v1/matches/accept", json={"min_score": 0.75})).json()
    assert (seen["dry_run"], seen["total"], seen["left_out"], seen["batch_id"]) == (True, 1, 1, None)
    assert seen["rest"] == 0
    assert (seen["items"][0]["title"], seen["items"][0]["track"]["title"]) == ("Unseen", "Demo 4")
    assert (await api.get("/api/v1/decisions")).json()["items"] == []

    done = (await api.post("/api/v1/matches/accept", json={"min_score": 0.6, "dry_run": False})).json()
    assert (done["total"], done["dry_run"]) == (2, False)
    counts = (await api.get(f"/api/v1/playlists/{household['playlist']}")).json()["counts"]
    assert (counts["matched"], counts["review"]) == (2, 1)
    listed = (await api.get("/api/v1/decisions", params={"batch_id": done["batch_id"]})).json()["items"]
    assert sorted(item["score"] for item in listed) == [0.7, 0.8]

    undone = await api.post(f"/api/v1/decisions/batches/{done['batch_id']}/undo")
    assert undone.json() == {"undone": 2}
    assert (await api.post("/api/v1/decisions/batches/none/undo")).status_code == 404
    wrong = [{"min_score": 0.1}, {"min_score": 2}, {}, {"min_score": 0.8, "playlist_id": "../x"}]
    for body in wrong:
        assert (await api.post("/api/v1/matches/accept", json=body)).status_code == 422


async def test_tracks_are_found_by_words_however_spelt(
    api: httpx.AsyncClient, household: dict[str, str]
) -> None:
    address = f"/api/v1/libraries/{household['library']}/tracks"

    async def found(search: str) -> list[str]:
        return [item["title"] for item in (await api.get(address, params={"search": search})).json()["items"]]

    assert await found("beyonce") == ["Halo"]
    assert await found("gruppa KINO") == ["Группа крови"]
    assert await found("nothing like it") == []
    page = (await api.get(address, params={"limit": 1, "offset": 1})).json()
    assert (page["page"], len(page["items"])) == ({"total": 4, "limit": 1, "offset": 1}, 1)


async def test_a_match_is_explained(api: httpx.AsyncClient, household: dict[str, str]) -> None:
    asked = {"artist": "Johnny Cash", "title": "Hurt (Remastered 2002)", "duration_ms": 2000}
    told = (await api.get("/api/v1/match/explain", params=asked)).json()
    assert (told["verdict"], told["track_key"], told["library_name"]) == ("match", "Hurt.flac", "Music")
    assert told["read"]["base"] == "hurt"
    assert told["read"]["artists"] == ["johnnycash"]
    assert told["read"]["packaging"]
    best = told["candidates"][0]
    assert best["track"]["title"] == "Hurt"
    assert "name" in best["origins"]
    assert {item["aspect"] for item in best["evidence"]} >= {"title", "artists"}
    assert 0 < told["threshold"] < 1
    assert told["tracks"] == 4

    none = (await api.get("/api/v1/match/explain", params={"title": "\u0000Nothing"})).json()
    assert none["verdict"] == "missing"
    for wrong in ({}, {"title": "x", "isrc": "nonsense"}, {"title": ""}, {"title": "x", "duration_ms": -1}):
        assert (await api.get("/api/v1/match/explain", params=wrong)).status_code == 422
    gone = await api.get("/api/v1/match/explain", params={"title": "x", "library": "none"})
    assert gone.status_code == 404


async def test_which_library_is_meant_has_to_be_clear(api: httpx.AsyncClient) -> None:
    answer = await api.get("/api/v1/match/explain", params={"title": "x"})
    assert (answer.status_code, answer.json()["key"]) == (409, "not_configured")


async def test_a_link_plays_one_track_and_no_more(
    api: httpx.AsyncClient, household: dict[str, str], engine: Engine
) -> None:
    address = f"/api/v1/libraries/{household['library']}/play-links"
    made = await api.post(address, json={"track_key": "Halo.flac"})
    assert made.status_code == 201
    link = made.json()
    assert link["media_type"] == "audio/flac"
    whole = (engine.music / "Halo.flac").read_bytes()

    nobody = {"Authorization": ""}
    played = await api.get(f"/{link['path']}", headers=nobody)
    assert (played.status_code, played.content) == (200, whole)
    assert played.headers["content-type"] == "audio/flac"
    assert "sandbox" in played.headers["content-security-policy"]
    part = await api.get(f"/{link['path']}", headers=nobody | {"Range": "bytes=4-11"})
    assert (part.status_code, part.content) == (206, whole[4:12])
    assert part.headers["content-range"] == f"bytes 4-11/{len(whole)}"
    beyond = await api.get(f"/{link['path']}", headers=nobody | {"Range": f"bytes={len(whole)}-"})
    assert beyond.status_code == 416
    assert (
        await api.get("/api/v1/decisions", headers=nobody, params={"api_key": link["path"]})
    ).status_code == 401

    token = link["path"].partition("token=")[2]
    for wrong in (token[:-4] + "AAAA", "x", "ü", token + token, "a" * 24_000):
        refused = await api.get("/api/v1/play", params={"token": wrong}, headers=nobody)
        assert (refused.status_code, refused.json()["key"]) == (403, "access_denied")
    old = PlayLink(library_id=household["library"], track_key="Halo.flac", until=engine.kit.now())
    late = {"token": link_token(engine.kit.vault, old)}
    assert (await api.get("/api/v1/play", params=late, headers=nobody)).status_code == 403
    assert (await api.post(address, json={"track_key": "no such.flac"})).status_code == 404


async def test_a_sealed_thing_that_is_no_link_is_none(api: httpx.AsyncClient, engine: Engine) -> None:
    sealed = engine.kit.vault.seal({"password": "secret"}).decode().rstrip("=")
    assert (await api.get("/api/v1/play", params={"token": sealed})).status_code == 403


async def test_what_lies_outside_the_music_folder_is_not_played(
    api: httpx.AsyncClient, household: dict[str, str], engine: Engine, tmp_path: Path
) -> None:
    outside = tmp_path / "outside"
    _song(outside / "Elsewhere.flac", "Elsewhere", "Somebody")
    (engine.music / "linked").symlink_to(outside)
    await scan_library(engine.kit, household["library"], mode=ScanMode.FULL, report=_quiet)
    address = f"/api/v1/libraries/{household['library']}/play-links"
    linked = await api.post(address, json={"track_key": "linked/Elsewhere.flac"})
    assert (linked.status_code, linked.json()["key"]) == (403, "access_denied")
    for key in (
        "../outside/Elsewhere.flac",
        "/etc/passwd",
        "linked/../../outside/Elsewhere.flac",
        "./%2e%2e/x",
    ):
        assert (await api.post(address, json={"track_key": key})).status_code == 404, "not in the index"
        until = engine.kit.now() + LIFETIME
        forged = link_token(
            engine.kit.vault, PlayLink(library_id=household["library"], track_key=key, until=until)
        )
        assert (await api.get("/api/v1/play", params={"token": forged})).status_code == 404
    halo = engine.music / "Halo.flac"
    halo.unlink()
    halo.symlink_to("/etc/passwd")
    assert (await api.post(address, json={"track_key": "Halo.flac"})).status_code == 403


async def test_reading_is_not_enough_to_decide_or_to_listen(
    api: httpx.AsyncClient, household: dict[str, str], engine: Engine
) -> None:
    reader = {"Authorization": f"Bearer {engine.keys['read']}"}
    for path, body in (
        ("matches/accept", {"min_score": 0.9}),
        ("decisions/1/undo", None),
        ("decisions/batches/x/undo", None),
        (f"libraries/{household['library']}/play-links", {"track_key": "Halo.flac"}),
    ):
        answer = await api.post(f"/api/v1/{path}", json=body, headers=reader)
        assert (answer.status_code, answer.json()["key"]) == (403, "scope_missing")
    for path in ("decisions", "match/explain?title=x", f"libraries/{household['library']}/tracks?search=x"):
        assert (await api.get(f"/api/v1/{path}", headers=reader)).status_code == 200


async def test_of_a_library_that_was_never_read_nothing_is_known(
    api: httpx.AsyncClient, library: dict[str, Any]
) -> None:
    for address in ("explain", "album"):
        told = (await api.get(f"/api/v1/match/{address}", params={"title": "Creep"})).json()
        assert (told["verdict"], told["reason"]) == ("unknown", "library_unknown"), library


async def test_which_of_several_libraries_is_asked_for(
    api: httpx.AsyncClient, library: dict[str, Any], tmp_path: Path
) -> None:
    (tmp_path / "vinyl").mkdir()
    body = {"name": "Vinyl", "folder": str(tmp_path / "vinyl")}
    other = (await api.post("/api/v1/libraries", json=body)).json()
    for address in ("explain", "album"):
        answer = await api.get(f"/api/v1/match/{address}", params={"title": "Creep"})
        problem = answer.json()
        assert (answer.status_code, problem["key"]) == (422, "invalid_input")
        assert problem["placeholders"]["field"] == "library"
        assert f"Music ({library['id']}), Vinyl ({other['id']})" in problem["detail"]
