"""What the service does with what is written, and what it answers: mostly how much that was."""

from collections.abc import Iterator, Sequence
from typing import Any

from fakes.mdblist.model import Account, Title, places

type Sent = dict[str, Any]


class Refusal(Exception):
    """An answer other than a good one."""

    def __init__(self, status: int, error: Any) -> None:
        super().__init__(str(error))
        self.status, self.error = status, error


def find(titles: Sequence[Title], ids: Sent, *, film: bool) -> Title | None:
    """Return the title that ids name."""
    for name in ("mdblist", "imdb", "tmdb", "trakt"):
        for title in titles:
            if title.film == film and name in ids and title.ids[name] == ids[name]:
                return title
    return None


def add_watched(titles: Sequence[Title], who: Account, body: Sent) -> Sent:
    """Write down what was seen; a show or a season without episodes is all of them."""
    updated = {"movies": 0, "shows": 0, "seasons": 0, "episodes": 0}
    missed = _missed()
    for title, sent in _titles(titles, body, missed):
        if title.film:
            who.watch(title, at=sent.get("watched_at", ""))
            updated["movies"] += 1
            continue
        for season, number, said in places(title, sent):
            if season is not None and number is not None and "watched_at" not in said:
                raise Refusal(400, {"watched_at": ["This field is required."]})
            found = list(_episodes(title, season, number))
            for place in found:
                who.watch(title, *place, at=said.get("watched_at", ""))
            updated["episodes"] += len(found)
            if not found:
                about = {"season": season, "number": number, "show": {"ids": sent["ids"]}}
                missed["episodes"].append(about)
    updated["seasons"] += updated["episodes"] > 0
    return {"updated": updated, "not_found": missed}


def remove_watched(titles: Sequence[Title], who: Account, body: Sent) -> Sent:
    """Take back what was seen."""
    removed = {"movies": 0, "shows": 0, "seasons": 0, "episodes": 0}
    for title, sent in _titles(titles, body, _missed()):
        if title.film:
            removed["movies"] += who.unwatch(title)
            continue
        for season, number, _ in places(title, sent):
            removed["episodes"] += sum(
                who.unwatch(title, *place) for place in _episodes(title, season, number)
            )
    return {"removed": removed}


def add_ratings(titles: Sequence[Title], who: Account, body: Sent) -> Sent:
    """Rate films, shows, seasons and episodes."""
    updated = {"movies": 0, "seasons": 0, "episodes": 0}
    missed = _missed()
    for title, sent in _titles(titles, body, missed):
        for season, number, said in [(None, None, sent)] if title.film else places(title, sent):
            if not isinstance(said.get("rating"), int) or not 1 <= said["rating"] <= 10:
                raise Refusal(400, {"rating": ["Not a rating."]})
            if number is not None and not title.holds(season or 0, number):
                continue
            who.rate((title.tmdb, season, number), said["rating"], said.get("rated_at", ""))
            if (name := _counted(title, season, number)) in updated:
                updated[name] += 1
    return {"updated": updated, "not_found": missed}


def remove_ratings(titles: Sequence[Title], who: Account, body: Sent) -> Sent:
    """Take ratings back."""
    removed = {"movies": 0, "seasons": 0, "episodes": 0}
    for title, sent in _titles(titles, body, _missed()):
        for season, number, _ in [(None, None, sent)] if title.film else places(title, sent):
            gone = who.unrate((title.tmdb, season, number))
            if (name := _counted(title, season, number)) in removed:
                removed[name] += gone
    return {"removed": removed}


def add_to_watchlist(titles: Sequence[Title], who: Account, body: Sent) -> Sent:
    """Put films and shows on the watchlist."""
    added, existing, missed = ({"movies": 0, "shows": 0} for _ in range(3))
    for name, sent in _listed(body):
        title = find(titles, sent, film=name == "movies")
        if title is None:
            missed[name] += 1
        else:
            (added if who.list(title) else existing)[name] += 1
    return {"added": added, "existing": existing, "not_found": missed}


def remove_from_watchlist(titles: Sequence[Title], who: Account, body: Sent) -> Sent:
    """Take films and shows off the watchlist; the contract has the same answer as for adding."""
    missed = {"movies": 0, "shows": 0}
    for name, sent in _listed(body):
        title = find(titles, sent, film=name == "movies")
        if title is None or not who.unlist(title):
            missed[name] += 1
    none = {"movies": 0, "shows": 0}
    return {"added": none, "existing": none, "not_found": missed}


def _missed() -> dict[str, list[Any]]:
    return {"movies": [], "shows": [], "seasons": [], "episodes": []}


def _titles(
    titles: Sequence[Title], body: Sent, missed: dict[str, list[Any]]
) -> Iterator[tuple[Title, Sent]]:
    """Yield what is known of a body; all of it fails where the service fails over a title."""
    found: list[tuple[Title, Sent]] = []
    for name in ("movies", "shows"):
        for sent in body.get(name, []):
            title = find(titles, sent.get("ids", {}), film=name == "movies")
            if title is None:
                missed[name].append({"ids": sent.get("ids", {})})
                continue
            if title.fatal:
                raise Refusal(500, "Server Error")
            found.append((title, sent))
    yield from found


def _listed(body: Sent) -> Iterator[tuple[str, Sent]]:
    for name in ("movies", "shows"):
        for sent in body.get(name, []):
            if name == "movies" and "tmdb" not in sent:
                raise Refusal(400, {"tmdb": ["This field is required."]})
            yield name, sent


def _episodes(title: Title, season: int | None, number: int | None) -> Iterator[tuple[int, int]]:
    for each, most in title.seasons.items():
        if season in {None, each}:
            yield from ((each, one) for one in range(1, most + 1) if number in {None, one})


def _counted(title: Title, season: int | None, number: int | None) -> str:
    if title.film:
        return "movies"
    return "shows" if season is None else "seasons" if number is None else "episodes"
