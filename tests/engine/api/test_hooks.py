"""Addresses that servers tell what happens: made, used, replaced and taken away; nothing of them leaks."""

import json
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from syncopate.api.app import create_api
from syncopate.api.context import Limits
from syncopate.domain.live import PlayEvent, PlayState
from syncopate.serving import Listener, guarded, logged
from syncopate.store import accounts, watch_hooks
from syncopate.sync.accounts import new_account
from syncopate.sync.watch.live.service import LiveState
from syncopate.sync.watch.live.whose import Source

USER = "9783d2432b0d40a8a716b6aa46b3cd4f"
SETTINGS = {"url": "http://127.0.0.1:9", "token": "planted-token-1", "user_id": USER}
STARTED = {"NotificationType": "PlaybackStart", "ItemId": "7", "ItemType": "Movie", "UserId": USER}
AT = datetime(2026, 11, 20, 11, tzinfo=UTC)


@dataclass
class Ears:
    """Keeps what it hears."""

    heard: list[tuple[str, PlayEvent, Source]] = field(default_factory=list)

    def hear(self, account_id: str, event: PlayEvent, source: Source) -> None:
        self.heard.append((account_id, event, source))

    def state(self, account_id: str) -> LiveState:
        return LiveState(listens=True, connected_at=AT, heard=len(self.heard), others=len(account_id) and 3)


