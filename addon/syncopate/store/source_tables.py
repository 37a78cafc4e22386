"""The schema of what sources say over time: changes of mirrors, identities in catalogues."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table

from syncopate.store.columns import Json, Utc, Words
from syncopate.store.tables import metadata

__all__ = ["identities", "mirror_changes"]

# What changed in a mirror's source from one read to the next.
mirror_changes = Table(
    "mirror_changes",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("mirror_id", String(36), ForeignKey("mirrors.id", ondelete="CASCADE"), nullable=False),
    Column("at", Utc, nullable=False),
    Column("run_id", String(36), nullable=True),
    Column("kind", String(16), nullable=False),
    Column("label", Words, nullable=False),
    Column("place", Integer, nullable=True),
    Column("before", Words, nullable=True),
    Column("by", Words, nullable=True),
    Index("ix_mirror_changes_mirror_id", "mirror_id", "id"),
)

# Which recording of a catalogue an entry is, and how that is known. `by_hand`: the user said so.
identities = Table(
    "identities",
    metadata,
    Column("identity", Words, primary_key=True),
    Column("catalogue", String(64), primary_key=True),
    Column("verdict", String(8), nullable=False),
    Column("reason", String(32), nullable=False),
    Column("label", Words, nullable=False),
    Column("found", Json, nullable=True),
    Column("candidates", Json, nullable=False),
    Column("by_hand", Boolean, nullable=False, server_default="0"),
    Column("checked_at", Utc, nullable=False),
    Index("ix_identities_verdict", "verdict"),
)
