"""What two sets of artists say about being one."""

from collections.abc import Callable

from rapidfuzz.fuzz import ratio

from syncopate.domain.match import Aspect, Evidence, Says
from syncopate.matching.backing import Backing
from syncopate.matching.keys import compact, has_han, is_foreign, key, starred
from syncopate.matching.known_names import COMPOSERS
from syncopate.matching.on_titles import latin_likeness
from syncopate.matching.reading import Reading
from syncopate.matching.spelling import slip_of_the_pen
from syncopate.matching.weights import Weights

_SAME_NAME = 80
_IMITATORS = frozenset({"tribute", "karaoke", "cover", "covers", "revival", "hits"})
_ENSEMBLES = ("orchest", "philharmoni", "symphony", "sinfoni", "choir", "chorus")
_SAME_WORD = 0.7
_ANOTHER = 0.8
_TELLING = 3
_FEW = 12
"""So many names of each side are compared by likeness."""


def compare_artists(
    entry: Reading, track: Reading, knows_artist: Callable[[str], bool], back: Backing, weights: Weights
) -> Evidence:
    """Compare artists as sets."""
    if not entry.artists or not track.artists:
        return Evidence(
            Aspect.ARTISTS, Says.NOTHING, "no artist is known", _unknown(entry, track, back, weights)
        )
    if entry.guessed or track.guessed:
        same = _the_same(entry, track, knows_artist, back, weights)
        if same is not None and same.says is Says.AGREES:
            detail = "the title names the artist, but another one is given"
            return Evidence(Aspect.ARTISTS, Says.NOTHING, detail, weights.artist_guessed)
    return (
        _the_same(entry, track, knows_artist, back, weights)
        or _related(entry, track, weights)
        or _alike(entry, track, back, weights)
    )


def _unknown(entry: Reading, track: Reading, back: Backing, weights: Weights) -> float:
    if back.album:
        return weights.artist_unknown_same_album
    telling = len(entry.title.full.split()) >= _TELLING and entry.title.full == track.title.full
    neither = not entry.artists and not track.artists
    return weights.artist_unknown_both if neither and telling and back.length else weights.artist_unknown


def _the_same(
    entry: Reading, track: Reading, knows_artist: Callable[[str], bool], back: Backing, weights: Weights
) -> Evidence | None:
    shared = entry.artists & track.artists
    if (
        shared
        and all(map(_played_by_others, shared))
        and (other := _other_players(entry, track, back, weights)) is not None
    ):
        return other
    if entry.artists == track.artists or entry.band == track.band:
        return Evidence(Aspect.ARTISTS, Says.AGREES)
    if shared - (entry.guests & track.guests):  # who is a guest on both sides is no proof
        return Evidence(Aspect.ARTISTS, Says.AGREES, "the same but for guests", weights.artist_guests)
    billed = {frozenset(pieces) for pieces in entry.joined}
    if billed & {frozenset(pieces) for pieces in track.joined}:
        return Evidence(Aspect.ARTISTS, Says.AGREES)
    if _pieces_agree(entry, track, knows_artist) or _pieces_agree(track, entry, knows_artist):
        return Evidence(Aspect.ARTISTS, Says.AGREES, "one of several artists")
    return None


def _related(entry: Reading, track: Reading, weights: Weights) -> Evidence | None:
    if entry.aliases & (track.artists | track.aliases) or track.aliases & entry.artists:
        return Evidence(Aspect.ARTISTS, Says.AGREES, "known by both names", weights.artist_alias)
    if _starred_alike(entry, track) or _starred_alike(track, entry):
        return Evidence(Aspect.ARTISTS, Says.AGREES, "the same in another spelling", weights.title_spelling)
    if (entry.artists | entry.aliases) & track.album_artists or entry.album_artists & track.artists:
        return Evidence(Aspect.ARTISTS, Says.AGREES, "as the album's artist", weights.artist_above_only)
    if _composer_alone(entry, track) or _composer_alone(track, entry):
        detail = "a composer on one side, players on the other"
        return Evidence(Aspect.ARTISTS, Says.NOTHING, detail, weights.artist_composer_only)
    if _billed(entry, track) or _billed(track, entry) or _in_other(entry, track) or _in_other(track, entry):
        return Evidence(Aspect.ARTISTS, Says.NOTHING, "billed together with others", weights.artist_billed)
    return None


