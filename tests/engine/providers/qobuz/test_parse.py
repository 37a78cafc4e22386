"""Answers and their values, one odd thing at a time."""

from datetime import timedelta
from typing import Any

import pytest
from syncopate.domain.ids import ExternalId, IdKind
from syncopate.domain.playlist import LeftOut, Unfit
from syncopate.errors import OddAnswer
from syncopate.providers.qobuz import album_page, parse


@pytest.mark.parametrize("answer", [None, [], "text"])
def test_what_is_no_answer(answer: object) -> None:
    with pytest.raises(OddAnswer):
        parse.raw_of(answer)


@pytest.mark.parametrize(
    "listed", [{}, {"tracks": None}, {"tracks": {"items": []}}, {"tracks": {"items": {}, "total": 1}}]
)
def test_what_is_no_list(listed: dict[str, Any]) -> None:
    with pytest.raises(OddAnswer):
        parse.page(listed, "tracks")


@pytest.mark.parametrize(
    ("raw", "artists"),
    [
        ({"performer": {"name": "Anna"}}, ("Anna",)),
        (
            {"performer": {"name": "Anna"}, "performers": "ANNA, MainArtist - Bert, MainArtist"},
            ("Anna", "Bert"),
        ),
        ({"performers": "Prod, Producer - Anna, MainArtist, Composer"}, ("Anna",)),
        (
            {"performers": "Tyler, The Creator, MainArtist", "album": {"artist": {"name": "Tyler"}}},
            ("Tyler",),
        ),
        ({"album": {"artist": {"name": "Anna"}}}, ("Anna",)),
        ({"performer": None, "performers": None}, ()),
    ],
)
def test_who_plays(raw: dict[str, Any], artists: tuple[str, ...]) -> None:
    [entry] = parse.entries([{"id": 1, "title": "Song", **raw}])
    assert entry.artists == artists


def test_odd_values_are_not_there() -> None:
    raw = {"id": 1, "title": "Song", "isrc": "?", "duration": "4:12", "media_number": 0, "created_at": 10**30}
    found = parse.entries([{**raw, "version": "Live"}, {"id": 2, "title": " "}, {"title": "No id"}])
    [entry] = found
    gone = Unfit.UNAVAILABLE
    assert found.left_out == (LeftOut(gone, place=2), LeftOut(gone, "No id", 3))
    assert (entry.title, entry.duration, entry.disc, entry.added_at) == ("Song (Live)", None, None, None)
    assert entry.ids == {ExternalId(IdKind.QOBUZ, "1")}


@pytest.mark.parametrize("make", [parse.playlist, parse.album, parse.artist, parse.source_album])
def test_what_has_no_name_is_none(make: Any) -> None:
    with pytest.raises(OddAnswer):
        make({"id": 1})


def test_a_year_by_either_date() -> None:
    album = {"id": "a", "title": "A"}
    assert parse.source_album({**album, "release_date_original": "1999-01-01"}).year == 1999
    assert parse.source_album({**album, "released_at": 1_740_000_000}).year == 2025
    assert parse.source_album({**album, "released_at": -5}).year is None


_PAGE = """<h1 class="album-meta__title">A</h1><section id="about"><ul><li>1 disc(s) - {} track(s)</li></ul></section>
<div class="track" data-track="7"><div class="track__items"><div class="track__item--name">Song &amp; Dance</div>
<div class="track__item--number">x</div><span class="track__item--duration">3:05</span></div>"""


def test_a_page_with_little_on_it() -> None:
    page = album_page.read(_PAGE.format(1).encode(), "key")
    [entry] = page.entries
    assert (entry.title, entry.artists, entry.number, entry.disc) == ("Song & Dance", (), None, None)
    assert entry.duration == timedelta(minutes=3, seconds=5)
    assert page.playlist.cover_url is None


def test_a_work_of_classical_music_is_no_disc() -> None:
    work = '<p class="player__work">Symphony No. 5</p><div class="track" '
    content = _PAGE.format(1).replace('<div class="track" ', work)
    [entry] = album_page.read(content.encode(), "key").entries
    assert entry.disc is None
    disc = content.replace('work">Symphony No. 5', 'work" data-disk="2">DISC 2')
    [entry] = album_page.read(disc.encode(), "key").entries
    assert entry.disc == 2


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html><body>Sign in</body></html>",
        b"\xff\xfe nothing",
        _PAGE.replace("{} track(s)", "nothing").encode(),
        _PAGE.format(1).replace('data-track="7"', 'data-track="x"').encode(),
        _PAGE.format(1).replace("Song &amp; Dance", "").encode(),
    ],
)
def test_other_pages_are_none(content: bytes) -> None:
    with pytest.raises(OddAnswer):
        album_page.read(content, "key")
