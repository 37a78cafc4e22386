"""What stands retained on the broker: topics, with a digest of what was sent."""

from collections.abc import Collection, Mapping

from sqlalchemy import Connection, delete, select

from syncopate.store import upsert
from syncopate.store.tables import published_topics


def every(connection: Connection) -> dict[str, str]:
    """Return the digest by topic."""
    rows = connection.execute(select(published_topics).order_by(published_topics.c.topic))
    return {row.topic: row.digest for row in rows}


def put(connection: Connection, topic: str, digest: str) -> None:
    """Remember what was sent."""
    upsert.put(connection, published_topics, [{"topic": topic, "digest": digest}])


def forget(connection: Connection, topic: str) -> None:
    """Forget a topic that was emptied; not being there is fine."""
    connection.execute(delete(published_topics).where(published_topics.c.topic == topic))


def put_all(connection: Connection, entries: Mapping[str, str]) -> None:
    """Remember many at once."""
    rows = [{"topic": topic, "digest": digest} for topic, digest in entries.items()]
    if rows:
        upsert.put(connection, published_topics, rows)


def forget_all(connection: Connection, topics: Collection[str]) -> None:
    """Forget many at once."""
    for topic in topics:
        forget(connection, topic)
