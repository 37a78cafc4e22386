"""The service behind the demo, in memory: one for each account, as long as the engine runs.

A real client talks over HTTP, raises Unreachable and LoginRejected for what fails, and hands raw answers to
`parse.py`. What it holds here stands for the service's own data.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta

from syncopate.domain.ids import ExternalId, IdKind
from syncopate.domain.media import FileStamp, Track
from syncopate.domain.playlist import AlbumFacts, Entry, SourcePlaylist
from syncopate.errors import Unreachable
from syncopate.providers.capability import Context

_SONGS = (
    ("Группа крови", "Кино", "Группа крови", 285, "RUA018800001"),
    ("Back in Black", "AC/DC", "Back in Black", 255, "AUAP08000046"),
    ("きらり", "藤井風", "LOVE ALL SERVE ALL", 231, "JPPO02101234"),
    ("Another Brick in the Wall, Pt. 2", "Pink Floyd", "The Wall", 239, "GBN9Y1100085"),
)
_NOT_IN_LIBRARY = ("Live Forever", "Oasis", "Definitely Maybe", 276, "GBBQY9400001")
_ALBUM = "album-back-in-black"
_ON_ALBUM = (("Hells Bells", "AC/DC", "Back in Black", 312, "AUAP08000045"), _SONGS[1])
_ALBUM_FACTS = AlbumFacts(
    artists=("AC/DC",),
    year=1980,
    count=len(_ON_ALBUM),
    ids=frozenset({ExternalId(IdKind.SPOTIFY, "6mUdeDZCsExyJLMdAfDuwh")}),
)


@dataclass(frozen=True, slots=True)
class Kept:
    """A playlist that was written: the mark of who made it, its name and the keys of its tracks."""

    mark: str
    name: str
    track_keys: tuple[str, ...]


@dataclass(slots=True)
class _Memory:
    targets: dict[str, Kept] = field(default_factory=dict)
    made: int = 0


_MEMORIES: defaultdict[str, _Memory] = defaultdict(_Memory)


class Client:
    """Asks the service. Every method raises Unreachable when it does not answer."""

    def __init__(self, context: Context) -> None:
        self._offline = context.settings.get("offline", "false") == "true"
        self._memory = _MEMORIES[context.account_id]

    async def ping(self) -> None:
        """Try whether the service answers."""
        if self._offline:
            raise Unreachable(what="Demo")

    async def playlists(self) -> tuple[SourcePlaylist, ...]:
        """Return all playlists, and the album."""
        await self.ping()
        return (
            SourcePlaylist(reference="evening", name="Evening", description="Everything there is"),
            SourcePlaylist(reference="morning", name="Morning"),
            SourcePlaylist(reference=_ALBUM, name="Back in Black", album=_ALBUM_FACTS),
        )

    async def entries(self, reference: str) -> tuple[Entry, ...] | None:
        """Return one playlist's entries, None when there is none of that reference."""
        await self.ping()
        offered = {"evening": (*_SONGS, _NOT_IN_LIBRARY), "morning": _SONGS[:2], _ALBUM: _ON_ALBUM}
        songs = offered.get(reference)
        if songs is None:
            return None
        return tuple(
            Entry(
                position=position,
                title=title,
                artists=(artist,),
                album=album,
                duration=timedelta(seconds=seconds),
                number=position + 1 if reference == _ALBUM else None,
                ids=frozenset({ExternalId(IdKind.ISRC, isrc)}),
            )
            for position, (title, artist, album, seconds, isrc) in enumerate(songs)
        )

    async def tracks(self) -> tuple[tuple[Track, FileStamp], ...]:
        """Return the library with what tells a changed track from an unchanged one."""
        await self.ping()
        return tuple(
            (
                Track(
                    key=f"track-{number}",
                    title=title,
                    artists=(artist,),
                    album=album,
                    duration=timedelta(seconds=seconds),
                    number=number,
                    ids=frozenset({ExternalId(IdKind.ISRC, isrc)}),
                ),
                FileStamp(size=seconds, mtime_ns=number),
            )
            for number, (title, artist, album, seconds, isrc) in enumerate(_SONGS, 1)
        )

    async def target(self, key: str) -> Kept | None:
        """Return a playlist that was written, None when there is none."""
        await self.ping()
        return self._memory.targets.get(key)

    async def marked(self, mark: str) -> str | None:
        """Return the key of the playlist with this mark, None when there is none."""
        await self.ping()
        return next((key for key, kept in self._memory.targets.items() if kept.mark == mark), None)

    async def put_target(self, key: str | None, kept: Kept) -> str:
        """Write a playlist whole and return its key; without one it is found by its mark, else made."""
        await self.ping()
        if key is None:
            key = await self.marked(kept.mark)
        if key is None:
            self._memory.made += 1
            key = f"playlist-{self._memory.made}"
        self._memory.targets[key] = kept
        return key

    async def drop_target(self, key: str) -> None:
        """Remove a playlist; not being there is fine."""
        await self.ping()
        self._memory.targets.pop(key, None)
