"""Entries and tracks read alike, so that they can be compared."""

import re
from dataclasses import dataclass
from datetime import timedelta

from syncopate.domain.ids import RECORDING_KINDS, ExternalId, IdKind
from syncopate.domain.media import Track
from syncopate.domain.playlist import Entry
from syncopate.matching.artists import artist_key, artist_keys, joined_pieces
from syncopate.matching.keys import LONGEST, compact, is_foreign, key, latin_key, unstyled
from syncopate.matching.versions import Title, Version, album_versions, read_title

TRACK_KINDS = RECORDING_KINDS | {IdKind.SPOTIFY, IdKind.TIDAL, IdKind.DEEZER, IdKind.APPLE, IdKind.YOUTUBE}
"""Kinds of ids that name one recording; releases and the like do not."""
_ARTIST_IN_TITLE = re.compile(r"^(.+?)\s+[-–—]\s+(.+)$")  # noqa: RUF001 - dashes as they stand in titles


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One side of a comparison. Artists are compact keys; `joined` are names that may be several in one."""

    raw_title: str
    title: Title
    names: tuple[str, ...]
    artists: frozenset[str]
    joined: tuple[tuple[str, ...], ...]
    band: str
    album_artists: frozenset[str]
    album: str
    implied: frozenset[Version]
    duration: timedelta | None
    ids: frozenset[ExternalId]


def read_entry(entry: Entry) -> Reading:
    """Read a source's entry."""
    title = without_artist(entry.title, entry.artists)
    return _read(title, entry.artists, None, entry.album, entry.duration, entry.ids)


def read_track(track: Track) -> Reading:
    """Read a library's track."""
    title = without_artist(track.title, track.artists)
    return _read(title, track.artists, track.album_artist, track.album, track.duration, track.ids)


def _read(
    raw_title: str,
    names: tuple[str, ...],
    album_artist: str | None,
    album: str | None,
    duration: timedelta | None,
    ids: frozenset[ExternalId],
) -> Reading:
    title = read_title(raw_title)
    artists = artist_keys(names)
    above = artist_keys((album_artist,)) if album_artist else frozenset()
    if not artists:
        names, artists = ((album_artist,) if above and album_artist else ()), above
    return Reading(
        raw_title=raw_title,
        title=title,
        names=names,
        artists=artists | artist_keys(title.featured) if title.featured else artists,
        joined=tuple(pieces for name in names if (pieces := joined_pieces(name))),
        band=compact(key(" ".join(names)).removeprefix("the ")),
        album_artists=above,
        album=read_title(album).base if album else "",
        implied=album_versions(album) if album else frozenset(),
        duration=duration or None,
        ids=normal_ids(ids) if ids else ids,
    )


def normal_ids(ids: frozenset[ExternalId]) -> frozenset[ExternalId]:
    """Ids of recordings in one spelling (ISRC without dashes, upper case; MusicBrainz in lower case)."""
    return frozenset(ExternalId(each.kind, _normal_id(each)) for each in ids if each.kind in TRACK_KINDS)


def _normal_id(external: ExternalId) -> str:
    value = external.value.strip()
    if external.kind is IdKind.ISRC:
        return value.replace("-", "").replace(" ", "").upper()
    if external.kind in {IdKind.MB_RECORDING, IdKind.MB_TRACK, IdKind.ACOUSTID}:
        return value.lower()
    return value


def without_artist(title: str, names: tuple[str, ...]) -> str:
    """Drop "Artist - " before a title, as video channels write it."""
    if " - " not in title and " – " not in title and " — " not in title:  # noqa: RUF001 - dashes as they stand in titles
        return title
    found = _ARTIST_IN_TITLE.match(title) if len(title) <= LONGEST else None
    if found is not None and artist_key(found[1]) in {artist_key(name) for name in names}:
        return found[2]
    return title


def title_keys(raw: str, title: Title) -> tuple[str, ...]:
    """Return the compact keys a title can be looked up by."""
    base = compact(title.base)
    if title.base is title.full and raw.isascii() and not ("$" in raw or "!" in raw or "@" in raw):
        return (base,)
    keys = {base: None, compact(title.full): None}
    plain = unstyled(raw)
    if plain is not None:
        keys[compact(read_title(plain).base)] = None
    if is_foreign(title.base) and (latin := latin_key(raw)):
        keys["~" + compact(latin)] = None
    return tuple(keys)
