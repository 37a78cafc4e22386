"""Artists and albums: those of the catalogue, and what Lidarr has of them."""

import uuid
from dataclasses import dataclass, field
from typing import Any


def _id() -> str:
    return str(uuid.uuid4())


@dataclass(slots=True, kw_only=True)
class Artist:
    """Somebody in the catalogue; with a `number` Lidarr has them."""

    name: str
    key: str = field(default_factory=_id)
    number: int = 0
    added_with: dict[str, Any] = field(default_factory=dict)

    def told(self) -> dict[str, Any]:
        """Return them as Lidarr tells them."""
        common = {
            "status": "continuing",
            "ended": False,
            "artistName": self.name,
            "foreignArtistId": self.key,
            "tadbId": 0,
            "discogsId": 0,
            "overview": "",
            "artistType": "Group",
            "links": [],
            "images": [],
            "qualityProfileId": 0,
            "metadataProfileId": 0,
            "monitored": False,
            "monitorNewItems": "all",
            "genres": [],
            "cleanName": self.name.lower().replace(" ", ""),
            "sortName": self.name.lower(),
            "tags": [],
            "added": "0001-01-01T00:00:00Z",
            "ratings": {"votes": 0, "value": 0},
        }
        if not self.number:
            return common
        given = {name: self.added_with[name] for name in common if name in self.added_with}
        folder = self.added_with.get("rootFolderPath", "/music")
        return common | given | {"id": self.number, "path": f"{folder}/{self.name}"}


@dataclass(slots=True, kw_only=True)
class Album:
    """An album in the catalogue; with a `number` Lidarr has it. `files` of its `tracks` came."""

    title: str
    artist: Artist
    key: str = field(default_factory=_id)
    kind: str = "Album"
    year: int = 1995
    tracks: int = 10
    number: int = 0
    monitored: bool = False
    files: int = 0
    searches: int = 0
    last_search: str | None = None

    def told(self) -> dict[str, Any]:
        """Return it as Lidarr tells it."""
        told: dict[str, Any] = {
            "title": self.title,
            "disambiguation": "",
            "overview": "",
            "artistId": self.artist.number,
            "foreignAlbumId": self.key,
            "monitored": self.monitored,
            "anyReleaseOk": True,
            "profileId": 0,
            "duration": self.tracks * 200_000,
            "albumType": self.kind,
            "secondaryTypes": [],
            "mediumCount": 1,
            "ratings": {"votes": 0, "value": 0},
            "releaseDate": f"{self.year}-10-02T00:00:00Z",
            "releases": [],
            "genres": [],
            "media": [],
            "artist": self.artist.told(),
            "images": [],
            "links": [],
        }
        if not self.number:
            return told
        counted = {
            "trackFileCount": self.files,
            "trackCount": self.tracks if self.monitored else self.files,
            "totalTrackCount": self.tracks,
            "sizeOnDisk": self.files * 1000,
            "percentOfTracks": 100 * self.files / self.tracks,
        }
        searched = {} if self.last_search is None else {"lastSearchTime": self.last_search}
        return told | searched | {"id": self.number, "statistics": counted}
