"""What is missing and shall be got: wants, what was offered, fetched, kept back, put away."""

from alembic import op
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Float,
    ForeignKey,
    Integer,
    String,
    Text,
    UniqueConstraint,
    false,
    text,
)

revision = "0007"
down_revision = "0006"

_MOMENT = DateTime(timezone=True)
_EXACT = Text().with_variant(Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the tables."""
    _wants()
    _of_wants()
    _fetched()
    _files()


def _wants() -> None:
    op.create_table(
        "wants",
        Column("id", String(36), primary_key=True),
        Column("kind", String(8), nullable=False),
        Column("state", String(16), nullable=False),
        Column("since", _MOMENT, nullable=False),
        Column("tries", Integer, nullable=False),
        Column("next_attempt_at", _MOMENT, nullable=True),
        Column("waits_for", String(36), nullable=True),
        Column("reason", String(64), nullable=False),
        Column("offer", String(36), nullable=True),
        Column("ticket", Text(), nullable=True),
        Column("open", Boolean, nullable=False),
        Column("origin", String(16), nullable=False),
        Column("identity", Text(), nullable=False),
        Column("label", Text(), nullable=False),
        Column("folded", _EXACT, nullable=False),
        Column("wanted", Text(), nullable=False),
        Column("album_id", String(36), ForeignKey("wants.id", ondelete="SET NULL"), nullable=True),
        Column("library_id", String(36), ForeignKey("libraries.id", ondelete="SET NULL"), nullable=True),
        Column("member_id", String(36), ForeignKey("members.id", ondelete="SET NULL"), nullable=True),
        Column("profile", Text(), nullable=True),
        Column("detail", Text(), nullable=False, server_default=""),
        Column("run_id", String(36), nullable=True),
        Column("placed", Text(), nullable=True),
        Column("created_at", _MOMENT, nullable=False),
    )
    op.create_index("ix_wants_state", "wants", ["state", "next_attempt_at"])
    op.create_index("ix_wants_folded", "wants", ["folded", "id"])
    open_ = text("open")
    op.create_index(
        "uq_wants_open", "wants", ["identity"], unique=True, sqlite_where=open_, postgresql_where=open_
    )


def _of_wants() -> None:
    op.create_table(
        "want_places",
        Column("want_id", String(36), ForeignKey("wants.id", ondelete="CASCADE"), primary_key=True),
        Column("mirror_id", String(36), ForeignKey("mirrors.id", ondelete="CASCADE"), primary_key=True),
        Column("entry_identity", Text(), primary_key=True),
    )
    op.create_index("ix_want_places_mirror_id", "want_places", ["mirror_id"])
    op.create_table(
        "want_steps",
        Column("want_id", String(36), ForeignKey("wants.id", ondelete="CASCADE"), primary_key=True),
        Column("number", Integer, primary_key=True),
        Column("at", _MOMENT, nullable=False),
        Column("state", String(16), nullable=False),
        Column("reason", String(64), nullable=True),
        Column("detail", Text(), nullable=False, server_default=""),
        Column("run_id", String(36), nullable=True),
    )


def _fetched() -> None:
    op.create_table(
        "offers",
        Column("id", String(36), primary_key=True),
        Column("want_id", String(36), ForeignKey("wants.id", ondelete="CASCADE"), nullable=False),
        Column("account_id", String(36), ForeignKey("accounts.id", ondelete="CASCADE"), nullable=False),
        Column("key", Text(), nullable=False),
        Column("key_digest", String(64), nullable=False),
        Column("place", Integer, nullable=False),
        Column("body", Text(), nullable=False),
        Column("score", Float, nullable=True),
        Column("rejected", String(32), nullable=True),
        Column("found_at", _MOMENT, nullable=False),
        Column("tried_at", _MOMENT, nullable=True),
        Column("reason", String(64), nullable=True),
        Column("detail", Text(), nullable=False, server_default=""),
        UniqueConstraint("want_id", "account_id", "key_digest", name="uq_offers_key"),
    )
    op.create_table(
        "transfers",
        Column("id", String(36), primary_key=True),
        Column("want_id", String(36), ForeignKey("wants.id", ondelete="CASCADE"), nullable=False),
        Column("offer_id", String(36), ForeignKey("offers.id", ondelete="SET NULL"), nullable=True),
        Column("account_id", String(36), ForeignKey("accounts.id", ondelete="CASCADE"), nullable=False),
        Column("ticket", Text(), nullable=True),
        Column("folder", Text(), nullable=False),
        Column("state", String(16), nullable=False),
        Column("done", BigInteger, nullable=False, server_default="0"),
        Column("total", BigInteger, nullable=True),
        Column("speed", BigInteger, nullable=True),
        Column("queue", Integer, nullable=True),
        Column("path", Text(), nullable=True),
        Column("reason", String(64), nullable=True),
        Column("detail", Text(), nullable=False, server_default=""),
        Column("begun_at", _MOMENT, nullable=False),
        Column("moved_at", _MOMENT, nullable=False),
        Column("ended_at", _MOMENT, nullable=True),
        Column("cleared", Boolean, nullable=False, server_default=false()),
    )
    op.create_index("ix_transfers_want_id", "transfers", ["want_id"])


def _files() -> None:
    op.create_table(
        "kept_back",
        Column("id", String(36), primary_key=True),
        Column("want_id", String(36), ForeignKey("wants.id", ondelete="CASCADE"), nullable=True),
        Column("offer_id", String(36), ForeignKey("offers.id", ondelete="SET NULL"), nullable=True),
        Column("path", Text(), nullable=False),
        Column("size", BigInteger, nullable=False),
        Column("evidence", Text(), nullable=False),
        Column("passed", Text(), nullable=False),
        Column("decision", String(16), nullable=True),
        Column("created_at", _MOMENT, nullable=False),
        Column("decided_at", _MOMENT, nullable=True),
    )
    op.create_table(
        "put_away",
        Column("id", String(36), primary_key=True),
        Column("library_id", String(36), ForeignKey("libraries.id", ondelete="SET NULL"), nullable=True),
        Column("was", Text(), nullable=False),
        Column("path", Text(), nullable=False),
        Column("size", BigInteger, nullable=False),
        Column("because", String(32), nullable=False),
        Column("at", _MOMENT, nullable=False),
        Column("restored_at", _MOMENT, nullable=True),
    )
