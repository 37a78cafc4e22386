"""How much of an album each peer offers in one folder: all its files together against the track list."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from rapidfuzz.fuzz import ratio

from syncopate.domain.album import SourceAlbum
from syncopate.domain.choice import AlbumFile, AlbumOffer, Judged, Rejection
from syncopate.domain.download import Offer
from syncopate.domain.match import Match, Verdict
from syncopate.matching.album_tracks import entry_of
from syncopate.matching.aliases import Aliases
from syncopate.matching.known_names import KNOWN_ALIASES
from syncopate.matching.offers import Meant, judge, read_offer
from syncopate.matching.path_names import album_folder
from syncopate.matching.reading import Reading, read_entry
from syncopate.matching.weights import DEFAULT, Weights

_ALIKE = 65.0
_COMPARED = 160
_MOST_LOOKS = 8


def judge_albums(
    album: SourceAlbum,
    offers: Iterable[Offer],
    aliases: Aliases = KNOWN_ALIASES,
    weights: Weights = DEFAULT,
) -> tuple[AlbumOffer, ...]:
    """Return what each folder has of an album, in the order of peer and folder.

    A loose file is a folder of one. Without a track list nothing can be said: the answer is empty.
    """
    entries = [read_entry(entry_of(track, album, place), aliases) for place, track in enumerate(album.tracks)]
    if not entries:
        return ()
    folders: defaultdict[tuple[str, str], list[Offer]] = defaultdict(list)
    for offer in offers:
        together = album_folder(offer.folder) if offer.folder is not None else offer.key
        folders[offer.peer, together].append(offer)
    return tuple(
        _folder(entries, peer, folder, sorted(folders[peer, folder], key=lambda each: each.key), weights)
        for peer, folder in sorted(folders)
    )


def _folder(
    entries: Sequence[Reading], peer: str, folder: str, offers: Sequence[Offer], weights: Weights
) -> AlbumOffer:
    nearest: dict[str, Judged] = {}
    fitting: list[tuple[float, int, str, Judged]] = []
    for offer in offers:
        meant = read_offer(offer)
        for place in _worth_a_look(entries, meant):
            judged = judge(entries[place], offer, meant, weights)
            if judged.rejection is None:
                fitting.append((-judged.score, place, offer.key, judged))
            known = nearest.get(offer.key)
            if known is None or judged.score > known.score:
                nearest[offer.key] = judged
    files = _each_once(fitting)
    taken = {file.judged.offer.key for file in files}
    others = tuple(
        judged if judged.rejection is not None else _second(judged)
        for key, judged in nearest.items()
        if key not in taken
    )
    return AlbumOffer(peer=peer, folder=folder, files=files, others=others, of=len(entries))


def _worth_a_look(entries: Sequence[Reading], meant: Sequence[Meant]) -> list[int]:
    """Return the places of the tracks that a file may be: called alike, in the same place, of the same id.

    At least one, the most alike, so that there is always something to say why not.
    """
    likeness = [
        max(
            (ratio(entry.title.base[:_COMPARED], read.title.base[:_COMPARED]) for _, read in meant),
            default=0.0,
        )
        for entry in entries
    ]
    found = {max(range(len(entries)), key=lambda place: (likeness[place], -place))}
    for place, entry in enumerate(entries):
        told = any(
            (entry.place is not None and entry.place == read.place) or entry.ids & read.ids
            for _, read in meant
        )
        if told or likeness[place] >= _ALIKE:
            found.add(place)
    return sorted(found, key=lambda place: (-likeness[place], place))[:_MOST_LOOKS]


def _each_once(fitting: list[tuple[float, int, str, Judged]]) -> tuple[AlbumFile, ...]:
    """Give each track the file that fits it best, and each file to one track."""
    places: dict[int, Judged] = {}
    taken: set[str] = set()
    for _, place, key, judged in sorted(fitting, key=lambda each: each[:3]):
        if place not in places and key not in taken:
            places[place] = judged
            taken.add(key)
    return tuple(AlbumFile(place, places[place]) for place in sorted(places))


def _second(judged: Judged) -> Judged:
    """Say of a file that its track is there already."""
    again = Match(Verdict.REVIEW, "not_sure", candidates=judged.match.candidates)
    return Judged(judged.offer, again, Rejection.DUPLICATE)
