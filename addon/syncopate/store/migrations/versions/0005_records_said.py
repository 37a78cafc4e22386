"""What the user says of records that have no id."""

from alembic import op
from sqlalchemy import Column, DateTime, ForeignKey, String, Text

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "watch_record_overrides",
        Column("id", String(36), primary_key=True),
        Column("link_id", String(36), ForeignKey("links.id", ondelete="CASCADE"), nullable=True),
        Column("account_id", String(36), ForeignKey("accounts.id", ondelete="CASCADE"), nullable=False),
        Column("key", Text().with_variant(Text(collation="C"), "postgresql"), nullable=False),
        Column("type", String(8), nullable=False),
        Column("same_kind", String(16), nullable=True),
        Column("same_value", Text(), nullable=True),
        Column("label", Text(), nullable=False, server_default=""),
        Column("created_at", DateTime(timezone=True), nullable=False),
    )
