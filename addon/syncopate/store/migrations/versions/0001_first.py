"""The first schema."""

from alembic import op
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
)

from syncopate.store.migrations import first_jobs, first_shelves

revision = "0001"
down_revision = None

# Copies: this module is read anew for every migration, the other ones once.
metadata = MetaData(naming_convention=first_jobs.metadata.naming_convention)
for part in (first_jobs, first_shelves):
    for table in part.metadata.tables.values():
        table.to_metadata(metadata)


Table(
    "accounts",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("provider", String(64), nullable=False),
    Column("name", Text(), nullable=False),
    Column("settings", Text(), nullable=False),
    Column("secrets", LargeBinary, nullable=True),
    Column("health_ok", Boolean, nullable=True),
    Column("health_reason", Text(), nullable=True),
    Column("health_detail", Text(), nullable=False, server_default=""),
    Column("health_at", DateTime(timezone=True), nullable=True),
    Column("created_at", DateTime(timezone=True), nullable=False),
)

Table(
    "libraries",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("account_id", String(36), ForeignKey("accounts.id", ondelete="CASCADE"), nullable=False),
    Column("name", Text(), nullable=False),
    Column("section", Text(), nullable=False),
    Column("revision", Integer, nullable=False, server_default="0"),
    Column("removals_since", Integer, nullable=False, server_default="0"),
    Column("readable", Boolean, nullable=True),
    Column("reason", Text(), nullable=True),
    Column("unread", Text(), nullable=False, server_default=""),
    Column("last_scan_at", DateTime(timezone=True), nullable=True),
    Column("last_complete_at", DateTime(timezone=True), nullable=True),
    Column("audited_at", DateTime(timezone=True), nullable=True),
    Column("cursor", Text(), nullable=True),
    Column("tracks", Integer, nullable=False, server_default="0"),
    Column("artists", Integer, nullable=False, server_default="0"),
    Column("albums", Integer, nullable=False, server_default="0"),
    Column("size_bytes", BigInteger, nullable=False, server_default="0"),
    Column("problems", Integer, nullable=False, server_default="0"),
    Column("shelved", String(32), nullable=True),
    Column("scan_run", String(36), nullable=True),
    Column("scan_changed", Integer, nullable=False, server_default="0"),
    Column("scan_removed", Integer, nullable=False, server_default="0"),
    Column("created_at", DateTime(timezone=True), nullable=False),
    UniqueConstraint("account_id", "section"),
)

Table(
    "tracks",
    metadata,
    Column("library_id", String(36), ForeignKey("libraries.id", ondelete="CASCADE"), primary_key=True),
    Column("key", Text(), primary_key=True),
    Column("title", Text(), nullable=False),
    Column("artists", Text(), nullable=False),
    Column("album", Text(), nullable=True),
    Column("album_artist", Text(), nullable=True),
    Column("duration_ms", Integer, nullable=True),
    Column("disc", Integer, nullable=True),
    Column("number", Integer, nullable=True),
    Column("track_total", Integer, nullable=True),
    Column("disc_total", Integer, nullable=True),
    Column("year", Integer, nullable=True),
    Column("release_type", Text(), nullable=True),
    Column("genres", Text(), nullable=True),
    Column("album_key", Text(), nullable=True),
    Column("added_at", DateTime(timezone=True), nullable=True),
    Column("ids", Text(), nullable=True),
    Column("path", Text(), nullable=True),
    Column("size", BigInteger, nullable=True),
    Column("mtime_ns", BigInteger, nullable=True),
    Column("codec", String(16), nullable=True),
    Column("bitrate", Integer, nullable=True),
    Column("sample_rate", Integer, nullable=True),
    Column("bit_depth", Integer, nullable=True),
    Column("lossless", Boolean, nullable=False, server_default=false()),
    Column("problem", Text(), nullable=True),
    Column("revision", Integer, nullable=False, server_default="0"),
    Column("indexed_at", DateTime(timezone=True), nullable=False),
    Index("ix_tracks_path", "path", sqlite_where=text("path <> key"), postgresql_using="hash"),
    sqlite_with_rowid=False,
)

Table(
    "removed_tracks",
    metadata,
    Column("library_id", String(36), ForeignKey("libraries.id", ondelete="CASCADE"), primary_key=True),
    Column("key", Text(), primary_key=True),
    Column("revision", Integer, nullable=False),
    sqlite_with_rowid=False,
)

