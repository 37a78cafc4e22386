"""Where finished files lie: slskd's download folder, as it sees it and as we do."""

import os
import re
from dataclasses import dataclass
from pathlib import Path

from syncopate.errors import FolderUnreadable, NotConfigured
from syncopate.providers._tracker.raw import Raw
from syncopate.providers.capability import Context
from syncopate.providers.slskd.keys import Shared

_FEW = 200
"""Entries that are looked for: where one is there it is the same folder."""


@dataclass(frozen=True, slots=True)
class Places:
    """slskd's download folder: as it sees it, "" for what it says itself, and as we see it."""

    remote: str
    local: Path

    def same(self, told: str) -> bool:
        """Tell whether a folder that slskd tells of is the one that was entered."""
        return not self.remote or _plain(self.remote) == _plain(told)


def places_of(context: Context) -> Places:
    """Read an account's settings. Raises NotConfigured."""
    local = context.settings.get("local_folder", "").strip()
    if not local or "\0" in local:
        raise NotConfigured(
            "slskd's download folder is needed, as Syncopate sees it.", what="slskd.local_folder"
        )
    return Places(context.settings.get("remote_folder", "").strip(), Path(local).absolute())


def relative_of(file: Shared) -> Path:
    """Return where slskd puts a file below its download folder: the last folder of its name, and the name."""
    parts = [part for part in re.split(r"[\\/]", file.name) if part]
    steps = ["_" if part in {".", ".."} else part.replace("\0", "_") for part in parts[-2:]]
    return Path(*steps) if steps else Path("_")


def find_file(places: Places, file: Shared, size: int | None) -> Path | None:
    """Return the file that came, None where it does not lie there. Blocks.

    Where one of its name was there before, slskd puts a number behind the name: the size tells which it is.
    """
    wanted = places.local / relative_of(file)
    numbered = re.compile(rf"{re.escape(wanted.stem)}_\d+{re.escape(wanted.suffix)}")
    try:
        with os.scandir(wanted.parent) as entries:
            found = [
                entry
                for entry in entries
                if (entry.name == wanted.name or numbered.fullmatch(entry.name))
                and entry.is_file(follow_symlinks=False)
                and (size is None or entry.stat(follow_symlinks=False).st_size == size)
            ]
    except OSError:
        return None
    newest = max(found, key=lambda entry: entry.stat(follow_symlinks=False).st_mtime_ns, default=None)
    return None if newest is None else Path(newest.path)


def hold_to_folder(places: Places, told: str, listed: Raw) -> None:
    """See whether what slskd lists lies where we look. Raises FolderUnreadable naming both. Blocks.

    `told` is slskd's own folder. Where both are empty nobody can tell.
    """
    remote, local = told or places.remote, str(places.local)
    if not places.same(told):
        said = f"slskd puts finished files into {told}, and {places.remote} was entered."
        raise FolderUnreadable(said, path=places.remote)
    try:
        here = next(places.local.iterdir(), None)
    except OSError as error:
        said = f"{local} cannot be read here ({error.strerror}): it should be {remote} of slskd."
        raise FolderUnreadable(said, path=local) from error
    names = _names(listed)
    if any((places.local / name).exists() for name in names[:_FEW]) or (not names and here is None):
        return
    lies = (
        f"{names[0]} lies in {remote} of slskd and not in {local} here"
        if names
        else f"{remote} of slskd is empty and {local} here is not"
    )
    said = f"These are not the same folder: {lies}. Give both the same place."
    raise FolderUnreadable(said, path=local)


def _names(listed: Raw) -> list[str]:
    """Return the names that slskd lists in its folder."""
    found: list[str] = []
    for kind in ("directories", "files"):
        entries = listed.get(kind)
        for entry in entries if isinstance(entries, list) else []:
            name = entry.get("name") if isinstance(entry, dict) else None
            if isinstance(name, str) and (last := re.split(r"[\\/]", name.rstrip("\\/"))[-1]):
                found.append(last)
    return found


def _plain(folder: str) -> str:
    return folder.replace("\\", "/").rstrip("/")
