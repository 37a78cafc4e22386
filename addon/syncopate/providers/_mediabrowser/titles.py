"""Films, shows and episodes of such servers, and what a user has to do with them: small pure functions."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from syncopate.domain.problem import Problem
from syncopate.domain.watch import (
    Feature,
    Listed,
    MediaType,
    Position,
    Rating,
    Record,
    Title,
    TitleId,
    Values,
    Watched,
)
from syncopate.errors import OddAnswer
from syncopate.providers._mediabrowser.raw import Raw, inside, moment, text, whole
from syncopate.providers._mediabrowser.title_ids import title_ids

TICKS_A_SECOND = 10_000_000
TYPES: Mapping[str, MediaType] = {
    "Movie": MediaType.MOVIE,
    "Series": MediaType.SHOW,
    "Episode": MediaType.EPISODE,
}
_EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
_AHEAD = timedelta(days=1)
"""How much later than now a server may say that something was: clocks differ."""
_FIRST_FILM = 1870
_LEAST, _MOST = 1.0, 10.0


@dataclass(frozen=True, slots=True)
class Show:
    """What an episode says of its show besides its name."""

    ids: frozenset[TitleId]


@dataclass(frozen=True, slots=True)
class Read:
    """A record, and what is wrong with what it says."""

    record: Record
    problems: tuple[Problem, ...] = ()


def is_missing(raw: Raw) -> bool:
    """Tell whether an item stands for an episode that the server has no file of."""
    return raw.get("LocationType") == "Virtual" or raw.get("IsPlaceHolder") is True


def key_of(raw: Raw, what: str) -> str:
    """Return an item's key. Raises OddAnswer for what has none."""
    key = text(raw, "Id")
    if key is None:
        raise OddAnswer(account=what)
    return key


def user_data(raw: Raw, what: str) -> Raw:
    """Return what a user has to do with an item. Raises OddAnswer where it is not told.

    Taken for nothing, it would look as if all had been taken back.
    """
    data = inside(raw, "UserData")
    if not isinstance(data.get("Played"), bool):
        raise OddAnswer(f"{what} does not tell what the user has seen.", account=what)
    return data


def last_played(data: Raw, now: datetime) -> datetime | None:
    """Return when something was last begun or marked, None where it is not told or cannot be."""
    at = moment(data, "LastPlayedDate")
    return at if at is not None and _EARLIEST <= at <= now + _AHEAD else None


def show_of(raw: Raw) -> Show:
    """Return what the episodes of a show know of it."""
    return Show(title_ids(inside(raw, "ProviderIds"))[0])


def title_of(raw: Raw, shows: Mapping[str, Show]) -> Title:
    """Return what an item is about; `shows` are known by their keys."""
    kind = TYPES[str(raw.get("Type"))]
    ids, _ = title_ids(inside(raw, "ProviderIds"))
    premiere = moment(raw, "PremiereDate")
    aired = premiere.date() if premiere is not None and premiere.year >= _FIRST_FILM else None
    title = Title(
        type=kind,
        ids=ids,
        name=text(raw, "Name") or "",
        year=whole(raw, "ProductionYear") or (aired.year if aired else None),
        path=None if kind is MediaType.SHOW else text(raw, "Path"),
    )
    return _episode(title, raw, shows, aired) if kind is MediaType.EPISODE else title


def _episode(title: Title, raw: Raw, shows: Mapping[str, Show], aired: date | None) -> Title:
    show = shows.get(text(raw, "SeriesId") or "")
    first, last = whole(raw, "IndexNumber"), whole(raw, "IndexNumberEnd")
    return Title(
        type=title.type,
        ids=title.ids,
        name=title.name,
        show_name=text(raw, "SeriesName") or "",
        year=title.year,
        show_ids=frozenset() if show is None else show.ids,
        season=whole(raw, "ParentIndexNumber"),
        number=first,
        last_number=last if first is not None and last is not None and last > first else None,
        aired=aired,
        path=title.path,
    )


def read_item(
    raw: Raw,
    *,
    what: str,
    section: str,
    shows: Mapping[str, Show],
    features: frozenset[Feature],
    now: datetime,
) -> Read:
    """Return a film, a show or an episode. Raises OddAnswer for anything else."""
    key = key_of(raw, what)
    if raw.get("Type") not in TYPES:
        raise OddAnswer(f"{what} lists something that is no film, show or episode.", account=what)
    title = title_of(raw, shows)
    added, length = moment(raw, "DateCreated"), whole(raw, "RunTimeTicks")
    record = Record(
        key=key,
        title=title,
        values=values_of(user_data(raw, what), title.type, features, now),
        added_at=added if added is not None and added >= _EARLIEST else None,
        length=length / TICKS_A_SECOND if length and title.type is not MediaType.SHOW else None,
        section=section,
    )
    return Read(record, tuple(_problems(raw, record, what, now)))


def values_of(data: Raw, kind: MediaType, features: frozenset[Feature], now: datetime) -> Values:
    """Return what a user says of an item.

    The one date there is is that of the last time it was begun: while something that was seen is seen once
    more, it says nothing of when it was seen. What was begun and left near its beginning is not seen any
    more, and nowhere; that it was begun is still counted, which a user who takes back that it was seen ends.
    """
    at, ticks = last_played(data, now), whole(data, "PlaybackPositionTicks") or 0
    rating, playable = data.get("Rating"), kind is not MediaType.SHOW
    values = Values()
    if Feature.HISTORY in features and playable and data.get("Played") is True:
        plays = (at,) if at is not None and not ticks else ()
        values = values.having(Feature.HISTORY, Watched(plays, max(whole(data, "PlayCount") or 0, 1)))
    begun = data.get("Played") is not True and bool(whole(data, "PlayCount"))
    if Feature.PROGRESS in features and playable and (ticks or begun):
        values = values.having(Feature.PROGRESS, Position(ticks / TICKS_A_SECOND, at))
    if Feature.RATINGS in features and isinstance(rating, int | float) and not isinstance(rating, bool):
        values = values.having(Feature.RATINGS, Rating(min(max(float(rating), _LEAST), _MOST)))
    listed = kind is not MediaType.EPISODE and data.get("IsFavorite") is True
    if Feature.WATCHLIST in features and listed:
        values = values.having(Feature.WATCHLIST, Listed())
    return values


def _problems(raw: Raw, record: Record, what: str, now: datetime) -> Iterator[Problem]:
    title = record.title
    name = " ".join(part for part in (title.show_name, title.name) if part) or record.key
    data = inside(raw, "UserData")
    said = text(data, "LastPlayedDate")
    if said is not None and last_played(data, now) is None:
        yield Problem(
            id=f"watch.{record.key}.date",
            key=OddAnswer.key,
            title=f"{what} tells an impossible date.",
            detail=f"{name}: {said}.",
            placeholders={"account": what, "name": name},
        )
    bad = title_ids(inside(raw, "ProviderIds"))[1]
    if bad:
        yield Problem(
            id=f"watch.{record.key}.ids",
            key=OddAnswer.key,
            title=f"{what} tells an id that is none.",
            detail=f"{name}: {', '.join(bad)}.",
            placeholders={"account": what, "name": name},
        )
