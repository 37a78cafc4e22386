"""What goes wrong in a household: each is told where the user looks, loses nothing, and heals."""

import asyncio
import contextlib
import signal
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import paho.mqtt.client as paho
import pytest
from conftest import BROKER_PASSWORD, BROKER_USER, GONE, Household, settled
from crowd import MANY, change_settings, many_playlists
from joining import engine_form, entries_of, flows_of
from pages import visiting
from processes import until, up

ATTENTION = "binary_sensor.syncopate_needs_attention"
CONNECTED = "binary_sensor.syncopate_engine_connected"
PLAYLIST = "sensor.sport_road_trip"
WRONG_PASSWORD = "difference-engine-no-2"
PLANTED: list[str] = [BROKER_PASSWORD, WRONG_PASSWORD]
"""What must never be seen again; tests add their keys."""


async def new_key(household: Household, name: str, **more: Any) -> tuple[str, str]:
    """Make a key; return its text and id."""
    wanted = {"name": name, "scopes": ["control"], "per_minute": 6000, **more}
    made = await household.api.send("POST", "/api/v1/api-keys", json=wanted)
    PLANTED.append(made["key"])
    return made["key"], made["item"]["id"]


async def refused(household: Household, key: str | None, *, in_address: bool = False) -> tuple[int, str]:
    """Return status and error key of a call that should be refused."""
    query = f"?api_key={key}" if in_address else ""
    headers = {"Authorization": f"Bearer {key}"} if key and not in_address else {}
    url = f"{household.api.url}/api/v1/status{query}"
    async with household.api.session.get(url, headers=headers) as response:
        assert response.content_type == "application/problem+json"
        return response.status, (await response.json())["key"]


async def state_of(household: Household, entity: str) -> str | None:
    with contextlib.suppress(KeyError):
        return str((await household.home.states())[entity]["state"])
    return None


async def wait_for(household: Household, entity: str, *wanted: str, seconds: float = 60) -> None:
    async def there() -> bool | None:
        return await state_of(household, entity) in wanted or None

    await until(there, f"{entity} to be {' or '.join(wanted)}", seconds=seconds)


async def healed(household: Household) -> None:
    """Wait until engine, page and Home Assistant say that all is well."""

    async def well() -> bool | None:
        return not (await household.api.get("/api/v1/status"))["problems"] or None

    await until(well, "the problems to be gone")
    await wait_for(household, ATTENTION, "off")
    await wait_for(household, CONNECTED, "on")

    async def back() -> bool | None:
        return await state_of(household, PLAYLIST) not in {None, *GONE} or None

    await until(back, "the playlist's sensor", seconds=90)
    assert not await repairs(household)
    async with visiting(household.api.url) as visitor:
        await visitor.sign_in(household.api.key)
        assert "does not work" not in (await visitor.read("/"))[1]


async def problem_with(household: Household, key: str) -> dict[str, Any]:
    """Wait for a problem and return it, told alike by API, page and Home Assistant."""

    async def told() -> dict[str, Any] | None:
        problems = (await household.api.get("/api/v1/status"))["problems"]
        return next((problem for problem in problems if problem["key"] == key), None)

    problem = await until(told, f"the problem {key}")
    async with visiting(household.api.url) as visitor:
        await visitor.sign_in(household.api.key)
        _, overview = await visitor.read("/")
    assert key in overview
    assert "What needs you" in overview
    assert "Everything is in step" not in overview
    await wait_for(household, ATTENTION, "on")
    assert key in await repairs(household)
    return problem


async def repairs(household: Household) -> set[str]:
    """Return the keys of what Home Assistant lists as in need of repair because of us."""
    issues = (await household.home.ask("repairs/list_issues"))["issues"]
    return {issue["translation_key"] for issue in issues if issue["domain"] == "syncopate"}


async def test_keys_that_are_no_good(joined: Household) -> None:
    """Wrong, revoked, expired and missing: each is refused by API and pages alike."""
    soon = (datetime.now(UTC) + timedelta(seconds=2)).isoformat()
    expiring, _ = await new_key(joined, "for a moment", expires_at=soon)
    revoked, revoked_id = await new_key(joined, "to be revoked")
    async with visiting(joined.api.url) as visitor:
        assert (await visitor.sign_in(revoked))[0] == 200
        assert (await visitor.read("/playlists"))[0] == "/playlists"
        await joined.api.send("DELETE", f"/api/v1/api-keys/{revoked_id}")
        assert (await visitor.read("/playlists"))[0] == "/login"
        status, page = await visitor.sign_in(revoked)
        assert status == 401
        assert "key_invalid" in page
    await asyncio.sleep(2.2)
    for key in ("sk_wrong", expiring, revoked):
        assert await refused(joined, key) == (401, "key_invalid")
        assert await refused(joined, key, in_address=True) == (401, "key_invalid")
    assert await refused(joined, None) == (401, "key_missing")


