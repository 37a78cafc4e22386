"""Films and shows with their seasons and episodes, found by any of their ids."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

type Json = dict[str, Any]

LISTS = {"movie": "movies", "show": "shows", "season": "seasons", "episode": "episodes"}
_ORDER = ("trakt", "slug", "imdb", "tmdb", "tvdb")


@dataclass(slots=True, eq=False)
class Thing:
    """A film, show, season or episode; `show` is that of seasons and episodes."""

    kind: str
    ids: dict[str, Any]
    title: str
    year: int | None = None
    show: Thing | None = None
    season: int | None = None
    number: int | None = None
    seasons: dict[int, Thing] = field(default_factory=dict)
    episodes: dict[int, Thing] = field(default_factory=dict)

    @property
    def trakt(self) -> int:
        return int(self.ids["trakt"])

    @property
    def about(self) -> Json:
        """Return it as every list has it, with its show beside it."""
        made = {self.kind: self._own}
        return made if self.show is None else {**made, "show": self.show._own}

    @property
    def _own(self) -> Json:
        match self.kind:
            case "season":
                return {"number": self.season, "ids": self.ids}
            case "episode":
                return {"season": self.season, "number": self.number, "title": self.title, "ids": self.ids}
            case _:
                return {"title": self.title, "year": self.year, "ids": self.ids}


class Catalogue:
    """All there is. Each kind is numbered by itself: a film and a show may have the same number."""

    def __init__(self) -> None:
        self.things: dict[tuple[str, int], Thing] = {}
        self.first_id_counts = False
        """Whether ids after the first are not looked at where that one is not known."""
        self._last = dict.fromkeys(LISTS, 0)

    def movie(self, title: str, year: int = 2010, **ids: Any) -> Thing:
        number = self._number("movie")
        made = {
            "trakt": number,
            "slug": f"{_slug(title)}-{year}",
            "imdb": f"tt{1_000_000 + number}",
            "tmdb": 10_000 + number,
        }
        return self._add(Thing("movie", {**made, **ids}, title, year))

    def show(self, title: str, episodes: Mapping[int, int], year: int = 2008, **ids: Any) -> Thing:
        """Make a show; `episodes` are how many there are in each season, 0 are the specials."""
        number = self._number("show")
        made = {
            "trakt": number,
            "slug": _slug(title),
            "tvdb": 70_000 + number,
            "imdb": f"tt{2_000_000 + number}",
            "tmdb": 20_000 + number,
        }
        show = self._add(Thing("show", {**made, **ids}, title, year))
        for season, count in episodes.items():
            place = self._number("season")
            seasons = {"trakt": place, "tvdb": 80_000 + place, "tmdb": 30_000 + place}
            show.seasons[season] = self._add(Thing("season", seasons, "", show=show, season=season))
            for at in range(1, count + 1):
                self.episode(show, season, at)
        return show

    def episode(self, show: Thing, season: int, number: int) -> Thing:
        own = self._number("episode")
        ids = {"trakt": own, "tvdb": 900_000 + own, "imdb": f"tt{3_000_000 + own}", "tmdb": 40_000 + own}
        made = self._add(Thing("episode", ids, f"Part {number}", show=show, season=season, number=number))
        show.seasons[season].episodes[number] = made
        return made

    def find(self, kind: str, said: Mapping[str, Any]) -> Thing | None:
        """Return what ids, or title and year, name: the first id that is known counts, or just the first."""
        ids = said.get("ids")
        ids = ids if isinstance(ids, dict) else {}
        for name in _ORDER:
            wanted = ids.get(name)
            if wanted in {None, ""}:
                continue
            found = next((each for each in self._of(kind) if str(each.ids.get(name)) == str(wanted)), None)
            if found is not None or self.first_id_counts:
                return found
        if ids or "title" not in said:
            return None
        return next(
            (each for each in self._of(kind) if (each.title, each.year) == (said["title"], said.get("year"))),
            None,
        )

    def _of(self, kind: str) -> list[Thing]:
        return [each for (own, _), each in self.things.items() if own == kind]

    def _add(self, thing: Thing) -> Thing:
        self.things[thing.kind, thing.trakt] = thing
        return thing

    def _number(self, kind: str) -> int:
        self._last[kind] += 1
        return self._last[kind]


def _slug(title: str) -> str:
    return "-".join(title.casefold().split())
