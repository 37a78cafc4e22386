"""Accounts and logins on the pages, with servers that speak as the real ones do."""

import re
from collections.abc import AsyncIterator, Iterator
from html import unescape
from typing import Any, Self

import pytest
import stamina
from fakes.jellyfin import JellyfinFake
from fakes.opensubsonic.server import PASSWORD, OpenSubsonic
from fakes.plex import FakePlex
from fakes.serving import Fault
from syncopate.domain.run import JobName
from syncopate.errors import NotFound
from syncopate.providers.plex import tv
from syncopate.store import accounts, libraries, runs
from syncopate.sync.accounts import add_account
from syncopate.sync.keyring import KeyRing
from syncopate.sync.logins import begin_login, read_login


@pytest.fixture(autouse=True)
def at_once() -> Iterator[None]:
    """Leave out pauses between tries."""
    with stamina.set_testing(True, attempts=2, cap=True):
        yield


@pytest.fixture
async def plex(household: Any, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[FakePlex]:
    """Give a Plex account with a server of 12 tracks; it goes before our connections to it."""
    fake = FakePlex()
    fake.library.fill(fake.music, 12)
    async with fake:
        monkeypatch.setattr(tv, "PLEX_TV", fake.tv_address)
        yield fake
        await household.kit.connections.close()


@pytest.fixture
async def subsonic(household: Any) -> AsyncIterator[OpenSubsonic]:
    """Give a server that speaks OpenSubsonic, with one folder of music."""
    server = OpenSubsonic()
    server.music.fill(server.music.add_folder("Music"), 12)
    server.add_user("anna", admin=True)
    async with server:
        yield server
        await household.kit.connections.close()


class Browser:
    """Opens pages and sends their forms, as one without JavaScript does; in German if wanted."""

    def __init__(self, household: Any, language: str = "en", **more: Any) -> None:
        self.client = household.client(**{"accept-language": language}, **more)
        self.text = ""
        self.path = ""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.client.aclose()

    async def get(self, path: str, status: int = 200) -> str:
        return self._saw(await self.client.get(path), status)

    async def send(self, path: str, status: int = 200, **data: Any) -> str:
        csrf = re.search(r'name="csrf" value="([^"]+)"', self.text)
        assert csrf, "no form on the page"
        answer = await self.client.post(path, data={"csrf": csrf[1], **data})
        return self._saw(answer, status)

    def _saw(self, answer: Any, status: int) -> str:
        assert answer.status_code == status, answer.text
        self.path = answer.url.raw_path.decode()
        self.text = unescape(answer.text)
        return self.text


def login_of(path: str) -> str:
    found = re.fullmatch(r"/logins/([^?]+)\?.*", path)
    assert found, path
    return found[1]


def code_of(fake: FakePlex) -> str:
    return next(reversed(fake.people.pins.values())).code


async def logged_in(browser: Browser, plex: FakePlex, **more: str) -> str:
    """Sign in at plex.tv and return the account's path."""
    await browser.get("/accounts/add?provider=plex")
    await browser.send("/accounts/add", provider="plex", method="pin", **more)
    place = browser.path
    plex.approve(code_of(plex))
    await browser.send(place.partition("?")[0], provider="plex", **more)
    assert browser.path.startswith("/accounts/")
    return browser.path.partition("?")[0]


@pytest.mark.parametrize("language", ["en", "de"])
async def test_signing_in_elsewhere_and_choosing_libraries(
    household: Any, plex: FakePlex, language: str
) -> None:
    async with Browser(household, language) as browser:
        services = await browser.get("/accounts/add")
        for known in ("spotify", "tidal", "deezer", "youtube", "qobuz", "listenbrainz", "lastfm", "discogs"):
            assert f"provider={known}" in services, "also what can be read without an account"
        assert "provider=plex" in services
        assert "provider=folder" not in services
        ways = await browser.get("/accounts/add?provider=plex")
        assert "method=token" in ways
        page = await browser.send("/accounts/add", provider="plex", method="pin")
        login = login_of(browser.path)
        link = re.search(
            r'href="(https://app\.plex\.tv/[^"]+)" target="_blank" rel="noopener noreferrer"', page
        )
        assert link
        assert f'hx-post="../logins/{login}"' in page
        assert 'hx-trigger="every 2.0s' in page
        assert 'role="status"' in page
        wait = await browser.send(f"/logins/{login}", provider="plex")
        assert ("Not confirmed yet." if language == "en" else "Noch nicht bestätigt.") in wait
        plex.approve(code_of(plex))
        done = await browser.send(f"/logins/{login}", provider="plex")
        [account] = await household.kit.database.read(accounts.every)
        assert browser.path.startswith(f"/accounts/{account.id}?ask=on&fresh=on")
        assert (account.name, account.provider, account.health_ok) == ("Living Room", "plex", True)
        assert ("12 tracks" if language == "en" else "12 Titel") in done
        assert "/storage/music" in done
        assert done.count('type="checkbox" name="section"') == 2
        assert plex.token not in done
        key = str(plex.music.key)
        await browser.send(f"/accounts/{account.id}/libraries", section=key, fresh="on")
        assert browser.path.startswith("/libraries?said=added_scanned")
    [library] = await household.kit.database.read(libraries.every)
    assert (library.name, library.section) == ("Music", key)
    run = await household.kit.database.read(runs.running_of, JobName.SCAN_LIBRARY)
    assert run.arguments == {"mode": "incremental", "library_id": library.id}


async def test_a_page_that_looks_by_itself_hears_only_news(household: Any, plex: FakePlex) -> None:
    async with Browser(household) as browser:
        await browser.get("/accounts/add?provider=plex")
        await browser.send("/accounts/add", provider="plex", method="pin")
        place = browser.path.partition("?")[0]
        browser.client.headers["hx-request"] = "true"
        form = browser.text
        assert await browser.send(place, 204, provider="plex") == ""
        plex.tv_wire.fail(Fault.SERVER_ERROR, "/api/v2/pins/*", times=2)
        browser.text = form
        failed = await browser.send(place, 502, provider="plex")
        assert 'id="login"' in failed
        assert "hx-trigger" in failed
        assert "unreachable" in failed
        plex.approve(code_of(plex))
        csrf = re.search(r'name="csrf" value="([^"]+)"', form)
        assert csrf
        done = await browser.client.post(place, data={"csrf": csrf[1], "provider": "plex"})
        assert done.status_code == 204
        [account] = await household.kit.database.read(accounts.every)
        assert done.headers["hx-redirect"].startswith(f"../accounts/{account.id}?ask=on&fresh=on")
        again = await browser.client.post(place, data={"csrf": csrf[1], "provider": "plex"})
    assert again.status_code == 404
    assert "This login has ended." in again.text
    assert 'hx-trigger="every' not in again.text
    assert len(await household.kit.database.read(accounts.every)) == 1


@pytest.mark.parametrize("language", ["en", "de"])
async def test_a_login_that_took_too_long_is_begun_again(
    household: Any, plex: FakePlex, language: str
) -> None:
    async with Browser(household, language) as browser:
        await browser.get("/accounts/add?provider=plex")
        await browser.send("/accounts/add", provider="plex", method="pin")
        place = browser.path
        kept = await browser.get(place)
        assert code_of(plex) in kept
        [pin] = plex.people.pins.values()
        plex.clock.advance(3600 * 24)
        gone = await browser.send(place.partition("?")[0], 502, provider="plex")
        assert ("Begin again" if language == "en" else "Neu beginnen") in gone
        assert 'href="../accounts/add?provider=plex"' in gone
        assert pin.code not in gone
        with pytest.raises(NotFound):
            await read_login(household.kit, login_of(place))
        ended = await browser.get(place, 404)
    assert ("This login has ended." if language == "en" else "Diese Anmeldung ist zu Ende.") in ended


async def test_a_question_is_asked_with_its_labels(household: Any, plex: FakePlex) -> None:
    other = await plex.add_server("Cabin")
    async with Browser(household) as browser:
        await browser.get("/accounts/add?provider=plex&method=token")
        asked = await browser.send(
            "/accounts/add", provider="plex", method="token", **{"field.token": plex.token}
        )
        place = browser.path
        assert f'<option value="{other.machine}">Cabin' in asked
        assert "One more question" in asked
        assert plex.token not in asked
        wrong = await browser.send(place.partition("?")[0], 422, provider="plex", **{"field.server": "none"})
        assert 'aria-invalid="true"' in wrong
        assert "invalid_input" in wrong
        await browser.send(place.partition("?")[0], provider="plex", **{"field.server": other.machine})
    [account] = await household.kit.database.read(accounts.every)
    assert account.name == "Cabin"


@pytest.mark.parametrize("language", ["en", "de"])
async def test_what_was_typed_is_kept_but_for_secrets(
    household: Any, subsonic: OpenSubsonic, language: str
) -> None:
    data = {"provider": "subsonic", "method": "password", "field.url": subsonic.address, "field.user": "anna"}
    async with Browser(household, language) as browser:
        await browser.get("/accounts/add?provider=subsonic")
        empty = await browser.send(
            "/accounts/add", 422, **{**data, "field.user": ""}, **{"field.password": "x"}
        )
        assert f'value="{subsonic.address}"' in empty
        assert empty.count('aria-invalid="true"') == 1
        refused = await browser.send("/accounts/add", 502, **data, **{"field.password": "wrong one"})
        assert "login_rejected" in refused
        assert 'value="anna"' in refused
        assert "wrong one" not in refused
        # The box of the certificate was not ticked.
        assert (
            'id="login-verify_tls" name="field.verify_tls" aria-describedby="login-verify_tls-help">'
            in refused
        )
        done = await browser.send(
            "/accounts/add", **data, **{"field.password": PASSWORD, "field.verify_tls": "on"}
        )
        [account] = await household.kit.database.read(accounts.every)
        assert account.settings["verify_tls"] == "true"
        assert PASSWORD not in done
        assert PASSWORD not in await browser.get(f"/accounts/{account.id}?ask=on")
        again = await browser.get(f"/accounts/add?account={account.id}")
        assert f'value="{subsonic.address}"' in again
        assert 'value="anna"' in again
        assert PASSWORD not in again


async def test_an_account_logs_in_again(household: Any, plex: FakePlex) -> None:
    async with Browser(household) as browser:
        place = await logged_in(browser, plex)
        [before] = await household.kit.database.read(accounts.every)
        await browser.get(f"/accounts/add?account={before.id}")
        assert "Log in again to Living Room" in browser.text
        await browser.send("/accounts/add", account=before.id, method="pin")
        login = browser.path.partition("?")[0]
        plex.approve(code_of(plex))
        await browser.send(login, account=before.id)
        assert browser.path == f"{place}?said=logged_in"
    [after] = await household.kit.database.read(accounts.every)
    assert after.id == before.id
    assert after.secrets != before.secrets


async def test_a_login_that_is_there_is_said_where_one_logs_in(household: Any, plex: FakePlex) -> None:
    async with Browser(household) as browser:
        await logged_in(browser, plex)
        await browser.get("/accounts/add?provider=plex")
        answers = {"field.token": plex.token, "field.address": plex.address}
        await browser.send("/accounts/add", provider="plex", method="token", status=409, **answers)
        assert "This login is there already, as Living Room." in browser.text
        assert 'name="field.address"' in browser.text, "the form is still there"
        assert "Load the page again" not in browser.text
    assert len(await household.kit.database.read(accounts.every)) == 1


async def test_a_login_can_be_given_up(household: Any, plex: FakePlex) -> None:
    async with Browser(household) as browser:
        await browser.get("/accounts/add?provider=plex")
        await browser.send("/accounts/add", provider="plex", method="pin")
        login = login_of(browser.path)
        await browser.send(f"/logins/{login}/forget", provider="plex")
        assert browser.path == "/accounts"
    with pytest.raises(NotFound):
        await read_login(household.kit, login)


@pytest.mark.parametrize("language", ["en", "de"])
async def test_a_server_that_does_not_answer_is_not_empty(
    household: Any, subsonic: OpenSubsonic, language: str
) -> None:
    settings = {"url": subsonic.address, "user": "anna", "password": PASSWORD}
    account = await add_account(household.kit, provider="subsonic", name="Loft", settings=settings)
    assert account.health_ok
    async with Browser(household, language) as browser:
        page = await browser.get(f"/accounts/{account.id}")
        assert f'hx-get="../accounts/{account.id}?ask=on" hx-trigger="load"' in page
        assert "<noscript>" in page
        assert not [one for one in subsonic.wire.journal if "getMusicFolders" in one.path]
        subsonic.wire.fail(Fault.SERVER_ERROR)
        page = await browser.get(f"/accounts/{account.id}?ask=on")
        assert "unreachable" in page
        assert "no library of music" not in page
        assert "keine Musikbibliothek" not in page
        # A good answer is remembered for a minute.
        await household.kit.connections.drop(account.id)
        await browser.send(f"/accounts/{account.id}/check", back=f"/accounts/{account.id}")
        assert ("does not work" if language == "en" else "funktioniert nicht") in browser.text
        listed = await browser.get("/accounts")
        assert f"accounts/add?account={account.id}" in listed


async def test_several_libraries_and_those_that_are_there(household: Any, plex: FakePlex) -> None:
    keys = [str(section.key) for section in plex.server.music()]
    async with Browser(household) as browser:
        place = await logged_in(browser, plex)
        none = await browser.send(f"{place}/libraries", 422)
        assert "Choose one library at least." in none
        other = await browser.send(f"{place}/libraries", 422, section="99")
        assert "has no library 99" in other
        await browser.send(f"{place}/libraries", section=keys)
        assert {library.section for library in await household.kit.database.read(libraries.every)} == set(
            keys
        )
        run = await household.kit.database.read(runs.running_of, JobName.SCAN_LIBRARY)
        assert run.arguments == {"mode": "incremental"}
        await browser.get(f"{place}?ask=on")
        assert 'name="section"' not in browser.text
        await browser.send(f"{place}/libraries", section=keys)
        assert "Nothing was changed." in browser.text
    assert len(await household.kit.database.read(libraries.every)) == 2


async def test_a_library_of_the_same_name_is_told_apart(filled: Any, plex: FakePlex) -> None:
    async with Browser(filled) as browser:
        place = await logged_in(browser, plex)
        page = await browser.send(f"{place}/libraries", section=str(plex.music.key))
    names = {library.name for library in await filled.kit.database.read(libraries.every)}
    assert names == {"Music", "Attic", "Music (Living Room)"}
    assert "A scan is running already" in page


async def test_a_server_is_asked_to_look_at_its_files(filled: Any, plex: FakePlex) -> None:
    async with Browser(filled) as browser:
        place = await logged_in(browser, plex)
        page = await browser.send(f"{place}/libraries", section=str(plex.music.key))
        assert page.count('name="mode" value="deep"') == 1
        [active] = await filled.kit.database.read(runs.active)
        await filled.jobs.cancel(active.id)
        found = await filled.kit.database.read(libraries.every)
        library = next(one for one in found if one.name == "Music (Living Room)")
        await browser.send(f"/libraries/{library.id}/scan", mode="deep", back="/libraries")
    run = await filled.kit.database.read(runs.running_of, JobName.SCAN_LIBRARY)
    assert run.arguments == {"mode": "deep", "library_id": library.id}


@pytest.mark.parametrize("language", ["en", "de"])
async def test_the_guide_leads_to_a_server(household: Any, plex: FakePlex, language: str) -> None:
    async with Browser(household, language) as browser:
        first = await browser.get("/guide")
        assert "accounts/add?provider=plex&guided=on" in first
        assert "accounts/add?provider=folder" not in first
        step = await browser.get("/accounts/add?provider=plex&guided=on")
        assert 'aria-current="step">1.' in step
        place = await logged_in(browser, plex, guided="on")
        assert 'aria-current="step">1.' in browser.text
        assert 'name="guided" value="on"' in browser.text
        left = await browser.get("/guide")
        assert f"{place.removeprefix('/')}?ask=on&fresh=on&guided=on" in left
        await browser.get(f"{place}?ask=on&fresh=on&guided=on")
        second = await browser.send(f"{place}/libraries", section=str(plex.music.key), guided="on")
        assert browser.path.startswith("/guide?said=added_scanned")
        assert 'aria-current="step">2.' in second


async def test_changing_keeps_secrets_and_clears_what_is_emptied(
    household: Any, subsonic: OpenSubsonic
) -> None:
    settings = {"url": subsonic.address, "user": "anna", "password": PASSWORD, "server": "Old"}
    account = await add_account(household.kit, provider="subsonic", name="Loft", settings=settings)
    async with Browser(household) as browser:
        await browser.get(f"/accounts/{account.id}")
        data = {"field.url": subsonic.address, "field.user": "anna", "field.server": ""}
        await browser.send(f"/accounts/{account.id}/change", name="Attic", **data)
        assert "Saved." in browser.text
    after = await household.kit.database.read(accounts.get, account.id)
    assert (after.name, after.health_ok) == ("Attic", True)
    assert "server" not in after.settings
    assert after.settings["verify_tls"] == "false"
    assert household.kit.vault.open(after.secrets) == {"password": PASSWORD}


async def test_who_may_only_look_sets_nothing_up(filled: Any, plex: FakePlex) -> None:
    async with Browser(filled) as owner:
        place = await logged_in(owner, plex)
    key, _ = await KeyRing(filled.kit).create("Wall", {"read"})
    async with Browser(filled, ingress=False) as browser:
        await browser.client.post("/login", data={"key": key, "back": ""})
        page = await browser.get(f"{place}?ask=on")
        assert "Audio Plays" in page
        assert "checkbox" not in page
        assert "/remove" not in page
        assert "accounts/add" not in await browser.get("/accounts")
        await browser.get("/members")
        await browser.get("/accounts/add", 403)
        await browser.get("/logins/x", 403)


async def test_under_a_prefix_a_login_stays_below(household: Any, plex: FakePlex) -> None:
    prefix = "/api/hassio_ingress/x"
    async with Browser(household, proxied=True) as browser:
        await browser.get(f"{prefix}/accounts/add?provider=plex")
        page = await browser.send(f"{prefix}/accounts/add", provider="plex", method="pin")
        assert browser.path.startswith(f"{prefix}/logins/")
        assert not re.search(r'(?:href|action|hx-post|hx-get)="/', page)
        plex.approve(code_of(plex))
        done = await browser.send(browser.path.partition("?")[0], provider="plex")
        assert browser.path.startswith(f"{prefix}/accounts/")
        assert not re.search(r'(?:href|action|hx-post|hx-get)="/', done)


@pytest.mark.parametrize(
    ("language", "works", "said"),
    [
        ("en", "works", "and without https others may read it."),
        ("de", "funktioniert", "und ohne https können andere es lesen."),
    ],
)
async def test_what_is_to_be_known_of_an_account_that_works_is_told(
    household: Any, subsonic: OpenSubsonic, language: str, works: str, said: str
) -> None:
    settings = {"url": subsonic.address, "user": "anna", "password": PASSWORD, "password_as": "itself"}
    account = await add_account(household.kit, provider="subsonic", name="Loft", settings=settings)
    assert account.health_ok
    async with Browser(household, language) as browser:
        for path in ("/accounts", f"/accounts/{account.id}"):
            page = await browser.get(path)
            assert said in page
            assert f"</svg>{works}</span>" in page
        await household.kit.database.write(
            lambda connection: accounts.set_health(
                connection, account.id, ok=True, reason=None, detail="<b>New</b>.", at=household.kit.now()
            )
        )
        answer = await browser.client.get("/accounts")
        assert '<p lang="en">&lt;b&gt;New&lt;/b&gt;.</p>' in answer.text


@pytest.mark.parametrize(("language", "said"), [("en", "anna on"), ("de", "anna auf")])
async def test_an_account_says_which_user_of_which_server_it_is(
    household: Any, subsonic: OpenSubsonic, language: str, said: str
) -> None:
    settings = {"url": subsonic.address, "user": "anna", "password": PASSWORD}
    account = await add_account(household.kit, provider="subsonic", name="Loft", settings=settings)
    host = subsonic.address.removeprefix("http://")
    async with Browser(household, language) as browser:
        for path in ("/accounts", f"/accounts/{account.id}"):
            assert f"Navidrome / Subsonic · {said} {host} · " in await browser.get(path)


async def test_the_user_that_an_account_is_stands_out_among_its_users(household: Any) -> None:
    fake = JellyfinFake()
    fake.fill(fake.add_library("Music", "/media/music"), 1)
    fake.add_user("Anna", PASSWORD, admin=True)
    fake.add_user("Kim")
    async with fake, Browser(household) as browser:
        answers = {"url": fake.address, "username": "Anna", "password": PASSWORD}
        login = await begin_login(
            household.kit, provider="jellyfin", method="password", answers=answers, name="Home"
        )
        assert login.account is not None
        page = await browser.get(f"/accounts/{login.account.id}?ask=on")
        assert re.findall(r"<b>(Anna|Kim)</b>(?:(?!</li>).)*?this account", page, re.DOTALL) == ["Anna"]
        await household.kit.connections.close()
