"""What accounts say, as it was read: their records, until where they were read, and what is not known."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection, Row, and_, bindparam, delete, func, select, update

from syncopate.domain.reading import ReadPart
from syncopate.domain.watch import NOTHING, Feature, InLists, MediaType, Record, Values
from syncopate.matching.keys import key
from syncopate.store import accounts
from syncopate.store.link_tables import watch_accounts, watch_cursors, watch_records
from syncopate.store.paging import Page
from syncopate.store.searching import contains_folded
from syncopate.store.upsert import hold, put
from syncopate.store.watch_encoding import (
    decode_title,
    decode_values,
    encode_title,
    encode_values,
    label_of,
)

_KEYS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """Until where an account was read in one respect, and why not all of it is known now, if it is not."""

    feature: Feature
    cursor: str | None = None
    read_at: datetime | None = None
    whole_at: datetime | None = None
    reason: str | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """An account's state: `revision` is another one whenever any of its records is."""

    revision: int
    skew: timedelta
    cursors: Mapping[Feature, Cursor]


def state(connection: Connection, account_id: str) -> State:
    """Return how far an account was read."""
    row = connection.execute(
        select(watch_accounts).where(watch_accounts.c.account_id == account_id)
    ).one_or_none()
    rows = connection.execute(select(watch_cursors).where(watch_cursors.c.account_id == account_id))
    cursors = {Feature(each.feature): _cursor(each) for each in rows if each.feature in [*Feature]}
    return State(
        revision=0 if row is None else row.revision,
        skew=timedelta(seconds=0 if row is None else row.skew_seconds),
        cursors=cursors,
    )


def _cursor(row: Row[tuple[object, ...]]) -> Cursor:
    return Cursor(
        feature=Feature(row.feature),
        cursor=row.cursor,
        read_at=row.read_at,
        whole_at=row.whole_at,
        reason=row.reason,
        detail=row.detail,
    )


def take_in(connection: Connection, account_id: str, part: ReadPart, read_at: datetime) -> int:
    """Keep what was read, and the cursor with it; return how many records are other than before.

    Of a part of which something is missing only what is there counts. Raises NotFound.
    """
    accounts.get(connection, account_id)
    hold(connection, watch_accounts, {"account_id": account_id, "revision": 0, "skew_seconds": 0.0})
    told = {record.key: record for record in part.records}
    whole = part.whole and part.missing is None
    if part.missing is not None and Feature.LISTS in part.features:
        told = _with_known_lists(connection, account_id, told)
    changed = _merge(connection, account_id, part.features, told, None if not whole else frozenset(told))
    if not part.whole and part.missing is None and part.gone:
        changed += _forget(connection, account_id, part.features, part.gone)
    for feature in sorted(part.features):
        _note(connection, account_id, feature, part, read_at)
    if changed:
        connection.execute(
            update(watch_accounts)
            .where(watch_accounts.c.account_id == account_id)
            .values(revision=watch_accounts.c.revision + 1)
        )
    return changed


def set_skew(connection: Connection, account_id: str, skew: timedelta) -> None:
    """Keep how far the clock of an account's server is ahead of ours."""
    put(
        connection,
        watch_accounts,
        [{"account_id": account_id, "skew_seconds": skew.total_seconds()}],
    )


def forget(connection: Connection, account_id: str) -> None:
    """Forget all that was read: the next read is a whole one."""
    connection.execute(delete(watch_records).where(watch_records.c.account_id == account_id))
    connection.execute(delete(watch_cursors).where(watch_cursors.c.account_id == account_id))
    connection.execute(
        update(watch_accounts)
        .where(watch_accounts.c.account_id == account_id)
        .values(revision=watch_accounts.c.revision + 1)
    )


def every(connection: Connection, account_id: str) -> list[Record]:
    """Return all records of an account."""
    rows = connection.execute(select(watch_records).where(watch_records.c.account_id == account_id))
    return [_record(row) for row in rows]


def find(connection: Connection, account_id: str, record_key: str) -> Record | None:
    """Return one record."""
    row = connection.execute(
        select(watch_records).where(
            watch_records.c.account_id == account_id, watch_records.c.key == record_key
        )
    ).one_or_none()
    return None if row is None else _record(row)


def counts(connection: Connection, account_id: str) -> Mapping[MediaType, int]:
    """Return how many records there are of each type."""
    rows = connection.execute(
        select(watch_records.c.type, func.count())
        .where(watch_records.c.account_id == account_id)
        .group_by(watch_records.c.type)
    )
    return {MediaType(kind): count for kind, count in rows}


def page(
    connection: Connection,
    account_id: str,
    *,
    text: str = "",
    kind: MediaType | None = None,
    said: bool = True,
    limit: int,
    offset: int,
) -> Page[Record]:
    """Return a page of an account's records by name; `said`: those alone that say anything."""
    conditions = [watch_records.c.account_id == account_id]
    if kind is not None:
        conditions.append(watch_records.c.type == kind.value)
    if said:
        conditions.append(watch_records.c.said != "")
    conditions += [contains_folded(watch_records.c.folded, word) for word in key(text).split()]
    where = and_(*conditions)
    total = connection.execute(select(func.count()).select_from(watch_records).where(where)).scalar_one()
    statement = select(watch_records).where(where).order_by(watch_records.c.folded, watch_records.c.key)
    rows = connection.execute(statement.limit(limit).offset(offset))
    return Page(items=tuple(_record(row) for row in rows), total=total, limit=limit, offset=offset)


