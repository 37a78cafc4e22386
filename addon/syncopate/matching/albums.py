"""From a source's album to a verdict: which album of the library it is, and which of its tracks are where."""

from collections.abc import Iterable
from dataclasses import replace

from rapidfuzz.fuzz import ratio
from rapidfuzz.process import extract

from syncopate.domain.album import (
    AlbumCandidate,
    AlbumMatch,
    AlbumTrackMatch,
    Completeness,
    LibraryAlbum,
    Place,
    SourceAlbum,
    SourceTrack,
    Whereabouts,
)
from syncopate.domain.match import Aspect, Evidence, Match, Verdict
from syncopate.matching.album_titles import read_album_title
from syncopate.matching.album_tracks import entry_of, inside_album
from syncopate.matching.album_weights import DEFAULT, AlbumWeights
from syncopate.matching.albums_index import AlbumIndex
from syncopate.matching.aliases import NO_ALIASES, Aliases
from syncopate.matching.artists import artist_key
from syncopate.matching.decisions import Decisions
from syncopate.matching.index import LibraryIndex
from syncopate.matching.keys import LONGEST, compact, is_foreign, latin_key
from syncopate.matching.match import match_entry
from syncopate.matching.on_albums import (
    AlbumReading,
    Common,
    compare_contents,
    compare_titles,
    read_library_album,
    read_source_album,
)

_SHOWN = 5
_LOOKED_INTO = 4
"""So many albums have their tracks compared; the others are told apart before."""
_MANY = 400
_LIKE = 82.0
_NO_DECISIONS = Decisions()


def unknown_album(source: SourceAlbum) -> AlbumMatch:
    """Return the verdict while the library cannot be read."""
    unknown = Match(Verdict.UNKNOWN, "library_unknown")
    return AlbumMatch(
        Verdict.UNKNOWN,
        "library_unknown",
        tracks=tuple(AlbumTrackMatch(track, Whereabouts.UNKNOWN, unknown) for track in source.tracks),
    )


def match_album(
    source: SourceAlbum,
    albums: AlbumIndex,
    library: LibraryIndex,
    decisions: Decisions = _NO_DECISIONS,
    aliases: Aliases = NO_ALIASES,
    weights: AlbumWeights = DEFAULT,
) -> AlbumMatch:
    """Find a source's album, and each of its tracks: on it, or elsewhere in the library. About 1 ms."""
    found = [albums.at(number) for number in _worth_a_look(source, albums, aliases)]
    verdict, inside = _judge(source, found, aliases, weights)
    by_key = {album.key: album for album in found}
    chosen = by_key[verdict.album_key] if verdict.album_key is not None else None
    tracks = _everywhere(source, chosen, inside, library, decisions, aliases)
    return replace(verdict, tracks=tracks, completeness=_completeness(source, chosen, tracks))


def judge_album(
    source: SourceAlbum,
    albums: Iterable[LibraryAlbum],
    aliases: Aliases = NO_ALIASES,
    weights: AlbumWeights = DEFAULT,
) -> AlbumMatch:
    """Return the verdict on an album against a few of a library, without looking for tracks elsewhere."""
    return _judge(source, list(albums), aliases, weights)[0]


class _Weighed:
    """An album with its evidence; `inside` says which of its tracks the source's are, where looked into."""

    __slots__ = ("album", "candidate", "inside", "reading")

    def __init__(self, album: LibraryAlbum) -> None:
        self.album = album
        self.reading = read_library_album(album)
        self.inside: dict[int, Match] = {}
        self.candidate = AlbumCandidate(album.key, 0.0, ())

    def weigh(self, evidence: Iterable[Evidence]) -> None:
        """Add evidence."""
        whole = (*self.candidate.evidence, *evidence)
        score = round(max(0.0, 1.0 - sum(item.penalty for item in whole)), 4)
        self.candidate = AlbumCandidate(self.album.key, score, whole)


