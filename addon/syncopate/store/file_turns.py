"""Turns kept by the file system: one at a time in all processes that use the same database file."""

import hashlib
import logging
import os
import threading
from contextlib import suppress
from pathlib import Path

from syncopate.store.file_locks import lock_file

_LOG = logging.getLogger(__name__)

_FOLDER = "turns"


def place_of(database: Path, about: str) -> Path:
    """Return the file that is locked for a turn, beside the database."""
    digest = hashlib.sha256(f"turn {about}".encode()).hexdigest()[:32]
    return database.parent / _FOLDER / f"{digest}.lock"


class FileTurn:
    """One turn, for one who wants it. The system ends it with the process, also when that is killed.

    Its methods block, and belong into a thread.
    """

    def __init__(self, place: Path) -> None:
        self._place = place
        self._held: int | None = None
        self._over = False
        # Who gives up while it is being taken frees it: neither may see the other half done.
        self._guard = threading.Lock()

    def take(self) -> bool:
        """Take it, unless somebody has it. Where files cannot be locked it is had by everybody."""
        with self._guard:
            if self._over:
                return False
            try:
                return self._taken()
            except BlockingIOError:
                return False
            except OSError as error:
                # Some network shares have no locks: better to go on by the lock of this process than not.
                _LOG.warning("%s cannot be locked: %s", self._place.parent, error.strerror)
                return True

    def free(self) -> None:
        """Give it back; it is taken no more."""
        with self._guard:
            self._over = True
            held, self._held = self._held, None
            if held is not None:
                # Only while it is held: who waits for this file finds that it is no longer the one.
                with suppress(OSError):
                    self._place.unlink()
                os.close(held)

    def _taken(self) -> bool:
        self._place.parent.mkdir(exist_ok=True)
        file = os.open(self._place, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            lock_file(file)
            # Whoever had it before may have removed it since it was opened.
            if self._place.exists() and os.path.samestat(os.fstat(file), self._place.stat()):
                self._held, file = file, -1
                return True
            return False
        finally:
            if file != -1:
                os.close(file)
