"""What can be typed to keep two servers in step by hand."""

import argparse
import re

from syncopate.command.link_options import written_out
from syncopate.command.options import Actions, action, actions_of, between, pair
from syncopate.domain.watch import MediaType, Side

_SIDES = tuple(Side)
_MOST_SECONDS = 86_400
_POSITION = re.compile(r"(?:(?:(\d{1,3}):)?(\d{1,3}):)?(\d{1,6})")
_SIXTY = 60


def watch(command: argparse.ArgumentParser) -> None:
    """Compare, sync, place; look after the libraries of a server; begin with the file of the old tool."""
    actions = actions_of(command)
    _of_link(action(actions, "list", "list the libraries of films and shows: id, name, type, folders"))
    _titles(action(actions, "check", "compare what both sides say, and write nothing"))
    _sync(_titles(action(actions, "sync", "write to each side what the other one has newer")))
    shown = _of_link(action(actions, "show", "show what both sides say of one film or episode"))
    shown.add_argument("media", metavar="ID", help="its media id: check shows it")
    shown.add_argument(
        "--sage-data",
        "--raw",
        dest="raw",
        action="store_true",
        help="print all that the server says of it, as JSON; of SageTV's side that is its media file",
    )
    _position(_of_link(action(actions, "position", "say how far one film or episode was seen")))
    _section(action(actions, "section", "add, delete or refresh a library of the server"))
    written_out(action(actions, "export", "write what an account says, as it was read last, to a file"))
    _import(action(actions, "import-config", "make both accounts and their link from sageplex_cfg.json"))


def _of_link(command: argparse.ArgumentParser) -> argparse.ArgumentParser:
    command.add_argument(
        "--link", help="name or id of the link; that of import-config, or the only one, when left out"
    )
    command.add_argument(
        "--at",
        choices=_SIDES,
        help="the side whose libraries and media ids are meant; the first that has libraries",
    )
    return command


def _titles(command: argparse.ArgumentParser) -> argparse.ArgumentParser:
    _of_link(command)
    command.add_argument(
        "section", nargs="*", default=[], help="id or name of a library, or all; capitals do not matter"
    )
    command.add_argument(
        "-m",
        "--media",
        nargs="+",
        action="extend",
        default=[],
        metavar="ID",
        help="only films and episodes with these media ids",
    )
    command.add_argument(
        "-x",
        "--ignore-first",
        type=between(0, _MOST_SECONDS),
        default=_SIXTY,
        metavar="SECONDS",
        help="take positions within so many seconds of the beginning for none; 0: take each as it is",
    )
    return command


def _sync(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "-n", "--dry-run", action="store_true", help="show what would be written, and write nothing"
    )
    command.add_argument("-p", "--confirm", action="store_true", help="ask before each title is written")
    command.add_argument(
        "--approve", action="store_true", help="also where so much would be taken back that a run would wait"
    )


def _position(command: argparse.ArgumentParser) -> None:
    command.add_argument("media", metavar="ID", help="its media id: check shows it")
    command.add_argument("position", type=_seconds, help="how far: h:m:s, m:s or seconds; 0: not begun")
    command.add_argument("--side", choices=_SIDES, help="only this side; both when left out")
    command.add_argument("--yes", action="store_true", help="do not ask")


def _section(command: argparse.ArgumentParser) -> None:
    actions: Actions = command.add_subparsers(dest="what", required=True, metavar="WHAT")
    add = _of_link(action(actions, "add", "add a library to the server"))
    add.add_argument("name", help="what to call it")
    add.add_argument(
        "path",
        nargs="*",
        default=[],
        help="folders as the server sees them; when left out those that the other side records to and takes "
        "videos from, by its rules of folders",
    )
    add.add_argument(
        "--type", required=True, choices=(MediaType.SHOW.value, MediaType.MOVIE.value), help="what it holds"
    )
    delete = _of_link(action(actions, "delete", "delete a library; its files stay"))
    delete.add_argument("--yes", action="store_true", help="do not ask")
    refresh = _of_link(action(actions, "refresh", "have the server look at the files of a library"))
    for each in (delete, refresh):
        each.add_argument("section", help="id or name of the library")


def _import(command: argparse.ArgumentParser) -> None:
    command.add_argument("file", help="sageplex_cfg.json of the old tool")
    command.add_argument(
        "--path-map",
        metavar="THEIRS=>OURS",
        help="where folders are for the other side, several parted by |; found by the files that both have "
        "when left out",
    )
    command.add_argument(
        "--answer",
        dest="answers",
        type=_answer,
        action="append",
        default=[],
        metavar="SIDE.NAME=VALUE",
        help="what logging in asks and the file does not say, e.g. right.token=…; repeat it for more",
    )


def _answer(text: str) -> tuple[Side, str, str]:
    """Read "right.token=abc"."""
    named, value = pair(text)
    side, dot, name = named.partition(".")
    if not dot or not name or side not in _SIDES:
        raise argparse.ArgumentTypeError(f"{named!r} does not begin with left. or right.")
    return Side(side), name, value


def _seconds(text: str) -> int:
    """Read a position: "1:02:03", "62:03" or "3723"."""
    found = _POSITION.fullmatch(text.strip())
    if found is None or not text.isascii():
        raise argparse.ArgumentTypeError(f"{text!r} is no position: h:m:s, m:s or seconds")
    hours, minutes, seconds = (int(each or 0) for each in found.groups())
    if (found[1] and minutes >= _SIXTY) or (found[2] and seconds >= _SIXTY):
        raise argparse.ArgumentTypeError(f"{text!r} is no position: after hours and minutes come at most 59")
    return (hours * _SIXTY + minutes) * _SIXTY + seconds