def _worth_a_look(source: SourceAlbum, albums: AlbumIndex, aliases: Aliases) -> list[int]:
    """Return the albums that share id, title or artist and are somewhat alike."""
    numbers = dict.fromkeys(albums.by_ids(source.ids))
    title = read_album_title(source.title)
    for name in {compact(title.base), compact(title.full), "~" + compact(title.base)}:
        numbers.update(dict.fromkeys(albums.by_title(name)))
    if is_foreign(title.base) and (latin := latin_key(source.title)):
        numbers.update(dict.fromkeys(albums.by_title(compact(latin))))
        numbers.update(dict.fromkeys(albums.by_title("~" + compact(latin))))
    artists = dict.fromkeys(filter(None, map(artist_key, source.artists)))
    for artist in (*artists, *sorted(aliases.of(artists))):
        own = [each for each in albums.by_artist(artist, _MANY) if each not in numbers]
        titles = {each: read_album_title(albums.title_at(each)).base[:LONGEST] for each in own}
        alike = extract(title.base[:LONGEST], titles, scorer=ratio, score_cutoff=_LIKE, limit=_SHOWN)
        numbers.update(dict.fromkeys(each for _title, _score, each in alike))
        numbers.update(dict.fromkeys(each for each in own if _goes_on(title.base, titles[each])))
    return list(numbers)


def _goes_on(one: str, other: str) -> bool:
    shorter, longer = sorted((one, other), key=len)
    return longer.startswith(f"{shorter} ")


def _judge(
    source: SourceAlbum, albums: list[LibraryAlbum], aliases: Aliases, weights: AlbumWeights
) -> tuple[AlbumMatch, dict[str, dict[int, Match]]]:
    """Return the verdict, and which tracks were found in which album."""
    reading = read_source_album(source, aliases)
    weighed = [_Weighed(album) for album in albums]
    for each in weighed:
        each.weigh(compare_titles(reading, each.reading, weights))
    first = sorted(weighed, key=lambda each: _promise(each, reading))
    sure = False
    for place, each in enumerate(first):
        look = place < _LOOKED_INTO and not each.candidate.barred and not (sure and _by_likeness(each))
        common = _common(source, each, aliases) if look else Common()
        sure = sure or common.same
        each.weigh(compare_contents(reading, each.reading, common, weights))
    return _verdict(weighed, weights), {each.album.key: each.inside for each in weighed if each.inside}


def _by_likeness(each: _Weighed) -> bool:
    """Return whether the title is not the same, only similar."""
    return bool(each.candidate.score < 1.0)


def _promise(each: _Weighed, source: AlbumReading) -> tuple[bool, bool, bool, float, str]:
    """Sort key: which albums are worth looking into first."""
    theirs = each.reading
    artists = bool(source.artists & (theirs.artists | theirs.performers)) or source.artists == theirs.artists
    editions = source.title.contents == theirs.title.contents
    return each.candidate.barred, not artists, not editions, -each.candidate.score, each.album.key


def _verdict(weighed: list[_Weighed], weights: AlbumWeights) -> AlbumMatch:
    same = [each for each in weighed if _same_release(each)]
    if same:
        best = min(same, key=_order)
        return AlbumMatch(Verdict.MATCH, "same_id", best.album.key, _shown(weighed, best))
    open_ones = sorted((each for each in weighed if not each.candidate.barred), key=_order)
    if not open_ones:
        worth = [each for each in weighed if each.candidate.score >= 0.15]  # noqa: PLR2004 -- below, nothing agrees
        editions = [each for each in worth if _edition_alone(each)]
        reason = "other_edition" if editions else "conflict" if worth else "nothing_similar"
        return AlbumMatch(Verdict.MISSING, reason, candidates=_shown(editions or worth))
    best = open_ones[0]
    if best.candidate.score < weights.threshold:
        look = best.candidate.score >= weights.review_floor
        verdict, reason = (Verdict.REVIEW, "not_sure") if look else (Verdict.MISSING, "conflict")
        return AlbumMatch(verdict, reason, candidates=_shown(weighed))
    near = [each for each in open_ones[1:] if each.candidate.score > best.candidate.score - weights.gap]
    if any(not _one_album(best, each) for each in near):
        return AlbumMatch(Verdict.REVIEW, "no_gap", candidates=_shown(weighed))
    best = min((best, *near), key=lambda each: (-each.album.completeness.owned, *_order(each)))
    return AlbumMatch(Verdict.MATCH, "agrees", best.album.key, _shown(weighed, best))


