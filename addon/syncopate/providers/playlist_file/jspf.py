"""JSPF, XSPF's twin in JSON, also as ListenBrainz writes it."""

import json
from datetime import timedelta

from syncopate.errors import UnreadablePlaylist
from syncopate.providers.playlist_file.parsed import ParsedPlaylist
from syncopate.providers.playlist_file.values import (
    Collector,
    clean,
    read_duration,
    read_identifier,
    read_location,
)


def parse_jspf(name: str, text: str) -> ParsedPlaylist:
    """Read a JSPF document. Raises UnreadablePlaylist."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UnreadablePlaylist(f"{name} is not JSON.", name=name) from error
    playlist = document.get("playlist") if isinstance(document, dict) else None
    tracks = playlist.get("track") if isinstance(playlist, dict) else None
    if not isinstance(playlist, dict) or not isinstance(tracks, list):
        raise UnreadablePlaylist(f"{name} is not a JSPF playlist.", name=name)
    collector = Collector()
    for track in tracks:
        if not isinstance(track, dict):
            raise UnreadablePlaylist(f"{name} is not a JSPF playlist.", name=name)
        _add(collector, track)
    return ParsedPlaylist(
        name=clean(_text(playlist.get("title"))),
        description=clean(_text(playlist.get("annotation"))) or None,
        found=collector.found(),
    )


def _add(collector: Collector, track: dict[str, object]) -> None:
    locations = _texts(track.get("location"))
    said = _texts(track.get("identifier")) + locations
    collector.add(
        title=_text(track.get("title")),
        artists=_named_artists(track.get("extension")) or (_text(track.get("creator")),),
        album=_text(track.get("album")),
        duration=_duration(track.get("duration")),
        ids=frozenset(external for text in said if (external := read_identifier(text))),
        path=read_location(locations[0]) if locations else None,
    )


def _named_artists(extension: object) -> tuple[str, ...]:
    """Return the artists one by one where an extension knows them (ours, or ListenBrainz's credits)."""
    if not isinstance(extension, dict):
        return ()
    told = (one for said in extension.values() for one in (said if isinstance(said, list) else [said]))
    for said in told:
        if not isinstance(said, dict):
            continue
        more = said.get("additional_metadata")
        artists = said.get("artists") or (more.get("artists") if isinstance(more, dict) else None)
        if isinstance(artists, list):
            names = (
                _text(one.get("artist_credit_name") if isinstance(one, dict) else one) for one in artists
            )
            found = tuple(name for name in names if name.strip())
            if found:
                return found
    return ()


def _duration(value: object) -> timedelta | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    return read_duration(str(value), milliseconds=True)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _texts(value: object) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [text for text in values if isinstance(text, str) and text.strip()]
