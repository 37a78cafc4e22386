"""What tags shall say, and what of it is to be written: pure, so that it can be shown before it is done."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from syncopate.audio.facts import Tags
from syncopate.audio.loudness import Loudness
from syncopate.domain.ids import ExternalId, IdKind


class TagPolicy(StrEnum):
    """What is written over. FILL writes what is not there alone; CORRECT what differs, too.

    Neither takes anything away that is not said anew: comments, ratings and whatever else somebody keeps
    in a file stay.
    """

    FILL = "fill"
    CORRECT = "correct"


class TagField(StrEnum):
    """What can be written."""

    TITLE = "title"
    ARTISTS = "artists"
    ALBUM = "album"
    ALBUM_ARTIST = "album_artist"
    NUMBER = "number"
    TRACK_TOTAL = "track_total"
    DISC = "disc"
    DISC_TOTAL = "disc_total"
    DATE = "date"
    GENRES = "genres"
    RELEASE_TYPE = "release_type"
    IDS = "ids"
    COVER = "cover"
    LOUDNESS = "loudness"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTags:
    """What tags shall say; nothing is said where a field is empty. `date` is YYYY, YYYY-MM or YYYY-MM-DD.

    `cover` is a picture of the front, JPEG or PNG.
    """

    title: str | None = None
    artists: tuple[str, ...] = ()
    album: str | None = None
    album_artist: str | None = None
    number: int | None = None
    track_total: int | None = None
    disc: int | None = None
    disc_total: int | None = None
    date: str | None = None
    genres: tuple[str, ...] = ()
    release_type: str | None = None
    ids: frozenset[ExternalId] = frozenset()
    cover: bytes | None = None
    loudness: Loudness | None = None


@dataclass(frozen=True, slots=True)
class TagChange:
    """One field: what it says now and what it will say, as texts for people; "" is nothing."""

    field: TagField
    before: str
    after: str


WRITTEN_IDS = (
    IdKind.ISRC,
    IdKind.MB_RECORDING,
    IdKind.MB_TRACK,
    IdKind.MB_RELEASE,
    IdKind.MB_RELEASE_GROUP,
    IdKind.ACOUSTID,
    IdKind.UPC,
)
"""The ids that tags have a place for."""

_FIELDS: tuple[tuple[TagField, Callable[[Tags], object], Callable[[NewTags], object]], ...] = (
    (TagField.TITLE, lambda tags: tags.title, lambda new: new.title),
    (TagField.ARTISTS, lambda tags: tags.artists, lambda new: new.artists),
    (TagField.ALBUM, lambda tags: tags.album, lambda new: new.album),
    (TagField.ALBUM_ARTIST, lambda tags: tags.album_artist, lambda new: new.album_artist),
    (TagField.NUMBER, lambda tags: tags.number, lambda new: new.number),
    (TagField.TRACK_TOTAL, lambda tags: tags.track_total, lambda new: new.track_total),
    (TagField.DISC, lambda tags: tags.disc, lambda new: new.disc),
    (TagField.DISC_TOTAL, lambda tags: tags.disc_total, lambda new: new.disc_total),
    (TagField.GENRES, lambda tags: tags.genres, lambda new: new.genres),
    (TagField.RELEASE_TYPE, lambda tags: tags.release_type, lambda new: new.release_type),
)


def changes(
    now: Tags, new: NewTags, policy: TagPolicy, *, has_cover: bool = False, has_loudness: bool = False
) -> tuple[TagChange, ...]:
    """Return what would be written into a file whose tags say `now`, in the order of the fields."""
    found: list[TagChange] = []
    for field, of_now, of_new in _FIELDS:
        before, after = of_now(now), of_new(new)
        if after and before != after and (policy is TagPolicy.CORRECT or not before):
            found.append(TagChange(field, _told(before), _told(after)))
    date = _date(now, new, policy)
    ids = new_ids(now, new, policy)
    if date is not None:
        found.append(date)
    if ids:
        before = {each for each in now.ids if each.kind in {one.kind for one in ids}}
        found.append(TagChange(TagField.IDS, _told_ids(before), _told_ids(ids)))
    if new.cover is not None and (policy is TagPolicy.CORRECT or not has_cover):
        found.append(TagChange(TagField.COVER, "there" if has_cover else "", f"{len(new.cover)} bytes"))
    if new.loudness is not None and (policy is TagPolicy.CORRECT or not has_loudness):
        before_gain = "there" if has_loudness else ""
        found.append(TagChange(TagField.LOUDNESS, before_gain, f"{new.loudness.gain:+.2f} dB"))
    order = list(TagField)
    return tuple(sorted(found, key=lambda each: order.index(each.field)))


def new_ids(now: Tags, new: NewTags, policy: TagPolicy) -> frozenset[ExternalId]:
    """Return the ids to be written: those of kinds that are not there, or say something else."""
    there = {each.kind for each in now.ids}
    return frozenset(
        each
        for each in new.ids
        if each.kind in WRITTEN_IDS
        and each not in now.ids
        and (policy is TagPolicy.CORRECT or each.kind not in there)
    )


def _date(now: Tags, new: NewTags, policy: TagPolicy) -> TagChange | None:
    """Change a date where its year differs: one that says more of the same year is somebody's own."""
    if new.date is None:
        return None
    before = str(now.year) if now.year else ""
    if before and (policy is TagPolicy.FILL or new.date.startswith(before)):
        return None
    return TagChange(TagField.DATE, before, new.date)


def _told(value: object) -> str:
    if isinstance(value, tuple):
        return "; ".join(map(str, value))
    return "" if value is None else str(value)


def _told_ids(ids: frozenset[ExternalId] | set[ExternalId]) -> str:
    return ", ".join(f"{each.kind.value} {each.value}" for each in sorted(ids))
