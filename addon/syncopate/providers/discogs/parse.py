"""Raw answers to our values: small pure functions."""

from dataclasses import dataclass

from syncopate.domain.album import SourceAlbum
from syncopate.domain.ids import ExternalId, IdKind, parse_upc
from syncopate.domain.playlist import AlbumFacts, Entry, SourcePlaylist
from syncopate.errors import OddAnswer
from syncopate.providers.catalogue import Found, FoundKind
from syncopate.providers.discogs.raw import Raw, artists_of, inside, many, plain_name, text, whole
from syncopate.providers.discogs.tracks import ReleaseTrack, tracks_of

WHAT = "Discogs"
SITE = "https://www.discogs.com"


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """A release with its tracks."""

    id: str
    title: str
    artists: tuple[str, ...]
    year: int | None
    cover_url: str | None
    ids: frozenset[ExternalId]
    tracks: tuple[ReleaseTrack, ...]


def release_of(raw: Raw) -> Release:
    """Return a release. Raises OddAnswer for something else."""
    key, title = whole(raw, "id"), text(raw, "title")
    if key is None or not title or not isinstance(raw.get("tracklist"), list):
        raise OddAnswer(account=WHAT)
    barcodes = [
        parse_upc(text(one, "value")) for one in many(raw, "identifiers") if text(one, "type") == "Barcode"
    ]
    return Release(
        id=str(key),
        title=title,
        artists=artists_of(raw),
        year=whole(raw, "year"),
        cover_url=_cover(raw),
        ids=frozenset({_own(key), *(one for one in barcodes if one is not None)}),
        tracks=tracks_of(raw),
    )


def album_of(release: Release, reference: str) -> SourcePlaylist:
    """Return a release as an album."""
    facts = AlbumFacts(artists=release.artists, year=release.year, count=len(release.tracks), ids=release.ids)
    return SourcePlaylist(
        reference=reference,
        name=release.title,
        cover_url=release.cover_url,
        album=facts,
        count=len(release.tracks),
    )


def entries_of(release: Release) -> tuple[Entry, ...]:
    """Return the tracks of a release; Discogs has no ids for them."""
    return tuple(
        Entry(
            position=position,
            title=track.title,
            artists=track.artists or release.artists,
            album=release.title,
            duration=track.duration,
            disc=track.spot.disc,
            number=track.spot.number,
        )
        for position, track in enumerate(release.tracks)
    )


def owned_of(raw: Raw) -> SourcePlaylist | None:
    """Return what stands in a collection or wantlist, None for what has no id or title."""
    told = inside(raw, "basic_information")
    key, title = whole(told, "id") or whole(raw, "id"), text(told, "title")
    if key is None or not title:
        return None
    facts = AlbumFacts(artists=artists_of(told), year=whole(told, "year"), ids=frozenset({_own(key)}))
    cover = text(told, "cover_image") or text(told, "thumb") or None
    return SourcePlaylist(reference=f"album:{key}", name=title, cover_url=cover, album=facts)


def hit_of(raw: Raw) -> Found | None:
    """Return a hit of a search, None for what is no release and no artist."""
    key, said = whole(raw, "id"), text(raw, "title")
    cover = text(raw, "cover_image") or text(raw, "thumb") or None
    kind = text(raw, "type")
    if key is None or not said:
        return None
    if kind == "artist":
        return Found(
            kind=FoundKind.ARTIST, title=plain_name(said), cover_url=cover, url=f"{SITE}/artist/{key}"
        )
    if kind != "release":
        return None
    # "Artist - Title"; an asterisk says that the artist is called otherwise elsewhere.
    artist, between, title = said.partition(" - ")
    name = plain_name(artist.replace("*", "").strip()) if between else ""
    listed = raw.get("barcode")
    codes = [parse_upc(one) for one in listed if isinstance(one, str)] if isinstance(listed, list) else []
    return Found(
        kind=FoundKind.ALBUM,
        title=title if between else said,
        artists=(name,) if name and name != "Various" else (),
        year=whole(raw, "year"),
        cover_url=cover,
        url=f"{SITE}/release/{key}",
        reference=f"album:{key}",
        ids=frozenset({_own(key), *(one for one in codes if one is not None)}),
    )


def album_hit(found: Found) -> SourceAlbum:
    """Return a hit as an album."""
    return SourceAlbum(title=found.title, artists=found.artists, year=found.year, ids=found.ids)


def _own(key: int) -> ExternalId:
    return ExternalId(IdKind.DISCOGS, str(key))


def _cover(raw: Raw) -> str | None:
    images = many(raw, "images")
    first = sorted(images, key=lambda image: text(image, "type") != "primary")
    return next((uri for image in first if (uri := text(image, "uri"))), None) or text(raw, "thumb") or None
