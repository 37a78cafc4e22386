"""Captures: the state of accounts as it was before something was taken away there."""

import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, delete, insert, select

from syncopate.domain.watch import Feature, Record
from syncopate.errors import NotFound
from syncopate.store.link_tables import watch_captures
from syncopate.store.watch_encoding import (
    decode_title,
    decode_values,
    encode_title,
    encode_values,
    moment_in,
    moment_of,
    packed,
)

_KEPT = 20
"""Captures of an account that are kept: so many made for runs, and so many made for anything else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """What a capture is of: an account in some respects, at one time, before a run of a link."""

    id: str
    account_id: str
    link_id: str | None
    run_id: str | None
    made_at: datetime
    features: frozenset[Feature]
    records: int


def add(connection: Connection, capture: Capture, records: Sequence[Record]) -> None:
    """Store a capture; the oldest of the account go."""
    said = [
        [
            record.key,
            encode_title(record.title),
            encode_values(record.values),
            moment_in(record.added_at),
            record.length,
            record.section,
        ]
        for record in records
    ]
    connection.execute(
        insert(watch_captures).values(
            id=capture.id,
            account_id=capture.account_id,
            link_id=capture.link_id,
            run_id=capture.run_id,
            made_at=capture.made_at,
            features=sorted(capture.features),
            records=len(records),
            body=zlib.compress(packed(said).encode(), level=6),
        )
    )
    run = watch_captures.c.link_id
    of = and_(
        watch_captures.c.account_id == capture.account_id,
        run.is_(None) if capture.link_id is None else run.is_not(None),
    )
    kept = select(watch_captures.c.id).where(of).order_by(watch_captures.c.id.desc()).limit(_KEPT)
    connection.execute(
        delete(watch_captures).where(of, watch_captures.c.id.not_in(list(connection.execute(kept).scalars())))
    )


def every(connection: Connection, account_id: str | None = None) -> list[Capture]:
    """Return the captures there are, of one account or all, the newest first; without what is in them."""
    columns = [column for column in watch_captures.columns if column.name != "body"]
    statement = select(*columns).order_by(watch_captures.c.id.desc())
    if account_id is not None:
        statement = statement.where(watch_captures.c.account_id == account_id)
    return [_capture(row) for row in connection.execute(statement)]


def one(connection: Connection, capture_id: str) -> Capture:
    """Return a capture without what is in it. Raises NotFound."""
    columns = [column for column in watch_captures.columns if column.name != "body"]
    row = connection.execute(select(*columns).where(watch_captures.c.id == capture_id)).one_or_none()
    if row is None:
        raise NotFound(what="capture", id=capture_id)
    return _capture(row)


def get(connection: Connection, capture_id: str) -> tuple[Capture, list[Record]]:
    """Return a capture and the records in it. Raises NotFound."""
    row = connection.execute(select(watch_captures).where(watch_captures.c.id == capture_id)).one_or_none()
    if row is None:
        raise NotFound(what="capture", id=capture_id)
    return _capture(row), list(_records(row.body))


def remove(connection: Connection, capture_id: str) -> None:
    """Remove a capture. Raises NotFound."""
    if not connection.execute(delete(watch_captures).where(watch_captures.c.id == capture_id)).rowcount:
        raise NotFound(what="capture", id=capture_id)


def _capture(row: Row[Any]) -> Capture:
    return Capture(
        id=row.id,
        account_id=row.account_id,
        link_id=row.link_id,
        run_id=row.run_id,
        made_at=row.made_at,
        features=frozenset(Feature(each) for each in row.features),
        records=row.records,
    )


def _records(body: bytes) -> Sequence[Record]:
    return [
        Record(
            key=key,
            title=decode_title(title),
            values=decode_values(said),
            added_at=moment_of(added),
            length=length,
            section=section,
        )
        for key, title, said, added, length, section in json.loads(zlib.decompress(body))
    ]
