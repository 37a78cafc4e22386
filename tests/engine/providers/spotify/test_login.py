"""Signing in: by a consent with PKCE, in the browser and back, or with the address pasted."""

import base64
import hashlib
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from aiohttp import ClientSession
from fakes.serving import Fault
from fakes.spotify.accounts import CLIENT_ID, REDIRECT_URI
from syncopate.errors import InvalidInput, LoginLacksRights, LoginRejected, SyncopateError, Unreachable
from syncopate.providers import registry
from syncopate.providers.capability import Context
from syncopate.providers.login import ANSWER, Consent, LoggedIn, Login, login_in

from .conftest import House, all_of


def login_of(house: House) -> Login:
    context = house.context(None)
    return registry.login(
        "spotify",
        Context(
            account_id="login-4711",
            settings={},
            storage=context.storage,
            compute=context.compute,
            connections=house.connections,
            endpoints=house.fake.endpoints,
        ),
    )


async def begin(house: House, **answers: str) -> Consent:
    step = await login_of(house).begin("pkce", {"client_id": CLIENT_ID, **answers})
    assert isinstance(step, Consent)
    return step


async def at_spotify(step: Consent) -> str:
    """Do what the browser does, and return where it is sent."""
    async with ClientSession() as session, session.get(step.url, allow_redirects=False) as answer:
        assert answer.status == 302, await answer.text()
        return answer.headers["Location"]


async def signed_in(house: House, step: Consent) -> LoggedIn:
    done = await login_of(house).go_on(step.state, {ANSWER: await at_spotify(step)})
    assert isinstance(done, LoggedIn)
    return done


@pytest.fixture(autouse=True)
def anna_at_the_browser(house: House) -> None:
    house.fake.accounts.at_browser = house.anna


async def test_all_the_way(house: House, texts: Callable[[], str]) -> None:
    step = await begin(house)
    assert step.redirect_uri == REDIRECT_URI
    asked = {name: values[0] for name, values in parse_qs(urlsplit(step.url).query).items()}
    assert step.url.startswith(house.fake.endpoints["accounts.spotify.com"] + "/authorize?")
    assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
    digest = hashlib.sha256(step.state["verifier"].encode()).digest()
    assert asked["code_challenge"] == base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    assert 43 <= len(step.state["verifier"]) <= 128
    assert login_in(asked["state"]) == "4711"
    assert "secret" not in asked
    again = await login_of(house).go_on(step.state, {})
    assert isinstance(again, Consent)
    assert (again.url, again.expires_at) == (step.url, step.expires_at)
    done = await signed_in(house, step)
    assert done.name == "Spotify (Anna)"
    assert done.settings["user_id"] == "anna"
    assert set(done.settings) == {field.name for field in registry.manifest_of("spotify").fields}
    secrets = [done.settings["refresh_token"], done.settings["access_token"], step.state["verifier"]]
    assert not any(secret in texts() for secret in secrets)
    house.stored["anna"] = dict(done.settings)
    assert (await house.source().check()).ok
    house.fake.accounts.expire(house.anna)
    assert all_of((await house.read("liked")).entries) == ()


async def test_every_sign_in_has_secrets_of_its_own(house: House) -> None:
    first, second = await begin(house), await begin(house)
    assert first.state["verifier"] != second.state["verifier"]
    assert first.state["token"] != second.state["token"]


async def test_accounts_of_several_users(house: House) -> None:
    bert = house.fake.world.add_user("bert", "Bert")
    for user in (house.anna, bert):
        house.fake.accounts.at_browser = user
        done = await signed_in(house, await begin(house))
        house.stored[user.id] = dict(done.settings)
    house.fake.world.like(bert, house.fake.world.songs(1)[0])
    assert len(await house.entries("liked", "bert")) == 1
    assert len(await house.entries("liked", "anna")) == 0


async def test_what_is_granted_is_enough_for_all_that_is_asked(house: House) -> None:
    done = await signed_in(house, await begin(house))
    house.stored["anna"] = dict(done.settings)
    house.fake.is_new(new=False)
    world = house.fake.world
    bert = world.add_user("bert")
    shared = world.add_playlist(bert, "Shared", public=False, collaborators=[house.anna])
    house.anna.playlists.append(shared)
    source = house.source()
    assert [one.name for one in all_of(await source.list_playlists())] == ["Liked Songs", "Shared"]
    for shelf in ("playlists", "albums", "artists", "user:bert"):
        all_of(await source.browse(shelf))
    all_of(await house.recent().played_contexts())
    assert not [one for one in house.asked() if one.status == 403]


