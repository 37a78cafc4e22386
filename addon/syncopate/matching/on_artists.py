"""What two sets of artists say about being one."""

from collections.abc import Callable

from rapidfuzz.fuzz import ratio

from syncopate.domain.match import Aspect, Evidence, Says
from syncopate.matching.backing import Backing
from syncopate.matching.keys import has_han, is_foreign, key
from syncopate.matching.known_names import COMPOSERS
from syncopate.matching.on_titles import latin_likeness
from syncopate.matching.reading import Reading
from syncopate.matching.weights import Weights

_SAME_NAME = 80


def compare_artists(
    entry: Reading, track: Reading, knows_artist: Callable[[str], bool], back: Backing, weights: Weights
) -> Evidence:
    """Compare artists as sets."""
    if not entry.artists or not track.artists:
        penalty = weights.artist_unknown_same_album if back.album else weights.artist_unknown
        return Evidence(Aspect.ARTISTS, Says.NOTHING, "no artist is known", penalty)
    return (
        _the_same(entry, track, knows_artist, back)
        or _related(entry, track, weights)
        or _alike(entry, track, back, weights)
    )


def _the_same(
    entry: Reading, track: Reading, knows_artist: Callable[[str], bool], back: Backing
) -> Evidence | None:
    shared = entry.artists & track.artists
    if shared and shared <= COMPOSERS and (other := _other_players(entry, track, back)) is not None:
        return other
    if shared or entry.band == track.band:
        return Evidence(Aspect.ARTISTS, Says.AGREES)
    if _pieces_agree(entry, track, knows_artist) or _pieces_agree(track, entry, knows_artist):
        return Evidence(Aspect.ARTISTS, Says.AGREES, "one of several artists")
    return None


def _related(entry: Reading, track: Reading, weights: Weights) -> Evidence | None:
    if entry.aliases & (track.artists | track.aliases) or track.aliases & entry.artists:
        return Evidence(Aspect.ARTISTS, Says.AGREES, "known by both names", weights.artist_alias)
    if (entry.artists | entry.aliases) & track.album_artists or entry.album_artists & track.artists:
        return Evidence(Aspect.ARTISTS, Says.AGREES, "as the album's artist", weights.artist_above_only)
    return None


def _other_players(entry: Reading, track: Reading, back: Backing) -> Evidence | None:
    """Say that others play the same composer's work, where both sides name players and none is the same."""
    mine = (entry.artists | entry.aliases) - COMPOSERS
    yours = (track.artists | track.aliases) - COMPOSERS
    if back.length or not mine or not yours or any(ratio(a, b) >= _SAME_NAME for a in mine for b in yours):
        return None
    against = f"{', '.join(track.names)} is not {', '.join(entry.names)}"
    return Evidence(Aspect.ARTISTS, Says.DISAGREES, against, 0.6, gate=True)


def _pieces_agree(whole: Reading, single: Reading, knows_artist: Callable[[str], bool]) -> bool:
    """Names written as one agree with their pieces where every piece is known to be somebody."""
    for pieces in whole.joined:
        if single.artists & set(pieces) and all(
            each in single.artists or knows_artist(each) for each in pieces
        ):
            return True
    return False


def _alike(entry: Reading, track: Reading, back: Backing, weights: Weights) -> Evidence:
    """Names that are not equal: misspelt, in another script, or somebody else."""
    across, readable = False, True
    for mine in entry.names:
        for yours in track.names:
            if is_foreign(key(mine)) != is_foreign(key(yours)):
                across = True
                readable = readable and not has_han(mine + yours)
                if (likeness := latin_likeness(mine, yours)) >= weights.reads_alike:
                    penalty = weights.artist_transliterated
                    return Evidence(Aspect.ARTISTS, Says.AGREES, "the same in Latin letters", penalty)
                readable = readable and likeness < weights.reads_different
    best = max(ratio(mine, yours) / 100 for mine in entry.artists for yours in track.artists)
    best = max(best, ratio(entry.band, track.band) / 100)
    floor = weights.artist_backed_floor if back.well else weights.artist_similar_floor
    if best >= floor and min(map(len, entry.artists | track.artists)) >= weights.artist_shortest:
        penalty = back.left_of((1 - best) * weights.artist_similar, weights, slip=True)
        return Evidence(Aspect.ARTISTS, Says.AGREES, f"the names are {best:.0%} alike", penalty)
    if back.well and _words_shared(entry, track):
        return Evidence(
            Aspect.ARTISTS, Says.AGREES, "one name is part of the other", weights.artist_words_shared
        )
    if across and not readable:
        return Evidence(
            Aspect.ARTISTS, Says.NOTHING, "names in different scripts", weights.artist_other_script
        )
    against = f"{', '.join(track.names)} is not {', '.join(entry.names)}"
    return Evidence(Aspect.ARTISTS, Says.DISAGREES, against, 0.6, gate=True)


def _words_shared(entry: Reading, track: Reading) -> bool:
    mine = {word for name in entry.names for word in key(name).split()}
    yours = {word for name in track.names for word in key(name).split()}
    return mine <= yours or yours <= mine
