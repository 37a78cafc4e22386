"""Which files of the machine a reference may name, so that a key to Syncopate is none to every file."""

import asyncio
from pathlib import Path

from syncopate.errors import AccessDenied
from syncopate.store import accounts
from syncopate.sync.kit import Kit
from syncopate.sync.libraries import FOLDER

ORIGIN = "origin"
"""The option that says who named a file. No caller over the network can set it: they give columns only."""

COMMAND_LINE = "command_line"


async def hold_to_reach(kit: Kit, reference: str) -> None:
    """Refuse a whole path that lies, links followed, in no folder that may be read. Raises AccessDenied."""
    if not Path(reference).is_absolute() or "\0" in reference:
        # A plain name is an upload; the reader refuses all else.
        return
    logins = await kit.database.read(accounts.every)
    music = [Path(login.settings.get("path", "")) for login in logins if login.provider == FOLDER]
    roots = [*kit.readable_roots, kit.share_dir, kit.storage_dir, *music]
    if not await asyncio.to_thread(_lies_below, Path(reference), roots):
        raise AccessDenied(
            "Playlist files are read from the music folders, the media and share folders and uploads only."
        )


def _lies_below(path: Path, roots: list[Path]) -> bool:
    real = path.resolve()
    return any(real.is_relative_to(root.resolve()) for root in roots if root.is_absolute())
