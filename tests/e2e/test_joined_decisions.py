"""What the user decides holds: decided on the page, through syncs, moved files, rescans; and from Home Assistant."""

import re
from typing import Any

import pytest
from conftest import Api, Household, settled
from playwright.async_api import Browser, expect
from processes import until
from screens import Noticed, looking, picture

UNSURE = "America"


async def sport(api: Api) -> dict[str, Any]:
    playlists = (await api.get("/api/v1/playlists"))["items"]
    return next(item for item in playlists if item["label"] == "Sport")


async def match_of(api: Api, title: str) -> dict[str, Any]:
    matches = await api.get(f"/api/v1/playlists/{(await sport(api))['id']}/matches?limit=200")
    return next(item for item in matches["items"] if item["title"] == title)


async def synced(api: Api) -> None:
    await api.send("POST", f"/api/v1/playlists/{(await sport(api))['id']}/sync")
    await settled(api)


async def rescanned(api: Api) -> None:
    await api.send("POST", "/api/v1/jobs/scan_library/run", json={"arguments": {"mode": "incremental"}})
    await settled(api)


async def test_a_choice_made_on_the_page_holds(joined: Household, browser: Browser, artifacts: Any) -> None:
    """Decide on the review page, sync, move the file, rescan, sync: it is still the one that was chosen."""
    api = joined.api
    async with looking(browser) as page:
        noticed = Noticed(page, api.url)
        await page.goto(f"{api.url}/login")
        await page.get_by_label("API key").fill(api.key)
        await page.get_by_role("button", name="Sign in").click()
        await page.wait_for_url(f"{api.url}/")
        await page.get_by_role("link", name=re.compile("your eye")).first.click()
        waiting = page.get_by_role("navigation", name="The queue").get_by_role("link", name=UNSURE)
        await waiting.first.click()
        card = page.locator("[data-review]")
        await expect(card.get_by_role("heading", level=2)).to_have_text(UNSURE)
        await picture(page, artifacts, "review-360-light")
        chosen = await match_of(api, UNSURE)
        key = chosen["candidates"][0]["track_key"]
        await card.get_by_role("button", name=f"This is it: {UNSURE}").first.click()
        await expect(page.get_by_text(f"“{UNSURE}” is “")).not_to_have_count(0)
        assert not noticed.complaints
    decided = await match_of(api, UNSURE)
    assert (decided["verdict"], decided["reason"], decided["track"]["key"]) == ("match", "decision", key)

    await synced(api)
    list_file = joined.music / "Playlists" / "Road trip.m3u8"
    assert key in list_file.read_text("utf-8")

    old, new = joined.music / key, joined.music / "Put elsewhere" / f"again{(joined.music / key).suffix}"
    new.parent.mkdir()
    old.rename(new)
    moved = f"Put elsewhere/{new.name}"
    try:
        await rescanned(api)
        await synced(api)
        again = await match_of(api, UNSURE)
        assert (again["verdict"], again["track"]["key"], again["decision"]) == ("match", moved, "is")
        written = list_file.read_text("utf-8")
        assert moved in written
        assert key not in written
    finally:
        new.rename(old)
        new.parent.rmdir()
        await rescanned(api)
    await api.send("POST", f"/api/v1/decisions/{decided['decision_id']}/undo")
    assert (await match_of(api, UNSURE))["verdict"] == "review"
    await synced(api)


async def test_home_assistant_resolves_a_match(joined: Household) -> None:
    """The action decides, answers with the verdict, and the queue's sensor follows."""
    api, home = joined.api, joined.home
    unsure = await match_of(api, UNSURE)

    async def queue(wanted: int) -> None:
        async def shown() -> bool | None:
            state = (await home.states())["sensor.syncopate_review_queue"]["state"]
            return state == str(wanted) or None

        await until(shown, f"{wanted} in the review queue", seconds=60)

    before = (await api.get("/api/v1/status"))["counts"]["review"]
    await queue(before)
    fields = {"playlist": "Road trip", "position": unsure["position"]}
    key = unsure["candidates"][0]["track_key"]
    answer = await home.action("syncopate", "resolve_match", {**fields, "ruling": "is", "track_key": key})
    assert (answer["match"]["verdict"], answer["match"]["track"]["key"]) == ("match", key)
    await queue(before - 1)
    (latest, *_) = (await api.get("/api/v1/decisions"))["items"]
    assert (latest["id"], latest["via"]) == (answer["match"]["decision_id"], "key")

    answer = await home.action("syncopate", "resolve_match", {**fields, "ruling": "never"})
    assert (answer["match"]["verdict"], answer["match"]["reason"]) == ("missing", "never")
    answer = await home.action("syncopate", "resolve_match", {**fields, "ruling": "clear"})
    assert (answer["match"]["verdict"], answer["match"]["decision"]) == ("review", None)
    await queue(before)
    with pytest.raises(AssertionError, match="track"):
        await home.action("syncopate", "resolve_match", {**fields, "ruling": "is"})
