"""Raw answers to our values: small pure functions. What is of another kind than told is not there.

No id of MusicBrainz is taken over: in one and the same field Last.fm gives recordings and tracks of releases,
found by name and often no longer there. A wrong id would be taken for the surest of all evidence.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import cast

from syncopate.domain.album import SourceAlbum
from syncopate.domain.media import Track
from syncopate.domain.playlist import AlbumFacts, Entry, LeftOut, SourcePlaylist, Unfit
from syncopate.errors import OddAnswer
from syncopate.providers.catalogue import Found, FoundKind
from syncopate.providers.lastfm.references import Kind, Wanted, joined
from syncopate.providers.sifting import Listed, Sifted, sift

WHAT = "Last.fm"
_NO_PICTURE = "2a96cbd8b46e442fc41c2b86b821562f"
"""In the address of the star that stands for every picture there is none of."""

type Raw = dict[str, object]


@dataclass(frozen=True, slots=True)
class Refusal:
    """What Last.fm says instead of an answer."""

    code: int
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A part of a list: `total` things on `pages` pages of `size`, as far as that is told."""

    items: tuple[Raw, ...]
    total: int | None = None
    pages: int | None = None
    size: int | None = None


def refusal(answer: object) -> Refusal | None:
    """Return the refusal that an answer is, None where it is none."""
    if not isinstance(answer, dict):
        return None
    code, message = answer.get("error"), answer.get("message")
    if isinstance(code, str) and code.isdecimal():
        code = int(code)
    if not isinstance(code, int) or isinstance(code, bool):
        return None
    return Refusal(code, message if isinstance(message, str) else "")


def inside(raw: object, *names: str) -> Raw:
    """Return a thing in things. Raises OddAnswer where it is missing."""
    for name in names:
        raw = raw.get(name) if isinstance(raw, dict) else None
    if not isinstance(raw, dict):
        raise OddAnswer(account=WHAT)
    return cast("Raw", raw)


def page(raw: Raw, name: str) -> Page:
    """Return the things of a list: a single one stands there without the list, none may be nothing at all."""
    value, told = raw.get(name), raw.get("@attr")
    listed = value if isinstance(value, list) else [value] if isinstance(value, dict) else []
    if value is not None and not isinstance(value, list | dict) and value != "":
        raise OddAnswer(account=WHAT)
    attributes: Raw = told if isinstance(told, dict) else {}
    return Page(
        items=tuple(cast("Raw", one) for one in listed if isinstance(one, dict)),
        total=_number(attributes.get("total")),
        pages=_number(attributes.get("totalPages")),
        size=_number(attributes.get("perPage")),
    )


def entries(items: Sequence[Raw], album: str | None = None) -> Sifted:
    """Return tracks as entries, in order; what has no title is left out. Of an album they have numbers."""
    return sift(_listed(item, album) for item in items)


def _listed(item: Raw, album: str | None) -> Listed:
    title, date = text(item.get("name")), item.get("date")
    if title is None:
        return LeftOut(Unfit.UNTITLED, ", ".join(_artists(item)))
    return Entry(
        position=0,
        title=title,
        artists=_artists(item),
        album=album,
        duration=duration(item.get("duration")),
        number=_rank(item) if album is not None else None,
        added_at=_moment(date.get("uts")) if isinstance(date, dict) else None,
    )


def album(raw: Raw, wanted: Wanted) -> tuple[SourcePlaylist, Sifted]:
    """Return an album and its tracks. Raises OddAnswer for something else."""
    name = text(raw.get("name"))
    if name is None:
        raise OddAnswer(account=WHAT)
    artist = text(raw.get("artist")) or wanted.names[0]
    listed = raw.get("tracks")
    tracks = entries(page(cast("Raw", listed) if isinstance(listed, dict) else {}, "track").items, name)
    about = SourcePlaylist(
        reference=wanted.reference,
        name=name,
        cover_url=picture(raw),
        album=AlbumFacts(artists=(artist,), count=len(tracks) or None),
        count=len(tracks) or None,
        owner=artist,
    )
    return about, tracks


def offered_album(raw: Raw) -> SourcePlaylist | None:
    """Return an album of a list, None where it has no name."""
    name, artists = text(raw.get("name")), _artists(raw)
    # What stands for tracks without an album.
    if name is None or not artists or name == "(null)":
        return None
    return SourcePlaylist(
        reference=Wanted(Kind.ALBUM, (artists[0], name)).reference,
        name=name,
        cover_url=picture(raw),
        album=AlbumFacts(artists=artists),
        owner=artists[0],
    )


def track(raw: Raw) -> Track | None:
    """Return a hit of a search; Last.fm has no ids: its key is made of names."""
    title, artists = text(raw.get("name")), _artists(raw)
    if title is None:
        return None
    return Track(key=joined((*artists[:1], title)), title=title, artists=artists)


def source_album(raw: Raw) -> SourceAlbum | None:
    """Return a hit of a search for albums."""
    name, artists = text(raw.get("name")), _artists(raw)
    return None if name is None or name == "(null)" else SourceAlbum(title=name, artists=artists)


def found(raw: Raw, kind: FoundKind) -> Found | None:
    """Return a hit of a search; an artist is read as the tracks most played of it."""
    title = text(raw.get("name"))
    if title is None or title == "(null)":
        return None
    artists = () if kind is FoundKind.ARTIST else _artists(raw)
    reference = None
    if kind is FoundKind.ARTIST:
        reference = Wanted(Kind.ARTIST, (title,)).reference
    elif kind is FoundKind.ALBUM and artists:
        reference = Wanted(Kind.ALBUM, (artists[0], title)).reference
    return Found(
        kind=kind,
        title=title,
        artists=artists,
        cover_url=picture(raw),
        url=text(raw.get("url")),
        reference=reference,
    )


def picture(raw: Raw) -> str | None:
    """Return the largest picture, which stands last."""
    listed = raw.get("image")
    found = [
        address
        for one in (listed if isinstance(listed, list) else [])
        if isinstance(one, dict) and (address := text(one.get("#text")))
    ]
    return found[-1] if found and _NO_PICTURE not in found[-1] else None


def text(value: object) -> str | None:
    """Return a text that says something."""
    return value.strip() or None if isinstance(value, str) else None


def duration(value: object) -> timedelta | None:
    """Return seconds, None for the 0 that stands where nobody knows."""
    seconds = _number(value)
    return timedelta(seconds=seconds) if seconds else None


def _artists(raw: Raw) -> tuple[str, ...]:
    """Return who it is by: a name, or a thing that has one."""
    said = raw.get("artist")
    name = text(said.get("name") or said.get("#text")) if isinstance(said, dict) else text(said)
    return (name,) if name else ()


def _rank(raw: Raw) -> int | None:
    told = raw.get("@attr")
    return (_number(told.get("rank")) if isinstance(told, dict) else None) or None


def _number(value: object) -> int | None:
    """Return a whole number, which is a text as often as not."""
    if isinstance(value, str) and value.strip().isdecimal():
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _moment(value: object) -> datetime | None:
    seconds = _number(value)
    try:
        return datetime.fromtimestamp(seconds, UTC) if seconds else None
    except ValueError, OverflowError, OSError:
        return None
