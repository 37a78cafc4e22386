"""Entries: what the source of a mirror last said, in order."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import batched
from typing import Any

from sqlalchemy import Column, Connection, Row, bindparam, delete, insert, not_, or_, select, update

from syncopate.domain.ids import IdKind
from syncopate.domain.playlist import Entry
from syncopate.errors import NotFound
from syncopate.matching.identity import entry_identity
from syncopate.matching.search import names_text
from syncopate.store.encoding import (
    clean,
    decode_ids,
    decode_names,
    encode_ids,
    encode_names,
    from_ms,
    small,
    to_ms,
)
from syncopate.store.tables import entries as table, mirrors

_PARAMETERS = 500

COLUMNS: tuple[Column[Any], ...] = (
    table.c.position,
    table.c.title,
    table.c.artists,
    table.c.album,
    table.c.duration_ms,
    table.c.disc,
    table.c.number,
    table.c.ids,
    table.c.path,
    table.c.added_at,
    table.c.added_by,
)
"""What `of_row` needs."""

_WITHOUT_ISRC = (
    select(table.c.position)
    .where(
        table.c.mirror_id == bindparam("one"),
        or_(table.c.ids.is_(None), not_(table.c.ids.contains(f"{IdKind.ISRC.value}:", autoescape=True))),
    )
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class StoredEntry:
    """An entry and its identity: what stays the same when its place in the playlist changes."""

    identity: str
    entry: Entry


def entries_hash(entries: Sequence[StoredEntry]) -> str:
    """Return what tells one content from another, order included (SHA-256, hex)."""
    digest = hashlib.sha256()
    for stored in entries:
        digest.update(repr(list(_values("", stored).values())).encode())
    return digest.hexdigest()


def replace(
    connection: Connection, mirror_id: str, entries: Sequence[StoredEntry], *, anew: bool = False
) -> bool:
    """Store the whole content; False, with nothing written, when it is the same, unless it is wanted `anew`.

    Raises NotFound.
    """
    row = connection.execute(select(mirrors.c.entries_hash).where(mirrors.c.id == mirror_id)).first()
    if row is None:
        raise NotFound(what="playlist", id=mirror_id)
    new_hash = entries_hash(entries)
    if row.entries_hash == new_hash and not anew:
        return False
    connection.execute(delete(table).where(table.c.mirror_id == mirror_id))
    if entries:
        rows = [_values(mirror_id, stored) | _besides(stored.entry) for stored in entries]
        connection.execute(insert(table), rows)
    connection.execute(
        update(mirrors)
        .where(mirrors.c.id == mirror_id)
        .values(entries_hash=new_hash, entry_count=len(entries))
    )
    return True


def load(connection: Connection, mirror_id: str) -> list[StoredEntry]:
    """Return the content in order."""
    rows = connection.execute(
        select(table.c.identity, *COLUMNS).where(table.c.mirror_id == mirror_id).order_by(table.c.position)
    )
    return [StoredEntry(row.identity, of_row(row)) for row in rows]


def some(connection: Connection, mirror_id: str, positions: Collection[int]) -> list[StoredEntry]:
    """Return the entries at some places, in order."""
    found: list[StoredEntry] = []
    for part in batched(sorted(positions), _PARAMETERS, strict=False):
        rows = connection.execute(
            select(table.c.identity, *COLUMNS)
            .where(table.c.mirror_id == mirror_id, table.c.position.in_(part))
            .order_by(table.c.position)
        )
        found.extend(StoredEntry(row.identity, of_row(row)) for row in rows)
    return found


def of_identity(connection: Connection, identity: str) -> Entry | None:
    """Return an entry with an identity, None where no playlist has one (any more)."""
    row = connection.execute(select(*COLUMNS).where(table.c.identity == identity).limit(1)).first()
    return None if row is None else of_row(row)


def lacks_isrc(connection: Connection, mirror_id: str) -> bool:
    """Tell whether an entry of a mirror names no recording by its ISRC."""
    return connection.execute(_WITHOUT_ISRC, {"one": mirror_id}).first() is not None


def rename(connection: Connection, mirror_id: str) -> Mapping[str, str]:
    """Make the identities of a mirror's entries anew; return what became of those that changed."""
    known = load(connection, mirror_id)
    now = [StoredEntry(entry_identity(item.entry), item.entry) for item in known]
    replace(connection, mirror_id, now, anew=True)
    pairs = ((old.identity, new.identity) for old, new in zip(known, now, strict=True))
    return {old: new for old, new in pairs if old != new}


def of_row(row: Row[Any]) -> Entry:
    """Make an entry of a row that has `COLUMNS`."""
    return Entry(
        position=row.position,
        title=row.title,
        artists=decode_names(row.artists),
        album=row.album,
        duration=from_ms(row.duration_ms),
        disc=row.disc,
        number=row.number,
        ids=decode_ids(row.ids),
        path=row.path,
        added_at=row.added_at,
        added_by=row.added_by,
    )


def _values(mirror_id: str, stored: StoredEntry) -> dict[str, Any]:
    entry = stored.entry
    return {
        "mirror_id": mirror_id,
        "position": small(entry.position),
        "identity": clean(stored.identity),
        "title": clean(entry.title),
        "artists": encode_names(entry.artists),
        "album": entry.album and clean(entry.album),
        "duration_ms": to_ms(entry.duration),
        "disc": small(entry.disc),
        "number": small(entry.number),
        "ids": encode_ids(entry.ids),
        "path": entry.path and clean(entry.path),
    }


def _besides(entry: Entry) -> dict[str, Any]:
    """Return what makes no other content of it: how it came to be there, and by which words it is found.

    The words follow from the rest, and take longer to make than that.
    """
    words = clean(names_text((entry.title, *entry.artists, entry.album)))
    return {"folded": words, "added_at": entry.added_at, "added_by": entry.added_by}
