"""What users have to do with items: seen or not, how far, liked or not."""

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from aiohttp import web

from fakes.emby.asking import acting_user, json_body, seen_item
from fakes.mediabrowser.asking import Ask, Refusal, json_answer, to_moment
from fakes.mediabrowser.model import Item, User, UserData
from fakes.mediabrowser.videos import leaves, mark_played, mark_unplayed

if TYPE_CHECKING:
    from fakes.emby.server import EmbyFake

_DATE = re.compile(r"\d{14}")


class Marks:
    """The routes about them; all of this is written down with a date, which the user's lists go by."""

    def __init__(self, fake: EmbyFake) -> None:
        self._fake = fake
        add = fake.routes.add
        favorite, played = "/Users/{UserId}/FavoriteItems/{Id}", "/Users/{UserId}/PlayedItems/{Id}"
        rating = "/Users/{UserId}/Items/{Id}/Rating"
        add("POST", favorite, self._like)
        add("DELETE", favorite, self._unlike)
        add("POST", f"{favorite}/Delete", self._unlike)
        add("POST", played, self._played)
        add("DELETE", played, self._unplayed)
        add("POST", f"{played}/Delete", self._unplayed)
        add("POST DELETE", rating, self._rating)
        add("POST", "/Users/{UserId}/Items/{Id}/UserData", self._set_user_data)

    def _about(self, ask: Ask) -> tuple[User, Item]:
        user = acting_user(self._fake, ask)
        return user, seen_item(self._fake, ask.path["Id"], user)

    def _told(self, user: User, item: Item) -> web.Response:
        return json_answer(self._fake.shapes.user_data_of(user, item))

    async def _like(self, ask: Ask) -> web.Response:
        return self._liked(ask, favorite=True)

    async def _unlike(self, ask: Ask) -> web.Response:
        return self._liked(ask, favorite=False)

    def _liked(self, ask: Ask, *, favorite: bool) -> web.Response:
        user, item = self._about(ask)
        self._fake.set_favorite(user, item, favorite=favorite)
        return self._told(user, item)

    async def _played(self, ask: Ask) -> web.Response:
        user, item = self._about(ask)
        at = _date(ask.text("DatePlayed"))
        for one in leaves(item):
            mark_played(user.data.setdefault(one, UserData()), at, self._fake.now())
        self._fake.catalog.touch()
        return self._told(user, item)

    async def _unplayed(self, ask: Ask) -> web.Response:
        user, item = self._about(ask)
        for one in leaves(item):
            mark_unplayed(user.data.setdefault(one, UserData()), self._fake.now())
        self._fake.catalog.touch()
        return self._told(user, item)

    async def _rating(self, ask: Ask) -> web.Response:
        user, item = self._about(ask)
        data = user.data.setdefault(item, UserData())
        likes = ask.flag("Likes") if ask.request.method == "POST" else None
        data.rating = None if likes is None else 10.0 if likes else 1.0
        data.saved = self._fake.now()
        self._fake.catalog.touch()
        return self._told(user, item)

    async def _set_user_data(self, ask: Ask) -> web.Response:
        """Take data as they were sent, whole: what is absent is false, nothing or 0 from now on."""
        user, item = self._about(ask)
        body = json_body(ask)
        at, rating = body.take("LastPlayedDate", str), body.get("Rating")
        user.data[item] = UserData(
            favorite=bool(body.take("IsFavorite", bool)),
            plays=body.take("PlayCount", int) or 0,
            played=bool(body.take("Played", bool)),
            position=body.take("PlaybackPositionTicks", int) or 0,
            last_played=None if at is None else to_moment(at),
            rating=float(rating) if isinstance(rating, int | float) else None,
            saved=self._fake.now(),
        )
        self._fake.catalog.touch()
        return web.Response(status=204)


def _date(said: str | None) -> datetime | None:
    """Return a date as yyyyMMddHHmmss; 400 where it is none."""
    if said is None:
        return None
    if not _DATE.fullmatch(said):
        raise Refusal(400, "String was not recognized as a valid DateTime.")
    return datetime.strptime(said, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
