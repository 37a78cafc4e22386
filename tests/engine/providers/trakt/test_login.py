"""Signing in with a code, and tokens that end."""

import asyncio
import json
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from fakes.serving import Fault
from syncopate.domain.watch import Feature
from syncopate.errors import InvalidInput, LoginRejected, Unreachable
from syncopate.providers.login import LoggedIn, Visit
from syncopate.providers.trakt.login import create
from syncopate.providers.trakt.manifest import MANIFEST
from syncopate.providers.trakt.watching import create as create_watching
from syncopate.providers.watching import Wanted

from .conftest import House

_APPLICATION = {"client_id": "app", "client_secret": "secret"}
_TOKEN = "/oauth/token"
_OVER = {"access_token": "", "expires_at": "2025-01-01T00:00:00+00:00"}


async def _begun(house: House, answers: Mapping[str, str] = _APPLICATION) -> Visit:
    step = await create(house.bare("login-1")).begin("device", answers)
    assert isinstance(step, Visit)
    return step


async def test_a_code_is_entered(house: House) -> None:
    login, visit = create(house.bare("login-1")), await _begun(house)
    assert visit.url is not None
    assert visit.url.endswith("/activate")
    assert visit.every_seconds == 5.0
    assert timedelta(minutes=9) < visit.expires_at - datetime.now(UTC) <= timedelta(minutes=10)
    waiting = await login.go_on(visit.state, {})
    assert isinstance(waiting, Visit)
    assert (waiting.code, waiting.every_seconds) == (visit.code, 5.0)
    slower = await login.go_on(waiting.state, {})
    assert isinstance(slower, Visit)
    assert slower.every_seconds == 10.0, "it was looked at too soon"
    house.fake.access.enter(visit.code, "anna")
    later = datetime.now(UTC) + timedelta(seconds=60)
    house.fake.now = lambda: later
    done = await login.go_on(slower.state, {})
    assert isinstance(done, LoggedIn)
    assert done.name == "Trakt (anna)"
    assert done.settings["user_id"] == house.anna.uuid
    assert set(done.settings) == {field.name for field in MANIFEST.fields}
    assert (await create_watching(house.bare("new", **done.settings)).check()).ok
    ends = datetime.fromisoformat(done.settings["expires_at"]) - datetime.now(UTC)
    assert timedelta(days=6, hours=23) < ends <= timedelta(days=7)


