"""Signing in by what was copied out of a browser."""

import json
from collections.abc import Callable

import pytest
from fakes.serving import Fault
from syncopate.errors import InvalidInput, LoginRejected, SyncopateError
from syncopate.providers.login import LoggedIn, Login
from syncopate.providers.youtube.headers import opened, sealed
from syncopate.providers.youtube.login import create

from .conftest import House

COOKIE = "YSC=a_b; __Secure-3PAPISID=proof/of-1; SID=g.a000; PREF=tz=Europe.Berlin&f6=4; SIDCC=AKEyXzU"

LINES = f"""POST /youtubei/v1/browse?prettyPrint=false HTTP/2
Host: music.youtube.com
User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0)
Accept: */*
Content-Type: application/json
X-Goog-Visitor-Id: CgtWaXNpdG9y
X-Goog-AuthUser: 1
X-Goog-PageId: 1234
Authorization: SAPISIDHASH 1700000000_abc
Origin: https://music.youtube.com
Cookie: {COOKIE}
"""
CHROME = f""":authority
music.youtube.com
accept
*/*
authorization
SAPISIDHASH 1700000000_abc
cookie
{COOKIE}
x-goog-authuser
1
x-goog-pageid
1234
x-goog-visitor-id
CgtWaXNpdG9y
"""
COLONS = CHROME.replace("cookie\n", "cookie:\n").replace("authuser\n", "authuser:\n")
CURL = f"""curl 'https://music.youtube.com/youtubei/v1/browse?prettyPrint=false' \\
  -H 'accept: */*' \\
  -H 'cookie: {COOKIE}' \\
  -H 'x-goog-authuser: 1' \\
  -H 'x-goog-pageid: 1234' \\
  -H 'x-goog-visitor-id: CgtWaXNpdG9y' \\
  --data-raw '{{"context":{{}}}}'"""
CURL_B = CURL.replace(f"-H 'cookie: {COOKIE}'", f"-b '{COOKIE}'")
JSON = json.dumps(
    {
        "Cookie": COOKIE,
        "X-Goog-AuthUser": "1",
        "x-goog-pageid": "1234",
        "x-goog-visitor-id": "CgtWaXNpdG9y",
        "n": 1,
    }
)
ONE_LINE = LINES.replace("\n", "")
"""As a field of one line leaves it."""


@pytest.mark.parametrize(
    "pasted",
    [LINES, LINES.replace("\n", "\r\n"), CHROME, COLONS, CURL, CURL_B, JSON, sealed(LINES), ONE_LINE],
    ids=["lines", "windows", "chrome", "colons", "curl", "curl -b", "json", "sealed", "one line"],
)
def test_what_browsers_copy(pasted: str) -> None:
    found = json.loads(sealed(pasted))
    cookies = dict(one.split("=", 1) for one in found.pop("cookie").split("; "))
    assert cookies["__Secure-3PAPISID"] == "proof/of-1"
    assert cookies["SID"] == "g.a000"
    assert found == {"x-goog-authuser": "1", "x-goog-pageid": "1234", "x-goog-visitor-id": "CgtWaXNpdG9y"}


def test_cookies_alone() -> None:
    found = json.loads(sealed(COOKIE))
    assert found["x-goog-authuser"] == "0"
    assert "SIDCC=AKEyXzU" in found["cookie"]
    assert opened(sealed(COOKIE))["origin"] == "https://music.youtube.com"


@pytest.mark.parametrize(
    "pasted",
    [
        "",
        "nothing",
        "{",
        "[1]",
        "{}",
        "Cookie: SID=a",
        LINES.replace("__Secure-3PAPISID", "X"),
        "x" * 60000,
        "Cookie: __Secure-3PAPISID=; SID=a",
    ],
)
def test_what_signs_nobody_in(pasted: str) -> None:
    with pytest.raises(InvalidInput) as told:
        sealed(pasted)
    assert told.value.placeholders["field"] == "headers"


@pytest.mark.parametrize("handle", ["@anna", None])
async def test_signing_in(house: House, handle: str | None) -> None:
    house.anna.handle = handle
    login = create(house.context())
    assert isinstance(login, Login)
    step = await login.begin("headers", {"headers": house.pasted(house.anna)})
    assert isinstance(step, LoggedIn)
    assert step.name == "YouTube Music (Anna)"
    assert step.settings["user"] == (handle or "Anna")
    assert sealed(step.settings["headers"]) == step.settings["headers"]


async def test_signed_out_meanwhile(house: House) -> None:
    house.anna.signed_in = False
    with pytest.raises(LoginRejected):
        await create(house.context()).begin("headers", {"headers": house.pasted(house.anna)})


async def test_no_such_way(house: House) -> None:
    login = create(house.context())
    with pytest.raises(InvalidInput):
        await login.begin("password", {})
    with pytest.raises(InvalidInput):
        await login.begin("headers", {})
    with pytest.raises(InvalidInput):
        await login.go_on({}, {})


@pytest.mark.parametrize("fault", [one for one in Fault if one is not Fault.EMPTY_PAGE])
async def test_faults(house: House, fault: Fault, texts: Callable[[], str]) -> None:
    house.fail(fault)
    with pytest.raises(SyncopateError) as told:
        await create(house.context()).begin("headers", {"headers": house.pasted(house.anna)})
    assert house.anna.proof not in repr(told.value) + told.value.detail + texts()
