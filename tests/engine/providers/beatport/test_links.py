"""What people paste, and what it names."""

import pytest
from engine.providers.asking import named_by
from syncopate.providers.links import LinkKind

_PLAYLIST, _ALBUM, _ARTIST, _USER = LinkKind.PLAYLIST, LinkKind.ALBUM, LinkKind.ARTIST, LinkKind.SHELF


@pytest.mark.parametrize(
    ("pasted", "kind", "reference"),
    [
        ("https://www.beatport.com/top-100", _PLAYLIST, "chart:top-100"),
        ("https://www.beatport.com/de/hype-100?x=1", _PLAYLIST, "chart:hype-100"),
        ("beatport.com/chart/summer-sounds/80000", _PLAYLIST, "chart:summer-sounds/80000"),
        ("Look: https://www.beatport.com/pt/chart/a-b/1.", _PLAYLIST, "chart:a-b/1"),
        ("https://www.beatport.com/genre/house/5/top-100", _PLAYLIST, "genre:house/5/top-100"),
        ("https://www.beatport.com/nl/genre/house/5/hype-100", _PLAYLIST, "genre:house/5/hype-100"),
        ("https://www.beatport.com/genre/house/5/tracks?page=2", _PLAYLIST, "genre:house/5/tracks"),
        ("https://www.beatport.com/genre/house/5", _USER, "genre:house/5"),
        ("https://www.beatport.com/genre/house/5/charts", _USER, "genre:house/5/charts"),
        ("https://www.beatport.com/genre/house/5/releases", _USER, "genre:house/5/releases"),
        ("https://www.beatport.com/charts", _USER, "featured"),
        ("https://www.beatport.com/top-100-releases", _USER, "releases:top-100"),
        ("https://www.beatport.com/release/an-album/700240", _ALBUM, "album:an-album/700240"),
        ("https://www.beatport.com/ja/release/-/700240/", _ALBUM, "album:-/700240"),
        ("https://www.beatport.com/track/one/20000000", LinkKind.TRACK, "track:one/20000000"),
        ("https://www.beatport.com/artist/anna/1000/tracks", _ARTIST, "artist:anna/1000"),
        ("https://www.beatport.com/playlists/share/6421928", _PLAYLIST, "playlist:6421928"),
        ("https://www.beatport.com/library/playlists/123", _PLAYLIST, "playlist:123"),
    ],
)
def test_links(pasted: str, kind: LinkKind, reference: str) -> None:
    assert named_by("beatport", pasted) == (kind, reference)


@pytest.mark.parametrize(
    "pasted",
    [
        "https://www.beatport.com/",
        "https://www.beatport.com/label/drumcode/2027",
        "https://www.beatport.com/chart/no-number/abc",
        "https://www.beatport.com/playlists/share/",
        "https://www.beatport.com/de",
    ],
)
def test_what_names_nothing(pasted: str) -> None:
    assert named_by("beatport", pasted) is None
