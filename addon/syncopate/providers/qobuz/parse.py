"""Answers of the API to our values: small pure functions. What is of another kind than told is not there."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import cast

from syncopate.domain.album import SourceAlbum
from syncopate.domain.ids import ExternalId, IdKind, album_link, parse_isrc, parse_upc, track_link
from syncopate.domain.media import Track
from syncopate.domain.playlist import AlbumFacts, Entry, LeftOut, SourcePlaylist, Unfit
from syncopate.errors import OddAnswer
from syncopate.providers.browsing import Shelf, ShelfKind
from syncopate.providers.catalogue import Found, FoundKind
from syncopate.providers.sifting import Sifted, sift

WHAT = "Qobuz"
_MAIN = "MainArtist"

type Raw = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a list, and how many things all of it has."""

    items: tuple[Raw, ...]
    total: int


def raw_of(answer: object) -> Raw:
    """Return an answer. Raises OddAnswer for what is no object."""
    if not isinstance(answer, Mapping):
        raise OddAnswer(account=WHAT)
    return cast("Raw", answer)


def page(raw: Raw, name: str) -> Page:
    """Return the part of a list that an answer has. Raises OddAnswer where there is none."""
    listed = inside(raw, name)
    items, total = listed.get("items"), _count(listed, "total")
    if not isinstance(items, list) or total is None:
        raise OddAnswer(account=WHAT)
    return Page(tuple(cast("Raw", one) for one in items if isinstance(one, Mapping)), total)


def playlist(raw: Raw) -> SourcePlaylist:
    """Return what is said of a playlist. Raises OddAnswer for what is none."""
    key, name = text(raw, "id"), text(raw, "name")
    if key is None or name is None:
        raise OddAnswer(account=WHAT)
    return SourcePlaylist(
        reference=f"playlist:{key}",
        name=name,
        description=text(raw, "description"),
        cover_url=_cover_of_playlist(raw),
        count=_count(raw, "tracks_count"),
        owner=text(inside(raw, "owner"), "name"),
        version=text(raw, "updated_at"),
    )


def album(raw: Raw) -> SourcePlaylist:
    """Return what is said of an album. Raises OddAnswer for what is none."""
    found = source_album(raw)
    return SourcePlaylist(
        reference=f"album:{text(raw, 'id')}",
        name=found.title,
        cover_url=_cover(raw),
        album=AlbumFacts(artists=found.artists, year=found.year, count=found.count, ids=found.ids),
        count=found.count,
    )


def source_album(raw: Raw) -> SourceAlbum:
    """Return an album without its tracks. Raises OddAnswer for what is none."""
    key, title = text(raw, "id"), _title(raw)
    if key is None or title is None:
        raise OddAnswer(account=WHAT)
    own, upc = ExternalId(IdKind.QOBUZ, key), parse_upc(text(raw, "upc") or "")
    return SourceAlbum(
        title=title,
        artists=_artists_of_album(raw),
        year=_year(raw),
        count=_count(raw, "tracks_count"),
        ids=frozenset({own} if upc is None else {own, upc}),
    )


def entries(raws: Iterable[Raw], of_album: SourcePlaylist | None = None) -> Sifted:
    """Return the tracks of a list in order, those of one album where that is given.

    What has no title or no id is none, and left out.
    """
    return sift(
        LeftOut(Unfit.UNAVAILABLE, _title(raw) or "")
        if _title(raw) is None or text(raw, "id") is None
        else _entry(raw, 0, of_album)
        for raw in raws
    )


def _entry(raw: Raw, position: int, of_album: SourcePlaylist | None) -> Entry:
    seconds, added = _count(raw, "duration"), _count(raw, "created_at")
    others = of_album.album.artists if of_album is not None and of_album.album is not None else ()
    return Entry(
        position=position,
        title=_title(raw) or "",
        artists=_artists(raw) or others,
        album=of_album.name if of_album is not None else _title(inside(raw, "album")),
        duration=timedelta(seconds=seconds) if seconds else None,
        disc=_count(raw, "media_number") or None,
        number=_count(raw, "track_number") or None,
        ids=_ids_of_track(raw),
        added_at=_moment(added) if added and of_album is None else None,
    )


def tracks(raws: Iterable[Raw]) -> Iterator[Track]:
    """Yield the tracks among answers to a search."""
    for raw in raws:
        title, key, of_album = _title(raw), text(raw, "id"), inside(raw, "album")
        if title is None or key is None:
            continue
        seconds = _count(raw, "duration")
        yield Track(
            key=key,
            title=title,
            artists=_artists(raw),
            album=_title(of_album),
            album_artist=text(inside(of_album, "artist"), "name"),
            duration=timedelta(seconds=seconds) if seconds else None,
            disc=_count(raw, "media_number") or None,
            number=_count(raw, "track_number") or None,
            track_total=_count(of_album, "tracks_count") or None,
            disc_total=_count(of_album, "media_count") or None,
            year=_year(of_album),
            album_key=text(of_album, "id"),
            ids=_ids_of_track(raw),
        )


