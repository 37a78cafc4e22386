"""Uploads between preview and adding: in memory, few, of a bounded size, and not for long."""

import secrets
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta

from syncopate.errors import NotFound

_KEPT = timedelta(minutes=30)
_MOST = 4
_MOST_BYTES = 20_000_000
"""Of all together; the latest is always kept."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it was sent."""

    filename: str
    data: bytes
    at: datetime


class Staging:
    """Keeps the last few uploads by a token that cannot be guessed."""

    def __init__(self) -> None:
        self._uploads: OrderedDict[str, Upload] = OrderedDict()

    def put(self, filename: str, data: bytes, now: datetime) -> str:
        """Keep a file and return its token."""
        self._forget_old(now)
        token = secrets.token_urlsafe(16)
        self._uploads[token] = Upload(filename, data, now)
        while len(self._uploads) > _MOST or (len(self._uploads) > 1 and self._size() > _MOST_BYTES):
            self._uploads.popitem(last=False)
        return token

    def get(self, token: str, now: datetime) -> Upload:
        """Return a file. Raises NotFound when it was dropped: it has to be chosen anew."""
        self._forget_old(now)
        try:
            return self._uploads[token]
        except KeyError:
            raise NotFound("The file is no longer held here; please choose it again.") from None

    def drop(self, token: str) -> None:
        """Forget a file."""
        self._uploads.pop(token, None)

    def _size(self) -> int:
        return sum(len(upload.data) for upload in self._uploads.values())

    def _forget_old(self, now: datetime) -> None:
        for old in [key for key, upload in self._uploads.items() if upload.at < now - _KEPT]:
            del self._uploads[old]
