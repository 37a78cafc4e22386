"""Secrets at rest: sealed with a key file that lies beside the database, not in it."""

import json
import os
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Self

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from syncopate.errors import DiskFull, FolderNotWritable, SecretsUnreadable

_MODE = 0o600


type Note = Callable[[Mapping[str, str]], None]
"""Hears of secrets by their names."""


def _heard_by_nobody(_: Mapping[str, str]) -> None:
    """Take no note."""


class Vault:
    """Seals with the newest key of the file (its first line), opens with any of them.

    `note` hears of all that is sealed and opened, for it to be kept out of logs.
    """

    def __init__(self, file: Path, keys: list[bytes], note: Note = _heard_by_nobody) -> None:
        self._file = file
        self._keys = keys
        self._note = note
        self._fernet = MultiFernet([Fernet(key) for key in keys])

    @classmethod
    def at(cls, file: Path, note: Note = _heard_by_nobody) -> Self:
        """Open the key file, made on first use. Raises SecretsUnreadable, FolderNotWritable, DiskFull."""
        if not file.exists():
            _create(file)
        return cls(file, _read(file), note)

    @property
    def quiet(self) -> Self:
        """The same for what is no secret, and is sealed only so that nobody changes it."""
        return type(self)(self._file, self._keys)

    def hide(self, values: Mapping[str, str]) -> None:
        """Let them be heard of although they are not sealed yet."""
        self._note(values)

    def seal(self, values: Mapping[str, str]) -> bytes:
        """Return the values encrypted and signed."""
        self._note(values)
        return self._fernet.encrypt(json.dumps(dict(values), sort_keys=True).encode())

    def open(self, sealed: bytes) -> Mapping[str, str]:
        """Return what was sealed. Raises SecretsUnreadable when the key is another or the blob is broken."""
        try:
            opened: dict[str, str] = json.loads(self._fernet.decrypt(sealed))
        except InvalidToken, ValueError:
            # The cause is left out: what could be read of the blob must not reach a log.
            raise SecretsUnreadable(path=str(self._file)) from None
        self._note(opened)
        return opened

    def reseal(self, sealed: bytes) -> bytes:
        """Return the same values sealed with the newest key. Raises SecretsUnreadable."""
        return self.seal(self.open(sealed))

    def rotate(self) -> Self:
        """Put a new key before the others and return the vault that uses it. Raises as `at`."""
        keys = [Fernet.generate_key(), *self._keys]
        unfinished = _write_beside(self._file, keys)
        unfinished.replace(self._file)
        return type(self)(self._file, keys, self._note)


def _create(file: Path) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FolderNotWritable(path=str(file.parent)) from error
    unfinished = _write_beside(file, [Fernet.generate_key()])
    try:
        os.link(unfinished, file)
    except FileExistsError:
        # Another process was faster: its key is the one.
        pass
    except OSError:
        # A file system without hard links.
        if not file.exists():
            unfinished.replace(file)
    unfinished.unlink(missing_ok=True)


def _write_beside(file: Path, keys: list[bytes]) -> Path:
    unfinished = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
    try:
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _MODE)
        with os.fdopen(descriptor, "wb") as opened:
            opened.write(b"".join(key + b"\n" for key in keys))
            opened.flush()
            os.fsync(opened.fileno())
    except PermissionError as error:
        raise FolderNotWritable(path=str(file.parent)) from error
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise DiskFull(path=str(file)) from error
    return unfinished


def _read(file: Path) -> list[bytes]:
    try:
        if file.stat().st_mode & 0o077:
            file.chmod(_MODE)
        keys = [line.strip() for line in file.read_bytes().splitlines() if line.strip()]
        for key in keys:
            Fernet(key)
    except OSError, ValueError:
        raise SecretsUnreadable(path=str(file)) from None
    if not keys:
        raise SecretsUnreadable(path=str(file))
    return keys
