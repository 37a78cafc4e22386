"""What can be an id, and of what."""

import pytest
from syncopate.domain.title_ids import EXAMPLES, checked_id
from syncopate.domain.watch import MediaType, TitleIdKind


@pytest.mark.parametrize(
    ("kind", "said", "of", "kept"),
    [
        ("imdb", "tt0111161", "movie", "tt0111161"),
        ("imdb", " TT0111161 ", "episode", "tt0111161"),
        ("tmdb", "00278", "movie", "278"),
        ("tvdb", "73141", "season", "73141"),
        ("plex", "5D7768268718BA001E311858", "show", "5d7768268718ba001e311858"),
        ("gracenote", "ep000123450001", "episode", "EP000123450001"),
    ],
)
def test_an_id_is_kept_as_services_write_it(kind: str, said: str, of: str, kept: str) -> None:
    found = checked_id(TitleIdKind(kind), said, MediaType(of))
    assert found is not None
    assert (found.kind, found.value) == (kind, kept)


@pytest.mark.parametrize(
    ("kind", "said", "of"),
    [
        ("imdb", "abc", "movie"),
        ("imdb", "0111161", "movie"),
        ("imdb", "tt0", "movie"),
        ("imdb", "tt0111161", "season"),
        ("tmdb", "0", "movie"),
        ("tmdb", "-1", "movie"),
        ("tmdb", "tt0111161", "movie"),
        ("tmdb", "٣", "movie"),
        ("tvdb", "1" * 13, "show"),
        ("trakt", "heat-1995", "movie"),
        ("plex", "278", "movie"),
        ("gracenote", "EP000123450001", "movie"),
        ("gracenote", "12345", "movie"),
    ],
)
def test_what_cannot_be_one_is_none(kind: str, said: str, of: str) -> None:
    assert checked_id(TitleIdKind(kind), said, MediaType(of)) is None


def test_the_examples_can_be_ones() -> None:
    for kind, text in EXAMPLES.items():
        name, _, value = text.partition(":")
        assert name == kind
        assert checked_id(kind, value, MediaType.MOVIE) is not None
