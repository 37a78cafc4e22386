"""Accounts kept in step: links, what accounts said, what links know of it, plans, captures."""

from alembic import op
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Float,
    ForeignKey,
    Integer,
    LargeBinary,
    String,
    Text,
)

revision = "0004"
down_revision = "0003"

_MOMENT = DateTime(timezone=True)
_EXACT = Text().with_variant(Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the tables."""
    _links()
    _accounts()
    _plans()
    _beside()


def _links() -> None:
    op.create_table(
        "links",
        Column("id", String(36), primary_key=True),
        Column("name", Text(), nullable=False),
        Column("left_account_id", String(36), ForeignKey("accounts.id", ondelete="CASCADE"), nullable=False),
        Column("right_account_id", String(36), ForeignKey("accounts.id", ondelete="CASCADE"), nullable=False),
        Column("settings", Text(), nullable=False),
        Column("enabled", Boolean, nullable=False),
        Column("approved_at", _MOMENT, nullable=True),
        Column("every_minutes", Integer, nullable=True),
        Column("knowledge", Text(), nullable=True),
        Column("last_run_at", _MOMENT, nullable=True),
        Column("last_success_at", _MOMENT, nullable=True),
        Column("last_status", String(16), nullable=True),
        Column("last_error", String(64), nullable=True),
        Column("last_detail", Text(), nullable=False, server_default=""),
        Column("last_counts", Text(), nullable=True),
        Column("created_at", _MOMENT, nullable=False),
    )
    op.create_table(
        "watch_bases",
        Column("link_id", String(36), ForeignKey("links.id", ondelete="CASCADE"), primary_key=True),
        Column("id", String(32), primary_key=True),
        Column("body", Text(), nullable=False),
        Column("intent", Text(), nullable=True),
    )
    op.create_table(
        "watch_findings",
        Column("link_id", String(36), ForeignKey("links.id", ondelete="CASCADE"), primary_key=True),
        Column("number", Integer, primary_key=True),
        Column("kind", String(24), nullable=False),
        Column("side", String(8), nullable=True),
        Column("label", Text(), nullable=False),
        Column("folded", _EXACT, nullable=False),
        Column("body", Text(), nullable=False),
    )
    op.create_table(
        "watch_overrides",
        Column("id", String(36), primary_key=True),
        Column("link_id", String(36), ForeignKey("links.id", ondelete="CASCADE"), nullable=True),
        Column("type", String(8), nullable=False),
        Column("kind", String(16), nullable=False),
        Column("value", Text(), nullable=False),
        Column("same_kind", String(16), nullable=True),
        Column("same_value", Text(), nullable=True),
        Column("label", Text(), nullable=False, server_default=""),
        Column("created_at", _MOMENT, nullable=False),
    )


def _accounts() -> None:
    op.create_table(
        "watch_accounts",
        Column("account_id", String(36), ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True),
        Column("revision", BigInteger, nullable=False, server_default="0"),
        Column("skew_seconds", Float, nullable=False, server_default="0"),
    )
    op.create_table(
        "watch_cursors",
        Column("account_id", String(36), ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True),
        Column("feature", String(16), primary_key=True),
        Column("cursor", Text(), nullable=True),
        Column("read_at", _MOMENT, nullable=True),
        Column("whole_at", _MOMENT, nullable=True),
        Column("reason", String(64), nullable=True),
        Column("detail", Text(), nullable=False, server_default=""),
    )
    op.create_table(
        "watch_records",
        Column("account_id", String(36), ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True),
        Column("key", _EXACT, primary_key=True),
        Column("type", String(8), nullable=False),
        Column("section", Text(), nullable=True),
        Column("label", Text(), nullable=False),
        Column("folded", _EXACT, nullable=False),
        Column("title", Text(), nullable=False),
        Column("said", Text(), nullable=False),
        Column("added_at", _MOMENT, nullable=True),
        Column("length", Float, nullable=True),
    )


def _plans() -> None:
    op.create_table(
        "watch_plans",
        Column("id", String(36), primary_key=True),
        Column("link_id", String(36), ForeignKey("links.id", ondelete="CASCADE"), nullable=False),
        Column("run_id", String(36), nullable=True),
        Column("made_at", _MOMENT, nullable=False),
        Column("state", String(16), nullable=False),
        Column("reasons", Text(), nullable=False),
        Column("counts", Text(), nullable=False),
        Column("digest", String(32), nullable=False),
        Column("ended_at", _MOMENT, nullable=True),
    )
    op.create_index("ix_watch_plans_link_id", "watch_plans", ["link_id", "id"])
    op.create_table(
        "watch_operations",
        Column("plan_id", String(36), ForeignKey("watch_plans.id", ondelete="CASCADE"), primary_key=True),
        Column("number", Integer, primary_key=True),
        Column("side", String(8), nullable=False),
        Column("feature", String(16), nullable=False),
        Column("action", String(16), nullable=False),
        Column("because", String(16), nullable=False),
        Column("ready", String(16), nullable=False),
        Column("label", Text(), nullable=False),
        Column("folded", _EXACT, nullable=False),
        Column("mark", String(32), nullable=False),
        Column("body", Text(), nullable=False),
        Column("base_id", String(32), nullable=False),
        Column("base", Text(), nullable=False),
        Column("sent_at", _MOMENT, nullable=True),
        Column("became", String(16), nullable=True),
        Column("reason", String(64), nullable=True),
        Column("detail", Text(), nullable=False, server_default=""),
    )


def _beside() -> None:
    op.create_table(
        "watch_captures",
        Column("id", String(36), primary_key=True),
        Column("account_id", String(36), ForeignKey("accounts.id", ondelete="CASCADE"), nullable=False),
        Column("link_id", String(36), ForeignKey("links.id", ondelete="SET NULL"), nullable=True),
        Column("run_id", String(36), nullable=True),
        Column("made_at", _MOMENT, nullable=False),
        Column("features", Text(), nullable=False),
        Column("records", Integer, nullable=False),
        Column("body", LargeBinary, nullable=False),
    )
    op.create_index("ix_watch_captures_account_id", "watch_captures", ["account_id", "id"])
    op.create_table(
        "watch_hooks",
        Column("account_id", String(36), ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True),
        Column("hash", LargeBinary(32), nullable=False, unique=True),
        Column("made_at", _MOMENT, nullable=False),
        Column("used_at", _MOMENT, nullable=True),
    )
    op.create_table(
        "title_ids",
        Column("type", String(8), primary_key=True),
        Column("kind", String(16), primary_key=True),
        Column("value", _EXACT, primary_key=True),
        Column("ids", Text(), nullable=False),
        Column("looked_at", _MOMENT, nullable=False),
    )
