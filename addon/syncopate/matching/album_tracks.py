"""Which tracks of a source's album are on one of the library's: pairs compared inside the album alone."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import chain, islice

from rapidfuzz.fuzz import ratio
from rapidfuzz.process import extract

from syncopate.domain.album import LibraryAlbum, SourceAlbum, SourceTrack
from syncopate.domain.ids import ExternalId
from syncopate.domain.match import Aspect, Candidate, Evidence, Match, Says, Verdict
from syncopate.domain.media import Track
from syncopate.domain.playlist import Entry
from syncopate.matching.aliases import NO_ALIASES, Aliases
from syncopate.matching.artists import artist_key
from syncopate.matching.keys import compact, key
from syncopate.matching.namesakes import Namesakes
from syncopate.matching.reading import Reading, read_entry, read_track
from syncopate.matching.versions import read_title
from syncopate.matching.weighing import by_id, by_score, weigh
from syncopate.matching.weights import DEFAULT

_SAME_LENGTH = timedelta(seconds=3)
_LIKE = 70.0
_ENOUGH = 8
_NAMES = 1_000
_BEGINNING = 160


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

    __slots__ = ("_aliases", "_by_base", "_by_place", "_by_title", "_names", "_readings", "_tracks")

    def __init__(self, album: LibraryAlbum, aliases: Aliases) -> None:
        self._aliases = aliases
        self._tracks = album.tracks
        self._readings: dict[str, Reading] = {}
        self._by_base: dict[str, Namesakes] | None = None
        self._by_place: dict[ExternalId | int | None, list[Track]] | None = None
        self._names: dict[str, str] | None = None
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
        """Return what is called the same, else what is called alike, stands in its place or shares an id."""
        bases = self._bases()
        same = bases.get(compact(entry.title.base)) or bases.get(compact(entry.title.full))
        if same is not None:
            return same.likely(wanted)
        found = chain(self._called_alike(compact(entry.title.base)), self._in_place_or_by_id(wanted))
        return list({track.key: track for track in found}.values())[:_ENOUGH]

    def _called_alike(self, base: str) -> list[Track]:
        """Return tracks with titles like this one, likest first; of endless ones the beginning counts."""
        if self._names is None:
            self._names = {name: name[:_BEGINNING] for name in islice(self._bases(), _NAMES)}
        alike = extract(base[:_BEGINNING], self._names, scorer=ratio, score_cutoff=_LIKE, limit=_ENOUGH)
        bases = self._bases()
        return [track for _name, _score, base in alike for track in bases[base].tracks[:_ENOUGH]]

    def _in_place_or_by_id(self, wanted: Entry) -> Iterator[Track]:
        if self._by_place is None:
            self._by_place = {}
            for track in self._tracks:
                for name in (track.number, *track.ids):
                    self._by_place.setdefault(name, []).append(track)
        for name in (*sorted(wanted.ids), wanted.number or None):
            if name is not None:
                yield from islice(self._by_place.get(name, ()), _ENOUGH)

    def _bases(self) -> dict[str, Namesakes]:
        if self._by_base is None:
            called: dict[str, list[Track]] = {}
            for track in self._tracks:
                called.setdefault(compact(read_title(track.title).base), []).append(track)
            self._by_base = {name: Namesakes(tracks) for name, tracks in called.items()}
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
