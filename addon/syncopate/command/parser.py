"""What can be typed, with help and defaults."""

import argparse
import re
import socket
from importlib.metadata import PackageNotFoundError, version

from syncopate.command import (
    household_options,
    link_options,
    playlist_options,
    source_options,
    target_options,
    watch_options,
)
from syncopate.command.library_options import add_library_commands
from syncopate.command.options import JSON, Actions, Formatter, between

_DESCRIPTION = """Keeps a household's media in step. Data, port and database are chosen by environment
variables (SYNCOPATE_DATA_DIR, SYNCOPATE_PORT, SYNCOPATE_DATABASE_URL, TZ …); README lists them."""


_LONGEST_NAME = 48


def installed_version() -> str:
    """Return the version of the installed engine."""
    try:
        return version("syncopate")
    except PackageNotFoundError:
        return "0"


def parser() -> argparse.ArgumentParser:
    """Return the whole command line."""
    top = argparse.ArgumentParser("syncopate", description=_DESCRIPTION, formatter_class=Formatter)
    top.add_argument("--version", action="version", version=f"syncopate {installed_version()}")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _run(_command(commands, "run", "serve pages, API and MQTT, and run the schedules"))
    _worker(_command(commands, "worker", "work beside a serving engine, with PostgreSQL: syncs, scans"))
    _sync(_command(commands, "sync", "sync playlists or albums now"))
    _plan(_command(commands, "plan", "show what a sync would write, and write nothing"))
    _scan(_command(commands, "scan", "bring the index of a library up to date"))
    _missing(_command(commands, "missing", "list what the libraries do not have", with_json=False))
    _match(_command(commands, "match", "show which track of a library a name would be, and why"))
    _album(_command(commands, "album", "show how much of an album a library has"))
    household_options.accounts(
        _command(commands, "accounts", "log in to servers and services, and look after that")
    )
    household_options.libraries(_command(commands, "libraries", "list, add and remove libraries"))
    source_options.sources(_command(commands, "sources", "look at links, and at what services have"))
    playlist_options.playlists(
        _command(commands, "playlists", "add playlists and albums, and look after them")
    )
    target_options.targets(_command(commands, "targets", "say where a playlist is kept"))
    link_options.links(_command(commands, "links", "keep two accounts in step, and look after that"))
    watch_options.watch(
        _command(commands, "watch", "keep SageTV and Plex, or any two that are linked, in step by hand")
    )
    household_options.members(_command(commands, "members", "say who lives here, and who that is on servers"))
    add_library_commands(_command(commands, "library", "show what the libraries hold", with_json=False))
    source_options.identities(
        _command(commands, "identities", "show what entries are in catalogues, and put that right")
    )
    _decisions(_command(commands, "decisions", "list what was decided on matches, and take it back"))
    _keys(_command(commands, "keys", "create, list and revoke API keys"))
    _migrate(_command(commands, "migrate", "bring the database to this version's schema, or back to a copy"))
    _command(commands, "doctor", "check folders, database, tools and settings")
    _jobs(_command(commands, "jobs", "look after the jobs database", with_json=False))
    _openapi(_command(commands, "openapi", "print the API's contract"))
    return top


def _command(
    commands: Actions,
    name: str,
    text: str,
    *,
    with_json: bool = True,
) -> argparse.ArgumentParser:
    made = commands.add_parser(
        name, help=text, description=text[:1].upper() + text[1:] + ".", formatter_class=Formatter
    )
    if with_json:
        made.add_argument("--json", action="store_true", help=JSON)
    return made


def _run(command: argparse.ArgumentParser) -> None:
    command.add_argument("--host", help="address to listen on (SYNCOPATE_HOST, else 127.0.0.1)")
    command.add_argument(
        "--sign-in-link",
        action="store_true",
        help="print a link that signs in to the pages once; not where others read the output",
    )
    command.add_argument("--port", type=int, help="port to listen on, 0 for none (SYNCOPATE_PORT, else 9030)")


def _worker(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--name",
        type=_name,
        default=socket.gethostname()[:_LONGEST_NAME],
        help="what this worker is known by; no other living one may have it, and it goes on under it",
    )


def _name(text: str) -> str:
    """Return the name of a worker: it becomes part of ids."""
    if not re.fullmatch(rf"[A-Za-z0-9][A-Za-z0-9._-]{{0,{_LONGEST_NAME - 1}}}", text):
        raise argparse.ArgumentTypeError(
            f"{text!r} is no name: letters, digits, '.', '_' and '-', {_LONGEST_NAME} at most"
        )
    return text


