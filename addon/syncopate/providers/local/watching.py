"""Capability WATCHING of the tracker of our own; it takes in and gives out files as well."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from syncopate.domain.link import WatchOperation
from syncopate.domain.watch import Feature, Record, Values
from syncopate.errors import SyncopateError
from syncopate.providers.capability import Context, Health
from syncopate.providers.importing import FileFormat, Imported
from syncopate.providers.local.formats import files
from syncopate.providers.local.keeping import Keeping
from syncopate.providers.watching import (
    Became,
    ReadEnd,
    ReadPart,
    Unread,
    Wanted,
    WatchOutcome,
)

_EVERYTHING = frozenset(Feature)


def create(context: Context) -> LocalWatching:
    """Make the tracker that lies in an account's folder."""
    return LocalWatching(Keeping(context.storage))


class LocalWatching:
    """A tracker in a file; fulfils WatchAccount and Importing."""

    def __init__(self, keeping: Keeping) -> None:
        self._keeping = keeping

    async def check(self) -> Health:
        """Try whether the file can be read."""
        try:
            await asyncio.to_thread(self._keeping.check)
        except SyncopateError as error:
            return Health(ok=False, reason=error.key, detail=error.detail)
        return Health(ok=True)

    async def read(self, wanted: Wanted) -> AsyncIterator[ReadPart | ReadEnd]:
        """Yield one part for all that is wanted, and the end."""
        features = wanted.features & _EVERYTHING
        if features:
            yield await self._part(wanted, features)
        yield ReadEnd()

    async def _part(self, wanted: Wanted, features: frozenset[Feature]) -> ReadPart:
        told = [wanted.cursors[each] for each in features if each in wanted.cursors]
        cursors = told if len(told) == len(features) and not wanted.whole else None
        try:
            held = await asyncio.to_thread(self._keeping.read, features, cursors)
        except SyncopateError as error:
            return ReadPart(features=features, missing=Unread(error.key, error.detail, error.placeholders))
        return ReadPart(
            features=features,
            records=tuple(_only(each, features) for each in held.records),
            whole=held.whole,
            gone=held.gone,
            cursor=held.cursor,
        )

    async def write(self, operations: Sequence[WatchOperation]) -> Sequence[WatchOutcome]:
        """Write all of them, or none where the file cannot be written."""
        try:
            changed = await asyncio.to_thread(self._keeping.write, operations)
        except SyncopateError as error:
            return [WatchOutcome(Became.FAILED, error.key, error.detail)] * len(operations)
        return [WatchOutcome(Became.APPLIED if each else Became.UNCHANGED) for each in changed]

    def formats(self) -> tuple[FileFormat, ...]:
        """Return the kinds of files that can be written."""
        return files.WRITTEN

    def read_records(self, name: str, content: bytes) -> Imported:
        """Return what a file tells. Raises InvalidInput for what nobody can read."""
        return files.read(name, content, datetime.now(UTC))

    def write_records(self, format_name: str, records: Sequence[Record]) -> bytes:
        """Return a file. Raises InvalidInput for an unknown format."""
        return files.write(format_name, records)

    async def bring_in(self, records: Sequence[Record]) -> int:
        """Add what records tell; return of how many of them something changed. Raises as `Importing` says."""
        return await asyncio.to_thread(self._keeping.bring_in, records)

    async def records(self) -> Sequence[Record]:
        """Return all there is, in the order in which it came. Raises as `Importing` says."""
        return (await asyncio.to_thread(self._keeping.read, _EVERYTHING, None)).records


def _only(record: Record, features: frozenset[Feature]) -> Record:
    """Return a record with what it says in some respects alone."""
    if features == _EVERYTHING:
        return record
    values = Values()
    for each in features:
        values = values.having(each, record.values.of(each))
    return replace(record, values=values)
