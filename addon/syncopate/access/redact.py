"""Keeping secrets out of logs: those that are known, and what looks like one."""

import copy
import json
import logging
import re
import threading
from collections.abc import Mapping
from typing import override
from urllib.parse import quote, quote_plus

from syncopate.access.hooks import without_secret
from syncopate.access.secret_parts import parts_of

MASK = "•••"
"""What stands where a secret was."""

_SHORTEST = 4
_MOST = 500
"""Secrets of accounts that are known at once: tokens are renewed every hour, and old ones are of no use."""

_IN_QUERY = "/?:@!$'()*,"
"""What need not be quoted in a query, and is not by some."""

_TELLING = (
    (re.compile(r"\bsk_[A-Za-z0-9_-]{16,}"), MASK),
    (
        re.compile(r"(?i)\b(authorization['\"]?\s*[:=]\s*['\"]?(?:bearer|basic|token)?\s*)[^\s'\",]+"),
        rf"\1{MASK}",
    ),
    (re.compile(r"(?i)\b(bearer\s+)[A-Za-z0-9._~+/=-]{8,}"), rf"\1{MASK}"),
    (
        re.compile(
            r"(?i)([?&;\s'\"(](?:api_?key|apikey|access_token|refresh_token|token|password|passwd|secret"
            r"|client_secret|x-plex-token)=)[^&\s'\"#)]+"
        ),
        rf"\1{MASK}",
    ),
    (re.compile(r"(://[^/\s:@]*:)[^/\s@]+(@)"), rf"\1{MASK}\2"),
)


class Redactor:
    """Knows the secrets in use and masks them, as they are and as URLs and JSON write them.

    Those it is told one by one it knows for good, of what the vault opens and seals the latest.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._lasting: set[str] = set()
        self._opened: dict[str, frozenset[str]] = {}
        self._longest_first: tuple[str, ...] = ()

    def register(self, secret: str) -> None:
        """Mask it from now on; fewer than four signs would mask half of every text and are left alone."""
        if len(secret) < _SHORTEST:
            return
        with self._lock:
            self._lasting |= _forms(secret)
            self._sort()

    def note(self, values: Mapping[str, str]) -> None:
        """Mask from now on what the vault opens or seals; words too short to be told from others are left."""
        with self._lock:
            new = False
            for value in values.values():
                known = self._opened.pop(value, None)
                new = new or known is None
                # Again at the end: what was not used for longest goes first.
                self._opened[value] = _forms(*parts_of(value)) if known is None else known
            while len(self._opened) > _MOST:
                del self._opened[next(iter(self._opened))]
            if new:
                self._sort()

    def _sort(self) -> None:
        every = self._lasting.union(*self._opened.values())
        self._longest_first = tuple(sorted(every, key=len, reverse=True))

    def clean(self, text: str) -> str:
        """Return the text with every secret masked."""
        for secret in self._longest_first:
            text = text.replace(secret, MASK)
        for pattern, replacement in _TELLING:
            text = pattern.sub(replacement, text)
        return without_secret(text)


def _forms(*secrets: str) -> frozenset[str]:
    """Return how secrets are written: as they are, in URLs, in JSON, as Python shows them."""
    return frozenset(
        form
        for secret in secrets
        for form in (
            secret,
            quote(secret, safe=""),
            quote(secret),
            quote(secret, safe=_IN_QUERY),
            quote_plus(secret),
            quote_plus(secret, safe=_IN_QUERY),
            json.dumps(secret)[1:-1],
            json.dumps(secret, ensure_ascii=False)[1:-1],
            repr(secret)[1:-1],
        )
    )


class RedactingFilter(logging.Filter):
    """Masks secrets in message, traceback and stack of a record; put it on handlers, they see all records."""

    def __init__(self, redactor: Redactor) -> None:
        super().__init__()
        self._redactor = redactor

    @override
    def filter(self, record: logging.LogRecord) -> logging.LogRecord:
        """Return the record to be written: a masked copy."""
        masked = copy.copy(record)
        try:
            message = record.getMessage()
        except TypeError, ValueError:
            # A record whose arguments do not fit is still worth reading.
            message = f"{record.msg} {record.args}"
        masked.msg = self._redactor.clean(message)
        masked.args = None
        if record.exc_info and record.exc_info[0] is not None:
            text = record.exc_text or logging.Formatter().formatException(record.exc_info)
            masked.exc_text = self._redactor.clean(text)
            masked.exc_info = None
        elif record.exc_text:
            masked.exc_text = self._redactor.clean(record.exc_text)
        if record.stack_info:
            masked.stack_info = self._redactor.clean(record.stack_info)
        return masked
