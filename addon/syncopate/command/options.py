"""What all of the command line is written with."""

import argparse
from collections.abc import Callable
from typing import override

JSON = "print one JSON document instead of text"


class Formatter(argparse.ArgumentDefaultsHelpFormatter):
    """Shows defaults, except where there is none to show."""

    @override
    def _get_help_string(self, action: argparse.Action) -> str | None:
        if action.default is None or action.default is False or action.default == []:
            return action.help
        return super()._get_help_string(action)


def between(least: int, most: int) -> Callable[[str], int]:
    """Return a reader of whole numbers; what it refuses is told with what it takes."""

    def number(text: str) -> int:
        if not text.isdecimal() or not text.isascii() or len(text) > len(str(most)):
            raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from {least} to {most}")
        if not least <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"{text} is not from {least} to {most}")
        return int(text)

    return number


def pair(text: str) -> tuple[str, str]:
    """Read "name=value"."""
    name, sign, value = text.partition("=")
    if not sign or not name:
        raise argparse.ArgumentTypeError(f"{text!r} is not name=value")
    return name, value


type Actions = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001 -- argparse names it no other way


def actions_of(command: argparse.ArgumentParser) -> Actions:
    """Let a command have actions, one of which has to be named."""
    return command.add_subparsers(dest="action", required=True, metavar="ACTION")


def action(actions: Actions, name: str, text: str) -> argparse.ArgumentParser:
    """Add an action that can print JSON, also where that was said before it."""
    made = actions.add_parser(name, help=text, formatter_class=Formatter)
    made.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help=JSON)
    return made
