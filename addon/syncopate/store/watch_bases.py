"""What links know: of each title at each side what was seen there and what was written there."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from itertools import batched

from sqlalchemy import Connection, bindparam, delete, func, select, update

from syncopate.domain.link import Base
from syncopate.domain.watch import Feature, Side
from syncopate.store.link_tables import watch_bases
from syncopate.store.upsert import put
from syncopate.store.watch_encoding import Bases, base_id, encode_base

_KEYS = 500
type Times = Mapping[Side, Mapping[Feature, datetime]]


def every(connection: Connection, link_id: str, seen_at: Times, *, intents: bool) -> list[Base]:
    """Return all that a link knows. `intents`: as it is if what was under way when we stopped arrived."""
    bases = Bases(seen_at)
    column = func.coalesce(watch_bases.c.intent, watch_bases.c.body) if intents else watch_bases.c.body
    rows = connection.execute(select(column).where(watch_bases.c.link_id == link_id))
    # Of a title that was never seen only the intent is known.
    return [bases.decode(text) for text in rows.scalars() if text]


def replace(connection: Connection, link_id: str, bases: Iterable[Base], seen_at: Times) -> int:
    """Keep what is known now, and nothing else; return how many rows are other than before.

    What was intended is over: what came of it is in what is known.
    """
    fresh = {base_id(base): encode_base(base, seen_at[base.side]) for base in bases}
    rows = connection.execute(
        select(watch_bases.c.id, watch_bases.c.body, watch_bases.c.intent).where(
            watch_bases.c.link_id == link_id
        )
    )
    there: set[str] = set()
    gone: list[str] = []
    for row in rows:
        if row.id not in fresh:
            gone.append(row.id)
        elif fresh[row.id] == row.body and row.intent is None:
            there.add(row.id)
    changed = [
        {"link_id": link_id, "id": each, "body": body, "intent": None}
        for each, body in fresh.items()
        if each not in there
    ]
    put(connection, watch_bases, changed)
    drop = delete(watch_bases).where(
        watch_bases.c.link_id == link_id, watch_bases.c.id.in_(bindparam("ids", expanding=True))
    )
    for part in batched(gone, _KEYS, strict=False):
        connection.execute(drop, {"ids": list(part)})
    return len(changed) + len(gone)


def under_way(connection: Connection, link_id: str, ids: Collection[str]) -> Mapping[str, str]:
    """Return what a link will know of some titles if what was sent of this plan arrives."""
    found: dict[str, str] = {}
    for part in batched(sorted(set(ids)), _KEYS, strict=False):
        rows = connection.execute(
            select(watch_bases.c.id, watch_bases.c.intent).where(
                watch_bases.c.link_id == link_id,
                watch_bases.c.id.in_(part),
                watch_bases.c.intent.is_not(None),
            )
        )
        found |= {row.id: row.intent for row in rows}
    return found


def intend(connection: Connection, link_id: str, intents: Mapping[str, str]) -> None:
    """Keep what a link will know of some titles if what is written now arrives."""
    known = {
        row.id: row.body
        for part in batched(sorted(intents), _KEYS, strict=False)
        for row in connection.execute(
            select(watch_bases.c.id, watch_bases.c.body).where(
                watch_bases.c.link_id == link_id, watch_bases.c.id.in_(part)
            )
        )
    }
    put(
        connection,
        watch_bases,
        [
            {"link_id": link_id, "id": each, "body": known.get(each, ""), "intent": intent}
            for each, intent in intents.items()
        ],
    )


def forget(connection: Connection, link_id: str) -> None:
    """Forget all: the next plan is as that of a new link."""
    connection.execute(delete(watch_bases).where(watch_bases.c.link_id == link_id))


def settle_intents(connection: Connection, link_id: str) -> None:
    """Make what was intended what is known: a run was cut short, and what was seen does not say otherwise."""
    of = watch_bases.c.link_id == link_id
    connection.execute(
        update(watch_bases)
        .where(of, watch_bases.c.intent.is_not(None))
        .values(body=watch_bases.c.intent, intent=None)
    )


def count(connection: Connection, link_id: str) -> int:
    """Return how many rows a link knows."""
    statement = select(func.count()).select_from(watch_bases).where(watch_bases.c.link_id == link_id)
    return connection.execute(statement).scalar_one()
