"""The schema. Times are UTC; ids are text (UUIDv7), so that they sort by age."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
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

from syncopate.store.columns import Json, Sorted, Utc, Words

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


accounts = Table(
    "accounts",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("provider", String(64), nullable=False),
    Column("name", Words, nullable=False),
    Column("settings", Json, nullable=False),
    Column("secrets", LargeBinary, nullable=True),
    Column("health_ok", Boolean, nullable=True),
    Column("health_reason", Words, nullable=True),
    Column("health_detail", Words, nullable=False, server_default=""),
    Column("health_at", Utc, nullable=True),
    Column("created_at", Utc, nullable=False),
)

libraries = Table(
    "libraries",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("account_id", String(36), ForeignKey("accounts.id", ondelete="CASCADE"), nullable=False),
    Column("name", Words, nullable=False),
    Column("section", Words, nullable=False),
    Column("revision", Integer, nullable=False, server_default="0"),
    Column("removals_since", Integer, nullable=False, server_default="0"),
    Column("readable", Boolean, nullable=True),
    Column("reason", Words, nullable=True),
    Column("unread", Words, nullable=False, server_default=""),
    Column("last_scan_at", Utc, nullable=True),
    Column("last_complete_at", Utc, nullable=True),
    Column("audited_at", Utc, nullable=True),
    Column("cursor", Words, nullable=True),
    Column("tracks", Integer, nullable=False, server_default="0"),
    Column("artists", Integer, nullable=False, server_default="0"),
    Column("albums", Integer, nullable=False, server_default="0"),
    Column("size_bytes", BigInteger, nullable=False, server_default="0"),
    Column("problems", Integer, nullable=False, server_default="0"),
    Column("shelved", String(32), nullable=True),
    Column("scan_run", String(36), nullable=True),
    Column("scan_changed", Integer, nullable=False, server_default="0"),
    Column("scan_removed", Integer, nullable=False, server_default="0"),
    Column("created_at", Utc, nullable=False),
    UniqueConstraint("account_id", "section"),
)

tracks = Table(
    "tracks",
    metadata,
    Column("library_id", String(36), ForeignKey("libraries.id", ondelete="CASCADE"), primary_key=True),
    Column("key", Words, primary_key=True),
    Column("title", Words, nullable=False),
    Column("artists", Text, nullable=False),
    Column("album", Words, nullable=True),
    Column("album_artist", Words, nullable=True),
    Column("duration_ms", Integer, nullable=True),
    Column("disc", Integer, nullable=True),
    Column("number", Integer, nullable=True),
    Column("track_total", Integer, nullable=True),
    Column("disc_total", Integer, nullable=True),
    Column("year", Integer, nullable=True),
    Column("release_type", Words, nullable=True),
    Column("genres", Text, nullable=True),
    Column("album_key", Words, nullable=True),
    Column("added_at", Utc, nullable=True),
    Column("ids", Text, nullable=True),
    Column("path", Words, nullable=True),
    Column("size", BigInteger, nullable=True),
    Column("mtime_ns", BigInteger, nullable=True),
    Column("codec", String(16), nullable=True),
    Column("bitrate", Integer, nullable=True),
    Column("sample_rate", Integer, nullable=True),
    Column("bit_depth", Integer, nullable=True),
    Column("lossless", Boolean, nullable=False, server_default=false()),
    Column("problem", Words, nullable=True),
    Column("revision", Integer, nullable=False, server_default="0"),
    Column("indexed_at", Utc, nullable=False),
    # The key of a file says where it lies: paths are asked for where keys are a server's own.
    Index("ix_tracks_path", "path", sqlite_where=text("path <> key"), postgresql_using="hash"),
    sqlite_with_rowid=False,
)

removed_tracks = Table(
    "removed_tracks",
    metadata,
    Column("library_id", String(36), ForeignKey("libraries.id", ondelete="CASCADE"), primary_key=True),
    Column("key", Words, primary_key=True),
    Column("revision", Integer, nullable=False),
    sqlite_with_rowid=False,
)

mirrors = Table(
    "mirrors",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("provider", String(64), nullable=False),
    Column("account_id", String(36), ForeignKey("accounts.id", ondelete="SET NULL"), nullable=True),
    Column("reference", Words, nullable=False),
    Column("kind", String(16), nullable=False, server_default="playlist"),
    Column("album", Json, nullable=True),
    Column("member_id", String(36), ForeignKey("members.id", ondelete="SET NULL"), nullable=True),
    Column("source_name", Words, nullable=False),
    Column("custom_name", Words, nullable=True),
    Column("description", Words, nullable=True),
    Column("cover_url", Words, nullable=True),
    Column("label", Words, nullable=True),
    Column("interval_days", Integer, nullable=False, server_default="1"),
    Column("enabled", Boolean, nullable=False),
    Column("policy", String(16), nullable=False),
    Column("options", Json, nullable=False),
    Column("entries_hash", String(64), nullable=True),
    Column("entry_count", Integer, nullable=False, server_default="0"),
    Column("last_sync_at", Utc, nullable=True),
    Column("last_success_at", Utc, nullable=True),
    Column("last_status", String(16), nullable=True),
    Column("last_error", Words, nullable=True),
    Column("last_detail", Words, nullable=False, server_default=""),
    Column("created_at", Utc, nullable=False),
    # What it is shown as, by which lists are in order, and all words it is found by.
    Column("sort", Sorted, nullable=False),
    Column("folded", Words, nullable=False),
    # What its source says of itself: the mark of its content, how much of it may be seen, since when it is
    # gone, and what it said that waits for the user.
    Column("version", Words, nullable=True),
    Column("visible", Integer, nullable=True),
    Column("gone_at", Utc, nullable=True),
    Column("hold", Json, nullable=True),
    # Who added it, and when it goes again by itself.
    Column("origin", String(16), nullable=False, server_default="user"),
    Column("expires_at", Utc, nullable=True),
    # The user's own cover, which stands before the source's.
    Column("custom_cover", Words, nullable=True),
    # What stands in its source's playlist and is no entry.
    Column("left_out", Json, nullable=True),
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

entries = Table(
    "entries",
    metadata,
    Column("mirror_id", String(36), ForeignKey("mirrors.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("identity", Words, nullable=False),
    Column("title", Words, nullable=False),
    Column("artists", Text, nullable=False),
    Column("album", Words, nullable=True),
    Column("duration_ms", Integer, nullable=True),
    Column("disc", Integer, nullable=True),
    Column("number", Integer, nullable=True),
    Column("ids", Text, nullable=True),
    Column("path", Words, nullable=True),
    Column("folded", Words, nullable=False),
    Column("added_at", Utc, nullable=True),
    Column("added_by", Words, nullable=True),
    Index("ix_entries_identity", "identity"),
    sqlite_with_rowid=False,
)

targets = Table(
    "targets",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("mirror_id", String(36), ForeignKey("mirrors.id", ondelete="CASCADE"), nullable=False),
    Column(
        "library_id", String(36), ForeignKey("libraries.id", ondelete="CASCADE"), nullable=False, index=True
    ),
    Column("kind", String(16), nullable=False, server_default="playlist"),
    Column("user", Words, nullable=False, server_default=""),
    Column("user_name", Words, nullable=True),
    Column("target_key", Words, nullable=True),
    Column("written_name", Words, nullable=True),
    Column("written_description", Words, nullable=True),
    Column("written_cover", Words, nullable=True),
    Column("written", Json, nullable=True),
    Column("placed", Json, nullable=True),
    Column("match_state", String(64), nullable=True),
    Column("matched", Integer, nullable=False, server_default="0"),
    Column("review", Integer, nullable=False, server_default="0"),
    Column("missing", Integer, nullable=False, server_default="0"),
    Column("unknown", Integer, nullable=False, server_default="0"),
    Column("held_digest", String(64), nullable=True),
    Column("held_reason", String(32), nullable=True),
    Column("last_sync_at", Utc, nullable=True),
    Column("last_status", String(16), nullable=True),
    Column("last_error", Words, nullable=True),
    Column("last_detail", Words, nullable=False, server_default=""),
    UniqueConstraint("mirror_id", "library_id", "kind", "user"),
)

matches = Table(
    "matches",
    metadata,
    Column("target_id", String(36), ForeignKey("targets.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("verdict", String(8), nullable=False),
    Column("reason", String(32), nullable=False),
    Column("track_key", Words, nullable=True),
    Column("candidates", Text, nullable=True),
    Column("score", Float, nullable=True),
    Index("ix_matches_verdict", "verdict", "score"),
    sqlite_with_rowid=False,
)

decisions = Table(
    "decisions",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("entry_identity", Words, nullable=False),
    Column("ruling", String(8), nullable=False),
    Column("entry", Json, nullable=False),
    Column("library_id", String(36), nullable=True),
    Column("track_key", Words, nullable=True),
    Column("track", Json, nullable=True),
    Column("track_identities", Json, nullable=False),
    Column("mirror_id", String(36), nullable=True),
    Column("score", Float, nullable=True),
    Column("batch", String(36), nullable=True, index=True),
    Column("decided_at", Utc, nullable=False),
    Column("decided_by", Words, nullable=False, server_default=""),
    Column("decided_via", String(16), nullable=False, server_default=""),
    Column("undone_at", Utc, nullable=True),
    Column("undone_by", Words, nullable=True),
    sqlite_autoincrement=True,
)

# Every name by which an entry is known to a decision.
decision_names = Table(
    "decision_names",
    metadata,
    Column("name", Words, primary_key=True),
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

counters = Table(
    "counters",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("value", BigInteger, nullable=False),
)

runs = Table(
    "runs",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("job", String(32), nullable=False),
    Column("trigger", String(16), nullable=False),
    Column("status", String(16), nullable=False),
    Column("arguments", Json, nullable=False),
    Column("attempt", Integer, nullable=False, server_default="0"),
    Column("slot", Utc, nullable=True),
    Column("requested_at", Utc, nullable=False),
    Column("started_at", Utc, nullable=True),
    Column("ended_at", Utc, nullable=True),
    Column("progress_at", Utc, nullable=True),
    Column("done", Integer, nullable=False, server_default="0"),
    Column("total", Integer, nullable=False, server_default="0"),
    Column("current", Words, nullable=False, server_default=""),
    Column("cancel_requested", Boolean, nullable=False, server_default=false()),
    Column("error", Words, nullable=True),
    Column("detail", Words, nullable=False, server_default=""),
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

run_items = Table(
    "run_items",
    metadata,
    Column("run_id", String(36), ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True),
    Column("item_id", String(64), primary_key=True),
    Column("item_name", Words, nullable=False),
    Column("status", String(16), nullable=False),
    Column("started_at", Utc, nullable=False),
    Column("ended_at", Utc, nullable=False),
    Column("matched", Integer, nullable=False),
    Column("review", Integer, nullable=False),
    Column("missing", Integer, nullable=False),
    Column("unknown", Integer, nullable=False),
    Column("added", Integer, nullable=False),
    Column("removed", Integer, nullable=False),
    Column("moved", Integer, nullable=False),
    Column("next_due", Utc, nullable=True),
    Column("error", Words, nullable=True),
    Column("detail", Words, nullable=False),
    Column("missing_entries", Json, nullable=True),
    Index("ix_run_items_item_id", "item_id"),
)

writes = Table(
    "writes",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("run_id", String(36), nullable=False),
    Column("target_id", String(36), ForeignKey("targets.id", ondelete="CASCADE"), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("plan", Text, nullable=False),
    Column("intended_at", Utc, nullable=False),
    Column("ended_at", Utc, nullable=True),
    Column("outcome", String(16), nullable=True),
    Column("error", Words, nullable=True),
    Column("settled", Boolean, nullable=False, server_default=false()),
    Index("ix_writes_target_id", "target_id"),
)

schedules = Table(
    "schedules",
    metadata,
    Column("job", String(32), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("at_minute", Integer, nullable=True),
    Column("weekdays", Json, nullable=False),
    Column("every_minutes", Integer, nullable=True),
    Column("enabled", Boolean, nullable=False),
    Column("last_slot", Utc, nullable=True),
    Column("since", Utc, nullable=False),
    Column("run_count", Integer, nullable=False, server_default="0"),
)

events = Table(
    "events",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("type", String(32), nullable=False),
    Column("at", Utc, nullable=False, index=True),
    Column("name", Words, nullable=False),
    Column("status", Words, nullable=False),
    Column("run_id", String(36), nullable=True),
    Column("run_count", Integer, nullable=True),
    Column("data", Json, nullable=False),
    Column("identity", Words, nullable=True, unique=True),
    sqlite_autoincrement=True,
)

settings = Table(
    "settings",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("value", Json, nullable=True),
    Column("secret", LargeBinary, nullable=True),
    Column("updated_at", Utc, nullable=False),
)

api_keys = Table(
    "api_keys",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("name", Words, nullable=False),
    Column("prefix", String(16), nullable=False),
    Column("hash", LargeBinary, nullable=False, unique=True),
    Column("scopes", Json, nullable=False),
    Column("per_minute", Integer, nullable=False),
    Column("created_at", Utc, nullable=False),
    Column("expires_at", Utc, nullable=True),
    Column("last_used_at", Utc, nullable=True),
    Column("revoked_at", Utc, nullable=True),
)

sessions = Table(
    "sessions",
    metadata,
    Column("hash", LargeBinary, primary_key=True),
    Column("key_id", String(36), ForeignKey("api_keys.id", ondelete="CASCADE"), nullable=True),
    Column("csrf", String(64), nullable=False),
    Column("scopes", Json, nullable=False),
    Column("created_at", Utc, nullable=False),
    Column("expires_at", Utc, nullable=False),
)

published_topics = Table(
    "published_topics",
    metadata,
    Column("topic", Words, primary_key=True),
    Column("digest", String(64), nullable=False),
)