@dataclass
class Home:
    """An account whose server sends to addresses, and another whose service does not."""

    engine: Any
    ears: Ears
    api: httpx.AsyncClient
    server: str
    tracker: str
    account_id: str
    path: str = ""

    async def make(self) -> dict[str, Any]:
        answer = await self.api.post(f"/api/v1/accounts/{self.account_id}/hook")
        assert answer.status_code == 201, answer.text
        self.path = answer.json()["path"]
        return dict(answer.json())

    async def send(self, body: Any, path: str | None = None, **more: Any) -> httpx.Response:
        """Send as a server does: without a key."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        async with self.engine.client(None, app=self.api.app) as stranger:  # type: ignore[attr-defined]
            return await stranger.post(  # type: ignore[no-any-return]
                path or self.path,
                content=content,
                headers={"content-type": "application/json"},
                **more,
            )


@pytest.fixture
async def home(engine: Any) -> AsyncIterator[Home]:
    ids = []
    for provider, settings in (("jellyfin", SETTINGS), ("local", {})):
        made = new_account(engine.kit, provider=provider, name=provider, settings=settings)
        await engine.kit.database.write(accounts.add, made)
        ids.append(made.id)
    ears = Ears()
    context = replace(engine.context, live=ears, limits=Limits(body=10_000))
    app = logged(guarded(create_api(context), Listener(host="127.0.0.1", port=1)))
    async with engine.client(app=app) as api:
        api.app = app
        yield Home(engine, ears, api, *ids, ids[0])


async def test_what_is_sent_is_heard_without_a_key(home: Home) -> None:
    made = await home.make()
    assert made["url"] == f"http://engine{made['path']}"
    answer = await home.send(STARTED)
    assert (answer.status_code, answer.content) == (204, b"")
    ((account_id, event, source),) = home.ears.heard
    assert (account_id, source) == (home.server, Source.HOOK)
    assert (event.state, event.key, event.user) == (PlayState.STARTED, "7", USER)
    # What is of no interest is taken as well.
    assert (await home.send(STARTED | {"ItemType": "Audio"})).status_code == 204
    assert len(home.ears.heard) == 1


async def test_only_the_hash_of_the_secret_is_kept(home: Home) -> None:
    made = await home.make()
    secret = made["path"].rpartition("/")[2]
    assert len(secret) > 40
    hook = await home.engine.kit.database.read(watch_hooks.of_account, home.server)
    assert secret.encode() not in hook.hash
    shown = (await home.api.get(f"/api/v1/accounts/{home.server}/live")).text
    assert secret not in shown


async def test_another_address_ends_the_one_before(home: Home) -> None:
    first, second = (await home.make())["path"], (await home.make())["path"]
    assert first != second
    assert (await home.send(STARTED, first)).status_code == 404
    assert (await home.send(STARTED, second)).status_code == 204
    address = f"/api/v1/accounts/{home.server}/hook"
    assert (await home.api.delete(address)).status_code == 204
    assert (await home.send(STARTED, second)).status_code == 404
    assert (await home.api.delete(address)).status_code == 404
    assert len(home.ears.heard) == 1


@pytest.mark.parametrize("secret", ["hk_wrong", "x", "%20", "\u20ac", "hk_" + "a" * 5000])
async def test_an_address_that_is_none_is_not_found(home: Home, secret: str) -> None:
    await home.make()
    answer = await home.send(STARTED, f"/api/v1/hooks/{secret}")
    assert (answer.status_code, answer.json()["key"]) == (404, "not_found")
    assert secret not in answer.json()["detail"] + str(answer.json()["placeholders"])
    assert home.ears.heard == []


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"{}", b"\xff\xfe", b"[" * 9000, b"planted-body-word"])
async def test_what_cannot_be_read_is_refused_without_a_word_of_why(home: Home, body: bytes) -> None:
    await home.make()
    answer = await home.send(body)
    assert (answer.status_code, answer.json()["detail"]) == (422, "What was sent cannot be read.")
    assert (await home.send(body, "/api/v1/hooks/hk_wrong")).status_code == 404


async def test_what_breaks_while_it_is_read_is_told_to_nobody(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("planted-inner-word")

    monkeypatch.setattr("syncopate.providers.jellyfin.hooks.JellyfinHooks.read_hook", broken)
    await home.make()
    answer = await home.send(STARTED)
    assert answer.status_code == 422
    assert "planted" not in answer.text


async def test_more_than_is_taken_in_is_refused(home: Home) -> None:
    await home.make()
    assert (await home.send(b"x" * 10_001)).status_code == 413
    assert home.ears.heard == []


async def test_the_secret_gets_into_no_log(home: Home, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    secret = (await home.make())["path"].rpartition("/")[2]
    await home.send(STARTED)
    await home.send(b"{")
    await home.send(b"x" * 10_001)
    await home.send(STARTED, f"{home.path}/more")
    await home.send(STARTED, f"{home.path}?more=1")
    own = "\n".join(
        record.getMessage() for record in caplog.records if record.name.startswith(("syncopate", "uvicorn"))
    )
    assert own.count("/api/v1/hooks/•••") == 5
    assert secret not in own


async def test_who_may_make_addresses(home: Home) -> None:
    address = f"/api/v1/accounts/{home.server}"
    for scope in ("read", "control"):
        async with home.engine.client(scope) as client:
            assert (await client.post(f"{address}/hook")).status_code == 403
            assert (await client.delete(f"{address}/hook")).status_code == 403
    async with home.engine.client(None) as client:
        assert (await client.post(f"{address}/hook")).status_code == 401
        assert (await client.get(f"{address}/live")).status_code == 401


async def test_an_account_that_tells_nothing_has_no_address(home: Home) -> None:
    answer = await home.api.post(f"/api/v1/accounts/{home.tracker}/hook")
    assert (answer.status_code, answer.json()["placeholders"]["field"]) == (422, "account_id")
    assert (await home.api.post("/api/v1/accounts/none/hook")).status_code == 404
    assert (await home.api.get("/api/v1/accounts/none/live")).status_code == 404


async def test_how_it_stands_with_an_account(home: Home) -> None:
    address = f"/api/v1/accounts/{home.server}/live"
    told = (await home.api.get(address)).json()
    assert (told["can_listen"], told["can_take_hooks"]) == (False, True)
    assert (told["connected_at"], told["others"]) == ("2026-11-20T11:00:00Z", 3)
    assert (told["hook_made_at"], told["hook_used_at"]) == (None, None)
    await home.make()
    await home.send(STARTED)
    told = (await home.api.get(address)).json()
    assert told["hook_made_at"] < told["hook_used_at"]


async def test_an_account_that_goes_takes_its_address_along(home: Home) -> None:
    await home.make()
    await home.engine.kit.database.write(accounts.remove, home.server)
    assert (await home.send(STARTED)).status_code == 404


async def test_links_are_live_unless_somebody_says_otherwise(api: httpx.AsyncClient) -> None:
    ids = []
    for name in ("One", "Other"):
        made = await api.post("/api/v1/accounts", json={"provider": "local", "name": name, "settings": {}})
        ids.append(made.json()["id"])
    ends = {"left_account_id": ids[0], "right_account_id": ids[1]}
    link = (await api.post("/api/v1/links", json=ends)).json()
    assert link["live"] is True
    address = f"/api/v1/links/{link['id']}"
    assert (await api.patch(address, json={"live": False})).json()["live"] is False
    assert (await api.patch(address, json={"name": "Another"})).json()["live"] is False
    more = {"live": False, "features": [{"feature": "watchlist"}]}
    assert (await api.post("/api/v1/links", json=ends | more)).json()["live"] is False
