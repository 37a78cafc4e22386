"""Items of such servers as ours: small pure functions."""

from datetime import timedelta

from syncopate.domain.ids import ExternalId, IdKind, parse_isrc, parse_uuid
from syncopate.domain.media import AudioFormat, IndexedTrack, Track
from syncopate.domain.server import ServerUser
from syncopate.errors import OddAnswer
from syncopate.providers._mediabrowser.raw import Raw, inside, listed, moment, text, texts, whole

_TICKS_A_SECOND = 10_000_000
_LOSSLESS = frozenset(
    {"flac", "alac", "wav", "aiff", "ape", "wavpack", "tta", "dsd", "wmalossless", "shorten"}
)
_CODECS = {"wv": "wavpack", "mp2": "mp2", "wmav2": "wma", "wmav1": "wma", "mp4a": "aac"}

_UUIDS = {
    # The track of one release; the recording has a name of its own, which Jellyfin reads since 10.10. Only
    # Jellyfin's builds between 10.8 and 10.9 ever held a recording's id under the track's name (its issue
    # 11020), no release did, and Emby reads nothing but the track's.
    "musicbrainztrack": IdKind.MB_TRACK,
    "musicbrainzrecording": IdKind.MB_RECORDING,
    "musicbrainzalbum": IdKind.MB_RELEASE,
    "musicbrainzreleasegroup": IdKind.MB_RELEASE_GROUP,
    "acoustid": IdKind.ACOUSTID,
}


def indexed_track(raw: Raw, what: str) -> IndexedTrack:
    """Return a track. Raises OddAnswer for an item that is none."""
    key = text(raw, "Id")
    if key is None or raw.get("Type") != "Audio":
        raise OddAnswer(f"{what} lists something that is no track.", account=what)
    sources = listed(raw, "MediaSources")
    source = sources[0] if sources else {}
    ticks = whole(raw, "RunTimeTicks")
    path = text(raw, "Path") or text(source, "Path")
    return IndexedTrack(
        track=Track(
            key=key,
            title=text(raw, "Name") or _stem(path) or key,
            artists=_artists(raw),
            album=text(raw, "Album"),
            album_artist=text(raw, "AlbumArtist") or next(iter(_names(raw, "AlbumArtists")), None),
            duration=timedelta(seconds=ticks / _TICKS_A_SECOND) if ticks else None,
            disc=whole(raw, "ParentIndexNumber") or None,
            number=whole(raw, "IndexNumber") or None,
            year=whole(raw, "ProductionYear") or None,
            genres=texts(raw, "Genres") or _names(raw, "GenreItems"),
            album_key=text(raw, "AlbumId"),
            added_at=moment(raw, "DateCreated"),
            ids=external_ids(inside(raw, "ProviderIds")),
            path=path,
            size=whole(source, "Size") or None,
            format=audio_format(raw, source),
        )
    )


def external_ids(provider_ids: Raw) -> frozenset[ExternalId]:
    """Return what outside catalogues call a track; several of one kind come with separators in one text."""
    found: set[ExternalId | None] = set()
    for name in provider_ids:
        kind = name.casefold()
        said = (text(provider_ids, name) or "").replace("/", ";").split(";")
        if kind == "isrc":
            found.update(parse_isrc(one) for one in said)
        elif kind in _UUIDS:
            found.update(parse_uuid(_UUIDS[kind], one) for one in said)
    return frozenset(one for one in found if one is not None)


def audio_format(raw: Raw, source: Raw) -> AudioFormat | None:
    """Return how the sound is stored, None where it is not told."""
    streams = listed(source, "MediaStreams") or listed(raw, "MediaStreams")
    stream = next((one for one in streams if one.get("Type") == "Audio"), {})
    container = (text(source, "Container") or text(raw, "Container") or "").casefold()
    codec = _codec((text(stream, "Codec") or "").casefold(), container)
    if not codec:
        return None
    lossless = codec in _LOSSLESS
    bits = whole(stream, "BitRate") or whole(source, "Bitrate") or 0
    return AudioFormat(
        codec=codec,
        bitrate=round(bits / 1000) or None,
        sample_rate=whole(stream, "SampleRate") or None,
        # What else has a depth told is decoded to it, not stored with it.
        bit_depth=whole(stream, "BitDepth") or None if lossless else None,
        lossless=lossless,
    )


def server_user(raw: Raw, what: str) -> ServerUser:
    """Return a user. Raises OddAnswer for something else."""
    key, name = text(raw, "Id"), text(raw, "Name")
    if key is None or name is None:
        raise OddAnswer(account=what)
    return ServerUser(key=key, name=name, admin=inside(raw, "Policy").get("IsAdministrator") is True)


def is_disabled(user: Raw) -> bool:
    """Tell whether a user may not sign in any more."""
    return inside(user, "Policy").get("IsDisabled") is True


def _artists(raw: Raw) -> tuple[str, ...]:
    """Return who plays it, those the album goes under only where the track names nobody."""
    named = texts(raw, "Artists") or _names(raw, "ArtistItems") or _names(raw, "AlbumArtists")
    album_artist = text(raw, "AlbumArtist")
    return tuple(dict.fromkeys(named)) or ((album_artist,) if album_artist else ())


def _names(raw: Raw, name: str) -> tuple[str, ...]:
    return tuple(said for one in listed(raw, name) if (said := text(one, "Name")))


def _codec(codec: str, container: str) -> str:
    """Return a codec by our name for it: the servers have those of ffmpeg."""
    if codec.startswith("pcm"):
        return "aiff" if container.startswith("aif") else "wav"
    if codec.startswith("dsd"):
        return "dsd"
    return _CODECS.get(codec, codec)


def _stem(path: str | None) -> str | None:
    """Return the name of a file without its folders and its extension; servers run on Windows, too."""
    name = (path or "").replace("\\", "/").rpartition("/")[2]
    return name.rpartition(".")[0] or name or None
