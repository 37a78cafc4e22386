"""Capability HOOKS: what Jellyfin's webhook plug-in sends to a generic destination with all properties.

Its templates write truths and numbers as texts, which counts as the same.
"""

from collections.abc import Mapping
from datetime import UTC, datetime

from syncopate.domain.live import PlayEvent, PlayState
from syncopate.domain.watch import MediaType, Title
from syncopate.errors import InvalidInput
from syncopate.providers._mediabrowser.hook_body import Hooks, body_of, plain
from syncopate.providers._mediabrowser.raw import Raw, moment, text, whole
from syncopate.providers._mediabrowser.title_ids import title_ids
from syncopate.providers._mediabrowser.titles import TICKS_A_SECOND, TYPES
from syncopate.providers.capability import Context
from syncopate.providers.jellyfin.client import client_of
from syncopate.providers.jellyfin.manifest import MANIFEST
from syncopate.providers.watching import HookBody

_PROVIDER = "provider_"
_ITSELF = frozenset({"PlaybackStart", "PlaybackProgress"})
"""Why data were saved, where that is told by an event of its own."""


def create(context: Context) -> JellyfinHooks:
    """Make what understands the webhooks. Raises NotConfigured."""
    return JellyfinHooks(client_of(context))


class JellyfinHooks(Hooks):
    """Understands webhooks; fulfils HookReader."""

    def read_hook(self, hook: HookBody) -> PlayEvent | None:
        """Return what it says of a film, a show or an episode. Raises InvalidInput."""
        raw = body_of(hook, MANIFEST.name)
        kind = text(raw, "NotificationType")
        if kind is None:
            raise InvalidInput(f"That is no webhook of {MANIFEST.name}.", field="body")
        state, key = _state(kind, raw), text(raw, "ItemId")
        if state is None or key is None or raw.get("ItemType") not in TYPES:
            return None
        device = text(raw, "DeviceId")
        user, server = text(raw, "UserId"), text(raw, "ServerId")
        position, length = _number(raw, "PlaybackPositionTicks"), _number(raw, "RunTimeTicks")
        return PlayEvent(
            state=state,
            key=plain(key),
            at=moment(raw, "UtcTimestamp") or datetime.now(UTC),
            title=_title(raw),
            user=None if user is None else plain(user),
            user_name=text(raw, "NotificationUsername") or text(raw, "Username"),
            position=None if position is None else position / TICKS_A_SECOND,
            length=length / TICKS_A_SECOND if length else None,
            session=None if device is None else f"{device} {plain(key)}",
            server=None if server is None else plain(server),
        )


def _state(kind: str, raw: Raw) -> PlayState | None:
    """Return what happened, None where nothing did that is not told otherwise."""
    match kind:
        case "PlaybackStart":
            return PlayState.STARTED
        case "PlaybackProgress":
            return PlayState.PAUSED if _truth(raw, "IsPaused") else PlayState.STARTED
        case "PlaybackStop":
            return PlayState.SEEN if _truth(raw, "PlayedToCompletion") else PlayState.STOPPED
        case "UserDataSaved":
            return _saved(text(raw, "SaveReason") or "", raw)
        case _:
            return None


def _saved(reason: str, raw: Raw) -> PlayState | None:
    if reason in _ITSELF:
        return None
    if reason == "PlaybackFinished":
        # At its beginning it was taken back that it was seen: that it was is new.
        return PlayState.SEEN if _truth(raw, "Played") else PlayState.STOPPED
    return PlayState.CHANGED


def _title(raw: Raw) -> Title:
    kind = TYPES[str(raw.get("ItemType"))]
    ids, _ = title_ids(_provider_ids(raw))
    name = text(raw, "Name") or ""
    if kind is not MediaType.EPISODE:
        return Title(type=kind, ids=ids, name=name, year=_number(raw, "Year"))
    first, last = _number(raw, "EpisodeNumber"), _number(raw, "EpisodeNumberEnd")
    return Title(
        type=kind,
        ids=ids,
        name=name,
        show_name=text(raw, "SeriesName") or "",
        season=_number(raw, "SeasonNumber"),
        number=first,
        last_number=last if first is not None and last is not None and last > first else None,
    )


def _provider_ids(raw: Raw) -> Mapping[str, object]:
    return {
        name[len(_PROVIDER) :]: value for name, value in raw.items() if name.casefold().startswith(_PROVIDER)
    }


def _truth(raw: Raw, name: str) -> bool:
    value = raw.get(name)
    return value is True or (isinstance(value, str) and value.strip().casefold() == "true")


def _number(raw: Raw, name: str) -> int | None:
    said = text(raw, name)
    if said is not None and said.isascii() and said.isdigit():
        return int(said)
    return whole(raw, name)
