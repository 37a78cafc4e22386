"""The overview's sentences."""

import pytest
from syncopate.planning.status import Counts, Sentence, headline


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        (Counts(), (Sentence("nothing_yet"),)),
        (Counts(playlists=2), (Sentence("in_step"),)),
        (Counts(playlists=2, review=3), (Sentence("in_step"), Sentence("matches_to_review", 3))),
        (Counts(playlists=2, running=1, failed=1), (Sentence("syncing", 1),)),
        (Counts(playlists=2, failed=1, unreadable=1), (Sentence("failed", 1),)),
        (Counts(playlists=2, unreadable=1, held=1), (Sentence("unreadable", 1), Sentence("plans_held", 1))),
        (
            Counts(playlists=2, missing=9, review=1),
            (Sentence("in_step"), Sentence("matches_to_review", 1), Sentence("tracks_missing", 9)),
        ),
    ],
)
def test_headline(counts: Counts, expected: tuple[Sentence, ...]) -> None:
    assert headline(counts) == expected
