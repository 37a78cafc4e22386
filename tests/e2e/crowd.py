"""Many playlists at once, so that a sync takes long enough to be watched, cancelled or killed."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from conftest import Api

MANY, LONG = 60, 120


async def change_settings(api: Api, values: dict[str, Any]) -> dict[str, Any]:
    """Change settings of the engine and return how they are now."""
    return await api.send("PATCH", "/api/v1/settings", json={"values": values})


@asynccontextmanager
async def many_playlists(api: Api) -> AsyncGenerator[list[str]]:
    """Add playlists that find much of the library, to be synced one by one; remove them at the end."""
    [library] = (await api.get("/api/v1/libraries"))["items"]
    found = (await api.get(f"/api/v1/libraries/{library['id']}/tracks?search=a"))["items"]
    known = [{"title": track["title"], "artists": track["artists"]} for track in found]
    strangers = [{"title": f"Nowhere to be found {n}", "artists": ["Nobody"]} for n in range(LONG)]
    ids = []
    for number in range(MANY):
        body = {"name": f"Many {number:02}", "tracks": [*known, *strangers], "library_id": library["id"]}
        ids.append((await api.send("POST", "/api/v1/playlists", json=body))["id"])
    await change_settings(api, {"sync.concurrency": 1})
    try:
        yield ids
    finally:
        await change_settings(api, {"sync.concurrency": None})
        for playlist_id in ids:
            await api.send("DELETE", f"/api/v1/playlists/{playlist_id}?delete_target=true")
