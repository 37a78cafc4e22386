"""Wants: what is missing and shall be got, how far each is, and what became of it step after step."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, delete, func, insert, or_, select, update

from syncopate.domain.download import Wanted, WantKind, WantOrigin, WantState
from syncopate.errors import NotFound
from syncopate.matching.keys import key
from syncopate.planning.acquiring.attempts import Attempt
from syncopate.store.ids import new_id
from syncopate.store.paging import Page
from syncopate.store.searching import contains_folded
from syncopate.store.upsert import insert_new
from syncopate.store.want_encoding import decode_wanted, encode_wanted
from syncopate.store.want_tables import want_places, want_steps, wants

_UNDER_WAY = tuple(each.value for each in WantState if each.under_way)
_STEPS = 500
"""Steps that are kept of a want; the oldest go."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Want:
    """One want, and how far it is. `identity` says what it is: of one identity one want is open at a time.

    `album_id` is the want of the album it is got with, `run_id` the run of the last attempt, `placed` where
    the file lies, `detail` a sentence to the attempt's reason.
    """

    id: str
    origin: WantOrigin
    identity: str
    wanted: Wanted
    attempt: Attempt
    album_id: str | None = None
    library_id: str | None = None
    member_id: str | None = None
    profile: str | None = None
    detail: str = ""
    run_id: str | None = None
    placed: str | None = None
    created_at: datetime

    @property
    def state(self) -> WantState:
        """How far it is."""
        return self.attempt.state


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What became of a want at one time; `reason` is a key, `detail` a sentence."""

    at: datetime
    state: WantState
    reason: str | None = None
    detail: str = ""
    run_id: str | None = None


@dataclass(frozen=True, slots=True)
class PlaceOf:
    """A place in a mirror that a want is for."""

    mirror_id: str
    entry_identity: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which wants are shown; nothing given: all that are open."""

    states: Collection[WantState] = ()
    kind: WantKind | None = None
    origin: WantOrigin | None = None
    text: str = ""
    ended: bool = False


def add(connection: Connection, want: Want, places: Collection[PlaceOf] = ()) -> tuple[Want, bool]:
    """Store a want and what it is for; where one of its identity is open that one is for these places, too.

    Returns the want that is open, and whether it is new.
    """
    new = insert_new(connection, wants, _row(want))
    held = want
    if new:
        _note(connection, want.id, Step(at=want.created_at, state=want.state, run_id=want.run_id))
    else:
        held = _want(
            connection.execute(
                select(wants).where(wants.c.identity == want.identity, wants.c.open.is_(True))
            ).one()
        )
    for place in places:
        insert_new(
            connection,
            want_places,
            {"want_id": held.id, "mirror_id": place.mirror_id, "entry_identity": place.entry_identity},
        )
    return held, new


def new_want(wanted: Wanted, *, identity: str, origin: WantOrigin, at: datetime, **more: Any) -> Want:
    """Make a want that nothing was done for yet."""
    return Want(
        id=new_id(),
        origin=origin,
        identity=identity,
        wanted=wanted,
        attempt=Attempt(since=at),
        created_at=at,
        **more,
    )


def get(connection: Connection, want_id: str) -> Want:
    """Return a want. Raises NotFound."""
    row = connection.execute(select(wants).where(wants.c.id == want_id)).one_or_none()
    if row is None:
        raise NotFound(what="want", id=want_id)
    return _want(row)


def page(connection: Connection, asked: Asked, *, limit: int, offset: int) -> Page[Want]:
    """Return some of the wants that are asked for, by their names."""
    conditions: list[ColumnElement[bool]] = []
    if asked.states:
        conditions.append(wants.c.state.in_([each.value for each in asked.states]))
    if not asked.ended and not asked.states:
        conditions.append(wants.c.open.is_(True))
    if asked.kind is not None:
        conditions.append(wants.c.kind == asked.kind.value)
    if asked.origin is not None:
        conditions.append(wants.c.origin == asked.origin.value)
    conditions += [contains_folded(wants.c.folded, word) for word in key(asked.text).split()]
    where = and_(True, *conditions)
    total = connection.execute(select(func.count()).select_from(wants).where(where)).scalar_one()
    rows = connection.execute(
        select(wants).where(where).order_by(wants.c.folded, wants.c.id).limit(limit).offset(offset)
    )
    return Page(items=tuple(_want(row) for row in rows), total=total, limit=limit, offset=offset)


def counts(connection: Connection) -> Mapping[WantState, int]:
    """Return how many there are in each state that any is in."""
    rows = connection.execute(select(wants.c.state, func.count()).group_by(wants.c.state))
    return {WantState(state): count for state, count in rows}


