"""The schema of who lives here and what is theirs: members, logins under way, albums on a library."""

from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, String, Table

from syncopate.store.columns import Json, Utc, Words
from syncopate.store.tables import metadata

__all__ = ["album_matches", "logins", "member_users", "members", "owners"]

# The people of the household; what is theirs is kept for their own user on each server.
members = Table(
    "members",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("name", Words, nullable=False, unique=True),
    Column("created_at", Utc, nullable=False),
)

member_users = Table(
    "member_users",
    metadata,
    Column("member_id", String(36), ForeignKey("members.id", ondelete="CASCADE"), primary_key=True),
    Column("account_id", String(36), ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True),
    Column("user", Words, nullable=False),
    Column("user_name", Words, nullable=False),
)

# Whose an account is, and for how many days what was listened to with it is mirrored (NULL: it is not).
owners = Table(
    "owners",
    metadata,
    Column("account_id", String(36), ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True),
    Column("member_id", String(36), ForeignKey("members.id", ondelete="SET NULL"), nullable=True),
    Column("recent_days", Integer, nullable=True),
)

# Logins under way: what a step carries is sealed, for it may hold tokens.
logins = Table(
    "logins",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("provider", String(64), nullable=False),
    Column("account_id", String(36), ForeignKey("accounts.id", ondelete="CASCADE"), nullable=True),
    Column("name", Words, nullable=False, server_default=""),
    Column("step", Json, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("expires_at", Utc, nullable=False),
)

# What became of a mirrored album on a library.
album_matches = Table(
    "album_matches",
    metadata,
    Column("target_id", String(36), ForeignKey("targets.id", ondelete="CASCADE"), primary_key=True),
    Column("verdict", String(8), nullable=False),
    Column("reason", String(32), nullable=False),
    Column("album_key", String(32), nullable=True),
    Column("owned", Integer, nullable=False),
    Column("total", Integer, nullable=True),
    Column("tracks", Json, nullable=False),
)
