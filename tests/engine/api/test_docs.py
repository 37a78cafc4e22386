import re
from typing import Any
from urllib.parse import urljoin

import httpx
from syncopate.api.app import openapi_document
from syncopate.serving import Listener, guarded

PREFIX = "/api/hassio_ingress/token"


def behind_ingress(app: Any) -> Any:
    """Do what Home Assistant does: take a prefix off, and come from the Supervisor's address."""
    listener = Listener(host="", port=0, ingress_peers=frozenset({"172.30.32.2"}))
    inner = guarded(app, listener)

    async def proxy(scope: Any, receive: Any, send: Any) -> None:
        assert scope["path"].startswith(f"{PREFIX}/"), f"{scope['path']} leads out of the prefix"
        path = scope["path"].removeprefix(PREFIX)
        await inner({**scope, "path": path, "raw_path": path.encode()}, receive, send)

    return proxy


async def test_the_page_to_try_the_api_works_behind_a_prefix_with_relative_addresses(engine: Any) -> None:
    transport = httpx.ASGITransport(behind_ingress(engine.app), client=("172.30.32.2", 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://home") as browser:
        page = await browser.get(f"{PREFIX}/api/docs")
        assert page.status_code == 200
        addresses = re.findall(r'(?:href|src|data-contract)="((?!data:)[^"]+)"', page.text)
        assert urljoin(str(page.url), addresses.pop(addresses.index("../"))) == f"http://home{PREFIX}/"
        assert len(addresses) == 5
        files = {address: await browser.get(urljoin(str(page.url), address)) for address in addresses}
        assert {answer.status_code for answer in files.values()} == {200}
        contract = files["openapi.json"].json()
        server = urljoin(str(files["openapi.json"].url), contract["servers"][0]["url"]).rstrip("/")
        assert (await browser.get(server + "/api/v1/me")).json()["name"] == "Home Assistant"


async def test_the_page_asks_no_other_host_and_runs_no_inline_script(api: httpx.AsyncClient) -> None:
    page = await api.get("/api/docs")
    assert "http" not in re.sub(r"<!doctype html>", "", page.text)
    assert "<script>" not in page.text
    assert "script-src 'self'" in page.headers["content-security-policy"]


async def test_the_page_is_dark_where_that_is_asked_for_and_asks_for_nothing_that_is_not_here(
    api: httpx.AsyncClient,
) -> None:
    assert "prefers-color-scheme: dark" in (await api.get("/api/docs/page.css")).text
    assert "dark-mode" in (await api.get("/api/docs/try.js")).text
    style = await api.get("/api/docs/swagger-ui.css")
    assert "html.dark-mode" in style.text
    assert "sourceMappingURL" not in style.text
    assert style.headers["content-type"].startswith("text/css")


async def test_a_key_in_the_address_is_handed_on_safely(engine: Any) -> None:
    key = engine.keys["read"]
    async with engine.client(None) as browser:
        page = await browser.get("/api/docs", params={"api_key": key})
        assert f"docs/try.js?api_key={key}" in page.text
        assert page.headers["referrer-policy"] == "no-referrer"
        nasty = await browser.get("/api/docs", params={"api_key": '"><script>'})
    assert nasty.status_code == 401
    assert "<script>" not in nasty.text


async def test_no_file_beyond_the_page_is_given_away(api: httpx.AsyncClient) -> None:
    for path in ("../app.py", "..%2fapp.py", "README.md", "%00"):
        assert (await api.get(f"/api/docs/{path}")).status_code == 404


async def test_the_contract_is_served_as_it_is_committed(api: httpx.AsyncClient) -> None:
    served = (await api.get("/api/openapi.json")).json()
    assert served.pop("servers") == [{"url": ".."}]
    assert served == openapi_document()
