"""What there is on the network, and what slskd keeps of searches and transfers."""

import re
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any


def now() -> str:
    """Return the moment as .NET writes it."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f0Z")


@dataclass(slots=True, kw_only=True)
class File:
    """Something that is shared: its name as Soulseek has it, its bytes, and what its owner claims of it."""

    name: str
    data: bytes
    locked: bool = False
    claims: dict[str, Any] = field(default_factory=dict)

    def told(self) -> dict[str, Any]:
        """Return it as a search tells it."""
        extension = self.name.rpartition(".")[2] if "." in self.name else ""
        empty = dict.fromkeys(("bitDepth", "bitRate", "isVariableBitRate", "length", "sampleRate"))
        return {
            **empty,
            "code": 1,
            "extension": extension,
            "filename": self.name,
            "size": len(self.data),
            "isLocked": self.locked,
            **self.claims,
        }


@dataclass(slots=True, kw_only=True)
class Peer:
    """Somebody on the network."""

    name: str
    files: dict[str, File] = field(default_factory=dict)
    online: bool = True
    free_slot: bool = True
    queue: int = 0
    speed: int = 1_000_000

    def share(self, name: str, data: bytes = b"x" * 1000, *, locked: bool = False, **claims: Any) -> File:
        """Share a file."""
        made = File(name=name, data=data, locked=locked, claims=claims)
        self.files[name] = made
        return made

    def answers(self, words: list[str], token: int) -> dict[str, Any] | None:
        """Return what it has with all the words in its path; a word with a dash may not be there."""
        wanted = [word for word in words if not word.startswith("-")]
        barred = [word[1:] for word in words if word.startswith("-")]
        found = [file for file in self.files.values() if _has(file.name, wanted, barred)]
        if not found or not self.online:
            return None
        free, locked = [each for each in found if not each.locked], [each for each in found if each.locked]
        return {
            "fileCount": len(free),
            "files": [each.told() for each in free],
            "hasFreeUploadSlot": self.free_slot,
            "lockedFileCount": len(locked),
            "lockedFiles": [each.told() for each in locked],
            "queueLength": self.queue,
            "token": token,
            "uploadSpeed": self.speed,
            "username": self.name,
        }


def _has(name: str, wanted: list[str], barred: list[str]) -> bool:
    there = set(re.split(r"[\W_]+", name.casefold()))
    return there.issuperset(wanted) and there.isdisjoint(barred)


@dataclass(slots=True, kw_only=True)
class Search:
    """A search. It ends when it was looked at `looks` times, and is stored one look later."""

    id: str
    words: str
    token: int
    looks: int
    result: list[dict[str, Any]]
    end: str = "Completed, TimedOut"
    stores_live: bool = False
    state: str = "InProgress"
    started: str = field(default_factory=now)
    ended: str | None = None
    storing: bool = False

    @property
    def over(self) -> bool:
        """Whether it runs no more."""
        return self.state.startswith("Completed")

    def look(self) -> None:
        """Let a little time pass."""
        if self.storing:
            self.storing, self.ended = False, now()
        self.looks -= 1
        if self.looks <= 0 and not self.over:
            self.finish(self.end)

    def finish(self, state: str) -> None:
        """Come to an end; what was found is stored a moment later."""
        self.state, self.storing = state, True

    def told(self, responses: list[dict[str, Any]] | None = None) -> dict[str, Any]:
        """Return it as slskd tells it."""
        return {
            "endedAt": self.ended,
            "fileCount": sum(each["fileCount"] for each in self.result),
            "id": self.id,
            "isComplete": self.over,
            "lockedFileCount": sum(each["lockedFileCount"] for each in self.result),
            "responseCount": len(self.result),
            "responses": responses or [],
            "searchText": self.words,
            "startedAt": self.started,
            "state": self.state,
            "token": self.token,
        }

    def responses(self) -> list[dict[str, Any]]:
        """Return what can be read of what it found."""
        return self.result if self.ended or self.stores_live else []


@dataclass(slots=True, kw_only=True)
class Transfer:
    """A download; `removed` is kept for its history and told to nobody."""

    peer: Peer
    name: str
    size: int
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    state: str = "Queued, Remotely"
    done: int = 0
    place: int | None = None
    exception: str | None = None
    requested: str = field(default_factory=now)
    started: str | None = None
    ended: str | None = None
    removed: bool = False

    @property
    def over(self) -> bool:
        """Whether nothing more becomes of it."""
        return self.state.startswith("Completed")

    def run(self, done: int) -> None:
        """Get so many bytes."""
        self.state, self.done, self.started = "InProgress", done, self.started or now()

    def fail(self, state: str, exception: str | None = None) -> None:
        """Come to an end that is no good one, e.g. "Completed, Rejected"."""
        self.state, self.exception, self.ended = state, exception, now()

    def told(self) -> dict[str, Any]:
        """Return it as slskd tells it."""
        running = self.state == "InProgress"
        left = timedelta(seconds=(self.size - self.done) / 1000)
        return {
            "id": self.id,
            "username": self.peer.name,
            "direction": "Download",
            "filename": self.name,
            "size": self.size,
            "startOffset": 0,
            "state": self.state,
            "stateDescription": self.state,
            "requestedAt": self.requested,
            "enqueuedAt": self.requested,
            "startedAt": self.started,
            "endedAt": self.ended,
            "bytesTransferred": self.done,
            "averageSpeed": 1000.0 if self.started else 0,
            "bytesRemaining": self.size - self.done,
            "elapsedTime": "00:00:01.0230000" if self.started else None,
            "percentComplete": 100 * self.done / self.size if self.size else 0,
            "remainingTime": _span(left) if running else None,
            "placeInQueue": self.place,
            "exception": self.exception,
        }


def _span(time: timedelta) -> str:
    days, seconds = time.days, time.seconds
    clock = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{time.microseconds:06}0"
    return f"{days}.{clock}" if days else clock
