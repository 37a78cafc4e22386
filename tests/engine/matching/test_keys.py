"""Keys: what spellings of one name share."""

import unicodedata

import pytest
from hypothesis import given, strategies as st
from syncopate.matching.keys import compact, has_han, is_foreign, key, latin_key, starred, unstyled

printable = st.text(min_size=1, max_size=40).filter(lambda text: text.isprintable() and text.strip() != "")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Beyoncé", "beyonce"),
        ("Sigur Rós", "SIGUR ROS"),
        ("Łona", "Lona"),
        ("MØ", "mo"),
        ("Simon & Garfunkel", "Simon and Garfunkel"),
        ("Florence + the Machine", "Florence & The Machine"),
        ("Don’t Cry", "Don't Cry"),
        ("Ｐｅｒｆｕｍｅ", "Perfume"),
        ("Straße", "STRASSE"),
        ("Ёлка", "ЕЛКА"),
        ("You See Big Girl / T:T", "You See Big Girl _ T_T"),
        ("ﬁre", "fire"),
    ],
)
def test_spellings_of_one_name_share_a_key(one: str, other: str) -> None:
    assert key(one) == key(other)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("!!!", "!!!"),
        ("???", "???"),
        ("...", "..."),
        ("…", "..."),
        ("†", "†"),
        ("( )", "()"),
        ("+44", "+44"),
        ("Blink +44", "blink +44"),
        ("÷", "÷"),
        ("AC/DC", "ac dc"),
        ("Кино", "кино"),
        ("藤井風", "藤井風"),
        ("피 땀 눈물", "피 땀 눈물"),
        ("", ""),
        ("   ", ""),
    ],
)
def test_symbols_and_scripts_stay(name: str, expected: str) -> None:
    assert key(name) == expected


@pytest.mark.parametrize(
    ("one", "other"), [("か", "が"), ("Кино", "Ария"), ("कि", "कु"), ("피 땀 눈물", "봄날"), ("!!!", "???")]
)
def test_different_names_have_different_keys(one: str, other: str) -> None:
    assert key(one) != key(other)


@given(printable)
def test_a_key_is_its_own_key_and_never_empty(name: str) -> None:
    assert key(name) != ""
    assert key(key(name)) == key(name)
    assert compact(key(name)) != ""


@given(st.text(alphabet=st.characters(min_codepoint=0x20, max_codepoint=0x7E), min_size=1, max_size=30))
def test_case_and_width_do_not_matter(name: str) -> None:
    wide = "".join(chr(ord(char) + 0xFEE0) if char != " " else "\u3000" for char in name)
    assert key(name.upper()) == key(name.lower()) == key(name)
    assert key(wide) == key(name)


@given(printable)
def test_the_unicode_form_does_not_matter(name: str) -> None:
    assert key(unicodedata.normalize("NFD", name)) == key(unicodedata.normalize("NFC", name))


@pytest.mark.parametrize(
    ("styled", "plain"),
    [("P!nk", "Pink"), ("Ke$ha", "Kesha"), ("A$AP", "AsAP"), ("L$D", "LsD"), ("Joey Bada$$", "Joey Badass")],
)
def test_look_alikes_have_a_plain_spelling(styled: str, plain: str) -> None:
    found = unstyled(styled)
    assert found is not None
    assert key(found) == key(plain)


@pytest.mark.parametrize("name", ["Panic! At The Disco", "Wham!", "Pink", "100$"])
def test_punctuation_is_no_look_alike(name: str) -> None:
    assert unstyled(name) in {None, "100s"}


def test_starred_letters_stand_for_as_many() -> None:
    pattern = starred("B*****t")
    assert pattern is not None
    assert pattern.fullmatch("bullshit")
    assert not pattern.fullmatch("bat")
    assert not pattern.fullmatch("bulletproofbasket")
    assert starred("N*E*R*D") is None


def test_transliteration_is_for_foreign_names_only() -> None:
    assert latin_key("Кино") == "kino"
    assert latin_key("Kino") is None
    assert latin_key("Beyoncé") is None
    assert is_foreign(key("Кино"))
    assert not is_foreign(key("Kino Кино"))
    assert has_han("藤井風")
    assert not has_han("きらり")
