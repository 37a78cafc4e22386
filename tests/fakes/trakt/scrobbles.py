"""Told what plays: begun, left, seen to its end; told twice of the same play it refuses the second."""

from datetime import timedelta

from aiohttp import web

from fakes.trakt.asking import Ask, Refusal
from fakes.trakt.model import Catalogue, Json, Thing
from fakes.trakt.users import Scrobbled, stamp

SEEN, LEAST = 80.0, 1.0
_AGAIN = timedelta(minutes=42)
"""The running time of all that there is."""


class Scrobbles:
    """Answers requests below /scrobble."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def start(self, ask: Ask) -> web.Response:
        thing, progress = self._meant(ask)
        ask.user.watching = thing
        ask.user.paused.pop((thing.kind, thing.trakt), None)
        return _told(0, "start", progress, thing)

    def stop(self, ask: Ask) -> web.Response:
        return self._left(ask)

    def pause(self, ask: Ask) -> web.Response:
        """Nobody has written down what a late pause is: it is taken for the end, the worse of both."""
        return self._left(ask)

    def _left(self, ask: Ask) -> web.Response:
        thing, progress = self._meant(ask)
        user, now = ask.user, ask.user.now()
        if progress < LEAST:
            raise Refusal(422)
        user.watching = None
        if progress < SEEN:
            user.paused[thing.kind, thing.trakt] = progress
            user.touch(thing.kind, "paused_at")
            return _told(0, "pause", progress, thing)
        for before in user.scrobbled:
            if before.thing is thing and now < before.until:
                said = {"watched_at": stamp(before.at), "expires_at": stamp(before.until)}
                raise Refusal(409, body=said)
        user.scrobbled.append(Scrobbled(thing, now, now + _AGAIN))
        play = user.watch(thing, now, "scrobble")
        return _told(play.id, "scrobble", progress, thing)

    def _meant(self, ask: Ask) -> tuple[Thing, float]:
        body = ask.body
        progress = body.get("progress")
        if isinstance(progress, bool) or not isinstance(progress, int | float) or not 0 <= progress <= 100:
            raise Refusal(400)
        if set(body) - {"movie", "episode", "show", "progress"}:
            raise Refusal(400)
        found: Thing | None = None
        if "movie" in body:
            found = self._catalogue.find("movie", body["movie"])
        elif "show" in body:
            show, place = self._catalogue.find("show", body["show"]), body["episode"]
            season = None if show is None else show.seasons.get(place["season"])
            found = None if season is None else season.episodes.get(place["number"])
        elif "episode" in body:
            found = self._catalogue.find("episode", body["episode"])
        if found is None:
            raise Refusal(404)
        return found, float(progress)


def _told(number: int, action: str, progress: float, thing: Thing) -> web.Response:
    made: Json = {"id": number, "action": action, "progress": progress}
    return web.json_response({**made, **thing.about}, status=201)
