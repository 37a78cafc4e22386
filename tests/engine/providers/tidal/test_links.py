"""Pasted texts, and what of TIDAL they name."""

import pytest
from engine.providers.asking import named_by
from syncopate.providers.links import LinkKind

_UUID = "36ea71a8-445e-41a4-82ab-6628c581535d"


@pytest.mark.parametrize(
    ("pasted", "kind", "reference"),
    [
        (f"https://tidal.com/playlist/{_UUID}", LinkKind.PLAYLIST, f"playlist:{_UUID}"),
        (f"https://tidal.com/browse/playlist/{_UUID}?u", LinkKind.PLAYLIST, f"playlist:{_UUID}"),
        (f"https://tidal.com/playlist/{_UUID}/u", LinkKind.PLAYLIST, f"playlist:{_UUID}"),
        (f"https://listen.tidal.com/playlist/{_UUID}", LinkKind.PLAYLIST, f"playlist:{_UUID}"),
        (f"http://www.tidal.com/playlist/{_UUID}#top", LinkKind.PLAYLIST, f"playlist:{_UUID}"),
        (
            f"Listen to this: https://tidal.com/browse/playlist/{_UUID}.",
            LinkKind.PLAYLIST,
            f"playlist:{_UUID}",
        ),
        (f"tidal.com/us/playlist/{_UUID}", LinkKind.PLAYLIST, f"playlist:{_UUID}"),
        (f"tidal://playlist/{_UUID}", LinkKind.PLAYLIST, f"playlist:{_UUID}"),
        (f"tidal:playlist:{_UUID}", LinkKind.PLAYLIST, f"playlist:{_UUID}"),
        ("https://tidal.com/browse/album/381265361", LinkKind.ALBUM, "album:381265361"),
        ("https://tidal.com/album/381265361/u", LinkKind.ALBUM, "album:381265361"),
        ("tidal:album:381265361", LinkKind.ALBUM, "album:381265361"),
        ("https://tidal.com/browse/track/381265362", LinkKind.TRACK, "track:381265362"),
        ("https://tidal.com/album/381265361/track/381265362", LinkKind.TRACK, "track:381265362"),
        ("https://listen.tidal.com/artist/3534754", LinkKind.ARTIST, "artist:3534754"),
        (
            "https://tidal.com/browse/mix/0163b1f5c3fd1bb9a3c8b5d4",
            LinkKind.PLAYLIST,
            "mix:0163b1f5c3fd1bb9a3c8b5d4",
        ),
        ("https://tidal.com/browse/user/12345", LinkKind.USER, "user:12345"),
        ("https://listen.tidal.com/my-collection/tracks", LinkKind.PLAYLIST, "liked"),
        ("tidal://my-collection/tracks", LinkKind.PLAYLIST, "liked"),
        ("https://tidal.com/my-collection/albums", LinkKind.USER, "albums"),
    ],
)
def test_what_a_link_names(pasted: str, kind: LinkKind, reference: str) -> None:
    assert named_by("tidal", pasted) == (kind, reference)


@pytest.mark.parametrize(
    "pasted",
    [
        "https://tidal.com/",
        "https://tidal.com/browse/playlist",
        "https://tidal.com/browse/video/358461354",
        "https://tidal.com/playlist/what is this",
        "https://tidal.com/playlist/..%2Fusers%2Fme",
        "https://tidal.com/my-collection/videos",
        "https://tidal.com/my-collection",
        "https://tidal.com/pricing/plans",
    ],
)
def test_what_is_no_such_link(pasted: str) -> None:
    assert named_by("tidal", pasted) in {None, ("playlist", "playlist:what")}
