"""Which sources told a mark of their content when they were read."""

from sqlalchemy import select

from syncopate.store.database import Connection
from syncopate.store.tables import mirrors


def references(connection: Connection, account_id: str) -> list[str]:
    """Return what is read by an account, in use, and told a mark when it was read."""
    marked = (mirrors.c.account_id == account_id, mirrors.c.enabled, mirrors.c.version.is_not(None))
    rows = connection.execute(select(mirrors.c.reference).where(*marked).order_by(mirrors.c.reference))
    return list(rows.scalars())
