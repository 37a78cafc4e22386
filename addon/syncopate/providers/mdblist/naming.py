"""What is written to, as MDBList is told of it: by ids of IMDb and TMDb, and places in a show."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from syncopate.domain.link import WatchOperation
from syncopate.domain.watch import MediaType, Title, TitleId, TitleIdKind
from syncopate.providers._tracker.raw import Raw, inside, whole

type Ids = Mapping[str, str | int]
_SHOWN = frozenset({MediaType.SEASON, MediaType.EPISODE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A film, a show, or a place in it. `ids` are the film's or the show's."""

    type: MediaType
    ids: Ids
    season: int | None = None
    number: int | None = None

    @property
    def film(self) -> bool:
        """Whether it is a film."""
        return self.type is MediaType.MOVIE

    def names(self, title: Title) -> bool:
        """Tell whether it means a title: of the same kind, at the same place, with no other id than it."""
        theirs = ids_sent(title.show_ids if title.type in _SHOWN else title.ids)
        both = self.ids.keys() & theirs.keys()
        return (
            bool(both)
            and all(str(self.ids[each]) == str(theirs[each]) for each in both)
            and (self.type, self.season, self.number) == (title.type, title.season, title.number)
        )


def names_of(operation: WatchOperation) -> tuple[Name, ...]:
    """Return what an operation is written to, () where the title is not named so that MDBList can know it."""
    title = operation.title
    ids = ids_sent(title.show_ids if title.type in _SHOWN else title.ids)
    keyed = [_by_key(key, ids, title) for key in operation.keys]
    found = tuple(each for each in keyed if each is not None)
    if found:
        return found if operation.action.removes else found[:1]
    if not ids or (title.type in _SHOWN and title.season is None):
        return ()
    if title.type is MediaType.EPISODE and title.number is None:
        return ()
    number = title.number if title.type is MediaType.EPISODE else None
    return (Name(type=title.type, ids=ids, season=title.season, number=number),)


def ids_sent(ids: Iterable[TitleId]) -> Ids:
    """Return ids as they are sent; where there are two of a kind, nobody knows which one is right."""
    found: dict[TitleIdKind, set[str]] = defaultdict(set)
    for each in ids:
        found[each.kind].add(each.value)
    sent: dict[str, str | int] = {}
    for kind, values in sorted(found.items()):
        value = values.pop()
        if values:
            continue
        if kind is TitleIdKind.IMDB:
            sent["imdb"] = value
        elif kind is TitleIdKind.TMDB and value.isascii() and value.isdigit():
            sent["tmdb"] = int(value)
    return sent


def grouped(said: Sequence[tuple[Name, Mapping[str, object]]]) -> dict[str, object]:
    """Return films and shows as one body.

    What is said of a show, of its seasons and of episodes stands apart: one is never meant with another.
    """
    films = [{"ids": dict(name.ids), **more} for name, more in said if name.film]
    shows: list[dict[str, object]] = []
    seasons: dict[tuple[object, ...], tuple[Name, list[dict[str, object]]]] = {}
    episodes: dict[tuple[object, ...], tuple[Name, dict[int, list[dict[str, object]]]]] = {}
    for name, more in said:
        own = tuple(sorted(name.ids.items()))
        if name.type is MediaType.SHOW:
            shows.append({"ids": dict(name.ids), **more})
        elif name.season is not None and name.number is None:
            seasons.setdefault(own, (name, []))[1].append({"number": name.season, **more})
        elif name.season is not None:
            places = episodes.setdefault(own, (name, defaultdict(list)))[1]
            places[name.season].append({"number": name.number, **more})
    shows += [{"ids": dict(name.ids), "seasons": told} for name, told in seasons.values()]
    shows += [
        {
            "ids": dict(name.ids),
            "seasons": [{"number": number, "episodes": told} for number, told in sorted(places.items())],
        }
        for name, places in episodes.values()
    ]
    return {name: told for name, told in (("movies", films), ("shows", shows)) if told}


def is_missed(name: Name, answer: Raw) -> bool:
    """Tell whether an answer names something among what was not found."""
    missed = inside(answer, "not_found")
    lists = ("movies",) if name.film else ("shows", "seasons", "episodes")
    for each in lists:
        told = missed.get(each)
        for raw in told if isinstance(told, list) else ():
            if isinstance(raw, dict) and _is_meant(name, raw, each):
                return True
    return False


def _is_meant(name: Name, raw: Raw, where: str) -> bool:
    ids = inside(raw, "ids") or inside(inside(raw, "show"), "ids") or raw
    if not any(str(ids.get(each)) == str(value) for each, value in name.ids.items()):
        return False
    if where in {"movies", "shows"}:
        return "seasons" not in raw
    season = whole(raw, "season" if where == "episodes" else "number")
    return season == name.season and (where == "seasons" or whole(raw, "number") == name.number)


def _by_key(key: str, ids: Ids, title: Title) -> Name | None:
    """Return what a record's key names, with what else is known of it; None for a key of somebody else."""
    kind, _, rest = key.partition(":")
    if kind != title.type:
        return None
    own, *places = rest.split(":")
    known = {"tmdb": int(own)} if own.isascii() and own.isdigit() else {"imdb": own}
    if not own or len(places) != {MediaType.SEASON: 1, MediaType.EPISODE: 2}.get(title.type, 0):
        return None
    if not all(each.isascii() and each.isdigit() for each in places):
        return None
    numbers = [int(each) for each in places]
    return Name(
        type=title.type,
        ids={**ids, **known},
        season=numbers[0] if numbers else None,
        number=numbers[1] if len(numbers) > 1 else None,
    )
