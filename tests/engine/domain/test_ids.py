"""Identifiers and their public pages."""

import pytest
from syncopate.domain.ids import ExternalId, IdKind, album_link, parse_album_link, parse_link, track_link


@pytest.mark.parametrize(
    ("external", "link"),
    [
        (ExternalId(IdKind.SPOTIFY, "4uLU6"), "https://open.spotify.com/track/4uLU6"),
        (ExternalId(IdKind.TIDAL, "77646168"), "https://tidal.com/browse/track/77646168"),
        (ExternalId(IdKind.ISRC, "GBAYE0601498"), None),
    ],
)
def test_links(external: ExternalId, link: str | None) -> None:
    assert track_link(external) == link


@pytest.mark.parametrize(
    ("external", "link", "others"),
    [
        (
            ExternalId(IdKind.SPOTIFY, "6mUdeDZCsExyJLMdAfDuwh"),
            "https://open.spotify.com/album/6mUdeDZCsExyJLMdAfDuwh",
            [
                "spotify:album:6mUdeDZCsExyJLMdAfDuwh",
                "https://open.spotify.com/intl-de/album/6mUdeDZCsExyJLMdAfDuwh?si=1",
            ],
        ),
        (
            ExternalId(IdKind.TIDAL, "2001"),
            "https://tidal.com/browse/album/2001",
            ["https://listen.tidal.com/album/2001", "tidal:album:2001"],
        ),
        (ExternalId(IdKind.DEEZER, "7"), "https://www.deezer.com/album/7", ["https://deezer.com/de/album/7"]),
        (
            ExternalId(IdKind.MB_RELEASE, "0f5a9b8c-1111-4222-8333-944445555666"),
            "https://musicbrainz.org/release/0f5a9b8c-1111-4222-8333-944445555666",
            ["http://www.musicbrainz.org/release/0F5A9B8C-1111-4222-8333-944445555666"],
        ),
    ],
)
def test_albums_have_pages_of_their_own(external: ExternalId, link: str, others: list[str]) -> None:
    assert album_link(external) == link
    assert {parse_album_link(text) for text in (link, *others)} == {external}
    assert parse_link(link) is None, "an album is no track"
    assert parse_album_link(link.replace("album", "track").replace("release", "recording")) is None


def test_a_barcode_has_no_page() -> None:
    assert album_link(ExternalId(IdKind.UPC, "602445790920")) is None


def test_equal_ids_are_one() -> None:
    assert (
        len({ExternalId(IdKind.ISRC, "A"), ExternalId(IdKind.ISRC, "A"), ExternalId(IdKind.SPOTIFY, "A")})
        == 2
    )
