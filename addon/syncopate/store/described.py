"""Entries and tracks as documents: all that was known of them when somebody decided."""

from collections.abc import Mapping
from typing import Any

from syncopate.domain.media import Track
from syncopate.domain.playlist import Entry
from syncopate.store.encoding import JsonValue, decode_ids, encode_ids, from_ms, to_ms


def entry_document(entry: Entry) -> dict[str, JsonValue]:
    """Return what an entry says, but for its place: empty fields are left out."""
    return _filled(
        {
            "title": entry.title,
            "artists": list(entry.artists),
            "album": entry.album,
            "duration_ms": to_ms(entry.duration),
            "ids": encode_ids(entry.ids),
            "path": entry.path,
        }
    )


def entry_of(document: Mapping[str, Any]) -> Entry:
    """Undo `entry_document`; its place is 0."""
    return Entry(
        position=0,
        title=document.get("title", ""),
        artists=tuple(document.get("artists", ())),
        album=document.get("album"),
        duration=from_ms(document.get("duration_ms")),
        ids=decode_ids(document.get("ids")),
        path=document.get("path"),
    )


def track_document(track: Track) -> dict[str, JsonValue]:
    """Return what names a track and tells it from others: empty fields are left out."""
    return _filled(
        {
            "key": track.key,
            "title": track.title,
            "artists": list(track.artists),
            "album": track.album,
            "album_artist": track.album_artist,
            "duration_ms": to_ms(track.duration),
            "ids": encode_ids(track.ids),
            "path": track.path,
        }
    )


def track_of(document: Mapping[str, Any]) -> Track:
    """Undo `track_document`."""
    return Track(
        key=document.get("key", ""),
        title=document.get("title", ""),
        artists=tuple(document.get("artists", ())),
        album=document.get("album"),
        album_artist=document.get("album_artist"),
        duration=from_ms(document.get("duration_ms")),
        ids=decode_ids(document.get("ids")),
        path=document.get("path"),
    )


def _filled(document: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    return {name: value for name, value in document.items() if value not in (None, "", [])}
