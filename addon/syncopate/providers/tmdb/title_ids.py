"""Capability TITLE_IDS: what others call films and shows; a number of a film says nothing of a show."""

from datetime import UTC, datetime

from syncopate.domain.snapshot import Known, Maybe, Unknown
from syncopate.domain.watch import MediaType, TitleId, TitleIdKind
from syncopate.errors import NotFound, SyncopateError
from syncopate.providers._tracker.notes import Notes
from syncopate.providers.capability import Context, Health
from syncopate.providers.tmdb.client import WHAT, client_of
from syncopate.providers.tmdb.finding import Finder
from syncopate.providers.tmdb.parse import PATHS, Target, ids_in


def create(context: Context) -> TmdbTitles:
    """Make what knows the ids of titles."""
    return TmdbTitles(context)


class TmdbTitles:
    """The ids of films and shows; fulfils TitleResolver."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def check(self) -> Health:
        """Try the token."""
        try:
            await client_of(self._context).ping()
        except SyncopateError as error:
            return Health(ok=False, reason=error.key, detail=error.detail)
        return Health(ok=True)

    async def other_ids(self, kind: MediaType, known: TitleId) -> Maybe[frozenset[TitleId]]:
        """Return all ids of a film or show, () where nobody knows it."""
        if kind not in PATHS:
            return Known(frozenset())
        try:
            client = client_of(self._context)
            target = await self._target(kind, known)
            if target is None:
                return Known(frozenset())
            answer = await client.get(f"{target.path}/external_ids")
        except NotFound:
            return Known(frozenset())
        except SyncopateError as error:
            return Unknown(error.key, error.detail)
        return Known(ids_in(answer, target.number, Notes(WHAT, datetime.now(UTC))))

    async def _target(self, kind: MediaType, known: TitleId) -> Target | None:
        if known.kind is TitleIdKind.TMDB:
            number = known.value
            good = number.isascii() and number.isdigit() and int(number) > 0
            return Target(kind=kind, number=int(number)) if good else None
        return await Finder(client_of(self._context)).by_id(kind, known)
