"""Collections, which every user may make, fill and empty."""

from typing import TYPE_CHECKING

from aiohttp import web

from fakes.emby.asking import seen_item
from fakes.emby.names import number
from fakes.mediabrowser.asking import Ask, Refusal, json_answer
from fakes.mediabrowser.model import BoxSet, Item

if TYPE_CHECKING:
    from fakes.emby.server import EmbyFake


class Collections:
    """The routes about them."""

    def __init__(self, fake: EmbyFake) -> None:
        self._fake = fake
        add = fake.routes.add
        add("POST", "/Collections", self._create)
        add("POST", "/Collections/{Id}/Items", self._add)
        add("DELETE", "/Collections/{Id}/Items", self._remove)
        add("POST", "/Collections/{Id}/Items/Delete", self._remove)

    async def _create(self, ask: Ask) -> web.Response:
        name = ask.text("Name")
        if name is None:
            raise Refusal(400, "Value cannot be null. (Parameter 'Name')")
        made = self._fake.catalog.add_box_set(name, self._meant(ask))
        return json_answer({"Id": made.id, "Name": made.name})

    async def _add(self, ask: Ask) -> web.Response:
        box_set = self._box_set(ask)
        self._fake.catalog.collect(box_set, self._meant(ask, needed=True))
        return web.Response(status=204)

    async def _remove(self, ask: Ask) -> web.Response:
        box_set = self._box_set(ask)
        gone = {number(one) for one in _named(ask, needed=True)}
        self._fake.catalog.uncollect(box_set, [one for one in box_set.members if one.id in gone])
        return web.Response(status=204)

    def _box_set(self, ask: Ask) -> BoxSet:
        item = seen_item(self._fake, ask.path["Id"], ask.caller.user)
        if not isinstance(item, BoxSet):
            raise Refusal(404)
        return item

    def _meant(self, ask: Ask, *, needed: bool = False) -> list[Item]:
        """Return the items that are named; where one is not there, nothing is done."""
        found = [self._fake.catalog.get(number(one)) for one in _named(ask, needed=needed)]
        there = [one for one in found if one is not None]
        if len(there) < len(found):
            raise Refusal(404)
        return there


def _named(ask: Ask, *, needed: bool) -> list[str]:
    names = ask.listed("Ids")
    if needed and not names:
        raise Refusal(400, "Value cannot be null. (Parameter 'Ids')")
    return names
