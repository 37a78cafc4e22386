"""Names that outlive a rescan."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from syncopate.domain.ids import ExternalId, IdKind
from syncopate.domain.media import Track
from syncopate.domain.playlist import Entry
from syncopate.matching.identity import entry_identities, entry_identity, track_identities

SPOTIFY = ExternalId(IdKind.SPOTIFY, "4uLU6hMCjMI75M1A2tKUQC")
ISRC = ExternalId(IdKind.ISRC, "gb-aye-06-01498")


def test_the_strongest_id_names_an_entry(entry: Callable[..., Entry]) -> None:
    assert (
        entry_identity(entry(("A", "B"), ids=frozenset({ISRC, SPOTIFY}))) == "spotify:4uLU6hMCjMI75M1A2tKUQC"
    )
    assert entry_identity(entry(("A", "B"), ids=frozenset({ISRC}))) == "isrc:GBAYE0601498"


def test_without_ids_its_text_names_it(entry: Callable[..., Entry]) -> None:
    first = entry_identity(entry(("The Beatles;Billy Preston", "Get Back", 187)))
    assert first == entry_identity(entry(("Billy Preston;Beatles", "GET BACK")))
    assert first != entry_identity(entry(("Beatles;Billy Preston", "Get Back (Live)")))


def test_the_text_is_always_among_the_names(entry: Callable[..., Entry]) -> None:
    plain, known = entry(("A", "B")), entry(("A", "B"), ids=frozenset({ISRC}))
    assert entry_identity(plain) in entry_identities(known)


def test_a_re_added_track_shares_a_name(track: Callable[..., Track]) -> None:
    for start in (180.0, 181.9, 183.99, 182.0):
        old = track("old.flac", ("A", "B", start))
        new = replace(old, key="new.mp3", duration=timedelta(seconds=start + 1.9))
        assert track_identities(old) & track_identities(new)


def test_other_recordings_share_none(track: Callable[..., Track]) -> None:
    one = track("1", ("A", "B", 180))
    assert not track_identities(one) & track_identities(track("2", ("A", "B", 200)))
    assert not track_identities(one) & track_identities(track("3", ("A", "B (Live)", 180)))
    assert not track_identities(one) & track_identities(track("4", ("C", "B", 180)))


def test_ids_name_a_track_too(track: Callable[..., Track]) -> None:
    assert "isrc:GBAYE0601498" in track_identities(track("1", ("A", "B"), ids=frozenset({ISRC})))
