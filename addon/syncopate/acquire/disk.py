"""Files and folders moved so that a crash loses none: each step is whole, and kept by the disk."""

import errno
import hashlib
import os
from contextlib import suppress
from pathlib import Path, PurePosixPath

from syncopate.atomic import sync_folder
from syncopate.errors import WriteFailed

_CHUNK = 1 << 20
_NO_LINKS = frozenset(
    {errno.EXDEV, errno.EPERM, errno.EACCES, errno.ENOTSUP, errno.ENOSYS, errno.EMLINK, errno.EINVAL}
)
"""Why a file system gives a file no second name."""


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def is_file(path: Path, digest: str, size: int) -> bool:
    """Tell whether a file is there and is this one. Raises OSError where that cannot be read."""
    try:
        return not path.is_symlink() and path.stat().st_size == size and digest_of(path) == digest
    except FileNotFoundError:
        return False


def inner_folder(root: Path, place: PurePosixPath, *, make: bool) -> Path:
    """Return the real folder of a place in a library; with `make` it is there afterwards.

    Raises WriteFailed where it would lie outside the root, by `..` or by a link, and OSError.
    """
    inside = root.resolve(strict=True)
    folder = inside
    if place.is_absolute() or not place.name or {"..", ""} & set(place.parts):
        raise WriteFailed(f"{place} lies outside the library.", path=str(place))
    for part in place.parent.parts:
        following = folder / part
        if not os.path.lexists(following):
            if not make:
                return inside.joinpath(*place.parent.parts)
            following.mkdir(exist_ok=True)
            like_its_folder(following)
            sync_folder(folder)
        folder = following.resolve(strict=True)
        if not folder.is_relative_to(inside):
            raise WriteFailed(f"{following} leads out of the library.", path=str(following))
        if not folder.is_dir():
            raise WriteFailed(f"{following} is no folder.", path=str(following))
    return folder


def fetch(source: Path, target: Path, digest: str, *, copy: bool) -> None:
    """Give a file a second name, or copy it where that cannot be or shall not be; the disk keeps it.

    Raises WriteFailed where it is no longer the file with this digest, and OSError.
    """
    target.unlink(missing_ok=True)
    if copy or not _linked(source, target):
        _copied(source, target)
    if digest_of(target) != digest:
        target.unlink(missing_ok=True)
        raise WriteFailed(f"{source} was changed meanwhile.", path=str(source))
    _sync_file(target)
    sync_folder(target.parent)


def like_its_folder(path: Path) -> None:
    """Give a new file or folder the owner and the rights of the folder it lies in, as far as we may.

    What was fetched is often readable for its fetcher alone: the media server has to read it, too.
    """
    above = path.parent.stat()
    with suppress(OSError):
        os.chown(path, above.st_uid, above.st_gid, follow_symlinks=False)
    mode = above.st_mode & 0o7777 if path.is_dir() else (above.st_mode & 0o666) | 0o600
    with suppress(OSError):
        path.chmod(mode)


def put(part: Path, target: Path) -> None:
    """Give a file its name, which nothing may have. Raises FileExistsError, and OSError."""
    try:
        os.link(part, target)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        if os.path.lexists(target):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target)) from error
        part.rename(target)
    part.unlink(missing_ok=True)
    sync_folder(target.parent)


def move(source: Path, target: Path, digest: str) -> None:
    """Move a file, over the border of a disk, too; it is whole at one of both places all the time.

    Nothing may lie at the target. Raises WriteFailed, OSError.
    """
    try:
        source.rename(target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        part = target.with_name(f"{target.name}.part")
        fetch(source, part, digest, copy=True)
        put(part, target)
        source.unlink(missing_ok=True)
    sync_folder(target.parent)
    sync_folder(source.parent)


def remove(path: Path) -> None:
    """Remove a file that may be gone. Raises OSError."""
    path.unlink(missing_ok=True)
    with suppress(FileNotFoundError):
        sync_folder(path.parent)


def _linked(source: Path, target: Path) -> bool:
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError as error:
        if error.errno in _NO_LINKS:
            return False
        raise
    return True


def _copied(source: Path, target: Path) -> None:
    mode = source.stat().st_mode & 0o777
    reading = os.open(source, os.O_RDONLY)
    try:
        writing = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        try:
            while chunk := os.read(reading, _CHUNK):
                while chunk:
                    chunk = chunk[os.write(writing, chunk) :]
        finally:
            os.close(writing)
    finally:
        os.close(reading)


def _sync_file(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
