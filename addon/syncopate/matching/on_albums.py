"""What each aspect of two albums says about them being one."""

from dataclasses import dataclass, field

from rapidfuzz.fuzz import ratio

from syncopate.domain.album import AlbumKind, LibraryAlbum, SourceAlbum
from syncopate.domain.ids import ExternalId, IdKind
from syncopate.domain.match import Aspect, Evidence, Says
from syncopate.matching.album_titles import AlbumTitle, read_album_title
from syncopate.matching.album_weights import AlbumWeights
from syncopate.matching.aliases import NO_ALIASES, Aliases
from syncopate.matching.artists import artist_key, artist_keys, joined_pieces
from syncopate.matching.keys import LONGEST, compact, has_han, is_foreign, key, latin_key

_SHORTEST = 5
"""Letters that a name needs to be compared by likeness."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlbumReading:
    """One side of a comparison. `performers` are the artists of its tracks; `size` None when not known."""

    raw_title: str
    title: AlbumTitle
    names: tuple[str, ...]
    artists: frozenset[str]
    performers: frozenset[str] = frozenset()
    year: int | None = None
    size: int | None = None
    listed: int = 0
    partial: bool = False
    single: bool = False
    ids: frozenset[ExternalId] = frozenset()


@dataclass(frozen=True, slots=True)
class Common:
    """How many tracks two lists share, and how long the lists are; zeros when one is not known."""

    both: int = 0
    ours: int = 0
    theirs: int = 0
    known: bool = field(default=False)

    @property
    def share(self) -> float:
        """The common part of the shorter list."""
        shorter = min(self.ours, self.theirs)
        return self.both / shorter if shorter else 0.0

    @property
    def same(self) -> bool:
        """True when every track of each list is in the other."""
        return self.known and self.both >= max(self.ours, self.theirs)


def read_source_album(album: SourceAlbum, aliases: Aliases = NO_ALIASES) -> AlbumReading:
    """Read a source's album; other names of its artists stand for them, too."""
    title, artists = read_album_title(album.title), _with_pieces(album.artists)
    return AlbumReading(
        raw_title=album.title,
        title=title,
        names=album.artists,
        artists=artists | aliases.of(artists) if artists else artists,
        performers=artist_keys(name for track in album.tracks for name in track.artists),
        year=album.year,
        size=album.size,
        listed=len(album.tracks),
        single=title.kind == "single",
        ids=album.ids,
    )


def read_library_album(album: LibraryAlbum) -> AlbumReading:
    """Read a library's album."""
    return AlbumReading(
        raw_title=album.title,
        title=read_album_title(album.title),
        names=album.artists,
        artists=_with_pieces(album.artists),
        performers=artist_keys(name for track in album.tracks for name in track.artists),
        year=album.year,
        size=album.size or len(album.tracks) or None,
        listed=len(album.tracks),
        partial=album.size is None or album.size > len(album.tracks),
        single=album.kind is AlbumKind.SINGLE,
        ids=album.ids,
    )


def _with_pieces(names: tuple[str, ...]) -> frozenset[str]:
    return artist_keys(names) | {piece for name in names for piece in joined_pieces(name)}


def compare_titles(ours: AlbumReading, theirs: AlbumReading, weights: AlbumWeights) -> list[Evidence]:
    """Compare what the titles say: name, volume, versions. A shared id is among it."""
    found = [_title(ours, theirs, weights)]
    found.extend(item for item in (_volume(ours, theirs), _versions(ours, theirs)) if item is not None)
    shared = {each for each in ours.ids & theirs.ids if each.kind in {IdKind.MB_RELEASE, IdKind.UPC}}
    if shared:
        which = min(shared)
        found.insert(0, Evidence(Aspect.ID, Says.AGREES, f"same {which.kind.value} {which.value}"))
    return found


def compare_contents(
    ours: AlbumReading, theirs: AlbumReading, common: Common, weights: AlbumWeights
) -> list[Evidence]:
    """Compare artists, edition, tracks, their number and the year."""
    found = (
        _artists(ours, theirs, common, weights),
        _edition(ours, theirs, common, weights),
        _tracks(common, weights),
        _count(ours, theirs, common, weights),
        _year(ours, theirs, common, weights),
    )
    return [item for item in found if item is not None]


