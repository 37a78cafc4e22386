"""Capability SCROBBLING: Trakt is told what plays, and takes what was seen to its end for a play."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus

from syncopate.domain.live import PlayEvent, PlayState
from syncopate.domain.watch import MediaType, Title
from syncopate.errors import SyncopateError
from syncopate.providers.capability import Context, Health
from syncopate.providers.trakt.client import Answer, client_of, health_of
from syncopate.providers.trakt.manifest import RULES
from syncopate.providers.trakt.naming import Name, names_of_title
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
        names = [] if event.title is None else _abouts(event.title)
        if not names:
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
        try:
            answer = await self._told(action, names, round(percent, 2))
        except SyncopateError as error:
            return of_error(error, repeatable=not ends)
        match answer.status:
            case HTTPStatus.NOT_FOUND:
                return UNRESOLVED
            case HTTPStatus.CONFLICT | HTTPStatus.UNPROCESSABLE_ENTITY:
                return UNCHANGED
            case _:
                return APPLIED

    async def _told(
        self, action: ScrobbleAction, names: Sequence[Mapping[str, object]], percent: float
    ) -> Answer:
        """Tell it by the surest name, and by the next where nothing is known by that."""
        client = client_of(self._context)

        async def told(name: Mapping[str, object]) -> Answer:
            # Told twice, the second time is refused as known already.
            body = {**name, "progress": percent}
            takes = frozenset(map(int, _ANSWERS))
            return await client.post(f"scrobble/{action}", body, repeatable=True, takes=takes)

        first, *others = names
        answer = await told(first)
        return await told(others[0]) if others and answer.status == HTTPStatus.NOT_FOUND else answer


def _abouts(title: Title) -> Sequence[Mapping[str, object]]:
    """Return how a film or an episode is named to a scrobble, the surest first; () where nothing names it."""
    if title.type not in {MediaType.MOVIE, MediaType.EPISODE}:
        return ()
    return [_about(title, name) for name in names_of_title(title)]


def _about(title: Title, name: Name) -> Mapping[str, object]:
    if name.kind is MediaType.MOVIE:
        known = {"title": title.name, "year": title.year} if title.name and title.year else {}
        return {"movie": {**known, "ids": dict(name.ids)}}
    if name.placed:
        place = {"season": name.season, "number": name.number}
        return {"show": {"ids": dict(name.ids)}, "episode": place}
    return {"episode": {"ids": dict(name.ids)}}
