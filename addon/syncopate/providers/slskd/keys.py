"""Offers and tickets as texts, and the names that our searches have (pure)."""

import json
import secrets
import uuid
from contextlib import suppress
from dataclasses import dataclass

_OURS = int.from_bytes(b"synco\x01")
"""The first 48 bits of our searches' ids: by them they are told from those that people make."""
_BITS = 62


@dataclass(frozen=True, slots=True)
class Shared:
    """A file that a user shares, by the name that Soulseek knows it by. Size in bytes."""

    user: str
    name: str
    size: int = 0

    @property
    def ticket(self) -> str:
        """What a transfer of it is known by."""
        return json.dumps([self.user, self.name], ensure_ascii=False)

    @property
    def key(self) -> str:
        """What an offer of it is known by."""
        return json.dumps([self.user, self.name, self.size], ensure_ascii=False)


def shared_of(text: str) -> Shared | None:
    """Return the file that an offer's key or a ticket means, None where it is neither."""
    with suppress(ValueError, TypeError, RecursionError):
        user, name, *size = json.loads(text)
        if isinstance(user, str) and isinstance(name, str) and user and name:
            return Shared(user, name, int(size[0]) if size else 0)
    return None


def new_search() -> str:
    """Return an id for a search of ours."""
    return str(uuid.uuid8(_OURS, None, secrets.randbits(_BITS)))


def is_ours(search: str) -> bool:
    """Tell whether a search is one of ours, by its id."""
    with suppress(ValueError):
        return uuid.UUID(search).int >> 80 == _OURS
    return False
