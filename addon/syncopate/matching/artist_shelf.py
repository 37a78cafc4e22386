"""The artists of a library with what is theirs, counted while its albums go by."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from syncopate.domain.album import LibraryAlbum
from syncopate.domain.media import Track
from syncopate.matching.albums_index import artist_shelf_key
from syncopate.matching.artists import artist_key

_LAST = 2**62


@dataclass(slots=True)
class ShelfArtist:
    """One artist. `albums` are their own; totals as far as known; `cover` is a track that stands for them."""

    key: str
    name: str
    albums: int = 0
    tracks: int = 0
    owned: int = 0
    total: int = 0
    cover: str | None = None
    named_at: int = _LAST
    cover_at: tuple[bool, int] = (True, _LAST)


class ArtistShelf:
    """Takes albums one by one, in any order, and loose tracks; all spellings of a name are one artist.

    Keeps counts and no album: each is told at once who is on it.
    """

    def __init__(self) -> None:
        self._artists: dict[str, ShelfArtist] = {}

    def __len__(self) -> int:
        return len(self._artists)

    def __iter__(self) -> Iterator[ShelfArtist]:
        return iter(self._artists.values())

    def add_album(self, album: LibraryAlbum, place: int) -> dict[str, bool]:
        """Take an album; return the keys of its artists, True where it is theirs, False who plays on it.

        `place` is where it stands among all: names and covers are those of the first.
        """
        links: dict[str, bool] = {}
        on: list[ShelfArtist] = []
        for name in album.artists:
            artist = self._named(name, place)
            if artist is None or artist.key in links:
                continue
            links[artist.key] = True
            on.append(artist)
            artist.albums += 1
            if album.completeness.total is not None:
                artist.owned += min(album.completeness.owned, album.completeness.total)
                artist.total += album.completeness.total
        for artist in self._count(album.tracks, place):
            if artist.key not in links:
                links[artist.key] = False
                on.append(artist)
        for artist in on:
            at = (not links[artist.key], place)
            if album.tracks and at < artist.cover_at:
                artist.cover, artist.cover_at = album.tracks[0].key, at
        return links

    def add_loose(self, tracks: Iterable[Track]) -> None:
        """Take tracks that are on no album."""
        for _artist in self._count(tracks, _LAST):
            pass

    def _count(self, tracks: Iterable[Track], place: int) -> Iterator[ShelfArtist]:
        """Count who plays on tracks, and give each of them."""
        for track in tracks:
            names = track.artists or ((track.album_artist,) if track.album_artist else ())
            known = {artist_key(name): name for name in names}
            for name in known.values():
                artist = self._named(name, place)
                if artist is not None:
                    artist.tracks += 1
                    yield artist

    def _named(self, name: str, place: int) -> ShelfArtist | None:
        known = artist_key(name)
        if not known:
            return None
        found = self._artists.get(known)
        if found is None:
            found = self._artists[known] = ShelfArtist(artist_shelf_key(name), name, named_at=place)
        elif place < found.named_at:
            found.name, found.named_at = name, place
        return found