@pytest.mark.parametrize(
    "typed",
    [
        "http://127.0.0.1:9030/callback",
        "http://[::1]:9030/callback",
        "https://music.example.org/callback",
        " https://example.org/x ",
    ],
)
async def test_addresses_that_spotify_takes(house: House, typed: str) -> None:
    house.fake.accounts.redirect_uris.add(typed.strip())
    step = await begin(house, redirect_uri=typed)
    assert step.redirect_uri == typed.strip()
    assert (await signed_in(house, step)).settings["redirect_uri"] == typed.strip()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("redirect_uri", "http://localhost:9030/callback"),
        ("redirect_uri", "http://192.168.1.5:9030/callback"),
        ("redirect_uri", "127.0.0.1/callback"),
        ("redirect_uri", "https://"),
        ("redirect_uri", "https://[bad/"),
        ("redirect_uri", "https://example.org/#x"),
        ("client_id", ""),
        ("client_id", "two words"),
        ("client_id", "https://developer.spotify.com"),
    ],
)
async def test_what_cannot_be_right_is_said_at_once(house: House, field: str, value: str) -> None:
    with pytest.raises(InvalidInput) as found:
        await begin(house, **{field: value})
    assert found.value.placeholders["field"] == field


async def test_there_is_one_way(house: House) -> None:
    with pytest.raises(InvalidInput):
        await login_of(house).begin("password", {})


async def test_not_allowed(house: House) -> None:
    house.fake.accounts.refuses = True
    step = await begin(house)
    with pytest.raises(InvalidInput, match="not allowed"):
        await login_of(house).go_on(step.state, {ANSWER: await at_spotify(step)})


@pytest.mark.parametrize(
    "address",
    ["https://example.org", "nonsense", "http://127.0.0.1:9030/callback?code=1&state=other", "http://[x"],
)
async def test_another_address_is_no_answer(house: House, address: str) -> None:
    step = await begin(house)
    with pytest.raises(InvalidInput):
        await login_of(house).go_on(step.state, {ANSWER: address})
    assert not house.asked("/api/token")
    assert (await signed_in(house, step)).settings["user_id"] == "anna"


async def test_the_answer_to_another_sign_in_is_none(house: House) -> None:
    first, second = await begin(house), await begin(house)
    with pytest.raises(InvalidInput):
        await login_of(house).go_on(first.state, {ANSWER: await at_spotify(second)})


async def test_a_code_is_good_once_and_for_its_own_verifier(house: House) -> None:
    step = await begin(house)
    address = await at_spotify(step)
    stolen = {**step.state, "verifier": "x" * 60}
    with pytest.raises(InvalidInput, match="did not take this code"):
        await login_of(house).go_on(stolen, {ANSWER: address})
    with pytest.raises(InvalidInput, match="did not take this code"):
        await login_of(house).go_on(step.state, {ANSWER: address})


async def test_too_late(house: House) -> None:
    step = await begin(house)
    late = {**step.state, "expires_at": "2026-01-01T00:00:00+00:00"}
    with pytest.raises(LoginRejected, match="in time"):
        await login_of(house).go_on(late, {})


async def test_an_unknown_app(house: House) -> None:
    step = await begin(house)
    state = {**step.state, "client_id": "f" * 32}
    with pytest.raises(LoginRejected, match="client ID"):
        await login_of(house).go_on(state, {ANSWER: await at_spotify(step)})


async def test_a_user_whom_the_app_does_not_name(house: House) -> None:
    house.anna.allowed = False
    step = await begin(house)
    with pytest.raises(LoginLacksRights, match="User Management"):
        await login_of(house).go_on(step.state, {ANSWER: await at_spotify(step)})


@pytest.mark.parametrize("fault", [fault for fault in Fault if fault is not Fault.EMPTY_PAGE])
@pytest.mark.parametrize("path", ["/api/token", "/v1/me"])
async def test_what_fails_is_said(house: House, fault: Fault, path: str) -> None:
    step = await begin(house)
    address = await at_spotify(step)
    house.fail(fault, path, retry_after="0")
    with pytest.raises(SyncopateError) as found:
        await login_of(house).go_on(step.state, {ANSWER: address})
    assert isinstance(found.value, Unreachable)
    assert found.value.detail
    assert step.state["verifier"] not in found.value.detail
