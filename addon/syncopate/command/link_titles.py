"""The commands with which the user says of titles what no account says."""

import argparse
from collections.abc import Mapping

from syncopate.command import output
from syncopate.command.named import account_called, link_called
from syncopate.domain.watch import MediaType, TitleId
from syncopate.store import watch_overrides
from syncopate.store.watch_overrides import Override, OwnKey
from syncopate.sync.kit import Kit
from syncopate.sync.watch import saying


async def block(kit: Kit, arguments: argparse.Namespace) -> int:
    """Have a title never touched."""
    return await _say(kit, arguments, None)


async def same(kit: Kit, arguments: argparse.Namespace) -> int:
    """Say what an id, or a record without one, really is."""
    return await _say(kit, arguments, arguments.other)


async def unblock(kit: Kit, arguments: argparse.Namespace) -> int:
    """Take back what was said, or list all of it."""
    if arguments.override is not None:
        await saying.take_back(kit, arguments.override)
        if arguments.json:
            output.print_json({"removed": arguments.override})
        else:
            output.say("It is taken back.")
        return 0
    known = await kit.database.read(watch_overrides.every)
    if arguments.json:
        output.print_json([_document(each) for each in known])
        return 0
    rows = [
        (
            *(each.type.value, _of(each), "never touched" if each.same is None else _id(each.same)),
            *(each.label, each.link_id or "all links", each.id),
        )
        for each in known
    ]
    output.print_table("Said of titles", ("type", "id", "is", "title", "link", "word"), rows)
    return 0


async def _say(kit: Kit, arguments: argparse.Namespace, other: str | None) -> int:
    link = None if arguments.link is None else await link_called(kit, arguments.link)
    link_id, kind = None if link is None else link.id, MediaType(arguments.type)
    if arguments.account is not None:
        said = await saying.say_of_record(
            kit,
            account_id=(await account_called(kit, arguments.account)).id,
            key=arguments.id,
            kind=kind,
            same_as=other,
            link_id=link_id,
            label=arguments.label,
        )
    else:
        said = await saying.say_of_id(
            kit, kind=kind, about=arguments.id, same_as=other, link_id=link_id, label=arguments.label
        )
    if arguments.json:
        output.print_json(_document(said))
    else:
        what = "is never touched" if said.same is None else f"is {_id(said.same)}"
        output.say(f"{_of(said)} {what} ({said.id}).")
    return 0


def _document(said: Override) -> Mapping[str, object]:
    return {
        "id": said.id,
        "link_id": said.link_id,
        "type": said.type,
        "about": _id(said.about) if isinstance(said.about, TitleId) else None,
        "account_id": said.about.account_id if isinstance(said.about, OwnKey) else None,
        "key": said.about.key if isinstance(said.about, OwnKey) else None,
        "same_as": None if said.same is None else _id(said.same),
        "label": said.label,
        "created_at": said.created_at,
    }


def _of(said: Override) -> str:
    return said.about.key if isinstance(said.about, OwnKey) else _id(said.about)


def _id(about: TitleId) -> str:
    return f"{about.kind.value}:{about.value}"
