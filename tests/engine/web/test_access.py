"""Who gets in, and that what is sent comes from a page of ours."""

import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import httpx
import pytest
from syncopate.sync.keyring import KeyRing
from syncopate.web.app import COMMANDS


def csrf_of(text: str) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', text)
    assert found
    return found[1]


@asynccontextmanager
async def signed_in(household: Any, key: str) -> AsyncGenerator[httpx.AsyncClient]:
    async with household.client(ingress=False) as browser:
        answer = await browser.post("/login", data={"key": key, "back": "/log"})
        assert answer.url.path == "/log"
        yield browser


async def test_on_the_open_port_every_page_asks_to_sign_in(filled: Any) -> None:
    async with filled.client(ingress=False) as browser:
        for path in (
            "",
            "playlists",
            f"playlists/{filled.ids['first']}",
            "settings",
            "stream",
            "missing/missing.csv",
        ):
            answer = await browser.get(f"/{path}")
            assert answer.url.path == "/login", path
            assert "Road trip" not in answer.text


async def test_headers_of_ingress_prove_nothing(filled: Any) -> None:
    headers = {
        "x-ingress-path": "/api/hassio_ingress/x",
        "x-remote-user-id": "1",
        "x-forwarded-for": "172.30.32.2",
    }
    async with filled.client(ingress=False, **headers) as browser:
        assert (await browser.get("/")).url.path == "/login"


async def test_signing_in_with_a_key_and_out_again(filled: Any) -> None:
    async with signed_in(filled, filled.key) as browser:
        cookie = next(cookie for cookie in browser.cookies.jar if cookie.name == "syncopate_session")
        assert cookie.has_nonstandard_attr("HttpOnly")
        assert cookie.get_nonstandard_attr("SameSite", "").lower() == "strict"
        text = (await browser.get("/settings")).text
        left = await browser.post("/logout", data={"csrf": csrf_of(text)})
        assert left.url.path == "/login"
        assert (await browser.get("/")).url.path == "/login"


async def test_a_session_ends_with_its_key_and_with_time(filled: Any) -> None:
    async with signed_in(filled, filled.key) as browser:
        await KeyRing(filled.kit).revoke(filled.ids["key"])
        assert (await browser.get("/")).url.path == "/login"
    key, _ = await KeyRing(filled.kit).create("second", {"read"})
    async with signed_in(filled, key) as browser:
        filled.clock[0] += timedelta(days=40)
        assert (await browser.get("/")).url.path == "/login"


async def test_a_one_time_link_works_once(filled: Any) -> None:
    token = filled.context.links.create()
    async with filled.client(ingress=False) as browser:
        assert (await browser.get(f"/login?token={token}")).url.path == "/"
    async with filled.client(ingress=False) as other:
        again = await other.get(f"/login?token={token}")
        assert again.status_code == 401
        assert "key_invalid" in again.text


async def test_wrong_keys_are_refused_and_guessing_is_slow(filled: Any) -> None:
    async with filled.client(ingress=False) as browser:
        answers = [await browser.post("/login", data={"key": f"sk_{number}"}) for number in range(7)]
        assert answers[0].status_code == 401
        assert "This key opens nothing" in answers[0].text
        assert answers[-1].status_code == 429
        assert int(answers[-1].headers["retry-after"]) > 0
        assert (await browser.post("/login", data={"key": filled.key})).status_code == 429


async def test_a_sign_in_sent_from_elsewhere_is_refused(filled: Any) -> None:
    async with filled.client(ingress=False, **{"sec-fetch-site": "cross-site"}) as browser:
        assert (await browser.post("/login", data={"key": filled.key})).status_code == 403


@pytest.mark.parametrize("token", [None, "", "wrong", "ä"])
async def test_without_our_token_nothing_is_done(filled: Any, token: str | None) -> None:
    data = {"name": "x"} if token is None else {"csrf": token}
    async with filled.client() as browser:
        for path in [path for path, _, _ in COMMANDS] + ["/logout"]:
            place = path.replace("{id}", filled.ids["first"]).replace("{job}", "main_sync")
            answer = await browser.post(place, data=data)
            assert answer.status_code == 403, place
            assert "access_denied" in answer.text


async def test_commands_without_a_session_are_refused(filled: Any) -> None:
    async with filled.client(ingress=False) as browser:
        answer = await browser.post("/jobs/main_sync/run", data={"csrf": "x"})
    assert answer.status_code == 401


async def test_a_key_that_reads_changes_nothing(filled: Any) -> None:
    key, _ = await KeyRing(filled.kit).create("reader", {"read"})
    async with signed_in(filled, key) as browser:
        text = (await browser.get("/")).text
        run = await browser.post("/jobs/main_sync/run", data={"csrf": csrf_of(text)})
        assert run.status_code == 403
        assert "scope_missing" in run.text
        settings = await browser.get("/settings")
        assert settings.status_code == 200
        assert "not change them" in settings.text
        assert "Make a key" not in settings.text


async def test_where_to_go_after_signing_in_stays_inside(filled: Any) -> None:
    for back in ("//evil.example/", "https://evil.example/", "/\\evil.example"):
        async with filled.client(ingress=False) as browser:
            answer = await browser.post("/login", data={"key": filled.key, "back": back})
            assert answer.url.host == "home"
            assert answer.url.path == "/"


async def test_too_much_is_refused(filled: Any) -> None:
    async with filled.client() as browser:
        csrf = csrf_of((await browser.get("/settings")).text)
        answer = await browser.post("/settings", data={"csrf": csrf, "mqtt.host": "x" * 1_100_000})
    assert answer.status_code == 413
    assert "payload_too_large" in answer.text


async def test_who_goes_away_before_the_form_is_read_is_no_error(
    household: Any, caplog: pytest.LogCaptureFixture
) -> None:
    sent: list[dict[str, Any]] = []

    async def gone() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": "/settings",
        "raw_path": b"/settings",
        "root_path": "",
        "query_string": b"",
        "headers": [
            (b"host", b"home"),
            (b"content-type", b"application/x-www-form-urlencoded"),
            (b"content-length", b"99"),
        ],
        "client": ("127.0.0.1", 1),
        "server": ("home", 80),
        "state": {"ingress": True},
    }
    await household.web(scope, gone, send)
    assert [message["status"] for message in sent if message["type"] == "http.response.start"] == [499]
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []
