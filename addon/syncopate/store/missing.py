"""What is missing: entries that no library of their mirror has, each once however many lack it."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, Row, Select, Subquery, and_, bindparam, exists, func, literal, or_, select

from syncopate.domain.ids import ExternalId
from syncopate.domain.match import Verdict
from syncopate.domain.playlist import Entry, MirrorKind
from syncopate.store import entries as stored_entries
from syncopate.store.encoding import decode_ids
from syncopate.store.entries import StoredEntry
from syncopate.store.libraries import away
from syncopate.store.mirror_questions import BY_NAME, SHOWN_NAME
from syncopate.store.paging import Page
from syncopate.store.source_tables import identities
from syncopate.store.tables import entries, matches, mirrors, targets


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingRow:
    """One entry that no library of its mirror has."""

    mirror_id: str
    mirror_name: str
    position: int
    entry: Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingCount:
    """How many entries of a mirror no library has; at least one."""

    mirror_id: str
    mirror_name: str
    count: int


def rows(
    connection: Connection, *, mirror_id: str | None = None, last_known: bool = False
) -> Iterator[MissingRow]:
    """Stream what is certainly missing, by name of the mirror and position, while the connection is open.

    What lies in a library that cannot be read is unknown, which is not missing, but for what was `last_known`
    of it.
    """
    # An option of the statement: on the connection it would stay for all that follows.
    statement = _rows(of_one=mirror_id is not None, last_known=last_known).execution_options(yield_per=1000)
    for row in connection.execute(statement, _parameters(mirror_id)):
        yield _of(row)


def page(
    connection: Connection,
    *,
    mirror_id: str | None = None,
    total: int | None = None,
    limit: int,
    offset: int,
) -> Page[MissingRow]:
    """Return a part of what is certainly missing; `total`: how much that is, None: it is counted."""
    of_one, parameters = mirror_id is not None, _parameters(mirror_id)
    if total is None:
        total = connection.execute(_count(of_one=of_one), parameters).scalar_one()
    found = connection.execute(_page(of_one=of_one), {"most": limit, "after": offset} | parameters)
    return Page(items=tuple(_of(row) for row in found), total=total, limit=limit, offset=offset)


def total(connection: Connection) -> int:
    """Return how much is certainly missing."""
    return connection.execute(_count()).scalar_one()


def by_mirror(connection: Connection) -> list[MissingCount]:
    """Return how much is certainly missing of each mirror that lacks anything, by name."""
    found = connection.execute(_count_by_mirror())
    return [MissingCount(mirror_id=row.id, mirror_name=row.name, count=row.number) for row in found]


def last_known_ids(
    connection: Connection, kind: MirrorKind, catalogues: Collection[str]
) -> dict[str, list[frozenset[ExternalId]]]:
    """Return the ids of what is missing of mirrors of a kind, as libraries that are away were last read.

    By catalogue: those of the source, and what it was found to be there. In the order of `rows`, without
    those that have neither.
    """
    by_source = _ids_of_sources(connection, kind)
    known = set(connection.execute(_CATALOGUES).scalars())
    return {each: _ids_with(connection, kind, each) if each in known else by_source for each in catalogues}


def _ids_of_sources(connection: Connection, kind: MirrorKind) -> list[frozenset[ExternalId]]:
    found = connection.execute(_ids(), {"kind": kind})
    return [decode_ids(row.ids) for row in found]


def _ids_with(connection: Connection, kind: MirrorKind, catalogue: str) -> list[frozenset[ExternalId]]:
    found = connection.execute(
        _identified(select(entries.c.ids, identities.c.found), catalogue).where(
            mirrors.c.kind == kind, or_(entries.c.ids.is_not(None), identities.c.found.is_not(None))
        )
    )
    return [decode_ids(row.ids) | _found_ids(row.found) for row in found]


def unidentified(
    connection: Connection, kind: MirrorKind, catalogue: str, before: datetime
) -> Iterator[StoredEntry]:
    """Stream what is missing of mirrors of a kind and is to be looked for in a catalogue, each once.

    That is what was never looked for, or was not found when it was, `before` that time.
    """
    shown = select(entries.c.identity, *stored_entries.COLUMNS)
    not_found = and_(
        identities.c.verdict != Verdict.MATCH,
        identities.c.by_hand.is_(False),
        identities.c.checked_at < before,
    )
    statement = _identified(shown, catalogue).where(
        mirrors.c.kind == kind, or_(identities.c.identity.is_(None), not_found)
    )
    seen = set[str]()
    for row in connection.execute(statement.execution_options(yield_per=1000)):
        if row.identity not in seen:
            seen.add(row.identity)
            yield StoredEntry(row.identity, stored_entries.of_row(row))


def _identified(shown: Select[Any], catalogue: str) -> Select[Any]:
    """Select what is missing together with what it was found to be in a catalogue."""
    there = and_(identities.c.identity == entries.c.identity, identities.c.catalogue == catalogue)
    return _ordered(shown, _lacking(last_known=True)).outerjoin(identities, there)


def _found_ids(found: Any) -> frozenset[ExternalId]:
    return frozenset() if found is None else decode_ids(found["ids"])


_CATALOGUES = select(identities.c.catalogue).distinct()


def _parameters(mirror_id: str | None) -> dict[str, Any]:
    return {} if mirror_id is None else {"one": mirror_id}


# A statement is put together and known again once: that takes as long as its answer.
@cache
def _lacking(*, of_one: bool = False, last_known: bool = False) -> Subquery:
    """Select each entry that is missing in every place with a verdict about it; unknown is not missing."""
    chosen = (targets.c.mirror_id == bindparam("one"),) if of_one else ()
    readable = () if last_known else (~away(targets),)
    missing_here = matches.c.verdict == Verdict.MISSING
    place, verdict = targets.alias("place"), matches.alias("elsewhere")
    # As it is kept, or as it holds now: what lies in a library that is away is not known to be missing.
    not_missing = verdict.c.verdict != Verdict.MISSING
    if not last_known:
        not_missing = or_(not_missing, away(place))
    # Where several places lack it the first one tells, so that it is told once.
    told_elsewhere = or_(not_missing, place.c.id < targets.c.id)
    maybe_elsewhere = exists(
        select(literal(1))
        .select_from(place)
        .join(verdict, and_(verdict.c.target_id == place.c.id, verdict.c.position == matches.c.position))
        .where(place.c.mirror_id == targets.c.mirror_id, place.c.id != targets.c.id, told_elsewhere)
        .correlate(targets, matches)
    )
    return (
        select(targets.c.mirror_id, matches.c.position)
        .join(targets, targets.c.id == matches.c.target_id)
        .where(missing_here, *chosen, *readable, ~maybe_elsewhere)
        .subquery()
    )


@cache
def _count(*, of_one: bool = False) -> Select[int]:
    return select(func.count()).select_from(_lacking(of_one=of_one))


@cache
def _count_by_mirror() -> Select[Any]:
    lacking = _lacking()
    number = func.count().label("number")
    counted = select(lacking.c.mirror_id, number).group_by(lacking.c.mirror_id).subquery()
    return (
        select(mirrors.c.id, SHOWN_NAME.label("name"), counted.c.number)
        .join(counted, counted.c.mirror_id == mirrors.c.id)
        .order_by(*BY_NAME)
    )


@cache
def _rows(*, of_one: bool = False, last_known: bool = False) -> Select[Any]:
    return _ordered(_told(), _lacking(of_one=of_one, last_known=last_known))


@cache
def _page(*, of_one: bool = False) -> Select[Any]:
    # First which they are: in order is put all that is missing, with no more of each than that needs.
    lacking = _lacking(of_one=of_one)
    part = (
        select(lacking)
        .join(mirrors, mirrors.c.id == lacking.c.mirror_id)
        .order_by(*BY_NAME, lacking.c.position)
        .limit(bindparam("most"))
        .offset(bindparam("after"))
        .subquery()
    )
    return _ordered(_told(), part)


@cache
def _ids() -> Select[Any]:
    chosen = (mirrors.c.kind == bindparam("kind"), entries.c.ids.is_not(None))
    return _ordered(select(entries.c.ids), _lacking(last_known=True)).where(*chosen)


def _told() -> Select[Any]:
    return select(entries.c.mirror_id, SHOWN_NAME.label("mirror_name"), *stored_entries.COLUMNS)


def _ordered(shown: Select[Any], lacking: Subquery) -> Select[Any]:
    return (
        shown.select_from(lacking)
        .join(
            entries,
            and_(entries.c.mirror_id == lacking.c.mirror_id, entries.c.position == lacking.c.position),
        )
        .join(mirrors, mirrors.c.id == entries.c.mirror_id)
        .order_by(*BY_NAME, entries.c.position)
    )


def _of(row: Row[Any]) -> MissingRow:
    return MissingRow(
        mirror_id=row.mirror_id,
        mirror_name=row.mirror_name,
        position=row.position,
        entry=stored_entries.of_row(row),
    )
