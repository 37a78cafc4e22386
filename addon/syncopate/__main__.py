"""`syncopate`: reads the command line and does what it says. Exit code 2: the command could not be done."""

import argparse
import asyncio
import os
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from importlib import import_module
from io import TextIOWrapper

from syncopate.command import output
from syncopate.command.parser import parser
from syncopate.errors import SyncopateError
from syncopate.jobs.driver import defer
from syncopate.settings import Environment

type Command = Callable[[Environment, argparse.Namespace], Awaitable[int]]

_COMMANDS: Mapping[str, str] = {
    "run": "syncopate.command.serve:run",
    "worker": "syncopate.command.worker:run",
    "sync": "syncopate.command.work:sync",
    "plan": "syncopate.command.plans:plan",
    "scan": "syncopate.command.work:scan",
    "missing": "syncopate.command.work:missing",
    "match": "syncopate.command.matching:match",
    "accounts": "syncopate.command.accounts:accounts",
    "libraries": "syncopate.command.libraries:libraries",
    "sources": "syncopate.command.sources:sources",
    "playlists": "syncopate.command.playlists:playlists",
    "targets": "syncopate.command.targets:targets",
    "links": "syncopate.command.links:links",
    "watch": "syncopate.command.watch:watch",
    "members": "syncopate.command.members:members",
    "identities": "syncopate.command.identities:identities",
    "decisions": "syncopate.command.matching:decisions",
    "album": "syncopate.command.albums:album",
    "library": "syncopate.command.library:library",
    "keys": "syncopate.command.admin:keys",
    "migrate": "syncopate.command.schema:migrate",
    "doctor": "syncopate.command.doctor:doctor",
    "jobs": "syncopate.command.jobs:jobs",
    "openapi": "syncopate.command.contract:openapi",
}
"""Loaded when asked for: `--help` and small commands need no web server."""

_LASTING = frozenset({"run", "worker"})
_NOT_DONE = 2
_INTERRUPTED = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Do one command and return the exit code."""
    arguments = parser().parse_args(argv)
    for stream in (sys.stdout, sys.stderr):
        # Names of files need not be text that the terminal can show.
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        environment = _environment(arguments)
        if environment.database_url.startswith("sqlite"):
            defer()
        module, _, name = _COMMANDS[arguments.command].partition(":")
        command: Command = getattr(import_module(module), name)
        return asyncio.run(_done(command, environment, arguments))
    except SyncopateError as error:
        if arguments.json:
            output.print_json(
                {"error": {"key": error.key, "detail": error.detail, "placeholders": error.placeholders}}
            )
        else:
            output.complain(f"syncopate: {error.detail} [{error.key}]")
        return _NOT_DONE
    except KeyboardInterrupt:
        return _INTERRUPTED
    except BrokenPipeError:
        sys.stderr.close()
        return 0


def _environment(arguments: argparse.Namespace) -> Environment:
    environment = Environment.read()
    if arguments.command not in _LASTING and "SYNCOPATE_LOG_LEVEL" not in os.environ:
        # A command tells what it has to tell itself.
        environment = replace(environment, log_level="warning")
    return environment


async def _done(command: Command, environment: Environment, arguments: argparse.Namespace) -> int:
    return await command(environment, arguments)


if __name__ == "__main__":
    sys.exit(main())
