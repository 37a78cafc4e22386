"""What people paste, and what it names at Apple Music."""

import pytest
from engine.providers.asking import named_by
from syncopate.errors import InvalidInput
from syncopate.providers import registry
from syncopate.providers.apple_music.references import read_country, read_reference

SITE = "https://music.apple.com"
LINKS = [
    (f"{SITE}/us/playlist/todays-hits/pl.f4d106fed2bd41149aaacabb233eb5eb", "playlist", "playlist:us/pl.f4d106fed2bd41149aaacabb233eb5eb"),
    (f"{SITE}/de/playlist/f%C3%BCr-heute/pl.u-aBc123?l=en&ls", "playlist", "playlist:de/pl.u-aBc123"),
    (f"{SITE}/gb/playlist/pl.u-aBc123", "playlist", "playlist:gb/pl.u-aBc123"),
    (f"{SITE}/playlist/evening/pl.u-aBc123", "playlist", "playlist:us/pl.u-aBc123"),
    ("Listen to Evening: music.apple.com/US/playlist/evening/pl.u-aBc123!", "playlist", "playlist:us/pl.u-aBc123"),
    ("https://embed.music.apple.com/us/playlist/evening/pl.u-aBc123", "playlist", "playlist:us/pl.u-aBc123"),
    (f"{SITE}/gb/album/a-night-at-the-opera/1441458047?uo=4", "album", "album:gb/1441458047"),
    (f"{SITE}/gb/album/1441458047", "album", "album:gb/1441458047"),
    (f"{SITE}/album/1441458047", "album", "album:us/1441458047"),
    ("https://geo.music.apple.com/jp/album/_/1441458047?app=music&at=1", "album", "album:jp/1441458047"),
    ("https://itunes.apple.com/us/album/a-night-at-the-opera/id1441458047", "album", "album:us/1441458047"),
    ("https://classical.music.apple.com/us/album/1441458047", "album", "album:us/1441458047"),
    (f"{SITE}/gb/album/love-of-my-life/1441458047?i=1441458049&uo=4", "track", "track:gb/1441458049"),
    (f"{SITE}/us/song/love-of-my-life/1441458049", "track", "track:us/1441458049"),
    (f"{SITE}/us/song/1441458049", "track", "track:us/1441458049"),
    (f"{SITE}/us/artist/queen/3296287", None, None),
    (f"{SITE}/us/music-video/x/1441458049", None, None),
    (f"{SITE}/us/station/x/ra.1", None, None),
    (f"{SITE}/library/playlist/p.aBc123", None, None),
    (f"{SITE}/us/library/albums/l.aBc123", None, None),
    (f"{SITE}/us/playlist/x/p.aBc123", None, None),
    (f"{SITE}/us/album/x", None, None),
    (f"{SITE}/us/new", None, None),
    (f"{SITE}/", None, None),
    ("https://itunes.apple.com/us/podcast/x/id5", None, None),
]  # fmt: skip


@pytest.mark.parametrize(("pasted", "kind", "reference"), LINKS)
def test_links(pasted: str, kind: str | None, reference: str | None) -> None:
    assert named_by("apple_music", pasted) == (None if kind is None else (kind, reference))


def test_short_hosts_only_send_on() -> None:
    manifest = registry.manifest_of("apple_music")
    assert manifest.short_hosts == {"apple.co"}
    assert not manifest.short_hosts & manifest.link_hosts


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("playlist:us/pl.u-aBc123", "playlist:us/pl.u-aBc123"),
        (" playlist:pl.u-aBc123 ", "playlist:de/pl.u-aBc123"),
        ("album:gb/1441458047", "album:gb/1441458047"),
        ("album:1441458047", "album:de/1441458047"),
        (f"{SITE}/gb/album/a-night/1441458047", "album:gb/1441458047"),
    ],
)
def test_references(text: str, said: str) -> None:
    assert str(read_reference(text, "de")) == said


@pytest.mark.parametrize(
    "text",
    ["", "playlist:us/", "playlist:us/p.1", "album:us/x", "album:usa/5", "album:../5", "track:us/5", f"{SITE}/us/song/5",
     "https://example.com/us/album/x/5"],
)  # fmt: skip
def test_what_is_no_reference(text: str) -> None:
    with pytest.raises(InvalidInput):
        read_reference(text, "us")


@pytest.mark.parametrize(
    ("typed", "country"), [("DE", "de"), (" gb ", "gb"), ("", "us"), ("Germany", "us"), ("ßß", "us")]
)
def test_countries(typed: str, country: str) -> None:
    assert read_country(typed) == country
