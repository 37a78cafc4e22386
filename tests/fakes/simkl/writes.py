"""What the service does with what is written to a library, and what it answers."""

from collections.abc import Iterator
from typing import Any

from fakes.simkl.model import Catalogue, Library, Place, Title

type Sent = dict[str, Any]


class Refusal(Exception):
    """An answer other than a good one."""

    def __init__(self, status: int, error: str, message: str = "") -> None:
        super().__init__(error)
        self.status, self.error, self.message = status, error, message


def items(body: Sent, *names: str) -> Iterator[tuple[str, Sent]]:
    """Yield what is in a body, with the list it is in; others than the named lists are not looked at."""
    for name in names:
        for one in body.get(name, []):
            if not isinstance(one, dict):
                raise Refusal(400, "wrong_parameter", name)
            yield name, one


def add_history(catalogue: Catalogue, library: Library, body: Sent) -> Sent:
    """Write down what was seen."""
    added: Sent = {"movies": 0, "shows": 0, "episodes": 0, "statuses": []}
    missed: Sent = {"movies": [], "shows": [], "episodes": []}
    for name, sent in items(body, "movies", "shows", "anime"):
        film = name == "movies"
        found = catalogue.find(sent.get("ids", {}), film=film)
        if not found:
            missed["movies" if film else "shows"].append(sent)
            continue
        if film:
            added["movies"] += library.watch(found[0], (), sent.get("watched_at"))
        else:
            new = sum(
                library.watch(title, [place], at or sent.get("watched_at"))
                for title, place, at in _places(found, sent)
            )
            added["episodes"] += new
            added["shows"] += new > 0
        status = library.items[found[0].simkl].status if found[0].simkl in library.items else None
        request = {**sent, "type": "movie" if film else "show", "rating": sent.get("rating")}
        added["statuses"].append({"request": request, "response": {"status": status}})
    return {"added": added, "not_found": missed}


def remove_history(catalogue: Catalogue, library: Library, body: Sent) -> Sent:
    """Take back what was seen; what is named without episodes goes altogether. There is no list for anime."""
    deleted = {"movies": 0, "shows": 0, "episodes": 0}
    missed: Sent = {"movies": [], "shows": []}
    for name, sent in items(body, "movies", "shows"):
        found = catalogue.find(sent.get("ids", {}), film=name == "movies")
        if not found:
            missed[name].append(sent)
        elif "seasons" in sent or "episodes" in sent:
            deleted["episodes"] += sum(
                library.unwatch(title, [place]) for title, place, _ in _places(found, sent)
            )
        else:
            deleted[name] += library.remove(found[0])
    return {"deleted": deleted, "not_found": missed}


def add_ratings(catalogue: Catalogue, library: Library, body: Sent) -> Sent:
    """Rate titles; what is no rating is passed over in silence."""
    added: Sent = {"movies": 0, "shows": 0, "statuses": []}
    missed: Sent = {"movies": [], "shows": []}
    for name, sent in items(body, "movies", "shows", "anime"):
        film = name == "movies"
        found = catalogue.find(sent.get("ids", {}), film=film)
        rating = sent.get("rating")
        if not found:
            missed["movies" if film else "shows"].append(sent)
        elif isinstance(rating, int) and 1 <= rating <= 10:
            item = library.rate(found[0], rating, sent.get("rated_at"))
            added["movies" if film else "shows"] += 1
            added["statuses"].append({"request": sent, "response": {"status": item.status}})
    return {"added": added, "not_found": missed}


def remove_ratings(catalogue: Catalogue, library: Library, body: Sent) -> Sent:
    """Take ratings back."""
    deleted = {"movies": 0, "shows": 0}
    missed: Sent = {"movies": [], "shows": []}
    for name, sent in items(body, "movies", "shows", "anime"):
        kind = "movies" if name == "movies" else "shows"
        found = catalogue.find(sent.get("ids", {}), film=name == "movies")
        if found:
            deleted[kind] += library.unrate(found[0])
        else:
            missed[kind].append(sent)
    return {"deleted": deleted, "not_found": missed}


def add_to_list(catalogue: Catalogue, library: Library, body: Sent) -> Sent:
    """Put titles on lists."""
    added: Sent = {"movies": [], "shows": []}
    missed: Sent = {"movies": [], "shows": []}
    for name, sent in items(body, "movies", "shows", "anime"):
        film, kind = name == "movies", "movies" if name == "movies" else "shows"
        to = sent.get("to")
        if to is None:
            raise Refusal(400, "empty_field", 'Missed "to" parameter')
        if to not in {"watching", "plantowatch", "hold", "dropped", "completed"}:
            raise Refusal(400, "wrong_parameter", "to")
        found = catalogue.find(sent.get("ids", {}), film=film)
        if not found:
            missed[kind].append(sent)
            continue
        item = library.move(found[0], "completed" if film and to == "watching" else to)
        added[kind].append({"to": item.status, "ids": sent["ids"], "type": "movie" if film else "show"})
    return {"added": added, "not_found": missed}


def _places(found: list[Title], sent: Sent) -> Iterator[tuple[Title, Place, str | None]]:
    """Yield the episodes that are named; without any, all there are of the show or the season."""
    seasons = sent.get("seasons")
    if seasons is None and "episodes" in sent:
        seasons = [{"number": 1, "episodes": sent["episodes"]}]
    if seasons is None:
        for place in found[0].regular:
            yield found[0], place, None
        return
    for season in seasons:
        told = season.get("episodes")
        if told is None:
            told = [{"number": number} for number in range(1, found[0].seasons.get(season["number"], 0) + 1)]
        for episode in told:
            place = (season["number"], episode["number"])
            title, own = _own(found, place) if sent.get("use_tvdb_anime_seasons") else (found[0], place)
            yield title, own, episode.get("watched_at")


def _own(found: list[Title], place: Place) -> tuple[Title, Place]:
    """Return the title of an anime, and the place in it, that TVDB has at a place; of other shows it is the same."""
    for title in found:
        for own, there in title.tvdb.items():
            if there == place:
                return title, own
    return found[0], (-1, -1) if found[0].tvdb else place
