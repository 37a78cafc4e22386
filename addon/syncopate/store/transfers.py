"""Transfers: what sources were asked for. A row is stored before its source is asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from syncopate.domain.download import Transfer, TransferState
from syncopate.store.ids import new_id
from syncopate.store.offers import StoredOffer
from syncopate.store.want_tables import transfers


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredTransfer:
    """One of them. Without a `ticket` the source may or may not have been asked.

    `folder` is what it may fill, `moved_at` when it was last seen getting further. `cleared`: its source has
    forgotten it.
    """

    id: str
    want_id: str
    offer_id: str | None
    account_id: str
    ticket: str | None
    folder: str
    transfer: Transfer
    begun_at: datetime
    moved_at: datetime
    ended_at: datetime | None = None
    cleared: bool = False


def intend(connection: Connection, offer: StoredOffer, folder: str, at: datetime) -> StoredTransfer:
    """Note that an offer is about to be asked for."""
    made = StoredTransfer(
        id=new_id(),
        want_id=offer.want_id,
        offer_id=offer.id,
        account_id=offer.account_id,
        ticket=None,
        folder=folder,
        transfer=Transfer(state=TransferState.QUEUED, total=offer.offer.track.size),
        begun_at=at,
        moved_at=at,
    )
    connection.execute(
        insert(transfers).values(
            id=made.id,
            want_id=made.want_id,
            offer_id=made.offer_id,
            account_id=made.account_id,
            folder=folder,
            begun_at=at,
            **_far(made.transfer, at),
        )
    )
    return made


def begun(connection: Connection, transfer_id: str, ticket: str) -> None:
    """Note that its source was asked, and how it calls it."""
    connection.execute(update(transfers).where(transfers.c.id == transfer_id).values(ticket=ticket))


def moved(connection: Connection, transfer_id: str, transfer: Transfer, at: datetime) -> bool:
    """Note how far it is; False where that is as far as before."""
    row = connection.execute(select(transfers).where(transfers.c.id == transfer_id)).one_or_none()
    if row is None:
        return False
    before = _transfer(row).transfer
    further = (before.state, before.done) != (transfer.state, transfer.done)
    far = _far(transfer, at)
    if not further:
        del far["moved_at"]
    connection.execute(
        update(transfers)
        .where(transfers.c.id == transfer_id)
        .values(**far, ended_at=at if transfer.state.ended else None)
    )
    return further


def active(connection: Connection) -> list[StoredTransfer]:
    """Return what has not ended, the oldest first."""
    rows = connection.execute(
        select(transfers).where(transfers.c.ended_at.is_(None)).order_by(transfers.c.id)
    )
    return [_transfer(row) for row in rows]


def of_want(connection: Connection, want_id: str) -> list[StoredTransfer]:
    """Return all that was asked for, for a want, the newest first."""
    rows = connection.execute(
        select(transfers).where(transfers.c.want_id == want_id).order_by(transfers.c.id.desc())
    )
    return [_transfer(row) for row in rows]


def to_clear(connection: Connection, account_id: str) -> Mapping[str, str]:
    """Return the tickets of an account that have ended and are not forgotten there, by the transfer's id."""
    rows = connection.execute(
        select(transfers.c.id, transfers.c.ticket).where(
            transfers.c.account_id == account_id,
            transfers.c.ended_at.is_not(None),
            transfers.c.ticket.is_not(None),
            transfers.c.cleared.is_(False),
        )
    )
    return {row.id: row.ticket for row in rows}


def cleared(connection: Connection, transfer_ids: list[str]) -> None:
    """Note that a source has forgotten these."""
    connection.execute(update(transfers).where(transfers.c.id.in_(transfer_ids)).values(cleared=True))


def _far(transfer: Transfer, at: datetime) -> dict[str, Any]:
    return {
        "state": transfer.state.value,
        "done": transfer.done,
        "total": transfer.total,
        "speed": transfer.speed,
        "queue": transfer.queue,
        "path": transfer.path,
        "reason": transfer.reason,
        "detail": transfer.detail,
        "moved_at": at,
    }


def _transfer(row: Row[Any]) -> StoredTransfer:
    return StoredTransfer(
        id=row.id,
        want_id=row.want_id,
        offer_id=row.offer_id,
        account_id=row.account_id,
        ticket=row.ticket,
        folder=row.folder,
        transfer=Transfer(
            state=TransferState(row.state),
            done=row.done,
            total=row.total,
            speed=row.speed,
            queue=row.queue,
            path=row.path,
            reason=row.reason,
            detail=row.detail,
        ),
        begun_at=row.begun_at,
        moved_at=row.moved_at,
        ended_at=row.ended_at,
        cleared=row.cleared,
    )
