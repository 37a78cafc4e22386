"""Words with a letter wrong."""

import pytest
from hypothesis import given, strategies as st
from syncopate.matching.vocabulary import Vocabulary, VocabularyWriter, forms


def _of(*words: str) -> Vocabulary:
    writer = VocabularyWriter()
    for word in words:
        if word not in writer:
            writer.add(word, (word[:2],))
    return writer.close()


@pytest.mark.parametrize(
    "slip", ["yesterdya", "yestrday", "yessterday", "yesterdaz", "esterday", "yesterdayy"]
)
def test_one_slip_is_seen_through(slip: str) -> None:
    assert _of("yesterday", "help", "someday").near(slip) == {"yesterday"}


@pytest.mark.parametrize("other", ["yesterday", "yestredya", "yester", "help", "", "y" * 500])
def test_nothing_else_is(other: str) -> None:
    assert _of("yesterday").near(other) == set()


def test_short_words_are_not_guessed_at() -> None:
    assert _of("one", "two").near("onw") == set()
    assert _of("ones").near("one") == {"ones"}


def test_handles() -> None:
    words = _of("yesterday", "yes", "no")
    assert sorted(words.with_handle("ye", 2)) == ["yes", "yesterday"]
    assert words.with_handle("ye", 1) == []
    assert words.with_handle("xx", 9) == []
    assert words.size > 0


@given(st.text(st.sampled_from("abc"), min_size=4, max_size=9), st.data())
def test_any_slip_is_seen_through(word: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(word) - 1))
    slip = data.draw(
        st.sampled_from(
            (
                word[:at] + word[at + 1 :],
                f"{word[:at]}x{word[at:]}",
                f"{word[:at]}x{word[at + 1 :]}",
                word[:at] + word[at : at + 2][::-1] + word[at + 2 :],
            )
        )
    )
    assert _of(word).near(slip) == ({word} if slip != word else set())


def test_of_doubled_letters_one_is_left_out_once() -> None:
    assert list(forms("aab")) == ["aab", "ab", "aa"]
