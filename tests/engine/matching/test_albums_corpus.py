"""The traps about whole albums."""

import importlib.util
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from syncopate.domain.album import Completeness, LibraryAlbum, SourceAlbum, SourceTrack
from syncopate.domain.match import Verdict
from syncopate.domain.media import Track
from syncopate.matching.albums import judge_album
from syncopate.matching.artists import artist_key

HERE = Path(__file__).parent


def _cases() -> list[Any]:
    spec = importlib.util.spec_from_file_location("corpus_cases", HERE / "corpus_cases.py")
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules.setdefault("corpus_cases", importlib.util.module_from_spec(spec))
    spec.loader.exec_module(module)
    found: list[Any] = module.load_albums(HERE / "corpus")
    return found


def _source(album: Any) -> SourceAlbum:
    tracks = tuple(
        SourceTrack(title=title, number=number, duration=length)
        for number, (title, length) in enumerate(album.tracks, 1)
    )
    return SourceAlbum(
        title=album.title, artists=album.artists, year=album.year, tracks=tracks, count=album.count
    )


def _held(album: Any) -> LibraryAlbum:
    artists = tuple(name for name in album.artists if artist_key(name))
    tracks = tuple(
        Track(
            key=f"{album.key}/{number}",
            title=title,
            artists=artists,
            album=album.title,
            album_artist=album.artists[0] if album.artists else None,
            duration=length,
            number=number,
            year=album.year,
        )
        for number, (title, length) in enumerate(album.tracks, 1)
    )
    return LibraryAlbum(
        key=album.key,
        title=album.title,
        artists=artists,
        year=album.year,
        tracks=tracks,
        completeness=Completeness(owned=len(tracks), total=album.count or len(tracks) or None),
    )


@pytest.mark.parametrize("case", _cases(), ids=lambda case: case.name)
def test_the_right_album_or_none(case: Any) -> None:
    library = [_held(album) for album in case.library]
    match = judge_album(_source(case.source), library)
    assert match.verdict in case.verdicts, (case.why, match)
    if match.verdict is Verdict.MATCH and case.albums:
        assert match.album_key in case.albums, (case.why, match)
    turned = judge_album(_source(case.source), reversed(library))
    assert replace(turned, candidates=()) == replace(match, candidates=())
