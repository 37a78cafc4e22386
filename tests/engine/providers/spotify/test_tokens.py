"""Tokens: renewed once for all who wait, stored, told to nobody; what was revoked is said so."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from fakes.serving import Fault
from syncopate.domain.snapshot import Failed, Known
from syncopate.errors import DatabaseBusy
from syncopate.providers import registry
from syncopate.providers.spotify.client import client_of

from .conftest import House, all_of, reason_of


async def test_an_expired_token_is_renewed_and_stored(house: House) -> None:
    before = dict(house.stored["anna"])
    assert (await house.source().check()).ok
    house.fake.accounts.expire(house.anna)
    assert all_of((await house.read("liked")).entries) == ()
    now = house.stored["anna"]
    assert now["access_token"] != before["access_token"]
    assert now["refresh_token"] != before["refresh_token"]
    assert house.fake.accounts.renewals == 1
    await house.restart()
    assert (await house.source().check()).ok
    assert house.fake.accounts.renewals == 1


async def test_reads_at_once_renew_once(house: House) -> None:
    house.fake.accounts.expire(house.anna)
    source = house.source()
    reads = [source.read_version("liked") for _ in range(6)] + [house.source().read_version("liked")]
    assert {type(one) for one in await asyncio.gather(*reads)} == {Known}
    assert house.fake.accounts.renewals == 1


async def test_a_token_that_stays_is_kept(house: House) -> None:
    house.fake.accounts.rotates = False
    refresh = house.stored["anna"]["refresh_token"]
    for _ in range(2):
        house.fake.accounts.expire(house.anna)
        assert isinstance(await house.source().read_version("liked"), Known)
    assert house.stored["anna"]["refresh_token"] == refresh


async def test_without_an_access_token_one_is_asked_for_at_once(house: House) -> None:
    house.stored["anna"]["access_token"] = ""
    assert (await house.source().check()).ok
    assert [one.status for one in house.asked()] == [200, 200]


async def test_revoked_is_rejected(house: House, texts: Callable[[], str]) -> None:
    secrets = [house.stored["anna"][name] for name in ("refresh_token", "access_token")]
    house.fake.accounts.revoke(house.anna)
    read = await house.read("liked")
    assert isinstance(read.entries, Failed)
    assert read.entries.reason == "login_rejected"
    assert "Sign in again" in read.entries.detail
    health = await house.source().check()
    assert (health.ok, health.reason) == (False, "login_rejected")
    assert not any(secret in texts() + read.entries.detail for secret in secrets)
    assert house.stored["anna"]["refresh_token"] == secrets[0]


async def test_who_signs_in_again_is_let_in(house: House) -> None:
    house.fake.accounts.revoke(house.anna)
    assert reason_of((await house.read("liked")).entries) == "login_rejected"
    house.sign_in(house.anna)
    assert all_of((await house.read("liked")).entries) == ()


async def test_what_another_process_renewed_is_taken_over(house: House) -> None:
    source = house.source()
    assert (await source.check()).ok
    other = house.connections
    house.connections = type(other)()
    house.fake.accounts.expire(house.anna)
    assert isinstance(await house.source().read_version("liked"), Known)
    await house.connections.close()
    house.connections = other
    assert isinstance(await house.source().read_version("liked"), Known)
    assert house.fake.accounts.renewals == 1


async def test_older_settings_do_not_bring_a_used_token_back(house: House) -> None:
    old = house.context()
    house.fake.accounts.expire(house.anna)
    assert isinstance(await house.source().read_version("liked"), Known)
    house.stored["anna"] |= old.settings
    house.fake.accounts.expire(house.anna)
    assert isinstance(await house.source().read_version("liked"), Known)
    assert house.fake.accounts.renewals == 2


async def test_what_could_not_be_stored_is_stored_later(house: House) -> None:
    source = house.source()
    tokens = source._client.tokens
    assert tokens is not None
    tries: list[Mapping[str, str]] = []

    async def busy(changed: Mapping[str, str]) -> None:
        tries.append(changed)
        if len(tries) == 1:
            raise DatabaseBusy

    tokens._context = replace(tokens._context, keep=busy)
    house.fake.accounts.expire(house.anna)
    assert reason_of((await source.read_playlist("liked", {})).entries) == "database_busy"
    assert all_of((await source.read_playlist("liked", {})).entries) == ()
    assert tries[0] == tries[1]
    assert house.fake.accounts.renewals == 1


async def test_who_gives_up_does_not_lose_what_was_renewed(house: House) -> None:
    house.fake.accounts.expire(house.anna)
    house.fake.wire.slow_seconds = 0.2
    house.fake.fail(Fault.SLOW, "/api/token", times=1)
    task = asyncio.create_task(house.read("liked"))
    while not house.fake.wire.under_way or len(house.asked()) < 1:  # noqa: ASYNC110 -- nothing tells of it
        await asyncio.sleep(0.01)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert all_of((await house.read("liked")).entries) == ()
    assert house.fake.accounts.renewals == 1


@pytest.mark.parametrize("fault", [fault for fault in Fault if fault is not Fault.EMPTY_PAGE])
async def test_a_renewal_that_fails_tells_why(house: House, fault: Fault) -> None:
    house.fake.accounts.expire(house.anna)
    house.fail(fault, "/api/token", retry_after="0")
    reasons = {
        Fault.UNAUTHORIZED: "login_rejected",
        Fault.FORBIDDEN: "login_lacks_rights",
        Fault.TOO_MANY: "rate_limited",
        Fault.HTML: "odd_answer",
        Fault.BROKEN: "odd_answer",
    }
    assert reason_of((await house.read("liked")).entries) == reasons.get(fault, "unreachable")


async def test_tokens_go_to_their_own_hosts_and_into_no_log(house: House, texts: Callable[[], str]) -> None:
    playlist = house.fake.world.add_playlist(
        house.fake.world.spotify, "Hits", closed=True, prefix="37i9dQZF1DX"
    )
    first = dict(house.stored["anna"])
    house.fake.accounts.expire(house.anna)
    await house.read(f"playlist:{playlist.id}")
    await house.source().list_playlists()
    tokens = [
        each[name] for each in (first, house.stored["anna"]) for name in ("refresh_token", "access_token")
    ]
    hosts = {host: url.removeprefix("http://") for host, url in house.fake.endpoints.items()}
    for one in house.asked():
        if one.headers["Host"] != hosts["api.spotify.com"]:
            assert "Authorization" not in one.headers
        if one.headers["Host"] != hosts["accounts.spotify.com"]:
            assert not any(token.encode() in one.body for token in tokens)
        assert not any(token in str(one.query) for token in tokens)
    assert house.asked("/embed/*")
    assert texts()
    assert not any(token in texts() for token in tokens)
    assert not any(token in repr(house.source()._client.__dict__) for token in tokens)


async def test_what_another_process_got_at_the_same_time_is_looked_for_before_it_is_rejected(
    house: House,
) -> None:
    source = house.source()
    assert (await source.check()).ok
    older = dict(house.stored["anna"])
    other = house.connections
    house.connections = type(other)()
    house.fake.accounts.expire(house.anna)
    assert isinstance(await house.source().read_version("liked"), Known)
    await house.connections.close()
    house.connections = other
    given = [older, dict(house.stored["anna"])]

    @asynccontextmanager
    async def turn() -> AsyncGenerator[Mapping[str, str]]:
        # What the other one got is stored only after ours has begun.
        yield given.pop(0)

    late = registry.playlist_source("spotify", replace(house.context(), settings=older, turn=turn))
    assert isinstance(await late.read_version("liked"), Known)
    assert not given


async def test_of_used_tokens_the_last_are_remembered(house: House) -> None:
    keyring = client_of(house.context()).tokens
    assert keyring is not None
    for number in range(40):
        keyring.hear(replace(house.context(), settings={"refresh_token": str(number)}))
    assert 0 < len(keyring._used_up) <= 32
