"""The commands about the libraries of films and shows on a server."""

import argparse

from syncopate.command import output
from syncopate.command.asking import agreed
from syncopate.command.watch_meant import Meant, meant
from syncopate.domain.watch import MediaType
from syncopate.errors import NotFound
from syncopate.providers.watching import Section
from syncopate.sync.kit import Kit
from syncopate.sync.watch.shelves import (
    add_shelf,
    delete_shelf,
    folders_of,
    named,
    refresh_shelf,
    shelves_of,
)


async def listed(kit: Kit, arguments: argparse.Namespace) -> int:
    """List them."""
    found = await meant(kit, arguments)
    sections = await shelves_of(kit, found.account)
    if arguments.json:
        output.print_json([document_of(each) for each in sections])
        return 0
    rows = [
        (
            *(each.key, each.name, each.type.value),
            *("" if each.count is None else str(each.count), ", ".join(each.paths)),
        )
        for each in sections
    ]
    output.print_table(found.account.name, ("id", "name", "type", "titles", "folders"), rows)
    return 0


async def section(kit: Kit, arguments: argparse.Namespace) -> int:
    """Add, delete or refresh one."""
    found = await meant(kit, arguments)
    match arguments.what:
        case "add":
            return await _add(kit, arguments, found)
        case "delete":
            return await _delete(kit, arguments, found)
        case _:
            return await _refresh(kit, arguments, found)


def document_of(section: Section) -> dict[str, object]:
    """Return what is told of a library."""
    return {
        "id": section.key,
        "name": section.name,
        "type": section.type,
        "paths": section.paths,
        "count": section.count,
    }


async def _add(kit: Kit, arguments: argparse.Namespace, found: Meant) -> int:
    paths = arguments.path or await folders_of(kit, found.ends.at(found.at.other))
    kind = MediaType(arguments.type)
    added = await add_shelf(kit, found.account, arguments.name, kind, paths)
    if arguments.json:
        output.print_json(document_of(added))
    else:
        output.say(f"Added {added.name} ({added.key}): {', '.join(added.paths)}.")
    return 0


async def _delete(kit: Kit, arguments: argparse.Namespace, found: Meant) -> int:
    one = await _only(kit, arguments, found)
    lost = (
        f"{one.name} ({one.key}) goes from {found.account.name} with what was watched of it; its files stay"
    )
    if not await agreed(lost, yes=arguments.yes):
        output.complain("It stays.")
        return 1
    await delete_shelf(kit, found.account, one.key)
    if arguments.json:
        output.print_json({"deleted": one.key})
    else:
        output.say(f"{one.name} is deleted.")
    return 0


async def _refresh(kit: Kit, arguments: argparse.Namespace, found: Meant) -> int:
    one = await _only(kit, arguments, found)
    await refresh_shelf(kit, found.account, one.key)
    if arguments.json:
        output.print_json({"refreshed": one.key})
    else:
        output.say(f"{found.account.name} looks at the files of {one.name}.")
    return 0


async def _only(kit: Kit, arguments: argparse.Namespace, found: Meant) -> Section:
    fitting = named(await shelves_of(kit, found.account), arguments.section)
    if len(fitting) == 1:
        return fitting[0]
    keys = ", ".join(each.key for each in fitting)
    said = (
        f"Several libraries are called {arguments.section}, use the id: {keys}."
        if fitting
        else f"{found.account.name} has no library {arguments.section}."
    )
    raise NotFound(said, what="section", id=arguments.section)
