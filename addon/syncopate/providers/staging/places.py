"""Files below the staging folder: their names as keys, and the one way in that does not lead out of it."""

import json
import os
import stat
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote_from_bytes, unquote_to_bytes

from syncopate.domain.media import FileStamp
from syncopate.errors import AccessDenied, NotConfigured, NotFound
from syncopate.providers.capability import Context


@dataclass(frozen=True, slots=True)
class Copied:
    """A copy of a file: the file's key, and where the copy is to lie."""

    offer: str
    target: Path

    @property
    def ticket(self) -> str:
        """What it is known by."""
        return json.dumps([self.offer, quote_from_bytes(os.fsencode(self.target))])


def root_of(context: Context) -> Path:
    """Read an account's setting. Raises NotConfigured."""
    path = context.settings.get("path", "").strip()
    if not path or "\0" in path:
        raise NotConfigured("The staging folder is not named.", what="staging.path")
    return Path(path).absolute()


def key_of(relative: str, stamp: FileStamp) -> str:
    """Return the key of a file as it is now: its size, and its path below the folder."""
    return f"{stamp.size}:{quote_from_bytes(os.fsencode(relative))}"


def copied_of(ticket: str) -> Copied | None:
    """Return what a ticket means, None where it is none."""
    with suppress(ValueError, TypeError, RecursionError):
        offer, target = json.loads(ticket)
        if isinstance(offer, str) and isinstance(target, str) and _parted(offer) is not None:
            return Copied(offer, Path(os.fsdecode(unquote_to_bytes(target))))
    return None


def size_of(offer: str) -> int | None:
    """Return the size that a file had when it was offered, None for what is no key."""
    parted = _parted(offer)
    return None if parted is None else parted[0]


def file_of(root: Path, offer: str) -> Path:
    """Return the file of a key. Raises NotFound, AccessDenied for what leads out of the folder. Blocks."""
    parted = _parted(offer)
    if parted is None:
        raise NotFound(what="file", id=offer)
    try:
        found = (root / parted[1]).resolve(strict=True)
        inside = found.is_relative_to(root.resolve(strict=True))
        regular = stat.S_ISREG(found.lstat().st_mode)
    except (OSError, RuntimeError, ValueError) as error:
        raise NotFound(what="file", id=parted[1]) from error
    if not (inside and regular):
        raise AccessDenied(f"{parted[1]} lies outside of the staging folder.")
    return found


def _parted(offer: str) -> tuple[int, str] | None:
    size, colon, quoted = offer.partition(":")
    relative = os.fsdecode(unquote_to_bytes(quoted))
    if not (colon and size.isascii() and size.isdigit() and relative) or "\0" in relative:
        return None
    return int(size), relative
