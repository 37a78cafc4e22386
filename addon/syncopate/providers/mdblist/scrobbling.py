"""Capability SCROBBLING: MDBList is told what plays; from four fifths on it takes it for seen."""

from syncopate.domain.live import PlayEvent
from syncopate.domain.watch import MediaType, Title
from syncopate.errors import NotFound, SyncopateError, Unreachable
from syncopate.providers._tracker.outcomes import APPLIED, failed, unresolved
from syncopate.providers._tracker.scrobbles import in_doubt, percent
from syncopate.providers.capability import Context, Health
from syncopate.providers.mdblist.client import WHAT, client_of
from syncopate.providers.mdblist.naming import ids_sent
from syncopate.providers.watching import ScrobbleAction, WatchOutcome


def create(context: Context) -> MdblistScrobbler:
    """Make what tells MDBList what plays."""
    return MdblistScrobbler(context)


class MdblistScrobbler:
    """Tells what plays; fulfils Scrobbler."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def check(self) -> Health:
        """Tell whether the key is taken."""
        try:
            return await client_of(self._context).health()
        except SyncopateError as error:
            return Health(ok=False, reason=error.key, detail=error.detail)

    async def scrobble(self, action: ScrobbleAction, event: PlayEvent, progress: float) -> WatchOutcome:
        """Tell it. It is not told twice where nobody knows whether it arrived."""
        about = None if event.title is None else _about(event.title)
        if about is None:
            return unresolved(f"Nothing names this title so that {WHAT} can know it.")
        body = {**about, "progress": percent(progress)}
        try:
            await client_of(self._context).scrobble(f"scrobble/{action}", body)
        except NotFound as error:
            return unresolved(error.detail)
        except Unreachable as error:
            return in_doubt(error)
        except SyncopateError as error:
            return failed(error)
        return APPLIED


def _about(title: Title) -> dict[str, object] | None:
    """Return a film or episode as it is told, None where nothing names it."""
    if title.type is MediaType.MOVIE:
        ids = ids_sent(title.ids)
        return {"movie": {"ids": ids}} if ids else None
    ids = ids_sent(title.show_ids)
    if title.type is not MediaType.EPISODE or not ids or title.season is None or title.number is None:
        return None
    return {"show": {"ids": ids, "season": {"number": title.season, "episode": {"number": title.number}}}}
