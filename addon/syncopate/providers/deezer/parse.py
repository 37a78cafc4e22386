"""Raw answers to our values: small pure functions. What is of another kind than told is not there."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from syncopate.domain.album import SourceAlbum, SourceTrack
from syncopate.domain.ids import ExternalId, IdKind, parse_isrc, parse_upc
from syncopate.domain.media import Track
from syncopate.domain.playlist import AlbumFacts, Entry, LeftOut, SourcePlaylist, Unfit
from syncopate.errors import OddAnswer
from syncopate.providers.browsing import Shelf, ShelfKind
from syncopate.providers.catalogue import Found, FoundKind
from syncopate.providers.deezer.answers import WHAT, Raw, inside, many, text, whole
from syncopate.providers.sifting import Listed, Sifted, sift

_PICTURES = ("xl", "big", "medium")


def key_of(raw: Raw) -> str:
    """Return the id of a thing. Raises OddAnswer for what has none."""
    number = whole(raw, "id")
    if number is None:
        raise OddAnswer(f"{WHAT} lists something without an id.", account=WHAT)
    return str(number)


def entries(tracks: Sequence[Raw], album: str | None = None) -> Sifted:
    """Return tracks in order, of an `album` if named; what is no music or has no title is left out."""
    return sift(_listed(raw, album) for raw in tracks)


def playlist(raw: Raw) -> SourcePlaylist:
    """Return what is said of a playlist. Raises OddAnswer for what is none."""
    key = key_of(raw)
    return SourcePlaylist(
        reference=f"playlist:{key}",
        name=text(raw, "title") or key,
        description=text(raw, "description"),
        cover_url=_picture(raw, "picture"),
        count=whole(raw, "nb_tracks"),
        owner=text(inside(raw, "creator"), "name") or text(inside(raw, "user"), "name"),
        version=text(raw, "checksum"),
    )


def loved(raw: Raw, user: str) -> SourcePlaylist | None:
    """Return the favourites of a user where a playlist is that, else None."""
    if raw.get("is_loved_track") is not True:
        return None
    return replace(playlist(raw), reference=f"loved:{user}")


def album(raw: Raw, artists: tuple[str, ...] = ()) -> SourcePlaylist:
    """Return what is said of an album; `artists` are its own where the list is theirs. Raises OddAnswer."""
    key, count = key_of(raw), whole(raw, "nb_tracks")
    named = _artists(raw) or artists
    facts = AlbumFacts(artists=named, year=_year(raw), count=count, ids=_album_ids(raw))
    return SourcePlaylist(
        reference=f"album:{key}",
        name=text(raw, "title") or key,
        cover_url=_picture(raw, "cover"),
        album=facts,
        count=count,
        owner=", ".join(named) or None,
    )


def artist(raw: Raw) -> Shelf:
    """Return an artist as a shelf of albums. Raises OddAnswer."""
    return Shelf(
        key=f"artist:{key_of(raw)}",
        name=text(raw, "name") or key_of(raw),
        kind=ShelfKind.ARTIST,
        cover_url=_picture(raw, "picture"),
        count=whole(raw, "nb_album"),
    )


def genre(raw: Raw) -> Shelf | None:
    """Return a genre as a shelf, None for all of them together."""
    number, name = whole(raw, "id"), text(raw, "name")
    if number is None or name is None:
        return None
    cover = _picture(raw, "picture")
    return Shelf(key=f"genre:{number}", name=name, kind=ShelfKind.CHARTS, cover_url=cover)


def track(raw: Raw) -> Track | None:
    """Return a track of the catalogue, None for what is none."""
    number, entry = whole(raw, "id"), _entry(raw, None)
    if number is None or entry is None:
        return None
    return Track(
        key=str(number),
        title=entry.title,
        artists=entry.artists,
        album=entry.album,
        duration=entry.duration,
        disc=entry.disc,
        number=entry.number,
        year=_year(raw) or _year(inside(raw, "album")),
        ids=entry.ids,
    )


def source_album(raw: Raw) -> SourceAlbum | None:
    """Return an album of the catalogue, with its tracks where all of them are told; None for what is none."""
    title, count = text(raw, "title"), whole(raw, "nb_tracks")
    if title is None or whole(raw, "id") is None:
        return None
    tracks = tuple(made for one in many(raw, "tracks") if (made := _album_track(one)) is not None)
    return SourceAlbum(
        title=title,
        artists=_artists(raw),
        year=_year(raw),
        tracks=tracks if len(tracks) == count else (),
        count=count,
        ids=_album_ids(raw),
    )


def found(raw: Raw, kind: FoundKind) -> Found | None:
    """Return a hit of a search, None for what is none."""
    title, number = text(raw, "name" if kind is FoundKind.ARTIST else "title"), whole(raw, "id")
    if title is None or number is None:
        return None
    hit = Found(kind=kind, title=title, url=text(raw, "link"))
    match kind:
        case FoundKind.ARTIST:
            return replace(hit, count=whole(raw, "nb_album"), cover_url=_picture(raw, "picture"))
        case FoundKind.ALBUM:
            return replace(
                hit,
                artists=_artists(raw),
                year=_year(raw),
                count=whole(raw, "nb_tracks"),
                cover_url=_picture(raw, "cover"),
                reference=f"album:{number}",
                ids=_album_ids(raw),
            )
        case FoundKind.TRACK:
            return replace(
                hit,
                artists=_artists(raw),
                album=text(inside(raw, "album"), "title"),
                year=_year(raw),
                duration=_seconds(raw),
                cover_url=_picture(inside(raw, "album"), "cover"),
                ids=_track_ids(raw),
            )


def _entry(raw: Raw, album: str | None) -> Entry | None:
    found = _listed(raw, album)
    return found if isinstance(found, Entry) else None


def _listed(raw: Raw, album: str | None) -> Listed:
    title = text(raw, "title") or text(raw, "title_short")
    if raw.get("type", "track") != "track":
        return LeftOut(Unfit.PODCAST, title or "")
    if title is None:
        return LeftOut(Unfit.UNTITLED)
    return Entry(
        position=0,
        title=title,
        artists=_artists(raw),
        album=text(inside(raw, "album"), "title") or album,
        duration=_seconds(raw),
        disc=whole(raw, "disk_number"),
        number=whole(raw, "track_position"),
        ids=_track_ids(raw),
        added_at=_moment(raw, "time_add"),
    )


def _album_track(raw: Raw) -> SourceTrack | None:
    entry = _entry(raw, None)
    if entry is None:
        return None
    return SourceTrack(
        title=entry.title,
        artists=entry.artists,
        disc=entry.disc,
        number=entry.number,
        duration=entry.duration,
        ids=entry.ids,
    )


def _artists(raw: Raw) -> tuple[str, ...]:
    """Return who plays it: all contributors where they are told, else the one it goes under."""
    named = [text(one, "name") for one in many(raw, "contributors")]
    known = tuple(dict.fromkeys(name for name in named if name is not None))
    alone = text(inside(raw, "artist"), "name")
    return known or ((alone,) if alone else ())


def _track_ids(raw: Raw) -> frozenset[ExternalId]:
    """Return what it is called here and elsewhere; files that users put there have negative numbers."""
    number, isrc = whole(raw, "id"), parse_isrc(text(raw, "isrc") or "")
    own = None if number is None else ExternalId(IdKind.DEEZER, str(number))
    return frozenset(one for one in (own, isrc) if one is not None)


def _album_ids(raw: Raw) -> frozenset[ExternalId]:
    upc = parse_upc(text(raw, "upc") or "")
    own = ExternalId(IdKind.DEEZER, key_of(raw))
    return frozenset({own} if upc is None else {own, upc})


def _picture(raw: Raw, name: str) -> str | None:
    return next((url for size in _PICTURES if (url := text(raw, f"{name}_{size}"))), None)


def _seconds(raw: Raw) -> timedelta | None:
    seconds = whole(raw, "duration")
    return None if seconds is None else timedelta(seconds=seconds)


def _year(raw: Raw) -> int | None:
    """Return the year of a date such as 2001-03-07; what is not known is 0000-00-00."""
    year = (text(raw, "release_date") or "")[:4]
    return int(year) if year.isascii() and year.isdecimal() and int(year) > 0 else None


def _moment(raw: Raw, name: str) -> datetime | None:
    """Return a time given in seconds since 1970; 0 is one that is not known."""
    seconds = whole(raw, name)
    try:
        return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
    except OverflowError, ValueError, OSError:
        return None
