"""JSPF, XSPF's twin in JSON: https://www.xspf.org/jspf. ListenBrainz takes recordings of MusicBrainz."""

import json
from datetime import timedelta

from syncopate.domain.ids import IdKind
from syncopate.sync.formats.exported import Exported, Row, artists_line, one_line
from syncopate.sync.formats.uris import file_uri, identifiers, link_in

_EXTENSION = "https://github.com/syncopate-media/syncopate"
"""Names what only we say: the artists one by one."""


def write_jspf(exported: Exported) -> bytes:
    """Write it in UTF-8."""
    playlist: dict[str, object] = {"title": one_line(exported.name)}
    if description := one_line(exported.description or ""):
        playlist["annotation"] = description
    playlist["track"] = [_track(row, exported.linked_by) for row in exported.rows]
    return json.dumps({"playlist": playlist}, ensure_ascii=False, indent=1).encode() + b"\n"


def _track(row: Row, linked_by: IdKind | None) -> dict[str, object]:
    entry = row.entry
    track: dict[str, object] = {"title": one_line(entry.title)}
    if artists := artists_line(entry):
        track["creator"] = artists
        names = [name for artist in entry.artists if (name := one_line(artist))]
        track["extension"] = {_EXTENSION: [{"artists": names}]}
    if album := one_line(entry.album or ""):
        track["album"] = album
    if entry.number:
        track["trackNum"] = entry.number
    if row.duration is not None:
        track["duration"] = row.duration // timedelta(milliseconds=1)
    if said := identifiers(row.ids):
        track["identifier"] = said
    if linked_by is not None and (link := link_in(row.ids, linked_by)):
        track["info"] = link
    if row.path is not None:
        track["location"] = [file_uri(row.path)]
    return track
