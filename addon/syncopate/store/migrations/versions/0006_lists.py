"""In which list of an account a title is put, or which it is taken off."""

from alembic import op
from sqlalchemy import Column, Text

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add what a list is known by to the writes of plans: those there are were about none."""
    op.add_column("watch_operations", Column("list_key", Text(), nullable=False, server_default=""))
