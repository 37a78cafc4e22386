"""What can be typed about exports."""

from syncopate.command.options import Actions, action
from syncopate.domain.export import ExportFormat

FORMATS = tuple(item.value for item in ExportFormat)


def export_options(actions: Actions) -> None:
    """Export one."""
    export = action(actions, "export", "write one as a file of a format that players and spreadsheets read")
    export.add_argument("playlist", help="name or id of the playlist or album")
    export.add_argument(
        "--format",
        choices=FORMATS,
        help="as the name of --output ends, else m3u8; m3u8 and m3u name files, txt links",
    )
    export.add_argument(
        "--output", help="file to write to, or a folder that is there; standard output when left out, or by -"
    )
    export.add_argument(
        "--links",
        metavar="SERVICE",
        help="the service whose links entries get, e.g. spotify; without --format as links, one a line",
    )
    export.add_argument(
        "--find", action="store_true", help="look there first for entries whose link is not known"
    )
    export.add_argument("--library", help="name or id of the library whose files are named; the first one")
    export.add_argument("--path-from", metavar="FROM", help="what paths begin with as the library has them")
    export.add_argument("--path-to", metavar="TO", help="what they begin with where they are played")
