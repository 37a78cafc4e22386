"""The commands that keep two servers in step by hand."""

import argparse
import asyncio
from collections.abc import Awaitable, Callable, Mapping

from syncopate.bootstrap.base import opened_kit
from syncopate.command.link_records import export
from syncopate.command.watch_check import check, sync
from syncopate.command.watch_items import position, show
from syncopate.command.watch_sections import listed, section
from syncopate.command.watch_set_up import import_config
from syncopate.errors import FolderNotWritable
from syncopate.settings import Environment
from syncopate.store import revision
from syncopate.sync.kit import Kit

_ACTIONS: Mapping[str, Callable[[Kit, argparse.Namespace], Awaitable[int]]] = {
    "list": listed,
    "section": section,
    "check": check,
    "sync": sync,
    "show": show,
    "position": position,
    "export": export,
    "import-config": import_config,
}


async def watch(environment: Environment, arguments: argparse.Namespace) -> int:
    """Do it; on a data folder that is new, too: nothing else has to be done before."""
    await asyncio.to_thread(_begin, environment)
    async with opened_kit(environment) as kit:
        return await _ACTIONS[arguments.action](kit, arguments)


def _begin(environment: Environment) -> None:
    """Make the database where there is none yet. Raises FolderNotWritable."""
    if revision.current(environment.database_url) is not None:
        return
    from syncopate.store.migrate import migrate  # noqa: PLC0415 -- heavy, and needed once

    try:
        environment.data_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FolderNotWritable(path=str(environment.data_dir)) from error
    migrate(environment.database_url, environment.data_dir)
