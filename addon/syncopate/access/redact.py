"""Keeping secrets out of logs: those that are known, and what looks like one."""

import copy
import json
import logging
import re
import threading
from typing import override
from urllib.parse import quote, quote_plus

MASK = "•••"
"""What stands where a secret was."""

_SHORTEST = 4

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
    """Knows the secrets in use and masks them, as they are and as URLs and JSON write them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._forms: set[str] = set()
        self._pattern: re.Pattern[str] | None = None

    def register(self, secret: str) -> None:
        """Mask it from now on; fewer than four signs would mask half of every text and are left alone."""
        if len(secret) < _SHORTEST:
            return
        forms = {
            secret,
            quote(secret, safe=""),
            quote_plus(secret),
            json.dumps(secret)[1:-1],
            repr(secret)[1:-1],
        }
        with self._lock:
            if forms <= self._forms:
                return
            self._forms |= forms
            longest_first = sorted(self._forms, key=len, reverse=True)
            self._pattern = re.compile("|".join(map(re.escape, longest_first)))

    def clean(self, text: str) -> str:
        """Return the text with every secret masked."""
        if self._pattern is not None:
            text = self._pattern.sub(MASK, text)
        for pattern, replacement in _TELLING:
            text = pattern.sub(replacement, text)
        return text


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
