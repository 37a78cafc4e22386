"""What was taken out of a library lies in a bin inside it, and can be put back.

Each file has a folder of its own there, with a note of where it lay. Media servers do not look into folders
whose names begin with a dot.
"""

import json
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path, PurePosixPath

from syncopate.acquire.disk import digest_of, inner_folder, is_file, move, remove
from syncopate.atomic import replace_file, write_failure
from syncopate.domain.file_names import numbered
from syncopate.domain.placing import Binned
from syncopate.errors import NotFound, WriteFailed

FOLDER = ".syncopate-bin"
_NOTE = "note.json"
_MOST_NAMES = 1000


def put_aside(
    root: Path, place: str, *, name: str, reason: str, now: datetime, digest: str | None = None
) -> Binned:
    """Move a file of a library into its bin; begun before and cut short, it is gone on with.

    `name` names it in the bin, `digest` what lies there as far as it is known. Raises NotFound, WriteFailed.
    """
    relative = PurePosixPath(place)
    try:
        path = inner_folder(root, relative, make=False) / relative.name
        home = inner_folder(root, PurePosixPath(FOLDER) / name / _NOTE, make=True)
        known = entry(root, name)
        if known is not None and is_file(_file(home, known), known.digest, known.size):
            # Over the border of a disk it was copied, and is to go from where it lay.
            if is_file(path, known.digest, known.size):
                remove(path)
            return known
        if not path.is_file():
            raise NotFound(what="file", id=place)
        binned = Binned(
            id=name,
            place=place,
            reason=reason,
            at=now,
            digest=digest or digest_of(path),
            size=path.stat().st_size,
        )
        replace_file(home / _NOTE, _written(binned))
        _file(home, binned).unlink(missing_ok=True)
        move(path, _file(home, binned), binned.digest)
    except OSError as error:
        raise write_failure(error, root / place) from error
    return binned


def entry(root: Path, name: str) -> Binned | None:
    """Return what a name in the bin stands for, None where nothing was noted. Raises OSError."""
    if not name or PurePosixPath(name).name != name or name in {".", ".."}:
        return None
    try:
        said = json.loads((root / FOLDER / name / _NOTE).read_bytes())
    except FileNotFoundError, NotADirectoryError, ValueError:
        return None
    return _read(name, said)


def entries(root: Path) -> tuple[Binned, ...]:
    """Return all files in the bin, the latest first. Raises WriteFailed where it cannot be read."""
    home = root / FOLDER
    try:
        names = [each.name for each in home.iterdir() if each.is_dir()] if home.is_dir() else []
        known = [found for name in names if (found := entry(root, name)) is not None]
    except OSError as error:
        raise write_failure(error, home) from error
    there = [each for each in known if _file(home / each.id, each).is_file()]
    return tuple(sorted(there, key=lambda each: (each.at, each.id), reverse=True))


def restore(root: Path, name: str) -> str:
    """Put a file back where it lay; return where that is: beside, where its place was taken meanwhile.

    Raises NotFound, WriteFailed.
    """
    try:
        binned = entry(root, name)
        if binned is None or not _file(root / FOLDER / name, binned).is_file():
            raise NotFound(what="file in the bin", id=name)
        relative = PurePosixPath(binned.place)
        folder = inner_folder(root, relative, make=True)
        target = free_name(folder, relative.name)
        move(_file(root / FOLDER / name, binned), target, binned.digest)
        _forget(root, name)
    except OSError as error:
        raise write_failure(error, root / FOLDER / name) from error
    return str(relative.parent / target.name)


def discard(root: Path, name: str) -> None:
    """Remove a file from the bin for good; that it is not there is fine. Raises WriteFailed."""
    try:
        binned = entry(root, name)
        if binned is not None:
            _file(root / FOLDER / name, binned).unlink(missing_ok=True)
            _forget(root, name)
    except OSError as error:
        raise write_failure(error, root / FOLDER / name) from error


def free_name(folder: Path, name: str) -> Path:
    """Return a name in a folder that nothing has: the one asked for, or it with " (2)" and so on."""
    plain = PurePosixPath(name)
    for number in range(1, _MOST_NAMES):
        path = folder / numbered(plain.stem, number, plain.suffix)
        if not path.exists(follow_symlinks=False):
            return path
    raise WriteFailed(f"Too many files in {folder} are called {name}.", path=str(folder / name))


def _file(home: Path, binned: Binned) -> Path:
    return home / f"file{PurePosixPath(binned.place).suffix}"


def _forget(root: Path, name: str) -> None:
    home = root / FOLDER / name
    (home / _NOTE).unlink(missing_ok=True)
    with suppress(OSError):
        home.rmdir()
    with suppress(OSError):
        home.parent.rmdir()


def _written(binned: Binned) -> bytes:
    said = {
        "place": binned.place,
        "reason": binned.reason,
        "at": binned.at.isoformat(),
        "digest": binned.digest,
        "size": binned.size,
    }
    return json.dumps(said, ensure_ascii=False, indent=1).encode()


def _read(name: str, said: object) -> Binned | None:
    """Return what a note says, None for one that somebody spoilt."""
    if not isinstance(said, Mapping):
        return None
    try:
        at = datetime.fromisoformat(str(said["at"]))
        return Binned(
            id=name,
            place=str(said["place"]),
            reason=str(said["reason"]),
            at=at,
            digest=str(said["digest"]),
            size=int(str(said["size"])),
        )
    except KeyError, ValueError:
        return None
