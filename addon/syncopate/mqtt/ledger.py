"""What the broker keeps of ours, remembered by us: nothing that was retained is ever forgotten there."""

import hashlib
from collections.abc import Collection, Mapping
from typing import Protocol

from syncopate.store import published
from syncopate.store.database import Database

_INSIDE = "#"
"""Joins a discovery topic and one of its components; no topic that is published to can hold it."""


class Ledger(Protocol):
    """Topics with the digest of what stands there; `topic#component` with the component's platform."""

    async def read(self) -> Mapping[str, str]:
        """Return all of it."""
        ...

    async def put(self, entries: Mapping[str, str]) -> None:
        """Remember these, all or none."""
        ...

    async def forget(self, names: Collection[str]) -> None:
        """Drop these, all or none."""
        ...


class StoreLedger:
    """The ledger in the database: it survives restarts."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def read(self) -> Mapping[str, str]:
        """Return all of it."""
        return dict(await self._database.read(published.every))

    async def put(self, entries: Mapping[str, str]) -> None:
        """Remember these, all or none."""
        if entries:
            await self._database.write(published.put_all, entries)

    async def forget(self, names: Collection[str]) -> None:
        """Drop these, all or none."""
        if names:
            await self._database.write(published.forget_all, names)


def digest(payload: bytes) -> str:
    """Return what the ledger keeps of a payload."""
    return hashlib.sha256(payload).hexdigest()


def inside(topic: str, component: str) -> str:
    """Return the ledger's name for a component of a discovery message."""
    return f"{topic}{_INSIDE}{component}"


def topics_in(entries: Mapping[str, str]) -> set[str]:
    """Return the topics of a ledger without their components."""
    return {name for name in entries if _INSIDE not in name}


def components_in(entries: Mapping[str, str], topic: str) -> dict[str, str]:
    """Return the components a ledger names for a discovery topic: key → platform."""
    head = f"{topic}{_INSIDE}"
    return {name.removeprefix(head): value for name, value in entries.items() if name.startswith(head)}
