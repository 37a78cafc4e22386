"""Resources to our values: small pure functions. What is of another kind than told is not there."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta

from syncopate.domain.album import SourceAlbum
from syncopate.domain.ids import ExternalId, IdKind, album_link, parse_isrc, parse_upc, track_link
from syncopate.domain.media import Track
from syncopate.domain.playlist import AlbumFacts, Entry, LeftOut, SourcePlaylist, Unfit
from syncopate.errors import OddAnswer
from syncopate.providers.browsing import Shelf, ShelfKind
from syncopate.providers.catalogue import Found, FoundKind
from syncopate.providers.sifting import Listed, Sifted, sift
from syncopate.providers.tidal.document import WHAT, Document, Raw, inside, text

_DURATION = re.compile(r"P(?:(\d+)D)?T?(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?", re.ASCII)
_COVER = 640
"""Pixels that a cover should be wide at least."""
_SERVICE = "EDITORIAL"


def duration(said: str | None) -> timedelta | None:
    """Read a duration of ISO 8601 such as PT4M12S; None for none, or for what is none."""
    found = _DURATION.fullmatch(said or "")
    if found is None:
        return None
    days, hours, minutes, seconds = (float(part or 0) for part in found.groups())
    return timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds) or None


def moment(said: str | None) -> datetime | None:
    """Read a point in time of ISO 8601, None for what is none."""
    try:
        found = datetime.fromisoformat(said or "")
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def playlist(document: Document, raw: Raw, reference: str = "") -> SourcePlaylist:
    """Return what is said of a playlist. Raises OddAnswer for what is none."""
    said, key = inside(raw, "attributes"), text(raw, "id")
    name = text(said, "name")
    if key is None or name is None:
        raise OddAnswer(account=WHAT)
    tracks = _count(said, "numberOfTrackItems")
    return SourcePlaylist(
        reference=reference or f"playlist:{key}",
        name=name,
        description=text(said, "description"),
        cover_url=_cover(document, raw, "coverArt"),
        count=_count(said, "numberOfItems") if tracks is None else tracks,
        owner=WHAT if text(said, "playlistType") == _SERVICE else None,
        version=text(said, "lastModifiedAt"),
    )


def liked(raw: Raw, reference: str) -> SourcePlaylist:
    """Return what is said of the user's collection of tracks."""
    said = inside(raw, "attributes")
    return SourcePlaylist(
        reference=reference,
        name="Liked tracks",
        count=size(raw),
        version=text(said, "lastModifiedAt"),
    )


def album(document: Document, raw: Raw) -> SourcePlaylist:
    """Return what is said of an album. Raises OddAnswer for what is none."""
    found = source_album(document, raw)
    return SourcePlaylist(
        reference=f"album:{text(raw, 'id')}",
        name=found.title,
        cover_url=_cover(document, raw, "coverArt"),
        album=AlbumFacts(artists=found.artists, year=found.year, count=found.count, ids=found.ids),
        count=found.count,
    )


def source_album(document: Document, raw: Raw) -> SourceAlbum:
    """Return an album without its tracks. Raises OddAnswer for what is none."""
    said, key, title = inside(raw, "attributes"), text(raw, "id"), _title(raw)
    if key is None or title is None:
        raise OddAnswer(account=WHAT)
    own, upc = ExternalId(IdKind.TIDAL, key), parse_upc(text(said, "barcodeId") or "")
    return SourceAlbum(
        title=title,
        artists=_names(document, raw),
        year=_year(said),
        count=_count(said, "numberOfItems"),
        ids=frozenset({own} if upc is None else {own, upc}),
    )


def size(raw: Raw) -> int | None:
    """Return how many things a playlist, album or collection says it has, videos too."""
    return _count(inside(raw, "attributes"), "numberOfItems")


_FEW_UNTOLD = 5
"""Tracks that are named and not told, however short a list is; beyond, a fifth of it is too much."""


def entries(pages: Sequence[Document], *, of_album: str | None = None) -> Sifted:
    """Return the tracks of a list in order; `of_album` is the title of the album they are all on.

    What is none, e.g. videos, and what the service keeps naming without telling of it, e.g. what was removed,
    is left out. Raises OddAnswer where it tells of too little of what it names: that is no whole answer.
    """
    found = sift(_listed(page, name, of_album) for page in pages for name in page.data)
    untold = sum(one.why is Unfit.UNAVAILABLE for one in found.left_out)
    named = len(found) + untold
    if named and (not len(found) or (untold > _FEW_UNTOLD and untold * 5 > named)):
        raise OddAnswer(account=WHAT)
    return found


def _listed(page: Document, name: Raw, of_album: str | None) -> Listed:
    track = page.whole(name)
    title = None if track is None else _title(track)
    if name.get("type") != "tracks":
        return LeftOut(Unfit.VIDEO, title or "")
    if track is None or not title:
        return LeftOut(Unfit.UNAVAILABLE)
    return _entry(page, name, track, 0, of_album)