def _record(row: Row[tuple[object, ...]]) -> Record:
    return Record(
        key=row.key,
        title=decode_title(row.title),
        values=decode_values(row.said),
        added_at=row.added_at,
        length=row.length,
        section=row.section,
    )


def _merge(
    connection: Connection,
    account_id: str,
    features: frozenset[Feature],
    told: Mapping[str, Record],
    present: frozenset[str] | None,
) -> int:
    """Write what is other than before; `present`: what else there is says nothing in these respects."""
    every = present is not None
    there = {
        row.key: row
        for row in (_all(connection, account_id) if every else _some(connection, account_id, sorted(told)))
    }
    rows: list[Mapping[str, object]] = []
    gone: list[str] = []
    for name, record in told.items():
        old = there.get(name)
        before = NOTHING if old is None else decode_values(old.said)
        row = _row(account_id, replace(record, values=_blended(before, record.values, features)))
        if old is None or any(getattr(old, column) != value for column, value in row.items()):
            rows.append(row)
    if every:
        for name, old in there.items():
            if name in told:
                continue
            before = decode_values(old.said)
            left = _blended(before, NOTHING, features)
            if left == NOTHING and (before != NOTHING or features >= _PLAYED):
                gone.append(name)
            elif left != before:
                rows.append({**_columns(old), "said": encode_values(left)})
    put(connection, watch_records, rows)
    _drop(connection, account_id, gone)
    return len(rows) + len(gone)


_PLAYED = frozenset({Feature.HISTORY})
"""What is read with all that a library holds: what says nothing and is not in it is there no more."""


def _forget(
    connection: Connection, account_id: str, features: frozenset[Feature], keys: Collection[str]
) -> int:
    rows: list[Mapping[str, object]] = []
    gone: list[str] = []
    for old in _some(connection, account_id, sorted(keys)):
        left = _blended(decode_values(old.said), NOTHING, features)
        if left == NOTHING:
            gone.append(old.key)
        else:
            rows.append({**_columns(old), "said": encode_values(left)})
    put(connection, watch_records, rows)
    _drop(connection, account_id, gone)
    return len(rows) + len(gone)


def _with_known_lists(
    connection: Connection, account_id: str, told: Mapping[str, Record]
) -> dict[str, Record]:
    """Return what was told with the lists that were known: one that was not read may still have the title.

    A read of changes alone, which comes next, would never tell it again.
    """
    known = {row.key: decode_values(row.said).lists for row in _some(connection, account_id, sorted(told))}
    found = {}
    for name, record in told.items():
        lists = _both(known.get(name), record.values.lists)
        found[name] = replace(record, values=replace(record.values, lists=lists))
    return found


def _both(one: InLists | None, other: InLists | None) -> InLists | None:
    return (one or other) if one is None or other is None else InLists(one.names | other.names)


def _blended(before: Values, now: Values, features: frozenset[Feature]) -> Values:
    """Return what was said before, in some respects as it is said now."""
    if features >= _ALL or before == NOTHING:
        return now
    for feature in features:
        before = before.told_by(now, feature)
    return before


_ALL = frozenset(Feature)


def _note(
    connection: Connection, account_id: str, feature: Feature, part: ReadPart, read_at: datetime
) -> None:
    row: dict[str, object] = {"account_id": account_id, "feature": feature.value}
    if part.missing is None:
        row |= {"cursor": part.cursor, "read_at": read_at, "reason": None, "detail": ""}
        row |= {"whole_at": read_at} if part.whole else {}
    else:
        row |= {"reason": part.missing.reason, "detail": part.missing.detail}
    put(connection, watch_cursors, [row])


def _row(account_id: str, record: Record) -> Mapping[str, object]:
    label = label_of(record.title)
    return {
        "account_id": account_id,
        "key": record.key,
        "type": record.title.type.value,
        "section": record.section,
        "label": label,
        "folded": key(label),
        "title": encode_title(record.title),
        "said": encode_values(record.values),
        "added_at": record.added_at,
        "length": record.length,
    }


def _columns(row: Row[tuple[object, ...]]) -> dict[str, object]:
    return {column.name: getattr(row, column.name) for column in watch_records.columns}


def _all(connection: Connection, account_id: str) -> Iterator[Row[tuple[object, ...]]]:
    yield from connection.execute(select(watch_records).where(watch_records.c.account_id == account_id))


def _some(connection: Connection, account_id: str, keys: Sequence[str]) -> Iterator[Row[tuple[object, ...]]]:
    statement = select(watch_records).where(
        watch_records.c.account_id == account_id,
        watch_records.c.key.in_(bindparam("keys", expanding=True)),
    )
    for start in range(0, len(keys), _KEYS):
        yield from connection.execute(statement, {"keys": list(keys[start : start + _KEYS])})


def _drop(connection: Connection, account_id: str, keys: Sequence[str]) -> None:
    statement = delete(watch_records).where(
        watch_records.c.account_id == account_id,
        watch_records.c.key.in_(bindparam("keys", expanding=True)),
    )
    for start in range(0, len(keys), _KEYS):
        connection.execute(statement, {"keys": list(keys[start : start + _KEYS])})
