"""What rows of lists say: which title, since when, how rated. What cannot be read is told apart."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from syncopate.domain.watch import MediaType, Title, TitleId, TitleIdKind
from syncopate.providers.trakt.raw import Raw, inside, moment, text, thing, whole

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
"""What Trakt says for "some time"."""
_AHEAD = timedelta(days=2)
"""No clock is that far ahead: a later date is none."""
_IMDB = re.compile(r"tt\d{5,12}")
_NUMBERED = {
    "trakt": TitleIdKind.TRAKT,
    "tmdb": TitleIdKind.TMDB,
    "tvdb": TitleIdKind.TVDB,
}
_LEAST, _MOST = 1, 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row: the title's key and what it is, `at` None where no time is told, what is odd about it.

    `id` is that of a play, None elsewhere; `rating` goes from 1 to 10, None where it is no rating.
    """

    key: str
    title: Title
    at: datetime | None
    id: int | None = None
    rating: int | None = None
    odd: tuple[str, ...] = ()


@dataclass(slots=True)
class _Oddities:
    found: list[str] = field(default_factory=list)


def play(raw: object, now: datetime) -> Row | None:
    """Return a row of the history, None where it says of no film or episode that it was seen."""
    row = _row(raw, "watched_at", now)
    if row is None or row.id is None or row.title.type not in {MediaType.MOVIE, MediaType.EPISODE}:
        return None
    return row


def rated(raw: object, now: datetime) -> Row | None:
    """Return a row of the ratings, None where it gives nothing a rating."""
    row = _row(raw, "rated_at", now)
    return row if row is not None and row.rating is not None else None


def listed(raw: object, now: datetime) -> Row | None:
    """Return a row of the watchlist, None where it names nothing that can be watched."""
    return _row(raw, "listed_at", now)


def key_of(kind: MediaType, trakt: int) -> str:
    """Return what a title is called here: Trakt numbers each kind by itself."""
    return f"{kind}:{trakt}"


def _row(value: object, dated: str, now: datetime) -> Row | None:
    raw = thing(value)
    if raw is None:
        return None
    kind = _kind(raw)
    about = thing(raw.get(kind)) if kind is not None else None
    if kind is None or about is None:
        return None
    odd = _Oddities()
    title = _title(kind, about, inside(raw, "show"), odd)
    key = _key(kind, title)
    if key is None:
        return None
    rating = whole(raw, "rating")
    return Row(
        key=key,
        title=title,
        at=_date(raw, dated, now, odd),
        id=whole(raw, "id"),
        rating=rating if rating is not None and _LEAST <= rating <= _MOST else None,
        odd=tuple(odd.found),
    )


def _kind(raw: Raw) -> MediaType | None:
    """Return what a row is about; lists of one kind do not always say so."""
    said = text(raw, "type")
    if said is not None:
        return next((one for one in MediaType if one == said), None)
    # The show of an episode or season stands beside it.
    narrow = (MediaType.EPISODE, MediaType.SEASON, MediaType.MOVIE, MediaType.SHOW)
    return next((one for one in narrow if one in raw), None)


def _key(kind: MediaType, title: Title) -> str | None:
    """Return the key of a title; a season without a number of its own is called by its place."""
    own = _trakt(title.ids)
    if own is not None:
        return f"{kind}:{own}"
    show = _trakt(title.show_ids)
    if kind is MediaType.SEASON and show is not None and title.season is not None:
        return f"{kind}:{show}:{title.season}"
    return None


def _trakt(ids: frozenset[TitleId]) -> str | None:
    return next((one.value for one in ids if one.kind is TitleIdKind.TRAKT), None)


def _title(kind: MediaType, about: Raw, show: Raw, odd: _Oddities) -> Title:
    ids = _ids(inside(about, "ids"), odd)
    if kind in {MediaType.MOVIE, MediaType.SHOW}:
        return Title(type=kind, ids=ids, name=text(about, "title") or "", year=whole(about, "year"))
    is_episode = kind is MediaType.EPISODE
    return Title(
        type=kind,
        ids=ids,
        name=text(about, "title") or "",
        show_name=text(show, "title") or "",
        year=whole(show, "year"),
        show_ids=_ids(inside(show, "ids"), odd),
        season=whole(about, "season" if is_episode else "number"),
        number=whole(about, "number") if is_episode else None,
        absolute=(whole(about, "number_abs") or None) if is_episode else None,
    )


def _ids(raw: Raw, odd: _Oddities) -> frozenset[TitleId]:
    found: set[TitleId] = set()
    for name, kind in _NUMBERED.items():
        number = raw.get(name)
        if isinstance(number, int) and not isinstance(number, bool) and number > 0:
            found.add(TitleId(kind, str(number)))
        elif number:
            odd.found.append(f"The {name} id {number!r} is no number.")
    imdb = raw.get("imdb")
    if isinstance(imdb, str) and _IMDB.fullmatch(imdb.strip()):
        found.add(TitleId(TitleIdKind.IMDB, imdb.strip()))
    elif imdb:
        odd.found.append(f"The imdb id {imdb!r} is none.")
    return frozenset(found)


def _date(raw: Raw, name: str, now: datetime, odd: _Oddities) -> datetime | None:
    said, at = raw.get(name), moment(raw, name)
    if said is None or at == _EPOCH:
        return None
    if at is None or not _EPOCH < at <= now + _AHEAD:
        odd.found.append(f"The date {said!r} is impossible.")
        return None
    return at


def names(row: Row) -> str:
    """Return what people call a row's title."""
    title = row.title
    if title.type is MediaType.EPISODE:
        return f"{title.show_name or row.key} S{title.season or 0:02}E{title.number or 0:02}"
    return title.name or title.show_name or row.key
