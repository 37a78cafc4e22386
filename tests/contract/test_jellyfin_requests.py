"""What our provider asks of Jellyfin, against the contract."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from contract.mediabrowser_calls import Calls
from contract.openapi_contract import Contract
from contract.shared_data import ROOT, contract_path, problems_of, recorded_path
from fakes.jellyfin import JellyfinFake
from fakes.serving import Asked
from syncopate.domain.live import PlayState
from syncopate.providers import registry
from syncopate.providers.capability import Context
from syncopate.providers.login import LoggedIn, Visit
from syncopate.providers.watching import HookBody

ACCEPTED = {
    "GET /Users/Me answered 400": "how it refuses to tell a key who it is",
}
_LISTS = {"fields", "sortby", "ids", "entryids", "includeitemtypes", "excludelocationtypes", "filters"}


def _taken_apart(asked: Asked) -> Asked:
    """Return a request with its lists as the contract has them, each value for itself: commas are taken too."""
    query = [
        (name, part)
        for name, value in asked.query
        for part in (value.split(",") if name.casefold() in _LISTS else [value])
    ]
    return replace(asked, query=tuple(query))


async def test_all_that_is_asked_is_in_the_contract(tmp_path: Path) -> None:
    contract = Contract.load(contract_path("jellyfin-10.11.11.json"), any_case=True)
    fake = JellyfinFake()
    calls = Calls("jellyfin", fake, tmp_path)
    async with fake:
        by_password, by_key = await calls.log_in()
        await _quick_connect(calls)
        await calls.scan(by_password)
        await calls.serve(by_password)
        await calls.keep(by_password, None)
        await calls.keep(by_password, calls.member)
        await calls.keep(by_key, calls.member)
        member = await _member(calls)
        await calls.keep(member, None)
        await calls.watch(member)
        await calls.connections.close()
    journal = [_taken_apart(one) for one in fake.wire.journal]
    assert problems_of(contract, journal, accepted=ACCEPTED, all_occur=True) == []


async def test_a_recorded_webhook_is_understood() -> None:
    recorded = recorded_path("webhooks") / "jellyfin_1_playbackstart.json"
    login = {"url": "http://127.0.0.1:9", "token": "t", "user_id": "0123456789abcdef0123456789abcdef"}
    hooks = registry.hook_reader(
        "jellyfin", Context(account_id="", settings=login, storage=ROOT, compute=_none)
    )
    event = hooks.read_hook(HookBody(content_type="text/plain", body=recorded.read_bytes()))
    assert event is not None
    assert event.title is not None
    assert (event.state, event.position) == (PlayState.STARTED, 0.1)
    assert (event.title.season, event.title.number, event.user_name) == (1, 1, "Jeaven")


async def _none(*_: Any, **__: Any) -> Any:
    raise AssertionError


async def _quick_connect(calls: Calls) -> None:
    login = registry.login("jellyfin", calls.context({"token": ""}))
    step = await login.begin("quick_connect", {"url": calls.fake.address})
    assert isinstance(step, Visit)
    assert isinstance(calls.fake, JellyfinFake)
    assert await login.go_on(step.state, {}) == step
    calls.fake.approve(step.code, calls.member)
    assert isinstance(await login.go_on(step.state, {}), LoggedIn)


async def _member(calls: Calls) -> LoggedIn:
    login = registry.login("jellyfin", calls.context({"token": ""}))
    answers = {"url": calls.fake.address, "username": "member", "password": "secret"}
    step = await login.begin("password", answers)
    assert isinstance(step, LoggedIn)
    return step
