"""The schema of what is missing and shall be got: wants, what was offered, fetched, kept back, put away."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
    false,
    text,
)

from syncopate.store.columns import Json, Sorted, Utc, Words
from syncopate.store.tables import metadata

__all__ = ["kept_back", "offers", "put_away", "transfers", "want_places", "want_steps", "wants"]

# What is wanted. `identity` says what it is, whoever wants it: of one identity one want is open at a time.
# `album_id` is the want of the album that a track is got with. `open`: it has not ended.
wants = Table(
    "wants",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("kind", String(8), nullable=False),
    Column("state", String(16), nullable=False),
    Column("since", Utc, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("next_attempt_at", Utc, nullable=True),
    Column("waits_for", String(36), nullable=True),
    Column("reason", String(64), nullable=False),
    Column("offer", String(36), nullable=True),
    Column("ticket", Words, nullable=True),
    Column("open", Boolean, nullable=False),
    Column("origin", String(16), nullable=False),
    Column("identity", Words, nullable=False),
    Column("label", Words, nullable=False),
    Column("folded", Sorted, nullable=False),
    Column("wanted", Json, nullable=False),
    Column("album_id", String(36), ForeignKey("wants.id", ondelete="SET NULL"), nullable=True),
    Column("library_id", String(36), ForeignKey("libraries.id", ondelete="SET NULL"), nullable=True),
    Column("member_id", String(36), ForeignKey("members.id", ondelete="SET NULL"), nullable=True),
    Column("profile", Words, nullable=True),
    Column("detail", Words, nullable=False, server_default=""),
    Column("run_id", String(36), nullable=True),
    Column("placed", Words, nullable=True),
    Column("created_at", Utc, nullable=False),
    Index("ix_wants_state", "state", "next_attempt_at"),
    Index("ix_wants_folded", "folded", "id"),
    Index(
        "uq_wants_open",
        "identity",
        unique=True,
        sqlite_where=text("open"),
        postgresql_where=text("open"),
    ),
)

# For what a want is: places in mirrors that are finished when it is there.
want_places = Table(
    "want_places",
    metadata,
    Column("want_id", String(36), ForeignKey("wants.id", ondelete="CASCADE"), primary_key=True),
    Column("mirror_id", String(36), ForeignKey("mirrors.id", ondelete="CASCADE"), primary_key=True),
    Column("entry_identity", Words, primary_key=True),
    Index("ix_want_places_mirror_id", "mirror_id"),
)

# What became of a want, step after step.
want_steps = Table(
    "want_steps",
    metadata,
    Column("want_id", String(36), ForeignKey("wants.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("at", Utc, nullable=False),
    Column("state", String(16), nullable=False),
    Column("reason", String(64), nullable=True),
    Column("detail", Words, nullable=False, server_default=""),
    Column("run_id", String(36), nullable=True),
)

# What was offered for a want, the best first. `rejected`: why it was not taken; `tried_at`: it was fetched.
offers = Table(
    "offers",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("want_id", String(36), ForeignKey("wants.id", ondelete="CASCADE"), nullable=False),
    Column("account_id", String(36), ForeignKey("accounts.id", ondelete="CASCADE"), nullable=False),
    Column("key", Words, nullable=False),
    Column("key_digest", String(64), nullable=False),
    Column("place", Integer, nullable=False),
    Column("body", Json, nullable=False),
    Column("score", Float, nullable=True),
    Column("rejected", String(32), nullable=True),
    Column("found_at", Utc, nullable=False),
    Column("tried_at", Utc, nullable=True),
    Column("reason", String(64), nullable=True),
    Column("detail", Words, nullable=False, server_default=""),
    UniqueConstraint("want_id", "account_id", "key_digest", name="uq_offers_key"),
)

# What was asked for. A row without a ticket is an intent: the source may or may not have been asked.
transfers = Table(
    "transfers",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("want_id", String(36), ForeignKey("wants.id", ondelete="CASCADE"), nullable=False),
    Column("offer_id", String(36), ForeignKey("offers.id", ondelete="SET NULL"), nullable=True),
    Column("account_id", String(36), ForeignKey("accounts.id", ondelete="CASCADE"), nullable=False),
    Column("ticket", Words, nullable=True),
    Column("folder", Words, nullable=False),
    Column("state", String(16), nullable=False),
    Column("done", BigInteger, nullable=False, server_default="0"),
    Column("total", BigInteger, nullable=True),
    Column("speed", BigInteger, nullable=True),
    Column("queue", Integer, nullable=True),
    Column("path", Words, nullable=True),
    Column("reason", String(64), nullable=True),
    Column("detail", Words, nullable=False, server_default=""),
    Column("begun_at", Utc, nullable=False),
    Column("moved_at", Utc, nullable=False),
    Column("ended_at", Utc, nullable=True),
    Column("cleared", Boolean, nullable=False, server_default=false()),
    Index("ix_transfers_want_id", "want_id"),
)

# Files that came and did not pass: they wait for somebody's word. `passed`: the gates opened by hand.
kept_back = Table(
    "kept_back",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("want_id", String(36), ForeignKey("wants.id", ondelete="CASCADE"), nullable=True),
    Column("offer_id", String(36), ForeignKey("offers.id", ondelete="SET NULL"), nullable=True),
    Column("path", Words, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("evidence", Json, nullable=False),
    Column("passed", Json, nullable=False),
    Column("decision", String(16), nullable=True),
    Column("created_at", Utc, nullable=False),
    Column("decided_at", Utc, nullable=True),
)

# What was taken out of a library, and where it lies now.
put_away = Table(
    "put_away",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("library_id", String(36), ForeignKey("libraries.id", ondelete="SET NULL"), nullable=True),
    Column("was", Words, nullable=False),
    Column("path", Words, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("because", String(32), nullable=False),
    Column("at", Utc, nullable=False),
    Column("restored_at", Utc, nullable=True),
)
