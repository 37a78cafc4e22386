"""A password in a server's address is for a proxy in front of it, and is told to nobody."""

import logging
from collections.abc import AsyncIterator, Callable, Iterator
from importlib import import_module
from typing import Any

import pytest
import stamina
from aiohttp import web
from fakes.serving import Served
from syncopate.domain.snapshot import Complete
from syncopate.domain.target import Site, TargetKind
from syncopate.errors import SyncopateError
from syncopate.providers import registry
from syncopate.providers.answering import without_login
from syncopate.providers.capability import Context
from syncopate.providers.login import LoggedIn
from syncopate.providers.manifest import Capability, FieldKind
from syncopate.providers.plex import tv
from syncopate.providers.plex.parse_tv import Reach, Way
from syncopate.providers.plex.wire import Line

_PASSWORD = "planted-8f2c-password"
_LOGIN = f"anna:{_PASSWORD}@"
_ANOTHER = {"MediaContainer": {"machineIdentifier": "of-another"}}


def _address_of(domain: str) -> str:
    """Return the setting that holds a server's address, "" for what is no server."""
    manifest = registry.manifest_of(domain)
    named = (field.name for field in manifest.fields if field.kind is FieldKind.URL)
    return next(named, "") if Capability.PLAYLIST_TARGET in manifest.capabilities else ""


_SERVERS = sorted(domain for domain in registry.manifests() if _address_of(domain))


def _answering(status: int, body: object) -> web.Application:
    async def answer(_: web.Request) -> web.Response:
        return web.json_response(body, status=status)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    return app


def _onward() -> web.Application:
    async def answer(request: web.Request) -> web.Response:
        there = f"http://{_LOGIN}127.0.0.1:9{request.path}"
        return web.Response(status=302, headers={"Location": there})

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    return app


_ANSWERS: dict[str, Callable[[], web.Application]] = {
    "nothing good": lambda: _answering(500, {}),
    "no such thing": lambda: _answering(404, {}),
    "a refusal": lambda: _answering(401, {}),
    "no rights": lambda: _answering(403, {}),
    "another API": lambda: _answering(200, {}),
    "another server": lambda: _answering(200, _ANOTHER),
    "the way elsewhere": _onward,
}


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Leave out pauses between tries, and plex.tv."""
    monkeypatch.setattr(tv, "PLEX_TV", "http://127.0.0.1:9")
    with stamina.set_testing(True, attempts=1, cap=True):
        yield


@pytest.fixture(params=[*_ANSWERS, "nothing"])
async def address(request: pytest.FixtureRequest) -> AsyncIterator[str]:
    """Return the address of something that is not what is looked for, with a login in it."""
    if request.param == "nothing":
        yield f"http://{_LOGIN}127.0.0.1:9"
        return
    async with Served(_ANSWERS[request.param]()) as served:
        yield served.address.replace("://", f"://{_LOGIN}")


def test_these_are_servers() -> None:
    assert {"emby", "jellyfin", "plex", "subsonic"} <= set(_SERVERS)


@pytest.mark.parametrize("domain", _SERVERS)
async def test_no_password_of_an_address_is_told(
    domain: str, address: str, context: Callable[..., Context], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    given = context(**{_address_of(domain): address})
    library, target = registry.library_source(domain, given), registry.playlist_target(domain, given)
    assert target is not None
    told: list[object] = []
    for kind in sorted(registry.manifest_of(domain).target_kinds):
        place = target.place(Site(section="1", kind=TargetKind(kind)), "key")
        told += [place] if _has_page(place) else []
    for checked in (library, target):
        health = await checked.check()
        assert not health.ok
        told += [health.reason, health.detail]
    sections = await library.sections()
    assert not isinstance(sections, Complete)
    told += [sections, library, target]
    told += await _refused(domain, address)
    await given.connections.close()
    texts = [str(one) + repr(one) for one in told] + [record.getMessage() for record in caplog.records]
    assert not [text for text in texts if _PASSWORD in text or "anna" in text]


def _has_page(place: str) -> bool:
    return place.startswith("http")


async def _refused(domain: str, address: str) -> list[object]:
    """Return what is told by every way to log in with that address."""
    login = import_module(f"syncopate.providers.{domain}.login").create(None)
    answers = {"username": "kim", "user": "kim", "password": "p", "key": "k", "api_key": "k", "token": "t"}
    told: list[object] = []
    for method in registry.manifest_of(domain).logins:
        if not any(field.name == _address_of(domain) for field in method.fields):
            continue
        try:
            step = await login.begin(method.name, {**answers, _address_of(domain): address})
            # Any server of Plex is one that can be logged in to; its settings are sealed.
            assert isinstance(step, LoggedIn)
            told.append(step.name)
        except SyncopateError as error:
            told += [error.detail, error.placeholders, error]
    assert told
    return told


@pytest.mark.parametrize("made", [Line(address=f"http://{_LOGIN}nas", token="t"), Way(Reach.LOCAL, _LOGIN)])
def test_it_is_not_in_what_stands_for_an_address(made: Any) -> None:
    assert _PASSWORD not in repr(made)


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        (f"https://{_LOGIN}nas:8096/sub/", "https://nas:8096/sub"),
        ("https://anna@nas", "https://nas"),
        (f"http://:{_PASSWORD}@nas", "http://nas"),
        ("http://[::1]:8096", "http://[::1]:8096"),
    ],
)
def test_an_address_to_be_told(address: str, shown: str) -> None:
    assert without_login(address) == shown
