"""XSPF, version 1: https://www.xspf.org/spec."""

import re
from datetime import timedelta
from xml.etree.ElementTree import Element, SubElement, tostring

from syncopate.domain.ids import IdKind
from syncopate.sync.formats.exported import Exported, Row, artists_line, one_line
from syncopate.sync.formats.uris import file_uri, identifiers, link_in

_NAMESPACE = "http://xspf.org/ns/0/"
_NO_XML = re.compile("[\ufffe\uffff]")
"""What XML 1.0 cannot hold, besides what is on no line of ours."""


def write_xspf(exported: Exported) -> bytes:
    """Write it in UTF-8."""
    playlist = Element("playlist", {"version": "1", "xmlns": _NAMESPACE})
    _add(playlist, "title", exported.name)
    _add(playlist, "annotation", exported.description)
    tracks = SubElement(playlist, "trackList")
    for row in exported.rows:
        _track(SubElement(tracks, "track"), row, exported.linked_by)
    written: bytes = tostring(playlist, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _track(track: Element, row: Row, linked_by: IdKind | None) -> None:
    entry = row.entry
    if row.path is not None:
        _add(track, "location", file_uri(row.path))
    for identifier in identifiers(row.ids):
        _add(track, "identifier", identifier)
    _add(track, "title", entry.title)
    _add(track, "creator", artists_line(entry))
    _add(track, "info", None if linked_by is None else link_in(row.ids, linked_by))
    _add(track, "album", entry.album)
    _add(track, "trackNum", str(entry.number) if entry.number else None)
    _add(track, "duration", None if row.duration is None else str(row.duration // timedelta(milliseconds=1)))


def _add(parent: Element, name: str, text: str | None) -> None:
    """Add an element, unless there is nothing to say in it."""
    said = _NO_XML.sub("\ufffd", one_line(text or ""))
    if said:
        SubElement(parent, name).text = said
