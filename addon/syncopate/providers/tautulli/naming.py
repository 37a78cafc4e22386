"""What films and shows are called by others: asked of Plex once each, and kept in the account's folder."""

import asyncio
import json
from collections.abc import Collection, Mapping
from contextlib import suppress
from pathlib import Path

from syncopate.atomic import replace_file
from syncopate.domain.watch import TitleId, TitleIdKind
from syncopate.errors import WriteFailed
from syncopate.providers.tautulli.client import Client
from syncopate.providers.tautulli.parse import ids_told

_FILE = "ids.json"
_AT_ONCE = 4

type Named = Mapping[str, frozenset[TitleId]]


async def named(client: Client, storage: Path, keys: Collection[str], *, anew: bool) -> Named:
    """Return the ids of items by their keys; those that were told before are not asked for, unless `anew`.

    Raises Unreachable.
    """
    path = storage / _FILE
    known = {} if anew else await asyncio.to_thread(_kept, path)
    missing = sorted({key for key in keys if key and key not in known})
    if not missing:
        return known
    slots = asyncio.Semaphore(_AT_ONCE)

    async def ask(key: str) -> None:
        async with slots:
            known[key] = ids_told(await client.metadata(key))

    asked = [asyncio.create_task(ask(key)) for key in missing]
    try:
        await asyncio.gather(*asked)
    finally:
        for each in asked:
            each.cancel()
        # What is gone from Plex may come back.
        told = {key: ids for key, ids in known.items() if ids}
        with suppress(WriteFailed):
            await asyncio.to_thread(_keep, path, told)
    return known


def _kept(path: Path) -> dict[str, frozenset[TitleId]]:
    with suppress(OSError, ValueError, TypeError, AttributeError, RecursionError):
        raw = json.loads(path.read_bytes())
        return {
            str(key): frozenset(TitleId(TitleIdKind(kind), str(value)) for kind, value in ids)
            for key, ids in raw.items()
        }
    return {}


def _keep(path: Path, told: Named) -> None:
    raw = {key: [[each.kind.value, each.value] for each in sorted(ids)] for key, ids in told.items()}
    path.parent.mkdir(parents=True, exist_ok=True)
    replace_file(path, json.dumps(raw).encode())
