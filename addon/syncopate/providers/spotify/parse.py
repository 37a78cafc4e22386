"""Raw answers to our values: small pure functions. What is of another kind than told is not there.

Since 2026 Spotify calls the tracks of a playlist items, at new apps only so, at others by both names.
"""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from syncopate.domain.ids import ExternalId, IdKind, parse_isrc, parse_upc
from syncopate.domain.media import Track
from syncopate.domain.playlist import AlbumFacts, Entry, LeftOut, SourcePlaylist, Unfit
from syncopate.errors import OddAnswer
from syncopate.providers.sifting import Listed
from syncopate.providers.spotify.answers import Page, Raw, inside, many, moment, page, text, thing, whole
from syncopate.providers.spotify.wire import WHAT

_TAG = re.compile(r"<[^<>]*>")
_LISTS = ("items", "tracks")

GONE: Listed = LeftOut(Unfit.UNAVAILABLE)
"""What Spotify keeps a place for and says nothing of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Playlist:
    """A playlist and the first of its entries, None where Spotify withholds them; `owner` is an id."""

    source: SourcePlaylist
    owner: str | None
    first: Page[Listed] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Album:
    """An album and the first of its tracks."""

    source: SourcePlaylist
    first: Page[Listed]


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """Who an account belongs to."""

    key: str
    name: str


def user(raw: object) -> User:
    """Return who one is. Raises OddAnswer for something else."""
    key = text(thing(raw), "id")
    if key is None:
        raise OddAnswer(account=WHAT)
    return User(key=key, name=text(thing(raw), "display_name") or key)


def playlist(raw: object) -> Playlist:
    """Return a playlist that was asked for by itself. Raises OddAnswer for something else."""
    held = thing(raw)
    source = offered_playlist(held)
    if source is None:
        raise OddAnswer(account=WHAT)
    return Playlist(source=source, owner=text(inside(held, "owner"), "id"), first=_first(held))


def _first(held: Raw) -> Page[Listed] | None:
    """Return the first entries; where only their number is told, none of them and that there are more."""
    lists = [inside(held, name) for name in _LISTS if isinstance(held.get(name), dict)]
    for found in lists:
        if isinstance(found.get("items"), list):
            return page(found, playlist_item, GONE)
    totals = [total for found in lists if (total := whole(found, "total")) is not None]
    return Page(items=(), size=0, total=totals[0], after=0 if totals[0] else None) if totals else None


def offered_playlist(raw: Raw) -> SourcePlaylist | None:
    """Return a playlist without its entries, None for what has no id."""
    key = text(raw, "id")
    if key is None:
        return None
    owner = inside(raw, "owner")
    totals = (whole(inside(raw, name), "total") for name in _LISTS)
    return SourcePlaylist(
        reference=f"playlist:{key}",
        name=text(raw, "name") or key,
        description=_plain(text(raw, "description")),
        cover_url=cover(raw),
        count=next((total for total in totals if total is not None), None),
        owner=text(owner, "display_name") or text(owner, "id"),
        version=text(raw, "snapshot_id"),
    )


def _plain(description: str | None) -> str | None:
    """Return a text without the links and signs of HTML that Spotify has in it."""
    return None if description is None else html.unescape(_TAG.sub("", description)).strip() or None


def cover(raw: Raw) -> str | None:
    """Return the address of the largest picture."""
    pictures = [one for one in many(raw, "images") if text(one, "url")]
    best = max(pictures, key=lambda one: whole(one, "width") or 0, default=None)
    return None if best is None else text(best, "url")


def playlist_item(raw: Raw) -> Listed:
    """Return what stands at a place: an entry, a podcast, what is gone. Raises OddAnswer for none of them."""
    if "item" not in raw and "track" not in raw:
        raise OddAnswer(account=WHAT)
    track = inside(raw, "item") or inside(raw, "track")
    local = raw.get("is_local") is True or track.get("is_local") is True
    return entry(
        track,
        added_at=moment(raw, "added_at"),
        added_by=text(inside(raw, "added_by"), "id"),
        local=local,
    )


def liked_item(raw: Raw) -> Listed:
    """Return a liked song."""
    return entry(inside(raw, "track"), added_at=moment(raw, "added_at"))


def entry(
    track: Raw,
    *,
    album: str | None = None,
    added_at: datetime | None = None,
    added_by: str | None = None,
    local: bool = False,
) -> Listed:
    """Return a track as an entry, its position to be set; what is no music is left out."""
    title = text(track, "name")
    if text(track, "type") not in {None, "track"}:
        return LeftOut(Unfit.PODCAST, title or "")
    if title is None:
        return GONE
    return Entry(
        position=0,
        title=title,
        artists=names(track),
        album=album or text(inside(track, "album"), "name"),
        duration=duration(track),
        disc=whole(track, "disc_number") or None,
        number=whole(track, "track_number") or None,
        ids=frozenset() if local else track_ids(track),
        added_at=added_at,
        added_by=added_by,
    )


def names(raw: Raw) -> tuple[str, ...]:
    """Return the names of the artists."""
    return tuple(name for one in many(raw, "artists") if (name := text(one, "name")))


def duration(track: Raw) -> timedelta | None:
    """Return how long a track is."""
    length = whole(track, "duration_ms")
    return timedelta(milliseconds=length) if length else None


def track_key(track: Raw) -> str | None:
    """Return a track's id; where another one is played in this country, that of the one that was meant."""
    return text(inside(track, "linked_from"), "id") or text(track, "id")


