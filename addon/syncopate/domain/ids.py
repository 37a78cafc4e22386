"""Identifiers that outside catalogues give to recordings, and the links made from them."""

import re
from dataclasses import dataclass
from enum import StrEnum


class IdKind(StrEnum):
    """The catalogue an identifier belongs to."""

    ISRC = "isrc"
    MB_RECORDING = "mb_recording"
    MB_TRACK = "mb_track"
    MB_RELEASE = "mb_release"
    MB_RELEASE_GROUP = "mb_release_group"
    UPC = "upc"
    ACOUSTID = "acoustid"
    SPOTIFY = "spotify"
    TIDAL = "tidal"
    DEEZER = "deezer"
    APPLE = "apple"
    YOUTUBE = "youtube"
    QOBUZ = "qobuz"
    BEATPORT = "beatport"
    DISCOGS = "discogs"


RECORDING_KINDS = frozenset({IdKind.ISRC, IdKind.MB_RECORDING, IdKind.MB_TRACK, IdKind.ACOUSTID})
"""Kinds that name the sound itself: equal values are the same recording whoever says so."""


@dataclass(frozen=True, slots=True, order=True)
class ExternalId:
    """One identifier in one catalogue, e.g. ISRC GBAYE0601498."""

    kind: IdKind
    value: str


_TRACK_LINKS = {
    IdKind.SPOTIFY: "https://open.spotify.com/track/{}",
    IdKind.TIDAL: "https://tidal.com/browse/track/{}",
    IdKind.DEEZER: "https://www.deezer.com/track/{}",
    IdKind.YOUTUBE: "https://www.youtube.com/watch?v={}",
    IdKind.APPLE: "https://music.apple.com/song/{}",
    IdKind.QOBUZ: "https://open.qobuz.com/track/{}",
    IdKind.BEATPORT: "https://www.beatport.com/track/-/{}",
    IdKind.MB_RECORDING: "https://musicbrainz.org/recording/{}",
}


def track_link(external: ExternalId) -> str | None:
    """Return the public page of a track, None where its catalogue has none."""
    pattern = _TRACK_LINKS.get(external.kind)
    return None if pattern is None else pattern.format(external.value)


_ALBUM_LINKS = {
    IdKind.SPOTIFY: "https://open.spotify.com/album/{}",
    IdKind.TIDAL: "https://tidal.com/browse/album/{}",
    IdKind.DEEZER: "https://www.deezer.com/album/{}",
    IdKind.APPLE: "https://music.apple.com/album/{}",
    IdKind.QOBUZ: "https://open.qobuz.com/album/{}",
    IdKind.BEATPORT: "https://www.beatport.com/release/-/{}",
    IdKind.DISCOGS: "https://www.discogs.com/release/{}",
    IdKind.MB_RELEASE: "https://musicbrainz.org/release/{}",
}


def album_link(external: ExternalId) -> str | None:
    """Return the public page of an album, None where its catalogue has none.

    The services count albums apart from tracks: an id of an album is read as one of a track nowhere.
    """
    pattern = _ALBUM_LINKS.get(external.kind)
    return None if pattern is None else pattern.format(external.value)


