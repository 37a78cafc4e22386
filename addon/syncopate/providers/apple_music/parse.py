"""Answers of the iTunes API to our values: small pure functions."""

from typing import cast

from syncopate.domain.album import SourceAlbum, SourceTrack
from syncopate.domain.ids import ExternalId, IdKind
from syncopate.domain.media import Track
from syncopate.domain.playlist import AlbumFacts, Entry, LeftOut, SourcePlaylist, Unfit
from syncopate.errors import OddAnswer
from syncopate.providers.apple_music.raw import WHAT, Raw, many, milliseconds, text, whole
from syncopate.providers.apple_music.references import Reference
from syncopate.providers.catalogue import Found, FoundKind
from syncopate.providers.sifting import Sifted, sift

_SMALL, _LARGE = "/100x100bb.", "/600x600bb."


def results(answer: object) -> list[Raw]:
    """Return what was found. Raises OddAnswer for something else than the API gives."""
    raw = cast("Raw", answer) if isinstance(answer, dict) else {}
    if not isinstance(raw.get("results"), list):
        raise OddAnswer(account=WHAT)
    found = many(raw, "results")
    if not found and whole(raw, "resultCount"):
        raise OddAnswer(f"{WHAT} says that there is more than it gives.", account=WHAT)
    return found


def is_album(raw: Raw) -> bool:
    """Tell whether it is an album."""
    return raw.get("wrapperType") == "collection"


def is_track(raw: Raw) -> bool:
    """Tell whether it is on an album: a song or a video."""
    return raw.get("wrapperType") == "track"


def album(raw: Raw, asked: Reference, tracks: list[Raw]) -> SourcePlaylist:
    """Return what is said of an album; the videos among its `tracks` are none of its songs."""
    name, artist = text(raw, "collectionName"), text(raw, "artistName")
    facts = AlbumFacts(
        artists=(artist,) if artist else (),
        year=_year(raw),
        count=_songs(raw, tracks),
        ids=_ids(raw, "collectionId"),
    )
    return SourcePlaylist(
        reference=str(asked),
        name=name or asked.key,
        cover_url=_cover(raw),
        album=facts,
        count=facts.count,
        owner=artist,
    )


def entries(found: list[Raw]) -> Sifted:
    """Return the songs among what was found, in order; videos are left out."""
    return sift(_entry(raw) or _unfit(raw) for raw in found)


def _unfit(raw: Raw) -> LeftOut:
    title = text(raw, "trackName")
    return LeftOut(Unfit.UNTITLED) if title is None else LeftOut(Unfit.VIDEO, title)


def track(raw: Raw) -> Track | None:
    """Return a song of the catalogue, None for what is none."""
    entry, key = _entry(raw), text(raw, "trackId")
    if entry is None or key is None:
        return None
    genre = text(raw, "primaryGenreName")
    return Track(
        key=key,
        title=entry.title,
        artists=entry.artists,
        album=entry.album,
        album_artist=text(raw, "collectionArtistName"),
        duration=entry.duration,
        disc=entry.disc,
        number=entry.number,
        track_total=whole(raw, "trackCount"),
        disc_total=whole(raw, "discCount"),
        year=_year(raw),
        genres=(genre,) if genre else (),
        ids=entry.ids,
    )


def source_album(raw: Raw, tracks: list[Raw], upc: ExternalId | None = None) -> SourceAlbum | None:
    """Return an album of the catalogue, with what is on it where that is all; None for what is none."""
    title, artist, count = text(raw, "collectionName"), text(raw, "artistName"), _songs(raw, tracks)
    if title is None or not is_album(raw):
        return None
    told = tuple(
        SourceTrack(
            title=one.title,
            artists=one.artists,
            disc=one.disc,
            number=one.number,
            duration=one.duration,
            ids=one.ids,
        )
        for one in entries(tracks)
    )
    return SourceAlbum(
        title=title,
        artists=(artist,) if artist else (),
        year=_year(raw),
        tracks=told if len(told) == count else (),
        count=count,
        ids=_ids(raw, "collectionId") | ({upc} if upc else frozenset()),
    )


def found(raw: Raw, kind: FoundKind, country: str) -> Found | None:
    """Return a hit of a search, None for what is none."""
    artist = text(raw, "artistName")
    artists = (artist,) if artist else ()
    match kind:
        case FoundKind.ARTIST if artist and raw.get("wrapperType") == "artist":
            return Found(kind=kind, title=artist, url=text(raw, "artistLinkUrl"))
        case FoundKind.ALBUM if (made := source_album(raw, [])) is not None:
            return Found(
                kind=kind,
                title=made.title,
                artists=artists,
                year=made.year,
                count=made.count,
                cover_url=_cover(raw),
                url=text(raw, "collectionViewUrl"),
                reference=f"album:{country}/{text(raw, 'collectionId')}",
                ids=made.ids,
            )
        case FoundKind.TRACK if (entry := _entry(raw)) is not None:
            return Found(
                kind=kind,
                title=entry.title,
                artists=artists,
                album=entry.album,
                year=_year(raw),
                duration=entry.duration,
                cover_url=_cover(raw),
                url=text(raw, "trackViewUrl"),
                ids=entry.ids,
            )
    return None


def _songs(raw: Raw, tracks: list[Raw]) -> int | None:
    """Return how many songs an album has: it counts its videos too."""
    count = whole(raw, "trackCount")
    videos = sum(is_track(one) and not _is_song(one) for one in tracks)
    return None if count is None else max(count - videos, 0)


def _is_song(raw: Raw) -> bool:
    return is_track(raw) and raw.get("kind", "song") == "song"


def _entry(raw: Raw) -> Entry | None:
    """Return a song, None for what is none: an album, a video, something without a title."""
    title, artist = text(raw, "trackName"), text(raw, "artistName")
    if title is None or not _is_song(raw):
        return None
    return Entry(
        position=0,
        title=title,
        artists=(artist,) if artist else (),
        album=text(raw, "collectionName"),
        duration=milliseconds(raw, "trackTimeMillis"),
        disc=whole(raw, "discNumber"),
        number=whole(raw, "trackNumber"),
        ids=_ids(raw, "trackId"),
    )


def _ids(raw: Raw, name: str) -> frozenset[ExternalId]:
    number = whole(raw, name)
    return frozenset({ExternalId(IdKind.APPLE, str(number))} if number else ())


def _cover(raw: Raw) -> str | None:
    url = text(raw, "artworkUrl100")
    return None if url is None else url.replace(_SMALL, _LARGE)


def _year(raw: Raw) -> int | None:
    """Return the year of a date such as 1975-11-21T08:00:00Z."""
    year = (text(raw, "releaseDate") or "")[:4]
    return int(year) if year.isascii() and year.isdecimal() and int(year) > 0 else None
