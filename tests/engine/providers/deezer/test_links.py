"""What people paste, and what it names at Deezer."""

import pytest
from engine.providers.asking import named_by
from syncopate.errors import InvalidInput
from syncopate.providers import registry
from syncopate.providers.deezer.references import Reference, read_reference, read_user

LINKS = [
    ("https://www.deezer.com/playlist/908622995", "playlist", "playlist:908622995"),
    (
        "https://www.deezer.com/en/playlist/908622995?utm_source=deezer&utm_medium=web",
        "playlist",
        "playlist:908622995",
    ),
    ("https://www.deezer.com/pt-br/playlist/908622995/", "playlist", "playlist:908622995"),
    ("deezer.com/de/album/302127", "album", "album:302127"),
    ("Listen to Discovery: https://www.deezer.com/us/album/302127.", "album", "album:302127"),
    ("https://deezer.com/track/3135556", "track", "track:3135556"),
    ("https://www.deezer.com/fr/artist/27/top_track", "artist", "artist:27"),
    ("https://www.deezer.com/fr/profile/2529", "user", "user:2529"),
    ("https://www.deezer.com/fr/profile/2529/playlists", "user", "user:2529"),
    ("https://www.deezer.com/fr/profile/2529/loved", "playlist", "loved:2529"),
    ("https://www.deezer.com/user/2529", "user", "user:2529"),
    ("deezer://www.deezer.com/playlist/908622995?autoplay=true", "playlist", "playlist:908622995"),
    ("deezer:album:302127", "album", "album:302127"),
    ("deezer://album/302127", "album", "album:302127"),
    ("https://www.deezer.com/en/show/5", None, None),
    ("https://www.deezer.com/en/playlist/abc", None, None),
    ("https://www.deezer.com/en/", None, None),
    ("https://www.deezer.com/", None, None),
    ("https://www.deezer.com/channels/pop", None, None),
    ("https://www.deezer.com/en/album/", None, None),
]


@pytest.mark.parametrize(("pasted", "kind", "reference"), LINKS)
def test_links(pasted: str, kind: str | None, reference: str | None) -> None:
    assert named_by("deezer", pasted) == (None if kind is None else (kind, reference))


@pytest.mark.parametrize("host", ["link.deezer.com", "deezer.page.link", "dzr.page.link"])
def test_short_hosts_only_send_on(host: str) -> None:
    manifest = registry.manifest_of("deezer")
    assert host in manifest.short_hosts
    assert host not in manifest.link_hosts


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("playlist:1", "playlist:1"),
        (" album:22 ", "album:22"),
        ("loved:7", "loved:7"),
        ("chart:tracks", "chart:tracks"),
        ("chart:0", "chart:tracks"),
        ("chart:132", "chart:132"),
        ("https://www.deezer.com/en/album/302127", "album:302127"),
        ("https://www.deezer.com/en/profile/5/loved", "loved:5"),
    ],
)
def test_references(text: str, said: str) -> None:
    found = read_reference(text)
    assert isinstance(found, Reference)
    assert str(found) == said


@pytest.mark.parametrize(
    "text",
    [
        "",
        "playlist:",
        "playlist:x",
        "playlist:²",
        "track:1",
        "user:1",
        "liked",
        "https://example.com/album/1",
    ],
)
def test_what_is_no_reference(text: str) -> None:
    with pytest.raises(InvalidInput):
        read_reference(text)


@pytest.mark.parametrize(
    ("typed", "user"),
    [
        ("2529", "2529"),
        (" https://www.deezer.com/fr/profile/2529 ", "2529"),
        ("https://www.deezer.com/fr/profile/2529/loved", "2529"),
        ("https://www.deezer.com/fr/playlist/2529", None),
        ("anna", None),
        ("", None),
    ],
)
def test_profiles(typed: str, user: str | None) -> None:
    assert read_user(typed) == user
