"""Offers for wants: what was found, why it was not taken, what was tried."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, select, update

from syncopate.domain.download import Offer
from syncopate.errors import NotFound
from syncopate.store.ids import new_id
from syncopate.store.upsert import put
from syncopate.store.want_encoding import decode_offer, encode_offer
from syncopate.store.want_tables import offers

_KEPT = 200
"""Offers that are kept of a want and were not tried: the best."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredOffer:
    """An offer as it was judged: `place` 0 is the best. `rejected`: why it is not taken by itself.

    `tried_at`: it was asked for, `reason` and `detail` say what came of that where it was nothing.
    """

    id: str
    want_id: str
    account_id: str
    offer: Offer
    place: int
    score: float | None = None
    rejected: str | None = None
    found_at: datetime
    tried_at: datetime | None = None
    reason: str | None = None
    detail: str = ""


def found(
    connection: Connection,
    want_id: str,
    account_id: str,
    judged: Sequence[tuple[Offer, float | None, str | None]],
    at: datetime,
) -> None:
    """Store what an account offers for a want, the best first, each with score and reason.

    What it offered before and does not now goes, but for what was tried.
    """
    digests = [_digest(offer) for offer, _, _ in judged[:_KEPT]]
    connection.execute(
        delete(offers).where(
            offers.c.want_id == want_id,
            offers.c.account_id == account_id,
            offers.c.tried_at.is_(None),
            offers.c.key_digest.not_in(digests),
        )
    )
    known = {
        row.key_digest: row.id
        for row in connection.execute(
            select(offers.c.key_digest, offers.c.id).where(
                offers.c.want_id == want_id, offers.c.account_id == account_id
            )
        )
    }
    put(
        connection,
        offers,
        [
            {
                "id": known.get(digest) or new_id(),
                "want_id": want_id,
                "account_id": account_id,
                "key": offer.key,
                "key_digest": digest,
                "place": place,
                "body": encode_offer(offer),
                "score": score,
                "rejected": rejected,
                "found_at": at,
            }
            for place, (digest, (offer, score, rejected)) in enumerate(zip(digests, judged, strict=False))
        ],
    )


def of_want(connection: Connection, want_id: str) -> list[StoredOffer]:
    """Return what is offered for a want: what may be taken first, each kind the best first."""
    rows = connection.execute(
        select(offers)
        .where(offers.c.want_id == want_id)
        .order_by(offers.c.rejected.is_not(None), offers.c.place, offers.c.id)
    )
    return [_offer(row) for row in rows]


def get(connection: Connection, offer_id: str) -> StoredOffer:
    """Return an offer. Raises NotFound."""
    row = connection.execute(select(offers).where(offers.c.id == offer_id)).one_or_none()
    if row is None:
        raise NotFound(what="offer", id=offer_id)
    return _offer(row)


def tried(
    connection: Connection, offer_id: str, at: datetime, *, reason: str | None = None, detail: str = ""
) -> None:
    """Note that an offer was asked for, and what came of it where that was nothing."""
    connection.execute(
        update(offers).where(offers.c.id == offer_id).values(tried_at=at, reason=reason, detail=detail)
    )


def forget_tried(connection: Connection, want_id: str) -> None:
    """Have all that is offered for a want tried again."""
    connection.execute(
        update(offers).where(offers.c.want_id == want_id).values(tried_at=None, reason=None, detail="")
    )


def _digest(offer: Offer) -> str:
    return hashlib.sha256(offer.key.encode("utf-8", "surrogatepass")).hexdigest()


def _offer(row: Row[Any]) -> StoredOffer:
    return StoredOffer(
        id=row.id,
        want_id=row.want_id,
        account_id=row.account_id,
        offer=decode_offer(row.key, row.body),
        place=row.place,
        score=row.score,
        rejected=row.rejected,
        found_at=row.found_at,
        tried_at=row.tried_at,
        reason=row.reason,
        detail=row.detail,
    )
