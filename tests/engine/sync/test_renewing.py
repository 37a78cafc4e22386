"""A login whose tokens are good once is renewed once, by whichever of several processes comes first."""

import asyncio
import os
import uuid
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import psycopg
import pytest
from fakes.spotify import FakeSpotify
from fakes.spotify.accounts import CLIENT_ID
from fakes.tidal.access import Grant
from fakes.tidal.server import Tidal
from syncopate.domain.snapshot import Complete
from syncopate.providers.capability import PlaylistSource
from syncopate.providers.connections import Connections
from syncopate.providers.manifest import RateLimit
from syncopate.store import accounts
from syncopate.store.accounts import Account
from syncopate.store.database import Database
from syncopate.store.migrate import migrate
from syncopate.store.turns import Turns
from syncopate.sync.accounts import check_account
from syncopate.sync.kit import Kit
from syncopate.sync.providers import context_of, source_of

if TYPE_CHECKING:
    from conftest import Household

SERVER = os.environ.get("SYNCOPATE_TEST_DATABASE_URL")
NOW = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture(params=["sqlite", "postgresql"])
def two(request: pytest.FixtureRequest, household: Household) -> Iterator[list[Kit]]:
    """Return what two processes on one database have: an engine, and a command beside it."""
    if request.param == "sqlite":
        databases = [Database.open(household.kit.database.address) for _ in range(2)]
        yield _kits(household, databases)
        for each in databases:
            each.close()
        return
    if not SERVER:
        pytest.skip("SYNCOPATE_TEST_DATABASE_URL is not set")
    name = f"syncopate_renewing_{uuid.uuid4().hex}"
    with closing(psycopg.connect(SERVER, autocommit=True)) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        url = f"{SERVER.rpartition('/')[0]}/{name}"
        migrate(url)
        databases = [Database.open(url), Database.open(url)]
        yield _kits(household, databases)
        for each in databases:
            each.close()
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _kits(household: Household, databases: Sequence[Database]) -> list[Kit]:
    return [
        replace(household.kit, database=each, turns=Turns(each), connections=Connections())
        for each in databases
    ]


async def _signed_in(kit: Kit, provider: str, plain: dict[str, str], secrets: dict[str, str]) -> str:
    """Store an account and return its id."""
    account = Account(
        id="account",
        provider=provider,
        name="Anna",
        settings=plain,
        secrets=kit.vault.seal(secrets),
        created_at=NOW,
    )
    await kit.database.write(accounts.add, account)
    return account.id


async def _read_at_once(kits: Sequence[Kit], provider: str, account_id: str) -> None:
    """Let each process read twice at the same time, with what was stored before any of them began."""
    sources: list[PlaylistSource] = []
    for kit in kits:
        sources += [await source_of(kit, provider, account_id) for _ in range(2)]
    for read in await asyncio.gather(*(source.read_playlist("liked", {}) for source in sources)):
        assert isinstance(read.entries, Complete), read.entries


async def test_spotify_is_asked_for_new_tokens_once(two: list[Kit]) -> None:
    fake = FakeSpotify()
    anna = fake.world.add_user("anna", "Anna")
    grant = fake.accounts.grant(anna)
    first = grant.refresh
    async with fake:
        kits = [replace(kit, endpoints=fake.endpoints) for kit in two]
        plain = {"client_id": CLIENT_ID, "user_id": anna.id}
        tokens = {"refresh_token": grant.refresh, "access_token": grant.access}
        account_id = await _signed_in(kits[0], "spotify", plain, tokens)
        for times in (1, 2, 3):
            fake.accounts.expire(anna)
            await _read_at_once(kits, "spotify", account_id)
            assert fake.accounts.renewals == times
        stored = context_of(kits[0], await kits[0].database.read(accounts.get, account_id)).settings
        assert stored["refresh_token"] == grant.refresh != first
        for kit in kits:
            await kit.connections.close()


async def test_whoever_tries_an_account_hears_how_it_is_now(kit: Kit) -> None:
    fake = FakeSpotify()
    anna = fake.world.add_user("anna", "Anna")
    grant = fake.accounts.grant(anna)
    async with fake:
        there = replace(kit, endpoints=fake.endpoints)
        plain = {"client_id": CLIENT_ID, "user_id": anna.id}
        tokens = {"refresh_token": grant.refresh, "access_token": grant.access}
        account_id = await _signed_in(there, "spotify", plain, tokens)
        assert (await check_account(there, account_id)).ok
        fake.accounts.revoke(anna)
        health = await check_account(there, account_id)
        assert (health.ok, health.reason) == (False, "login_rejected")
        await there.connections.close()


async def test_tidal_is_asked_for_new_tokens_once(two: list[Kit], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("syncopate.providers.tidal.client.LIMIT", RateLimit(requests=1000, seconds=1.0))
    fake = Tidal()
    fake.add_application("app", "secret", redirects=(), devices=True)
    anna = fake.music.add_user("anna")
    scopes = frozenset({"user.read", "playlists.read", "collection.read", "search.read"})
    fake.access.refreshes["first"] = Grant(anna.id, "app", scopes)
    async with fake:
        kits = [replace(kit, endpoints={"*": fake.address}) for kit in two]
        plain = {"client_id": "app", "user_id": anna.id, "country": "DE"}
        over = (datetime.now(UTC) - timedelta(hours=1)).isoformat()
        tokens = {"refresh_token": "first", "access_token": "over"}
        account_id = await _signed_in(kits[0], "tidal", {**plain, "expires_at": over}, tokens)
        for times in (1, 2, 3):
            await _read_at_once(kits, "tidal", account_id)
            assert len(fake.wire.asked(path="/v1/oauth2/token")) == times
            fake.access.end_tokens()
        for kit in kits:
            await kit.connections.close()


async def test_the_turn_gives_what_is_stored_then(two: list[Kit]) -> None:
    account_id = await _signed_in(two[0], "tidal", {"client_id": "app"}, {"refresh_token": "first"})
    here, there = [context_of(kit, await kit.database.read(accounts.get, account_id)) for kit in two]
    order: list[str] = []

    async def second() -> None:
        async with there.renewing() as stored:
            order.append(stored["refresh_token"])

    async with here.renewing() as stored:
        assert dict(stored) == {"client_id": "app", "refresh_token": "first"}
        waiting = asyncio.create_task(second())
        await asyncio.sleep(0.3)
        await here.keep({"refresh_token": "second"})
        assert not order
    await waiting
    assert order == ["second"]
    assert there.settings["refresh_token"] == "first"


async def test_without_an_account_there_is_no_turn(kit: Kit) -> None:
    context = kit.context("spotify", {"market": "DE"})
    async with context.renewing() as first, context.renewing() as second:
        assert first == second == {"market": "DE"}
