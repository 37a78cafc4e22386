"""Other names of artists as catalogues tell them, kept beside the settings, and shown with them nowhere."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, select

from syncopate.store import settings
from syncopate.store.tables import settings as table

PREFIX = settings.LEARNED + "aliases."


def put(connection: Connection, artist: str, key: str, names: Sequence[str], at: datetime) -> None:
    """Remember what else an artist is called, also that it is nothing; `key` is it however written."""
    settings.put(connection, _name(key), {"artist": artist, "names": list(names)}, at)


def asked_since(connection: Connection, key: str, since: datetime) -> bool:
    """Tell whether it was asked for an artist of late."""
    found = connection.execute(select(table.c.updated_at).where(table.c.name == _name(key))).scalar()
    return found is not None and found > since


def groups(connection: Connection) -> tuple[tuple[str, ...], ...]:
    """Return the names that are of one artist each; who has one alone is left out."""
    rows = connection.execute(
        select(table.c.value).where(table.c.name.startswith(PREFIX, autoescape=True)).order_by(table.c.name)
    )
    return tuple((row.value["artist"], *row.value["names"]) for row in rows if row.value["names"])


def state(connection: Connection) -> str:
    """Return what changes when any of them does; "" where there are none."""
    known = groups(connection)
    return hashlib.sha256(repr(known).encode()).hexdigest()[:16] if known else ""


def _name(key: str) -> str:
    return PREFIX + hashlib.sha256(key.encode()).hexdigest()[:32]
