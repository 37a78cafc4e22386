"""The writes of plans, as they are looked through."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, and_, func, select

from syncopate.domain.link import Action, Became, Ready
from syncopate.domain.watch import Feature, Side, list_key
from syncopate.matching.keys import key
from syncopate.store.encoding import clean
from syncopate.store.link_tables import watch_operations
from syncopate.store.paging import Page
from syncopate.store.searching import contains_folded
from syncopate.store.watch_plans import StoredOperation, operation_of


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationFilter:
    """Which writes are asked for; None: all. `text` is looked for in what titles and lists are called.

    `untried`: those that were not tried, DEFERRED or CANCELLED. `list_name`: those of one list, however it is
    spelled.
    """

    side: Side | None = None
    feature: Feature | None = None
    actions: frozenset[Action] | None = None
    became: Became | None = None
    ready: Ready | None = None
    untried: str | None = None
    list_name: str | None = None
    text: str = ""


def page(
    connection: Connection, plan_id: str, asked: OperationFilter, *, limit: int, offset: int
) -> Page[StoredOperation]:
    """Return a page of the writes of a plan."""
    where = and_(watch_operations.c.plan_id == plan_id, *_conditions(asked))
    total = connection.execute(select(func.count()).select_from(watch_operations).where(where)).scalar_one()
    rows = connection.execute(
        select(watch_operations).where(where).order_by(watch_operations.c.number).limit(limit).offset(offset)
    )
    return Page(items=tuple(operation_of(row) for row in rows), total=total, limit=limit, offset=offset)


def breakdown(connection: Connection, plan_id: str) -> Sequence[tuple[Side, Feature, Action, int]]:
    """Return how many writes there are of each kind, in a fixed order."""
    columns = (watch_operations.c.side, watch_operations.c.feature, watch_operations.c.action)
    rows = connection.execute(
        select(*columns, func.count())
        .where(watch_operations.c.plan_id == plan_id)
        .group_by(*columns)
        .order_by(*columns)
    )
    return [(Side(side), Feature(feature), Action(action), count) for side, feature, action, count in rows]


def _conditions(asked: OperationFilter) -> Iterable[ColumnElement[bool]]:
    columns = watch_operations.c
    if asked.side is not None:
        yield columns.side == asked.side.value
    if asked.feature is not None:
        yield columns.feature == asked.feature.value
    if asked.actions is not None:
        yield columns.action.in_(sorted(asked.actions))
    if asked.became is not None:
        yield columns.became == asked.became.value
    if asked.untried is not None:
        yield columns.became == asked.untried
    if asked.ready is not None:
        yield columns.ready == asked.ready.value
    if asked.list_name is not None:
        yield columns.list_key == list_key(clean(asked.list_name))
    for word in key(asked.text).split():
        yield contains_folded(columns.folded, word)
