"""After changes on disk.

The server is asked to look at a folder, and we wait until it lists what is there.
"""

import asyncio
import time

from syncopate.domain.run import Progress
from syncopate.domain.snapshot import Known, Unknown
from syncopate.errors import NotConfigured, Unreachable, error_with_key
from syncopate.providers.capability import Report
from syncopate.providers.serving import Refreshing
from syncopate.store import libraries
from syncopate.store.libraries import Library
from syncopate.sync.kit import Kit
from syncopate.sync.providers import isolated, library_of

_FIRST_SECONDS, _LAST_SECONDS = 1.0, 10.0
_LONGEST_SECONDS = 7_200.0
"""How long a server may look at its files: one that never says it is done may be stuck."""


async def refreshed(source: Refreshing, library: Library, report: Report) -> bool:
    """Have a server look at all files of a library, and return when it has; False: it is not done in time.

    Raises Unreachable, NotConfigured.
    """
    await source.refresh(library.section, None)
    end, wait = time.monotonic() + _LONGEST_SECONDS, _FIRST_SECONDS
    while True:
        # Reporting is where a cancelled run stops, and what keeps one from being taken for stalled.
        await report(Progress(current=library.name))
        await asyncio.sleep(wait)
        looking = await source.refreshing(library.section)
        if isinstance(looking, Unknown):
            raise error_with_key(looking.reason, Unreachable)(what=library.name, account=library.name)
        if not looking.value:
            return True
        if time.monotonic() >= end:
            return False
        wait = min(2 * wait, _LAST_SECONDS)


async def refresh_folder(kit: Kit, library_id: str, folder: str | None = None) -> None:
    """Begin a look at one folder (as the server sees it), or at all of the library.

    Raises NotFound, Unreachable, NotConfigured where the server cannot be asked.
    """
    library = await kit.database.read(libraries.get, library_id)
    await isolated(
        _refreshing(await library_of(kit, library.account_id), library).refresh(library.section, folder),
        library.name,
    )


async def await_listed(kit: Kit, library_id: str, path: str, seconds: float) -> str | None:
    """Return the key of the track with this file (path as the server sees it) once it is listed.

    None when it is not within that time. Raises NotFound, Unreachable, NotConfigured.
    """
    library = await kit.database.read(libraries.get, library_id)
    source = _refreshing(await library_of(kit, library.account_id), library)
    end, wait = time.monotonic() + seconds, _FIRST_SECONDS
    while True:
        found = await isolated(source.listed(library.section, path), library.name)
        if isinstance(found, Known) and found.value is not None:
            return found.value
        left = end - time.monotonic()
        if left <= 0:
            if isinstance(found, Unknown):
                raise error_with_key(found.reason, Unreachable)(what=library.name, account=library.name)
            return None
        await asyncio.sleep(min(wait, left))
        wait = min(2 * wait, _LAST_SECONDS)


def _refreshing(source: object, library: Library) -> Refreshing:
    if not isinstance(source, Refreshing):
        raise NotConfigured(f"{library.name} cannot be asked to look at a folder.", what=library.name)
    return source
