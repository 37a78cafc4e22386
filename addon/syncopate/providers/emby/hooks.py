"""Capability HOOKS: what Emby's webhooks send, as JSON or as a field of a form."""

from collections.abc import Mapping
from datetime import UTC, datetime

from syncopate.domain.live import PlayEvent, PlayState
from syncopate.errors import InvalidInput
from syncopate.providers._mediabrowser.hook_body import Hooks, body_of
from syncopate.providers._mediabrowser.raw import inside, moment, text, whole
from syncopate.providers._mediabrowser.titles import TICKS_A_SECOND, TYPES, title_of
from syncopate.providers.capability import Context
from syncopate.providers.emby.client import client_of
from syncopate.providers.emby.manifest import MANIFEST
from syncopate.providers.watching import HookBody

_STATES: Mapping[str, PlayState] = {
    "playback.start": PlayState.STARTED,
    "playback.unpause": PlayState.STARTED,
    "playback.progress": PlayState.STARTED,
    "playback.pause": PlayState.PAUSED,
    "playback.stop": PlayState.STOPPED,
    "item.markplayed": PlayState.CHANGED,
    "item.markunplayed": PlayState.CHANGED,
    # To like something is to rate it here: no number is given.
    "item.rate": PlayState.CHANGED,
}


def create(context: Context) -> EmbyHooks:
    """Make what understands the webhooks. Raises NotConfigured."""
    return EmbyHooks(client_of(context))


class EmbyHooks(Hooks):
    """Understands webhooks; fulfils HookReader."""

    def read_hook(self, hook: HookBody) -> PlayEvent | None:
        """Return what it says of a film, a show or an episode. Raises InvalidInput."""
        raw = body_of(hook, MANIFEST.name)
        event = text(raw, "Event")
        if event is None:
            raise InvalidInput(f"That is no webhook of {MANIFEST.name}.", field="body")
        state, item = _STATES.get(event), inside(raw, "Item")
        key, playing = text(item, "Id"), inside(raw, "PlaybackInfo")
        if state is None or key is None or item.get("Type") not in TYPES:
            return None
        if state is PlayState.STOPPED and playing.get("PlayedToCompletion") is True:
            state = PlayState.SEEN
        user, session = inside(raw, "User"), text(inside(raw, "Session"), "Id")
        ticks, length = whole(playing, "PositionTicks"), whole(item, "RunTimeTicks")
        return PlayEvent(
            state=state,
            key=key,
            at=moment(raw, "Date") or datetime.now(UTC),
            title=title_of(item, {}),
            user=text(user, "Id"),
            user_name=text(user, "Name"),
            position=None if ticks is None else ticks / TICKS_A_SECOND,
            length=length / TICKS_A_SECOND if length else None,
            session=None if session is None else f"{session} {key}",
            server=text(inside(raw, "Server"), "Id"),
        )