def _title(ours: AlbumReading, theirs: AlbumReading, weights: AlbumWeights) -> Evidence:
    one, other = ours.title, theirs.title
    silent = weights.title_soundtrack_silent if bool(one.soundtrack) != bool(other.soundtrack) else 0.0
    if {one.soundtrack, other.soundtrack} == {"score", "soundtrack"}:
        silent = weights.title_soundtrack_silent
    if compact(one.full) == compact(other.full):
        detail = "only one says soundtrack" if silent else ""
        return Evidence(Aspect.TITLE, Says.AGREES, detail, silent)
    bases = {compact(one.base), compact(one.full)} & {compact(other.base), compact(other.full)}
    if bases and (one.base == one.full or other.base == other.full):
        detail = "one title has a subtitle"
        return Evidence(Aspect.TITLE, Says.AGREES, detail, weights.title_subtitle + silent)
    if _is_beginning(ours, theirs) or _is_beginning(theirs, ours):
        detail = "one title goes on after the other"
        return Evidence(Aspect.TITLE, Says.AGREES, detail, weights.title_beginning + silent)
    if is_foreign(one.base) != is_foreign(other.base):
        return _across_scripts(ours, theirs, weights)
    likeness = _likeness(compact(one.full), compact(other.full))
    if likeness >= weights.title_similar_floor and min(len(one.full), len(other.full)) >= _SHORTEST:
        penalty = round((1 - likeness) * weights.title_similar + silent, 3)
        return Evidence(Aspect.TITLE, Says.AGREES, f"the titles are {likeness:.0%} alike", penalty)
    detail = f'"{theirs.raw_title}" is not "{ours.raw_title}"'
    return Evidence(Aspect.TITLE, Says.DISAGREES, detail, 0.6, gate=True)


def _is_beginning(short: AlbumReading, long: AlbumReading) -> bool:
    """Return whether one title is what stands before the other's colon or dash."""
    for mark in (": ", " - "):
        before, found, _after = long.raw_title.partition(mark)
        if (
            found
            and compact(key(before)) == compact(short.title.base)
            and short.title.base == short.title.full
        ):
            return True
    return False


def _across_scripts(ours: AlbumReading, theirs: AlbumReading, weights: AlbumWeights) -> Evidence:
    likeness = _latin_likeness(ours.raw_title, theirs.raw_title)
    if likeness >= weights.reads_alike:
        penalty = weights.title_transliterated
        return Evidence(Aspect.TITLE, Says.AGREES, "the same in Latin letters", penalty)
    if likeness < weights.reads_different and not has_han(ours.raw_title + theirs.raw_title):
        detail = f'"{theirs.raw_title}" does not read like "{ours.raw_title}"'
        return Evidence(Aspect.TITLE, Says.DISAGREES, detail, 0.6, gate=True)
    return Evidence(Aspect.TITLE, Says.NOTHING, "titles in different scripts", weights.title_other_script)


def _latin_likeness(one: str, other: str) -> float:
    left, right = (latin_key(text) or key(text) for text in (one, other))
    return _likeness(compact(left), compact(right))


def _likeness(one: str, other: str) -> float:
    """Return how much alike two keys are, 0..1; of endless ones the beginning and the length count."""
    shorter, longer = sorted((len(one), len(other)))
    begins = ratio(one[:LONGEST], other[:LONGEST]) / 100
    return begins if longer <= LONGEST else min(begins, shorter / longer)


