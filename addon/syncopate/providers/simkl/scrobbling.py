"""Capability SCROBBLING: SIMKL is told what plays; from four fifths on it takes it for seen."""

from http import HTTPStatus

from syncopate.domain.live import PlayEvent
from syncopate.domain.watch import MediaType, Title
from syncopate.errors import NotFound, SyncopateError, Unreachable
from syncopate.providers._tracker.outcomes import APPLIED, UNCHANGED, failed, unresolved
from syncopate.providers._tracker.scrobbles import in_doubt, percent
from syncopate.providers.capability import Context, Health
from syncopate.providers.simkl.client import WHAT, client_of
from syncopate.providers.simkl.targets import ids_sent
from syncopate.providers.watching import ScrobbleAction, WatchOutcome


def create(context: Context) -> SimklScrobbler:
    """Make what tells SIMKL what plays."""
    return SimklScrobbler(context)


class SimklScrobbler:
    """Tells what plays; fulfils Scrobbler."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def check(self) -> Health:
        """Tell whether the login is taken."""
        try:
            return await client_of(self._context).health()
        except SyncopateError as error:
            return Health(ok=False, reason=error.key, detail=error.detail)

    async def scrobble(self, action: ScrobbleAction, event: PlayEvent, progress: float) -> WatchOutcome:
        """Tell it. It is not told twice where nobody knows whether it arrived."""
        about = None if event.title is None else _about(event.title)
        if about is None:
            return unresolved(f"Nothing names this title so that {WHAT} can know it.")
        try:
            await client_of(self._context).scrobble(
                f"scrobble/{action}", {**about, "progress": percent(progress)}
            )
        except NotFound as error:
            return unresolved(error.detail)
        except Unreachable as error:
            if error.placeholders.get("status") == str(HTTPStatus.CONFLICT.value):
                return UNCHANGED
            return in_doubt(error)
        except SyncopateError as error:
            return failed(error)
        return APPLIED


def _about(title: Title) -> dict[str, object] | None:
    """Return a film or episode as it is told, None where nothing names it."""
    episode = title.type is MediaType.EPISODE
    ids = ids_sent(title.show_ids if episode else title.ids)
    if not ids or title.type not in {MediaType.MOVIE, MediaType.EPISODE}:
        return None
    name = title.show_name if episode else title.name
    told: dict[str, object] = {**({"title": name} if name else {}), "ids": ids}
    if title.year is not None:
        told["year"] = title.year
    if not episode:
        return {"movie": told}
    if title.season is None or title.number is None:
        return None
    return {"show": told, "episode": {"season": title.season, "number": title.number}}
