from typing import Any

import httpx


async def test_a_folder_becomes_a_library_with_its_account(
    api: httpx.AsyncClient, library: dict[str, Any]
) -> None:
    account = (await api.get(f"/api/v1/accounts/{library['account_id']}")).json()
    assert (library["provider"], account["provider"], account["health_ok"]) == ("folder", "folder", True)
    listed = (await api.get("/api/v1/libraries")).json()["items"]
    assert [item["name"] for item in listed] == ["Music"]
    renamed = await api.patch(f"/api/v1/libraries/{library['id']}", json={"name": "Records"})
    assert renamed.json()["name"] == "Records"
    assert (await api.delete(f"/api/v1/libraries/{library['id']}")).status_code == 204
    assert (await api.get("/api/v1/accounts")).json()["items"] == []


async def test_libraries_that_cannot_be_say_why(api: httpx.AsyncClient) -> None:
    answers = [
        await api.post("/api/v1/libraries", json={"name": "x"}),
        await api.post("/api/v1/libraries", json={"name": "x", "folder": "relative"}),
        await api.post("/api/v1/libraries", json={"name": "x", "folder": "/no/such/folder"}),
        await api.post("/api/v1/libraries", json={"name": "x", "folder": "/music\u0000/x"}),
        await api.post("/api/v1/libraries", json={"name": "x", "folder": "/" + "é" * 3000}),
        await api.post("/api/v1/libraries", json={"name": "x", "account_id": "none"}),
    ]
    assert [answer.status_code for answer in answers] == [422, 422, 422, 422, 422, 404]
    assert (await api.get("/api/v1/accounts")).json()["items"] == []


async def test_accounts_are_tried_changed_and_removed(
    api: httpx.AsyncClient, library: dict[str, Any]
) -> None:
    address = f"/api/v1/accounts/{library['account_id']}"
    assert (await api.post(f"{address}/test")).json() == {"ok": True, "key": None, "detail": ""}
    gone = await api.patch(address, json={"settings": {"path": "/no/such/folder"}})
    assert (gone.status_code, gone.json()["health_ok"]) == (200, False)
    assert (await api.post(f"{address}/test")).json()["ok"] is False
    assert (await api.patch(address, json={"settings": {"colour": "red"}})).status_code == 422
    assert (await api.delete(address)).status_code == 204
    assert (await api.post(f"{address}/test")).status_code == 404
    assert (await api.get("/api/v1/libraries")).json()["items"] == []


async def test_accounts_need_what_their_provider_needs(api: httpx.AsyncClient) -> None:
    unknown = await api.post("/api/v1/accounts", json={"provider": "nope", "name": "x"})
    lacking = await api.post("/api/v1/accounts", json={"provider": "folder", "name": "x"})
    assert (unknown.status_code, unknown.json()["key"]) == (404, "not_found")
    assert (lacking.status_code, lacking.json()["placeholders"]) == (422, {"field": "path"})
