"""M3U and M3U8, plain and extended."""

import re
from datetime import timedelta

from syncopate.domain.ids import parse_link
from syncopate.providers.playlist_file.parsed import ParsedPlaylist
from syncopate.providers.playlist_file.values import (
    Collector,
    clean,
    read_duration,
    read_location,
    split_artist_title,
    split_lines,
)

_INFO = re.compile(r"\s*(-?\d+(?:\.\d+)?)?([^,\"]*(?:\"[^\"]*\"[^,\"]*)*),(.*)", re.ASCII)

type _Info = tuple[str, timedelta | None]
_NO_INFO: _Info = ("", None)


def parse_m3u(text: str) -> ParsedPlaylist:
    """Read paths with what the comments before them say."""
    collector = Collector()
    name, album, artist, info = "", "", "", _NO_INFO
    for raw in split_lines(text):
        line = raw.strip()
        if not line:
            continue
        if not line.startswith("#"):
            _add(collector, line, info, album, artist)
            album, artist, info = "", "", _NO_INFO
            continue
        directive, _, value = line[1:].partition(":")
        match directive.strip().upper():
            case "PLAYLIST":
                name = name or clean(value)
            case "EXTINF":
                info = _info(value)
            case "EXTALB":
                album = value
            case "EXTART":
                artist = value
            case _:
                pass
    return ParsedPlaylist(name=name, found=collector.found())


def _info(value: str) -> _Info:
    found = _INFO.match(value)
    if not found:
        return "", None
    return clean(found[3]), read_duration(found[1] or "")


def _add(collector: Collector, line: str, info: _Info, album: str, artist: str) -> None:
    said, duration = info
    artists, title = split_artist_title(said)
    if artist.strip():
        # The directive knows the artist; the dash then belongs to the title unless it repeats them.
        title = _behind(clean(artist), said)
        artists = (artist,)
    link = parse_link(line)
    collector.add(
        title=title,
        artists=artists,
        album=album,
        duration=duration,
        ids=frozenset({link} if link else ()),
        path=read_location(line),
    )


def _behind(artist: str, said: str) -> str:
    """Return what stands behind an artist and a dash, all of it where it begins with something else."""
    found = re.fullmatch(rf"{re.escape(artist)}\s+[-\u2010-\u2015]\s+(.+)", said, re.IGNORECASE)
    return found[1] if found else said
