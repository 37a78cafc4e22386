"""What users have to do with items: seen or not, how far, how rated, liked or not."""

from typing import TYPE_CHECKING

from aiohttp import web

from fakes.jellyfin.asking import acting_user, json_body, seen_item
from fakes.mediabrowser.asking import Ask, Body, Refusal, json_answer, to_moment
from fakes.mediabrowser.model import Item, User, UserData
from fakes.mediabrowser.videos import leaves, mark_played, mark_unplayed

if TYPE_CHECKING:
    from fakes.jellyfin.server import JellyfinFake


class Marks:
    """The routes about them; none of this is written down with a date of its own."""

    def __init__(self, fake: JellyfinFake) -> None:
        self._fake = fake
        add = fake.routes.add
        for path in ("/UserFavoriteItems/{itemId}", "/Users/{userId}/FavoriteItems/{itemId}"):
            add("POST DELETE", path, self._favorite)
        for path in ("/UserItems/{itemId}/UserData", "/Users/{userId}/Items/{itemId}/UserData"):
            add("GET", path, self._user_data)
            add("POST", path, self._set_user_data)
        for path in ("/UserPlayedItems/{itemId}", "/Users/{userId}/PlayedItems/{itemId}"):
            add("POST DELETE", path, self._played)
        for path in ("/UserItems/{itemId}/Rating", "/Users/{userId}/Items/{itemId}/Rating"):
            add("POST DELETE", path, self._rating)

    def _about(self, ask: Ask) -> tuple[User, Item]:
        user = acting_user(self._fake, ask)
        return user, seen_item(self._fake, ask.path["itemId"], user)

    def _told(self, user: User, item: Item) -> web.Response:
        return json_answer(self._fake.shapes.user_data_of(user, item))

    async def _favorite(self, ask: Ask) -> web.Response:
        user, item = self._about(ask)
        self._fake.set_favorite(user, item, favorite=ask.request.method == "POST")
        return self._told(user, item)

    async def _played(self, ask: Ask) -> web.Response:
        user, item = self._about(ask)
        at, now = ask.moment("datePlayed"), self._fake.now()
        for one in leaves(item):
            data = user.data.setdefault(one, UserData())
            if ask.request.method == "POST":
                mark_played(data, at, now)
            else:
                mark_unplayed(data, now)
        self._fake.catalog.touch()
        return self._told(user, item)

    async def _rating(self, ask: Ask) -> web.Response:
        user, item = self._about(ask)
        data = user.data.setdefault(item, UserData())
        likes = ask.flag("likes") if ask.request.method == "POST" else None
        data.rating = None if likes is None else 10.0 if likes else 1.0
        self._fake.catalog.touch()
        return self._told(user, item)

    async def _user_data(self, ask: Ask) -> web.Response:
        return self._told(*self._about(ask))

    async def _set_user_data(self, ask: Ask) -> web.Response:
        user, item = self._about(ask)
        data = user.data.setdefault(item, UserData())
        _take(data, json_body(ask))
        data.saved = self._fake.now()
        self._fake.catalog.touch()
        return self._told(user, item)


def _take(data: UserData, body: Body) -> None:
    """Let data be as they were sent: what is absent or null stays as it is."""
    favorite, played = body.take("IsFavorite", bool), body.take("Played", bool)
    plays, position = body.take("PlayCount", int), body.take("PlaybackPositionTicks", int)
    likes, rating, at = body.take("Likes", bool), body.get("Rating"), body.take("LastPlayedDate", str)
    data.favorite = data.favorite if favorite is None else favorite
    data.position = data.position if position is None else position
    data.plays = data.plays if plays is None else plays
    data.played = data.played if played is None else played
    if likes is not None:
        data.rating = 10.0 if likes else 1.0
    if at is not None:
        data.last_played = to_moment(at)
    if rating is not None:
        if isinstance(rating, bool) or not isinstance(rating, int | float) or not 0 <= rating <= 10:
            raise Refusal(400, thrown=True)
        data.rating = float(rating)
