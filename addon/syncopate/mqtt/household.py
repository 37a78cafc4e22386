"""What is told over MQTT, as plain values: the engine itself and the playlists of the household."""

from dataclasses import dataclass
from datetime import datetime

from syncopate.domain.history import SourceHold

DEFAULT_CATEGORY = "Playlists"
"""Where playlists without a label go."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bridge:
    """The engine. `host` and `port` are where its API is reached, None when that is not known."""

    engine_id: str
    version: str
    api_version: int
    host: str | None = None
    port: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Play:
    """What one media player of Home Assistant takes to play a playlist from one library.

    `player` is the integration that the player is of; `user` whose playlist it is, None: the account's own.
    """

    library: str
    player: str
    user: str | None = None
    media_content_id: str
    media_content_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One playlist, or an `album` that has a label.

    `playable` is None until it was matched; `available` False: its last look-up failed. `source` is the
    service, `source_name` what people call it: the account, else the service. `source_held` is what it says
    that waits for the user, `source_gone_at` since when it has the playlist no longer; `visible` is how many
    entries can be seen there at most, `left_out` how much stands there that is no entry.
    """

    id: str
    name: str
    album: bool = False
    category: str
    source: str
    source_name: str
    available: bool
    playable: int | None = None
    missing: int | None = None
    review: int | None = None
    unknown: int | None = None
    entries: int = 0
    cover_url: str | None = None
    last_sync: datetime | None = None
    source_held: SourceHold | None = None
    source_gone_at: datetime | None = None
    visible: int | None = None
    left_out: int = 0
    play: tuple[Play, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """Something the user should look at; `key` is stable, `title` an English line."""

    key: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Household:
    """Everything there is to tell now."""

    items: tuple[Item, ...] = ()
    troubles: tuple[Trouble, ...] = ()

    @property
    def categories(self) -> tuple[str, ...]:
        """The categories in use, in alphabetical order."""
        return tuple(sorted({item.category for item in self.items}))

    def of_category(self, category: str) -> tuple[Item, ...]:
        """Return a category's playlists, oldest first: names change, ids do not."""
        return tuple(sorted((i for i in self.items if i.category == category), key=lambda item: item.id))


def category_of(label: str | None) -> str:
    """Return the category a label stands for."""
    return " ".join(label.split()) or DEFAULT_CATEGORY if label else DEFAULT_CATEGORY
