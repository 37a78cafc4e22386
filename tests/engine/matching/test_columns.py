"""Tracks as columns."""

from datetime import timedelta

from hypothesis import given, strategies as st
from syncopate.domain.ids import ExternalId, IdKind
from syncopate.domain.media import AudioFormat, Track
from syncopate.matching.columns import Columns, Numbers, Texts

_TEXT = st.text(max_size=12)
_MAYBE_TEXT = st.none() | _TEXT
_NUMBER = st.none() | st.integers() | st.sampled_from((-(2**15), 1 - 2**15, 2**15, 2**31, -(2**63)))
_IDS = st.frozensets(
    st.builds(
        ExternalId,
        st.sampled_from(IdKind),
        _TEXT | st.uuids().map(str) | st.uuids().map(lambda u: str(u).upper()),
    ),
    max_size=3,
)
_FORMATS = st.none() | st.builds(
    AudioFormat, codec=_TEXT, bitrate=_NUMBER, sample_rate=_NUMBER, bit_depth=_NUMBER, lossless=st.booleans()
)
_PATHS = st.lists(_TEXT, min_size=1, max_size=4).map("/".join)
_TRACKS = st.builds(
    Track,
    key=_PATHS,
    title=_TEXT | st.just("\udcff"),
    artists=st.lists(_TEXT, max_size=3).map(tuple),
    album=_MAYBE_TEXT,
    album_artist=_MAYBE_TEXT,
    duration=st.none() | st.timedeltas(),
    disc=_NUMBER,
    number=_NUMBER,
    track_total=_NUMBER,
    disc_total=_NUMBER,
    year=_NUMBER,
    release_type=_MAYBE_TEXT,
    ids=_IDS,
    path=st.none() | _PATHS,
    size=_NUMBER,
    format=_FORMATS,
)


@given(st.lists(_TRACKS, max_size=8))
def test_tracks_come_back_as_they_were(tracks: list[Track]) -> None:
    columns = Columns()
    for track in tracks:
        columns.append(track)
    columns.close()
    assert len(columns) == len(tracks)
    assert [columns.track(row) for row in range(len(tracks))] == tracks
    assert [columns.key(row) for row in range(len(tracks))] == [track.key for track in tracks]
    assert [columns.duration(row) for row in range(len(tracks))] == [track.duration for track in tracks]


def test_a_path_that_is_the_key_is_held_once() -> None:
    name = "x" * 1000
    sizes = []
    for path in (None, name, "y" * 1000):
        columns = Columns()
        columns.append(Track(key=name, title="", path=path))
        assert columns.track(0).path == path
        sizes.append(columns.size)
    assert sizes[0] == sizes[1]
    assert sizes[2] >= sizes[0] + 1000


def test_what_comes_again_is_held_once() -> None:
    columns = Columns()
    for number in range(1000):
        columns.append(
            Track(
                key=f"Some Artist/Some Album (1999)/{number}.flac",
                title="T",
                artists=("Some Artist",),
                album="Some Album",
                album_artist="Some Artist",
                format=AudioFormat(
                    codec="flac", bitrate=900, sample_rate=44_100, bit_depth=16, lossless=True
                ),
            )
        )
    columns.close()
    assert columns.size < 1000 * 80


def test_ends_grow_wider_when_they_must() -> None:
    texts = Texts("B")
    given = ["x" * 200, "y" * 100, "", "z"]
    for text in given:
        texts.append(text)
    assert [texts[row] for row in range(len(texts))] == given
    assert texts.size == 301 + 4 * 8


def test_numbers_of_any_size() -> None:
    numbers = Numbers("h")
    given = [None, 0, -1, 32_767, -32_766, -32_767, -32_768, 32_768, 10**30]
    for number in given:
        numbers.append(number)
    assert [numbers[row] for row in range(len(given))] == given
    assert numbers.size == 2 * len(given)


def test_durations_finer_than_milliseconds() -> None:
    columns = Columns()
    durations = [
        timedelta(microseconds=1),
        timedelta(days=-1),
        timedelta.max,
        timedelta.min,
        None,
        timedelta(),
    ]
    for duration in durations:
        columns.append(Track(key="", title="", duration=duration))
    assert [columns.duration(row) for row in range(len(durations))] == durations
