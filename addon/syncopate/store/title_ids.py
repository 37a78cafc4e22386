"""What services said that others call a title: asked once, known for ever."""

from collections.abc import Collection, Mapping
from datetime import datetime
from itertools import batched

from sqlalchemy import Connection, select

from syncopate.domain.watch import MediaType, TitleId, TitleIdKind
from syncopate.store.link_tables import title_ids
from syncopate.store.upsert import put

_KEYS = 500
type Named = tuple[MediaType, TitleId]


def known(
    connection: Connection, asked: Collection[Named], since: datetime | None = None
) -> Mapping[Named, frozenset[TitleId]]:
    """Return the ids of those of the titles that were asked for before.

    That nobody knew one holds only if it was asked for `since` then: new titles become known.
    """
    wanted = {(kind.value, each.kind.value, each.value): (kind, each) for kind, each in asked}
    found: dict[Named, frozenset[TitleId]] = {}
    for part in batched(sorted({value for *_, value in wanted}), _KEYS, strict=False):
        for row in connection.execute(select(title_ids).where(title_ids.c.value.in_(part))):
            name = wanted.get((row.type, row.kind, row.value))
            if name is not None and (row.ids or since is None or row.looked_at >= since):
                found[name] = frozenset(TitleId(TitleIdKind(kind), value) for kind, value in row.ids)
    return found


def learn(connection: Connection, told: Mapping[Named, frozenset[TitleId]], looked_at: datetime) -> None:
    """Keep what was said."""
    put(
        connection,
        title_ids,
        [
            {
                "type": kind.value,
                "kind": each.kind.value,
                "value": each.value,
                "ids": [[one.kind.value, one.value] for one in sorted(ids)],
                "looked_at": looked_at,
            }
            for (kind, each), ids in told.items()
        ],
    )
