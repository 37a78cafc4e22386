"""The artists of a library with what is theirs, gathered from its albums and tracks."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from syncopate.domain.album import LibraryAlbum
from syncopate.domain.media import Track
from syncopate.matching.albums_index import artist_shelf_key
from syncopate.matching.artists import artist_key


@dataclass(slots=True)
class ShelfArtist:
    """One artist. `own` are keys of their albums, `on` of others they play on; totals as far as known."""

    name: str
    tracks: int = 0
    owned: int = 0
    total: int = 0
    own: dict[str, None] = field(default_factory=dict)
    on: dict[str, None] = field(default_factory=dict)


class ArtistShelf:
    """Takes albums one by one, then loose tracks; all spellings of a name are one artist."""

    def __init__(self) -> None:
        self._artists: dict[str, ShelfArtist] = {}

    def add_album(self, album: LibraryAlbum) -> LibraryAlbum:
        """Take an album, and hand it on."""
        for name in album.artists:
            artist = self._named(name)
            if artist is None or album.key in artist.own:
                continue
            artist.own[album.key] = None
            if album.completeness.total is not None:
                artist.owned += min(album.completeness.owned, album.completeness.total)
                artist.total += album.completeness.total
        self._add_tracks(album.tracks, album.key)
        return album

    def add_loose(self, tracks: Iterable[Track]) -> None:
        """Take the tracks that are on no album."""
        self._add_tracks(tracks, None)

    def artists(self) -> dict[str, ShelfArtist]:
        """Return them by their keys; each owns an album or plays on a track."""
        return {artist_shelf_key(artist.name): artist for artist in self._artists.values()}

    def _add_tracks(self, tracks: Iterable[Track], album_key: str | None) -> None:
        for track in tracks:
            names = track.artists or ((track.album_artist,) if track.album_artist else ())
            known = {artist_key(name): name for name in names}
            for name in known.values():
                artist = self._named(name)
                if artist is None:
                    continue
                artist.tracks += 1
                if album_key is not None and album_key not in artist.own:
                    artist.on[album_key] = None

    def _named(self, name: str) -> ShelfArtist | None:
        known = artist_key(name)
        if not known:
            return None
        found = self._artists.get(known)
        if found is None:
            found = self._artists[known] = ShelfArtist(name)
        return found
