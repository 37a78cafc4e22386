"""Which column of a table holds what: by heading in English and German, or as the user says."""

import unicodedata
from collections.abc import Mapping, Sequence
from enum import StrEnum

from syncopate.errors import InvalidInput, UnknownColumns


class Field(StrEnum):
    """What a column can hold."""

    TITLE = "title"
    ARTIST = "artist"
    ALBUM = "album"
    DISC = "disc"
    NUMBER = "number"
    DURATION = "duration"
    DURATION_MS = "duration_ms"
    ISRC = "isrc"
    LINK = "link"
    SPOTIFY = "spotify"
    TIDAL = "tidal"
    DEEZER = "deezer"
    APPLE = "apple"
    YOUTUBE = "youtube"
    MB_RECORDING = "mb_recording"
    PATH = "path"
    PLAYLIST = "playlist"
    ARTIST_LINKS = "artist_links"


_HEADINGS: Mapping[Field, str] = {
    # Ordered by how sure the heading is: where two columns fit, the earlier heading wins.
    Field.TITLE: (
        "track name|track title|title|song title|song name|song|name|trackname|track|titel|songtitel"
        "|liedtitel|titelname|lied|stück|musiktitel"
    ),
    Field.ARTIST: (
        "artist name(s)|artist names|artist name|track artist|artists|artist|artist(s)|performer|creator|band"
        "|interpret|interpreten|interpret(en)|künstler|künstlername|künstler(in)|artistname"
    ),
    Field.ALBUM: "album name|album|album title|albumname|albumtitel|release name|release",
    Field.DISC: "disc number|disc|disc no|disk number|cd|cd nummer",
    Field.NUMBER: "track number|track no|tracknumber|titelnummer|track nummer",
    Field.DURATION_MS: (
        "track duration (ms)|duration (ms)|duration ms|length (ms)|time (ms)|milliseconds|dauer (ms)"
        "|länge (ms)|dauer ms"
    ),
    Field.DURATION: "duration|length|time|track duration|dauer|länge|laufzeit|spielzeit|spieldauer|zeit",
    Field.ISRC: "isrc|isrc code|track isrc",
    Field.SPOTIFY: "spotify id|spotify track id|spotify uri|track uri|spotify url|spotify link|track id",
    Field.TIDAL: "tidal id|tidal track id|tidal url|tidal link",
    Field.DEEZER: "deezer id|deezer track id|deezer url|deezer link",
    Field.APPLE: "apple id|apple music id|apple music url",
    Field.YOUTUBE: "youtube id|youtube music id|youtube url|video id|youtube link",
    Field.LINK: "url|uri|link|track url|track link|song url|adresse",
    Field.MB_RECORDING: "recording mbid|mbid|musicbrainz id|musicbrainz track id|musicbrainz recording id",
    Field.PATH: (
        "path|file path|filepath|location|file|filename|file name|pfad|dateipfad|datei|dateiname|speicherort"
    ),
    Field.PLAYLIST: "playlist name|playlist|playlist title|wiedergabeliste|playlistname",
    Field.ARTIST_LINKS: "artist uri(s)|artist uris",
}
_KNOWN: Mapping[str, tuple[Field, int]] = {
    heading: (kind, rank)
    for kind, headings in _HEADINGS.items()
    for rank, heading in enumerate(headings.split("|"))
}
_PREFIX = "column."


def plain_heading(cell: str) -> str:
    """Return a heading as it is compared: case, marks between words and edges do not count."""
    text = unicodedata.normalize("NFKC", cell).casefold().strip(" \t\ufeff\"'")
    for mark in "_-.:/":
        text = text.replace(mark, " ")
    return " ".join(text.split())


def guess_columns(row: Sequence[str]) -> dict[Field, int]:
    """Return what the headings in a row say; empty when none is known."""
    best: dict[Field, tuple[int, int]] = {}
    for place, cell in enumerate(row):
        known = _KNOWN.get(plain_heading(cell))
        if known and (known[0] not in best or known[1] < best[known[0]][0]):
            best[known[0]] = (known[1], place)
    return {kind: place for kind, (_, place) in best.items()}


def said_columns(options: Mapping[str, str]) -> dict[Field, str]:
    """Return what the user says, e.g. `column.title`: a heading or a number from 1. Raises InvalidInput."""
    said: dict[Field, str] = {}
    for option, value in options.items():
        if option.startswith(_PREFIX) and value.strip():
            try:
                said[Field(option.removeprefix(_PREFIX))] = value.strip()
            except ValueError as error:
                raise InvalidInput(f"There is no field for {option[:60]!r}.", field=option[:60]) from error
    return said


def place_of(name: str, value: str, header: Sequence[str], width: int) -> int:
    """Return the place of a column the user named. Raises UnknownColumns when there is none."""
    wanted = plain_heading(value)
    for place, heading in enumerate(header):
        if plain_heading(heading) == wanted:
            return place
    if value.isascii() and value.isdigit() and len(value) < 5 and 1 <= int(value) <= width:  # noqa: PLR2004 -- no table is that wide
        return int(value) - 1
    raise unknown(name, header)


def unknown(name: str, row: Sequence[str]) -> UnknownColumns:
    """Make the error that names what was found."""
    return UnknownColumns(name=name, columns=", ".join(cell.strip()[:40] for cell in row[:20]) or "none")