Table(
    "mirrors",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("provider", String(64), nullable=False),
    Column("account_id", String(36), ForeignKey("accounts.id", ondelete="SET NULL"), nullable=True),
    Column("reference", Text(), nullable=False),
    Column("kind", String(16), nullable=False, server_default="playlist"),
    Column("album", Text(), nullable=True),
    Column("member_id", String(36), ForeignKey("members.id", ondelete="SET NULL"), nullable=True),
    Column("source_name", Text(), nullable=False),
    Column("custom_name", Text(), nullable=True),
    Column("description", Text(), nullable=True),
    Column("cover_url", Text(), nullable=True),
    Column("label", Text(), nullable=True),
    Column("interval_days", Integer, nullable=False, server_default="1"),
    Column("enabled", Boolean, nullable=False),
    Column("policy", String(16), nullable=False),
    Column("options", Text(), nullable=False),
    Column("entries_hash", String(64), nullable=True),
    Column("entry_count", Integer, nullable=False, server_default="0"),
    Column("last_sync_at", DateTime(timezone=True), nullable=True),
    Column("last_success_at", DateTime(timezone=True), nullable=True),
    Column("last_status", String(16), nullable=True),
    Column("last_error", Text(), nullable=True),
    Column("last_detail", Text(), nullable=False, server_default=""),
    Column("created_at", DateTime(timezone=True), nullable=False),
    # What it is shown as, by which lists are in order, and all words it is found by.
    Column("sort", first_shelves.SORTED, nullable=False),
    Column("folded", Text(), nullable=False),
    UniqueConstraint("provider", "account_id", "reference"),
    Index("ix_mirrors_sort", "sort", "id"),
    # NULLs are distinct to a unique constraint: sources without an account need their own.
    Index(
        "uq_mirrors_provider_reference",
        "provider",
        "reference",
        unique=True,
        sqlite_where=text("account_id IS NULL"),
        postgresql_where=text("account_id IS NULL"),
    ),
)

