"""Links and URIs of Spotify, as people paste them."""

import pytest
from engine.providers.asking import named_by
from syncopate.errors import InvalidInput
from syncopate.providers import registry
from syncopate.providers.links import LinkKind
from syncopate.providers.spotify.references import shelf, wanted

_ID = "37i9dQZF1DXcBWIGoYBM5M"


@pytest.mark.parametrize(
    ("text", "kind", "reference"),
    [
        (f"https://open.spotify.com/playlist/{_ID}", LinkKind.PLAYLIST, f"playlist:{_ID}"),
        (f"https://open.spotify.com/playlist/{_ID}?si=0a1b2c&pt=9", LinkKind.PLAYLIST, f"playlist:{_ID}"),
        (f"https://open.spotify.com/intl-de/playlist/{_ID}?si=1", LinkKind.PLAYLIST, f"playlist:{_ID}"),
        (f"https://open.spotify.com/intl-pt-BR/album/{_ID}", LinkKind.ALBUM, f"album:{_ID}"),
        (f"http://play.spotify.com/album/{_ID}", LinkKind.ALBUM, f"album:{_ID}"),
        (f"https://open.spotify.com/embed/playlist/{_ID}?theme=0", LinkKind.PLAYLIST, f"playlist:{_ID}"),
        (f"https://open.spotify.com/embed/album/{_ID}", LinkKind.ALBUM, f"album:{_ID}"),
        (f"https://open.spotify.com/user/anna.b/playlist/{_ID}", LinkKind.PLAYLIST, f"playlist:{_ID}"),
        (f"Listen to this! open.spotify.com/track/{_ID}.", LinkKind.TRACK, f"track:{_ID}"),
        (f"(https://open.spotify.com/artist/{_ID}/discography/all)", LinkKind.ARTIST, f"artist:{_ID}"),
        ("https://open.spotify.com/user/anna%20b?si=x", LinkKind.USER, "user:anna b"),
        ("https://open.spotify.com/user/31oo44/playlists", LinkKind.USER, "user:31oo44"),
        ("https://open.spotify.com/collection/tracks", LinkKind.PLAYLIST, "liked"),
        (f"spotify:playlist:{_ID}", LinkKind.PLAYLIST, f"playlist:{_ID}"),
        (f"spotify:user:anna:playlist:{_ID}", LinkKind.PLAYLIST, f"playlist:{_ID}"),
        (f"spotify:album:{_ID}", LinkKind.ALBUM, f"album:{_ID}"),
        (f"spotify://track/{_ID}", LinkKind.TRACK, f"track:{_ID}"),
        (f"spotify:artist:{_ID}", LinkKind.ARTIST, f"artist:{_ID}"),
        ("spotify:user:anna", LinkKind.USER, "user:anna"),
        ("spotify:user:anna:collection", LinkKind.PLAYLIST, "liked"),
        ("spotify:collection:tracks", LinkKind.PLAYLIST, "liked"),
    ],
)
def test_what_a_link_names(text: str, kind: LinkKind, reference: str) -> None:
    assert named_by("spotify", text) == (kind, reference)


@pytest.mark.parametrize(
    "text",
    [
        f"https://open.spotify.com/episode/{_ID}",
        f"https://open.spotify.com/show/{_ID}",
        "https://open.spotify.com/search/beatles",
        "https://open.spotify.com/playlist/short",
        f"https://open.spotify.com.example.org/playlist/{_ID}",
        f"https://spotify.link/{_ID}",
        "https://open.spotify.com/intl-de",
        "https://open.spotify.com/",
        "spotify:playlist:ä" + _ID[1:],
    ],
)
def test_what_names_nothing(text: str) -> None:
    assert named_by("spotify", text) is None


def test_short_hosts_are_told() -> None:
    assert registry.manifest_of("spotify").short_hosts == {"spotify.link", "spotify.app.link", "spoti.fi"}


@pytest.mark.parametrize(
    ("reference", "kind", "key"),
    [
        ("liked", "liked", ""),
        (f"playlist:{_ID}", "playlist", _ID),
        (f"album:{_ID}", "album", _ID),
        (f"https://open.spotify.com/intl-fr/album/{_ID}?si=1", "album", _ID),
        ("https://open.spotify.com/collection/tracks", "liked", ""),
        (f"spotify:user:x:playlist:{_ID}", "playlist", _ID),
    ],
)
def test_what_is_read(reference: str, kind: str, key: str) -> None:
    assert wanted(reference) == (kind, key)


@pytest.mark.parametrize(
    "reference",
    [
        "",
        "x",
        "playlist:",
        "playlist:../me",
        f"track:{_ID}",
        f"spotify:track:{_ID}",
        "user:anna",
        f"artist:{_ID}",
        "https://example.org/playlist/1",
        f"https://open.spotify.com/episode/{_ID}",
        _ID,
    ],
)
def test_what_cannot_be_read(reference: str) -> None:
    with pytest.raises(InvalidInput) as found:
        wanted(reference)
    assert found.value.placeholders["field"] == "reference"


def test_keys_of_shelves() -> None:
    assert shelf(f"artist:{_ID}") == ("artist", _ID)
    assert shelf("user:anna b") == ("user", "anna b")
    assert shelf("artist:../x") is None
    assert shelf("user:") is None
    assert shelf("user:" + "x" * 300) is None
    assert shelf("albums") is None
