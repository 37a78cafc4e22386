"""What became of the writes of a plan that were tried."""

from collections.abc import Mapping

from sqlalchemy import Connection, select

from syncopate.domain.link import Became, WatchOutcome
from syncopate.store.link_tables import watch_operations


def outcomes_of(connection: Connection, plan_id: str) -> Mapping[int, WatchOutcome]:
    """Return what became of those writes of a plan that were tried, by number."""
    columns = watch_operations.c
    rows = connection.execute(
        select(columns.number, columns.became, columns.reason, columns.detail).where(
            columns.plan_id == plan_id, columns.became.in_([*Became])
        )
    )
    return {row.number: WatchOutcome(Became(row.became), row.reason, row.detail) for row in rows}
