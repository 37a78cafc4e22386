"""What was written to an account lately, by whichever link."""

from datetime import datetime

from sqlalchemy import Connection, and_, or_, select

from syncopate.domain.link import Action, Became, WatchOperation
from syncopate.domain.watch import Side
from syncopate.store.link_tables import links, watch_operations, watch_plans
from syncopate.store.watch_encoding import decode_operation

_SURELY_NOT = frozenset({Became.FAILED.value, Became.UNRESOLVED.value})


def since(connection: Connection, account_id: str, action: Action, at: datetime) -> list[WatchOperation]:
    """Return the writes of an action sent to an account since; those that surely failed are none."""
    sides = or_(
        and_(links.c.left_account_id == account_id, watch_operations.c.side == Side.LEFT.value),
        and_(links.c.right_account_id == account_id, watch_operations.c.side == Side.RIGHT.value),
    )
    statement = (
        select(watch_operations.c.body)
        .select_from(
            watch_operations.join(watch_plans, watch_plans.c.id == watch_operations.c.plan_id).join(
                links, links.c.id == watch_plans.c.link_id
            )
        )
        .where(
            sides,
            watch_operations.c.action == action.value,
            watch_operations.c.sent_at >= at,
            or_(watch_operations.c.became.is_(None), watch_operations.c.became.not_in(_SURELY_NOT)),
        )
    )
    return [decode_operation(body) for body in connection.execute(statement).scalars()]
