"""Writes that came to nothing, and when each is tried again."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, func, select, update

from syncopate.domain.link import Became, WatchOutcome
from syncopate.planning.watching.trying_again import tried_again_at
from syncopate.store.link_tables import watch_operations, watch_vain
from syncopate.store.upsert import put
from syncopate.store.watch_encoding import aim_of, decode_operation


def resting(connection: Connection, link_id: str, now: datetime) -> Mapping[str, WatchOutcome]:
    """Return what is not tried yet at a link, by what writes are about, and what became of it."""
    rows = connection.execute(
        select(watch_vain).where(watch_vain.c.link_id == link_id, watch_vain.c.retry_at > now)
    )
    return {row.aim: WatchOutcome(Became(row.became), row.reason, row.detail) for row in rows}


def next_at(connection: Connection, link_id: str) -> datetime | None:
    """Return when the first of it is tried again, None where there is none."""
    moment: datetime | None = connection.execute(
        select(func.min(watch_vain.c.retry_at)).where(watch_vain.c.link_id == link_id)
    ).scalar()
    return moment


def wake(connection: Connection, link_id: str, now: datetime) -> None:
    """Have all of it tried now; how often it came to nothing is still known."""
    connection.execute(update(watch_vain).where(watch_vain.c.link_id == link_id).values(retry_at=now))


def forget(connection: Connection, link_id: str) -> None:
    """Have all of it tried again at once."""
    connection.execute(delete(watch_vain).where(watch_vain.c.link_id == link_id))


def note(connection: Connection, link_id: str, plan_id: str, now: datetime) -> None:
    """Keep what came to nothing of the writes of a plan that were sent; forget what was done.

    What is in the plan no more is forgotten, too: nobody wants it written.
    """
    known = {
        row.aim: row.tries
        for row in connection.execute(
            select(watch_vain.c.aim, watch_vain.c.tries).where(watch_vain.c.link_id == link_id)
        )
    }
    columns = watch_operations.c
    shown = select(columns.body, columns.became, columns.reason, columns.detail, columns.sent_at).where(
        columns.plan_id == plan_id
    )
    if not known:
        shown = shown.where(columns.became.in_([Became.FAILED.value, Became.UNRESOLVED.value]))
    left = dict(known)
    vain: dict[str, dict[str, object]] = {}
    for row in connection.execute(shown):
        aim = aim_of(decode_operation(row.body))
        if row.sent_at is None or row.became not in [*Became]:
            left.pop(aim, None)
            continue
        tries = known.get(aim, 0) + 1
        at = tried_again_at(Became(row.became), tries, now)
        if at is not None:
            left.pop(aim, None)
            vain[aim] = {
                "link_id": link_id,
                "aim": aim,
                "became": row.became,
                "reason": row.reason,
                "detail": row.detail,
                "tries": tries,
                "retry_at": at,
            }
    if left:
        statement = delete(watch_vain).where(
            watch_vain.c.link_id == link_id, watch_vain.c.aim == bindparam("gone")
        )
        connection.execute(statement, [{"gone": aim} for aim in left])
    put(connection, watch_vain, list(vain.values()))