_ISRC = re.compile(r"[A-Z]{2}[A-Z0-9]{3}\d{7}", re.ASCII)
_SHORTEST_UPC, _LONGEST_UPC = 11, 14
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_LINKS = tuple(
    (kind, re.compile(pattern, re.ASCII))
    for kind, pattern in (
        (IdKind.SPOTIFY, r"(?:spotify:track:|https?://open\.spotify\.com/(?:intl-\w+/)?track/)(\w{22})\b"),
        (IdKind.TIDAL, r"(?:tidal:track:|https?://(?:www\.|listen\.)?tidal\.com/(?:browse/)?track/)(\d+)\b"),
        (IdKind.DEEZER, r"(?:deezer:track:|https?://(?:www\.)?deezer\.com/(?:\w\w/)?track/)(\d+)\b"),
        (IdKind.APPLE, r"https?://(?:geo\.)?music\.apple\.com/.+[?&]i=(\d+)"),
        (IdKind.APPLE, r"https?://(?:geo\.)?music\.apple\.com/(?:\w\w/)?song/(?:[^/?]+/)?(\d+)\b"),
        (IdKind.QOBUZ, r"https?://(?:open|play)\.qobuz\.com/track/(\d+)\b"),
        (IdKind.BEATPORT, r"https?://(?:www\.)?beatport\.com/(?:\w\w/)?track/[^/]+/(\d+)\b"),
        (IdKind.YOUTUBE, r"https?://(?:www\.|music\.|m\.)?youtube\.com/watch\?(?:.*&)?v=([\w-]{11})"),
        (IdKind.YOUTUBE, r"https?://youtu\.be/([\w-]{11})"),
        (IdKind.MB_RECORDING, r"https?://(?:www\.)?musicbrainz\.org/recording/([0-9a-fA-F-]{36})"),
    )
)
_LINKS_OF_ALBUMS = tuple(
    (kind, re.compile(pattern, re.ASCII))
    for kind, pattern in (
        (IdKind.SPOTIFY, r"(?:spotify:album:|https?://open\.spotify\.com/(?:intl-\w+/)?album/)(\w{22})\b"),
        (IdKind.TIDAL, r"(?:tidal:album:|https?://(?:www\.|listen\.)?tidal\.com/(?:browse/)?album/)(\d+)\b"),
        (IdKind.DEEZER, r"(?:deezer:album:|https?://(?:www\.)?deezer\.com/(?:\w\w/)?album/)(\d+)\b"),
        (IdKind.APPLE, r"https?://(?:geo\.)?music\.apple\.com/(?:\w\w/)?album/(?:[^/?]+/)?(\d+)(?!.*[?&]i=)"),
        (IdKind.QOBUZ, r"https?://(?:open|play)\.qobuz\.com/album/(\w+)\b"),
        (IdKind.BEATPORT, r"https?://(?:www\.)?beatport\.com/(?:\w\w/)?release/[^/]+/(\d+)\b"),
        (IdKind.DISCOGS, r"https?://(?:www\.)?discogs\.com/(?:\w\w/)?release/(\d+)"),
        (IdKind.MB_RELEASE, r"https?://(?:www\.)?musicbrainz\.org/release/([0-9a-fA-F-]{36})"),
    )
)
_LOWER = frozenset({IdKind.MB_RECORDING, IdKind.MB_RELEASE})


def parse_isrc(text: str) -> ExternalId | None:
    """Read an ISRC however it is spaced or hyphenated (ISO 3901), None when it is not one."""
    plain = text.strip().upper().removeprefix("ISRC").replace("-", "").replace(" ", "").lstrip(":")
    return ExternalId(IdKind.ISRC, plain) if _ISRC.fullmatch(plain) else None


def parse_upc(text: str) -> ExternalId | None:
    """Read a release's barcode (UPC-A, EAN-13) without its leading zeros, None when it is not one."""
    plain = text.strip().replace("-", "").replace(" ", "")
    digits = plain.isascii() and plain.isdigit() and _SHORTEST_UPC <= len(plain) <= _LONGEST_UPC
    return ExternalId(IdKind.UPC, plain.lstrip("0")) if digits and plain.strip("0") else None


def parse_uuid(kind: IdKind, text: str) -> ExternalId | None:
    """Read a MusicBrainz or AcoustID identifier, None when it is not a UUID."""
    plain = text.strip().lower()
    return ExternalId(kind, plain) if _UUID.fullmatch(plain) else None


def parse_link(text: str) -> ExternalId | None:
    """Read the public link or URI of a track, the reverse of `track_link`; None when it is none."""
    return _read(text, _LINKS)


def parse_album_link(text: str) -> ExternalId | None:
    """Read the public link or URI of an album, the reverse of `album_link`; None when it is none."""
    return _read(text, _LINKS_OF_ALBUMS)


def _read(text: str, links: tuple[tuple[IdKind, re.Pattern[str]], ...]) -> ExternalId | None:
    plain = text.strip()
    for kind, pattern in links:
        found = pattern.match(plain)
        if found:
            return ExternalId(kind, found[1].lower() if kind in _LOWER else found[1])
    return None
