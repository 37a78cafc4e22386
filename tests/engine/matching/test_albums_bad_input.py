"""Albums nobody means: crowds of one title, a thousand tracks, endless names. Bounded time, sane verdicts."""

import time
from dataclasses import replace
from datetime import timedelta

import pytest
from matching.pacing import within
from syncopate.domain.album import AlbumMatch, SourceAlbum, SourceTrack, Whereabouts
from syncopate.domain.ids import ExternalId, IdKind
from syncopate.domain.match import Verdict
from syncopate.domain.media import Track
from syncopate.domain.playlist import Entry
from syncopate.matching import Decisions, LibraryIndex
from syncopate.matching.albums import match_album
from syncopate.matching.albums_index import AlbumIndex
from syncopate.matching.namesakes import CROWD, Namesakes

SECOND = timedelta(seconds=1)
MOST_ASKED = 1_000
"""So many tracks may a source's album have."""


def held(
    title: str,
    place: int,
    *,
    number: int | None = None,
    seconds: float | None = None,
    album: str = "Field Recordings",
    artists: tuple[str, ...] = ("Somebody",),
) -> Track:
    return Track(
        key=f"{album}/{place:06}",
        title=title,
        artists=artists,
        album=album,
        album_artist="Somebody",
        number=number,
        duration=None if seconds is None else timedelta(seconds=seconds),
    )


def asked(*tracks: SourceTrack, title: str = "Field Recordings") -> SourceAlbum:
    return SourceAlbum(title=title, artists=("Somebody",), tracks=tracks)


def find(source: SourceAlbum, tracks: list[Track], limit: float) -> AlbumMatch:
    """Match within a limit, the building of the index not counted."""
    albums, library = AlbumIndex.build(tracks), LibraryIndex.build(tracks)
    with within(limit):
        return match_album(source, albums, library, Decisions())


def here(match: AlbumMatch) -> int:
    return sum(item.where is Whereabouts.HERE for item in match.tracks)


@pytest.mark.parametrize("crowd", [MOST_ASKED, 3_000])
@pytest.mark.parametrize("title", ["Untitled", "Intro", "[silence]", "Track"])
def test_thousands_of_one_title_are_told_apart_by_place_and_length(title: str, crowd: int) -> None:
    tracks = [held(title, place, number=place + 1, seconds=60 + place) for place in range(crowd)]
    source = asked(
        *(
            SourceTrack(title=title, number=place + 1, duration=(60 + place) * SECOND)
            for place in reversed(range(MOST_ASKED))
        )
    )
    match = find(source, tracks, 1.5)
    assert match.verdict is Verdict.MATCH
    assert [item.match.track_key for item in match.tracks] == [
        tracks[place].key for place in reversed(range(MOST_ASKED))
    ]


def test_the_time_grows_with_the_tracks_and_not_with_their_square() -> None:
    def took(size: int) -> float:
        tracks = [held("Untitled", place, number=place + 1, seconds=60 + place) for place in range(size)]
        source = asked(*(SourceTrack(title="Untitled", number=place + 1) for place in range(size)))
        albums, library = AlbumIndex.build(tracks), LibraryIndex.build(tracks)
        begun = time.process_time()
        match_album(source, albums, library, Decisions())
        return time.process_time() - begun

    took(50)
    few, many = took(200), took(800)
    assert many < 10 * few, f"{few:.3f} s, {many:.3f} s"


def test_thousands_of_one_title_without_place_and_length_take_no_longer() -> None:
    tracks = [held("Untitled", place) for place in range(3_000)]
    match = find(asked(*(SourceTrack(title="Untitled") for _ in range(MOST_ASKED))), tracks, 10)
    assert match.verdict is not Verdict.MATCH


def test_several_albums_of_one_name_and_one_title() -> None:
    tracks = [
        replace(
            held("Untitled", place, number=place + 1, seconds=60 + place),
            key=f"{copy}/{place}",
            ids=frozenset({ExternalId(IdKind.MB_RELEASE, f"{copy}" * 8)}),
        )
        for copy in range(6)
        for place in range(MOST_ASKED)
    ]
    source = asked(
        *(
            SourceTrack(title="Untitled", number=place + 1, duration=(60 + place) * SECOND)
            for place in range(MOST_ASKED)
        )
    )
    assert find(source, tracks, 12).verdict in {Verdict.MATCH, Verdict.REVIEW}


def test_a_thousand_tracks_that_are_called_otherwise() -> None:
    tracks = [held(f"{place:b} {'sea' * 300}", place, number=1) for place in range(3_000)]
    source = asked(*(SourceTrack(title=f"{'sky' * 300} {place:b}") for place in range(MOST_ASKED)))
    match = find(source, tracks, 5)
    assert here(match) == 0


