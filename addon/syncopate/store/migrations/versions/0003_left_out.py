"""What stands in sources' playlists and is no entry of them."""

from alembic import op
from sqlalchemy import Column, Text

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add what was left out of mirrors, and have each read anew: what is unchanged would never tell of it."""
    op.add_column("mirrors", Column("left_out", Text(), nullable=True))
    op.execute("UPDATE mirrors SET version = NULL")
