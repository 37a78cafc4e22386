"""What several of Jellyfin's handlers ask of a request: its JSON, and for whom it is."""

from typing import TYPE_CHECKING

from fakes.jellyfin.names import NOBODY, guid
from fakes.mediabrowser.asking import Ask, Body, Refusal, json_object
from fakes.mediabrowser.model import Item, User

if TYPE_CHECKING:
    from fakes.jellyfin.server import JellyfinFake


def json_body(ask: Ask) -> Body:
    """Return the body; 415 for another content type, 400 where it is no JSON object."""
    kind = ask.content_type
    if kind not in {"application/json", "text/json"} and not kind.endswith("+json"):
        raise Refusal(415)
    return json_object(ask.body)


def acting(fake: JellyfinFake, ask: Ask) -> User | None:
    """Return whom the request is for; None for a key that names nobody.

    403 for another user's without being administrator, 404 for one who is not there.
    """
    named = ask.path.get("userId") or ask.text("userId")
    wanted = guid(named) if named else NOBODY
    own = ask.caller.user
    if wanted == NOBODY or (own is not None and wanted == own.id):
        return own
    if not ask.caller.admin:
        raise Refusal(403, thrown=True)
    user = fake.access.user(wanted)
    if user is None:
        raise Refusal(404)
    return user


def acting_user(fake: JellyfinFake, ask: Ask) -> User:
    """Return whom the request is for; a key that names nobody is refused, as Jellyfin looks up nobody's id."""
    user = acting(fake, ask)
    if user is None:
        raise Refusal(400, thrown=True)
    return user


def calling_user(ask: Ask) -> User:
    """Return who asks; a key is nobody, and refused as Jellyfin does where it looks up who asks."""
    if ask.caller.user is None:
        raise Refusal(400, thrown=True)
    return ask.caller.user


def seen_item(fake: JellyfinFake, text: str, user: User | None) -> Item:
    """Return an item a user has access to; 400 for what is no id, 404 for what is not there for the user."""
    item = fake.catalog.get(guid(text))
    if item is None or not fake.catalog.seen_by(item, user):
        raise Refusal(404)
    return item