async def test_a_code_is_refused_used_over_or_unknown(house: House) -> None:
    login = create(house.bare("login-1"))
    visit = await _begun(house)
    house.fake.access.enter(visit.code, "anna", allows=False)
    with pytest.raises(LoginRejected, match="not allowed"):
        await login.go_on(visit.state, {})
    visit = await _begun(house)
    house.fake.access.enter(visit.code, "anna")
    assert isinstance(await login.go_on(visit.state, {}), LoggedIn)
    with pytest.raises(LoginRejected, match="used already"):
        await login.go_on(visit.state, {})
    with pytest.raises(LoginRejected, match="does not know this code"):
        await login.go_on({**visit.state, "device_code": "nonsense"}, {})
    visit = await _begun(house)
    later = datetime.now(UTC) + timedelta(minutes=11)
    house.fake.now = lambda: later
    with pytest.raises(LoginRejected, match="in time"):
        await login.go_on(visit.state, {})


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({}, "client_id"),
        ({"client_id": " ", "client_secret": "s"}, "client_id"),
        ({"client_id": "app"}, "client_secret"),
    ],
)
async def test_what_is_missing_is_named(house: House, answers: Mapping[str, str], field: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        await create(house.bare()).begin("device", answers)
    assert caught.value.placeholders["field"] == field
    assert not house.fake.wire.journal


async def test_there_is_no_other_way(house: House) -> None:
    with pytest.raises(InvalidInput):
        await create(house.bare()).begin("browser", _APPLICATION)


async def test_a_wrong_application_is_told_and_its_secret_is_not(house: House) -> None:
    with pytest.raises(LoginRejected, match="client ID"):
        await _begun(house, {"client_id": "other", "client_secret": "hidden"})
    visit = await _begun(house, {**_APPLICATION, "client_secret": "hidden"})
    with pytest.raises(LoginRejected) as caught:
        await create(house.bare("login-1")).go_on(visit.state, {})
    assert "hidden" not in caught.value.detail + str(caught.value.placeholders)


@pytest.mark.parametrize("fault", [Fault.SERVER_ERROR, Fault.SLOW, Fault.CUT_OFF, Fault.HTML, Fault.BROKEN])
async def test_a_service_in_trouble_is_no_refusal(house: House, fault: Fault) -> None:
    visit = await _begun(house)
    house.fake.wire.fail(fault)
    with pytest.raises(Unreachable) as caught:
        await _begun(house)
    assert not isinstance(caught.value, LoginRejected)
    with pytest.raises(Unreachable) as caught:
        await create(house.bare("login-1")).go_on(visit.state, {})
    assert not isinstance(caught.value, LoginRejected)


async def test_one_that_is_over_is_renewed_once_for_all(house: House) -> None:
    context = house.context(**_OVER)
    accounts = [create_watching(context) for _ in range(4)]
    reads = await asyncio.gather(
        *(house.read(frozenset({Feature.WATCHLIST}), account=account) for account in accounts)
    )
    assert all(read.parts[Feature.WATCHLIST].missing is None for read in reads)
    [asked] = house.fake.wire.asked(path=_TOKEN)
    assert json.loads(asked.body)["redirect_uri"] == "urn:ietf:wg:oauth:2.0:oob"
    [kept] = house.kept
    assert set(kept) == {"access_token", "refresh_token", "expires_at"}
    assert kept["access_token"] in house.fake.access.tokens
    assert kept["refresh_token"] in house.fake.access.refreshes
    await house.connections.drop("account")
    again = create_watching(house.bare(**{**context.settings, **kept}))
    assert (await house.read(account=again)).parts[Feature.WATCHLIST].missing is None
    assert len(house.fake.wire.asked(path=_TOKEN)) == 1


async def test_one_that_was_taken_back_is_renewed_and_asked_again(house: House) -> None:
    account = house.account()
    house.fake.access.tokens.clear()
    assert (await house.read(account=account)).parts[Feature.HISTORY].missing is None
    assert len(house.fake.wire.asked(path=_TOKEN)) == 1


async def test_a_login_that_is_over_is_told_and_nothing_else(house: House) -> None:
    account = house.account()
    house.fake.access.tokens.clear()
    house.fake.access.refreshes.clear()
    read = await house.read(account=account)
    assert {part.missing.reason for part in read.parts.values() if part.missing} == {"login_rejected"}
    assert not house.kept
    health = await account.check()
    assert (health.ok, health.reason) == (False, "login_rejected")


async def test_a_login_server_in_trouble_takes_no_login_away(house: House) -> None:
    account = house.account()
    house.fake.access.tokens.clear()
    house.fake.wire.fail(Fault.SERVER_ERROR, _TOKEN)
    read = await house.read(account=account)
    assert {part.missing.reason for part in read.parts.values() if part.missing} == {"unreachable"}
    house.fake.wire.heal()
    assert (await house.read(account=account)).parts[Feature.HISTORY].missing is None


async def test_the_turn_is_kept_and_what_another_process_stored_is_taken(house: House) -> None:
    """A refresh token is good once: who comes second uses what the first was given."""
    context = house.context(**_OVER)
    turns = 0
    stored = dict(context.settings)

    @asynccontextmanager
    async def turn() -> AsyncGenerator[Mapping[str, str]]:
        nonlocal turns
        turns += 1
        yield stored

    access, refresh = house.fake.let_in(house.anna, "app")
    lasting = (datetime.now(UTC) + timedelta(days=7)).isoformat()
    stored |= {"access_token": access, "refresh_token": refresh, "expires_at": lasting}
    account = create_watching(replace(context, turn=turn))
    assert (await house.read(account=account)).parts[Feature.HISTORY].missing is None
    assert turns == 1
    assert not house.fake.wire.asked(path=_TOKEN)


async def test_without_a_login_nothing_is_asked(house: House) -> None:
    account = create_watching(house.bare())
    assert not (await account.check()).ok
    read = await house.read(account=account)
    assert {part.missing.reason for part in read.parts.values() if part.missing} == {"not_configured"}
    account = create_watching(house.bare(client_id="app"))
    told = [one async for one in account.read(Wanted(features=frozenset({Feature.HISTORY})))]
    assert len(told) == 2
    assert not house.fake.wire.journal
