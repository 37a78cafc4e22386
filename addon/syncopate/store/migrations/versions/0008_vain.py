"""Writes that came to nothing, and when each is tried again."""

from alembic import op
from sqlalchemy import Column, DateTime, ForeignKey, Integer, String, Text

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "watch_vain",
        Column("link_id", String(36), ForeignKey("links.id", ondelete="CASCADE"), primary_key=True),
        Column("aim", String(32), primary_key=True),
        Column("became", String(16), nullable=False),
        Column("reason", String(64), nullable=True),
        Column("detail", Text(), nullable=False, server_default=""),
        Column("tries", Integer, nullable=False),
        Column("retry_at", DateTime(timezone=True), nullable=False),
    )
