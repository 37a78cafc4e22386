"""Capability LIBRARY."""

from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime

from syncopate.domain.media import FileStamp, IndexedTrack
from syncopate.domain.run import Progress, ScanMode
from syncopate.domain.snapshot import Complete, Failed
from syncopate.errors import SyncopateError
from syncopate.providers.capability import Context, Health, ScanBatch, ScanEnd
from syncopate.providers.demo.client import Client


def create(context: Context) -> DemoLibrary:
    """Make the reader of an account's library."""
    return DemoLibrary(Client(context))


class DemoLibrary:
    """Reads a library; fulfils LibrarySource."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def check(self) -> Health:
        """Tell whether the service answers."""
        try:
            await self._client.ping()
        except SyncopateError as error:
            return Health(ok=False, reason=error.key, detail=error.detail)
        return Health(ok=True)

    async def scan(
        self, section: str, known: Mapping[str, FileStamp], mode: ScanMode, cursor: str | None = None
    ) -> AsyncIterator[ScanBatch | ScanEnd]:
        """Yield what changed, then all that is there; a service that fails removes nothing."""
        del section, cursor
        try:
            tracks = await self._client.tracks()
        except SyncopateError as error:
            yield ScanEnd(present=Failed(error.key, error.detail, datetime.now(UTC)))
            return
        changed = tuple(
            IndexedTrack(track=track, stamp=stamp)
            for track, stamp in tracks
            if mode is not ScanMode.INCREMENTAL or known.get(track.key) != stamp
        )
        yield ScanBatch(changed=changed, progress=Progress(len(tracks), len(tracks)))
        present = Complete(tuple(track.key for track, _ in tracks), datetime.now(UTC))
        yield ScanEnd(present=present, opened=len(changed))
