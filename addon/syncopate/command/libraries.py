"""The commands about libraries: what there is, adding, removing, and having a server look at its files."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from syncopate.bootstrap.base import opened_kit
from syncopate.command import output
from syncopate.command.asking import agreed
from syncopate.command.named import account_called, library_named
from syncopate.errors import InvalidInput
from syncopate.settings import Environment
from syncopate.store import accounts, libraries as store
from syncopate.store.libraries import Library
from syncopate.sync.kit import Kit
from syncopate.sync.libraries import add_library, remove_library
from syncopate.sync.refreshing import refresh_folder
from syncopate.sync.servers import add_sections, sections_of


async def libraries(environment: Environment, arguments: argparse.Namespace) -> int:
    """List, add or remove them, or have one's server look."""
    async with opened_kit(environment) as kit:
        match arguments.action:
            case "add":
                return await _add(kit, arguments)
            case "remove":
                return await _remove(kit, arguments)
            case "refresh":
                return await _refresh(kit, arguments)
            case _:
                return await _list(kit, arguments)


async def _list(kit: Kit, arguments: argparse.Namespace) -> int:
    there = await kit.database.read(store.every)
    if arguments.json:
        output.print_json([_document(library) for library in there])
        return 0
    names = {account.id: account.name for account in await kit.database.read(accounts.every)}
    rows = [
        (
            library.name,
            names[library.account_id],
            str(library.tracks),
            str(library.albums),
            output.moment(library.last_scan_at, kit.zone) if library.last_scan_at else "never",
            _state(library),
            library.id,
        )
        for library in there
    ]
    columns = ("library", "account", "tracks", "albums", "scanned", "state", "id")
    output.print_table("Libraries", columns, rows)
    return 0


def _document(library: Library) -> dict[str, object]:
    hidden = {"shelved", "cursor"}
    return {name: getattr(library, name) for name in Library.__dataclass_fields__ if name not in hidden}


def _state(library: Library) -> str:
    if library.readable is None:
        return "not scanned yet"
    if not library.readable:
        return f"not readable: {library.reason}"
    return "readable in part" if library.reason else "readable"


async def _add(kit: Kit, arguments: argparse.Namespace) -> int:
    if (arguments.account is None) == (arguments.folder is None):
        raise InvalidInput("Name an account, or a folder by --folder.", field="account")
    if arguments.folder is not None:
        folder = Path(arguments.folder).absolute()
        name = arguments.name or folder.name or str(folder)
        added: Sequence[Library] = [await add_library(kit, name=name, folder=str(folder))]
    else:
        account = await account_called(kit, arguments.account)
        chosen = await _chosen(kit, account.id, arguments.section)
        added = await add_sections(kit, account.id, chosen)
    if arguments.json:
        output.print_json([_document(library) for library in added])
        return 0
    for library in added:
        output.say(f"Added {library.name} ({library.id}). Read it by: syncopate scan {library.id}")
    if not added:
        output.say("That is there already.")
    return 0


async def _chosen(kit: Kit, account_id: str, wanted: Sequence[str]) -> list[str]:
    """Return keys of parts; the only part when none is named. Raises InvalidInput that names them."""
    parts = await sections_of(kit, account_id)
    if not wanted:
        if len(parts) > 1:
            names = ", ".join(f"{part.name} ({part.key})" for part in parts)
            raise InvalidInput(f"There are several parts, name one: {names}.", field="section")
        return [part.key for part in parts] or [""]
    by_name = {part.name: part.key for part in parts}
    keys = {part.key for part in parts}
    return [text if text in keys else by_name.get(text, text) for text in wanted]


async def _remove(kit: Kit, arguments: argparse.Namespace) -> int:
    library = await library_named(kit, arguments.library)
    lost = f"{library.name} is forgotten with its index; its files stay, its playlists lose their matches"
    if not await agreed(lost, yes=arguments.yes):
        output.complain("It stays.")
        return 1
    await remove_library(kit, library.id)
    if arguments.json:
        output.print_json({"removed": library.id})
    else:
        output.say(f"{library.name} is removed.")
    return 0


async def _refresh(kit: Kit, arguments: argparse.Namespace) -> int:
    library = await library_named(kit, arguments.library)
    await refresh_folder(kit, library.id, arguments.folder)
    if arguments.json:
        output.print_json({"library_id": library.id, "folder": arguments.folder})
    else:
        output.say(f"The server of {library.name} looks at {arguments.folder or 'all of it'}.")
    return 0
