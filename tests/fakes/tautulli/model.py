"""What it knows: users, what lies on the server, and who played what."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True, kw_only=True)
class User:
    """Somebody who may play things."""

    user_id: int
    username: str
    friendly_name: str = ""

    def told(self) -> dict[str, Any]:
        """Return it as lists tell it."""
        return {
            "row_id": self.user_id + 1,
            "user_id": self.user_id,
            "username": self.username,
            "friendly_name": self.friendly_name or self.username,
            "thumb": "",
            "email": f"{self.username}@example.org",
            "is_active": 1,
            "is_admin": 0,
            "is_home_user": 1,
            "is_allow_sync": 1,
            "is_restricted": 0,
            "do_notify": 1,
            "keep_history": 1,
            "deleted_user": 0,
            "allow_guest": 0,
            "server_token": "",
            "shared_libraries": [],
            "filter_all": "",
        }


@dataclass(slots=True, kw_only=True)
class Item:
    """Something on the server; a show is one by itself, of episodes `show` is its key. Gone: Plex has deleted it."""

    key: int
    kind: str
    title: str
    guid: str
    guids: list[str] = field(default_factory=list)
    year: int | str = 1995
    show: int | None = None
    season: int | str = ""
    number: int | str = ""
    gone: bool = False


@dataclass(slots=True, kw_only=True)
class Play:
    """One session. `state` is what it does where it has not ended; it has no number then."""

    row: int
    user: User
    item: Item
    started: int
    stopped: int | None
    percent: int = 100
    state: str | None = None

    @property
    def watched(self) -> float:
        """Whether it went to the end: from 85 % on, as it is set at first."""
        return 1 if self.percent >= 85 else 0.5 if self.percent >= 43 else 0

    def told(self, show: Item | None) -> dict[str, Any]:
        """Return it as the history tells it; `stopped` of a broken session is null."""
        item, number = self.item, None if self.state else self.row
        return {
            "reference_id": number,
            "row_id": number,
            "id": number,
            "date": self.started,
            "started": self.started,
            "stopped": self.stopped,
            "duration": 100,
            "play_duration": 100,
            "paused_counter": 0,
            "user_id": self.user.user_id,
            "user": self.user.username,
            "friendly_name": self.user.friendly_name or self.user.username,
            "user_thumb": "",
            "platform": "Chrome",
            "product": "Plex Web",
            "player": "Chrome",
            "ip_address": "127.0.0.1",
            "live": 0,
            "machine_id": "m",
            "location": "lan",
            "secure": 1,
            "relayed": 0,
            "media_type": item.kind,
            "rating_key": item.key,
            "parent_rating_key": item.key + 1000 if show else "",
            "grandparent_rating_key": show.key if show else "",
            "full_title": f"{show.title} - {item.title}" if show else item.title,
            "title": item.title,
            "parent_title": f"Season {item.season}" if show else "",
            "grandparent_title": show.title if show else "",
            "original_title": "",
            "year": item.year,
            "media_index": item.number,
            "parent_media_index": item.season,
            "thumb": "",
            "originally_available_at": "1995-12-15",
            "guid": item.guid,
            "transcode_decision": "direct play",
            "percent_complete": self.percent,
            "watched_status": self.watched,
            "group_count": 1,
            "group_ids": str(self.row),
            "state": self.state,
            "session_key": 7 if self.state else None,
        }
