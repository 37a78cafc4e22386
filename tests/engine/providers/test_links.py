"""Links as people paste them, taken apart."""

import pytest
from syncopate.providers import registry
from syncopate.providers.links import take_apart


@pytest.mark.parametrize(
    ("text", "host", "path"),
    [
        ("https://open.spotify.com/playlist/1?si=abc", "open.spotify.com", ("playlist", "1")),
        ("  HTTPS://WWW.Deezer.com/de/album/7  ", "deezer.com", ("de", "album", "7")),
        ("Listen to this! https://tidal.com/browse/track/9.", "tidal.com", ("browse", "track", "9")),
        ("(https://youtu.be/abc)", "youtu.be", ("abc",)),
        ("music.apple.com/us/album/x/1440857781", "music.apple.com", ("us", "album", "x", "1440857781")),
        ("spotify:user:anna%20b:playlist:4", "spotify", ("user", "anna b", "playlist", "4")),
        ("deezer://www.deezer.com/playlist/3", "deezer", ("www.deezer.com", "playlist", "3")),
        ("https://last.fm/music/AC%2FDC/_/T.N.T.", "last.fm", ("music", "AC/DC", "_", "T.N.T")),
    ],
)
def test_an_address_is_found_in_what_was_pasted(text: str, host: str, path: tuple[str, ...]) -> None:
    link = take_apart(text)
    assert link is not None
    assert (link.host, link.path) == (host, path)


def test_the_query_is_kept() -> None:
    link = take_apart("https://www.youtube.com/watch?v=a&list=PL1&list=")
    assert link is not None
    assert link.query["list"] == "PL1"


@pytest.mark.parametrize(
    "text", ["", "AC/DC - T.N.T.", "anna@example.org/x", "spotify", "https://", "http://[bad/x", "a" * 9000]
)
def test_what_is_no_link_is_none(text: str) -> None:
    assert take_apart(text) is None


def test_a_link_of_nobodys_is_read_by_nobody() -> None:
    link = take_apart("https://example.org/playlist/1")
    assert link is not None
    assert registry.read_link(link) is None
