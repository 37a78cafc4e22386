"""The tree of errors: every sentence can be read, whatever is known."""

import string

import pytest
from syncopate.errors import SyncopateError, every_error


@pytest.mark.parametrize("error", every_error())
def test_a_sentence_without_what_it_names_is_a_sentence(error: type[SyncopateError]) -> None:
    said = error()
    assert said.detail
    assert "{" not in said.detail
    assert "unknown" not in said.detail, "each word that may be lacking has another for it"


@pytest.mark.parametrize("error", every_error())
def test_a_sentence_names_what_is_known(error: type[SyncopateError]) -> None:
    names = [name for _, name, _, _ in string.Formatter().parse(error.message) if name]
    said = error(**{name: f"<{name}>" for name in names})
    assert all(f"<{name}>" in said.detail for name in names)
    assert said.placeholders.keys() == set(names)


def test_braces_in_a_name_stay() -> None:
    assert SyncopateError("{path}").detail == "{path}"
