from datetime import UTC, datetime, timedelta

import pytest
from syncopate.api.present.playlists import entries_of, preview_view
from syncopate.api.wire.media import TrackInput
from syncopate.domain.ids import ExternalId, IdKind
from syncopate.domain.playlist import Entry, SourcePlaylist
from syncopate.domain.snapshot import Complete, Partial
from syncopate.errors import InvalidInput
from syncopate.providers.capability import ReadFacts, ReadPlaylist

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def test_a_preview_shows_how_the_file_was_read_and_its_first_entries() -> None:
    entries = tuple(Entry(position=n, title=f"T{n}", duration=timedelta(seconds=n)) for n in range(30))
    read = ReadPlaylist(
        playlist=SourcePlaylist(reference="r", name="List"),
        entries=Complete(entries, NOW),
        facts=ReadFacts(
            encoding="utf-16", header=("Song", "By"), columns={"title": "Song"}, warnings=("line 3 is empty",)
        ),
    )
    view = preview_view(read)
    assert (view.name, view.encoding, view.header) == ("List", "utf-16", ["Song", "By"])
    assert (view.columns, view.warnings, view.entries) == ({"title": "Song"}, ["line 3 is empty"], 30)
    assert [entry.title for entry in view.sample] == [f"T{n}" for n in range(20)]
    assert view.sample[3].duration_ms == 3000


def test_a_part_of_a_file_is_shown_as_far_as_it_was_read() -> None:
    entries = (Entry(position=0, title="T"),)
    read = ReadPlaylist(
        playlist=SourcePlaylist(reference="r", name="List"),
        entries=Partial(entries, "unreadable_playlist", NOW),
    )
    assert preview_view(read).entries == 1


def test_tracks_given_as_data_keep_order_and_ids() -> None:
    first, second = entries_of(
        [
            TrackInput(title="Hurt", artists=["Cash"], isrc="USRC1-02-00123", duration_ms=1500),
            TrackInput(title="Hurt", link="https://tidal.com/browse/track/42"),
        ]
    )
    assert (first.position, first.duration) == (0, timedelta(milliseconds=1500))
    assert {item.kind for item in first.ids} == {IdKind.ISRC}
    assert second.position == 1
    assert second.ids == {ExternalId(IdKind.TIDAL, "42")}


def test_an_id_that_is_none_names_its_track() -> None:
    with pytest.raises(InvalidInput) as caught:
        entries_of([TrackInput(title="a"), TrackInput(title="b", isrc="no")])
    assert caught.value.placeholders == {"field": "tracks.1.isrc"}
