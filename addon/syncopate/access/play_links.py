"""Links to the sound of one track: sealed, good for a while, and for nothing else."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from syncopate.errors import AccessDenied, SecretsUnreadable

LIFETIME = timedelta(minutes=30)
_PURPOSE = "play"
_WRONG = "The link to this track is wrong or too old: ask for a new one."
_LONGEST = 24_000


class Seals(Protocol):
    """What seals and opens."""

    def seal(self, values: Mapping[str, str]) -> bytes:
        """Return them encrypted and signed."""
        ...

    def open(self, sealed: bytes) -> Mapping[str, str]:
        """Return them as they were. Raises SecretsUnreadable."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayLink:
    """What a link is good for."""

    library_id: str
    track_key: str
    until: datetime


def link_token(seals: Seals, link: PlayLink) -> str:
    """Return the link's only secret, fit for an address."""
    sealed = seals.seal(
        {
            "for": _PURPOSE,
            "library": link.library_id,
            "track": link.track_key,
            "until": link.until.isoformat(),
        }
    )
    return base64.urlsafe_b64encode(base64.urlsafe_b64decode(sealed)).decode().rstrip("=")


def opened_link(seals: Seals, token: str, now: datetime) -> PlayLink:
    """Return what a token is good for. Raises AccessDenied when it is wrong, old or for other things."""
    if len(token) > _LONGEST or not token.isascii():
        raise AccessDenied(_WRONG)
    try:
        raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        values = seals.open(base64.urlsafe_b64encode(raw))
    except binascii.Error, SecretsUnreadable:
        raise AccessDenied(_WRONG) from None
    if values.get("for") != _PURPOSE or datetime.fromisoformat(values["until"]) <= now:
        raise AccessDenied(_WRONG)
    return PlayLink(
        library_id=values["library"],
        track_key=values["track"],
        until=datetime.fromisoformat(values["until"]),
    )
