"""Trying an account by hand: what a connection remembers does not answer, and nobody waits for long."""

import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

import pytest
import stamina
from fakes.rigs import RIGS, Rig
from fakes.serving import Fault
from syncopate.domain.snapshot import Complete
from syncopate.providers.serving import Sectioned
from syncopate.store import accounts
from syncopate.store.accounts import Account
from syncopate.sync.accounts import change_account, check_account
from syncopate.sync.logins import begin_login
from syncopate.sync.providers import library_of

if TYPE_CHECKING:
    from conftest import Household

SERVERS = pytest.mark.parametrize("provider", sorted(RIGS))


@pytest.fixture
async def rig(household: Household, provider: str) -> AsyncIterator[Rig]:
    """Give a server; its connection is closed at the end."""
    stamina.set_testing(True, attempts=2)
    async with AsyncExitStack() as stack:
        stack.callback(stamina.set_testing, False)
        stack.push_async_callback(household.kit.connections.close)
        yield await stack.enter_async_context(RIGS[provider](4))


async def account_on(household: Household, rig: Rig) -> Account:
    """Return the account of a server's administrator."""
    state = await begin_login(
        household.kit, provider=rig.provider, method=rig.method, answers=rig.answers, name="Server"
    )
    assert state.account is not None
    return state.account


@SERVERS
async def test_a_check_is_fresh_though_a_good_answer_is_remembered(household: Household, rig: Rig) -> None:
    account = await account_on(household, rig)
    source = await library_of(household.kit, account.id)
    assert (await source.check()).ok
    rig.wire.fail(Fault.UNAVAILABLE, retry_after="60")
    asked = rig.requests
    assert (await source.check()).ok, "runs go on for a while with what they know"
    assert rig.requests == asked
    assert not (await check_account(household.kit, account.id)).ok
    assert rig.requests > asked
    rig.wire.heal()
    assert (await check_account(household.kit, account.id)).ok
    assert (await household.kit.database.read(accounts.get, account.id)).health_ok


@SERVERS
async def test_a_check_takes_no_run_its_connection_away(household: Household, rig: Rig) -> None:
    account = await account_on(household, rig)
    source = await library_of(household.kit, account.id)
    assert isinstance(source, Sectioned)
    assert isinstance(await source.sections(), Complete)
    assert (await check_account(household.kit, account.id)).ok
    assert isinstance(await source.sections(), Complete)


@SERVERS
async def test_nobody_waits_long_for_a_server_that_stands_still(
    household: Household, rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = await account_on(household, rig)
    monkeypatch.setattr("syncopate.sync.accounts._PATIENCE_SECONDS", 1.0)
    rig.wire.fail(Fault.SLOW)
    began = time.monotonic()
    health = await check_account(household.kit, account.id)
    assert time.monotonic() - began < 5
    assert (health.ok, health.reason) == (False, "unreachable")
    assert health.detail == "Server did not answer within 1 s."
    kept = await household.kit.database.read(accounts.get, account.id)
    assert (kept.health_ok, kept.health_reason) == (False, "unreachable")


@pytest.mark.parametrize("provider", ["jellyfin"])
async def test_what_is_remembered_for_settings_that_changed_is_dropped(
    household: Household, rig: Rig
) -> None:
    account = await account_on(household, rig)
    source = await library_of(household.kit, account.id)
    assert isinstance(source, Sectioned)
    await change_account(household.kit, account.id, settings={"verify_tls": "true"})
    assert isinstance(await source.sections(), Complete), "nothing has changed"
    await change_account(household.kit, account.id, settings={"verify_tls": "false"})
    assert not isinstance(await source.sections(), Complete), "the connection of before is closed"
    again = await library_of(household.kit, account.id)
    assert isinstance(again, Sectioned)
    assert isinstance(await again.sections(), Complete)