def test_hundreds_of_tracks_by_crowds() -> None:
    def crowd(who: str, place: int) -> tuple[str, ...]:
        return tuple(f"{who} {place} {each}" for each in range(50))

    tracks = [held(f"Song {place}", place, artists=crowd("Singer", place)) for place in range(300)]
    source = asked(
        *(SourceTrack(title=f"Song {place}", artists=crowd("Player", place)) for place in range(300))
    )
    assert here(find(source, tracks, 12)) == 0


@pytest.mark.parametrize("text", ["a ", "Song (Live) ", "Vol. 1 ", "ב", "雨", "*"])
def test_endless_titles(text: str) -> None:
    names = [f"{chr(97 + place)} {text * (100_000 // len(text))}" for place in range(2)]
    tracks = [held("Thunder", place, album=name) for place, name in enumerate(names)]
    tracks += [held(name, place) for place, name in enumerate(names)]
    sought = [f"{name[::-1]}!" for name in names]
    on_one = find(asked(*map(_called, sought)), tracks, 8)
    by_name = find(asked(_called("Thunder"), title=sought[0]), tracks, 8)
    assert (len(on_one.tracks), len(by_name.tracks)) == (2, 1)


@pytest.mark.parametrize("text", ["a", "ב", "雨"])
def test_hundreds_of_albums_with_endless_titles(text: str) -> None:
    tracks = [held("Thunder", place, album=f"{place} {text * 50_000} {place}") for place in range(100)]
    match = find(asked(_called("Thunder"), title=f"{text * 50_000} 7"), tracks, 8)
    assert match.verdict is not Verdict.UNKNOWN


def _called(title: str) -> SourceTrack:
    return SourceTrack(title=title)


@pytest.mark.parametrize("seconds", [0, -1, 1e-6, 864_000_000])
def test_senseless_lengths_and_places(seconds: float) -> None:
    tracks = [held("Untitled", place, number=place - 50, seconds=seconds) for place in range(100)]
    source = asked(
        *(
            SourceTrack(title="Untitled", number=place - 50, disc=0, duration=timedelta(seconds=seconds))
            for place in range(100)
        )
    )
    assert find(source, tracks, 2).verdict is not Verdict.UNKNOWN


class TestNamesakes:
    TRACKS = tuple(held("Untitled", place, number=place % 500, seconds=place) for place in range(2_000))

    def likely(self, *, crowd: tuple[Track, ...] = TRACKS, **about: object) -> list[str]:
        entry = replace(Entry(position=0, title="Untitled", artists=("Somebody",)), **about)
        found = Namesakes(crowd).likely(entry)
        assert len(found) == len({track.key for track in found}) <= CROWD
        return [track.key for track in found]

    def test_of_few_all_are_likely(self) -> None:
        few = self.TRACKS[:CROWD]
        assert self.likely(crowd=few, number=7, duration=SECOND) == [track.key for track in few]

    def test_the_same_number_comes_first_then_the_nearest_length(self) -> None:
        found = self.likely(number=7, duration=1200 * SECOND)
        assert set(found[:4]) == {self.TRACKS[place].key for place in (7, 507, 1007, 1507)}
        assert found[4:7] == [self.TRACKS[place].key for place in (1200, 1199, 1201)]

    @pytest.mark.parametrize(("seconds", "nearest"), [(0, 0), (-5, 0), (1_999, 1_999), (10**7, 1_999)])
    def test_lengths_at_the_ends(self, seconds: int, nearest: int) -> None:
        assert self.likely(duration=seconds * SECOND)[0] == self.TRACKS[nearest].key

    def test_a_shared_id_is_never_lost_in_a_crowd(self) -> None:
        isrc = ExternalId(IdKind.ISRC, "USRC17607839")
        crowd = (*self.TRACKS, replace(self.TRACKS[0], key="the one", ids=frozenset({isrc})))
        assert self.likely(crowd=crowd, number=7, duration=9 * SECOND, ids=frozenset({isrc}))[0] == "the one"

    def test_one_number_for_all_leaves_room_for_the_same_length(self) -> None:
        crowd = tuple(replace(track, number=1) for track in self.TRACKS)
        assert crowd[1_500].key in self.likely(crowd=crowd, number=1, duration=1_500 * SECOND)

    def test_without_a_length_those_without_one_come_first(self) -> None:
        crowd = (*self.TRACKS, replace(self.TRACKS[0], key="unmeasured", duration=None))
        assert self.likely(crowd=crowd)[0] == "unmeasured"
