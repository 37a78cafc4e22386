"""A library of a few tracks and one entry, written down shortly."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from syncopate.domain.ids import ExternalId
from syncopate.domain.match import Decision, Match
from syncopate.domain.media import AudioFormat, Track
from syncopate.domain.playlist import Entry
from syncopate.matching import Decisions, LibraryIndex, match_entry

type Song = tuple[str, str] | tuple[str, str, float | None] | tuple[str, str, float | None, str]


def _seconds(song: Song) -> timedelta | None:
    return timedelta(seconds=song[2]) if len(song) > 2 and song[2] is not None else None


def _artists(song: Song) -> tuple[str, ...]:
    return tuple(name for name in song[0].split(";") if name)


@pytest.fixture
def entry() -> Callable[..., Entry]:
    """Make an entry of (artists joined by ;, title, seconds, album)."""

    def make(song: Song, *, ids: frozenset[ExternalId] = frozenset(), path: str | None = None) -> Entry:
        album = song[3] if len(song) > 3 else None
        return Entry(
            position=0,
            title=song[1],
            artists=_artists(song),
            album=album,
            duration=_seconds(song),
            ids=ids,
            path=path,
        )

    return make


@pytest.fixture
def track() -> Callable[..., Track]:
    """Make a track of (artists joined by ;, title, seconds, album)."""

    def make(
        key: str,
        song: Song,
        *,
        ids: frozenset[ExternalId] = frozenset(),
        path: str | None = None,
        album_artist: str | None = None,
        lossless: bool = False,
        bitrate: int | None = None,
    ) -> Track:
        album = song[3] if len(song) > 3 else None
        sound = AudioFormat(codec="flac" if lossless else "mp3", bitrate=bitrate, lossless=lossless)
        return Track(
            key=key,
            title=song[1],
            artists=_artists(song),
            album=album,
            album_artist=album_artist,
            duration=_seconds(song),
            ids=ids,
            path=path,
            format=sound,
        )

    return make


@pytest.fixture
def judge(entry: Callable[..., Entry], track: Callable[..., Track]) -> Callable[..., Match]:
    """Match one wanted song against a library of songs, keys "0", "1" and so on."""

    def run(wanted: Song, *held: Song, decisions: tuple[Decision, ...] = ()) -> Match:
        index = LibraryIndex.build(track(str(number), song) for number, song in enumerate(held))
        return match_entry(entry(wanted), index, Decisions.of(decisions))

    return run
