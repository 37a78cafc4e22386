"""What raw answers become."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from syncopate.domain.ids import ExternalId, IdKind
from syncopate.domain.playlist import Entry, LeftOut, Unfit
from syncopate.errors import OddAnswer
from syncopate.providers._metabrainz.agent import user_agent
from syncopate.providers.listenbrainz.client import rest_of
from syncopate.providers.listenbrainz.parse import (
    listed_playlist,
    loved_entries,
    loved_mark,
    plain,
    playlist_entries,
)

MBID, RECORDING, RELEASE = (f"{digit}f3471b5-7e6a-48da-86a9-c1c07a0f47ae" for digit in "123")
DOC = "https://musicbrainz.org/doc/jspf"


def entries(*tracks: object) -> tuple[tuple[Entry, ...], int]:
    found, count = playlist_entries({"track": list(tracks)}, "It")
    return found.entries, count


def test_a_track_with_all_that_can_be_told() -> None:
    facts = {
        "added_at": "2025-06-01T10:11:12.345678+00:00",
        "added_by": "bert",
        "release_identifier": f"https://musicbrainz.org/release/{RELEASE}",
        "additional_metadata": {
            "caa_release_mbid": MBID,
            "artists": [
                {"artist_credit_name": "Anna", "join_phrase": " feat. "},
                {"artist_credit_name": "Bert", "join_phrase": ""},
            ],
        },
    }
    track = {
        "title": " Song ",
        "creator": "Anna feat. Bert",
        "album": "Album",
        "duration": 181500,
        "identifier": [f"https://musicbrainz.org/recording/{RECORDING}"],
        "extension": {f"{DOC}#track": facts},
    }
    assert entries(track) == (
        (
            Entry(
                position=0,
                title="Song",
                artists=("Anna", "Bert"),
                album="Album",
                duration=timedelta(milliseconds=181500),
                ids=frozenset(
                    {ExternalId(IdKind.MB_RECORDING, RECORDING), ExternalId(IdKind.MB_RELEASE, RELEASE)}
                ),
                added_at=datetime(2025, 6, 1, 10, 11, 12, 345678, tzinfo=UTC),
                added_by="bert",
            ),
        ),
        1,
    )


def test_a_track_as_it_was_listened_to() -> None:
    bare, old = {"title": "Song", "creator": "Anna & Bert"}, f"https://musicbrainz.org/recording/{RECORDING}"
    found, _ = entries(bare, {"title": "Song", "identifier": old, "duration": 0, "extension": []})
    assert found[0] == Entry(position=0, title="Song", artists=("Anna & Bert",))
    assert found[1] == Entry(
        position=1, title="Song", ids=frozenset({ExternalId(IdKind.MB_RECORDING, RECORDING)})
    )


def test_tracks_without_title_are_left_out_and_counted() -> None:
    found, count = entries({"title": "One"}, {"title": " "}, {"identifier": []}, {"title": "Two"})
    assert [(entry.position, entry.title) for entry in found] == [(0, "One"), (1, "Two")]
    assert count == 4
    with pytest.raises(OddAnswer):
        entries({"title": ""}, {})
    assert entries() == ((), 0)


@pytest.mark.parametrize("raw", [{}, {"track": None}, {"track": {}}, {"track": ["Song"]}])
def test_damaged_tracks(raw: dict[str, Any]) -> None:
    with pytest.raises(OddAnswer):
        playlist_entries(raw, "It")


def test_what_is_said_of_a_playlist() -> None:
    facts = {
        "creator": "listenbrainz",
        "last_modified_at": "2025-06-02T00:00:00+00:00",
        "additional_metadata": {"algorithm_metadata": {"source_patch": "weekly-jams"}},
    }
    raw = {
        "identifier": f"https://listenbrainz.org/playlist/{MBID}",
        "title": "Jams",
        "annotation": "<p>You &amp; me,\n<b>again</b></p>",
        "date": "2025-06-01T00:00:00+00:00",
        "extension": {f"{DOC}#playlist": facts},
    }
    found = listed_playlist(raw, "It")
    assert (found.mbid, found.patch) == (MBID, "weekly-jams")
    source = found.source("reference", 7)
    assert (source.name, source.description, source.owner) == ("Jams", "You & me, again", "listenbrainz")
    assert (source.count, source.cover_url, source.album) == (7, None, None)
    assert source.version == f"{MBID} 2025-06-02T00:00:00+00:00"
    made = listed_playlist(raw | {"extension": {}, "creator": "anna"}, "It")
    assert (made.mark, made.owner, made.patch) == (f"{MBID} 2025-06-01T00:00:00+00:00", "anna", None)
    with pytest.raises(OddAnswer):
        listed_playlist(raw | {"identifier": "https://listenbrainz.org/playlist/none"}, "It")


@pytest.mark.parametrize(
    ("html", "text"), [("", None), ("<p></p>", None), ("5 < 6", "5 < 6"), ("A<br>B &lt;3", "A B <3")]
)
def test_descriptions(html: str, text: str | None) -> None:
    assert plain(html) == text


def test_loved() -> None:
    mapped = {
        "recording_mbid": RECORDING,
        "release_mbid": RELEASE,
        "artists": [{"artist_credit_name": "Anna"}, {"artist_credit_name": "Bert"}],
    }
    said = {
        "track_name": "Song",
        "artist_name": "Anna & Bert",
        "release_name": "Album",
        "mbid_mapping": mapped,
    }
    heard = {"track_name": "Other", "artist_name": "C", "additional_info": {"duration_ms": 1000}}
    found = loved_entries(
        [
            {"created": 1_750_000_000, "track_metadata": said},
            {"created": 1, "recording_mbid": None, "track_metadata": None},
            {"recording_mbid": "", "track_metadata": heard},
        ],
        "It",
    )
    assert found.left_out == (LeftOut(Unfit.UNTITLED, place=2),)
    assert found.entries == (
        Entry(
            position=0,
            title="Song",
            artists=("Anna", "Bert"),
            album="Album",
            ids=frozenset(
                {ExternalId(IdKind.MB_RECORDING, RECORDING), ExternalId(IdKind.MB_RELEASE, RELEASE)}
            ),
            added_at=datetime(2025, 6, 15, 15, 6, 40, tzinfo=UTC),
        ),
        Entry(position=1, title="Other", artists=("C",), duration=timedelta(seconds=1)),
    )
    assert loved_mark({"created": 5}, 7) == "7 5"
    assert loved_mark(None, 0) == "0"


@pytest.mark.parametrize(
    ("remaining", "reset", "seconds"),
    [
        ("0", "7", 7.0),
        ("0", "0.5", 0.5),
        ("1", "7", 0.0),
        ("0", "soon", 10.0),
        ("0", "-3", 0.0),
        ("", "7", 0.0),
    ],
)
def test_how_long_it_rests(remaining: str, reset: str, seconds: float) -> None:
    assert rest_of({"X-RateLimit-Remaining": remaining, "X-RateLimit-Reset-In": reset}) == seconds
    assert rest_of({}) == 0.0


def test_it_says_who_asks() -> None:
    name, _, rest = user_agent().partition("/")
    assert name == "Syncopate"
    assert rest.split(" ")[1:] == ["(", "https://github.com/syncopate-media/syncopate", ")"]
