"""Answers of slskd as offers and transfers (pure)."""

import re
from collections.abc import Collection, Iterator, Sequence
from datetime import timedelta

from syncopate.domain.download import Offer, Transfer, TransferFault, TransferState
from syncopate.domain.media import Track
from syncopate.providers._fetching.claims import claimed_format, extension_of
from syncopate.providers._fetching.shared_path import read_path
from syncopate.providers._tracker.raw import Raw, text, whole
from syncopate.providers.slskd.keys import Shared

_TIME = re.compile(r"(?:(\d+)\.)?(\d{1,2}):(\d{2}):(\d{2})(?:\.\d+)?")
_LONGEST = timedelta(hours=24)
_UNREACHED = ("offline", "unavailable", "failed to connect", "connection refused", "could not be reached")
_OVER = frozenset(
    {"Completed", "Cancelled", "TimedOut", "ResponseLimitReached", "FileLimitReached", "Errored"}
)
_UNFINISHED = frozenset({"Cancelled", "Errored"})


def flags(raw: Raw) -> frozenset[str]:
    """Return the words of a state, e.g. {"Completed", "Succeeded"}."""
    return frozenset(part.strip() for part in text(raw, "state").split(",") if part.strip())


def is_over(search: Raw) -> bool:
    """Tell whether a search has ended, however."""
    return bool(search.get("isComplete")) or not flags(search).isdisjoint(_OVER)


def is_stored(search: Raw) -> bool:
    """Tell whether what a search has found can be read: that is a moment later than its end."""
    return bool(search.get("endedAt"))


def is_whole(search: Raw) -> bool:
    """Tell whether a search that is over was neither stopped nor failed."""
    return flags(search).isdisjoint(_UNFINISHED)


def offers_in(responses: Sequence[Raw], artists: Collection[str], title: str) -> Iterator[Offer]:
    """Yield the sound that users give; locked files they give to their friends alone.

    A file is one offer, whether it lies by itself or with all of its album.
    """
    for response in responses:
        user, files = text(response, "username"), response.get("files")
        if not user or not isinstance(files, list):
            continue
        for raw in files:
            offer = _offer(raw, user, artists, title) if isinstance(raw, dict) else None
            if offer is not None:
                yield _with_peer(offer, response)


def _with_peer(offer: Offer, response: Raw) -> Offer:
    free = response.get("hasFreeUploadSlot")
    return Offer(
        key=offer.key,
        track=offer.track,
        folder=offer.folder,
        peer=offer.peer,
        free_slot=free if isinstance(free, bool) else None,
        queue=whole(response, "queueLength"),
        speed=whole(response, "uploadSpeed"),
    )


def _offer(raw: Raw, user: str, artists: Collection[str], title: str) -> Offer | None:
    name, size = raw.get("filename"), whole(raw, "size")
    if not isinstance(name, str) or not name or not size or raw.get("isLocked") is True:
        return None
    claimed = claimed_format(
        extension_of(name),
        bitrate=whole(raw, "bitRate"),
        sample_rate=whole(raw, "sampleRate"),
        bit_depth=whole(raw, "bitDepth"),
    )
    if claimed is None:
        return None
    said, length = read_path(name, artists, title), whole(raw, "length")
    file = Shared(user, name, size)
    track = Track(
        key=file.key,
        title=said.title,
        artists=said.artists,
        album=said.album,
        album_artist=said.album_artist,
        duration=timedelta(seconds=length) if length and length <= _LONGEST.total_seconds() else None,
        disc=said.disc,
        number=said.number,
        year=said.year,
        path=name,
        size=size,
        format=claimed,
    )
    return Offer(key=file.key, track=track, folder=f"{user}\\{said.folder}", peer=user)


def transfer_of(raw: Raw) -> Transfer:
    """Return how far a download is; where it lies is not told by it."""
    state = flags(raw)
    done, total = whole(raw, "bytesTransferred") or 0, whole(raw, "size")
    if "Completed" in state:
        if "Succeeded" in state:
            return Transfer(state=TransferState.DONE, done=total or done, total=total)
        said = text(raw, "exception")
        if "Cancelled" in state:
            return Transfer(state=TransferState.CANCELLED, done=done, total=total, detail=said)
        return Transfer(
            state=TransferState.FAILED, done=done, total=total, reason=_fault(state, said), detail=said
        )
    running = "InProgress" in state
    speed = raw.get("averageSpeed")
    return Transfer(
        state=TransferState.RUNNING if running else TransferState.QUEUED,
        done=done,
        total=total,
        speed=round(speed) if running and isinstance(speed, int | float) and speed > 0 else None,
        queue=None if running else whole(raw, "placeInQueue"),
        left=_time(text(raw, "remainingTime")) if running else None,
    )


def _fault(state: Collection[str], said: str) -> TransferFault:
    """Return why a transfer failed, by its state, and by what it says where that names nothing."""
    plain = said.casefold()
    if any(word in plain for word in _UNREACHED):
        return TransferFault.OFFLINE
    if "Rejected" in state or "rejected" in plain:
        shared = "not shared" not in plain
        return TransferFault.REJECTED if shared else TransferFault.NOT_OFFERED
    if "TimedOut" in state or "timed out" in plain:
        return TransferFault.TIMED_OUT
    return TransferFault.BROKE_OFF


def _time(said: str) -> timedelta | None:
    """Return a span of time as .NET writes it, "1.02:03:04.5678", None for what is none."""
    found = _TIME.fullmatch(said)
    if found is None:
        return None
    days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
