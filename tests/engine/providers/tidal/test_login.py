"""Signing in to a fake TIDAL: in the browser, with a code, without a user."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from aiohttp import ClientSession
from fakes.serving import Fault
from syncopate.domain.snapshot import Complete
from syncopate.errors import InvalidInput, LoginRejected, SyncopateError, Unreachable
from syncopate.providers import registry
from syncopate.providers.login import ANSWER, Consent, LoggedIn, Login, Visit, login_in
from syncopate.providers.tidal.login import SCOPES, create
from syncopate.providers.tidal.playlists import create as create_source

from .conftest import REDIRECT, House

_APP = {"client_id": "app"}


def _login(house: House) -> Login:
    return create(house.bare("login-4711"))


async def _browse(url: str) -> str:
    """Go there as a browser, and return where it is sent to."""
    async with ClientSession() as session, session.get(url, allow_redirects=False) as answer:
        assert answer.status == 302, await answer.text()
        return answer.headers["Location"]


async def _works(house: House, settings: Mapping[str, str]) -> bool:
    source = create_source(house.bare("new", **settings))
    read = await source.read_playlist(f"album:{house.album.id}", {})
    return isinstance(read.entries, Complete) and (await source.check()).ok


def test_every_way_is_there() -> None:
    names = [each.name for each in registry.manifest_of("tidal").logins]
    assert names == ["browser", "device", "application"]


@pytest.mark.parametrize("secret", ["", "secret"])
async def test_in_the_browser(house: House, secret: str) -> None:
    house.fake.access.consenting = house.anna.id
    login = _login(house)
    step = await login.begin("browser", {**_APP, "client_secret": secret})
    assert isinstance(step, Consent)
    asked = parse_qs(urlsplit(step.url).query)
    assert (asked["redirect_uri"], asked["scope"]) == ([REDIRECT], [SCOPES])
    assert login_in(asked["state"][0]) == "4711"
    assert step.redirect_uri == REDIRECT
    assert step.state["verifier"] not in step.url
    again = await login.go_on(step.state, {})
    assert again == step
    ended = await login.go_on(step.state, {ANSWER: await _browse(step.url)})
    assert isinstance(ended, LoggedIn)
    assert ended.name == "TIDAL (anna)"
    told = ended.settings
    assert (told["user_id"], told["country"], told["client_id"]) == (house.anna.id, "DE", "app")
    assert told["client_secret"] == secret
    assert set(told) == {each.name for each in registry.manifest_of("tidal").fields}
    assert await _works(house, told)


async def test_without_a_lasting_login(house: House) -> None:
    house.fake.access.consenting, house.fake.access.gives_refresh = house.anna.id, False
    login = _login(house)
    step = await login.begin("browser", _APP)
    assert isinstance(step, Consent)
    ended = await login.go_on(step.state, {ANSWER: await _browse(step.url)})
    assert isinstance(ended, LoggedIn)
    assert ended.settings["refresh_token"] == ""
    assert await _works(house, ended.settings)


async def test_a_redirect_of_ones_own(house: House) -> None:
    house.fake.access.applications["app"].redirects = ("https://home.example.com/callback",)
    house.fake.access.consenting = house.anna.id
    login = _login(house)
    step = await login.begin("browser", {**_APP, "redirect_uri": " https://home.example.com/callback "})
    assert isinstance(step, Consent)
    assert isinstance(await login.go_on(step.state, {ANSWER: await _browse(step.url)}), LoggedIn)


async def test_it_is_not_allowed(house: House) -> None:
    login = _login(house)
    step = await login.begin("browser", _APP)
    assert isinstance(step, Consent)
    with pytest.raises(LoginRejected, match="not allowed"):
        await login.go_on(step.state, {ANSWER: await _browse(step.url)})


async def test_answers_that_are_none_or_of_others(house: House) -> None:
    house.fake.access.consenting = house.anna.id
    login = _login(house)
    step, other = await login.begin("browser", _APP), await login.begin("browser", _APP)
    assert isinstance(step, Consent)
    assert isinstance(other, Consent)
    state = step.state["token"]
    foreign = [
        await _browse(other.url),
        f"{REDIRECT}?code=1",
        f"{REDIRECT}?state={state}",
        "nonsense",
        "http://[",
    ]
    for address in foreign:
        with pytest.raises(InvalidInput) as caught:
            await login.go_on(step.state, {ANSWER: address})
        assert caught.value.placeholders["field"] == ANSWER
    assert not house.fake.wire.asked(path="/v1/oauth2/token")
    with pytest.raises(LoginRejected):
        await login.go_on(step.state, {ANSWER: f"{REDIRECT}?code=guessed&state={state}"})


async def test_with_a_code(house: House) -> None:
    login = _login(house)
    step = await login.begin("device", _APP)
    assert isinstance(step, Visit)
    [device] = house.fake.access.devices.values()
    assert (step.code, step.url) == (device.user_code, f"{house.fake.address}/{device.user_code}")
    assert timedelta(seconds=290) < step.expires_at - datetime.now(UTC) <= timedelta(seconds=300)
    assert step.every_seconds == 2.0
    assert await login.go_on(step.state, {}) == step
    device.state = "slow_down"
    slower = await login.go_on(step.state, {})
    assert isinstance(slower, Visit)
    assert (slower.every_seconds, slower.code) == (7.0, step.code)
    device.state, device.user_id = "", house.anna.id
    ended = await login.go_on(slower.state, {})
    assert isinstance(ended, LoggedIn)
    assert ended.settings["user_id"] == house.anna.id
    assert await _works(house, ended.settings)


@pytest.mark.parametrize(
    ("state", "said"),
    [("expired_token", "in time"), ("access_denied", "not allowed"), ("anything", "refuses")],
)
async def test_a_code_that_nobody_takes(house: House, state: str, said: str) -> None:
    login = _login(house)
    step = await login.begin("device", _APP)
    assert isinstance(step, Visit)
    for device in house.fake.access.devices.values():
        device.state = state
    with pytest.raises(LoginRejected, match=said):
        await login.go_on(step.state, {})


async def test_an_application_that_may_not_have_codes(house: House) -> None:
    house.fake.access.applications["app"].devices = False
    with pytest.raises(LoginRejected, match="may it sign in this way"):
        await _login(house).begin("device", _APP)


async def test_a_code_in_the_words_of_the_standard(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    told = {"device_code": "d", "user_code": "U-1", "expires_in": 60}

    async def ask(*_: object) -> dict[str, object]:
        return dict(told)

    monkeypatch.setattr("syncopate.providers.tidal.tokens.TokenServer.ask", ask)
    step = await _login(house).begin("device", _APP)
    assert isinstance(step, Visit)
    assert (step.code, step.url, step.every_seconds) == ("U-1", f"{house.fake.address}/U-1", 5.0)


async def test_without_a_user(house: House) -> None:
    login = _login(house)
    step = await login.begin("application", {**_APP, "client_secret": "secret", "country": "gb"})
    assert isinstance(step, LoggedIn)
    told = step.settings
    assert (told["user_id"], told["country"], told["refresh_token"]) == ("", "GB", "")
    assert await _works(house, told)


@pytest.mark.parametrize(
    ("method", "answers", "field"),
    [
        ("browser", {}, "client_id"),
        ("browser", {"client_id": " "}, "client_id"),
        ("browser", {**_APP, "redirect_uri": "home"}, "redirect_uri"),
        ("application", _APP, "client_secret"),
        ("application", {**_APP, "client_secret": "secret", "country": "Germany"}, "country"),
        ("nothing", _APP, "method"),
    ],
)
async def test_answers_that_will_not_do(
    house: House, method: str, answers: Mapping[str, str], field: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        await _login(house).begin(method, answers)
    assert caught.value.placeholders["field"] == field


async def test_a_wrong_secret(house: House) -> None:
    with pytest.raises(LoginRejected, match="client ID"):
        await _login(house).begin("application", {**_APP, "client_secret": "wrong"})


@pytest.mark.parametrize("fault", [fault for fault in Fault if fault is not Fault.EMPTY_PAGE])
@pytest.mark.parametrize("path", ["/v1/oauth2/*", "/v2/users/me"])
async def test_what_goes_wrong(house: House, path: str, fault: Fault) -> None:
    house.fake.access.consenting = house.anna.id
    login = _login(house)
    step = await login.begin("browser", _APP)
    assert isinstance(step, Consent)
    address = await _browse(step.url)
    house.fake.wire.fail(fault, path, retry_after="0")
    with pytest.raises(Unreachable) as caught:
        await login.go_on(step.state, {ANSWER: address})
    assert isinstance(caught.value, SyncopateError)
    assert "access-" not in caught.value.detail
    await house.fake.wire.settled()
