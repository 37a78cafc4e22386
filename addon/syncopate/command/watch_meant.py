"""Which link is meant by a command that keeps in step by hand, and which side's libraries and media ids."""

import argparse
from dataclasses import dataclass

from syncopate.command.named import link_called
from syncopate.domain.watch import Feature, Side
from syncopate.errors import InvalidInput, NotFound
from syncopate.store import links
from syncopate.store.accounts import Account
from syncopate.store.links import Link
from syncopate.sync.kit import Kit
from syncopate.sync.watch.ends import Ends, ends_of
from syncopate.sync.watch.setting_up import chosen_link
from syncopate.sync.watch.shelves import has_shelves


@dataclass(frozen=True, slots=True)
class Meant:
    """The link that is meant, and the side whose libraries and media ids are."""

    link: Link
    ends: Ends
    at: Side

    @property
    def account(self) -> Account:
        """The account at that side."""
        return self.ends.at(self.at)


async def meant(kit: Kit, arguments: argparse.Namespace) -> Meant:
    """Return what is meant. Raises NotFound, InvalidInput where that cannot be told."""
    link = await _link(kit, arguments.link)
    ends = await ends_of(kit, link)
    if arguments.at is not None:
        return Meant(link, ends, Side(arguments.at))
    shelved = [side for side in Side if has_shelves(ends.at(side))]
    closed = [side for side in Side if Feature.HISTORY in ends.rules(side).closed]
    return Meant(link, ends, next(iter((*shelved, *closed)), Side.LEFT))


async def _link(kit: Kit, named: str | None) -> Link:
    if named is not None:
        return await link_called(kit, named)
    chosen = await kit.database.read(chosen_link)
    if chosen is not None:
        return await kit.database.read(links.get, chosen)
    known = await kit.database.read(links.every)
    if not known:
        said = "There is no link yet: make one by `syncopate watch import-config` or `syncopate links add`."
        raise NotFound(said, what="link")
    if len(known) > 1:
        names = ", ".join(f"{each.name} ({each.id})" for each in known)
        raise InvalidInput(f"There are several links, name one by --link: {names}.", field="link")
    return known[0]
