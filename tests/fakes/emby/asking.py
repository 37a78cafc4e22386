"""What several of Emby's handlers ask of a request: its JSON, and for whom it is."""

import re
from typing import TYPE_CHECKING

from fakes.emby.names import number
from fakes.mediabrowser.asking import Ask, Body, Refusal, json_object
from fakes.mediabrowser.model import Item, User

if TYPE_CHECKING:
    from fakes.emby.server import EmbyFake

_GUID = re.compile(r"[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def json_body(ask: Ask) -> Body:
    """Return the body; 400 where it is no JSON object, whatever it says to be."""
    return json_object(ask.body)


def user_of(fake: EmbyFake, ask: Ask, text: str) -> User:
    """Return a user the caller may act for: itself, or anyone for administrators and keys."""
    wanted = text.casefold()
    if not _GUID.fullmatch(wanted):
        raise Refusal(400, "Unrecognized Guid format.")
    wanted = wanted.replace("-", "")
    if ask.caller.user is not None and ask.caller.user.id == wanted:
        return ask.caller.user
    if not ask.caller.admin:
        raise Refusal(403)
    user = fake.access.user(wanted)
    if user is None:
        raise Refusal(404, "User not found.")
    return user


def acting(fake: EmbyFake, ask: Ask) -> User | None:
    """Return whom the request is for: the user in its path or query, else who asks; None for a key."""
    named = ask.path.get("UserId") or ask.text("UserId")
    return ask.caller.user if named is None else user_of(fake, ask, named)


def acting_user(fake: EmbyFake, ask: Ask) -> User:
    """Return whom the request is for; 400 for a key that names nobody."""
    user = acting(fake, ask)
    if user is None:
        raise Refusal(400, "Value cannot be null. (Parameter 'user')")
    return user


def seen_item(fake: EmbyFake, text: str, user: User | None) -> Item:
    """Return an item a user has access to; 400 for what is no id, 404 for what is not there for the user."""
    item = fake.catalog.get(number(text))
    if item is None or not fake.catalog.seen_by(item, user):
        raise Refusal(404)
    return item
