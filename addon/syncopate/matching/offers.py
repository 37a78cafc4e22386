"""Which offered files are what is wanted: the matcher of playlists, on what a file's name can mean.

The title comes from the file's own name, never from a folder's. Folders tell artist and album; where they are
all that speaks against a file, it is not refused but has to be looked at.
"""

from collections.abc import Iterable
from dataclasses import replace

from syncopate.domain.choice import Judged, Rejection
from syncopate.domain.download import Offer, Wanted
from syncopate.domain.match import Aspect, Match, Verdict
from syncopate.domain.media import Track
from syncopate.domain.playlist import Entry
from syncopate.matching.aliases import Aliases
from syncopate.matching.decisions import Decisions
from syncopate.matching.keys import compact, key
from syncopate.matching.known_names import KNOWN_ALIASES
from syncopate.matching.paths import PathReading, read_path
from syncopate.matching.reading import Reading, read_entry, read_track
from syncopate.matching.weighing import Weighed, by_id, by_score, weigh
from syncopate.matching.weights import DEFAULT, Weights

_NO_DECISIONS = Decisions()
_GATES = (
    (Aspect.TITLE, Rejection.TITLE),
    (Aspect.PART, Rejection.PART),
    (Aspect.VERSION, Rejection.VERSION),
    (Aspect.ARTISTS, Rejection.ARTISTS),
    (Aspect.DURATION, Rejection.DURATION),
)


def entry_of(wanted: Wanted) -> Entry:
    """Return what is wanted as an entry."""
    return Entry(
        position=0,
        title=wanted.title,
        artists=wanted.artists or ((wanted.album_artist,) if wanted.album_artist else ()),
        album=wanted.album,
        duration=wanted.duration,
        disc=wanted.disc,
        number=wanted.number,
        ids=wanted.ids,
    )


def judge_offers(
    wanted: Wanted,
    offers: Iterable[Offer],
    decisions: Decisions = _NO_DECISIONS,
    aliases: Aliases = KNOWN_ALIASES,
    weights: Weights = DEFAULT,
) -> tuple[Judged, ...]:
    """Judge each offer by itself, in their order: none of them changes what is thought of another."""
    entry = entry_of(wanted)
    reading, ruled = read_entry(entry, aliases), decisions.on(entry)
    return tuple(
        Judged(offer, Match(Verdict.MISSING, "refused"), Rejection.REFUSED)
        if ruled.refuses(offer.track)
        else judge(reading, offer, read_offer(offer), weights)
        for offer in offers
    )


type Meant = tuple[Track, Reading]
"""One way in which an offer can be meant: the track it would be, and that track read."""


def read_offer(offer: Offer) -> tuple[Meant, ...]:
    """Return each way in which an offer can be meant; the tracks' keys are the offer's.

    Where what is told of it stands in the file's name, the name says more than what was made of it.
    """
    return tuple((track, read_track(track)) for track in _tracks(replace(offer.track, key=offer.key)))


def _tracks(told: Track) -> tuple[Track, ...]:
    if told.path is None:
        return (told,)
    whole, stem = _plain(told.path), _plain(_file_name(told.path))
    if _plain(told.title) not in stem:
        return (told,)
    found = dict.fromkeys(_as_read(told, reading, whole) for reading in read_path(told.path))
    return tuple(found) or (told,)


def judge(entry: Reading, offer: Offer, meant: tuple[Meant, ...], weights: Weights = DEFAULT) -> Judged:
    """Judge an offer, in the best of the ways in which it can be meant."""
    best = _best(entry, meant, weights)
    match = _verdict(entry, best, weights)
    if match.verdict is Verdict.MATCH:
        return Judged(offer, match)
    shown = replace(match, candidates=match.candidates or (best.candidate,))
    gates = {item.aspect for item in best.candidate.evidence if item.gate}
    if not gates <= {Aspect.ARTISTS}:
        return Judged(offer, shown, _reason(gates))
    if _folder_decides(entry, offer.track, meant, best, weights):
        review = replace(shown, verdict=Verdict.REVIEW, reason="not_sure")
        return Judged(offer, review, Rejection.FOLDER)
    return Judged(offer, shown, _reason(gates))


def _folder_decides(
    entry: Reading, told: Track, meant: tuple[Meant, ...], best: Weighed, weights: Weights
) -> bool:
    """Tell whether a file would be it, or might be it instead of not at all, lay it elsewhere."""
    elsewhere = _read_again(replace(track, album=None) for track, _ in meant)
    if _verdict(entry, _best(entry, elsewhere, weights), weights).verdict is Verdict.MATCH:
        return True
    nowhere = _read_again(_without_folders(told, track) for track, _ in meant)
    verdict = _verdict(entry, _best(entry, nowhere, weights), weights).verdict
    return verdict is Verdict.MATCH or (best.candidate.barred and verdict is Verdict.REVIEW)


def _read_again(tracks: Iterable[Track]) -> tuple[Meant, ...]:
    return tuple((track, read_track(track)) for track in dict.fromkeys(tracks))


def _best(entry: Reading, meant: Iterable[Meant], weights: Weights) -> Weighed:
    weighed = [
        weigh(entry, track, read, (entry.artists | read.artists).__contains__, weights)
        for track, read in meant
    ]
    return max(weighed, key=lambda each: (not each.candidate.barred, each.candidate.score))


def _verdict(entry: Reading, weighed: Weighed, weights: Weights) -> Match:
    shared = by_id(entry, [weighed]) if entry.ids & weighed.reading.ids else None
    if shared is not None and shared.verdict is Verdict.MATCH and not _other_length(weighed):
        return shared
    return by_score(entry, [weighed], weights)


def _other_length(weighed: Weighed) -> bool:
    """Tell whether a length speaks against it: of a file to be fetched that counts more than an id."""
    said = weighed.says(Aspect.DURATION)
    return said is not None and said.gate


def _reason(gates: set[Aspect]) -> Rejection:
    return next((reason for aspect, reason in _GATES if aspect in gates), Rejection.NOT_SURE)


def _as_read(told: Track, reading: PathReading, whole: str) -> Track:
    """Return a track as its path can be read; what is told and does not come from the path stays."""
    artists = tuple(name for name in told.artists if _plain(name) not in whole)
    album = told.album if told.album and _plain(told.album) not in whole else None
    return replace(
        told,
        title=reading.title,
        artists=(reading.artist,) if reading.artist else artists,
        album=reading.album or album,
        album_artist=told.album_artist
        if told.album_artist and _plain(told.album_artist) not in whole
        else None,
        disc=reading.disc or told.disc,
        number=reading.number or told.number,
        year=reading.year or told.year,
    )


def _without_folders(told: Track, meant: Track) -> Track:
    """Return a way in which an offer is meant, without what its folders alone say."""
    if told.path is None:
        return meant
    name = _plain(_file_name(told.path))
    folders = _plain(told.path[: -len(_file_name(told.path))])

    def said_elsewhere(text: str) -> bool:
        return _plain(text) in name or _plain(text) not in folders

    album = meant.album if meant.album and said_elsewhere(meant.album) else None
    return replace(
        meant,
        artists=tuple(filter(said_elsewhere, meant.artists)),
        album_artist=meant.album_artist
        if meant.album_artist and said_elsewhere(meant.album_artist)
        else None,
        album=album,
    )


def _file_name(path: str) -> str:
    return path.replace("\\", "/").rsplit("/", 1)[-1]


def _plain(text: str) -> str:
    return compact(key(text.replace("_", " ")))
