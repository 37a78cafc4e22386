"""Identities: which recording of a catalogue an entry is, how that is known, and what the user said."""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import batched
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, bindparam, delete, func, select

from syncopate.domain.match import Verdict
from syncopate.domain.media import Track
from syncopate.errors import NotFound
from syncopate.store import upsert
from syncopate.store.encoding import (
    JsonValue,
    decode_ids,
    encode_ids,
    from_ms,
    to_ms,
)
from syncopate.store.paging import Page
from syncopate.store.source_tables import identities as table
from syncopate.store.tables import entries

_PARAMETERS = 500
_OF_ENTRY = select(table).where(table.c.identity == bindparam("one")).order_by(table.c.catalogue)
_ANY = select(table.c.identity).limit(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What an entry, by its identity, is in a catalogue. `found` is given exactly for MATCH.

    `label` is the entry in one line; `candidates` are what it might be, the likeliest first, five at most.
    """

    identity: str
    catalogue: str
    verdict: Verdict
    reason: str
    label: str
    found: Track | None = None
    candidates: tuple[Track, ...] = ()
    by_hand: bool = False
    checked_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityCount:
    """How many entries of a catalogue have which verdict, and how many of them by hand."""

    catalogue: str
    verdict: Verdict
    count: int
    by_hand: int


def put(connection: Connection, known: Iterable[Identity]) -> None:
    """Store identities; what the user said before stays, unless this is said by hand too."""
    for each in known:
        if not each.by_hand and _said_by_hand(connection, each.identity, each.catalogue):
            continue
        upsert.put(connection, table, [_values(each)])


def _said_by_hand(connection: Connection, identity: str, catalogue: str) -> bool:
    row = connection.execute(
        select(table.c.by_hand).where(table.c.identity == identity, table.c.catalogue == catalogue)
    ).first()
    return row is not None and bool(row.by_hand)


def get(connection: Connection, identity: str, catalogue: str) -> Identity:
    """Return one. Raises NotFound."""
    row = connection.execute(
        select(table).where(table.c.identity == identity, table.c.catalogue == catalogue)
    ).first()
    if row is None:
        raise NotFound(what="identity", id=identity)
    return _of(row)


def some(connection: Connection, names: Collection[str], catalogue: str) -> dict[str, Identity]:
    """Return what is known of entries in a catalogue, by their identities."""
    found: dict[str, Identity] = {}
    for part in batched(sorted(set(names)), _PARAMETERS, strict=False):
        rows = connection.execute(
            select(table).where(table.c.catalogue == catalogue, table.c.identity.in_(part))
        )
        found |= {row.identity: _of(row) for row in rows}
    return found


def of_entry(connection: Connection, identity: str) -> list[Identity]:
    """Return what is known of an entry, the catalogues by name."""
    return [_of(row) for row in connection.execute(_OF_ENTRY, {"one": identity})]


def any_known(connection: Connection) -> bool:
    """Tell whether there are any."""
    return connection.execute(_ANY).first() is not None


def of_mirror(connection: Connection, mirror_id: str) -> dict[str, tuple[Track, ...]]:
    """Return what entries of a mirror were found to be, by their identities, the catalogues by name."""
    rows = connection.execute(_found_of(mirror_id))
    found: dict[str, list[Track]] = {}
    for row in rows:
        found.setdefault(row.identity, []).append(_track(row.found))
    return {identity: tuple(known) for identity, known in found.items()}


def known_of(connection: Connection, mirror_id: str) -> dict[str, tuple[Identity, ...]]:
    """Return what is known for sure of entries of a mirror, by their identities, the catalogues by name."""
    joined = table.join(entries, entries.c.identity == table.c.identity)
    rows = connection.execute(
        select(table)
        .select_from(joined)
        .where(entries.c.mirror_id == mirror_id, table.c.verdict == Verdict.MATCH)
        .order_by(table.c.identity, table.c.catalogue)
    )
    found: dict[str, dict[str, Identity]] = {}
    for row in rows:
        # An entry may stand in it more than once.
        found.setdefault(row.identity, {})[row.catalogue] = _of(row)
    return {identity: tuple(known.values()) for identity, known in found.items()}


def state_of(connection: Connection, mirror_id: str) -> str:
    """Return what changes when anything in `of_mirror` does; "" where nothing is known."""
    rows = [(row.identity, row.catalogue, str(row.found)) for row in connection.execute(_found_of(mirror_id))]
    return hashlib.sha256(repr(rows).encode()).hexdigest()[:16] if rows else ""


def _found_of(mirror_id: str) -> Any:
    return (
        select(table.c.identity, table.c.catalogue, table.c.found)
        .join(entries, entries.c.identity == table.c.identity)
        .where(entries.c.mirror_id == mirror_id, table.c.verdict == Verdict.MATCH)
        .distinct()
        .order_by(table.c.identity, table.c.catalogue)
    )


def list_page(
    connection: Connection,
    *,
    verdict: Verdict | None = None,
    catalogue: str | None = None,
    limit: int,
    offset: int,
) -> Page[Identity]:
    """Return identities by label."""
    conditions: list[ColumnElement[bool]] = []
    if verdict is not None:
        conditions.append(table.c.verdict == verdict)
    if catalogue is not None:
        conditions.append(table.c.catalogue == catalogue)
    total = connection.execute(select(func.count()).select_from(table).where(*conditions)).scalar_one()
    rows = connection.execute(
        select(table)
        .where(*conditions)
        .order_by(table.c.label, table.c.identity, table.c.catalogue)
        .limit(limit)
        .offset(offset)
    )
    return Page(items=tuple(_of(row) for row in rows), total=total, limit=limit, offset=offset)


def counts(connection: Connection) -> list[IdentityCount]:
    """Return how many there are, by catalogue and verdict."""
    rows = connection.execute(
        select(
            table.c.catalogue,
            table.c.verdict,
            func.count().label("known"),
            func.count().filter(table.c.by_hand).label("by_hand"),
        )
        .group_by(table.c.catalogue, table.c.verdict)
        .order_by(table.c.catalogue, table.c.verdict)
    )
    return [
        IdentityCount(
            catalogue=row.catalogue, verdict=Verdict(row.verdict), count=row.known, by_hand=row.by_hand
        )
        for row in rows
    ]


def forget(connection: Connection, identity: str, catalogue: str) -> None:
    """Forget one, also what the user said: it is looked for anew. Raises NotFound."""
    gone = connection.execute(
        delete(table).where(table.c.identity == identity, table.c.catalogue == catalogue)
    )
    if gone.rowcount == 0:
        raise NotFound(what="identity", id=identity)


def clear(connection: Connection, catalogue: str | None = None) -> int:
    """Forget all of a catalogue, or of all, but for what the user said; return how many."""
    conditions: list[ColumnElement[bool]] = [table.c.by_hand.is_(False)]
    if catalogue is not None:
        conditions.append(table.c.catalogue == catalogue)
    return connection.execute(delete(table).where(*conditions)).rowcount


def remove_orphans(connection: Connection, before: datetime) -> int:
    """Forget what no playlist has an entry of any more and was last looked for before; return how many.

    What the user said stays, and albums, which are no entries.
    """
    orphans = (
        table.c.by_hand.is_(False),
        table.c.checked_at < before,
        ~table.c.identity.startswith("album|", autoescape=True),
        ~select(entries.c.identity).where(entries.c.identity == table.c.identity).exists(),
    )
    return connection.execute(delete(table).where(*orphans)).rowcount


def _values(known: Identity) -> dict[str, Any]:
    return {
        "identity": known.identity,
        "catalogue": known.catalogue,
        "verdict": known.verdict,
        "reason": known.reason,
        "label": known.label,
        "found": None if known.found is None else _plain(known.found),
        "candidates": [_plain(each) for each in known.candidates],
        "by_hand": known.by_hand,
        "checked_at": known.checked_at,
    }


def _of(row: Row[Any]) -> Identity:
    return Identity(
        identity=row.identity,
        catalogue=row.catalogue,
        verdict=Verdict(row.verdict),
        reason=row.reason,
        label=row.label,
        found=None if row.found is None else _track(row.found),
        candidates=tuple(_track(each) for each in row.candidates),
        by_hand=row.by_hand,
        checked_at=row.checked_at,
    )


def _plain(track: Track) -> Mapping[str, JsonValue]:
    return {
        "key": track.key,
        "title": track.title,
        "artists": list(track.artists),
        "album": track.album,
        "duration_ms": to_ms(track.duration),
        "ids": encode_ids(track.ids),
    }


def _track(value: Any) -> Track:
    artists: Sequence[str] = value["artists"]
    return Track(
        key=value["key"],
        title=value["title"],
        artists=tuple(artists),
        album=value["album"],
        duration=from_ms(value["duration_ms"]),
        ids=decode_ids(value["ids"]),
    )