def _starred_alike(hidden: Reading, shown: Reading) -> bool:
    patterns = [pattern for name in hidden.names if (pattern := starred(name)) is not None]
    return any(pattern.fullmatch(artist) for pattern in patterns for artist in shown.artists)


def _billed(whole: Reading, single: Reading) -> bool:
    return any(single.artists & set(pieces) for pieces in whole.joined)


def _played_by_others(artist: str) -> bool:
    """Return True for who shares a work with many: its composer, an orchestra under many conductors."""
    return artist in COMPOSERS or any(word in artist for word in _ENSEMBLES)


def _composer_alone(one: Reading, other: Reading) -> bool:
    return one.artists <= COMPOSERS and not other.artists & COMPOSERS


def _in_other(shorter: Reading, longer: Reading) -> bool:
    """Return True where a name of several words is part of a longer one: Jimi Hendrix, his Experience."""
    for one in shorter.names[:_FEW]:
        words = set(key(one).split())
        for other in longer.names[:_FEW]:
            more = set(key(other).split()) - words
            if len(words) > 1 and words <= set(key(other).split()) and not more & _IMITATORS:
                return True
    return False


def _other_players(entry: Reading, track: Reading, back: Backing, weights: Weights) -> Evidence | None:
    """Say that others play the same composer's work, where both sides name players and none is the same."""
    shared = entry.artists & track.artists
    mine = (entry.artists | entry.aliases) - COMPOSERS - shared
    yours = (track.artists | track.aliases) - COMPOSERS - shared
    if not mine or not yours or any(ratio(a, b) >= _SAME_NAME for a in mine for b in yours):
        return None
    against = f"{', '.join(track.names)} is not {', '.join(entry.names)}"
    if back.length:  # an orchestra on one side, its conductor on the other
        return Evidence(Aspect.ARTISTS, Says.NOTHING, against, weights.artist_other_players)
    return Evidence(Aspect.ARTISTS, Says.DISAGREES, against, weights.artist_other, gate=True)


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
    if not entry.names or not track.names:  # guests alone do not say whose it is
        return Evidence(Aspect.ARTISTS, Says.NOTHING, "no artist is known", weights.artist_unknown)
    across, readable = False, True
    for mine in entry.names[:_FEW]:
        for yours in track.names[:_FEW]:
            if is_foreign(key(mine)) != is_foreign(key(yours)):
                across = True
                readable = readable and not has_han(mine + yours)
                if (likeness := latin_likeness(mine, yours)) >= weights.reads_alike:
                    penalty = weights.artist_transliterated
                    return Evidence(Aspect.ARTISTS, Says.AGREES, "the same in Latin letters", penalty)
                readable = readable and likeness < weights.reads_different
    pairs = ((a, b) for a in entry.names[:_FEW] for b in track.names[:_FEW])
    best, mine, yours = max((_name_likeness(a, b), key(a), key(b)) for a, b in pairs)
    lacking, other = 1 - best, 0.0 if slip_of_the_pen(mine, yours) else weights.artist_other_word
    floor = back.floor(weights.artist_similar_floor, weights)
    if best >= floor and min(map(len, entry.artists | track.artists)) >= weights.artist_shortest:
        penalty = back.left_of(lacking * weights.artist_similar + other, weights, slip=not other)
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
    return Evidence(Aspect.ARTISTS, Says.DISAGREES, against, weights.artist_other, gate=True)


def _name_likeness(one: str, other: str) -> float:
    """How much two names are alike: no more than their least alike words, little with a word more."""
    mine, yours = key(one).removeprefix("the "), key(other).removeprefix("the ")
    whole = ratio(compact(mine), compact(yours)) / 100
    if len(mine.split()) != len(yours.split()):
        return min(whole, _ANOTHER)
    least = min((ratio(a, b) / 100 for a, b in zip(mine.split(), yours.split(), strict=True)), default=0.0)
    return whole if least >= _SAME_WORD else min(whole, least)


def _words_shared(entry: Reading, track: Reading) -> bool:
    mine = {word for name in entry.names for word in key(name).split()}
    yours = {word for name in track.names for word in key(name).split()}
    return mine <= yours or yours <= mine
