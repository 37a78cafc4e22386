"""Collections: made, filled and emptied by administrators and whom they let."""

from typing import TYPE_CHECKING

from aiohttp import web

from fakes.jellyfin.asking import seen_item
from fakes.jellyfin.names import guid
from fakes.mediabrowser.asking import Ask, Refusal, json_answer
from fakes.mediabrowser.model import BoxSet, Item

if TYPE_CHECKING:
    from fakes.jellyfin.server import JellyfinFake


class Collections:
    """The routes about them."""

    def __init__(self, fake: JellyfinFake) -> None:
        self._fake = fake
        add = fake.routes.add
        add("POST", "/Collections", self._create)
        add("POST", "/Collections/{collectionId}/Items", self._add)
        add("DELETE", "/Collections/{collectionId}/Items", self._remove)

    async def _create(self, ask: Ask) -> web.Response:
        _managed(ask)
        name = ask.text("name")
        if name is None:
            raise Refusal(400, thrown=True)
        made = self._fake.catalog.add_box_set(name, self._meant(ask))
        return json_answer({"Id": made.id})

    async def _add(self, ask: Ask) -> web.Response:
        _managed(ask)
        box_set = self._box_set(ask)
        self._fake.catalog.collect(box_set, self._meant(ask))
        return web.Response(status=204)

    async def _remove(self, ask: Ask) -> web.Response:
        """Take out what is in it; what is not is passed over."""
        _managed(ask)
        box_set = self._box_set(ask)
        gone = {guid(one) for one in ask.listed("ids")}
        self._fake.catalog.uncollect(box_set, [one for one in box_set.members if one.id in gone])
        return web.Response(status=204)

    def _box_set(self, ask: Ask) -> BoxSet:
        item = seen_item(self._fake, ask.path["collectionId"], None)
        if not isinstance(item, BoxSet):
            raise Refusal(400, thrown=True)
        return item

    def _meant(self, ask: Ask) -> list[Item]:
        """Return the items that are named; where one is not there, nothing is done."""
        found = [self._fake.catalog.get(guid(one)) for one in ask.listed("ids")]
        there = [one for one in found if one is not None]
        if len(there) < len(found):
            raise Refusal(400, thrown=True)
        return there


def _managed(ask: Ask) -> None:
    """Refuse who may not keep collections."""
    user = ask.caller.user
    if user is not None and not (user.admin or user.collects):
        raise Refusal(403)
