"""The configuration of the old tool."""

import json
from typing import Any

import pytest
from syncopate.errors import InvalidInput
from syncopate.providers.sagetv.old_config import OldConfig, OldPlex, OldSage, read_old_config

WHOLE: dict[str, Any] = {
    "sagex": {"host": "sage.lan", "port": 8080, "user": "anna", "password": "s3cr3t"},
    "plex": {"host": "plex.lan", "port": "32400", "token": "t0k3n"},
    "scanner": {"ext": [".mpg", "MKV", 7, " . "], "log": "%LOCALAPPDATA%\\x.log", "debug": True},
    "agent": {"locking": True},
    "ignored": {"dummy": "last"},
    "of tomorrow": [1],
}


def read(**changed: Any) -> OldConfig:
    told = {name: value for name, value in (WHOLE | changed).items() if value is not None}
    return read_old_config(json.dumps(told).encode())


def test_all_of_it() -> None:
    assert read() == OldConfig(
        sage=OldSage(url="http://sage.lan:8080", user="anna", password="s3cr3t"),
        plex=OldPlex(url="http://plex.lan:32400", token="t0k3n"),
        extensions=(".mpg", ".mkv"),
    )


def test_what_is_missing_is_as_usual() -> None:
    assert read(sagex={"host": "sage"}, plex=None, scanner=None) == OldConfig(
        sage=OldSage(url="http://sage:8080"), plex=None
    )
    assert read(sagex=None, plex={"host": " 10.0.0.2 "}, scanner={"ext": "mpg"}) == OldConfig(
        sage=None, plex=OldPlex(url="http://10.0.0.2:32400")
    )


def test_what_was_never_filled_in_is_nothing() -> None:
    sage = read(sagex={"host": "s", "user": "enter_username", "password": "enter_password"}).sage
    assert sage == OldSage(url="http://s:8080")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_as_windows_stores_it(encoding: str) -> None:
    told = json.dumps({"sagex": {"host": "s", "password": "für"}}, ensure_ascii=False)
    sage = read_old_config(told.encode(encoding)).sage
    assert sage is not None
    assert sage.password == "für"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "line 1"),
        (b'{"sagex": {"host": "s",}}', "line 1, column 2"),
        (b'{\n"log": "C:\\Users"}', "line 2"),
        (b"[" * 100_000, "no JSON"),
        (b'"\x81\xff"', "no JSON"),
        (b"[]", "no object"),
        (b"{}", "neither"),
        (b'{"sagex": {}, "plex": {}}', "neither"),
        (b'{"sagex": ["s"]}', "sagex"),
        (b'{"sagex": {"port": 80}}', "sagex.host"),
        (b'{"sagex": {"host": "http://s"}}', "sagex.host"),
        (b'{"sagex": {"host": "a@b"}}', "sagex.host"),
        (b'{"sagex": {"host": "s", "port": 0}}', "sagex.port"),
        (b'{"sagex": {"host": "s", "port": 65536}}', "sagex.port"),
        (b'{"sagex": {"host": "s", "port": true}}', "sagex.port"),
        (b'{"sagex": {"host": "s", "port": "x"}}', "sagex.port"),
        (b'{"sagex": {"host": "s", "user": 7}}', "sagex.user"),
        (b'{"plex": {"host": "s", "token": ["hidden"]}}', "plex.token"),
    ],
)
def test_nonsense_is_refused_and_said(content: bytes, said: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_old_config(content)
    assert said in refused.value.detail
    assert "hidden" not in refused.value.detail


def test_secrets_are_not_shown() -> None:
    shown = repr(read())
    assert "s3cr3t" not in shown
    assert "t0k3n" not in shown
