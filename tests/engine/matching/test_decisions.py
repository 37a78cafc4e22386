"""What was ruled, looked up: under which names, for which tracks, and what is left of it later."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from syncopate.domain.ids import ExternalId, IdKind
from syncopate.domain.match import Decision, Ruling
from syncopate.domain.media import Track
from syncopate.domain.playlist import Entry
from syncopate.matching.decisions import Decisions, chosen_row, decided, renamed
from syncopate.matching.index import LibraryIndex
from syncopate.matching.match import match_entry, match_ruled

SPOTIFY = ExternalId(IdKind.SPOTIFY, "4uLU6hMCjMI75M1A2tKUQC")
OTHER_SPOTIFY = ExternalId(IdKind.SPOTIFY, "0000000000000000000000")
DEEZER = ExternalId(IdKind.DEEZER, "3135556")
ISRC = ExternalId(IdKind.ISRC, "GBAYE0601498")
SONG = Entry(
    position=3,
    title="Song",
    artists=("Artist",),
    duration=timedelta(seconds=180),
    ids=frozenset({SPOTIFY, ISRC}),
)
TRACK = Track(key="old/song.flac", title="Song", artists=("Artist",), duration=timedelta(seconds=180))


def _never(entry: Entry, *decisions: Decision) -> bool:
    return Decisions.of(decisions).on(entry).never


@pytest.mark.parametrize(
    ("other", "holds"),
    [
        (replace(SONG, position=99, album="Another album"), True),
        (replace(SONG, title="Renamed by the source", artists=("Else",)), True),
        (replace(SONG, ids=frozenset({DEEZER, ISRC})), True),
        (replace(SONG, ids=frozenset({DEEZER})), True),
        (replace(SONG, ids=frozenset()), True),
        (replace(SONG, title="SONG", artists=("ARTIST",), ids=frozenset(), duration=None), True),
        (replace(SONG, ids=frozenset({OTHER_SPOTIFY})), False),
        (replace(SONG, ids=frozenset({OTHER_SPOTIFY, ISRC})), True),
        (replace(SONG, ids=frozenset(), duration=timedelta(seconds=200)), False),
        (replace(SONG, ids=frozenset({DEEZER, ISRC}), duration=timedelta(seconds=200)), False),
        (replace(SONG, ids=frozenset({SPOTIFY}), duration=timedelta(seconds=200)), True),
        (replace(SONG, title="Song (Live)", ids=frozenset()), False),
        (replace(SONG, artists=("Another",), ids=frozenset()), False),
    ],
)
def test_a_ruling_holds_for_the_same_source_track_wherever_it_stands(other: Entry, *, holds: bool) -> None:
    assert _never(other, decided(SONG, Ruling.NEVER)) is holds


def test_the_latest_counts_whatever_name_leads_to_it() -> None:
    by_isrc = replace(SONG, ids=frozenset({DEEZER, ISRC}))
    first, second = decided(SONG, Ruling.IS, TRACK), decided(by_isrc, Ruling.NEVER)
    assert Decisions.of([first, second]).on(SONG).never
    ruled = Decisions.of([second, first]).on(by_isrc)
    assert ruled.chosen == first
    assert ruled.latest == first
    assert ruled.made == (second, first)


@pytest.mark.parametrize(
    ("rulings", "standing"),
    [
        ("is:a", "is:a"),
        ("not:a not:b", "not:a not:b"),
        ("not:a not:b is:a", "is:a"),
        ("is:a is:b", "is:b"),
        ("is:a never", "never"),
        ("never is:a", "is:a"),
        ("is:a not:a", "not:a"),
        ("is:a not:b", "is:a not:b"),
        ("never not:a", "never not:a"),
        ("not:a not:a", "not:a"),
    ],
)
def test_later_rulings_meet_earlier_ones(rulings: str, standing: str) -> None:
    names = {"is": Ruling.IS, "not": Ruling.IS_NOT, "never": Ruling.NEVER}
    made = []
    for word in rulings.split():
        name, _, title = word.partition(":")
        track = Track(key=title, title=title, duration=timedelta(seconds=60)) if title else None
        made.append(decided(SONG, names[name], track))
    ruled = Decisions.of(made).on(SONG)
    told = [f"is:{ruled.chosen.track_key}"] if ruled.chosen else []
    told += ["never"] if ruled.never else []
    told += [f"not:{each.track_key}" for each in ruled.refused]
    assert told == standing.split()
    assert ruled.latest is not None


class TestChosen:
    """Where the track that was chosen is now."""

    @staticmethod
    def _now(*tracks: Track, chosen: Track = TRACK, library: str | None = None) -> str | None:
        decisions = Decisions.of([decided(SONG, Ruling.IS, chosen, "library-1")], library)
        found = chosen_row(decisions.on(SONG), LibraryIndex.build(tracks))
        return None if found is None else found.key

    def test_where_it_was(self) -> None:
        copy = replace(TRACK, key="copy.flac")
        assert self._now(copy, TRACK) == TRACK.key

    def test_moved_or_added_again_in_another_format(self) -> None:
        again = replace(TRACK, key="new/01 - song.mp3", duration=timedelta(seconds=181))
        assert self._now(again) == again.key

    def test_retagged_at_its_place(self) -> None:
        retagged = replace(TRACK, title="Sung", artists=("Artiste",))
        assert self._now(retagged) == TRACK.key

    def test_retagged_and_moved_where_an_id_stays(self) -> None:
        tagged = replace(TRACK, ids=frozenset({ISRC}))
        elsewhere = replace(tagged, key="x.flac", title="Sung", artists=("Artiste",), duration=None)
        assert self._now(elsewhere, chosen=tagged) == "x.flac"

    def test_another_song_at_its_place_is_not_it(self) -> None:
        stranger = replace(TRACK, title="Other", artists=("Else",), duration=timedelta(seconds=300))
        assert self._now(stranger) is None

    def test_another_song_at_its_place_and_itself_elsewhere(self) -> None:
        stranger = replace(TRACK, title="Other", artists=("Else",))
        moved = replace(TRACK, key="moved.flac")
        assert self._now(stranger, moved) == "moved.flac"

    def test_a_key_of_another_server_means_nothing(self) -> None:
        same_key = replace(TRACK, title="Other", artists=("Else",))
        there = replace(TRACK, key="12345")
        assert self._now(same_key, library="library-2") is None
        assert self._now(same_key, there, library="library-2") == "12345"

    def test_of_copies_the_one_on_its_album_then_the_nearest_length(self) -> None:
        chosen = replace(TRACK, album="Album")
        single = replace(TRACK, key="a.flac", album="Single")
        album = replace(TRACK, key="b.flac", album="Album", duration=timedelta(seconds=181))
        nearer = replace(TRACK, key="c.flac", album="Album")
        assert self._now(single, album, chosen=chosen) == "b.flac"
        assert self._now(single, album, nearer, chosen=chosen) == "c.flac"

    def test_gone(self) -> None:
        assert self._now() is None


def test_a_choice_in_one_library_does_not_undo_that_of_another() -> None:
    here, there = replace(TRACK, key="here.flac"), replace(TRACK, key="12345")
    made = [decided(SONG, Ruling.IS, here, "library-1"), decided(SONG, Ruling.IS, there, "library-2")]
    first = Decisions.of(made, "library-1").on(SONG).chosen
    second = Decisions.of(made, "library-2").on(SONG).chosen
    assert (first and first.track_key, second and second.track_key) == ("here.flac", "12345")
    third = Decisions.of(made, "library-3").on(SONG).chosen
    assert third is not None
    assert third.track_key is None
    assert third.track_identities == made[1].track_identities
    never = [*made, decided(SONG, Ruling.NEVER)]
    assert Decisions.of(never, "library-1").on(SONG).never, "that is meant everywhere"


def test_a_refusal_holds_for_the_recording_and_not_for_what_came_to_its_place() -> None:
    ruled = Decisions.of([decided(SONG, Ruling.IS_NOT, TRACK, "library-1")], "library-1").on(SONG)
    assert ruled.refuses(TRACK)
    assert ruled.refuses(replace(TRACK, key="moved.flac"))
    assert ruled.refuses(replace(TRACK, title="Retagged"))
    assert not ruled.refuses(replace(TRACK, title="Other", duration=timedelta(seconds=300)))
    assert not ruled.refuses(replace(TRACK, key="live.flac", title="Song (Live)"))


def test_names_are_made_anew_when_they_are_read_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    entry = replace(SONG, ids=frozenset())
    old = decided(entry, Ruling.IS, TRACK)
    assert renamed(old) == old
    monkeypatch.setattr("syncopate.matching.identity.artist_key", lambda name: f"new{name.casefold()}")
    assert Decisions.of([old]).on(entry).chosen is None
    new = renamed(old)
    assert Decisions.of([new]).on(entry).chosen == new
    assert new.track_identities != old.track_identities
    bare = Decision("spotify:x", Ruling.NEVER)
    assert renamed(bare) == bare


def test_nothing_ruled_costs_nothing(entry: Callable[..., Entry]) -> None:
    assert Decisions().on(entry(("A", "B"))).latest is None


@pytest.mark.parametrize(
    ("there", "settled"),
    [
        ([TRACK], True),
        ([replace(TRACK, album="Another")], True),
        ([replace(TRACK, title="Retagged"), replace(TRACK, key="new/song.flac")], False),
        ([replace(TRACK, title="Retagged")], False),
        ([replace(TRACK, key="new/song.flac")], False),
        ([], False),
    ],
)
def test_what_a_ruling_settles_is_what_matching_would_say(there: list[Track], *, settled: bool) -> None:
    decisions = Decisions.of([decided(SONG, Ruling.IS, TRACK)])
    found = match_ruled(decisions.on(SONG), {track.key: track for track in there})
    assert found == (match_entry(SONG, LibraryIndex.build(there), decisions) if settled else None)


@pytest.mark.parametrize(
    ("ruling", "settled"), [(Ruling.NEVER, True), (Ruling.IS_NOT, False), (Ruling.IS, True)]
)
def test_which_rulings_settle_an_entry(ruling: Ruling, *, settled: bool) -> None:
    decisions = Decisions.of([decided(SONG, ruling, None if ruling is Ruling.NEVER else TRACK)])
    found = match_ruled(decisions.on(SONG), {TRACK.key: TRACK})
    assert found == (match_entry(SONG, LibraryIndex.build([TRACK]), decisions) if settled else None)
    assert match_ruled(Decisions().on(SONG), {TRACK.key: TRACK}) is None
