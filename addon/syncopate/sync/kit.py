"""What every use case is handed: the database, the clock, ways to providers and to the world's ears."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

from syncopate.domain.event import Event
from syncopate.domain.problem import Problem
from syncopate.providers.capability import Compute, Context, Keep, keep_nothing
from syncopate.providers.connections import Connections
from syncopate.store.database import Database
from syncopate.sync.versions import Versions


class Vault(Protocol):
    """Seals secrets for the store, and keeps out of the log what it sealed and opened."""

    @property
    def quiet(self) -> Vault:
        """The same for what is no secret, and is sealed only so that nobody changes it."""
        ...

    def hide(self, secrets: Mapping[str, str]) -> None:
        """Keep them out of the log, too, although they are not sealed yet."""
        ...

    def seal(self, secrets: Mapping[str, str]) -> bytes:
        """Return them encrypted."""
        ...

    def open(self, sealed: bytes) -> Mapping[str, str]:
        """Return them as they were."""
        ...


class Turns(Protocol):
    """Lets one at a time do what it is about."""

    def __getitem__(self, about: str, /) -> AbstractAsyncContextManager[None]:
        """Return what holds the turn while a block runs."""
        ...


def _turns_here() -> Turns:
    """Return turns for one process alone."""
    locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
    return locks


@dataclass(frozen=True, slots=True, kw_only=True)
class Kit:
    """The few things use cases need. `share_dir` takes the lists of what is missing and what is exported.

    `storage_dir` takes files. `readable_roots` are folders, besides libraries and our own, in which
    references may name playlist files. `troubles` tells what parts that keep nothing in the store complain
    of now; `turns` let one at a time look whether a library has to be scanned, by its id; `connections` to
    servers outlive one call, `endpoints` stand in for the hosts of public services; `versions` are what
    accounts told of their playlists in a run.
    """

    database: Database
    tell: Callable[[Event], Awaitable[None]]
    now: Callable[[], datetime]
    zone: ZoneInfo
    compute: Compute
    vault: Vault
    share_dir: Path
    storage_dir: Path
    readable_roots: Sequence[Path] = ()
    troubles: Callable[[], Sequence[Problem]] = tuple
    turns: Turns = field(default_factory=_turns_here)
    connections: Connections = field(default_factory=Connections)
    endpoints: Mapping[str, str] = field(default_factory=dict)
    versions: Versions = field(default_factory=Versions)

    def context(self, account_id: str, settings: Mapping[str, str], keep: Keep = keep_nothing) -> Context:
        """Return what a provider gets for one of its accounts."""
        storage = self.storage_dir / account_id
        return Context(
            account_id=account_id,
            settings=settings,
            storage=storage,
            compute=self.compute,
            connections=self.connections,
            keep=keep,
            endpoints=self.endpoints,
        )