def found_track(track: Track) -> Found:
    """Return a track as a hit of a search."""
    return Found(
        kind=FoundKind.TRACK,
        title=track.title,
        artists=track.artists,
        album=track.album,
        year=track.year,
        duration=track.duration,
        url=track_link(ExternalId(IdKind.QOBUZ, track.key)),
        ids=track.ids,
    )


def found_album(raw: Raw) -> Found:
    """Return an album as a hit of a search. Raises OddAnswer for what is none."""
    listed, facts = album(raw), source_album(raw)
    return Found(
        kind=FoundKind.ALBUM,
        title=facts.title,
        artists=facts.artists,
        year=facts.year,
        count=facts.count,
        cover_url=listed.cover_url,
        url=album_link(ExternalId(IdKind.QOBUZ, text(raw, "id") or "")),
        reference=listed.reference,
        ids=facts.ids,
    )


def found_artist(raw: Raw) -> Found:
    """Return an artist as a hit of a search. Raises OddAnswer for what is none."""
    shelf = artist(raw)
    url = f"https://open.qobuz.com/artist/{text(raw, 'id')}"
    return Found(kind=FoundKind.ARTIST, title=shelf.name, cover_url=shelf.cover_url, url=url)


def artist(raw: Raw) -> Shelf:
    """Return the shelf of an artist's albums. Raises OddAnswer for what is none."""
    key, name = text(raw, "id"), text(raw, "name")
    if key is None or name is None:
        raise OddAnswer(account=WHAT)
    return Shelf(
        key=f"artist:{key}",
        name=name,
        kind=ShelfKind.ARTIST,
        cover_url=_cover(raw),
        count=_count(raw, "albums_count"),
    )


def inside(raw: Raw, name: str) -> Raw:
    """Return an object in an object, an empty one where there is none."""
    value = raw.get(name)
    return cast("Raw", value) if isinstance(value, Mapping) else {}


def text(raw: Raw, name: str) -> str | None:
    """Return a text that says something; ids are numbers, those of albums texts."""
    value = raw.get(name)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value.strip() or None if isinstance(value, str) else None


def _title(raw: Raw) -> str | None:
    """Return the title with what the version says, which the service keeps apart."""
    title, version = text(raw, "title"), text(raw, "version")
    if title is None or version is None or version.casefold() in title.casefold():
        return title
    return f"{title} ({version})"


def _artists(raw: Raw) -> tuple[str, ...]:
    """Return who plays a track: the performer and other main artists, or else whose the album is."""
    named = [text(inside(raw, "performer"), "name")]
    for part in (text(raw, "performers") or "").split(" - "):
        name, *roles = part.split(", ")
        # A name with a comma in it cannot be told from its roles.
        if _MAIN in roles and not any(" " in role for role in roles):
            named.append(name.strip())
    whose = [text(inside(inside(raw, "album"), "artist"), "name")]
    told = [name for name in named if name] or [name for name in whose if name]
    once: dict[str, str] = {}
    for name in told:
        once.setdefault(name.casefold(), name)
    return tuple(once.values())


def _artists_of_album(raw: Raw) -> tuple[str, ...]:
    listed = raw.get("artists")
    named = [one for one in listed if isinstance(one, Mapping)] if isinstance(listed, Sequence) else []
    main = [one for one in named if "main-artist" in _texts(one.get("roles"))]
    told = [name for one in (main or named) if (name := text(one, "name"))]
    first = text(inside(raw, "artist"), "name")
    return tuple(dict.fromkeys(told)) or ((first,) if first else ())


def _texts(value: object) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def _ids_of_track(raw: Raw) -> frozenset[ExternalId]:
    isrc, own = parse_isrc(text(raw, "isrc") or ""), ExternalId(IdKind.QOBUZ, text(raw, "id") or "")
    return frozenset({own} if isrc is None else {own, isrc})


def _cover(raw: Raw) -> str | None:
    image = inside(raw, "image")
    return next((found for name in ("large", "small") if (found := _address(image.get(name)))), None)


def _cover_of_playlist(raw: Raw) -> str | None:
    names = ("image_rectangle", "images300", "images150", "images")
    return next((found for name in names for one in _texts(raw.get(name)) if (found := _address(one))), None)


def _address(value: object) -> str | None:
    return value if isinstance(value, str) and value.startswith("https://") else None


def _year(raw: Raw) -> int | None:
    said = (text(raw, "release_date_original") or "")[:4]
    if said.isdecimal() and int(said) > 0:
        return int(said)
    released = _count(raw, "released_at")
    moment = _moment(released) if released else None
    return moment.year if moment else None


def _moment(seconds: int) -> datetime | None:
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except OverflowError, OSError, ValueError:
        return None


def _count(raw: Raw, name: str) -> int | None:
    """Return a whole number, 0 or more."""
    value = raw.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None