def _same_release(each: _Weighed) -> bool:
    """Return whether the release is named by its id and nothing but the edition's name speaks against it."""
    evidence = each.candidate.evidence
    if not any(item.aspect is Aspect.ID for item in evidence):
        return False
    gates = {item.aspect for item in evidence if item.gate}
    return not gates & {Aspect.TRACKS, Aspect.PART} and not gates >= {Aspect.TITLE, Aspect.ARTISTS}


def _edition_alone(each: _Weighed) -> bool:
    gates = {item.aspect for item in each.candidate.evidence if item.gate}
    return Aspect.EDITION in gates and gates <= {Aspect.EDITION, Aspect.COUNT}


def _one_album(one: _Weighed, other: _Weighed) -> bool:
    """Two copies of one album: the same title, artists and number of tracks."""
    left, right = one.reading, other.reading
    return (
        compact(left.title.full) == compact(right.title.full)
        and left.artists == right.artists
        and left.title.contents == right.title.contents
        and (left.year == right.year or not left.year or not right.year)
    )


def _order(each: _Weighed) -> tuple[float, str]:
    return -each.candidate.score, each.album.key


def _shown(weighed: list[_Weighed], first: _Weighed | None = None) -> tuple[AlbumCandidate, ...]:
    ranked = sorted(weighed, key=lambda each: (each is not first, each.candidate.barred, *_order(each)))
    return tuple(each.candidate for each in ranked[:_SHOWN])


def _common(source: SourceAlbum, each: _Weighed, aliases: Aliases) -> Common:
    """Count the tracks that both lists hold, and remember which are which."""
    if not source.tracks or not each.album.tracks:
        return Common()
    each.inside = inside_album(source, each.album, aliases)
    ours, theirs = len(source.tracks), each.album.completeness.owned
    return Common(both=len(each.inside), ours=ours, theirs=max(theirs, 1), known=True)


def _everywhere(
    source: SourceAlbum,
    chosen: LibraryAlbum | None,
    inside: dict[str, dict[int, Match]],
    library: LibraryIndex,
    decisions: Decisions,
    aliases: Aliases,
) -> tuple[AlbumTrackMatch, ...]:
    """Say of every track where it is: on the album, on another one, or nowhere."""
    here = inside.get(chosen.key, {}) if chosen is not None else {}
    if chosen is not None and not here and source.tracks:
        here = inside_album(source, chosen, aliases)
    own = {track.key for track in chosen.tracks} if chosen is not None else set()
    found = []
    for place, track in enumerate(source.tracks):
        entry = entry_of(track, source, place)
        ruled = decisions.on(entry)
        match = here.get(place)
        if match is None or ruled.chosen is not None or ruled.never or ruled.refused:
            match = match_entry(entry, library, decisions, aliases)
        found.append(_placed(track, match, own, library))
    return tuple(found)


def _placed(track: SourceTrack, match: Match, own: set[str], library: LibraryIndex) -> AlbumTrackMatch:
    if match.verdict is not Verdict.MATCH or match.track_key is None:
        where = Whereabouts.REVIEW if match.verdict is Verdict.REVIEW else Whereabouts.MISSING
        return AlbumTrackMatch(track, where, match)
    if match.track_key in own:
        return AlbumTrackMatch(track, Whereabouts.HERE, match)
    held = library.track(match.track_key)
    return AlbumTrackMatch(track, Whereabouts.ELSEWHERE, match, held.album if held is not None else None)


def _completeness(
    source: SourceAlbum, chosen: LibraryAlbum | None, tracks: tuple[AlbumTrackMatch, ...]
) -> Completeness | None:
    """Count against the source's list; without one, against what the library knows of the album."""
    if not tracks:
        if chosen is None or source.size is None or chosen.completeness.total is not None:
            return chosen.completeness if chosen is not None else None
        owned = chosen.completeness.owned
        return Completeness(owned=owned, total=max(owned, source.size), missing=chosen.completeness.missing)
    lacking = [item.track for item in tracks if item.where is not Whereabouts.HERE]
    missing = tuple(Place(track.disc or 1, track.number) for track in lacking if track.number)
    return Completeness(owned=len(tracks) - len(lacking), total=len(tracks), missing=missing)