def _volume(ours: AlbumReading, theirs: AlbumReading) -> Evidence | None:
    one, other = ours.title, theirs.title
    if one.volume != other.volume:
        if one.volume and other.volume:
            detail = f"volume {other.volume} is not volume {one.volume}"
            return Evidence(Aspect.PART, Says.DISAGREES, detail, 0.5, gate=True)
        if compact(key(ours.raw_title)) == compact(key(theirs.raw_title)):
            return None
        detail = f"only one is volume {one.volume or other.volume}"
        return Evidence(Aspect.PART, Says.DISAGREES, detail, 0.5, gate=(one.volume or other.volume) != "1")
    if one.numbers != other.numbers and compact(one.full) != compact(other.full):
        shown = [" ".join(map(str, each.numbers)) or "no number" for each in (other, one)]
        return Evidence(Aspect.PART, Says.DISAGREES, f"{shown[0]} is not {shown[1]}", 0.5, gate=True)
    return Evidence(Aspect.PART, Says.AGREES, f"both are volume {one.volume}") if one.volume else None


def _versions(ours: AlbumReading, theirs: AlbumReading) -> Evidence | None:
    one, other = ours.title.versions, theirs.title.versions
    if one == other:
        return Evidence(Aspect.VERSION, Says.AGREES, f"both are {', '.join(sorted(one))}") if one else None
    lacking = ", ".join(sorted(one - other)) or "studio"
    extra = ", ".join(sorted(other - one)) or "studio"
    return Evidence(Aspect.VERSION, Says.DISAGREES, f"{extra} is not {lacking}", 0.5, gate=True)


def _artists(ours: AlbumReading, theirs: AlbumReading, common: Common, weights: AlbumWeights) -> Evidence:
    if ours.artists & theirs.artists:
        return Evidence(Aspect.ARTISTS, Says.AGREES)
    if not ours.artists and not theirs.artists:
        if ours.names and theirs.names:
            return Evidence(Aspect.ARTISTS, Says.AGREES, "both are by various artists")
        penalty = 0.0 if common.known else weights.artists_unknown
        return Evidence(Aspect.ARTISTS, Says.NOTHING, "no artist is known", penalty)
    if not ours.artists or not theirs.artists:
        return _filed_under_nobody(ours, theirs, common, weights)
    return _names_alike(ours, theirs, weights) or _by_tracks(ours, theirs, common, weights)


def _by_tracks(ours: AlbumReading, theirs: AlbumReading, common: Common, weights: AlbumWeights) -> Evidence:
    """Names that are not equal: those who play, or somebody else."""
    if ours.artists & theirs.performers or theirs.artists & ours.performers:
        return Evidence(Aspect.ARTISTS, Says.AGREES, "as those who play on it", weights.artists_performers)
    if common.both >= weights.tracks_fewest and common.share >= weights.artists_by_tracks_floor:
        detail = "other names, but the same recordings"
        return Evidence(Aspect.ARTISTS, Says.NOTHING, detail, weights.artists_by_tracks)
    against = f"{', '.join(theirs.names)} is not {', '.join(ours.names)}"
    return Evidence(Aspect.ARTISTS, Says.DISAGREES, against, 0.6, gate=True)


def _filed_under_nobody(
    ours: AlbumReading, theirs: AlbumReading, common: Common, weights: AlbumWeights
) -> Evidence:
    """One is filed under an artist, the other under various ones or nobody."""
    named, other = (ours, theirs) if ours.artists else (theirs, ours)
    if named.artists & other.performers:
        detail = "as those who play on it"
        return Evidence(Aspect.ARTISTS, Says.AGREES, detail, weights.artists_performers)
    told = bool(named.title.soundtrack and other.title.soundtrack) or common.share >= weights.tracks_agree
    penalty = weights.artists_unknown if told else weights.artists_various
    return Evidence(Aspect.ARTISTS, Says.NOTHING, "one is filed under various artists", penalty)


def _names_alike(ours: AlbumReading, theirs: AlbumReading, weights: AlbumWeights) -> Evidence | None:
    best = 0.0
    for mine in ours.names:
        for yours in theirs.names:
            if is_foreign(key(mine)) != is_foreign(key(yours)):
                if _latin_likeness(mine, yours) >= weights.reads_alike:
                    penalty = weights.artists_transliterated
                    return Evidence(Aspect.ARTISTS, Says.AGREES, "the same in Latin letters", penalty)
                continue
            left, right = artist_key(mine), artist_key(yours)
            if min(len(left), len(right)) >= _SHORTEST:
                best = max(best, _likeness(left, right))
    if best < weights.artists_similar_floor:
        return None
    penalty = round((1 - best) * weights.artists_similar, 3)
    return Evidence(Aspect.ARTISTS, Says.AGREES, f"the names are {best:.0%} alike", penalty)


