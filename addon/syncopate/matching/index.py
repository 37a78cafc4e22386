"""A library held in memory for matching."""

from collections.abc import Iterable, Iterator

from syncopate.domain.ids import ExternalId
from syncopate.domain.media import Track
from syncopate.matching.artists import artist_key, artist_keys
from syncopate.matching.identity import id_of_identity, title_of_identity, track_identities
from syncopate.matching.keys import compact, key
from syncopate.matching.paths import components, path_of, shared_suffix
from syncopate.matching.postings import MAX_ROWS, Postings, posting
from syncopate.matching.reading import Reading, normal_ids, read_track, title_keys, without_artist
from syncopate.matching.score import WORD
from syncopate.matching.versions import read_title

_KEY, _ID, _NAME, _PLACE, _BOTH, _TITLE, _ARTIST, _TOKEN, _STARRED = range(9)
_MANY = 4096


class LibraryIndex:
    """Finds the tracks of a library that an entry might be. Built once, then only read."""

    __slots__ = ("_postings", "_readings", "_titles", "_tracks")

    def __init__(self, tracks: list[Track], titles: list[str], postings: Postings) -> None:
        self._tracks = tracks
        self._titles = titles
        self._postings = postings
        self._readings: dict[int, Reading] = {}

    @classmethod
    def build(cls, tracks: Iterable[Track]) -> LibraryIndex:
        """Read the tracks of a library; about 30 µs each. ValueError above 16 million."""
        held: list[Track] = []
        titles: list[str] = []
        postings: list[int] = []
        for row, track in enumerate(tracks):
            if row >= MAX_ROWS:
                raise ValueError("too many tracks for one index")
            held.append(track)
            title = _post(row, track, postings)
            titles.append(title)
        return cls(held, titles, Postings(postings))

    def __len__(self) -> int:
        return len(self._tracks)

    def track(self, key: str) -> Track | None:
        """Return the track with this key of the library's own."""
        for row in self._postings.find(_KEY, key):
            if self._tracks[row].key == key:
                return self._tracks[row]
        return None

    def at(self, row: int) -> Track:
        """Return the track of a row."""
        return self._tracks[row]

    def title_at(self, row: int) -> str:
        """Return the base title key of a row."""
        return self._titles[row]

    def reading(self, row: int) -> Reading:
        """Return a row read for comparison."""
        found = self._readings.get(row)
        if found is None:
            if len(self._readings) > _MANY:
                self._readings.clear()
            found = self._readings[row] = read_track(self._tracks[row])
        return found

    def by_ids(self, ids: Iterable[ExternalId]) -> list[int]:
        """Return the rows that share an id (normalised, see `normal_ids`)."""
        rows = {row for each in ids for row in self._postings.find(_ID, each.kind, each.value)}
        wanted = frozenset(ids)
        return sorted(row for row in rows if wanted & normal_ids(self._tracks[row].ids))

    def by_identities(self, identities: frozenset[str]) -> list[int]:
        """Return the rows whose recording has one of these names (see `track_identities`)."""
        rows: set[int] = set()
        for identity in identities:
            external, title = id_of_identity(identity), title_of_identity(identity)
            if external is not None:
                rows.update(self._postings.find(_ID, external.kind, external.value))
            elif title is not None:
                rows.update(self._postings.find(_TITLE, title, limit=_MANY))
        return sorted(row for row in rows if identities & track_identities(self._tracks[row]))

    def by_path(self, path: str) -> tuple[list[int], int]:
        """Return the rows that end like a path, the longest ending only, and its length in names."""
        wanted = components(path)
        if not wanted:
            return [], 0
        rows: list[int] = []
        if len(wanted) > 1:
            rows = self._postings.find(_PLACE, wanted[-2], wanted[-1], limit=_MANY)
        rows = rows or self._postings.find(_NAME, wanted[-1], limit=_MANY)
        best, longest = list[int](), 0
        for row in rows:
            own = components(path_of(self._tracks[row]) or "")
            length = shared_suffix(wanted, own)
            if length > longest:
                best, longest = [row], length
            elif length and length == longest:
                best.append(row)
        whole = [row for row in best if len(components(path_of(self._tracks[row]) or "")) == longest]
        return (whole, longest) if whole else (best, longest)

    def by_name(self, artist: str, title: str, limit: int = 64) -> list[int]:
        """Return the rows of an artist's title (compact keys)."""
        return self._postings.find(_BOTH, artist, title, limit=limit)

    def by_title(self, title: str, limit: int = 64) -> list[int]:
        """Return rows of a title by anyone (compact key)."""
        return self._postings.find(_TITLE, title, limit=limit)

    def by_artist(self, artist: str, limit: int = 2048) -> list[int]:
        """Return rows of an artist (compact key)."""
        return self._postings.find(_ARTIST, artist, limit=limit)

    def starred_by(self, artist: str) -> list[int]:
        """Return rows of an artist whose titles have letters starred out."""
        return self._postings.find(_STARRED, artist)

    def knows_artist(self, artist: str) -> bool:
        """Return whether any track is by this artist (compact key)."""
        return bool(self._postings.find(_ARTIST, artist, limit=1))

    def by_rare_words(self, words: Iterable[str], rarest: int = 3, limit: int = 48) -> Iterator[int]:
        """Give rows that hold the rarest of these words; words held by too many tracks give none."""
        counted = sorted(
            (count, word) for word in set(words) if (count := self._postings.count(_TOKEN, word)) > 0
        )
        for count, word in counted[:rarest]:
            if count <= limit:
                yield from self._postings.find(_TOKEN, word, limit=limit)


def _post(row: int, track: Track, postings: list[int]) -> str:
    """Add all postings of one track; return its base title key."""
    add = postings.append
    _post_place(row, track, postings)
    title = read_title(without_artist(track.title, track.artists))
    artists = _artists(track, title.featured)
    titles = title_keys(track.title, title)
    if title.base is not title.full or title.versions or title.packaging:
        add(posting(row, _TITLE, compact(key(track.title))))  # what text identities hold
    for name in titles:
        add(posting(row, _TITLE, name))
        for artist in artists:
            add(posting(row, _BOTH, artist, name))
    for artist in artists:
        add(posting(row, _ARTIST, artist))
        if "**" in track.title:
            add(posting(row, _STARRED, artist))
    postings.extend(posting(row, _TOKEN, word) for word in set(title.base.split(" ")) if _telling(word))
    return title.base


def _telling(word: str) -> bool:
    return len(word) >= WORD or not word.isascii()


def _post_place(row: int, track: Track, postings: list[int]) -> None:
    """Add what finds a track without its name: key, ids, path."""
    postings.append(posting(row, _KEY, track.key))
    if track.ids:
        postings.extend(posting(row, _ID, each.kind, each.value) for each in normal_ids(track.ids))
    path = path_of(track)
    if path is not None and (names := components(path)):
        postings.append(posting(row, _NAME, names[-1]))
        if len(names) > 1:
            postings.append(posting(row, _PLACE, names[-2], names[-1]))


def _artists(track: Track, featured: tuple[str, ...]) -> set[str]:
    """Every key an artist of this track may be looked up by."""
    artists = set(artist_keys(track.artists))
    if track.album_artist:
        artists |= artist_keys((track.album_artist,))
    if featured:
        artists |= artist_keys(featured)
    if len(track.artists) > 1:
        artists.add(compact("".join(map(artist_key, track.artists))))
    return artists
