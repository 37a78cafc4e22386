"""The topics of one engine under its base topic, and where Home Assistant looks for devices."""

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Topics:
    """Every topic there is. `base` and `prefix` have no wildcards and no slash at their ends."""

    base: str
    prefix: str
    engine_id: str

    @property
    def status(self) -> str:
        """`online` or `offline`, also the last will."""
        return f"{self.base}/bridge/status"

    @property
    def info(self) -> str:
        """Who this engine is; the integration is offered because of it."""
        return f"{self.base}/bridge/info"

    @property
    def state(self) -> str:
        """The bridge's own state."""
        return f"{self.base}/bridge/state"

    @property
    def birth(self) -> str:
        """Home Assistant says `online` here when it starts."""
        return f"{self.prefix}/status"

    @property
    def commands(self) -> str:
        """The filter that catches every command."""
        return f"{self.base}/playlists/+/sync"

    def item_state(self, item_id: str) -> str:
        """Return where a playlist's state goes."""
        return f"{self.base}/playlists/{item_id}/state"

    def item_availability(self, item_id: str) -> str:
        """Return where it is said whether that state can be trusted."""
        return f"{self.base}/playlists/{item_id}/availability"

    def item_command(self, item_id: str) -> str:
        """Return where a press of the playlist's button arrives."""
        return f"{self.base}/playlists/{item_id}/sync"

    def commanded(self, topic: str) -> str | None:
        """Return the playlist a command is for, None when the topic is no command."""
        head, tail = f"{self.base}/playlists/", "/sync"
        if not topic.startswith(head) or not topic.endswith(tail):
            return None
        item_id = topic[len(head) : -len(tail)]
        return item_id if item_id and "/" not in item_id else None

    @property
    def bridge_id(self) -> str:
        """The bridge device's identifier."""
        return f"syncopate_{self.engine_id}"

    def category_id(self, category: str) -> str:
        """Return a category device's identifier; a digest, since discovery topics allow few characters."""
        digest = hashlib.sha256(category.encode("utf-8", "replace")).hexdigest()[:12]
        return f"{self.bridge_id}_{digest}"

    def device_config(self, object_id: str) -> str:
        """Return where the discovery message of a device lies."""
        return f"{self.prefix}/device/{object_id}/config"
