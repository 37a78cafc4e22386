"""Capability WATCHING: history, ratings, watchlist and lists of an account."""

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta

from syncopate.domain.link import WatchOperation
from syncopate.domain.problem import Problem
from syncopate.domain.watch import Feature, Record
from syncopate.errors import OddAnswer, SyncopateError
from syncopate.providers.capability import Context, Health
from syncopate.providers.trakt import history, parse, standing
from syncopate.providers.trakt.client import Client, client_of, health_of
from syncopate.providers.trakt.cursors import Cursor, stamps_of
from syncopate.providers.trakt.lists import Listing
from syncopate.providers.trakt.manifest import RULES
from syncopate.providers.trakt.outcomes import of_error
from syncopate.providers.trakt.personal_lists import read_personal
from syncopate.providers.trakt.ratings import RATINGS
from syncopate.providers.trakt.raw import WHAT, Raw
from syncopate.providers.trakt.watchlist import WATCHLIST
from syncopate.providers.trakt.writing import write
from syncopate.providers.watching import ReadEnd, ReadPart, Unread, Wanted, WatchOutcome

_ORDER = (Feature.HISTORY, Feature.RATINGS, Feature.WATCHLIST, Feature.LISTS)
_STANDING = {Feature.RATINGS: RATINGS, Feature.WATCHLIST: WATCHLIST}
_MOST_PROBLEMS = 100


def create(context: Context) -> TraktWatching:
    """Make what reads and writes an account."""
    return TraktWatching(context)


class TraktWatching:
    """Reads and writes what an account says; fulfils WatchAccount."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def check(self) -> Health:
        """Tell whether the login is taken."""
        return await health_of(self._context)

    async def read(self, wanted: Wanted) -> AsyncIterator[ReadPart | ReadEnd]:
        """Yield a part for each feature, and one ReadEnd last."""
        features = [each for each in _ORDER if each in wanted.features & RULES.features]
        problems: list[Problem] = []
        skew = timedelta()
        # Before everything else: what changes while the rest is read is then seen the next time.
        try:
            client = client_of(self._context)
            activities, skew = await client.activities()
        except SyncopateError as error:
            for feature in features:
                yield _missing(feature, error)
            features = []
        for feature in features:
            kept = None if wanted.whole else wanted.cursors.get(feature)
            try:
                part, found = await _read(client, feature, activities, kept)
            except SyncopateError as error:
                yield _missing(feature, error)
            else:
                problems += _problems(feature, found)
                yield part
        yield ReadEnd(skew=skew, problems=tuple(problems[:_MOST_PROBLEMS]))

    async def write(self, operations: Sequence[WatchOperation]) -> Sequence[WatchOutcome]:
        """Write operations of one action; return an outcome for each."""
        try:
            client = client_of(self._context)
        except SyncopateError as error:
            return [of_error(error, repeatable=True) for _ in operations]
        return await write(client, operations)


async def _read(
    client: Client, feature: Feature, activities: Raw, kept: str | None
) -> tuple[ReadPart, Listing | None]:
    """Return what a feature has to say, and the rows that said it. Raises what `Client` raises."""
    stamps, known, now = stamps_of(feature, activities), Cursor.of(kept), datetime.now(UTC)
    complete = True
    read: history.Read | standing.Read | None
    if feature is Feature.HISTORY:
        read = plays = await history.read_history(client, known, stamps, now)
        complete = plays is not None and plays.complete
    elif feature is Feature.LISTS:
        read = await read_personal(client, known, stamps, now)
    else:
        read = await standing.read_standing(client, _STANDING[feature], known, stamps, now)
    if read is None:
        return ReadPart(features=frozenset({feature}), whole=False, cursor=kept), None
    cursor = read.cursor.text if stamps is not None else None
    return _part(feature, read.records, read.listing, cursor, complete=complete), read.listing


def _part(
    feature: Feature, records: Sequence[Record], found: Listing, cursor: str | None, *, complete: bool
) -> ReadPart:
    features = frozenset({feature})
    if found.unread:
        said = f"{WHAT} has {found.unread} rows in a list of which nobody can tell what they are about."
        return ReadPart(
            features=features, records=records, whole=False, missing=_unread(OddAnswer(said, account=WHAT))
        )
    return ReadPart(features=features, records=records, whole=complete, cursor=cursor)


def _missing(feature: Feature, error: SyncopateError) -> ReadPart:
    return ReadPart(features=frozenset({feature}), whole=False, missing=_unread(error))


def _unread(error: SyncopateError) -> Unread:
    return Unread(error.key, error.detail, error.placeholders)


def _problems(feature: Feature, found: Listing | None) -> list[Problem]:
    if found is None:
        return []
    return [
        Problem(
            id=f"trakt:{feature}:{row.key}:{row.id or 0}:{place}",
            key=OddAnswer.key,
            title="Trakt says something impossible",
            detail=f"{parse.names(row)}: {said}",
        )
        for row, odd in ((row, row.odd) for row in found.rows)
        for place, said in enumerate(odd)
    ]
