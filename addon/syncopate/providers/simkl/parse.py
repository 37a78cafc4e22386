"""What SIMKL's library says, as records: pure functions of its answers.

Films are seen when they are on the list of what is completed. Of shows each episode is told that was seen.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from syncopate.domain.watch import (
    Listed,
    MediaType,
    Rating,
    Record,
    Title,
    TitleId,
    TitleIdKind,
    Values,
    Watched,
)
from syncopate.errors import OddAnswer
from syncopate.providers._tracker.notes import Notes
from syncopate.providers._tracker.raw import Raw, inside, place, rows, text, whole

WHAT = "SIMKL"
ID_NAMES: Mapping[str, TitleIdKind] = {
    "imdb": TitleIdKind.IMDB,
    "tmdb": TitleIdKind.TMDB,
    "tvdb": TitleIdKind.TVDB,
    "mal": TitleIdKind.MAL,
    "anidb": TitleIdKind.ANIDB,
    "anilist": TitleIdKind.ANILIST,
    "kitsu": TitleIdKind.KITSU,
}
WESTERN = frozenset({TitleIdKind.IMDB, TitleIdKind.TMDB, TitleIdKind.TVDB})
"""Catalogues in which several anime titles of SIMKL's are the seasons of one show."""
_HIGHEST = 10


class Status(StrEnum):
    """The list that a title is on: always exactly one."""

    WATCHING = "watching"
    PLANNED = "plantowatch"
    HOLD = "hold"
    DROPPED = "dropped"
    COMPLETED = "completed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A title of the library. `record` is of the title itself, `episodes` of those that were seen.

    `counted` is how many episodes were seen as SIMKL counts them, without specials.
    """

    simkl: int
    status: Status
    record: Record
    episodes: tuple[Record, ...] = ()
    counted: int = 0

    @property
    def regular(self) -> int:
        """How many episodes are told, without specials."""
        return sum(place_in(each.key)[1] != 0 for each in self.episodes)


def entries(answer: Raw, kinds: Sequence[str], notes: Notes) -> list[Entry]:
    """Return the titles of an answer. Raises OddAnswer where one of them cannot be understood."""
    return [_entry(raw, kind, notes) for kind in kinds for raw in rows(answer, kind, WHAT)]


def episode_key(simkl: int, season: int, number: int) -> str:
    """Return what an episode is called here: by SIMKL's own title and count."""
    return f"episode:{simkl}:{season}:{number}"


def place_in(key: str) -> tuple[int, int, int]:
    """Return the title, season and number in an episode's key. Raises ValueError."""
    _, simkl, season, number = key.split(":")
    return int(simkl), int(season), int(number)


def _entry(raw: Raw, kind: str, notes: Notes) -> Entry:
    film = kind == "movies" or text(raw, "anime_type") == "movie"
    about = inside(raw, "movie") or inside(raw, "show") or inside(raw, "anime")
    ids = inside(about, "ids")
    simkl = whole(ids, "simkl") or whole(ids, "simkl_id")
    if simkl is None:
        raise OddAnswer(f"{WHAT} gives a title without its number.", account=WHAT)
    prefix = {"movies": "movie", "shows": "show"}.get(kind, "anime")
    key = f"{prefix}:{simkl}"
    status = _status(raw)
    others = notes.ids(ids, ID_NAMES, key)
    title = Title(
        type=MediaType.MOVIE if film else MediaType.SHOW,
        ids=_of_title(others, raw, kind, film=film) | {TitleId(TitleIdKind.SIMKL, str(simkl))},
        name=text(about, "title"),
        year=whole(about, "year"),
    )
    values = Values(
        watched=_film_watched(raw, key, notes) if film and status is Status.COMPLETED else None,
        rating=_rating(raw, key, notes),
        listed=Listed(notes.moment(raw, "added_to_watchlist_at", key)) if status is Status.PLANNED else None,
    )
    return Entry(
        simkl=simkl,
        status=status,
        record=Record(key=key, title=title, values=values),
        episodes=() if film else tuple(_episodes(raw, simkl, title, others, notes)),
        counted=whole(raw, "watched_episodes_count") or 0,
    )


def _status(raw: Raw) -> Status:
    said = text(raw, "status")
    try:
        return Status(said)
    except ValueError:
        raise OddAnswer(f"{WHAT} has a title on a list that is not known.", account=WHAT) from None


def _of_title(others: frozenset[TitleId], raw: Raw, kind: str, *, film: bool) -> frozenset[TitleId]:
    """Return the ids that name this title alone.

    A season of an anime is a title of its own. Only that of a show's first season stands for the show.
    """
    seasons = raw.get("mapped_tvdb_seasons")
    later = isinstance(seasons, list) and bool(seasons) and 1 not in seasons
    if kind != "anime" or film or not later:
        return others
    return frozenset(each for each in others if each.kind not in WESTERN)


def _film_watched(raw: Raw, key: str, notes: Notes) -> Watched:
    at = notes.moment(raw, "last_watched_at", key)
    return Watched(() if at is None else (at,))


def _rating(raw: Raw, key: str, notes: Notes) -> Rating | None:
    value = raw.get("user_rating")
    if value is None or value == 0:
        return None
    rating = whole(raw, "user_rating")
    if rating is None or rating > _HIGHEST:
        raise OddAnswer(f"{WHAT} gives a rating that is none.", account=WHAT)
    return Rating(float(rating), notes.moment(raw, "user_rated_at", key))


def _episodes(
    raw: Raw, simkl: int, show: Title, others: frozenset[TitleId], notes: Notes
) -> Iterator[Record]:
    own = TitleId(TitleIdKind.SIMKL, str(simkl))
    western = frozenset(each for each in others if each.kind in WESTERN)
    for season in rows(raw, "seasons", WHAT):
        count = place(season, "number", WHAT)
        for episode in rows(season, "episodes", WHAT):
            if episode.get("watched") is False:
                continue
            number = place(episode, "number", WHAT)
            key = episode_key(simkl, count, number)
            mapped = inside(episode, "tvdb")
            there = whole(mapped, "season"), whole(mapped, "episode")
            # Of anime the numbers of TVDB are what others go by; they are of another show than SIMKL's title.
            by_tvdb = western and there[0] is not None and there[1] is not None
            at = notes.moment(episode, "watched_at", key)
            yield Record(
                key=key,
                title=Title(
                    type=MediaType.EPISODE,
                    show_name=show.name,
                    year=show.year,
                    show_ids=western if by_tvdb else show.ids | {own},
                    season=there[0] if by_tvdb else count,
                    number=there[1] if by_tvdb else number,
                ),
                values=Values(watched=Watched(() if at is None else (at,))),
            )
