"""Answers that are odd: what is of another kind than told is not there."""

from typing import Any

import pytest
from syncopate.errors import OddAnswer
from syncopate.providers.deezer import answers, parse


@pytest.mark.parametrize(
    "answer",
    [None, [], "text", 5, {"error": "text"}, {"error": {"message": "no code"}}, {"error": {"code": "4"}}],
)
def test_no_answer_of_deezers(answer: Any) -> None:
    with pytest.raises(OddAnswer):
        answers.read(answer)


@pytest.mark.parametrize("raw", [{}, {"data": None}, {"data": {}}, {"data": "x", "total": 3}])
def test_no_page(raw: Any) -> None:
    with pytest.raises(OddAnswer):
        answers.page(raw)


def test_things_without_an_id() -> None:
    for read in (parse.playlist, parse.album, parse.artist):
        with pytest.raises(OddAnswer):
            read({"title": "T", "name": "N"})
    assert parse.track({"title": "T"}) is None
    assert parse.source_album({"title": "T"}) is None
    assert parse.genre({"id": 0, "name": "All"}) is None


def test_little_is_enough() -> None:
    odd = {
        "id": -5,
        "title": "Upload",
        "duration": "61",
        "time_add": 10**17,
        "artist": [],
        "album": None,
        "isrc": "x",
    }
    (entry,) = parse.entries([odd, {"title": 5}, {"id": 1}])
    assert (entry.title, entry.artists, entry.album) == ("Upload", (), None)
    assert (entry.ids, entry.added_at) == (frozenset(), None)
    assert entry.duration is not None
    assert entry.duration.total_seconds() == 61
    album = parse.album({"id": 1, "title": "A", "release_date": "0000-00-00", "artist": {"name": "B"}})
    assert album.album is not None
    assert (album.album.year, album.album.count, album.owner) == (None, None, "B")
    half = {"id": 1, "title": "A", "nb_tracks": 2, "tracks": {"data": [{"id": 2, "title": "T"}]}}
    made = parse.source_album(half)
    assert made is not None
    assert (made.tracks, made.count) == ((), 2)
