"""What the database holds, and how tests fill it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Release:
    """A release; `tracklist` and `artists` are as the API gives them."""

    id: int
    title: str
    artists: list[dict[str, Any]]
    tracklist: list[dict[str, Any]]
    year: int = 1987
    barcodes: list[str] = field(default_factory=list)
    master: int | None = None


@dataclass(slots=True)
class User:
    name: str
    token: str
    collection: list[int] = field(default_factory=list)
    wants: list[int] = field(default_factory=list)


class Database:
    """All there is. `masters` name their main release."""

    def __init__(self) -> None:
        self.releases: dict[int, Release] = {}
        self.masters: dict[int, int] = {}
        self.users: dict[str, User] = {}

    def add_user(self, name: str, token: str) -> User:
        """Let somebody in by this token."""
        self.users[name] = User(name, token)
        return self.users[name]

    def add(
        self,
        title: str,
        artists: Sequence[dict[str, Any]],
        tracklist: Sequence[dict[str, Any]],
        **more: Any,
    ) -> Release:
        """Describe a release."""
        release = Release(1_000 + len(self.releases), title, list(artists), list(tracklist), **more)
        self.releases[release.id] = release
        if release.master is not None:
            self.masters.setdefault(release.master, release.id)
        return release

    def fill(self, count: int) -> list[int]:
        """Describe releases of two tracks; return their ids."""
        return [
            self.add(
                f"Album {number}",
                [artist(f"Artist {number % 30}")],
                [track("1", f"Song {number} a"), track("2", f"Song {number} b")],
            ).id
            for number in range(count)
        ]


def artist(name: str, anv: str = "", join: str = "", artist_id: int | None = None) -> dict[str, Any]:
    """Make a credit."""
    key = 10_000 + sum(map(ord, name)) if artist_id is None else artist_id
    return {
        "name": name,
        "anv": anv,
        "join": join,
        "role": "",
        "tracks": "",
        "id": key,
        "resource_url": f"https://api.discogs.com/artists/{key}",
    }


def track(
    position: str, title: str, duration: str = "3:21", artists: Sequence[dict[str, Any]] = ()
) -> dict[str, Any]:
    """Make a line of a tracklist."""
    told: dict[str, Any] = {"position": position, "type_": "track"}
    if artists:
        told["artists"] = list(artists)
    return told | {"title": title, "duration": duration}


def heading(title: str) -> dict[str, Any]:
    """Make a line that stands above tracks."""
    return {"position": "", "type_": "heading", "title": title, "duration": ""}


def index(
    title: str, parts: Sequence[dict[str, Any]], position: str = "", duration: str = ""
) -> dict[str, Any]:
    """Make a line that has others below it."""
    return {
        "position": position,
        "type_": "index",
        "title": title,
        "duration": duration,
        "sub_tracks": list(parts),
    }
