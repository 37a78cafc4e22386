"""What it knows: anime, and what its users say of them."""

from dataclasses import dataclass, field
from typing import Any

STATUSES = ("CURRENT", "PLANNING", "COMPLETED", "DROPPED", "PAUSED", "REPEATING")


@dataclass(slots=True, kw_only=True)
class Anime:
    """An anime. `mal` is its number at MyAnimeList."""

    id: int
    mal: int | None
    title: str
    format: str | None = "TV"
    year: int | None = 1998

    def told(self) -> dict[str, Any]:
        """Return it as it is asked for."""
        return {
            "id": self.id,
            "idMal": self.mal,
            "type": "ANIME",
            "format": self.format,
            "title": {"userPreferred": self.title},
            "startDate": {"year": self.year},
        }


@dataclass(slots=True, kw_only=True)
class Entry:
    """What a user says of an anime; `score` is of a hundred, 0 is none. `custom`: it is in a list of theirs too."""

    id: int
    anime: Anime
    status: str = "CURRENT"
    score: int = 0
    progress: int = 0
    notes: str | None = None
    created: int = 1_750_000_000
    custom: bool = False

    def told(self, *, media: bool) -> dict[str, Any]:
        """Return it as it is asked for."""
        told = {
            "id": self.id,
            "status": self.status,
            "score": self.score,
            "progress": self.progress,
            "notes": self.notes,
            "createdAt": self.created,
        }
        return told | ({"media": self.anime.told()} if media else {})


@dataclass(slots=True, kw_only=True)
class Viewer:
    """A user."""

    id: int
    name: str
    token: str
    entries: dict[int, Entry] = field(default_factory=dict)
