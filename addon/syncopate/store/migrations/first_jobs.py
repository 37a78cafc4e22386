"""The tables of the first schema that jobs use: runs, schedules, events, workers, limits."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    false,
    text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


Table(
    "runs",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("job", String(32), nullable=False),
    Column("trigger", String(16), nullable=False),
    Column("status", String(16), nullable=False),
    Column("arguments", Text(), nullable=False),
    Column("attempt", Integer, nullable=False, server_default="0"),
    Column("slot", DateTime(timezone=True), nullable=True),
    Column("requested_at", DateTime(timezone=True), nullable=False),
    Column("started_at", DateTime(timezone=True), nullable=True),
    Column("ended_at", DateTime(timezone=True), nullable=True),
    Column("progress_at", DateTime(timezone=True), nullable=True),
    Column("done", Integer, nullable=False, server_default="0"),
    Column("total", Integer, nullable=False, server_default="0"),
    Column("current", Text(), nullable=False, server_default=""),
    Column("cancel_requested", Boolean, nullable=False, server_default=false()),
    Column("error", Text(), nullable=True),
    Column("detail", Text(), nullable=False, server_default=""),
    Index("ix_runs_job_requested_at", "job", "requested_at"),
    # One run of a job at a time, whoever asks.
    Index(
        "uq_runs_job_active",
        "job",
        unique=True,
        sqlite_where=text("status IN ('queued', 'running')"),
        postgresql_where=text("status IN ('queued', 'running')"),
    ),
)

Table(
    "run_items",
    metadata,
    Column("run_id", String(36), ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True),
    Column("item_id", String(64), primary_key=True),
    Column("item_name", Text(), nullable=False),
    Column("status", String(16), nullable=False),
    Column("started_at", DateTime(timezone=True), nullable=False),
    Column("ended_at", DateTime(timezone=True), nullable=False),
    Column("matched", Integer, nullable=False),
    Column("review", Integer, nullable=False),
    Column("missing", Integer, nullable=False),
    Column("unknown", Integer, nullable=False),
    Column("added", Integer, nullable=False),
    Column("removed", Integer, nullable=False),
    Column("moved", Integer, nullable=False),
    Column("next_due", DateTime(timezone=True), nullable=True),
    Column("error", Text(), nullable=True),
    Column("detail", Text(), nullable=False),
    Column("missing_entries", Text(), nullable=True),
    Index("ix_run_items_item_id", "item_id"),
)

Table(
    "writes",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("run_id", String(36), nullable=False),
    Column("target_id", String(36), ForeignKey("targets.id", ondelete="CASCADE"), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("plan", Text(), nullable=False),
    Column("intended_at", DateTime(timezone=True), nullable=False),
    Column("ended_at", DateTime(timezone=True), nullable=True),
    Column("outcome", String(16), nullable=True),
    Column("error", Text(), nullable=True),
    Column("settled", Boolean(), nullable=False, server_default=false()),
    Index("ix_writes_target_id", "target_id"),
)

Table(
    "schedules",
    metadata,
    Column("job", String(32), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("at_minute", Integer, nullable=True),
    Column("weekdays", Text(), nullable=False),
    Column("every_minutes", Integer, nullable=True),
    Column("enabled", Boolean, nullable=False),
    Column("last_slot", DateTime(timezone=True), nullable=True),
    Column("since", DateTime(timezone=True), nullable=False),
    Column("run_count", Integer, nullable=False, server_default="0"),
)

Table(
    "events",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("type", String(32), nullable=False),
    Column("at", DateTime(timezone=True), nullable=False, index=True),
    Column("name", Text(), nullable=False),
    Column("status", Text(), nullable=False),
    Column("run_id", String(36), nullable=True),
    Column("run_count", Integer, nullable=True),
    Column("data", Text(), nullable=False),
    Column("identity", Text(), nullable=True, unique=True),
    sqlite_autoincrement=True,
)

# What waits to be told.
Table(
    "outbox",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("type", String(32), nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("name", Text(), nullable=False),
    Column("status", Text(), nullable=False),
    Column("run_id", String(36), nullable=True),
    Column("run_count", Integer, nullable=True),
    Column("data", Text(), nullable=False),
    Column("identity", Text(), nullable=True, unique=True),
    sqlite_autoincrement=True,
)

# Processes that work for the conductor.
Table(
    "workers",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("token", String(36), nullable=False),
    Column("place", Text(), nullable=False),
    Column("beats", BigInteger, nullable=False),
    Column("state", String(8), nullable=False),
    Column("joined_at", DateTime(timezone=True), nullable=False),
    Column("seen_at", DateTime(timezone=True), nullable=False),
)

# How much of a limit is used.
Table(
    "limits",
    metadata,
    Column("name", String(128), primary_key=True),
    Column("amount", Float, nullable=False),
    Column("at", Float, nullable=False),
    Column("until", Float, nullable=False),
    Index("ix_limits_at", "at"),
)