def _entry(page: Document, name: Raw, track: Raw, position: int, of_album: str | None) -> Entry:
    meta, said = inside(name, "meta"), inside(track, "attributes")
    albums = page.related(track, "albums")
    return Entry(
        position=position,
        title=_title(track) or "",
        artists=_names(page, track),
        album=of_album or (_title(albums[0]) if albums else None),
        duration=duration(text(said, "duration")),
        disc=_count(meta, "volumeNumber") or None,
        number=_count(meta, "trackNumber") or None,
        ids=_ids_of_track(track),
        added_at=moment(text(meta, "addedAt")),
    )


def tracks(document: Document, raws: Iterable[Raw]) -> Iterator[Track]:
    """Yield the tracks among resources; what has no title is none."""
    for raw in raws:
        title, key = _title(raw), text(raw, "id")
        if raw.get("type") != "tracks" or title is None or key is None:
            continue
        albums = document.related(raw, "albums")
        of_album = inside(albums[0], "attributes") if albums else {}
        yield Track(
            key=key,
            title=title,
            artists=_names(document, raw),
            album=_title(albums[0]) if albums else None,
            duration=duration(text(inside(raw, "attributes"), "duration")),
            year=_year(of_album),
            album_key=text(albums[0], "id") if albums else None,
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
        url=track_link(ExternalId(IdKind.TIDAL, track.key)),
        ids=track.ids,
    )


def found_album(document: Document, raw: Raw) -> Found:
    """Return an album as a hit of a search. Raises OddAnswer for what is none."""
    listed, facts = album(document, raw), source_album(document, raw)
    return Found(
        kind=FoundKind.ALBUM,
        title=listed.name,
        artists=facts.artists,
        year=facts.year,
        count=facts.count,
        cover_url=listed.cover_url,
        url=album_link(ExternalId(IdKind.TIDAL, text(raw, "id") or "")),
        reference=listed.reference,
        ids=facts.ids,
    )


def found_artist(document: Document, raw: Raw) -> Found:
    """Return an artist as a hit of a search. Raises OddAnswer for what is none."""
    shelf = artist(document, raw)
    return Found(
        kind=FoundKind.ARTIST,
        title=shelf.name,
        cover_url=shelf.cover_url,
        url=f"https://tidal.com/browse/artist/{text(raw, 'id')}",
    )


def artist(document: Document, raw: Raw) -> Shelf:
    """Return the shelf of an artist's albums. Raises OddAnswer for what is none."""
    name, key = text(inside(raw, "attributes"), "name"), text(raw, "id")
    if name is None or key is None:
        raise OddAnswer(account=WHAT)
    cover = _cover(document, raw, "profileArt")
    return Shelf(key=f"artist:{key}", name=name, kind=ShelfKind.ARTIST, cover_url=cover)


def _title(raw: Raw) -> str | None:
    """Return the title with what the version says, which the service keeps apart."""
    said = inside(raw, "attributes")
    title, version = text(said, "title"), text(said, "version")
    if title is None or version is None or version.casefold() in title.casefold():
        return title
    return f"{title} ({version})"


def _names(document: Document, raw: Raw) -> tuple[str, ...]:
    found = (text(inside(one, "attributes"), "name") for one in document.related(raw, "artists"))
    return tuple(name for name in found if name is not None)


def _ids_of_track(raw: Raw) -> frozenset[ExternalId]:
    isrc = parse_isrc(text(inside(raw, "attributes"), "isrc") or "")
    own = ExternalId(IdKind.TIDAL, text(raw, "id") or "")
    return frozenset({own} if isrc is None else {own, isrc})


def _cover(document: Document, raw: Raw, relation: str) -> str | None:
    """Return the smallest picture that is large enough, or the largest."""
    files: list[object] = []
    for art in document.related(raw, relation):
        said = inside(art, "attributes")
        told = said.get("files") if text(said, "mediaType") == "IMAGE" else None
        files += told if isinstance(told, list) else []
    pictures = [one for one in files if isinstance(one, dict)]
    sizes = [
        (_count(inside(one, "meta"), "width") or 0, address)
        for one in pictures
        if (address := text(one, "href")) and address.startswith("https://")
    ]
    fitting = [one for one in sizes if one[0] >= _COVER]
    return min(fitting)[1] if fitting else max(sizes)[1] if sizes else None


def _year(said: Raw) -> int | None:
    year = (text(said, "releaseDate") or "")[:4]
    return int(year) if year.isdecimal() and int(year) > 0 else None


def _count(raw: Raw, name: str) -> int | None:
    """Return a whole number, 0 or more."""
    value = raw.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None
