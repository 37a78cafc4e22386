"""What the service holds: users, their playlists in JSPF, and what they love or hate."""

import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

_DOC = "https://musicbrainz.org/doc/jspf"
BOT = "listenbrainz"
"""Who makes playlists for users."""


def new_id() -> str:
    """Return an id that nothing has yet."""
    return str(uuid.uuid4())


@dataclass(slots=True, kw_only=True)
class User:
    """An account. Names are told apart without regard to case."""

    name: str
    token: str


@dataclass(slots=True, kw_only=True)
class Track:
    """A place in a playlist. `artists` are names and what joins each to the next; without title: not known."""

    mbid: str = field(default_factory=new_id)
    title: str = ""
    artists: list[tuple[str, str]] = field(default_factory=list)
    album: str = ""
    duration_ms: int = 0
    release: str = ""
    added_by: str = BOT
    added_at: datetime = datetime(2025, 6, 1, tzinfo=UTC)

    def told(self, *, metadata: bool) -> dict[str, Any]:
        """Return it in JSPF; without metadata only which recording it is."""
        facts: dict[str, Any] = {"added_by": self.added_by, "added_at": self.added_at.isoformat()}
        told: dict[str, Any] = {"identifier": [f"https://musicbrainz.org/recording/{self.mbid}"]}
        if metadata and self.title:
            told |= {"title": self.title, "creator": "".join(name + join for name, join in self.artists)}
            told |= {"album": self.album} if self.album else {}
            told |= {"duration": self.duration_ms} if self.duration_ms else {}
            facts["additional_metadata"] = {
                "caa_id": 1234,
                "caa_release_mbid": new_id(),
                "artists": [
                    {"artist_credit_name": name, "artist_mbid": new_id(), "join_phrase": join}
                    for name, join in self.artists
                ],
            }
        if self.release:
            facts["release_identifier"] = f"https://musicbrainz.org/release/{self.release}"
        return told | {"extension": {f"{_DOC}#track": facts}}


@dataclass(slots=True, kw_only=True)
class Playlist:
    """A playlist. `patch` is what makes one of its kind anew; `changed` None: it is as it was made."""

    mbid: str = field(default_factory=new_id)
    title: str
    creator: str
    tracks: list[Track] = field(default_factory=list)
    description: str = ""
    public: bool = True
    collaborators: list[str] = field(default_factory=list)
    created_for: str = ""
    patch: str = ""
    created: datetime = datetime(2025, 6, 1, tzinfo=UTC)
    changed: datetime | None = None

    def told(self, *, tracks: bool, metadata: bool = True) -> dict[str, Any]:
        """Return it in JSPF."""
        facts: dict[str, Any] = {"public": self.public, "creator": self.creator}
        if self.changed:
            facts["last_modified_at"] = self.changed.isoformat()
        if self.created_for:
            facts["created_for"] = self.created_for
        if self.collaborators:
            facts["collaborators"] = self.collaborators
        if self.patch:
            facts["additional_metadata"] = {"algorithm_metadata": {"source_patch": self.patch}}
        told = {
            "creator": self.creator,
            "title": self.title,
            "identifier": f"https://listenbrainz.org/playlist/{self.mbid}",
            "date": self.created.isoformat(),
            "extension": {f"{_DOC}#playlist": facts},
            "track": [track.told(metadata=metadata) for track in self.tracks] if tracks else [],
        }
        return {"playlist": told | ({"annotation": self.description} if self.description else {})}

    def visible(self, user: User | None) -> bool:
        """Tell whether somebody may see it."""
        return self.public or (user is not None and user.name in {self.creator, *self.collaborators})


@dataclass(slots=True, kw_only=True)
class Feedback:
    """Love (1) or hate (-1). Without `recording` it is only known as it was listened to."""

    title: str
    artist: str
    album: str = ""
    recording: str = ""
    artists: list[tuple[str, str]] = field(default_factory=list)
    score: int = 1
    created: int = 1_750_000_000
    msid: str = field(default_factory=new_id)

    def told(self, user: str, *, metadata: bool) -> dict[str, Any]:
        """Return it as it is told."""
        told: dict[str, Any] = {
            "created": self.created,
            "recording_mbid": self.recording or None,
            "recording_msid": self.msid,
            "score": self.score,
            "user_id": user,
        }
        if not metadata:
            return told
        said: dict[str, Any] = {"track_name": self.title, "artist_name": self.artist}
        said |= {"release_name": self.album} if self.album else {}
        if self.recording:
            said["mbid_mapping"] = {
                "recording_mbid": self.recording,
                "artists": [
                    {"artist_credit_name": name, "artist_mbid": new_id(), "join_phrase": join}
                    for name, join in self.artists
                ],
            }
        return told | {"track_metadata": said if self.title else None}
