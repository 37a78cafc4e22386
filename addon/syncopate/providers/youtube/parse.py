"""What ytmusicapi makes of answers, as our values: small pure functions.

Titles of songs are those of YouTube Music's catalogue; what people wrote above their videos is read by
`titles`. Podcasts, and what was deleted, are left out.
"""

from collections.abc import Sequence

from syncopate.domain.playlist import AlbumFacts, Entry, LeftOut, SourcePlaylist, Unfit
from syncopate.errors import OddAnswer
from syncopate.providers.sifting import Listed, Sifted, sift, withheld
from syncopate.providers.youtube.raw import (
    Raw,
    duration,
    inside,
    many,
    names,
    number,
    picture,
    text,
    video_ids,
    year,
)
from syncopate.providers.youtube.reading import WHAT
from syncopate.providers.youtube.references import ALBUM, Wanted
from syncopate.providers.youtube.titles import cleaned

_SONG, _EPISODE = "MUSIC_VIDEO_TYPE_ATV", "MUSIC_VIDEO_TYPE_PODCAST_EPISODE"
_CATALOGUE = frozenset({_SONG, "MUSIC_VIDEO_TYPE_PRIVATELY_OWNED_TRACK"})
"""What has a title and artists of its own: songs, and what somebody uploaded from their files."""
_BY_ARTISTS = frozenset({"MUSIC_VIDEO_TYPE_OMV", "MUSIC_VIDEO_TYPE_OFFICIAL_SOURCE_MUSIC"})
_NOT_THERE = frozenset(
    {"[deleted video]", "[private video]", "deleted video", "private video", "song deleted"}
)


def playlist(raw: Raw, wanted: Wanted) -> tuple[SourcePlaylist, Sifted]:
    """Return a playlist with its entries; what is hidden is counted, and not given.

    Raises OddAnswer where none came though there are some.
    """
    tracks, count = many(raw.get("tracks")), number(raw.get("trackCount"))
    if count and not tracks:
        raise OddAnswer(f"{WHAT} gives nothing of a playlist that has {count} songs.", account=WHAT)
    about = SourcePlaylist(
        reference=wanted.reference,
        name=text(raw.get("title")) or wanted.reference,
        description=text(raw.get("description")),
        cover_url=picture(raw),
        count=count,
        owner=text(inside(raw, "author").get("name")),
    )
    return about, withheld(entries(tracks), count)


def entries(tracks: Sequence[Raw]) -> Sifted:
    """Return entries in order."""
    return sift(_listed(track) for track in tracks)


def _listed(track: Raw) -> Listed:
    title, kind = text(track.get("title")), track.get("videoType")
    if title is None or title.casefold() in _NOT_THERE:
        return LeftOut(Unfit.UNAVAILABLE)
    if kind == _EPISODE:
        return LeftOut(Unfit.PODCAST, title)
    artists, album = names(track.get("artists")), inside(track, "album")
    on_album = (text(album.get("id")) or "").startswith(ALBUM)
    if kind not in _CATALOGUE and not on_album:
        read = cleaned(title, artists, official=kind in _BY_ARTISTS)
        title, artists = read.title, read.artists
    return Entry(
        position=0,
        title=title,
        artists=artists,
        album=text(album.get("name")),
        duration=duration(track),
        ids=video_ids(track.get("videoId")),
    )


def album_id(raw: Raw) -> str:
    """Return which album a playlist of its songs is. Raises OddAnswer where no song tells."""
    for track in many(raw.get("tracks")):
        found = text(inside(track, "album").get("id"))
        if found is not None and found.startswith(ALBUM):
            return found
    raise OddAnswer(f"{WHAT} does not say which album that is.", account=WHAT)


def album(raw: Raw, wanted: Wanted) -> tuple[SourcePlaylist, Sifted]:
    """Return an album with its tracks. Raises OddAnswer where it has more than came."""
    name, tracks, count = text(raw.get("title")), many(raw.get("tracks")), number(raw.get("trackCount"))
    if name is None or (count or 0) > len(tracks):
        raise OddAnswer(f"{WHAT} gives {len(tracks)} songs of an album that has {count}.", account=WHAT)
    artists = names(raw.get("artists"))
    songs = sift(_album_track(track, name, artists) for track in tracks)
    about = SourcePlaylist(
        reference=wanted.reference,
        name=name,
        description=text(raw.get("description")),
        cover_url=picture(raw),
        album=AlbumFacts(artists=artists, year=year(raw), count=count or len(tracks)),
        count=count or len(tracks),
        owner=", ".join(artists) or None,
    )
    return about, songs


def _album_track(track: Raw, album: str, artists: tuple[str, ...]) -> Listed:
    title = text(track.get("title"))
    if title is None:
        return LeftOut(Unfit.UNAVAILABLE)
    return Entry(
        position=0,
        title=title,
        artists=names(track.get("artists")) or artists,
        album=album,
        duration=duration(track),
        number=number(track.get("trackNumber")) or None,
        ids=video_ids(track.get("videoId")),
    )
