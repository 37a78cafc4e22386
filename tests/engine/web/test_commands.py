"""What can be done on the pages is done, told, and shown."""

import re
from datetime import time, timedelta
from typing import Any, Self

from syncopate.domain.event import EventType
from syncopate.domain.match import Verdict
from syncopate.domain.playlist import TargetPolicy
from syncopate.domain.run import JobName, RunStatus, ScheduleKind, Trigger
from syncopate.store import events, keys, libraries, matches, mirrors, runs, settings, targets


class Browser:
    """Sends forms as a browser does, with the token of the page."""

    def __init__(self, household: Any) -> None:
        self.household = household
        self.client = household.client()

    async def __aenter__(self) -> Self:
        text = (await self.client.get("/playlists/add")).text
        found = re.search(r'name="csrf" value="([^"]+)"', text)
        assert found
        self.csrf = found[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.client.aclose()

    async def get(self, path: str) -> str:
        answer = await self.client.get(path)
        assert answer.status_code == 200, answer.text
        return answer.text

    async def send(self, path: str, status: int = 200, **data: Any) -> Any:
        answer = await self.client.post(path, data={"csrf": self.csrf, **data})
        assert answer.status_code == status, answer.text
        return answer


async def test_a_playlist_is_synced_and_a_plan_approved(filled: Any) -> None:
    async with Browser(filled) as browser:
        await browser.send(f"/playlists/{filled.ids['held']}/sync", approve="digest-1", back="/")
        run = await filled.kit.database.read(runs.running_of, JobName.SYNC_PLAYLISTS)
        assert run.trigger is Trigger.WEB
        assert run.arguments["approve"] == {filled.ids["held"]: "digest-1"}
        again = await browser.send(f"/playlists/{filled.ids['first']}/sync", back="/")
        assert "running already" in again.text
        assert "syncing" in await browser.get("/playlists")
        await browser.send(f"/runs/{run.id}/cancel", back="/")
        assert (await filled.kit.database.read(runs.get, run.id)).status is RunStatus.CANCELLED


async def test_deciding_a_match_shows_at_once(filled: Any) -> None:
    place, first = f"/playlists/{filled.ids['first']}", filled.ids["first"]
    target = (await filled.kit.database.read(targets.of_mirror, first))[0]
    async with Browser(filled) as browser:
        text = await browser.get(f"{place}?entry=8&find=jóga")
        assert "Hyperballad" in text
        key = "Björk/Jóga.flac"
        assert key in text
        back = f"{place}?entry=8"
        done = await browser.send(f"{place}/decide", position="8", ruling="is", track_key=key, back=back)
        assert "You said: this is it." in done.text
        row = await filled.kit.database.read(matches.row, target.id, 8)
        assert row.match.track_key == key
        await browser.send(f"{place}/decide", position="8", ruling="", back=back)
        row = await filled.kit.database.read(matches.row, target.id, 8)
        assert row.match.verdict is Verdict.MISSING
        never = await browser.send(f"{place}/decide", position="8", ruling="never", back=back)
        assert "never look again" in never.text
        await browser.send(f"{place}/decide", 422, position="x", ruling="is")
        await browser.send(f"{place}/decide", 422, position="8", ruling="perhaps")
        await browser.send(f"{place}/decide", 404, position="8", ruling="is", track_key="nowhere")


async def test_renaming_by_the_pen_and_back_to_the_source(filled: Any) -> None:
    place, first = f"/playlists/{filled.ids['first']}", filled.ids["first"]
    async with Browser(filled) as browser:
        done = await browser.send(f"{place}/change", part="name", name="On the road", back=place)
        assert "On the road" in done.text
        assert (await filled.kit.database.read(mirrors.get, first)).custom_name == "On the road"
        await browser.send(f"{place}/change", part="name", name="", back=place)
        assert (await filled.kit.database.read(mirrors.get, first)).custom_name is None


async def test_settings_of_a_playlist(filled: Any) -> None:
    place, first = f"/playlists/{filled.ids['first']}", filled.ids["first"]
    async with Browser(filled) as browser:
        await browser.send(f"{place}/change", label="Car", interval_days="7", policy="keep_mine", back=place)
        mirror = await filled.kit.database.read(mirrors.get, first)
        assert (mirror.label, mirror.interval_days, mirror.enabled) == ("Car", 7, False)
        assert mirror.policy is TargetPolicy.KEEP_MINE
        await browser.send(f"{place}/change", 422, interval_days="366", back=place)
        await browser.send(f"{place}/remove")
        assert "Road trip" not in await browser.get("/playlists")


async def test_a_file_is_looked_at_and_its_columns_chosen(filled: Any) -> None:
    table = b"Stueck;Wer\r\nRoads;Portishead\r\nTeardrop;Massive Attack\r\n"
    async with Browser(filled) as browser:
        file = {"file": ("Mix.csv", table, "text/csv")}
        sent = await browser.client.post("/playlists/add", data={"csrf": browser.csrf}, files=file)
        assert "unknown_columns" in sent.text
        token = re.search(r'name="upload" value="([^"]+)"', sent.text)
        assert token
        columns = {"column.title": "Stueck", "column.artist": "Wer"}
        before = len(await filled.kit.database.read(mirrors.every))
        again = await browser.client.get("/playlists/add", params={"upload": token[1], **columns})
        assert "2 entries" in again.text
        assert len(await filled.kit.database.read(mirrors.every)) == before
        library = filled.ids["library"]
        done = await browser.send(
            "/playlists/add", upload=token[1], name="Mix", library_id=library, **columns
        )
        assert done.url.path.startswith("/playlists/")
        assert "Mix" in done.text
        gone = await browser.client.get("/playlists/add", params={"upload": token[1]})
        assert gone.status_code == 404


async def test_a_file_that_is_no_playlist_says_so(filled: Any) -> None:
    async with Browser(filled) as browser:
        file = {"file": ("cover.csv", b"\x89PNG\r\n\x1a\n\0\0\0\x0d", "text/csv")}
        sent = await browser.client.post("/playlists/add", data={"csrf": browser.csrf}, files=file)
        assert "unreadable_playlist" in sent.text
        empty = {"file": ("", b"", "text/csv")}
        none = await browser.client.post("/playlists/add", data={"csrf": browser.csrf}, files=empty)
        assert none.status_code == 422
        await browser.send("/playlists/add", 422, source="playlist_file/", reference="../secret.key")


async def test_schedules_of_every_kind(filled: Any) -> None:
    async with Browser(filled) as browser:
        place = "/jobs/main_sync/schedule"
        await browser.send(place, kind="daily", at="03:15", enabled="on", back="/schedules")
        assert filled.jobs.schedules[JobName.MAIN_SYNC].at == time(3, 15)
        await browser.send(place, kind="weekly", at="04:00", weekday=["0", "5"], back="/schedules")
        assert filled.jobs.schedules[JobName.MAIN_SYNC].weekdays == {0, 5}
        assert not filled.jobs.schedules[JobName.MAIN_SYNC].enabled
        done = await browser.send(place, kind="interval", every_minutes="90", enabled="on", back="/schedules")
        assert filled.jobs.schedules[JobName.MAIN_SYNC].every == timedelta(minutes=90)
        assert filled.jobs.schedules[JobName.MAIN_SYNC].kind is ScheduleKind.INTERVAL
        assert "every 90 minutes" in done.text
        for wrong in (
            {"kind": "weekly", "at": "04:00"},
            {"kind": "interval", "every_minutes": "1"},
            {"kind": "x", "at": "1"},
        ):
            await browser.send(place, 422, **wrong)
        await browser.send("/jobs/nothing/run", 404)


async def test_settings_are_saved_together_or_not_at_all(filled: Any) -> None:
    form = {
        "web.theme": "dark",
        "web.language": "de",
        "sync.concurrency": "2",
        "sync.default_interval_days": "1",
        "mqtt.enabled": "on",
        "mqtt.host": "broker",
        "mqtt.port": "1883",
        "mqtt.password": "hush-hush",
        "mqtt.discovery_prefix": "homeassistant",
        "mqtt.base_topic": "syncopate",
        "history.keep_days": "90",
    }
    async with Browser(filled) as browser:
        await browser.send("/settings", 422, **form | {"sync.concurrency": "99"})
        assert await filled.kit.database.read(settings.get, "web.theme") is None
        done = await browser.send("/settings", **form)
        assert 'data-theme="dark"' in done.text
        assert '<html lang="de"' in done.text
        assert "hush-hush" not in done.text
        stored = await filled.kit.database.read(settings.every)
        assert stored["sync.concurrency"] == 2
        assert await filled.kit.database.read(settings.has_secret, "mqtt.password")
        same = await browser.send("/settings", **form | {"mqtt.password": ""})
        assert "Nichts wurde geändert." in same.text
        await browser.send("/settings", **form | {"mqtt.password": "", "forget.mqtt.password": "on"})
        assert not await filled.kit.database.read(settings.has_secret, "mqtt.password")
    told = await filled.kit.database.read(events.recent, 5)
    assert told[0].type is EventType.SETTINGS_CHANGED


async def test_a_key_is_shown_once(filled: Any) -> None:
    async with Browser(filled) as browser:
        made = await browser.send("/settings/keys", name="Script", scope="control")
        found = re.search(r'id="made"[^>]*value="(sk_[^"]+)"', made.text)
        assert found
        page = await browser.get("/settings")
        assert found[1] not in page
        assert "Script" in page
        key = next(key for key in await filled.kit.database.read(keys.every) if key.name == "Script")
        assert key.scopes == {"control"}
        await browser.send(f"/settings/keys/{key.id}/revoke", back="/settings")
        assert "revoked" in await browser.get("/settings")
        await browser.send("/settings/keys", 422, name="x", scope="everything")
        await browser.send("/settings/keys/none/revoke", 404)


async def test_libraries_are_added_scanned_renamed_removed(filled: Any, tmp_path: Any) -> None:
    (tmp_path / "more").mkdir()
    async with Browser(filled) as browser:
        await browser.send("/libraries/add", name="More", folder=str(tmp_path / "more"))
        library = next(
            item for item in await filled.kit.database.read(libraries.every) if item.name == "More"
        )
        await browser.send("/libraries/add", 422, name="None", folder=str(tmp_path / "none"))
        await browser.send("/libraries/add", 422, name="None", folder="relative")
        await browser.send(f"/libraries/{library.id}/rename", name="Most", back="/libraries")
        assert "Most" in await browser.get("/libraries")
        scanning = await browser.send(f"/libraries/{library.id}/scan", mode="full", back="/libraries")
        assert "running already" in scanning.text
        await browser.send(f"/libraries/{library.id}/remove")
        assert "Most" not in await browser.get("/libraries")


async def test_accounts_are_tried_changed_and_removed(filled: Any) -> None:
    library = await filled.kit.database.read(libraries.get, filled.ids["attic"])
    place = f"/accounts/{library.account_id}"
    async with Browser(filled) as browser:
        tried = await browser.send(f"{place}/check", back="/accounts")
        assert "does not work" in tried.text
        await browser.send(
            f"{place}/change", name="Loft", **{"field.path": str(filled.kit.storage_dir.parent / "music")}
        )
        assert "Loft" in await browser.get("/accounts")
        await browser.send(f"{place}/remove")
        assert "Loft" not in await browser.get("/accounts")
        await browser.send("/accounts/add", 404, provider="nobody")
