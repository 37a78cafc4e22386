"""Lists that users have made themselves: all of them, what stands in one, titles put in and taken out."""

from collections.abc import Callable

from aiohttp import web

from fakes.trakt.asking import Ask, Refusal
from fakes.trakt.model import LISTS, Catalogue, Json
from fakes.trakt.sync import counted, lines_of, too_many
from fakes.trakt.users import Personal, User, stamp

_PRIVACIES = frozenset({"private", "link", "friends", "public"})
_SAID = {"name": str, "description": str, "privacy": str, "display_numbers": bool, "allow_comments": bool}
_SAID |= {"sort_by": str, "sort_how": str}


class Lists:
    """Answers requests below /users/ID/lists. `limits_of`: how many lists a user may have, and in each."""

    def __init__(self, catalogue: Catalogue, limits_of: Callable[[User], tuple[int, int]]) -> None:
        self._catalogue = catalogue
        self._limits_of = limits_of

    def all(self, ask: Ask) -> web.Response:
        _own(ask)
        return ask.list([_told(each, ask.user) for each in ask.user.lists], whole=True)

    def items(self, ask: Ask) -> web.Response:
        """Tell what stands in a list, of some kinds."""
        kinds = ask.parts["type"].split(",")
        if not set(kinds) <= LISTS.keys():
            raise Refusal(404)
        rows = [each.row(rank) for rank, each in enumerate(_one(ask).entries, 1)]
        return ask.list([row for row in rows if row["type"] in kinds])

    def make(self, ask: Ask) -> web.Response:
        """Make a list: two of one name are two."""
        _own(ask)
        said, user = ask.body, ask.user
        if set(said) - set(_SAID) or not all(isinstance(said[name], _SAID[name]) for name in said):
            raise Refusal(400)
        if not said.get("name") or said.get("privacy", "private") not in _PRIVACIES:
            raise Refusal(422)
        most, _ = self._limits_of(user)
        if len(user.lists) >= most:
            raise too_many(user, most)
        made = user.make_list(said["name"], **{name: said[name] for name in said if name != "name"})
        return web.json_response(_told(made, user), status=201)

    def put_in(self, ask: Ask) -> web.Response:
        into, user = _one(ask), ask.user
        lines, lacking = lines_of(self._catalogue, ask.body)
        new = {id(thing) for thing, _ in lines if thing not in into.things}
        _, most = self._limits_of(user)
        if len(into.entries) + len(new) > most:
            raise too_many(user, most)
        user.enlist(into, *(thing for thing, _ in lines))
        added = [line for line in lines if id(line[0]) in new]
        held = [line for line in lines if id(line[0]) not in new]
        made = {"added": counted(added), "existing": counted(held), "not_found": lacking}
        return web.json_response({**made, "list": _changed(into)}, status=201)

    def take_out(self, ask: Ask) -> web.Response:
        out_of = _one(ask)
        lines, lacking = lines_of(self._catalogue, ask.body)
        there = set(map(id, ask.user.delist(out_of, *(thing for thing, _ in lines))))
        gone = [line for line in lines if id(line[0]) in there]
        made = {"deleted": counted(gone), "not_found": lacking}
        return web.json_response({**made, "list": _changed(out_of)})


def _own(ask: Ask) -> None:
    if ask.parts["id"] not in {"me", ask.user.username}:
        raise Refusal(404)


def _one(ask: Ask) -> Personal:
    _own(ask)
    wanted = ask.parts["list_id"]
    found = next((each for each in ask.user.lists if wanted in {str(each.id), each.slug}), None)
    if found is None:
        raise Refusal(404)
    return found


def _changed(one: Personal) -> Json:
    return {"updated_at": stamp(one.updated), "item_count": len(one.entries)}


def _told(one: Personal, user: User) -> Json:
    said = one.said
    return {
        "name": one.name,
        "description": said.get("description"),
        "privacy": said.get("privacy", "private"),
        "share_link": f"https://trakt.tv/lists/{one.id}",
        "type": "personal",
        "display_numbers": said.get("display_numbers", False),
        "allow_comments": said.get("allow_comments", True),
        "sort_by": said.get("sort_by", "rank"),
        "sort_how": said.get("sort_how", "asc"),
        "created_at": stamp(one.at),
        **_changed(one),
        "comment_count": 0,
        "likes": 0,
        "ids": {"trakt": one.id, "slug": one.slug},
        "user": {
            "username": user.username,
            "private": False,
            "deleted": False,
            "name": user.username.title(),
            "vip": user.vip,
            "vip_ep": False,
            "director": False,
            "ids": {"slug": user.username, "trakt": 1},
        },
    }