async def test_home_assistant_asks_for_a_key_again(joined: Household) -> None:
    """Its key is revoked: it says so at once, takes a new one, and goes on."""
    home, api = joined.home, joined.api
    [entry] = await entries_of(home, "syncopate")
    first, first_id = await new_key(joined, "Home Assistant")
    body = {"handler": "syncopate", "entry_id": entry["entry_id"]}
    step = await home.post("/api/config/config_entries/flow", body)
    assert (step["type"], step["step_id"]) == ("form", "reconfigure")
    step = await home.answer(step, engine_form(api.url, first))
    assert step["reason"] == "reconfigure_successful"
    await wait_for(joined, CONNECTED, "on")
    await api.send("DELETE", f"/api/v1/api-keys/{first_id}")

    async def asked() -> dict[str, Any] | None:
        return next(iter(await flows_of(home, "syncopate", "reauth")), None)

    flow = await until(asked, "Home Assistant to ask for a key")
    step = await home.answer(flow, {"api_key": first})
    assert step["errors"] == {"base": "invalid_auth"}
    second, _ = await new_key(joined, "Home Assistant again")
    step = await home.answer(flow, {"api_key": second})
    assert step["reason"] == "reauth_successful"
    await wait_for(joined, CONNECTED, "on")
    assert not await flows_of(home, "syncopate", "reauth")
    answer = await home.action("syncopate", "get_missing")
    assert answer["items"]


async def test_broker_refuses_the_login(joined: Household) -> None:
    """Told as what it is, and healed by the right password, which the pages then keep for themselves."""
    broker = {"mqtt.host": "127.0.0.1", "mqtt.port": joined.broker_port, "mqtt.username": BROKER_USER}
    await change_settings(joined.api, {**broker, "mqtt.password": WRONG_PASSWORD})
    problem = await problem_with(joined, "broker_login_rejected")
    assert problem["severity"] == "error"
    assert "127.0.0.1" in problem["detail"]
    await wait_for(joined, PLAYLIST, "unavailable")
    answer = await change_settings(joined.api, {"mqtt.password": BROKER_PASSWORD})
    assert answer["secrets"]["mqtt.password"] is True
    await healed(joined)


async def synced(household: Household, playlist: dict[str, Any]) -> dict[str, Any]:
    """Sync a playlist and return what became of it."""
    started = await household.api.send("POST", f"/api/v1/playlists/{playlist['id']}/sync", json={})
    await settled(household.api)
    run = await household.api.get(f"/api/v1/runs/{started['run']['id']}")
    [item] = run["items"]
    return item


async def road_trip(household: Household) -> dict[str, Any]:
    playlists = (await household.api.get("/api/v1/playlists"))["items"]
    return next(playlist for playlist in playlists if playlist["label"] == "Sport")


def kept(folder: Path) -> dict[str, tuple[bytes, int, int]]:
    """Return content, inode and time of the playlist files of a library."""
    files = sorted((folder / "Playlists").iterdir())
    return {path.name: (path.read_bytes(), path.stat().st_ino, path.stat().st_mtime_ns) for path in files}


@pytest.mark.parametrize("mount_point_stays", [False, True])
async def test_library_folder_is_gone(joined: Household, *, mount_point_stays: bool) -> None:
    """A disk that is not there: unknown, not missing; nothing is written, and all is as before afterwards."""
    music, away = joined.music, joined.music.with_name("music on a disk that is away")
    playlist = await road_trip(joined)
    assert (await synced(joined, playlist))["status"] in {"synced", "unchanged"}
    before, counts = await road_trip(joined), (await joined.api.get("/api/v1/status"))["counts"]
    shown, files = await state_of(joined, PLAYLIST), kept(music)
    assert files
    music.rename(away)
    try:
        if mount_point_stays:
            music.mkdir()
        item = await synced(joined, playlist)
        assert (item["status"], item["error"]) == ("unknown", "library_unavailable")
        assert (item["added"], item["removed"]) == (0, 0)
        problem = await problem_with(joined, "library_unavailable")
        assert problem["title"] == "Music"
        await scan_is_unknown(joined)
        gone = (await joined.api.get("/api/v1/status"))["counts"]
        assert gone["missing"] <= counts["missing"]
        assert gone["tracks"] == counts["tracks"]
        now = await road_trip(joined)
        assert now["counts"]["missing"] <= before["counts"]["missing"]
        assert now["last_error"] == "library_unavailable"
        async with visiting(joined.api.url) as visitor:
            await visitor.sign_in(joined.api.key)
            for path in (f"/playlists/{playlist['id']}", "/libraries"):
                assert "library_unavailable" in (await visitor.read(path))[1], path
        assert not music.exists() or not any(music.iterdir())
        assert kept(away) == files
    finally:
        with contextlib.suppress(FileNotFoundError):
            music.rmdir()
        away.rename(music)
    item = await synced(joined, playlist)
    assert (item["status"], item["error"]) == ("unchanged", None)
    assert kept(music) == files
    assert (await road_trip(joined))["counts"] == before["counts"]
    await healed(joined)
    await wait_for(joined, PLAYLIST, str(shown))


