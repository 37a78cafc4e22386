"""Albums as their sources say them: files and data that the user says are one, and entries in its order."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace

from syncopate.domain.playlist import AlbumFacts, Entry, SourcePlaylist
from syncopate.domain.snapshot import Complete
from syncopate.providers.capability import ReadPlaylist
from syncopate.store.encoding import decode_album, encode_album

_OPTION = "album"
"""The option of a mirror that makes its file an album: what is known of it, as JSON."""


def album_option(facts: AlbumFacts, title: str | None = None) -> dict[str, str]:
    """Return the option that has a file read as an album. `title` None: as the file says."""
    return {_OPTION: json.dumps({"title": title, "facts": encode_album(facts)}, ensure_ascii=False)}


def read_as_album(read: ReadPlaylist, options: Mapping[str, str]) -> ReadPlaylist:
    """Return what was read, as an album where its source or the user says that it is one.

    Its tracks then carry its title, the artists where they name none, and stand in its order.
    """
    playlist = read.playlist
    entries = read.entries.items if isinstance(read.entries, Complete) else ()
    if playlist.album is None and _OPTION in options:
        playlist = _as_said(playlist, entries, options[_OPTION])
    if playlist.album is None:
        return read
    if not isinstance(read.entries, Complete):
        return replace(read, playlist=playlist)
    whole = replace(read.entries, items=_in_order(playlist.name, playlist.album, entries))
    return replace(read, playlist=playlist, entries=whole)


def _as_said(playlist: SourcePlaylist, entries: Sequence[Entry], option: str) -> SourcePlaylist:
    said = json.loads(option)
    facts = decode_album(said["facts"]) or AlbumFacts()
    titles = {entry.album for entry in entries}
    title = said["title"] or (titles.pop() if len(titles) == 1 else None) or playlist.name
    return replace(playlist, name=title, album=replace(facts, artists=facts.artists or _common(entries)))


def _common(entries: Sequence[Entry]) -> tuple[str, ...]:
    """Return the artists that play on every track; none: it is by various ones."""
    first = entries[0].artists if entries else ()
    return tuple(name for name in first if all(name in entry.artists for entry in entries))


def _in_order(title: str, facts: AlbumFacts, entries: Sequence[Entry]) -> tuple[Entry, ...]:
    places = [(entry.disc or 1, entry.number) for entry in entries]
    ordered = list(entries)
    # Numbers count only where each track has one of its own.
    if len(set(places)) == len(places) and all(number for _, number in places):
        ordered.sort(key=lambda entry: (entry.disc or 1, entry.number or 0))
    return tuple(
        replace(entry, position=position, album=title, artists=entry.artists or facts.artists)
        for position, entry in enumerate(ordered)
    )
