"""Tracklists to tracks: headings are none, and parts of one track are one."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from syncopate.providers.discogs.positions import Spot, spots, whole_of
from syncopate.providers.discogs.raw import Raw, artists_of, length_of, many, text


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseTrack:
    """A track; without artists it is by those of the release."""

    title: str
    artists: tuple[str, ...]
    duration: timedelta | None
    position: str
    spot: Spot


@dataclass(frozen=True, slots=True)
class _Line:
    title: str
    artists: tuple[str, ...]
    duration: timedelta | None
    position: str


def tracks_of(release: Raw) -> tuple[ReleaseTrack, ...]:
    """Return the tracks of a release in order; what has no title is left out."""
    lines = [line for raw in many(release, "tracklist") for line in _lines(raw)]
    placed = zip(lines, spots([line.position for line in lines]), strict=True)
    return tuple(
        ReleaseTrack(
            title=line.title,
            artists=line.artists,
            duration=line.duration,
            position=line.position,
            spot=spot,
        )
        for line, spot in placed
        if line.title
    )


def _lines(raw: Raw) -> Iterator[_Line]:
    kind, below = text(raw, "type_"), many(raw, "sub_tracks")
    if kind == "heading":
        return
    if not below:
        yield _line(raw)
        return
    # Either one track that has parts, or a name for some tracks that follow.
    position = text(raw, "position") or whole_of([text(one, "position") for one in below])
    own = _line(raw)
    if position:
        yield _Line(own.title, own.artists, own.duration or _sum(below), position)
        return
    for one in below:
        line = _line(one)
        yield _Line(line.title, line.artists or own.artists, line.duration, line.position)


def _line(raw: Raw) -> _Line:
    return _Line(text(raw, "title"), artists_of(raw), length_of(text(raw, "duration")), text(raw, "position"))


def _sum(parts: list[Raw]) -> timedelta | None:
    """Return how long all parts are, None where one is not told."""
    lengths = [length_of(text(part, "duration")) for part in parts]
    known = [length for length in lengths if length is not None]
    return sum(known, timedelta()) if len(known) == len(lengths) else None
