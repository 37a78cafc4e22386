"""A household as large as any: an engine alone with 100 playlists of 100 entries, and the way to its pages.

Two trackers of 5,000 films each are linked in it.
"""

import asyncio
import subprocess
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
from playwright.async_api import Browser
from processes import ENGINE_PYTHON, ROOT, engine, free_port, run_engine_command, until, up
from screens import looking

FILMS = 5_000
"""In each tracker, half of them in both."""


@dataclass(frozen=True, slots=True)
class Crowd:
    """An engine's address, what a browser that is signed in keeps, and every page by a name."""

    url: str
    signed_in: Any
    places: Mapping[str, str]

    @property
    def cookies(self) -> dict[str, str]:
        """The same for plain HTTP."""
        return {item["name"]: item["value"] for item in self.signed_in["cookies"]}


@asynccontextmanager
async def crowded(folder: Path, browser: Browser, session: aiohttp.ClientSession) -> AsyncGenerator[Crowd]:
    """Make the household, start its engine, and sign in."""
    script = ROOT / "scripts" / "bench_household.py"
    await asyncio.to_thread(subprocess.run, [ENGINE_PYTHON, script, folder], check=True)
    port = free_port()
    machine = engine(folder, port, {})
    try:
        printed = run_engine_command(machine, "keys", "create", "e2e", "--scope", "admin")
        key = printed.strip().splitlines()[0]
        machine.start()
        url = f"http://127.0.0.1:{port}"
        await up(machine, f"{url}/api/v1/health")
        async with looking(browser) as page:
            await page.goto(f"{url}/login")
            await page.locator("#key").fill(key)
            await page.locator("form button").click()
            await page.wait_for_url(f"{url}/")
            signed_in = await page.context.storage_state()
        linked = await _linked(session, url, key)
        yield Crowd(url, signed_in, {**await _places(session, url, key), **linked})
    finally:
        machine.stop()


async def _linked(session: aiohttp.ClientSession, url: str, key: str) -> Mapping[str, str]:
    """Link two trackers, and have the link planned; return the pages that tell of it."""
    headers = {"Authorization": f"Bearer {key}"}

    async def send(method: str, path: str, **options: Any) -> Any:
        async with session.request(method, f"{url}/api/v1/{path}", headers=headers, **options) as answer:
            assert answer.status < 400, await answer.text()
            return await answer.json()

    ids = []
    for name, first in (("Living room", 1), ("Diary", 2_501)):
        account = await send("POST", "accounts", json={"provider": "local", "name": name, "settings": {}})
        rows = "".join(
            f"movie,A film of the number {number},{1950 + number % 70},{number},2026-05-01T20:00:00Z,{number % 10 + 1}\n"
            for number in range(first, first + FILMS)
        )
        form = aiohttp.FormData(quote_fields=False)
        table = f"type,title,year,tmdb_id,watched_at,rating\n{rows}"
        form.add_field("file", table.encode(), filename="watched.csv", content_type="text/csv")
        await send("POST", f"accounts/{account['id']}/watched/import", data=form)
        ids.append(account["id"])
    features = [{"feature": "history"}, {"feature": "ratings"}]
    wanted = {"left_account_id": ids[0], "right_account_id": ids[1], "features": features}
    link = (await send("POST", "links", json=wanted))["id"]
    await send("POST", f"links/{link}/run", json={})

    async def held() -> bool | None:
        return (await send("GET", f"links/{link}"))["held_plan_id"] is not None or None

    await until(held, "the link to be planned", seconds=120)
    one = f"/links/{link}"
    return {
        "links": "/links",
        "link": one,
        "link-search": f"{one}?q=number&feature=ratings&page=3",
        "link-settings": f"{one}/settings",
        "link-findings": f"{one}/findings",
        "link-new": "/links/new",
        "captures": "/captures",
        "watched": f"/accounts/{ids[0]}/watched",
        "account-watched": f"/accounts/{ids[0]}",
    }


async def _places(session: aiohttp.ClientSession, url: str, key: str) -> Mapping[str, str]:
    async def get(path: str) -> Any:
        headers = {"Authorization": f"Bearer {key}"}
        async with session.get(f"{url}/api/v1/{path}", headers=headers) as answer:
            assert answer.status == 200, path
            return await answer.json()

    playlist = (await get("playlists?limit=1"))["items"][0]
    [run, *_] = (await get("runs?job=sync_playlists"))["items"]
    one = f"/playlists/{playlist['id']}"
    entries = {}
    for verdict in ("match", "review", "missing"):
        found = (await get(f"playlists/{playlist['id']}/matches?verdict={verdict}"))["items"]
        if found:
            entries[f"playlist-{verdict}"] = f"{one}?entry={found[0]['position']}"
    return {
        "overview": "/",
        "playlists": "/playlists",
        "playlist": one,
        **entries,
        "playlist-search": f"{one}?entry=1&find=river",
        "playlist-plan": f"{one}/plan",
        "playlist-add": "/playlists/add",
        "missing": "/missing",
        "schedules": "/schedules",
        "log": "/log",
        "run": f"/log/{run['id']}",
        "libraries": "/libraries",
        "accounts": "/accounts",
        "account-add": "/accounts/add",
        "account-login": "/accounts/add?provider=subsonic",
        "members": "/members",
        "settings": "/settings",
        "guide": "/guide",
        "not-found": "/nowhere",
    }
