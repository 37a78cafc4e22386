"""What can be typed about playlists and albums."""

import argparse

from syncopate.command.export_options import export_options
from syncopate.command.options import action, actions_of, between, pair
from syncopate.domain.playlist import MirrorKind, TargetPolicy

_PLAYLIST = "name or id of the playlist or album"


def playlists(command: argparse.ArgumentParser) -> None:
    """Add, list, look at, keep and remove."""
    actions = actions_of(command)
    _add(action(actions, "add", "add a playlist or album by a link, or by what its service calls it"))
    listed = action(actions, "list", "list playlists and albums, and how they stand")
    listed.add_argument("--label", help="only those of this category")
    listed.add_argument("--kind", choices=tuple(MirrorKind), help="only those")
    for name, text in (
        ("show", "show where it comes from, how it stands, and where it is kept"),
        ("changes", "list what changed at its source, the latest first"),
        ("accept", "take over what a source says that has lost most of its entries"),
        ("keep", "keep it though it is gone at its source, or would go by itself"),
        ("remove", "remove it; what was written to libraries stays"),
    ):
        _more(name, _of_one(action(actions, name, text)))
    replacing = _of_one(action(actions, "replace-file", "put a file in the place of the uploaded one"))
    replacing.add_argument("file", help="CSV, TSV, TXT, M3U, XSPF or JSPF; the next sync reads it")
    replacing.add_argument(
        "--column",
        type=pair,
        action="append",
        default=[],
        metavar="ROLE=HEADING",
        help="which column of a table holds what, e.g. title=Song; repeat it for more. When left out, as "
        "was said of the old file",
    )
    refresh = action(actions, "refresh", "read sources now and keep what they say; nothing is written")
    identify = action(actions, "identify", "find out in catalogues what the entries are")
    identify.add_argument(
        "--in",
        dest="catalogue",
        metavar="CATALOGUE",
        help="the service whose catalogue is asked, e.g. deezer; the first that answers",
    )
    for made in (refresh, identify):
        made.add_argument("playlist", nargs="+", help=_PLAYLIST)
    export_options(actions)


def _of_one(command: argparse.ArgumentParser) -> argparse.ArgumentParser:
    command.add_argument("playlist", help=_PLAYLIST)
    return command


def _more(name: str, command: argparse.ArgumentParser) -> None:
    match name:
        case "changes":
            command.add_argument("--limit", type=between(1, 5_000), default=100, help="how many at most")
        case "accept":
            command.add_argument("--yes", action="store_true", help="do not ask")
        case "remove":
            command.add_argument("--delete", action="store_true", help="delete what was written too")


def _add(command: argparse.ArgumentParser) -> None:
    command.add_argument("link", nargs="?", help="its link as it was copied; words around it do no harm")
    command.add_argument("--provider", help="the service, e.g. listenbrainz, where there is no link")
    command.add_argument("--reference", help="what the service calls it, e.g. liked: see sources browse")
    command.add_argument("--account", help="name or id of the account to read it by")
    command.add_argument("--library", help="name or id of the library; the only one when left out")
    command.add_argument("--member", help="name or id of the member whose it is; the household's")
    command.add_argument("--label", help="the category it is shown under")
    command.add_argument(
        "--interval", type=between(0, 365), help="days between syncs, 0 for every run; as the settings say"
    )
    command.add_argument("--name", help="what to call it; as its source does when left out")
    command.add_argument("--cover", metavar="URL", help="a picture of your own, at an https address")
    command.add_argument(
        "--policy",
        choices=tuple(TargetPolicy),
        default=TargetPolicy.MIRROR.value,
        help="what becomes of tracks that people put into the written playlist",
    )
    command.add_argument("--disabled", action="store_true", help="leave it out of schedules")
