"""A verified file's last way: into a library, whole or not at all, over nothing that was not meant.

What is to be done is settled first and can be stored. Doing it can be cut short anywhere, by a crash or by
the power going, and done again from the start: what was done already is seen and not done twice, and at every
moment the new file and the one that it replaces are whole somewhere.
"""

import hashlib
import os
from datetime import datetime
from pathlib import Path, PurePosixPath

from syncopate.acquire import bin as waste
from syncopate.acquire.disk import digest_of, fetch, inner_folder, is_file, like_its_folder, put, remove
from syncopate.atomic import write_failure
from syncopate.domain.placing import Placed, Placement
from syncopate.errors import WriteFailed

REPLACED = "replaced"
"""The reason noted in the bin."""
_MARK = 16


def prepare(source: Path, root: Path, place: str, *, replace: bool = False, keep: bool = False) -> Placement:
    """Settle where a file goes. With `replace` what lies there goes to the bin, else a free name is taken.

    Changes nothing. Raises WriteFailed where it would lie outside the library or cannot be read.
    """
    relative = PurePosixPath(place)
    try:
        folder = inner_folder(root, relative, make=False)
        target = folder / relative.name
        digest, size = digest_of(source), source.stat().st_size
        replaces: str | None = None
        if os.path.lexists(target):
            if replace and target.is_file() and not target.is_symlink():
                there = digest_of(target)
                replaces = there if there != digest else None
            elif not is_file(target, digest, size):
                relative = relative.with_name(waste.free_name(folder, relative.name).name)
    except OSError as error:
        raise write_failure(error, source) from error
    return Placement(
        source=str(source.absolute()),
        root=str(root.absolute()),
        place=str(relative),
        digest=digest,
        size=size,
        replaces=replaces,
        keep=keep,
    )


def carry_out(placement: Placement, now: datetime) -> Placed:
    """Do what was settled, or what is left of it.

    Raises WriteFailed where something else lies there now, or the file is neither here nor there any more;
    DiskFull, FolderNotWritable: then nothing was lost, and it can be done again.
    """
    root, relative = Path(placement.root), PurePosixPath(placement.place)
    source = Path(placement.source)
    try:
        folder = inner_folder(root, relative, make=True)
        target, part = folder / relative.name, folder / f".syncopate-{_mark(placement)}.part"
        if not is_file(target, placement.digest, placement.size):
            _check_free(target, placement)
            if not is_file(part, placement.digest, placement.size):
                _check_source(source, placement)
                fetch(source, part, placement.digest, copy=placement.keep)
            like_its_folder(part)
            _exchange(target, part, placement, now)
        remove(part)
        if not placement.keep and _is_another(source, target, placement):
            remove(source)
        replaced = waste.entry(root, _mark(placement)) if placement.replaces is not None else None
    except OSError as error:
        raise write_failure(error, root / relative) from error
    return Placed(place=placement.place, replaced=replaced)


def abandon(placement: Placement) -> None:
    """Take back what was begun and is not to be finished: what was put aside for it lies in its place again.

    A file that was placed already stays. Raises WriteFailed.
    """
    root, relative, name = Path(placement.root), PurePosixPath(placement.place), _mark(placement)
    try:
        folder = inner_folder(root, relative, make=False)
        if folder.is_dir():
            remove(folder / f".syncopate-{name}.part")
        aside = placement.replaces is not None and waste.entry(root, name) is not None
        if aside and not os.path.lexists(folder / relative.name):
            waste.restore(root, name)
    except OSError as error:
        raise write_failure(error, root / relative) from error


def _exchange(target: Path, part: Path, placement: Placement, now: datetime) -> None:
    """Put the old file aside and the new one in its place; where that fails the old one is put back."""
    aside = placement.replaces is not None and os.path.lexists(target)
    root, name = Path(placement.root), _mark(placement)
    if aside:
        waste.put_aside(root, placement.place, name=name, reason=REPLACED, now=now, digest=placement.replaces)
    try:
        put(part, target)
    except FileExistsError as error:
        raise WriteFailed(f"Something else was put at {target}.", path=str(target)) from error
    except OSError:
        if aside and not os.path.lexists(target):
            waste.restore(root, name)
        raise


def _check_free(target: Path, placement: Placement) -> None:
    """Refuse to touch what was not there when the placement was settled."""
    if not os.path.lexists(target):
        return
    expected = placement.replaces is not None and not target.is_symlink() and target.is_file()
    if not expected or digest_of(target) != placement.replaces:
        raise WriteFailed(f"Something else lies at {target}.", path=str(target))


def _check_source(source: Path, placement: Placement) -> None:
    if not is_file(source, placement.digest, placement.size):
        raise WriteFailed(f"{source} is gone or was changed.", path=str(source))


def _is_another(source: Path, target: Path, placement: Placement) -> bool:
    """Tell whether the source is still there, and not the placed file itself by another way to its name."""
    if not is_file(source, placement.digest, placement.size):
        return False
    if not target.samefile(source):
        return True
    # Two names of one file: both have to be there, or the only one would be removed.
    return source.stat().st_nlink > 1 and source.resolve() != target.resolve()


def _mark(placement: Placement) -> str:
    """Return the name of what belongs to a placement: the same each time it is carried out."""
    text = "\0".join((placement.place, placement.digest, placement.replaces or ""))
    return hashlib.sha256(text.encode()).hexdigest()[:_MARK]
