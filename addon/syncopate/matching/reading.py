"""Entries and tracks read alike, so that they can be compared."""

import re
from dataclasses import dataclass, replace
from datetime import timedelta

from syncopate.domain.ids import RECORDING_KINDS, ExternalId, IdKind
from syncopate.domain.media import Track
from syncopate.domain.playlist import Entry
from syncopate.matching.aliases import NO_ALIASES, Aliases
from syncopate.matching.artists import artist_key, artist_keys, joined_pieces
from syncopate.matching.keys import (
    LONGEST,
    compact,
    is_foreign,
    key,
    latin_key,
    umlauts_written_out,
    unstyled,
)
from syncopate.matching.known_names import COMPOSERS
from syncopate.matching.versions import Title, Version, album_versions, is_remark, read_title

TRACK_KINDS = RECORDING_KINDS | {IdKind.SPOTIFY, IdKind.TIDAL, IdKind.DEEZER, IdKind.APPLE, IdKind.YOUTUBE}
"""Kinds of ids that name one recording; releases and the like do not."""
_ARTIST_IN_TITLE = re.compile(r"^(.+?)\s+[-–—]\s+(.+)$")  # noqa: RUF001 - dashes as they stand in titles


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One side of a comparison. Artists are compact keys; `joined` are names that may be several in one.

    `aliases` are other names of the artists, `guests` those that only the title names, `album_key` the
    album's whole compact key, `place` disc and number on it. `otherwise` is how it may be read, too: as
    "Artist - Title"; `guessed` where another artist is given.
    """

    raw_title: str
    title: Title
    names: tuple[str, ...]
    artists: frozenset[str]
    aliases: frozenset[str]
    guests: frozenset[str]
    joined: tuple[tuple[str, ...], ...]
    band: str
    album_artists: frozenset[str]
    album: str
    album_key: str
    album_numbers: tuple[int, ...]
    implied: frozenset[Version]
    duration: timedelta | None
    place: tuple[int, int] | None
    ids: frozenset[ExternalId]
    guessed: bool = False
    otherwise: Reading | None = None


def read_entry(entry: Entry, aliases: Aliases = NO_ALIASES) -> Reading:
    """Read a source's entry."""
    return _read(entry, None, aliases)


def read_track(track: Track, aliases: Aliases = NO_ALIASES) -> Reading:
    """Read a library's track."""
    return _read(track, track.album_artist, aliases)


def _read(item: Entry | Track, album_artist: str | None, aliases: Aliases) -> Reading:
    title = without_artist(item.title, item.artists)
    plain = _read_as(item, title, item.artists, album_artist, aliases)
    split = split_artist(title)
    if split is None:
        return plain
    otherwise = _read_as(item, split[1], (split[0],), album_artist, aliases)
    return replace(plain, otherwise=replace(otherwise, guessed=bool(plain.artists)))


def _read_as(
    item: Entry | Track, raw_title: str, names: tuple[str, ...], album_artist: str | None, aliases: Aliases
) -> Reading:
    title = read_title(raw_title)
    artists = artist_keys(names)
    album, duration, ids = item.album, item.duration, item.ids
    above = artist_keys((album_artist,)) if album_artist else frozenset()
    if not artists:
        names, artists = ((album_artist,) if above and album_artist else ()), above
    on = read_title(album) if album else None
    featured = artist_keys(title.featured) if title.featured else frozenset[str]()
    return Reading(
        raw_title=raw_title,
        title=title,
        names=names,
        artists=artists | featured,
        aliases=aliases.of(artists) if artists else artists,
        guests=featured - artists,
        joined=tuple(pieces for name in names if (pieces := joined_pieces(name))),
        band=compact(key(" ".join(names)).removeprefix("the ")),
        album_artists=above,
        album=on.base if on else "",
        album_key=compact(key(album)) if album else "",
        album_numbers=on.numbers if on else (),
        implied=album_versions(album) if album else frozenset(),
        duration=duration if duration and duration > timedelta() else None,
        place=(item.disc or 1, item.number) if item.number else None,
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
    """Drop "Artist - " before a title, as video channels write it, and "Composer: ", as rippers do."""
    if ": " in title:
        before, _, behind = title.partition(": ")
        if artist_key(before) in COMPOSERS and behind.strip():
            title = behind
    if " - " not in title and " – " not in title and " — " not in title:  # noqa: RUF001 - dashes as they stand in titles
        return title
    found = _ARTIST_IN_TITLE.match(title) if len(title) <= LONGEST else None
    if found is not None and artist_key(found[1]) in {artist_key(name) for name in names}:
        return found[2]
    return title


def split_artist(title: str) -> tuple[str, str] | None:
    """Split "Artist - Title" where it can be that; a version behind the dash is none."""
    if " - " not in title and " – " not in title and " — " not in title:  # noqa: RUF001 - dashes as they stand in titles
        return None
    found = _ARTIST_IN_TITLE.match(title) if len(title) <= LONGEST else None
    if found is None or not artist_key(found[1]) or is_remark(found[2]):
        return None
    return found[1], found[2]


def title_keys(raw: str, title: Title) -> tuple[str, ...]:
    """Return the compact keys a title can be looked up by."""
    base = compact(title.base)
    if title.base is title.full and raw.isascii() and not ("$" in raw or "!" in raw or "@" in raw):
        return (base,)
    keys = {base: None, compact(title.full): None}
    for plain in (unstyled(raw), umlauts_written_out(raw)):
        if plain is not None:
            keys[compact(read_title(plain).base)] = None
    if is_foreign(title.base) and (latin := latin_key(raw)):
        keys["~" + compact(latin)] = None
    return tuple(keys)