Table(
    "entries",
    metadata,
    Column("mirror_id", String(36), ForeignKey("mirrors.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("identity", Text(), nullable=False),
    Column("title", Text(), nullable=False),
    Column("artists", Text(), nullable=False),
    Column("album", Text(), nullable=True),
    Column("duration_ms", Integer, nullable=True),
    Column("disc", Integer, nullable=True),
    Column("number", Integer, nullable=True),
    Column("ids", Text(), nullable=True),
    Column("path", Text(), nullable=True),
    Column("folded", Text(), nullable=False),
    Index("ix_entries_identity", "identity"),
    sqlite_with_rowid=False,
)

Table(
    "targets",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("mirror_id", String(36), ForeignKey("mirrors.id", ondelete="CASCADE"), nullable=False),
    Column(
        "library_id", String(36), ForeignKey("libraries.id", ondelete="CASCADE"), nullable=False, index=True
    ),
    Column("kind", String(16), nullable=False, server_default="playlist"),
    Column("user", Text(), nullable=False, server_default=""),
    Column("user_name", Text(), nullable=True),
    Column("target_key", Text(), nullable=True),
    Column("written_name", Text(), nullable=True),
    Column("written_description", Text(), nullable=True),
    Column("written_cover", Text(), nullable=True),
    Column("written", Text(), nullable=True),
    Column("placed", Text(), nullable=True),
    Column("match_state", String(64), nullable=True),
    Column("matched", Integer, nullable=False, server_default="0"),
    Column("review", Integer, nullable=False, server_default="0"),
    Column("missing", Integer, nullable=False, server_default="0"),
    Column("unknown", Integer, nullable=False, server_default="0"),
    Column("held_digest", String(64), nullable=True),
    Column("held_reason", String(32), nullable=True),
    Column("last_sync_at", DateTime(timezone=True), nullable=True),
    Column("last_status", String(16), nullable=True),
    Column("last_error", Text(), nullable=True),
    Column("last_detail", Text(), nullable=False, server_default=""),
    UniqueConstraint("mirror_id", "library_id", "kind", "user"),
)

Table(
    "matches",
    metadata,
    Column("target_id", String(36), ForeignKey("targets.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("verdict", String(8), nullable=False),
    Column("reason", String(32), nullable=False),
    Column("track_key", Text(), nullable=True),
    Column("candidates", Text(), nullable=True),
    Column("score", Float, nullable=True),
    Index("ix_matches_verdict", "verdict", "score"),
    sqlite_with_rowid=False,
)

Table(
    "decisions",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("entry_identity", Text(), nullable=False),
    Column("ruling", String(8), nullable=False),
    Column("entry", Text(), nullable=False),
    Column("library_id", String(36), nullable=True),
    Column("track_key", Text(), nullable=True),
    Column("track", Text(), nullable=True),
    Column("track_identities", Text(), nullable=False),
    Column("mirror_id", String(36), nullable=True),
    Column("score", Float, nullable=True),
    Column("batch", String(36), nullable=True, index=True),
    Column("decided_at", DateTime(timezone=True), nullable=False),
    Column("decided_by", Text(), nullable=False, server_default=""),
    Column("decided_via", String(16), nullable=False, server_default=""),
    Column("undone_at", DateTime(timezone=True), nullable=True),
    Column("undone_by", Text(), nullable=True),
    sqlite_autoincrement=True,
)

# Every name by which an entry is known to a decision.
Table(
    "decision_names",
    metadata,
    Column("name", Text(), primary_key=True),
    Column(
        "decision_id",
        Integer,
        ForeignKey("decisions.id", ondelete="CASCADE"),
        primary_key=True,
        index=True,
        autoincrement=False,
    ),
    sqlite_with_rowid=False,
)

Table(
    "counters",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("value", BigInteger, nullable=False),
)

Table(
    "settings",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("value", Text(), nullable=True),
    Column("secret", LargeBinary, nullable=True),
    Column("updated_at", DateTime(timezone=True), nullable=False),
)

Table(
    "api_keys",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("name", Text(), nullable=False),
    Column("prefix", String(16), nullable=False),
    Column("hash", LargeBinary, nullable=False, unique=True),
    Column("scopes", Text(), nullable=False),
    Column("per_minute", Integer, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("expires_at", DateTime(timezone=True), nullable=True),
    Column("last_used_at", DateTime(timezone=True), nullable=True),
    Column("revoked_at", DateTime(timezone=True), nullable=True),
)

Table(
    "sessions",
    metadata,
    Column("hash", LargeBinary, primary_key=True),
    Column("key_id", String(36), ForeignKey("api_keys.id", ondelete="CASCADE"), nullable=True),
    Column("csrf", String(64), nullable=False),
    Column("scopes", Text(), nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("expires_at", DateTime(timezone=True), nullable=False),
)

Table(
    "published_topics",
    metadata,
    Column("topic", Text(), primary_key=True),
    Column("digest", String(64), nullable=False),
)

# The people of the household; what is theirs is kept for their own user on each server.
Table(
    "members",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("name", Text(), nullable=False, unique=True),
    Column("created_at", DateTime(timezone=True), nullable=False),
)

Table(
    "member_users",
    metadata,
    Column("member_id", String(36), ForeignKey("members.id", ondelete="CASCADE"), primary_key=True),
    Column("account_id", String(36), ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True),
    Column("user", Text(), nullable=False),
    Column("user_name", Text(), nullable=False),
)

# Logins under way: what a step carries is sealed, for it may hold tokens.
Table(
    "logins",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("provider", String(64), nullable=False),
    Column("account_id", String(36), ForeignKey("accounts.id", ondelete="CASCADE"), nullable=True),
    Column("name", Text(), nullable=False, server_default=""),
    Column("step", Text(), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("expires_at", DateTime(timezone=True), nullable=False),
)

# What became of a mirrored album on a library.
Table(
    "album_matches",
    metadata,
    Column("target_id", String(36), ForeignKey("targets.id", ondelete="CASCADE"), primary_key=True),
    Column("verdict", String(8), nullable=False),
    Column("reason", String(32), nullable=False),
    Column("album_key", String(32), nullable=True),
    Column("owned", Integer, nullable=False),
    Column("total", Integer, nullable=True),
    Column("tracks", Text(), nullable=False),
)


def upgrade() -> None:
    """Make all tables."""
    metadata.create_all(op.get_bind(), checkfirst=False)
    first_shelves.make_word_indexes(op.get_bind())
