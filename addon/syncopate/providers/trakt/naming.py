"""How titles are named in requests: by the record that is meant, by ids of their own, or by their place."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from syncopate.domain.watch import MediaType, Title, TitleId, TitleIdKind

_FILM = (TitleIdKind.TRAKT, TitleIdKind.IMDB, TitleIdKind.TMDB)
_SHOW = (*_FILM, TitleIdKind.TVDB)
_SEASON = (TitleIdKind.TRAKT, TitleIdKind.TMDB, TitleIdKind.TVDB)
_SURE = frozenset({TitleIdKind.TRAKT, TitleIdKind.TVDB, TitleIdKind.IMDB})
"""Ids by which an episode is named before its place in the show: that is counted differently by others."""
_LISTS = {
    MediaType.MOVIE: "movies",
    MediaType.SHOW: "shows",
    MediaType.SEASON: "seasons",
    MediaType.EPISODE: "episodes",
}

type Ids = Mapping[str, int | str]
type Body = dict[str, list[dict[str, object]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A title in a request: its ids; or those of its show, and the season and number that it has there."""

    kind: MediaType
    ids: Ids
    season: int | None = None
    number: int | None = None

    @property
    def placed(self) -> bool:
        """Whether it is named by its place in a show."""
        return self.season is not None

    @property
    def list(self) -> str:
        """The list of a request that it stands in."""
        return _LISTS[MediaType.SHOW if self.placed else self.kind]

    @property
    def counted(self) -> str:
        """What it is counted under in answers."""
        return _LISTS[self.kind]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of a request: a title, and what is said of it. `of` is the number of its operation.

    `otherwise` is how else it is named where the service does not know it so.
    """

    of: int
    name: Name
    otherwise: Name | None = None
    said: Mapping[str, object] = field(default_factory=dict)


def name_of_key(key: str) -> Name | None:
    """Return how a record is named, None for a key that is none of ours."""
    kind, _, rest = key.partition(":")
    found = next((one for one in MediaType if one == kind), None)
    own, _, season = rest.partition(":")
    if found is None or not own.isdecimal():
        return None
    if not season:
        return Name(kind=found, ids={"trakt": int(own)})
    if found is not MediaType.SEASON or not season.isdecimal():
        return None
    return Name(kind=found, ids={"trakt": int(own)}, season=int(season))


def names_of_title(title: Title) -> Sequence[Name]:
    """Return how a title is named that has no record here, the surest first; () where nothing names it."""
    own = title.ids - title.show_ids
    match title.type:
        case MediaType.MOVIE:
            return _by_fewer(title.type, _ids(own, _FILM))
        case MediaType.SHOW:
            return _by_fewer(title.type, _ids(own, _SHOW))
        case MediaType.SEASON:
            return [*_named(title.type, _ids(own, _SEASON)), *_placed(title)]
        case MediaType.EPISODE:
            ids = _ids(own, _SHOW)
            named, placed = _named(title.type, ids), _placed(title)
            sure = bool({str(one) for one in _SURE} & ids.keys())
            return [*named, *placed] if sure else [*placed, *named]


def names_of(keys: Sequence[str], title: Title) -> list[Name]:
    """Return how the records are named that a write is about, or its title where there is none."""
    known = [name for key in keys if (name := name_of_key(key)) is not None]
    return known or [*names_of_title(title)[:1]]


def body_of(entries: Iterable[Entry]) -> Body:
    """Return a request: what has a place stands in its season, that in its show."""
    body: Body = {}
    shows: dict[tuple[tuple[str, int | str], ...], list[Entry]] = {}
    for entry in entries:
        if entry.name.placed:
            shows.setdefault(tuple(sorted(entry.name.ids.items())), []).append(entry)
        else:
            line: dict[str, object] = {"ids": dict(entry.name.ids), **entry.said}
            body.setdefault(entry.name.list, []).append(line)
    for ids, placed in shows.items():
        line = {"ids": dict(ids), "seasons": _seasons(placed)}
        body.setdefault(_LISTS[MediaType.SHOW], []).append(line)
    return body


def _seasons(placed: Sequence[Entry]) -> list[dict[str, object]]:
    """Return the seasons of a show; one that is meant itself stands apart from its episodes."""
    found: list[dict[str, object]] = []
    episodes: dict[int, list[dict[str, object]]] = {}
    for entry in placed:
        season, number = entry.name.season or 0, entry.name.number
        if number is None:
            found.append({"number": season, **entry.said})
            continue
        if season not in episodes:
            episodes[season] = []
            found.append({"number": season, "episodes": episodes[season]})
        episodes[season].append({"number": number, **entry.said})
    return found


def _named(kind: MediaType, ids: Ids) -> Sequence[Name]:
    return [Name(kind=kind, ids=ids)] if ids else []


def _by_fewer(kind: MediaType, ids: Ids) -> Sequence[Name]:
    """Return a title by all its ids, then without the first: one that nobody knows may hide the others."""
    fewer = dict(list(ids.items())[1:])
    return [*_named(kind, ids), *_named(kind, fewer)]


def _placed(title: Title) -> Sequence[Name]:
    ids = _ids(title.show_ids, _SHOW)
    wants_number = title.type is MediaType.EPISODE
    if not ids or title.season is None or (wants_number and title.number is None):
        return []
    number = title.number if wants_number else None
    return [Name(kind=title.type, ids=ids, season=title.season, number=number)]


def _ids(ids: Iterable[TitleId], kinds: Sequence[TitleIdKind]) -> Ids:
    """Return ids as they are sent; of a kind that says several things none, for one of them is wrong."""
    known = list(ids)
    counts = Counter(each.kind for each in known)
    found: dict[str, int | str] = {}
    for kind in kinds:
        value = next((each.value for each in known if each.kind is kind and counts[kind] == 1), None)
        if value is None:
            continue
        if kind is TitleIdKind.IMDB:
            found[str(kind)] = value
        elif value.isascii() and value.isdecimal():
            found[str(kind)] = int(value)
    return found
