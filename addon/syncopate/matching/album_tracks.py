"""Which tracks of a source's album are on one of the library's: pairs compared inside the album alone."""

from datetime import timedelta

from rapidfuzz.fuzz import ratio

from syncopate.domain.album import LibraryAlbum, SourceAlbum, SourceTrack
from syncopate.domain.match import Aspect, Candidate, Evidence, Match, Says, Verdict
from syncopate.domain.media import Track
from syncopate.domain.playlist import Entry
from syncopate.matching.aliases import NO_ALIASES, Aliases
from syncopate.matching.artists import artist_key
from syncopate.matching.keys import compact, key
from syncopate.matching.reading import Reading, read_entry, read_track
from syncopate.matching.versions import read_title
from syncopate.matching.weighing import by_id, by_score, weigh
from syncopate.matching.weights import DEFAULT

_SAME_LENGTH = timedelta(seconds=3)
_LIKE = 70.0
_ENOUGH = 8


def inside_album(source: SourceAlbum, album: LibraryAlbum, aliases: Aliases = NO_ALIASES) -> dict[int, Match]:
    """Return the source's tracks that are on an album, by their place in the source's list."""
    shelf = _Shelf(album, aliases)
    found: dict[int, Match] = {}
    for place, wanted in enumerate(source.tracks):
        match = shelf.plainly(wanted, source) or shelf.find(entry_of(wanted, source, place, album.title))
        if match is not None and match.verdict is Verdict.MATCH:
            found[place] = match
    return _each_once(found)


def entry_of(track: SourceTrack, album: SourceAlbum, place: int, title: str | None = None) -> Entry:
    """Return a track of an album as an entry, on the album named `title` if given."""
    return Entry(
        position=place,
        title=track.title,
        artists=track.artists or album.artists,
        album=title or album.title,
        duration=track.duration,
        disc=track.disc,
        number=track.number,
        ids=track.ids,
    )


class _Shelf:
    """The tracks of one album, by title."""

    __slots__ = ("_aliases", "_by_base", "_by_title", "_readings", "_tracks")

    def __init__(self, album: LibraryAlbum, aliases: Aliases) -> None:
        self._aliases = aliases
        self._tracks = album.tracks
        self._readings: dict[str, Reading] = {}
        self._by_base: dict[str, list[Track]] | None = None
        self._by_title: dict[str, list[Track]] = {}
        for track in album.tracks:
            self._by_title.setdefault(key(track.title), []).append(track)

    def plainly(self, wanted: SourceTrack, source: SourceAlbum) -> Match | None:
        """Return the only track of the same title, artists and length: nothing is left to be read."""
        same = self._by_title.get(key(wanted.title), ())
        if len(same) != 1 or not _as_long(wanted, same[0]):
            return None
        held = same[0]
        names = wanted.artists or source.artists
        if {*map(artist_key, names)} != {*map(artist_key, held.artists)}:
            return None
        aspects = [Aspect.TITLE, Aspect.ARTISTS, Aspect.DURATION, Aspect.ALBUM]
        if wanted.number and wanted.number == held.number and (wanted.disc or 1) == (held.disc or 1):
            aspects.append(Aspect.POSITION)
        said = tuple(Evidence(aspect, Says.AGREES) for aspect in aspects)
        return Match(Verdict.MATCH, "agrees", held.key, (Candidate(held.key, 1.0, said),))

    def find(self, wanted: Entry) -> Match | None:
        """Compare with what is called alike; None when nothing is."""
        entry = read_entry(wanted, self._aliases)
        rows = self._alike(entry, wanted)
        if not rows:
            return None
        weighed = []
        for track in rows:
            held = self._reading(track)
            weighed.append(weigh(entry, track, held, (entry.artists | held.artists).__contains__, DEFAULT))
        shared = by_id(entry, [each for each in weighed if entry.ids & each.reading.ids])
        if shared is not None and shared.verdict is Verdict.MATCH:
            return shared
        return by_score(entry, weighed, DEFAULT)

    def _alike(self, entry: Reading, wanted: Entry) -> list[Track]:
        bases = self._bases()
        same = bases.get(compact(entry.title.base)) or bases.get(compact(entry.title.full))
        if same:
            return same
        base = entry.title.base
        found = [
            track
            for name, tracks in bases.items()
            for track in tracks
            if ratio(compact(base), name) >= _LIKE or (wanted.number and track.number == wanted.number)
        ]
        if entry.ids:
            found += [track for track in self._tracks if track not in found and entry.ids & track.ids]
        return found[:_ENOUGH]

    def _bases(self) -> dict[str, list[Track]]:
        if self._by_base is None:
            self._by_base = {}
            for track in self._tracks:
                self._by_base.setdefault(compact(read_title(track.title).base), []).append(track)
        return self._by_base

    def _reading(self, track: Track) -> Reading:
        found = self._readings.get(track.key)
        if found is None:
            found = self._readings[track.key] = read_track(track)
        return found


def _as_long(wanted: SourceTrack, held: Track) -> bool:
    if wanted.duration is None or held.duration is None:
        return False
    return abs(wanted.duration - held.duration) <= _SAME_LENGTH


def _each_once(found: dict[int, Match]) -> dict[int, Match]:
    """Let a track stand for one of the source's only: the one it fits best."""
    best: dict[str | None, int] = {}
    for place, match in found.items():
        other = best.get(match.track_key)
        if other is None or match.candidates[0].score > found[other].candidates[0].score:
            best[match.track_key] = place
    return {place: match for place, match in found.items() if best[match.track_key] == place}
