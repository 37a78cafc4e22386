"""Which offer is fetched first: identity, then quality, then who gives it soonest.

An offer that is less surely what is wanted never comes before one that is more so, however it sounds.
"""

from collections.abc import Collection, Iterable, Sequence

from syncopate.domain.choice import (
    AlbumChoice,
    AlbumOffer,
    Choice,
    Judged,
    Rejected,
    RejectedAlbum,
    Rejection,
)
from syncopate.domain.download import Offer
from syncopate.domain.quality import Profile, Unfit, sound_of

AS_SURE = 0.04
"""Scores this little apart are equally sure: what is told of an album or a length differs a little."""
MOST_OF_IT = 0.8
"""So much of an album has to lie in one folder for it to be taken from there."""

_REASONS = {
    Unfit.FORMAT: Rejection.FORMAT,
    Unfit.RATE_TOO_LOW: Rejection.RATE_TOO_LOW,
    Unfit.RATE_TOO_HIGH: Rejection.RATE_TOO_HIGH,
    Unfit.DEPTH_TOO_LOW: Rejection.DEPTH_TOO_LOW,
    Unfit.UNKNOWN: Rejection.QUALITY_UNKNOWN,
}
_LAST_IN_LINE = 1_000_000


def choose(
    judged: Iterable[Judged],
    profile: Profile,
    *,
    tried: Collection[str] = (),
    blocked: Collection[str] = (),
) -> Choice:
    """Order what may be fetched, and say of all else why not; whatever order it comes in.

    `tried` are keys of offers that were fetched before, `blocked` peers that nothing is taken from.
    """
    fit, rejected = _sorted_out(judged, profile, tried, blocked)
    ranked = [
        each
        for band in _bands(fit)
        for each in sorted(band, key=lambda each: (_rank(each.offer, profile), *_tail(each)))
    ]
    refused = sorted(rejected, key=lambda each: (-each.judged.score, each.judged.offer.key))
    return Choice(ranked=tuple(ranked), rejected=tuple(refused))


def choose_album(
    folders: Iterable[AlbumOffer],
    profile: Profile,
    *,
    tried: Collection[str] = (),
    blocked: Collection[str] = (),
    most_of_it: float = MOST_OF_IT,
) -> AlbumChoice:
    """Order the folders that an album may be fetched from: who has most of it, then as single files."""
    fit: list[AlbumOffer] = []
    rejected: list[RejectedAlbum] = []
    files: list[Rejected] = []
    for folder in folders:
        good, refused = _sorted_out((file.judged for file in folder.files), profile, tried, blocked)
        keys = {each.offer.key for each in good}
        kept = AlbumOffer(
            peer=folder.peer,
            folder=folder.folder,
            files=tuple(file for file in folder.files if file.judged.offer.key in keys),
            others=folder.others,
            of=folder.of,
        )
        files.extend(refused)
        files.extend(Rejected(each, each.rejection) for each in folder.others if each.rejection is not None)
        if kept.files and kept.coverage >= most_of_it:
            fit.append(kept)
        else:
            rejected.append(RejectedAlbum(kept, _why_not(folder, refused, most_of_it)))
    return AlbumChoice(
        ranked=tuple(_ranked_albums(fit, profile)),
        rejected=tuple(sorted(rejected, key=_place_of)),
        files=tuple(sorted(files, key=lambda each: (-each.judged.score, each.judged.offer.key))),
    )


def _sorted_out(
    judged: Iterable[Judged], profile: Profile, tried: Collection[str], blocked: Collection[str]
) -> tuple[list[Judged], list[Rejected]]:
    fit: list[Judged] = []
    rejected: list[Rejected] = []
    for each in {each.offer.key: each for each in judged}.values():
        reason = each.rejection or _turned_down(each.offer, profile, tried, blocked)
        if reason is None:
            fit.append(each)
        else:
            rejected.append(Rejected(each, reason))
    return fit, rejected


def _turned_down(
    offer: Offer, profile: Profile, tried: Collection[str], blocked: Collection[str]
) -> Rejection | None:
    if offer.key in tried:
        return Rejection.TRIED
    if offer.peer and offer.peer in blocked:
        return Rejection.BLOCKED
    unfit = None if profile.fall_back else profile.refuses(sound_of(offer.track))
    return None if unfit is None else _REASONS[unfit]


def _bands(fit: Iterable[Judged]) -> list[list[Judged]]:
    """Part offers into those that are equally sure, the surest first; each band begins with its best."""
    bands: list[list[Judged]] = []
    for each in sorted(fit, key=lambda each: (-each.score, each.offer.key)):
        if not bands or each.score < bands[-1][0].score - AS_SURE:
            bands.append([])
        bands[-1].append(each)
    return bands


def _rank(offer: Offer, profile: Profile) -> tuple[int, ...]:
    return profile.rank(sound_of(offer.track))


def _readiness(offer: Offer) -> tuple[int, int, int]:
    """Return a key for how soon it can come: a free slot, few before us, speed."""
    slot = {True: 0, None: 1, False: 2}[offer.free_slot]
    return slot, offer.queue if offer.queue is not None else _LAST_IN_LINE, -(offer.speed or 0)


def _tail(judged: Judged) -> tuple[tuple[int, int, int], float, str]:
    return _readiness(judged.offer), -judged.score, judged.offer.key


def _ranked_albums(fit: Sequence[AlbumOffer], profile: Profile) -> list[AlbumOffer]:
    """Order folders: how much, how surely (in bands), how good the worst file is, how soon."""
    ranked: list[AlbumOffer] = []
    for count in sorted({len(folder.files) for folder in fit}, reverse=True):
        anchor: float | None = None
        band: list[AlbumOffer] = []
        same = [folder for folder in fit if len(folder.files) == count]
        for folder in sorted(same, key=lambda each: (-_sureness(each), *_place_of_offer(each))):
            if anchor is None or _sureness(folder) < anchor - AS_SURE:
                ranked += sorted(band, key=lambda each: _album_key(each, profile))
                anchor, band = _sureness(folder), []
            band.append(folder)
        ranked += sorted(band, key=lambda each: _album_key(each, profile))
    return ranked


def _sureness(folder: AlbumOffer) -> float:
    return sum(file.judged.score for file in folder.files) / len(folder.files)


def _album_key(folder: AlbumOffer, profile: Profile) -> tuple[object, ...]:
    offers = [file.judged.offer for file in folder.files]
    worst = max(_rank(offer, profile) for offer in offers)
    return worst, max(map(_readiness, offers)), -_sureness(folder), *_place_of_offer(folder)


def _place_of_offer(folder: AlbumOffer) -> tuple[str, str]:
    return folder.peer, folder.folder


def _place_of(rejected: RejectedAlbum) -> tuple[float, str, str]:
    return -rejected.offer.coverage, *_place_of_offer(rejected.offer)


def _why_not(folder: AlbumOffer, refused: Sequence[Rejected], most_of_it: float) -> Rejection:
    """Return the reason of the files where they would have been enough, else that they are too few."""
    if refused and folder.files and folder.coverage >= most_of_it:
        reasons = [each.reason for each in refused]
        return max(sorted(set(reasons)), key=reasons.count)
    return Rejection.INCOMPLETE
