"""Carries out a placement and dies at one of its steps: run as a program by the test of it.

Every call that changes something on the disk is a step; the process ends before or after it, without any
cleaning up, as where the power goes. For each step a child of this process begins in a fresh folder and dies
there; then it is gone on with, and what was found is told as JSON, one line for each step.
"""

import errno
import json
import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from syncopate.acquire import bin as waste, disk
from syncopate.acquire.placing import carry_out, prepare

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
NEW, OLD = b"new" * 60_000, b"old" * 50_000
STEPS = ("link", "rename", "replace", "unlink", "mkdir", "fsync", "write", "fchmod", "chmod", "chown")
PLACE = "Oasis/Morning Glory/03 - Wonderwall.flac"
DIED = 9


def _wrapped(call: Callable[..., Any], steps: list[int], last: int, *, after: bool) -> Callable[..., Any]:
    def step(*arguments: Any, **more: Any) -> Any:
        steps[0] += 1
        if steps[0] == last and not after:
            os._exit(DIED)
        here = steps[0]
        try:
            return call(*arguments, **more)
        finally:
            if here == last:
                os._exit(DIED)

    return step


def _other_disk(call: Callable[..., Any]) -> Callable[..., Any]:
    """Have a call fail that would lead from one disk to another."""

    def across(source: Any, target: Any, **more: Any) -> Any:
        if ("downloads" in str(source)) is not ("downloads" in str(target)):
            raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))
        return call(source, target, **more)

    return across


def _no_links(*_: Any, **__: Any) -> Any:
    raise OSError(errno.EPERM, os.strerror(errno.EPERM))


def set_up(folder: Path, *, replaces: bool) -> tuple[Path, Path]:
    """Make a library and a download; with `replaces` the place is taken."""
    library, downloads = folder / "library", folder / "downloads"
    library.mkdir(parents=True)
    downloads.mkdir()
    (downloads / "song.flac").write_bytes(NEW)
    if replaces:
        there = library / PLACE
        there.parent.mkdir(parents=True)
        there.write_bytes(OLD)
    return library, downloads / "song.flac"


def found(library: Path, source: Path) -> dict[str, Any]:
    """Tell what lies where: how often the new and the old file are there whole, and what is left over."""
    contents = {path: path.read_bytes() for path in source.parent.parent.rglob("*") if path.is_file()}
    target = library / PLACE
    return {
        "new": sum(data == NEW for data in contents.values()),
        "old": sum(data == OLD for data in contents.values()),
        "placed": contents.get(target) == NEW,
        "half": sorted(
            str(path) for path, data in contents.items() if path == target and data not in {NEW, OLD}
        ),
        "source": source.exists(),
        "left": sorted(path.name for path in contents if path.name.startswith(".syncopate-")),
        "binned": [each.place for each in waste.entries(library)],
    }


def main(folder: Path, kind: str) -> None:
    """Die at every step of a kind of placement, and go on each time."""
    replaces, keep = "replace" in kind, "keep" in kind
    if "across" in kind:
        for name in ("link", "rename"):
            setattr(os, name, _other_disk(getattr(os, name)))
    if "unlinked" in kind:
        os.link = _no_links
    disk._CHUNK = 1 << 16  # so that it dies in the middle of a copy, too
    plain = {name: getattr(os, name) for name in STEPS}
    for last in range(1, 400):
        for after in (False, True):
            home = folder / f"{last}-{after}"
            library, source = set_up(home, replaces=replaces)
            placement = prepare(source, library, PLACE, replace=replaces, keep=keep)
            child = os.fork()
            if not child:
                steps = [0]
                for name, call in plain.items():
                    setattr(os, name, _wrapped(call, steps, last, after=after))
                try:
                    carry_out(placement, NOW)
                    os._exit(0)
                finally:
                    os._exit(1)
            died = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
            between = found(library, source)
            placed = carry_out(placement, NOW)
            again = carry_out(placement, NOW)
            told = {
                "step": last,
                "after": after,
                "died": died,
                "between": between,
                "end": found(library, source),
            }
            sys.stdout.write(json.dumps({**told, "same": placed == again}) + "\n")
            sys.stdout.flush()
            if not died:
                return


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
