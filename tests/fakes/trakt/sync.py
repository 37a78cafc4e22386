"""Lists that are read and written in bulk: history, ratings, watchlist."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from aiohttp import web

from fakes.trakt.asking import Ask, Refusal
from fakes.trakt.model import LISTS, Catalogue, Json, Thing
from fakes.trakt.users import EPOCH, User, activities, stamp

type Line = tuple[Thing, Mapping[str, Any]]
"""A title that is meant, and what is said of it."""

_KINDS = {lists: kind for kind, lists in LISTS.items()}
_RELEASED = datetime(2012, 3, 4, 20, tzinfo=UTC)


class Sync:
    """Answers requests below /sync."""

    def __init__(self, catalogue: Catalogue, limit_of: Callable[[User], int]) -> None:
        self._catalogue = catalogue
        self._limit_of = limit_of

    def last_activities(self, ask: Ask) -> web.Response:
        ask.takes()
        return web.json_response(activities(ask.user))

    def history(self, ask: Ask) -> web.Response:
        plays = ask.user.history()
        wanted, own = ask.parts.get("type"), ask.parts.get("id")
        if wanted is not None:
            if wanted not in _KINDS:
                raise Refusal(404)
            kind = _KINDS[wanted]
            plays = [play for play in plays if any(kind == each.kind for each in _over(play.thing))]
            if own is not None:
                meant = [(kind, each) for each in own.split(",")]
                plays = [
                    play
                    for play in plays
                    if any((each.kind, str(each.trakt)) in meant for each in _over(play.thing))
                ]
        return ask.list([play.row for play in plays])

    def ratings(self, ask: Ask) -> web.Response:
        found = sorted(ask.user.ratings, key=lambda each: each.at, reverse=True)
        wanted, rating = ask.parts.get("type", "all"), ask.parts.get("rating")
        if wanted != "all":
            if wanted not in _KINDS:
                raise Refusal(404)
            found = [each for each in found if each.thing.kind == _KINDS[wanted]]
        if rating is not None:
            found = [each for each in found if str(each.rating) in rating.split(",")]
        return ask.list([each.row for each in found], whole=True)

    def watchlist(self, ask: Ask) -> web.Response:
        rows = [each.row(rank) for rank, each in enumerate(ask.user.watchlist, 1)]
        wanted = ask.parts.get("type", "all")
        if wanted != "all":
            if wanted not in _KINDS:
                raise Refusal(404)
            rows = [row for row in rows if row["type"] == _KINDS[wanted]]
        return ask.list(rows)

    def add_history(self, ask: Ask) -> web.Response:
        """Add a play for each line: whether there is one already nobody looks."""
        lines, lacking = lines_of(self._catalogue, ask.body)
        added: Counter[str] = Counter()
        for thing, said in lines:
            at = _date(said.get("watched_at"), ask.user.now())
            for each in _played(thing):
                ask.user.watch(each, at)
                added[LISTS[each.kind]] += 1
        nothing = {"movies": 0, "episodes": 0}
        return web.json_response({"added": {**nothing, **added}, "updated": nothing, "not_found": lacking})

    def remove_history(self, ask: Ask) -> web.Response:
        lines, lacking = lines_of(self._catalogue, ask.body, ids=True)
        gone: Counter[str] = Counter()
        for thing, _ in lines:
            plays = [play for play in ask.user.plays if play.thing in _played(thing)]
            gone.update(LISTS[play.thing.kind] for play in plays)
            ask.user.unwatch(plays)
        numbers = []
        for number in ask.body.get("ids", []):
            plays = [play for play in ask.user.plays if play.id == number]
            gone.update(LISTS[play.thing.kind] for play in plays)
            ask.user.unwatch(plays)
            numbers += [] if plays else [number]
        return web.json_response(
            {"deleted": {"movies": 0, "episodes": 0, **gone}, "not_found": {**lacking, "ids": numbers}}
        )

    def add_ratings(self, ask: Ask) -> web.Response:
        lines, lacking = lines_of(self._catalogue, ask.body)
        for _, said in lines:
            rating = said.get("rating")
            if not isinstance(rating, int) or not 1 <= rating <= 10:
                raise Refusal(400)
        for thing, said in lines:
            ask.user.rate(thing, said["rating"], _date(said.get("rated_at"), ask.user.now()))
        return web.json_response({"added": counted(lines), "not_found": lacking}, status=201)

    def remove_ratings(self, ask: Ask) -> web.Response:
        lines, lacking = lines_of(self._catalogue, ask.body)
        gone = [line for line in lines if ask.user.unrate(line[0])]
        return web.json_response({"deleted": counted(gone), "not_found": lacking})

    def add_watchlist(self, ask: Ask) -> web.Response:
        lines, lacking = lines_of(self._catalogue, ask.body)
        user, limit = ask.user, self._limit_of(ask.user)
        there = {id(each.thing) for each in user.watchlist}
        new = [line for line in lines if id(line[0]) not in there]
        if len(there) + len(new) > limit:
            raise too_many(user, limit)
        added = [line for line in lines if user.list(line[0])]
        held = [line for line in lines if id(line[0]) in there]
        made = {"added": counted(added), "existing": counted(held), "not_found": lacking}
        return web.json_response({**made, "list": _list(user)}, status=201)

    def remove_watchlist(self, ask: Ask) -> web.Response:
        lines, lacking = lines_of(self._catalogue, ask.body)
        gone = [line for line in lines if ask.user.unlist(line[0])]
        made = {"deleted": counted(gone), "not_found": lacking}
        return web.json_response({**made, "list": _list(ask.user)})


def lines_of(catalogue: Catalogue, body: Mapping[str, Any], *, ids: bool = False) -> tuple[list[Line], Json]:
    """Return the titles of a request, and what of it is not known, as it was said."""
    if set(body) - set(_KINDS) - ({"ids"} if ids else set()):
        raise Refusal(400)
    found: list[Line] = []
    lacking: Json = {name: [] for name in _KINDS}
    for name, kind in _KINDS.items():
        for said in body.get(name, []):
            thing = catalogue.find(kind, said)
            if thing is None:
                lacking[name].append(said)
            elif kind == "show" and "seasons" in said:
                lines, missing = _below(thing, said)
                found += lines
                lacking[name] += missing
            else:
                found.append((thing, said))
    return found, lacking


def _below(show: Thing, said: Mapping[str, Any]) -> tuple[list[Line], list[Json]]:
    """Return the seasons and episodes of a show that are meant; those that it has not, in their places."""
    found: list[Line] = []
    missing: list[Json] = []
    for one in said["seasons"]:
        season = show.seasons.get(one["number"])
        if season is None:
            missing.append(one)
        elif "episodes" not in one:
            found.append((season, {**said, **one}))
        else:
            there = [each for each in one["episodes"] if each["number"] in season.episodes]
            found += [(season.episodes[each["number"]], {**said, **each}) for each in there]
            gone = [each for each in one["episodes"] if each not in there]
            missing += [{"number": one["number"], "episodes": gone}] if gone else []
    return found, [{"ids": said["ids"], "seasons": missing}] if missing else []


def _over(thing: Thing) -> Iterator[Thing]:
    """Return a title with the season and show that it belongs to."""
    yield thing
    if thing.kind == "episode" and thing.show is not None:
        yield thing.show.seasons[thing.season or 0]
        yield thing.show


def _played(thing: Thing) -> list[Thing]:
    """Return the films and episodes that a title is."""
    match thing.kind:
        case "show":
            return [each for season in thing.seasons.values() for each in season.episodes.values()]
        case "season":
            assert thing.show is not None
            return list(thing.show.seasons[thing.season or 0].episodes.values())
        case _:
            return [thing]


def too_many(user: User, limit: int) -> Refusal:
    """Return how it is said that somebody may not have more."""
    return Refusal(
        420,
        {
            "X-Upgrade-URL": "https://trakt.tv/vip",
            "X-VIP-User": str(user.vip).lower(),
            "X-Account-Limit": str(limit),
        },
    )


def _date(said: Any, now: datetime) -> datetime:
    if said is None:
        return now
    if said == "unknown":
        return EPOCH
    if said == "released":
        return _RELEASED
    try:
        found = datetime.fromisoformat(said)
    except TypeError, ValueError:
        raise Refusal(400) from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def counted(lines: list[Line]) -> Json:
    counted = Counter(LISTS[thing.kind] for thing, _ in lines)
    return {name: counted[name] for name in _KINDS}


def _list(user: User) -> Json:
    changed = user.changed.get(("watchlist", "updated_at"), user.now())
    return {"updated_at": stamp(changed), "item_count": len(user.watchlist)}