def due(connection: Connection, now: datetime, kind: WantKind | None = None) -> list[Want]:
    """Return what is to be tried now: the oldest first. Tracks that come with an album are not."""
    waiting = or_(
        wants.c.state == WantState.WANTED.value,
        and_(wants.c.state == WantState.DEFERRED.value, wants.c.next_attempt_at <= now),
    )
    conditions = [waiting, wants.c.album_id.is_(None)]
    if kind is not None:
        conditions.append(wants.c.kind == kind.value)
    rows = connection.execute(select(wants).where(*conditions).order_by(wants.c.id))
    return [_want(row) for row in rows]


def under_way(connection: Connection) -> list[Want]:
    """Return those whose attempt has begun and not ended: after a crash they are gone on with."""
    rows = connection.execute(select(wants).where(wants.c.state.in_(_UNDER_WAY)).order_by(wants.c.id))
    return [_want(row) for row in rows]


def tracks_of(connection: Connection, album_id: str) -> list[Want]:
    """Return the wants that are got with an album."""
    rows = connection.execute(select(wants).where(wants.c.album_id == album_id).order_by(wants.c.id))
    return [_want(row) for row in rows]


def turn(connection: Connection, before: Want, after: Want, step: Step) -> bool:
    """Take a want from one state to the next and note the step; False where somebody else was first."""
    changed = connection.execute(
        update(wants)
        .where(wants.c.id == before.id, wants.c.state == before.state.value)
        .values(**{name: value for name, value in _row(after).items() if name not in {"id", "created_at"}})
    ).rowcount
    if changed:
        _note(connection, before.id, step)
    return bool(changed)


def waiting_for(connection: Connection, account_id: str) -> list[Want]:
    """Return what waits for an account that was away."""
    rows = connection.execute(select(wants).where(wants.c.waits_for == account_id).order_by(wants.c.id))
    return [_want(row) for row in rows]


def remove(connection: Connection, want_ids: Sequence[str]) -> int:
    """Forget wants; return how many there were."""
    return connection.execute(delete(wants).where(wants.c.id.in_(list(want_ids)))).rowcount


def steps(connection: Connection, want_id: str) -> list[Step]:
    """Return what became of a want, in order."""
    rows = connection.execute(
        select(want_steps).where(want_steps.c.want_id == want_id).order_by(want_steps.c.number)
    )
    return [
        Step(at=row.at, state=WantState(row.state), reason=row.reason, detail=row.detail, run_id=row.run_id)
        for row in rows
    ]


def places(connection: Connection, want_id: str) -> list[PlaceOf]:
    """Return what a want is for."""
    rows = connection.execute(
        select(want_places.c.mirror_id, want_places.c.entry_identity)
        .where(want_places.c.want_id == want_id)
        .order_by(want_places.c.mirror_id, want_places.c.entry_identity)
    )
    return [PlaceOf(*row) for row in rows]


def _note(connection: Connection, want_id: str, step: Step) -> None:
    numbers = want_steps.c.number
    last: int | None = connection.execute(
        select(func.max(numbers)).where(want_steps.c.want_id == want_id)
    ).scalar()
    number = 1 if last is None else last + 1
    connection.execute(
        insert(want_steps).values(
            want_id=want_id,
            number=number,
            at=step.at,
            state=step.state.value,
            reason=step.reason,
            detail=step.detail,
            run_id=step.run_id,
        )
    )
    connection.execute(delete(want_steps).where(want_steps.c.want_id == want_id, numbers <= number - _STEPS))


def _row(want: Want) -> dict[str, Any]:
    attempt = want.attempt
    return {
        "id": want.id,
        "kind": want.wanted.kind.value,
        "state": attempt.state.value,
        "since": attempt.since,
        "tries": attempt.tries,
        "next_attempt_at": attempt.next_attempt_at,
        "waits_for": attempt.waits_for,
        "reason": attempt.reason,
        "offer": attempt.offer,
        "ticket": attempt.ticket,
        "open": not attempt.state.ended,
        "origin": want.origin.value,
        "identity": want.identity,
        "label": want.wanted.label,
        "folded": key(want.wanted.label),
        "wanted": encode_wanted(want.wanted),
        "album_id": want.album_id,
        "library_id": want.library_id,
        "member_id": want.member_id,
        "profile": want.profile,
        "detail": want.detail,
        "run_id": want.run_id,
        "placed": want.placed,
        "created_at": want.created_at,
    }


def _want(row: Row[Any]) -> Want:
    return Want(
        id=row.id,
        origin=WantOrigin(row.origin),
        identity=row.identity,
        wanted=decode_wanted(WantKind(row.kind), row.wanted),
        attempt=Attempt(
            state=WantState(row.state),
            since=row.since,
            tries=row.tries,
            next_attempt_at=row.next_attempt_at,
            waits_for=row.waits_for,
            reason=row.reason,
            offer=row.offer,
            ticket=row.ticket,
        ),
        album_id=row.album_id,
        library_id=row.library_id,
        member_id=row.member_id,
        profile=row.profile,
        detail=row.detail,
        run_id=row.run_id,
        placed=row.placed,
        created_at=row.created_at,
    )