def track_ids(track: Raw) -> frozenset[ExternalId]:
    """Return what identifies a track."""
    key, isrc = track_key(track), parse_isrc(text(inside(track, "external_ids"), "isrc") or "")
    own = None if key is None else ExternalId(IdKind.SPOTIFY, key)
    return frozenset(one for one in (own, isrc) if one is not None)


def album_ids(raw: Raw) -> frozenset[ExternalId]:
    """Return what identifies an album."""
    key, upc = text(raw, "id"), parse_upc(text(inside(raw, "external_ids"), "upc") or "")
    own = None if key is None else ExternalId(IdKind.SPOTIFY, key)
    return frozenset(one for one in (own, upc) if one is not None)


def year(raw: Raw) -> int | None:
    """Return the year of an album's release."""
    said = (text(raw, "release_date") or "")[:4]
    return int(said) if said.isdecimal() and said.isascii() and int(said) else None


def offered_album(raw: Raw) -> SourcePlaylist | None:
    """Return an album without its tracks, None for what has no id."""
    key = text(raw, "id")
    if key is None:
        return None
    count = whole(raw, "total_tracks") or whole(inside(raw, "tracks"), "total")
    return SourcePlaylist(
        reference=f"album:{key}",
        name=text(raw, "name") or key,
        cover_url=cover(raw),
        album=AlbumFacts(artists=names(raw), year=year(raw), count=count, ids=album_ids(raw)),
        count=count,
    )


def saved_album(raw: Raw) -> SourcePlaylist | None:
    """Return an album that was saved."""
    return offered_album(inside(raw, "album"))


def album(raw: object) -> Album:
    """Return an album that was asked for by itself. Raises OddAnswer for something else."""
    held = thing(raw)
    source = offered_album(held)
    if source is None:
        raise OddAnswer(account=WHAT)
    return Album(
        source=source, first=page(held.get("tracks"), lambda one: entry(one, album=source.name), GONE)
    )


def isrcs(raw: object) -> Mapping[str, ExternalId]:
    """Return the ISRCs of tracks by the tracks' ids."""
    found: dict[str, ExternalId] = {}
    for track in many(thing(raw), "tracks"):
        isrc = parse_isrc(text(inside(track, "external_ids"), "isrc") or "")
        for key in (text(track, "id"), track_key(track)):
            if key is not None and isrc is not None:
                found[key] = isrc
    return found


def track(raw: Raw) -> Track | None:
    """Return a hit of a search as a recording, None for what has no id or title."""
    key, title = track_key(raw), text(raw, "name")
    if key is None or title is None:
        return None
    on = inside(raw, "album")
    return Track(
        key=key,
        title=title,
        artists=names(raw),
        album=text(on, "name"),
        album_artist=", ".join(names(on)) or None,
        duration=duration(raw),
        disc=whole(raw, "disc_number") or None,
        number=whole(raw, "track_number") or None,
        year=year(on),
        release_type=text(on, "album_type"),
        album_key=text(on, "id"),
        ids=track_ids(raw),
    )