def _edition(
    ours: AlbumReading, theirs: AlbumReading, common: Common, weights: AlbumWeights
) -> Evidence | None:
    """Compare editions: what holds other tracks is another album, unless the tracks are the same."""
    one, other = ours.title, theirs.title
    named = [_edition_name(each) for each in (other, one)]
    if one.contents == other.contents:
        if one.packaging == other.packaging:
            return Evidence(Aspect.EDITION, Says.AGREES, f"both are {named[0]}") if one.edition else None
        detail = "the same in other packaging"
        return Evidence(Aspect.EDITION, Says.AGREES, detail, weights.edition_packaging)
    apart = one.contents ^ other.contents
    remade = any(word.startswith("anniversary") for word in apart)
    if common.same and not remade:
        detail = f"{named[0]} holds the same tracks as {named[1]}"
        return Evidence(Aspect.EDITION, Says.NOTHING, detail, weights.edition_same_contents)
    return Evidence(Aspect.EDITION, Says.DISAGREES, f"{named[0]} is not {named[1]}", 0.3, gate=True)


def _edition_name(title: AlbumTitle) -> str:
    return f"the {title.edition} edition" if title.edition else "the plain edition"


def _tracks(common: Common, weights: AlbumWeights) -> Evidence | None:
    if not common.known:
        return Evidence(Aspect.TRACKS, Says.NOTHING, "the tracks are not known", weights.tracks_unknown)
    shorter = min(common.ours, common.theirs)
    detail = f"{common.both} of {shorter} tracks are the same"
    penalty = round((1 - common.share) * weights.tracks_lacking, 3)
    if common.share >= weights.tracks_agree:
        return Evidence(Aspect.TRACKS, Says.AGREES, detail, penalty)
    if common.share < weights.tracks_differ and (shorter >= weights.tracks_fewest or not common.both):
        return Evidence(Aspect.TRACKS, Says.DISAGREES, detail, 0.4, gate=True)
    return Evidence(Aspect.TRACKS, Says.NOTHING, detail, penalty)


def _count(
    ours: AlbumReading, theirs: AlbumReading, common: Common, weights: AlbumWeights
) -> Evidence | None:
    if ours.size is None or theirs.size is None:
        return None
    if ours.size == theirs.size:
        return Evidence(Aspect.COUNT, Says.AGREES, f"{ours.size} tracks")
    shown = f"{theirs.size} tracks, not {ours.size}"
    fewer, more = sorted((ours, theirs), key=lambda each: each.size or 0)
    short = (fewer.size or 0) <= weights.single_most and (more.size or 0) >= weights.album_least
    if short and not fewer.partial:
        detail = f"{shown}: a single is not an album"
        return Evidence(Aspect.COUNT, Says.DISAGREES, detail, 0.3, gate=True)
    if fewer.partial:
        return Evidence(Aspect.COUNT, Says.NOTHING, f"{fewer.size} of {more.size} tracks")
    most = weights.count_far if common.known else weights.count_far_unseen
    penalty = min(most, round(abs(ours.size - theirs.size) * weights.count_each, 3))
    return Evidence(Aspect.COUNT, Says.DISAGREES, shown, penalty)


def _year(ours: AlbumReading, theirs: AlbumReading, common: Common, weights: AlbumWeights) -> Evidence | None:
    if not ours.year or not theirs.year:
        return None
    if abs(ours.year - theirs.year) <= weights.year_free:
        return Evidence(Aspect.YEAR, Says.AGREES)
    seen = common.known and common.share >= weights.tracks_agree
    penalty = weights.year_apart if seen else weights.year_apart_unseen
    return Evidence(Aspect.YEAR, Says.DISAGREES, f"{theirs.year}, not {ours.year}", penalty)