async def scan_is_unknown(household: Household) -> None:
    """Scan while the folder is gone: the index is kept."""
    [library] = (await household.api.get("/api/v1/libraries"))["items"]
    arguments = {"arguments": {"library_id": library["id"], "mode": "full"}}
    started = await household.api.send("POST", "/api/v1/jobs/scan_library/run", json=arguments)
    await settled(household.api)
    run = await household.api.get(f"/api/v1/runs/{started['run']['id']}")
    assert [(item["status"], item["error"]) for item in run["items"]] == [("unknown", "library_unavailable")]
    [after] = (await household.api.get("/api/v1/libraries"))["items"]
    assert (after["readable"], after["key"]) == (False, "library_unavailable")
    assert after["tracks"] == library["tracks"] > 0


async def test_engine_is_killed_in_the_middle_of_a_sync(joined: Household) -> None:
    """The run goes on after the start, ends well, and no playlist is done twice or not at all."""
    async with many_playlists(joined.api) as ids:
        wanted = {"arguments": {"playlist_ids": ids, "force": True}}
        run = (await joined.api.send("POST", "/api/v1/jobs/sync_playlists/run", json=wanted))["run"]

        async def in_the_middle() -> int | None:
            progress = (await joined.api.get(f"/api/v1/runs/{run['id']}"))["run"]["progress"]
            return progress["done"] if progress["done"] >= 3 else None

        done = await until(in_the_middle, "some playlists to be done", pause=0.02)
        joined.engine.stop(signal.SIGKILL)
        assert done < MANY
        joined.engine.start()
        await up(joined.engine, f"{joined.api.url}/api/v1/health")
        await settled(joined.api)
        detail = await joined.api.get(f"/api/v1/runs/{run['id']}")
        assert detail["run"]["status"] == "succeeded", detail["run"]
        assert sorted(item["item_id"] for item in detail["items"]) == sorted(ids)
        assert {item["status"] for item in detail["items"]} <= {"synced", "unchanged"}
        files = list((joined.music / "Playlists").glob("Many *.m3u8"))
        assert len(files) == MANY
        assert len({path.read_text(encoding="utf-8").count("\n../") for path in files}) == 1
        assert not [path for path in (joined.music / "Playlists").iterdir() if path.suffix != ".m3u8"]
    assert not list((joined.music / "Playlists").glob("Many *"))
    await healed(joined)


async def retained(household: Household) -> dict[str, bytes]:
    """Return every retained message of the broker."""
    seen: dict[str, bytes] = {}
    client = paho.Client(paho.CallbackAPIVersion.VERSION2, protocol=paho.MQTTv5)
    client.username_pw_set(BROKER_USER, BROKER_PASSWORD)
    client.on_connect = lambda *_: client.subscribe("#")
    client.on_message = lambda _client, _data, message: seen.update({message.topic: message.payload})
    client.connect("127.0.0.1", household.broker_port)
    client.loop_start()
    try:
        await asyncio.sleep(2)
    finally:
        client.disconnect()
        client.loop_stop()
    return seen


async def test_secrets_are_seen_nowhere(joined: Household) -> None:
    """Not in the logs, on the broker, in what the API tells, in diagnostics, nor plainly on the disk."""
    api, home = joined.api, joined.home
    url = f"{api.url}/api/sync/mqtt?api_key={api.key}"
    async with api.session.get(url) as response:
        assert response.status == 200
    await settled(api)
    sealing = (joined.data / "secret.key").read_text(encoding="utf-8").split()
    secrets = {*PLANTED, api.key, *sealing, home.token, home.refresh_token}
    [entry] = await entries_of(home, "syncopate")
    places = {
        "the engine's log": joined.engine.text,
        "Home Assistant's log": joined.hass.text,
        "the broker's log": joined.broker.text,
        "diagnostics": str(await home.get(f"/api/diagnostics/config_entry/{entry['entry_id']}")),
        "config entries": str(await home.get("/api/config/config_entries/entry")),
        "states": str(await home.states()),
    }
    for path in ("status", "settings", "accounts", "api-keys", "runs", "health", "playlists"):
        places[f"/api/v1/{path}"] = str(await api.get(f"/api/v1/{path}"))
    messages = await retained(joined)
    assert any(topic.startswith("homeassistant/device/") for topic in messages)
    places.update({topic: message.decode("utf-8", "replace") for topic, message in messages.items()})
    for path in joined.data.rglob("*"):
        if path.is_file() and path.name != "secret.key":
            places[path.name] = path.read_bytes().decode("latin-1")
    seen = {(place, secret[:6]) for place, text in places.items() for secret in secrets if secret in text}
    assert not seen
    assert len(places["diagnostics"]) > 1000


async def test_settings_go_back_to_what_they_were(joined: Household) -> None:
    """The broker of the environment is used again once the pages name none."""
    names = ("mqtt.host", "mqtt.port", "mqtt.username", "mqtt.password")
    answer = await change_settings(joined.api, dict.fromkeys(names))
    assert answer["secrets"]["mqtt.password"] is False
    await healed(joined)
