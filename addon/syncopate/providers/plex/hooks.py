"""Capability HOOKS: understands what Plex sends to a webhook.

A user's webhooks are sent by all servers of the user: what happens on others is of no interest.
"""

from datetime import UTC, datetime

from syncopate.domain.live import PlayEvent, PlayState
from syncopate.domain.watch import MediaType
from syncopate.errors import InvalidInput, OddAnswer
from syncopate.providers.capability import Context, Health
from syncopate.providers.plex.client import Client, client_of
from syncopate.providers.plex.fields import Raw, number, text
from syncopate.providers.plex.parse_live import PLAYED, hook_in, part_of
from syncopate.providers.plex.parse_titles import Video, kind_of, video
from syncopate.providers.plex.sessions import own_users
from syncopate.providers.watching import HookBody, OwnUsers

_EVENTS = {
    "media.play": PlayState.STARTED,
    "media.resume": PlayState.STARTED,
    "media.pause": PlayState.PAUSED,
    "media.stop": PlayState.STOPPED,
    "media.scrobble": PlayState.SEEN,
    "media.rate": PlayState.RATED,
}
_BEST = 10.0


def create(context: Context) -> PlexHooks:
    """Make what understands webhooks. Raises NotConfigured."""
    return PlexHooks(client_of(context))


class PlexHooks:
    """Understands the webhooks of one server; fulfils HookReader."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def check(self) -> Health:
        """Tell whether the server answers and takes the login."""
        return await self._client.check()

    def read_hook(self, hook: HookBody) -> PlayEvent | None:
        """Return what happened on the account's server, None where it is of no interest."""
        event = event_in(hook_in(hook.content_type, hook.body))
        return event if event is not None and event.server == self._client.machine else None

    async def own_users(self) -> OwnUsers:
        """Return whose events are the account's. Raises Unreachable."""
        return await own_users(self._client)


def event_in(raw: Raw) -> PlayEvent | None:
    """Return what a webhook says, None where it is of no interest. Raises InvalidInput."""
    state, told = _EVENTS.get(text(raw, "event") or ""), part_of(raw, "Metadata")
    kind = kind_of(told)
    if state is None or kind is None or (state is not PlayState.RATED and kind not in PLAYED):
        return None
    try:
        one = video(told)
    except OddAnswer:
        raise InvalidInput("What Plex sent to the webhook cannot be read.", field="body") from None
    account, player = part_of(raw, "Account"), part_of(raw, "Player")
    device = text(player, "uuid")
    return PlayEvent(
        state=state,
        key=one.key,
        at=datetime.now(UTC),
        title=one.record.title,
        user=text(account, "id"),
        user_name=text(account, "title"),
        position=_position(told, state, kind),
        length=one.record.length,
        session=None if device is None or state is PlayState.RATED else f"{device}/{one.key}",
        server=text(part_of(raw, "Server"), "uuid"),
        rating=_rating(raw, one) if state is PlayState.RATED else None,
    )


def _position(raw: Raw, state: PlayState, kind: MediaType) -> float | None:
    offset = number(raw, "viewOffset")
    if kind not in PLAYED or state is PlayState.RATED or offset is None or offset < 0:
        return None
    return offset / 1000


def _rating(raw: Raw, one: Video) -> float | None:
    """Return the stars that were given, two for each, None where they were taken back."""
    said = raw.get("rating")
    try:
        given = float(said) if isinstance(said, str | int | float) and not isinstance(said, bool) else None
    except ValueError:
        given = None
    if given is None:
        return None if one.record.values.rating is None else one.record.values.rating.value
    return min(max(given, 1.0), _BEST) if given > 0 else None
