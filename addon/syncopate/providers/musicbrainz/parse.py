"""Recordings, releases and artists as the service tells them, as domain values."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from syncopate.domain.album import SourceAlbum
from syncopate.domain.ids import ExternalId, IdKind, parse_isrc, parse_link, parse_upc, parse_uuid
from syncopate.domain.media import Track
from syncopate.errors import OddAnswer
from syncopate.providers._metabrainz.raw import (
    Raw,
    inside,
    listed,
    millis,
    text,
    texts,
    things,
    whole,
    year,
)
from syncopate.providers.catalogue import Found, FoundKind

WHAT = "MusicBrainz"


@dataclass(frozen=True, slots=True)
class Named:
    """An artist, and the other names of the same one."""

    name: str
    aliases: tuple[str, ...]


def credit(raw: Raw) -> tuple[str, ...]:
    """Return who something is credited to, one by one, without what joins the names."""
    names = (text(one, "name") or text(inside(one, "artist"), "name") for one in listed(raw, "artist-credit"))
    return tuple(name for name in names if name)


def mbid(raw: Raw, kind: IdKind) -> ExternalId:
    """Return the id of something. Raises OddAnswer where it has none."""
    found = parse_uuid(kind, text(raw, "id") or "")
    if found is None:
        raise OddAnswer(f"{WHAT} tells of something without an id.", account=WHAT)
    return found


def isrcs(raw: Raw) -> tuple[ExternalId, ...]:
    """Return the ISRCs of a recording, where they were asked for."""
    codes = (parse_isrc(code) for code in texts(raw, "isrcs"))
    return tuple(code for code in codes if code is not None)


def hits(raw: Raw, name: str) -> Sequence[Raw]:
    """Return what a search found. Raises OddAnswer where it found more than nothing, and tells nothing."""
    found = things(raw, name, WHAT)
    count, offset = whole(raw, "count"), whole(raw, "offset") or 0
    if count is None or (not found and count > offset):
        raise OddAnswer(account=WHAT)
    return found


def track(raw: Raw) -> Track | None:
    """Return a recording, None for a video and for what has no title. Its album is the first it is on."""
    external, title = mbid(raw, IdKind.MB_RECORDING), text(raw, "title")
    if title is None or raw.get("video") is True:
        return None
    albums = [name for release in listed(raw, "releases") if (name := text(release, "title"))]
    return Track(
        key=external.value,
        title=title,
        artists=credit(raw),
        album=albums[0] if albums else None,
        duration=millis(raw, "length"),
        year=year(raw, "first-release-date"),
        ids=frozenset({external, *isrcs(raw)}),
    )


def tracks_found(raw: Raw) -> tuple[Track, ...]:
    """Return the recordings of a search."""
    return _each(hits(raw, "recordings"), track)


def tracks_of_isrc(raw: Raw) -> tuple[Track, ...]:
    """Return the recordings that have an ISRC. Raises OddAnswer for none: then there is no such ISRC."""
    return _each(_of_isrc(raw), track)


def track_alone(raw: Raw) -> tuple[Track, ...]:
    """Return one recording, nothing for a video."""
    return _each([raw], track)


def album(raw: Raw) -> SourceAlbum | None:
    """Return a release, as far as a search tells of it."""
    title, group = text(raw, "title"), inside(raw, "release-group")
    if title is None:
        return None
    return SourceAlbum(
        title=title,
        artists=credit(raw),
        year=year(raw, "date"),
        count=whole(raw, "track-count") or None,
        ids=release_ids(raw, group),
    )


def release_ids(raw: Raw, group: Raw) -> frozenset[ExternalId]:
    """Return what a release is called: its own id, its group's, its barcode."""
    of_group = parse_uuid(IdKind.MB_RELEASE_GROUP, text(group, "id") or "")
    found = (mbid(raw, IdKind.MB_RELEASE), of_group, parse_upc(text(raw, "barcode") or ""))
    return frozenset(one for one in found if one is not None)


def albums_found(raw: Raw) -> tuple[SourceAlbum, ...]:
    """Return the releases of a search."""
    return _each(hits(raw, "releases"), album)


def tracks_shown(raw: Raw) -> tuple[Found, ...]:
    """Return the recordings of a search, to be shown."""
    return tuple(
        Found(
            kind=FoundKind.TRACK,
            title=one.title,
            artists=one.artists,
            album=one.album,
            year=one.year,
            duration=one.duration,
            ids=one.ids,
        )
        for one in tracks_found(raw)
    )


def groups_shown(raw: Raw) -> tuple[Found, ...]:
    """Return the release groups of a search, to be shown: an album once, not each of its editions."""
    return _each(hits(raw, "release-groups"), _group)


def artists_shown(raw: Raw) -> tuple[Found, ...]:
    """Return the artists of a search, to be shown; their page is that of their id."""
    return _each(hits(raw, "artists"), _artist)


def artists_named(raw: Raw) -> tuple[Named, ...]:
    """Return the artists of a search with their aliases, the likeliest first."""
    return _each(hits(raw, "artists"), _named)


def ids_of_recording(raw: Raw) -> tuple[ExternalId, ...]:
    """Return what a recording is called: its id, its ISRCs, its pages in other catalogues."""
    pages = (
        parse_link(text(inside(relation, "url"), "resource") or "")
        for relation in listed(raw, "relations")
        if relation.get("ended") is not True
    )
    linked = (page for page in pages if page is not None)
    return tuple(dict.fromkeys((mbid(raw, IdKind.MB_RECORDING), *isrcs(raw), *linked)))


def ids_of_isrc(raw: Raw) -> tuple[ExternalId, ...]:
    """Return what all recordings with an ISRC are called."""
    found = (external for recording in _of_isrc(raw) for external in ids_of_recording(recording))
    return tuple(dict.fromkeys(found))


def recordings_of_page(raw: Raw) -> tuple[str, ...]:
    """Return the ids of the recordings that a page elsewhere is of, as it is linked still."""
    linked = (inside(each, "recording") for each in listed(raw, "relations") if each.get("ended") is not True)
    return tuple(mbid(each, IdKind.MB_RECORDING).value for each in linked if each)


def _of_isrc(raw: Raw) -> Sequence[Raw]:
    recordings = things(raw, "recordings", WHAT)
    if not recordings:
        raise OddAnswer(account=WHAT)
    return recordings


def _group(raw: Raw) -> Found | None:
    external, title = mbid(raw, IdKind.MB_RELEASE_GROUP), text(raw, "title")
    if title is None:
        return None
    return Found(
        kind=FoundKind.ALBUM,
        title=title,
        artists=credit(raw),
        year=year(raw, "first-release-date"),
        url=f"release-group/{external.value}",
        reference=f"release-group:{external.value}",
        ids=frozenset({external}),
    )


def _artist(raw: Raw) -> Found | None:
    # An artist's id is of no kind that recordings or albums have.
    name, external = text(raw, "name"), mbid(raw, IdKind.MB_RECORDING)
    if name is None:
        return None
    return Found(kind=FoundKind.ARTIST, title=name, url=f"artist/{external.value}")


def _named(raw: Raw) -> Named | None:
    name = text(raw, "name")
    aliases = (text(alias, "name") for alias in listed(raw, "aliases"))
    return None if name is None else Named(name, tuple(dict.fromkeys(one for one in aliases if one)))


def _each[T](raws: Sequence[Raw], read: Callable[[Raw], T | None]) -> tuple[T, ...]:
    return tuple(found for raw in raws if (found := read(raw)) is not None)
