"""Every file has a key that can be stored and leads back to it."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, strategies as st
from syncopate.domain.file_names import EXTENSION, file_stem, goes_with, numbered
from syncopate.errors import InvalidInput, NotConfigured
from syncopate.providers.capability import Context
from syncopate.providers.folder.places import key_of, places_of, relative_of

_NAMES = st.binary(min_size=1, max_size=20).filter(
    lambda name: b"/" not in name and b"\0" not in name and name not in {b".", b".."}
)


@given(st.lists(_NAMES, min_size=1, max_size=4))
def test_keys_lead_back(names: list[bytes]) -> None:
    relative = os.fsdecode(b"/".join(names))
    key = key_of(relative)
    key.encode()
    assert relative_of(key) == relative


def test_keys_are_as_on_disk() -> None:
    composed, decomposed = "Bj\u00f6rk/J\u00f3ga.mp3", "Bjo\u0308rk/Jo\u0301ga.mp3"
    assert key_of(composed) == composed
    assert key_of(decomposed) == decomposed
    assert key_of("na\udcefve/50%.mp3") == "./na%EFve/50%25.mp3"


@pytest.mark.parametrize("key", ["", "/etc/passwd", "../x.mp3", "a/../../x.mp3", "./%2e%2e/x.mp3", "a\0b"])
def test_keys_never_lead_out(key: str) -> None:
    with pytest.raises(InvalidInput):
        relative_of(key)


def test_settings(context: Callable[..., Context], music: Path) -> None:
    assert places_of(context()).playlists == music / "Playlists"
    assert places_of(context(playlist_folder="../lists")).playlists == music.parent / "lists"
    assert places_of(context(playlist_folder="/srv/lists")).playlists == Path("/srv/lists")
    with pytest.raises(NotConfigured):
        places_of(context(path=" "))


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("Road trip", "Road trip"),
        ("AC/DC", "AC_DC"),
        ("..", "Playlist"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("", "Playlist"),
        (" . ", "Playlist"),
        ("con", "con_"),
        ("LPT1.txt", "LPT1_.txt"),
        ("a\0b\nc", "a b c"),
        ("🎸 Rock 🤘🏽", "🎸 Rock 🤘🏽"),
        ("مهرجان", "مهرجان"),
        ("evil\u202egpj.m3u8", "evilgpj.m3u8"),
        ('<a>:"b"|c?*', "_a___b__c__"),
        ("Jo\u0301ga", "J\u00f3ga"),
        ("\ud83d", "Playlist"),
        ("What?", "What_"),
        ("etc.", "etc"),
    ],
)
def test_file_stem(name: str, stem: str) -> None:
    assert file_stem(name) == stem


@given(st.text(max_size=400))
def test_any_name_is_a_file(name: str) -> None:
    stem = file_stem(name)
    whole = numbered(stem, 99)
    assert 0 < len(whole.encode()) <= 255
    assert "/" not in whole
    assert not whole.startswith(".")
    assert goes_with(whole, stem)
    assert goes_with(stem + EXTENSION, stem)
    assert file_stem(stem) == stem


def test_long_names_are_cut_between_letters() -> None:
    family = "👨\u200d👩\u200d👧"
    assert set(file_stem(family * 40).replace(family, "")) == set()
    assert file_stem("x" + "e\u0323\u0302" * 300).endswith(("\u1ec7", "\u1eb9", "e"))
