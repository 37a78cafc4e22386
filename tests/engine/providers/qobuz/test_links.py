"""Pasted texts, and what of Qobuz they name."""

import pytest
from engine.providers.asking import named_by
from syncopate.providers.links import Link, Linked, LinkKind
from syncopate.providers.qobuz.links import read_link


@pytest.mark.parametrize(
    ("pasted", "kind", "reference"),
    [
        ("https://open.qobuz.com/playlist/17925398", LinkKind.PLAYLIST, "playlist:17925398"),
        ("https://play.qobuz.com/playlist/5388296?utm=x", LinkKind.PLAYLIST, "playlist:5388296"),
        ("https://widget.qobuz.com/playlist/5388296?zone=FR-fr", LinkKind.PLAYLIST, "playlist:5388296"),
        ("https://www.qobuz.com/gb-en/playlists/bollywood/22893019", LinkKind.PLAYLIST, "playlist:22893019"),
        ("https://www.qobuz.com/us-en/playlist/22893019", LinkKind.PLAYLIST, "playlist:22893019"),
        ("Hear this: open.qobuz.com/playlist/17925398.", LinkKind.PLAYLIST, "playlist:17925398"),
        ("https://open.qobuz.com/album/mtwm9q5wt4pja", LinkKind.ALBUM, "album:mtwm9q5wt4pja"),
        (
            "https://www.qobuz.com/us-en/album/currents-tame-impala/0060254736219#track-1",
            LinkKind.ALBUM,
            "album:0060254736219",
        ),
        ("https://www.qobuz.com/us-en/album/-/cayd4x3o39hma", LinkKind.ALBUM, "album:cayd4x3o39hma"),
        ("qobuz.com/DE-DE/album/name/0060254736219", LinkKind.ALBUM, "album:0060254736219"),
        ("https://open.qobuz.com/track/24176681", LinkKind.TRACK, "track:24176681"),
        ("https://open.qobuz.com/artist/578286", LinkKind.ARTIST, "artist:578286"),
        ("https://www.qobuz.com/fr-fr/interpreter/tame-impala/578286", LinkKind.ARTIST, "artist:578286"),
        ("https://play.qobuz.com/interpreter/56789", LinkKind.ARTIST, "artist:56789"),
        ("qobuz:album:mtwm9q5wt4pja", LinkKind.ALBUM, "album:mtwm9q5wt4pja"),
    ],
)
def test_what_a_link_names(pasted: str, kind: LinkKind, reference: str) -> None:
    assert named_by("qobuz", pasted) == (kind, reference)


def test_the_address_of_the_app() -> None:
    link = Link(host="qobuzapp", path=("album", "mtwm9q5wt4pja"), text="qobuzapp://album/mtwm9q5wt4pja")
    assert read_link(link) == Linked(kind=LinkKind.ALBUM, reference="album:mtwm9q5wt4pja")


@pytest.mark.parametrize(
    "pasted",
    [
        "https://www.qobuz.com/",
        "https://www.qobuz.com/us-en",
        "https://www.qobuz.com/us-en/label/name/7526",
        "https://www.qobuz.com/us-en/playlists/bollywood",
        "https://open.qobuz.com/playlist/mine",
        "https://open.qobuz.com/album/..%2F..%2Fapi",
        "https://open.qobuz.com/album/a/b/c",
    ],
)
def test_what_is_no_such_link(pasted: str) -> None:
    assert named_by("qobuz", pasted) is None
