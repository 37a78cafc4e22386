"""Names of files are read as far as they are sure."""

import pytest
from hypothesis import given, strategies as st
from syncopate.audio.names import NameGuess, guess_from_path, readable


@pytest.mark.parametrize(
    ("path", "guess"),
    [
        (
            "Oasis/Definitely Maybe/03 - Live Forever.flac",
            NameGuess(title="Live Forever", artists=("Oasis",), album="Definitely Maybe", number=3),
        ),
        (
            "Oasis/Definitely Maybe/CD1/03. Live Forever.flac",
            NameGuess(title="Live Forever", artists=("Oasis",), album="Definitely Maybe", number=3),
        ),
        (
            "D:\\Music\\Oasis\\Definitely Maybe\\1-03 Live Forever.mp3",
            NameGuess(title="Live Forever", artists=("Oasis",), album="Definitely Maybe", disc=1, number=3),
        ),
        ("Oasis - Live Forever.mp3", NameGuess(title="Live Forever", artists=("Oasis",))),
        ("Oasis - Live Forever - Live.mp3", NameGuess(title="Live Forever - Live", artists=("Oasis",))),
        (
            "Oasis - Definitely Maybe - 03 - Live Forever.mp3",
            NameGuess(title="Live Forever", artists=("Oasis",), number=3),
        ),
        ("99 Luftballons.mp3", NameGuess(title="99 Luftballons")),
        ("7 Rings.mp3", NameGuess(title="7 Rings")),
        ("02 Song 2.mp3", NameGuess(title="Song 2", number=2)),
        ("1-800-273-8255.mp3", NameGuess(title="1-800-273-8255")),
        (
            "Кино/Группа крови/01 - Группа крови.flac",
            NameGuess(title="Группа крови", artists=("Кино",), album="Группа крови", number=1),
        ),
        ("!!!/!!!.mp3", NameGuess(title="!!!", artists=("!!!",))),
    ],
)
def test_guess(path: str, guess: NameGuess) -> None:
    assert guess_from_path(path) == guess


@given(st.text())
def test_any_name_gives_a_title(path: str) -> None:
    assert guess_from_path(path).title


def test_bytes_that_are_not_text_are_shown() -> None:
    assert readable("na\udcefve.mp3") == "na\ufffdve.mp3"
    assert readable("\ud83d lone") == "\ufffd lone"
