"""The schema of accounts kept in step: links, what accounts said, what links know of it, plans, captures."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
)

from syncopate.store.columns import Json, Sorted, Utc, Words
from syncopate.store.tables import metadata

__all__ = [
    "links",
    "title_ids",
    "watch_accounts",
    "watch_bases",
    "watch_captures",
    "watch_cursors",
    "watch_findings",
    "watch_hooks",
    "watch_operations",
    "watch_overrides",
    "watch_plans",
    "watch_record_overrides",
    "watch_records",
    "watch_vain",
]

# Two accounts kept in step. `knowledge`: of what state of both accounts its bases are.
links = Table(
    "links",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("name", Words, nullable=False),
    Column("left_account_id", String(36), ForeignKey("accounts.id", ondelete="CASCADE"), nullable=False),
    Column("right_account_id", String(36), ForeignKey("accounts.id", ondelete="CASCADE"), nullable=False),
    Column("settings", Json, nullable=False),
    Column("enabled", Boolean, nullable=False),
    Column("approved_at", Utc, nullable=True),
    Column("every_minutes", Integer, nullable=True),
    Column("knowledge", Json, nullable=True),
    Column("last_run_at", Utc, nullable=True),
    Column("last_success_at", Utc, nullable=True),
    Column("last_status", String(16), nullable=True),
    Column("last_error", String(64), nullable=True),
    Column("last_detail", Words, nullable=False, server_default=""),
    Column("last_counts", Json, nullable=True),
    Column("created_at", Utc, nullable=False),
)

# What an account's watch state is, as it was read: `revision` rises with every change of its records.
watch_accounts = Table(
    "watch_accounts",
    metadata,
    Column("account_id", String(36), ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True),
    Column("revision", BigInteger, nullable=False, server_default="0"),
    Column("skew_seconds", Float, nullable=False, server_default="0"),
)

# Until where an account was read in one respect, since when all of that is known, and why it is not.
watch_cursors = Table(
    "watch_cursors",
    metadata,
    Column("account_id", String(36), ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True),
    Column("feature", String(16), primary_key=True),
    Column("cursor", Words, nullable=True),
    Column("read_at", Utc, nullable=True),
    Column("whole_at", Utc, nullable=True),
    Column("reason", String(64), nullable=True),
    Column("detail", Words, nullable=False, server_default=""),
)

# One thing at one account; `said` is what it says, "" where nothing.
watch_records = Table(
    "watch_records",
    metadata,
    Column("account_id", String(36), ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True),
    Column("key", Text().with_variant(Text(collation="C"), "postgresql"), primary_key=True),
    Column("type", String(8), nullable=False),
    Column("section", Words, nullable=True),
    Column("label", Words, nullable=False),
    Column("folded", Sorted, nullable=False),
    Column("title", Text, nullable=False),
    Column("said", Text, nullable=False),
    Column("added_at", Utc, nullable=True),
    Column("length", Float, nullable=True),
)

# What a link knows of a title at one side. `intent` is what it is if a write under way arrived.
watch_bases = Table(
    "watch_bases",
    metadata,
    Column("link_id", String(36), ForeignKey("links.id", ondelete="CASCADE"), primary_key=True),
    Column("id", String(32), primary_key=True),
    Column("body", Text, nullable=False),
    Column("intent", Text, nullable=True),
)

# What a link was to do, and what it waits for.
watch_plans = Table(
    "watch_plans",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("link_id", String(36), ForeignKey("links.id", ondelete="CASCADE"), nullable=False),
    Column("run_id", String(36), nullable=True),
    Column("made_at", Utc, nullable=False),
    Column("state", String(16), nullable=False),
    Column("reasons", Json, nullable=False),
    Column("counts", Json, nullable=False),
    Column("digest", String(32), nullable=False),
    Column("ended_at", Utc, nullable=True),
    Index("ix_watch_plans_link_id", "link_id", "id"),
)

# One write of a plan, and what became of it. `base` is what was known of the title there when it was planned.
watch_operations = Table(
    "watch_operations",
    metadata,
    Column("plan_id", String(36), ForeignKey("watch_plans.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("side", String(8), nullable=False),
    Column("feature", String(16), nullable=False),
    Column("action", String(16), nullable=False),
    Column("because", String(16), nullable=False),
    Column("ready", String(16), nullable=False),
    Column("label", Words, nullable=False),
    Column("folded", Sorted, nullable=False),
    Column("mark", String(32), nullable=False),
    Column("body", Text, nullable=False),
    Column("base_id", String(32), nullable=False),
    Column("base", Text, nullable=False),
    Column("sent_at", Utc, nullable=True),
    Column("became", String(16), nullable=True),
    Column("reason", String(64), nullable=True),
    Column("detail", Words, nullable=False, server_default=""),
    Column("list_key", Words, nullable=False, server_default=""),
)

# The state of an account before something was taken away there.
watch_captures = Table(
    "watch_captures",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("account_id", String(36), ForeignKey("accounts.id", ondelete="CASCADE"), nullable=False),
    Column("link_id", String(36), ForeignKey("links.id", ondelete="SET NULL"), nullable=True),
    Column("run_id", String(36), nullable=True),
    Column("made_at", Utc, nullable=False),
    Column("features", Json, nullable=False),
    Column("records", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Index("ix_watch_captures_account_id", "account_id", "id"),
)

# What needs somebody's eye at a link: conflicting ids, doubles, titles without ids or counterpart.
watch_findings = Table(
    "watch_findings",
    metadata,
    Column("link_id", String(36), ForeignKey("links.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("kind", String(24), nullable=False),
    Column("side", String(8), nullable=True),
    Column("label", Words, nullable=False),
    Column("folded", Sorted, nullable=False),
    Column("body", Json, nullable=False),
)

# What the user says of titles: never touched (`same_*` NULL), or what an id really is.
watch_overrides = Table(
    "watch_overrides",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("link_id", String(36), ForeignKey("links.id", ondelete="CASCADE"), nullable=True),
    Column("type", String(8), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("value", Words, nullable=False),
    Column("same_kind", String(16), nullable=True),
    Column("same_value", Words, nullable=True),
    Column("label", Words, nullable=False, server_default=""),
    Column("created_at", Utc, nullable=False),
)

# Writes that came to nothing so often, by what they are about, and when each is tried again.
watch_vain = Table(
    "watch_vain",
    metadata,
    Column("link_id", String(36), ForeignKey("links.id", ondelete="CASCADE"), primary_key=True),
    Column("aim", String(32), primary_key=True),
    Column("became", String(16), nullable=False),
    Column("reason", String(64), nullable=True),
    Column("detail", Words, nullable=False, server_default=""),
    Column("tries", Integer, nullable=False),
    Column("retry_at", Utc, nullable=False),
)

# The same of records that have no id to say it of, by an account's own key.
watch_record_overrides = Table(
    "watch_record_overrides",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("link_id", String(36), ForeignKey("links.id", ondelete="CASCADE"), nullable=True),
    Column("account_id", String(36), ForeignKey("accounts.id", ondelete="CASCADE"), nullable=False),
    Column("key", Text().with_variant(Text(collation="C"), "postgresql"), nullable=False),
    Column("type", String(8), nullable=False),
    Column("same_kind", String(16), nullable=True),
    Column("same_value", Words, nullable=True),
    Column("label", Words, nullable=False, server_default=""),
    Column("created_at", Utc, nullable=False),
)

# The address at which an account's server tells what happens there, by the hash of the secret in it.
watch_hooks = Table(
    "watch_hooks",
    metadata,
    Column("account_id", String(36), ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True),
    Column("hash", LargeBinary(32), nullable=False, unique=True),
    Column("made_at", Utc, nullable=False),
    Column("used_at", Utc, nullable=True),
)

# What a service said that others call a title; kept for ever.
title_ids = Table(
    "title_ids",
    metadata,
    Column("type", String(8), primary_key=True),
    Column("kind", String(16), primary_key=True),
    Column("value", Text().with_variant(Text(collation="C"), "postgresql"), primary_key=True),
    Column("ids", Json, nullable=False),
    Column("looked_at", Utc, nullable=False),
)
