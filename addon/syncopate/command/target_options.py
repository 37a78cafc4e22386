"""What can be typed about where a playlist is kept."""

import argparse

from syncopate.command.options import action, actions_of
from syncopate.domain.target import TargetKind

_PLAYLIST = "name or id of the playlist or album"


def targets(command: argparse.ArgumentParser) -> None:
    """List, add and remove."""
    actions = actions_of(command)
    action(actions, "list", "list where it is kept, and how that went").add_argument(
        "playlist", help=_PLAYLIST
    )
    add = action(actions, "add", "keep it in one more place; the next sync brings it there")
    add.add_argument("playlist", help=_PLAYLIST)
    add.add_argument("library", help="name or id of the library")
    add.add_argument(
        "--kind",
        choices=tuple(TargetKind),
        help="as what; a playlist when left out (of an album, nothing: only what is missing is shown)",
    )
    add.add_argument(
        "--user", help="name or key of the server's user; the member whose playlist it is when left out"
    )
    remove = action(actions, "remove", "keep it there no more")
    remove.add_argument("playlist", help=_PLAYLIST)
    remove.add_argument("target", help="id of the place, or its library where it is there only once")
    remove.add_argument("--delete", action="store_true", help="delete what was written there too")
