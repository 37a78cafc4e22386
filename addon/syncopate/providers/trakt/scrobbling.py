"""Capability SCROBBLING: Trakt is told what plays, and takes what was seen to its end for a play."""

from http import HTTPStatus

from syncopate.domain.live import PlayEvent, PlayState
from syncopate.domain.watch import MediaType, Title
from syncopate.errors import SyncopateError
from syncopate.providers.capability import Context, Health
from syncopate.providers.trakt.client import client_of, health_of
from syncopate.providers.trakt.manifest import RULES
from syncopate.providers.trakt.naming import name_of_title
from syncopate.providers.trakt.outcomes import APPLIED, UNCHANGED, UNRESOLVED, of_error
from syncopate.providers.watching import ScrobbleAction, WatchOutcome

_SEEN = RULES.ending.share * 100
"""Percent from which on Trakt takes what is stopped for seen."""
_HIGHEST_PAUSE = _SEEN - 0.1
_LEAST = 1.0
"""Percent below which Trakt does not take note."""
_ANSWERS = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT, HTTPStatus.UNPROCESSABLE_ENTITY})


def create(context: Context) -> TraktScrobbling:
    """Make what tells Trakt."""
    return TraktScrobbling(context)


class TraktScrobbling:
    """Tells Trakt what plays; fulfils Scrobbler."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def check(self) -> Health:
        """Tell whether the login is taken."""
        return await health_of(self._context)

    async def scrobble(self, action: ScrobbleAction, event: PlayEvent, progress: float) -> WatchOutcome:
        """Tell it; what is left before its end is told as a pause, so that it is no play."""
        about = None if event.title is None else _about(event.title)
        if about is None:
            return UNRESOLVED
        percent = min(max(progress * 100, 0.0), 100.0)
        if action is ScrobbleAction.STOP and event.state is PlayState.SEEN:
            percent = max(percent, _SEEN)
        ends = action is ScrobbleAction.STOP and percent >= _SEEN
        if action is not ScrobbleAction.START and not ends:
            if percent < _LEAST:
                return UNCHANGED
            # It has been seen that a late pause was taken for the end.
            action, percent = ScrobbleAction.PAUSE, min(percent, _HIGHEST_PAUSE)
        body = {**about, "progress": round(percent, 2)}
        try:
            # Told twice, the second time is refused as known already.
            answer = await client_of(self._context).post(
                f"scrobble/{action}", body, repeatable=True, takes=frozenset(map(int, _ANSWERS))
            )
        except SyncopateError as error:
            return of_error(error, repeatable=not ends)
        match answer.status:
            case HTTPStatus.NOT_FOUND:
                return UNRESOLVED
            case HTTPStatus.CONFLICT | HTTPStatus.UNPROCESSABLE_ENTITY:
                return UNCHANGED
            case _:
                return APPLIED


def _about(title: Title) -> dict[str, object] | None:
    """Return how a film or an episode is named to a scrobble, None where nothing names it."""
    name = name_of_title(title) if title.type in {MediaType.MOVIE, MediaType.EPISODE} else None
    if name is None:
        return None
    if name.kind is MediaType.MOVIE:
        known = {"title": title.name, "year": title.year} if title.name and title.year else {}
        return {"movie": {**known, "ids": dict(name.ids)}}
    if name.placed:
        place = {"season": name.season, "number": name.number}
        return {"show": {"ids": dict(name.ids)}, "episode": place}
    return {"episode": {"ids": dict(name.ids)}}
