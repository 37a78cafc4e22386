"""The files a server may find, and the scans that find them, which end later than they are asked for."""

import asyncio
import uuid
from dataclasses import dataclass, field

from fakes.plex.library import Library
from fakes.plex.media import Kind, Section, Track


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundFile:
    """What the tags of a file say. `track_artist` is empty when it is the album's; `duration` in ms."""

    artist: str
    album: str
    title: str
    index: int | None = 1
    disc: int = 1
    duration: int = 180_000
    year: int | None = None
    track_artist: str = ""
    mbid: str = ""
    size: int = 7_200_000


@dataclass(eq=False, slots=True)
class Scan:
    """One scan under way, as the server's activities show it."""

    section: Section
    path: str | None
    uuid: str = field(default_factory=lambda: str(uuid.uuid4()))
    timer: asyncio.TimerHandle | None = None


class Disk:
    """Files put there or taken away, seen only once the folder they lie in is scanned."""

    def __init__(self, library: Library) -> None:
        self.seconds = 0.05
        """How long a scan takes."""
        self.held = False
        """While true, scans go on until `finish`."""
        self.scans: list[Scan] = []
        self._library = library
        self._idle = asyncio.Event()
        self._idle.set()
        self._files: dict[str, SoundFile] = {}
        self._gone: set[str] = set()

    async def idle(self) -> None:
        """Wait until no scan is under way."""
        await self._idle.wait()

    def put(self, path: str, file: SoundFile) -> None:
        self._files[path] = file
        self._gone.discard(path)

    def take(self, path: str) -> None:
        self._files.pop(path, None)
        self._gone.add(path)

    def start(self, section: Section, path: str | None) -> None:
        """Begin a scan of a folder, or of the whole section."""
        scan = Scan(section, path)
        self.scans.append(scan)
        self._idle.clear()
        section.refreshing = True
        if not self.held:
            scan.timer = asyncio.get_running_loop().call_later(self.seconds, self._end, scan)

    def cancel(self, section: Section | None = None) -> None:
        """Break off a section's scans, or all: they find nothing."""
        for scan in [one for one in self.scans if section is None or one.section is section]:
            self.drop(scan)

    def finish(self) -> None:
        """End all scans now."""
        for scan in list(self.scans):
            self._end(scan)

    def drop(self, scan: Scan) -> None:
        """Break off one scan."""
        if scan.timer is not None:
            scan.timer.cancel()
        self.scans.remove(scan)
        if not self.scans:
            self._idle.set()
        scan.section.refreshing = any(one.section is scan.section for one in self.scans)

    def _end(self, scan: Scan) -> None:
        """See what the scan found, and end it."""
        section = scan.section
        section.scanned = self._library.clock.now()
        known = {one.file: one for one in section.of(Kind.TRACK).values() if isinstance(one, Track)}
        for path, file in self._files.items():
            if _under(path, section, scan.path):
                self._found(section, path, file, known.get(path))
        if gone := [known[path] for path in self._gone if path in known and _under(path, section, scan.path)]:
            self._library.remove(*gone)
        self.drop(scan)

    def _found(self, section: Section, path: str, file: SoundFile, known: Track | None) -> None:
        tags = {
            "title": file.title,
            "index": file.index,
            "disc": file.disc,
            "duration": file.duration,
            "artist_name": file.track_artist,
            "mbid": file.mbid,
            "size": file.size,
        }
        if known is not None and (known.album.artist.title, known.album.title) == (file.artist, file.album):
            if any(getattr(known, name) != value for name, value in tags.items()):
                self._library.edit(known, **tags)
            return
        if known is not None:
            self._library.remove(known)
        album = self._library.album(
            self._library.artist(section, file.artist), file.album, year=file.year, genres=("Unsorted",)
        )
        self._library.add_track(album, tags.pop("title"), file=path, **tags)


def _under(path: str, section: Section, folder: str | None) -> bool:
    inside = any(path.startswith(root.rstrip("/") + "/") for root in section.locations)
    return inside and (folder is None or path == folder or path.startswith(folder.rstrip("/") + "/"))