def _jobs(command: argparse.ArgumentParser) -> None:
    actions = command.add_subparsers(dest="action", required=True, metavar="ACTION")
    reset = actions.add_parser(
        "reset",
        help="make the jobs database anew; what was going begins anew when the engine starts. Stop it first",
    )
    reset.add_argument("--json", action="store_true", help=JSON)


def _sync(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "playlist",
        nargs="*",
        default=[],
        help="name or id of a playlist or album, or a playlist file to add; all playlists that are due when "
        "none is named",
    )
    command.add_argument(
        "--albums",
        action="store_true",
        help="albums instead, those due or named; files become albums",
    )
    command.add_argument("--library", help="name or id of the library for files that are added")
    command.add_argument("--force", action="store_true", help="also what is disabled or not due")
    command.add_argument(
        "--approve",
        action="store_true",
        help="let those plans of the named ones through that wait as `syncopate plan` shows them",
    )
    command.add_argument("--explain", action="store_true", help="print every entry with its verdict and why")


def _plan(command: argparse.ArgumentParser) -> None:
    command.add_argument("playlist", nargs="+", help="name or id of a playlist")


def _scan(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "library",
        nargs="*",
        default=[],
        help="name or id of a library, or a music folder to add; all libraries when none is named",
    )
    command.add_argument(
        "--mode",
        choices=("incremental", "full", "deep"),
        default="incremental",
        help="read what changed, or everything anew; deep: after its server has looked at its own files",
    )


def _missing(command: argparse.ArgumentParser) -> None:
    command.add_argument("playlist", nargs="?", help="name or id of a playlist; all when none is named")
    command.add_argument("--albums", action="store_true", help="albums that lack something, not tracks")
    shapes = command.add_mutually_exclusive_group()
    shapes.add_argument("--csv", action="store_true", help="print a table for spreadsheets")
    shapes.add_argument("--json", action="store_true", help=JSON)
    command.add_argument("--write", action="store_true", help="write the four text files anew")


def _match(command: argparse.ArgumentParser) -> None:
    command.add_argument("name", help='the entry as a playlist has it: "Artist - Title"')
    command.add_argument("--album", help="its album")
    command.add_argument("--duration", help="its length: m:ss, or seconds")
    command.add_argument("--isrc", help="its ISRC")
    command.add_argument("--library", help="name or id of the library, where there are several")


def _decisions(command: argparse.ArgumentParser) -> None:
    actions = command.add_subparsers(dest="action", required=True, metavar="ACTION")
    listed = actions.add_parser("list", help="list decisions, newest first", formatter_class=Formatter)
    listed.add_argument("--limit", type=between(1, 10_000), default=50, help="how many at most")
    listed.add_argument("--all", action="store_true", help="also those that were taken back")
    listed.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help=JSON)
    undo = actions.add_parser("undo", help="take one back, or all of a batch")
    undo.add_argument("decision", help="number of the decision, or id of the batch")
    undo.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help=JSON)


def _album(command: argparse.ArgumentParser) -> None:
    command.add_argument("album", help='"Artist - Album", or the title of an album alone')
    command.add_argument("--library", help="name or id of the library; needed where there are several")


def _keys(command: argparse.ArgumentParser) -> None:
    actions = command.add_subparsers(dest="action", required=True, metavar="ACTION")
    create = actions.add_parser("create", help="create a key and show it once", formatter_class=Formatter)
    create.add_argument("name", help="what the key is for")
    create.add_argument(
        "--scope", choices=("read", "control", "admin"), default="control", help="what it may do at most"
    )
    create.add_argument(
        "--per-minute", type=between(1, 6000), default=60, help="requests allowed in a minute"
    )
    create.add_argument("--days", type=between(1, 36500), help="days until it expires; never when left out")
    create.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help=JSON)
    listed = actions.add_parser("list", help="list keys, never the keys themselves")
    listed.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help=JSON)
    revoke = actions.add_parser("revoke", help="revoke a key")
    revoke.add_argument("key", help="id, name or prefix of the key")
    revoke.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help=JSON)


def _migrate(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--restore",
        metavar="FILE",
        help="put a copy (*.before-*) in the place of what is in the database now; stop the engine first",
    )
    command.add_argument("--yes", action="store_true", help="do restore")


def _openapi(command: argparse.ArgumentParser) -> None:
    command.add_argument("--output", help="file to write instead of printing")
