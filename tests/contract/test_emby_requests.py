"""What our provider asks of Emby, against the contract."""

from pathlib import Path
from typing import Any

from contract.mediabrowser_calls import Calls
from contract.openapi_contract import Contract
from contract.shared_data import ROOT, contract_path, problems_of, recorded_path
from fakes.emby import EmbyFake
from syncopate.domain.live import PlayState
from syncopate.providers import registry
from syncopate.providers.capability import Context
from syncopate.providers.watching import HookBody

ACCEPTED = {
    "answered 204: status 204": "what has nothing to say is 204 on real servers, described as 200",
    "POST /Playlists: query parameter 'UserId'": "whose playlist it is; keys have to say it",
    "content type image/png is not described": "described as octets, taken with the type of the picture",
}


async def test_all_that_is_asked_is_in_the_contract(tmp_path: Path) -> None:
    contract = Contract.load(contract_path("emby-4.8.11.json"), any_case=True)
    fake = EmbyFake()
    calls = Calls("emby", fake, tmp_path)
    async with fake:
        by_password, by_key = await calls.log_in()
        await calls.scan(by_password)
        await calls.serve(by_password)
        await calls.keep(by_password, None)
        await calls.keep(by_key, calls.member)
        await calls.watch(by_key)
        await calls.connections.close()
    assert problems_of(contract, fake.wire.journal, accepted=ACCEPTED, all_occur=True) == []


async def test_recorded_webhooks_are_understood() -> None:
    folder = recorded_path("webhooks")
    login = {"url": "http://127.0.0.1:9", "token": "t", "user_id": "0123456789abcdef0123456789abcdef"}
    hooks = registry.hook_reader("emby", Context(account_id="", settings=login, storage=ROOT, compute=_none))
    for name, state, key in (
        ("emby_1_playback_stop", PlayState.STOPPED, "240270"),
        ("emby_2_playback_start", PlayState.STARTED, "240252"),
    ):
        recorded = (folder / f"{name}.json").read_bytes()
        event = hooks.read_hook(HookBody(content_type="application/json", body=recorded))
        assert event is not None
        assert (event.state, event.key, event.user_name) == (state, key, "admin")


async def _none(*_: Any, **__: Any) -> Any:
    raise AssertionError
