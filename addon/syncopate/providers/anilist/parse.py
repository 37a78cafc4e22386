"""Entries of AniList as records (pure)."""

from dataclasses import dataclass
from datetime import UTC, datetime

from syncopate.domain.watch import (
    Feature,
    Listed,
    MediaType,
    Rating,
    Record,
    Title,
    TitleId,
    TitleIdKind,
    Values,
)
from syncopate.errors import OddAnswer
from syncopate.providers._tracker.notes import Notes
from syncopate.providers._tracker.raw import Raw, inside, text, whole
from syncopate.providers.anilist.client import WHAT

PLANNING = "PLANNING"
HUNDRED = 100
_TENTH = 10.0
_LEAST = 1.0
_SHOWS = frozenset({"TV", "TV_SHORT", "ONA", "OVA", "SPECIAL"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What a user says of an anime; `bare`: nothing is lost with it but that it is on the list."""

    number: int
    status: str
    score: int
    bare: bool


def kind_of(media: Raw) -> MediaType | None:
    """Return what an anime is, None for music, and for what nobody has said yet."""
    said = text(media, "format")
    if said == "MOVIE":
        return MediaType.MOVIE
    return MediaType.SHOW if said in _SHOWS else None


def entry_of(raw: Raw) -> Entry | None:
    """Return an entry, None where there is none. Raises OddAnswer for one that does not say what it is."""
    number, status, score = whole(raw, "id"), text(raw, "status"), raw.get("score")
    if not raw:
        return None
    if not number or not status or isinstance(score, bool) or not isinstance(score, int | float):
        raise OddAnswer(account=WHAT)
    of_hundred = round(score)
    if not 0 <= of_hundred <= HUNDRED:
        raise OddAnswer(f"{WHAT} gives {of_hundred} as a score.", account=WHAT)
    bare = not (of_hundred or whole(raw, "progress") or text(raw, "notes"))
    return Entry(number=number, status=status, score=of_hundred, bare=bare)


def record_of(raw: Raw, features: frozenset[Feature], notes: Notes) -> Record | None:
    """Return an entry as a record, None where it says nothing in these respects. Raises OddAnswer."""
    entry, media = entry_of(raw), inside(raw, "media")
    number, kind = whole(media, "id"), kind_of(media)
    if entry is None or not number:
        raise OddAnswer(account=WHAT)
    rated = entry.score > 0 and Feature.RATINGS in features
    listed = entry.status == PLANNING and Feature.WATCHLIST in features
    if kind is None or not (rated or listed):
        return None
    key = f"{kind.value}:{number}"
    # When a score was given nobody tells: entries are dated by their last change of whatever kind.
    values = Values(
        rating=Rating(max(entry.score / _TENTH, _LEAST)) if rated else None,
        listed=Listed(_moment(raw, notes, key)) if listed else None,
    )
    mal = whole(media, "idMal")
    ids = {TitleId(TitleIdKind.ANILIST, str(number))} | (
        {TitleId(TitleIdKind.MAL, str(mal))} if mal else set()
    )
    title = Title(
        type=kind,
        ids=frozenset(ids),
        name=text(inside(media, "title"), "userPreferred"),
        year=whole(inside(media, "startDate"), "year") or None,
    )
    return Record(key=key, title=title, values=values)


def score_of(value: float) -> int:
    """Return a rating as a score of a hundred."""
    return min(max(round(value * _TENTH), 1), HUNDRED)


def _moment(raw: Raw, notes: Notes, key: str) -> datetime | None:
    """Return when an entry was made: seconds since 1970, 0 where nobody knows."""
    seconds = whole(raw, "createdAt")
    if not seconds:
        return None
    try:
        at = datetime.fromtimestamp(seconds, UTC)
    except ValueError, OverflowError, OSError:
        at = datetime.max.replace(tzinfo=UTC)
    return notes.moment({"createdAt": at.isoformat()}, "createdAt", key)
