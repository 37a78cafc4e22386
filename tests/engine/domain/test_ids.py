"""Identifiers and their public pages."""

import pytest
from syncopate.domain.ids import ExternalId, IdKind, track_link


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


def test_equal_ids_are_one() -> None:
    assert (
        len({ExternalId(IdKind.ISRC, "A"), ExternalId(IdKind.ISRC, "A"), ExternalId(IdKind.SPOTIFY, "A")})
        == 2
    )
