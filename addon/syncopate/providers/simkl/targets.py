"""What is written to, as SIMKL is told of it, and whether an answer speaks of it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from syncopate.domain.link import WatchOperation
from syncopate.domain.watch import MediaType, Title, TitleId, TitleIdKind
from syncopate.providers._tracker.raw import Raw, inside, rows, whole
from syncopate.providers.simkl.parse import ID_NAMES, WESTERN, place_in

_NAMES = {kind: name for name, kind in ID_NAMES.items()} | {TitleIdKind.SIMKL: "simkl"}
_NUMBERS = frozenset(_NAMES) - {TitleIdKind.IMDB}

type Ids = Mapping[str, str | int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A film, a show, or an episode by its place in its show. `ids` are the film's or the show's.

    `by_tvdb`: its place is that of TVDB, which counts anime otherwise than SIMKL does.
    """

    film: bool
    ids: Ids
    name: str = ""
    year: int | None = None
    season: int | None = None
    number: int | None = None
    by_tvdb: bool = False

    @property
    def is_episode(self) -> bool:
        """Whether it is an episode."""
        return self.number is not None

    @property
    def told(self) -> dict[str, object]:
        """The film or show as it is sent, without what is written."""
        named = {"title": self.name} if self.name else {}
        dated = {} if self.year is None else {"year": self.year}
        return {**named, **dated, "ids": dict(self.ids)}


def targets_of(operation: WatchOperation) -> tuple[Target, ...]:
    """Return what an operation is written to, () where the title is not named so that SIMKL can know it."""
    title = operation.title
    keyed = tuple(each for key in operation.keys if (each := _by_key(key, title)) is not None)
    if keyed:
        return keyed if operation.action.removes else keyed[:1]
    film, episode = title.type is MediaType.MOVIE, title.type is MediaType.EPISODE
    ids = ids_sent(title.show_ids if episode else title.ids)
    if not ids or title.type is MediaType.SEASON:
        return ()
    if not episode:
        return (Target(film=film, ids=ids, name=title.name, year=title.year),)
    if title.season is None or title.number is None:
        return ()
    by_tvdb = any(_NAMES[each] in ids for each in WESTERN)
    if by_tvdb:
        # SIMKL's own number would win, and may be that of one season alone.
        ids = {name: value for name, value in ids.items() if name in {_NAMES[each] for each in WESTERN}}
    return (
        Target(
            film=False,
            ids=ids,
            name=title.show_name,
            year=title.year,
            season=title.season,
            number=title.number,
            by_tvdb=by_tvdb,
        ),
    )


def ids_sent(ids: Iterable[TitleId]) -> Ids:
    """Return ids as they are sent; where there are two of a kind, nobody knows which one is right."""
    found: dict[TitleIdKind, set[str]] = defaultdict(set)
    for each in ids:
        found[each.kind].add(each.value)
    sent: dict[str, str | int] = {}
    for kind, values in sorted(found.items()):
        if kind not in _NAMES or len(values) > 1:
            continue
        value = values.pop()
        if kind not in _NUMBERS:
            sent[_NAMES[kind]] = value
        elif value.isascii() and value.isdigit():
            sent[_NAMES[kind]] = int(value)
    return sent


def grouped(targets: Sequence[tuple[Target, Mapping[str, object]]]) -> dict[str, object]:
    """Return films and shows as one body, each with what is said of it; episodes below their show."""
    films = [{**target.told, **said} for target, said in targets if target.film]
    whole_shows = [
        {**target.told, **said} for target, said in targets if not target.film and not target.is_episode
    ]
    shows: dict[tuple[object, ...], tuple[Target, dict[int, list[dict[str, object]]]]] = {}
    for target, said in targets:
        if target.season is None or target.number is None:
            continue
        name = (*sorted(target.ids.items()), target.by_tvdb)
        _, seasons = shows.setdefault(name, (target, defaultdict(list)))
        seasons[target.season].append({"number": target.number, **said})
    with_episodes = [
        {
            **target.told,
            **({"use_tvdb_anime_seasons": True} if target.by_tvdb else {}),
            "seasons": [{"number": number, "episodes": told} for number, told in sorted(seasons.items())],
        }
        for target, seasons in shows.values()
    ]
    lists = {"movies": films, "shows": [*whole_shows, *with_episodes]}
    return {name: told for name, told in lists.items() if told}


def is_missed(target: Target, answer: Raw, what: str) -> bool:
    """Tell whether an answer counts something among what was not found. Raises OddAnswer."""
    missed = inside(answer, "not_found")
    for raw in rows(missed, "movies" if target.film else "shows", what):
        if not is_same(target.ids, inside(raw, "ids")):
            continue
        seasons = rows(raw, "seasons", what)
        if not target.is_episode or not seasons or _is_in(target, seasons, what):
            return True
    return False


def is_same(sent: Ids, told: Raw) -> bool:
    """Tell whether ids in an answer are those that were sent, as far as both are there, and some are."""
    both = [name for name in sent if told.get(name) is not None]
    return bool(both) and all(str(sent[name]) == str(told[name]) for name in both)


def _is_in(target: Target, seasons: Sequence[Raw], what: str) -> bool:
    for season in seasons:
        if whole(season, "number") == target.season:
            told = rows(season, "episodes", what)
            return not told or any(whole(each, "number") == target.number for each in told)
    return False


def _by_key(key: str, title: Title) -> Target | None:
    """Return what a record's key names, None where it is not one of this provider's."""
    kind, _, rest = key.partition(":")
    film = title.type is MediaType.MOVIE
    try:
        if kind == "episode":
            simkl, season, number = place_in(key)
            return Target(
                film=False,
                ids={"simkl": simkl},
                name=title.show_name,
                year=title.year,
                season=season,
                number=number,
            )
        if kind in {"movie", "show", "anime"}:
            return Target(film=film, ids={"simkl": int(rest)}, name=title.name, year=title.year)
    except ValueError:
        return None
    return None
