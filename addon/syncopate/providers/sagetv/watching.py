"""Capability WATCHING: what was watched on SageTV, and how far. There is no cursor: all is read each time."""

import json
from collections.abc import AsyncIterator, Sequence

from syncopate.domain.link import WatchOperation
from syncopate.errors import Unreachable
from syncopate.providers.capability import Context, Health
from syncopate.providers.sagetv.client import Client, client_of
from syncopate.providers.sagetv.manifest import FEATURES
from syncopate.providers.sagetv.paths import PathRule, mapped, read_rules
from syncopate.providers.sagetv.raw import texts_in
from syncopate.providers.sagetv.reading import read_library
from syncopate.providers.sagetv.writing import write
from syncopate.providers.watching import ReadEnd, ReadPart, Unread, Wanted, WatchOutcome


def create(context: Context) -> SageTVWatching:
    """Make it. Raises NotConfigured, InvalidInput for folders that are no rules."""
    return SageTVWatching(client_of(context), read_rules(context.settings.get("path_map", "")))


class SageTVWatching:
    """Reads and writes the watch state of a server; fulfils WatchAccount, Dumping, Foldered."""

    def __init__(self, client: Client, rules: tuple[PathRule, ...]) -> None:
        self._client = client
        self._rules = rules

    async def check(self) -> Health:
        """Try it without changing anything."""
        return await self._client.health()

    async def read(self, wanted: Wanted) -> AsyncIterator[ReadPart | ReadEnd]:
        """Yield one part, of history and progress together, and a ReadEnd."""
        features = wanted.features & FEATURES
        if not features:
            yield ReadEnd()
            return
        try:
            library = await read_library(self._client, self._rules)
        except Unreachable as error:
            missing = Unread(error.key, error.detail, error.placeholders)
            yield ReadPart(features=features, whole=False, missing=missing)
            yield ReadEnd()
            return
        yield ReadPart(features=features, records=library.records)
        yield ReadEnd(playing=library.playing, skew=library.skew, problems=library.problems)

    async def write(self, operations: Sequence[WatchOperation]) -> Sequence[WatchOutcome]:
        """Write one after the other, each read back."""
        return [await write(self._client, operation) for operation in operations]

    async def dump(self, key: str) -> str:
        """Return all that the server says of a media file, as JSON. Raises NotFound, Unreachable."""
        return json.dumps(await self._client.everything_of(key), indent=2, ensure_ascii=False, sort_keys=True)

    async def folders(self) -> Sequence[str]:
        """Return where it records to, and what it takes videos from, by the rules. Raises Unreachable."""
        told = [
            *texts_in(await self._client.ask("GetVideoDirectories")),
            *texts_in(await self._client.ask("GetVideoLibraryImportPaths")),
        ]
        return tuple(dict.fromkeys(mapped(path, self._rules) for path in told if path.strip()))
