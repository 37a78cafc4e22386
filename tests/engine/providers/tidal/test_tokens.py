"""Tokens that end, are renewed by one for all, and are taken back."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from fakes.serving import Fault
from fakes.tidal.access import Grant
from syncopate.domain.snapshot import Complete, Failed
from syncopate.providers.tidal.client import client_of
from syncopate.providers.tidal.playlists import create
from syncopate.providers.tidal.tokens import Application, Keyring, Tokens

from .conftest import House

_TOKEN = "/v1/oauth2/token"


def _over() -> dict[str, str]:
    return {"access_token": "", "expires_at": "2025-01-01T00:00:00+00:00"}


async def test_a_token_that_lasts_is_not_renewed(house: House) -> None:
    for _ in range(2):
        read = await house.source().read_playlist("liked", {})
        assert isinstance(read.entries, Complete)
    assert not house.fake.wire.asked(path=_TOKEN)
    assert not house.kept


async def test_one_that_is_over_is_renewed_once_for_all(house: House) -> None:
    house.music.mark(house.anna, "tracks", house.album.tracks[:3])
    playlist = house.music.add_playlist("Evening", house.anna, house.album.tracks)
    context = house.context(**_over())
    sources = [create(context) for _ in range(4)]
    reads = await asyncio.gather(
        *(source.read_playlist("liked", {}) for source in sources),
        *(source.read_playlist(f"playlist:{playlist.id}", {}) for source in sources),
    )
    assert all(isinstance(read.entries, Complete) for read in reads)
    assert len(house.fake.wire.asked(path=_TOKEN)) == 1
    [kept] = house.kept
    assert set(kept) == {"access_token", "refresh_token", "expires_at"}
    assert kept["access_token"] in house.fake.access.tokens
    assert kept["refresh_token"] in house.fake.access.refreshes
    lasts = datetime.fromisoformat(kept["expires_at"]) - datetime.now(UTC)
    assert timedelta(hours=3, minutes=59) < lasts <= timedelta(hours=4)


async def test_what_was_kept_is_good_after_a_restart(house: House) -> None:
    await house.source(**_over()).read_playlist("liked", {})
    await house.connections.drop("account")
    read = await house.source(**house.kept[-1]).read_playlist("liked", {})
    assert isinstance(read.entries, Complete)
    assert len(house.fake.wire.asked(path=_TOKEN)) == 1


async def test_one_that_was_ended_early_is_renewed(house: House) -> None:
    source = house.source()
    house.fake.access.end_tokens()
    reads = await asyncio.gather(*(source.read_playlist("liked", {}) for _ in range(3)))
    assert all(isinstance(read.entries, Complete) for read in reads)
    assert len(house.fake.wire.asked(path=_TOKEN)) == 1


async def test_without_a_new_refresh_token_the_old_one_stays(house: House) -> None:
    house.fake.access.rotates = False
    await house.source(**_over()).read_playlist("liked", {})
    assert house.kept[-1]["refresh_token"] == "refresh-of-anna"
    house.fake.access.end_tokens()
    read = await house.source(**_over()).read_playlist("liked", {})
    assert isinstance(read.entries, Complete)


async def test_a_login_that_was_taken_back(house: House) -> None:
    source = house.source()
    house.fake.access.revoke()
    read = await source.read_playlist("liked", {})
    assert isinstance(read.entries, Failed)
    assert read.entries.reason == "login_rejected"
    assert "sign in again" in read.entries.detail
    health = await source.check()
    assert (health.ok, health.reason) == (False, "login_rejected")
    assert not house.kept


async def test_a_login_without_a_refresh_token_ends(house: House) -> None:
    read = await house.source(refresh_token="", **_over()).read_playlist("liked", {})
    assert isinstance(read.entries, Failed)
    assert read.entries.reason == "login_rejected"
    assert "hours" in read.entries.detail
    assert not house.fake.wire.journal


async def test_somebody_signs_in_again(house: House) -> None:
    source = house.source()
    house.fake.access.revoke()
    assert isinstance((await source.read_playlist("liked", {})).entries, Failed)
    house.fake.access.tokens["another"] = Grant(house.anna.id, "app", frozenset({"collection.read"}))
    again = create(house.bare(**{**source._context.settings, "access_token": "another"}))
    assert isinstance((await again.read_playlist("liked", {})).entries, Complete)
    # Who still has the settings of before does not bring them back.
    assert isinstance((await source.read_playlist("liked", {})).entries, Complete)


async def test_an_application_renews_its_own(house: House) -> None:
    context = house.nobody()
    source = create(context)
    for _ in range(2):
        house.fake.access.end_tokens()
        read = await source.read_playlist(f"album:{house.album.id}", {})
        assert isinstance(read.entries, Complete)
    assert len(house.fake.wire.asked(path=_TOKEN)) == 2
    assert house.kept[-1]["refresh_token"] == ""


async def test_a_wrong_application(house: House) -> None:
    house.fake.access.applications["app"].secret = "another"
    read = await create(house.nobody()).read_playlist(f"album:{house.album.id}", {})
    assert isinstance(read.entries, Failed)
    assert read.entries.reason == "login_rejected"
    assert "client ID" in read.entries.detail


@pytest.mark.parametrize("fault", [fault for fault in Fault if fault is not Fault.EMPTY_PAGE])
async def test_a_renewal_that_fails(house: House, fault: Fault) -> None:
    house.fake.wire.fail(fault, _TOKEN, retry_after="0")
    source = house.source(**_over())
    read = await source.read_playlist("liked", {})
    assert isinstance(read.entries, Failed)
    wanted = {
        Fault.UNAUTHORIZED: "login_rejected",
        Fault.FORBIDDEN: "login_lacks_rights",
        Fault.TOO_MANY: "rate_limited",
        Fault.HTML: "odd_answer",
        Fault.BROKEN: "odd_answer",
    }
    assert read.entries.reason == wanted.get(fault, "unreachable")
    await house.fake.wire.settled()
    # It was sent once: a token to renew with is good once.
    assert len(house.fake.wire.asked(path=_TOKEN)) == 1
    house.fake.wire.heal()
    spent = fault in {Fault.SLOW, Fault.CUT_OFF, Fault.DROPPED, Fault.BROKEN}
    read = await source.read_playlist("liked", {})
    assert isinstance(read.entries, Failed if spent else Complete)


async def test_who_stops_waiting_stops_no_renewal(house: House) -> None:
    source = house.source(**_over())
    house.fake.wire.slow_seconds = 0.1
    house.fake.wire.fail(Fault.SLOW, _TOKEN, times=1)
    waiting = asyncio.create_task(source.read_playlist("liked", {}))
    while not house.fake.wire.under_way:  # noqa: ASYNC110 -- nothing tells of it
        await asyncio.sleep(0.01)
    waiting.cancel()
    await asyncio.wait([waiting])
    read = await source.read_playlist("liked", {})
    assert isinstance(read.entries, Complete)
    assert len(house.kept) == len(house.fake.wire.asked(path=_TOKEN)) == 1


@pytest.mark.parametrize("seconds", ["soon", None, True])
async def test_a_token_that_tells_no_end_is_odd(
    house: House, seconds: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = {"access_token": "t", "expires_in": seconds}
    monkeypatch.setattr("fakes.tidal.access.Access._given", lambda *_, **__: told)
    read = await house.source(**_over()).read_playlist("liked", {})
    assert isinstance(read.entries, Failed)
    assert read.entries.reason == "odd_answer"


async def test_tokens_are_told_to_nobody(house: House, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    context = house.context(client_secret="secret-of-app", **_over())
    house.fake.access.applications["app"].secret = "secret-of-app"
    await create(context).read_playlist("liked", {})
    house.fake.access.revoke()
    read = await create(context).read_playlist("liked", {})
    assert isinstance(read.entries, Failed)
    client = client_of(context)
    told = f"{caplog.text}{read}{client.keys._tokens!r}{client.keys._application!r}"
    secrets = ["secret-of-app", "refresh-of-anna", *house.kept[-1].values()]
    assert not [each for each in secrets[:4] if each in told]
    to_api = [one for one in house.fake.wire.journal if one.path.startswith("/v2")]
    assert all(b"refresh" not in one.body and "secret-of-app" not in str(one) for one in to_api)


def test_settings_that_are_odd_are_over() -> None:
    assert not Tokens.of({"access_token": "t", "expires_at": "some day"}).lasts(datetime.now(UTC))
    assert not Tokens.of({}).lasts(datetime.now(UTC))
    later = (datetime.now(UTC) + timedelta(seconds=30)).isoformat()
    assert not Tokens.of({"access_token": "t", "expires_at": later}).lasts(datetime.now(UTC))


async def test_what_another_process_got_at_the_same_time_is_looked_for_before_it_is_rejected(
    house: House,
) -> None:
    older = {**house.context().settings, **_over(), "refresh_token": "used-up"}
    given = [older, dict(house.context().settings)]

    @asynccontextmanager
    async def turn() -> AsyncGenerator[Mapping[str, str]]:
        # What the other one got is stored only after ours has begun.
        yield given.pop(0)

    read = await create(replace(house.bare(**older), turn=turn)).read_playlist("liked", {})
    assert isinstance(read.entries, Complete)
    assert not given


async def test_of_logins_that_were_seen_the_last_are_remembered(house: House) -> None:
    keyring = Keyring(house.context(), Application(client_id="app"), for_user=True)
    for number in range(40):
        keyring.offer(house.bare(access_token=str(number)))
    assert len(keyring._seen) <= 32
    await keyring.close()
