"""What links to Last.fm name, and what can be typed instead."""

import pytest
from engine.providers.asking import named_by
from syncopate.providers.lastfm import references
from syncopate.providers.lastfm.references import Kind, Wanted

LINKS = [
    ("https://www.last.fm/user/Anna", "user", "user:Anna"),
    ("https://www.last.fm/user/Anna/library", "user", "user:Anna"),
    ("https://www.last.fm/user/Anna/loved", "playlist", "loved:Anna"),
    ("Listen: https://www.last.fm/de/user/Anna/loved?page=2.", "playlist", "loved:Anna"),
    ("last.fm/user/Anna/library/tracks", "playlist", "top:overall/Anna"),
    ("https://www.last.fm/user/Anna/library/tracks?date_preset=LAST_7_DAYS", "playlist", "top:7day/Anna"),
    ("https://www.last.fm/user/A/library/tracks?date_preset=LAST_365_DAYS", "playlist", "top:12month/A"),
    ("https://www.last.fm/tag/drum+and+bass", "playlist", "tag:drum and bass"),
    ("https://www.last.fm/tag/rock/tracks", "playlist", "tag:rock"),
    ("https://www.last.fm/music/Daft+Punk", "artist", "artist:Daft Punk"),
    ("https://www.last.fm/ja/music/Daft+Punk/+albums", "artist", "artist:Daft Punk"),
    ("https://www.last.fm/music/Daft+Punk/+tracks?date_preset=ALL", "playlist", "artist:Daft Punk"),
    ("https://www.last.fm/music/AC%2FDC", "artist", "artist:AC%2FDC"),
    ("https://www.last.fm/music/C%252BC+Music+Factory", "artist", "artist:C+C Music Factory"),
    ("https://www.last.fm/music/%252B44", "artist", "artist:+44"),
    ("https://www.last.fm/music/Cher/Believe", "album", "album:Cher/Believe"),
    ("https://www.lastfm.de/music/AC%2FDC/Back+in+Black", "album", "album:AC%2FDC/Back in Black"),
    ("https://www.last.fm/music/Cher/_/Believe", "track", "track:Cher/Believe"),
    ("https://www.last.fm/music/Cher/Believe/Strong+Enough", "track", "track:Cher/Strong Enough"),
    ("https://www.last.fm/music/Cher/Believe/+tags", "album", "album:Cher/Believe"),
    ("https://www.last.fm/music/%E3%83%87%E3%83%BC%E3%82%BF", "artist", "artist:データ"),
    ("https://www.last.fm/charts", "playlist", "chart"),
]


@pytest.mark.parametrize(("text", "kind", "reference"), LINKS)
def test_links(text: str, kind: str, reference: str) -> None:
    assert named_by("lastfm", text) == (kind, reference)
    if kind in {"playlist", "album"}:
        wanted = references.read(reference)
        assert wanted is not None
        assert wanted.reference == reference


@pytest.mark.parametrize(
    "text",
    [
        "https://www.last.fm",
        "https://www.last.fm/de/",
        "https://www.last.fm/about",
        "https://www.last.fm/music",
        "https://www.last.fm/music/+releases/coming-soon",
        "https://www.last.fm/user",
        "https://www.last.fm/tag/rock/artists",
    ],
)
def test_links_that_name_nothing(text: str) -> None:
    assert named_by("lastfm", text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("loved", Wanted(Kind.LOVED)),
        (" Loved ", Wanted(Kind.LOVED)),
        ("loved:Anna", Wanted(Kind.LOVED, ("Anna",))),
        ("top:7day", Wanted(Kind.TOP, ("7day",))),
        ("tag: drum and bass", Wanted(Kind.TAG, ("drum and bass",))),
        ("similar:AC%2FDC/Back in Black", Wanted(Kind.SIMILAR, ("AC/DC", "Back in Black"))),
        ("album:Prince/1999: Deluxe", Wanted(Kind.ALBUM, ("Prince", "1999: Deluxe"))),
        ("artist:100% Pure", Wanted(Kind.ARTIST, ("100% Pure",))),
        ("loved:", None),
        ("chart:x", None),
        ("top", None),
        ("top:now", None),
        ("tag:", None),
        ("similar:Cher", None),
        ("album:AC/DC/Live", None),
        ("recent", None),
    ],
)
def test_references(text: str, expected: Wanted | None) -> None:
    assert references.read(text) == expected


@pytest.mark.parametrize("names", [("AC/DC", "100%"), ("%2F", "a%20b"), ("Слот", "ドーパミン")])
def test_names_come_back(names: tuple[str, ...]) -> None:
    wanted = Wanted(Kind.SIMILAR, names)
    assert references.read(wanted.reference) == wanted
