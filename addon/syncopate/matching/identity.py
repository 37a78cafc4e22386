"""Names that outlive a rescan: of an entry, and of the recording behind a track."""

import hashlib
from datetime import timedelta

from syncopate.domain.ids import ExternalId, IdKind
from syncopate.domain.media import Track
from syncopate.domain.playlist import Entry
from syncopate.matching.artists import artist_key, artist_keys
from syncopate.matching.keys import compact, key
from syncopate.matching.reading import normal_ids

_STRENGTH = (
    IdKind.SPOTIFY,
    IdKind.TIDAL,
    IdKind.DEEZER,
    IdKind.APPLE,
    IdKind.YOUTUBE,
    IdKind.QOBUZ,
    IdKind.BEATPORT,
    IdKind.DISCOGS,
    IdKind.MB_TRACK,
    IdKind.MB_RECORDING,
    IdKind.ISRC,
    IdKind.ACOUSTID,
)
SOURCE_KINDS = frozenset(
    {
        IdKind.SPOTIFY,
        IdKind.TIDAL,
        IdKind.DEEZER,
        IdKind.APPLE,
        IdKind.YOUTUBE,
        IdKind.QOBUZ,
        IdKind.BEATPORT,
        IdKind.MB_TRACK,
    }
)
"""Kinds by which a catalogue tells its own tracks apart: another value is another track there."""
_TEXT = "text|"
_LONG_TEXT = "text#"
_LONGEST_NAME = 600
# Two grids of 4 s, the second moved by half: durations up to 2 s apart share a cell of one of them.
_CELL = timedelta(seconds=4)
_HALF = timedelta(seconds=2)


def entry_identity(entry: Entry) -> str:
    """Return the strongest name of an entry: its source's id, else another id, else its text."""
    return entry_identities(entry)[0]


def entry_identities(entry: Entry) -> tuple[str, ...]:
    """Every name of an entry, strongest first; the last is its text."""
    text = _text(entry.title, entry.artists, entry.album if not entry.artists else None)
    if text == _NO_TEXT and entry.path:
        text = _text(entry.path, (), None)
    if not entry.ids:
        return (text,)
    ids = sorted(normal_ids(entry.ids), key=lambda each: (_STRENGTH.index(each.kind), each.value))
    return (*map(_id_name, ids), text)


def track_identities(track: Track) -> frozenset[str]:
    """Every name of a track's recording: its ids, and its text with its duration (two coarse forms)."""
    names = {_id_name(each) for each in normal_ids(track.ids)}
    artists = track.artists if artist_keys(track.artists) else tuple(filter(None, (track.album_artist,)))
    text = _text(track.title, artists, None if artists else track.album)
    if track.duration is None:
        names.add(f"{text}|-")
    else:
        names.add(f"{text}|a{track.duration // _CELL}")
        names.add(f"{text}|b{(track.duration + _HALF) // _CELL}")
    return frozenset(names)


def title_of_identity(identity: str) -> str | None:
    """Return the compact title key inside a text identity; None for ids."""
    return identity.split("|")[1] if identity.startswith(_TEXT) else None


def is_text(identity: str) -> bool:
    """Return whether a name is made of words, and so changes when names are read differently."""
    return identity.startswith((_TEXT, _LONG_TEXT))


def is_source_id(identity: str) -> bool:
    """Return whether a name is the one that a source itself gave."""
    return identity.partition(":")[0] in SOURCE_KINDS


def id_of_identity(identity: str) -> ExternalId | None:
    """Return the id inside an identity; None for texts."""
    kind, _, value = identity.partition(":")
    return ExternalId(IdKind(kind), value) if kind in set(IdKind) and value else None


def _id_name(external: ExternalId) -> str:
    return f"{external.kind.value}:{external.value}"


def _text(title: str, artists: tuple[str, ...], instead: str | None) -> str:
    names = sorted(filter(None, map(artist_key, artists))) or ([compact(key(instead))] if instead else [])
    text = f"{_TEXT}{compact(key(title))}|{'+'.join(names)}"
    # A database cannot index names without end.
    return text if len(text) <= _LONGEST_NAME else _LONG_TEXT + hashlib.sha256(text.encode()).hexdigest()


_NO_TEXT = f"{_TEXT}|"
