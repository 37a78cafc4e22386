"""The schema of what several processes of one engine share: what is told, who works, what is used up."""

from sqlalchemy import BigInteger, Column, Float, Index, Integer, String, Table

from syncopate.store.columns import Json, Utc, Words
from syncopate.store.tables import metadata

__all__ = ["limits", "metadata", "outbox", "workers"]

# What waits to be told: written with the change it tells of, moved to the events by the conductor.
outbox = Table(
    "outbox",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("type", String(32), nullable=False),
    Column("at", Utc, nullable=False),
    Column("name", Words, nullable=False),
    Column("status", Words, nullable=False),
    Column("run_id", String(36), nullable=True),
    Column("run_count", Integer, nullable=True),
    Column("data", Json, nullable=False),
    Column("identity", Words, nullable=True, unique=True),
    sqlite_autoincrement=True,
)

# Processes beside the conductor that work for it. `beats` rises while they live.
workers = Table(
    "workers",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("token", String(36), nullable=False),
    Column("place", Words, nullable=False),
    Column("beats", BigInteger, nullable=False),
    Column("state", String(8), nullable=False),
    Column("joined_at", Utc, nullable=False),
    Column("seen_at", Utc, nullable=False),
)

# How much of a limit is used, by what it is about. Seconds since 1970.
limits = Table(
    "limits",
    metadata,
    Column("name", String(128), primary_key=True),
    Column("amount", Float, nullable=False),
    Column("at", Float, nullable=False),
    Column("until", Float, nullable=False),
    Index("ix_limits_at", "at"),
)
