"""What sources say over time: changes of mirrors, identities in catalogues."""

from alembic import op
from sqlalchemy import Boolean, Column, DateTime, ForeignKey, Integer, String, Text

revision = "0002"
down_revision = "0001"

_MOMENT = DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables, and add what mirrors and entries have besides."""
    _extend_known()
    op.create_table(
        "mirror_changes",
        Column("id", String(36), primary_key=True),
        Column("mirror_id", String(36), ForeignKey("mirrors.id", ondelete="CASCADE"), nullable=False),
        Column("at", _MOMENT, nullable=False),
        Column("run_id", String(36), nullable=True),
        Column("kind", String(16), nullable=False),
        Column("label", Text(), nullable=False),
        Column("place", Integer, nullable=True),
        Column("before", Text(), nullable=True),
        Column("by", Text(), nullable=True),
    )
    op.create_index("ix_mirror_changes_mirror_id", "mirror_changes", ["mirror_id", "id"])
    op.create_table(
        "identities",
        Column("identity", Text(), primary_key=True),
        Column("catalogue", String(64), primary_key=True),
        Column("verdict", String(8), nullable=False),
        Column("reason", String(32), nullable=False),
        Column("label", Text(), nullable=False),
        Column("found", Text(), nullable=True),
        Column("candidates", Text(), nullable=False),
        Column("by_hand", Boolean, nullable=False, server_default="0"),
        Column("checked_at", _MOMENT, nullable=False),
    )
    op.create_index("ix_identities_verdict", "identities", ["verdict"])


def _extend_known() -> None:
    op.add_column("mirrors", Column("version", Text(), nullable=True))
    op.add_column("mirrors", Column("visible", Integer, nullable=True))
    op.add_column("mirrors", Column("gone_at", _MOMENT, nullable=True))
    op.add_column("mirrors", Column("hold", Text(), nullable=True))
    op.add_column("mirrors", Column("origin", String(16), nullable=False, server_default="user"))
    op.add_column("mirrors", Column("expires_at", _MOMENT, nullable=True))
    op.add_column("mirrors", Column("custom_cover", Text(), nullable=True))
    op.add_column("entries", Column("added_at", _MOMENT, nullable=True))
    op.add_column("entries", Column("added_by", Text(), nullable=True))
    op.create_table(
        "owners",
        Column("account_id", String(36), ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True),
        Column("member_id", String(36), ForeignKey("members.id", ondelete="SET NULL"), nullable=True),
        Column("recent_days", Integer, nullable=True),
    )
